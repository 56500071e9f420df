//! Courses settled in one transaction: what ran out, what is given up, whose turn it is, who comes in.

mod asked;
mod batch;
mod draw;
pub mod entry;
pub(crate) mod known;
mod line;
mod register;
mod reopen;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::trail::Actor;
use office::instant::Instant;

pub use asked::request;
use batch::{Batch, Noted};
pub use draw::entry_code;
use known::{Known, known};
pub use reopen::reopen;

use crate::desk::{Answer, Task, Work};
use crate::model::{CourseStatus, Event, Illegal, Status};
use crate::rules::admit::{Ledger, Refusal, offer_ends_at};
use crate::store::desk::{self as store, Held, Locked};

/// Kind of the matter in the trail and the outbox.
pub const REGISTRATION: &str = "courses_registration";

/// What the trail says of a party in line that was too large for what was free (R20).
const PASSED_OVER: &str = "passed-over";

/// One course being settled.
struct Settling<'b, 'a> {
    batch: &'b mut Batch<'a>,
    now: Instant,
    /// When the latest of these tasks came.
    asked_at: Instant,
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
    settle_all(conn, centre, tasks, Settler::Desk)
}

/// Who settles: the desk knows that nobody who came earlier still waits for it, others do not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settler {
    Desk,
    Others,
}

fn settle_all<'a>(
    conn: &mut Conn,
    centre: &'a Centre,
    tasks: &BTreeMap<&'a str, Vec<&'a Task>>,
    settler: Settler,
) -> DbResult<Vec<Vec<Answer>>> {
    let now = centre.clock.now();
    let (told, trail, rows) = (Vec::new(), Vec::new(), Vec::new());
    let (look_again, ledgers) = (BTreeSet::new(), Vec::new());
    let mut batch = Batch { centre, now, told, trail, rows, look_again, ledgers };
    let ids: Vec<String> = tasks.keys().map(|id| (*id).to_owned()).collect();
    let mut locked = store::list_locked(conn, &ids)?;
    let mut run_out = store::list_run_out(conn, &ids, now)?;
    let lost_since = known::lost_since(locked.values(), now);
    let known = known(conn, tasks, now, lost_since)?;
    let mut answers = Vec::with_capacity(tasks.len());
    for (course_id, tasks) in tasks {
        let Some(locked) = locked.remove(*course_id) else {
            answers.push(vec![Answer::NoSuch; tasks.len()]);
            continue;
        };
        let before = locked.ledger.clone();
        let Some(asked_at) = tasks.iter().map(|task| task.came_at).max() else {
            answers.push(Vec::new());
            continue;
        };
        let mut s = Settling { batch: &mut batch, now, asked_at, course_id, locked };
        if settler == Settler::Desk {
            s.expire(conn, run_out.remove(*course_id).unwrap_or_default(), tasks)?;
            s.lots(conn, tasks)?;
        }
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

/// Does one thing in the transaction of what belongs to it: neither is kept without the other. Offers run
/// out and draws are held at the desk alone, for others may have come there before.
///
/// # Errors
/// Any database error.
pub fn one(conn: &mut Conn, centre: &Centre, course_id: &str, work: Work, actor: &Actor) -> DbResult<Answer> {
    let task =
        Task { course_id: course_id.to_owned(), work, actor: actor.clone(), came_at: centre.clock.now() };
    let tasks = BTreeMap::from([(course_id, vec![&task])]);
    Ok(settle_all(conn, centre, &tasks, Settler::Others)?
        .into_iter()
        .flatten()
        .next()
        .unwrap_or(Answer::NoSuch))
}

impl<'a> Settling<'_, 'a> {
    fn settle(&mut self, conn: &mut Conn, tasks: &[&'a Task], known: &Known) -> DbResult<Vec<Answer>> {
        let mut answers = vec![Answer::Done(Status::Confirmed); tasks.len()];
        for (task, answer) in tasks.iter().zip(&mut answers) {
            match &task.work {
                Work::Cancel { registration_id, seats, why } => {
                    *answer = self.cancel(conn, registration_id, seats, why.as_deref(), &task.actor)?;
                }
                Work::Leave { registration_id, seats } => {
                    *answer = self.leave(conn, registration_id, seats, &task.actor)?;
                }
                Work::Happen { registration_id, event, why } => {
                    *answer = self.happen(conn, known, registration_id, (*event, why.as_deref()), task)?;
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

    /// Frees the seats of offers that ran out; one that was accepted in time waits for nothing but a desk, this
    /// one or that of another process.
    fn expire(&mut self, conn: &mut Conn, run_out: Vec<Held>, tasks: &[&Task]) -> DbResult<()> {
        for held in run_out {
            let until = held.offered_until.unwrap_or(self.now);
            let ends_at = offer_ends_at(until);
            if self.asked_at < ends_at || tasks.iter().any(|t| t.came_at < until && t.accepts(&held.id)) {
                self.batch.look_again.insert((ends_at.max(self.now), self.course_id.to_owned()));
                continue;
            }
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
        // Once the order may be known, a party in the draw does not become smaller to fit (part of a party
        // cannot be drawn: it withdraws as a whole).
        let is_listed = held.status == Status::Entered && !self.locked.ledger.enters(self.now);
        if is_listed && !seats.is_empty() && store::count_others(conn, id, seats)? > 0 {
            return Ok(Answer::Refused(Refusal::Closed));
        }
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

    /// Cancels these seats for the party itself, unless whoever stays may not come without them.
    fn leave(&mut self, conn: &mut Conn, id: &str, seats: &[String], actor: &'a Actor) -> DbResult<Answer> {
        if store::count_others(conn, id, seats)? > 0 {
            let barred = self.against_leaving(conn, id, seats)?;
            if !barred.is_empty() {
                return Ok(Answer::Barred(barred));
            }
        }
        self.cancel(conn, id, seats, None, actor)
    }

    fn happen(
        &mut self,
        conn: &mut Conn,
        known: &Known,
        id: &str,
        (event, why): (Event, Option<&str>),
        task: &'a Task,
    ) -> DbResult<Answer> {
        let Some(held) = store::find_held(conn, self.course_id, id)? else { return Ok(Answer::NoSuch) };
        if event == Event::Accept && held.offered_until.is_some_and(|until| until <= task.came_at) {
            return Ok(Answer::Illegal(Illegal { status: Status::Expired, event }));
        }
        if event.seats() && self.locked.ledger.status == CourseStatus::Cancelled {
            return Ok(Answer::Refused(Refusal::NotOffered));
        }
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
            Cow::Borrowed(&task.actor),
            id,
            verb,
            (stands(held.status, held.size), stands(status, left)),
            why,
        );
        self.batch.told.push((verb, held.id));
        Ok(Answer::Done(status))
    }
}

fn verb_of(event: Event) -> &'static str {
    match event {
        Event::Approve => "approved",
        Event::ApproveToLine => "approved-to-line",
        Event::Reject => "rejected",
        Event::DrawSeat | Event::DrawLine => "drawn",
        Event::Offer => "offered",
        Event::Accept => "accepted",
        Event::Decline => "declined",
        Event::Expire => "offer-expired",
        Event::Seat => "seated",
        Event::Cancel => "cancelled",
        Event::Reopen => "reopened",
    }
}
