//! Attendance over many sessions: of one course, of one day, of a period.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use crate::rules::day::Stay;

/// A session with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Id.
    pub id: String,
    /// The course.
    pub course_id: String,
    /// The section in charge of it.
    pub section: String,
    /// Number within the course.
    pub number: i64,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Title of the course.
    pub title: String,
    /// Title in English; empty when there is none.
    pub title_en: String,
    /// Category, as a code.
    pub category: String,
    /// Venue.
    pub place: String,
    /// Persons with a seat.
    pub expected: i64,
    /// Persons that came by name.
    pub came: i64,
    /// Persons that were only counted.
    pub counted: i64,
}

fn held(r: &Row) -> DbResult<Held> {
    Ok(Held {
        id: r.get(0)?,
        course_id: r.get(1)?,
        number: r.get(2)?,
        starts_at: r.get(3)?,
        ends_at: r.get(4)?,
        title: r.get(5)?,
        title_en: r.get(6)?,
        category: r.get(7)?,
        place: r.get(8)?,
        expected: r.get(9)?,
        came: r.get(10)?,
        counted: r.get(11)?,
        section: r.get(12)?,
    })
}

/// Most sessions of one list; a large centre has some 1,500 in a year (X9).
pub const SESSIONS_MAX: i64 = 4_000;

/// The sessions of announced courses that begin in a span of time and were not called off; of one district
/// unless its code is empty.
///
/// # Errors
/// Any database error.
pub fn list_held(conn: &mut Conn, from: Instant, before: Instant, district: &str) -> DbResult<Vec<Held>> {
    conn.rows(
        sql!(
            "select s.id, s.course_id, s.number, s.starts_at, s.ends_at, c.title, c.title_en, c.category, c.place,
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = c.id and r.status = 'confirmed'), 0) as bigint),
                    (select count(*) from courses_attendance a where a.session_id = s.id),
                    cast(coalesce((select sum(h.persons) from courses_head_count h
                                   where h.session_id = s.id), 0) as bigint),
                    c.section
             from courses_session s join courses_course c on c.id = s.course_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
               and ($4 = '' or c.district = $4)
             order by s.starts_at, s.id limit $3"
        ),
        params![from, before, SESSIONS_MAX, district],
    )?
    .iter()
    .map(held)
    .collect()
}

/// The day of the nearest session after a span of time, for a day on which there is none.
///
/// # Errors
/// Any database error.
pub fn find_next(conn: &mut Conn, from: Instant) -> DbResult<Option<Instant>> {
    conn.first(
        sql!(
            "select s.starts_at from courses_session s join courses_course c on c.id = s.course_id
             where s.starts_at >= $1 and not s.cancelled and c.status = 'published' order by s.starts_at limit 1"
        ),
        params![from],
    )?
    .map(|r| r.get(0))
    .transpose()
}

/// When somebody was at a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The seat.
    pub seat_id: String,
    /// The session.
    pub session_id: String,
    /// When the person was there.
    pub stay: Stay,
}

impl Visit {
    /// A visit of a row of seat, session, coming, leaving and seconds away.
    pub(super) fn of(r: &Row) -> DbResult<Visit> {
        let stay = Stay { in_at: r.get(2)?, out_at: r.get(3)?, away_seconds: r.get(4)? };
        Ok(Visit { seat_id: r.get(0)?, session_id: r.get(1)?, stay })
    }
}

/// All visits to a course, of everybody.
///
/// # Errors
/// Any database error.
pub fn list_visits(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Visit>> {
    conn.rows(
        sql!(
            "select a.seat_id, a.session_id, a.in_at, a.out_at, a.away_seconds
             from courses_session s join courses_attendance a on a.session_id = s.id
             where s.course_id = $1 order by s.number, a.seat_id limit 100000"
        ),
        params![course_id],
    )?
    .iter()
    .map(Visit::of)
    .collect()
}
