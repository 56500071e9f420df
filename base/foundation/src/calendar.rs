//! The calendars of this centre (rules X3 to X6): the office calendar, and those it keeps beside it, such as that of
//! the schools; one row a day. Which one a limit is counted on is said by its rule, and kept by the matter.

use std::collections::BTreeMap;

use jiff::civil::Date;
use office::calendar::{Calendar, CalendarRefusal, Calendars, Day, OFFICE, YearSheet};
use office::instant::Instant;

use crate::db::{Conn, DbError, DbResult, Row};
use crate::house::House;
use crate::i18n::{Lang, Words};
use crate::parts::{self, Choice};
use crate::rules::{DEFAULTS, Value};
use crate::{params, row, sql};

/// In this month and later, the calendar of the next year has been published.
const DUE_MONTH: i8 = 10;

/// A calendar that a centre keeps beside the office calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name in English; may be empty.
    pub name_en: String,
}

impl Named {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        if lang == Lang::BASE || self.name_en.is_empty() { &self.name } else { &self.name_en }
    }
}

/// What the calendar of a code is called.
pub fn name(words: &Words, named: &[Named], code: &str) -> String {
    if code == OFFICE {
        return words.say("calendar-office");
    }
    let found = named.iter().find(|calendar| calendar.code == code);
    found.map_or(code, |calendar| calendar.name_in(words.lang())).to_owned()
}

/// The codes of all calendars, the office calendar first.
pub fn codes(named: &[Named]) -> Vec<String> {
    std::iter::once(OFFICE)
        .chain(named.iter().map(|calendar| calendar.code.as_str()))
        .map(str::to_owned)
        .collect()
}

/// All calendars to choose from, the office calendar first.
pub fn choices(words: &Words, named: &[Named]) -> Vec<Choice> {
    codes(named).iter().map(|code| parts::choice(code, name(words, named, code))).collect()
}

fn named(r: &Row) -> DbResult<Named> {
    Ok(Named { code: r.get(0)?, name: r.get(1)?, name_en: r.get(2)? })
}

/// The calendars beside the office calendar, by code.
///
/// # Errors
/// Any database error.
pub fn list_named(conn: &mut Conn) -> DbResult<Vec<Named>> {
    conn.rows(sql!("select code, name, name_en from foundation_calendar order by code"), &[])?
        .iter()
        .map(named)
        .collect()
}

/// Whether there is a calendar of this code; it stays until the end of the transaction.
///
/// # Errors
/// Any database error.
pub fn is_known(conn: &mut Conn, code: &str) -> DbResult<bool> {
    let find = sql!("select code from foundation_calendar where code = $1 for update");
    Ok(code == OFFICE || conn.first(find, params![code])?.is_some())
}

/// Adds a calendar; says whether its code was free.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, new: &Named, now: Instant, by: &str) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into foundation_calendar (code, name, name_en, added_at, added_by)
             values ($1, $2, $3, $4, $5) on conflict do nothing"
        ),
        params![new.code, new.name, new.name_en, now, by],
    )?;
    Ok(added > 0)
}

/// Gives a calendar another name, and another one in English unless that is empty; what names it does so by its code.
/// The calendar as it was, or nothing without it.
///
/// # Errors
/// Any database error.
pub fn rename(conn: &mut Conn, code: &str, name: &str, name_en: &str) -> DbResult<Option<Named>> {
    let find = sql!("select code, name, name_en from foundation_calendar where code = $1 for update");
    let Some(before) = conn.first(find, params![code])? else { return Ok(None) };
    conn.execute(
        sql!(
            "update foundation_calendar set name = $2,
             name_en = case when $3 = '' then name_en else $3 end where code = $1"
        ),
        params![code, name, name_en],
    )?;
    named(&before).map(Some)
}

/// Takes a calendar away that nothing names, with its days and closures; says whether that was so.
///
/// # Errors
/// Any database error.
pub fn drop_unnamed(conn: &mut Conn, house: &House, code: &str) -> DbResult<bool> {
    if code == OFFICE || !is_known(conn, code)? || list_uses(conn, house)?.contains_key(code) {
        return Ok(false);
    }
    for drop in [
        sql!("delete from foundation_calendar_day where calendar = $1"),
        sql!("delete from foundation_closure where calendar = $1"),
        sql!("delete from foundation_calendar where code = $1"),
    ] {
        conn.execute(drop, params![code])?;
    }
    Ok(true)
}

/// Lists the codes of the calendars that matters of a service name, each with whether limits run on it or will.
pub type ListNamed = fn(&mut Conn) -> DbResult<Vec<(String, bool)>>;

/// For a service whose matters are all counted on the office calendar.
pub const NONE: ListNamed = |_| Ok(Vec::new());

/// The codes of the calendars that rules or matters name, each with whether limits run on it or will. The office
/// calendar always is one.
///
/// # Errors
/// Any database error.
pub fn list_uses(conn: &mut Conn, house: &House) -> DbResult<BTreeMap<String, bool>> {
    let mut uses = BTreeMap::from([(OFFICE.to_owned(), true)]);
    let rules = DEFAULTS.iter().filter(|rule| rule.value == Value::Calendar).map(|rule| rule.key.to_owned());
    let rules: Vec<String> = rules.collect();
    // The last version of a rule holds, or will.
    let rows = conn.rows(
        sql!(
            "select value, effective_from = (select max(l.effective_from) from foundation_rule l where l.key = r.key)
             from foundation_rule r where r.key = any($1)"
        ),
        params![rules],
    )?;
    let mut named =
        rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect::<DbResult<Vec<(String, bool)>>>()?;
    for service in &house.services {
        named.extend((service.calendars)(conn)?);
    }
    for (code, runs) in named {
        *uses.entry(code).or_default() |= runs;
    }
    Ok(uses)
}

/// The years that a calendar should hold on a day and does not: this one, and in autumn the next.
pub fn missing(calendar: &Calendar, today: Date) -> Vec<i16> {
    let year = today.year();
    let next = (today.month() >= DUE_MONTH).then_some(year + 1);
    let is_missing = |year: &i16| !calendar.years().any(|sheet| sheet.year() == *year);
    std::iter::once(year).chain(next).filter(is_missing).collect()
}

/// The name of a year of a calendar in the trail.
pub fn year_id(code: &str, year: i16) -> String {
    if code == OFFICE { year.to_string() } else { format!("{code}/{year}") }
}

/// Puts a year of a calendar in place of what was known of it.
///
/// # Errors
/// Any database error.
pub fn put_year(conn: &mut Conn, code: &str, sheet: &YearSheet) -> DbResult<()> {
    let year = sheet.year();
    conn.execute(
        sql!("delete from foundation_calendar_day where calendar = $1 and day >= $2 and day <= $3"),
        params![code, format!("{year:04}-01-01"), format!("{year:04}-12-31")],
    )?;
    let code = code.to_owned();
    let dates: Vec<String> = sheet.days().iter().map(|day| day.date.to_string()).collect();
    let rows: Vec<Vec<_>> =
        sheet.days().iter().zip(&dates).map(|(day, date)| row![&code, date, &day.off, &day.note]).collect();
    conn.insert_many(
        sql!("insert into foundation_calendar_day (calendar, day, off, note) values ($1, $2, $3, $4)"),
        &rows,
    )?;
    Ok(())
}

/// The whole office calendar; a day on which offices closed by decision is a day off.
///
/// # Errors
/// Any database error; also when a year is not whole, which an import never leaves behind.
pub fn load(conn: &mut Conn) -> DbResult<Calendar> {
    load_of(conn, OFFICE)
}

/// One calendar, as [`load`]; the office calendar where there is none of this code.
///
/// # Errors
/// As [`load`].
pub fn load_of(conn: &mut Conn, code: &str) -> DbResult<Calendar> {
    let is_named = list_named(conn)?.iter().any(|calendar| calendar.code == code);
    let code = if is_named { code } else { OFFICE };
    Ok(read(conn, &[code.to_owned()])?.of(code).clone())
}

/// All calendars, as [`load`].
///
/// # Errors
/// As [`load`].
pub fn load_all(conn: &mut Conn) -> DbResult<Calendars> {
    let codes = codes(&list_named(conn)?);
    read(conn, &codes)
}

fn read(conn: &mut Conn, codes: &[String]) -> DbResult<Calendars> {
    let mut closures = BTreeMap::new();
    for r in &conn.rows(
        sql!("select calendar, day, reason from foundation_closure where calendar = any($1)"),
        params![*codes],
    )? {
        closures.insert((r.get::<String>(0)?, read_day(&r.get::<String>(1)?)?), r.get::<String>(2)?);
    }
    let mut years: BTreeMap<(String, i16), Vec<Day>> = BTreeMap::new();
    for r in &conn.rows(
        sql!("select calendar, day, off, note from foundation_calendar_day where calendar = any($1)"),
        params![*codes],
    )? {
        let key = (r.get::<String>(0)?, read_day(&r.get::<String>(1)?)?);
        let day = match closures.get(&key) {
            Some(reason) => Day { date: key.1, off: true, note: reason.clone() },
            None => Day { date: key.1, off: r.get(2)?, note: r.get(3)? },
        };
        years.entry((key.0, key.1.year())).or_default().push(day);
    }
    let mut found: BTreeMap<String, Calendar> =
        codes.iter().map(|code| (code.clone(), Calendar::new())).collect();
    for ((code, _), days) in years {
        let broken = |e: CalendarRefusal| DbError::Statement(format!("the calendar {code}: {e}"));
        found.entry(code.clone()).or_default().add(YearSheet::from_days(days).map_err(broken)?);
    }
    let mut calendars = Calendars::default();
    for (code, calendar) in found {
        calendars.add(&code, calendar);
    }
    Ok(calendars)
}

fn read_day(text: &str) -> DbResult<Date> {
    text.parse().map_err(|_| DbError::Shape { column: 0, detail: "not a day".into() })
}

/// A day on which offices or schools close by decision (停班停課), as after a typhoon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Code of the calendar for which it holds.
    pub calendar: String,
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
            "select c.calendar, c.day, c.reason, c.added_at, coalesce(p.name, c.added_by)
             from foundation_closure c left join foundation_staff p on p.id = c.added_by
             order by c.day desc, case when c.calendar = 'office' then 0 else 1 end, c.calendar"
        ),
        &[],
    )?
    .iter()
    .map(|r| {
        Ok(Closure {
            calendar: r.get(0)?,
            day: read_day(&r.get::<String>(1)?)?,
            reason: r.get(2)?,
            added_at: r.get(3)?,
            added_by: r.get(4)?,
        })
    })
    .collect()
}

/// Enters a closure of a calendar; says whether the day was free.
///
/// # Errors
/// Any database error.
pub fn add_closure(
    conn: &mut Conn,
    code: &str,
    day: Date,
    reason: &str,
    now: Instant,
    by: &str,
) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into foundation_closure (calendar, day, reason, added_at, added_by)
             values ($1, $2, $3, $4, $5) on conflict do nothing"
        ),
        params![code, day.to_string(), reason, now, by],
    )?;
    Ok(added > 0)
}

/// Takes a closure of a calendar back; gives its reason if it was there.
///
/// # Errors
/// Any database error.
pub fn drop_closure(conn: &mut Conn, code: &str, day: Date) -> DbResult<Option<String>> {
    let row = conn.first(
        sql!("delete from foundation_closure where calendar = $1 and day = $2 returning reason"),
        params![code, day.to_string()],
    )?;
    row.map(|r| r.get(0)).transpose()
}
