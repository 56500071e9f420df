//! Whether the office is open: staff are reminded then, and not at night, on a day off or when offices are closed.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use office::OfficeHours;
use office::calendar::Calendar;
use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::{backup, calendar};

/// The hours of an office day, one or more periods.
pub const HOURS: &str = "centre.office_hours";
/// The hours until a centre sets its own, and while those it set cannot be read.
pub const USUAL_HOURS: &str = "08:00-12:00 13:30-17:30";

/// Offices are never closed for as many days in a row.
const LONGEST_CLOSED: usize = 60;

fn hours(centre: &Centre) -> OfficeHours {
    let own = OfficeHours::parse(centre.setting(HOURS).as_str());
    own.or_else(|| OfficeHours::parse(USUAL_HOURS)).unwrap_or_default()
}

/// When the office opens on an office day.
pub fn opens_at(centre: &Centre, day: Date) -> Instant {
    let at = day.to_datetime(hours(centre).opens().unwrap_or_default());
    Instant::from_taipei(at).unwrap_or_else(|| Instant::from_seconds(0))
}

/// Whether offices work on a day; where the calendar does not reach, from Monday to Friday.
fn is_office_day(calendar: &Calendar, day: Date) -> bool {
    let is_weekday = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    calendar.is_office_day(day).unwrap_or(is_weekday)
}

/// When the office opens for the first time after a day.
pub fn opens_after(centre: &Centre, calendar: &Calendar, day: Date) -> Instant {
    let mut days = day.series(1.day()).skip(1).take(LONGEST_CLOSED);
    let next = days.find(|day| is_office_day(calendar, *day));
    opens_at(centre, next.unwrap_or_else(|| day.saturating_add(1.day())))
}

/// The last day on which the office was open before the store was put back from a backup: of what staff were to be
/// reminded by then they may know already.
///
/// # Errors
/// Any database error.
pub fn reminded_until(conn: &mut Conn, centre: &Centre) -> DbResult<Option<Date>> {
    let Some(at) = backup::find_restored(conn)? else { return Ok(None) };
    let calendar = calendar::load(conn)?;
    let was_open = |day: &Date| is_office_day(&calendar, *day) && opens_at(centre, *day) <= at;
    let mut days = at.date().series((-1).day()).take(LONGEST_CLOSED);
    Ok(Some(days.find(was_open).unwrap_or_else(|| at.date())))
}

/// Whether a moment is within the office hours of an office day; where the calendar does not reach, of Monday to
/// Friday.
///
/// # Errors
/// Any database error.
pub async fn is_open(centre: &Arc<Centre>, now: Instant) -> DbResult<bool> {
    let at = now.taipei();
    if !hours(centre).holds(at.time()) {
        return Ok(false);
    }
    let today = at.date();
    centre.db.read(move |conn: &mut Conn| Ok(is_office_day(&calendar::load(conn)?, today))).await
}
