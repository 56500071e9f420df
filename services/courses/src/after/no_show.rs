//! The rule on not coming as it holds in this centre, and the job that counts (R55).

use std::collections::BTreeSet;
use std::sync::Arc;

use foundation::cache::Shelf;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::{self, JobError, NewJob};
use foundation::rules;
use foundation::trail::{self, Actor, Entry};
use jiff::ToSpan;
use jiff::civil::Date;
use office::instant::Instant;
use office::rule_book::RuleBook;

use crate::matter;
use crate::model::{Course, Status};
use crate::rules::no_show::{Case, KEYS, Rule, State};
use crate::settle::REGISTRATION;
use crate::store::no_show as store;

/// How long after its end a course is still looked at, in days: a rule that is added later, or a
/// centre that was off for a while, does not dig in the past.
const LOOK_DAYS: i64 = 30;

/// The rule on a day, and the names of its versions, which a case keeps (X1).
///
/// # Errors
/// Any database error.
pub fn rule_on(conn: &mut Conn, day: Date) -> DbResult<(Rule, String)> {
    Ok(of_book(&rules::load(conn)?, day))
}

fn of_book(book: &RuleBook, day: Date) -> (Rule, String) {
    let held = KEYS.map(|key| book.rule_on(key, "", day));
    let [absent, late, limit, delay, keep, grace] = held.map(|r| r.and_then(|r| r.integer()).unwrap_or(0));
    let rule = Rule {
        absent_points: absent,
        late_points: late,
        limit_points: limit,
        delay_hours: delay,
        keep_days: keep,
        grace_hours: grace,
        since: held.iter().flatten().map(|r| r.effective_from).max(),
    };
    let versions: Vec<String> = held.iter().flatten().map(|r| r.version().to_string()).collect();
    (rule, versions.join(" "))
}

/// The rule that holds on a day, to be told on pages; the book is kept until it changes, so that a form
/// that thousands open asks no store.
///
/// # Errors
/// Any database error.
pub async fn rule_for(centre: &Centre, now: Instant, day: Date) -> DbResult<Rule> {
    let shelf = centre.room::<Shelf<RuleBook>>().unwrap_or_else(|| {
        let shelf = Arc::new(Shelf::default());
        centre.put(shelf.clone());
        shelf
    });
    if let Some(book) = shelf.find("", now) {
        return Ok(of_book(&book, day).0);
    }
    let stamp = centre.cache.stamp(&[rules::TOPIC]);
    let book = shelf.keep(String::new(), stamp, centre.db.read(rules::load).await?);
    Ok(of_book(&book, day).0)
}

/// The points that each person of a party gets for giving its seat back now; nothing in time.
///
/// # Errors
/// Any database error.
pub async fn late_points(centre: &Centre, now: Instant, course: &Course, status: Status) -> DbResult<i64> {
    if status != Status::Confirmed || now < course.change_until {
        return Ok(0);
    }
    let rule = rule_for(centre, now, course.ends_at.date()).await?;
    Ok(if rule.is_on() { rule.late_points } else { 0 })
}

/// The job `courses.count_no_shows`, every hour: looks once at each course that has ended.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn count(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let from = now.plus_seconds(-LOOK_DAYS * 24 * 3600);
    let ended = centre.db.read(move |conn| store::list_to_look(conn, from, now)).await?;
    for (course_id, ends_at) in ended {
        let inner = centre.clone();
        centre.db.write(move |conn| look(conn, &inner, &course_id, ends_at)).await?;
    }
    centre.work_waits.notify_one();
    Ok(())
}

/// Looks at one course under the rule of the day it ended.
fn look(conn: &mut Conn, centre: &Centre, course_id: &str, ends_at: Instant) -> DbResult<()> {
    let now = centre.clock.now();
    let (rule, versions) = rule_on(conn, ends_at.date())?;
    if now < ends_at.plus_seconds(rule.grace_hours * 3600) || !store::note_look(conn, course_id, now)? {
        return Ok(());
    }
    if !rule.is_on() {
        return Ok(());
    }
    let until_on = now.date().checked_add(rule.keep_days.days()).unwrap_or(Date::MAX);
    let mut parties = BTreeSet::new();
    for missed in store::list_missed(conn, course_id, &matter::cannot_come(centre))? {
        let points = rule.points(missed.kind);
        let (limit_points, delay_hours) = (rule.limit_points, rule.delay_hours);
        let case = Case { points, until_on, state: State::Counted, limit_points, delay_hours };
        let id = centre.chance.id(now);
        if points <= 0 || !store::add(conn, id.as_str(), course_id, &missed, &case, (&versions, now))? {
            continue;
        }
        let after = serde_json::json!({"kind": missed.kind.code(), "points": points, "rule": versions});
        let entry = Entry {
            after: Some(after.to_string()),
            ..Entry::new(REGISTRATION, &missed.registration_id, "no-show-counted")
        };
        trail::add(conn, &[centre.chance.id(now)], now, &Actor::system(), &[entry])?;
        parties.insert(missed.registration_id);
    }
    for party in parties {
        let payload = format!("no-show:{party}");
        let job = NewJob { kind: "courses.write", unique_key: None, payload, run_at: now };
        jobs::add(conn, &[centre.chance.id(now)], now, &[job])?;
    }
    Ok(())
}
