//! Plans.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::{Plan, State};

fn year(row: &Row, column: usize) -> DbResult<i16> {
    Ok(i16::try_from(row.get::<i64>(column)?).unwrap_or(i16::MAX))
}

fn read(r: &Row) -> DbResult<Plan> {
    Ok(Plan {
        id: r.get(0)?,
        year: year(r, 1)?,
        years: year(r, 2)?,
        title: r.get(3)?,
        state: State::from_code(&r.get::<String>(4)?).unwrap_or(State::Draft),
        version: r.get(5)?,
        previous_id: r.get(6)?,
        reviewed_by: r.get(7)?,
        approved_by: r.get(8)?,
        approved_at: r.get(9)?,
        changed_at: r.get(10)?,
    })
}

/// Adds a draft; says whether there was none of these years yet.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, plan: &Plan) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into plan_plan (id, year, years, title, state, version, previous_id, created_at, changed_at)
             values ($1, $2, $3, $4, 'draft', 0, $5, $6, $6) on conflict do nothing"
        ),
        params![plan.id, i64::from(plan.year), i64::from(plan.years), plan.title, plan.previous_id, plan.changed_at],
    )?;
    Ok(added > 0)
}

/// A plan.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Plan>> {
    conn.first(
        sql!(
            "select id, year, years, title, state, version, previous_id, reviewed_by, approved_by, approved_at,
                    changed_at
             from plan_plan where id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// A plan, held until the transaction ends.
///
/// # Errors
/// Any database error.
pub fn lock(conn: &mut Conn, id: &str) -> DbResult<Option<Plan>> {
    conn.first(
        sql!(
            "select id, year, years, title, state, version, previous_id, reviewed_by, approved_by, approved_at,
                    changed_at
             from plan_plan where id = $1 for update"
        ),
        params![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// The plan of these years.
///
/// # Errors
/// Any database error.
pub fn find_of(conn: &mut Conn, from: i16, years: i16) -> DbResult<Option<Plan>> {
    conn.first(
        sql!(
            "select id, year, years, title, state, version, previous_id, reviewed_by, approved_by, approved_at,
                    changed_at
             from plan_plan where year = $1 and years = $2"
        ),
        params![i64::from(from), i64::from(years)],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// All plans, newest years first, at most 200.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<Plan>> {
    conn.rows(
        sql!(
            "select id, year, years, title, state, version, previous_id, reviewed_by, approved_by, approved_at,
                    changed_at
             from plan_plan order by year desc, years, id limit 200"
        ),
        &[],
    )?
    .iter()
    .map(read)
    .collect()
}

/// Notes that the text was changed.
///
/// # Errors
/// Any database error.
pub fn touch(conn: &mut Conn, id: &str, now: Instant) -> DbResult<()> {
    conn.execute(sql!("update plan_plan set changed_at = $2 where id = $1"), params![id, now])?;
    Ok(())
}

/// Names it anew.
///
/// # Errors
/// Any database error.
pub fn change_title(conn: &mut Conn, id: &str, title: &str) -> DbResult<()> {
    conn.execute(sql!("update plan_plan set title = $2 where id = $1"), params![id, title])?;
    Ok(())
}

/// Moves a plan to the state it has now.
///
/// # Errors
/// Any database error.
pub fn change_state(conn: &mut Conn, plan: &Plan) -> DbResult<()> {
    conn.execute(
        sql!(
            "update plan_plan set state = $2, version = $3, reviewed_by = $4, approved_by = $5, approved_at = $6,
                    changed_at = $7
             where id = $1"
        ),
        params![
            plan.id,
            plan.state.code(),
            plan.version,
            plan.reviewed_by,
            plan.approved_by,
            plan.approved_at,
            plan.changed_at
        ],
    )?;
    Ok(())
}
