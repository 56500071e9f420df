//! A case becomes confidential, or is so no more: all its texts are sealed or opened.

use foundation::db::{Conn, DbResult};
use foundation::{params, sealed, sql};

use super::papers::{keep, place, read};
use super::{Act, case};
use crate::model::Case;

/// Changes whether an open case is confidential; its texts follow.
///
/// # Errors
/// Any database error.
pub fn change_secrecy(conn: &mut Conn, act: &Act, case: &mut Case, secret: bool) -> DbResult<()> {
    if case.confidential == secret {
        return Ok(());
    }
    case.confidential = secret;
    case::tell(conn, act, case)?;
    let rows = conn.rows(
        sql!(
            "select 'petitions_note', id, text from petitions_note where case_id = $1
             union all select 'petitions_proposal', id, text from petitions_proposal where case_id = $1
             union all select 'petitions_letter', id, text from petitions_letter where case_id = $1"
        ),
        params![case.id],
    )?;
    for row in &rows {
        let (table, id, text): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let place = place(&table, &id);
        let plain = read(conn, act, !secret, &place, text)?;
        let text = keep(conn, act, secret, &place, &plain)?;
        if !secret {
            sealed::destroy(conn, &place)?;
        }
        let statement = match table.as_str() {
            "petitions_note" => sql!("update petitions_note set text = $2, sealed = $3 where id = $1"),
            "petitions_proposal" => {
                sql!("update petitions_proposal set text = $2, sealed = $3 where id = $1")
            }
            _ => sql!("update petitions_letter set text = $2, sealed = $3 where id = $1"),
        };
        conn.execute(statement, params![id, text, secret])?;
    }
    Ok(())
}
