//! The end of keeping (個人資料保護法 §11 III): what the notice promises to keep until some years after a
//! course is erased then, without anybody asking; rows, states and counts stay.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use foundation::trail::{self, Actor, Entry};
use foundation::{mail, rules, sealed};
use jiff::Span;
use office::instant::Instant;
use office::rule_book::{Rule, RuleBook};

use crate::planning::COURSE;
use crate::settle::REGISTRATION;
use crate::store;

/// The rule with the years after a course for which its registrations are kept.
pub const KEEP: &str = "courses.keep_years";
/// Registrations erased with one commit.
const CHUNK: i64 = 200;

/// A step of the job `courses.purge`.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn run(centre: &Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    for course_id in centre.db.read(move |conn| list_due(conn, now)).await? {
        let held = course_id.clone();
        let erase = move |conn: &mut Conn| {
            store::held::erase(conn, &held)?;
            store::entry::change_listed(conn, &held, &[])
        };
        centre.db.write(erase).await?;
        loop {
            let (course_id, id) = (course_id.clone(), centre.chance.id(now));
            let erase = move |conn: &mut Conn| {
                let ids = store::own::list_unerased_of(conn, &course_id, CHUNK)?;
                if ids.is_empty() {
                    return Ok(false);
                }
                parties(conn, &ids, now)?;
                let after = Some(serde_json::json!({ "parties": ids.len() }).to_string());
                let entry = Entry { after, ..Entry::new(COURSE, &course_id, "parties-erased") };
                trail::add(conn, std::slice::from_ref(&id), now, &Actor::system(), &[entry])?;
                Ok(true)
            };
            if !centre.db.write(erase).await? {
                break;
            }
        }
    }
    Ok(())
}

/// Takes out of these registrations who they were, with their letters and what was sealed for them.
///
/// # Errors
/// Any database error.
pub fn parties(conn: &mut Conn, ids: &[String], now: Instant) -> DbResult<()> {
    mail::drop_of(conn, REGISTRATION, ids)?;
    for (seat_id, record) in store::hours::list_sealed_of(conn, ids)? {
        sealed::destroy(conn, &store::hours::place(&seat_id, record))?;
        store::hours::purge(conn, &seat_id, record, now)?;
    }
    for line in store::hours::list_sealed_lines_of(conn, ids)? {
        crate::after::hours::destroy_line(conn, &line)?;
    }
    store::own::erase_own(conn, ids, now)
}

/// Courses whose registrations have had their time, by the rule that held when the course was over: no
/// later one keeps longer what was told to be kept shorter.
fn list_due(conn: &mut Conn, now: Instant) -> DbResult<Vec<String>> {
    let book = rules::load(conn)?;
    let all = book.rules().iter().filter(|rule| rule.key == KEEP).filter_map(Rule::integer);
    let Some(before) = all.min().and_then(|years| over_before(now, years)) else { return Ok(Vec::new()) };
    let ended = store::own::list_unerased(conn, before)?;
    let is_due = |ended: &Instant| {
        years_of(&book, *ended)
            .and_then(|years| over_before(now, years))
            .is_some_and(|before| *ended < before)
    };
    Ok(ended.into_iter().filter(|(_, ended)| is_due(ended)).map(|(id, _)| id).collect())
}

fn years_of(book: &RuleBook, ended: Instant) -> Option<i64> {
    book.rule_on(KEEP, "", ended.date())?.integer()
}

/// What was over before this moment has had its years.
fn over_before(now: Instant, years: i64) -> Option<Instant> {
    let span = Span::new().try_years(years.max(0)).ok()?;
    Instant::start_of(now.date().checked_sub(span).ok()?)
}
