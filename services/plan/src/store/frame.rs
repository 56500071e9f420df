//! Frames of awards (評獎架構): they change with the years, so they are data; a criterion and an action
//! answer each other many to many.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult};
use foundation::{params, row, sql};
use office::instant::Instant;

/// A criterion of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Id.
    pub id: String,
    /// What it asks.
    pub title: String,
    /// Its weight, where it is known.
    pub weight_percent: Option<i64>,
    /// The actions that answer it, by line.
    pub lines: Vec<String>,
}

/// A frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Since when, and where it stands.
    pub note: String,
    /// Its criteria.
    pub criteria: Vec<Criterion>,
}

/// Adds a frame.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, frame: &Frame, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("insert into plan_frame (id, title, note, created_at) values ($1, $2, $3, $4)"),
        params![frame.id, frame.title, frame.note, now],
    )?;
    let places: Vec<i64> = (1..).take(frame.criteria.len()).collect();
    let rows: Vec<Vec<_>> = frame
        .criteria
        .iter()
        .zip(&places)
        .map(|(c, place)| row![&c.id, &frame.id, place, &c.title, &c.weight_percent])
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_criterion (id, frame_id, place, title, weight_percent)
             values ($1, $2, $3, $4, $5)"
        ),
        &rows,
    )?;
    for criterion in &frame.criteria {
        map(conn, &criterion.id, &[], &criterion.lines)?;
    }
    Ok(())
}

/// Says which of the actions that were offered answer a criterion from now on; what answered it in other years
/// stays.
///
/// # Errors
/// Any database error.
pub fn map(conn: &mut Conn, criterion_id: &str, offered: &[String], lines: &[String]) -> DbResult<()> {
    conn.execute(
        sql!("delete from plan_mapping where criterion_id = $1 and line_id = any($2)"),
        params![criterion_id, *offered],
    )?;
    let rows: Vec<Vec<_>> = lines.iter().map(|line| row![criterion_id, line]).collect();
    conn.insert_many(
        sql!("insert into plan_mapping (criterion_id, line_id) values ($1, $2) on conflict do nothing"),
        &rows,
    )?;
    Ok(())
}

/// All frames with what answers them, newest first.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<Frame>> {
    let mut lines: HashMap<String, Vec<String>> = HashMap::new();
    for r in
        conn.rows(sql!("select criterion_id, line_id from plan_mapping order by criterion_id, line_id"), &[])?
    {
        lines.entry(r.get(0)?).or_default().push(r.get(1)?);
    }
    let mut criteria: HashMap<String, Vec<Criterion>> = HashMap::new();
    let rows = conn.rows(
        sql!("select id, frame_id, title, weight_percent from plan_criterion order by frame_id, place"),
        &[],
    )?;
    for r in rows {
        let id: String = r.get(0)?;
        let lines = lines.remove(&id).unwrap_or_default();
        let criterion = Criterion { id, title: r.get(2)?, weight_percent: r.get(3)?, lines };
        criteria.entry(r.get(1)?).or_default().push(criterion);
    }
    conn.rows(
        sql!(
            "select id, title, note from plan_frame where withdrawn_at is null
                     order by created_at desc, id desc limit 100"
        ),
        &[],
    )?
    .iter()
    .map(|r| {
        let id: String = r.get(0)?;
        let criteria = criteria.remove(&id).unwrap_or_default();
        Ok(Frame { id, title: r.get(1)?, note: r.get(2)?, criteria })
    })
    .collect()
}

/// What a frame is called and when it was entered.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<(String, Instant)>> {
    conn.first(
        sql!("select title, created_at from plan_frame where id = $1 and withdrawn_at is null"),
        params![id],
    )?
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .transpose()
}

/// Takes a frame back; says whether it was there.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, id: &str, now: Instant) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update plan_frame set withdrawn_at = $2 where id = $1 and withdrawn_at is null"),
        params![id, now],
    )?;
    Ok(touched > 0)
}
