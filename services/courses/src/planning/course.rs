//! One course: made, changed, announced, taken back, called off, hidden behind a link.

use foundation::db::{Conn, DbResult};
use office::instant::Instant;

use super::{Act, Done, Refused, Values, lock, next_change};
use crate::model::{Course, CourseStatus, Session};
use crate::questions::{self, Kind, Question};
use crate::rules::plan::Span;
use crate::rules::questions::newly_special;
use crate::staff::course_fields::{Fields, differences, values_of};
use crate::store;
use crate::store::draw::Draw;
use crate::store::entry::Pick;

/// Lets one after the other make courses, until the transaction ends: what is looked for before (the same
/// course, the word of an address) stays true.
///
/// # Errors
/// Any database error.
pub fn one_at_a_time(conn: &mut Conn) -> DbResult<()> {
    conn.pass_alone(&["courses are made".to_owned()])
}

/// Makes a course with its sessions, as a draft; answers its id.
///
/// # Errors
/// Any database error.
pub fn create(conn: &mut Conn, act: &Act, fields: &Fields, spans: &[Span]) -> DbResult<String> {
    one_at_a_time(conn)?;
    let id = act.id();
    let course = Course {
        id: id.clone(),
        slug: free_slug(conn, &fields.course)?,
        status: CourseStatus::Draft,
        changed_at: act.now,
        ..fields.course.clone()
    };
    let sessions: Vec<Session> = (1..)
        .zip(spans)
        .map(|(number, span)| Session {
            id: act.id(),
            number,
            starts_at: span.starts_at,
            ends_at: span.ends_at,
            topic: String::new(),
            topic_en: String::new(),
            revision: 0,
            cancelled: false,
        })
        .collect();
    store::course::add(conn, &course, &sessions, fields.capacity, fields.waiting_max)?;
    let after = values_of(&course, fields.capacity, fields.waiting_max);
    act.note(conn, &id, "created", (None, Some(&after)), None)?;
    Ok(id)
}

/// A word for the address: the English title or the category, and the day; numbered when taken.
pub(super) fn free_slug(conn: &mut Conn, course: &Course) -> DbResult<String> {
    let title: String = course
        .title_en
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut words: Vec<&str> = title.split('-').filter(|w| !w.is_empty()).take(5).collect();
    if words.is_empty() {
        words.push(&course.category);
    }
    let base = format!("{}-{}", words.join("-"), course.starts_at.date().strftime("%Y%m%d"));
    let mut slug = base.clone();
    let mut number = 2;
    while store::course::find(conn, &slug)?.is_some() {
        slug = format!("{base}-{number}");
        number += 1;
    }
    Ok(slug)
}

/// Writes changed fields; refused when somebody else changed the course since `seen`.
///
/// # Errors
/// Any database error.
pub fn change(
    conn: &mut Conn,
    act: &Act,
    course_id: &str,
    seen: Option<Instant>,
    fields: &Fields,
) -> DbResult<Done<()>> {
    let Some(before) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    if seen != Some(before.changed_at) {
        return Ok(Err(Refused::Stale(Box::new(before))));
    }
    // The form holds neither state nor sessions nor questions; those stay as they are now.
    let course = Course {
        id: before.id.clone(),
        slug: before.slug.clone(),
        series_id: before.series_id.clone(),
        status: before.status,
        cancel_reason: before.cancel_reason.clone(),
        cancel_reason_en: before.cancel_reason_en.clone(),
        next_run: before.next_run.clone(),
        next_run_en: before.next_run_en.clone(),
        secret: before.secret.clone(),
        questions: before.questions.clone(),
        starts_at: before.starts_at,
        ends_at: before.ends_at,
        changed_at: next_change(before.changed_at, act.now),
        ..fields.course.clone()
    };
    let seats = store::plan::find_seats(conn, course_id, act.now)?;
    if let Some(key) = fixed_by_draw(conn, &before, &course, seats.capacity != fields.capacity)? {
        return Ok(Err(Refused::No(key, vec![])));
    }
    let old = values_of(&before, seats.capacity, seats.waiting_max);
    let new = values_of(&course, fields.capacity, fields.waiting_max);
    let (was, is) = differences(&old, &new);
    if is.is_empty() {
        return Ok(Ok(()));
    }
    store::course::change(conn, &course)?;
    store::plan::change_seats(conn, course_id, fields.capacity, fields.waiting_max)?;
    act.note(conn, course_id, "changed", (Some(&was), Some(&is)), None)?;
    act.look(conn, course_id, act.now)?;
    super::draw::look_at_end(conn, act, &course)?;
    let shown = ["title", "title_en", "place", "place_en", "address", "address_en", "online"];
    // Calendars that hold the sessions show these; after the last of them they move nobody any more.
    let is_to_come = course.status == CourseStatus::Published && course.ends_at > act.now;
    if is_to_come && shown.iter().any(|name| is.contains_key(name)) {
        store::plan::raise_revisions(conn, course_id)?;
        act.tell(conn, course_id, "moved")?;
    }
    Ok(Ok(()))
}

/// What a draw forbids to change, as a key of the words: its rules once somebody is in it, and what there
/// is to draw for between the closing of the list and the draw, when the order may be known already.
pub(super) fn fixed_by_draw(
    conn: &mut Conn,
    before: &Course,
    after: &Course,
    other_room: bool,
) -> DbResult<Option<&'static str>> {
    if !before.method.is_drawn() && !after.method.is_drawn() {
        return Ok(None);
    }
    let draw = store::draw::find(conn, &before.id)?;
    let has_begun = draw.is_pending() || !store::plan::list_live(conn, &before.id)?.is_empty();
    // As the form has them, to the minute.
    let rules = |c: &Course| (c.fill, c.opens_at.field(), c.closes_at.field());
    Ok(match () {
        () if has_begun && before.method != after.method => Some("planning-method-fixed"),
        () if has_begun && draw.drawn_at.is_none() && rules(before) != rules(after) => {
            Some("planning-draw-fixed")
        }
        () if draw.is_pending() && other_room => Some("planning-draw-pending"),
        () => None,
    })
}

/// Writes one changed course with its row in the trail.
fn write(
    conn: &mut Conn,
    act: &Act,
    before: &Course,
    course: Course,
    verb: &str,
    reason: Option<&str>,
) -> DbResult<()> {
    let course = Course { changed_at: next_change(before.changed_at, act.now), ..course };
    store::course::change(conn, &course)?;
    let state = |c: &Course| Values::from([("status", c.status.code().to_owned())]);
    let (was, is) = (state(before), state(&course));
    act.note(conn, &course.id, verb, (Some(&was), Some(&is)), reason)
}

/// What stands against announcing a course.
pub(super) fn unready(course: &Course, sessions: &[Session], draw: &Draw, now: Instant) -> Option<Refused> {
    let why = match () {
        () if sessions.iter().all(|s| s.cancelled) => "planning-no-session",
        () if course.ends_at <= now => "planning-is-over",
        () if course.method.is_drawn() && draw.source.is_empty() => "planning-no-draw-source",
        () => return None,
    };
    Some(Refused::No(why, vec![]))
}

/// Announces a draft, or takes an announced course back while nobody has registered.
///
/// # Errors
/// Any database error.
pub fn announce(conn: &mut Conn, act: &Act, course_id: &str, public: bool) -> DbResult<Done<()>> {
    let Some(before) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    match (before.status, public) {
        (CourseStatus::Draft, true) => {
            let sessions = store::course::list_sessions(conn, course_id)?;
            let draw = store::draw::find(conn, course_id)?;
            if let Some(refused) = unready(&before, &sessions, &draw, act.now) {
                return Ok(Err(refused));
            }
            super::draw::look_at_end(conn, act, &before)?;
            let course = Course { status: CourseStatus::Published, ..before.clone() };
            write(conn, act, &before, course, "published", None)?;
        }
        (CourseStatus::Published, false) => {
            if !store::plan::list_live(conn, course_id)?.is_empty() {
                return Ok(Err(Refused::No("planning-has-registrations", vec![])));
            }
            let course = Course { status: CourseStatus::Draft, ..before.clone() };
            write(conn, act, &before, course, "unpublished", None)?;
        }
        (CourseStatus::Cancelled, _) => return Ok(Err(Refused::No("planning-is-cancelled", vec![]))),
        _ => {}
    }
    Ok(Ok(()))
}

/// Why a course is called off and what is offered instead, for readers of either language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Why {
    /// The reason.
    pub reason: String,
    /// The same in English, or empty.
    pub reason_en: String,
    /// The next run, as a sentence; empty when there is none.
    pub next_run: String,
    /// The same in English.
    pub next_run_en: String,
}

/// Calls a course off and has everyone told, with a reason and, if there is one, the next run (R06).
///
/// # Errors
/// Any database error.
pub fn cancel(conn: &mut Conn, act: &Act, course_id: &str, why: &Why) -> DbResult<Done<()>> {
    let Some(before) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    if before.status == CourseStatus::Cancelled {
        return Ok(Err(Refused::No("planning-is-cancelled", vec![])));
    }
    if before.ends_at <= act.now {
        return Ok(Err(Refused::No("planning-is-over", vec![])));
    }
    let course = Course {
        status: CourseStatus::Cancelled,
        cancel_reason: why.reason.clone(),
        cancel_reason_en: why.reason_en.clone(),
        next_run: why.next_run.clone(),
        next_run_en: why.next_run_en.clone(),
        ..before.clone()
    };
    let said = [why.reason.as_str(), why.next_run.as_str()].join("\n");
    write(conn, act, &before, course, "cancelled", Some(said.trim()))?;
    store::plan::raise_revisions(conn, course_id)?;
    // What was to be written later is not true any more.
    crate::letters::withdraw(conn, act, course_id, None)?;
    act.tell(conn, course_id, "cancelled-course")?;
    Ok(Ok(()))
}

/// Gives a course a new secret link, or none (R30): the old link leads nowhere from now on.
///
/// # Errors
/// Any database error.
pub fn hide(conn: &mut Conn, act: &Act, course_id: &str, secret: Option<&str>) -> DbResult<Done<()>> {
    let Some(before) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    let verb = match (&before.secret, secret) {
        (None, Some(_)) => "secret-made",
        (Some(_), Some(_)) => "secret-rotated",
        (Some(_), None) => "secret-removed",
        (None, None) => return Ok(Ok(())),
    };
    let course = Course { secret: secret.map(str::to_owned), ..before.clone() };
    write(conn, act, &before, course, verb, None)?;
    Ok(Ok(()))
}

/// Gives a course other questions; refused when somebody else changed it since `seen`. With a question go its
/// answers, which nobody could see or would blank in time any more, and the limits of its options; with a choice
/// its limit.
///
/// # Errors
/// Any database error.
pub fn ask(
    conn: &mut Conn,
    act: &Act,
    course_id: &str,
    seen: Option<Instant>,
    questions: &str,
) -> DbResult<Done<()>> {
    let Some(before) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    if seen != Some(before.changed_at) {
        return Ok(Err(Refused::Stale(Box::new(before))));
    }
    let course = Course {
        questions: questions.to_owned(),
        changed_at: next_change(before.changed_at, act.now),
        ..before.clone()
    };
    // Before anything is written: what is refused leaves nothing behind.
    let (was, is) = (questions::parse(&before.questions), questions::parse(questions));
    if let Some(refused) = asks_for_special(&was, &is) {
        return Ok(Err(refused));
    }
    if let Err(refused) = drop_limits(conn, &course)? {
        return Ok(Err(refused));
    }
    store::course::change(conn, &course)?;
    let asked: Vec<String> = questions::parse(&course.questions).into_iter().map(|q| q.id).collect();
    let gone = questions::parse(&before.questions).into_iter().map(|q| q.id).filter(|id| !asked.contains(id));
    let gone: Vec<String> = gone.collect();
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    let blanked: i64 = crate::purge::take_out(conn, course_id, &gone)?.values().sum();
    let state = |c: &Course| Values::from([("questions", c.questions.clone())]);
    let mut is = state(&course);
    if blanked > 0 {
        is.insert("answers", blanked.to_string());
    }
    act.note(conn, course_id, "questions-changed", (Some(&state(&before)), Some(&is)), None)?;
    Ok(Ok(()))
}

/// The refusal of a form that asks for special data (D-2, 個人資料保護法 §6), which no channel may pass by.
pub(super) fn asks_for_special(before: &[Question], after: &[Question]) -> Option<Refused> {
    let (question, class) = newly_special(before, after)?;
    let args = vec![("question", question.label.as_str().into()), ("class", class.term().into())];
    Some(Refused::No("planning-special-data", args))
}

/// Takes away the limits of what is not offered any more; refused while a draw is about to keep to them.
fn drop_limits(conn: &mut Conn, course: &Course) -> DbResult<Done<()>> {
    let limits = store::entry::list_options(conn, std::slice::from_ref(&course.id))?.remove(&course.id);
    let limits = limits.unwrap_or_default();
    let asked = questions::parse(&course.questions);
    let is_offered = |(question, choice): &Pick| {
        let mut asked = asked.iter().filter(|q| q.id == *question);
        asked.any(|q| q.kind == Kind::YesNo || q.choices.iter().any(|c| c.code == *choice))
    };
    if limits.keys().all(is_offered) {
        return Ok(Ok(()));
    }
    if store::draw::find(conn, &course.id)?.is_pending() {
        return Ok(Err(Refused::No("entry-error-drawing", vec![])));
    }
    let kept: Vec<(Pick, i64)> = limits.into_iter().filter(|(pick, _)| is_offered(pick)).collect();
    store::entry::change_options(conn, &course.id, &kept)?;
    Ok(Ok(()))
}
