//! What a device without a network tells once it has one (R46): each act with an id of its own, so that it
//! may be told many times, in any order, in parts.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::staff::token_hash;
use foundation::trail::{self, Actor, Entry};
use foundation::web::Ctx;
use office::id::Id;
use office::instant::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::acts::{News, enter};
use super::{Keeper, Post, list, walk_in};
use crate::model::Status;
use crate::rules::presence::{Act, What};
use crate::settle::REGISTRATION;
use crate::store as all;
use crate::store::act::Noted;
use crate::store::device::Device;

/// Most acts of one upload; a device sends the rest in the next.
pub const ACTS_MAX: usize = 200;
/// Longest id of a seat or act that is looked at.
const ID_CHARS_MAX: usize = 64;

/// What a device sends.
#[derive(Debug, Deserialize)]
pub struct Told {
    /// Its id.
    pub device: String,
    /// Its secret.
    pub secret: String,
    /// What was done there, in its order.
    #[serde(default)]
    pub acts: Vec<ToldAct>,
    /// Whether it wants the list anew.
    #[serde(default)]
    pub list: bool,
    /// Whether its keeper is done and has dropped the list.
    #[serde(default)]
    pub done: bool,
}

/// One act as a device tells it.
#[derive(Debug, Deserialize)]
pub struct ToldAct {
    /// Id, made on the device.
    pub id: String,
    /// Number on the device.
    pub sequence: i64,
    /// `came`, `left`, `undo` or `walk-in`.
    pub what: String,
    /// The seat; of a walk-in that has none yet, the id of its act, a colon and the number in the party.
    #[serde(default)]
    pub seat: String,
    /// When, by the device's clock.
    pub at: String,
    /// By how many milliseconds the centre's clock was ahead when the device last heard of it.
    #[serde(default)]
    pub ahead_ms: i64,
    /// `code` or `list`.
    #[serde(default)]
    pub way: String,
    /// The act that is taken back.
    #[serde(default)]
    pub undoes: Option<String>,
    /// The fields of the form for walk-ins.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
}

/// A device that is known, with its post.
struct Known {
    device: Device,
    post: Post,
    /// When the door link ended or ends.
    until: Option<Instant>,
    is_open: bool,
}

fn gone() -> Fault {
    Fault::Refused(StatusCode::GONE, "device-gone", "This device is not known any more.".into(), Value::Null)
}

async fn find(ctx: &Ctx, told: &Told) -> Result<Known, Fault> {
    let (id, hash) = (told.device.clone(), token_hash(&told.secret));
    let read = move |conn: &mut Conn| {
        let Some(device) = all::device::find(conn, &id, &hash)? else { return Ok(None) };
        let Some(course) = all::course::find(conn, &device.course_id)? else { return Ok(None) };
        let sessions = all::course::list_sessions(conn, &course.id)?;
        let Some(session) = sessions.into_iter().find(|s| s.id == device.session_id) else { return Ok(None) };
        let until = match &device.door_hash {
            Some(hash) => all::door::find(conn, hash)?.map(|door| door.ends_at),
            None => None,
        };
        let is_active = match &device.staff_id {
            Some(id) => foundation::staff::is_active(conn, id)?,
            None => true,
        };
        Ok(Some((device, course, session, until, is_active)))
    };
    let found = ctx.centre.db.read(read).await?.ok_or_else(gone)?;
    let (device, course, session, until, is_active) = found;
    let days = ctx.centre.number("courses.list_told_days");
    if ctx.now > device.expires_at.plus_seconds(days * 86_400) {
        return Err(gone());
    }
    let (who, keeper) = match &device.staff_id {
        Some(id) => (id.clone(), Keeper::Staff { serves: false, exports: false }),
        None => (format!("door:{}", device.label), Keeper::Link { ends_at: device.expires_at }),
    };
    let actor = Actor { who, role: "door".into(), address: ctx.address.clone() };
    let is_open = device.ended_at.is_none() && is_active;
    let post = Post { course, session, base: String::new(), actor, keeper };
    Ok(Known { device, post, until, is_open })
}

/// Takes what a device tells; answers which acts are kept, and the list anew when it may have it.
///
/// # Errors
/// [`Fault::Refused`] when the device is not known (any more) or sends too much at once.
pub async fn take(ctx: &Ctx, told: Told) -> Result<Response, Fault> {
    if told.acts.len() > ACTS_MAX {
        return Err(Fault::TooLarge);
    }
    let known = find(ctx, &told).await?;
    let (mut acts, mut refused, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for told_act in &told.acts {
        match read(ctx, &known, told_act).await? {
            Read::Acts(read) => acts.extend(read),
            Read::Waits(read) => {
                acts.extend(read);
                waits.push(told_act.id.clone());
            }
            Read::Refused(why) => refused.push(json!({ "id": told_act.id, "why": why })),
        }
    }
    let refused_ids: Vec<&Value> = refused.iter().filter_map(|r| r.get("id")).collect();
    let kept: Vec<&str> =
        told.acts.iter().map(|a| a.id.as_str()).filter(|id| !refused_ids.iter().any(|r| *r == id)).collect();
    let kept = json!(kept);
    let (centre, now, is_done) = (ctx.centre.clone(), ctx.now, told.done);
    let (course, session) = (known.post.course.id.clone(), known.post.session.clone());
    let (device, actor) = (known.device.clone(), known.post.actor.clone());
    let write = move |conn: &mut Conn| {
        let news = enter(conn, &course, &session, acts.clone())?;
        all::device::touch(conn, &device.id, now, is_done)?;
        let ids: Vec<Id> = news.iter().map(|_| centre.chance.id(now)).collect();
        let after: Vec<String> = news.iter().map(|n| told_of(n, session.number, &device.label)).collect();
        let entries: Vec<Entry<'_>> = news
            .iter()
            .zip(&after)
            .map(|(n, after)| Entry {
                after: Some(after.clone()),
                ..Entry::new(REGISTRATION, &n.seat.registration_id, n.verb)
            })
            .collect();
        trail::add(conn, &ids, now, &actor, &entries)
    };
    ctx.centre.db.write(write).await?;
    let mut answer = json!({
        "now": ctx.now.to_string(), "kept": kept, "refused": refused, "waits": waits, "ended": !known.is_open,
    });
    let is_current =
        known.is_open && ctx.now < known.device.expires_at && known.until.is_none_or(|at| ctx.now < at);
    if told.list
        && is_current
        && let Some(answer) = answer.as_object_mut()
    {
        let (list, signature) = list::signed(ctx, &known.post, &known.device).await?;
        answer.insert("list".into(), list.into());
        answer.insert("signature".into(), signature.into());
    }
    Ok(Json(answer).into_response())
}

fn told_of(news: &News, session: i64, device: &str) -> String {
    json!({
        "session": session, "seat": news.seat.number, "at": news.act.act.at.to_string(), "device": device,
    })
    .to_string()
}

/// What becomes of one act that was told.
enum Read {
    /// It is to be entered: one act, or one for each person of a walk-in.
    Acts(Vec<Noted>),
    /// A walk-in that got no seat: it waits.
    Waits(Vec<Noted>),
    /// It cannot be kept, and why.
    Refused(&'static str),
}

async fn read(ctx: &Ctx, known: &Known, told: &ToldAct) -> Result<Read, Fault> {
    let Some(id) = Id::parse(&told.id) else { return Ok(Read::Refused("id")) };
    let Some(at) = Instant::parse(&told.at) else { return Ok(Read::Refused("time")) };
    if told.what == "walk-in" {
        return read_walk_in(ctx, known, told, &id, at).await;
    }
    let what = match told.what.as_str() {
        "came" => What::Came,
        "left" => What::Left,
        "undo" => What::Undo,
        _ => return Ok(Read::Refused("act")),
    };
    if told.seat.chars().count() > ID_CHARS_MAX
        || told.undoes.as_ref().is_some_and(|id| id.len() > ID_CHARS_MAX)
    {
        return Ok(Read::Refused("seat"));
    }
    let Some(seat) = meant(ctx, known, &told.seat).await? else { return Ok(Read::Refused("seat")) };
    let way = if told.way == "code" { "code" } else { "list" };
    let noted = noted(ctx, known, told, (id.into_string(), at), what, way, &seat);
    Ok(Read::Acts(vec![noted]))
}

/// The seat that is meant; a walk-in's by its act and number. Whether a seat is of this course is asked
/// when the act is entered.
async fn meant(ctx: &Ctx, known: &Known, seat: &str) -> Result<Option<String>, Fault> {
    let Some((act, number)) = seat.split_once(':') else { return Ok(Some(seat.to_owned())) };
    let key = all::desk::request_key(&known.post.course.id, &walk_in::request_key(act));
    let number = number.to_owned();
    let read = move |conn: &mut Conn| -> DbResult<Option<String>> {
        let Some(held) = all::desk::list_answered(conn, std::slice::from_ref(&key))?.into_iter().next()
        else {
            return Ok(None);
        };
        let seats = all::registration::list_seats(conn, &held.id)?;
        Ok(seats.into_iter().find(|s| s.number.to_string() == number).map(|s| s.id))
    };
    Ok(ctx.centre.db.read(read).await?)
}

async fn read_walk_in(ctx: &Ctx, known: &Known, told: &ToldAct, id: &Id, at: Instant) -> Result<Read, Fault> {
    if !known.is_open {
        return Ok(Read::Refused("ended"));
    }
    let mut form = Form::new(told.fields.clone());
    form.set("key", id.as_str());
    let registered = match walk_in::register(ctx, &known.post, form).await? {
        Ok(registered) => registered,
        Err(why) => return Ok(Read::Refused(why)),
    };
    let registration = registered.id.clone();
    let seats = ctx.centre.db.read(move |conn| all::registration::list_seats(conn, &registration)).await?;
    let acts = seats.iter().map(|seat| {
        let own = format!("{id}:{}", seat.number);
        noted(ctx, known, told, (own, at), What::Came, "walk-in", &seat.id)
    });
    let acts = acts.collect();
    Ok(if registered.status == Status::Confirmed { Read::Acts(acts) } else { Read::Waits(acts) })
}

/// An act with its time by the centre's clock: not before the list was taken, not later than now.
fn noted(
    ctx: &Ctx,
    known: &Known,
    told: &ToldAct,
    (id, device_at): (String, Instant),
    what: What,
    way: &str,
    seat_id: &str,
) -> Noted {
    let micros = device_at.micros().saturating_add(told.ahead_ms.saturating_mul(1000));
    let at = Instant::from_micros(micros).max(known.device.taken_at).min(ctx.now);
    let is_late = known.until.is_some_and(|until| at > until);
    let act = Act {
        id,
        at,
        device: Some(known.device.id.clone()),
        sequence: told.sequence,
        what,
        undoes: told.undoes.clone(),
        held: !known.is_open || is_late,
    };
    Noted {
        act,
        seat_id: seat_id.to_owned(),
        way: way.to_owned(),
        door: known.post.device().to_owned(),
        device_at: Some(device_at),
        noted_by: known.post.actor.who.clone(),
        received_at: ctx.now,
    }
}
