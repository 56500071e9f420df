//! Correcting who was there, after the day, with a reason that stays in the trail.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Shell};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::html;
use office::instant::Instant;

use crate::day::{Post, acts, clock, particulars, when};
use crate::rules::day::Standing;
use crate::rules::presence::What;
use crate::settle::REGISTRATION;
use crate::store::day::{self as store, Guest};

/// Longest reason in characters.
const WHY_CHARS_MAX: usize = 300;

type At = Path<(String, String, String)>;

async fn find(ctx: &Ctx, post: &Post, seat: &str) -> Result<Guest, Fault> {
    let (seat, course, session) = (seat.to_owned(), post.course.id.clone(), post.session.id.clone());
    let read = move |conn: &mut Conn| {
        let Some((found, registration)) = store::find_seat(conn, &seat)? else { return Ok(None) };
        let party = store::list_party(conn, &registration, &session)?;
        Ok(party.into_iter().find(|g| g.seat_id == seat && found == course))
    };
    ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)
}

/// Nobody comes so much earlier than a session begins.
const EARLY_SECONDS: i64 = 2 * 3600;

/// The form with what stands now.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such seat in this course.
pub async fn get(ctx: Ctx, Path((id, number, seat)): At) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let guest = find(&ctx, &post, &seat).await?;
    let mut form = Form::default();
    let Standing { in_at, out_at, .. } = guest.standing;
    form.set("there", if in_at.is_some() { "yes" } else { "no" });
    form.set("in", clock(&ctx.words, in_at.unwrap_or(post.session.starts_at)));
    form.set("out", out_at.map_or(String::new(), |at| clock(&ctx.words, at)));
    Ok(page(&ctx, &post, &guest, &form))
}

/// A time of day on the day of the session; on the next, where it goes on until then and the time is one before
/// it begins.
fn moment(form: &mut Form, post: &Post, name: &str) -> Option<Instant> {
    let typed = form.text(name).trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    let (first, last) = (post.session.starts_at.date(), post.session.ends_at.date());
    let at = |day: Date| Instant::parse_field(&format!("{day}T{typed}"));
    let is_before = |at: &Instant| *at < post.session.starts_at.plus_seconds(-EARLY_SECONDS);
    let next_day = || first.tomorrow().ok().filter(|day| *day <= last).and_then(at);
    let found = at(first).map(|at| if is_before(&at) { next_day().unwrap_or(at) } else { at });
    if found.is_none() {
        form.wrong(name, "day-time-wrong");
    }
    found
}

/// Corrects it.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such seat in this course.
pub async fn post(ctx: Ctx, Path((id, number, seat)): At, mut form: Form) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let guest = find(&ctx, &post, &seat).await?;
    let there = form.choice("there", |code| match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    });
    let why = form.required("why", WHY_CHARS_MAX);
    let (in_at, out_at) = match there {
        Some(true) => {
            let (in_at, out_at) = (moment(&mut form, &post, "in"), moment(&mut form, &post, "out"));
            if in_at.is_none() && form.text("in").trim().is_empty() {
                form.wrong("in", "form-required");
            }
            if let (Some(from), Some(to)) = (in_at, out_at)
                && to < from
            {
                form.wrong("out", "day-out-before-in");
            }
            (in_at, out_at)
        }
        _ => (None, None),
    };
    if there == Some(true) && post.session.starts_at.date() > ctx.now.date() {
        form.wrong("there", "day-not-yet");
    }
    if !form.is_right() {
        return Ok(page(&ctx, &post, &guest, &form));
    }
    let (centre, course) = (ctx.centre.clone(), post.course.id.clone());
    let write = move |conn: &mut Conn| {
        let (now, session) = (centre.clock.now(), &post.session);
        let set = What::Set { in_at, out_at };
        let act = acts::at_centre(&centre, &post, set, "corrected", &guest.seat_id, now);
        acts::enter(conn, &post.course.id, session, vec![act])?;
        let stood = |in_at: Option<Instant>, out_at: Option<Instant>| {
            let text = |at: Option<Instant>| at.map(|at| at.to_string());
            let (number, seat) = (session.number, guest.number);
            serde_json::json!({ "session": number, "seat": seat, "in": text(in_at), "out": text(out_at) })
                .to_string()
        };
        let entry = Entry {
            before: Some(stood(guest.standing.in_at, guest.standing.out_at)),
            after: Some(stood(in_at, out_at)),
            reason: Some(why.clone()),
            ..Entry::new(REGISTRATION, &guest.registration_id, "attendance-corrected")
        };
        trail::add(conn, &[centre.chance.id(now)], now, &post.actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("/office/courses/{course}/attendance?done=corrected")))
}

fn page(ctx: &Ctx, post: &Post, guest: &Guest, form: &Form) -> Response {
    let words = &ctx.words;
    let heading = words.say("day-correction");
    let shell = Shell { has_errors: !form.is_right(), ..post.shell(ctx, &heading, true) };
    let action = format!(
        "/office/courses/{}/sessions/{}/attendance/{}",
        post.course.id, post.session.number, guest.seat_id
    );
    let time = |name: &'static str, key: &str| {
        parts::text(words, name, words.say(key))
            .width(parts::Width::Short)
            .attribute("inputmode", "numeric")
            .attribute("placeholder", "14:05")
            .value(form.text(name))
            .error(form.said_of(words, name))
    };
    let there = parts::choice("yes", words.say("day-there"))
        .reveals(html! { (time("in", "day-in")) (time("out", "day-out").optional()) });
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (heading) small { " " (guest.name) } }
        p { (when(words, &post.session)) br; (particulars(words, guest)) }
        (parts::form(words.path(&action), html! {
            (parts::radios(words, "there", words.say("day-was-there"), vec![there, parts::choice("no", words.say("day-absent"))])
                .value(form.text("there")).error(form.said_of(words, "there")))
            (parts::text(words, "why", words.say("day-why")).hint(words.say("day-why-hint"))
                .value(form.text("why")).error(form.said_of(words, "why")))
            div.actions { (parts::button(words.say("day-save"))) }
        }).id("correction"))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page(status, shell.page(content))
}
