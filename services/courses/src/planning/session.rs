//! Sessions of a course and what is booked for them: added, moved, called off (R56, R57).

use foundation::db::{Conn, DbResult};

use super::{Act, Done, Refused, Values, lock, next_change};
use crate::model::{Course, CourseStatus, Session};
use crate::rules::plan::{DATES_MAX, Span, session_mistake};
use crate::staff::course_fields::differences;
use crate::store;

/// A session as staff want it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The session to change; none for a new one.
    pub id: Option<String>,
    /// When.
    pub span: Span,
    /// What it is about.
    pub topic: String,
    /// The same in English.
    pub topic_en: String,
    /// Ids of what is booked for it.
    pub resources: Vec<String>,
}

/// Adds a session or changes one. Whoever is registered is told when the time changes. Answers whether
/// other times of the course had to come earlier with it.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, act: &Act, course_id: &str, wanted: &Wanted) -> DbResult<Done<bool>> {
    let Some(course) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    if course.status == CourseStatus::Cancelled {
        return Ok(Err(Refused::No("planning-is-cancelled", vec![])));
    }
    let mut sessions = store::course::list_sessions(conn, course_id)?;
    let before = match &wanted.id {
        None => None,
        Some(id) => match sessions.iter().find(|s| s.id == *id).cloned() {
            Some(found) => Some(found),
            None => return Ok(Err(Refused::Gone)),
        },
    };
    if sessions.len() >= DATES_MAX && before.is_none() {
        return Ok(Err(Refused::No("planning-too-many-sessions", vec![])));
    }
    let others: Vec<Span> =
        sessions.iter().filter(|s| !s.cancelled && Some(&s.id) != wanted.id.as_ref()).map(span).collect();
    if let Some((_, key)) = session_mistake(wanted.span, &others) {
        return Ok(Err(Refused::No(key, vec![])));
    }
    let changed = changed(act, wanted, before.as_ref());
    sessions.retain(|s| s.id != changed.id);
    sessions.push(changed.clone());
    let arranged = match arranged(conn, &course, &sessions)? {
        Ok(arranged) => arranged,
        Err(refused) => return Ok(Err(refused)),
    };
    if let Err(refused) = book(conn, &changed.id, wanted.span, &wanted.resources, before.is_some())? {
        return Ok(Err(refused));
    }
    if before.is_some() {
        store::plan::change_session(conn, &changed)?;
    } else {
        store::plan::add_session(conn, course_id, &changed)?;
        store::resource::book(conn, &changed.id, wanted.span, &wanted.resources)?;
    }
    arrange(conn, act, &arranged, sessions)?;
    let moved = before.as_ref().is_some_and(|b| span(b) != wanted.span || b.cancelled);
    let verb = match (&before, moved) {
        (None, _) => "session-added",
        (Some(_), true) => "session-moved",
        (Some(_), false) => "session-changed",
    };
    let (was, is) = (before.as_ref().map(values), values(&changed));
    let follows = note(conn, act, (&course, &arranged), verb, (was, Some(is)))?;
    // What is put right after it was held moves nobody.
    let is_to_come = before.iter().chain([&changed]).any(|s| s.ends_at > act.now);
    if course.status == CourseStatus::Published && is_to_come && (moved || before.is_none()) {
        act.tell(conn, course_id, "moved")?;
    }
    Ok(Ok(follows))
}

/// The session as it is to be.
fn changed(act: &Act, wanted: &Wanted, before: Option<&Session>) -> Session {
    Session {
        id: wanted.id.clone().unwrap_or_else(|| act.id()),
        number: before.map_or(0, |b| b.number),
        starts_at: wanted.span.starts_at,
        ends_at: wanted.span.ends_at,
        topic: wanted.topic.clone(),
        topic_en: wanted.topic_en.clone(),
        revision: before.map_or(0, |b| b.revision + 1),
        cancelled: false,
    }
}

/// Calls one session off; the others stay. Whoever is registered is told. Answers like [`put`].
///
/// # Errors
/// Any database error.
pub fn cancel(conn: &mut Conn, act: &Act, course_id: &str, session_id: &str) -> DbResult<Done<bool>> {
    let Some(course) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    let mut sessions = store::course::list_sessions(conn, course_id)?;
    if sessions.iter().filter(|s| !s.cancelled && s.id != session_id).count() == 0 {
        return Ok(Err(Refused::No("planning-last-session", vec![])));
    }
    let Some(slot) = sessions.iter_mut().find(|s| s.id == session_id && !s.cancelled) else {
        return Ok(Err(Refused::Gone));
    };
    let before = values(slot);
    *slot = Session { cancelled: true, revision: slot.revision + 1, ..slot.clone() };
    let changed = slot.clone();
    let arranged = match arranged(conn, &course, &sessions)? {
        Ok(arranged) => arranged,
        Err(refused) => return Ok(Err(refused)),
    };
    store::plan::change_session(conn, &changed)?;
    store::resource::book(conn, session_id, span(&changed), &[])?;
    arrange(conn, act, &arranged, sessions)?;
    let follows = note(conn, act, (&course, &arranged), "session-cancelled", (Some(before), None))?;
    if course.status == CourseStatus::Published && changed.ends_at > act.now {
        act.tell(conn, course_id, "moved")?;
    }
    Ok(Ok(follows))
}

/// Books what is free; names every clash otherwise. A new session is booked after it is written.
fn book(
    conn: &mut Conn,
    session_id: &str,
    span: Span,
    resources: &[String],
    exists: bool,
) -> DbResult<Done<()>> {
    store::resource::lock(conn, resources)?;
    let clashes = store::resource::list_booked(conn, resources, span, session_id)?;
    if !clashes.is_empty() {
        return Ok(Err(Refused::Clash(clashes)));
    }
    if exists {
        store::resource::book(conn, session_id, span, resources)?;
    }
    Ok(Ok(()))
}

/// The course with these sessions: when it begins and ends, and its other times no later than that.
/// Refused when nothing would be left to register for, or a draw under way hangs on a time.
fn arranged(conn: &mut Conn, course: &Course, sessions: &[Session]) -> DbResult<Done<Course>> {
    let held: Vec<&Session> = sessions.iter().filter(|s| !s.cancelled).collect();
    let held = Span {
        starts_at: held.iter().map(|s| s.starts_at).min().unwrap_or(course.starts_at),
        ends_at: held.iter().map(|s| s.ends_at).max().unwrap_or(course.ends_at),
    };
    if held.ends_at <= course.opens_at && held.ends_at != course.ends_at {
        return Ok(Err(Refused::No("planning-ends-before-opens", vec![])));
    }
    let arranged = Course {
        starts_at: held.starts_at,
        ends_at: held.ends_at,
        closes_at: course.closes_at.min(held.ends_at),
        change_until: course.change_until.min(held.ends_at),
        minimum_on: course.minimum_on.map(|day| day.min(held.starts_at.date())),
        ..course.clone()
    };
    let fixed = super::course::fixed_by_draw(conn, course, &arranged, false)?;
    Ok(fixed.map_or(Ok(arranged), |key| Err(Refused::No(key, vec![]))))
}

/// Numbers the sessions in order of time, and notes on the course when it begins and ends.
fn arrange(conn: &mut Conn, act: &Act, arranged: &Course, mut sessions: Vec<Session>) -> DbResult<()> {
    sessions.sort_by_key(|s| s.starts_at);
    for (number, session) in (1..).zip(&sessions) {
        if session.number != number {
            store::plan::change_session(conn, &Session { number, ..session.clone() })?;
        }
    }
    let changed_at = next_change(arranged.changed_at, act.now);
    store::course::change(conn, &Course { changed_at, ..arranged.clone() })?;
    fall_back_earlier(conn, act, arranged)?;
    super::draw::look_at_end(conn, act, arranged)
}

/// Seats kept back for longer than until the course begins, now that it begins earlier, fall back to everybody
/// a day before: there is a line that can have them (R04, R11).
fn fall_back_earlier(conn: &mut Conn, act: &Act, arranged: &Course) -> DbResult<()> {
    let until_at = arranged.starts_at.plus_seconds(-24 * 3600);
    if store::plan::shorten_set_asides(conn, &arranged.id, arranged.starts_at, until_at)? == 0 {
        return Ok(());
    }
    let is = Values::from([("until_at", until_at.field())]);
    act.note(conn, &arranged.id, "set-asides-shortened", (None, Some(&is)), None)?;
    act.look(conn, &arranged.id, until_at.max(act.now))
}

/// Leaves the row of the trail, with the times of the course that came earlier; answers whether any did.
fn note(
    conn: &mut Conn,
    act: &Act,
    (course, arranged): (&Course, &Course),
    verb: &str,
    (was, is): (Option<Values>, Option<Values>),
) -> DbResult<bool> {
    let (old, new) = differences(&times(course), &times(arranged));
    let follows = !new.is_empty();
    let with = |values: Option<Values>, times: Values| match values {
        None if times.is_empty() => None,
        values => Some(values.into_iter().flatten().chain(times).collect::<Values>()),
    };
    let (was, is) = (with(was, old), with(is, new));
    act.note(conn, &course.id, verb, (was.as_ref(), is.as_ref()), None)?;
    Ok(follows)
}

/// The times of a course that may not be later than its sessions.
fn times(course: &Course) -> Values {
    Values::from([
        ("closes_at", course.closes_at.field()),
        ("change_until", course.change_until.field()),
        ("minimum_on", course.minimum_on.map_or_else(String::new, |day| day.to_string())),
    ])
}

fn span(session: &Session) -> Span {
    Span { starts_at: session.starts_at, ends_at: session.ends_at }
}

fn values(session: &Session) -> Values {
    Values::from([
        ("starts_at", session.starts_at.rfc3339()),
        ("ends_at", session.ends_at.rfc3339()),
        ("topic", session.topic.clone()),
        ("topic_en", session.topic_en.clone()),
    ])
}
