//! `/door/{token}`: whoever holds this link checks people in to one course, sees their names and
//! nothing else, until the link ends (R52).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Shell, Tone};
use foundation::staff::token_hash;
use foundation::trail::Actor;
use foundation::web::Ctx;
use maud::html;

use crate::day::{self, Keeper, Post, board, code, list, walk_in};
use crate::model::{Course, Session};
use crate::rules::day::{Open, is_open};
use crate::store;
use crate::store::door::Door;

/// What a link opens: itself, the course and its sessions.
struct Opened {
    door: Door,
    course: Course,
    sessions: Vec<Session>,
}

/// The door behind a link, or the page that says it has ended.
async fn open(ctx: &Ctx, token: &str) -> Result<Result<Opened, Response>, Fault> {
    let hash = token_hash(token);
    let read = move |conn: &mut Conn| {
        let Some(door) = store::door::find(conn, &hash)? else { return Ok(None) };
        let Some(course) = store::course::find(conn, &door.course_id)? else { return Ok(None) };
        let sessions = store::course::list_sessions(conn, &course.id)?;
        Ok(Some(Opened { door, course, sessions }))
    };
    let opened = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    Ok(if opened.door.ends_at <= ctx.now { Err(ended(ctx)) } else { Ok(opened) })
}

fn ended(ctx: &Ctx) -> Response {
    let words = &ctx.words;
    let title = words.say("door-ended");
    let content = html! {
        div.door {
            h1.unseen { (title) }
            (day::verdict(Tone::Bad, &title, html! { p { (words.say("door-ended-about")) } }))
        }
    };
    let shell = Shell::public(words, ctx.centre_name(), title.as_str(), ctx.path.clone());
    ctx.page(StatusCode::GONE, shell.page(content))
}

/// The post at a session's door.
async fn post(ctx: &Ctx, token: &str, number: &str) -> Result<Result<Post, Response>, Fault> {
    let opened = match open(ctx, token).await? {
        Ok(opened) => opened,
        Err(ended) => return Ok(Err(ended)),
    };
    let session = opened.sessions.into_iter().find(|s| s.number.to_string() == number);
    Ok(Ok(Post {
        session: session.ok_or(Fault::NotFound)?,
        course: opened.course,
        base: format!("/door/{token}/{number}"),
        actor: Actor {
            who: format!("door:{}", opened.door.label),
            role: "door".into(),
            address: ctx.address.clone(),
        },
        keeper: Keeper::Link { ends_at: opened.door.ends_at },
    }))
}

/// The way in: straight to today's session, or the list of all.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours.
pub async fn get(ctx: Ctx, Path(token): Path<String>) -> Result<Response, Fault> {
    let opened = match open(&ctx, &token).await? {
        Ok(opened) => opened,
        Err(ended) => return Ok(ended),
    };
    let (words, course) = (&ctx.words, &opened.course);
    let mut today = opened.sessions.iter().filter(|s| is_open(course, s, ctx.now) == Open::Today);
    if let (Some(session), None) = (today.next(), today.next()) {
        return Ok(ctx.go(&format!("/door/{token}/{}", session.number)));
    }
    let title = day::title(words, course);
    let content = html! {
        div.door {
            h1 { (title) }
            ul.cards {
                @for session in &opened.sessions {
                    li.card {
                        h2 { a href=(words.path(&format!("/door/{token}/{}", session.number))) { (day::when(words, session)) } }
                        @if is_open(course, session, ctx.now) == Open::Today { p { (parts::tag(Tone::Good, &words.say("day-today"))) } }
                    }
                }
            }
            p.hint { (words.say("door-ends")) " " (parts::time(words, opened.door.ends_at)) }
        }
    };
    let shell = Shell {
        head_extra: html! { meta name="robots" content="noindex"; },
        ..Shell::public(words, ctx.centre_name(), title, ctx.path.clone())
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// The check-in page.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours.
pub async fn board(ctx: Ctx, Path((token, number)): Path<(String, String)>) -> Result<Response, Fault> {
    match post(&ctx, &token, &number).await? {
        Ok(post) => board::show(&ctx, &post).await,
        Err(ended) => Ok(ended),
    }
}

/// The same, narrowed to a name or reference.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours.
pub async fn search(
    ctx: Ctx,
    Path((token, number)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    match post(&ctx, &token, &number).await? {
        Ok(post) => board::search(&ctx, &post, &form).await,
        Err(ended) => Ok(ended),
    }
}

/// Who came, left, or was marked by mistake.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours.
pub async fn marks(
    ctx: Ctx,
    Path((token, number)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    match post(&ctx, &token, &number).await? {
        Ok(post) => board::marks(&ctx, post, &form).await,
        Err(ended) => Ok(ended),
    }
}

/// What a code says.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours.
pub async fn code(
    ctx: Ctx,
    Path((token, number)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    match post(&ctx, &token, &number).await? {
        Ok(post) => code::look_up(&ctx, &post, &form).await,
        Err(ended) => Ok(ended),
    }
}

/// Back to the check-in page, for who comes to the address of an answer.
///
/// # Errors
/// None.
pub async fn back(ctx: Ctx, Path((token, number)): Path<(String, String)>) -> Result<Response, Fault> {
    Ok(ctx.go(&format!("/door/{token}/{number}")))
}

/// The form for somebody who was not registered.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours.
pub async fn walk_in(ctx: Ctx, Path((token, number)): Path<(String, String)>) -> Result<Response, Fault> {
    match post(&ctx, &token, &number).await? {
        Ok(post) => walk_in::show(&ctx, &post).await,
        Err(ended) => Ok(ended),
    }
}

/// Lets somebody in who was not registered.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours.
pub async fn take_in(
    ctx: Ctx,
    Path((token, number)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    match post(&ctx, &token, &number).await? {
        Ok(post) => walk_in::take(&ctx, post, form).await,
        Err(ended) => Ok(ended),
    }
}

/// Gives a device the list to take along.
///
/// # Errors
/// [`Fault::NotFound`] when the link is not ours, [`Fault::Refused`] when there is no list now.
pub async fn list(ctx: Ctx, Path((token, number)): Path<(String, String)>) -> Result<Response, Fault> {
    match post(&ctx, &token, &number).await? {
        Ok(post) => {
            let label = post.actor.who.trim_start_matches("door:").to_owned();
            list::take(&ctx, post, label, Some(token_hash(&token))).await
        }
        Err(ended) => Ok(ended),
    }
}
