//! A case becomes confidential, or is so no more: all its texts are sealed or opened, its messages and the
//! names of its files are hidden.

use foundation::db::{Conn, DbResult, Row};
use foundation::files;
use foundation::jobs::{self, NewJob};
use foundation::{mail, params, sealed, sql};

use super::papers::{self, keep, place_of, read};
use super::{Act, MATTER, case};
use crate::model::{Case, NoteKind};

/// The job that seals the files of a case.
pub const SEAL: &str = "petitions.seal";

/// Has the files of a secret case sealed that may lie open: it became secret, or did while a file was on its way.
///
/// # Errors
/// Any database error.
pub fn seal_later(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<()> {
    let job = NewJob { kind: SEAL, unique_key: None, payload: case_id.to_owned(), run_at: act.now };
    jobs::add(conn, &[act.id()], act.now, &[job])
}

/// Changes whether an open case is confidential; its papers follow, and what goes on in it.
///
/// # Errors
/// Any database error.
pub fn change_secrecy(conn: &mut Conn, act: &Act, case: &mut Case, secret: bool) -> DbResult<()> {
    if case.confidential == secret {
        return Ok(());
    }
    let record = papers::find_record(conn, act, &case.id)?;
    case.confidential = secret;
    case::tell(conn, act, case)?;
    change_texts(conn, act, case, false)?;
    super::waiting::change_texts(conn, act, case)?;
    if let Some(record) = record {
        papers::change_record(conn, act, case, &record)?;
        if !secret {
            destroy(conn, &papers::record_places(&case.id))?;
        }
    }
    if !secret {
        return Ok(());
    }
    hide(conn, act, case)?;
    for mut merged in case::list_merged(conn, &case.reference)? {
        case::open(conn, act, &mut merged)?;
        change_secrecy(conn, act, &mut merged, secret)?;
    }
    Ok(())
}

fn destroy(conn: &mut Conn, places: &[String]) -> DbResult<()> {
    places.iter().try_for_each(|place| sealed::destroy(conn, place).map(|_| ()))
}

/// Texts, remarks and proofs, all of them or those that lie open; each row with its table, field, id, what stands there
/// and whether it is sealed. Says whether there was one.
pub(super) fn change_texts(conn: &mut Conn, act: &Act, case: &Case, bare: bool) -> DbResult<bool> {
    let rows = conn.rows(
        sql!(
            "select 'petitions_note', 'text', id, text, sealed from petitions_note
             where case_id = $1 and (not $2 or (not sealed and text <> ''))
             union all select 'petitions_proposal', 'text', id, text, sealed from petitions_proposal
             where case_id = $1 and (not $2 or (not sealed and text <> ''))
             union all select 'petitions_proposal', 'remark', id, remark, remark_sealed from petitions_proposal
             where case_id = $1 and (not $2 or (not remark_sealed and remark <> ''))
             union all select 'petitions_letter', 'text', id, text, sealed from petitions_letter
             where case_id = $1 and (not $2 or (not sealed and text <> ''))
             union all select 'petitions_letter', 'proof', id, proof, proof_sealed from petitions_letter
             where case_id = $1 and (not $2 or (not proof_sealed and proof <> '' and sent_by <> 'system'))"
        ),
        params![case.id, bare],
    )?;
    rows.iter().try_for_each(|row| change_text(conn, act, case, row))?;
    Ok(!rows.is_empty())
}

/// One of them is sealed or opened, as its case is.
fn change_text(conn: &mut Conn, act: &Act, case: &Case, row: &Row) -> DbResult<()> {
    let (table, field): (String, String) = (row.get(0)?, row.get(1)?);
    let id: String = row.get(2)?;
    let place = place_of(&table, &id, &field);
    let plain = read(conn, act, row.get(4)?, &place, row.get(3)?)?;
    if !case.confidential {
        sealed::destroy(conn, &place)?;
    }
    let text = keep(conn, act, case.confidential, &place, &plain)?;
    let statement = match (table.as_str(), field.as_str()) {
        ("petitions_note", _) => sql!("update petitions_note set text = $2, sealed = $3 where id = $1"),
        ("petitions_proposal", "text") => {
            sql!("update petitions_proposal set text = $2, sealed = $3 where id = $1")
        }
        ("petitions_proposal", _) => {
            sql!("update petitions_proposal set remark = $2, remark_sealed = $3 where id = $1")
        }
        (_, "text") => sql!("update petitions_letter set text = $2, sealed = $3 where id = $1"),
        _ => sql!("update petitions_letter set proof = $2, proof_sealed = $3 where id = $1"),
    };
    conn.execute(statement, params![id, text, case.confidential])?;
    Ok(())
}

/// What lies outside the texts of a case that became secret: its messages, the names of its files, and what the
/// petitioner said afterwards in own words.
pub(super) fn hide(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    mail::hide_of(conn, MATTER, &case.id)?;
    seal_later(conn, act, &case.id)?;
    for (file, number) in files::list_of(conn, MATTER, &case.id)?.iter().zip(1..) {
        files::rename(conn, &file.id, &nameless(&file.name, number))?;
    }
    if let Some(answer) = papers::find_answer(conn, &case.id)?.filter(|answer| !answer.words.is_empty()) {
        papers::add_note(conn, act, case, NoteKind::Supplement, &answer.words)?;
        conn.execute(sql!("update petitions_answer set words = '' where case_id = $1"), params![case.id])?;
    }
    Ok(())
}

/// The name of a file of a secret case: its number and what kind it is.
pub fn nameless(name: &str, number: usize) -> String {
    format!("{number}.{}", name.rsplit('.').next().unwrap_or_default())
}
