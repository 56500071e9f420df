//! Whether the count of seats is the sum of the rows: what no act of the desk may ever break.
//!
//! Each statement sees one moment of the store, so that the check can run while the desk works.

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

use crate::questions;
use crate::rules::questions::special;
use crate::settle::REGISTRATION;

/// More findings of a kind are not told.
const FINDINGS_MAX: i64 = 20;

/// What does not add up, in sentences; nothing when all is right.
///
/// # Errors
/// Any database error.
pub fn ledgers(conn: &mut Conn) -> DbResult<Vec<String>> {
    let mut findings = list_wrong_ledgers(conn)?;
    findings.extend(list_wrong_set_asides(conn)?);
    findings.extend(list_wrong_sizes(conn)?);
    findings.extend(list_wrong_numbers(conn)?);
    findings.extend(list_lost_rows(conn)?);
    Ok(findings)
}

/// Courses to come whose forms ask for special data (D-2), written before such questions were refused: id of the
/// course and the question.
///
/// # Errors
/// Any database error.
pub fn special_questions(conn: &mut Conn, now: Instant) -> DbResult<Vec<(String, String)>> {
    let rows = conn.rows(
        sql!(
            "select id, questions from courses_course
             where ends_at > $1 and questions <> '[]' and status <> 'cancelled' order by id"
        ),
        params![now],
    )?;
    let mut found = Vec::new();
    for row in rows {
        let (id, kept): (String, String) = (row.get(0)?, row.get(1)?);
        let asked = questions::parse(&kept).into_iter().filter(|q| special(q).is_some());
        found.extend(asked.map(|q| (id.clone(), q.label)));
    }
    Ok(found)
}

/// Registrations whose coming in left no trail.
///
/// # Errors
/// Any database error.
pub fn trailless(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select r.id from courses_registration r where not exists
             (select 1 from foundation_trail t
              where t.matter = $1 and t.matter_id = r.id and t.verb = 'registered')
             order by r.id limit $2"
        ),
        params![REGISTRATION, FINDINGS_MAX],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Ledgers that say something else than their registrations.
fn list_wrong_ledgers(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select course_id, taken, waiting, waiting_parties, pending, next_number,
                    is_taken, is_waiting, is_parties, is_pending, last_number
             from (select l.course_id, l.taken, l.waiting, l.waiting_parties, l.pending, l.next_number,
                     cast(coalesce(sum(case when r.status in ('offered', 'confirmed') then r.size else 0 end), 0)
                          as bigint) as is_taken,
                     cast(coalesce(sum(case when r.status = 'waitlisted' then r.size else 0 end), 0) as bigint)
                          as is_waiting,
                     cast(coalesce(sum(case when r.status = 'waitlisted' then 1 else 0 end), 0) as bigint)
                          as is_parties,
                     cast(coalesce(sum(case when r.status = 'pending' then r.size else 0 end), 0) as bigint)
                          as is_pending,
                     cast(coalesce(max(r.number), 0) as bigint) as last_number
                   from courses_ledger l left join courses_registration r on r.course_id = l.course_id
                   group by l.course_id, l.taken, l.waiting, l.waiting_parties, l.pending, l.next_number) sums
             where taken <> is_taken or waiting <> is_waiting or waiting_parties <> is_parties
                or pending <> is_pending or next_number <= last_number
             order by course_id limit $1"
        ),
        params![FINDINGS_MAX],
    )?
    .iter()
    .map(|r| {
        let told: [i64; 5] = [r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?];
        let is: [i64; 5] = [r.get(6)?, r.get(7)?, r.get(8)?, r.get(9)?, r.get(10)?];
        let course: String = r.get(0)?;
        Ok(format!(
            "course {course}: the ledger says (taken, waiting, parties, pending, next number) {told:?}, the \
             registrations (… last number) {is:?}"
        ))
    })
    .collect()
}

/// Set-asides that count other seats than were given out of them.
fn list_wrong_set_asides(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id, used, is_used from
               (select s.id, s.used, cast(coalesce(sum(r.size), 0) as bigint) as is_used
                from courses_set_aside s left join courses_registration r
                  on r.set_aside_id = s.id and r.status in ('offered', 'confirmed')
                group by s.id, s.used) sums
             where used <> is_used order by id limit $1"
        ),
        params![FINDINGS_MAX],
    )?
    .iter()
    .map(|r| {
        let (id, told, is): (String, i64, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
        Ok(format!("set-aside {id}: it counts {told} seats, its registrations have {is}"))
    })
    .collect()
}

/// Registrations with more or fewer seats than they say; those that ended have none.
fn list_wrong_sizes(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id, status, size, seats from
               (select r.id, r.status, r.size, cast(coalesce(sum(case when s.id is not null
                         and s.cancelled_at is null and s.course_id = r.course_id then 1 else 0 end), 0)
                       as bigint) as seats
                from courses_registration r left join courses_seat s on s.registration_id = r.id
                group by r.id, r.status, r.size) sums
             where (status in ('pending', 'entered', 'waitlisted', 'offered', 'confirmed') and (seats <> size or size < 1))
                or (status not in ('pending', 'entered', 'waitlisted', 'offered', 'confirmed') and seats <> 0)
             order by id limit $1"
        ),
        params![FINDINGS_MAX],
    )?
    .iter()
    .map(|r| {
        let (id, status, size, seats): (String, String, i64, i64) =
            (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
        Ok(format!("registration {id} ({status}): it says {size} seats and has {seats}"))
    })
    .collect()
}

/// Numbers that two registrations of a course have.
fn list_wrong_numbers(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select course_id, number from courses_registration
             group by course_id, number having count(*) > 1 order by course_id, number limit $1"
        ),
        params![FINDINGS_MAX],
    )?
    .iter()
    .map(|r| {
        Ok(format!("course {}: two registrations have number {}", r.get::<String>(0)?, r.get::<i64>(1)?))
    })
    .collect()
}

/// Courses without a ledger.
fn list_lost_rows(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from courses_course where not exists
             (select 1 from courses_ledger where course_id = courses_course.id) order by id limit $1"
        ),
        params![FINDINGS_MAX],
    )?
    .iter()
    .map(|r| Ok(format!("course {}: it has no ledger", r.get::<String>(0)?)))
    .collect()
}
