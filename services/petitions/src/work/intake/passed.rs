//! Which messages are about the director, and are passed on.

use foundation::db::{Conn, DbResult};

use super::Arrived;
use super::thread::{self, Target};
use crate::rules::mail::own_words;
use crate::store::Act;
use crate::work::passed;

/// What reports wrongdoing, or goes on with a case that does, and names the director, goes to the superior agency where
/// that can be, as a report of its own; its sender gets a link to how it stands. So does whatever goes on with one,
/// though it names nobody.
///
/// # Errors
/// Any database error.
pub(super) fn pass_on(conn: &mut Conn, act: &Act, arrived: &Arrived, target: &Target) -> DbResult<bool> {
    let (mail, said) = (&arrived.mail, &arrived.said);
    // What a message quotes of ours is not told by who answers it.
    let text = match target.case() {
        Some(_) => own_words(&mail.text),
        None => mail.text.clone(),
    };
    let reports = said.nature.is_confidential() || target.case().is_some_and(|c| c.nature.is_confidential());
    let is_told = reports && passed::names_director(conn, &format!("{} {text}", mail.subject))?;
    if !is_told && !thread::goes_on_with_passed(conn, mail)? {
        return Ok(false);
    }
    let Some(shelter) = passed::shelter(conn, &act.centre)? else { return Ok(false) };
    let told = super::new_of(conn, act, arrived, None, true)?.told;
    let reference = passed::pass_on(conn, act, &shelter, &told, &arrived.kept)?;
    if super::answers(conn, act, mail)? {
        passed::acknowledge(conn, act, &told.email, &reference)?;
    }
    Ok(true)
}
