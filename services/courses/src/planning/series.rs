//! Copies of a course on other days (R56): sessions, form, settings, set-asides with their pools, the draw
//! as declared, letters that were written for a later day, and bookings.

use foundation::db::{Conn, DbResult};
use foundation::i18n::Arg;
use jiff::civil::Date;

use super::course::{asks_for_special, free_slug, unready};
use super::{Act, Done, Refused, Values, lock};
use crate::letters;
use crate::model::{Course, CourseStatus, Session, SetAsideOf};
use crate::questions;
use crate::rules::plan::{Span, days_between, moved, moved_day};
use crate::store;
use crate::store::draw::Draw;
use crate::store::message::Message;
use crate::store::pool;
use crate::store::resource::Booked;

/// How a course is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The day on which each copy begins.
    pub days: Vec<Date>,
    /// Book the same rooms, teachers and equipment.
    pub book: bool,
    /// Announce the copies at once.
    pub publish: bool,
}

/// Copies a course onto each day, all or none; answers the ids of the copies. The first clash of a
/// room, teacher or equipment is named and nothing is made.
///
/// # Errors
/// Any database error.
pub fn copy(conn: &mut Conn, act: &Act, course_id: &str, wanted: &Wanted) -> DbResult<Done<Vec<String>>> {
    let Some(model) = lock(conn, course_id)? else { return Ok(Err(Refused::Gone)) };
    let sessions: Vec<Session> =
        store::course::list_sessions(conn, course_id)?.into_iter().filter(|s| !s.cancelled).collect();
    let mut booked = Vec::with_capacity(sessions.len());
    for session in &sessions {
        booked.push(if wanted.book { store::resource::list_of_session(conn, &session.id)? } else { vec![] });
    }
    let mut all: Vec<String> = booked.iter().flatten().cloned().collect();
    all.sort_unstable();
    all.dedup();
    store::resource::lock(conn, &all)?;
    if let Some(refused) = given_up(conn, &all)? {
        return Ok(Err(refused));
    }
    let seats = store::plan::find_seats(conn, course_id, act.now)?;
    let own = Own::read(conn, course_id)?;
    let first = wanted.days.first().map(|day| days_between(model.starts_at.date(), *day));
    let first = first.filter(|_| wanted.publish).map(|by| shifted(&model, by, true, act));
    if let Some(refused) = first.and_then(|first| unready(&first, &sessions, &own.draw, act.now)) {
        return Ok(Err(refused));
    }
    if let Some(refused) = asks_for_special(&[], &questions::parse(&model.questions)) {
        return Ok(Err(refused));
    }
    let series_id = model.series_id.clone().unwrap_or_else(|| model.id.clone());
    let clashes = clashes(conn, &model, &wanted.days, &sessions, &booked)?;
    if !clashes.is_empty() {
        return Ok(Err(Refused::Clash(clashes)));
    }
    store::plan::change_series(conn, course_id, &series_id)?;
    let mut made = Vec::with_capacity(wanted.days.len());
    for day in &wanted.days {
        let by = days_between(model.starts_at.date(), *day);
        let id = act.id();
        let mut course = shifted(&model, by, wanted.publish, act);
        course.id = id.clone();
        course.series_id = Some(series_id.clone());
        course.slug = free_slug(conn, &course)?;
        let copies = (1..).zip(&sessions).map(|(number, s)| shifted_session(s, number, by, act));
        let copies: Vec<Session> = copies.collect();
        store::course::add(conn, &course, &copies, seats.capacity, seats.waiting_max)?;
        store::entry::copy(conn, course_id, &id)?;
        own.give(conn, act, &course, by)?;
        if wanted.publish {
            // Writing it again notes when it was announced.
            store::course::change(conn, &course)?;
            super::draw::look_at_end(conn, act, &course)?;
        }
        for (session, resources) in copies.iter().zip(&booked) {
            let span = Span { starts_at: session.starts_at, ends_at: session.ends_at };
            store::resource::book(conn, &session.id, span, resources)?;
        }
        let after = Values::from([("of", course_id.to_owned()), ("starts_at", course.starts_at.rfc3339())]);
        act.note(conn, &id, "copied", (None, Some(&after)), None)?;
        made.push(id);
    }
    Ok(Ok(made))
}

/// Rooms, teachers and equipment that are booked no longer, by their names.
fn given_up(conn: &mut Conn, ids: &[String]) -> DbResult<Option<Refused>> {
    let mut names = Vec::new();
    for id in ids {
        names.extend(store::resource::find(conn, id)?.filter(|r| !r.active).map(|r| r.name));
    }
    let args = vec![("names", Arg::from(names.join("、")))];
    Ok((!names.is_empty()).then_some(Refused::No("planning-given-up", args)))
}

/// What else a course is made of: seats kept back and whom for, its draw as declared, the share that gives
/// a certificate, and letters written for a later day.
struct Own {
    asides: Vec<(SetAsideOf, Option<pool::Kept>)>,
    draw: Draw,
    percent: Option<i64>,
    letters: Vec<Message>,
}

impl Own {
    fn read(conn: &mut Conn, course_id: &str) -> DbResult<Own> {
        let mut asides = Vec::new();
        for aside in store::plan::list_set_asides(conn, course_id)?.into_iter().filter(|a| a.seats > 0) {
            let kept = pool::find(conn, &aside.id)?;
            asides.push((aside, kept));
        }
        let draw = store::draw::find(conn, course_id)?;
        let percent = store::certificate::find_percent(conn, course_id)?;
        // What was sent as it was written belongs to that day and those people.
        let mut letters = store::message::list(conn, course_id)?;
        letters.retain(|letter| letter.send_at > letter.created_at);
        Ok(Own { asides, draw, percent, letters })
    }

    /// Gives a copy the same, so many days later.
    fn give(&self, conn: &mut Conn, act: &Act, course: &Course, by: i64) -> DbResult<()> {
        for (aside, kept) in &self.asides {
            let until_at = moved(aside.until_at, by);
            let aside = SetAsideOf { id: act.id(), used: 0, until_at, ..aside.clone() };
            act.set_aside(conn, &course.id, &aside)?;
            if let Some((rule, given, opens_at)) = kept {
                pool::add(conn, &aside.id, &course.id, (rule, given), moved(*opens_at, by))?;
            }
        }
        if course.method.is_drawn() {
            store::draw::put(conn, &course.id, &self.draw.declared())?;
        }
        for letter in &self.letters {
            letters::copy(conn, act, &course.id, letter, moved(letter.send_at, by))?;
        }
        self.percent.map_or(Ok(()), |percent| store::certificate::change_percent(conn, &course.id, percent))
    }
}

/// What is taken on the days of the copies, by other courses or by the copies among themselves.
fn clashes(
    conn: &mut Conn,
    model: &Course,
    days: &[Date],
    sessions: &[Session],
    booked: &[Vec<String>],
) -> DbResult<Vec<Booked>> {
    let mut found = Vec::new();
    let mut wanted: Vec<(String, Span)> = Vec::new();
    for day in days {
        let by = days_between(model.starts_at.date(), *day);
        for (session, resources) in sessions.iter().zip(booked) {
            let span = Span { starts_at: session.starts_at, ends_at: session.ends_at }.moved(by);
            found.extend(store::resource::list_booked(conn, resources, span, "")?);
            wanted.extend(resources.iter().map(|id| (id.clone(), span)));
        }
    }
    wanted.sort_unstable();
    for pair in wanted.windows(2) {
        if let [(one, before), (other, after)] = pair
            && one == other
            && before.meets(*after)
        {
            let resource = store::resource::find(conn, one)?.map_or_else(String::new, |r| r.name);
            found.push(Booked {
                resource_id: one.clone(),
                resource,
                course_id: model.id.clone(),
                course: model.title.clone(),
                session_id: String::new(),
                span: *after,
            });
        }
    }
    Ok(found)
}

fn shifted(model: &Course, by: i64, publish: bool, act: &Act) -> Course {
    let status = if publish { CourseStatus::Published } else { CourseStatus::Draft };
    Course {
        status,
        cancel_reason: String::new(),
        cancel_reason_en: String::new(),
        next_run: String::new(),
        next_run_en: String::new(),
        // Each copy has a link of its own, or none.
        secret: model.secret.as_ref().map(|_| act.centre.chance.token()),
        opens_at: moved(model.opens_at, by),
        closes_at: moved(model.closes_at, by),
        change_until: moved(model.change_until, by),
        minimum_on: model.minimum_on.map(|day| moved_day(day, by)),
        starts_at: moved(model.starts_at, by),
        ends_at: moved(model.ends_at, by),
        changed_at: act.now,
        ..model.clone()
    }
}

fn shifted_session(session: &Session, number: i64, by: i64, act: &Act) -> Session {
    Session {
        id: act.id(),
        number,
        starts_at: moved(session.starts_at, by),
        ends_at: moved(session.ends_at, by),
        revision: 0,
        ..session.clone()
    }
}
