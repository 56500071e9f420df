//! Hours reported to the records of civil servants and teachers: who is due what, the file, and the
//! purge of identity numbers (D-4).

use std::collections::HashMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use foundation::keys::Keys;
use foundation::sealed;
use foundation::sheet::Cell;
use foundation::trail::{self, Actor, Entry};
use office::instant::Instant;
use office::roc_date;

use super::record::Record as Course;
use crate::rules::hours::{Change, Column, Entitled, Field, Record};
use crate::store::hours::{self as store, Claim, Line};
use crate::words::hours as tenths;

/// The setting with the days after a course for which identity numbers are kept.
pub const KEEP_DAYS: &str = "courses.id_number_days";
/// The setting with the columns of the file for civil servants.
pub const CIVIL_SERVANT_COLUMNS: &str = "courses.civil_servant_columns";
/// The setting with the columns of the file for teachers.
pub const TEACHER_COLUMNS: &str = "courses.teacher_columns";
/// Columns as they are until the centre sets what the receiving system asks for.
pub const COLUMNS: &str = "身分證字號=id_number,姓名=name,課程名稱=course,開始日期=begins_on,結束日期=ends_on,時數=hours,辦理單位=centre,異動=change";

/// How much of its signature a mark of a number is.
const MARK_CHARS: usize = 16;

/// The columns of a record in this centre.
pub fn columns(centre: &Centre, record: Record) -> Vec<Column> {
    let setting = match record {
        Record::CivilServant => CIVIL_SERVANT_COLUMNS,
        Record::Teacher => TEACHER_COLUMNS,
    };
    crate::rules::hours::columns(&centre.setting(setting))
}

/// What everybody who gave a number is due: the hours of the course for whoever attended enough of it,
/// by the rate that certificates ask for, and nothing before the course is over.
pub fn entitled(
    centre: &Centre,
    course: &Course,
    claims: &[Claim],
    record: Record,
    now: Instant,
) -> Vec<Entitled> {
    let percent = course.percent(centre).max(1);
    let of = |claim: &Claim| {
        let guest = course.guests.iter().find(|g| g.seat_id == claim.seat_id)?;
        let attended = course.attended(&guest.seat_id, now);
        let due = crate::rules::attendance::certificate(&course.sessions, &attended, percent, now).is_ok();
        let hours = if due { record.hours(&course.course) } else { 0 };
        let (mark, masked) = (claim.mark.clone(), claim.masked.clone());
        Some(Entitled { seat_id: guest.seat_id.clone(), name: guest.name.clone(), hours, mark, masked })
    };
    claims.iter().filter_map(of).collect()
}

/// What tells an identity number from another one: it is the same for the same number, and tells nothing of it.
pub fn mark(keys: &Keys, number: &str) -> String {
    keys.sign("hours number", number).chars().take(MARK_CHARS).collect()
}

/// The lines of a report that is made now. Each has its number sealed for itself, so that a report never
/// changes: a withdrawn one that it was reported with, any other one that the person has given.
///
/// # Errors
/// Any database error.
pub fn lines(
    conn: &mut Conn,
    centre: &Centre,
    (report_id, record): (&str, Record),
    (claims, reported): (&[Claim], &HashMap<String, Line>),
    due: &[(Entitled, Change)],
) -> DbResult<Vec<Line>> {
    let now = centre.clock.now();
    let mut lines = Vec::with_capacity(due.len());
    for (entitled, change) in due {
        let seat_id = entitled.seat_id.as_str();
        let claim = claims.iter().find(|c| c.seat_id == seat_id);
        let given = claim.map(|c| (store::place(seat_id, record), c.sealed.as_deref()));
        let from = match change {
            // Lines of reports made before each had its number sealed have none of their own.
            Change::Withdrawn => {
                let own = reported.get(seat_id).filter(|line| line.sealed.is_some());
                own.map(|line| (line.place(), line.sealed.as_deref())).or(given)
            }
            Change::New | Change::Corrected => given,
        };
        let number = match from {
            Some((place, Some(text))) => sealed::open(conn, &centre.keys, &place, text)?,
            _ => None,
        };
        let place = store::line_place(report_id, seat_id, *change);
        let sealed = match number {
            Some(number) => Some(sealed::seal(conn, &centre.keys, &centre.chance, &place, &number, now)?),
            None => None,
        };
        let report_id = report_id.to_owned();
        lines.push(Line { report_id, entitled: entitled.clone(), change: *change, sealed });
    }
    Ok(lines)
}

/// A row of the file. The number is opened here for it; once purged, its column is empty.
///
/// # Errors
/// Any database error.
pub fn row(
    conn: &mut Conn,
    centre: &Centre,
    course: &crate::model::Course,
    columns: &[Column],
    line: &Line,
) -> DbResult<Vec<Cell>> {
    let number = match line.sealed.as_deref() {
        Some(text) => sealed::open(conn, &centre.keys, &line.place(), text)?.unwrap_or_default(),
        None => String::new(),
    };
    let (line, change) = (&line.entitled, line.change);
    let words = centre.words(foundation::i18n::Lang::BASE);
    let cell = |column: &Column| match column.field {
        Field::IdNumber => Cell::from(number.as_str()),
        Field::Name => Cell::from(line.name.as_str()),
        Field::Course => Cell::from(course.title.as_str()),
        Field::Begins => Cell::from(roc_date::compact(course.starts_at.date())),
        Field::Ends => Cell::from(roc_date::compact(course.ends_at.date())),
        Field::Hours => Cell::from(tenths(line.hours)),
        Field::Change => Cell::from(words.say(change_key(change))),
        Field::Centre => Cell::from(centre.name.as_str()),
    };
    Ok(columns.iter().map(cell).collect())
}

/// The words of a change.
pub fn change_key(change: Change) -> &'static str {
    match change {
        Change::New => "hours-change-new",
        Change::Corrected => "hours-change-corrected",
        Change::Withdrawn => "hours-change-withdrawn",
    }
}

/// The words of a record.
pub fn record_key(record: Record) -> &'static str {
    match record {
        Record::CivilServant => "hours-civil-servant",
        Record::Teacher => "hours-teacher",
    }
}

/// The job `courses.purge_id_numbers`, every day: numbers that have had their time are destroyed with
/// their keys.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn purge(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let before = now.plus_seconds(-centre.number(KEEP_DAYS) * 24 * 3600);
    let id = centre.chance.id(now);
    let write = move |conn: &mut Conn| {
        let due = store::list_to_purge(conn, before)?;
        for (seat_id, record, _) in &due {
            sealed::destroy(conn, &store::place(seat_id, *record))?;
            store::purge(conn, seat_id, *record, now)?;
        }
        let lines = store::list_lines_to_purge(conn, before)?;
        for line in &lines {
            destroy_line(conn, line)?;
        }
        if due.is_empty() && lines.is_empty() {
            return Ok(());
        }
        let after = Some(serde_json::json!({ "numbers": due.len() + lines.len() }).to_string());
        let entry = Entry { after, ..Entry::new("courses_hours_claim", "all", "id-numbers-purged") };
        trail::add(conn, std::slice::from_ref(&id), now, &Actor::system(), &[entry])
    };
    Ok(centre.db.write(write).await?)
}

/// Destroys the number of a reported line.
///
/// # Errors
/// Any database error.
pub fn destroy_line(conn: &mut Conn, line: &Line) -> DbResult<()> {
    sealed::destroy(conn, &line.place())?;
    store::purge_line(conn, line)
}
