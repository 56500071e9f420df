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
use super::{Keeper, Post, held, list, walk_in};
use crate::model::Status;
use crate::rules::day::{Open, is_open};
use crate::rules::presence::{Act, What};
use crate::settle::REGISTRATION;
use crate::store as all;
use crate::store::act::Noted;
use crate::store::device::Device;
use crate::store::held::Held;

/// Most acts of one upload; a device sends the rest in the next.
pub const ACTS_MAX: usize = 200;
/// Longest id of a seat or act that is looked at.
const ID_CHARS_MAX: usize = 64;
/// Longest form of a walk-in in bytes; what a device of ours sends is far shorter.
const FIELDS_BYTES_MAX: usize = 4000;

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

/// What becomes of everything that was told at once.
#[derive(Default)]
struct Reading {
    acts: Vec<Noted>,
    held: Vec<Held>,
    waits: Vec<String>,
    refused: Vec<(String, &'static str)>,
    /// What staff decided on meanwhile: neither kept nor refused, so that the device tells it again.
    again: Vec<String>,
}

impl Reading {
    fn add(&mut self, told: &ToldAct, read: Read) {
        match read {
            Read::Acts(acts) => self.acts.extend(acts),
            Read::Waits(acts) => {
                self.acts.extend(acts);
                self.waits.push(told.id.clone());
            }
            Read::Held(held) => self.held.push(*held),
            Read::Refused(why) => self.refused.push((told.id.clone(), why)),
        }
    }

    fn said(&self, acts: &[ToldAct]) -> Value {
        let is_refused = |id: &str| self.refused.iter().any(|(refused, _)| refused == id);
        let is_again = |id: &str| self.again.iter().any(|again| again == id);
        let ids = acts.iter().map(|a| a.id.as_str());
        let kept: Vec<&str> = ids.filter(|id| !is_refused(id) && !is_again(id)).collect();
        let refused = self.refused.iter().map(|(id, why)| json!({ "id": id, "why": why }));
        let walk_ins = self.held.iter().filter(|h| h.act_id == h.walk_in);
        let held = walk_ins.map(|h| json!({ "id": h.act_id, "why": h.why }));
        json!({
            "kept": kept, "waits": self.waits, "refused": refused.collect::<Vec<_>>(),
            "held": held.collect::<Vec<_>>(),
        })
    }
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
    let mut reading = Reading::default();
    for told_act in &told.acts {
        let read = read(ctx, &known, told_act, &reading.held).await?;
        reading.add(told_act, read);
    }
    let held::Outcome { too_many, again, .. } = write(ctx, &known, &reading, told.done).await?;
    reading.again = again;
    give_back(ctx, &known, &reading).await?;
    reading.held.retain(|h| !too_many.contains(&h.act_id));
    reading.refused.extend(too_many.into_iter().map(|id| (id, "many")));
    let mut answer = reading.said(&told.acts);
    let is_current =
        known.is_open && ctx.now < known.device.expires_at && known.until.is_none_or(|at| ctx.now < at);
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("now".into(), ctx.now.to_string().into());
        answer.insert("ended".into(), (!known.is_open).into());
        if told.list && is_current {
            let (list, signature) = list::signed(ctx, &known.post, &known.device).await?;
            answer.insert("list".into(), list.into());
            answer.insert("signature".into(), signature.into());
        }
    }
    Ok(Json(answer).into_response())
}

/// Gives back the seats of walk-ins whose coming was taken back; told again, it is done again.
async fn give_back(ctx: &Ctx, known: &Known, reading: &Reading) -> Result<(), Fault> {
    let undone = reading.acts.iter().filter(|n| n.act.what == What::Undo && !n.act.held);
    let undone = undone.map(|n| n.seat_id.clone());
    walk_in::give_back(ctx, &known.post.course.id, &known.post.actor, &undone.collect::<Vec<_>>()).await
}

/// Writes down what was told; answers what became of what was to be held.
async fn write(ctx: &Ctx, known: &Known, reading: &Reading, is_done: bool) -> Result<held::Outcome, Fault> {
    let (centre, now) = (ctx.centre.clone(), ctx.now);
    let (course, session) = (known.post.course.id.clone(), known.post.session.clone());
    let (device, actor) = (known.device.clone(), known.post.actor.clone());
    let (acts, held) = (reading.acts.clone(), reading.held.clone());
    let write = move |conn: &mut Conn| {
        let news = enter(conn, &course, &session, acts.clone())?;
        all::device::touch(conn, &device.id, now, is_done)?;
        let after: Vec<String> = news.iter().map(|n| told_of(n, session.number, &device.label)).collect();
        let entries = news.iter().zip(&after).map(|(n, after)| Entry {
            after: Some(after.clone()),
            ..Entry::new(REGISTRATION, &n.seat.registration_id, n.verb)
        });
        let outcome = held::keep(conn, &held)?;
        let said: Vec<String> = outcome.new.iter().map(|h| held::said(h, &device.label)).collect();
        let of_held = said.iter().map(|after| Entry {
            after: Some(after.clone()),
            ..Entry::new(held::SESSION, &session.id, "walk-in-held")
        });
        let entries: Vec<Entry<'_>> = entries.chain(of_held).collect();
        let ids: Vec<Id> = entries.iter().map(|_| centre.chance.id(now)).collect();
        trail::add(conn, &ids, now, &actor, &entries)?;
        Ok(outcome)
    };
    Ok(ctx.centre.db.write(write).await?)
}

fn told_of(news: &News, session: i64, device: &str) -> String {
    json!({
        "session": session, "seat": news.seat.number, "at": news.act.act.at.to_string(), "device": device,
    })
    .to_string()
}

/// What becomes of one act that was told.
enum Read {
    /// It is to be entered: one act, or one for each person of a walk-in; none, when staff decided on it.
    Acts(Vec<Noted>),
    /// A walk-in that got no seat: it waits.
    Waits(Vec<Noted>),
    /// It is kept until staff decide.
    Held(Box<Held>),
    /// It cannot be kept, and why.
    Refused(&'static str),
}

async fn read(ctx: &Ctx, known: &Known, told: &ToldAct, held: &[Held]) -> Result<Read, Fault> {
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
        || told.undoes.as_ref().is_some_and(|id| id.len() > ID_CHARS_MAX || id.contains(char::is_control))
    {
        return Ok(Read::Refused("seat"));
    }
    let way = if told.way == "code" { "code" } else { "list" };
    match meant(ctx, known, &told.seat, held).await? {
        Meant::Seat(seat) => {
            let noted = noted(ctx, known, told, (id.into_string(), at), what, way, &seat);
            Ok(Read::Acts(vec![noted]))
        }
        Meant::Held(walk_in) => {
            let held = to_hold(ctx, known, told, (id.into_string(), at), &walk_in.why);
            Ok(Read::Held(Box::new(Held { walk_in: walk_in.act_id, ..held })))
        }
        Meant::Decided => Ok(Read::Acts(Vec::new())),
        Meant::Nobody => Ok(Read::Refused("seat")),
    }
}

/// Whom an act is about.
enum Meant {
    /// A seat. Whether it is of this course is asked when the act is entered.
    Seat(String),
    /// Somebody of a walk-in that is held.
    Held(Box<Held>),
    /// Somebody of a walk-in that staff decided on.
    Decided,
    /// Nobody.
    Nobody,
}

/// The seat that is meant; a walk-in's by its act and number. `held` is what was told before it and is to
/// be held.
async fn meant(ctx: &Ctx, known: &Known, seat: &str, held: &[Held]) -> Result<Meant, Fault> {
    let Some((act, number)) = seat.split_once(':') else { return Ok(Meant::Seat(seat.to_owned())) };
    if let Some(walk_in) = held.iter().find(|h| h.act_id == act) {
        return Ok(Meant::Held(Box::new(walk_in.clone())));
    }
    let key = all::desk::request_key(&known.post.course.id, &walk_in::request_key(act));
    let (number, act, session) = (number.to_owned(), act.to_owned(), known.post.session.id.clone());
    let read = move |conn: &mut Conn| -> DbResult<Meant> {
        if let Some(walk_in) = all::held::find(conn, &act)? {
            return of_held(conn, walk_in, &session, &number);
        }
        let answered = all::desk::list_answered(conn, std::slice::from_ref(&key))?;
        let Some(answered) = answered.first() else { return Ok(Meant::Nobody) };
        let seats = all::registration::list_seats(conn, &answered.id)?;
        let seat = seats.into_iter().find(|s| s.number.to_string() == number);
        Ok(seat.map_or(Meant::Nobody, |seat| Meant::Seat(seat.id)))
    };
    Ok(ctx.centre.db.read(read).await?)
}

/// Whom an act about a walk-in means that was held: once staff took it in, the seat of whoever had the number
/// on the device; they may have left out somebody.
fn of_held(conn: &mut Conn, walk_in: Held, session: &str, number: &str) -> DbResult<Meant> {
    if walk_in.session_id != session {
        return Ok(Meant::Nobody);
    }
    if walk_in.decided_at.is_none() {
        return Ok(Meant::Held(Box::new(walk_in)));
    }
    let came = format!("{}:{number}", walk_in.act_id);
    Ok(all::act::find_seat(conn, &came)?.map_or(Meant::Decided, Meant::Seat))
}

/// What is known of a walk-in that was told before: that it is held, or whether the desk registered it.
async fn told_before(ctx: &Ctx, known: &Known, id: &Id) -> Result<(Option<Held>, bool), Fault> {
    let key = all::desk::request_key(&known.post.course.id, &walk_in::request_key(id.as_str()));
    let act = id.as_str().to_owned();
    let read = move |conn: &mut Conn| {
        let answered = all::desk::list_answered(conn, std::slice::from_ref(&key))?;
        Ok((all::held::find(conn, &act)?, !answered.is_empty()))
    };
    Ok(ctx.centre.db.read(read).await?)
}

/// Why staff decide on somebody who was let in at a moment: the device or its door link had ended, or it
/// was not the day of the session.
fn waits_for(known: &Known, at: Instant) -> Option<&'static str> {
    if !known.is_open || known.until.is_some_and(|until| at > until) {
        return Some("ended");
    }
    match is_open(&known.post.course, &known.post.session, at) {
        Open::Today => None,
        Open::OtherDay => Some("other-day"),
        Open::CalledOff => Some("called-off"),
    }
}

async fn read_walk_in(ctx: &Ctx, known: &Known, told: &ToldAct, id: &Id, at: Instant) -> Result<Read, Fault> {
    let (held, is_registered) = told_before(ctx, known, id).await?;
    if let Some(before) = held {
        let is_open = before.decided_at.is_none();
        return Ok(if is_open { Read::Held(Box::new(before)) } else { Read::Acts(Vec::new()) });
    }
    if told.fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > FIELDS_BYTES_MAX {
        return Ok(Read::Refused("form"));
    }
    let hold = |why| Read::Held(Box::new(to_hold(ctx, known, told, (id.as_str().to_owned(), at), why)));
    if let Some(why) = waits_for(known, moment(ctx, known, told, at)).filter(|_| !is_registered) {
        return Ok(hold(why));
    }
    let mut form = Form::new(told.fields.clone());
    form.set("key", id.as_str());
    let registered = match walk_in::register(ctx, &known.post, form).await? {
        Ok(registered) => registered,
        Err(why) => return Ok(hold(why)),
    };
    let registration = registered.id.clone();
    let seats = ctx.centre.db.read(move |conn| all::registration::list_seats(conn, &registration)).await?;
    let acts = seats.iter().map(|seat| {
        let own = format!("{id}:{}", seat.number);
        noted(ctx, known, told, (own, at), What::Came, "walk-in", &seat.id)
    });
    let acts = acts.collect();
    let is_settled = matches!(registered.status, Status::Confirmed | Status::Cancelled);
    Ok(if is_settled { Read::Acts(acts) } else { Read::Waits(acts) })
}

/// The moment of an act by the centre's clock: not before the list was taken, not later than now.
fn moment(ctx: &Ctx, known: &Known, told: &ToldAct, device_at: Instant) -> Instant {
    let micros = device_at.micros().saturating_add(told.ahead_ms.saturating_mul(1000));
    Instant::from_micros(micros).max(known.device.taken_at).min(ctx.now)
}

/// An act that waits for staff to decide.
fn to_hold(
    ctx: &Ctx,
    known: &Known,
    told: &ToldAct,
    (id, device_at): (String, Instant),
    why: impl Into<String>,
) -> Held {
    let is_walk_in = told.what == "walk-in";
    let number = told.seat.split_once(':').map(|(_, number)| number).filter(|n| n.parse::<u8>().is_ok());
    Held {
        walk_in: id.clone(),
        act_id: id,
        course_id: known.post.course.id.clone(),
        session_id: known.post.session.id.clone(),
        device_id: known.device.id.clone(),
        sequence: told.sequence,
        what: told.what.clone(),
        seat: number.unwrap_or_default().to_owned(),
        undoes: told.undoes.clone(),
        fields: if is_walk_in { json!(told.fields).to_string() } else { String::new() },
        at: moment(ctx, known, told, device_at),
        device_at,
        received_at: ctx.now,
        why: why.into(),
        decided_at: None,
    }
}

/// An act with its time by the centre's clock.
fn noted(
    ctx: &Ctx,
    known: &Known,
    told: &ToldAct,
    (id, device_at): (String, Instant),
    what: What,
    way: &str,
    seat_id: &str,
) -> Noted {
    let at = moment(ctx, known, told, device_at);
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
