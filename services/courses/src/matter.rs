//! A registration with all that belongs to it, and the signed link that opens it.

use std::collections::HashMap;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::keys::Keys;
use office::instant::Instant;
use office::reference::Reference;

use crate::model::{Course, CourseStatus, Method, Registration, Seat, Session, Status};
use crate::planning::draw::entries_until;
use crate::questions::{self, Answers, Question, Whose};
use crate::rules::admit::Drawing;
use crate::rules::questions as rules;
use crate::store;

/// Purpose of the signature of a link to a registration.
const PURPOSE: &str = "manage";

/// A registration, its course and its people.
#[derive(Debug, Clone)]
pub struct Matter {
    /// The registration.
    pub registration: Registration,
    /// The course.
    pub course: Course,
    /// The meetings of the course.
    pub sessions: Vec<Session>,
    /// The seats, cancelled ones too.
    pub seats: Vec<Seat>,
    /// Place in line, from 1, while it waits.
    pub position: Option<i64>,
    /// When the list of its draw is closed, while it is an entry.
    pub listed_at: Option<Instant>,
}

/// What is kept as the reason when a party says that it cannot come, in the language of the staff.
pub fn cannot_come(centre: &Centre) -> String {
    centre.words(Lang::BASE).say("absent-reason")
}

/// What is signed in a link to a registration: its reference (without dashes) and the address the link is
/// sent to. Once the party is reached elsewhere, links in the old mailbox open nothing: it may be
/// somebody else's by now.
fn signed(reference: &str, email: &str) -> String {
    format!("{reference} {}", email.to_lowercase())
}

/// The signed address of a registration, without language: its receipt, and all one may do with it.
/// `reference` is without dashes; `email` is the address of its head, or empty.
pub fn path(keys: &Keys, (reference, email): (&str, &str), below: &str) -> String {
    let signature = keys.sign(PURPOSE, &signed(reference, email));
    format!("/progress/{}{below}?k={signature}", readable(reference))
}

/// A reference, kept without dashes, as people read it.
pub fn readable(reference: &str) -> String {
    Reference::parse(reference).map_or_else(|_| reference.to_owned(), |r| r.to_string())
}

/// When the list of the draw that a registration entered is closed.
fn listed_at(
    registration: &Registration,
    course: &Course,
    drawings: &HashMap<String, Drawing>,
) -> Option<Instant> {
    let minutes = drawings.get(&course.id).map_or(store::draw::WINDOW_MINUTES, |d| d.window_minutes);
    entries_until(course, minutes).filter(|_| registration.status == Status::Entered)
}

impl Matter {
    /// The registration with this id.
    ///
    /// # Errors
    /// Any database error.
    pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Matter>> {
        let found = store::registration::find(conn, id)?;
        found.map_or(Ok(None), |registration| Matter::around(conn, registration))
    }

    /// The registration with this reference (without dashes).
    ///
    /// # Errors
    /// Any database error.
    pub fn find_by_reference(conn: &mut Conn, reference: &str) -> DbResult<Option<Matter>> {
        let found = store::registration::find_by_reference(conn, reference)?;
        found.map_or(Ok(None), |registration| Matter::around(conn, registration))
    }

    fn around(conn: &mut Conn, registration: Registration) -> DbResult<Option<Matter>> {
        Ok(Matter::list_around(conn, vec![registration])?.into_iter().next())
    }

    /// The registrations with these ids, in no order, with a constant number of statements.
    ///
    /// # Errors
    /// Any database error.
    pub fn list(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<Matter>> {
        let found = store::registration::list(conn, ids)?;
        Matter::list_around(conn, found)
    }

    fn list_around(conn: &mut Conn, registrations: Vec<Registration>) -> DbResult<Vec<Matter>> {
        let ids: Vec<String> = registrations.iter().map(|r| r.id.clone()).collect();
        let mut course_ids: Vec<String> = registrations.iter().map(|r| r.course_id.clone()).collect();
        course_ids.sort_unstable();
        course_ids.dedup();
        // Mostly one: who is written to together was decided together.
        let mut courses: HashMap<String, (Course, Vec<Session>)> = HashMap::new();
        for id in course_ids {
            if let Some(course) = store::course::find(conn, &id)? {
                let sessions = store::course::list_sessions(conn, &id)?;
                courses.insert(id, (course, sessions));
            }
        }
        let entered = registrations.iter().filter(|r| r.status == Status::Entered);
        let entered: Vec<String> = entered.map(|r| r.course_id.clone()).collect();
        let drawings = match entered.as_slice() {
            [] => HashMap::new(),
            drawn => store::draw::list_drawings(conn, drawn)?,
        };
        let mut seats = store::list::list_seats(conn, &ids)?;
        let waits = registrations.iter().filter(|r| r.status == Status::Waitlisted);
        let waits: Vec<String> = waits.map(|r| r.id.clone()).collect();
        let positions = store::matter::list_positions(conn, &waits)?;
        let matters = registrations.into_iter().filter_map(|registration| {
            let (course, sessions) = courses.get(&registration.course_id)?.clone();
            Some(Matter {
                listed_at: listed_at(&registration, &course, &drawings),
                course,
                sessions,
                seats: seats.remove(&registration.id).unwrap_or_default(),
                position: positions.get(&registration.id).copied(),
                registration,
            })
        });
        Ok(matters.collect())
    }

    /// The reference as people read it.
    pub fn reference(&self) -> String {
        readable(&self.registration.reference)
    }

    /// The signed address of a page of this registration, without language.
    pub fn path(&self, keys: &Keys, below: &str) -> String {
        path(keys, (&self.registration.reference, &self.registration.email), below)
    }

    /// Whether a signature opens this registration.
    pub fn is_opened_by(&self, keys: &Keys, signature: &str) -> bool {
        let r = &self.registration;
        keys.verify(PURPOSE, &signed(&r.reference, &r.email), signature)
    }

    /// The people who have or await a seat.
    pub fn present(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|s| s.cancelled_at.is_none())
    }

    /// The questions of the course.
    pub fn questions(&self) -> Vec<Question> {
        questions::asked_by(&self.course)
    }

    /// The answers of the party.
    pub fn answers(&self) -> Answers {
        Answers::parse(&self.registration.answers)
    }

    /// The language the head is written to in.
    pub fn lang(&self) -> Lang {
        Lang::from_code(&self.registration.language).unwrap_or(Lang::BASE)
    }

    /// Whether the party may change it by itself now: it lives, the course is held, and the time to
    /// change is not over. Who has no seat yet may change until the course begins.
    pub fn may_change(&self, now: Instant) -> bool {
        self.is_alive() && now < self.change_until()
    }

    /// Until when the party changes its registration by itself, as it stands now.
    pub fn change_until(&self) -> Instant {
        match self.registration.status {
            Status::Confirmed => self.course.change_until,
            _ => self.course.starts_at,
        }
    }

    /// Whether it is on the closed list of a draw: then it may withdraw as a whole and change nothing else,
    /// for the order may be known.
    pub fn is_listed(&self, now: Instant) -> bool {
        self.listed_at.is_some_and(|at| at <= now)
    }

    /// Whether a change of its people or answers asks for approval again (R31).
    pub fn is_looked_at_again(&self) -> bool {
        self.course.method == Method::Approval && self.registration.status == Status::Confirmed
    }

    /// Whether the party may still say that it does not come at all.
    pub fn may_stay_away(&self, now: Instant) -> bool {
        self.is_alive() && now < self.course.starts_at
    }

    /// Whether the party may still change how it is reached.
    pub fn may_change_contact(&self, now: Instant) -> bool {
        self.is_alive() && now < self.course.ends_at
    }

    fn is_alive(&self) -> bool {
        self.registration.status.is_live() && self.course.status == CourseStatus::Published
    }

    /// Whether something that the form asks for is missing: an answer, or the consent to the notice
    /// `version` (R24).
    pub fn lacks(&self, version: &str) -> bool {
        let (questions, party) = (self.questions(), self.answers());
        let wrong = |whose: Whose, own: &Answers| {
            let typed = |id: &str| own.texts(id).iter().map(String::as_str).collect();
            !rules::read(&questions, whose, &party, typed).1.is_empty()
        };
        self.registration.notice_version != version
            || wrong(Whose::Registration, &party)
            || self.present().any(|seat| wrong(Whose::Person, &Answers::parse(&seat.answers)))
    }
}
