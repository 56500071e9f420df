//! What other systems are told of a registration: nothing of the persons.

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};

/// Where a registration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Id.
    pub id: String,
    /// Reference.
    pub reference: String,
    /// Where it stands, as a code.
    pub status: String,
    /// Its course.
    pub course_id: String,
    /// The address of the course.
    pub slug: String,
}

/// Where these registrations stand.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<Told>> {
    conn.rows(
        sql!(
            "select r.id, r.reference, r.status, c.id, c.slug from courses_registration r
             join courses_course c on c.id = r.course_id where r.id = any($1) order by r.id"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| {
        let (id, reference, status) = (r.get(0)?, r.get(1)?, r.get(2)?);
        Ok(Told { id, reference, status, course_id: r.get(3)?, slug: r.get(4)? })
    })
    .collect()
}
