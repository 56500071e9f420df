//! Bytes of files that nothing names: kept before their row, which never came, or left behind by one that went.

use std::sync::Arc;

use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::jobs::JobError;
use crate::{params, sql};

/// When bytes are forgotten that have no row yet: seconds.
pub const UNUSED_SECONDS: i64 = 3600;

/// Has the bytes of a file forgotten at a moment, unless its row is added before
/// ([`files::add`](crate::files::add)). Said before bytes are kept, nothing that ends in between leaves them behind.
///
/// # Errors
/// Any database error.
pub fn later(conn: &mut Conn, id: &str, due_at: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_forgetting (file_id, due_at) values ($1, $2)
             on conflict (file_id) do update set due_at = excluded.due_at"
        ),
        params![id, due_at],
    )?;
    Ok(())
}

/// The bytes of a file stay, or are gone.
///
/// # Errors
/// Any database error.
pub fn end(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(sql!("delete from foundation_forgetting where file_id = $1"), params![id])?;
    Ok(())
}

/// Files without a row whose bytes are to be forgotten by now, at most 200, those that wait longest first.
fn list(conn: &mut Conn, now: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select g.file_id from foundation_forgetting g where g.due_at <= $1
             and not exists (select 1 from foundation_file f where f.id = g.file_id)
             order by g.due_at, g.file_id limit 200"
        ),
        params![now],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Forgets what is due, some at a time. A file that cannot be forgotten now stops no other, and is tried again.
///
/// # Errors
/// When the stores do not answer.
pub async fn forget(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let mut outcome = Ok(());
    for id in centre.db.read(move |conn| list(conn, now)).await? {
        match centre.files.remove(&id).await {
            Ok(()) => centre.db.write(move |conn| end(conn, &id)).await?,
            Err(error) => outcome = Err(JobError(error.to_string())),
        }
    }
    outcome
}
