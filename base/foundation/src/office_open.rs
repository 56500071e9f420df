//! Whether the office is open: staff are reminded then, and not at night, on a day off or when offices are closed.

use std::sync::Arc;

use jiff::civil::Weekday;
use office::OfficeHours;
use office::instant::Instant;

use crate::calendar;
use crate::centre::Centre;
use crate::db::{Conn, DbResult};

/// The hours of an office day, one or more periods.
pub const HOURS: &str = "centre.office_hours";
/// The hours until a centre sets its own, and while those it set cannot be read.
pub const USUAL_HOURS: &str = "08:00-12:00 13:30-17:30";

/// Whether a moment is within the office hours of an office day; where the calendar does not reach, of Monday to
/// Friday.
///
/// # Errors
/// Any database error.
pub async fn is_open(centre: &Arc<Centre>, now: Instant) -> DbResult<bool> {
    let (at, own) = (now.taipei(), OfficeHours::parse(centre.setting(HOURS).as_str()));
    let hours = own.or_else(|| OfficeHours::parse(USUAL_HOURS)).unwrap_or_default();
    if !hours.holds(at.time()) {
        return Ok(false);
    }
    let today = at.date();
    let is_weekday = !matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday);
    let is_office_day =
        move |conn: &mut Conn| Ok(calendar::load(conn)?.is_office_day(today).unwrap_or(is_weekday));
    centre.db.read(is_office_day).await
}
