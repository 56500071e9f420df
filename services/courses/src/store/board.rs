//! What the board and the list of courses show to staff.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::{CourseStatus, Method};

/// What the list of courses is narrowed to; empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Search terms, all of which must be there.
    pub terms: Vec<String>,
    /// Where the course stands, as a code.
    pub status: String,
    /// Category code.
    pub category: String,
    /// Section in charge.
    pub section: String,
    /// `coming` (not ended), `past`, or empty for all.
    pub when: String,
}

/// A course in the list of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: String,
    /// Word in its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Category code.
    pub category: String,
    /// Section in charge.
    pub section: String,
    /// Venue.
    pub place: String,
    /// Where it stands.
    pub status: CourseStatus,
    /// How places are given.
    pub method: Method,
    /// Start of the first session.
    pub starts_at: Instant,
    /// End of the last session.
    pub ends_at: Instant,
    /// Registration opens.
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// Seats of the room.
    pub capacity: i64,
    /// Seats given or held.
    pub taken: i64,
    /// Persons in line.
    pub waiting: i64,
    /// Persons who await approval.
    pub pending: i64,
    /// Only by its secret link.
    pub secret: bool,
    /// Persons needed.
    pub minimum: i64,
    /// The day the minimum is looked at.
    pub minimum_on: Option<jiff::civil::Date>,
}

fn line(r: &Row) -> DbResult<Line> {
    Ok(Line {
        id: r.get(0)?,
        slug: r.get(1)?,
        title: r.get(2)?,
        category: r.get(3)?,
        section: r.get(4)?,
        place: r.get(5)?,
        status: r.get(6)?,
        method: r.get(7)?,
        starts_at: r.get(8)?,
        ends_at: r.get(9)?,
        opens_at: r.get(10)?,
        closes_at: r.get(11)?,
        capacity: r.get(12)?,
        taken: r.get(13)?,
        waiting: r.get(14)?,
        pending: r.get(15)?,
        secret: r.get(16)?,
        minimum: r.get(17)?,
        minimum_on: r.get(18)?,
    })
}

/// Courses for staff, drafts and past ones too: those that come soonest first, past ones newest first.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, filter: &Filter, now: Instant, limit: i64, skip: i64) -> DbResult<Vec<Line>> {
    let terms = i64::try_from(filter.terms.len()).unwrap_or(i64::MAX);
    conn.rows(
        sql!(
            "select c.id, c.slug, c.title, c.category, c.section, c.place, c.status, c.method, c.starts_at,
                    c.ends_at, c.opens_at, c.closes_at, l.capacity, l.taken, l.waiting, l.pending,
                    c.secret is not null, c.minimum, c.minimum_on
             from courses_course c join courses_ledger l on l.course_id = c.id
             where ($1 = '' or c.status = $1) and ($2 = '' or c.category = $2) and ($3 = '' or c.section = $3)
               and ($4 = '' or ($4 = 'coming' and c.ends_at > $5) or ($4 = 'past' and c.ends_at <= $5))
               and ($6 = 0 or c.id in (select t.course_id from courses_term t where t.term = any($7)
                                       group by t.course_id having count(*) = $6))
             order by case when c.ends_at > $5 then 0 else 1 end,
                      case when c.ends_at > $5 then c.starts_at else '' end, c.starts_at desc, c.id
             limit $8 offset $9"
        ),
        params![
            filter.status,
            filter.category,
            filter.section,
            filter.when,
            now,
            terms,
            filter.terms,
            limit,
            skip
        ],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Announced courses whose registration opens or closes within a span, soonest first, at most 50.
///
/// # Errors
/// Any database error.
pub fn list_turning(conn: &mut Conn, from: Instant, to: Instant) -> DbResult<Vec<Line>> {
    conn.rows(
        sql!(
            "select c.id, c.slug, c.title, c.category, c.section, c.place, c.status, c.method, c.starts_at,
                    c.ends_at, c.opens_at, c.closes_at, l.capacity, l.taken, l.waiting, l.pending,
                    c.secret is not null, c.minimum, c.minimum_on
             from courses_course c join courses_ledger l on l.course_id = c.id
             where c.status = 'published' and ((c.opens_at > $1 and c.opens_at <= $2)
                                               or (c.closes_at > $1 and c.closes_at <= $2 and c.opens_at <= $1))
             order by case when c.opens_at > $1 then c.opens_at else c.closes_at end, c.id limit 50"
        ),
        params![from, to],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Announced courses that have not begun, whose day has come and who lack persons (R06), at most 50.
///
/// # Errors
/// Any database error.
pub fn list_short(conn: &mut Conn, section: &str, now: Instant) -> DbResult<Vec<(Line, i64)>> {
    conn.rows(
        sql!(
            "select c.id, c.slug, c.title, c.category, c.section, c.place, c.status, c.method, c.starts_at,
                    c.ends_at, c.opens_at, c.closes_at, l.capacity, l.taken, l.waiting, l.pending,
                    c.secret is not null, c.minimum, c.minimum_on,
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = c.id and r.status = 'confirmed'), 0) as bigint)
             from courses_course c join courses_ledger l on l.course_id = c.id
             where c.status = 'published' and c.starts_at > $1 and c.minimum > 0 and c.minimum_on <= $2
               and ($3 = '' or c.section = $3)
               and coalesce((select sum(r.size) from courses_registration r
                             where r.course_id = c.id and r.status = 'confirmed'), 0) < c.minimum
             order by c.starts_at, c.id limit 50"
        ),
        params![now, now.date(), section],
    )?
    .iter()
    .map(|r| Ok((line(r)?, r.get(19)?)))
    .collect()
}

/// Courses with registrations that await approval: id, title, parties, persons.
///
/// # Errors
/// Any database error.
pub fn list_pending(
    conn: &mut Conn,
    section: &str,
    now: Instant,
) -> DbResult<Vec<(String, String, i64, i64)>> {
    conn.rows(
        sql!(
            "select c.id, c.title, count(*), cast(sum(r.size) as bigint)
             from courses_registration r join courses_course c on c.id = r.course_id
             where r.status = 'pending' and c.status = 'published' and c.ends_at > $1 and ($2 = '' or c.section = $2)
             group by c.id, c.title, c.starts_at order by c.starts_at, c.id limit 50"
        ),
        params![now, section],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
    .collect()
}

/// Offers that run out before a moment: course, title, parties, the first end.
///
/// # Errors
/// Any database error.
pub fn list_offers(
    conn: &mut Conn,
    section: &str,
    before: Instant,
) -> DbResult<Vec<(String, String, i64, Instant)>> {
    conn.rows(
        sql!(
            "select c.id, c.title, count(*), min(r.offered_until)
             from courses_registration r join courses_course c on c.id = r.course_id
             where r.status = 'offered' and r.offered_until <= $1 and ($2 = '' or c.section = $2)
             group by c.id, c.title order by min(r.offered_until), c.id limit 50"
        ),
        params![before, section],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
    .collect()
}

/// Sessions with walk-ins that nobody has decided on, those blanked in time left out: course, title, number of the session, walk-ins. The
/// first one told comes first, at most 50.
///
/// # Errors
/// Any database error.
pub fn list_held(conn: &mut Conn, section: &str) -> DbResult<Vec<(String, String, i64, i64)>> {
    conn.rows(
        sql!(
            "select c.id, c.title, s.number, count(*)
             from courses_held_walk_in h join courses_session s on s.id = h.session_id
                  join courses_course c on c.id = h.course_id
             where h.what = 'walk-in' and h.decided_at is null and h.fields <> '' and ($1 = '' or c.section = $1)
             group by c.id, c.title, s.number order by min(h.received_at), c.id, s.number limit 50"
        ),
        params![section],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
    .collect()
}

/// A session of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Id.
    pub id: String,
    /// The course.
    pub course_id: String,
    /// The section in charge of it.
    pub section: String,
    /// Number within the course.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// Venue.
    pub place: String,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// What it is about.
    pub topic: String,
    /// The session or the whole course was called off.
    pub cancelled: bool,
    /// Persons confirmed.
    pub expected: i64,
    /// Persons who have come.
    pub came: i64,
}

/// The sessions of announced courses that begin within a span, in order of time, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_sessions(conn: &mut Conn, from: Instant, to: Instant) -> DbResult<Vec<Meeting>> {
    conn.rows(
        sql!(
            "select s.id, c.id, c.title, c.place, s.starts_at, s.ends_at, s.topic,
                    (s.cancelled or c.status = 'cancelled'),
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = c.id and r.status = 'confirmed'), 0) as bigint),
                    (select count(*) from courses_attendance a where a.session_id = s.id), s.number,
                    c.section
             from courses_session s join courses_course c on c.id = s.course_id
             where c.status <> 'draft' and s.starts_at >= $1 and s.starts_at < $2
             order by s.starts_at, c.id limit 200"
        ),
        params![from, to],
    )?
    .iter()
    .map(|r| {
        Ok(Meeting {
            id: r.get(0)?,
            course_id: r.get(1)?,
            title: r.get(2)?,
            place: r.get(3)?,
            starts_at: r.get(4)?,
            ends_at: r.get(5)?,
            topic: r.get(6)?,
            cancelled: r.get(7)?,
            expected: r.get(8)?,
            came: r.get(9)?,
            number: r.get(10)?,
            section: r.get(11)?,
        })
    })
    .collect()
}
