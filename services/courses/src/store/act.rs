//! What was done at the doors of a session, act by act, and the attendance that comes out of it.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use office::instant::Instant;

use crate::model::Status;
use crate::rules::day::Stay;
use crate::rules::presence::{Act, Title, What};

/// An act with what is kept of it besides what decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// What decides.
    pub act: Act,
    /// The seat.
    pub seat_id: String,
    /// `code`, `list`, `walk-in` or `corrected`.
    pub way: String,
    /// `office` or `door`.
    pub door: String,
    /// When, as the device's own clock said.
    pub device_at: Option<Instant>,
    /// Staff id, or `door:LABEL`.
    pub noted_by: String,
    /// When the centre learned of it.
    pub received_at: Instant,
}

/// A seat as far as it entitles somebody to come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    /// The seat.
    pub seat_id: String,
    /// Its registration.
    pub registration_id: String,
    /// Its number in the party.
    pub number: i64,
    /// The person's name.
    pub name: String,
    /// What entitles the person.
    pub title: Title,
}

const CAME: &str = "came";
const LEFT: &str = "left";
const SET: &str = "set";
const UNDO: &str = "undo";

fn code(what: What) -> &'static str {
    match what {
        What::Came => CAME,
        What::Left => LEFT,
        What::Set { .. } => SET,
        What::Undo => UNDO,
    }
}

fn noted(r: &Row) -> DbResult<Noted> {
    let what = match r.get::<String>(2)?.as_str() {
        CAME => What::Came,
        LEFT => What::Left,
        SET => What::Set { in_at: r.get(4)?, out_at: r.get(5)? },
        _ => What::Undo,
    };
    let act = Act {
        id: r.get(0)?,
        at: r.get(3)?,
        device: r.get(7)?,
        sequence: r.get(8)?,
        what,
        undoes: r.get(6)?,
        held: r.get(9)?,
    };
    Ok(Noted {
        act,
        seat_id: r.get(1)?,
        way: r.get(10)?,
        door: r.get(11)?,
        device_at: r.get(12)?,
        noted_by: r.get(13)?,
        received_at: r.get(14)?,
    })
}

/// Lets one at a time work on the attendance of a session, until the end of the transaction.
///
/// # Errors
/// Any database error.
pub fn lock_session(conn: &mut Conn, session_id: &str) -> DbResult<()> {
    conn.first(sql!("select id from courses_session where id = $1 for update"), params![session_id])?;
    Ok(())
}

/// Makes acts of attendance of these seats that no act tells of: it is from before acts were kept.
///
/// # Errors
/// Any database error.
pub fn adopt(conn: &mut Conn, session_id: &str, seats: &[String]) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_act (id, session_id, seat_id, what, at, way, device, sequence, noted_by,
                    received_at, held)
             select 'in:' || a.session_id || ':' || a.seat_id, a.session_id, a.seat_id, 'came', a.in_at, a.way,
                    a.device, 0, a.noted_by, a.in_at, false
             from courses_attendance a where a.session_id = $1 and a.seat_id = any($2) and not exists
             (select 1 from courses_act t where t.session_id = a.session_id and t.seat_id = a.seat_id)"
        ),
        params![session_id, *seats],
    )?;
    conn.execute(
        sql!(
            "insert into courses_act (id, session_id, seat_id, what, at, way, device, sequence, noted_by,
                    received_at, held)
             select 'out:' || a.session_id || ':' || a.seat_id, a.session_id, a.seat_id, 'left', a.out_at, a.way,
                    a.device, 1, a.noted_by, a.out_at, false
             from courses_attendance a join courses_act f
                  on f.id = 'in:' || a.session_id || ':' || a.seat_id
             where a.session_id = $1 and a.seat_id = any($2) and a.out_at is not null and not exists
             (select 1 from courses_act t where t.session_id = a.session_id and t.seat_id = a.seat_id
                     and t.id <> f.id)"
        ),
        params![session_id, *seats],
    )?;
    Ok(())
}

/// Adds acts; none of them may be there yet.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, session_id: &str, acts: &[Noted]) -> DbResult<()> {
    let times =
        |what: What| if let What::Set { in_at, out_at } = what { (in_at, out_at) } else { (None, None) };
    let codes: Vec<_> = acts.iter().map(|n| (code(n.act.what), times(n.act.what))).collect();
    let rows: Vec<Vec<_>> = acts
        .iter()
        .zip(&codes)
        .map(|(n, (what, (in_at, out_at)))| {
            let a = &n.act;
            row![
                &a.id,
                session_id,
                &n.seat_id,
                *what,
                &a.at,
                in_at,
                out_at,
                &a.undoes,
                &n.way,
                &n.door,
                &a.device,
                &a.sequence,
                &n.device_at,
                &n.noted_by,
                &n.received_at,
                &a.held
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_act (id, session_id, seat_id, what, at, in_at, out_at, undoes, way, device,
                    device_id, sequence, device_at, noted_by, received_at, held)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The seat of an act.
///
/// # Errors
/// Any database error.
pub fn find_seat(conn: &mut Conn, id: &str) -> DbResult<Option<String>> {
    conn.first(sql!("select seat_id from courses_act where id = $1"), params![id])?
        .map(|r| r.get(0))
        .transpose()
}

/// Which of these ids acts have already, of whatever session.
///
/// # Errors
/// Any database error.
pub fn list_known(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<String>> {
    conn.rows(sql!("select id from courses_act where id = any($1)"), params![*ids])?
        .iter()
        .map(|r| r.get(0))
        .collect()
}

/// The acts about these seats at a session.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, session_id: &str, seats: &[String]) -> DbResult<Vec<Noted>> {
    conn.rows(
        sql!(
            "select id, seat_id, what, at, in_at, out_at, undoes, device_id, sequence, held, way, device,
                    device_at, noted_by, received_at
             from courses_act where session_id = $1 and seat_id = any($2) order by seat_id, at, id"
        ),
        params![session_id, *seats],
    )?
    .iter()
    .map(noted)
    .collect()
}

/// Seats at a session of which a device without a network told.
///
/// # Errors
/// Any database error.
pub fn list_told_by_devices(conn: &mut Conn, session_id: &str) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select distinct seat_id from courses_act where session_id = $1 and device_id is not null
             order by seat_id limit 5000"
        ),
        params![session_id],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// What entitles the persons of these seats of a course.
///
/// # Errors
/// Any database error.
pub fn list_seated(conn: &mut Conn, course_id: &str, seats: &[String]) -> DbResult<Vec<Seated>> {
    conn.rows(
        sql!(
            "select s.id, s.registration_id, s.number, s.name, r.status, s.cancelled_at, r.ended_at, r.confirmed_at
             from courses_seat s join courses_registration r on r.id = s.registration_id
             where s.course_id = $1 and s.id = any($2) order by s.id"
        ),
        params![course_id, *seats],
    )?
    .iter()
    .map(|r| {
        let status: Status = r.get(4)?;
        let ended: Option<Instant> = r.get(6)?;
        let cancelled = r.get::<Option<Instant>>(5)?.or(ended.filter(|_| !status.is_live()));
        // What was never given cannot be cancelled: such a seat entitles to nothing from the start.
        let had_seat = status == Status::Confirmed || r.get::<Option<Instant>>(7)?.is_some();
        Ok(Seated {
            seat_id: r.get(0)?,
            registration_id: r.get(1)?,
            number: r.get(2)?,
            name: r.get(3)?,
            title: Title { status, cancelled_at: cancelled.filter(|_| had_seat) },
        })
    })
    .collect()
}

/// Attendance as it comes out of the acts: the entry that counts, and when the person was there.
pub type Present<'a> = (&'a Noted, Stay);

/// Replaces the attendance of these seats at a session.
///
/// # Errors
/// Any database error.
pub fn change_attendance(
    conn: &mut Conn,
    session_id: &str,
    seats: &[String],
    present: &[Present<'_>],
) -> DbResult<()> {
    conn.execute(
        sql!("delete from courses_attendance where session_id = $1 and seat_id = any($2)"),
        params![session_id, *seats],
    )?;
    let rows: Vec<Vec<_>> = present
        .iter()
        .map(|(n, stay)| {
            let Stay { in_at, out_at, away_seconds } = stay;
            row![session_id, &n.seat_id, in_at, out_at, &n.way, &n.door, &n.noted_by, away_seconds]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_attendance (session_id, seat_id, in_at, out_at, way, device, noted_by, away_seconds)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &rows,
    )?;
    Ok(())
}
