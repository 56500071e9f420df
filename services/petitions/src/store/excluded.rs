//! Who must not read a secret case (迴避).

use std::collections::HashMap;

use foundation::db::{Conn, DbResult};
use foundation::trail::Entry;
use foundation::{params, sql};

use super::{Act, MATTER};
use crate::model::Case;

/// Whether somebody must not read a case.
///
/// # Errors
/// Any database error.
pub fn is_excluded(conn: &mut Conn, case_id: &str, staff_id: &str) -> DbResult<bool> {
    let row = conn.first(
        sql!("select staff_id from petitions_excluded where case_id = $1 and staff_id = $2"),
        params![case_id, staff_id],
    )?;
    Ok(row.is_some())
}

/// Who must not read these cases: staff ids by case.
///
/// # Errors
/// Any database error.
pub fn list_excluded(conn: &mut Conn, case_ids: &[String]) -> DbResult<HashMap<String, Vec<String>>> {
    let rows = conn.rows(
        sql!("select case_id, staff_id from petitions_excluded where case_id = any($1) order by staff_id"),
        params![*case_ids],
    )?;
    let mut excluded: HashMap<String, Vec<String>> = HashMap::new();
    for row in &rows {
        excluded.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(excluded)
}

/// Somebody must not read a case from now on.
///
/// # Errors
/// Any database error.
pub fn exclude(conn: &mut Conn, act: &Act, case: &Case, staff_id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_excluded (case_id, staff_id, excluded_by, excluded_at) values ($1, $2, $3, $4)
             on conflict (case_id, staff_id) do nothing"
        ),
        params![case.id, staff_id, act.who(), act.now],
    )?;
    act.note_of(conn, case, Entry::new(MATTER, &case.id, "excluded"))
}

/// Who must not read one case must not read what it becomes, or goes on in, either.
///
/// # Errors
/// Any database error.
pub fn exclude_alike(conn: &mut Conn, from: &str, to: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_excluded (case_id, staff_id, excluded_by, excluded_at)
             select cast($2 as text), staff_id, excluded_by, excluded_at from petitions_excluded where case_id = $1
             on conflict (case_id, staff_id) do nothing"
        ),
        params![from, to],
    )?;
    Ok(())
}
