//! `hearth days`: a limit counted on the office calendar, with the sum.

use std::path::Path;

use foundation::calendar;
use foundation::db::Conn;
use office::calendar::{Calendar, OFFICE, YearSheet, is_calendar_code};
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
    let calendar = calendar(asked, wanted.calendar.as_deref())?;
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
    if let Some(calendar) = wanted.calendar.as_deref().filter(|calendar| *calendar != OFFICE) {
        say::line(format!("counted on {calendar}"));
    }
    say::line(format!("{count}").trim_end());
    Ok(())
}

/// The calendar to count on: what is no code of a calendar is a file.
fn calendar(asked: &Asked, wanted: Option<&str>) -> Outcome<Calendar> {
    match wanted {
        Some(code) if is_calendar_code(code) => {
            let (db, asked) = (open_store(&one(asked)?)?, code.to_owned());
            let find = move |conn: &mut Conn| {
                Ok((calendar::codes(&calendar::list_named(conn)?), calendar::load_of(conn, &asked)?))
            };
            let (codes, calendar) = db.read_blocking(find)?;
            import::known_calendar(code, &codes)?;
            Ok(calendar)
        }
        Some(file) => {
            let mut calendar = Calendar::new();
            calendar.add(import::read_calendar(Path::new(file))?);
            Ok(calendar)
        }
        None if has_place(asked)? => Ok(open_store(&one(asked)?)?.read_blocking(calendar::load)?),
        None => known(),
    }
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
