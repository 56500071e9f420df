//! The waiting line as staff look into it.

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::Status;

/// A party of the line, or one that had its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Id.
    pub id: String,
    /// Reference, without dashes.
    pub reference: String,
    /// Head.
    pub name: String,
    /// Place in the order of arrival.
    pub number: i64,
    /// Persons.
    pub size: i64,
    /// State.
    pub status: Status,
    /// When it came.
    pub created_at: Instant,
    /// When seats were offered to it.
    pub offered_at: Option<Instant>,
    /// Until when they are held.
    pub offered_until: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Whether it has an e-mail address to be written to.
    pub has_email: bool,
}

/// Parties in one of these states, in the order of arrival, at most `limit`.
///
/// # Errors
/// Any database error.
pub fn list_parties(conn: &mut Conn, course_id: &str, states: &[Status], limit: i64) -> DbResult<Vec<Party>> {
    let states: Vec<String> = states.iter().map(|s| s.code().to_owned()).collect();
    conn.rows(
        sql!(
            "select id, reference, name, number, size, status, created_at, offered_at, offered_until, ended_at,
                    email <> ''
             from courses_registration where course_id = $1 and status = any($2) order by number limit $3"
        ),
        params![course_id, states, limit],
    )?
    .iter()
    .map(|r| {
        Ok(Party {
            id: r.get(0)?,
            reference: r.get(1)?,
            name: r.get(2)?,
            number: r.get(3)?,
            size: r.get(4)?,
            status: r.get(5)?,
            created_at: r.get(6)?,
            offered_at: r.get(7)?,
            offered_until: r.get(8)?,
            ended_at: r.get(9)?,
            has_email: r.get(10)?,
        })
    })
    .collect()
}
