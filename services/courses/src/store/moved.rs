//! Which registration a moved party had before.

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::{Course, Registration, Seat};

/// Where a party was before it moved.
#[derive(Debug, Clone)]
pub struct Before {
    /// The course it left.
    pub course: Course,
    /// Its registration there.
    pub registration: Registration,
    /// Its seats there, cancelled by now.
    pub seats: Vec<Seat>,
}

/// Notes that one registration took the place of another; noting it again changes nothing.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, from_id: &str, to_id: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_move (to_id, from_id, moved_at) values ($1, $2, $3)
             on conflict (to_id) do nothing"
        ),
        params![to_id, from_id, now],
    )?;
    Ok(())
}

/// Where the party of a registration was before, if it was moved.
///
/// # Errors
/// Any database error.
pub fn find_before(conn: &mut Conn, id: &str) -> DbResult<Option<Before>> {
    let found = conn.first(sql!("select from_id from courses_move where to_id = $1"), params![id])?;
    let Some(from_id) = found.map(|r| r.get::<String>(0)).transpose()? else { return Ok(None) };
    let Some(registration) = super::registration::find(conn, &from_id)? else { return Ok(None) };
    let Some(course) = super::course::find(conn, &registration.course_id)? else { return Ok(None) };
    let seats = super::registration::list_seats(conn, &from_id)?;
    Ok(Some(Before { course, registration, seats }))
}
