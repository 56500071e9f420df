//! What is to be proven again and again, and the proofs.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use jiff::civil::Date;
use office::instant::Instant;

use super::file;
use crate::model::progress::{Cadence, Occasion, Proof, Task, Withdrawn};

fn read(r: &Row) -> DbResult<Task> {
    Ok(Task {
        id: r.get(0)?,
        leaf_id: r.get(1)?,
        title: r.get(2)?,
        cadence: r.get(3)?,
        grace_days: r.get(4)?,
        starts_on: r.get(5)?,
        ends_on: r.get(6)?,
        ended_on: r.get::<Option<Date>>(9)?.or(r.get::<bool>(7)?.then_some(Date::MIN)),
        obligation: r.get(8)?,
        occasions: Vec::new(),
    })
}

/// Adds tasks.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, tasks: &[Task]) -> DbResult<()> {
    let ended: Vec<bool> = tasks.iter().map(Task::is_ended).collect();
    let rows: Vec<Vec<_>> = tasks
        .iter()
        .zip(&ended)
        .map(|(t, ended)| {
            row![
                &t.id,
                &t.leaf_id,
                &t.title,
                &t.cadence,
                &t.grace_days,
                &t.starts_on,
                &t.ends_on,
                ended,
                &t.obligation,
                &t.ended_on
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_task
             (id, leaf_id, title, cadence, grace_days, starts_on, ends_on, removed, obligation, removed_on)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
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
    let rows = conn.rows(
        sql!(
            "select t.id, t.leaf_id, t.title, t.cadence, t.grace_days, t.starts_on, t.ends_on, t.removed,
                    t.obligation, t.removed_on
             from plan_task t join plan_leaf l on l.id = t.leaf_id
             where l.plan_id = $1 order by t.id"
        ),
        params![plan_id],
    )?;
    let mut tasks: Vec<Task> = rows.iter().map(read).collect::<DbResult<_>>()?;
    let rows = conn.rows(
        sql!(
            "select o.task_id, o.period, o.held_on, o.title
             from plan_occasion o join plan_task t on t.id = o.task_id join plan_leaf l on l.id = t.leaf_id
             where l.plan_id = $1 and o.withdrawn_at is null order by o.held_on, o.period"
        ),
        params![plan_id],
    )?;
    let places: HashMap<String, usize> = tasks.iter().enumerate().map(|(at, t)| (t.id.clone(), at)).collect();
    for r in &rows {
        let place = places.get(&r.get::<String>(0)?).copied();
        if let Some(task) = place.and_then(|at| tasks.get_mut(at)) {
            task.occasions.push(occasion(r)?);
        }
    }
    Ok(tasks)
}

/// An occasion, after the id of its task.
fn occasion(r: &Row) -> DbResult<Occasion> {
    Ok(Occasion { period: r.get(1)?, held_on: r.get(2)?, title: r.get(3)? })
}

/// Notes that something happened after which a task asks for its proof; says whether it was not noted before, so
/// that what is sent twice asks once.
///
/// # Errors
/// Any database error.
pub fn add_occasion(
    conn: &mut Conn,
    task_id: &str,
    (held_on, title): (Date, &str),
    by: &str,
    now: Instant,
) -> DbResult<bool> {
    // Held, so that two of the same day do not take the same turn.
    lock(conn, task_id)?;
    let known = conn.rows(
        sql!("select title, withdrawn_at from plan_occasion where task_id = $1 and held_on = $2"),
        params![task_id, held_on],
    )?;
    for r in &known {
        let (known, withdrawn_at): (String, Option<Instant>) = (r.get(0)?, r.get(1)?);
        if known == title && withdrawn_at.is_none() {
            return Ok(false);
        }
    }
    // A turn that was taken back keeps its number.
    let before = known.len();
    let period = if before == 0 { held_on.to_string() } else { format!("{held_on}-{}", before + 1) };
    conn.execute(
        sql!(
            "insert into plan_occasion (task_id, period, held_on, title, added_at, added_by)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![task_id, period, held_on, title, now, by],
    )?;
    Ok(true)
}

/// Holds a task until the end of the transaction: its cadence, and whether it is asked no more.
fn lock(conn: &mut Conn, id: &str) -> DbResult<Option<(Cadence, bool)>> {
    let row =
        conn.first(sql!("select cadence, removed from plan_task where id = $1 for update"), params![id])?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

/// The title of an occasion whose proof is still asked, and when it was entered.
///
/// # Errors
/// Any database error.
pub fn find_occasion(conn: &mut Conn, task_id: &str, period: &str) -> DbResult<Option<(String, Instant)>> {
    conn.first(
        sql!(
            "select title, added_at from plan_occasion o
             where task_id = $1 and period = $2 and withdrawn_at is null and not exists
               (select 1 from plan_proof p where p.task_id = o.task_id and p.period = o.period)"
        ),
        params![task_id, period],
    )?
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .transpose()
}

/// Takes an occasion back: nothing is asked after it any more; says whether its proof still was.
///
/// # Errors
/// Any database error.
pub fn withdraw_occasion(conn: &mut Conn, task_id: &str, period: &str, now: Instant) -> DbResult<bool> {
    // Held, so that nobody proves it meanwhile.
    lock(conn, task_id)?;
    let withdrawn = conn.execute(
        sql!(
            "update plan_occasion set withdrawn_at = $3
             where task_id = $1 and period = $2 and withdrawn_at is null and not exists
               (select 1 from plan_proof p where p.task_id = $1 and p.period = $2)"
        ),
        params![task_id, period, now],
    )?;
    Ok(withdrawn > 0)
}

/// A task, one that is asked no more too.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Task>> {
    let row = conn.first(
        sql!(
            "select id, leaf_id, title, cadence, grace_days, starts_on, ends_on, removed, obligation, removed_on
             from plan_task
             where id = $1"
        ),
        params![id],
    )?;
    let Some(mut task) = row.as_ref().map(read).transpose()? else { return Ok(None) };
    let rows = conn.rows(
        sql!(
            "select task_id, period, held_on, title from plan_occasion
             where task_id = $1 and withdrawn_at is null order by held_on, period"
        ),
        params![id],
    )?;
    task.occasions = rows.iter().map(occasion).collect::<DbResult<_>>()?;
    Ok(Some(task))
}

/// Asks for it no more from a day on; what was proven stays.
///
/// # Errors
/// Any database error.
pub fn drop_task(conn: &mut Conn, id: &str, day: Date) -> DbResult<()> {
    lock(conn, id)?;
    conn.execute(
        sql!("update plan_task set removed = true, removed_on = $2 where id = $1 and not removed"),
        params![id, day],
    )?;
    Ok(())
}

/// Proves a turn; says whether it is still asked: of a task that goes on, of an occasion that was not taken back, and
/// not proven before.
///
/// # Errors
/// Any database error.
pub fn prove(conn: &mut Conn, proof: &Proof) -> DbResult<bool> {
    let Some((cadence, ended)) = lock(conn, &proof.task_id)? else { return Ok(false) };
    if ended || (cadence == Cadence::Event && find_occasion(conn, &proof.task_id, &proof.period)?.is_none()) {
        return Ok(false);
    }
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
    .map(proof)
    .collect()
}

fn proof(r: &Row) -> DbResult<Proof> {
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
}

/// The proof of a turn.
///
/// # Errors
/// Any database error.
pub fn find_proof(conn: &mut Conn, task_id: &str, period: &str) -> DbResult<Option<Proof>> {
    conn.first(
        sql!(
            "select task_id, period, done_on, note, url, file_id, proven_by, proven_at from plan_proof
             where task_id = $1 and period = $2"
        ),
        params![task_id, period],
    )?
    .as_ref()
    .map(proof)
    .transpose()
}

/// Takes a proof back: it proves nothing any more, its turn is open again, and what it was is kept, without its file.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, proof: &Proof, reason: &str, by: &str, now: Instant) -> DbResult<bool> {
    let gone = conn.execute(
        sql!("delete from plan_proof where task_id = $1 and period = $2 and proven_at = $3"),
        params![proof.task_id, proof.period, proof.proven_at],
    )?;
    if gone == 0 {
        return Ok(false);
    }
    conn.execute(
        sql!(
            "insert into plan_withdrawn_proof
             (task_id, period, done_on, note, url, file_id, proven_at, proven_by, withdrawn_at, withdrawn_by, reason)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        params![
            proof.task_id,
            proof.period,
            proof.done_on,
            proof.note,
            proof.url,
            proof.file_id,
            proof.proven_at,
            proof.proven_by,
            now,
            by,
            reason
        ],
    )?;
    proof.file_id.as_ref().map_or(Ok(()), |id| file::forget(conn, id, now).map(drop))?;
    Ok(true)
}

/// The proofs of a plan that were taken back, by action. They keep their place among the numbers of the evidence.
///
/// # Errors
/// Any database error.
pub fn list_withdrawn(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<(String, Withdrawn)>> {
    conn.rows(
        sql!(
            "select l.id, w.proven_at, w.period, w.withdrawn_at
             from plan_withdrawn_proof w join plan_task t on t.id = w.task_id join plan_leaf l on l.id = t.leaf_id
             where l.plan_id = $1 order by w.proven_at, w.period"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, Withdrawn { added_at: r.get(1)?, code: r.get(2)?, withdrawn_at: r.get(3)? })))
    .collect()
}
