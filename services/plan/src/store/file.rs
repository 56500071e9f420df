//! Files that were taken back: their names and bytes are forgotten.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult};
use foundation::files::{self, Kept};
use foundation::{params, sql};
use office::instant::Instant;

/// Forgets a file: its name now, its bytes soon after. A proof without words of its own was called by that name. What
/// was known of it, if it was there.
///
/// # Errors
/// Any database error.
pub fn forget(conn: &mut Conn, id: &str, now: Instant) -> DbResult<Option<Kept>> {
    let Some(file) = files::forget(conn, id, now)? else { return Ok(None) };
    let proofs = [
        sql!("update plan_proof set note = '' where file_id = $1 and note = $2"),
        sql!("update plan_withdrawn_proof set note = '' where file_id = $1 and note = $2"),
    ];
    proofs.into_iter().try_for_each(|sql| conn.execute(sql, params![id, file.name]).map(drop))?;
    Ok(Some(file))
}

/// Takes a file back from under what it proves, which stays; it is remembered when. Says whether it was there.
///
/// # Errors
/// Any database error.
pub fn take_back(conn: &mut Conn, id: &str, now: Instant) -> DbResult<bool> {
    if forget(conn, id, now)?.is_none() {
        return Ok(false);
    }
    conn.execute(
        sql!("insert into plan_file_taken (file_id, taken_at) values ($1, $2) on conflict do nothing"),
        params![id, now],
    )?;
    Ok(true)
}

/// When files of a plan were taken back from under what they prove, by id.
///
/// # Errors
/// Any database error.
pub fn list_taken_back(conn: &mut Conn, plan_id: &str) -> DbResult<HashMap<String, Instant>> {
    conn.rows(
        sql!(
            "select t.file_id, t.taken_at from plan_file_taken t
             where t.file_id in (select d.file_id from plan_document d join plan_leaf l on l.id = d.leaf_id
                                 where l.plan_id = $1)
             or t.file_id in (select p.file_id from plan_proof p join plan_task k on k.id = p.task_id
                              join plan_leaf l on l.id = k.leaf_id where l.plan_id = $1)"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
