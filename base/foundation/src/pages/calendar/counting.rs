//! A time limit, counted on a calendar with the sum.

use maud::{Markup, html};
use office::calendar::OFFICE;
use office::deadline::{self, Count, DAYS_MAX, DayMode};

use super::Shown;
use crate::form::Form;
use crate::i18n::Words;
use crate::pages::rules::day;
use crate::parts::{self, Tone};

/// The limit that is asked for, with the code of its calendar; mistakes are noted in the form.
pub(super) fn count(shown: &Shown, form: &mut Form) -> Option<(String, Count)> {
    let calendar = shown.chosen(form, "counted_on");
    let received_on = day(form, "received");
    let mode = form.choice("mode", DayMode::from_code);
    let days = form.required_number("days", 1, i64::from(DAYS_MAX));
    let (received_on, mode) = (received_on?, mode?);
    if !form.is_right() {
        return None;
    }
    let days = u16::try_from(days).unwrap_or(DAYS_MAX);
    match deadline::count(shown.calendars.of(&calendar), received_on, mode, days) {
        Ok(count) => Some((calendar, count)),
        Err(wrong) => {
            let found = match wrong {
                deadline::DeadlineError::Unreached(day) => day.0.to_string(),
                deadline::DeadlineError::OutOfRange(days) => days.to_string(),
            };
            form.wrong_with("received", wrong.key(), vec![("found", found.into())]);
            None
        }
    }
}

pub(super) fn section(words: &Words, shown: &Shown, form: &Form, count: Option<&(String, Count)>) -> Markup {
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
                    (shown.choice(words, form, "counted_on"))
                }
                div.actions { (parts::button(words.say("calendar-count-button"))) }
            }
        }
        @if let Some((calendar, count)) = count { (sum(words, shown, calendar, count)) }
    }
}

fn sum(words: &Words, shown: &Shown, calendar: &str, count: &Count) -> Markup {
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
            @if calendar != OFFICE { p { (words.say_with("calendar-counted-on", &[("name", shown.name(words, calendar).into())])) } }
            @if count.morning_only { p { (words.say("calendar-count-morning")) } }
        }))
        (parts::details(&words.say("calendar-count-sum"), html! {
            (parts::table(words, words.say("calendar-count-sum"), columns.to_vec(), rows).caption_unseen())
        }))
    }
}
