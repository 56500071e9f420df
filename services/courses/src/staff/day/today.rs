//! `/office/day`: today's sessions, each with the way to its door.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::pages::office_shell;
use foundation::parts;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::rights::works_on;
use crate::store::attendance::{self as store, Held};
use crate::words::either;

/// Today's sessions.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let today = ctx.now.date();
    let from = Instant::start_of(today).unwrap_or(ctx.now);
    let before = from.plus_seconds(86_400);
    let read = move |conn: &mut Conn| {
        Ok((store::list_held(conn, from, before, "")?, store::find_next(conn, before)?))
    };
    let (mut held, next) = ctx.centre.db.read(read).await?;
    let staff = ctx.staff()?;
    held.retain(|session| works_on(staff, &session.section));
    let content = html! {
        div.door {
            h1 { (words.say("day-today")) }
            p { (parts::day(words, today)) }
            @if held.is_empty() {
                (parts::empty_state(&words.say("day-no-session"), html! {
                    @if let Some(next) = next { p { (words.say("day-next-session")) " " (parts::time(words, next)) } }
                }))
            } @else {
                ul.cards { @for session in &held { (card(&ctx, session)) } }
            }
        }
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, words.say("day-today")).page(content)))
}

fn card(ctx: &Ctx, session: &Held) -> Markup {
    let words = &ctx.words;
    let href = words.path(&format!("/office/courses/{}/sessions/{}/day", session.course_id, session.number));
    let (from, to) = (session.starts_at.time(), session.ends_at.time());
    let args = [
        ("came", words.number(session.came + session.counted).into()),
        ("expected", words.number(session.expected).into()),
    ];
    html! {
        li.card {
            h2 { a href=(href) { (either(words, &session.title, &session.title_en)) } }
            p { strong { (words.time_of_day(from)) "–" (words.time_of_day(to)) } " " (session.place) }
            p.foot { (words.say_with("day-came-so-far", &args)) }
        }
    }
}
