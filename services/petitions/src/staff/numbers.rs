//! `/office/petitions-numbers`: what came, by what, how long it took, how it ended (處理要點第 15 點).

use axum::http::StatusCode;
use axum::response::Response;
use foundation::chart::bar;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::measures::{Part, Period};
use foundation::pages::office_shell;
use foundation::parts::{self, column};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::measures::{self, DIMENSIONS};
use crate::model::Topic;
use crate::store;
use crate::store::numbers::{self, Group};

/// The figures of a year.
pub struct Year {
    /// Which one.
    pub year: i16,
    groups: Vec<Group>,
    answers: Vec<([String; 4], i64)>,
    topics: Vec<Topic>,
}

/// Reads the figures of a year.
///
/// # Errors
/// Any database error.
pub fn read(conn: &mut Conn, year: i16) -> DbResult<Year> {
    let period = Period { from: Date::constant(year, 1, 1), to: Date::constant(year, 12, 31) };
    Ok(Year {
        year,
        groups: numbers::list(conn, period)?,
        answers: numbers::list_answers(conn, period)?,
        topics: store::list_topics(conn)?,
    })
}

/// The year an address asks for, or this one.
pub fn year_of(ctx: &Ctx) -> i16 {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let asked = asked.text("year").parse::<i16>().ok().filter(|year| (2000..2200).contains(year));
    asked.unwrap_or_else(|| ctx.now.date().year())
}

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let year = year_of(&ctx);
    let figures = ctx.centre.db.read(move |conn| read(conn, year)).await?;
    let title = ctx.words.say("petitions-numbers-title");
    let content = html! {
        h1 { (title) }
        (shown(&ctx, &figures, 0, "/office/petitions-numbers"))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

/// The figures, those below `least` hidden.
pub fn shown(ctx: &Ctx, year: &Year, least: i64, path: &str) -> Markup {
    let words = &ctx.words;
    let link = |to: i16| words.path(&format!("{path}?year={to}"));
    let said = |to: i16| {
        words.say_with(
            "petitions-year",
            &[("year", to.to_string().into()), ("roc", (to - 1911).to_string().into())],
        )
    };
    html! {
        nav.actions aria-label=(words.say("petitions-years")) {
            a href=(link(year.year - 1)) { (said(year.year - 1)) } " "
            strong { (said(year.year)) } " "
            @if year.year < ctx.now.date().year() { a href=(link(year.year + 1)) { (said(year.year + 1)) } }
        }
        (summary(words, year, least))
        @for by in DIMENSIONS.iter().chain(&["state"]) { (split(words, year, by, least)) }
    }
}

/// A number as it may be shown.
fn cell(words: &Words, number: i64, least: i64) -> String {
    if number > 0 && number < least {
        words.say_with("petitions-few", &[("least", least.into())])
    } else {
        words.number(number)
    }
}

fn percent(basis_points: i64) -> String {
    format!("{}.{}%", basis_points / 100, basis_points % 100 / 10)
}

fn summary(words: &Words, year: &Year, least: i64) -> Markup {
    let all = measures::count(&year.groups);
    let answered: Vec<Group> = year.groups.iter().filter(|g| g.in_time.is_some()).cloned().collect();
    let count = measures::count(&answered);
    let extended = year.groups.iter().filter(|g| g.extended).map(|g| g.count).sum::<i64>();
    let days = answered.iter().map(|g| g.days).sum::<i64>();
    let told = year.answers.iter().map(|(_, number)| number).sum::<i64>();
    let enough = |number: i64| number >= least.max(1);
    html! {
        dl.facts {
            dt { (words.say("petitions-count")) } dd { (cell(words, all, least)) }
            dt { (words.say("petitions-answered")) } dd { (cell(words, count, least)) }
            @if enough(count) {
                dt { (words.say("petitions-in-time")) } dd { (percent(measures::in_time(&answered))) }
                dt { (words.say("petitions-mean-days")) } dd { (format!("{}.{}", days / count, days * 10 / count % 10)) }
            }
            dt { (words.say("petitions-extended")) } dd { (cell(words, extended, least)) }
            @if enough(told) {
                dt { (words.say("petitions-satisfied")) }
                dd { (percent(measures::satisfied(&year.answers))) " " (words.say_with("petitions-sample", &[("count", told.into())])) }
            }
        }
    }
}

fn split(words: &Words, year: &Year, by: &str, least: i64) -> Markup {
    let parts: Vec<Part> = measures::split(&year.groups, by);
    let name = |code: &str| match by {
        "topic" => year
            .topics
            .iter()
            .find(|t| t.code == code)
            .map_or_else(|| code.to_owned(), |t| t.name_in(words.lang()).to_owned()),
        _ => measures::label(words, by, code),
    };
    let title = words.say(&format!("petitions-by-{by}"));
    let bars: Vec<_> = parts
        .iter()
        .map(|p| {
            let hidden = p.value < least;
            bar(name(&p.code), if hidden { 0 } else { p.value }).said(cell(words, p.value, least))
        })
        .collect();
    let rows = parts
        .iter()
        .map(|p| vec![html! { (name(&p.code)) }, html! { (cell(words, p.value, least)) }])
        .collect();
    html! {
        h2 { (title) }
        @if parts.is_empty() { p { (words.say("petitions-no-figures")) } } @else {
            (foundation::chart::bars(words, &title, &title, &bars))
            (parts::details(&words.say("petitions-as-table"), html! {
                (parts::table(words, title.as_str(), vec![column(title.as_str()), column(words.say("petitions-count")).number()], rows).caption_unseen())
            }))
        }
    }
}
