//! The record of a course: its sessions, everybody with a seat, how much each was there, and the
//! certificates given for it.

use std::collections::HashMap;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use office::instant::Instant;

use crate::model::{Course, Session};
use crate::rules::attendance::{self, Attended, NoCertificate};
use crate::rules::day::Stay;
use crate::store;
use crate::store::attendance::Visit;
use crate::store::certificate::Certificate;
use crate::store::day::Guest;

/// The setting with the percentage of a course that has none of its own.
pub const PERCENT: &str = "courses.certificate_percent";

/// Who was at which session when: by seat and session.
#[derive(Debug, Clone, Default)]
pub struct Visits(HashMap<(String, String), Visit>);

impl Visits {
    /// The visits of a list.
    pub fn of(visits: Vec<Visit>) -> Visits {
        Visits(visits.into_iter().map(|v| ((v.seat_id.clone(), v.session_id.clone()), v)).collect())
    }

    /// The visit of a person to a session.
    pub fn at(&self, seat_id: &str, session: &Session) -> Option<&Visit> {
        self.0.get(&(seat_id.to_owned(), session.id.clone()))
    }

    /// How much of these sessions a person was there.
    pub fn attended(&self, seat_id: &str, sessions: &[Session], now: Instant) -> Attended {
        let stay = |s: &Session| -> Option<Stay> { self.at(seat_id, s).map(|v| v.stay) };
        attendance::attended(sessions, stay, now)
    }
}

/// A course after the day.
pub struct Record {
    /// The course.
    pub course: Course,
    /// Its sessions, those called off too.
    pub sessions: Vec<Session>,
    /// Everybody with a seat, by name.
    pub guests: Vec<Guest>,
    /// Who was there when.
    pub visits: Visits,
    /// All certificates, withdrawn ones too.
    pub certificates: Vec<Certificate>,
    /// The course's own percentage, if it has one.
    pub own_percent: Option<i64>,
}

impl Record {
    /// The record of a course.
    ///
    /// # Errors
    /// Any database error.
    pub fn find(conn: &mut Conn, course_id: &str) -> DbResult<Option<Record>> {
        let Some(course) = store::course::find(conn, course_id)? else { return Ok(None) };
        Ok(Some(Record {
            sessions: store::course::list_sessions(conn, &course.id)?,
            guests: store::day::list_guests(conn, &course.id, "")?,
            visits: Visits::of(store::attendance::list_visits(conn, &course.id)?),
            certificates: store::certificate::list(conn, &course.id)?,
            own_percent: store::certificate::find_percent(conn, &course.id)?,
            course,
        }))
    }

    /// The percentage of attendance from which on the course gives certificates.
    pub fn percent(&self, centre: &Centre) -> i64 {
        self.own_percent.unwrap_or_else(|| centre.number(PERCENT))
    }

    /// How much somebody was there.
    pub fn attended(&self, seat_id: &str, now: Instant) -> Attended {
        self.visits.attended(seat_id, &self.sessions, now)
    }

    /// The certificate of a seat that is in force.
    pub fn in_force(&self, seat_id: &str) -> Option<&Certificate> {
        self.certificates.iter().rfind(|c| c.seat_id == seat_id && c.withdrawn_at.is_none())
    }

    /// Whether somebody is due a certificate, and why not.
    ///
    /// # Errors
    /// [`NoCertificate`].
    pub fn due(&self, seat_id: &str, centre: &Centre, now: Instant) -> Result<(), NoCertificate> {
        let attended = self.attended(seat_id, now);
        attendance::certificate(&self.sessions, &attended, self.percent(centre), now)
    }

    /// Whether a certificate with this name can be printed: the font knows every character.
    pub fn can_print(&self, name: &str) -> bool {
        [name, &self.course.title, &self.course.title_en].into_iter().all(paper::can_print)
    }

    /// A new certificate for a person, as things stand now.
    pub fn certificate(&self, centre: &Centre, seat_id: &str, name: &str, now: Instant) -> Certificate {
        let held = self.sessions.iter().filter(|s| attendance::counts(s, now));
        let days: Vec<_> = held.map(|s| (s.starts_at.date(), s.ends_at.date())).collect();
        let whole = (self.course.starts_at.date(), self.course.ends_at.date());
        let rate = self.attended(seat_id, now).rate().map_or(0, |r| r.basis_points());
        Certificate {
            id: centre.chance.id(now).into_string(),
            number: centre.chance.reference().as_str().to_owned(),
            course_id: self.course.id.clone(),
            seat_id: seat_id.to_owned(),
            name: name.to_owned(),
            title: self.course.title.clone(),
            title_en: self.course.title_en.clone(),
            hours: self.course.hours,
            rate: i64::try_from(rate).unwrap_or_default(),
            begins_on: days.iter().map(|(from, _)| *from).min().unwrap_or(whole.0),
            ends_on: days.iter().map(|(_, to)| *to).max().unwrap_or(whole.1),
            issued_at: now,
            withdrawn_at: None,
            withdrawn_why: None,
        }
    }
}
