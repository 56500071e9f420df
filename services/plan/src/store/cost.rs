//! What programmes took, and by which number their reach is told.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Id.
    pub id: String,
    /// The plan.
    pub plan_id: String,
    /// The programme, as it is called.
    pub programme: String,
    /// `money`, `staff` or `volunteer`.
    pub kind: String,
    /// Whole NT$, or hours.
    pub amount: i64,
    /// What for.
    pub note: String,
    /// When.
    pub spent_on: Date,
}

/// By which number the reach of a programme is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The programme.
    pub programme: String,
    /// The measure.
    pub measure: String,
    /// One part of it: the dimension; empty for the total.
    pub dimension: String,
    /// The code of the part.
    pub part: String,
}

impl Reach {
    /// The whole of a measure.
    pub fn of(programme: &str, measure: &str) -> Reach {
        let (programme, measure) = (programme.to_owned(), measure.to_owned());
        Reach { programme, measure, dimension: String::new(), part: String::new() }
    }
}

/// Adds an entry.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, cost: &Cost, by: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_cost (id, plan_id, programme, kind, amount, note, spent_on, added_at, added_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        params![
            cost.id,
            cost.plan_id,
            cost.programme,
            cost.kind,
            cost.amount,
            cost.note,
            cost.spent_on,
            now,
            by
        ],
    )?;
    Ok(())
}

/// The newest entries of a plan, at most 1000.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Cost>> {
    conn.rows(
        sql!(
            "select id, plan_id, programme, kind, amount, note, spent_on from plan_cost
             where plan_id = $1 and withdrawn_at is null order by added_at desc, id desc limit 1000"
        ),
        params![plan_id],
    )?
    .iter()
    .map(read)
    .collect()
}

/// An entry that was not taken back, and when it was entered.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<(Cost, Instant)>> {
    conn.first(
        sql!(
            "select id, plan_id, programme, kind, amount, note, spent_on, added_at from plan_cost
             where id = $1 and withdrawn_at is null"
        ),
        params![id],
    )?
    .map(|r| Ok((read(&r)?, r.get(7)?)))
    .transpose()
}

/// Takes an entry back: it is in no sum any more; says whether it still was.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, id: &str, now: Instant) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update plan_cost set withdrawn_at = $2 where id = $1 and withdrawn_at is null"),
        params![id, now],
    )?;
    Ok(touched > 0)
}

fn read(r: &Row) -> DbResult<Cost> {
    Ok(Cost {
        id: r.get(0)?,
        plan_id: r.get(1)?,
        programme: r.get(2)?,
        kind: r.get(3)?,
        amount: r.get(4)?,
        note: r.get(5)?,
        spent_on: r.get(6)?,
    })
}

/// Sums by programme and kind of what was spent within these days.
///
/// # Errors
/// Any database error.
pub fn list_sums(
    conn: &mut Conn,
    plan_id: &str,
    (from, to): (Date, Date),
) -> DbResult<Vec<(String, String, i64)>> {
    conn.rows(
        sql!(
            "select programme, kind, cast(sum(amount) as bigint) from plan_cost
             where plan_id = $1 and spent_on >= $2 and spent_on <= $3 and withdrawn_at is null
             group by programme, kind order by programme, kind"
        ),
        params![plan_id, from, to],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// Says by which number the reach of a programme is told from now on.
///
/// # Errors
/// Any database error.
pub fn put_reach(conn: &mut Conn, plan_id: &str, reach: &Reach) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_reach (plan_id, programme, measure, dimension, part) values ($1, $2, $3, $4, $5)
             on conflict (plan_id, programme) do update set measure = excluded.measure,
               dimension = excluded.dimension, part = excluded.part"
        ),
        params![plan_id, reach.programme, reach.measure, reach.dimension, reach.part],
    )?;
    Ok(())
}

/// How the reach of each programme is told.
///
/// # Errors
/// Any database error.
pub fn list_reach(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Reach>> {
    conn.rows(
        sql!(
            "select programme, measure, dimension, part from plan_reach where plan_id = $1 order by programme"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| Ok(Reach { programme: r.get(0)?, measure: r.get(1)?, dimension: r.get(2)?, part: r.get(3)? }))
    .collect()
}
