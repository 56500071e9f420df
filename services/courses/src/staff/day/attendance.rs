//! Attendance of a course, session by session and person by person, with rates (R53).

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::sheet::{self, Cell, Kind};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::after::paper::download;
use crate::after::record::Record;
use crate::day::{clock, particulars, title, when};
use crate::model::Session;
use crate::rights::{EXPORT, SERVE, works_on};
use crate::rules::attendance::counts;
use crate::rules::day::{minutes_present, rate};
use crate::staff::serving;
use crate::store;
use crate::store::day::Guest;

/// A course's record, and how many were only counted at each session that was not called off.
struct Kept {
    record: Record,
    held: Vec<(Session, u64)>,
}

fn read(conn: &mut Conn, id: &str) -> DbResult<Option<Kept>> {
    let Some(record) = Record::find(conn, id)? else { return Ok(None) };
    let mut held = Vec::new();
    for session in record.sessions.iter().filter(|s| !s.cancelled) {
        held.push((session.clone(), store::day::find_head_count(conn, &session.id)?.total()));
    }
    Ok(Some(Kept { record, held }))
}

/// Attendance of a course.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let words = &ctx.words;
    let kept = ctx.centre.db.read(move |conn| read(conn, &id)).await?.ok_or(Fault::NotFound)?;
    if !works_on(ctx.staff()?, &kept.record.course.section) {
        return Err(Fault::NotFound);
    }
    let heading = words.say("day-attendance");
    let name = title(words, &kept.record.course);
    let shell = Shell {
        here: vec![crumb(words.path(&format!("/office/courses/{}", kept.record.course.id)), name.to_owned())],
        ..office_shell(&ctx, heading.as_str())
    };
    let content = html! {
        @if ctx.query.as_deref() == Some("done=corrected") { (parts::notice(Tone::Good, &words.say("day-corrected"), html! {})) }
        h1 { (heading) small { " " (name) } }
        (export_form(&ctx, &kept))
        (by_session(&ctx, &kept))
        (by_person(&ctx, &kept))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn by_session(ctx: &Ctx, kept: &Kept) -> Markup {
    let words = &ctx.words;
    let number = |n: usize| html! { (words.number(i64::try_from(n).unwrap_or(i64::MAX))) };
    let rows = kept.held.iter().map(|(session, counted)| {
        let came = kept.record.guests.iter().filter(|g| kept.record.visits.at(&g.seat_id, session).is_some()).count();
        let href = |what: &str| {
            words.path(&format!("/office/courses/{}/sessions/{}/{what}", kept.record.course.id, session.number))
        };
        let share = counts(session, ctx.now).then(|| share(came, kept.record.guests.len())).flatten();
        vec![
            html! { a href=(href("day")) { (when(words, session)) } @if !session.topic.is_empty() { br; (session.topic) } },
            number(kept.record.guests.len()),
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

fn by_person(ctx: &Ctx, kept: &Kept) -> Markup {
    let words = &ctx.words;
    let record = &kept.record;
    let held: Vec<&Session> = kept.held.iter().map(|(s, _)| s).filter(|s| counts(s, ctx.now)).collect();
    let rows = record.guests.iter().map(|guest| {
        let attended = record.attended(&guest.seat_id, ctx.now);
        let mut row = vec![html! { strong { (guest.name) } br; span.hint { (particulars(words, guest)) } }];
        row.push(html! { (attended.rate().map_or_else(|| "–".to_owned(), |r| r.to_string())) });
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
        kept.record.course.id, session.number, guest.seat_id
    ));
    html! {
        @match kept.record.visits.at(&guest.seat_id, session) {
            Some(visit) => {
                (parts::tag(Tone::Good, &words.say("day-there"))) " "
                span.hint {
                    (clock(words, visit.stay.in_at)) "–" @if let Some(out) = visit.stay.out_at { (clock(words, out)) } " "
                    (words.say_with("day-minutes", &[("minutes", minutes_present(session, visit.stay, ctx.now).into())]))
                }
            }
            None => (parts::tag(Tone::Plain, &words.say("day-absent"))),
        }
        @if may_correct { " " a href=(href) { (words.say("day-correct")) span.unseen { " " (guest.name) } } }
    }
}

/// The way to the list as a file, for those who may take it out of the house.
fn export_form(ctx: &Ctx, kept: &Kept) -> Markup {
    let words = &ctx.words;
    let action = words.path(&format!("/office/courses/{}/attendance", kept.record.course.id));
    let kinds = Kind::ALL.map(|kind| parts::choice(kind.code(), kind.code().to_uppercase()));
    html! {
        @if ctx.staff.as_ref().is_some_and(|s| s.may(EXPORT)) {
            (parts::details(&words.say("after-export"), html! {
                (parts::form(action, html! {
                    (parts::radios(words, "kind", words.say("after-export-kind"), kinds.into()).value("ods"))
                    div.actions { (parts::button(words.say("after-export-button")).secondary()) }
                }).id("export"))
            }))
        }
    }
}

/// `POST /office/courses/{id}/attendance`: a row for each person as a file; what leaves the house
/// leaves a trail.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    if !serving::find(&ctx, &id).await?.exports {
        return Err(Fault::NotFound);
    }
    let kind = Kind::from_code(form.text("kind")).unwrap_or(Kind::Csv);
    let (inner, actor) = (ctx.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let Some(kept) = read(conn, &id)? else { return Ok(None) };
        let entry = Entry {
            after: Some(serde_json::json!({"rows": kept.record.guests.len()}).to_string()),
            ..Entry::new("courses_course", &id, "exported")
        };
        trail::add(conn, &[inner.centre.chance.id(inner.now)], inner.now, &actor, &[entry])?;
        Ok(Some(kept))
    };
    let kept = ctx.centre.db.write(write).await?.ok_or(Fault::NotFound)?;
    let record = &kept.record;
    let held: Vec<&Session> = kept.held.iter().map(|(s, _)| s).filter(|s| counts(s, ctx.now)).collect();
    let mut columns: Vec<String> = [
        "seat_id",
        "reference",
        "name",
        "sessions_attended",
        "sessions_held",
        "minutes",
        "minutes_held",
        "rate",
    ]
    .map(str::to_owned)
    .into();
    columns.extend(held.iter().map(|s| s.starts_at.date().to_string()));
    let rows: Vec<Vec<Cell>> = record.guests.iter().map(|g| row(&ctx, record, g, &held)).collect();
    let bytes = sheet::write(kind, &record.course.title, &columns, &rows).map_err(|_| Fault::Internal)?;
    let name = format!("{}-attendance-{}.{}", record.course.slug, ctx.now.date(), kind.code());
    Ok(download(&name, HeaderValue::from_static(kind.content_type()), bytes))
}

fn row(ctx: &Ctx, record: &Record, guest: &Guest, held: &[&Session]) -> Vec<Cell> {
    let attended = record.attended(&guest.seat_id, ctx.now);
    let mut row: Vec<Cell> = vec![
        (&guest.seat_id).into(),
        serving::reference(&guest.reference).into(),
        (&guest.name).into(),
        attended.came.into(),
        attended.held.into(),
        attended.minutes.into(),
        attended.minutes_held.into(),
        attended.rate().map(|r| r.exact()).into(),
    ];
    row.extend(held.iter().map(|s| Cell::from(i64::from(record.visits.at(&guest.seat_id, s).is_some()))));
    row
}
