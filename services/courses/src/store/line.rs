//! The line of a course: who waits, in what order.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};

use crate::rules::admit::InLine;

/// How many parties of the line are looked at when seats are offered.
pub const LINE_AT_ONCE: usize = 500;

/// The head of the line, in order of arrival: at most [`LINE_AT_ONCE`] parties of at most `size_max`.
///
/// # Errors
/// Any database error.
pub fn list_line(conn: &mut Conn, course_id: &str, size_max: i64) -> DbResult<Vec<InLine>> {
    conn.rows(
        sql!(
            "select id, size, number from courses_registration where course_id = $1 and status = 'waitlisted'
             and size <= $3 order by number limit $2"
        ),
        params![course_id, i64::try_from(LINE_AT_ONCE).unwrap_or(i64::MAX), size_max],
    )?
    .iter()
    .map(in_line)
    .collect()
}

fn in_line(r: &Row) -> DbResult<InLine> {
    Ok(InLine { id: r.get(0)?, size: r.get(1)?, number: r.get(2)? })
}

/// Who still waits before a place in line: at most [`LINE_AT_ONCE`] parties.
///
/// # Errors
/// Any database error.
pub fn list_before(conn: &mut Conn, course_id: &str, number: i64) -> DbResult<Vec<InLine>> {
    conn.rows(
        sql!(
            "select id, size, number from courses_registration
             where course_id = $1 and status = 'waitlisted' and number < $2 order by number limit $3"
        ),
        params![course_id, number, i64::try_from(LINE_AT_ONCE).unwrap_or(i64::MAX)],
    )?
    .iter()
    .map(in_line)
    .collect()
}

/// Parties before this one in line.
///
/// # Errors
/// Any database error.
pub fn count_before(conn: &mut Conn, course_id: &str, number: i64) -> DbResult<i64> {
    let row = conn.first(
        sql!(
            "select count(*) from courses_registration
             where course_id = $1 and status = 'waitlisted' and number < $2"
        ),
        params![course_id, number],
    )?;
    row.map_or(Ok(0), |r| r.get(0))
}
