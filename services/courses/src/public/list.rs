//! All courses, to search and to narrow: `/courses`.

use std::collections::HashMap;

use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Choice, Pager, Width, choice};
use foundation::web::Ctx;
use foundation::{form, pages};
use maud::{Markup, html};
use office::instant::Instant;

use crate::model::{CourseStatus, Session};
use crate::store::browse::{self, Filter, Line};
use crate::words::{self, Standing};

/// Courses on one page.
const PAGE: i64 = 12;
/// Characters of a search that are looked at.
const SEARCH_MAX: usize = 100;

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let (filter, now, stamp) = (filter(&asked), ctx.now, ctx.stamp(&["courses"]));
    let found = ctx.centre.db.read(move |conn| find(conn, &filter, now)).await?;
    let content = content(&ctx, &asked, &found);
    let mut shell = pages::shell(&ctx, ctx.words.say("courses-title"));
    shell.head_extra = html! {
        link rel="alternate" type="application/atom+xml" href=(ctx.words.path("/feeds/courses.atom"))
            title=(ctx.words.say("courses-title"));
    };
    let stamp = found.until.map_or(stamp.clone(), |until| stamp.until(until));
    Ok(ctx.public_page(stamp, shell.page(content)))
}

/// What was typed as what is looked for; codes that do not exist narrow nothing.
fn filter(asked: &Form) -> Filter {
    let known = |name: &str, is_code: fn(&str) -> bool| {
        let code = asked.text(name);
        if is_code(code) { code.to_owned() } else { String::new() }
    };
    Filter {
        terms: terms(asked.text("q")),
        category: known("category", |c| office::Category::from_code(c).is_some()),
        teaching: known("teaching", |c| office::Method::from_code(c).is_some()),
        district: known("district", |c| c.len() <= 10 && c.bytes().all(|b| b.is_ascii_digit())),
        audience: known("audience", |c| office::Audience::from_code(c).is_some()),
        from: asked.text("from").parse().ok().and_then(Instant::start_of),
        open: asked.has("open"),
        after: cursor(asked.text("after")),
    }
}

/// The search terms of what was typed.
pub fn terms(typed: &str) -> Vec<String> {
    let typed: String = typed.chars().take(SEARCH_MAX).collect();
    office::terms::query_terms(&typed).into_iter().collect()
}

/// Where a page of a list begins, as it is written in its address: start and id of the course
/// before it.
pub fn cursor(text: &str) -> Option<(Instant, String)> {
    let (at, id) = text.split_once('~')?;
    let sane = id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    Some((Instant::parse(at).filter(|_| sane)?, id.to_owned()))
}

/// The cursor of the page after this course.
pub fn cursor_after(line: &Line) -> String {
    format!("{}~{}", line.starts_at, line.id)
}

/// A page of courses with their sessions.
pub struct Found {
    /// The courses.
    pub lines: Vec<Line>,
    /// Their sessions, by course.
    pub sessions: HashMap<String, Vec<Session>>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    /// When the list looks different by itself.
    pub until: Option<Instant>,
}

fn find(conn: &mut Conn, filter: &Filter, now: Instant) -> DbResult<Found> {
    page(conn, filter, now, PAGE)
}

/// A page of at most `size` courses.
///
/// # Errors
/// Any database error.
pub fn page(conn: &mut Conn, filter: &Filter, now: Instant, size: i64) -> DbResult<Found> {
    let mut lines = browse::list_public(conn, filter, now, size + 1)?;
    let size = usize::try_from(size).unwrap_or_default();
    let more = lines.len() > size;
    lines.truncate(size);
    let next = lines.last().filter(|_| more).map(cursor_after);
    let ids: Vec<String> = lines.iter().map(|l| l.id.clone()).collect();
    let mut sessions: HashMap<String, Vec<Session>> = HashMap::new();
    for (course_id, session) in browse::list_sessions_of(conn, &ids)? {
        sessions.entry(course_id).or_default().push(session);
    }
    Ok(Found { lines, sessions, next, until: browse::find_next_change(conn, now)? })
}

fn content(ctx: &Ctx, asked: &Form, found: &Found) -> Markup {
    let words = &ctx.words;
    let narrowed = asked.pairs().iter().any(|(n, v)| n != "after" && !v.is_empty());
    html! {
        div.hero {
            h1 { (words.say("courses-title")) }
            p.lead { (words.say("courses-lead")) }
            (filters(ctx, asked, narrowed))
        }
        @if found.lines.is_empty() {
            (parts::empty_state(&words.say("courses-none"), html! {
                p { (words.say("courses-none-hint")) }
                p { a href=(words.path("/courses")) { (words.say("courses-all")) } }
            }))
        } @else {
            h2.unseen { (words.say("courses-found")) }
            (cards(words, &found.lines, &found.sessions, ctx.now))
            (parts::pager(words, &Pager {
                previous: None,
                next: found.next.as_ref().map(|next| address(words, asked, Some(next))),
                said: None,
            }))
            @if asked.has("after") {
                p { a href=(address(words, asked, None)) { (words.say("courses-from-start")) } }
            }
        }
        aside.soft { p { (words.say("courses-feeds-hint")) " " a href=(words.path("/feeds")) { (words.say("feeds-title")) } }
            p { a href=(words.path("/courses/past")) { (words.say("past-title")) } } }
    }
}

/// The address of this list from a cursor on, or from its start.
fn address(words: &Words, asked: &Form, after: Option<&str>) -> String {
    let kept = asked.pairs().iter().filter(|(n, v)| n != "after" && !v.is_empty());
    let mut query: Vec<(&str, &str)> = kept.map(|(n, v)| (n.as_str(), v.as_str())).collect();
    query.extend(after.map(|after| ("after", after)));
    let path = words.path("/courses");
    if query.is_empty() { path } else { format!("{path}?{}", form::encode(&query)) }
}

fn filters(ctx: &Ctx, asked: &Form, narrowed: bool) -> Markup {
    let words = &ctx.words;
    let any = |choices: Vec<Choice>| {
        let mut all = vec![choice("", words.say("courses-any"))];
        all.extend(choices);
        all
    };
    let select = |name: &str, label: &str, choices| {
        parts::select(words, name, words.say(label), any(choices)).value(asked.text(name)).unmarked()
    };
    let more = ["teaching", "audience", "from"].iter().any(|n| !asked.text(n).is_empty());
    let clear = narrowed.then(|| words.path("/courses"));
    parts::filters(
        words,
        &words.path("/courses"),
        clear.as_deref(),
        html! {
            (parts::search(words, "q", words.say("courses-q")).value(asked.text("q"))
                .attribute("maxlength", SEARCH_MAX.to_string()))
            (select("category", "courses-category", words::categories(words)))
            (select("district", "courses-district", words::district_choices(words)))
            (parts::checkboxes(words, "open", "", vec![choice("yes", words.say("courses-only-open"))])
                .values(asked.texts("open")).unmarked())
            details open[more] {
                summary { (words.say("courses-more-filters")) }
                div.fields {
                    (select("teaching", "courses-teaching", words::teachings(words)))
                    (select("audience", "courses-audience", words::audiences(words)))
                    (parts::date(words, "from", words.say("courses-from")).value(asked.text("from")).unmarked().width(Width::Medium))
                }
            }
        },
    )
}

/// Courses as cards.
pub fn cards(
    words: &Words,
    lines: &[Line],
    sessions: &HashMap<String, Vec<Session>>,
    now: Instant,
) -> Markup {
    html! {
        ul.cards {
            @for line in lines {
                (card(words, line, sessions.get(&line.id).map_or(&[], Vec::as_slice), now))
            }
        }
    }
}

fn card(words: &Words, line: &Line, sessions: &[Session], now: Instant) -> Markup {
    let title = words::either(words, &line.title, &line.title_en);
    let summary = words::either(words, &line.summary, &line.summary_en);
    let lang = words::marked(words, &line.title_en);
    let standing = Standing::of(line.status, line.opens_at, line.closes_at, line.ends_at, line.places, now);
    let (tone, said) = match &line.lots {
        Some(lots) => standing.say_drawn(words, lots, line.places, now),
        None => standing.say(words, line.places),
    };
    let next = sessions.iter().find(|s| s.ends_at > now && !s.cancelled).or(sessions.last());
    html! {
        li.card.course {
            @if let Some(next) = next { (leaf(words, next.starts_at)) }
            div.body {
                p.small.soft {
                    @if let Some(next) = next { (times(words, next.starts_at, next.ends_at)) }
                    @if sessions.len() > 1 { " " (words.say_with("courses-meetings", &[("count", sessions.len().into())])) }
                }
                h3 { a href=(words.path(&format!("/courses/{}", line.slug))) lang=[lang] { (title) } }
                p.small lang=[lang] { (summary) }
                p.small.soft { (place(words, line.online, (&line.place, &line.place_en), &line.district)) }
                div.foot {
                    (parts::tag(tone, &said))
                    @if let Some(lots) = line.lots.as_ref().filter(|_| line.status == CourseStatus::Published && now >= line.opens_at) {
                        span.small.soft { (words::entered(words, lots, line.places)) }
                    }
                    span.small.soft { (words::category(words, &line.category)) }
                    @if line.fee > 0 { span.small.soft { (words::fee(words, line.fee)) } }
                }
            }
        }
    }
}

/// A day as a leaf of a calendar; read out in full.
fn leaf(words: &Words, at: Instant) -> Markup {
    let month = words.say(&format!("courses-month-{}", at.date().month()));
    let weekday = words::weekday(words, at.date());
    html! {
        p.leaf {
            span.unseen { (parts::day(words, at.date())) " " }
            span aria-hidden="true" { (month) }
            b aria-hidden="true" { (at.date().day()) }
            span aria-hidden="true" { (weekday) }
        }
    }
}

/// The times of a meeting whose day is told already.
fn times(words: &Words, from: Instant, to: Instant) -> String {
    if from.date() == to.date() {
        return format!("{}–{}", words.time_of_day(from.time()), words.time_of_day(to.time()));
    }
    words::span(words, from, to)
}

/// A day and the times of a meeting, exact for machines.
pub fn when(words: &Words, from: Instant, to: Instant) -> Markup {
    html! { time datetime=(from.rfc3339()) { (words::span(words, from, to)) } }
}

/// Where a course is, in a line; `place` in Chinese and in English.
pub fn place(words: &Words, online: bool, place: (&str, &str), district: &str) -> Markup {
    let within = within(words, online, district);
    html! { @if !online { (words::text(words, place.0, place.1)) } (within) }
}

/// The same as a text.
pub fn place_text(words: &Words, online: bool, place: (&str, &str), district: &str) -> String {
    let venue = if online { "" } else { words::either(words, place.0, place.1) };
    format!("{venue}{}", within(words, online, district))
}

/// What follows the name of the venue.
fn within(words: &Words, online: bool, district: &str) -> String {
    match district {
        _ if online => words.say("courses-online"),
        "" => String::new(),
        code => {
            words.say_with("courses-in-district", &[("district", words::district_name(words, code).into())])
        }
    }
}
