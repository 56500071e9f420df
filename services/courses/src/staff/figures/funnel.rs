//! `/office/courses/funnel`: how many opened the page, asked for a place, have one and came, course by course.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::chart::{Bar, bar};
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::parts::{self, column};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::Percent;

use super::{page, period};
use crate::measures::span;
use crate::model::{Course, CourseStatus};
use crate::rights::works_on;
use crate::store::funnel::{self, Steps};
use crate::views;
use crate::words::either;

/// Courses listed; the sums are of all.
const ROWS: usize = 500;

/// The page.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let (words, period) = (&ctx.words, period(&ctx));
    // What this process counted a moment ago is among it.
    views::write_down(&ctx.centre).await.map_err(|_| Fault::Unavailable)?;
    let (from, before) = span(period);
    let courses = ctx.centre.db.read(move |conn| funnel::list(conn, from, before)).await?;
    let sum = |of: fn(&Steps) -> i64| courses.iter().map(of).sum::<i64>();
    let all = [sum(|s| s.views), sum(|s| s.asked), sum(|s| s.confirmed), sum(|s| s.came)];
    let content = html! {
        (chart(words, &words.say("funnel-title"), all))
        @if courses.len() > ROWS { (parts::warning_text(words, &words.say("funnel-cut"))) }
        (table(&ctx, &courses)?)
    };
    let said = ("/office/courses/funnel", "funnel-title", "funnel-lead");
    Ok(ctx.page(StatusCode::OK, page(&ctx, said, period, &content)))
}

/// The steps of a course, if it was announced and takes place.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, course: &Course) -> DbResult<Option<Steps>> {
    if course.status != CourseStatus::Published {
        return Ok(None);
    }
    let at = course.starts_at;
    Ok(funnel::list(conn, at, at.plus_seconds(1))?.into_iter().find(|s| s.course_id == course.id))
}

/// The steps of one course, on its page.
pub fn of_course(words: &Words, steps: &Steps) -> Markup {
    let all = [steps.views, steps.asked, steps.confirmed, steps.came];
    html! { section #funnel { (chart(words, &words.say("funnel-title"), all)) } }
}

/// The names of the steps, as of the measures.
const KEYS: [&str; 4] =
    ["measure-courses-views", "measure-courses-asked", "measure-courses-confirmed", "measure-courses-came"];

/// Four bars, each with the share of the step before; and the same as a table.
fn chart(words: &Words, title: &str, all: [i64; 4]) -> Markup {
    let befores = std::iter::once(None).chain(all.map(Some));
    let bars: Vec<Bar> = KEYS
        .iter()
        .zip(all)
        .zip(befores)
        .map(|((key, number), before)| bar(words.say(key), number).said(said(words, number, before)))
        .collect();
    parts::chart(words, title, &words.say("funnel-said"), &bars)
}

/// A number, and its share of the step before where that is a part of it.
fn said(words: &Words, number: i64, before: Option<i64>) -> String {
    let share = before.filter(|before| number <= *before).and_then(|before| {
        Percent::of(u64::try_from(number).unwrap_or(0), u64::try_from(before).unwrap_or(0))
    });
    match share {
        Some(share) => words.say_with(
            "funnel-of",
            &[("number", words.number(number).into()), ("share", share.to_string().into())],
        ),
        None => words.number(number),
    }
}

fn table(ctx: &Ctx, courses: &[Steps]) -> Result<Markup, Fault> {
    let (words, staff) = (&ctx.words, ctx.staff()?);
    let mut columns = vec![column(words.say("day-course")), column(words.say("funnel-begins"))];
    columns.extend(KEYS.map(|key| column(words.say(key)).number()));
    let rows = courses.iter().take(ROWS).map(|s| {
        let path = |below: &str| words.path(&format!("/office/courses/{}{below}", s.course_id));
        let title = either(words, &s.title.0, &s.title.1);
        // Everybody sees figures, the section in charge who is behind them.
        let opens = works_on(staff, &s.section);
        let number = |value: i64, below: &str| {
            html! {
                @if opens { a href=(path(below)) { (words.number(value)) span.unseen { " " (title) } } }
                @else { (words.number(value)) }
            }
        };
        vec![
            html! { a href=(path("")) { (title) } },
            html! { (parts::day_short(words, s.at.date())) },
            html! { (words.number(s.views)) },
            number(s.asked, "/registrations"),
            number(s.confirmed, "/registrations?status=confirmed"),
            number(s.came, "/attendance"),
        ]
    });
    Ok(html! {
        (parts::table(words, words.say("funnel-courses"), columns, rows.collect()).empty(words.say("funnel-none")).filter())
    })
}
