//! What several doors tell of one seat, put together: the one entry that counts, and every clash (R46).
//!
//! Doors without a network tell late, twice, and in any order. What comes out depends on the set of acts
//! alone: they are put in the order of their times, and what counts is told by walking through them.

use std::collections::HashSet;

use office::instant::Instant;

use crate::model::{Session, Status};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The person came in.
    Came,
    /// The person left.
    Left,
    /// Staff set when the person came and left, whatever stood there before; nothing for absent.
    Set {
        /// When the person came in, if at all.
        in_at: Option<Instant>,
        /// When the person left.
        out_at: Option<Instant>,
    },
    /// An earlier act was taken back.
    Undo,
}

/// One act at a door, about one seat at one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Id, made where the act was done: the same act may be told many times.
    pub id: String,
    /// When, by the centre's clock.
    pub at: Instant,
    /// The device that was without a network; none when the centre itself was asked.
    pub device: Option<String>,
    /// Its number on that device.
    pub sequence: i64,
    /// What was done.
    pub what: What,
    /// The act that is taken back by this one.
    pub undoes: Option<String>,
    /// Whether it is only kept, because staff had ended the device before it told.
    pub held: bool,
}

/// What entitles the person of a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// Where the registration stands.
    pub status: Status,
    /// When the seat was cancelled.
    pub cancelled_at: Option<Instant>,
}

/// When somebody was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// When the person came in first.
    pub in_at: Instant,
    /// When the person left, if not here any more.
    pub out_at: Option<Instant>,
    /// Seconds of the session between leaving and coming back (R50).
    pub away_seconds: i64,
    /// Id of the act that counts as the entry.
    pub entry: String,
    /// Id of the act that came last.
    pub last: String,
}

/// Why an act does not count, or should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// Somebody who was in came in again, at another door or by the same code in other hands.
    Twice,
    /// Somebody left who had not come.
    NotIn,
    /// Came in, and the seat was cancelled afterwards: it counts.
    CancelledSince,
    /// Came in though the seat was cancelled already.
    Cancelled,
    /// Came in without having a seat: waiting, offered, pending.
    NoSeat(Status),
    /// It was not the day of the session.
    OtherDay,
    /// The device had been ended by staff.
    Held,
}

/// What comes out of the acts about one seat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// When the person was there, if at all.
    pub presence: Option<Presence>,
    /// Ids of the acts that clash, each with the one it clashes with, if there is one.
    pub clashes: Vec<(Clash, String, Option<String>)>,
}

/// Puts the acts about one seat together.
pub fn tell(acts: &[Act], title: Title, session: &Session) -> Told {
    // What an ended device takes back is only kept, and shown, like all that it tells.
    let undone: HashSet<&str> = acts.iter().filter(|a| !a.held).filter_map(|a| a.undoes.as_deref()).collect();
    let mut seen = HashSet::new();
    let is_looked_at = |a: &&Act| if a.what == What::Undo { a.held } else { !undone.contains(a.id.as_str()) };
    let mut valid: Vec<&Act> =
        acts.iter().filter(is_looked_at).filter(|a| seen.insert(a.id.as_str())).collect();
    valid.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut told = Told::default();
    for act in valid {
        let objection = objection(act, title, session);
        match objection {
            Some(Clash::CancelledSince) => told.clashes.push((Clash::CancelledSince, act.id.clone(), None)),
            Some(why) => {
                told.clashes.push((why, act.id.clone(), act.undoes.clone()));
                continue;
            }
            None => {}
        }
        step(&mut told, act, session);
    }
    told
}

/// The order of acts: by time, then by device and its own count; ids only so that there is one.
fn key(act: &Act) -> (Instant, Option<&str>, i64, &str) {
    (act.at, act.device.as_deref(), act.sequence, &act.id)
}

/// Seconds of a session between two moments.
fn seconds_of(session: &Session, from: Instant, to: Instant) -> i64 {
    to.min(session.ends_at).seconds_since(from.max(session.starts_at)).max(0)
}

fn step(told: &mut Told, act: &Act, session: &Session) {
    let id = || act.id.clone();
    match (act.what, &mut told.presence) {
        (What::Came, None) => {
            told.presence =
                Some(Presence { in_at: act.at, out_at: None, away_seconds: 0, entry: id(), last: id() });
        }
        (What::Came, Some(here)) if here.out_at.is_none() => {
            told.clashes.push((Clash::Twice, id(), Some(here.entry.clone())));
        }
        (What::Came, Some(gone)) => {
            let left_at = gone.out_at.take().unwrap_or(act.at);
            gone.away_seconds += seconds_of(session, left_at, act.at);
            gone.last = id();
        }
        (What::Left, Some(here)) if here.out_at.is_none() => (here.out_at, here.last) = (Some(act.at), id()),
        (What::Left, _) => told.clashes.push((Clash::NotIn, id(), None)),
        (What::Set { in_at, out_at }, _) => {
            told.presence =
                in_at.map(|in_at| Presence { in_at, out_at, away_seconds: 0, entry: id(), last: id() });
        }
        (What::Undo, _) => {}
    }
}

/// What speaks against an act of a device. What the centre itself was asked was judged when it was asked.
fn objection(act: &Act, title: Title, session: &Session) -> Option<Clash> {
    act.device.as_ref()?;
    let days = session.starts_at.date()..=session.ends_at.date();
    match (title.cancelled_at, title.status) {
        _ if act.held => Some(Clash::Held),
        _ if !days.contains(&act.at.date()) => Some(Clash::OtherDay),
        _ if act.what != What::Came => None,
        (Some(since), _) if act.at < since => Some(Clash::CancelledSince),
        (Some(_), _) => Some(Clash::Cancelled),
        (None, Status::Confirmed) => None,
        (None, status) => Some(Clash::NoSeat(status)),
    }
}

#[cfg(test)]
#[path = "presence_tests.rs"]
mod tests;
