//! Cases whose years are over (D-11): nothing is destroyed before every unit said what it thinks and the archives
//! authority approved.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::{self, JobError, NewJob};
use jiff::civil::Date;

use crate::model::{Case, Destruction, NoteKind, Stage};
use crate::store::destruction::{self, DESTROY};
use crate::store::{self, Act};

/// The letter by which the archives authority approved a list.
#[derive(Debug, Clone)]
pub struct Approval {
    /// Name of the authority.
    pub agency: String,
    /// Number of its letter.
    pub letter: String,
    /// The day of its letter.
    pub on: Date,
}

/// Why an approval is not entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such list, or it was approved or dropped before.
    Changed,
    /// A unit whose cases are on it did not say what it thinks.
    Unheard,
    /// The letter is older than the list.
    Early,
}

/// The list was approved: from now on its cases are destroyed.
///
/// # Errors
/// Any database error.
pub fn approve(
    conn: &mut Conn,
    act: &Act,
    list_id: &str,
    approval: &Approval,
) -> DbResult<Result<(), Refused>> {
    let listed = destruction::lock_list(conn, list_id)?.filter(|list| list.stage == Stage::Listed);
    let Some(list) = listed else { return Ok(Err(Refused::Changed)) };
    if approval.on < list.made_at.date() {
        return Ok(Err(Refused::Early));
    }
    let opinions = destruction::list_opinions(conn, list_id)?;
    let sections = destruction::count_cases(conn, list_id)?;
    let is_heard = |section: &str| opinions.iter().any(|opinion| opinion.section == section);
    if !sections.iter().all(|(section, ..)| is_heard(section)) {
        return Ok(Err(Refused::Unheard));
    }
    let approved = Destruction {
        stage: Stage::Approved,
        agency: approval.agency.clone(),
        letter: approval.letter.clone(),
        approved_on: Some(approval.on),
        recorded_by: act.who().to_owned(),
        ..list
    };
    destruction::change_list(conn, act, &approved, "destruction_approved")?;
    add_job(conn, act, list_id)?;
    Ok(Ok(()))
}

/// The list was not approved, or is to be made anew; says whether it could be dropped.
///
/// # Errors
/// Any database error.
pub fn drop_list(conn: &mut Conn, act: &Act, list_id: &str) -> DbResult<bool> {
    let listed = destruction::lock_list(conn, list_id)?.filter(|list| list.stage == Stage::Listed);
    let Some(list) = listed else { return Ok(false) };
    destruction::drop_cases(conn, list_id)?;
    destruction::change_list(
        conn,
        act,
        &Destruction { stage: Stage::Dropped, ..list },
        "destruction_dropped",
    )?;
    Ok(true)
}

/// A case on which work ended is kept, whatever its years, as when somebody disputes it; the reason stays with it.
///
/// # Errors
/// Any database error.
pub fn hold(conn: &mut Conn, act: &Act, case: &Case, why: &str) -> DbResult<bool> {
    if case.closed_at.is_none() || destruction::is_held(conn, &case.id)? {
        return Ok(false);
    }
    store::add_note(conn, act, case, NoteKind::Internal, why)?;
    destruction::hold(conn, act, case)?;
    Ok(true)
}

/// Destroys what is approved, one case after the other, each in its own transaction: whatever ends the process, the
/// next one goes on where it stood. After some of them other work has its turn.
///
/// # Errors
/// Any database error.
pub async fn destroy(centre: &Arc<Centre>, list_id: String) -> Result<(), JobError> {
    let asked = list_id.clone();
    let left = centre.db.read(move |conn| destruction::list_left(conn, &asked)).await?;
    for case_id in left {
        let (act, list_id) = (Act::system(centre), list_id.clone());
        let body = move |conn: &mut Conn| destruction::destroy(conn, &act, &list_id, &case_id);
        centre.db.write(body).await?;
    }
    let act = Act::system(centre);
    let go_on = move |conn: &mut Conn| match destruction::list_left(conn, &list_id)?.is_empty() {
        true => destruction::end_list(conn, &act, &list_id),
        false => add_job(conn, &act, &list_id),
    };
    Ok(centre.db.write(go_on).await?)
}

fn add_job(conn: &mut Conn, act: &Act, list_id: &str) -> DbResult<()> {
    let job = NewJob { kind: DESTROY, unique_key: None, payload: list_id.to_owned(), run_at: act.now };
    jobs::add(conn, &[act.id()], act.now, &[job])
}
