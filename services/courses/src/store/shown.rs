//! Names that other participants may see, for as long as was agreed (R38).

use foundation::db::{Conn, DbResult};
use foundation::{params, row, sql};
use office::instant::Instant;

/// Keeps that the names of these seats may be shown to the others until then (R38).
///
/// # Errors
/// Any database error.
pub fn show_names(conn: &mut Conn, shown: &[(String, String, Instant)]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = shown.iter().map(|(seat, course, until)| row![seat, course, until]).collect();
    conn.insert_many(
        sql!(
            "insert into courses_shown_name (seat_id, course_id, until_at) values ($1, $2, $3)
             on conflict (seat_id) do update set until_at = excluded.until_at"
        ),
        &rows,
    )?;
    Ok(())
}

/// Takes the agreement of these seats back.
///
/// # Errors
/// Any database error.
pub fn hide_names(conn: &mut Conn, seats: &[String]) -> DbResult<()> {
    conn.execute(sql!("delete from courses_shown_name where seat_id = any($1)"), params![*seats])?;
    Ok(())
}

/// Forgets agreements that had their time.
///
/// # Errors
/// Any database error.
pub fn drop_shown(conn: &mut Conn, now: Instant) -> DbResult<()> {
    conn.execute(sql!("delete from courses_shown_name where until_at <= $1"), params![now])?;
    Ok(())
}

/// Names of a course that may be shown now, of persons who have their seats: seat and name, at most
/// 500, in no telling order.
///
/// # Errors
/// Any database error.
pub fn list_shown(conn: &mut Conn, course_id: &str, now: Instant) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select s.id, s.name from courses_shown_name n
             join courses_seat s on s.id = n.seat_id and s.cancelled_at is null
             join courses_registration r on r.id = s.registration_id and r.status = 'confirmed'
             where n.course_id = $1 and n.until_at > $2 order by s.name limit 500"
        ),
        params![course_id, now],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
