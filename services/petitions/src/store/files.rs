//! Files whose bytes are kept before their rows, and forgotten after them.

use foundation::db::{Conn, DbResult};
use foundation::files;
use foundation::jobs::{self, NewJob};
use foundation::sealed;
use office::instant::Instant;

use super::Act;
use super::papers::place_of;

/// The job that forgets the bytes of a file without a row.
pub const FORGET: &str = "petitions.forget";

/// Where the bytes of a file are sealed.
pub fn place_of_file(id: &str) -> String {
    place_of("foundation_file", id, "bytes")
}

/// Has the bytes of these files forgotten that have no row by then.
///
/// # Errors
/// Any database error.
pub fn forget_later(conn: &mut Conn, act: &Act, files: &[String], run_at: Instant) -> DbResult<()> {
    let job = |file: &String| NewJob { kind: FORGET, unique_key: None, payload: file.clone(), run_at };
    let ids: Vec<_> = files.iter().map(|_| act.id()).collect();
    jobs::add(conn, &ids, act.now, &files.iter().map(job).collect::<Vec<_>>())
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
    gone.iter().try_for_each(|id| forget_key(conn, id).map(|_| ()))?;
    forget_later(conn, act, &gone, act.now)
}
