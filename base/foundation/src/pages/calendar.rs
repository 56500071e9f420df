//! `/office/calendar`: the office calendar year by year, days on which offices closed by decision, and the
//! counting of time limits with the sum (X3 to X6).

mod year;

use axum::extract::DefaultBodyLimit;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use office::calendar::{Calendar, CalendarRefusal, YearSheet};
use office::deadline::{self, Count, DAYS_MAX, DayMode};
use office::roc_date;

use super::office_shell;
use super::rules::day;
use crate::calendar::{self, Closure};
use crate::db::{Conn, DbResult};
use crate::facts::{self, Fact};
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::{Arg, Words};
use crate::parts::{self, Shell, Tone};
use crate::service::Routes;
use crate::staff::{KEEP_CALENDAR, SEE_OFFICE};
use crate::trail::{self, Entry};
use crate::web::Ctx;

/// A year of days takes some 7 kB; with the form around it no honest upload is larger.
const BODY_BYTES_MAX: usize = 300 * 1024;

pub(super) fn routes(routes: Routes) -> Routes {
    let import = post(import).layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    routes
        .office("/office/calendar", SEE_OFFICE, get(list))
        .office("/office/calendar/years", KEEP_CALENDAR, import)
        .office("/office/calendar/closures", KEEP_CALENDAR, post(close))
        .office("/office/calendar/closures/removal", KEEP_CALENDAR, post(reopen))
        .office("/office/calendar/{year}", SEE_OFFICE, get(year::get))
}

/// The year in both ways of counting, for words.
fn year_args(year: i16) -> [(&'static str, Arg); 2] {
    [("year", year.to_string().into()), ("roc", roc_date::roc_year(year).to_string().into())]
}

/// What the page shows besides forms.
struct Shown {
    calendar: Calendar,
    closures: Vec<Closure>,
}

fn read(conn: &mut Conn) -> DbResult<Shown> {
    Ok(Shown { calendar: calendar::load(conn)?, closures: calendar::list_closures(conn)? })
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let shown = ctx.centre.db.read(read).await?;
    let mut form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let count = form.has("days").then(|| count(&shown.calendar, &mut form)).flatten();
    Ok(page(&ctx, &shown, &form, count.as_ref()))
}

/// The limit that is asked for; mistakes are noted in the form.
fn count(calendar: &Calendar, form: &mut Form) -> Option<Count> {
    let received_on = day(form, "received");
    let mode = form.choice("mode", DayMode::from_code);
    let days = form.required_number("days", 1, i64::from(DAYS_MAX));
    let (received_on, mode) = (received_on?, mode?);
    if !form.is_right() {
        return None;
    }
    let counted = deadline::count(calendar, received_on, mode, u16::try_from(days).unwrap_or(DAYS_MAX));
    counted
        .map_err(|wrong| {
            let found = match wrong {
                deadline::DeadlineError::Unreached(day) => day.0.to_string(),
                deadline::DeadlineError::OutOfRange(days) => days.to_string(),
            };
            form.wrong_with("received", wrong.key(), vec![("found", found.into())]);
        })
        .ok()
}

fn page(ctx: &Ctx, shown: &Shown, form: &Form, count: Option<&Count>) -> Response {
    let words = &ctx.words;
    let keeps = ctx.staff.as_ref().is_some_and(|staff| staff.may(KEEP_CALENDAR));
    let title = words.say("calendar-title");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("calendar-lead")) }
        (imported(words, shown, form))
        (counting(words, form, count))
        h2 { (words.say("calendar-years")) }
        (years(words, shown))
        @if keeps { (import_form(words, form)) }
        h2 #closures { (words.say("calendar-closure-title")) }
        p { (words.say("calendar-closure-lead")) }
        (closures(words, &shown.closures, keeps))
        @if keeps { (closure_form(words, form)) }
    };
    let has_errors = !form.is_right();
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ctx.page(status, Shell { has_errors, ..office_shell(ctx, title) }.page(content))
}

/// What was just imported, when the address says so.
fn imported(words: &Words, shown: &Shown, form: &Form) -> Markup {
    let year = form.text("imported").parse::<i16>().ok();
    let sheet = year.and_then(|year| shown.calendar.years().find(|sheet| sheet.year() == year));
    html! {
        @if let Some(sheet) = sheet {
            @let [year, roc] = year_args(sheet.year());
            (parts::notice(Tone::Good, "", html! {
                p { (words.say_with("calendar-imported", &[year, roc, ("off", sheet.days_off().into())])) }
            }))
        }
    }
}

fn counting(words: &Words, form: &Form, count: Option<&Count>) -> Markup {
    let modes =
        DayMode::ALL.iter().map(|mode| parts::choice(mode.code(), words.say(mode.name_key()))).collect();
    let mode = if form.has("mode") { form.text("mode") } else { DayMode::Work.code() };
    html! {
        h2 { (words.say("calendar-count-title")) }
        search.filters {
            form method="get" action=(words.path("/office/calendar")) {
                div.fields {
                    (parts::date(words, "received", words.say("calendar-count-from")).value(form.text("received"))
                        .error(form.said_of(words, "received")).unmarked())
                    (parts::select(words, "mode", words.say("calendar-count-mode"), modes).value(mode)
                        .error(form.said_of(words, "mode")).unmarked())
                    (parts::number(words, "days", words.say("calendar-count-days")).value(form.text("days"))
                        .error(form.said_of(words, "days")).unmarked())
                }
                div.actions { (parts::button(words.say("calendar-count-button"))) }
            }
        }
        @if let Some(count) = count { (sum(words, count)) }
    }
}

fn sum(words: &Words, count: &Count) -> Markup {
    let row = |step: &deadline::Step| {
        let counted = match step.ordinal {
            Some(ordinal) => html! { (ordinal) },
            None if step.off => html! { (words.say("calendar-count-passed")) },
            None => html! { (words.say("calendar-count-rolled")) },
        };
        vec![parts::day_short(words, step.date), counted, html! { (step.note) }]
    };
    let columns =
        ["day", "ordinal", "note"].map(|c| parts::column(words.say(&format!("calendar-count-{c}"))));
    let rows = count.steps.iter().map(row).collect();
    html! {
        (parts::notice(Tone::Info, &words.say_with("calendar-count-due", &[("date", words.date(count.due_on).into())]), html! {
            @if count.morning_only { p { (words.say("calendar-count-morning")) } }
        }))
        (parts::details(&words.say("calendar-count-sum"), html! {
            (parts::table(words, words.say("calendar-count-sum"), columns.to_vec(), rows).caption_unseen())
        }))
    }
}

fn years(words: &Words, shown: &Shown) -> Markup {
    let row = |sheet: &YearSheet| {
        let year = sheet.year();
        let closed = shown.closures.iter().filter(|closure| closure.day.year() == year).count();
        let number = |days: usize| html! { (days) };
        vec![
            html! { a href=(words.path(&format!("/office/calendar/{year}"))) { (words.say_with("calendar-year-name", &year_args(year))) } },
            number(sheet.days().len()),
            number(sheet.days_off()),
            number(sheet.days().iter().filter(|day| day.is_weekday_holiday()).count() - closed),
            number(sheet.days().iter().filter(|day| day.is_make_up()).count()),
            number(closed),
        ]
    };
    let mut rows: Vec<Vec<Markup>> = shown.calendar.years().map(row).collect();
    rows.reverse();
    let mut columns = vec![parts::column(words.say("calendar-year"))];
    let numbers = ["days", "days-off", "holidays", "make-ups", "closures"];
    columns.extend(numbers.map(|c| parts::column(words.say(&format!("calendar-{c}"))).number()));
    let table = parts::table(words, words.say("calendar-years"), columns, rows);
    html! { (table.caption_unseen().empty(words.say("calendar-none"))) }
}

fn import_form(words: &Words, form: &Form) -> Markup {
    html! {
        h3 { (words.say("calendar-import")) }
        (parts::form(words.path("/office/calendar/years"), html! {
            (parts::file(words, "file", words.say("calendar-file")).hint(words.say("calendar-file-hint"))
                .attribute("accept", ".csv,text/csv").error(form.said_of(words, "file")))
            div.actions { (parts::button(words.say("calendar-import-button"))) }
        }).files().id("import"))
    }
}

fn closures(words: &Words, closures: &[Closure], keeps: bool) -> Markup {
    let row = |closure: &Closure| {
        let mut cells = vec![
            parts::day_short(words, closure.day),
            html! { (closure.reason) },
            html! { (closure.added_by) " " (parts::time_short(words, closure.added_at)) },
        ];
        if keeps {
            let about = words.date_short(closure.day);
            cells.push(html! {
                (parts::button(words.say("calendar-closure-remove")).quiet().name("day", closure.day.to_string()).about(about))
            });
        }
        cells
    };
    let mut columns =
        ["day", "reason", "by"].map(|c| parts::column(words.say(&format!("calendar-closure-{c}")))).to_vec();
    if keeps {
        columns.push(parts::column(words.say("calendar-closure-remove")).unseen());
    }
    let table =
        parts::table(words, words.say("calendar-closure-title"), columns, closures.iter().map(row).collect())
            .caption_unseen()
            .empty(words.say("calendar-closure-none"));
    html! {
        @if keeps && !closures.is_empty() {
            (parts::form(words.path("/office/calendar/closures/removal"), html! { (table) }).id("removal"))
        } @else { (table) }
    }
}

fn closure_form(words: &Words, form: &Form) -> Markup {
    html! {
        (parts::form(words.path("/office/calendar/closures"), html! {
            (parts::date(words, "day", words.say("calendar-closure-day")).value(form.text("day"))
                .error(form.said_of(words, "day")))
            (parts::text(words, "reason", words.say("calendar-closure-reason")).hint(words.say("calendar-closure-reason-hint"))
                .value(form.text("reason")).error(form.said_of(words, "reason")))
            div.actions { (parts::button(words.say("calendar-closure-add"))) }
        }).id("closure"))
    }
}

/// Tells that days changed: time limits that run are to be counted again.
fn tell(conn: &mut Conn, ctx: &Ctx, about: &str) -> DbResult<()> {
    let fact = Fact { name: "foundation.calendar_changed", about: about.to_owned() };
    facts::tell(conn, &ctx.centre, ctx.now, &[fact])
}

/// The page again, with what is wrong.
async fn again(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let shown = ctx.centre.db.read(read).await?;
    Ok(page(ctx, &shown, form, None))
}

async fn import(ctx: Ctx, body: Multipart) -> Result<Response, Fault> {
    let mut form = Form::default();
    let sheet = match uploaded(body).await {
        Ok(Some(bytes)) if !bytes.is_empty() => YearSheet::parse(&bytes, None),
        Ok(_) => {
            form.wrong("file", "calendar-file-missing");
            return again(&ctx, &form).await;
        }
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(CalendarRefusal::TooLarge(BODY_BYTES_MAX))
        }
        Err(_) => {
            form.wrong("file", "calendar-broken-off");
            return again(&ctx, &form).await;
        }
    };
    match sheet {
        Ok(sheet) => put(&ctx, sheet).await,
        Err(refusal) => {
            let args = refusal.args().into_iter().map(|(name, value)| (name, value.into())).collect();
            form.wrong_with("file", refusal.key(), args);
            again(&ctx, &form).await
        }
    }
}

async fn put(ctx: &Ctx, sheet: YearSheet) -> Result<Response, Fault> {
    let (actor, now, row, year) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now), sheet.year());
    let told = ctx.clone();
    let put = move |conn: &mut Conn| {
        let before = calendar::load(conn)?;
        let before = before.years().find(|known| known.year() == year).map(YearSheet::days_off);
        calendar::put_year(conn, &sheet)?;
        let said = |off: usize| format!("{off} days off");
        let (before, after) = (before.map(said), Some(said(sheet.days_off())));
        let id = year.to_string();
        let entry = Entry { before, after, ..Entry::new("foundation_calendar_day", &id, "imported") };
        trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        tell(conn, &told, &id)
    };
    ctx.centre.db.write(put).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&format!("/office/calendar?imported={year}")))
}

/// The file of the form.
async fn uploaded(mut body: Multipart) -> Result<Option<Vec<u8>>, MultipartError> {
    while let Some(field) = body.next_field().await? {
        if field.name() == Some("file") {
            return Ok(Some(field.bytes().await?.to_vec()));
        }
    }
    Ok(None)
}

async fn close(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let (day, reason) = (day(&mut form, "day"), form.required("reason", 200));
    let Some(day) = day.filter(|_| form.is_right()) else { return again(&ctx, &form).await };
    let shown = ctx.centre.db.read(read).await?;
    if shown.closures.iter().any(|closure| closure.day == day) {
        form.wrong("day", "calendar-closure-known");
        return again(&ctx, &form).await;
    }
    match shown.calendar.is_office_day(day) {
        Ok(true) => {}
        Ok(false) => form.wrong("day", "calendar-closure-off"),
        Err(wrong) => form.wrong_with("day", wrong.key(), vec![("found", wrong.0.to_string().into())]),
    }
    if !form.is_right() {
        return again(&ctx, &form).await;
    }
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let told = ctx.clone();
    let add = move |conn: &mut Conn| {
        if calendar::add_closure(conn, day, &reason, now, &actor.who)? {
            let (id, reason) = (day.to_string(), Some(reason.clone()));
            let entry = Entry { reason, ..Entry::new("foundation_closure", &id, "added") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
            tell(conn, &told, &id)?;
        }
        Ok(())
    };
    ctx.centre.db.write(add).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/calendar#closures"))
}

async fn reopen(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let day = day(&mut form, "day").ok_or(Fault::NotFound)?;
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let told = ctx.clone();
    let drop = move |conn: &mut Conn| {
        if let Some(before) = calendar::drop_closure(conn, day)? {
            let (id, before) = (day.to_string(), Some(before));
            let entry = Entry { before, ..Entry::new("foundation_closure", &id, "removed") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
            tell(conn, &told, &id)?;
        }
        Ok(())
    };
    ctx.centre.db.write(drop).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/calendar#closures"))
}
