//! The same person twice: in one course, or in two courses at one hour. `cross join` keeps SQLite to the
//! order written: from the registrations of the course to their seats.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::Status;
use crate::rules::double::Person;

/// A seat that may belong to somebody who has another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Id of the seat.
    pub seat_id: String,
    /// Name.
    pub name: String,
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// Tells persons apart; see [`crate::rules::person::key`].
    pub person_key: String,
    /// The registration.
    pub registration_id: String,
    /// Its reference, without dashes.
    pub reference: String,
    /// Its state.
    pub status: Status,
    /// Its place in the order of arrival.
    pub number: i64,
    /// Telephone of its head.
    pub phone: String,
    /// E-mail of its head.
    pub email: String,
}

impl Found {
    /// What tells this person apart.
    pub fn person(&self) -> Person {
        Person {
            seat_id: self.seat_id.clone(),
            name: self.name.clone(),
            birth_year: self.birth_year,
            key: self.person_key.clone(),
        }
    }
}

fn found(r: &Row) -> DbResult<Found> {
    Ok(Found {
        seat_id: r.get(0)?,
        name: r.get(1)?,
        birth_year: r.get(2)?,
        person_key: r.get(3)?,
        registration_id: r.get(4)?,
        reference: r.get(5)?,
        status: r.get(6)?,
        number: r.get(7)?,
        phone: r.get(8)?,
        email: r.get(9)?,
    })
}

/// Seats of a course whose person or name stands in more than one registration of it, by name, at
/// most 400.
///
/// # Errors
/// Any database error.
pub fn list_doubles(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Found>> {
    conn.rows(
        sql!(
            "with here (id, name, person_key, registration_id) as (
                 select s.id, s.name, s.person_key, s.registration_id
                 from courses_registration r cross join courses_seat s
                 where r.course_id = $1 and s.registration_id = r.id and s.cancelled_at is null)
             select s.id, s.name, s.birth_year, s.person_key, r.id, r.reference, r.status, r.number, r.phone,
                    r.email
             from here h join courses_seat s on s.id = h.id join courses_registration r on r.id = s.registration_id
             where h.person_key in (select person_key from here group by person_key
                                    having count(distinct registration_id) > 1)
                or h.name in (select name from here group by name having count(distinct registration_id) > 1)
             order by s.name, r.number, s.number limit 400"
        ),
        params![course_id],
    )?
    .iter()
    .map(found)
    .collect()
}

/// Somebody who has seats in two courses at one hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// Name.
    pub name: String,
    /// The registration in the course looked at, and its reference.
    pub registration_id: String,
    /// See above.
    pub reference: String,
    /// Start of the session in the course looked at.
    pub starts_at: Instant,
    /// The other course.
    pub other_course_id: String,
    /// Its title.
    pub other_title: String,
    /// The registration there.
    pub other_registration_id: String,
    /// Its reference.
    pub other_reference: String,
    /// Start of the session there.
    pub other_starts_at: Instant,
}

/// Members of a course who have a seat in another one of these sections at the same hour, at most 200;
/// sessions that are over no longer matter.
///
/// # Errors
/// Any database error.
pub fn list_overlaps(
    conn: &mut Conn,
    course_id: &str,
    sections: &[String],
    now: Instant,
) -> DbResult<Vec<Overlap>> {
    conn.rows(
        sql!(
            "select a.name, ra.id, ra.reference, m.starts_at, c.id, c.title, rb.id, rb.reference, t.starts_at
             from courses_registration ra cross join courses_seat a
             join courses_seat b on b.person_key = a.person_key and b.course_id <> a.course_id
                  and b.cancelled_at is null
             join courses_registration rb on rb.id = b.registration_id
             join courses_session m on m.course_id = a.course_id and not m.cancelled and m.ends_at > $2
             join courses_session t on t.course_id = b.course_id and not t.cancelled
                  and t.starts_at < m.ends_at and t.ends_at > m.starts_at
             join courses_course c on c.id = b.course_id
             where ra.course_id = $1 and a.registration_id = ra.id and a.cancelled_at is null and c.status <> 'cancelled'
               and c.section = any($3)
             order by a.name, m.starts_at, t.starts_at limit 200"
        ),
        params![course_id, now, *sections],
    )?
    .iter()
    .map(|r| {
        Ok(Overlap {
            name: r.get(0)?,
            registration_id: r.get(1)?,
            reference: r.get(2)?,
            starts_at: r.get(3)?,
            other_course_id: r.get(4)?,
            other_title: r.get(5)?,
            other_registration_id: r.get(6)?,
            other_reference: r.get(7)?,
            other_starts_at: r.get(8)?,
        })
    })
    .collect()
}

/// Where a person about to be registered has a seat already: in this course, or elsewhere at the
/// same hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Name.
    pub name: String,
    /// The course.
    pub course_id: String,
    /// Its title.
    pub title: String,
    /// The section in charge of it.
    pub section: String,
    /// The registration.
    pub registration_id: String,
    /// Its reference.
    pub reference: String,
    /// E-mail of its head.
    pub email: String,
}

/// The seats these persons have in this course, or in another one while it is held; at most 20.
///
/// # Errors
/// Any database error.
pub fn list_elsewhere(conn: &mut Conn, course_id: &str, person_keys: &[String]) -> DbResult<Vec<Elsewhere>> {
    conn.rows(
        sql!(
            "select b.name, c.id, c.title, r.id, r.reference, r.email, c.section
             from courses_seat b
             join courses_registration r on r.id = b.registration_id
             join courses_course c on c.id = b.course_id
             where b.person_key = any($2) and b.cancelled_at is null and c.status <> 'cancelled'
               and (b.course_id = $1 or exists (
                    select 1 from courses_session m join courses_session t
                      on t.starts_at < m.ends_at and t.ends_at > m.starts_at
                    where m.course_id = $1 and t.course_id = b.course_id
                      and not m.cancelled and not t.cancelled))
             order by b.name, c.id, r.number limit 20"
        ),
        params![course_id, *person_keys],
    )?
    .iter()
    .map(|r| {
        Ok(Elsewhere {
            name: r.get(0)?,
            course_id: r.get(1)?,
            title: r.get(2)?,
            registration_id: r.get(3)?,
            reference: r.get(4)?,
            email: r.get(5)?,
            section: r.get(6)?,
        })
    })
    .collect()
}

/// Fills in the contact a kept registration lacks from its duplicate; nothing that is there is
/// overwritten.
///
/// # Errors
/// Any database error.
pub fn fill_contact(conn: &mut Conn, id: &str, phone: &str, email: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_registration set phone = case when phone = '' then $2 else phone end,
             email = case when email = '' then $3 else email end, changed_at = $4 where id = $1"
        ),
        params![id, phone, email, now],
    )?;
    Ok(())
}

/// The person keys of a registration's seats, by seat.
///
/// # Errors
/// Any database error.
pub fn list_keys(
    conn: &mut Conn,
    registration_id: &str,
) -> DbResult<std::collections::HashMap<String, String>> {
    conn.rows(
        sql!("select id, person_key from courses_seat where registration_id = $1"),
        params![registration_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
