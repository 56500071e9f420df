//! The check-in page of a session: a code on top, below it everybody by name, one press each.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::static_files::href;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::told::Told;
use super::{
    Keeper, Mark, Post, clock, closed, mark, particulars, title, walk_in, when, with_open_questions,
};
use crate::rules::day::{Open, Verdict, verdict};
use crate::store::day::{self as store, Guest};

/// Everybody of a session and the heads that were only counted.
pub(super) struct Room {
    pub(super) guests: Vec<Guest>,
    counted: u64,
    /// Walk-ins that wait for a decision, for who may decide.
    held: i64,
}

pub(super) async fn read(ctx: &Ctx, post: &Post) -> Result<Room, Fault> {
    let (course, session, serves) = (post.course.id.clone(), post.session.id.clone(), post.serves());
    let read = move |conn: &mut Conn| {
        Ok(Room {
            guests: store::list_guests(conn, &course, &session)?,
            counted: store::find_head_count(conn, &session)?.total(),
            held: if serves { crate::store::held::count_open(conn, &session)? } else { 0 },
        })
    };
    let room = ctx.centre.db.read(read).await?;
    Ok(Room { guests: with_open_questions(&post.course, room.guests), ..room })
}

/// The check-in page.
///
/// # Errors
/// When the store cannot answer.
pub async fn show(ctx: &Ctx, post: &Post) -> Result<Response, Fault> {
    search(ctx, post, &Form::default()).await
}

/// The same, narrowed to a name or reference, for where no script narrows the list.
///
/// # Errors
/// When the store cannot answer.
pub async fn search(ctx: &Ctx, post: &Post, form: &Form) -> Result<Response, Fault> {
    let words = &ctx.words;
    let room = read(ctx, post).await?;
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let open = post.open(ctx.now) == Open::Today;
    let name = title(words, &post.course);
    let content = html! {
        div.door {
            (done(ctx, post, &asked, &room))
            h1 { (words.say("day-check-in")) small { " " (name) } }
            p { (when(words, &post.session)) @if !post.session.topic.is_empty() { " · " (post.session.topic) } }
            @match closed(ctx, post) {
                Some(why) => (why),
                None => (code_form(ctx, post)),
            }
            (stats(ctx, &room))
            (ways(ctx, post, room.held, open))
            (search_form(ctx, post, form))
            (list(ctx, post, &room, form.text("q"), open))
            @if let Keeper::Link { ends_at } = post.keeper {
                p.hint { (words.say("door-ends")) " " (parts::time(words, ends_at)) }
            }
        }
    };
    let shell = post.shell(ctx, &format!("{}：{name}", words.say("day-check-in")), false);
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// The field for a code and its button; where a camera can be read, a script puts another before it.
pub fn code_field(words: &Words) -> Markup {
    html! {
        div.camera data-scan="f-code" data-open=(words.say("scan-open")) data-close=(words.say("scan-close"))
            data-photo=(words.say("scan-photo")) data-none=(words.say("scan-none"))
            data-refused=(words.say("scan-refused")) data-read="/door/scan" data-take=(words.say("scan-take"))
            data-offline=(words.say("scan-offline")) {}
        (parts::text(words, "code", words.say("day-code")).hint(words.say("day-code-hint")).unmarked()
            .attribute("autocapitalize", "characters").attribute("spellcheck", "false")
            .attribute("autocomplete", "off").attribute("enterkeyhint", "go"))
        (parts::button(words.say("day-look-up")))
    }
}

/// The field for a code, on a form.
pub(super) fn code_form(ctx: &Ctx, post: &Post) -> Markup {
    let words = &ctx.words;
    html! {
        (parts::form(post.path(words, "/code"), html! {
            (code_field(words))
        }).id("code"))
        script type="module" src=(href("scan.js")) {}
    }
}

fn stats(ctx: &Ctx, room: &Room) -> Markup {
    let words = &ctx.words;
    let here =
        room.guests.iter().filter(|g| g.standing.in_at.is_some() && g.standing.out_at.is_none()).count();
    let came = room.guests.iter().filter(|g| g.standing.in_at.is_some()).count();
    let number = |n: usize| words.number(i64::try_from(n).unwrap_or(i64::MAX));
    html! {
        ul.stats {
            li.stat { b { (number(came)) small { " / " (number(room.guests.len())) } } (words.say("day-came-of")) }
            @if here != came { li.stat { b { (number(here)) } (words.say("day-still-here")) } }
            @if room.counted > 0 {
                li.stat { b { "+" (words.number(i64::try_from(room.counted).unwrap_or(i64::MAX))) } (words.say("day-counted")) }
            }
        }
    }
}

/// Ways on from here.
fn ways(ctx: &Ctx, post: &Post, held: i64, open: bool) -> Markup {
    let words = &ctx.words;
    let link = |href: String, key: &str| parts::button_link(href, words.say(key)).secondary();
    let clashes = match held {
        0 => words.say("clashes"),
        waiting => words.say_with("clashes-waiting", &[("count", waiting.into())]),
    };
    let at = |what: &str| {
        words.path(&format!("/office/courses/{}/sessions/{}/{what}", post.course.id, post.session.number))
    };
    let of_course = |what: &str| words.path(&format!("/office/courses/{}/{what}", post.course.id));
    html! {
        div.actions {
            @if open { (link(post.path(words, "/walk-in"), "day-walk-in")) }
            @if open || post.session.starts_at > ctx.now {
                // After the # the address stays on the device: it may hold the secret of a door link.
                (link(format!("{}#{}", words.path("/door/device"), post.base), "device-offline"))
            }
            @if let Keeper::Staff { serves, exports } = post.keeper {
                (link(at("head-count"), "day-head-count"))
                @if exports { (link(at("sheet"), "day-sheet")) }
                @if serves {
                    (parts::button_link(at("clashes"), clashes).secondary())
                    (link(of_course("doors"), "door-links"))
                    (link(of_course("attendance"), "day-attendance"))
                }
            }
        }
    }
}

/// Search for where no script narrows the list.
fn search_form(ctx: &Ctx, post: &Post, form: &Form) -> Markup {
    let words = &ctx.words;
    let clear = form.has("q").then(|| post.path(words, ""));
    html! {
        noscript {
            (parts::person_search(words, &post.path(words, "/search"), clear.as_deref(), html! {
                (parts::search(words, "q", words.say("day-search")).value(form.text("q")))
            }))
        }
    }
}

/// Everybody, those still missing first.
fn list(ctx: &Ctx, post: &Post, room: &Room, sought: &str, open: bool) -> Markup {
    let words = &ctx.words;
    let sought = sought.trim().to_lowercase();
    let fits = |g: &&Guest| {
        let reference = super::reference(&g.reference).to_lowercase();
        sought.is_empty()
            || g.name.to_lowercase().contains(&sought)
            || g.head.to_lowercase().contains(&sought)
            || reference.contains(&sought)
    };
    let mut guests: Vec<&Guest> = room.guests.iter().filter(fits).collect();
    guests.sort_by_key(|g| g.standing.in_at.is_some());
    let is_shared = |name: &str| room.guests.iter().filter(|g| g.name == name).count() > 1;
    let told = Told::of(&post.course);
    let rows = guests.iter().map(|g| {
        vec![
            html! {
                strong { (g.name) }
                @if is_shared(&g.name) { " " (parts::tag(Tone::Wait, &words.say("day-same-name"))) }
                br; span.hint { (particulars(words, g)) }
                (told.draw(words, g))
            },
            act(ctx, post, g, open),
        ]
    });
    let columns = vec![parts::column(words.say("day-name")), parts::column(words.say("day-state"))];
    let table = parts::table(words, words.say("day-everybody"), columns, rows.collect())
        .caption_unseen()
        .filter()
        .empty(words.say("day-nobody"));
    html! { (parts::form(post.path(words, "/marks"), html! { (table) }).id("marks")) }
}

/// What can be done with one person on the list.
pub(super) fn act(ctx: &Ctx, post: &Post, guest: &Guest, open: bool) -> Markup {
    let words = &ctx.words;
    let button = |label: &str, name: &str| {
        let marks = post.path(words, "/marks");
        parts::button(words.say(label)).name(name, &guest.seat_id).about(&guest.name).action(marks)
    };
    let since = |key: &str, at| words.say_with(key, &[("time", clock(words, at).into())]);
    html! {
        @match verdict(&guest.standing) {
            Verdict::Here { since: at } => {
                (parts::tag(Tone::Good, &since("day-here-since", at)))
                @if open { div.steps-back { (button("day-leaves", "left").quiet()) (button("day-undo", "undo").quiet()) } }
            }
            Verdict::Left { at } => {
                (parts::tag(Tone::Plain, &since("day-left-at", at)))
                @if open { div.steps-back { (button("day-comes-back", "came").quiet()) (button("day-undo", "undo").quiet()) } }
            }
            _ if open => (button("day-came", "came")),
            _ => { span.soft { (words.say("day-not-here")) } }
        }
    }
}

/// What was just done, with the way back.
fn done(ctx: &Ctx, post: &Post, asked: &Form, room: &Room) -> Markup {
    let words = &ctx.words;
    let seats: Vec<&str> = asked.text("seats").split(',').collect();
    let names: Vec<&str> =
        room.guests.iter().filter(|g| seats.contains(&g.seat_id.as_str())).map(|g| g.name.as_str()).collect();
    let names = words.list(&names);
    let args = [("names", names.into())];
    let (tone, key) = match asked.text("done") {
        "came" => (Tone::Good, "day-done-came"),
        "left" => (Tone::Info, "day-done-left"),
        "undone" => (Tone::Info, "day-done-undone"),
        "already" => (Tone::Wait, "day-done-already"),
        "waits" => (Tone::Wait, "day-done-waits"),
        "nobody" => (Tone::Wait, "day-done-nobody"),
        _ => return html! {},
    };
    let may_undo = matches!(asked.text("done"), "came" | "left") && !asked.text("seats").is_empty();
    super::verdict(
        tone,
        &words.say_with(key, &args),
        html! {
            @if may_undo {
                (parts::form(post.path(words, "/marks"), html! {
                    (parts::button(words.say("day-undo")).secondary().name("undo", asked.text("seats")))
                }).id("undo"))
            }
        },
    )
}

/// Marks who came, left, or was marked by mistake.
///
/// # Errors
/// When the store cannot answer.
pub async fn marks(ctx: &Ctx, post: Post, form: &Form) -> Result<Response, Fault> {
    if post.open(ctx.now) != Open::Today {
        return show(ctx, &post).await;
    }
    let ids = |text: &str| text.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let ticked = || form.texts("seat").map(str::to_owned).collect();
    let way = if form.text("way") == "code" { "code" } else { "list" };
    let (act, said, seats): (Mark, &str, Vec<String>) = if form.has("undo") {
        (Mark::Undo, "undone", ids(form.text("undo")))
    } else if form.has("left") {
        (Mark::Left, "left", ids(form.text("left")))
    } else if form.text("came") == "ticked" {
        (Mark::Came(way), "came", ticked())
    } else {
        (Mark::Came(way), "came", ids(form.text("came")))
    };
    if seats.is_empty() {
        return Ok(ctx.go(&format!("{}?done=nobody", post.base)));
    }
    let (centre, base, asked) = (ctx.centre.clone(), post.base.clone(), seats.clone());
    let (course_id, actor) = (post.course.id.clone(), post.actor.clone());
    let write = move |conn: &mut Conn| mark(conn, &centre, &post, act, &asked);
    let news = ctx.centre.db.write(write).await?;
    if act == Mark::Undo {
        // Not the news alone: pressed again, it gives back what an error had kept.
        walk_in::give_back(ctx, &course_id, &actor, &seats).await?;
    }
    let (said, shown) = if news.is_empty() { ("already", seats) } else { (said, news) };
    Ok(ctx.go(&format!("{base}?done={said}&seats={}", address_ids(&shown))))
}

/// Ids for an address: only what ids are made of.
fn address_ids(ids: &[String]) -> String {
    let plain = |id: &&String| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    ids.iter().filter(plain).map(String::as_str).collect::<Vec<_>>().join(",")
}
