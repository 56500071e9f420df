//! Enters acts at a door, and writes the attendance that comes out of all that were told of a seat.
//!
//! There is one way in for all doors: who stands before the centre's own page and who tells hours later
//! from a telephone without a network. [`presence::tell`] decides what counts.

use std::collections::HashMap;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use office::instant::Instant;

use super::{Mark, Post};
use crate::model::{Session, Status};
use crate::rules::day::Stay;
use crate::rules::presence::{Act, Presence, Told, What, tell};
use crate::store::act::{self as store, Noted, Seated};

/// A seat of which something new was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The seat.
    pub seat: Seated,
    /// The act that was new.
    pub act: Noted,
    /// What was done, in one word for the trail.
    pub verb: &'static str,
}

/// What is known of some seats at a session, read under its lock.
struct Known {
    seated: HashMap<String, Seated>,
    acts: HashMap<String, Vec<Noted>>,
}

impl Known {
    fn read(conn: &mut Conn, course_id: &str, session: &Session, seats: &[String]) -> DbResult<Known> {
        store::lock_session(conn, &session.id)?;
        let seated = store::list_seated(conn, course_id, seats)?;
        let ids: Vec<String> = seated.iter().map(|s| s.seat_id.clone()).collect();
        store::adopt(conn, &session.id, &ids)?;
        let mut acts: HashMap<String, Vec<Noted>> = HashMap::new();
        for noted in store::list(conn, &session.id, &ids)? {
            acts.entry(noted.seat_id.clone()).or_default().push(noted);
        }
        Ok(Known { seated: seated.into_iter().map(|s| (s.seat_id.clone(), s)).collect(), acts })
    }

    fn told(&self, seat_id: &str, session: &Session) -> Told {
        let Some(seated) = self.seated.get(seat_id) else { return Told::default() };
        let acts: Vec<Act> = self.acts.get(seat_id).into_iter().flatten().map(|n| n.act.clone()).collect();
        tell(&acts, seated.title, session)
    }
}

/// What somebody asked at the centre's own page comes to: the act itself, when it changes something.
/// Who is here does not come again, who has no seat does not come, who is not here does not leave.
fn asked(known: &Known, session: &Session, mut noted: Noted) -> Option<Noted> {
    if noted.act.device.is_some() {
        return Some(noted);
    }
    let seated = known.seated.get(&noted.seat_id)?;
    let presence = known.told(&noted.seat_id, session).presence;
    let is_here = presence.as_ref().is_some_and(|p| p.out_at.is_none());
    let has_seat = seated.title.status == Status::Confirmed && seated.title.cancelled_at.is_none();
    let changes = match noted.act.what {
        What::Came => has_seat && !is_here,
        What::Left => is_here,
        What::Set { .. } => true,
        What::Undo => presence.is_some(),
    };
    if noted.act.what == What::Undo {
        noted.act.undoes = presence.map(|p| p.last);
    }
    changes.then_some(noted)
}

fn verb(known: &Known, noted: &Noted) -> &'static str {
    match noted.act.what {
        What::Came => "came",
        What::Left => "left",
        What::Set { .. } => "attendance-corrected",
        What::Undo => {
            let acts = known.acts.get(&noted.seat_id).into_iter().flatten();
            let mut undone = acts.filter(|n| Some(&n.act.id) == noted.act.undoes.as_ref());
            if undone.any(|n| n.act.what == What::Left) { "left-undone" } else { "came-undone" }
        }
    }
}

/// Enters acts about seats of a course and writes the attendance that comes out; answers what was new.
/// An act that was told before, or of a seat of another course, is nothing new.
///
/// # Errors
/// Any database error.
pub fn enter(conn: &mut Conn, course_id: &str, session: &Session, acts: Vec<Noted>) -> DbResult<Vec<News>> {
    let mut seats: Vec<String> = acts.iter().map(|n| n.seat_id.clone()).collect();
    seats.sort();
    seats.dedup();
    let mut known = Known::read(conn, course_id, session, &seats)?;
    let ids: Vec<String> = acts.iter().map(|n| n.act.id.clone()).collect();
    let mut told_before = store::list_known(conn, &ids)?;
    let mut news = Vec::new();
    for noted in acts {
        let Some(seat) = known.seated.get(&noted.seat_id).cloned() else { continue };
        if told_before.contains(&noted.act.id) {
            continue;
        }
        let Some(act) = asked(&known, session, noted) else { continue };
        told_before.push(act.act.id.clone());
        let verb = verb(&known, &act);
        known.acts.entry(act.seat_id.clone()).or_default().push(act.clone());
        news.push(News { seat, act, verb });
    }
    let new: Vec<Noted> = news.iter().map(|n| n.act.clone()).collect();
    store::add(conn, &session.id, &new)?;
    write(conn, session, &known)?;
    Ok(news)
}

/// Tells again what is known of these seats: somebody who came without a seat was given one since.
///
/// # Errors
/// Any database error.
pub fn retell(conn: &mut Conn, course_id: &str, session: &Session, seats: &[String]) -> DbResult<()> {
    let known = Known::read(conn, course_id, session, seats)?;
    write(conn, session, &known)
}

fn write(conn: &mut Conn, session: &Session, known: &Known) -> DbResult<()> {
    let seats: Vec<String> = known.acts.keys().cloned().collect();
    let told: Vec<(&String, Told)> = known.acts.keys().map(|id| (id, known.told(id, session))).collect();
    let present = told.iter().filter_map(|(id, told)| {
        let presence = told.presence.as_ref()?;
        let entry = known.acts.get(*id)?.iter().find(|n| n.act.id == presence.entry)?;
        let Presence { in_at, out_at, away_seconds, .. } = *presence;
        Some((entry, Stay { in_at, out_at, away_seconds }))
    });
    store::change_attendance(conn, &session.id, &seats, &present.collect::<Vec<_>>())
}

/// What is done to seats at the centre's own page, as acts.
pub fn of_mark(centre: &Centre, post: &Post, mark: Mark, seats: &[String], now: Instant) -> Vec<Noted> {
    let (what, way) = match mark {
        Mark::Came(way) => (What::Came, way),
        Mark::Left => (What::Left, "list"),
        Mark::Undo => (What::Undo, "list"),
    };
    let act = |seat: &String| at_centre(centre, post, what, way, seat, now);
    seats.iter().map(act).collect()
}

/// One act at the centre's own page.
pub fn at_centre(centre: &Centre, post: &Post, what: What, way: &str, seat_id: &str, now: Instant) -> Noted {
    let id = centre.chance.id(now).into_string();
    let act = Act { id, at: now, device: None, sequence: 0, what, undoes: None, held: false };
    Noted {
        act,
        seat_id: seat_id.to_owned(),
        way: way.to_owned(),
        door: post.device().to_owned(),
        device_at: None,
        noted_by: post.actor.who.clone(),
        received_at: now,
    }
}
