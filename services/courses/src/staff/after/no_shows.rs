//! Cases of not coming (R55): appeals that wait for a person, and what counts.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::jobs::{self, NewJob};
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, Tone, choice, column, crumb};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::public::manage::no_shows::{kind, state};
use crate::rights;
use crate::rules::no_show::{Event, State};
use crate::settle::REGISTRATION;
use crate::staff::acts::WHY_CHARS_MAX;
use crate::staff::serving;
use crate::store::no_show::{self as store, NoShow};
use crate::words::either;

/// `GET /office/no-shows`
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    // Who did not come is for those in charge of the course alone.
    let sections = rights::sections(ctx.staff()?);
    let read = move |conn: &mut Conn| {
        let of = |conn: &mut Conn, state| store::list(conn, state, &sections);
        Ok((of(conn, State::Appealed)?, of(conn, State::Counted)?, of(conn, State::Upheld)?))
    };
    let (appealed, counted, upheld) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let heading = words.say("no-show-title");
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let content = html! {
        @if given.text("done") == "decided" { (parts::notice(Tone::Good, &words.say("no-show-decided"), html! {})) }
        h1 { (heading) }
        p { a href=(words.path("/no-shows")) { (words.say("no-show-more")) } }
        h2 { (words.say("no-show-waiting")) }
        (list(&ctx, "no-show-waiting", &appealed))
        h2 { (words.say("no-show-counting")) }
        (list(&ctx, "no-show-counting", &counted.into_iter().chain(upheld).collect::<Vec<_>>()))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, heading.as_str()).page(content)))
}

fn list(ctx: &Ctx, caption: &str, cases: &[NoShow]) -> Markup {
    let words = &ctx.words;
    let columns =
        ["day-name", "day-course", "no-show-what", "no-show-points-head", "no-show-until", "no-show-appeal"];
    let rows = cases.iter().map(|c| {
        let href = words.path(&format!("/office/no-shows/{}", c.id));
        vec![
            html! { a href=(href) { (c.name) } br; span.hint { (serving::reference(&c.reference)) } },
            html! { (either(words, &c.title, &c.title_en)) },
            html! { (kind(words, c.kind)) " " (state(words, c.case.state)) },
            html! { (words.number(c.case.points)) },
            html! { (parts::day_short(words, c.case.until_on)) },
            html! { (c.appeal.chars().take(80).collect::<String>()) },
        ]
    });
    let columns = columns.map(|key| column(words.say(key)));
    html! { (parts::table(words, words.say(caption), columns.into(), rows.collect()).caption_unseen().empty(words.say("no-show-none"))) }
}

async fn find(ctx: &Ctx, id: &str) -> Result<NoShow, Fault> {
    let id = id.to_owned();
    let found = ctx.centre.db.read(move |conn| store::find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    // Decided by those in charge of the course.
    serving::find_to_serve(ctx, &found.course_id).await?;
    Ok(found)
}

/// `GET /office/no-shows/{id}`
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn get_one(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let found = find(&ctx, &id).await?;
    Ok(page(&ctx, &found, &Form::default()))
}

fn page(ctx: &Ctx, found: &NoShow, form: &Form) -> Response {
    let words = &ctx.words;
    let case = &found.case;
    let registration =
        words.path(&format!("/office/courses/{}/registrations/{}", found.course_id, found.registration_id));
    let decisions =
        [(Event::Remove, "remove", "no-show-remove"), (Event::Uphold, "uphold", "no-show-uphold")];
    let possible: Vec<_> = decisions
        .into_iter()
        .filter(|(event, ..)| case.state.after(*event).is_ok())
        .map(|(_, code, key)| choice(code, words.say(key)))
        .collect();
    let args = [("points", case.points.into()), ("until", words.date(case.until_on).into())];
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (found.name) " " (state(words, case.state)) }
        p { a href=(registration) { (serving::reference(&found.reference)) } " " (either(words, &found.title, &found.title_en)) }
        p { (kind(words, found.kind)) " " (words.say_with("no-show-points", &args)) }
        @if !found.appeal.is_empty() { h2 { (words.say("no-show-appeal")) } (parts::inset(html! { p { (found.appeal) } })) }
        @if !found.decision.is_empty() { h2 { (words.say("no-show-decision")) } p { (found.decision) } }
        @if !possible.is_empty() {
            h2 { (words.say("no-show-decide")) }
            (parts::form(words.path(&format!("/office/no-shows/{}", found.id)), html! {
                (parts::radios(words, "decision", words.say("no-show-decision"), possible).value(form.text("decision")).error(form.said_of(words, "decision")))
                (parts::text(words, "why", words.say("day-why")).hint(words.say("no-show-why-hint")).value(form.text("why")).error(form.said_of(words, "why")))
                div.actions { (parts::button(words.say("no-show-decide"))) }
            }).id("decide"))
        }
    };
    let here = vec![crumb(words.path("/office/no-shows"), words.say("no-show-title"))];
    let shell = Shell { here, has_errors: !form.is_right(), ..office_shell(ctx, found.name.as_str()) };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page(status, shell.page(content))
}

/// `POST /office/no-shows/{id}`: a person decides, with a reason that the party reads.
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn decide(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let found = find(&ctx, &id).await?;
    let event = form.choice("decision", |code| match code {
        "remove" => Some(Event::Remove),
        "uphold" => Some(Event::Uphold),
        _ => None,
    });
    let why = form.required("why", WHY_CHARS_MAX);
    let to = event.and_then(|event| found.case.state.after(event).ok());
    if event.is_some() && to.is_none() {
        form.wrong("decision", "no-show-decided-already");
    }
    let (Some(to), true) = (to, form.is_right()) else { return Ok(page(&ctx, &found, &form)) };
    let (inner, actor) = (ctx.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let (chance, now) = (&inner.centre.chance, inner.now);
        if !store::decide(conn, &found, to, (&why, &actor.who), now)? {
            return Ok(());
        }
        let said = |state: State| Some(serde_json::json!({"no-show": state.code()}).to_string());
        let entry = Entry {
            before: said(found.case.state),
            after: said(to),
            reason: Some(why.clone()),
            ..Entry::new(REGISTRATION, &found.registration_id, "no-show-decided")
        };
        trail::add(conn, &[chance.id(now)], now, &actor, &[entry])?;
        let payload = format!("no-show-decided:{}/{}-{}", found.registration_id, found.id, to.code());
        let job = NewJob { kind: "courses.write", unique_key: None, payload, run_at: now };
        jobs::add(conn, &[chance.id(now)], now, &[job])
    };
    ctx.centre.db.write(write).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/no-shows?done=decided"))
}
