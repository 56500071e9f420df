//! The years of the calendars: what is imported, and the import.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use office::calendar::{CalendarRefusal, OFFICE, YearSheet};

use super::{Shown, again, tell, year_args};
use crate::calendar;
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::{Form, encode};
use crate::i18n::Words;
use crate::parts::{self, Tone};
use crate::trail::{self, Entry};
use crate::web::Ctx;

/// A year of days takes some 7 kB; with the form around it no honest upload is larger.
pub(super) const BODY_BYTES_MAX: usize = 300 * 1024;
/// The code of a calendar is far shorter.
const CODE_BYTES_MAX: usize = 100;

/// What was just imported, when the address says so.
pub(super) fn imported(words: &Words, shown: &Shown, form: &Form) -> Markup {
    let year = form.text("imported").parse::<i16>().ok();
    let code = if form.has("calendar") { form.text("calendar") } else { OFFICE };
    let year = year.filter(|_| shown.codes().iter().any(|known| known == code));
    let sheet = year.and_then(|year| shown.calendars.of(code).years().find(|sheet| sheet.year() == year));
    html! {
        @if let Some(sheet) = sheet {
            @let [year, roc] = year_args(sheet.year());
            @let name = shown.name(words, code);
            (parts::notice(Tone::Good, "", html! {
                p { (words.say_with("calendar-imported", &[year, roc, ("off", sheet.days_off().into()), ("name", name.into())])) }
            }))
        }
    }
}

/// The address of a year of a calendar.
fn address(code: &str, year: i16) -> String {
    match code {
        OFFICE => format!("/office/calendar/{year}"),
        code => format!("/office/calendar/{year}?{}", encode(&[("calendar", code)])),
    }
}

fn row(words: &Words, shown: &Shown, code: &str, sheet: &YearSheet) -> Vec<Markup> {
    let year = sheet.year();
    let closures = shown.closures.iter().filter(|closure| closure.calendar == code);
    let closed = closures.filter(|closure| closure.day.year() == year).count();
    let number = |days: usize| html! { (days) };
    let mut cells = vec![
        html! { a href=(words.path(&address(code, year))) { (words.say_with("calendar-year-name", &year_args(year))) } },
        number(sheet.days().len()),
        number(sheet.days_off()),
        number(sheet.days().iter().filter(|day| day.is_weekday_holiday()).count() - closed),
        number(sheet.days().iter().filter(|day| day.is_make_up()).count()),
        number(closed),
    ];
    if shown.has_several() {
        cells.insert(0, html! { (shown.name(words, code)) });
    }
    cells
}

pub(super) fn table(words: &Words, shown: &Shown) -> Markup {
    let mut rows = Vec::new();
    for code in shown.codes() {
        let years: Vec<&YearSheet> = shown.calendars.of(&code).years().collect();
        rows.extend(years.into_iter().rev().map(|sheet| row(words, shown, &code, sheet)));
    }
    let mut columns = vec![parts::column(words.say("calendar-year"))];
    if shown.has_several() {
        columns.insert(0, parts::column(words.say("calendar-which")));
    }
    let numbers = ["days", "days-off", "holidays", "make-ups", "closures"];
    columns.extend(numbers.map(|c| parts::column(words.say(&format!("calendar-{c}"))).number()));
    let table = parts::table(words, words.say("calendar-years"), columns, rows);
    html! { (table.caption_unseen().empty(words.say("calendar-none"))) }
}

pub(super) fn form(words: &Words, shown: &Shown, form: &Form) -> Markup {
    html! {
        h3 { (words.say("calendar-import")) }
        (parts::form(words.path("/office/calendar/years"), html! {
            (shown.choice(words, form, "calendar"))
            (parts::file(words, "file", words.say("calendar-file")).hint(words.say("calendar-file-hint"))
                .attribute("accept", ".csv,text/csv").error(form.said_of(words, "file")))
            div.actions { (parts::button(words.say("calendar-import-button"))) }
        }).files().id("import"))
    }
}

/// Reads a year of a calendar in.
pub(super) async fn import(ctx: Ctx, body: Multipart) -> Result<Response, Fault> {
    let mut form = Form::default();
    let sheet = match uploaded(body, &mut form).await {
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
        Ok(sheet) => put(&ctx, form, sheet).await,
        Err(refusal) => {
            let args = refusal.args().into_iter().map(|(name, value)| (name, value.into())).collect();
            form.wrong_with("file", refusal.key(), args);
            again(&ctx, &form).await
        }
    }
}

async fn put(ctx: &Ctx, mut form: Form, sheet: YearSheet) -> Result<Response, Fault> {
    let code = Shown::of(ctx).await?.chosen(&mut form, "calendar");
    if !form.is_right() {
        return again(ctx, &form).await;
    }
    let (actor, now, row, year) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now), sheet.year());
    let (told, chosen) = (ctx.clone(), code.clone());
    let put = move |conn: &mut Conn| {
        if !calendar::is_known(conn, &chosen)? {
            return Ok(false);
        }
        let before = calendar::load_of(conn, &chosen)?;
        let before = before.years().find(|known| known.year() == year).map(YearSheet::days_off);
        calendar::put_year(conn, &chosen, &sheet)?;
        let said = |off: usize| format!("{off} days off");
        let (before, after) = (before.map(said), Some(said(sheet.days_off())));
        let id = calendar::year_id(&chosen, year);
        let entry = Entry { before, after, ..Entry::new("foundation_calendar_day", &id, "imported") };
        trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        tell(conn, &told, &id)?;
        Ok(true)
    };
    if !ctx.centre.db.write(put).await? {
        form.wrong("calendar", "form-choose");
        return again(ctx, &form).await;
    }
    ctx.centre.work_waits.notify_one();
    let query = encode(&[("imported", &year.to_string()), ("calendar", &code)]);
    Ok(ctx.go(&format!("/office/calendar?{query}")))
}

/// The file of the form; which calendar was chosen is kept in `form`.
async fn uploaded(mut body: Multipart, form: &mut Form) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut file = None;
    while let Some(field) = body.next_field().await? {
        match field.name() {
            Some("file") => file = Some(field.bytes().await?.to_vec()),
            Some("calendar") => {
                let bytes = field.bytes().await?;
                let code = bytes.get(..CODE_BYTES_MAX).unwrap_or(&bytes);
                form.set("calendar", String::from_utf8_lossy(code));
            }
            _ => {}
        }
    }
    Ok(file)
}
