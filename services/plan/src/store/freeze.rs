//! Numbers frozen on a reporting day: added, never changed.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::rules::standing::{Light, Thresholds};

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
    /// The rule of the lights that held then; those of before lights were frozen have none.
    pub rule: Option<Thresholds>,
}

/// How an action stood then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// Number of the action.
    pub code: String,
    /// The action.
    pub action: String,
    /// Its light.
    pub light: Light,
    /// The unit of its indicator.
    pub unit: String,
    /// In what it is counted.
    pub counted_in: String,
    /// What was reached.
    pub actual: Option<i64>,
    /// What the schedule asked by then.
    pub due: Option<i64>,
    /// Why it was behind.
    pub reason: String,
    /// What was done about it.
    pub remedy: String,
    /// What was missing, a line each.
    pub missing: String,
}

/// A reporting day with all that was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The day.
    pub freeze: Freeze,
    /// The numbers.
    pub numbers: Vec<Frozen>,
    /// How the actions stood.
    pub stood: Vec<Stood>,
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
        rule: r.get::<Option<i64>>(8)?.zip(r.get(9)?).map(|(green, yellow)| Thresholds { green, yellow }),
    })
}

/// Adds a reporting day with all that is frozen.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, kept: &Kept) -> DbResult<()> {
    let Kept { freeze, numbers, stood } = kept;
    conn.execute(
        sql!(
            "insert into plan_freeze
             (id, plan_id, from_on, to_on, note, hash, frozen_at, frozen_by, green, yellow)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        params![
            freeze.id,
            freeze.plan_id,
            freeze.from_on,
            freeze.to_on,
            freeze.note,
            freeze.hash,
            freeze.frozen_at,
            freeze.frozen_by,
            freeze.rule.map(|rule| rule.green),
            freeze.rule.map(|rule| rule.yellow)
        ],
    )?;
    add_stood(conn, &freeze.id, stood)?;
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

fn add_stood(conn: &mut Conn, freeze_id: &str, stood: &[Stood]) -> DbResult<()> {
    let lights: Vec<&str> = stood.iter().map(|s| s.light.code()).collect();
    let rows: Vec<Vec<_>> = stood
        .iter()
        .zip(&lights)
        .map(|(s, light)| {
            row![
                freeze_id,
                &s.code,
                &s.action,
                *light,
                &s.unit,
                &s.counted_in,
                &s.actual,
                &s.due,
                &s.reason,
                &s.remedy,
                &s.missing
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_frozen_light
             (freeze_id, code, action, light, unit, counted_in, actual, due, reason, remedy, missing)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The reporting days of a plan, the newest day first, at most 100.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Freeze>> {
    conn.rows(
        sql!(
            "select id, plan_id, from_on, to_on, note, hash, frozen_at, frozen_by, green, yellow
             from plan_freeze
             where plan_id = $1 order by to_on desc, frozen_at desc, id desc limit 100"
        ),
        params![plan_id],
    )?
    .iter()
    .map(read)
    .collect()
}

/// A reporting day with all that was frozen.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Kept>> {
    let row = conn.first(
        sql!(
            "select id, plan_id, from_on, to_on, note, hash, frozen_at, frozen_by, green, yellow
             from plan_freeze where id = $1"
        ),
        params![id],
    )?;
    let Some(freeze) = row.as_ref().map(read).transpose()? else { return Ok(None) };
    Ok(Some(Kept { freeze, numbers: list_numbers(conn, id)?, stood: list_stood(conn, id)? }))
}

fn list_numbers(conn: &mut Conn, id: &str) -> DbResult<Vec<Frozen>> {
    conn.rows(
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
    .collect()
}

fn list_stood(conn: &mut Conn, id: &str) -> DbResult<Vec<Stood>> {
    conn.rows(
        sql!(
            "select code, action, light, unit, counted_in, actual, due, reason, remedy, missing
             from plan_frozen_light where freeze_id = $1 order by code"
        ),
        params![id],
    )?
    .iter()
    .map(|r| {
        Ok(Stood {
            code: r.get(0)?,
            action: r.get(1)?,
            light: Light::from_code(&r.get::<String>(2)?).unwrap_or(Light::Red),
            unit: r.get(3)?,
            counted_in: r.get(4)?,
            actual: r.get(5)?,
            due: r.get(6)?,
            reason: r.get(7)?,
            remedy: r.get(8)?,
            missing: r.get(9)?,
        })
    })
    .collect()
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
