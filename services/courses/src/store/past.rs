//! What is brought over from before this program was used: seats kept back, attendance.

use foundation::db::{Conn, DbResult};
use foundation::{params, row, sql};
use office::instant::Instant;

/// Keeps seats of a course back until a moment.
///
/// # Errors
/// Any database error.
pub fn add_kept_back(
    conn: &mut Conn,
    id: &str,
    course_id: &str,
    label: &str,
    seats: i64,
    until: Instant,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_set_aside (id, course_id, label, seats, used, until_at)
             values ($1, $2, $3, $4, 0, $5)"
        ),
        params![id, course_id, label, seats, until],
    )?;
    Ok(())
}

/// Somebody who was there.
#[derive(Debug, Clone)]
pub struct WasThere {
    /// The meeting.
    pub session_id: String,
    /// Whose seat.
    pub seat_id: String,
    /// When the person came.
    pub in_at: Instant,
    /// How that was noted, as a code.
    pub way: &'static str,
}

/// Notes who was there, as one set.
///
/// # Errors
/// Any database error.
pub fn add_attendance(conn: &mut Conn, all: &[WasThere]) -> DbResult<u64> {
    let rows: Vec<Vec<_>> =
        all.iter().map(|a| row![&a.session_id, &a.seat_id, &a.in_at, a.way, "", "demo"]).collect();
    conn.insert_many(
        sql!(
            "insert into courses_attendance (session_id, seat_id, in_at, way, device, noted_by)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        &rows,
    )
}
