//! Hours reported to the records of civil servants and teachers: who is due what, the file, and the
//! purge of identity numbers (D-4).

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use foundation::sealed;
use foundation::sheet::Cell;
use foundation::trail::{self, Actor, Entry};
use office::instant::Instant;
use office::roc_date;

use super::record::Record as Course;
use crate::rules::hours::{Change, Column, Entitled, Field, Record};
use crate::store::hours::{self as store, Claim};
use crate::words::hours as tenths;

/// The setting with the days after a course for which identity numbers are kept.
pub const KEEP_DAYS: &str = "courses.id_number_days";
/// The setting with the columns of the file for civil servants.
pub const CIVIL_SERVANT_COLUMNS: &str = "courses.civil_servant_columns";
/// The setting with the columns of the file for teachers.
pub const TEACHER_COLUMNS: &str = "courses.teacher_columns";
/// Columns as they are until the centre sets what the receiving system asks for.
pub const COLUMNS: &str = "身分證字號=id_number,姓名=name,課程名稱=course,開始日期=begins_on,結束日期=ends_on,時數=hours,辦理單位=centre,異動=change";

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
        Some(Entitled { seat_id: guest.seat_id.clone(), name: guest.name.clone(), hours })
    };
    claims.iter().filter_map(of).collect()
}

/// A row of the file. The number is opened here and nowhere else; once purged, its column is empty.
///
/// # Errors
/// Any database error.
pub fn row(
    conn: &mut Conn,
    centre: &Centre,
    course: &crate::model::Course,
    columns: &[Column],
    record: Record,
    (line, change, claim): (&Entitled, Change, Option<&Claim>),
) -> DbResult<Vec<Cell>> {
    let place = store::place(&line.seat_id, record);
    let number = match claim.and_then(|c| c.sealed.as_deref()) {
        Some(text) => sealed::open(conn, &centre.keys, &place, text)?.unwrap_or_default(),
        None => String::new(),
    };
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
        if due.is_empty() {
            return Ok(());
        }
        let after = Some(serde_json::json!({ "numbers": due.len() }).to_string());
        let entry = Entry { after, ..Entry::new("courses_hours_claim", "all", "id-numbers-purged") };
        trail::add(conn, std::slice::from_ref(&id), now, &Actor::system(), &[entry])
    };
    Ok(centre.db.write(write).await?)
}
