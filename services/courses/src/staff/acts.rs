//! What staff do with one registration: decide, seat out of turn, cancel, note a call.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::serving::{self, Served};
use super::{registration, serving::address};
use crate::desk::{Answer, Desk, Work};
use crate::entry;
use crate::model::{Event, Status};
use crate::planning::lock;
use crate::rules::admit::Refusal;
use crate::settle::REGISTRATION;
use crate::store;

/// Longest reason, in characters.
pub const WHY_CHARS_MAX: usize = 200;

/// Approves or rejects.
///
/// # Errors
/// [`Fault::NotFound`] without such a registration in this person's charge.
pub async fn decide(
    ctx: Ctx,
    Path((course_id, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let event = if form.text("act") == "approve" { Event::Approve } else { Event::Reject };
    let why = match event {
        Event::Reject => form.required("reject-why", WHY_CHARS_MAX),
        _ => form.optional("reject-why", WHY_CHARS_MAX),
    };
    happen(&ctx, &served, &id, &form, event, why).await
}

/// Gives seats out of turn, over the limit if need be (R05).
///
/// # Errors
/// [`Fault::NotFound`] without such a registration in this person's charge.
pub async fn seat(
    ctx: Ctx,
    Path((course_id, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let why = form.required("seat-why", WHY_CHARS_MAX);
    happen(&ctx, &served, &id, &form, Event::Seat, why).await
}

async fn happen(
    ctx: &Ctx,
    served: &Served,
    id: &str,
    form: &Form,
    event: Event,
    why: String,
) -> Result<Response, Fault> {
    if !form.is_right() {
        return registration::page(ctx, served, id, form, &html! {}, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let work =
        Work::Happen { registration_id: id.to_owned(), event, why: Some(why).filter(|w| !w.is_empty()) };
    let answer = Desk::of(&ctx.centre)?.ask(&served.course.id, work, ctx.actor()).await?;
    match answer {
        Answer::Done(status) => {
            let done = match (event, status) {
                (Event::Reject, _) => "rejected",
                (Event::Seat, _) => "seated",
                (_, Status::Waitlisted) => "approved-to-line",
                _ => "approved",
            };
            Ok(back(ctx, served, id, done))
        }
        other => refused(ctx, served, id, form, &other).await,
    }
}

/// Cancels the ticked seats, or all.
///
/// # Errors
/// [`Fault::NotFound`] without such a registration in this person's charge.
pub async fn cancel(
    ctx: Ctx,
    Path((course_id, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let why = form.required("cancel-why", WHY_CHARS_MAX);
    let picked = form.text("act") == "picked";
    let seats: Vec<String> =
        if picked { form.texts("seat").take(100).map(str::to_owned).collect() } else { Vec::new() };
    if picked && seats.is_empty() {
        form.wrong("", "serve-cancel-none-picked");
    }
    if !form.is_right() {
        return registration::page(&ctx, &served, &id, &form, &html! {}, StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    let work = Work::Cancel { registration_id: id.clone(), seats: seats.clone(), why: Some(why) };
    let answer = Desk::of(&ctx.centre)?.ask(&served.course.id, work, ctx.actor()).await?;
    match answer {
        Answer::Done(status) => {
            if form.text("wish") == "yes" {
                given_back(&ctx, &id, seats).await?;
            }
            if form.text("knows") == "yes" {
                let id = id.clone();
                ctx.centre.db.write(move |conn| store::list::end_call(conn, &id)).await?;
            }
            let done = if status == Status::Cancelled { "cancelled" } else { "seats-cancelled" };
            Ok(back(&ctx, &served, &id, done))
        }
        other => refused(&ctx, &served, &id, &form, &other).await,
    }
}

/// Keeps that the party itself gave these seats back, as if it had said so on its own page (R55).
async fn given_back(ctx: &Ctx, id: &str, seats: Vec<String>) -> Result<(), Fault> {
    let (id, since, actor) = (id.to_owned(), ctx.now, ctx.actor());
    let row = ctx.centre.chance.id(ctx.now);
    let write = move |conn: &mut foundation::db::Conn| {
        store::no_show::add_given_back(conn, &id, &seats, since)?;
        let entry = Entry::new(REGISTRATION, &id, "given-back");
        trail::add(conn, std::slice::from_ref(&row), since, &actor, &[entry])
    };
    Ok(ctx.centre.db.write(write).await?)
}

/// Notes that a party without e-mail was told by telephone.
///
/// # Errors
/// [`Fault::NotFound`] without such a registration in this person's charge.
pub async fn call(ctx: Ctx, Path((course_id, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let (course_id, asked, actor) = (served.course.id.clone(), id.clone(), ctx.actor());
    let (row, now) = (ctx.centre.chance.id(ctx.now), ctx.now);
    let found = ctx
        .centre
        .db
        .write(move |conn| {
            if store::list::find(conn, &course_id, &asked)?.is_none() {
                return Ok(false);
            }
            if store::list::end_call(conn, &asked)? {
                let entry = Entry::new(REGISTRATION, &asked, "called");
                trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
            }
            Ok(true)
        })
        .await?;
    if found { Ok(back(&ctx, &served, &id, "called")) } else { Err(Fault::NotFound) }
}

/// Lets an entry for a draw count by itself although it shares a contact with an earlier one: anybody can
/// type a number that is somebody else's. Once the list is closed its weights stay.
///
/// # Errors
/// [`Fault::NotFound`] without such a registration in this person's charge.
pub async fn apart(
    ctx: Ctx,
    Path((course_id, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let why = (!form.has("together")).then(|| form.required("apart-why", WHY_CHARS_MAX));
    let verb = if why.is_some() { "counted-apart" } else { "counted-together" };
    if !form.is_right() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return registration::page(&ctx, &served, &id, &form, &html! {}, status).await;
    }
    let (course_id, asked, actor) = (served.course.id.clone(), id.clone(), ctx.actor());
    let (row, now) = (ctx.centre.chance.id(ctx.now), ctx.now);
    let write = move |conn: &mut foundation::db::Conn| {
        let is_open = lock(conn, &course_id)?.is_some()
            && store::draw::find(conn, &course_id)?.closed_at.is_none()
            && store::wish::count_apart(conn, (&course_id, &asked), why.as_deref(), now)?;
        if is_open {
            let entry = Entry { reason: why.clone(), ..Entry::new(REGISTRATION, &asked, verb) };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(is_open)
    };
    if ctx.centre.db.write(write).await? {
        return Ok(back(&ctx, &served, &id, verb));
    }
    let notice = parts::notice(Tone::Bad, &ctx.words.say("serve-apart-late"), html! {});
    registration::page(&ctx, &served, &id, &form, &notice, StatusCode::CONFLICT).await
}

fn back(ctx: &Ctx, served: &Served, id: &str, done: &str) -> Response {
    ctx.go(&address(&served.course, &format!("{id}?done={done}")))
}

async fn refused(
    ctx: &Ctx,
    served: &Served,
    id: &str,
    form: &Form,
    answer: &Answer,
) -> Result<Response, Fault> {
    let said = said(&ctx.words, answer).ok_or(Fault::NotFound)?;
    let notice: Markup = parts::notice(Tone::Bad, &said, html! {});
    registration::page(ctx, served, id, form, &notice, StatusCode::CONFLICT).await
}

/// Why the desk did not do it, in words; nothing when there is no such registration at all.
pub fn said(words: &Words, answer: &Answer) -> Option<String> {
    match answer {
        Answer::NoSuch => None,
        Answer::Illegal(illegal) => {
            let state = serving::state(words, illegal.status);
            Some(words.say_with("serve-illegal", &[("state", state.into())]))
        }
        Answer::Refused(Refusal::NotOffered) => Some(words.say("serve-counter-not-offered")),
        Answer::Refused(Refusal::Closed) => Some(words.say("serve-draw-pending")),
        Answer::Refused(_) => Some(words.say("serve-full")),
        Answer::Barred(barred) => Some(entry::said(words, barred, &[]).join(" ")),
        Answer::Done(_) | Answer::Registered(_) | Answer::InLine(_) | Answer::KeyReused => {
            Some(String::new())
        }
    }
}
