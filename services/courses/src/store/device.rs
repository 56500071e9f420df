//! Devices that hold the list of a session, to check people in without a network (R45, R52).

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

/// A device with a list; its secret is never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Id.
    pub id: String,
    /// Hash of its secret.
    pub secret_hash: String,
    /// The course.
    pub course_id: String,
    /// The session.
    pub session_id: String,
    /// Hash of the door link the list was taken with.
    pub door_hash: Option<String>,
    /// The member of staff who took the list.
    pub staff_id: Option<String>,
    /// Who keeps it, in words.
    pub label: String,
    /// When the list was taken.
    pub taken_at: Instant,
    /// When the list ends.
    pub expires_at: Instant,
    /// When the device was heard of last.
    pub seen_at: Instant,
    /// When its keeper was done and the list was dropped.
    pub done_at: Option<Instant>,
    /// When staff ended it.
    pub ended_at: Option<Instant>,
}

fn device(r: &Row) -> DbResult<Device> {
    Ok(Device {
        id: r.get(0)?,
        secret_hash: r.get(1)?,
        course_id: r.get(2)?,
        session_id: r.get(3)?,
        door_hash: r.get(4)?,
        staff_id: r.get(5)?,
        label: r.get(6)?,
        taken_at: r.get(7)?,
        expires_at: r.get(8)?,
        seen_at: r.get(9)?,
        done_at: r.get(10)?,
        ended_at: r.get(11)?,
    })
}

/// Adds a device.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, d: &Device) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_device (id, secret_hash, course_id, session_id, door_hash, staff_id, label,
                    taken_at, expires_at, seen_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        params![
            d.id,
            d.secret_hash,
            d.course_id,
            d.session_id,
            d.door_hash,
            d.staff_id,
            d.label,
            d.taken_at,
            d.expires_at,
            d.seen_at
        ],
    )?;
    Ok(())
}

/// Lists that were taken with a door link and are out still; the link is locked, so that two who take one at
/// once are counted one after the other.
///
/// # Errors
/// Any database error.
pub fn count_out(conn: &mut Conn, door_hash: &str, now: Instant) -> DbResult<i64> {
    conn.first(
        sql!("select token_hash from courses_door where token_hash = $1 for update"),
        params![door_hash],
    )?;
    let row = conn.first(
        sql!(
            "select count(*) from courses_device
             where door_hash = $1 and done_at is null and ended_at is null and expires_at > $2"
        ),
        params![door_hash, now],
    )?;
    row.map_or(Ok(0), |r| r.get(0))
}

/// The device with this id and secret.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str, secret_hash: &str) -> DbResult<Option<Device>> {
    conn.first(
        sql!(
            "select id, secret_hash, course_id, session_id, door_hash, staff_id, label, taken_at, expires_at,
                    seen_at, done_at, ended_at
             from courses_device where id = $1 and secret_hash = $2"
        ),
        params![id, secret_hash],
    )?
    .as_ref()
    .map(device)
    .transpose()
}

/// The devices of a course, newest first.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Device>> {
    conn.rows(
        sql!(
            "select id, secret_hash, course_id, session_id, door_hash, staff_id, label, taken_at, expires_at,
                    seen_at, done_at, ended_at
             from courses_device where course_id = $1 order by taken_at desc, id limit 200"
        ),
        params![course_id],
    )?
    .iter()
    .map(device)
    .collect()
}

/// Notes that a device was heard of, and whether its keeper is done.
///
/// # Errors
/// Any database error.
pub fn touch(conn: &mut Conn, id: &str, now: Instant, is_done: bool) -> DbResult<()> {
    let done_at = is_done.then_some(now);
    conn.execute(
        sql!("update courses_device set seen_at = $2, done_at = coalesce(done_at, $3) where id = $1"),
        params![id, now, done_at],
    )?;
    Ok(())
}

/// Ends a device now; answers what it is called, if it was there and open.
///
/// # Errors
/// Any database error.
pub fn end(conn: &mut Conn, course_id: &str, id: &str, now: Instant) -> DbResult<Option<String>> {
    conn.first(
        sql!(
            "update courses_device set ended_at = $3 where course_id = $1 and id = $2 and ended_at is null
             returning label"
        ),
        params![course_id, id, now],
    )?
    .map(|r| r.get(0))
    .transpose()
}

/// Ends the devices whose list was taken with a door link.
///
/// # Errors
/// Any database error.
pub fn end_of_door(conn: &mut Conn, door_hash: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update courses_device set ended_at = $2 where door_hash = $1 and ended_at is null"),
        params![door_hash, now],
    )?;
    Ok(())
}
