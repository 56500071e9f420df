//! The sessions behind the figures of a period: one row each, and their sum.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::measures::Period;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::web::Ctx;
use maud::html;

use crate::measures::span;
use crate::rights::works_on;
use crate::rules::day::rate;
use crate::store::attendance::{self as store, SESSIONS_MAX};
use crate::words::{category, district_name, either};

/// The sessions of a period, this month's unless told otherwise.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let today = ctx.now.date();
    let month = Period { from: today.first_of_month(), to: today.last_of_month() };
    let period = Period::asked(&ctx, month);
    let (from, before) = span(period);
    let district = ctx.centre.districts().find(asked.text("district")).map(|d| d.code.clone());
    let district = district.unwrap_or_default();
    let of = district.clone();
    let held = ctx.centre.db.read(move |conn| store::list_held(conn, from, before, &of)).await?;
    let sum = |of: fn(&store::Held) -> i64| words.number(held.iter().map(of).sum());
    let staff = ctx.staff()?;
    let rows = held.iter().map(|s| {
        let href = words.path(&format!("/office/courses/{}/attendance", s.course_id));
        vec![
            html! { (parts::time_short(words, s.starts_at)) },
            html! {
                // Everybody sees figures, the section in charge who is behind them.
                @if works_on(staff, &s.section) { a href=(href) { (either(words, &s.title, &s.title_en)) } }
                @else { (either(words, &s.title, &s.title_en)) }
            },
            html! { (category(words, &s.category)) },
            html! { (words.number(s.expected)) },
            html! { (words.number(s.came)) },
            html! { (rate(s.came.min(s.expected), s.expected).map_or_else(|| "–".to_owned(), |r| r.to_string())) },
            html! { (words.number(s.counted)) },
            html! { (words.number(s.came + s.counted)) },
        ]
    });
    let numbers = ["day-expected", "day-by-name", "day-rate", "day-counted", "day-total"];
    let mut columns = vec![
        parts::column(words.say("day-session")),
        parts::column(words.say("day-course")),
        parts::column(words.say("day-category")),
    ];
    columns.extend(numbers.map(|key| parts::column(words.say(key)).number()));
    let heading = words.say("day-period");
    let shell = Shell {
        here: vec![crumb(
            words.path(&format!("/office/measures?{}", period.query())),
            words.say("measures-title"),
        )],
        ..office_shell(&ctx, heading.as_str())
    };
    let is_cut = i64::try_from(held.len()).is_ok_and(|n| n >= SESSIONS_MAX);
    let content = html! {
        h1 { (heading) }
        (parts::filters(words, &words.path("/office/courses/attendance"), None, html! {
            (period.fields(words))
            @if !district.is_empty() { (parts::hidden("district", &district)) }
        }))
        @if !district.is_empty() { p { (words.say_with("reach-only", &[("district", district_name(words, &district).into())])) } }
        ul.stats {
            li.stat { b { (words.number(i64::try_from(held.len()).unwrap_or(i64::MAX))) } (words.say("day-sessions")) }
            li.stat { b { (sum(|s| s.came + s.counted)) } (words.say("day-total")) }
            li.stat { b { (sum(|s| s.came)) } (words.say("day-by-name")) }
            li.stat { b { (sum(|s| s.counted)) } (words.say("day-counted")) }
        }
        @if is_cut { (parts::warning_text(words, &words.say("day-period-cut"))) }
        (parts::table(words, heading.as_str(), columns, rows.collect()).caption_unseen().filter())
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}
