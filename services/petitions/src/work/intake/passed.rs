//! Which messages are about the director, and are passed on.

use foundation::db::{Conn, DbError, DbResult};

use super::Arrived;
use super::thread::{self, OfPassed, Target};
use crate::model::Deed;
use crate::rules::mail::{Sort, own_words};
use crate::store::Act;
use crate::store::passed::note;
use crate::work::passed::{self, Shelter};

/// What reports wrongdoing, or goes on with a case that does, and names the director, goes to the superior agency where
/// that can be, as a report of its own; its sender gets a link to how it stands. So does whatever goes on with one,
/// though it names nobody. Who answers what was written of one is heard by the person of trust alone, and what a
/// machine answers is only noted with it.
///
/// # Errors
/// Any database error; what goes on with a report while nobody is named who reads it waits.
pub(super) fn pass_on(conn: &mut Conn, act: &Act, arrived: &Arrived, target: &Target) -> DbResult<bool> {
    let (mail, of_passed) = (&arrived.mail, thread::of_passed(conn, &arrived.mail)?);
    // A report that looks like spam is not for the director to look at either.
    let is_told = matches!(mail.sort, Sort::Person | Sort::Spam);
    if matches!(of_passed, OfPassed::No) && !(is_told && reports(conn, arrived, target)?) {
        return Ok(false);
    }
    let shelter = match (passed::shelter(conn, &act.centre)?, &of_passed) {
        (Some(shelter), _) => shelter,
        (None, OfPassed::No) => return Ok(false),
        (None, _) => {
            return Err(DbError::Statement("nobody is named who reads reports about the director".into()));
        }
    };
    match of_passed {
        OfPassed::GoesOn(report) if !is_told => {
            report.map_or(Ok(()), |id| note(conn, act, &id, Deed::Machine))
        }
        OfPassed::Answers(id) if !is_told => note(conn, act, &id, Deed::Machine),
        OfPassed::Answers(id) => {
            passed::hand_on(conn, act, &shelter, &id, (&mail.from, &own_words(&mail.text)))
        }
        OfPassed::No | OfPassed::GoesOn(_) => report(conn, act, arrived, &shelter),
    }?;
    Ok(true)
}

/// Whether a message reports wrongdoing, itself or with the case it goes on with, and names the director.
fn reports(conn: &mut Conn, arrived: &Arrived, target: &Target) -> DbResult<bool> {
    let (mail, said) = (&arrived.mail, &arrived.said);
    // What a message quotes of ours is not told by who answers it.
    let text = match target.case() {
        Some(_) => own_words(&mail.text),
        None => mail.text.clone(),
    };
    let reports = said.nature.is_confidential() || target.case().is_some_and(|c| c.nature.is_confidential());
    Ok(reports && passed::names_director(conn, &format!("{} {text}", mail.subject))?)
}

fn report(conn: &mut Conn, act: &Act, arrived: &Arrived, shelter: &Shelter) -> DbResult<()> {
    let told = super::new_of(conn, act, arrived, None, true)?.told;
    let reference = passed::pass_on(conn, act, shelter, &told, &arrived.kept)?;
    if super::answers(conn, act, &arrived.mail)? {
        passed::acknowledge(conn, act, &told.email, &reference)?;
    }
    Ok(())
}
