//! Meetings and what they decided.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::model::progress::{Decision, Meeting};

fn decision(r: &Row) -> DbResult<Decision> {
    Ok(Decision {
        id: r.get(0)?,
        meeting_id: r.get(1)?,
        line_id: r.get(2)?,
        decision: r.get(3)?,
        owner_id: r.get(4)?,
        due_on: r.get(5)?,
        done_on: r.get(6)?,
        outcome: r.get(7)?,
    })
}

/// Adds a meeting with its decisions.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, meeting: &Meeting, decisions: &[Decision], now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_meeting (id, held_on, title, minutes, added_at, added_by)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![meeting.id, meeting.held_on, meeting.title, meeting.minutes, now, meeting.added_by],
    )?;
    add_decisions(conn, decisions)
}

/// Adds decisions.
///
/// # Errors
/// Any database error.
pub fn add_decisions(conn: &mut Conn, decisions: &[Decision]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = decisions
        .iter()
        .map(|d| {
            row![
                &d.id,
                &d.meeting_id,
                &d.line_id,
                &d.decision,
                &d.owner_id,
                &d.due_on,
                &d.done_on,
                &d.outcome
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_decision (id, meeting_id, line_id, decision, owner_id, due_on, done_on, outcome)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The newest meetings, at most 100.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<Meeting>> {
    conn.rows(
        sql!(
            "select id, held_on, title, minutes, added_by from plan_meeting where withdrawn_at is null
                     order by held_on desc, id desc limit 100"
        ),
        &[],
    )?
    .iter()
    .map(|r| {
        let (id, held_on, title) = (r.get(0)?, r.get(1)?, r.get(2)?);
        Ok(Meeting { id, held_on, title, minutes: r.get(3)?, added_by: r.get(4)? })
    })
    .collect()
}

/// The decisions of these meetings, and every open one, by the day they are due.
///
/// # Errors
/// Any database error.
pub fn list_decisions(conn: &mut Conn, meetings: &[String]) -> DbResult<Vec<Decision>> {
    conn.rows(
        sql!(
            "select d.id, d.meeting_id, d.line_id, d.decision, d.owner_id, d.due_on, d.done_on, d.outcome
             from plan_decision d join plan_meeting m on m.id = d.meeting_id
             where m.withdrawn_at is null and (d.meeting_id = any($1) or d.done_on is null)
             order by d.due_on, d.id limit 1000"
        ),
        params![*meetings],
    )?
    .iter()
    .map(decision)
    .collect()
}

/// A decision.
///
/// # Errors
/// Any database error.
pub fn find_decision(conn: &mut Conn, id: &str) -> DbResult<Option<Decision>> {
    conn.first(
        sql!(
            "select d.id, d.meeting_id, d.line_id, d.decision, d.owner_id, d.due_on, d.done_on, d.outcome
             from plan_decision d join plan_meeting m on m.id = d.meeting_id
             where d.id = $1 and m.withdrawn_at is null"
        ),
        params![id],
    )?
    .as_ref()
    .map(decision)
    .transpose()
}

/// Notes that a decision was carried out; says whether it was open.
///
/// # Errors
/// Any database error.
pub fn carry_out(conn: &mut Conn, id: &str, done_on: Date, outcome: &str) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update plan_decision set done_on = $2, outcome = $3 where id = $1 and done_on is null"),
        params![id, done_on, outcome],
    )?;
    Ok(touched > 0)
}

/// What a meeting was called, when and by whom it was entered.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<(String, Instant, String)>> {
    conn.first(
        sql!("select title, added_at, added_by from plan_meeting where id = $1 and withdrawn_at is null"),
        params![id],
    )?
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .transpose()
}

/// Takes a meeting back with its decisions; says whether it was there.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, id: &str, now: Instant) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update plan_meeting set withdrawn_at = $2 where id = $1 and withdrawn_at is null"),
        params![id, now],
    )?;
    Ok(touched > 0)
}
