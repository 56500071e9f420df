//! The draw of a course, for everyone: what is announced, the hash of the closed list, the result, and
//! the file with which anybody repeats it: `/courses/{slug}/draw`, `/courses/{slug}/draw.json`.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Tone, column, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::course::{self, Shown};
use crate::rules::draw::{self, Place};
use crate::rules::draw_file::{Changed, Closed, DrawFile, Outcome};
use crate::store;
use crate::store::draw::{Draw, Published};
use crate::words::either;

/// Lines of the result that the page shows; the file has all.
const LINES_MAX: usize = 300;

/// A draw with its list, as everyone may see it.
struct Seen {
    draw: Draw,
    lines: Vec<Published>,
}

/// A code that somebody looks for, with its entry and its place in the drawn order.
struct Sought {
    code: String,
    found: Option<(Published, Option<i64>)>,
}

async fn find_drawn(ctx: &Ctx, slug: &str) -> Result<(Shown, Draw), Fault> {
    let shown = course::find(ctx, slug).await?;
    let draw = shown.draw.clone().ok_or(Fault::NotFound)?;
    Ok((shown, draw))
}

async fn find(ctx: &Ctx, slug: &str) -> Result<(Shown, Seen), Fault> {
    let (shown, draw) = find_drawn(ctx, slug).await?;
    let id = shown.course.id.clone();
    let lines = match draw.closed_at {
        Some(_) => ctx.centre.db.read(move |conn| store::draw::list_published(conn, &id)).await?,
        None => Vec::new(),
    };
    Ok((shown, Seen { draw, lines }))
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] when the course is not drawn by lot; any fault of the store.
pub async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let code = asked.text("code").trim().to_lowercase();
    if code.is_empty() {
        let (shown, seen) = find(&ctx, &slug).await?;
        let is_right = repeat(&shown, &seen).await?;
        let response = ctx.page(StatusCode::OK, page(&ctx, &shown, &seen, is_right));
        return Ok(course::answer(&ctx, &shown, response));
    }
    // Whoever looks for a code gets a page of the own, which is not kept; so it reads one line, and the
    // draw is repeated on the page for everyone alone.
    let (shown, draw) = find_drawn(&ctx, &slug).await?;
    if draw.closed_at.is_none() {
        return Ok(ctx.go(&shown.path("/draw")));
    }
    let (id, wanted) = (shown.course.id.clone(), code.clone());
    let find = move |conn: &mut Conn| store::draw::find_published(conn, &id, &wanted);
    let found = ctx.centre.db.read(find).await?;
    Ok(ctx.page(StatusCode::OK, page_of_one(&ctx, &shown, &Sought { code, found })))
}

/// Repeats the draw, if its list is closed: whether all comes out the same. A long list is work for a thread
/// of its own, for the page of a course with a secret link is made anew for each who opens it.
async fn repeat(shown: &Shown, seen: &Seen) -> Result<Option<bool>, Fault> {
    let Some(file) = file_of(shown, seen) else { return Ok(None) };
    let checked = tokio::task::spawn_blocking(move || file.check().is_ok()).await;
    checked.map(Some).map_err(|_| Fault::Internal)
}

/// The file.
///
/// # Errors
/// [`Fault::NotFound`] before the list is closed; any fault of the store.
pub async fn file(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    let (shown, seen) = find(&ctx, &slug).await?;
    let file = file_of(&shown, &seen).ok_or(Fault::NotFound)?;
    let body = serde_json::to_string_pretty(&file).map_err(|_| Fault::Internal)?;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok(course::answer(&ctx, &shown, (kind, body).into_response()))
}

fn file_of(shown: &Shown, seen: &Seen) -> Option<DrawFile> {
    let draw = &seen.draw;
    let closed_at = draw.closed_at?;
    let mut entries: Vec<_> = seen.lines.iter().map(|l| l.lot.clone()).collect();
    entries.sort_by(|a, b| a.code.cmp(&b.code));
    let mut changed: Vec<Changed> = seen.lines.iter().filter_map(changed).collect();
    changed.sort_by(|a, b| a.code.cmp(&b.code));
    Some(DrawFile {
        algorithm: draw::ALGORITHM.into(),
        course: shown.course.title.clone(),
        source: draw.source.clone(),
        closed_at: closed_at.rfc3339(),
        entries_hash: draw.entries_hash.clone(),
        entries,
        extra_lots: draw.extra_lots,
        closed: draw
            .fill
            .zip(draw.seats_closed)
            .map(|(fill, seats)| Closed { seats, fill: fill.code().into() }),
        result: draw.drawn_at.map(|at| Outcome {
            number: draw.number.clone(),
            seed: draw.seed.clone(),
            drawn_at: at.rfc3339(),
            seats: draw.seats,
            options: draw.options.clone(),
            fill: draw.fill.unwrap_or(shown.course.fill).code().into(),
            changed,
            order: seen.lines.iter().filter_map(|l| Some((l.lot.code.clone(), l.place?))).collect(),
        }),
    })
}

/// How an entry was drawn, when it was another than the closed list has.
fn changed(line: &Published) -> Option<Changed> {
    let (code, size, wants) = (line.lot.code.clone(), line.size_drawn?, line.wants_drawn.clone());
    let is_other = size != line.lot.size || wants != line.lot.wants;
    is_other.then_some(Changed { code, size, wants })
}

/// A page about the draw of a course.
fn framed(ctx: &Ctx, shown: &Shown, content: &Markup) -> Markup {
    let (words, course) = (&ctx.words, &shown.course);
    let title = words.say("draw-title");
    let mut shell = pages::shell(ctx, &title);
    shell.here = vec![
        crumb(words.path("/courses"), words.say("courses-title")),
        crumb(words.path(&shown.path("")), either(words, &course.title, &course.title_en).to_owned()),
    ];
    shell.page(html! {
        h1 { (title) }
        p.lead { (either(words, &course.title, &course.title_en)) }
        (content)
        p { a href=(words.path(&shown.path(""))) { (words.say("draw-back")) } }
    })
}

fn page_of_one(ctx: &Ctx, shown: &Shown, sought: &Sought) -> Markup {
    let words = &ctx.words;
    let content = html! {
        (look_up(ctx, shown, Some(sought)))
        p { a href=(words.path(&shown.path("/draw"))) { (words.say("draw-whole")) } }
    };
    framed(ctx, shown, &content)
}

fn page(ctx: &Ctx, shown: &Shown, seen: &Seen, is_right: Option<bool>) -> Markup {
    let (words, course) = (&ctx.words, &shown.course);
    let content = html! {
        (state(words, &seen.draw, is_right))
        @if is_right.is_some() { (look_up(ctx, shown, None)) }
        h2 { (words.say("draw-facts")) }
        (facts(words, shown, &seen.draw))
        @if seen.draw.drawn_at.is_some() { (result(words, seen)) }
        h2 { (words.say("draw-why-title")) }
        ul {
            @for key in ["draw-why-source", "draw-why-list", "draw-why-room", "draw-why-number", "draw-why-whole", "draw-why-options"] { li { (words.say(key)) } }
        }
        @if is_right.is_some() {
            h2 { (words.say("draw-repeat-title")) }
            p { (words.say("draw-repeat-text")) }
            p { a href=(words.path(&shown.path("/draw.json"))) download=(format!("draw-{}.json", course.slug)) { (words.say("draw-file")) } }
            p { code { "hearth check draw draw-" (course.slug) ".json" } }
        }
    };
    framed(ctx, shown, &content)
}

/// Where the draw stands; when it was held, it has just been repeated for this page.
fn state(words: &Words, draw: &Draw, is_right: Option<bool>) -> Markup {
    let (tone, key) = match is_right {
        None => (Tone::Info, "draw-state-open"),
        Some(false) => (Tone::Bad, "draw-state-wrong"),
        Some(_) if draw.drawn_at.is_none() => (Tone::Wait, "draw-state-closed"),
        Some(_) => (Tone::Good, "draw-state-drawn"),
    };
    parts::notice(tone, &words.say(key), html! { p { (words.say(&format!("{key}-text"))) } })
}

fn look_up(ctx: &Ctx, shown: &Shown, sought: Option<&Sought>) -> Markup {
    let words = &ctx.words;
    let code = sought.map_or("", |s| s.code.as_str());
    html! {
        h2 { (words.say("draw-look-up")) }
        @if let Some(sought) = sought { (found(words, sought)) }
        form.look-up method="get" action=(words.path(&format!("/courses/{}/draw", shown.course.slug))) {
            @if let Some(secret) = &shown.course.secret { (parts::hidden("secret", secret)) }
            (parts::text(words, "code", words.say("draw-code")).hint(words.say("draw-code-hint")).value(code))
            div.actions { (parts::button(words.say("draw-code-find")).secondary()) }
        }
    }
}

fn found(words: &Words, sought: &Sought) -> Markup {
    let Some((line, rank)) = &sought.found else {
        return parts::notice(Tone::Bad, &words.say("draw-code-unknown"), html! {});
    };
    let title = words.say_with("draw-code-found", &[("code", sought.code.as_str().into())]);
    let weight = [("size", line.lot.size.into()), ("weight", line.lot.weight.into())];
    parts::notice(
        Tone::Info,
        &title,
        html! {
            p {
                (words.say_with("draw-code-weight", &weight)) " "
                @if let (Some(rank), Some(place)) = (*rank, line.place) {
                    (words.say_with("draw-code-place", &[("rank", rank.into())])) " " (said(words, place))
                }
            }
        },
    )
}

fn said(words: &Words, place: Place) -> String {
    words.say(match place {
        Place::Seat => "draw-place-seat",
        Place::Line => "draw-place-line",
        Place::Gone => "draw-place-gone",
    })
}

fn facts(words: &Words, shown: &Shown, draw: &Draw) -> Markup {
    let when = |at: office::instant::Instant| words.date_time(at.taipei());
    let mut rows = vec![
        ("draw-f-until", when(shown.entries_until())),
        ("draw-f-source", either(words, &draw.source, &draw.source_en).to_owned()),
        ("draw-f-weights", weights(words, draw)),
        ("draw-f-algorithm", draw::ALGORITHM.to_owned()),
    ];
    if let Some(at) = draw.closed_at {
        rows.push(("draw-f-closed", when(at)));
        let count = [("parties", draw.entries.into()), ("persons", draw.persons.into())];
        rows.push(("draw-f-entries", words.say_with("draw-f-entries-of", &count)));
        rows.push(("draw-f-hash", draw.entries_hash.clone()));
        if let Some((fill, seats)) = draw.fill.zip(draw.seats_closed) {
            rows.push(("draw-f-seats-closed", words.number(seats)));
            rows.push(("draw-f-fill", words.say(&format!("draw-f-fill-{}", fill.code()))));
        }
    }
    if let Some(at) = draw.drawn_at {
        rows.push(("draw-f-number", draw.number.clone()));
        rows.push(("draw-f-seed", draw.seed.clone()));
        rows.push(("draw-f-seats", words.number(draw.seats)));
        if !draw.options.is_empty() {
            let places: Vec<String> = draw.options.iter().map(|n| words.number(*n)).collect();
            rows.push(("draw-f-options", words.list(&places)));
        }
        rows.push(("draw-f-drawn", when(at)));
    }
    html! { dl.facts { @for (key, value) in rows { dt { (words.say(key)) } dd.code-of-draw { (value) } } } }
}

/// The published formula of the weights.
pub fn weights(words: &Words, draw: &Draw) -> String {
    match draw.extra_lots {
        0 => words.say("draw-weights-none"),
        extra => words.say_with("draw-weights-extra", &[("extra", extra.into())]),
    }
}

fn result(words: &Words, seen: &Seen) -> Markup {
    let columns = vec![
        column(words.say("draw-c-rank")).number(),
        column(words.say("draw-code")),
        column(words.say("draw-c-size")).number(),
        column(words.say("draw-c-weight")).number(),
        column(words.say("draw-c-place")),
    ];
    let rows = (1_i64..).zip(&seen.lines).take(LINES_MAX).map(|(rank, line)| {
        vec![
            html! { (words.number(rank)) },
            html! { code { (line.lot.code) } },
            html! { (words.number(line.size_drawn.unwrap_or(line.lot.size))) },
            html! { (words.number(line.lot.weight)) },
            html! { @if let Some(place) = line.place { (said(words, place)) } },
        ]
    });
    html! {
        h2 #result { (words.say("draw-result")) }
        (parts::table(words, words.say("draw-result"), columns, rows.collect()).caption_unseen())
        @if seen.lines.len() > LINES_MAX { p.soft { (words.say_with("draw-more", &[("count", LINES_MAX.into())])) } }
    }
}
