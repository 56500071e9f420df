//! The same person twice in the whole catalogue: in one course, or in two courses at one hour. What is
//! likely one person is what [`crate::rules::double::likeness`] says; the statements only narrow to it.
//!
//! `cross join` keeps SQLite to the order written: from the few courses that are not over to their seats;
//! `materialized` lets both engines index what they found before they pair it.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use super::people::Found;

/// The course a seat is in, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// Id of the course.
    pub course_id: String,
    /// Its title.
    pub title: String,
    /// The same in English, or empty.
    pub title_en: String,
    /// Start of the course, or of the first session concerned.
    pub starts_at: Instant,
}

/// Two seats that may be one person's, each with its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twice {
    /// The one.
    pub one: (Found, At),
    /// The other.
    pub other: (Found, At),
    /// Sessions that lie over one another.
    pub sessions: i64,
}

fn found(r: &Row, from: usize) -> DbResult<Found> {
    Ok(Found {
        seat_id: r.get(from)?,
        name: r.get(from + 1)?,
        birth_year: r.get(from + 2)?,
        person_key: r.get(from + 3)?,
        registration_id: r.get(from + 4)?,
        reference: r.get(from + 5)?,
        status: r.get(from + 6)?,
        number: r.get(from + 7)?,
        phone: r.get(from + 8)?,
        email: r.get(from + 9)?,
    })
}

fn at(r: &Row, from: usize) -> DbResult<At> {
    Ok(At {
        course_id: r.get(from)?,
        title: r.get(from + 1)?,
        title_en: r.get(from + 2)?,
        starts_at: r.get(from + 3)?,
    })
}

/// Seats of one course that may be one person's, in courses of these sections that are not over, the
/// course that begins first first.
///
/// # Errors
/// Any database error.
pub fn list_in_one(
    conn: &mut Conn,
    sections: &[String],
    now: Instant,
    limit: i64,
    skip: i64,
) -> DbResult<Vec<Twice>> {
    conn.rows(
        sql!(
            "with live (id, name, birth_year, person_key, registration_id, course_id) as materialized (
                 select s.id, s.name, s.birth_year, s.person_key, s.registration_id, s.course_id
                 from courses_course c cross join courses_registration r cross join courses_seat s
                 where r.course_id = c.id and s.registration_id = r.id and s.cancelled_at is null
                   and c.status <> 'cancelled' and c.ends_at > $1 and c.section = any($2)),
             pair (one, other) as materialized (
                 select a.id, b.id from live a
                 join live b on b.course_id = a.course_id and b.person_key = a.person_key
                            and b.registration_id > a.registration_id
                 union all
                 select a.id, b.id from live a
                 join live b on b.course_id = a.course_id and b.name = a.name
                            and b.registration_id > a.registration_id
                 where b.person_key <> a.person_key
                   and (a.birth_year is null or b.birth_year is null or a.birth_year = b.birth_year))
             select a.id, a.name, a.birth_year, a.person_key, ra.id, ra.reference, ra.status, ra.number,
                    ra.phone, ra.email,
                    b.id, b.name, b.birth_year, b.person_key, rb.id, rb.reference, rb.status, rb.number,
                    rb.phone, rb.email,
                    c.id, c.title, c.title_en, c.starts_at
             from pair p cross join courses_seat a cross join courses_seat b
             join courses_registration ra on ra.id = a.registration_id
             join courses_registration rb on rb.id = b.registration_id
             join courses_course c on c.id = a.course_id
             where a.id = p.one and b.id = p.other
             order by c.starts_at, c.id, a.name, a.id, b.id limit $3 offset $4"
        ),
        params![now, *sections, limit, skip],
    )?
    .iter()
    .map(|r| {
        let course = at(r, 20)?;
        Ok(Twice { one: (found(r, 0)?, course.clone()), other: (found(r, 10)?, course), sessions: 0 })
    })
    .collect()
}

/// Seats of two courses that may be one person's while sessions of both, not over yet, lie over one
/// another; both of these sections, the first such hour first. A name alone says too
/// little across courses.
///
/// # Errors
/// Any database error.
pub fn list_at_one_hour(
    conn: &mut Conn,
    sections: &[String],
    now: Instant,
    limit: i64,
    skip: i64,
) -> DbResult<Vec<Twice>> {
    conn.rows(
        sql!(
            "with live (id, name, birth_year, person_key, course_id) as materialized (
                 select s.id, s.name, s.birth_year, s.person_key, s.course_id
                 from courses_course c cross join courses_registration r cross join courses_seat s
                 where r.course_id = c.id and s.registration_id = r.id and s.cancelled_at is null
                   and c.status <> 'cancelled' and c.ends_at > $1 and c.section = any($2)),
             pair (one, here, other, there) as materialized (
                 select a.id, a.course_id, b.id, b.course_id from live a
                 join live b on b.person_key = a.person_key and b.course_id > a.course_id
                 union all
                 select a.id, a.course_id, b.id, b.course_id from live a
                 join live b on b.name = a.name and b.birth_year = a.birth_year and b.course_id > a.course_id
                 where b.person_key <> a.person_key),
             clash (one, other, here_at, there_at, sessions) as materialized (
                 select p.one, p.other, min(m.starts_at), min(t.starts_at), count(*)
                 from pair p
                 join courses_session m on m.course_id = p.here and not m.cancelled and m.ends_at > $1
                 join courses_session t on t.course_id = p.there and not t.cancelled
                      and t.starts_at < m.ends_at and t.ends_at > m.starts_at
                 group by p.one, p.other)
             select a.id, a.name, a.birth_year, a.person_key, ra.id, ra.reference, ra.status, ra.number,
                    ra.phone, ra.email,
                    b.id, b.name, b.birth_year, b.person_key, rb.id, rb.reference, rb.status, rb.number,
                    rb.phone, rb.email,
                    ca.id, ca.title, ca.title_en, x.here_at, cb.id, cb.title, cb.title_en, x.there_at,
                    x.sessions
             from clash x
             join courses_seat a on a.id = x.one join courses_registration ra on ra.id = a.registration_id
             join courses_seat b on b.id = x.other join courses_registration rb on rb.id = b.registration_id
             join courses_course ca on ca.id = a.course_id
             join courses_course cb on cb.id = b.course_id
             order by x.here_at, a.name, a.id, b.id limit $3 offset $4"
        ),
        params![now, *sections, limit, skip],
    )?
    .iter()
    .map(|r| {
        Ok(Twice {
            one: (found(r, 0)?, at(r, 20)?),
            other: (found(r, 10)?, at(r, 24)?),
            sessions: r.get(28)?,
        })
    })
    .collect()
}
