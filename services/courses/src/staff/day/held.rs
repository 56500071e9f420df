//! A walk-in that a device let in and the desk could not register (R46): staff put right what was typed and
//! take it in, with the times of the device, or drop it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::day::held::{SESSION, acts, form as typed, names, numbers};
use crate::day::{Post, acts as entering, clock, walk_in, when};
use crate::desk::Registered;
use crate::rules::presence::What;
use crate::settle::REGISTRATION;
use crate::store;
use crate::store::held::Held;

/// The outcome of a walk-in that is not registered, as kept.
const DROPPED: &str = "dropped";

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
            take_in(&ctx, post, found, &form, registered).await?;
            Ok(ctx.go(&back))
        }
        None => Ok(page(&ctx, &post, &found, &form)),
    }
}

/// Enters whom the desk registered. Dropped by somebody else meanwhile, the registration is taken back.
async fn take_in(
    ctx: &Ctx,
    post: Post,
    found: Found,
    form: &Form,
    registered: Registered,
) -> Result<(), Fault> {
    let (course, actor, id) = (post.course.id.clone(), post.actor.clone(), registered.id.clone());
    let numbers = numbers(&typed(&found.walk_in), form);
    match decide(ctx, post, found, Some((registered, numbers))).await? {
        Decided::Now { undone } => walk_in::give_back(ctx, &course, &actor, &undone).await,
        Decided::Before { is_dropped: true } => walk_in::withdraw(ctx, &course, &actor, (id, vec![])).await,
        Decided::Before { is_dropped: false } => Ok(()),
    }
}

/// What a decision came to.
enum Decided {
    /// It stands; these seats are of persons whose coming was taken back on the device.
    Now { undone: Vec<String> },
    /// Somebody else decided before.
    Before { is_dropped: bool },
}

/// A row of the trail: the kind of the matter, its id, what was done and what is said of it.
type Row = (&'static str, String, &'static str, String);

/// Writes down what was decided, with its rows of the trail; who was taken in came when the device said.
async fn decide(
    ctx: &Ctx,
    post: Post,
    found: Found,
    registered: Option<(Registered, Vec<usize>)>,
) -> Result<Decided, Fault> {
    let (centre, actor) = (ctx.centre.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let (now, walk_in) = (centre.clock.now(), &found.walk_in);
        // Under the lock of the session nobody else decides, and no device tells more.
        store::act::lock_session(conn, &post.session.id)?;
        if let Some(outcome) = store::held::find_outcome(conn, &walk_in.act_id)? {
            return Ok(Decided::Before { is_dropped: outcome == DROPPED });
        }
        let (mut rows, undone) = match &registered {
            Some((registered, numbers)) => enter(conn, &post, &found, (&registered.id, numbers), now)?,
            None => (Vec::new(), Vec::new()),
        };
        let (outcome, verb) = match registered {
            Some(_) => ("taken", "walk-in-taken"),
            None => (DROPPED, "walk-in-dropped"),
        };
        store::held::decide(conn, &walk_in.act_id, outcome, (&actor.who, now))?;
        let said = serde_json::json!({ "at": walk_in.at.to_string(), "device": found.device });
        rows.push((SESSION, post.session.id.clone(), verb, said.to_string()));
        let entries: Vec<Entry<'_>> = rows
            .iter()
            .map(|(kind, id, verb, after)| Entry { after: Some(after.clone()), ..Entry::new(kind, id, verb) })
            .collect();
        let ids: Vec<_> = entries.iter().map(|_| centre.chance.id(now)).collect();
        trail::add(conn, &ids, now, &actor, &entries)?;
        Ok(Decided::Now { undone })
    };
    Ok(ctx.centre.db.write(write).await?)
}

/// Enters what was done at the door to the persons of a walk-in that the desk registered; answers the rows
/// of the trail and the seats of those whose coming was taken back.
fn enter(
    conn: &mut Conn,
    post: &Post,
    found: &Found,
    (registration_id, numbers): (&str, &[usize]),
    now: Instant,
) -> DbResult<(Vec<Row>, Vec<String>)> {
    let seats = store::registration::list_seats(conn, registration_id)?;
    let seats: Vec<_> = numbers.iter().copied().zip(seats).collect();
    let after = store::held::list_after(conn, &found.walk_in.act_id)?;
    let told = acts(post, &found.walk_in, &after, &seats, now);
    let undone = told.iter().filter(|n| n.act.what == What::Undo).map(|n| n.seat_id.clone()).collect();
    let news = entering::enter(conn, &post.course.id, &post.session, told)?;
    let rows = news.into_iter().map(|news| {
        let said = serde_json::json!({
            "session": post.session.number, "seat": news.seat.number, "at": news.act.act.at.to_string(),
            "device": found.device,
        });
        (REGISTRATION, news.seat.registration_id, news.verb, said.to_string())
    });
    Ok((rows.collect(), undone))
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
