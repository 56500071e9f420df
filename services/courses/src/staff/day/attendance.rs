//! Attendance of a course, session by session and person by person, with rates (R53).

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::day::{clock, particulars, title, when};
use crate::model::{Course, Session};
use crate::rights::SERVE;
use crate::rules::day::{minutes_present, rate};
use crate::store;
use crate::store::attendance::Visit;
use crate::store::day::Guest;

/// A course, its sessions, everybody with a seat, and who was there when.
struct Kept {
    course: Course,
    sessions: Vec<Session>,
    counted: Vec<u64>,
    guests: Vec<Guest>,
    visits: HashMap<(String, String), Visit>,
}

fn read(conn: &mut Conn, id: &str) -> DbResult<Option<Kept>> {
    let Some(course) = store::course::find(conn, id)? else { return Ok(None) };
    let mut sessions = store::course::list_sessions(conn, &course.id)?;
    sessions.retain(|s| !s.cancelled);
    let counted = sessions.iter().map(|s| Ok(store::day::find_head_count(conn, &s.id)?.total()));
    let counted = counted.collect::<DbResult<_>>()?;
    let guests = store::day::list_guests(conn, &course.id, "")?;
    let visits = store::attendance::list_visits(conn, &course.id)?;
    let visits = visits.into_iter().map(|v| ((v.seat_id.clone(), v.session_id.clone()), v)).collect();
    Ok(Some(Kept { course, sessions, counted, guests, visits }))
}

/// Sessions that have begun: only they can have been missed.
fn begun(session: &Session, now: Instant) -> bool {
    session.starts_at <= now
}

/// Attendance of a course.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let words = &ctx.words;
    let kept = ctx.centre.db.read(move |conn| read(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let heading = words.say("day-attendance");
    let name = title(words, &kept.course);
    let shell = Shell {
        here: vec![crumb(words.path(&format!("/office/courses/{}", kept.course.id)), name.to_owned())],
        ..office_shell(&ctx, heading.as_str())
    };
    let content = html! {
        @if ctx.query.as_deref() == Some("done=corrected") { (parts::notice(Tone::Good, &words.say("day-corrected"), html! {})) }
        h1 { (heading) small { " " (name) } }
        (by_session(&ctx, &kept))
        (by_person(&ctx, &kept))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn by_session(ctx: &Ctx, kept: &Kept) -> Markup {
    let words = &ctx.words;
    let number = |n: usize| html! { (words.number(i64::try_from(n).unwrap_or(i64::MAX))) };
    let rows = kept.sessions.iter().zip(&kept.counted).map(|(session, counted)| {
        let came = kept.guests.iter().filter(|g| visit(kept, g, session).is_some()).count();
        let href = |what: &str| {
            words.path(&format!("/office/courses/{}/sessions/{}/{what}", kept.course.id, session.number))
        };
        let share = begun(session, ctx.now).then(|| share(came, kept.guests.len())).flatten();
        vec![
            html! { a href=(href("day")) { (when(words, session)) } @if !session.topic.is_empty() { br; (session.topic) } },
            number(kept.guests.len()),
            number(came),
            html! { (share.unwrap_or_else(|| "–".into())) },
            html! { a href=(href("head-count")) { (words.number(i64::try_from(*counted).unwrap_or(i64::MAX))) } },
            number(came + usize::try_from(*counted).unwrap_or(0)),
        ]
    });
    let columns = vec![
        parts::column(words.say("day-session")),
        parts::column(words.say("day-expected")).number(),
        parts::column(words.say("day-by-name")).number(),
        parts::column(words.say("day-rate")).number(),
        parts::column(words.say("day-counted")).number(),
        parts::column(words.say("day-total")).number(),
    ];
    html! { (parts::table(words, words.say("day-by-session"), columns, rows.collect())) }
}

fn share(came: usize, of: usize) -> Option<String> {
    rate(i64::try_from(came).ok()?, i64::try_from(of).ok()?).map(|r| r.to_string())
}

fn visit<'a>(kept: &'a Kept, guest: &Guest, session: &Session) -> Option<&'a Visit> {
    kept.visits.get(&(guest.seat_id.clone(), session.id.clone()))
}

fn by_person(ctx: &Ctx, kept: &Kept) -> Markup {
    let words = &ctx.words;
    let held: Vec<&Session> = kept.sessions.iter().filter(|s| begun(s, ctx.now)).collect();
    let rows = kept.guests.iter().map(|guest| {
        let came = held.iter().filter(|s| visit(kept, guest, s).is_some()).count();
        let mut row = vec![html! { strong { (guest.name) } br; span.hint { (particulars(words, guest)) } }];
        row.push(html! { (share(came, held.len()).unwrap_or_else(|| "–".into())) });
        row.extend(held.iter().map(|session| cell(ctx, kept, guest, session)));
        row
    });
    let mut columns =
        vec![parts::column(words.say("day-name")), parts::column(words.say("day-rate")).number()];
    columns.extend(held.iter().map(|s| parts::column(words.date_short(s.starts_at.date()))));
    html! { (parts::table(words, words.say("day-by-person"), columns, rows.collect()).filter()) }
}

/// Whether somebody was there, how long, and the way to a correction.
fn cell(ctx: &Ctx, kept: &Kept, guest: &Guest, session: &Session) -> Markup {
    let words = &ctx.words;
    let may_correct = ctx.staff.as_ref().is_some_and(|s| s.may(SERVE));
    let href = words.path(&format!(
        "/office/courses/{}/sessions/{}/attendance/{}",
        kept.course.id, session.number, guest.seat_id
    ));
    html! {
        @match visit(kept, guest, session) {
            Some(visit) => {
                (parts::tag(Tone::Good, &words.say("day-there"))) " "
                span.hint {
                    (clock(words, visit.in_at)) "–" @if let Some(out) = visit.out_at { (clock(words, out)) } " "
                    (words.say_with("day-minutes", &[("minutes", minutes_present(session, visit.in_at, visit.out_at, ctx.now).into())]))
                }
            }
            None => (parts::tag(Tone::Plain, &words.say("day-absent"))),
        }
        @if may_correct { " " a href=(href) { (words.say("day-correct")) span.unseen { " " (guest.name) } } }
    }
}
