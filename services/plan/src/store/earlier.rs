//! Numbers of years before: those reported in earlier plans, and those told from papers of a time before the house.

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

/// The number of a year as it was told, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The line of the action.
    pub line_id: String,
    /// Year.
    pub year: i16,
    /// The number, in the unit of the action.
    pub value: i64,
    /// Where it stands: a report, a file.
    pub source: String,
}

/// A month that was reported in any plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The line of the action.
    pub line_id: String,
    /// How its months make a year, as a code.
    pub gauge: String,
    /// `2025-03`
    pub month: String,
    /// The number.
    pub actual: i64,
}

/// Tells the number of a year, or tells it anew.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, told: &Told, by: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_earlier (line_id, year, value, source, told_at, told_by)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (line_id, year) do update set value = excluded.value, source = excluded.source,
               told_at = excluded.told_at, told_by = excluded.told_by"
        ),
        params![told.line_id, i64::from(told.year), told.value, told.source, now, by],
    )?;
    Ok(())
}

/// Takes back what was told of a year, and answers it.
///
/// # Errors
/// Any database error.
pub fn drop(conn: &mut Conn, line_id: &str, year: i16) -> DbResult<Option<Told>> {
    let sql =
        sql!("delete from plan_earlier where line_id = $1 and year = $2 returning line_id, value, source");
    let gone = conn.first(sql, params![line_id, i64::from(year)])?;
    gone.map(|r| Ok(Told { line_id: r.get(0)?, year, value: r.get(1)?, source: r.get(2)? })).transpose()
}

/// What was told of the actions of a plan.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Told>> {
    conn.rows(
        sql!(
            "select e.line_id, e.year, e.value, e.source from plan_earlier e
             where e.line_id in (select l.line_id from plan_leaf l where l.plan_id = $1) order by e.line_id, e.year"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| {
        let year = i16::try_from(r.get::<i64>(1)?).unwrap_or_default();
        Ok(Told { line_id: r.get(0)?, year, value: r.get(2)?, source: r.get(3)? })
    })
    .collect()
}

/// The months reported of the actions of a plan since a month, in this plan and those before it.
///
/// # Errors
/// Any database error.
pub fn list_reported(conn: &mut Conn, plan_id: &str, since: &str) -> DbResult<Vec<Reported>> {
    conn.rows(
        sql!(
            "select l.line_id, l.gauge, m.month, m.actual from plan_month m join plan_leaf l on l.id = m.leaf_id
             where l.line_id in (select o.line_id from plan_leaf o where o.plan_id = $1)
               and m.month >= $2 and m.actual is not null order by l.line_id, m.month"
        ),
        params![plan_id, since],
    )?
    .iter()
    .map(|r| Ok(Reported { line_id: r.get(0)?, gauge: r.get(1)?, month: r.get(2)?, actual: r.get(3)? }))
    .collect()
}
