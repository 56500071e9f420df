//! The office calendar as this centre imported it (rules X3 to X6), one row a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use office::calendar::{Calendar, CalendarRefusal, Day, YearSheet};

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

/// The whole calendar.
///
/// # Errors
/// Any database error; also when a year is not whole, which an import never leaves behind.
pub fn load(conn: &mut Conn) -> DbResult<Calendar> {
    let mut years: BTreeMap<i16, Vec<Day>> = BTreeMap::new();
    for row in conn.rows(sql!("select day, off, note from foundation_calendar_day order by day"), &[])? {
        let text: String = row.get(0)?;
        let date: Date =
            text.parse().map_err(|_| DbError::Shape { column: 0, detail: "not a day".into() })?;
        years.entry(date.year()).or_default().push(Day { date, off: row.get(1)?, note: row.get(2)? });
    }
    let mut calendar = Calendar::new();
    for days in years.into_values() {
        let broken = |e: CalendarRefusal| DbError::Statement(format!("the office calendar: {e}"));
        calendar.add(YearSheet::from_days(days).map_err(broken)?);
    }
    Ok(calendar)
}
