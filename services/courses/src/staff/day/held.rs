//! A walk-in that a device let in and the desk could not register (R46): staff put right what was typed and
//! take it in, with the times of the device, or drop it.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::trail::{self, Actor, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::day::held::{SESSION, acts, form as typed, names, numbers};
use crate::day::{Post, acts as entering, clock, walk_in, when};
use crate::desk::{Answer, NewParty, Work};
use crate::planning::Act;
use crate::rules::presence::What;
use crate::settle::{self, REGISTRATION};
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

/// The walk-in as it was typed; the list of clashes when somebody decided meanwhile, or it had its time.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such walk-in at this session.
pub async fn get(ctx: Ctx, Path((id, number, act)): At) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let found = find(&ctx, &post, &act).await?;
    if !found.walk_in.is_open() {
        return Ok(ctx.go(&clashes(&post)));
    }
    Ok(page(&ctx, &post, &found, &typed(&found.walk_in)))
}

/// Takes it in, or drops it.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such walk-in at this session.
pub async fn post(ctx: Ctx, Path((id, number, act)): At, mut form: Form) -> Result<Response, Fault> {
    let post = Arc::new(Post::office(&ctx, &id, &number).await?);
    let found = Arc::new(find(&ctx, &post, &act).await?);
    let back = clashes(&post);
    if !found.walk_in.is_open() {
        return Ok(ctx.go(&back));
    }
    let decision = if form.has("drop") {
        Decision::Drop
    } else {
        form.set("key", found.walk_in.act_id.as_str());
        let numbers = numbers(&typed(&found.walk_in), &form);
        match walk_in::taken_in(&ctx, &post, &mut form) {
            Some(party) => Decision::Take(Arc::new(party), numbers),
            None => return Ok(page(&ctx, &post, &found, &form)),
        }
    };
    match decide(&ctx, &post, &found, decision).await? {
        Decided::Now | Decided::Before => Ok(ctx.go(&back)),
        Decided::Refused(answer) => {
            walk_in::refuse(&ctx.words, &mut form, &answer);
            Ok(page(&ctx, &post, &found, &form))
        }
    }
}

/// What staff decide.
#[derive(Clone)]
enum Decision {
    /// This party is registered and came; with the number that the device gave to each person.
    Take(Arc<NewParty>, Vec<usize>),
    /// Nobody is registered.
    Drop,
}

/// What a decision came to.
enum Decided {
    /// It stands.
    Now,
    /// Somebody else decided before.
    Before,
    /// The desk does not take the party in.
    Refused(Answer),
}

/// A row of the trail: the kind of the matter, its id, what was done and what is said of it.
type Row = (&'static str, String, &'static str, String);

/// Decides, and writes down all that belongs to it in one transaction: whoever is registered is taken in, and
/// of whoever is dropped no registration stays.
async fn decide(
    ctx: &Ctx,
    post: &Arc<Post>,
    found: &Arc<Found>,
    decision: Decision,
) -> Result<Decided, Fault> {
    let why = ctx.words.say("day-walk-in-back");
    let desk = AtDesk { centre: ctx.centre.clone(), actor: ctx.actor(), why };
    let (course, post, found) = (post.course.id.clone(), post.clone(), found.clone());
    let write = move |conn: &mut Conn| {
        let (now, walk_in) = (desk.centre.clock.now(), &found.walk_in);
        // The ledger first, as everywhere. Under the lock of the session nobody else decides, and no device
        // tells more.
        store::desk::find_ledger(conn, &post.course.id)?;
        store::act::lock_session(conn, &post.session.id)?;
        if !store::held::find(conn, &walk_in.act_id)?.is_some_and(|walk_in| walk_in.is_open()) {
            return Ok(Decided::Before);
        }
        let (outcome, verb, mut rows) = match &decision {
            Decision::Take(party, numbers) => match desk.register(conn, &post, party)? {
                Answer::Registered(registered) => {
                    let rows = enter(conn, &desk, (&post, &found), (&registered.id, numbers), now)?;
                    ("taken", "walk-in-taken", rows)
                }
                other => return Ok(Decided::Refused(other)),
            },
            Decision::Drop => {
                desk.drop(conn, &post, walk_in)?;
                ("dropped", "walk-in-dropped", Vec::new())
            }
        };
        store::held::decide(conn, &walk_in.act_id, outcome, (&desk.actor.who, now))?;
        let said = serde_json::json!({ "at": walk_in.at.to_string(), "device": found.device });
        rows.push((SESSION, post.session.id.clone(), verb, said.to_string()));
        let entries: Vec<Entry<'_>> = rows
            .iter()
            .map(|(kind, id, verb, after)| Entry { after: Some(after.clone()), ..Entry::new(kind, id, verb) })
            .collect();
        let ids: Vec<_> = entries.iter().map(|_| desk.centre.chance.id(now)).collect();
        trail::add(conn, &ids, now, &desk.actor, &entries)?;
        Ok(Decided::Now)
    };
    let decided = ctx.centre.db.write(write).await?;
    Act::of(ctx).settle(&course).await;
    Ok(decided)
}

/// What the desk does in the transaction of a decision.
#[derive(Clone)]
struct AtDesk {
    centre: Arc<Centre>,
    actor: Actor,
    /// Why a walk-in is cancelled.
    why: String,
}

impl AtDesk {
    fn register(&self, conn: &mut Conn, post: &Post, party: &Arc<NewParty>) -> DbResult<Answer> {
        settle::one(conn, &self.centre, &post.course.id, Work::Register(party.clone()), &self.actor)
    }

    /// Cancels these seats, or all; there is nobody to be told by telephone.
    fn cancel(&self, conn: &mut Conn, post: &Post, id: &str, seats: Vec<String>) -> DbResult<()> {
        let (registration_id, why) = (id.to_owned(), Some(self.why.clone()));
        let work = Work::Cancel { registration_id, seats, why };
        settle::one(conn, &self.centre, &post.course.id, work, &self.actor)?;
        store::list::end_call(conn, id).map(|_| ())
    }

    /// Cancels the registration of a walk-in that is dropped, should there be one.
    fn drop(&self, conn: &mut Conn, post: &Post, walk_in: &Held) -> DbResult<()> {
        let key = store::desk::request_key(&post.course.id, &walk_in::request_key(&walk_in.act_id));
        for held in store::desk::list_answered(conn, &[key])? {
            self.cancel(conn, post, &held.id, Vec::new())?;
        }
        Ok(())
    }
}

/// Enters what was done at the door to the persons of a walk-in that the desk registered, and gives back the
/// seats of those whose coming was taken back; answers the rows of the trail.
fn enter(
    conn: &mut Conn,
    desk: &AtDesk,
    (post, found): (&Post, &Found),
    (registration_id, numbers): (&str, &[usize]),
    now: Instant,
) -> DbResult<Vec<Row>> {
    let seats = store::registration::list_seats(conn, registration_id)?;
    let seats: Vec<_> = numbers.iter().copied().zip(seats).collect();
    let after = store::held::list_after(conn, &found.walk_in.act_id)?;
    let told = acts(post, &found.walk_in, &after, &seats, now);
    let undone = told.iter().filter(|n| n.act.what == What::Undo).map(|n| n.seat_id.clone());
    let undone: Vec<String> = undone.collect();
    let news = entering::enter(conn, &post.course.id, &post.session, told)?;
    for (id, seats) in store::day::list_walk_ins_gone(conn, &post.course.id, &undone)? {
        desk.cancel(conn, post, &id, seats)?;
    }
    let rows = news.into_iter().map(|news| {
        let said = serde_json::json!({
            "session": post.session.number, "seat": news.seat.number, "at": news.act.act.at.to_string(),
            "device": found.device,
        });
        (REGISTRATION, news.seat.registration_id, news.verb, said.to_string())
    });
    Ok(rows.collect())
}

fn page(ctx: &Ctx, post: &Post, found: &Found, form: &Form) -> Response {
    let words = &ctx.words;
    let heading = words.say("held-title");
    let mut shell = Shell { has_errors: !form.is_right(), ..post.shell(ctx, &heading, true) };
    shell.here.push(crumb(words.path(&clashes(post)), words.say("clashes")));
    let undone = found.after.iter().filter(|held| held.what == "undo").count();
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (heading) small { " " bdi { (words.list(names(&found.walk_in))) } } }
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
