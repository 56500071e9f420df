//! One course settled in one transaction: what ran out, what is given up, whose turn it is, who comes in.

use std::collections::{HashMap, HashSet};

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::facts::{self, Fact};
use foundation::jobs::{self, NewJob};
use foundation::trail::{self, Actor, Entry};
use foundation::{cache, keys};
use office::instant::Instant;

use crate::desk::{Answer, NewParty, Registered, Task, Work};
use crate::model::{CourseStatus, Event, Status};
use crate::rules::admit::{Decision, Ledger, Refusal, Request, admit, offer};
use crate::store::desk::{self as store, Held, Locked, NewRow};

/// Kind of the matter in the trail and the outbox.
pub const REGISTRATION: &str = "courses_registration";

/// What has happened so far, to be written once at the end.
struct Settling<'a> {
    centre: &'a Centre,
    now: Instant,
    course_id: &'a str,
    locked: Locked,
    /// Registrations to write to, by what there is to say.
    told: Vec<(&'static str, String)>,
    trail: Vec<Noted>,
}

/// A row of the trail to be.
struct Noted {
    actor: Actor,
    id: String,
    verb: &'static str,
    before: Option<String>,
    after: Option<String>,
    why: Option<String>,
}

/// What the trail keeps of a state.
fn stands(status: Status, seats: i64) -> Option<String> {
    Some(format!("{{\"status\":\"{}\",\"seats\":{seats}}}", status.code()))
}

/// Does these tasks for one course; the answers are in their order.
///
/// # Errors
/// Any database error.
pub fn course(conn: &mut Conn, centre: &Centre, course_id: &str, tasks: &[&Task]) -> DbResult<Vec<Answer>> {
    let now = centre.clock.now();
    let Some(locked) = store::find_ledger(conn, course_id)? else {
        return Ok(vec![Answer::NoSuch; tasks.len()]);
    };
    let before = locked.ledger.clone();
    let mut s = Settling { centre, now, course_id, locked, told: Vec::new(), trail: Vec::new() };
    s.expire(conn)?;
    let mut answers = vec![Answer::Done(Status::Confirmed); tasks.len()];
    for (task, answer) in tasks.iter().zip(&mut answers) {
        match &task.work {
            Work::Cancel { registration_id, seats, why } => {
                *answer = s.cancel(conn, registration_id, seats, why.as_deref(), &task.actor)?;
            }
            Work::Happen { registration_id, event, why } => {
                *answer = s.happen(conn, registration_id, *event, why.as_deref(), &task.actor)?;
            }
            Work::Register(_) | Work::Look => {}
        }
    }
    s.offer(conn)?;
    s.register(conn, tasks, &mut answers)?;
    s.finish(conn, &before)?;
    Ok(answers)
}

impl Settling<'_> {
    fn ledger(&mut self) -> &mut Ledger {
        &mut self.locked.ledger
    }

    fn note(
        &mut self,
        actor: &Actor,
        id: &str,
        verb: &'static str,
        (before, after): (Option<String>, Option<String>),
        why: Option<&str>,
    ) {
        let why = why.map(str::to_owned);
        self.trail.push(Noted { actor: actor.clone(), id: id.to_owned(), verb, before, after, why });
    }

    /// Frees the seats of offers that ran out.
    fn expire(&mut self, conn: &mut Conn) -> DbResult<()> {
        for held in store::list_run_out(conn, self.course_id, self.now)? {
            self.free(&held, held.size);
            store::change_status(conn, &held.id, Status::Expired, self.now, None, None)?;
            store::cancel_seats(conn, &held.id, &[], self.now)?;
            let (before, after) = (stands(held.status, held.size), stands(Status::Expired, 0));
            self.note(&Actor::system(), &held.id, "offer-expired", (before, after), None);
            self.told.push(("expired", held.id));
        }
        Ok(())
    }

    /// Takes `size` persons of a registration out of the count its state puts them in.
    fn free(&mut self, held: &Held, size: i64) {
        let all = size == held.size;
        let ledger = self.ledger();
        match held.status {
            Status::Confirmed | Status::Offered => {
                ledger.taken -= size;
                let aside = held.set_aside_id.as_deref();
                if let Some(aside) = ledger.set_asides.iter_mut().find(|a| Some(a.id.as_str()) == aside) {
                    aside.used -= size;
                }
            }
            Status::Waitlisted => {
                ledger.waiting -= size;
                ledger.waiting_parties -= i64::from(all);
            }
            Status::Pending => ledger.pending -= size,
            _ => {}
        }
    }

    fn cancel(
        &mut self,
        conn: &mut Conn,
        id: &str,
        seats: &[String],
        why: Option<&str>,
        actor: &Actor,
    ) -> DbResult<Answer> {
        let Some(held) = store::find_held(conn, self.course_id, id)? else { return Ok(Answer::NoSuch) };
        let cancelled = match held.status.after(Event::Cancel) {
            Ok(status) => status,
            Err(illegal) => return Ok(Answer::Illegal(illegal)),
        };
        let gone = store::cancel_seats(conn, id, seats, self.now)?;
        if gone == 0 {
            return Ok(Answer::NoSuch);
        }
        self.free(&held, gone);
        let left = held.size - gone;
        store::change_size(conn, id, left, self.now)?;
        let before = stands(held.status, held.size);
        if left > 0 {
            self.note(actor, id, "seats-cancelled", (before, stands(held.status, left)), why);
            self.told.push(("seats-cancelled", held.id));
            return Ok(Answer::Done(held.status));
        }
        store::change_status(conn, id, cancelled, self.now, None, why)?;
        self.note(actor, id, "cancelled", (before, stands(cancelled, 0)), why);
        self.told.push(("cancelled", held.id));
        Ok(Answer::Done(cancelled))
    }

    fn happen(
        &mut self,
        conn: &mut Conn,
        id: &str,
        event: Event,
        why: Option<&str>,
        actor: &Actor,
    ) -> DbResult<Answer> {
        let Some(held) = store::find_held(conn, self.course_id, id)? else { return Ok(Answer::NoSuch) };
        let too_few = held.size > self.locked.ledger.free(self.now) + held.holds();
        let no_room = too_few || self.locked.ledger.waiting_parties > 0;
        let over_limit = event == Event::Seat && too_few;
        if over_limit && why.is_none_or(|why| why.trim().is_empty()) {
            // The limit holds for whoever gives no reason (R05).
            return Ok(Answer::Refused(Refusal::Full));
        }
        let event = if event == Event::Approve && no_room { Event::ApproveToLine } else { event };
        let status = match held.status.after(event) {
            Ok(status) => status,
            Err(illegal) => return Ok(Answer::Illegal(illegal)),
        };
        self.free(&held, held.size);
        let ledger = self.ledger();
        match status {
            Status::Confirmed => ledger.taken += held.size,
            Status::Waitlisted => {
                ledger.waiting += held.size;
                ledger.waiting_parties += 1;
            }
            Status::Pending => ledger.pending += held.size,
            _ => {
                store::cancel_seats(conn, id, &[], self.now)?;
            }
        }
        let ended_why = why.filter(|_| !status.is_live());
        store::change_status(conn, id, status, self.now, None, ended_why)?;
        if over_limit {
            store::change_over_reason(conn, id, why)?;
        }
        let verb = verb_of(event);
        let left = if status.is_live() { held.size } else { 0 };
        self.note(actor, id, verb, (stands(held.status, held.size), stands(status, left)), why);
        self.told.push((verb, held.id));
        Ok(Answer::Done(status))
    }

    /// Offers what is free to those whose turn it is.
    fn offer(&mut self, conn: &mut Conn) -> DbResult<()> {
        let (now, until) = (self.now, self.now.plus_seconds(self.locked.offer_hours * 3600));
        let starts_at = self.locked.starts_at;
        let ledger = self.ledger();
        let open = ledger.status == CourseStatus::Published && now < starts_at;
        if ledger.waiting_parties <= 0 {
            return Ok(());
        }
        if !open || ledger.free(now) <= 0 {
            ledger.smallest_waiting = Some(1);
            return Ok(());
        }
        let line = store::list_line(conn, self.course_id)?;
        let ledger = self.ledger();
        let offered: Vec<String> = offer(ledger, &line, now).into_iter().map(|p| p.id.clone()).collect();
        let until = until.min(starts_at);
        for id in offered {
            store::change_status(conn, &id, Status::Offered, now, Some(until), None)?;
            let before = Some("{\"status\":\"waitlisted\"}".to_owned());
            let after = Some(format!("{{\"status\":\"offered\",\"until\":\"{until}\"}}"));
            self.note(&Actor::system(), &id, "offered", (before, after), None);
            self.look_again(conn, until)?;
            self.told.push(("offered", id));
        }
        Ok(())
    }

    /// Has the desk look at the course again when something runs out.
    fn look_again(&mut self, conn: &mut Conn, at: Instant) -> DbResult<()> {
        let job = NewJob {
            kind: "courses.look",
            unique_key: Some(format!("look:{}:{at}", self.course_id)),
            payload: self.course_id.to_owned(),
            run_at: at,
        };
        jobs::add(conn, &[self.centre.chance.id(self.now)], self.now, &[job])
    }

    fn register(&mut self, conn: &mut Conn, tasks: &[&Task], answers: &mut [Answer]) -> DbResult<()> {
        let mut parties: Vec<(usize, &NewParty, &Actor)> = Vec::new();
        for (i, task) in tasks.iter().enumerate() {
            if let Work::Register(party) = &task.work {
                parties.push((i, party.as_ref(), &task.actor));
            }
        }
        if parties.is_empty() {
            return Ok(());
        }
        self.answer_again(conn, &mut parties, answers)?;
        let requests = self.requests(conn, &parties)?;
        let now = self.now;
        let decisions = admit(self.ledger(), &requests, now);
        let mut rows: Vec<NewRow<'_>> = Vec::with_capacity(parties.len());
        let mut given: Vec<Answer> = Vec::with_capacity(parties.len());
        for ((_, party, actor), decision) in parties.iter().zip(&decisions) {
            given.push(match decision {
                Decision::Refuse(refusal) => Answer::Refused(*refusal),
                Decision::Same { as_request } => again(given.get(*as_request)),
                Decision::Admit { status, number, from_set_aside, position } => {
                    let row = self.row(party, *status, *number, *from_set_aside);
                    let seats = i64::try_from(party.members.len()).unwrap_or(i64::MAX);
                    let after = (None, stands(*status, seats));
                    self.note(actor, &row.id, "registered", after, party.over_reason.as_deref());
                    self.told.push(("registered", row.id.clone()));
                    let answer = Registered {
                        id: row.id.clone(),
                        reference: row.reference.clone(),
                        status: *status,
                        position: *position,
                        again: false,
                    };
                    rows.push(row);
                    Answer::Registered(answer)
                }
            });
        }
        store::add_registrations(conn, self.course_id, self.now, &rows)?;
        for ((place, ..), answer) in parties.iter().zip(given) {
            if let Some(slot) = answers.get_mut(*place) {
                *slot = answer;
            }
        }
        Ok(())
    }

    /// Gives requests that were answered before the same answer, and takes them off the list.
    fn answer_again(
        &self,
        conn: &mut Conn,
        parties: &mut Vec<(usize, &NewParty, &Actor)>,
        answers: &mut [Answer],
    ) -> DbResult<()> {
        let keys: Vec<String> = parties.iter().map(|(_, p, _)| p.key.clone()).collect();
        let known = store::list_answered(conn, self.course_id, &keys)?;
        if known.is_empty() {
            return Ok(());
        }
        let known: HashMap<&str, &Held> = known.iter().map(|h| (h.request_key.as_str(), h)).collect();
        let mut fresh = Vec::with_capacity(parties.len());
        for party in parties.drain(..) {
            match known.get(party.1.key.as_str()) {
                None => fresh.push(party),
                Some(held) => {
                    let position = match held.status {
                        Status::Waitlisted => {
                            Some(1 + store::count_before(conn, self.course_id, held.number)?)
                        }
                        _ => None,
                    };
                    if let Some(slot) = answers.get_mut(party.0) {
                        *slot = Answer::Registered(Registered {
                            id: held.id.clone(),
                            reference: held.reference.clone(),
                            status: held.status,
                            position,
                            again: true,
                        });
                    }
                }
            }
        }
        *parties = fresh;
        Ok(())
    }

    fn requests(&self, conn: &mut Conn, parties: &[(usize, &NewParty, &Actor)]) -> DbResult<Vec<Request>> {
        let persons: Vec<String> =
            parties.iter().flat_map(|(_, p, _)| &p.members).map(|m| m.person_key.clone()).collect();
        let mut present: HashSet<String> =
            store::list_present(conn, self.course_id, &persons)?.into_iter().collect();
        let mut seen_keys: HashSet<&str> = HashSet::new();
        Ok(parties
            .iter()
            .map(|(_, p, _)| {
                // Somebody who comes along twice in one batch is the same person too; a repeated
                // request is not.
                let repeated = !seen_keys.insert(&p.key);
                let known = p.members.iter().any(|m| present.contains(&m.person_key));
                present.extend(p.members.iter().map(|m| m.person_key.clone()));
                Request {
                    key: p.key.clone(),
                    size: i64::try_from(p.members.len()).unwrap_or(i64::MAX),
                    by_staff: p.by_staff,
                    over_limit: p.over_reason.as_ref().is_some_and(|why| !why.trim().is_empty()),
                    set_aside: p.set_aside.clone(),
                    already_here: known && !repeated && !p.by_staff,
                }
            })
            .collect())
    }

    fn row<'p>(&self, party: &'p NewParty, status: Status, number: i64, from_set_aside: bool) -> NewRow<'p> {
        let chance = &self.centre.chance;
        let seats = party.members.iter().map(|_| {
            let id = chance.id(self.now).into_string();
            let code = seat_code(&self.centre.keys, &id);
            (id, code)
        });
        NewRow {
            seats: seats.collect(),
            id: chance.id(self.now).into_string(),
            reference: chance.reference().as_str().to_owned(),
            status,
            number,
            party,
            from_set_aside,
        }
    }

    /// Writes the ledger, the trail, and what there is to tell.
    fn finish(&mut self, conn: &mut Conn, before: &Ledger) -> DbResult<()> {
        if *before != self.locked.ledger {
            store::change_ledger(conn, self.course_id, before, &self.locked.ledger)?;
        }
        if self.trail.is_empty() {
            return Ok(());
        }
        let (centre, now) = (self.centre, self.now);
        self.write_trail(conn)?;
        // What a party did itself it knows; of the rest those without e-mail are told by telephone.
        let unknowing = self.trail.iter().filter(|n| n.verb != "registered" && n.actor.who != "resident");
        let unknowing: Vec<String> = unknowing.map(|n| n.id.clone()).collect();
        if !unknowing.is_empty() {
            store::note_calls(conn, &unknowing, now)?;
        }
        let mut about: HashMap<&'static str, Vec<&str>> = HashMap::new();
        for (what, id) in &self.told {
            about.entry(what).or_default().push(id);
        }
        let mut jobs = Vec::new();
        for (what, ids) in &about {
            for ids in ids.chunks(100) {
                let payload = format!("{what}:{}", ids.join(","));
                jobs.push(NewJob { kind: "courses.write", unique_key: None, payload, run_at: now });
            }
        }
        let ids: Vec<_> = jobs.iter().map(|_| centre.chance.id(now)).collect();
        jobs::add(conn, &ids, now, &jobs)?;
        let fact = Fact { name: "courses.settled", about: self.course_id.to_owned() };
        facts::tell(conn, centre, now, &[fact])?;
        cache::touch(conn, &["courses", &format!("courses/{}", self.course_id)])
    }

    fn write_trail(&self, conn: &mut Conn) -> DbResult<()> {
        // One set per actor; in a rush almost all are `resident` from different addresses, so the
        // actors are written row by row within the set.
        let ids: Vec<_> = self.trail.iter().map(|_| self.centre.chance.id(self.now)).collect();
        let entries: Vec<(&Actor, Entry<'_>)> = self
            .trail
            .iter()
            .map(|n| {
                let entry = Entry::new(REGISTRATION, &n.id, n.verb);
                let (before, after) = (n.before.clone(), n.after.clone());
                (&n.actor, Entry { before, after, reason: n.why.clone(), ..entry })
            })
            .collect();
        trail::add_all(conn, &ids, self.now, &entries)
    }
}

fn again(earlier: Option<&Answer>) -> Answer {
    match earlier {
        Some(Answer::Registered(r)) => Answer::Registered(Registered { again: true, ..r.clone() }),
        Some(other) => other.clone(),
        None => Answer::NoSuch,
    }
}

fn verb_of(event: Event) -> &'static str {
    match event {
        Event::Approve => "approved",
        Event::ApproveToLine => "approved-to-line",
        Event::Reject => "rejected",
        Event::Offer => "offered",
        Event::Accept => "accepted",
        Event::Decline => "declined",
        Event::Expire => "offer-expired",
        Event::Seat => "seated",
        Event::Cancel => "cancelled",
        Event::Reopen => "reopened",
    }
}

/// What the QR code of a seat says: its id and a signature, so that it cannot be guessed.
pub fn seat_code(keys: &keys::Keys, seat_id: &str) -> String {
    format!("{}.{}", seat_id, keys.sign("seat", seat_id))
}
