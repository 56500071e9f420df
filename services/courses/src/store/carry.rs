//! A waiting list carried to the next run: who was asked, and what they answered (R23).

use foundation::db::{Conn, DbResult};
use foundation::{params, row, sql};
use office::instant::Instant;

/// A list that is carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// Id.
    pub id: String,
    /// The course whose line it is.
    pub from_id: String,
    /// The next run.
    pub to_id: String,
    /// Until when the parties may answer.
    pub until_at: Instant,
}

/// Parties in line, in order, that were not asked before: at most so many.
///
/// # Errors
/// Any database error.
pub fn list_askable(conn: &mut Conn, course_id: &str, limit: i64) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from courses_registration where course_id = $1 and status = 'waitlisted'
             and id not in (select registration_id from courses_carry_party) order by number limit $2"
        ),
        params![course_id, limit],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Keeps a list with its parties in order.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, carry: &Carry, parties: &[String], who: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_carry (id, from_id, to_id, until_at, created_by, created_at)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![carry.id, carry.from_id, carry.to_id, carry.until_at, who, now],
    )?;
    let places: Vec<i64> = (1..).take(parties.len()).collect();
    let rows: Vec<Vec<_>> =
        parties.iter().zip(&places).map(|(id, place)| row![id, &carry.id, place, ""]).collect();
    conn.insert_many(
        sql!(
            "insert into courses_carry_party (registration_id, carry_id, place, answer)
             values ($1, $2, $3, $4)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The list with this id.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Carry>> {
    let row = conn
        .first(sql!("select id, from_id, to_id, until_at from courses_carry where id = $1"), params![id])?;
    row.map(|r| Ok(Carry { id: r.get(0)?, from_id: r.get(1)?, to_id: r.get(2)?, until_at: r.get(3)? }))
        .transpose()
}

/// What a party was asked, and what it answered: empty, `yes` or `no`.
///
/// # Errors
/// Any database error.
pub fn find_of(conn: &mut Conn, registration_id: &str) -> DbResult<Option<(Carry, String)>> {
    let row = conn.first(
        sql!("select carry_id, answer from courses_carry_party where registration_id = $1"),
        params![registration_id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (id, answer): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(find(conn, &id)?.map(|carry| (carry, answer)))
}

/// Keeps an answer.
///
/// # Errors
/// Any database error.
pub fn answer(conn: &mut Conn, registration_id: &str, answer: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update courses_carry_party set answer = $2, answered_at = $3 where registration_id = $1"),
        params![registration_id, answer, now],
    )?;
    Ok(())
}

/// Those who said yes and still wait, in their order.
///
/// # Errors
/// Any database error.
pub fn list_willing(conn: &mut Conn, carry_id: &str) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select p.registration_id from courses_carry_party p
             join courses_registration r on r.id = p.registration_id and r.status = 'waitlisted'
             where p.carry_id = $1 and p.answer = 'yes' order by p.place"
        ),
        params![carry_id],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// How many were asked by a course, said yes, and said no.
///
/// # Errors
/// Any database error.
pub fn count(conn: &mut Conn, course_id: &str) -> DbResult<(i64, i64, i64)> {
    let row = conn.first(
        sql!(
            "select count(*), cast(coalesce(sum(case when p.answer = 'yes' then 1 else 0 end), 0) as bigint),
                    cast(coalesce(sum(case when p.answer = 'no' then 1 else 0 end), 0) as bigint)
             from courses_carry_party p join courses_carry c on c.id = p.carry_id where c.from_id = $1"
        ),
        params![course_id],
    )?;
    row.map_or(Ok((0, 0, 0)), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
}
