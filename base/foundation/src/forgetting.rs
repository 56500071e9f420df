//! Bytes of files that nothing names: kept before their row, which never came, or left behind by one that went.

use std::sync::Arc;

use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::jobs::JobError;
use crate::{files, params, row, sealed, sql};

/// When bytes are forgotten that have no row yet: seconds.
pub const UNUSED_SECONDS: i64 = 3600;

/// Has the bytes of these files of a matter forgotten that have no row by then. Said before bytes are kept, nothing that
/// ends in between leaves them behind. Of two moments the later one holds: what somebody keeps until then goes too.
///
/// # Errors
/// Any database error.
pub fn later(conn: &mut Conn, matter_id: &str, files: &[String], due_at: Instant) -> DbResult<()> {
    let rows: Vec<Vec<_>> = files.iter().map(|file| row![file, matter_id, &due_at]).collect();
    conn.insert_many(
        sql!(
            "insert into foundation_forgetting (file_id, matter_id, due_at) values ($1, $2, $3)
             on conflict (file_id) do update set matter_id = excluded.matter_id, due_at = case
             when excluded.due_at > foundation_forgetting.due_at then excluded.due_at
             else foundation_forgetting.due_at end"
        ),
        &rows,
    )?;
    Ok(())
}

/// The row of a file is there: its bytes stay.
///
/// # Errors
/// Any database error.
pub(crate) fn keep(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(sql!("delete from foundation_forgetting where file_id = $1"), params![id])?;
    Ok(())
}

/// Files of which something is to be forgotten by now, at most 200, those that wait longest first.
fn list(conn: &mut Conn, now: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select file_id from foundation_forgetting where due_at <= $1 order by due_at, file_id limit 200"
        ),
        params![now],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Forgets the key of a file that has no row, so that nothing opens it any more. Says whether its bytes are to go.
fn forget_key(conn: &mut Conn, id: &str) -> DbResult<bool> {
    if files::find(conn, id)?.is_some() {
        return Ok(false);
    }
    sealed::destroy(conn, &files::place(id))?;
    Ok(true)
}

/// The bytes of a file are gone, or its row is there. What was said of it meanwhile holds.
fn end(conn: &mut Conn, id: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("delete from foundation_forgetting where file_id = $1 and due_at <= $2"),
        params![id, now],
    )?;
    Ok(())
}

/// Forgets what is due, some at a time. A file that cannot be forgotten now stops no other, and is tried again.
///
/// # Errors
/// When the stores do not answer.
pub async fn forget(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let mut outcome = Ok(());
    for id in centre.db.read(move |conn| list(conn, now)).await? {
        if let Err(error) = forget_one(&centre, id, now).await {
            outcome = Err(error);
        }
    }
    outcome
}

async fn forget_one(centre: &Centre, id: String, now: Instant) -> Result<(), JobError> {
    let asked = id.clone();
    if centre.db.write(move |conn| forget_key(conn, &asked)).await? {
        centre.files.remove(&id).await.map_err(|error| JobError(error.to_string()))?;
    }
    Ok(centre.db.write(move |conn| end(conn, &id, now)).await?)
}
