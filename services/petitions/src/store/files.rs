//! Files of cases: who may see them, and who opened them.

use foundation::db::{Conn, DbResult};
use foundation::files::{self, Kept};
use foundation::trail::Entry;

use super::{Act, MATTER};
use crate::model::Case;

/// Who gave a file that came with a message of somebody else than the petitioner.
pub const SOMEBODY_ELSE: &str = "somebody else";

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
