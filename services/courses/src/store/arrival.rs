//! The line of arrivals (報名排隊): parties that came when the desk had more to do than people wait for.
//!
//! A row is the acknowledged request, whole; it is settled in the order of its number and then blanked.

use std::collections::{HashMap, HashSet};

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use office::instant::Instant;

use crate::rules::pace::Lines;

/// A party to be lined up.
pub struct NewArrival<'a> {
    /// Id.
    pub id: String,
    /// The course.
    pub course_id: &'a str,
    /// Place in the order of arrival.
    pub number: i64,
    /// See [`super::desk::request_key`].
    pub request_key: String,
    /// The party, as JSON.
    pub party: String,
    /// Tells two requests with one key apart.
    pub fingerprint: &'a str,
    /// Where the request came from.
    pub address: Option<&'a str>,
    /// E-mail of the head, or empty: whose data it is.
    pub email: &'a str,
    /// When it came to the desk.
    pub came_at: Instant,
}

/// Locks the ledgers of these courses until the end of the transaction, in the order of their ids,
/// so that a line is read as it stands.
///
/// # Errors
/// Any database error.
pub fn lock(conn: &mut Conn, course_ids: &[String]) -> DbResult<()> {
    conn.rows(
        sql!("select course_id from courses_ledger where course_id = any($1) order by course_id for update"),
        params![*course_ids],
    )?;
    Ok(())
}

/// The number the next arrival at a course gets; the ledger must be locked.
///
/// # Errors
/// Any database error.
pub fn next_number(conn: &mut Conn, course_id: &str) -> DbResult<i64> {
    let row = conn.first(
        sql!("select coalesce(max(number), 0) + 1 from courses_arrival where course_id = $1"),
        params![course_id],
    )?;
    row.map_or(Ok(1), |r| r.get(0))
}

/// Lines parties up as a set; a request that stands there already is left alone.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, new: &[NewArrival<'_>]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = new
        .iter()
        .map(|n| {
            let mut row = row![&n.id, n.course_id, &n.number, &n.request_key, &n.party];
            row.push(foundation::db::ToParam::to_param(&n.address));
            row.extend(row![&n.came_at, n.fingerprint]);
            row.push(foundation::db::Param::Text(n.email.to_lowercase().into()));
            row
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_arrival (id, course_id, number, request_key, party, address, came_at, fingerprint,
                    email)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing"
        ),
        &rows,
    )?;
    Ok(())
}

/// Ids and fingerprints of the arrivals with these request keys, by key.
///
/// # Errors
/// Any database error.
pub fn list_by_key(conn: &mut Conn, keys: &[String]) -> DbResult<HashMap<String, (String, String)>> {
    conn.rows(
        sql!("select request_key, id, fingerprint from courses_arrival where request_key = any($1)"),
        params![*keys],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))
    .collect()
}

/// Those of these courses at which somebody stands in line.
///
/// # Errors
/// Any database error.
pub fn list_lined(conn: &mut Conn, course_ids: &[String]) -> DbResult<HashSet<String>> {
    conn.rows(
        sql!(
            "select c.id from courses_course c where c.id = any($1) and exists
             (select 1 from courses_arrival a where a.course_id = c.id and a.decided_at is null)"
        ),
        params![*course_ids],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// The lines at all courses.
///
/// # Errors
/// Any database error.
pub fn count_lines(conn: &mut Conn) -> DbResult<Lines> {
    let row = conn.first(
        sql!("select count(distinct course_id), count(*) from courses_arrival where decided_at is null"),
        &[],
    )?;
    row.map_or(Ok(Lines::default()), |r| Ok(Lines { lines: r.get(0)?, parties: r.get(1)? }))
}

/// The next course, after this one, at which somebody stands in line.
///
/// # Errors
/// Any database error.
pub fn find_lined_after(conn: &mut Conn, course_id: &str) -> DbResult<Option<String>> {
    conn.first(
        sql!(
            "select course_id from courses_arrival where decided_at is null and course_id > $1
             order by course_id limit 1"
        ),
        params![course_id],
    )?
    .map(|r| r.get(0))
    .transpose()
}

/// A party in line.
pub struct Waiting {
    /// Id.
    pub id: String,
    /// The party, as JSON.
    pub party: String,
    /// Where the request came from.
    pub address: Option<String>,
    /// When it came: what the rules go by.
    pub came_at: Instant,
}

/// The head of the line at a course.
///
/// # Errors
/// Any database error.
pub fn list_waiting(conn: &mut Conn, course_id: &str, limit: i64) -> DbResult<Vec<Waiting>> {
    conn.rows(
        sql!(
            "select id, party, address, came_at from courses_arrival
             where course_id = $1 and decided_at is null order by number limit $2"
        ),
        params![course_id, limit],
    )?
    .iter()
    .map(|r| Ok(Waiting { id: r.get(0)?, party: r.get(1)?, address: r.get(2)?, came_at: r.get(3)? }))
    .collect()
}

/// Whether somebody who came before this moment still stands in line; the ledger must be locked.
///
/// # Errors
/// Any database error.
pub fn is_awaited(conn: &mut Conn, course_id: &str, before: Instant) -> DbResult<bool> {
    let row = conn.first(
        sql!(
            "select 1 from courses_arrival
             where course_id = $1 and decided_at is null and came_at < $2 limit 1"
        ),
        params![course_id, before],
    )?;
    Ok(row.is_some())
}

/// The head of the line at a course, unread.
///
/// # Errors
/// Any database error.
pub fn find_head(conn: &mut Conn, course_id: &str) -> DbResult<Option<String>> {
    conn.first(
        sql!(
            "select id from courses_arrival where course_id = $1 and decided_at is null
             order by number limit 1"
        ),
        params![course_id],
    )?
    .map(|r| r.get(0))
    .transpose()
}

/// Notes what became of arrivals and blanks what they sent: it is a registration now, or nothing. Who may
/// do better with another try finds it in the form again until [`purge`].
///
/// # Errors
/// Any database error.
pub fn decide(conn: &mut Conn, ids: &[String], outcome: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_arrival set decided_at = $2, outcome = $3, address = null,
                    party = case when $3 in ('full', 'barred', 'option-full', 'early') then party else '' end,
                    email = case when $3 in ('full', 'barred', 'option-full', 'early') then email else '' end
             where id = any($1)"
        ),
        params![*ids, now, outcome],
    )?;
    Ok(())
}

/// An arrival as its party sees it.
pub struct Seen {
    /// The course.
    pub course_id: String,
    /// What became of it, as a code; nothing while it waits.
    pub outcome: Option<String>,
    /// Reference of its registration, without dashes.
    pub reference: Option<String>,
    /// Parties before it.
    pub ahead: i64,
    /// What it sent, as JSON; empty once blanked.
    pub party: String,
}

fn seen(r: &Row) -> DbResult<Seen> {
    Ok(Seen {
        course_id: r.get(0)?,
        outcome: r.get(1)?,
        reference: r.get(2)?,
        ahead: r.get::<i64>(3)?.max(0),
        party: r.get(4)?,
    })
}

/// One arrival. How many are before it is told by the numbers, for many ask while many wait: the line is
/// settled in the order of its numbers, so that nobody between the head and this one has gone.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Seen>> {
    conn.first(
        sql!(
            "select a.course_id, a.outcome, r.reference,
                    coalesce(a.number - (select b.number from courses_arrival b
                                         where b.course_id = a.course_id and b.decided_at is null
                                         order by b.number limit 1), 0),
                    a.party
             from courses_arrival a left join courses_registration r on r.request_key = a.request_key
             where a.id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(seen)
    .transpose()
}

/// Forgets arrivals that were decided before a moment.
///
/// # Errors
/// Any database error.
pub fn purge(conn: &mut Conn, before: Instant) -> DbResult<u64> {
    conn.execute(sql!("delete from courses_arrival where decided_at < $1"), params![before])
}
