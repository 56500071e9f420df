//! The sessions of a course and what is booked for them: add, move, call off (R56, R57).

#![allow(
    clippy::needless_pass_by_value,
    reason = "markup written in place is handed over, so that pages read without ampersands"
)]

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::course::off_tag;
use super::course_fields::moment;
use super::frame::{self, address};
use crate::model::{Course, CourseStatus, Resource, ResourceKind, Session};
use crate::planning::session::Wanted;
use crate::planning::{Act, session as planning};
use crate::rules::plan::{Span, session_mistake};
use crate::store;
use crate::words::span;

/// What the page shows.
struct Seen {
    sessions: Vec<Session>,
    resources: Vec<Resource>,
    booked: Vec<(String, String)>,
    off: Vec<(Date, String)>,
    mine: Vec<String>,
    concerned: usize,
}

async fn read(ctx: &Ctx, course: &Course, session: Option<&str>) -> Result<Seen, Fault> {
    let (id, session) = (course.id.clone(), session.map(str::to_owned));
    let read = move |conn: &mut foundation::db::Conn| {
        let sessions = store::course::list_sessions(conn, &id)?;
        let days: Vec<Date> = sessions.iter().filter(|s| !s.cancelled).map(|s| s.starts_at.date()).collect();
        Ok(Seen {
            resources: store::resource::list(conn)?.into_iter().filter(|r| r.active).collect(),
            booked: store::resource::list_of_course(conn, &id)?,
            off: store::plan::list_days_off(conn, &days)?,
            mine: match &session {
                Some(session) => store::resource::list_of_session(conn, session)?,
                None => Vec::new(),
            },
            concerned: store::plan::list_live(conn, &id)?.len(),
            sessions,
        })
    };
    Ok(ctx.centre.db.read(read).await?)
}

/// `GET /office/courses/{id}/sessions`: all sessions, and a form for one more.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let seen = read(&ctx, &course, None).await?;
    let mut form = Form::default();
    if let Some(last) = seen.sessions.iter().rfind(|s| !s.cancelled) {
        // The same hours a week later are the likeliest.
        form.set("starts_at", last.starts_at.plus_seconds(7 * 24 * 3600).field());
        form.set("ends_at", last.ends_at.plus_seconds(7 * 24 * 3600).field());
    }
    Ok(page(&ctx, StatusCode::OK, &course, &seen, None, &form, html! {}))
}

/// `POST /office/courses/{id}/sessions`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    put(ctx, id, None, form).await
}

/// `GET /office/courses/{id}/sessions/{session}`: one session, to be moved or called off.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such session.
pub async fn get_one(ctx: Ctx, Path((id, session)): Path<(String, String)>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let seen = read(&ctx, &course, Some(&session)).await?;
    let one = seen.sessions.iter().find(|s| s.id == session).ok_or(Fault::NotFound)?.clone();
    let mut pairs = vec![
        ("starts_at".to_owned(), one.starts_at.field()),
        ("ends_at".to_owned(), one.ends_at.field()),
        ("topic".to_owned(), one.topic.clone()),
        ("topic_en".to_owned(), one.topic_en.clone()),
    ];
    pairs.extend(seen.mine.iter().map(|r| ("resources".to_owned(), r.clone())));
    Ok(page(&ctx, StatusCode::OK, &course, &seen, Some(&one), &Form::new(pairs), html! {}))
}

/// `POST /office/courses/{id}/sessions/{session}`: changed, or called off with the button `cancel`.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such session.
pub async fn post_one(
    ctx: Ctx,
    Path((id, session)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    if !form.has("cancel") {
        return put(ctx, id, Some(session), form).await;
    }
    let course = frame::find_to_edit(&ctx, &id).await?;
    let act = Act::of(&ctx);
    let (inner, course_id, which) = (act.clone(), course.id.clone(), session.clone());
    match ctx.centre.db.write(move |conn| planning::cancel(conn, &inner, &course_id, &which)).await? {
        Ok(follows) => {
            act.settle(&course.id).await;
            let done = if follows { "session-cancelled-times" } else { "session-cancelled" };
            Ok(ctx.go(&address(&course, &format!("sessions?done={done}"))))
        }
        Err(refused) => {
            let seen = read(&ctx, &course, Some(&session)).await?;
            let said = frame::refusal(&ctx.words, &refused);
            let one = seen.sessions.iter().find(|s| s.id == session);
            Ok(page(&ctx, frame::refusal_status(&refused), &course, &seen, one, &form, said))
        }
    }
}

async fn put(ctx: Ctx, id: String, session: Option<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let (starts_at, ends_at) = (moment(&mut form, "starts_at"), moment(&mut form, "ends_at"));
    let (topic, topic_en) = (form.optional("topic", 100), form.optional("topic_en", 150));
    let resources: Vec<String> = form.texts("resources").map(str::to_owned).collect();
    let seen = read(&ctx, &course, session.as_deref()).await?;
    if resources.iter().any(|id| seen.resources.iter().all(|r| r.id != *id) && !seen.mine.contains(id)) {
        form.wrong("resources", "form-choose");
    }
    let span = starts_at.zip(ends_at).map(|(starts_at, ends_at)| Span { starts_at, ends_at });
    let others = seen.sessions.iter().filter(|s| !s.cancelled && Some(&s.id) != session.as_ref());
    let others: Vec<Span> = others.map(|s| Span { starts_at: s.starts_at, ends_at: s.ends_at }).collect();
    if let Some((field, key)) = span.and_then(|span| session_mistake(span, &others)) {
        form.wrong(field, key);
    }
    let one = session.as_ref().and_then(|id| seen.sessions.iter().find(|s| s.id == *id));
    let (Some(span), true) = (span, form.is_right()) else {
        return Ok(page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &course, &seen, one, &form, html! {}));
    };
    let act = Act::of(&ctx);
    let wanted = Wanted { id: session.clone(), span, topic, topic_en, resources };
    let (inner, course_id) = (act.clone(), course.id.clone());
    match ctx.centre.db.write(move |conn| planning::put(conn, &inner, &course_id, &wanted)).await? {
        Ok(follows) => {
            act.settle(&course.id).await;
            let done = match session {
                Some(_) if follows => "session-saved-times",
                Some(_) => "session-saved",
                None => "session-added",
            };
            Ok(ctx.go(&address(&course, &format!("sessions?done={done}"))))
        }
        Err(refused) => {
            let said = frame::refusal(&ctx.words, &refused);
            Ok(page(&ctx, frame::refusal_status(&refused), &course, &seen, one, &form, said))
        }
    }
}

fn page(
    ctx: &Ctx,
    status: StatusCode,
    course: &Course,
    seen: &Seen,
    one: Option<&Session>,
    form: &Form,
    said: Markup,
) -> Response {
    let words = &ctx.words;
    let content = html! {
        (said)
        @if one.is_none() { (table(ctx, course, seen)) }
        @if course.status != CourseStatus::Cancelled {
            h2 { @match one {
                Some(one) => (words.say_with("edit-session-change", &[("n", one.number.into())])),
                None => (words.say("edit-add-session")),
            } }
            @if course.status == CourseStatus::Published && seen.concerned > 0 {
                (parts::inset(html! { p { (words.say_with("edit-session-tells", &[("count", seen.concerned.into())])) } }))
            }
            (session_form(ctx, course, seen, one, form))
        }
    };
    frame::page(ctx, status, course, "sessions", Some(form), content)
}

fn table(ctx: &Ctx, course: &Course, seen: &Seen) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        parts::column(words.say("edit-session")),
        parts::column(words.say("edit-when")),
        parts::column(words.say("edit-f-topic")),
        parts::column(words.say("edit-booked")),
        parts::column(words.say("board-do")).unseen(),
    ];
    let rows = seen.sessions.iter().map(|s| {
        let booked: Vec<&str> =
            seen.booked.iter().filter(|(id, _)| *id == s.id).map(|(_, name)| name.as_str()).collect();
        let off = seen.off.iter().find(|(day, _)| *day == s.starts_at.date());
        vec![
            html! { (words.say_with("edit-session-n", &[("n", s.number.into())])) },
            html! {
                span.when { (span(words, s.starts_at, s.ends_at)) }
                @if s.cancelled { " " (parts::tag(parts::Tone::Bad, &words.say("edit-standing-cancelled"))) }
                @if let Some((_, note)) = off { " " (off_tag(words, note)) }
            },
            html! { (s.topic) },
            html! { (booked.join("、")) },
            html! { @if !s.cancelled { a href=(words.path(&address(course, &format!("sessions/{}", s.id)))) { (words.say("edit-change")) span.unseen { " " (s.number) } } } },
        ]
    });
    html! { (parts::table(words, words.say("edit-sessions-title"), columns, rows.collect()).caption_unseen()) }
}

fn session_form(ctx: &Ctx, course: &Course, seen: &Seen, one: Option<&Session>, form: &Form) -> Markup {
    let words = &ctx.words;
    let action = one.map_or_else(|| "sessions".to_owned(), |s| format!("sessions/{}", s.id));
    html! {
        (parts::form(words.path(&address(course, &action)), html! {
            div.fields {
                (parts::datetime_local(words, "starts_at", words.say("edit-f-starts_at")).value(form.text("starts_at")).error(form.said_of(words, "starts_at")))
                (parts::datetime_local(words, "ends_at", words.say("edit-f-ends_at")).value(form.text("ends_at")).error(form.said_of(words, "ends_at")))
            }
            div.sides {
                (parts::text(words, "topic", words.say("edit-f-topic")).value(form.text("topic")).error(form.said_of(words, "topic")).optional())
                (parts::text(words, "topic_en", words.say("edit-f-topic_en")).value(form.text("topic_en")).error(form.said_of(words, "topic_en")).optional())
            }
            (resource_boxes(ctx, seen, form))
            div.actions {
                (parts::button(words.say("edit-save")))
                @if one.is_some() { a href=(words.path(&address(course, "sessions"))) { (words.say("edit-back")) } }
            }
        }).id("session"))
        @if let Some(one) = one && seen.sessions.iter().filter(|s| !s.cancelled).count() > 1 && !one.cancelled {
            (parts::details(&words.say("edit-session-cancel"), html! {
                p { (words.say("edit-session-cancel-text")) }
                (parts::form(words.path(&address(course, &action)), html! {
                    (parts::warning_button(words.say("edit-session-cancel-now")).name("cancel", "yes"))
                }).id("cancel-session"))
            }))
        }
    }
}

fn resource_boxes(ctx: &Ctx, seen: &Seen, form: &Form) -> Markup {
    let words = &ctx.words;
    let of = |kind: ResourceKind| -> Vec<parts::Choice> {
        seen.resources.iter().filter(|r| r.kind == kind).map(|r| choice(&r.id, &r.name)).collect()
    };
    html! {
        @if seen.resources.is_empty() {
            p { a href=(words.path("/office/rooms")) { (words.say("edit-rooms-none-yet")) } }
        } @else {
            div.fields {
                @for (kind, key) in [(ResourceKind::Room, "room"), (ResourceKind::Teacher, "teacher"), (ResourceKind::Equipment, "equipment")] {
                    @let offered = of(kind);
                    @if !offered.is_empty() {
                        (parts::checkboxes(words, "resources", words.say(&format!("rooms-kind-{key}")), offered).id(format!("f-{key}")).values(form.texts("resources")).error(form.said_of(words, "resources")).optional())
                    }
                }
            }
        }
    }
}
