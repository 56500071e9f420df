//! States and deadlines in words and colour.

use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use jiff::civil::Date;
use maud::{Markup, html};
use office::calendar::Calendar;
use office::deadline::DayMode;

use crate::model::State;
use crate::rules::clock;

/// A state as a tag.
pub fn state(words: &Words, state: State) -> Markup {
    let tone = match state {
        State::ReplyDraft | State::ExtensionPending | State::SupplementWait | State::Draft => Tone::Wait,
        State::Registered | State::Assigned | State::InProgress | State::Approved => Tone::Info,
        State::Replied | State::Surveyed | State::Closed => Tone::Good,
        _ => Tone::Plain,
    };
    parts::tag(tone, &words.say(&state.key()))
}

/// How much time is left until the earlier of both counts, in office days.
pub fn left(words: &Words, calendar: &Calendar, due_on: Date, warn_on: Date, today: Date) -> Markup {
    let on = if today > warn_on { due_on } else { warn_on };
    let days = |from, to| clock::days_between(calendar, from, to, DayMode::Work);
    let (tone, key, count) = if today > on {
        (Tone::Bad, "petitions-left-over", days(on, today).max(1))
    } else {
        match days(today, on) {
            0 => (Tone::Bad, "petitions-left-today", 0),
            count @ 1..=2 => (Tone::Wait, "petitions-left-days", count),
            count => (Tone::Plain, "petitions-left-days", count),
        }
    };
    parts::tag(tone, &words.say_with(key, &[("count", count.into())]))
}

/// The last day, and how much is left of it.
pub fn due(words: &Words, calendar: &Calendar, due_on: Date, warn_on: Date, today: Date) -> Markup {
    html! {
        (parts::day_short(words, due_on)) " " (left(words, calendar, due_on, warn_on, today))
        @if today <= warn_on && warn_on < due_on { " " span.soft { (words.say("petitions-earlier-end")) (parts::day_short(words, warn_on)) } }
    }
}

/// Who somebody is: a name, or what they are to the house.
pub fn person(words: &Words, names: &std::collections::HashMap<String, String>, id: &str) -> String {
    match id {
        "" => words.say("petitions-nobody"),
        "resident" => words.say("petitions-petitioner"),
        "system" => words.say("petitions-system"),
        id => names.get(id).cloned().unwrap_or_else(|| words.say("petitions-nobody")),
    }
}
