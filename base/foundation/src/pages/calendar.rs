//! `/office/calendar`: the calendars year by year, days on which offices or schools closed by decision, and the
//! counting of time limits with the sum (X3 to X6).

mod closures;
mod counting;
mod named;
mod year;
mod years;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use office::calendar::{Calendars, OFFICE};
use office::deadline::Count;
use office::roc_date;
use std::collections::BTreeMap;

use super::office_shell;
use crate::calendar::{self, Closure, Named};
use crate::db::{Conn, DbResult};
use crate::facts::{self, Fact};
use crate::fault::Fault;
use crate::form::Form;
use crate::house::House;
use crate::i18n::{Arg, Words};
use crate::parts::{self, Shell, Tone};
use crate::service::Routes;
use crate::staff::{KEEP_CALENDAR, SEE_OFFICE};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    let import = post(years::import).layer(DefaultBodyLimit::max(years::BODY_BYTES_MAX));
    routes
        .office("/office/calendar", SEE_OFFICE, get(list))
        .office("/office/calendar/years", KEEP_CALENDAR, import)
        .office("/office/calendar/calendars", KEEP_CALENDAR, post(named::add))
        .office("/office/calendar/calendars/names", KEEP_CALENDAR, post(named::rename))
        .office("/office/calendar/calendars/removal", KEEP_CALENDAR, post(named::remove))
        .office("/office/calendar/closures", KEEP_CALENDAR, post(closures::close))
        .office("/office/calendar/closures/removal", KEEP_CALENDAR, post(closures::reopen))
        .office("/office/calendar/{year}", SEE_OFFICE, get(year::get))
}

/// The year in both ways of counting, for words.
fn year_args(year: i16) -> [(&'static str, Arg); 2] {
    [("year", year.to_string().into()), ("roc", roc_date::roc_year(year).to_string().into())]
}

/// What the page shows besides forms.
struct Shown {
    calendars: Calendars,
    named: Vec<Named>,
    closures: Vec<Closure>,
    /// The calendars that are named, each with whether limits run on it.
    uses: BTreeMap<String, bool>,
}

impl Shown {
    fn read(conn: &mut Conn, house: &House) -> DbResult<Shown> {
        Ok(Shown {
            calendars: calendar::load_all(conn)?,
            named: calendar::list_named(conn)?,
            closures: calendar::list_closures(conn)?,
            uses: calendar::list_uses(conn, house)?,
        })
    }

    async fn of(ctx: &Ctx) -> Result<Shown, Fault> {
        let house = ctx.centre.house.clone();
        Ok(ctx.centre.db.read(move |conn| Shown::read(conn, &house)).await?)
    }

    /// Whether there is more than the office calendar.
    fn has_several(&self) -> bool {
        !self.named.is_empty()
    }

    /// The codes of all calendars, the office calendar first.
    fn codes(&self) -> Vec<String> {
        calendar::codes(&self.named)
    }

    /// The calendar that was chosen, the office calendar where none was; a mistake beside the field when it is none.
    fn chosen(&self, form: &mut Form, field: &str) -> String {
        if form.text(field).is_empty() {
            return OFFICE.to_owned();
        }
        let codes = self.codes();
        form.choice(field, |typed| codes.iter().find(|code| *code == typed).cloned()).unwrap_or_default()
    }

    fn name(&self, words: &Words, code: &str) -> String {
        calendar::name(words, &self.named, code)
    }

    /// The choice of a calendar, where there are several.
    fn choice(&self, words: &Words, form: &Form, field: &str) -> Markup {
        let value = if form.has(field) { form.text(field) } else { OFFICE };
        let choices = calendar::choices(words, &self.named);
        html! {
            @if self.has_several() {
                (parts::select(words, field, words.say("calendar-which"), choices).value(value)
                    .error(form.said_of(words, field)).unmarked())
            }
        }
    }
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let shown = Shown::of(&ctx).await?;
    let mut form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let count = form.has("days").then(|| counting::count(&shown, &mut form)).flatten();
    Ok(page(&ctx, &shown, &form, count.as_ref()))
}

fn page(ctx: &Ctx, shown: &Shown, form: &Form, count: Option<&(String, Count)>) -> Response {
    let words = &ctx.words;
    let keeps = ctx.staff.as_ref().is_some_and(|staff| staff.may(KEEP_CALENDAR));
    let title = words.say("calendar-title");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("calendar-lead")) }
        (years::imported(words, shown, form))
        (missing(ctx, shown))
        (counting::section(words, shown, form, count))
        h2 { (words.say("calendar-years")) }
        (years::table(words, shown))
        @if keeps { (years::form(words, shown, form)) }
        h2 #closures { (words.say("calendar-closure-title")) }
        p { (words.say("calendar-closure-lead")) }
        (closures::table(words, shown, keeps))
        @if keeps { (closures::form(words, shown, form)) }
        @if keeps || shown.has_several() { (named::section(words, shown, form, keeps)) }
    };
    let has_errors = !form.is_right();
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ctx.page(status, Shell { has_errors, ..office_shell(ctx, title) }.page(content))
}

/// Years that should be there by now, of the calendars on which limits run.
fn missing(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, today) = (&ctx.words, ctx.now.date());
    let runs = shown.uses.iter().filter(|(_, runs)| **runs).map(|(code, _)| code);
    let line = |code: &String, year: i16| {
        let [year, roc] = year_args(year);
        words.say_with("calendar-missing", &[year, roc, ("name", shown.name(words, code).into())])
    };
    let lines: Vec<String> = runs
        .flat_map(|code| {
            calendar::missing(shown.calendars.of(code), today).into_iter().map(move |year| line(code, year))
        })
        .collect();
    html! {
        @if !lines.is_empty() {
            (parts::notice(Tone::Wait, &words.say("calendar-missing-title"), html! {
                ul { @for line in &lines { li { (line) } } }
            }))
        }
    }
}

/// Tells that days changed: time limits that run are to be counted again.
fn tell(conn: &mut Conn, ctx: &Ctx, about: &str) -> DbResult<()> {
    let fact = Fact { name: "foundation.calendar_changed", about: about.to_owned() };
    facts::tell(conn, &ctx.centre, ctx.now, &[fact])
}

/// The page again, with what is wrong.
async fn again(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    Ok(page(ctx, &Shown::of(ctx).await?, form, None))
}
