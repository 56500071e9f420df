//! The checklists of a case, and the other ways of law the petitioner was told of.

use foundation::form::Form;
use foundation::parts::{self, Choice, Tone, choice, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::{Merged, Shown};
use crate::model::{Case, Check};
use crate::staff::said;

/// The ways of law the petitioner was told of.
pub(super) fn remedies(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    html! {
        @for (kind, at) in &shown.remedies {
            dt { (words.say("petitions-remedy-told")) }
            dd { (words.say(&format!("petitions-remedy-{}", kind.code()))) " " (parts::time_short(words, *at)) }
        }
    }
}

/// All checklists, each with what is ticked and by whom, and one to be added.
pub(super) fn section(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let address = words.path(&format!("/office/petitions/{}/checklist", shown.case.id));
    let open = shown.case.state.is_open();
    let lists = templates(&shown.checks);
    let more: Vec<Choice> = shown
        .templates
        .iter()
        .filter(|template| !template.closed && !lists.contains(&template.id.as_str()))
        .map(|template| choice(&*template.id, &*template.title))
        .collect();
    html! {
        @if !lists.is_empty() || (open && !more.is_empty()) { h2 #checklist { (words.say("petitions-checklist")) } }
        @for id in lists { (list(ctx, shown, (&shown.case, &shown.checks, id))) }
        @if open && !more.is_empty() {
            (parts::form(address, html! {
                (parts::select(words, "template", words.say("petitions-checklist-add"), more).value(form.text("template")).error(form.said_of(words, "template")))
                div.actions { (parts::button(words.say("petitions-checklist-add")).name("add", "yes").secondary()) }
            }).id("checklist-add"))
        }
    }
}

/// The checklists of a case that goes on in the one that is shown, to be ticked there.
pub(super) fn of_merged(ctx: &Ctx, shown: &Shown, merged: &Merged) -> Markup {
    html! { @for id in templates(&merged.checks) { (list(ctx, shown, (&merged.case, &merged.checks, id))) } }
}

/// The templates of checklists, each once.
fn templates(checks: &[Check]) -> Vec<&str> {
    let mut lists: Vec<&str> = checks.iter().map(|check| check.template_id.as_str()).collect();
    lists.dedup();
    lists
}

/// One checklist of the case that is shown or of one that goes on in it.
fn list(ctx: &Ctx, shown: &Shown, (of, checks, id): (&Case, &[Check], &str)) -> Markup {
    let words = &ctx.words;
    let address = words.path(&format!("/office/petitions/{}/checklist", shown.case.id));
    let is_own = of.id == shown.case.id;
    let anchor = if is_own { format!("checklist-{id}") } else { format!("checklist-{id}-{}", of.id) };
    let own: Vec<&Check> = checks.iter().filter(|check| check.template_id == id).collect();
    let title = own.first().map_or("", |check| check.title.as_str());
    let open = shown.case.state.is_open();
    let mut columns =
        ["item", "done"].map(|name| column(words.say(&format!("petitions-checklist-{name}")))).to_vec();
    columns.push(column(words.say("petitions-checklist-tick")).unseen());
    let row = |check: &&Check| {
        let button = match check.ticked_at {
            None => parts::button(words.say("petitions-checklist-tick")).quiet().name("tick", &*check.id),
            Some(_) => {
                parts::button(words.say("petitions-checklist-untick")).quiet().name("untick", &*check.id)
            }
        };
        vec![
            html! { (check.text) @if check.required { " " (parts::tag(Tone::Info, &words.say("petitions-checklist-required"))) } },
            html! { @if let Some(at) = check.ticked_at { (said::person(words, &shown.names, &check.ticked_by)) " " (parts::time_short(words, at)) } @else { "–" } },
            html! { @if open { (button.about(check.text.as_str())) } },
        ]
    };
    let untouched = own.iter().all(|check| check.ticked_at.is_none());
    html! {
        (parts::form(address, html! {
            (parts::table(words, title, columns, own.iter().map(row).collect()))
            @if open && untouched && is_own { div.actions { (parts::button(words.say("petitions-checklist-drop")).quiet().name("drop", id).about(title)) } }
        }).id(anchor))
    }
}
