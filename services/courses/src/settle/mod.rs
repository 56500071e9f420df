//! Courses settled in one transaction: what ran out, what is given up, whose turn it is, who comes in.

mod batch;
pub mod entry;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::trail::Actor;
use office::instant::Instant;

use batch::{Batch, Noted};
use entry::{Decided, Gates};

use crate::desk::{Answer, NewParty, Registered, Task, Work};
use crate::model::{CourseStatus, Event, Fill, Status};
use crate::rules::admit::{Decision, Ledger, Refusal, Request, offer};
use crate::rules::code::seat_code;
use crate::rules::entry::Barred;
use crate::rules::no_show;
use crate::store::desk::{self as store, Held, Locked, NewRow};

/// Kind of the matter in the trail and the outbox.
pub const REGISTRATION: &str = "courses_registration";

/// One course being settled.
struct Settling<'b, 'a> {
    batch: &'b mut Batch<'a>,
    now: Instant,
    course_id: &'a str,
    locked: Locked,
}

/// What the trail keeps of a state.
fn stands(status: Status, seats: i64) -> Option<String> {
    Some(format!("{{\"status\":\"{}\",\"seats\":{seats}}}", status.code()))
}

/// Does these tasks, course by course; the answers are in the order of each course's tasks. What is
/// read and written takes a constant number of statements, however many registrations or courses
/// come together.
///
/// # Errors
/// Any database error.
pub fn courses<'a>(
    conn: &mut Conn,
    centre: &'a Centre,
    tasks: &BTreeMap<&'a str, Vec<&'a Task>>,
) -> DbResult<Vec<Vec<Answer>>> {
    let now = centre.clock.now();
    let (told, trail, rows) = (Vec::new(), Vec::new(), Vec::new());
    let (look_again, ledgers) = (BTreeSet::new(), Vec::new());
    let mut batch = Batch { centre, now, told, trail, rows, look_again, ledgers };
    let ids: Vec<String> = tasks.keys().map(|id| (*id).to_owned()).collect();
    let mut locked = store::list_locked(conn, &ids)?;
    let mut run_out = store::list_run_out(conn, &ids, now)?;
    let known = known(conn, tasks, now)?;
    let mut answers = Vec::with_capacity(tasks.len());
    for (course_id, tasks) in tasks {
        let Some(locked) = locked.remove(*course_id) else {
            answers.push(vec![Answer::NoSuch; tasks.len()]);
            continue;
        };
        let before = locked.ledger.clone();
        let mut s = Settling { batch: &mut batch, now, course_id, locked };
        s.expire(conn, run_out.remove(*course_id).unwrap_or_default())?;
        answers.push(s.settle(conn, tasks, &known)?);
        let after = s.locked.ledger;
        store::change_set_asides(conn, &before, &after)?;
        if before != after {
            batch.ledgers.push((course_id, after));
        }
    }
    batch.write(conn)?;
    Ok(answers)
}

/// What the store knows of the parties that want to come in.
struct Known {
    /// Requests answered before, by their key.
    answered: HashMap<String, Held>,
    /// Course and person of those who hold or await a seat.
    present: HashSet<(String, String)>,
    /// Hours by which a person opens later than others (R55).
    delays: HashMap<String, i64>,
    /// Who may come in.
    gates: Gates,
}

fn known(conn: &mut Conn, tasks: &BTreeMap<&str, Vec<&Task>>, now: Instant) -> DbResult<Known> {
    let gates = Gates::read(conn, tasks)?;
    let (mut keys, mut persons) = (Vec::new(), Vec::new());
    for (course_id, tasks) in tasks {
        for task in tasks {
            if let Work::Register(party) = &task.work {
                keys.push(store::request_key(course_id, &party.key));
                persons.extend(party.members.iter().map(|m| m.person_key.clone()));
            }
        }
    }
    if keys.is_empty() {
        return Ok(Known {
            answered: HashMap::new(),
            present: HashSet::new(),
            delays: HashMap::new(),
            gates,
        });
    }
    let delays = delays(conn, &persons, now)?;
    let answered = store::list_answered(conn, &keys)?;
    let answered = answered.into_iter().map(|h| (h.request_key.clone(), h)).collect();
    Ok(Known { answered, present: store::list_present(conn, &persons)?.into_iter().collect(), delays, gates })
}

/// Who opens later than others for not having come before, and by how many hours.
fn delays(conn: &mut Conn, persons: &[String], now: Instant) -> DbResult<HashMap<String, i64>> {
    let mut cases: HashMap<String, Vec<no_show::Case>> = HashMap::new();
    for (person, case) in crate::store::no_show::list_of_persons(conn, persons, now.date())? {
        cases.entry(person).or_default().push(case);
    }
    let hours = |cases: Vec<no_show::Case>| no_show::standing(&cases, now.date()).delay_hours;
    Ok(cases.into_iter().map(|(person, cases)| (person, hours(cases))).collect())
}

impl<'a> Settling<'_, 'a> {
    fn settle(&mut self, conn: &mut Conn, tasks: &[&'a Task], known: &Known) -> DbResult<Vec<Answer>> {
        let mut answers = vec![Answer::Done(Status::Confirmed); tasks.len()];
        for (task, answer) in tasks.iter().zip(&mut answers) {
            match &task.work {
                Work::Cancel { registration_id, seats, why } => {
                    *answer = self.cancel(conn, registration_id, seats, why.as_deref(), &task.actor)?;
                }
                Work::Happen { registration_id, event, why } => {
                    *answer =
                        self.happen(conn, known, registration_id, (*event, why.as_deref()), &task.actor)?;
                }
                Work::Register(_) | Work::Look => {}
            }
        }
        self.offer(conn)?;
        self.register(conn, tasks, known, &mut answers)?;
        Ok(answers)
    }

    fn ledger(&mut self) -> &mut Ledger {
        &mut self.locked.ledger
    }

    fn note(
        &mut self,
        actor: Cow<'a, Actor>,
        id: &str,
        verb: &'static str,
        (before, after): (Option<String>, Option<String>),
        why: Option<&str>,
    ) {
        let why = why.map(str::to_owned);
        self.batch.trail.push(Noted { actor, id: id.to_owned(), verb, before, after, why });
    }

    /// Frees the seats of offers that ran out.
    fn expire(&mut self, conn: &mut Conn, run_out: Vec<Held>) -> DbResult<()> {
        for held in run_out {
            self.free(&held, held.size);
            store::change_status(conn, &held.id, Status::Expired, self.now, None, None)?;
            store::cancel_seats(conn, &held.id, &[], self.now)?;
            let (before, after) = (stands(held.status, held.size), stands(Status::Expired, 0));
            self.note(Cow::Owned(Actor::system()), &held.id, "offer-expired", (before, after), None);
            self.batch.told.push(("expired", held.id));
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
        actor: &'a Actor,
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
            self.note(Cow::Borrowed(actor), id, "seats-cancelled", (before, stands(held.status, left)), why);
            self.batch.told.push(("seats-cancelled", held.id));
            return Ok(Answer::Done(held.status));
        }
        store::change_status(conn, id, cancelled, self.now, None, why)?;
        self.note(Cow::Borrowed(actor), id, "cancelled", (before, stands(cancelled, 0)), why);
        self.batch.told.push(("cancelled", held.id));
        Ok(Answer::Done(cancelled))
    }

    fn happen(
        &mut self,
        conn: &mut Conn,
        known: &Known,
        id: &str,
        (event, why): (Event, Option<&str>),
        actor: &'a Actor,
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
        if let Some(barred) = self.stands_against(conn, &known.gates, &held, event, why)? {
            return Ok(barred);
        }
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
        self.note(
            Cow::Borrowed(actor),
            id,
            verb,
            (stands(held.status, held.size), stands(status, left)),
            why,
        );
        self.batch.told.push((verb, held.id));
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
        let until = until.min(starts_at);
        loop {
            // With strict order the head blocks; otherwise only those who fit matter.
            let ledger = self.ledger();
            let size_max = if ledger.fill == Fill::StrictOrder { i64::MAX } else { ledger.free(now) };
            let line = store::list_line(conn, self.course_id, size_max)?;
            let offered: Vec<String> =
                offer(self.ledger(), &line, now).into_iter().map(|p| p.id.clone()).collect();
            let is_done = offered.is_empty() || line.len() < store::LINE_AT_ONCE;
            self.hold(conn, offered, until)?;
            if is_done {
                return Ok(());
            }
        }
    }

    /// Holds seats for these parties until then.
    fn hold(&mut self, conn: &mut Conn, offered: Vec<String>, until: Instant) -> DbResult<()> {
        let now = self.now;
        for id in offered {
            store::change_status(conn, &id, Status::Offered, now, Some(until), None)?;
            let before = Some("{\"status\":\"waitlisted\"}".to_owned());
            let after = Some(format!("{{\"status\":\"offered\",\"until\":\"{until}\"}}"));
            self.note(Cow::Owned(Actor::system()), &id, "offered", (before, after), None);
            self.batch.look_again.insert((until, self.course_id.to_owned()));
            self.batch.told.push(("offered", id));
        }
        Ok(())
    }

    fn register(
        &mut self,
        conn: &mut Conn,
        tasks: &[&'a Task],
        known: &Known,
        answers: &mut [Answer],
    ) -> DbResult<()> {
        let mut parties: Vec<(usize, &'a NewParty, &'a Actor)> = Vec::new();
        for (i, task) in tasks.iter().enumerate() {
            let Work::Register(party) = &task.work else { continue };
            let key = store::request_key(self.course_id, &party.key);
            match (known.answered.get(&key), answers.get_mut(i)) {
                (Some(held), Some(slot)) => *slot = self.answer_again(conn, held)?,
                _ => parties.push((i, party, &task.actor)),
            }
        }
        if parties.is_empty() {
            return Ok(());
        }
        let asked: Vec<&'a NewParty> = parties.iter().map(|(_, party, _)| *party).collect();
        let barred = self.barred(conn, &known.gates, &asked)?;
        let stays_out = |party: &NewParty, barred: &[Barred]| !barred.is_empty() && party.waives().is_none();
        for ((place, party, _), barred) in parties.iter().zip(&barred) {
            if let Some(slot) = answers.get_mut(*place).filter(|_| stays_out(party, barred)) {
                *slot = Answer::Barred(barred.clone());
            }
        }
        let (parties, barred): (Vec<_>, Vec<_>) = parties
            .into_iter()
            .zip(barred)
            .filter(|((_, party, _), barred)| !stays_out(party, barred))
            .unzip();
        let asked: Vec<&'a NewParty> = parties.iter().map(|(_, party, _)| *party).collect();
        let requests = self.requests(&parties, known);
        let decided = self.decide(conn, &known.gates, &requests, &asked)?;
        let mut given: Vec<Answer> = Vec::with_capacity(parties.len());
        for (((_, party, actor), decided), waived) in parties.iter().zip(decided).zip(&barred) {
            let answer = self.take_in(party, actor, decided, waived, &given);
            given.push(answer);
        }
        for ((place, ..), answer) in parties.iter().zip(given) {
            if let Some(slot) = answers.get_mut(*place) {
                *slot = answer;
            }
        }
        Ok(())
    }

    /// Writes down what was decided for a party; `given` are the answers of this batch so far.
    fn take_in(
        &mut self,
        party: &'a NewParty,
        actor: &'a Actor,
        decided: Decided,
        waived: &[Barred],
        given: &[Answer],
    ) -> Answer {
        let (status, number, from_set_aside, position) = match decided {
            Err(barred) => return Answer::Barred(barred),
            Ok(Decision::Refuse(refusal)) => return Answer::Refused(refusal),
            Ok(Decision::Same { as_request }) => return again(given.get(as_request)),
            Ok(Decision::Admit { status, number, from_set_aside, position }) => {
                (status, number, from_set_aside, position)
            }
        };
        let row = self.row(party, status, number, from_set_aside);
        let seats = i64::try_from(party.members.len()).unwrap_or(i64::MAX);
        let after = (None, stands(status, seats));
        self.note(Cow::Borrowed(actor), &row.id, "registered", after, party.over_reason.as_deref());
        if let Some(why) = party.waives() {
            let said = (None, Some(entry::noted(waived)));
            self.note(Cow::Borrowed(actor), &row.id, "rules-waived", said, Some(why));
        }
        self.batch.told.push(("registered", row.id.clone()));
        let answer = Registered {
            id: row.id.clone(),
            reference: row.reference.clone(),
            status,
            position,
            again: false,
            seats: row.seats.clone(),
        };
        self.batch.rows.push(row);
        Answer::Registered(answer)
    }

    /// The answer to a request that was answered before: where it stands now.
    fn answer_again(&self, conn: &mut Conn, held: &Held) -> DbResult<Answer> {
        let position = match held.status {
            Status::Waitlisted => Some(1 + store::count_before(conn, self.course_id, held.number)?),
            _ => None,
        };
        let (id, reference) = (held.id.clone(), held.reference.clone());
        let (status, seats) = (held.status, Vec::new());
        Ok(Answer::Registered(Registered { id, reference, status, position, again: true, seats }))
    }

    fn requests(&self, parties: &[(usize, &NewParty, &Actor)], known: &Known) -> Vec<Request> {
        let delays = &known.delays;
        let here = known.present.iter().filter(|(course, _)| course == self.course_id);
        let mut present: HashSet<&str> = here.map(|(_, person)| person.as_str()).collect();
        let mut seen_keys: HashSet<&str> = HashSet::new();
        parties
            .iter()
            .map(|(_, p, _)| {
                // Somebody who comes along twice in one batch is the same person too; a repeated
                // request is not.
                let repeated = !seen_keys.insert(&p.key);
                let known = p.members.iter().any(|m| present.contains(m.person_key.as_str()));
                present.extend(p.members.iter().map(|m| m.person_key.as_str()));
                Request { later_seconds: later_seconds(p, delays), ..request(p, known && !repeated) }
            })
            .collect()
    }

    fn row(&self, party: &'a NewParty, status: Status, number: i64, from_set_aside: bool) -> NewRow<'a> {
        let centre = self.batch.centre;
        let chance = &centre.chance;
        let seats = party.members.iter().map(|_| {
            let id = chance.id(self.now).into_string();
            let code = seat_code(&centre.keys, self.course_id, &id);
            (id, code)
        });
        NewRow {
            course_id: self.course_id,
            seats: seats.collect(),
            id: chance.id(self.now).into_string(),
            reference: chance.reference().as_str().to_owned(),
            status,
            number,
            party,
            from_set_aside,
        }
    }
}

/// How much later than others a party opens, as its member who opens last, unless staff let it in.
fn later_seconds(party: &NewParty, delays: &HashMap<String, i64>) -> i64 {
    let delays = party.members.iter().filter_map(|m| delays.get(&m.person_key));
    if party.waives().is_some() { 0 } else { delays.max().map_or(0, |hours| hours * 3600) }
}

/// What a party asks for; `already_here` says whether one of its persons is in the course.
pub fn request(party: &NewParty, already_here: bool) -> Request {
    Request {
        key: party.key.clone(),
        size: i64::try_from(party.members.len()).unwrap_or(i64::MAX),
        by_staff: party.by_staff,
        over_limit: party.over_reason.as_ref().is_some_and(|why| !why.trim().is_empty()),
        set_aside: party.set_aside.clone(),
        already_here: already_here && !party.by_staff,
        later_seconds: 0,
        came_at: party.came_at,
    }
}

fn again(earlier: Option<&Answer>) -> Answer {
    match earlier {
        Some(Answer::Registered(r)) => {
            Answer::Registered(Registered { again: true, seats: Vec::new(), ..r.clone() })
        }
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
