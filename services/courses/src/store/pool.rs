//! Pools: the rules and openings of set-asides that have them (R11).

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

/// Gives a set-aside a rule and an opening of its own; the ledger must be locked by this transaction.
///
/// # Errors
/// Any database error.
pub fn add(
    conn: &mut Conn,
    set_aside_id: &str,
    course_id: &str,
    (rule, given): (&str, &str),
    opens_at: Instant,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_pool (set_aside_id, course_id, rule, given, opens_at)
             values ($1, $2, $3, $4, $5)"
        ),
        params![set_aside_id, course_id, rule, given, opens_at],
    )?;
    Ok(())
}

/// A rule, what it needs, and an opening, as kept.
pub type Kept = (String, String, Instant);

/// The rule, what it needs, and the opening of a set-aside that has them.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, set_aside_id: &str) -> DbResult<Option<Kept>> {
    conn.first(
        sql!("select rule, given, opens_at from courses_pool where set_aside_id = $1"),
        params![set_aside_id],
    )?
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .transpose()
}

/// Which of these persons lost a draw since then and got no seat afterwards.
///
/// # Errors
/// Any database error.
pub fn list_lost(conn: &mut Conn, person_keys: &[String], since: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select distinct s.person_key from courses_seat s
             join courses_registration r on r.id = s.registration_id and r.confirmed_at is null
             join courses_draw_entry e on e.registration_id = s.registration_id and e.place = 'line'
             join courses_draw d on d.course_id = e.course_id and d.drawn_at >= $2
             where s.person_key = any($1)"
        ),
        params![*person_keys, since],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}
