//! Certificates: what each says is kept as it was printed, so that it never changes afterwards.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::store::attendance::Visit;

/// A certificate (研習證明).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Id.
    pub id: String,
    /// Its number with the check symbol, without dashes.
    pub number: String,
    /// The course.
    pub course_id: String,
    /// The seat of the person.
    pub seat_id: String,
    /// The person's name.
    pub name: String,
    /// Title of the course.
    pub title: String,
    /// Title in English; empty when there is none.
    pub title_en: String,
    /// Hours, in tenths.
    pub hours: i64,
    /// The rate of attendance, in hundredths of a percent.
    pub rate: i64,
    /// Day of the first session held.
    pub begins_on: Date,
    /// Day of the last session held.
    pub ends_on: Date,
    /// When it was issued.
    pub issued_at: Instant,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// Why it was withdrawn.
    pub withdrawn_why: Option<String>,
}

fn day(r: &Row, column: usize) -> DbResult<Date> {
    let text: String = r.get(column)?;
    text.parse().map_err(|_| foundation::db::DbError::Shape { column, detail: "not a day".into() })
}

fn certificate(r: &Row) -> DbResult<Certificate> {
    Ok(Certificate {
        id: r.get(0)?,
        number: r.get(1)?,
        course_id: r.get(2)?,
        seat_id: r.get(3)?,
        name: r.get(4)?,
        title: r.get(5)?,
        title_en: r.get(6)?,
        hours: r.get(7)?,
        rate: r.get(8)?,
        begins_on: day(r, 9)?,
        ends_on: day(r, 10)?,
        issued_at: r.get(11)?,
        withdrawn_at: r.get(12)?,
        withdrawn_why: r.get(13)?,
    })
}

/// The share of the course, in percent, from which on it gives certificates, where it has one of its own.
///
/// # Errors
/// Any database error.
pub fn find_percent(conn: &mut Conn, course_id: &str) -> DbResult<Option<i64>> {
    conn.first(sql!("select percent from courses_completion where course_id = $1"), params![course_id])?
        .map(|r| r.get(0))
        .transpose()
}

/// Sets that share.
///
/// # Errors
/// Any database error.
pub fn change_percent(conn: &mut Conn, course_id: &str, percent: i64) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_completion (course_id, percent) values ($1, $2)
             on conflict (course_id) do update set percent = excluded.percent"
        ),
        params![course_id, percent],
    )?;
    Ok(())
}

/// Adds certificates; a seat that has one in force gets no second. Answers the ids of those added.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, certificates: &[Certificate], by: &str) -> DbResult<Vec<String>> {
    let mut added = Vec::new();
    for c in certificates {
        let (begins, ends) = (c.begins_on.to_string(), c.ends_on.to_string());
        let done = conn.execute(
            sql!(
                "insert into courses_certificate (id, number, course_id, seat_id, name, title, title_en, hours,
                                                  rate, begins_on, ends_on, issued_at, issued_by)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing"
            ),
            params![
                c.id, c.number, c.course_id, c.seat_id, c.name, c.title, c.title_en, c.hours, c.rate, begins,
                ends, c.issued_at, by
            ],
        )?;
        if done > 0 {
            added.push(c.id.clone());
        }
    }
    Ok(added)
}

/// Withdraws a certificate of a course; says whether it was in force.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, id: &str, why: &str, by: &str, now: Instant) -> DbResult<bool> {
    let done = conn.execute(
        sql!(
            "update courses_certificate set withdrawn_at = $2, withdrawn_by = $3, withdrawn_why = $4
             where id = $1 and withdrawn_at is null"
        ),
        params![id, now, by, why],
    )?;
    Ok(done > 0)
}

/// Corrects the name of the person in a seat. The key of the person stays: it is the same person.
///
/// # Errors
/// Any database error.
pub fn change_name(conn: &mut Conn, seat_id: &str, name: &str) -> DbResult<()> {
    conn.execute(sql!("update courses_seat set name = $2 where id = $1"), params![seat_id, name])?;
    Ok(())
}

/// The certificate with this number (without dashes).
///
/// # Errors
/// Any database error.
pub fn find_by_number(conn: &mut Conn, number: &str) -> DbResult<Option<Certificate>> {
    conn.first(
        sql!(
            "select id, number, course_id, seat_id, name, title, title_en, hours, rate, begins_on, ends_on,
                    issued_at, withdrawn_at, withdrawn_why
             from courses_certificate where number = $1"
        ),
        params![number],
    )?
    .as_ref()
    .map(certificate)
    .transpose()
}

/// All certificates of a course, the newest last.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Certificate>> {
    conn.rows(
        sql!(
            "select id, number, course_id, seat_id, name, title, title_en, hours, rate, begins_on, ends_on,
                    issued_at, withdrawn_at, withdrawn_why
             from courses_certificate where course_id = $1 order by issued_at, id limit 20000"
        ),
        params![course_id],
    )?
    .iter()
    .map(certificate)
    .collect()
}

/// All certificates of the persons of a registration, the newest last.
///
/// # Errors
/// Any database error.
pub fn list_of_party(conn: &mut Conn, registration_id: &str) -> DbResult<Vec<Certificate>> {
    conn.rows(
        sql!(
            "select c.id, c.number, c.course_id, c.seat_id, c.name, c.title, c.title_en, c.hours, c.rate,
                    c.begins_on, c.ends_on, c.issued_at, c.withdrawn_at, c.withdrawn_why
             from courses_seat s join courses_certificate c on c.seat_id = s.id
             where s.registration_id = $1 order by c.issued_at, c.id"
        ),
        params![registration_id],
    )?
    .iter()
    .map(certificate)
    .collect()
}

/// When the persons of a registration were at the sessions.
///
/// # Errors
/// Any database error.
pub fn list_visits_of_party(conn: &mut Conn, registration_id: &str) -> DbResult<Vec<Visit>> {
    conn.rows(
        sql!(
            "select a.seat_id, a.session_id, a.in_at, a.out_at, a.away_seconds
             from courses_seat s join courses_attendance a on a.seat_id = s.id
             where s.registration_id = $1 order by a.in_at, a.seat_id"
        ),
        params![registration_id],
    )?
    .iter()
    .map(Visit::of)
    .collect()
}
