//! What is to be proven again and again, and the proofs.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};

use crate::model::progress::{Cadence, Proof, Task};

fn read(r: &Row) -> DbResult<Task> {
    Ok(Task {
        id: r.get(0)?,
        leaf_id: r.get(1)?,
        title: r.get(2)?,
        cadence: Cadence::from_code(&r.get::<String>(3)?).unwrap_or(Cadence::Once),
        grace_days: r.get(4)?,
        starts_on: r.get(5)?,
        ends_on: r.get(6)?,
        ended: r.get(7)?,
    })
}

/// Adds tasks.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, tasks: &[Task]) -> DbResult<()> {
    let cadences: Vec<&str> = tasks.iter().map(|t| t.cadence.code()).collect();
    let rows: Vec<Vec<_>> = tasks
        .iter()
        .zip(&cadences)
        .map(|(t, cadence)| {
            row![&t.id, &t.leaf_id, &t.title, *cadence, &t.grace_days, &t.starts_on, &t.ends_on, &t.ended]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_task (id, leaf_id, title, cadence, grace_days, starts_on, ends_on, removed)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The tasks of a plan, those that are asked no more too.
///
/// # Errors
/// Any database error.
pub fn list_of_plan(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Task>> {
    conn.rows(
        sql!(
            "select t.id, t.leaf_id, t.title, t.cadence, t.grace_days, t.starts_on, t.ends_on, t.removed
             from plan_task t join plan_leaf l on l.id = t.leaf_id
             where l.plan_id = $1 order by t.id"
        ),
        params![plan_id],
    )?
    .iter()
    .map(read)
    .collect()
}

/// A task that is asked.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Task>> {
    conn.first(
        sql!(
            "select id, leaf_id, title, cadence, grace_days, starts_on, ends_on, removed from plan_task
             where id = $1 and removed = false"
        ),
        params![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// Asks for it no more; what was proven stays.
///
/// # Errors
/// Any database error.
pub fn drop_task(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(sql!("update plan_task set removed = true where id = $1"), params![id])?;
    Ok(())
}

/// Proves a turn; says whether it was not proven before.
///
/// # Errors
/// Any database error.
pub fn prove(conn: &mut Conn, proof: &Proof) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into plan_proof (task_id, period, done_on, note, url, file_id, proven_at, proven_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
        ),
        params![
            proof.task_id,
            proof.period,
            proof.done_on,
            proof.note,
            proof.url,
            proof.file_id,
            proof.proven_at,
            proof.proven_by
        ],
    )?;
    Ok(added > 0)
}

/// All proofs of a plan, by turn.
///
/// # Errors
/// Any database error.
pub fn list_proofs(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Proof>> {
    conn.rows(
        sql!(
            "select p.task_id, p.period, p.done_on, p.note, p.url, p.file_id, p.proven_by, p.proven_at
             from plan_proof p join plan_task t on t.id = p.task_id join plan_leaf l on l.id = t.leaf_id
             where l.plan_id = $1 order by p.task_id, p.period"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| {
        Ok(Proof {
            task_id: r.get(0)?,
            period: r.get(1)?,
            done_on: r.get(2)?,
            note: r.get(3)?,
            url: r.get(4)?,
            file_id: r.get(5)?,
            proven_by: r.get(6)?,
            proven_at: r.get(7)?,
        })
    })
    .collect()
}
