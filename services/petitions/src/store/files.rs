//! Files whose bytes are kept before their rows, and forgotten after them.

use foundation::db::{Conn, DbResult};
use foundation::files::{self, Kept};
use foundation::{params, row, sealed, sql};
use office::instant::Instant;

use super::papers::place_of;
use super::{Act, MATTER};

/// Kind of the matter of files that came to a case from somebody else than its petitioner: for staff alone.
pub const OTHERS: &str = "petitions_other";

/// All files of a case, whoever they are from, the oldest first.
///
/// # Errors
/// Any database error.
pub fn list_files(conn: &mut Conn, case_id: &str) -> DbResult<Vec<Kept>> {
    let mut all = files::list_of(conn, MATTER, case_id)?;
    all.extend(files::list_of(conn, OTHERS, case_id)?);
    all.sort_by(|one, two| one.id.cmp(&two.id));
    Ok(all)
}

/// Where the bytes of a file are sealed.
pub fn place_of_file(id: &str) -> String {
    place_of("foundation_file", id, "bytes")
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

/// Forgets the files of a case that goes: rows and keys now, the bytes by a job, which is tried until it is done.
///
/// # Errors
/// Any database error.
pub fn forget_files_of_case(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<()> {
    forget_files(conn, act, MATTER, case_id)?;
    forget_files(conn, act, OTHERS, case_id)
}

/// The same for the files of any matter.
///
/// # Errors
/// Any database error.
pub fn forget_files(conn: &mut Conn, act: &Act, matter: &str, matter_id: &str) -> DbResult<()> {
    let gone: Vec<String> =
        files::take_of(conn, matter, matter_id)?.into_iter().map(|file| file.id).collect();
    gone.iter().try_for_each(|id| sealed::destroy(conn, &place_of_file(id)).map(|_| ()))?;
    forget_later(conn, matter_id, &gone, act.now)
}
