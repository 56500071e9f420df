//! What of confidential cases lies open is sealed afterwards: an earlier version kept the oral record, remarks,
//! proofs, the source and attachments as they were written.

use foundation::db::{Conn, DbResult};
use foundation::trail::Entry;
use foundation::{params, sealed, sql};

use super::case::{self, find, open, tell};
use super::secrecy::{change_texts, hide};
use super::{Act, MATTER, papers};
use crate::model::Case;

/// Ids of confidential cases after this one, at most 200, and those of them of which something lies open.
///
/// # Errors
/// Any database error.
pub fn list_secret(conn: &mut Conn, after: &str) -> DbResult<(Vec<String>, Vec<String>)> {
    let rows = conn.rows(
        sql!("select id from petitions_case where confidential and id > $1 order by id limit 200"),
        params![after],
    )?;
    let all = rows.iter().map(|r| r.get(0)).collect::<DbResult<Vec<String>>>()?;
    let rows = conn.rows(
        sql!(
            "select id from petitions_case where id = any($1) and (sealed is null or source <> '')
             union select case_id from petitions_record where case_id = any($1) and not sealed
             and (place <> '' or objections <> '' or signature <> '')
             union select case_id from petitions_note where case_id = any($1) and not sealed and text <> ''
             union select case_id from petitions_proposal where case_id = any($1)
             and ((not sealed and text <> '') or (not remark_sealed and remark <> ''))
             union select case_id from petitions_letter where case_id = any($1)
             and ((not sealed and text <> '') or (not proof_sealed and proof <> '' and sent_by <> 'system'))
             union select case_id from petitions_answer where case_id = any($1) and words <> ''
             union select matter_id from foundation_mail where matter = 'petitions_case' and matter_id = any($1)
             and not secret and (unique_key like 'petitions:letter:%' or unique_key like 'petitions:confirm:%')
             union select f.matter_id from foundation_file f where f.matter = 'petitions_case'
             and f.matter_id = any($1) and not exists (
                select 1 from foundation_record_key k where k.place = 'foundation_file/' || f.id || '/bytes')"
        ),
        params![all],
    )?;
    let bare = rows.iter().map(|r| r.get(0)).collect::<DbResult<Vec<String>>>()?;
    Ok((all, bare))
}

/// Seals what of a confidential case lies open. What is sealed is left as it is, so that this may be done again; a text
/// whose key was destroyed stays destroyed.
///
/// # Errors
/// Any database error.
pub fn seal_open(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    let Some(mut case) = find(conn, id)?.filter(|case| case.confidential) else { return Ok(()) };
    let (told, record) = (seal_told(conn, act, &mut case)?, seal_record(conn, act, &case)?);
    let texts = change_texts(conn, act, &case, true)?;
    hide(conn, act, &case)?;
    if told || record || texts {
        act.note(conn, Entry::new(MATTER, id, "sealed"))?;
    }
    Ok(())
}

/// What was told and where it was read, unless that is sealed and cannot be opened.
fn seal_told(conn: &mut Conn, act: &Act, case: &mut Case) -> DbResult<bool> {
    if let Some(text) = &case.sealed {
        let opens = sealed::open(conn, &act.centre.keys, &case::place(&case.id), text)?.is_some();
        if case.source.is_empty() || !opens {
            return Ok(false);
        }
    }
    open(conn, act, case)?;
    tell(conn, act, case)?;
    Ok(true)
}

fn seal_record(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<bool> {
    let bare = conn.first(
        sql!(
            "select case_id from petitions_record where case_id = $1 and not sealed
             and (place <> '' or objections <> '' or signature <> '')"
        ),
        params![case.id],
    )?;
    match (bare, papers::find_record(conn, act, &case.id)?) {
        (Some(_), Some(record)) => papers::change_record(conn, act, case, &record).map(|()| true),
        _ => Ok(false),
    }
}
