//! `/office/calendar/{year}`: every day of a year, the unusual ones first.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use office::calendar::Day;

use super::{Shown, year_args};
use crate::calendar::Closure;
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::pages::office_shell;
use crate::parts::{self, Shell, Tone, crumb};
use crate::web::Ctx;

/// A year of the calendar.
///
/// # Errors
/// [`Fault::NotFound`] when the year was never imported.
pub(super) async fn get(ctx: Ctx, Path(year): Path<String>) -> Result<Response, Fault> {
    let words = &ctx.words;
    let year: i16 = year.parse().map_err(|_| Fault::NotFound)?;
    let mut asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let mut shown = Shown::of(&ctx).await?;
    let code = shown.chosen(&mut asked, "calendar");
    if !asked.is_right() {
        return Err(Fault::NotFound);
    }
    shown.closures.retain(|closure| closure.calendar == code);
    let sheet =
        shown.calendars.of(&code).years().find(|sheet| sheet.year() == year).ok_or(Fault::NotFound)?;
    let is_closed = |day: &Day| shown.closures.iter().any(|closure| closure.day == day.date);
    let special: Vec<&Day> = sheet
        .days()
        .iter()
        .filter(|day| day.is_make_up() || day.is_weekday_holiday() || is_closed(day))
        .collect();
    let [western, roc] = year_args(year);
    let name = shown.name(words, &code);
    let title = words.say_with("calendar-day-title", &[western, roc, ("name", name.into())]);
    let content = html! {
        h1 { (title) }
        h2 { (words.say("calendar-special")) }
        (table(words, &words.say("calendar-special"), &special, &shown.closures))
        @for month in 1..=12_i8 {
            @let days: Vec<&Day> = sheet.days().iter().filter(|day| day.date.month() == month).collect();
            @let name = words.say_with("calendar-month", &[("month", i64::from(month).into())]);
            (parts::details(&name, table(words, &name, &days, &shown.closures)))
        }
    };
    let here = vec![crumb(words.path("/office/calendar"), words.say("calendar-title"))];
    Ok(ctx.page(StatusCode::OK, Shell { here, ..office_shell(&ctx, title) }.page(content)))
}

fn table(words: &Words, caption: &str, days: &[&Day], closures: &[Closure]) -> Markup {
    let row = |day: &&Day| {
        let (tone, state) = if closures.iter().any(|closure| closure.day == day.date) {
            (Tone::Bad, "closed")
        } else if day.is_make_up() {
            (Tone::Wait, "make-up")
        } else if day.off {
            (Tone::Info, "off")
        } else {
            (Tone::Plain, "office")
        };
        vec![
            parts::day_short(words, day.date),
            parts::tag(tone, &words.say(&format!("calendar-day-{state}"))),
            html! { (day.note) },
        ]
    };
    let columns = ["date", "state", "note"].map(|c| parts::column(words.say(&format!("calendar-day-{c}"))));
    let rows = days.iter().map(row).collect();
    html! { (parts::table(words, caption, columns.to_vec(), rows).caption_unseen().empty(words.say("calendar-special-none"))) }
}
