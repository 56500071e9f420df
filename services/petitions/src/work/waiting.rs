//! Waiting for the petitioner or for another agency: the clock stands still meanwhile if the rule of the case says
//! so, and goes on when nobody is waited for any more.

use foundation::db::{Conn, DbResult};
use foundation::rules;
use jiff::ToSpan;
use jiff::civil::Date;
use office::rule_book::RuleVersion;

use super::{acts, recount};
use crate::model::{Case, Clock, Consultation, Done, Refusal, State};
use crate::rules::clock::Awaited;
use crate::store::{self, Act};

/// The word of the rules by which the clock stands still.
pub const STOPS: &str = "stops";

/// Whether the clock of a case stands still while somebody is waited for, by the versions of the rules it keeps;
/// a case older than the rule knows none and goes on.
///
/// # Errors
/// Any database error.
pub fn stops(conn: &mut Conn, case: &Case, awaited: Awaited) -> DbResult<bool> {
    if awaited == Awaited::Petitioner {
        return Ok(case.clock.stops);
    }
    let of_rule = |version: &&str| version.split_once('@').is_some_and(|(key, _)| key == awaited.rule());
    let Some(version) = case.clock.rules.split(' ').find(of_rule) else { return Ok(false) };
    let rule = rules::version(conn, &RuleVersion::kept(version))?;
    Ok(rule.is_some_and(|rule| rule.text() == Some(STOPS)))
}

/// Somebody is waited for from the day after they were asked; `about` is the consultation, empty for the
/// petitioner.
///
/// # Errors
/// Any database error.
pub fn begin(conn: &mut Conn, case: &Case, awaited: Awaited, about: &str, asked_on: Date) -> DbResult<()> {
    if stops(conn, case, awaited)? {
        store::start_stop(conn, &case.id, asked_on.saturating_add(1.day()), awaited, about)?;
    }
    Ok(())
}

/// What was waited for came on a day, which counts again.
///
/// # Errors
/// Any database error.
pub fn end(
    conn: &mut Conn,
    act: &Act,
    case: &mut Case,
    awaited: Awaited,
    about: &str,
    came_on: Date,
) -> DbResult<()> {
    let last = came_on.saturating_sub(1.day());
    if store::end_stop(conn, &case.id, last, awaited, about)? { run(conn, act, case) } else { Ok(()) }
}

/// Nobody is waited for any more, because the case goes on without.
///
/// # Errors
/// Any database error.
pub fn end_all(conn: &mut Conn, act: &Act, case: &mut Case) -> DbResult<()> {
    let last = act.now.date().saturating_sub(1.day());
    if store::end_stops(conn, &case.id, last)? { run(conn, act, case) } else { Ok(()) }
}

/// The clock runs again: counted, and noted in the trail with the day before and after.
fn run(conn: &mut Conn, act: &Act, case: &mut Case) -> DbResult<()> {
    let before = case.clone();
    recount(conn, case, act.now.date())?;
    store::save(conn, act, &before, case, "resumed", "")
}

/// Keeps a new case whose clock ran, stood still and was extended as that of another one did: what its petitioner
/// was told holds.
///
/// # Errors
/// Any database error.
pub fn add_like(conn: &mut Conn, act: &Act, new: &mut Case, like: &Case) -> DbResult<()> {
    new.clock = Clock { received_on: new.clock.received_on, ..like.clock.clone() };
    (new.grade, new.extensions) = (like.grade, like.extensions);
    store::add(conn, act, new)?;
    store::take_stops(conn, &like.id, &new.id)?;
    store::end_stops(conn, &new.id, act.now.date().saturating_sub(1.day()))?;
    Ok(())
}

/// Keeps a new case in which one goes on that was merged: by the limit of the case it was merged into where that is
/// later, for its petitioner was told so, else by its own.
///
/// # Errors
/// Any database error.
pub fn add_again(conn: &mut Conn, act: &Act, new: &mut Case, merged: &Case, lead: &Case) -> DbResult<()> {
    let own = super::due(conn, merged, act.now.date())?.on;
    add_like(conn, act, new, if lead.due_on > own { lead } else { merged })
}

/// Another agency is asked about the matter.
///
/// # Errors
/// Any database error.
pub fn ask(
    conn: &mut Conn,
    act: &Act,
    case: &mut Case,
    agency: &str,
    matter: &str,
    asked_on: Date,
) -> Done<()> {
    if !case.state.is_open() || case.state == State::Approved {
        return Ok(Err(Refusal::Illegal));
    }
    if asked_on < case.clock.received_on {
        return Ok(Err(Refusal::Backdated));
    }
    let new = Consultation {
        id: act.id().into_string(),
        agency: agency.to_owned(),
        matter: matter.to_owned(),
        answer: String::new(),
        asked_on,
        asked_by: act.who().to_owned(),
        asked_at: act.now,
        answered_on: None,
        answered_by: String::new(),
    };
    store::add_consultation(conn, act, case, &new)?;
    begin(conn, case, Awaited::Agency, &new.id, asked_on)?;
    let before = case.clone();
    recount(conn, case, act.now.date())?;
    store::save(conn, act, &before, case, "agency_asked", agency)?;
    Ok(Ok(()))
}

/// It answered, about this case or one that goes on in it.
///
/// # Errors
/// Any database error.
pub fn answered(conn: &mut Conn, act: &Act, case: &Case, id: &str, on: Date, text: &str) -> Done<()> {
    let mut found = None;
    for of in [case.clone()].into_iter().chain(acts::shown_with(conn, act, case)?) {
        let all = store::list_consultations(conn, act, &of.id)?;
        found = found.or(all.into_iter().find(|asked| asked.id == id).map(|asked| (of, asked)));
    }
    let Some((mut of, asked)) = found else { return Ok(Err(Refusal::Illegal)) };
    if on < asked.asked_on {
        return Ok(Err(Refusal::Unasked));
    }
    if !store::answer_consultation(conn, act, &of, id, on, text)? {
        return Ok(Err(Refusal::Changed));
    }
    store::save(conn, act, &of, &of, "agency_answered", &asked.agency)?;
    // The clock of what has ended moves no more.
    if of.state.is_open() {
        end(conn, act, &mut of, Awaited::Agency, id, on)?;
    }
    Ok(Ok(()))
}
