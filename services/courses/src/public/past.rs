//! Courses that are over: `/courses/past`. No names, only how many came; fewer than a few are not told.

use axum::response::Response;
use foundation::cache::Stamp;
use foundation::fault::Fault;
use foundation::form::{self, Form};
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Pager, choice, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use office::satisfaction::PUBLISH_MIN;

use super::list;
use crate::store::archive::{self, Filter, Past};
use crate::store::browse;
use crate::words;

/// Courses on one page.
const PAGE: usize = 20;

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let category = asked.text("category");
    let filter = Filter {
        terms: list::terms(asked.text("q")),
        category: office::Category::from_code(category).map_or_else(String::new, |c| c.code().into()),
        before: list::cursor(asked.text("before")),
    };
    let (now, stamp) = (ctx.now, ctx.stamp(&["courses"]));
    let read = move |conn: &mut foundation::db::Conn| {
        let limit = i64::try_from(PAGE + 1).unwrap_or_default();
        Ok((archive::list_past(conn, &filter, now, limit)?, browse::find_next_change(conn, now)?))
    };
    let (mut found, next_change) = ctx.centre.db.read(read).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| format!("{}~{}", last.starts_at, last.id));
    let words = &ctx.words;
    let mut shell = pages::shell(&ctx, words.say("past-title"));
    shell.here = vec![crumb(words.path("/courses"), words.say("courses-title"))];
    let content = content(&ctx, &asked, &found, next.as_deref());
    Ok(ctx.public_page(until(stamp, next_change, now), shell.page(content)))
}

/// Kept until something ends by itself, but not over midnight: people are still being counted.
pub fn until(stamp: Stamp, next_change: Option<Instant>, now: Instant) -> Stamp {
    let midnight = Instant::start_of(now.plus_seconds(86_400).date());
    next_change.into_iter().chain(midnight).min().map_or(stamp.clone(), |at| stamp.until(at))
}

fn content(ctx: &Ctx, asked: &Form, found: &[Past], next: Option<&str>) -> Markup {
    let words = &ctx.words;
    let path = words.path("/courses/past");
    let narrowed = asked.pairs().iter().any(|(n, v)| n != "before" && !v.is_empty());
    let mut categories = vec![choice("", words.say("courses-any"))];
    categories.extend(words::categories(words));
    let to = |next: &str| {
        let kept = asked.pairs().iter().filter(|(n, v)| n != "before" && !v.is_empty());
        let mut query: Vec<(&str, &str)> = kept.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        query.push(("before", next));
        format!("{path}?{}", form::encode(&query))
    };
    html! {
        h1 { (words.say("past-title")) }
        p.lead { (words.say("past-lead")) }
        (parts::filters(words, &path, narrowed.then_some(path.as_str()), html! {
            (parts::search(words, "q", words.say("courses-q")).value(asked.text("q")))
            (parts::select(words, "category", words.say("courses-category"), categories).value(asked.text("category")).unmarked())
        }))
        (table(words, &words.say("past-title"), found))
        (parts::pager(words, &Pager { previous: None, next: next.map(to), said: None }))
    }
}

/// Courses that are over, as a table.
pub fn table(words: &Words, caption: &str, found: &[Past]) -> Markup {
    let columns = vec![
        parts::column(words.say("past-course")),
        parts::column(words.say("course-when")),
        parts::column(words.say("course-where")),
        parts::column(words.say("past-attended")).number(),
    ];
    let rows = found.iter().map(|past| {
        vec![
            html! {
                a href=(words.path(&format!("/courses/{}", past.slug))) { (words::text(words, &past.title, &past.title_en)) }
                br; span.small.soft { (words::category(words, &past.category)) }
            },
            html! {
                (parts::day(words, past.starts_at.date()))
                @if past.sessions > 1 { br; span.small.soft { (words.say_with("courses-meetings", &[("count", past.sessions.into())])) } }
            },
            html! { (list::place(words, past.online, (&past.place, &past.place_en), &past.district)) },
            html! { (attended(words, past.attended)) },
        ]
    });
    html! { (parts::table(words, caption, columns, rows.collect()).caption_unseen().empty(words.say("past-none"))) }
}

/// How many came; nothing where nobody was counted, and not exactly when they were so few that one
/// could be known (Q8).
fn attended(words: &Words, attended: i64) -> String {
    match attended {
        0 => String::new(),
        few if few < i64::try_from(PUBLISH_MIN).unwrap_or(i64::MAX) => {
            words.say_with("past-few", &[("min", i64::try_from(PUBLISH_MIN).unwrap_or(i64::MAX).into())])
        }
        many => words.number(many),
    }
}
