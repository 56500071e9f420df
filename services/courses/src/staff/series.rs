//! Copies a course as a series (R56): dates by a weekly rule or as a list, looked at before they are made.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::course::off_tag;
use super::course_fields::day;
use super::frame::{self, address};
use crate::model::Course;
use crate::planning::series::Wanted;
use crate::planning::{Act, series as planning};
use crate::rules::plan::{DATES_MAX, moved_day, read_days, weekly};
use crate::store;

/// `GET /office/courses/{id}/series`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let mut form = Form::default();
    form.set("rule", "weekly");
    form.set("first", moved_day(course.starts_at.date(), 7).to_string());
    form.set("weeks", "1");
    form.set("count", "4");
    form.set("book", "yes");
    Ok(frame::page(&ctx, StatusCode::OK, &course, "series", Some(&form), draw(&ctx, &course, &form)))
}

/// `POST /office/courses/{id}/series`: shows the dates, or makes the copies with the button `make`.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let days = read(&ctx, &mut form);
    if !form.is_right() {
        let content = draw(&ctx, &course, &form);
        return Ok(frame::page(
            &ctx,
            StatusCode::UNPROCESSABLE_ENTITY,
            &course,
            "series",
            Some(&form),
            content,
        ));
    }
    if !form.has("make") {
        let (asked, listed) = (days.clone(), days.clone());
        let off = ctx.centre.db.read(move |conn| store::plan::list_days_off(conn, &asked)).await?;
        let content = look(&ctx, &course, &form, &listed, &off);
        return Ok(frame::page(&ctx, StatusCode::OK, &course, "series", None, content));
    }
    let wanted = Wanted { days, book: form.has("book"), publish: form.has("publish") };
    let act = Act::of(&ctx);
    let (inner, course_id) = (act.clone(), course.id.clone());
    match ctx.centre.db.write(move |conn| planning::copy(conn, &inner, &course_id, &wanted)).await? {
        Ok(made) => {
            for id in &made {
                act.settle(id).await;
            }
            act.settle(&course.id).await;
            Ok(ctx.go(&address(&course, "?done=copied")))
        }
        Err(refused) => {
            let content = html! { (frame::refusal(&ctx.words, &refused)) (draw(&ctx, &course, &form)) };
            Ok(frame::page(&ctx, frame::refusal_status(&refused), &course, "series", Some(&form), content))
        }
    }
}

fn read(ctx: &Ctx, form: &mut Form) -> Vec<Date> {
    let days = if form.text("rule") == "list" {
        match read_days(form.text("days")) {
            Ok(days) if !days.is_empty() => days,
            Ok(_) => {
                form.wrong("days", "form-required");
                vec![]
            }
            Err(text) => {
                form.wrong_with("days", "edit-series-no-day", vec![("text", text.into())]);
                vec![]
            }
        }
    } else {
        let first = day(form, "first");
        if first.is_none() && form.text("first").trim().is_empty() {
            form.wrong("first", "form-required");
        }
        let weeks = form.required_number("weeks", 1, 52);
        let count = form.required_number("count", 1, i64::try_from(DATES_MAX).unwrap_or(60));
        first.map_or_else(Vec::new, |first| weekly(first, weeks, count))
    };
    let field = if form.text("rule") == "list" { "days" } else { "first" };
    if days.len() > DATES_MAX {
        form.wrong_with(field, "edit-series-too-many", vec![("max", DATES_MAX.into())]);
    }
    if days.first().is_some_and(|first| *first < ctx.now.date()) {
        form.wrong(field, "edit-series-past");
    }
    days
}

fn draw(ctx: &Ctx, course: &Course, form: &Form) -> Markup {
    let words = &ctx.words;
    let by_week = html! {
        div.fields {
            (parts::date(words, "first", words.say("edit-series-first")).value(form.text("first")).error(form.said_of(words, "first")))
            (parts::number(words, "weeks", words.say("edit-series-weeks")).value(form.text("weeks")).error(form.said_of(words, "weeks")))
            (parts::number(words, "count", words.say("edit-series-count")).value(form.text("count")).error(form.said_of(words, "count")))
        }
    };
    let by_list = html! {
        (parts::textarea(words, "days", words.say("edit-series-days")).hint(words.say("edit-series-days-hint")).value(form.text("days")).error(form.said_of(words, "days")))
    };
    let rules = vec![
        choice("weekly", words.say("edit-series-weekly")).reveals(by_week),
        choice("list", words.say("edit-series-list")).reveals(by_list),
    ];
    html! {
        p.lead { (words.say("edit-series-lead")) }
        (parts::form(words.path(&address(course, "series")), html! {
            (parts::radios(words, "rule", words.say("edit-series-rule"), rules).value(form.text("rule")))
            (ticks(ctx, form))
            div.actions { (parts::button(words.say("edit-series-look"))) }
        }).id("series"))
    }
}

fn ticks(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        (parts::checkboxes(words, "book", "", vec![choice("yes", words.say("edit-series-book"))]).values(form.texts("book")).optional())
        (parts::checkboxes(words, "publish", "", vec![choice("yes", words.say("edit-series-publish"))]).values(form.texts("publish")).optional())
    }
}

/// The dates before they are made, with days off marked.
fn look(ctx: &Ctx, course: &Course, form: &Form, days: &[Date], off: &[(Date, String)]) -> Markup {
    let words = &ctx.words;
    let list: Vec<String> = days.iter().map(Date::to_string).collect();
    html! {
        h2 { (words.say_with("edit-series-will", &[("count", days.len().into())])) }
        ol {
            @for day in days {
                li { (parts::day(words, *day)) @if let Some((_, note)) = off.iter().find(|(d, _)| d == day) { " " (off_tag(words, note)) } }
            }
        }
        (parts::form(words.path(&address(course, "series")), html! {
            (parts::hidden("rule", "list"))
            (parts::hidden("days", &list.join(",")))
            @for name in ["book", "publish"] { @if form.has(name) { (parts::hidden(name, "yes")) } }
            div.actions {
                (parts::button(words.say("edit-series-make")).name("make", "yes"))
                a href=(words.path(&address(course, "series"))) { (words.say("edit-back")) }
            }
        }).id("make-series"))
    }
}
