//! The place in line of a party that came with very many others (R13): `/courses/arrivals/{id}`.
//!
//! The request is written down already; the page tells where it stands. Reloading changes nothing, and
//! who comes back later finds the answer behind the same link.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::keys::Keys;
use foundation::web::Ctx;
use foundation::{pages, parts};
use maud::{Markup, html};

use super::{register, say};
use crate::desk::{Desk, NewParty};
use crate::model::Course;
use crate::store::arrival::Seen;
use crate::words::called_off;
use crate::{matter, planned, store};

/// Purpose of the signature of a link to an arrival.
const PURPOSE: &str = "arrival";

/// The signed address of an arrival, without language.
pub fn path(keys: &Keys, id: &str) -> String {
    format!("/courses/arrivals/{id}?k={}", keys.sign(PURPOSE, id))
}

/// Where a party stands; its receipt once it was taken in.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not genuine or long over; any fault of the store.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    if !ctx.centre.keys.verify(PURPOSE, &id, given.text("k")) {
        return Err(Fault::NotFound);
    }
    let find = id.clone();
    let seen = ctx.centre.db.read(move |conn| store::arrival::find(conn, &find)).await?;
    let seen = seen.ok_or(Fault::NotFound)?;
    if let Some(reference) = seen.reference.clone() {
        let read = move |conn: &mut Conn| store::registration::find_by_reference(conn, &reference);
        let r = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
        return Ok(ctx.go(&matter::path(&ctx.centre.keys, (&r.reference, &r.email), "")));
    }
    let planned = planned::find(&ctx.centre, &seen.course_id, ctx.now).await?.ok_or(Fault::NotFound)?;
    let status = if seen.outcome.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(ctx.page(status, page(&ctx, &planned.course, &seen, &id)?))
}

fn page(ctx: &Ctx, course: &Course, seen: &Seen, id: &str) -> Result<Markup, Fault> {
    let words = &ctx.words;
    let title = words.say(if seen.outcome.is_some() { "arrival-over-title" } else { "arrival-title" });
    let mut shell = pages::shell(ctx, &title);
    shell.here = vec![
        parts::crumb(words.path("/courses"), words.say("courses-title")),
        parts::crumb(words.path(&say::path(course, "")), say::title(words, course)),
    ];
    let seconds = Desk::of(&ctx.centre)?.seconds(seen.ahead);
    Ok(shell.page(html! {
        h1 { (title) }
        p.lead { (say::title(words, course)) }
        @match seen.outcome.as_deref() {
            Some(outcome) => (over(words, course, outcome, &seen.party)),
            None => (waits(words, seen.ahead, seconds, &words.path(&path(&ctx.centre.keys, id)))),
        }
    }))
}

fn waits(words: &Words, ahead: i64, seconds: i64, here: &str) -> Markup {
    html! {
        div data-await=(here) {
            p.big role="status" { (words.say_with("arrival-place", &[("place", (ahead + 1).into())])) }
            p { (words.say_with("arrival-time", &[("seconds", seconds.into())])) }
        }
        p { (words.say("arrival-safe")) }
        div.actions { (parts::button_link(here.to_owned(), words.say("arrival-look"))) }
    }
}

fn over(words: &Words, course: &Course, outcome: &str, party: &str) -> Markup {
    let why = match outcome {
        "full" => "register-full-text",
        "closed" => "register-closed-text",
        "already" => "register-already-text",
        "barred" | "option-full" => "arrival-barred",
        "early" => "arrival-early",
        _ => "arrival-failed",
    };
    let closed_at = words.date_time(course.closes_at.taipei());
    let reason = called_off(words, course);
    html! {
        p { (words.say_with(why, &[("when", closed_at.into()), ("reason", reason.into())])) }
        (say::contact(words, course))
        (again(words, course, party))
        div.actions {
            (parts::button_link(words.path("/courses?open=yes"), words.say("register-other-courses")))
            (parts::button_link(words.path("/progress"), words.say("register-already-link")).secondary())
        }
    }
}

/// The way back to the form with all that was typed: nothing is lost for having stood in line (R09).
fn again(words: &Words, course: &Course, party: &str) -> Markup {
    let Ok(party) = serde_json::from_str::<NewParty>(party) else { return html! {} };
    let pairs = register::pairs_of(&party);
    html! {
        (parts::form(words.path(&say::path(course, "/register")), html! {
            @for (name, value) in &pairs { (parts::hidden(name, value)) }
            div.actions { (parts::button(words.say("arrival-again")).name("to", "check")) }
        }).id("again"))
    }
}
