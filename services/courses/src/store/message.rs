//! Letters to all who …, and to whom they go.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::Status;

/// To whom a letter goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ToWhom {
    /// Codes of states.
    pub states: Vec<String>,
    /// `yes`: at least one of the party was there; `no`: none was; empty: all.
    pub attended: String,
    /// Id of a question, or empty.
    pub question: String,
    /// What its answer holds.
    pub answer: String,
}

/// A party a letter goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// The registration.
    pub id: String,
    /// Its place in the order of arrival.
    pub number: i64,
    /// Reference, without dashes.
    pub reference: String,
    /// Head.
    pub name: String,
    /// E-mail, or empty.
    pub email: String,
    /// Language to write in.
    pub language: String,
    /// State.
    pub status: Status,
    /// Answers of the party, as JSON.
    pub answers: String,
}

/// Parties in these states, after this number, at most `limit`; answers are looked at by the caller.
///
/// # Errors
/// Any database error.
pub fn list_receivers(
    conn: &mut Conn,
    course_id: &str,
    to: &ToWhom,
    after: i64,
    limit: i64,
) -> DbResult<Vec<Receiver>> {
    conn.rows(
        sql!(
            "select r.id, r.number, r.reference, r.name, r.email, r.language, r.status, r.answers
             from courses_registration r
             where r.course_id = $1 and r.status = any($2) and r.number > $3
               and ($4 = '' or (case when exists (
                        select 1 from courses_seat s join courses_attendance a on a.seat_id = s.id
                        where s.registration_id = r.id) then 'yes' else 'no' end) = $4)
             order by r.number limit $5"
        ),
        params![course_id, to.states, after, to.attended, limit],
    )?
    .iter()
    .map(|r| {
        Ok(Receiver {
            id: r.get(0)?,
            number: r.get(1)?,
            reference: r.get(2)?,
            name: r.get(3)?,
            email: r.get(4)?,
            language: r.get(5)?,
            status: r.get(6)?,
            answers: r.get(7)?,
        })
    })
    .collect()
}

/// Answers of all persons of these registrations, as JSON, by registration.
///
/// # Errors
/// Any database error.
pub fn list_member_answers(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select registration_id, answers from courses_seat
             where registration_id = any($1) and cancelled_at is null order by registration_id, number"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Id.
    pub id: String,
    /// The course.
    pub course_id: String,
    /// Subject, with placeholders.
    pub subject: String,
    /// Text, with placeholders.
    pub body: String,
    /// To whom, as JSON of [`ToWhom`].
    pub to_whom: String,
    /// Parties it goes to by mail.
    pub receivers: i64,
    /// Parties without e-mail, who are called.
    pub without_email: i64,
    /// When it is to go out.
    pub send_at: Instant,
    /// When it went out.
    pub sent_at: Option<Instant>,
    /// When it was written.
    pub created_at: Instant,
    /// By which member of staff.
    pub created_by: String,
}

fn message(r: &Row) -> DbResult<Message> {
    Ok(Message {
        id: r.get(0)?,
        course_id: r.get(1)?,
        subject: r.get(2)?,
        body: r.get(3)?,
        to_whom: r.get(4)?,
        receivers: r.get(5)?,
        without_email: r.get(6)?,
        send_at: r.get(7)?,
        sent_at: r.get(8)?,
        created_at: r.get(9)?,
        created_by: r.get(10)?,
    })
}

/// Adds a letter; a second one with the same id is left out.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, m: &Message) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "insert into courses_message
             (id, course_id, subject, body, to_whom, receivers, without_email, send_at, created_at, created_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing"
        ),
        params![
            m.id,
            m.course_id,
            m.subject,
            m.body,
            m.to_whom,
            m.receivers,
            m.without_email,
            m.send_at,
            m.created_at,
            m.created_by
        ],
    )?;
    Ok(touched > 0)
}

/// One letter.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Message>> {
    conn.first(
        sql!(
            "select id, course_id, subject, body, to_whom, receivers, without_email, send_at, sent_at, created_at,
                    created_by
             from courses_message where id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(message)
    .transpose()
}

/// The letters of a course, newest first, at most 50.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Message>> {
    conn.rows(
        sql!(
            "select id, course_id, subject, body, to_whom, receivers, without_email, send_at, sent_at, created_at,
                    created_by
             from courses_message where course_id = $1 order by id desc limit 50"
        ),
        params![course_id],
    )?
    .iter()
    .map(message)
    .collect()
}

/// Letters of a course that are to go out later.
///
/// # Errors
/// Any database error.
pub fn list_waiting(conn: &mut Conn, course_id: &str, now: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!("select id from courses_message where course_id = $1 and sent_at is null and send_at > $2 order by id"),
        params![course_id, now],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Removes a letter that has not gone out.
///
/// # Errors
/// Any database error.
pub fn remove(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(sql!("delete from courses_message where id = $1 and sent_at is null"), params![id])?;
    Ok(())
}

/// Notes that a letter went out, and to how many.
///
/// # Errors
/// Any database error.
pub fn end(conn: &mut Conn, id: &str, receivers: i64, without_email: i64, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_message set receivers = $2, without_email = $3, sent_at = $4
             where id = $1 and sent_at is null"
        ),
        params![id, receivers, without_email, now],
    )?;
    Ok(())
}
