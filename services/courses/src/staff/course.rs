//! One course: what to do next, its numbers, facts, sessions, link and series.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::parts::{self, Tone, column};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::figures::funnel;
use super::frame::{self, address, may_edit};
use crate::model::{Course, CourseStatus, Session};
use crate::planning::{Act, course as planning};
use crate::public::say;
use crate::rules::plan::falls_short;
use crate::store;
use crate::store::funnel::Steps;
use crate::store::plan::{Named, Seats};
use crate::words::{self as names, fee, hours, span};

/// What the page shows.
struct Seen {
    seats: Seats,
    sessions: Vec<Session>,
    booked: Vec<(String, String)>,
    off: Vec<(Date, String)>,
    series: Vec<Named>,
    steps: Option<Steps>,
}

/// `GET /office/courses/{id}`
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find(&ctx, &id).await?;
    show(&ctx, &course, StatusCode::OK, html! {}).await
}

/// The page, with something said above it.
async fn show(ctx: &Ctx, course: &Course, status: StatusCode, said: Markup) -> Result<Response, Fault> {
    let (id, series, now, inner) = (course.id.clone(), course.series_id.clone(), ctx.now, course.clone());
    let read = move |conn: &mut foundation::db::Conn| {
        let sessions = store::course::list_sessions(conn, &id)?;
        let days: Vec<Date> = sessions.iter().filter(|s| !s.cancelled).map(|s| s.starts_at.date()).collect();
        Ok(Seen {
            seats: store::plan::find_seats(conn, &id, now)?,
            booked: store::resource::list_of_course(conn, &id)?,
            off: store::plan::list_days_off(conn, &days)?,
            series: match &series {
                Some(series) => store::plan::list_series(conn, series)?,
                None => Vec::new(),
            },
            sessions,
            steps: funnel::find(conn, &inner)?,
        })
    };
    let seen = ctx.centre.db.read(read).await?;
    let content = draw(ctx, course, &seen);
    Ok(frame::page(ctx, status, course, "", None, html! { (said) (content) }))
}

fn draw(ctx: &Ctx, course: &Course, seen: &Seen) -> Markup {
    let words = &ctx.words;
    let editor = may_edit(ctx, course);
    html! {
        (next_steps(ctx, course, seen, editor))
        (stats(words, &seen.seats))
        div.split {
            div {
                h2 { (words.say("edit-sessions-title")) }
                (sessions_table(words, course, seen, editor))
                h2 { (words.say("edit-facts")) }
                (facts(words, course))
                @if let Some(steps) = &seen.steps { (funnel::of_course(words, steps)) }
            }
            aside {
                @if course.status != CourseStatus::Draft { (public_link(ctx, course)) }
                @if editor { (secret_panel(ctx, course)) (rare_acts(ctx, course)) }
                @if !seen.series.is_empty() { (series_list(words, course, &seen.series)) }
            }
        }
    }
}

/// What calls for somebody, most urgent first.
fn next_steps(ctx: &Ctx, course: &Course, seen: &Seen, editor: bool) -> Markup {
    let words = &ctx.words;
    let short = falls_short(
        course.status,
        course.minimum,
        course.minimum_on,
        seen.seats.confirmed,
        course.starts_at,
        ctx.now,
    );
    let path = |below: &str| words.path(&address(course, below));
    html! {
        @if course.status == CourseStatus::Cancelled {
            (parts::notice(Tone::Bad, &words.say("edit-cancelled-title"), names::called_off_marked(words, course)))
        }
        @if course.status == CourseStatus::Draft && editor {
            (parts::notice(Tone::Info, &words.say("edit-draft-title"), html! {
                p { (words.say("edit-draft-text")) }
                (parts::form(path("publication"), html! { (parts::button(words.say("edit-publish")).name("public", "yes")) }).id("publish"))
            }))
        }
        @if short {
            (parts::notice(Tone::Bad, &words.say("edit-short-title"), html! {
                p { (words.say_with("edit-short-text", &[("confirmed", seen.seats.confirmed.into()), ("minimum", course.minimum.into())])) }
                @if editor { p { (parts::button_link(path("cancellation"), words.say("edit-cancel-tell-all"))) } }
            }))
        }
        @if seen.seats.pending > 0 && frame::may_see_residents(ctx, course) {
            (parts::notice(Tone::Wait, "", html! { p {
                (words.say_with("edit-pending-text", &[("count", seen.seats.pending.into())])) " "
                a href=(path("registrations?status=pending")) { (words.say("board-approve")) }
            } }))
        }
        @if seen.seats.taken > seen.seats.capacity {
            (parts::notice(Tone::Wait, "", html! { p { (words.say_with("edit-over-text", &[("count", (seen.seats.taken - seen.seats.capacity).into())])) } }))
        }
    }
}

/// What is rarely done: taken back, called off.
fn rare_acts(ctx: &Ctx, course: &Course) -> Markup {
    let words = &ctx.words;
    let path = |below: &str| words.path(&address(course, below));
    html! {
        @if course.status == CourseStatus::Published {
            h2 { (words.say("edit-rare")) }
            ul.plain-list.no-print {
                @if ctx.now < course.ends_at {
                    li { a href=(path("cancellation")) { (words.say("edit-cancel-course")) } }
                }
                li { (parts::form(path("publication"), html! { (parts::button(words.say("edit-unpublish")).quiet().name("public", "no")) }).id("unpublish")) }
            }
        }
    }
}

fn stats(words: &Words, seats: &Seats) -> Markup {
    let shown = [
        ("edit-n-capacity", seats.capacity),
        ("edit-n-confirmed", seats.confirmed),
        ("edit-n-left", seats.left()),
        ("edit-n-offered", seats.offered),
        ("edit-n-waiting", seats.waiting),
        ("edit-n-pending", seats.pending),
        ("edit-n-kept", seats.kept),
    ];
    html! {
        ul.stats {
            @for (key, n) in shown { li.stat { b { (words.number(n)) } " " (words.say(key)) } }
        }
    }
}

fn sessions_table(words: &Words, course: &Course, seen: &Seen, editor: bool) -> Markup {
    let columns = vec![
        column(words.say("edit-session")),
        column(words.say("edit-when")),
        column(words.say("edit-booked")),
        column(words.say("board-do")).unseen(),
    ];
    let rows = seen.sessions.iter().map(|s| {
        let booked: Vec<&str> =
            seen.booked.iter().filter(|(id, _)| *id == s.id).map(|(_, name)| name.as_str()).collect();
        let off = seen.off.iter().find(|(day, _)| *day == s.starts_at.date());
        vec![
            html! { (words.say_with("edit-session-n", &[("n", s.number.into())])) @if !s.topic.is_empty() { br; small.soft { (s.topic) } } },
            html! {
                span.when { (span(words, s.starts_at, s.ends_at)) }
                @if s.cancelled { " " (parts::tag(Tone::Bad, &words.say("edit-standing-cancelled"))) }
                @if let Some((_, note)) = off { br; (off_tag(words, note)) }
            },
            html! { (booked.join("、")) },
            html! { @if editor && !s.cancelled { a href=(words.path(&address(course, &format!("sessions/{}", s.id)))) { (words.say("edit-change")) span.unseen { " " (s.number) } } } },
        ]
    });
    html! {
        (parts::table(words, words.say("edit-sessions-title"), columns, rows.collect()).caption_unseen())
        @if editor && course.status != CourseStatus::Cancelled {
            p { (parts::button_link(words.path(&address(course, "sessions")), words.say("edit-add-session")).secondary()) }
        }
    }
}

/// A day off, with its name when the calendar says one.
pub(super) fn off_tag(words: &Words, note: &str) -> Markup {
    let note = if note.is_empty() { words.say("edit-day-off-plain") } else { note.to_owned() };
    parts::tag(Tone::Wait, &words.say_with("edit-day-off", &[("note", note.into())]))
}

fn facts(words: &Words, c: &Course) -> Markup {
    let minimum = match c.minimum_on {
        Some(day) if c.minimum > 0 => {
            words.say_with("edit-minimum-of", &[("count", c.minimum.into()), ("day", words.date(day).into())])
        }
        _ => words.say("edit-none"),
    };
    let rows: Vec<(&str, String)> = vec![
        ("edit-f-category", names::category(words, &c.category)),
        ("edit-f-teaching", names::teaching(words, &c.teaching)),
        ("edit-f-audience", names::audiences_of(words, &c.audience, &c.also_for)),
        ("edit-f-place", format!("{} {}", names::district_name(words, &c.district), c.place)),
        ("edit-f-address", c.address.clone()),
        ("edit-f-opens_at", words.date_time(c.opens_at.taipei())),
        ("edit-f-closes_at", words.date_time(c.closes_at.taipei())),
        ("edit-f-change_until", words.date_time(c.change_until.taipei())),
        ("edit-f-method", words.say(&format!("edit-method-{}", c.method.code()))),
        ("edit-f-fill", words.say(&format!("edit-fill-{}", c.fill.code()))),
        ("edit-f-party_max", words.number(c.party_max)),
        ("edit-f-offer_hours", words.number(c.offer_hours)),
        ("edit-f-minimum", minimum),
        ("edit-f-fee", [fee(words, c.fee), c.fee_note.clone()].join(" ")),
        ("edit-f-photos", if c.photos { words.say("edit-photos-yes") } else { String::new() }),
        ("edit-f-hours", hours(c.hours)),
        ("edit-f-civil_servant_hours", hours(c.civil_servant_hours)),
        ("edit-f-teacher_hours", hours(c.teacher_hours)),
        ("edit-f-contact_name", c.contact_name.clone()),
        ("edit-f-section", words.say(&format!("edit-section-{}", c.section))),
    ];
    let said = rows.into_iter().filter(|(key, value)| {
        let no_hours = value == "0" && key.ends_with("hours");
        !no_hours && !value.trim().is_empty()
    });
    html! { dl.facts { @for (key, value) in said { dt { (words.say(key)) } dd { (value) } } } }
}

fn public_link(ctx: &Ctx, course: &Course) -> Markup {
    let words = &ctx.words;
    let path = say::path(course, "");
    html! {
        h2 { (words.say("edit-public-page")) }
        p { a href=(words.path(&path)) { (ctx.full_address(&path)) } }
        p { (parts::copy_button(words, &ctx.full_address(&path))) }
    }
}

fn secret_panel(ctx: &Ctx, course: &Course) -> Markup {
    let words = &ctx.words;
    let action = words.path(&address(course, "secret"));
    html! {
        h2 { (words.say("edit-secret-title")) }
        @if course.secret.is_some() {
            p { (words.say("edit-secret-is")) }
            (parts::form(action, html! {
                div.actions {
                    (parts::button(words.say("edit-secret-rotate")).secondary().name("secret", "new"))
                    (parts::button(words.say("edit-secret-remove")).quiet().name("secret", "none"))
                }
            }).id("secret"))
        } @else {
            p { (words.say("edit-secret-none")) }
            (parts::form(action, html! { (parts::button(words.say("edit-secret-make")).secondary().name("secret", "new")) }).id("secret"))
        }
    }
}

fn series_list(words: &Words, course: &Course, series: &[Named]) -> Markup {
    html! {
        h2 { (words.say("edit-series-title")) }
        ul {
            @for one in series {
                li {
                    @if one.id == course.id { strong { (parts::time_short(words, one.starts_at)) } }
                    @else { a href=(words.path(&format!("/office/courses/{}", one.id))) { (parts::time_short(words, one.starts_at)) } }
                    " " (words.say(&format!("edit-status-{}", one.status.code())))
                }
            }
        }
    }
}

/// `POST /office/courses/{id}/publication`: announced, or taken back while nobody is registered.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn publication(
    ctx: Ctx,
    Path(id): Path<String>,
    form: foundation::form::Form,
) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let (act, public) = (Act::of(&ctx), form.text("public") == "yes");
    let (inner, course_id) = (act.clone(), course.id.clone());
    match ctx.centre.db.write(move |conn| planning::announce(conn, &inner, &course_id, public)).await? {
        Ok(()) => {
            act.settle(&course.id).await;
            let done = if public { "published" } else { "unpublished" };
            Ok(ctx.go(&address(&course, &format!("?done={done}"))))
        }
        Err(refused) => {
            let said = frame::refusal(&ctx.words, &refused);
            show(&ctx, &course, frame::refusal_status(&refused), said).await
        }
    }
}

/// `POST /office/courses/{id}/secret`: a new secret link, or none (R30).
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn secret(
    ctx: Ctx,
    Path(id): Path<String>,
    form: foundation::form::Form,
) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let secret = (form.text("secret") == "new")
        .then(|| ctx.centre.chance.token().chars().take(32).collect::<String>());
    let act = Act::of(&ctx);
    let (inner, course_id) = (act.clone(), course.id.clone());
    let hidden = secret.is_some();
    let write =
        move |conn: &mut foundation::db::Conn| planning::hide(conn, &inner, &course_id, secret.as_deref());
    if ctx.centre.db.write(write).await?.is_err() {
        return Err(Fault::NotFound);
    }
    act.settle(&course.id).await;
    let done = if hidden { "secret-made" } else { "secret-removed" };
    Ok(ctx.go(&address(&course, &format!("?done={done}"))))
}
