//! The office calendar as this centre imported it (rules X3 to X6), one row a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use office::calendar::{Calendar, CalendarRefusal, Day, YearSheet};
use office::instant::Instant;

use crate::db::{Conn, DbError, DbResult};
use crate::{params, row, sql};

/// Puts a year in place of what was known of it.
///
/// # Errors
/// Any database error.
pub fn put_year(conn: &mut Conn, sheet: &YearSheet) -> DbResult<()> {
    let year = sheet.year();
    conn.execute(
        sql!("delete from foundation_calendar_day where day >= $1 and day <= $2"),
        params![format!("{year:04}-01-01"), format!("{year:04}-12-31")],
    )?;
    let dates: Vec<String> = sheet.days().iter().map(|day| day.date.to_string()).collect();
    let rows: Vec<Vec<_>> =
        sheet.days().iter().zip(&dates).map(|(day, date)| row![date, &day.off, &day.note]).collect();
    conn.insert_many(
        sql!("insert into foundation_calendar_day (day, off, note) values ($1, $2, $3)"),
        &rows,
    )?;
    Ok(())
}

/// The whole calendar; a day on which offices closed by decision is a day off.
///
/// # Errors
/// Any database error; also when a year is not whole, which an import never leaves behind.
pub fn load(conn: &mut Conn) -> DbResult<Calendar> {
    let closures: BTreeMap<Date, String> =
        list_closures(conn)?.into_iter().map(|closure| (closure.day, closure.reason)).collect();
    let mut years: BTreeMap<i16, Vec<Day>> = BTreeMap::new();
    for row in &conn.rows(sql!("select day, off, note from foundation_calendar_day order by day"), &[])? {
        let date = read_day(&row.get::<String>(0)?)?;
        let day = match closures.get(&date) {
            Some(reason) => Day { date, off: true, note: reason.clone() },
            None => Day { date, off: row.get(1)?, note: row.get(2)? },
        };
        years.entry(date.year()).or_default().push(day);
    }
    let mut calendar = Calendar::new();
    for days in years.into_values() {
        let broken = |e: CalendarRefusal| DbError::Statement(format!("the office calendar: {e}"));
        calendar.add(YearSheet::from_days(days).map_err(broken)?);
    }
    Ok(calendar)
}

fn read_day(text: &str) -> DbResult<Date> {
    text.parse().map_err(|_| DbError::Shape { column: 0, detail: "not a day".into() })
}

/// A day on which offices close by decision (停班停課), as after a typhoon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The day.
    pub day: Date,
    /// Why, and whose decision it was.
    pub reason: String,
    /// When it was entered.
    pub added_at: Instant,
    /// By whom: a name, or `system`.
    pub added_by: String,
}

/// All closures, newest first.
///
/// # Errors
/// Any database error.
pub fn list_closures(conn: &mut Conn) -> DbResult<Vec<Closure>> {
    conn.rows(
        sql!(
            "select c.day, c.reason, c.added_at, coalesce(p.name, c.added_by)
             from foundation_closure c left join foundation_staff p on p.id = c.added_by order by c.day desc"
        ),
        &[],
    )?
    .iter()
    .map(|r| {
        Ok(Closure {
            day: read_day(&r.get::<String>(0)?)?,
            reason: r.get(1)?,
            added_at: r.get(2)?,
            added_by: r.get(3)?,
        })
    })
    .collect()
}

/// Enters a closure; says whether the day was free.
///
/// # Errors
/// Any database error.
pub fn add_closure(conn: &mut Conn, day: Date, reason: &str, now: Instant, by: &str) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into foundation_closure (day, reason, added_at, added_by) values ($1, $2, $3, $4)
             on conflict do nothing"
        ),
        params![day.to_string(), reason, now, by],
    )?;
    Ok(added > 0)
}

/// Takes a closure back; gives its reason if it was there.
///
/// # Errors
/// Any database error.
pub fn drop_closure(conn: &mut Conn, day: Date) -> DbResult<Option<String>> {
    let row = conn.first(
        sql!("delete from foundation_closure where day = $1 returning reason"),
        params![day.to_string()],
    )?;
    row.map(|r| r.get(0)).transpose()
}
