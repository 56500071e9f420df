//! Files whose bytes are kept before their rows, and forgotten after them.

use foundation::db::{Conn, DbResult};
use foundation::files::Kept;
use foundation::trail::Entry;
use foundation::{files, params, row, sealed, sql};
use office::instant::Instant;

use super::papers::place_of;
use super::{Act, MATTER};
use crate::model::Case;

/// Who gave a file that came with a message of somebody else than the petitioner.
pub const SOMEBODY_ELSE: &str = "somebody else";

/// Where the bytes of a file are sealed.
pub fn place_of_file(id: &str) -> String {
    place_of("foundation_file", id, "bytes")
}

/// The files of a case that its petitioner may see: not those that somebody else sent.
///
/// # Errors
/// Any database error.
pub fn list_given(conn: &mut Conn, case_id: &str) -> DbResult<Vec<Kept>> {
    let mut given = files::list_of(conn, MATTER, case_id)?;
    given.retain(|file| file.created_by != SOMEBODY_ELSE);
    Ok(given)
}

/// Notes that a file of a secret case was opened.
///
/// # Errors
/// Any database error.
pub fn note_opened(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    if !case.confidential {
        return Ok(());
    }
    act.note_of(conn, case, Entry::new(MATTER, &case.id, "file_opened"))
}

/// Has the bytes of these files of a matter forgotten that have no row by then. What was said of them before no longer
/// holds.
///
/// # Errors
/// Any database error.
pub fn forget_later(conn: &mut Conn, matter_id: &str, files: &[String], due_at: Instant) -> DbResult<()> {
    let rows: Vec<Vec<_>> = files.iter().map(|file| row![file, matter_id, &due_at]).collect();
    conn.insert_many(
        sql!(
            "insert into petitions_forgetting (file_id, matter_id, due_at) values ($1, $2, $3)
             on conflict (file_id) do update set matter_id = excluded.matter_id, due_at = excluded.due_at"
        ),
        &rows,
    )?;
    Ok(())
}

/// Files whose bytes are to be forgotten by now, at most 200, those that wait longest first.
///
/// # Errors
/// Any database error.
pub fn list_forgetting(conn: &mut Conn, now: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select file_id from petitions_forgetting where due_at <= $1 order by due_at, file_id limit 200"
        ),
        params![now],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// The bytes of a file are forgotten, or its row is there.
///
/// # Errors
/// Any database error.
pub fn end_forgetting(conn: &mut Conn, file: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("delete from petitions_forgetting where file_id = $1 and due_at <= $2"),
        params![file, now],
    )?;
    Ok(())
}

/// Forgets a file that has no row: its key now, so that nothing opens it any more. Says whether its bytes are to go.
///
/// # Errors
/// Any database error.
pub fn forget_key(conn: &mut Conn, id: &str) -> DbResult<bool> {
    if files::find(conn, id)?.is_some() {
        return Ok(false);
    }
    sealed::destroy(conn, &place_of_file(id))?;
    Ok(true)
}

/// Forgets the files of a matter that goes: rows and keys now, the bytes by a job, which is tried until it is done.
///
/// # Errors
/// Any database error.
pub fn forget_files(conn: &mut Conn, act: &Act, matter: &str, matter_id: &str) -> DbResult<()> {
    let gone: Vec<String> =
        files::take_of(conn, matter, matter_id)?.into_iter().map(|file| file.id).collect();
    gone.iter().try_for_each(|id| sealed::destroy(conn, &place_of_file(id)).map(|_| ()))?;
    forget_later(conn, matter_id, &gone, act.now)
}
