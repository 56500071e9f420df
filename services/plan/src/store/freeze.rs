//! Numbers frozen on a reporting day: added, never changed.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use jiff::civil::Date;
use office::instant::Instant;

/// A reporting day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// Id.
    pub id: String,
    /// The plan.
    pub plan_id: String,
    /// First day the numbers are about.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
    /// What it was for.
    pub note: String,
    /// Hash over all its numbers.
    pub hash: String,
    /// When.
    pub frozen_at: Instant,
    /// By whom.
    pub frozen_by: String,
}

/// A number as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Number of the action.
    pub code: String,
    /// Its place among the numbers of the action.
    pub place: i64,
    /// The action.
    pub action: String,
    /// Name of the measure; empty for a number somebody typed.
    pub measure: String,
    /// What the number is called.
    pub title: String,
    /// How it was defined then.
    pub definition: String,
    /// Its unit.
    pub unit: String,
    /// The number.
    pub value: i64,
    /// What the year asked.
    pub target: Option<i64>,
}

fn read(r: &Row) -> DbResult<Freeze> {
    Ok(Freeze {
        id: r.get(0)?,
        plan_id: r.get(1)?,
        from_on: r.get(2)?,
        to_on: r.get(3)?,
        note: r.get(4)?,
        hash: r.get(5)?,
        frozen_at: r.get(6)?,
        frozen_by: r.get(7)?,
    })
}

/// Adds a reporting day with its numbers.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, freeze: &Freeze, numbers: &[Frozen]) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_freeze (id, plan_id, from_on, to_on, note, hash, frozen_at, frozen_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        params![
            freeze.id,
            freeze.plan_id,
            freeze.from_on,
            freeze.to_on,
            freeze.note,
            freeze.hash,
            freeze.frozen_at,
            freeze.frozen_by
        ],
    )?;
    let rows: Vec<Vec<_>> = numbers
        .iter()
        .map(|n| {
            row![
                &freeze.id,
                &n.code,
                &n.place,
                &n.action,
                &n.measure,
                &n.title,
                &n.definition,
                &n.unit,
                &n.value,
                &n.target
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_frozen
             (freeze_id, code, place, action, measure, title, definition, unit, value, target)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The reporting days of a plan, newest first, at most 100.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Freeze>> {
    conn.rows(
        sql!(
            "select id, plan_id, from_on, to_on, note, hash, frozen_at, frozen_by from plan_freeze
             where plan_id = $1 order by frozen_at desc, id desc limit 100"
        ),
        params![plan_id],
    )?
    .iter()
    .map(read)
    .collect()
}

/// A reporting day with its numbers.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<(Freeze, Vec<Frozen>)>> {
    let row = conn.first(
        sql!(
            "select id, plan_id, from_on, to_on, note, hash, frozen_at, frozen_by from plan_freeze where id = $1"
        ),
        params![id],
    )?;
    let Some(freeze) = row.as_ref().map(read).transpose()? else { return Ok(None) };
    let numbers = conn
        .rows(
            sql!(
                "select code, place, action, measure, title, definition, unit, value, target from plan_frozen
                 where freeze_id = $1 order by code, place"
            ),
            params![id],
        )?
        .iter()
        .map(|r| {
            Ok(Frozen {
                code: r.get(0)?,
                place: r.get(1)?,
                action: r.get(2)?,
                measure: r.get(3)?,
                title: r.get(4)?,
                definition: r.get(5)?,
                unit: r.get(6)?,
                value: r.get(7)?,
                target: r.get(8)?,
            })
        })
        .collect::<DbResult<Vec<_>>>()?;
    Ok(Some((freeze, numbers)))
}

/// When figures were frozen last: of one plan, or of any.
///
/// # Errors
/// Any database error.
pub fn find_newest(conn: &mut Conn, plan_id: Option<&str>) -> DbResult<Option<Instant>> {
    let row = match plan_id {
        Some(id) => {
            conn.first(sql!("select max(frozen_at) from plan_freeze where plan_id = $1"), params![id])?
        }
        None => conn.first(sql!("select max(frozen_at) from plan_freeze"), &[])?,
    };
    row.map_or(Ok(None), |r| r.get(0))
}
