//! Reports about the director are kept for the years of the day on which they were passed on, and destroyed once the
//! archives authority approved (檔案法 §12; 個人資料保護法 §11 III). On no list that the director makes they stand.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use foundation::rules;
use jiff::civil::Date;
use office::rule_book::RuleBook;

use crate::model::Passed;
use crate::rules::keeping::{self, PASSED};
use crate::store::{Act, passed};

/// The last day on which a report is kept; nothing where it is kept for ever.
pub fn kept_until(book: &RuleBook, report: &Passed) -> Option<Date> {
    let on = report.received_at.date();
    let years = book.rule_on(PASSED, "", on).and_then(|rule| rule.integer()).and_then(keeping::years);
    years.map(|years| keeping::kept_until(on, years))
}

/// Whether the years of a report are over on a day.
pub fn is_over(book: &RuleBook, report: &Passed, day: Date) -> bool {
    kept_until(book, report).is_some_and(|last| last < day)
}

/// Why the letter of the archives authority is not entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such report, or a letter was entered before.
    Changed,
    /// The years of one are not over.
    Kept,
    /// The letter is older than one of them.
    Early,
}

/// The archives authority approved by its letter that these reports, by their numbers, are destroyed. All of them, or
/// none.
///
/// # Errors
/// Any database error.
pub fn approve(
    conn: &mut Conn,
    act: &Act,
    references: &[String],
    (letter, on): (&str, Date),
) -> DbResult<Result<(), Refused>> {
    let book = rules::load(conn)?;
    let mut ids = Vec::new();
    for reference in references {
        let found = passed::lock(conn, reference)?.filter(|report| report.letter_on.is_none());
        let Some(report) = found else { return Ok(Err(Refused::Changed)) };
        if !is_over(&book, &report, act.now.date()) {
            return Ok(Err(Refused::Kept));
        }
        if on < report.received_at.date() {
            return Ok(Err(Refused::Early));
        }
        ids.push(report.id);
    }
    ids.iter().try_for_each(|id| passed::approve(conn, act, id, letter, on))?;
    Ok(Ok(()))
}

/// Destroys what is approved, each in its own transaction: whatever ends the process, the next one goes on where it
/// stood, and one that cannot be destroyed stops no other.
///
/// # Errors
/// Any database error, the last one.
pub async fn destroy(centre: &Arc<Centre>) -> Result<(), JobError> {
    let mut outcome = Ok(());
    for id in centre.db.read(passed::list_approved).await? {
        let act = Act::system(centre);
        outcome = centre.db.write(move |conn: &mut Conn| passed::destroy(conn, &act, &id)).await.and(outcome);
    }
    Ok(outcome?)
}
