//! Giving up one seat, several or all until the deadline, or leaving the line (R39, R19).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::{ask, cancel_work, go, listed, open, page, too_late};
use crate::desk::{Answer, Desk, Work};
use crate::matter::Matter;
use crate::model::Status;
use crate::public::say;

/// The question.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.registration.status.is_live() {
        return Ok(go(&ctx, &matter, ""));
    }
    if !matter.may_change(ctx.now) {
        return Ok(too_late(&ctx, &matter, &title(&ctx, &matter), matter.change_until()));
    }
    Ok(ctx.page(StatusCode::OK, shown(&ctx, &matter, &Form::default())))
}

/// It is done.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.registration.status.is_live() {
        return Ok(go(&ctx, &matter, "changed-meanwhile"));
    }
    if !matter.may_change(ctx.now) {
        return Ok(too_late(&ctx, &matter, &title(&ctx, &matter), matter.change_until()));
    }
    let all: Vec<&str> = matter.present().map(|s| s.id.as_str()).collect();
    let chosen: Vec<String> = all
        .iter()
        .filter(|id| form.texts("seat").any(|sent| sent == **id))
        .map(|id| (*id).to_owned())
        .collect();
    if form.has("all") || all.len() == 1 || chosen.len() == all.len() {
        return ask(&ctx, &matter, cancel_work(&matter, Vec::new(), None), "cancelled").await;
    }
    if chosen.is_empty() {
        form.wrong("seat", "cancel-error-nobody");
        return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, shown(&ctx, &matter, &form)));
    }
    if matter.is_listed(ctx.now) {
        return Ok(listed(&ctx, &matter, &title(&ctx, &matter)));
    }
    let work = Work::Leave { registration_id: matter.registration.id.clone(), seats: chosen };
    match Desk::of(&ctx.centre)?.ask(&matter.course.id, work, ctx.actor()).await? {
        Answer::Done(_) => Ok(go(&ctx, &matter, "seats-cancelled")),
        // Whoever stays may not come without who leaves (R28).
        Answer::Barred(_) => {
            form.wrong("seat", "cancel-error-pair");
            Ok(ctx.page(StatusCode::CONFLICT, shown(&ctx, &matter, &form)))
        }
        _ => Ok(go(&ctx, &matter, "changed-meanwhile")),
    }
}

fn title(ctx: &Ctx, matter: &Matter) -> String {
    let confirmed = matter.registration.status == Status::Confirmed;
    ctx.words.say(if confirmed { "cancel-title" } else { "cancel-line-title" })
}

fn shown(ctx: &Ctx, matter: &Matter, form: &Form) -> Markup {
    let words = &ctx.words;
    let title = title(ctx, matter);
    let back = words.path(&matter.path(&ctx.centre.keys, ""));
    let people: Vec<_> = matter.present().collect();
    let is_listed = matter.is_listed(ctx.now);
    let several = people.len() > 1 && !is_listed;
    let action = words.path(&matter.path(&ctx.centre.keys, "/cancel"));
    page(
        ctx,
        matter,
        &title,
        !form.is_right(),
        html! {
            (parts::error_summary(words, &form.said(words)))
            h1 { (title) }
            p.lead { (say::title(words, &matter.course)) }
            (parts::warning_text(words, &words.say("cancel-warning")))
            @if is_listed { p { (words.say("manage-listed-text")) } }
            (parts::form(action, html! {
                @if several {
                    (parts::checkboxes(words, "seat", words.say("cancel-who"),
                        people.iter().map(|s| choice(s.id.as_str(), s.name.as_str())).collect())
                        .values(form.texts("seat")).error(form.said_of(words, "seat")))
                    div.actions {
                        (parts::warning_button(words.say("cancel-chosen")).name("chosen", "yes"))
                        (parts::button(words.say("cancel-all")).name("all", "yes").secondary())
                    }
                } @else {
                    div.actions { (parts::warning_button(words.say(if people.len() > 1 { "cancel-all" } else { "cancel-one" })).name("all", "yes")) }
                }
            }))
            p { a href=(back) { (words.say("manage-keep")) } }
        },
    )
}
