//! `/office/measures`: every number of every service for a period, with its parts, a chart, a way
//! down to the rows and a table to take along.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::date;
use maud::{Markup, html};

use super::{Counted, Measure, Part, Period, Unit, figure};
use crate::chart::{Bar, bar};
use crate::db::DbResult;
use crate::fault::Fault;
use crate::i18n::Words;
use crate::pages::office_shell;
use crate::parts::{self, Shell, crumb};
use crate::sheet::{self, Cell, Kind};
use crate::web::Ctx;

/// The period asked for; this year when none is.
fn period(ctx: &Ctx) -> Period {
    Period::asked(ctx, Period::of_year(ctx.now.date().year()))
}

/// Periods that reports are about.
fn usual(ctx: &Ctx) -> Vec<(String, Period)> {
    let (words, today) = (&ctx.words, ctx.now.date());
    let this = today.year();
    let first = |month: i8, to: (i8, i8)| Period { from: date(this, month, 1), to: date(this, to.0, to.1) };
    vec![
        (words.say("measures-month"), Period { from: today.first_of_month(), to: today.last_of_month() }),
        (words.say("measures-first-half"), first(1, (6, 30))),
        (words.say("measures-second-half"), first(7, (12, 31))),
        (words.say("measures-year"), Period::of_year(this)),
        (words.say("measures-last-year"), Period::of_year(this.saturating_sub(1).max(1))),
    ]
}

fn period_form(ctx: &Ctx, path: &str, period: Period) -> Markup {
    let words = &ctx.words;
    let tabs: Vec<parts::Tab> = usual(ctx)
        .into_iter()
        .map(|(label, usual)| parts::Tab {
            href: words.path(&format!("{path}?{}", usual.query())),
            label,
            count: None,
            current: usual == period,
        })
        .collect();
    html! {
        (parts::tabs(words, &words.say("measures-periods"), &tabs))
        (parts::filters(words, &words.path(path), None, html! {
            (period.fields(words))
        }))
    }
}

fn period_said(words: &Words, period: Period) -> String {
    let (from, to) = (words.date(period.from), words.date(period.to));
    words.say_with("measures-period", &[("from", from.into()), ("to", to.into())])
}

/// The measures whose rows this person may see, with their totals.
///
/// # Errors
/// When the store cannot answer.
pub(crate) async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let (words, period) = (&ctx.words, period(&ctx));
    let measures: Vec<Measure> =
        super::all(&ctx.centre.house).filter(|m| m.is_open_to(&ctx, period)).collect();
    let asked = measures.clone();
    let read = move |conn: &mut crate::db::Conn| asked.iter().map(|m| (m.total)(conn, period)).collect();
    let totals: Vec<Counted> = ctx.centre.db.read(read).await?;
    let rows = measures.iter().zip(totals).map(|(measure, total)| {
        let href = words.path(&format!("/office/measures/{}?{}", measure.name, period.query()));
        vec![
            html! { a href=(href) { (measure.title(words)) } },
            html! { (said(words, measure, total)) },
            html! { (words.say(measure.definition)) },
        ]
    });
    let columns = vec![
        parts::column(words.say("measures-what")),
        parts::column(words.say("measures-total")).number(),
        parts::column(words.say("measures-definition")),
    ];
    let content = html! {
        h1 { (words.say("measures-title")) }
        (period_form(&ctx, "/office/measures", period))
        (parts::table(words, period_said(words, period), columns, rows.collect()).empty(words.say("measures-none")))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, words.say("measures-title")).page(content)))
}

/// A total in words: a share with the number it is one of, and none of nothing.
fn said(words: &Words, measure: &Measure, total: Counted) -> String {
    let number = total.known().map_or_else(|| "—".to_owned(), |value| figure(words, measure.unit, value));
    match total.whole {
        Some(whole) => words.say_with(
            "measures-of-whole",
            &[("number", number.into()), ("whole", words.number(whole).into())],
        ),
        None => number,
    }
}

/// The parts of a measure by dimension.
type Splits = Vec<(&'static str, Vec<Part>)>;

/// A measure's total and its parts by every dimension, read as of one moment.
fn read_parts(
    measure: Measure,
    period: Period,
) -> impl Fn(&mut crate::db::Conn) -> DbResult<(Counted, Splits)> + Send + 'static {
    move |conn| {
        let total = (measure.total)(conn, period)?;
        let split = |by: &'static str| Ok((by, (measure.split)(conn, period, by)?));
        Ok((total, measure.parts().map(split).collect::<DbResult<_>>()?))
    }
}

/// The measure, for whoever may see what lies behind it.
fn find(ctx: &Ctx, name: &str, period: Period) -> Result<Measure, Fault> {
    super::find(&ctx.centre.house, name).filter(|m| m.is_open_to(ctx, period)).ok_or(Fault::NotFound)
}

/// One measure with its parts.
///
/// # Errors
/// [`Fault::NotFound`] when no service proves such a number, or this person may not see what lies behind it.
pub(crate) async fn one(ctx: Ctx, Path(name): Path<String>) -> Result<Response, Fault> {
    let (words, period) = (&ctx.words, period(&ctx));
    let measure = find(&ctx, &name, period)?;
    let (total, splits) = ctx.centre.db.read(read_parts(measure, period)).await?;
    let path = format!("/office/measures/{name}");
    let title = measure.title(words);
    let shell = Shell {
        here: vec![crumb(
            words.path(&format!("/office/measures?{}", period.query())),
            words.say("measures-title"),
        )],
        ..office_shell(&ctx, title.as_str())
    };
    let content = html! {
        h1 { (title) }
        p { (words.say(measure.definition)) }
        (period_form(&ctx, &path, period))
        ul.stats { li.stat { b { (said(words, &measure, total)) } (period_said(words, period)) } }
        div.actions {
            (parts::button_link(words.path(&(measure.rows)(period)), words.say("measures-rows")).secondary())
            (parts::button_link(words.path(&format!("{path}/csv?{}", period.query())), words.say("measures-csv")).secondary())
        }
        @for (by, split) in &splits { (split_chart(words, &measure, by, split, total.value)) }
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn split_chart(words: &Words, measure: &Measure, by: &str, split: &[Part], total: i64) -> Markup {
    let bars: Vec<Bar> = split
        .iter()
        .map(|part| {
            let said = figure(words, measure.unit, part.value);
            bar((measure.label)(words, by, &part.code), part.value).said(said)
        })
        .collect();
    let said = match measure.unit {
        Unit::BasisPoints => words.say("measures-shares"),
        _ if measure.overlapping.contains(&by) => words.say("measures-overlap"),
        _ => words.say_with("measures-sum", &[("total", figure(words, measure.unit, total).into())]),
    };
    let by = words.say(&format!("dimension-{by}"));
    html! { @if !bars.is_empty() { (parts::chart(words, &by, &said, &bars)) } }
}

/// One measure with its parts, as CSV.
///
/// # Errors
/// [`Fault::NotFound`] when no service proves such a number, or this person may not see what lies behind it.
pub(crate) async fn csv(ctx: Ctx, Path(name): Path<String>) -> Result<Response, Fault> {
    let (words, period) = (&ctx.words, period(&ctx));
    let measure = find(&ctx, &name, period)?;
    let (total, splits) = ctx.centre.db.read(read_parts(measure, period)).await?;
    let columns = ["measure", "from", "to", "dimension", "code", "label", "value", "unit"];
    let unit = match measure.unit {
        Unit::Count => "count",
        Unit::BasisPoints => "basis-points",
        Unit::Money => "twd",
    };
    let row = |by: &str, code: &str, label: String, value: i64| -> Vec<Cell> {
        let (from, to) = (period.from.to_string(), period.to.to_string());
        vec![
            measure.name.into(),
            from.into(),
            to.into(),
            by.into(),
            code.into(),
            label.into(),
            Cell::Number(value),
            unit.into(),
        ]
    };
    let mut rows: Vec<Vec<Cell>> =
        total.known().map(|value| row("", "", words.say("measures-total"), value)).into_iter().collect();
    for (by, split) in &splits {
        rows.extend(split.iter().map(|p| row(by, &p.code, (measure.label)(words, by, &p.code), p.value)));
    }
    let file = sheet::write(Kind::Csv, measure.name, &columns.map(str::to_owned), &rows)
        .map_err(|_| Fault::Internal)?;
    let disposition = format!("attachment; filename=\"{}-{}-{}.csv\"", measure.name, period.from, period.to);
    let mut response = file.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(Kind::Csv.content_type()));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
