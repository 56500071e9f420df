//! The list a device takes along, to check people in without a network (R45): of one session, only what
//! its keeper may see, signed, until a time.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::staff::token_hash;
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use office::instant::Instant;
use serde_json::{Value, json};

use super::told::Told;
use super::{Keeper, Post, open_questions};
use crate::model::{CourseStatus, Places, Status};
use crate::questions;
use crate::rules::code::{code_mark, seat_code};
use crate::store as all;
use crate::store::day::Guest;
use crate::store::device::Device;

/// Kind of the matter in the trail.
const SESSION: &str = "courses_session";
/// What the signature of a list is good for.
const PURPOSE: &str = "list";

/// Until when a list taken now is good: some hours after the session, and never longer than the link.
fn expires_at(ctx: &Ctx, post: &Post) -> Instant {
    let hours = ctx.centre.number("courses.list_after_hours");
    let end = post.session.ends_at.plus_seconds(hours * 3600);
    match post.keeper {
        Keeper::Link { ends_at } => end.min(ends_at),
        Keeper::Staff { .. } => end,
    }
}

fn refused(status: StatusCode, code: &'static str, said: &str, more: Value) -> Fault {
    Fault::Refused(status, code, said.to_owned(), more)
}

/// Gives a device the list, and what it needs to be known again.
///
/// # Errors
/// [`Fault::Refused`] when it is too early or too late for a list.
pub async fn take(
    ctx: &Ctx,
    post: Post,
    label: String,
    door_hash: Option<String>,
) -> Result<Response, Fault> {
    let expires_at = expires_at(ctx, &post);
    if expires_at <= ctx.now {
        return Err(refused(StatusCode::CONFLICT, "list-over", "The session is over.", Value::Null));
    }
    let from = post.session.starts_at.plus_seconds(-ctx.centre.number("courses.list_before_hours") * 3600);
    if ctx.now < from {
        return Err(refused(
            StatusCode::TOO_EARLY,
            "list-early",
            "The list is not given out yet.",
            json!({ "from": from.to_string() }),
        ));
    }
    let secret = ctx.centre.chance.token();
    let device = Device {
        id: ctx.centre.chance.id(ctx.now).into_string(),
        secret_hash: token_hash(&secret),
        course_id: post.course.id.clone(),
        session_id: post.session.id.clone(),
        staff_id: post.is_staff().then(|| post.actor.who.clone()),
        door_hash,
        label,
        taken_at: ctx.now,
        expires_at,
        seen_at: ctx.now,
        done_at: None,
        ended_at: None,
    };
    let (centre, actor, taken) = (ctx.centre.clone(), post.actor.clone(), device.clone());
    let out_max = ctx.centre.number("courses.lists_per_door_max").max(1);
    let write = move |conn: &mut Conn| {
        if let Some(door) = &taken.door_hash
            && all::device::count_out(conn, door, taken.taken_at)? >= out_max
        {
            return Ok(false);
        }
        all::device::add(conn, &taken)?;
        let after = json!({ "device": taken.label, "until": taken.expires_at.to_string() }).to_string();
        let entry = Entry { after: Some(after), ..Entry::new(SESSION, &taken.session_id, "list-taken") };
        trail::add(conn, &[centre.chance.id(taken.taken_at)], taken.taken_at, &actor, &[entry])?;
        Ok(true)
    };
    if !ctx.centre.db.write(write).await? {
        let said = "Too many devices hold a list of this link.";
        return Err(refused(StatusCode::TOO_MANY_REQUESTS, "lists-out", said, json!({ "max": out_max })));
    }
    let (list, signature) = signed(ctx, &post, &device).await?;
    let answer = json!({
        "device": device.id, "secret": secret, "now": ctx.now.to_string(), "list": list, "signature": signature,
    });
    Ok(Json(answer).into_response())
}

/// The list as text, and its signature.
///
/// # Errors
/// When the store cannot answer.
pub async fn signed(ctx: &Ctx, post: &Post, device: &Device) -> Result<(String, String), Fault> {
    let (course, session, now) = (post.course.id.clone(), post.session.id.clone(), ctx.now);
    let read = move |conn: &mut Conn| -> DbResult<(Vec<Guest>, Option<Places>)> {
        let guests = all::day::list_everybody(conn, &course, &session)?;
        Ok((guests, all::course::find_places(conn, &course, now)?))
    };
    let (guests, places) = ctx.centre.db.read(read).await?;
    let list = json!({
        "course": post.course.id,
        "title": super::title(&ctx.words, &post.course),
        "when": super::when(&ctx.words, &post.session),
        "called_off": post.course.status == CourseStatus::Cancelled,
        "session": {
            "number": post.session.number,
            "starts_at": post.session.starts_at.to_string(),
            "ends_at": post.session.ends_at.to_string(),
            "cancelled": post.session.cancelled,
        },
        "staff": post.is_staff(),
        "keeper": device.label,
        "taken_at": ctx.now.to_string(),
        "expires_at": device.expires_at.to_string(),
        "places": places.map_or(0, |p| p.left),
        "waiting": places.map_or(0, |p| p.waiting),
        "guests": lines(ctx, post, &guests),
    });
    let text = list.to_string();
    let signature = ctx.centre.keys.sign_openly(PURPOSE, &text);
    Ok((text, signature))
}

fn lines(ctx: &Ctx, post: &Post, guests: &[Guest]) -> Vec<Value> {
    let words = &ctx.words;
    let asked = questions::asked_by(&post.course);
    let told = Told::of(&post.course);
    let line = |guest: &Guest| {
        let standing = guest.standing;
        let has_seat = standing.status == Status::Confirmed && !standing.is_cancelled;
        // Of who has no seat the device needs to know that, and not who it is.
        let name = |name: &str| if has_seat { name.to_owned() } else { String::new() };
        let to_ask = open_questions(&asked, guest);
        let to_ask: Vec<&str> = to_ask.iter().map(|q| q.label_in(words.lang())).collect();
        let answers = if has_seat { told.say(words, guest) } else { Vec::new() };
        json!({
            "seat": guest.seat_id,
            "registration": guest.registration_id,
            "reference": guest.reference,
            "head": name(&guest.head),
            "name": name(&guest.name),
            "number": guest.number,
            "size": guest.size,
            "status": standing.status.code(),
            "cancelled": standing.is_cancelled,
            "in_at": standing.in_at.map(|at| at.to_string()),
            "out_at": standing.out_at.map(|at| at.to_string()),
            "to_ask": if has_seat { to_ask } else { Vec::new() },
            "answers": answers,
            "mark": code_mark(&seat_code(&ctx.centre.keys, &post.course.id, &guest.seat_id)),
        })
    };
    guests.iter().map(line).collect()
}
