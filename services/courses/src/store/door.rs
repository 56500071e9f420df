//! Links that open one course's door to whoever holds them, until they end (R52).

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

/// A door link; the secret itself is never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Hash of the secret.
    pub token_hash: String,
    /// The course.
    pub course_id: String,
    /// Who holds it, as staff called them.
    pub label: String,
    /// When it was made.
    pub created_at: Instant,
    /// Name of who made it.
    pub created_by: String,
    /// When it ends, or ended.
    pub ends_at: Instant,
}

fn door(r: &Row) -> DbResult<Door> {
    Ok(Door {
        token_hash: r.get(0)?,
        course_id: r.get(1)?,
        label: r.get(2)?,
        created_at: r.get(3)?,
        created_by: r.get(4)?,
        ends_at: r.get(5)?,
    })
}

/// Adds a link.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, door: &Door) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_door (token_hash, course_id, label, created_at, created_by, ends_at)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![door.token_hash, door.course_id, door.label, door.created_at, door.created_by, door.ends_at],
    )?;
    Ok(())
}

/// The link with this hash, ended or not.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, token_hash: &str) -> DbResult<Option<Door>> {
    conn.first(
        sql!(
            "select token_hash, course_id, label, created_at, created_by, ends_at from courses_door
             where token_hash = $1"
        ),
        params![token_hash],
    )?
    .as_ref()
    .map(door)
    .transpose()
}

/// The links of a course, newest first.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Door>> {
    conn.rows(
        sql!(
            "select token_hash, course_id, label, created_at, created_by, ends_at from courses_door
             where course_id = $1 order by created_at desc, token_hash limit 100"
        ),
        params![course_id],
    )?
    .iter()
    .map(door)
    .collect()
}

/// Ends a link now; answers what it is called, if it was there and open.
///
/// # Errors
/// Any database error.
pub fn end(conn: &mut Conn, course_id: &str, token_hash: &str, now: Instant) -> DbResult<Option<String>> {
    conn.first(
        sql!(
            "update courses_door set ends_at = $3 where course_id = $1 and token_hash = $2 and ends_at > $3
             returning label"
        ),
        params![course_id, token_hash, now],
    )?
    .map(|r| r.get(0))
    .transpose()
}
