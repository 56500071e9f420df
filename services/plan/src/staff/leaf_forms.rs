//! The forms on the page of an action: a month, a document, a task.

use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::leaf::over;
use crate::jobs::before;
use crate::model::Leaf;
use crate::model::progress::{Cadence, Task, month_of};
use crate::picture::Picture;
use crate::rules::remind::Before;
use crate::words;

/// Opened when it was sent and is wrong.
pub(super) fn folded(form: &Form, which: &str, summary: &str, content: &Markup) -> Markup {
    html! { details.add open[form.text("form") == which] { summary { (summary) } div.inside { (content) } } }
}

/// The number of a month, and why it is behind.
pub(super) fn month(ctx: &Ctx, picture: &Picture, leaf: &Leaf, form: &Form) -> Markup {
    let words = &ctx.words;
    let months: Vec<String> = over(picture).into_iter().map(month_of).collect();
    let Some(newest) = months.last().cloned() else { return html! {} };
    let offered = months.iter().rev().map(|m| choice(m, words::month(words, m))).collect();
    let value = |name: &str| form.text(name).to_owned();
    let chosen = if form.text("month").is_empty() { newest } else { value("month") };
    let content = html! {
        (parts::form(words.path(&format!("/office/plan/leaves/{}/months", leaf.id)), html! {
            (parts::hidden("form", "month"))
            (parts::select(words, "month", words.say("plan-f-month"), offered).value(chosen).error(form.said_of(words, "month")))
            @if leaf.text.measure.is_empty() {
                (parts::text(words, "actual", words.say("plan-f-actual")).hint(words.say(&format!("plan-actual-hint-{}", leaf.text.gauge().code()))).value(value("actual")).width(parts::Width::Medium).error(form.said_of(words, "actual")))
            }
            (parts::textarea(words, "reason", words.say("plan-f-reason")).rows(2).hint(words.say("plan-reason-hint")).value(value("reason")).optional().error(form.said_of(words, "reason")))
            (parts::textarea(words, "remedy", words.say("plan-f-remedy")).rows(2).value(value("remedy")).optional().error(form.said_of(words, "remedy")))
            div.actions { (parts::button(words.say("plan-month-save"))) }
        }).id("month"))
    };
    folded(form, "month", &words.say("plan-month-add"), &content)
}

/// The fields of a document.
pub(super) fn document_fields(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let today = ctx.now.date().to_string();
    let Before { first, again } = before(&ctx.centre);
    let again = if again < first { again } else { 0 };
    let told = [("first", first.into()), ("again", again.into())];
    let effective = if form.has("effective_on") { form.text("effective_on").to_owned() } else { today };
    html! {
        (parts::text(words, "title", words.say("plan-f-document")).value(form.text("title")).error(form.said_of(words, "title")))
        div.fields {
            (parts::date(words, "effective_on", words.say("plan-f-effective_on")).hint(words.say("plan-effective-hint")).value(effective).error(form.said_of(words, "effective_on")))
            (parts::date(words, "expires_on", words.say("plan-f-expires_on")).hint(words.say_with("plan-expires-hint", &told)).value(form.text("expires_on")).optional().error(form.said_of(words, "expires_on")))
        }
        (place_fields(ctx, form))
    }
}

/// A file, or where it is to be read, and a note.
pub(super) fn place_fields(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let max = ctx.centre.number(crate::kept::MB_MAX);
    html! {
        (parts::file(words, "file", words.say("plan-f-file")).hint(words.say_with("plan-file-hint", &[("max", max.into())])).optional().error(form.said_of(words, "file")))
        (parts::text(words, "url", words.say("plan-f-url")).hint(words.say("plan-url-hint")).value(form.text("url")).optional().error(form.said_of(words, "url")))
        (parts::text(words, "note", words.say("plan-f-remark")).value(form.text("note")).optional().error(form.said_of(words, "note")))
    }
}

/// A new document.
pub(super) fn document(ctx: &Ctx, leaf: &Leaf, form: &Form) -> Markup {
    let words = &ctx.words;
    let content = html! {
        (parts::form(words.path(&format!("/office/plan/leaves/{}/documents", leaf.id)), html! {
            (parts::hidden("form", "document"))
            (document_fields(ctx, form))
            div.actions { (parts::button(words.say("plan-document-save"))) }
        }).files().id("document"))
    };
    folded(form, "document", &words.say("plan-document-add"), &content)
}

/// Something to be proven again and again.
pub(super) fn task(ctx: &Ctx, picture: &Picture, leaf: &Leaf, form: &Form) -> Markup {
    let words = &ctx.words;
    let said = |c: &Cadence| choice(c.code(), words.say(&format!("plan-cadence-{}", c.code())));
    let cadences: Vec<_> = Cadence::ALL.iter().map(said).collect();
    let value =
        |name: &str, default: String| if form.has(name) { form.text(name).to_owned() } else { default };
    let starts_on = leaf.text.starts_on.max(picture.today.first_of_month()).min(leaf.text.ends_on);
    let content = html! {
        (parts::form(words.path(&format!("/office/plan/leaves/{}/tasks", leaf.id)), html! {
            (parts::hidden("form", "task"))
            (parts::text(words, "task", words.say("plan-f-task")).value(form.text("task")).error(form.said_of(words, "task")))
            div.fields {
                (parts::select(words, "cadence", words.say("plan-f-cadence"), cadences).value(value("cadence", "month".into())).error(form.said_of(words, "cadence")))
                (parts::number(words, "grace_days", words.say("plan-f-grace_days")).value(value("grace_days", "10".into())).error(form.said_of(words, "grace_days")))
                (parts::date(words, "from", words.say("plan-f-starts_on")).value(value("from", starts_on.to_string())).error(form.said_of(words, "from")))
                (parts::date(words, "to", words.say("plan-f-ends_on")).value(value("to", leaf.text.ends_on.to_string())).error(form.said_of(words, "to")))
            }
            div.actions { (parts::button(words.say("plan-task-save"))) }
        }).id("task"))
    };
    folded(form, "task", &words.say("plan-task-add"), &content)
}

/// Something that happened, after which a task asks for its proof.
pub(super) fn occasion(ctx: &Ctx, task: &Task, form: &Form) -> Markup {
    let words = &ctx.words;
    let id = |name: &str| format!("{name}-{}", task.id);
    let held_on = if form.has(&id("held_on")) {
        form.text(&id("held_on")).to_owned()
    } else {
        ctx.now.date().to_string()
    };
    html! {
        (parts::form(words.path(&format!("/office/plan/tasks/{}/occasions", task.id)), html! {
            div.fields {
                (parts::date(words, "held_on", words.say("plan-occasion-day")).id(id("held_on")).value(held_on).error(form.said_of(words, &id("held_on"))))
                (parts::text(words, "occasion", words.say("plan-occasion-title")).id(id("occasion")).value(form.text(&id("occasion"))).error(form.said_of(words, &id("occasion"))))
            }
            div.actions { (parts::button(words.say("plan-occasion-save")).secondary().about(task.title.clone())) }
        }).id(id("occasions")))
    }
}
