//! A case on which all is done is handed to the archive (歸檔, D-11): it gets its file number and the years it is kept.

use foundation::db::{Conn, DbResult};
use foundation::rules;
use jiff::civil::Date;
use office::instant::Instant;

use crate::CLASS_NUMBER;
use crate::model::{Archived, Case, Done, Kind, LetterKind, Refusal, State};
use crate::rules::keeping;
use crate::store::{self, Act, archive};

/// Hands a case to the archive, and with it those that went on in it: they are kept together, from the end of this one
/// and for the longest of their years.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, act: &Act, case: &mut Case) -> Done<()> {
    let Some(ended_at) = case.closed_at.filter(|_| case.state != State::Merged) else {
        return Ok(Err(Refusal::Illegal));
    };
    let mut together = store::list_merged(conn, &case.reference)?;
    for merged in &together {
        let letters = store::list_letters(conn, act, &merged.id)?;
        if letters.iter().any(|letter| letter.kind == LetterKind::Reply && letter.sent_at.is_none()) {
            return Ok(Err(Refusal::Pending));
        }
    }
    let mut years = years(conn, case, act.now.date())?;
    for merged in &together {
        let own = self::years(conn, merged, act.now.date())?;
        // What is kept for ever has no years.
        years = years.zip(own).map(|(one, other)| one.max(other));
    }
    if let Err(refusal) = archive::add(conn, act, case, &as_kept(act, case, ended_at, years))? {
        return Ok(Err(refusal));
    }
    for merged in &mut together {
        let archived = as_kept(act, merged, ended_at, years);
        if let Err(refusal) = archive::add(conn, act, merged, &archived)? {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(()))
}

fn as_kept(act: &Act, case: &Case, ended_at: Instant, years: Option<i64>) -> Archived {
    let class = act.centre.setting(CLASS_NUMBER.0);
    Archived {
        file_number: keeping::file_number(case.clock.received_on, &class, &case.reference),
        ended_at,
        years,
        kept_until: years.map(|years| keeping::kept_until(ended_at.date(), years)),
    }
}

/// The longer years of the day of receipt and of today; nothing where one of them never ends.
fn years(conn: &mut Conn, case: &Case, today: Date) -> DbResult<Option<i64>> {
    let then = years_on(conn, case.kind, case.clock.received_on)?;
    Ok(then.zip(years_on(conn, case.kind, today)?).map(|(then, now)| then.max(now)))
}

/// The years for which cases of a kind are kept by the rule of a day.
///
/// # Errors
/// Any database error.
pub fn years_on(conn: &mut Conn, kind: Kind, day: Date) -> DbResult<Option<i64>> {
    let rule = rules::rule_on(conn, keeping::rule(kind), day)?;
    Ok(rule.and_then(|rule| rule.integer()).and_then(keeping::years))
}
