//! `/office/petitions-reports`: the analysis of a period (處理要點第 15 點), frozen for a meeting of the staff.

mod figures;
pub mod one;

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::facts::{self, Fact};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::measures::Period;
use foundation::pages::office_shell;
use foundation::parts::{self, column};
use foundation::web::Ctx;
use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use crate::measures;
use crate::model::{Figures, Report};
use crate::rights::HANDLE;
use crate::rules::analysis;
use crate::store::{self, Act, numbers, reports};
use crate::typed;

const PATH: &str = "/office/petitions-reports";
/// Longest text of findings or a decision.
const TEXT_CHARS_MAX: usize = 5_000;
/// The longest period, in days: some five years.
const DAYS_MAX: i32 = 1_830;

/// The figures of a period as they stand now.
///
/// # Errors
/// Any database error.
pub fn read(conn: &mut Conn, period: Period) -> DbResult<Figures> {
    let year = |day: Date| day.saturating_sub(1.year());
    let before = Period { from: year(period.from), to: year(period.to) };
    let groups = numbers::list(conn, period)?;
    let before = measures::count(&numbers::list(conn, before)?);
    let (days, answers) = (reports::list_days_taken(conn, period)?, numbers::list_answers(conn, period)?);
    Ok(analysis::figures(&groups, before, &days, &answers, &store::list_topics(conn)?))
}

/// The last quarter that is over.
fn last_quarter(today: Date) -> Period {
    let month = (today.month() - 1) / 3 * 3 + 1;
    let begun = Date::new(today.year(), month, 1).unwrap_or(today);
    Period { from: begun.saturating_sub(3.months()), to: begun.saturating_sub(1.day()) }
}

/// The period somebody typed; what is wrong stands in the form.
fn period(form: &mut Form, today: Date) -> Period {
    let mut day = |name: &str| typed::day(form, name, "petitions-wrong-day", |_| true).unwrap_or(today);
    let period = Period { from: day("from"), to: day("to") };
    let days = period.from.until(period.to).map_or(i32::MAX, |span| span.get_days());
    if form.is_right() && !(0..=DAYS_MAX).contains(&days) {
        form.wrong("to", "petitions-report-wrong-period");
    }
    if form.is_right() && period.to > today {
        form.wrong("to", "petitions-report-wrong-future");
    }
    period
}

/// The reports, and the figures of a period as they stand now.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let mut form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    if !form.has("from") && !form.has("to") {
        let usual = last_quarter(ctx.now.date());
        form.set("from", usual.from.to_string());
        form.set("to", usual.to.to_string());
    }
    let period = period(&mut form, ctx.now.date());
    show(&ctx, &form, period).await
}

async fn show(ctx: &Ctx, form: &Form, period: Period) -> Result<Response, Fault> {
    let words = &ctx.words;
    let fits = !form.mistakes().iter().any(|mistake| ["from", "to"].contains(&mistake.field.as_str()));
    let read = move |conn: &mut Conn| {
        let figures = if fits { Some(read(conn, period)?) } else { None };
        Ok((reports::list_reports(conn)?, figures))
    };
    let (reports, figures) = ctx.centre.db.read(read).await?;
    let title = words.say("petitions-reports");
    let shell = parts::Shell { has_errors: !form.is_right(), ..office_shell(ctx, title.as_str()) };
    let field = |name: &'static str, label: &str| {
        parts::date(words, name, words.say(label)).value(form.text(name)).error(form.said_of(words, name))
    };
    let freezes = ctx.staff()?.may(HANDLE);
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-reports-lead")) }
        (list(words, &reports))
        h2 { (words.say("petitions-report-now")) }
        (parts::filters(words, &words.path(PATH), None, html! {
            (field("from", "petitions-report-from"))
            (field("to", "petitions-report-to"))
        }))
        @if let Some(figures) = &figures {
            (figures::shown(words, figures))
            @if freezes { (freeze_form(ctx, form)) }
        }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn list(words: &Words, reports: &[Report]) -> Markup {
    let columns = ["title", "from", "to", "frozen", "meeting"]
        .map(|name| column(words.say(&format!("petitions-report-{name}"))));
    let row = |report: &Report| {
        vec![
            html! { a href=(words.path(&format!("{PATH}/{}", report.id))) { (report.title) } },
            parts::day_short(words, report.from),
            parts::day_short(words, report.to),
            parts::time_short(words, report.frozen_at),
            html! { @match report.meeting_on { Some(on) => (parts::day_short(words, on)), None => "–" } },
        ]
    };
    let title = words.say("petitions-reports-frozen");
    let rows = reports.iter().map(row).collect();
    html! { (parts::table(words, title, columns.to_vec(), rows).empty(words.say("petitions-reports-none"))) }
}

fn freeze_form(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        h2 { (words.say("petitions-report-freeze")) }
        (parts::form(words.path(&format!("{PATH}/freeze")), html! {
            (parts::hidden("from", form.text("from")))
            (parts::hidden("to", form.text("to")))
            (parts::text(words, "title", words.say("petitions-report-title")).value(form.text("title")).error(form.said_of(words, "title")))
            (parts::textarea(words, "findings", words.say("petitions-report-findings")).rows(6).hint(words.say("petitions-report-findings-hint")).value(form.text("findings")).error(form.said_of(words, "findings")).optional())
            div.actions { (parts::button(words.say("petitions-report-freeze"))) }
        }).id("freeze"))
    }
}

/// Freezes the figures of a period as they stand, and tells which topics were asked about often.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let period = period(&mut form, ctx.now.date());
    let (title, findings) = (form.required("title", 100), form.optional("findings", TEXT_CHARS_MAX));
    if !form.is_right() {
        return show(&ctx, &form, period).await;
    }
    let act = Act::of(&ctx);
    let id = act.id().into_string();
    let made = id.clone();
    let freeze = move |conn: &mut Conn| {
        let figures = read(conn, period)?;
        let asked = |topic: &String| Fact { name: "petitions.asked_often", about: topic.clone() };
        let facts: Vec<Fact> = figures.often.iter().map(asked).collect();
        let report = Report {
            id: made.clone(),
            title: title.clone(),
            from: period.from,
            to: period.to,
            frozen_at: act.now,
            frozen_by: act.who().to_owned(),
            findings: findings.clone(),
            meeting_on: None,
            decision: String::new(),
            figures,
        };
        reports::add_report(conn, &act, &report)?;
        facts::tell(conn, &act.centre, act.now, &facts)
    };
    ctx.centre.db.write(freeze).await?;
    Ok(ctx.go(&format!("{PATH}/{id}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn p15_the_usual_period_is_the_last_quarter_that_is_over() {
        let quarter = |day| {
            let Period { from, to } = last_quarter(day);
            (from, to)
        };
        assert_eq!(quarter(date(2026, 11, 23)), (date(2026, 7, 1), date(2026, 9, 30)));
        assert_eq!(quarter(date(2026, 1, 1)), (date(2025, 10, 1), date(2025, 12, 31)));
    }
}
