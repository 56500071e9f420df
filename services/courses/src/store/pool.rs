//! Pools: the rules and openings of set-asides that have them (R11), and who lost draws.

use std::collections::HashMap;

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

/// Which of these persons lost a draw since then, as a first wish, and had or were offered no seat afterwards.
///
/// # Errors
/// Any database error.
pub fn list_lost(conn: &mut Conn, person_keys: &[String], since: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select distinct s.person_key from courses_seat s
             join courses_registration r on r.id = s.registration_id and r.confirmed_at is null
              and r.offered_at is null
             join courses_draw_entry e on e.registration_id = s.registration_id and e.place = 'line'
              and e.weight > 0
             join courses_draw d on d.course_id = e.course_id and d.drawn_at >= $2
             where s.person_key = any($1)"
        ),
        params![*person_keys, since],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// How many draws the persons of each entry lost since then: drawn as a first wish without a seat, and none
/// was had or offered later. Of a party the person who lost most counts.
///
/// # Errors
/// Any database error.
pub fn count_lost(conn: &mut Conn, course_id: &str, since: Instant) -> DbResult<HashMap<String, i64>> {
    let rows = conn.rows(
        sql!(
            "select s.registration_id, s.person_key, count(distinct e.course_id)
             from courses_registration r
             join courses_seat s on s.registration_id = r.id and s.cancelled_at is null
             join courses_seat earlier on earlier.person_key = s.person_key and earlier.course_id <> s.course_id
             join courses_draw_entry e on e.registration_id = earlier.registration_id and e.place = 'line'
              and e.weight > 0
             join courses_draw d on d.course_id = e.course_id and d.drawn_at >= $2
             join courses_registration lost on lost.id = e.registration_id and lost.confirmed_at is null
              and lost.offered_at is null
             where r.course_id = $1 and r.status = 'entered'
             group by s.registration_id, s.person_key"
        ),
        params![course_id, since],
    )?;
    let mut most: HashMap<String, i64> = HashMap::new();
    for r in &rows {
        let count: i64 = r.get(2)?;
        most.entry(r.get(0)?).and_modify(|n| *n = count.max(*n)).or_insert(count);
    }
    Ok(most)
}
