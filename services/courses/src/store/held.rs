//! Walk-ins that a device let in and the desk could not register: they are kept until staff decide, with
//! what the device told of them afterwards.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

/// What one device may leave to be decided.
const PER_DEVICE_MAX: i64 = 50;
/// What may be told of the persons of one walk-in afterwards.
const PER_WALK_IN_MAX: i64 = 40;

/// What the rows of a session are shown at most.
const AT_MOST: i64 = 200;

/// An act that is held: a walk-in, or one about somebody of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Id of the act.
    pub act_id: String,
    /// Id of the act of the walk-in; its own when it is the walk-in.
    pub walk_in: String,
    /// The course.
    pub course_id: String,
    /// The session.
    pub session_id: String,
    /// The device.
    pub device_id: String,
    /// Its number on the device.
    pub sequence: i64,
    /// As the device tells it: `walk-in`, `came`, `left`, `undo`.
    pub what: String,
    /// The number in the party that it is about; empty for the walk-in.
    pub seat: String,
    /// The act that is taken back.
    pub undoes: Option<String>,
    /// The fields of the form for walk-ins, as JSON; empty once it was decided.
    pub fields: String,
    /// When, by the centre's clock.
    pub at: Instant,
    /// When, by the device's own clock.
    pub device_at: Instant,
    /// When the centre learned of it.
    pub received_at: Instant,
    /// Why it is held, in a word.
    pub why: String,
    /// When staff decided.
    pub decided_at: Option<Instant>,
}

/// What became of an act that was to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is held now.
    New,
    /// It was told before.
    Before,
    /// It is about a walk-in that staff decided on meanwhile.
    Decided,
    /// The device has left too many already.
    TooMany,
}

fn held(r: &Row) -> DbResult<Held> {
    Ok(Held {
        act_id: r.get(0)?,
        walk_in: r.get(1)?,
        course_id: r.get(2)?,
        session_id: r.get(3)?,
        device_id: r.get(4)?,
        sequence: r.get(5)?,
        what: r.get(6)?,
        seat: r.get(7)?,
        undoes: r.get(8)?,
        fields: r.get(9)?,
        at: r.get(10)?,
        device_at: r.get(11)?,
        received_at: r.get(12)?,
        why: r.get(13)?,
        decided_at: r.get(14)?,
    })
}

impl Held {
    /// Whether staff can decide on it: nobody has, and what was typed is not blanked yet.
    pub fn is_open(&self) -> bool {
        self.decided_at.is_none() && !self.fields.is_empty()
    }
}

/// Whether there is room for one more act: a device leaves so many walk-ins that nobody decided on, and each
/// of them has so much told of it.
fn has_room(conn: &mut Conn, h: &Held) -> DbResult<bool> {
    let row = conn.first(
        sql!(
            "select (select count(*) from courses_held_walk_in
                     where device_id = $1 and act_id = walk_in and decided_at is null),
                    (select count(*) from courses_held_walk_in where walk_in = $2 and act_id <> walk_in)"
        ),
        params![h.device_id, h.walk_in],
    )?;
    let Some(row) = row else { return Ok(true) };
    let is_walk_in = h.act_id == h.walk_in;
    Ok(if is_walk_in { row.get::<i64>(0)? < PER_DEVICE_MAX } else { row.get::<i64>(1)? < PER_WALK_IN_MAX })
}

/// Holds an act; the rows of its session and its device must be locked.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, h: &Held) -> DbResult<Kept> {
    if find(conn, &h.act_id)?.is_some() {
        return Ok(Kept::Before);
    }
    if h.act_id != h.walk_in {
        match find(conn, &h.walk_in)? {
            Some(walk_in) if walk_in.decided_at.is_some() => return Ok(Kept::Decided),
            Some(_) => {}
            None => return Ok(Kept::TooMany),
        }
    }
    if !has_room(conn, h)? {
        return Ok(Kept::TooMany);
    }
    let added = conn.execute(
        sql!(
            "insert into courses_held_walk_in (act_id, walk_in, course_id, session_id, device_id, sequence, what,
                    seat, undoes, fields, at, device_at, received_at, why)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing"
        ),
        params![
            h.act_id,
            h.walk_in,
            h.course_id,
            h.session_id,
            h.device_id,
            h.sequence,
            h.what,
            h.seat,
            h.undoes,
            h.fields,
            h.at,
            h.device_at,
            h.received_at,
            h.why
        ],
    )?;
    Ok(if added > 0 { Kept::New } else { Kept::Before })
}

/// One held act.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, act_id: &str) -> DbResult<Option<Held>> {
    conn.first(
        sql!(
            "select act_id, walk_in, course_id, session_id, device_id, sequence, what, seat, undoes, fields, at,
                    device_at, received_at, why, decided_at
             from courses_held_walk_in where act_id = $1"
        ),
        params![act_id],
    )?
    .as_ref()
    .map(held)
    .transpose()
}

/// The walk-ins of a session that nobody has decided on, the first one first; without what was blanked in time.
///
/// # Errors
/// Any database error.
pub fn list_open(conn: &mut Conn, session_id: &str) -> DbResult<Vec<Held>> {
    conn.rows(
        sql!(
            "select act_id, walk_in, course_id, session_id, device_id, sequence, what, seat, undoes, fields, at,
                    device_at, received_at, why, decided_at
             from courses_held_walk_in
             where session_id = $1 and what = 'walk-in' and decided_at is null and fields <> ''
             order by at, act_id limit $2"
        ),
        params![session_id, AT_MOST],
    )?
    .iter()
    .map(held)
    .collect()
}

/// How many walk-ins of a session nobody has decided on; what was blanked in time waits for nobody.
///
/// # Errors
/// Any database error.
pub fn count_open(conn: &mut Conn, session_id: &str) -> DbResult<i64> {
    let row = conn.first(
        sql!(
            "select count(*) from courses_held_walk_in
             where session_id = $1 and what = 'walk-in' and decided_at is null and fields <> ''"
        ),
        params![session_id],
    )?;
    row.map_or(Ok(0), |r| r.get(0))
}

/// What a device told of the persons of a held walk-in afterwards, in its order.
///
/// # Errors
/// Any database error.
pub fn list_after(conn: &mut Conn, walk_in: &str) -> DbResult<Vec<Held>> {
    conn.rows(
        sql!(
            "select act_id, walk_in, course_id, session_id, device_id, sequence, what, seat, undoes, fields, at,
                    device_at, received_at, why, decided_at
             from courses_held_walk_in where walk_in = $1 and what <> 'walk-in' order by sequence, act_id"
        ),
        params![walk_in],
    )?
    .iter()
    .map(held)
    .collect()
}

/// Notes what staff decided and blanks what was typed.
///
/// # Errors
/// Any database error.
pub fn decide(conn: &mut Conn, walk_in: &str, outcome: &str, (by, now): (&str, Instant)) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_held_walk_in set fields = '', decided_at = $2, decided_by = $3, outcome = $4
             where walk_in = $1 and decided_at is null"
        ),
        params![walk_in, now, by, outcome],
    )?;
    Ok(())
}

/// Blanks what was typed of the walk-ins of a course that nobody decided on.
///
/// # Errors
/// Any database error.
pub fn erase(conn: &mut Conn, course_id: &str) -> DbResult<()> {
    conn.execute(
        sql!("update courses_held_walk_in set fields = '' where course_id = $1 and fields <> ''"),
        params![course_id],
    )?;
    Ok(())
}
