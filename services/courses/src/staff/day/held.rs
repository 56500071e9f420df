//! A walk-in that a device let in and the desk could not register (R46): staff put right what was typed and
//! take it in, with the times of the device, or drop it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::day::held::{SESSION, acts, form as typed, names, numbers};
use crate::day::{Post, acts as entering, clock, walk_in, when};
use crate::desk::Registered;
use crate::rules::presence::What;
use crate::settle::REGISTRATION;
use crate::store;
use crate::store::held::Held;

type At = Path<(String, String, String)>;

/// A held walk-in, what was told of it afterwards, and which device had it.
struct Found {
    walk_in: Held,
    after: Vec<Held>,
    device: String,
}

async fn find(ctx: &Ctx, post: &Post, act: &str) -> Result<Found, Fault> {
    let (act, session, course) = (act.to_owned(), post.session.id.clone(), post.course.id.clone());
    let read = move |conn: &mut Conn| {
        let Some(walk_in) = store::held::find(conn, &act)? else { return Ok(None) };
        if walk_in.session_id != session || walk_in.act_id != walk_in.walk_in {
            return Ok(None);
        }
        let after = store::held::list_after(conn, &act)?;
        let devices = store::device::list(conn, &course)?;
        let device =
            devices.into_iter().find(|d| d.id == walk_in.device_id).map_or(String::new(), |d| d.label);
        Ok(Some(Found { walk_in, after, device }))
    };
    ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)
}

fn clashes(post: &Post) -> String {
    format!("/office/courses/{}/sessions/{}/clashes", post.course.id, post.session.number)
}

/// The address of a held walk-in, without language.
pub fn path(post: &Post, walk_in: &Held) -> String {
    format!("{}/{}", clashes(post), walk_in.act_id)
}

/// Why a walk-in is held, in words.
pub fn why(words: &Words, walk_in: &Held) -> String {
    words.say(match walk_in.why.as_str() {
        "ended" => "held-ended",
        "form" => "held-form",
        "called-off" => "held-called-off",
        "other-day" => "held-other-day",
        _ => "held-refused",
    })
}

/// The walk-in as it was typed; the list of clashes when somebody decided meanwhile.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such walk-in at this session.
pub async fn get(ctx: Ctx, Path((id, number, act)): At) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let found = find(&ctx, &post, &act).await?;
    if found.walk_in.decided_at.is_some() {
        return Ok(ctx.go(&clashes(&post)));
    }
    Ok(page(&ctx, &post, &found, &typed(&found.walk_in)))
}

/// Takes it in, or drops it.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such walk-in at this session.
pub async fn post(ctx: Ctx, Path((id, number, act)): At, mut form: Form) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let found = find(&ctx, &post, &act).await?;
    let back = clashes(&post);
    if found.walk_in.decided_at.is_some() {
        return Ok(ctx.go(&back));
    }
    if form.has("drop") {
        decide(&ctx, post, found, None).await?;
        return Ok(ctx.go(&back));
    }
    form.set("key", found.walk_in.act_id.as_str());
    match walk_in::take_in(&ctx, &post, &mut form).await? {
        Some(registered) => {
            let (course, actor) = (post.course.id.clone(), post.actor.clone());
            let numbers = numbers(&typed(&found.walk_in), &form);
            let undone = decide(&ctx, post, found, Some((registered, numbers))).await?;
            walk_in::give_back(&ctx, &course, &actor, &undone).await?;
            Ok(ctx.go(&back))
        }
        None => Ok(page(&ctx, &post, &found, &form)),
    }
}

/// Writes down what was decided, with its rows of the trail; who was taken in came when the device said.
/// Answers the seats whose coming was taken back there.
async fn decide(
    ctx: &Ctx,
    post: Post,
    found: Found,
    registered: Option<(Registered, Vec<usize>)>,
) -> Result<Vec<String>, Fault> {
    let (centre, actor) = (ctx.centre.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let (now, walk_in) = (centre.clock.now(), &found.walk_in);
        let (mut entries, mut undone) = (Vec::new(), Vec::new());
        if let Some((registered, numbers)) = &registered {
            let seats = store::registration::list_seats(conn, &registered.id)?;
            let seats: Vec<_> = numbers.iter().copied().zip(seats).collect();
            let told = acts(&post, walk_in, &found.after, &seats, now);
            undone = told.iter().filter(|n| n.act.what == What::Undo).map(|n| n.seat_id.clone()).collect();
            for news in entering::enter(conn, &post.course.id, &post.session, told)? {
                let said = serde_json::json!({
                    "session": post.session.number, "seat": news.seat.number, "at": news.act.act.at.to_string(),
                    "device": found.device,
                });
                entries.push((REGISTRATION, news.seat.registration_id, news.verb, said.to_string()));
            }
        }
        let (outcome, verb) = match registered {
            Some(_) => ("taken", "walk-in-taken"),
            None => ("dropped", "walk-in-dropped"),
        };
        if store::held::decide(conn, &walk_in.act_id, outcome, (&actor.who, now))? {
            let said = serde_json::json!({ "at": walk_in.at.to_string(), "device": found.device });
            entries.push((SESSION, post.session.id.clone(), verb, said.to_string()));
        }
        let rows: Vec<Entry<'_>> = entries
            .iter()
            .map(|(kind, id, verb, after)| Entry { after: Some(after.clone()), ..Entry::new(kind, id, verb) })
            .collect();
        let ids: Vec<_> = rows.iter().map(|_| centre.chance.id(now)).collect();
        trail::add(conn, &ids, now, &actor, &rows)?;
        Ok(undone)
    };
    Ok(ctx.centre.db.write(write).await?)
}

fn page(ctx: &Ctx, post: &Post, found: &Found, form: &Form) -> Response {
    let words = &ctx.words;
    let heading = words.say("held-title");
    let mut shell = Shell { has_errors: !form.is_right(), ..post.shell(ctx, &heading, true) };
    shell.here.push(crumb(words.path(&clashes(post)), words.say("clashes")));
    let undone = found.after.iter().filter(|held| held.what == "undo").count();
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (heading) small { " " bdi { (names(&found.walk_in).join(&words.say("serve-comma"))) } } }
        p { (when(words, &post.session)) br; strong { (clock(words, found.walk_in.at)) } " " (found.device) }
        (parts::notice(Tone::Wait, &why(words, &found.walk_in), html! {
            p { (words.say("held-about")) }
            @if undone > 0 { p { (words.say_with("held-undone", &[("count", undone.into())])) } }
        }))
        (parts::form(words.path(&path(post, &found.walk_in)), fields(words, form)).id("held"))
        (parts::form(words.path(&path(post, &found.walk_in)), html! {
            p { (words.say("held-drop-about")) }
            div.actions { (parts::warning_button(words.say("held-drop")).name("drop", "yes")) }
        }).id("drop"))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page(status, shell.page(content))
}

/// The persons as they were typed, and who could be added.
fn fields(words: &Words, form: &Form) -> Markup {
    let is_typed = |at: &usize| {
        *at > 1 && ["name", "born"].iter().any(|field| !form.text(&format!("{field}{at}")).trim().is_empty())
    };
    html! {
        (walk_in::one(words, form, 1))
        (parts::tel(words, "phone", words.say("day-phone")).optional().autocomplete("off")
            .value(form.text("phone")).error(form.said_of(words, "phone")))
        @for at in (1..=walk_in::PERSONS).filter(is_typed) {
            (parts::fieldset(&walk_in::number(words, at), walk_in::one(words, form, at)))
        }
        div.actions { (parts::button(words.say("held-take"))) }
    }
}
