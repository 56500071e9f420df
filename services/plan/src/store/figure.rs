//! Numbers of measures, kept for a while: a page of fifty actions must not count a year fifty times.

use foundation::db::{Conn, DbResult};
use foundation::measures::Period;
use foundation::{params, row, sql};
use office::instant::Instant;

/// A kept number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Name of the measure.
    pub measure: String,
    /// The days it is about.
    pub period: Period,
    /// The number.
    pub value: i64,
    /// Of how many it is a share, if it is one.
    pub whole: Option<i64>,
    /// When it was counted.
    pub counted_at: Instant,
}

/// The kept numbers of these measures.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, measures: &[String]) -> DbResult<Vec<Figure>> {
    conn.rows(
        sql!(
            "select measure, from_on, to_on, value, counted_at, whole from plan_figure
             where measure = any($1) order by measure, from_on, to_on"
        ),
        params![*measures],
    )?
    .iter()
    .map(|r| {
        let period = Period { from: r.get(1)?, to: r.get(2)? };
        Ok(Figure { measure: r.get(0)?, period, value: r.get(3)?, counted_at: r.get(4)?, whole: r.get(5)? })
    })
    .collect()
}

/// Keeps numbers.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, figures: &[Figure]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = figures
        .iter()
        .map(|f| row![&f.measure, &f.period.from, &f.period.to, &f.value, &f.counted_at, &f.whole])
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_figure (measure, from_on, to_on, value, counted_at, whole)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (measure, from_on, to_on) do update set value = excluded.value,
               counted_at = excluded.counted_at, whole = excluded.whole
             where excluded.counted_at >= plan_figure.counted_at"
        ),
        &rows,
    )?;
    Ok(())
}

/// Forgets numbers nobody asked for since a moment.
///
/// # Errors
/// Any database error.
pub fn drop_older(conn: &mut Conn, than: Instant) -> DbResult<()> {
    conn.execute(sql!("delete from plan_figure where counted_at < $1"), params![than])?;
    Ok(())
}
