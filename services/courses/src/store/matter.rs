//! A registration as its party sees and changes it; reminders; answers that have had their time.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::{Registration, Seat};

/// Places in line, from 1, of those among these registrations that wait.
///
/// # Errors
/// Any database error.
pub fn list_positions(conn: &mut Conn, ids: &[String]) -> DbResult<HashMap<String, i64>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    conn.rows(
        sql!(
            "select r.id, 1 + (select count(*) from courses_registration b where b.course_id = r.course_id
                               and b.status = 'waitlisted' and b.number < r.number)
             from courses_registration r where r.id = any($1) and r.status = 'waitlisted'"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Writes the answers of a party and the notice it was shown.
///
/// # Errors
/// Any database error.
pub fn change_answers(
    conn: &mut Conn,
    id: &str,
    answers: &str,
    notice_version: &str,
    now: Instant,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_registration set answers = $2, notice_version = $3, changed_at = $4 where id = $1"
        ),
        params![id, answers, notice_version, now],
    )?;
    Ok(())
}

/// Writes what a person told of itself.
///
/// # Errors
/// Any database error.
pub fn change_seat(conn: &mut Conn, seat: &Seat) -> DbResult<()> {
    conn.execute(
        sql!("update courses_seat set birth_year = $2, sex = $3, answers = $4 where id = $1"),
        params![seat.id, seat.birth_year, seat.sex, seat.answers],
    )?;
    Ok(())
}

/// Writes how the head of a party is reached and written to.
///
/// # Errors
/// Any database error.
pub fn change_contact(conn: &mut Conn, r: &Registration) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_registration set name = $2, phone = $3, email = $4, language = $5, changed_at = $6
             where id = $1"
        ),
        params![r.id, r.name, r.phone, r.email, r.language, r.changed_at],
    )?;
    Ok(())
}

/// Writes who the person in a seat is; see `rules::person`.
///
/// # Errors
/// Any database error.
pub fn change_person(conn: &mut Conn, seat_id: &str, person_key: &str) -> DbResult<()> {
    conn.execute(
        sql!("update courses_seat set person_key = $2 where id = $1"),
        params![seat_id, person_key],
    )?;
    Ok(())
}

/// Puts somebody else into a seat: the old one ends, so that its QR code opens nothing any more, and
/// a new one with the same number begins. Says whether the old one was still there.
///
/// # Errors
/// Any database error.
pub fn replace_seat(
    conn: &mut Conn,
    old_id: &str,
    new: &Seat,
    person_key: &str,
    now: Instant,
) -> DbResult<bool> {
    let ended = conn.execute(
        sql!("update courses_seat set cancelled_at = $2 where id = $1 and cancelled_at is null"),
        params![old_id, now],
    )?;
    if ended == 0 {
        return Ok(false);
    }
    conn.execute(
        sql!(
            "insert into courses_seat
             (id, registration_id, course_id, number, name, person_key, birth_year, sex, district, answers)
             select $2, registration_id, course_id, number, $3, $4, $5, $6, $7, $8
             from courses_seat where id = $1"
        ),
        params![old_id, new.id, new.name, person_key, new.birth_year, new.sex, new.district, new.answers],
    )?;
    Ok(true)
}

/// Notes that something of a registration was changed.
///
/// # Errors
/// Any database error.
pub fn note_changed(conn: &mut Conn, id: &str, now: Instant) -> DbResult<()> {
    conn.execute(sql!("update courses_registration set changed_at = $2 where id = $1"), params![id, now])?;
    Ok(())
}

/// Sessions that begin in a span of time: their ids, courses and starts.
///
/// # Errors
/// Any database error.
pub fn list_beginning(
    conn: &mut Conn,
    from: Instant,
    to: Instant,
) -> DbResult<Vec<(String, String, Instant)>> {
    conn.rows(
        sql!(
            "select s.id, s.course_id, s.starts_at from courses_session s
             join courses_course c on c.id = s.course_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             order by s.starts_at, s.id"
        ),
        params![from, to],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// Ids of the parties of a course that have their seats since before a moment and can be mailed.
///
/// # Errors
/// Any database error.
pub fn list_confirmed_before(conn: &mut Conn, course_id: &str, before: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from courses_registration
             where course_id = $1 and status = 'confirmed' and confirmed_at < $2 and email <> '' order by number"
        ),
        params![course_id, before],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Courses whose form asks something, with their questions and their end.
///
/// # Errors
/// Any database error.
pub fn list_asking(conn: &mut Conn) -> DbResult<Vec<(String, String, Instant)>> {
    conn.rows(
        sql!("select id, questions, ends_at from courses_course where questions like '%\"keep%' order by id"),
        &[],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// Questions of a course whose answers were blanked, and when.
///
/// # Errors
/// Any database error.
pub fn list_purged(conn: &mut Conn, course_id: &str) -> DbResult<Vec<(String, Instant)>> {
    conn.rows(
        sql!("select question_id, purged_at from courses_purge where course_id = $1 order by question_id"),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Keeps that the answers to a question were blanked, and how many there were.
///
/// # Errors
/// Any database error.
pub fn note_purged(
    conn: &mut Conn,
    course_id: &str,
    question_id: &str,
    now: Instant,
    answers: i64,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_purge (course_id, question_id, purged_at, answers) values ($1, $2, $3, $4)
             on conflict (course_id, question_id) do update
             set purged_at = excluded.purged_at, answers = courses_purge.answers + excluded.answers"
        ),
        params![course_id, question_id, now, answers],
    )?;
    Ok(())
}

/// The answers of the parties of a course: ids and JSON.
///
/// # Errors
/// Any database error.
pub fn list_party_answers(conn: &mut Conn, course_id: &str) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!("select id, answers from courses_registration where course_id = $1 and answers <> '{}' order by id"),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// The answers of the persons of a course: ids of their seats and JSON.
///
/// # Errors
/// Any database error.
pub fn list_seat_answers(conn: &mut Conn, course_id: &str) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select s.id, s.answers from courses_registration r join courses_seat s on s.registration_id = r.id
             where r.course_id = $1 and s.answers <> '{}' order by s.id"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Writes what is left of the answers of a party.
///
/// # Errors
/// Any database error.
pub fn keep_party_answers(conn: &mut Conn, id: &str, answers: &str) -> DbResult<()> {
    conn.execute(sql!("update courses_registration set answers = $2 where id = $1"), params![id, answers])?;
    Ok(())
}

/// Writes what is left of the answers of a person.
///
/// # Errors
/// Any database error.
pub fn keep_seat_answers(conn: &mut Conn, id: &str, answers: &str) -> DbResult<()> {
    conn.execute(sql!("update courses_seat set answers = $2 where id = $1"), params![id, answers])?;
    Ok(())
}
