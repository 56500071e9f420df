//! Figures of whole months, kept: what did not change since is not counted again.
//!
//! Whatever changes a case raises the generation of the month it was received in, in its own transaction. A job
//! counts the months that are behind; until then they are counted whenever somebody asks.

use foundation::db::{Conn, DbResult, Row};
use foundation::measures::Period;
use foundation::{params, sql};
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use super::numbers::{self, Group, Said};

/// The figures of the month of this day are to be counted again.
///
/// # Errors
/// Any database error.
pub(super) fn touch(conn: &mut Conn, received_on: Date) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_month (month, generation, counted, cases, answers) values ($1, 1, 0, '', '')
             on conflict (month) do update set generation = petitions_month.generation + 1"
        ),
        params![code(received_on)],
    )?;
    Ok(())
}

/// The same for the month of a case.
///
/// # Errors
/// Any database error.
pub(super) fn touch_of(conn: &mut Conn, case_id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "update petitions_month set generation = generation + 1
             where month = (select substr(received_on, 1, 7) from petitions_case where id = $1)"
        ),
        params![case_id],
    )?;
    Ok(())
}

fn code(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The days of a month.
fn days(month: &str) -> Option<Period> {
    let first: Date = format!("{month}-01").parse().ok()?;
    Some(Period { from: first, to: first.last_of_month() })
}

/// The cases that were received in a period, those that are alike counted together.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, period: Period) -> DbResult<Vec<Group>> {
    let rows = conn.rows(
        sql!(
            "select month, cases from petitions_month where month >= $1 and month <= $2 and counted = generation
             order by month"
        ),
        params![code(period.from), code(period.to)],
    )?;
    put_together(conn, &rows, period, numbers::count)
}

/// What petitioners said afterwards about cases received in a period.
///
/// # Errors
/// Any database error.
pub fn list_answers(conn: &mut Conn, period: Period) -> DbResult<Vec<Said>> {
    let rows = conn.rows(
        sql!(
            "select month, answers from petitions_month where month >= $1 and month <= $2 and counted = generation
             order by month"
        ),
        params![code(period.from), code(period.to)],
    )?;
    put_together(conn, &rows, period, numbers::count_answers)
}

/// What is kept of the months that lie in a period, and between them what is counted now.
fn put_together<T: DeserializeOwned>(
    conn: &mut Conn,
    rows: &[Row],
    period: Period,
    count: fn(&mut Conn, Period) -> DbResult<Vec<T>>,
) -> DbResult<Vec<T>> {
    let (mut all, mut next) = (Vec::new(), Some(period.from));
    for row in rows {
        let Some(month) = days(&row.get::<String>(0)?) else { continue };
        let Some(from) = next.filter(|from| *from <= month.from && month.to <= period.to) else { continue };
        let Ok(kept) = serde_json::from_str::<Vec<T>>(&row.get::<String>(1)?) else { continue };
        if let Some(to) = month.from.yesterday().ok().filter(|to| from <= *to) {
            all.extend(count(conn, Period { from, to })?);
        }
        all.extend(kept);
        next = month.to.tomorrow().ok();
    }
    if let Some(from) = next.filter(|from| *from <= period.to) {
        all.extend(count(conn, Period { from, to: period.to })?);
    }
    Ok(all)
}

/// Months whose figures are behind, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_stale(conn: &mut Conn) -> DbResult<Vec<String>> {
    let rows = conn.rows(
        sql!("select month from petitions_month where counted < generation order by month limit 200"),
        &[],
    )?;
    rows.iter().map(|r| r.get(0)).collect()
}

/// Counts a month and keeps its figures, unless one of its cases changes meanwhile.
///
/// # Errors
/// Any database error.
pub fn keep(conn: &mut Conn, month: &str) -> DbResult<()> {
    let row = conn.first(sql!("select generation from petitions_month where month = $1"), params![month])?;
    let (Some(row), Some(period)) = (row, days(month)) else { return Ok(()) };
    let generation: i64 = row.get(0)?;
    let (cases, answers) = (numbers::count(conn, period)?, numbers::count_answers(conn, period)?);
    let text = |figures: serde_json::Result<String>| figures.unwrap_or_default();
    let (cases, answers) = (text(serde_json::to_string(&cases)), text(serde_json::to_string(&answers)));
    conn.execute(
        sql!(
            "update petitions_month set counted = $2, cases = $3, answers = $4
             where month = $1 and generation = $2"
        ),
        params![month, generation, cases, answers],
    )?;
    Ok(())
}
