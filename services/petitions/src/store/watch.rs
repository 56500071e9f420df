//! What is looked after by itself: limits that run, letters without proof, links never opened.

use foundation::db::{Conn, DbResult};
use foundation::trail::Entry;
use foundation::{params, sql};
use jiff::civil::Date;
use office::deadline::DayMode;
use office::instant::Instant;
use std::collections::HashMap;

use super::{Act, MATTER};
use crate::model::Clock;
use crate::rules::clock::Stop;

/// A case whose limit runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Id.
    pub id: String,
    /// Number.
    pub reference: String,
    /// Section in charge.
    pub section: String,
    /// Code of the topic.
    pub topic: String,
    /// Whether it is secret.
    pub confidential: bool,
    /// Staff id of the handler.
    pub handler: String,
    /// Its limit.
    pub clock: Clock,
    /// The last day.
    pub due_on: Date,
    /// The earlier of both counts.
    pub warn_on: Date,
    /// The strongest warning given.
    pub warned: i64,
    /// When it was taken down.
    pub created_at: Instant,
}

/// Cases whose limit runs after the one with this id, at most 1,000; held until the end of the transaction, so
/// that nothing is written over what somebody else changes meanwhile.
///
/// # Errors
/// Any database error.
pub fn list_running(conn: &mut Conn, after: &str) -> DbResult<Vec<Running>> {
    conn.rows(
        sql!(
            "select id, reference, section, handler, received_on, mode, days, extended_days, clock_stops, due_on,
                    warn_on, warned, topic, coalesce(counts_from, received_on), confidential,
                    calendar, created_at
             from petitions_case where closed_at is null and state <> 'confirming' and state <> 'draft'
             and id > $1 order by id limit 1000 for update"
        ),
        params![after],
    )?
    .iter()
    .map(|r| {
        Ok(Running {
            id: r.get(0)?,
            reference: r.get(1)?,
            section: r.get(2)?,
            handler: r.get(3)?,
            clock: Clock {
                received_on: r.get(4)?,
                counts_from: r.get(13)?,
                mode: DayMode::from_code(&r.get::<String>(5)?).unwrap_or(DayMode::Work),
                calendar: r.get(15)?,
                days: r.get(6)?,
                extended_days: r.get(7)?,
                stops: r.get(8)?,
                rules: String::new(),
            },
            due_on: r.get(9)?,
            warn_on: r.get(10)?,
            warned: r.get(11)?,
            topic: r.get(12)?,
            confidential: r.get(14)?,
            created_at: r.get(16)?,
        })
    })
    .collect()
}

/// An oral record that was not read back: its number and its section.
///
/// # Errors
/// Any database error.
pub fn list_drafts(conn: &mut Conn, before: Instant) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select reference, section from petitions_case where state = 'draft' and closed_at is null
             and created_at < $1 order by id limit 200"
        ),
        params![before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// The stops of these cases.
///
/// # Errors
/// Any database error.
pub fn list_running_stops(conn: &mut Conn, ids: &[String]) -> DbResult<HashMap<String, Vec<Stop>>> {
    let rows = conn.rows(
        sql!(
            "select case_id, from_on, to_on, awaited from petitions_stop where case_id = any($1) order by from_on"
        ),
        params![*ids],
    )?;
    let mut stops: HashMap<String, Vec<Stop>> = HashMap::new();
    for r in &rows {
        stops.entry(r.get(0)?).or_default().push(Stop { from: r.get(1)?, to: r.get(2)?, awaited: r.get(3)? });
    }
    Ok(stops)
}

/// A case is due on another day: the calendar changed, or somebody was waited for one day more. `warned` is the
/// strongest warning that holds still.
///
/// # Errors
/// Any database error.
pub fn change_due(
    conn: &mut Conn,
    act: &Act,
    case: &Running,
    due_on: Date,
    warn_on: Date,
    warned: i64,
    verb: &str,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "update petitions_case set due_on = $2, warn_on = $3, warned = $4 where id = $1 and closed_at is null"
        ),
        params![case.id, due_on, warn_on, warned],
    )?;
    let stands = |on: Date, warn: Date| Some(format!("{{\"due_on\":\"{on}\",\"warn_on\":\"{warn}\"}}"));
    let (before, after) = (stands(case.due_on, case.warn_on), stands(due_on, warn_on));
    act.note(conn, Entry { before, after, ..Entry::new(MATTER, &case.id, verb) })
}

/// Notes the strongest warning given.
///
/// # Errors
/// Any database error.
pub fn change_warned(conn: &mut Conn, id: &str, warned: i64) -> DbResult<()> {
    conn.execute(sql!("update petitions_case set warned = $2 where id = $1"), params![id, warned])?;
    Ok(())
}

/// A letter by e-mail without proof yet: its id and its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproved {
    /// Id of the letter.
    pub id: String,
    /// Id of the case.
    pub case_id: String,
}

/// Letters that left by e-mail and whose message was sent, at most 500.
///
/// # Errors
/// Any database error.
pub fn list_unproved(conn: &mut Conn) -> DbResult<Vec<(Unproved, Instant)>> {
    conn.rows(
        sql!(
            "select l.id, l.case_id, m.sent_at from petitions_letter l
             join foundation_mail m on m.unique_key = 'petitions:letter:' || l.id
             where l.sent_at is null and l.way = 'email' and m.state = 'sent' order by l.id limit 500"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok((Unproved { id: r.get(0)?, case_id: r.get(1)? }, r.get(2)?)))
    .collect()
}

/// Answered cases that nobody was asked about, answered before a moment, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_answered_before(conn: &mut Conn, before: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from petitions_case where state = 'replied'
             and state in ('confirming', 'approved', 'replied', 'surveyed') and replied_at < $1
             order by id limit 200"
        ),
        params![before],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Cases that went on in another one, answered there before a moment, whose petitioner was not asked, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_merged_answered_before(conn: &mut Conn, before: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from petitions_case where state = 'merged' and surveyed_at is null
             and replied_at is not null and replied_at < $1 order by id limit 200"
        ),
        params![before],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Cases whose petitioner was asked before a moment whether it is solved, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_surveyed_before(conn: &mut Conn, before: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from petitions_case where state = 'surveyed'
             and state in ('confirming', 'approved', 'replied', 'surveyed')
             and coalesce(surveyed_at, replied_at) < $1 order by id limit 200"
        ),
        params![before],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Notes when the petitioner was asked whether it is solved.
///
/// # Errors
/// Any database error.
pub fn change_surveyed(conn: &mut Conn, id: &str, at: Instant) -> DbResult<()> {
    conn.execute(sql!("update petitions_case set surveyed_at = $2 where id = $1"), params![id, at])?;
    Ok(())
}

/// When the petitioner of a case was asked whether it is solved.
///
/// # Errors
/// Any database error.
pub fn find_surveyed_at(conn: &mut Conn, id: &str) -> DbResult<Option<Instant>> {
    let row = conn.first(sql!("select surveyed_at from petitions_case where id = $1"), params![id])?;
    row.map_or(Ok(None), |r| r.get(0))
}

/// Cases whose link was not opened since before a moment, with when they were taken down, the oldest first, at most
/// 1,000.
///
/// # Errors
/// Any database error.
pub fn list_unconfirmed(conn: &mut Conn, before: Instant) -> DbResult<Vec<(String, Instant)>> {
    conn.rows(
        sql!(
            "select id, created_at from petitions_case where state = 'confirming'
             and state in ('confirming', 'approved', 'replied', 'surveyed') and created_at < $1
             order by id limit 1000"
        ),
        params![before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Forgets a case whose link was never opened: it was not accepted. Nothing happens if it was opened
/// meanwhile. The bytes of its files are forgotten by a job, which is tried until it is done.
///
/// # Errors
/// Any database error.
pub fn drop_unconfirmed(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    let gone = conn.first(
        sql!("delete from petitions_case where id = $1 and state = 'confirming' returning id"),
        params![id],
    )?;
    if gone.is_none() {
        return Ok(());
    }
    super::search::drop_terms(conn, id)?;
    foundation::mail::drop_of(conn, MATTER, &[id.to_owned()])?;
    foundation::sealed::destroy(conn, &super::case::place(id))?;
    foundation::files::forget_of(conn, MATTER, id, act.now)
}
