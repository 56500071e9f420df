//! `hearth days`: a limit counted on the office calendar, with the sum.

use foundation::calendar;
use office::calendar::{Calendar, YearSheet};
use office::deadline::{self, DayMode};
use office::roc_date;

use super::{import, one, open_store};
use crate::cli::{Days, Mode, Place as Asked};
use crate::failure::{Failure, Outcome};
use crate::say;

/// The official calendars that come with the program, for counts without a centre.
pub(crate) const KNOWN: [&[u8]; 2] =
    [include_bytes!("../../calendar/2025.csv"), include_bytes!("../../calendar/2026.csv")];

pub(super) fn run(asked: &Asked, wanted: &Days) -> Outcome {
    let calendar = match &wanted.calendar {
        Some(file) => {
            let mut calendar = Calendar::new();
            calendar.add(import::read_calendar(file)?);
            calendar
        }
        None if has_place(asked)? => open_store(&one(asked)?)?.read_blocking(calendar::load)?,
        None => known()?,
    };
    let mode = match wanted.mode {
        Mode::Work => DayMode::Work,
        Mode::Cal => DayMode::Cal,
    };
    let count = deadline::count(&calendar, wanted.from, mode, wanted.count)
        .map_err(|e| Failure::Failed(e.to_string()))?;
    say::line(format!("{} {}", count.due_on, roc_date::long_with_weekday(count.due_on)));
    if count.morning_only {
        say::line("上午 (the limit ended on a Saturday: the morning of this day only, 行政程序法 §48)");
    }
    say::line(format!("{count}").trim_end());
    Ok(())
}

fn has_place(asked: &Asked) -> Outcome<bool> {
    let settings = super::settings(asked)?;
    Ok(settings.data.is_some() || settings.database.is_some() || !settings.centre.is_empty())
}

/// The calendars that come with the program.
pub(crate) fn known() -> Outcome<Calendar> {
    let mut calendar = Calendar::new();
    for file in KNOWN {
        calendar.add(YearSheet::parse(file, None).map_err(|e| Failure::of("the calendar", e))?);
    }
    Ok(calendar)
}
