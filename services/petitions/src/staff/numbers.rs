//! `/office/petitions-numbers`: what came, by what, how long it took, how it ended (處理要點第 15 點).

use axum::http::StatusCode;
use axum::response::Response;
use foundation::chart::bar;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::measures::Period;
use foundation::pages::office_shell;
use foundation::parts::{self, column};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};
use office::satisfaction;
use std::collections::BTreeMap;

use crate::measures::{self, DIMENSIONS};
use crate::model::{Nature, Row, Topic};
use crate::rules::analysis::{self, OFTEN};
use crate::rules::small;
use crate::store;
use crate::store::numbers::{self, Group};

/// The figures of a year, or of other days.
pub struct Year {
    /// Which one: that of the first day.
    pub year: i16,
    period: Period,
    groups: Vec<Group>,
    answers: Vec<([String; 4], i64)>,
    topics: Vec<Topic>,
}

/// A whole year.
pub fn whole(year: i16) -> Period {
    Period { from: Date::constant(year, 1, 1), to: Date::constant(year, 12, 31) }
}

/// Reads the figures of a period.
///
/// # Errors
/// Any database error.
pub fn read(conn: &mut Conn, period: Period) -> DbResult<Year> {
    Ok(Year {
        year: period.from.year(),
        period,
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

/// The days an address asks for (A10: a number leads to what was counted for it), or the year.
fn period_of(ctx: &Ctx) -> Period {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let day = |name: &str| {
        asked.text(name).trim().parse::<Date>().ok().filter(|d| (2000..2200).contains(&d.year()))
    };
    match (day("from"), day("to")) {
        (Some(from), Some(to)) if from <= to => Period { from, to },
        _ => whole(year_of(ctx)),
    }
}

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let period = period_of(&ctx);
    let figures = ctx.centre.db.read(move |conn| read(conn, period)).await?;
    let title = ctx.words.say("petitions-numbers-title");
    let content = html! {
        h1 { (title) }
        div.actions { (parts::button_link(ctx.words.path("/office/petitions-reports"), ctx.words.say("petitions-reports")).secondary()) }
        (shown(&ctx, &figures, 0, "/office/petitions-numbers"))
        (asked_often(&ctx, &figures))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

/// Topics of questions on the law that were asked often: what may be answered for all (plan 2.2.3).
fn asked_often(ctx: &Ctx, year: &Year) -> Markup {
    let words = &ctx.words;
    let questions: Vec<Group> =
        year.groups.iter().filter(|g| g.nature == Nature::Question.code()).cloned().collect();
    let mut parts = measures::split(&questions, "topic");
    parts.retain(|part| part.value >= OFTEN);
    parts.sort_by_key(|part| std::cmp::Reverse(part.value));
    let name = |code: &str| {
        let topic = year.topics.iter().find(|topic| topic.code == code);
        topic.map_or_else(|| code.to_owned(), |topic| topic.name_in(words.lang()).to_owned())
    };
    let rows =
        parts.iter().map(|p| vec![html! { (name(&p.code)) }, html! { (words.number(p.value)) }]).collect();
    let columns =
        vec![column(words.say("petitions-by-topic")), column(words.say("petitions-count")).number()];
    let title = words.say("petitions-asked-often");
    html! {
        h2 { (title) }
        p { (words.say_with("petitions-asked-often-about", &[("least", OFTEN.into())])) }
        (parts::table(words, title.as_str(), columns, rows).caption_unseen().empty(words.say("petitions-no-figures")))
    }
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
        @if year.period != whole(year.year) {
            p { (words.say_with("measures-period", &[("from", words.date(year.period.from).into()), ("to", words.date(year.period.to).into())])) }
        }
        (summary(words, year, least))
        @for by in DIMENSIONS.iter().chain(&["state"]) { (split(words, year, by, least)) }
        (said_afterwards(words, year, least))
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

/// A part of a known whole as it may be shown: where the rest is small it would tell that.
fn part_of(words: &Words, part: i64, whole: i64, least: i64) -> String {
    match small::hidden(&[part, whole - part], least).first() {
        Some(true) if part >= least => words.say("petitions-hidden"),
        _ => cell(words, part, least),
    }
}

/// A share in words.
pub(super) fn percent(basis_points: i64) -> String {
    format!("{}.{}%", basis_points / 100, basis_points % 100 / 10)
}

/// Days of each of those that were answered, in words.
pub(super) fn mean(days: i64, answered: i64) -> String {
    format!("{}.{}", days / answered, days * 10 / answered % 10)
}

fn summary(words: &Words, year: &Year, least: i64) -> Markup {
    let Row { count: all, answered: count, days, extended, in_time, done, .. } =
        analysis::row("", &year.groups);
    let (satisfied, valid) = measures::count_satisfied(&year.answers);
    let told = year.answers.iter().map(|(_, number)| number).sum::<i64>();
    html! {
        dl.facts {
            dt { (words.say("petitions-count")) } dd { (cell(words, all, least)) }
            dt { (words.say("petitions-answered")) } dd { (part_of(words, count, all, least)) }
            @if small::shares(in_time, done, least) {
                dt { (words.say("petitions-in-time")) } dd { (percent(measures::share(in_time, done))) }
            }
            @if count >= least.max(1) {
                dt { (words.say("petitions-mean-days")) } dd { (mean(days, count)) }
            }
            dt { (words.say("petitions-extended")) } dd { (part_of(words, extended, all, least)) }
            @if small::shares(satisfied, valid, least) {
                dt { (words.say("petitions-satisfied")) }
                dd { (percent(measures::share(satisfied, valid))) " " (words.say_with("petitions-sample", &[("count", told.into())])) }
            }
        }
    }
}

fn split(words: &Words, year: &Year, by: &str, least: i64) -> Markup {
    let name = |code: &str| match by {
        "topic" => year
            .topics
            .iter()
            .find(|t| t.code == code)
            .map_or_else(|| code.to_owned(), |t| t.name_in(words.lang()).to_owned()),
        _ => measures::label(words, by, code),
    };
    let parts = measures::split(&year.groups, by).into_iter().map(|p| (name(&p.code), p.value)).collect();
    divided(words, by, parts, least)
}

/// What petitioners said afterwards: whether it is solved, and how satisfied they are with outcome and handling.
fn said_afterwards(words: &Words, year: &Year, least: i64) -> Markup {
    let scale = |code: &str| {
        satisfaction::Answer::from_code(code).map_or_else(|| code.to_owned(), |a| words.say(a.name_key()))
    };
    let parts = |place: usize, name: &dyn Fn(&str) -> String| {
        let mut parts: BTreeMap<&str, i64> = BTreeMap::new();
        for (codes, number) in &year.answers {
            // Whoever pressed the button and said no more has no opinion here.
            if let Some(code) = codes.get(place).filter(|code| !code.is_empty()) {
                *parts.entry(code.as_str()).or_default() += number;
            }
        }
        parts.into_iter().map(|(code, number)| (name(code), number)).collect()
    };
    html! {
        (divided(words, "solved", parts(1, &|code| words.say(&format!("petitions-solved-{code}"))), least))
        (divided(words, "satisfaction", parts(2, &scale), least))
        (divided(words, "handling", parts(3, &scale), least))
    }
}

/// The parts of a whole as bars and as a table.
fn divided(words: &Words, by: &str, parts: Vec<(String, i64)>, least: i64) -> Markup {
    let title = words.say(&format!("petitions-by-{by}"));
    let values: Vec<i64> = parts.iter().map(|(_, value)| *value).collect();
    let shown: Vec<(String, Option<i64>, String)> = parts
        .into_iter()
        .zip(small::hidden(&values, least))
        .map(|((name, value), is_hidden)| match is_hidden {
            true if value >= least => (name, None, words.say("petitions-hidden")),
            true => (name, None, cell(words, value, least)),
            false => (name, Some(value), words.number(value)),
        })
        .collect();
    let drawn =
        shown.iter().filter_map(|(name, value, said)| Some(bar(name.clone(), (*value)?).said(said.clone())));
    let bars: Vec<_> = drawn.collect();
    let hidden = i64::try_from(shown.len() - bars.len()).unwrap_or_default();
    let rows = shown.iter().map(|(name, _, said)| vec![html! { (name) }, html! { (said) }]).collect();
    html! {
        h2 { (title) }
        @if shown.is_empty() { p { (words.say("petitions-no-figures")) } } @else {
            @if !bars.is_empty() { (foundation::chart::bars(words, &title, &title, &bars)) }
            // A bar without a length says nothing; the table names each.
            @if hidden > 0 { p.soft { (words.say_with("petitions-not-drawn", &[("count", hidden.into())])) } }
            (parts::details(&words.say("petitions-as-table"), html! {
                (parts::table(words, title.as_str(), vec![column(title.as_str()), column(words.say("petitions-count")).number()], rows).caption_unseen())
            }))
        }
    }
}
