//! The draw of a course as staff prepare it: declared before anybody enters, and its public number
//! typed by two of them, each alone.

use foundation::db::{Conn, DbResult};
use office::instant::Instant;

use super::{Act, Done, Refused, Values, lock};
use crate::model::Course;
use crate::rules::draw;
use crate::store;
use crate::store::draw::Draw;

/// What staff declare about a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Minutes of a fair window.
    pub window_minutes: i64,
    /// Extra lots for each draw lost within a year.
    pub extra_lots: i64,
    /// Which public number decides.
    pub source: String,
    /// The same in English.
    pub source_en: String,
}

/// Until when one enters the draw of a course; nothing when it is not drawn.
pub fn entries_until(course: &Course, window_minutes: i64) -> Option<Instant> {
    let until = draw::entries_until(course.method, course.opens_at, course.closes_at, window_minutes);
    course.method.is_drawn().then_some(until)
}

/// Has the desk look at the course when its entries are to be closed.
///
/// # Errors
/// Any database error.
pub fn look_at_end(conn: &mut Conn, act: &Act, course: &Course) -> DbResult<()> {
    let kept = store::draw::find(conn, &course.id)?;
    let Some(until) = entries_until(course, kept.window_minutes) else { return Ok(()) };
    act.look(conn, &course.id, draw::list_closes_at(until))
}

/// Declares the draw; refused once somebody is in it, for the rules of a draw do not change under way.
///
/// # Errors
/// Any database error.
pub fn declare(conn: &mut Conn, act: &Act, course_id: &str, declared: &Declared) -> DbResult<Done<()>> {
    let Some(course) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    let before = store::draw::find(conn, course_id)?;
    if before.closed_at.is_some() || !store::plan::list_live(conn, course_id)?.is_empty() {
        return Ok(Err(Refused::No("edit-draw-fixed", vec![])));
    }
    let after = Draw {
        window_minutes: declared.window_minutes,
        extra_lots: declared.extra_lots,
        source: declared.source.clone(),
        source_en: declared.source_en.clone(),
        ..before.clone()
    };
    store::draw::put(conn, course_id, &after)?;
    look_at_end(conn, act, &course)?;
    act.note(conn, course_id, "draw-declared", (Some(&values(&before)), Some(&values(&after))), None)?;
    Ok(Ok(()))
}

fn values(draw: &Draw) -> Values {
    Values::from([
        ("window_minutes", draw.window_minutes.to_string()),
        ("extra_lots", draw.extra_lots.to_string()),
        ("source", draw.source.clone()),
        ("source_en", draw.source_en.clone()),
    ])
}

/// What became of a typed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// It waits for a second person.
    First,
    /// Both typed the same: the desk draws.
    Agreed,
}

/// A member of staff types the public number. The first waits for a second person, who must type the
/// same without being shown it.
///
/// # Errors
/// Any database error.
pub fn type_number(conn: &mut Conn, act: &Act, course_id: &str, number: &str) -> DbResult<Done<Typed>> {
    if lock(conn, course_id)?.is_none() {
        return Ok(Err(Refused::Gone));
    }
    let kept = store::draw::find(conn, course_id)?;
    if kept.closed_at.is_none() || !kept.number.is_empty() {
        return Ok(Err(Refused::No("edit-draw-not-now", vec![])));
    }
    let who = act.actor.who.clone();
    let is = Values::from([("number", number.to_owned())]);
    if kept.typed.is_empty() {
        let draw = Draw { typed: number.to_owned(), typed_by: who, ..kept };
        store::draw::put(conn, course_id, &draw)?;
        act.note(conn, course_id, "draw-number-typed", (None, Some(&is)), None)?;
        return Ok(Ok(Typed::First));
    }
    if kept.typed_by == who {
        return Ok(Err(Refused::No("edit-draw-second-person", vec![])));
    }
    if kept.typed != number {
        return Ok(Err(Refused::No("edit-draw-differs", vec![])));
    }
    let draw = Draw { number: number.to_owned(), confirmed_by: who, ..kept };
    store::draw::put(conn, course_id, &draw)?;
    act.note(conn, course_id, "draw-number-confirmed", (None, Some(&is)), None)?;
    act.look(conn, course_id, act.now)?;
    Ok(Ok(Typed::Agreed))
}

/// Forgets the number the first person typed, so that both begin again.
///
/// # Errors
/// Any database error.
pub fn forget_number(conn: &mut Conn, act: &Act, course_id: &str) -> DbResult<Done<()>> {
    if lock(conn, course_id)?.is_none() {
        return Ok(Err(Refused::Gone));
    }
    let kept = store::draw::find(conn, course_id)?;
    if kept.typed.is_empty() || !kept.number.is_empty() {
        return Ok(Err(Refused::No("edit-draw-not-now", vec![])));
    }
    let was = Values::from([("number", kept.typed.clone())]);
    store::draw::put(conn, course_id, &Draw { typed: String::new(), typed_by: String::new(), ..kept })?;
    act.note(conn, course_id, "draw-number-forgotten", (Some(&was), None), None)?;
    Ok(Ok(()))
}
