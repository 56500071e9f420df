//! What is ticked in the checklists of a case, and the other ways of law a petitioner is told of.

use axum::extract::Path;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::forms::{area, folded};
use super::{WHY_CHARS_MAX, act};
use crate::model::{Refusal, Remedy};
use crate::rules::checklist;
use crate::staff::case::Shown;
use crate::work;

/// One thing is ticked or not after all; a checklist comes or goes.
///
/// # Errors
/// As for any act.
pub async fn post(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let asked = ["tick", "untick", "drop", "add"].into_iter().find(|name| form.has(name)).unwrap_or_default();
    let which = form.text(if asked == "add" { "template" } else { asked }).to_owned();
    act(&ctx, &id, form, "template", move |conn, act, _, case| match asked {
        "tick" | "untick" => work::checklist::tick(conn, act, &case, &which, asked == "tick"),
        "add" => work::checklist::add(conn, act, &case, &which),
        "drop" => work::checklist::drop(conn, act, &case, &which),
        _ => Ok(Err(Refusal::Illegal)),
    })
    .await
}

/// The petitioner is told of another way of law.
///
/// # Errors
/// As for any act.
pub async fn post_remedy(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let kind = form.choice("remedy", Remedy::from_code);
    let own = form.required("remedy_text", WHY_CHARS_MAX);
    act(&ctx, &id, form, "remedy", move |conn, act, _, mut case| match kind {
        Some(kind) => work::checklist::tell_remedy(conn, act, &mut case, kind, &own),
        None => Ok(Err(Refusal::Illegal)),
    })
    .await
}

/// The form that tells of another way of law.
pub(super) fn remedy(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let kinds = Remedy::ALL.iter().map(|kind| {
        let name = words.say(&format!("petitions-remedy-{}", kind.code()));
        choice(kind.code(), name).hint(words.say(&format!("petitions-remedy-text-{}", kind.code())))
    });
    let content = html! {
        (parts::radios(words, "remedy", words.say("petitions-remedy"), kinds.collect())
            .value(form.text("remedy")).error(form.said_of(words, "remedy")))
        (area(words, form, "remedy_text", "petitions-remedy-hint", 4))
    };
    folded(ctx, shown, "remedy", form, &["remedy", "remedy_text"], content)
}

/// What is required and not done, said before an answer is proposed or decided about.
pub(super) fn unfinished(words: &Words, shown: &Shown) -> Option<String> {
    let of_merged = shown.merged.iter().flat_map(|merged| &merged.checks);
    let count = checklist::unfinished(shown.checks.iter().chain(of_merged));
    (count > 0).then(|| words.say_with("petitions-unfinished", &[("count", count.into())]))
}

/// The warning in the form of the answer, and the box that sends it all the same.
pub(super) fn anyway(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let anyway = choice("yes", words.say("petitions-unfinished-anyway"));
    html! {
        @if let Some(said) = unfinished(words, shown) {
            (parts::warning_text(words, &said))
            (parts::checkboxes(words, "unfinished", words.say("petitions-unfinished-anyway"), vec![anyway])
                .values(form.texts("unfinished")).error(form.said_of(words, "unfinished")).unmarked())
        }
    }
}
