//! What the doors of a session tell that does not fit together (R46): the same seat let in twice, somebody
//! let in whose seat had been cancelled or who waits; each with times and devices. Before them stand the
//! walk-ins that wait for a decision.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::parts::{self, Tone};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::day::held::names;
use crate::day::{Post, acts, clock, title, when};
use crate::rules::presence::{Act, Clash, tell};
use crate::staff::day::held as one;
use crate::store;
use crate::store::act::{Noted, Seated};
use crate::store::device::Device;
use crate::store::held::Held;

type At = Path<(String, String)>;

/// One clash, with the acts it is about.
struct Found {
    clash: Clash,
    seated: Seated,
    act: Noted,
    with: Option<Noted>,
}

fn find(conn: &mut Conn, post: &Post) -> DbResult<Vec<Found>> {
    let seats = store::act::list_told_by_devices(conn, &post.session.id)?;
    let mut acts: HashMap<String, Vec<Noted>> = HashMap::new();
    for noted in store::act::list(conn, &post.session.id, &seats)? {
        acts.entry(noted.seat_id.clone()).or_default().push(noted);
    }
    let mut found = Vec::new();
    for seated in store::act::list_seated(conn, &post.course.id, &seats)? {
        let Some(noted) = acts.get(&seated.seat_id) else { continue };
        let plain: Vec<Act> = noted.iter().map(|n| n.act.clone()).collect();
        let by_id = |id: &String| noted.iter().find(|n| n.act.id == *id).cloned();
        for (clash, id, with) in tell(&plain, seated.title, &post.session).clashes {
            let Some(act) = by_id(&id) else { continue };
            let with = with.as_ref().and_then(by_id);
            found.push(Found { clash, seated: seated.clone(), act, with });
        }
    }
    found.sort_by_key(|f| f.act.act.at);
    Ok(found)
}

/// The clashes of a session.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such session.
pub async fn get(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    let post = Arc::new(Post::office(&ctx, &id, &number).await?);
    let asked = post.clone();
    let read = move |conn: &mut Conn| {
        let found = find(conn, &asked)?;
        let held = store::held::list_open(conn, &asked.session.id)?;
        Ok((found, held, store::device::list(conn, &asked.course.id)?))
    };
    let (found, held, devices) = ctx.centre.db.read(read).await?;
    Ok(page(&ctx, &post, (&found, &held), &devices))
}

/// Puts together again what was told: who came without a seat may have been given one since.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such session.
pub async fn post(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let (centre, actor) = (ctx.centre.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let seats = store::act::list_told_by_devices(conn, &post.session.id)?;
        acts::retell(conn, &post.course.id, &post.session, &seats)?;
        let now = centre.clock.now();
        let entry = Entry::new("courses_session", &post.session.id, "attendance-told-again");
        trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("/office/courses/{id}/sessions/{number}/clashes")))
}

/// The walk-ins that wait for a decision.
fn held(ctx: &Ctx, post: &Post, held: &[Held], devices: &[Device]) -> Markup {
    let words = &ctx.words;
    let rows = held.iter().map(|walk_in| {
        let device = devices.iter().find(|d| d.id == walk_in.device_id).map(|d| d.label.as_str());
        let names = names(walk_in);
        let named = if names.is_empty() { words.say("held-nameless") } else { words.list(&names) };
        vec![
            html! {
                a href=(words.path(&one::path(post, walk_in))) { bdi { (named) } }
                br; strong { (clock(words, walk_in.at)) } " " (device.unwrap_or_default())
            },
            html! { (parts::tag(Tone::Bad, &one::why(words, walk_in))) },
        ]
    });
    let columns = vec![parts::column(words.say("clash-told")), parts::column(words.say("held-why"))];
    html! {
        @if !held.is_empty() {
            h2 { (words.say("held")) }
            p { (words.say("held-list-about")) }
            div #held { (parts::table(words, words.say("held"), columns, rows.collect()).caption_unseen()) }
        }
    }
}

fn page(ctx: &Ctx, post: &Post, (found, open): (&[Found], &[Held]), devices: &[Device]) -> Response {
    let words = &ctx.words;
    let heading = words.say("clashes");
    let rows = found.iter().map(|f| {
        let at = format!("/office/courses/{}/registrations/{}", post.course.id, f.seated.registration_id);
        vec![
            html! {
                a href=(words.path(&at)) { (f.seated.name) }
                @if let Some(with) = &f.with { br; (told(ctx, with, devices)) }
                br; (told(ctx, &f.act, devices))
            },
            html! { (parts::tag(tone(f.clash), &words.say(key(f.clash)))) },
        ]
    });
    let columns = vec![parts::column(words.say("clash-told")), parts::column(words.say("clash-what"))];
    let table = parts::table(words, heading.as_str(), columns, rows.collect());
    let again = format!("/office/courses/{}/sessions/{}/clashes", post.course.id, post.session.number);
    let content = html! {
        h1 { (heading) small { " " (title(words, &post.course)) } }
        p { (when(words, &post.session)) }
        (held(ctx, post, open, devices))
        p { (words.say("clashes-about")) }
        (table.caption_unseen().empty(words.say("clashes-none")))
        @if !found.is_empty() {
            (parts::form(words.path(&again), html! {
                div.actions { (parts::button(words.say("clashes-again")).secondary()) }
            }).id("again"))
        }
    };
    ctx.page(StatusCode::OK, post.shell(ctx, &heading, true).page(content))
}

/// When and where an act was done, and by how much the clock of the device was off, if it was.
fn told(ctx: &Ctx, noted: &Noted, devices: &[Device]) -> Markup {
    let words = &ctx.words;
    let of_device = devices.iter().find(|d| Some(&d.id) == noted.act.device.as_ref());
    let place = match (&noted.act.device, of_device) {
        (Some(_), Some(device)) => device.label.clone(),
        (Some(_), None) => words.say("clash-device"),
        (None, _) => words.say("clash-centre"),
    };
    let off = noted.device_at.map(|at| at.seconds_since(noted.act.at) / 60).filter(|minutes| *minutes != 0);
    html! {
        strong { (clock(words, noted.act.at)) } " " (place)
        @if let Some(minutes) = off {
            " " span.hint { (words.say_with("clash-clock", &[("minutes", minutes.into())])) }
        }
    }
}

fn tone(clash: Clash) -> Tone {
    match clash {
        Clash::CancelledSince | Clash::NotIn => Tone::Info,
        Clash::Twice => Tone::Wait,
        Clash::Cancelled | Clash::NoSeat(_) | Clash::OtherDay | Clash::Held => Tone::Bad,
    }
}

fn key(clash: Clash) -> &'static str {
    match clash {
        Clash::Twice => "clash-twice",
        Clash::NotIn => "clash-not-in",
        Clash::CancelledSince => "clash-cancelled-since",
        Clash::Cancelled => "clash-cancelled",
        Clash::NoSeat(_) => "clash-no-seat",
        Clash::OtherDay => "clash-other-day",
        Clash::Held => "clash-held",
    }
}
