//! Sessions of a course and what is booked for them: added, moved, called off (R56, R57).

use foundation::db::{Conn, DbResult};

use super::{Act, Done, Refused, Values, lock, next_change};
use crate::model::{Course, CourseStatus, Session};
use crate::rules::plan::{DATES_MAX, Span, session_mistake};
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

/// Adds a session or changes one. Whoever is registered is told when the time changes.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, act: &Act, course_id: &str, wanted: &Wanted) -> DbResult<Done<()>> {
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
    let session_id = wanted.id.clone().unwrap_or_else(|| act.id());
    if let Err(refused) = book(conn, &session_id, wanted.span, &wanted.resources, before.is_some())? {
        return Ok(Err(refused));
    }
    let moved = before.as_ref().is_some_and(|b| span(b) != wanted.span || b.cancelled);
    let changed = Session {
        id: session_id.clone(),
        number: before.as_ref().map_or(0, |b| b.number),
        starts_at: wanted.span.starts_at,
        ends_at: wanted.span.ends_at,
        topic: wanted.topic.clone(),
        topic_en: wanted.topic_en.clone(),
        revision: before.as_ref().map_or(0, |b| b.revision + 1),
        cancelled: false,
    };
    match sessions.iter_mut().find(|s| s.id == session_id) {
        Some(slot) => {
            store::plan::change_session(conn, &changed)?;
            *slot = changed.clone();
        }
        None => {
            store::plan::add_session(conn, course_id, &changed)?;
            store::resource::book(conn, &session_id, wanted.span, &wanted.resources)?;
            sessions.push(changed.clone());
        }
    }
    arrange(conn, act, &course, sessions)?;
    let verb = match (&before, moved) {
        (None, _) => "session-added",
        (Some(_), true) => "session-moved",
        (Some(_), false) => "session-changed",
    };
    let (was, is) = (before.as_ref().map(values), values(&changed));
    act.note(conn, course_id, verb, (was.as_ref(), Some(&is)), None)?;
    if course.status == CourseStatus::Published && (moved || before.is_none()) {
        act.tell(conn, course_id, "moved")?;
    }
    Ok(Ok(()))
}

/// Calls one session off; the others stay. Whoever is registered is told.
///
/// # Errors
/// Any database error.
pub fn cancel(conn: &mut Conn, act: &Act, course_id: &str, session_id: &str) -> DbResult<Done<()>> {
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
    store::plan::change_session(conn, &changed)?;
    store::resource::book(conn, session_id, span(&changed), &[])?;
    arrange(conn, act, &course, sessions)?;
    act.note(conn, course_id, "session-cancelled", (Some(&before), None), None)?;
    if course.status == CourseStatus::Published {
        act.tell(conn, course_id, "moved")?;
    }
    Ok(Ok(()))
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

/// Numbers the sessions in order of time, and notes on the course when it begins and ends.
fn arrange(conn: &mut Conn, act: &Act, course: &Course, mut sessions: Vec<Session>) -> DbResult<()> {
    sessions.sort_by_key(|s| s.starts_at);
    for (number, session) in (1..).zip(&sessions) {
        if session.number != number {
            store::plan::change_session(conn, &Session { number, ..session.clone() })?;
        }
    }
    let held: Vec<&Session> = sessions.iter().filter(|s| !s.cancelled).collect();
    let starts_at = held.iter().map(|s| s.starts_at).min().unwrap_or(course.starts_at);
    let ends_at = held.iter().map(|s| s.ends_at).max().unwrap_or(course.ends_at);
    let changed_at = next_change(course.changed_at, act.now);
    store::course::change(conn, &Course { starts_at, ends_at, changed_at, ..course.clone() })
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
