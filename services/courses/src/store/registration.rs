//! Registrations and seats, as read by pages; they are written by the desk.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};

use crate::model::{Registration, Seat};

fn registration(r: &Row) -> DbResult<Registration> {
    Ok(Registration {
        id: r.get(0)?,
        reference: r.get(1)?,
        course_id: r.get(2)?,
        number: r.get(3)?,
        status: r.get(4)?,
        size: r.get(5)?,
        name: r.get(6)?,
        phone: r.get(7)?,
        email: r.get(8)?,
        language: r.get(9)?,
        channel: r.get(10)?,
        registered_by: r.get(11)?,
        answers: r.get(12)?,
        notice_version: r.get(13)?,
        created_at: r.get(14)?,
        offered_until: r.get(15)?,
        ended_why: r.get(16)?,
        changed_at: r.get(17)?,
        confirmed_at: r.get(18)?,
        turns: r.get(19)?,
    })
}

/// The registration with this id.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Registration>> {
    conn.first(
        sql!(
            "select id, reference, course_id, number, status, size, name, phone, email, language, channel,
                    registered_by, answers, notice_version, created_at, offered_until, ended_why,
                    changed_at, confirmed_at, turns
             from courses_registration where id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(registration)
    .transpose()
}

/// The registrations with these ids, in no order.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<Registration>> {
    conn.rows(
        sql!(
            "select id, reference, course_id, number, status, size, name, phone, email, language, channel,
                    registered_by, answers, notice_version, created_at, offered_until, ended_why,
                    changed_at, confirmed_at, turns
             from courses_registration where id = any($1)"
        ),
        params![*ids],
    )?
    .iter()
    .map(registration)
    .collect()
}

/// The registration with this reference (without dashes).
///
/// # Errors
/// Any database error.
pub fn find_by_reference(conn: &mut Conn, reference: &str) -> DbResult<Option<Registration>> {
    conn.first(
        sql!(
            "select id, reference, course_id, number, status, size, name, phone, email, language, channel,
                    registered_by, answers, notice_version, created_at, offered_until, ended_why,
                    changed_at, confirmed_at, turns
             from courses_registration where reference = $1"
        ),
        params![reference],
    )?
    .as_ref()
    .map(registration)
    .transpose()
}

/// The seats of a registration, cancelled ones too.
///
/// # Errors
/// Any database error.
pub fn list_seats(conn: &mut Conn, registration_id: &str) -> DbResult<Vec<Seat>> {
    conn.rows(
        sql!(
            "select id, number, name, birth_year, sex, district, answers, cancelled_at from courses_seat
             where registration_id = $1 order by number"
        ),
        params![registration_id],
    )?
    .iter()
    .map(|r| {
        Ok(Seat {
            id: r.get(0)?,
            number: r.get(1)?,
            name: r.get(2)?,
            birth_year: r.get(3)?,
            sex: r.get(4)?,
            district: r.get(5)?,
            answers: r.get(6)?,
            cancelled_at: r.get(7)?,
        })
    })
    .collect()
}
