//! Planning: seats, sessions, set-asides and copies of a course, as written by staff.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::model::{Session, SetAsideOf};

/// The ledger as staff see it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seats {
    /// Seats of the room.
    pub capacity: i64,
    /// Persons that may wait.
    pub waiting_max: i64,
    /// Seats given or held by an offer.
    pub taken: i64,
    /// Persons in line.
    pub waiting: i64,
    /// Persons whose registration awaits approval.
    pub pending: i64,
    /// Seats kept back now and not given.
    pub kept: i64,
    /// Persons confirmed.
    pub confirmed: i64,
    /// Persons with an offer that is held.
    pub offered: i64,
}

impl Seats {
    /// Seats anyone may have now; negative when staff went over the limit.
    pub fn left(&self) -> i64 {
        self.capacity - self.taken - self.kept
    }
}

/// The ledger of a course as staff see it.
///
/// # Errors
/// Any database error.
pub fn find_seats(conn: &mut Conn, course_id: &str, now: Instant) -> DbResult<Seats> {
    let row = conn.first(
        sql!(
            "select l.capacity, l.waiting_max, l.taken, l.waiting, l.pending,
                    cast(coalesce((select sum(a.seats - a.used) from courses_set_aside a
                                   where a.course_id = l.course_id and a.until_at > $2), 0) as bigint),
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = l.course_id and r.status = 'confirmed'), 0) as bigint),
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = l.course_id and r.status = 'offered'), 0) as bigint)
             from courses_ledger l where l.course_id = $1"
        ),
        params![course_id, now],
    )?;
    row.map_or(Ok(Seats::default()), |r| {
        Ok(Seats {
            capacity: r.get(0)?,
            waiting_max: r.get(1)?,
            taken: r.get(2)?,
            waiting: r.get(3)?,
            pending: r.get(4)?,
            kept: r.get(5)?,
            confirmed: r.get(6)?,
            offered: r.get(7)?,
        })
    })
}

/// Changes the room and the length of the line; the ledger must be locked by this transaction.
///
/// # Errors
/// Any database error.
pub fn change_seats(conn: &mut Conn, course_id: &str, capacity: i64, waiting_max: i64) -> DbResult<()> {
    conn.execute(
        sql!("update courses_ledger set capacity = $2, waiting_max = $3 where course_id = $1"),
        params![course_id, capacity, waiting_max],
    )?;
    Ok(())
}

/// Registrations of a course that still have or await seats: those who are told of a change.
///
/// # Errors
/// Any database error.
pub fn list_live(conn: &mut Conn, course_id: &str) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from courses_registration
             where course_id = $1 and status in ('pending', 'entered', 'waitlisted', 'offered', 'confirmed') order by number"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// How many registrations there ever were: answers may hang on the form.
///
/// # Errors
/// Any database error.
pub fn count_registrations(conn: &mut Conn, course_id: &str) -> DbResult<i64> {
    conn.first(sql!("select count(*) from courses_registration where course_id = $1"), params![course_id])?
        .map_or(Ok(0), |r| r.get(0))
}

/// Whether a course with this title begins at this moment: an import that was sent twice.
///
/// # Errors
/// Any database error.
pub fn is_known(conn: &mut Conn, title: &str, starts_at: Instant, place: &str) -> DbResult<bool> {
    let found = conn.first(
        sql!("select id from courses_course where title = $1 and starts_at = $2 and place = $3"),
        params![title, starts_at, place],
    )?;
    Ok(found.is_some())
}

/// Adds a session.
///
/// # Errors
/// Any database error.
pub fn add_session(conn: &mut Conn, course_id: &str, s: &Session) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_session (id, course_id, number, starts_at, ends_at, topic, revision, cancelled, topic_en)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        params![
            s.id,
            course_id,
            s.number,
            s.starts_at,
            s.ends_at,
            s.topic,
            s.revision,
            s.cancelled,
            s.topic_en
        ],
    )?;
    Ok(())
}

/// Writes a changed session over the old one.
///
/// # Errors
/// Any database error.
pub fn change_session(conn: &mut Conn, s: &Session) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_session set number = $2, starts_at = $3, ends_at = $4, topic = $5, revision = $6,
             cancelled = $7, topic_en = $8 where id = $1"
        ),
        params![s.id, s.number, s.starts_at, s.ends_at, s.topic, s.revision, s.cancelled, s.topic_en],
    )?;
    Ok(())
}

/// Raises the revision of every session of a course: calendars that have it learn of a change.
///
/// # Errors
/// Any database error.
pub fn raise_revisions(conn: &mut Conn, course_id: &str) -> DbResult<()> {
    conn.execute(
        sql!("update courses_session set revision = revision + 1 where course_id = $1"),
        params![course_id],
    )?;
    Ok(())
}

/// The set-asides of a course, those that fell back too.
///
/// # Errors
/// Any database error.
pub fn list_set_asides(conn: &mut Conn, course_id: &str) -> DbResult<Vec<SetAsideOf>> {
    conn.rows(
        sql!(
            "select id, label, seats, used, until_at, label_en from courses_set_aside where course_id = $1
             order by until_at, id"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| {
        Ok(SetAsideOf {
            id: r.get(0)?,
            label: r.get(1)?,
            seats: r.get(2)?,
            used: r.get(3)?,
            until_at: r.get(4)?,
            label_en: r.get(5)?,
        })
    })
    .collect()
}

/// Keeps seats back; the ledger must be locked by this transaction.
///
/// # Errors
/// Any database error.
pub fn add_set_aside(conn: &mut Conn, course_id: &str, aside: &SetAsideOf) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_set_aside (id, course_id, label, seats, used, until_at, label_en)
             values ($1, $2, $3, $4, $5, $6, $7)"
        ),
        params![aside.id, course_id, aside.label, aside.seats, aside.used, aside.until_at, aside.label_en],
    )?;
    Ok(())
}

/// Ends at this moment what is kept back, or opens as a pool, for longer than until a course begins; says how
/// many there were. The ledger must be locked by this transaction.
///
/// # Errors
/// Any database error.
pub fn shorten_set_asides(
    conn: &mut Conn,
    course_id: &str,
    starts_at: Instant,
    until_at: Instant,
) -> DbResult<u64> {
    conn.execute(
        sql!(
            "update courses_pool set opens_at = $3 where course_id = $1 and opens_at > $3 and set_aside_id in
             (select id from courses_set_aside where course_id = $1 and until_at > $2)"
        ),
        params![course_id, starts_at, until_at],
    )?;
    conn.execute(
        sql!("update courses_set_aside set until_at = $3 where course_id = $1 and until_at > $2"),
        params![course_id, starts_at, until_at],
    )
}

/// Gives back what is not used of a set-aside, and what its parties give up from now on; the ledger must be locked by this transaction.
///
/// # Errors
/// Any database error.
pub fn release_set_aside(conn: &mut Conn, course_id: &str, id: &str, now: Instant) -> DbResult<u64> {
    conn.execute(
        sql!(
            "update courses_set_aside set seats = used, until_at = $3
             where course_id = $1 and id = $2 and seats > used"
        ),
        params![course_id, id, now],
    )
}

/// Notes which series a course belongs to.
///
/// # Errors
/// Any database error.
pub fn change_series(conn: &mut Conn, course_id: &str, series_id: &str) -> DbResult<()> {
    conn.execute(
        sql!("update courses_course set series_id = $2 where id = $1"),
        params![course_id, series_id],
    )?;
    Ok(())
}

/// A course in a choice of courses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Word in its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Start.
    pub starts_at: Instant,
    /// Where it stands.
    pub status: crate::model::CourseStatus,
    /// Opening of its registration.
    pub opens_at: Instant,
    /// Title in English; empty when there is none.
    pub title_en: String,
}

fn named(r: &Row) -> DbResult<Named> {
    Ok(Named {
        id: r.get(0)?,
        slug: r.get(1)?,
        title: r.get(2)?,
        starts_at: r.get(3)?,
        status: r.get(4)?,
        opens_at: r.get(5)?,
        title_en: r.get(6)?,
    })
}

/// The courses of a series, in order of time.
///
/// # Errors
/// Any database error.
pub fn list_series(conn: &mut Conn, series_id: &str) -> DbResult<Vec<Named>> {
    conn.rows(
        sql!(
            "select id, slug, title, starts_at, status, opens_at, title_en from courses_course where series_id = $1
             order by starts_at, id limit 200"
        ),
        params![series_id],
    )?
    .iter()
    .map(named)
    .collect()
}

/// Announced courses that begin later and can take over who registered: of the same series first.
///
/// # Errors
/// Any database error.
pub fn list_next_runs(conn: &mut Conn, course: &crate::model::Course, now: Instant) -> DbResult<Vec<Named>> {
    let series = course.series_id.clone().unwrap_or_default();
    conn.rows(
        sql!(
            "select id, slug, title, starts_at, status, opens_at, title_en from courses_course
             where status = 'published' and secret is null and starts_at > $1 and id <> $2
               and (series_id = $3 or category = $4)
             order by case when series_id = $3 then 0 else 1 end, starts_at, id limit 20"
        ),
        params![now, course.id, series, course.category],
    )?
    .iter()
    .map(named)
    .collect()
}

/// Which of these days are days off by the office calendar, and why; weekends without a reason are
/// left out, for courses are often held then.
///
/// # Errors
/// Any database error.
pub fn list_days_off(conn: &mut Conn, days: &[Date]) -> DbResult<Vec<(Date, String)>> {
    let days: Vec<String> = days.iter().map(Date::to_string).collect();
    conn.rows(
        sql!(
            "select day, note from foundation_calendar_day
             where calendar = 'office' and day = any($1) and off order by day"
        ),
        params![days],
    )?
    .iter()
    .map(|r| Ok((r.get::<Date>(0)?, r.get::<String>(1)?)))
    .filter(|found: &DbResult<(Date, String)>| match found {
        Ok((day, note)) => {
            let weekend =
                matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
            !note.is_empty() || !weekend
        }
        Err(_) => true,
    })
    .collect()
}
