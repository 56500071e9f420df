//! Who gets a place: the pure heart of the admission desk (正取、備取).
//!
//! One ledger, the requests in the order of their arrival, and the time go in; decisions come out
//! and the ledger has moved on. Nothing here reads, waits or draws lots.

use std::collections::HashMap;

use office::instant::Instant;

use super::{draw, pool};
use crate::model::{CourseStatus, Fill, Method, Status};

/// The one count of seats of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Whether the course is announced.
    pub status: CourseStatus,
    /// How places are given.
    pub method: Method,
    /// What happens when a party is too large for what is free.
    pub fill: Fill,
    /// Registration opens (server time).
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// End of the last session: nobody registers for what is over.
    pub ends_at: Instant,
    /// Largest party.
    pub party_max: i64,
    /// Seats of the room.
    pub capacity: i64,
    /// Seats given: confirmed, or held by an offer.
    pub taken: i64,
    /// Persons that may wait.
    pub waiting_max: i64,
    /// Persons that wait.
    pub waiting: i64,
    /// Parties that wait.
    pub waiting_parties: i64,
    /// Persons whose registration awaits approval.
    pub pending: i64,
    /// Size of the smallest party that waits, if any does.
    pub smallest_waiting: Option<i64>,
    /// The number the next registration gets: its place in the order of arrival.
    pub next_number: i64,
    /// Seats kept back for priority families.
    pub set_asides: Vec<SetAside>,
    /// How far its draw is, when places are given by one.
    pub draw: Option<Drawing>,
}

/// How far the draw of a course is (抽籤).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// Minutes of a fair window.
    pub window_minutes: i64,
    /// Whether the list of entries is closed.
    pub is_closed: bool,
    /// Whether it was held.
    pub is_drawn: bool,
}

/// Seats kept back until a time (保留名額).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Id.
    pub id: String,
    /// How many.
    pub seats: i64,
    /// How many of them are given.
    pub used: i64,
    /// When the rest falls back to everyone.
    pub until_at: Instant,
    /// Whose seats they are by rule, and from when (R11); nothing when staff say who.
    pub pool: Option<pool::Pool>,
}

impl Ledger {
    /// Seats anyone may have now. Negative after the room was made smaller or staff went over the
    /// limit.
    pub fn free(&self, now: Instant) -> i64 {
        let kept: i64 = self.set_asides.iter().filter(|s| now < s.until_at).map(|s| s.seats - s.used).sum();
        self.capacity - self.taken - kept
    }

    /// The set-aside a party has seats in by itself: a pool that is open and has room for it.
    fn pool_of(&self, request: &Request, now: Instant) -> Option<&str> {
        let is_open = |s: &&SetAside| {
            let opened = s.pool.as_ref().is_some_and(|p| p.opens_at <= now);
            opened && request.pools.contains(&s.id) && self.set_aside_left(&s.id, now) >= request.size
        };
        self.set_asides.iter().find(is_open).map(|s| s.id.as_str())
    }

    /// From when a party may register: with its pools, or with everybody.
    fn opens_for(&self, request: &Request, now: Instant) -> Instant {
        let mine = self.set_asides.iter().filter(|s| now < s.until_at && request.pools.contains(&s.id));
        let mine: Vec<Instant> = mine.filter_map(|s| s.pool.as_ref()).map(|p| p.opens_at).collect();
        pool::opens_for(&mine, self.opens_at, now)
    }

    /// Until when a registration is an entry for the draw.
    pub fn entries_until(&self) -> Instant {
        let minutes = self.draw.map_or(0, |d| d.window_minutes);
        draw::entries_until(self.method, self.opens_at, self.closes_at, minutes)
    }

    /// Whether a registration that comes now is an entry for the draw.
    pub fn enters(&self, now: Instant) -> bool {
        self.draw.is_some_and(|d| !d.is_closed && !d.is_drawn) && now < self.entries_until()
    }

    /// Whether seats wait for the draw: nobody gets one by arriving or waiting before it.
    pub fn awaits_draw(&self) -> bool {
        self.draw.is_some_and(|d| !d.is_drawn)
    }

    /// Seats left in a set-aside.
    fn set_aside_left(&self, id: &str, now: Instant) -> i64 {
        let found = self.set_asides.iter().find(|s| s.id == id && now < s.until_at);
        found.map_or(0, |s| s.seats - s.used)
    }
}

/// What a party asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The same key is the same request, however often it is sent.
    pub key: String,
    /// Persons, at least 1.
    pub size: i64,
    /// Entered by staff, who may do so before the opening and after the close.
    pub by_staff: bool,
    /// Carried from an earlier line: it goes into this one (R23).
    pub to_line: bool,
    /// Moved from another course with its seats: it gets seats or is refused.
    pub seats_only: bool,
    /// Staff may go over the limit for a reason.
    pub over_limit: bool,
    /// The set-aside this party belongs to.
    pub set_aside: Option<String>,
    /// The pools it belongs to, by id.
    pub pools: Vec<String>,
    /// Whether one of its members holds or awaits a seat in this course already.
    pub already_here: bool,
    /// Seconds after the opening from which on it may come, by whatever channel (R55).
    pub later_seconds: i64,
    /// When it came to the desk: it is judged by that moment, not by when it is decided.
    pub came_at: Option<Instant>,
}

/// Why a party gets neither seat nor place in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The course is not announced, or was cancelled.
    NotOffered,
    /// Registration has not opened yet.
    NotOpen {
        /// When it opens.
        opens_at: Instant,
    },
    /// One of its members may come later than others (R55).
    Later {
        /// From when on.
        opens_at: Instant,
    },
    /// Registration has closed.
    Closed,
    /// Neither a seat nor a place in line is left.
    Full,
    /// A party of nobody, or larger than the course takes.
    WrongSize {
        /// The largest party.
        max: i64,
    },
    /// These persons are registered already.
    AlreadyHere,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is taken in.
    Admit {
        /// Place in line of a party that waits, from 1.
        position: Option<i64>,
        /// Confirmed, waitlisted, entered or pending.
        status: Status,
        /// Place in the order of arrival.
        number: i64,
        /// The set-aside its seats come out of, by its position in the ledger.
        from_set_aside: Option<usize>,
        /// Whether a party waits that is too large for what was free.
        overtakes: bool,
    },
    /// It is the same request as an earlier one of this batch.
    Same {
        /// Position of the earlier request.
        as_request: usize,
    },
    /// It is not.
    Refuse(Refusal),
}

/// Decides requests in the order of their arrival and moves the ledger on.
pub fn admit(ledger: &mut Ledger, requests: &[Request], now: Instant) -> Vec<Decision> {
    let mut first_with_key: HashMap<&str, usize> = HashMap::new();
    requests
        .iter()
        .enumerate()
        .map(|(i, request)| match first_with_key.get(request.key.as_str()) {
            Some(earlier) => Decision::Same { as_request: *earlier },
            None => {
                first_with_key.insert(&request.key, i);
                admit_one(ledger, request, now)
            }
        })
        .collect()
}

fn admit_one(ledger: &mut Ledger, request: &Request, decided_at: Instant) -> Decision {
    let now = request.came_at.unwrap_or(decided_at);
    if let Some(refusal) = refusal(ledger, request, now) {
        return Decision::Refuse(refusal);
    }
    let size = request.size;
    let aside = request.set_aside.as_deref().or_else(|| ledger.pool_of(request, now)).unwrap_or_default();
    // What fell back while the party stood in line may have been given to others since.
    let is_there = ledger.set_aside_left(aside, decided_at) >= size || size <= ledger.free(decided_at);
    let has_room = !request.to_line && ledger.set_aside_left(aside, now) >= size && is_there;
    let from_set_aside = ledger.set_asides.iter().position(|s| has_room && s.id == aside);
    let waits = ledger.smallest_waiting.is_some() && from_set_aside.is_none() && !request.over_limit;
    let status = if from_set_aside.is_some() || request.over_limit {
        Status::Confirmed
    } else if ledger.method == Method::Approval && !request.by_staff {
        Status::Pending
    } else if request.to_line {
        Status::Waitlisted
    } else if ledger.enters(now) {
        Status::Entered
    } else if sits(ledger, size, decided_at) {
        // Opening and closing hold for when it came; a seat is there when it is given.
        Status::Confirmed
    } else if ledger.waiting + size <= ledger.waiting_max {
        Status::Waitlisted
    } else {
        return Decision::Refuse(Refusal::Full);
    };
    if request.seats_only && status != Status::Confirmed {
        return Decision::Refuse(Refusal::Full);
    }
    match status {
        Status::Confirmed => ledger.taken += size,
        Status::Pending => ledger.pending += size,
        Status::Entered => {}
        _ => {
            ledger.waiting += size;
            ledger.waiting_parties += 1;
            ledger.smallest_waiting = Some(ledger.smallest_waiting.map_or(size, |s| s.min(size)));
        }
    }
    if let Some(used) = from_set_aside.and_then(|at| ledger.set_asides.get_mut(at)) {
        used.used += size;
    }
    let number = ledger.next_number;
    ledger.next_number += 1;
    let position = (status == Status::Waitlisted).then_some(ledger.waiting_parties);
    let overtakes = waits && status == Status::Confirmed;
    Decision::Admit { position, status, number, from_set_aside, overtakes }
}

/// Why a party is turned away whatever seats there are.
pub fn refusal(ledger: &Ledger, request: &Request, now: Instant) -> Option<Refusal> {
    let open = ledger.status == CourseStatus::Published;
    let prepared = request.by_staff && ledger.status == CourseStatus::Draft;
    if !(open || prepared) {
        return Some(Refusal::NotOffered);
    }
    let too_many = request.size > ledger.party_max && !request.by_staff;
    if request.size < 1 || too_many {
        return Some(Refusal::WrongSize { max: ledger.party_max });
    }
    let opens_at = ledger.opens_for(request, now);
    let is_invited = request.by_staff || request.to_line;
    if !is_invited && now < opens_at && ledger.pool_of(request, now).is_none() {
        return Some(Refusal::NotOpen { opens_at });
    }
    let own_opening = ledger.opens_at.plus_seconds(request.later_seconds);
    if request.later_seconds > 0 && !request.to_line && now < own_opening {
        return Some(Refusal::Later { opens_at: own_opening });
    }
    if !is_invited && now >= ledger.closes_at.min(ledger.ends_at) {
        return Some(Refusal::Closed);
    }
    request.already_here.then_some(Refusal::AlreadyHere)
}

/// Whether a party that arrives now sits down: there is room, and nobody who could use that room
/// waits already.
fn sits(ledger: &Ledger, size: i64, now: Instant) -> bool {
    let free = ledger.free(now);
    let overtakes = match (ledger.smallest_waiting, ledger.fill) {
        (None, _) => false,
        (Some(_), Fill::StrictOrder) => true,
        (Some(smallest), Fill::WhatFits) => smallest <= free,
    };
    size <= free && !overtakes && !ledger.awaits_draw()
}

/// A party in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InLine {
    /// Id of the registration.
    pub id: String,
    /// Place in the order of arrival.
    pub number: i64,
    /// Persons.
    pub size: i64,
}

/// Whom free seats are offered to, in the order of the line; the ledger moves on, the offered
/// seats are held. `line` is in order of arrival; with strict order its head is enough.
pub fn offer<'a>(ledger: &mut Ledger, line: &'a [InLine], now: Instant) -> Vec<&'a InLine> {
    let mut offered = Vec::new();
    let mut stays: Option<i64> = None;
    for party in line {
        let fits = party.size <= ledger.free(now);
        let may = fits && (ledger.fill == Fill::WhatFits || stays.is_none());
        if may {
            ledger.taken += party.size;
            ledger.waiting -= party.size;
            ledger.waiting_parties -= 1;
            offered.push(party);
        } else {
            stays = Some(stays.map_or(party.size, |s| s.min(party.size)));
            if ledger.fill == Fill::StrictOrder {
                break;
            }
        }
    }
    let others = if ledger.fill == Fill::WhatFits { i64::MAX } else { 1 };
    ledger.smallest_waiting = if ledger.waiting_parties > 0 { stays.or(Some(others)) } else { None };
    offered
}

/// When the seats of an offer that nobody accepted are free again: whoever accepted before `until` and is still
/// being answered, by whatever process, keeps them.
pub fn offer_ends_at(until: Instant) -> Instant {
    until.plus_seconds(draw::GRACE_SECONDS)
}

#[cfg(test)]
#[path = "admit_tests.rs"]
mod tests;
