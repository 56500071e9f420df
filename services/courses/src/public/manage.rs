//! What a party sees and does with its registration, by the signed link: `/progress/{reference}?k=…`.
//!
//! The link is the key: it is in no log of ours, and a page leads nowhere else with it
//! (`Referrer-Policy: same-origin`). Opening a page changes nothing; every change is a form that is sent.

pub mod absent;
pub mod answers;
pub mod cancel;
pub mod contact;
pub mod handover;
pub mod hours;
pub mod names;
pub mod next;
pub mod no_shows;
pub mod receipt;
pub mod record;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::web::Ctx;
use foundation::{pages, parts};
use maud::{Markup, html};
use office::instant::Instant;
use office::reference::Reference;

use super::say;
use crate::desk::{Answer, Desk, Work};
use crate::invitation::{self, Asks};
use crate::matter::Matter;

/// The registration a signed link opens. A guessed reference and one that there is not are answered alike.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine (any more); any fault of the store.
pub(super) async fn open(ctx: &Ctx, reference: &str) -> Result<Matter, Fault> {
    let reference = Reference::parse(reference).map_err(|_| Fault::NotFound)?;
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let found = ctx.centre.db.read(move |conn| Matter::find_by_reference(conn, reference.as_str())).await?;
    found.filter(|matter| matter.is_opened_by(&ctx.centre.keys, given.text("k"))).ok_or(Fault::Forbidden)
}

/// Asks the desk and goes back to the receipt, which says what was done.
async fn ask(ctx: &Ctx, matter: &Matter, work: Work, done: &str) -> Result<Response, Fault> {
    match Desk::of(&ctx.centre)?.ask(&matter.course.id, work, ctx.actor()).await? {
        Answer::Done(_) => Ok(go(ctx, matter, done)),
        // Somebody was faster, perhaps the same person on another page: the receipt shows how it stands.
        _ => Ok(go(ctx, matter, "changed-meanwhile")),
    }
}

/// Back to the receipt; `done` names what the page says above it.
fn go(ctx: &Ctx, matter: &Matter, done: &str) -> Response {
    ctx.go(&format!("{}&done={done}", matter.path(&ctx.centre.keys, "")))
}

/// Work that cancels these seats, or all.
fn cancel_work(matter: &Matter, seats: Vec<String>, why: Option<String>) -> Work {
    Work::Cancel { registration_id: matter.registration.id.clone(), seats, why }
}

/// The page around one of these screens.
fn page(ctx: &Ctx, matter: &Matter, title: &str, has_errors: bool, main: Markup) -> Markup {
    let words = &ctx.words;
    let receipt = words.path(&matter.path(&ctx.centre.keys, ""));
    let mut here = vec![parts::crumb(words.path("/progress"), words.say("progress-title"))];
    if ctx.path.matches('/').count() > 2 {
        here.push(parts::crumb(receipt, matter.reference()));
    }
    let shell = pages::shell(ctx, title);
    let head_extra = html! { meta name="robots" content="noindex"; };
    parts::Shell { here, has_errors, head_extra, updated_on: None, ..shell }.page(main)
}

/// Something cannot be changed by oneself, for it is over or the time for it is, `until` when it was possible: whom
/// to call.
fn too_late(ctx: &Ctx, matter: &Matter, title: &str, until: Instant) -> Response {
    let words = &ctx.words;
    let back = words.path(&matter.path(&ctx.centre.keys, ""));
    let why = if until <= ctx.now { "manage-too-late" } else { "manage-ended" };
    let until = words.date_time(until.taipei());
    let main = html! {
        h1 { (title) }
        (parts::notice(parts::Tone::Wait, &words.say(&format!("{why}-title")), html! {
            p { (words.say_with(&format!("{why}-text"), &[("until", until.into())])) }
            (say::contact(words, &matter.course))
        }))
        div.actions { (parts::button_link(back, words.say("manage-back"))) }
    };
    ctx.page(StatusCode::CONFLICT, page(ctx, matter, title, false, main))
}

/// The list of its draw is closed: what may still be done.
fn listed(ctx: &Ctx, matter: &Matter, title: &str) -> Response {
    let words = &ctx.words;
    let to = |below: &str| words.path(&matter.path(&ctx.centre.keys, below));
    let main = html! {
        h1 { (title) }
        (parts::notice(parts::Tone::Wait, &words.say("manage-listed-title"), html! {
            p { (words.say("manage-listed-text")) }
        }))
        div.actions {
            (parts::button_link(to(""), words.say("manage-back")))
            (parts::button_link(to("/cancel"), words.say("receipt-leave")).secondary())
        }
    };
    ctx.page(StatusCode::CONFLICT, page(ctx, matter, title, false, main))
}

/// The calendar file of a registration (R42).
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn calendar(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let text = invitation::file(&ctx.centre, &ctx.words, &matter, Asks::of(&matter), ctx.now);
    let name = format!("attachment; filename=\"{}.ics\"", matter.reference());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}
