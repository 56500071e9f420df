//! Cases whose years are over (D-11): nothing is destroyed before every unit said what it thinks and the archives
//! authority approved.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use jiff::civil::Date;

use crate::model::{Case, Destruction, NoteKind, Stage};
use crate::store::{self, Act, destroyed, destruction};

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
    Ok(Ok(()))
}

/// The list was not approved, or is to be made anew. Nothing happens where it was approved or dropped before.
///
/// # Errors
/// Any database error.
pub fn drop_list(conn: &mut Conn, act: &Act, list_id: &str) -> DbResult<()> {
    let listed = destruction::lock_list(conn, list_id)?.filter(|list| list.stage == Stage::Listed);
    let Some(list) = listed else { return Ok(()) };
    destruction::drop_cases(conn, list_id)?;
    destruction::change_list(conn, act, &Destruction { stage: Stage::Dropped, ..list }, "destruction_dropped")
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
/// next one goes on where it stood. After some of them other work has its turn, and one that cannot be destroyed stops
/// no other.
///
/// # Errors
/// Any database error, the last one.
pub async fn destroy(centre: &Arc<Centre>) -> Result<(), JobError> {
    let mut outcome = Ok(());
    for (list_id, case_id) in centre.db.read(destroyed::list_left).await? {
        let act = Act::system(centre);
        let body = move |conn: &mut Conn| destroyed::destroy(conn, &act, &list_id, &case_id);
        outcome = centre.db.write(body).await.and(outcome);
    }
    for list_id in centre.db.read(destroyed::list_carried_out).await? {
        let act = Act::system(centre);
        centre.db.write(move |conn: &mut Conn| destroyed::end_list(conn, &act, &list_id)).await?;
    }
    Ok(outcome?)
}
