//! Months of actions as reported.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult};
use foundation::{params, row, sql};
use office::instant::Instant;

use crate::model::progress::Month;

/// Keeps months as they are reported now.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, months: &[Month], by: &str, now: Instant) -> DbResult<()> {
    let rows: Vec<Vec<_>> = months
        .iter()
        .map(|m| row![&m.leaf_id, &m.month, &m.actual, &m.reason, &m.remedy, &now, by])
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_month (leaf_id, month, actual, reason, remedy, reported_at, reported_by)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (leaf_id, month) do update set actual = excluded.actual, reason = excluded.reason,
               remedy = excluded.remedy, reported_at = excluded.reported_at, reported_by = excluded.reported_by"
        ),
        &rows,
    )?;
    Ok(())
}

/// A month as it was reported last.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, leaf_id: &str, month: &str) -> DbResult<Option<Month>> {
    conn.first(
        sql!("select actual, reason, remedy from plan_month where leaf_id = $1 and month = $2"),
        params![leaf_id, month],
    )?
    .map(|r| {
        let (leaf_id, month) = (leaf_id.to_owned(), month.to_owned());
        Ok(Month { leaf_id, month, actual: r.get(0)?, reason: r.get(1)?, remedy: r.get(2)? })
    })
    .transpose()
}

/// The months of a plan by the line of their action, those of actions taken out too.
///
/// # Errors
/// Any database error.
pub fn list_by_line(conn: &mut Conn, plan_id: &str) -> DbResult<HashMap<String, Vec<Month>>> {
    let rows = conn.rows(sql!("select id, line_id from plan_leaf where plan_id = $1"), params![plan_id])?;
    let lines: HashMap<String, String> =
        rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect::<DbResult<_>>()?;
    let mut months: HashMap<String, Vec<Month>> = HashMap::new();
    for month in list_of_plan(conn, plan_id)? {
        let line = lines.get(&month.leaf_id).cloned().unwrap_or_default();
        months.entry(line).or_default().push(month);
    }
    Ok(months)
}

/// All months of a plan, in order.
///
/// # Errors
/// Any database error.
pub fn list_of_plan(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Month>> {
    conn.rows(
        sql!(
            "select m.leaf_id, m.month, m.actual, m.reason, m.remedy
             from plan_month m join plan_leaf l on l.id = m.leaf_id
             where l.plan_id = $1 order by m.leaf_id, m.month"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| {
        let (leaf_id, month, actual) = (r.get(0)?, r.get(1)?, r.get(2)?);
        Ok(Month { leaf_id, month, actual, reason: r.get(3)?, remedy: r.get(4)? })
    })
    .collect()
}
