//! The districts a centre offers: those of a table that comes with the program, or of one of its own.

use std::sync::{Arc, LazyLock};

use office::Districts;
use office::instant::Instant;

use crate::centre::{change_setting, find_setting};
use crate::db::{Conn, DbResult};

/// The setting that says whose districts are offered.
pub const COUNTY: &str = "centre.districts";
/// The county of which a table comes with the program.
pub const KAOHSIUNG: &str = "kaohsiung";
/// What [`COUNTY`] holds when the centre has a table of its own.
const OWN: &str = "own";
/// The setting that holds the centre's own table, as `hearth import districts` read it.
const TABLE: &str = "centre.district_table";

/// The setting that names the remote districts (偏遠地區); those of the table while it is empty.
pub const REMOTE: &str = "centre.remote_districts";

/// The districts named in a text, each as it was written.
pub fn named(text: &str) -> Vec<&str> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    text.split(is_between).filter(|word| !word.is_empty()).collect()
}

/// The table that comes with the program.
pub fn known() -> Arc<Districts> {
    static KNOWN: LazyLock<Arc<Districts>> = LazyLock::new(|| Arc::new(Districts::of(KAOHSIUNG).clone()));
    KNOWN.clone()
}

/// The districts that settings mean; an own table that was never brought has none.
pub(crate) fn of(setting: impl Fn(&str) -> Option<String>) -> Arc<Districts> {
    let table = table_of(&setting);
    match setting(REMOTE) {
        Some(remote) if !remote.is_empty() => Arc::new(table.with_remote(&named(&remote))),
        _ => table,
    }
}

fn table_of(setting: &impl Fn(&str) -> Option<String>) -> Arc<Districts> {
    match setting(COUNTY).as_deref() {
        None | Some(KAOHSIUNG) => known(),
        Some(OWN) => {
            Arc::new(setting(TABLE).and_then(|table| Districts::parse(&table).ok()).unwrap_or_default())
        }
        Some(county) => Arc::new(Districts::of(county).clone()),
    }
}

/// The districts of the centre whose store this is.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn) -> DbResult<Arc<Districts>> {
    let (county, table) = (find_setting(conn, COUNTY)?, find_setting(conn, TABLE)?);
    let remote = find_setting(conn, REMOTE)?;
    Ok(of(|name| match name {
        COUNTY => county.clone(),
        REMOTE => remote.clone(),
        _ => table.clone(),
    }))
}

/// Gives the centre a table of its own, which was read before.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, table: &str, now: Instant, by: &str) -> DbResult<()> {
    change_setting(conn, TABLE, table, now, by)?;
    change_setting(conn, COUNTY, OWN, now, by)
}
