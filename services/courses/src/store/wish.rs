//! Whose wish an entry for a draw is (R15): entries that share a contact or a household are one wish.

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

/// An entry before the list is closed.
#[derive(Debug)]
pub struct Entered {
    /// The registration.
    pub registration_id: String,
    /// Persons.
    pub size: i64,
    /// Telephone of the head, or empty.
    pub phone: String,
    /// E-mail of the head, or empty.
    pub email: String,
    /// What tells its household from others, or empty.
    pub household: String,
    /// Whether staff let it count by itself, whatever it shares with others.
    pub counts_apart: bool,
}

/// All who are entered for a draw, in order of arrival.
///
/// # Errors
/// Any database error.
pub fn list_entered(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Entered>> {
    conn.rows(
        sql!(
            "select id, size, phone, email, household, apart_why is not null from courses_registration
             where course_id = $1 and status = 'entered' order by number"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| {
        Ok(Entered {
            registration_id: r.get(0)?,
            size: r.get(1)?,
            phone: r.get(2)?,
            email: r.get(3)?,
            household: r.get(4)?,
            counts_apart: r.get(5)?,
        })
    })
    .collect()
}

/// Whether this entry counts together with an earlier one, as things stand.
///
/// # Errors
/// Any database error.
pub fn is_shared(conn: &mut Conn, registration_id: &str) -> DbResult<bool> {
    let row = conn.first(
        sql!(
            "select 1 from courses_registration r
             where r.id = $1 and r.status = 'entered' and r.apart_why is null and
             (exists (select 1 from courses_registration e where e.phone = r.phone and e.phone <> ''
                      and e.course_id = r.course_id and e.status = 'entered' and e.number < r.number)
              or exists (select 1 from courses_registration e where lower(e.email) = lower(r.email) and e.email <> ''
                         and e.course_id = r.course_id and e.status = 'entered' and e.number < r.number)
              or exists (select 1 from courses_registration e where e.household = r.household and e.household <> ''
                         and e.course_id = r.course_id and e.status = 'entered' and e.number < r.number))"
        ),
        params![registration_id],
    )?;
    Ok(row.is_some())
}

/// Why staff let an entry count by itself, if they did.
///
/// # Errors
/// Any database error.
pub fn find_apart(conn: &mut Conn, registration_id: &str) -> DbResult<Option<String>> {
    let row = conn.first(
        sql!("select apart_why from courses_registration where id = $1 and status = 'entered'"),
        params![registration_id],
    )?;
    row.map_or(Ok(None), |r| r.get(0))
}

/// Lets an entry count by itself for a reason, or together with others again without one; says whether
/// there is such an entry. The ledger must be locked.
///
/// # Errors
/// Any database error.
pub fn count_apart(
    conn: &mut Conn,
    (course_id, registration_id): (&str, &str),
    why: Option<&str>,
    now: Instant,
) -> DbResult<bool> {
    let changed = conn.execute(
        sql!(
            "update courses_registration set apart_why = $3, changed_at = $4
             where course_id = $1 and id = $2 and status = 'entered'"
        ),
        params![course_id, registration_id, why, now],
    )?;
    Ok(changed > 0)
}
