//! Whether the office is open: staff are reminded then, and not at night, on a day off or when offices are closed.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use office::OfficeHours;
use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::{backup, calendar};

/// The hours of an office day, one or more periods.
pub const HOURS: &str = "centre.office_hours";
/// The hours until a centre sets its own, and while those it set cannot be read.
pub const USUAL_HOURS: &str = "08:00-12:00 13:30-17:30";

fn hours(centre: &Centre) -> OfficeHours {
    let own = OfficeHours::parse(centre.setting(HOURS).as_str());
    own.or_else(|| OfficeHours::parse(USUAL_HOURS)).unwrap_or_default()
}

/// When the office opens on an office day.
pub fn opens_at(centre: &Centre, day: Date) -> Instant {
    let at = day.to_datetime(hours(centre).opens().unwrap_or_default());
    Instant::from_taipei(at).unwrap_or_else(|| Instant::from_seconds(0))
}

/// The last day on which the office was open before the store was put back from a backup: of what staff were to be
/// reminded by then they may know already.
///
/// # Errors
/// Any database error.
pub fn reminded_until(conn: &mut Conn, centre: &Centre) -> DbResult<Option<Date>> {
    let day = |at: Instant| {
        let is_later = at >= opens_at(centre, at.date());
        if is_later { at.date() } else { at.date().saturating_sub(1.day()) }
    };
    Ok(backup::find_restored(conn)?.map(day))
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
    let is_weekday = !matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday);
    let is_office_day =
        move |conn: &mut Conn| Ok(calendar::load(conn)?.is_office_day(today).unwrap_or(is_weekday));
    centre.db.read(is_office_day).await
}
