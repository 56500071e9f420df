//! Registrations of a resident, by the proved e-mail address of the head (D-3).

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

/// Registrations shown at most, the newest.
const AT_MOST: i64 = 200;

/// A registration with its course, as its own head sees it.
#[derive(Debug, Clone)]
pub struct Own {
    /// Id.
    pub id: String,
    /// Reference, without dashes.
    pub reference: String,
    /// Title of the course.
    pub title: String,
    /// State, as a code.
    pub status: String,
    /// Name of the head.
    pub name: String,
    /// Telephone of the head.
    pub phone: String,
    /// E-mail of the head.
    pub email: String,
    /// Answers of the party, as JSON.
    pub answers: String,
    /// The notice that was shown.
    pub notice_version: String,
    /// When it was made.
    pub created_at: Instant,
    /// End of the course.
    pub ends_at: Instant,
    /// Papers issued for its people that hold.
    pub certificates: i64,
}

/// The registrations of an address.
///
/// # Errors
/// Any database error.
pub fn list_own(conn: &mut Conn, email: &str) -> DbResult<Vec<Own>> {
    conn.rows(
        sql!(
            "select r.id, r.reference, c.title, r.status, r.name, r.phone, r.email, r.answers, r.notice_version,
                    r.created_at, c.ends_at,
                    (select count(*) from courses_seat s join courses_certificate p on p.seat_id = s.id
                     where s.registration_id = r.id and p.withdrawn_at is null)
             from courses_registration r join courses_course c on c.id = r.course_id
             where lower(r.email) = $1 and r.email <> '' order by r.id desc limit $2"
        ),
        params![email.to_lowercase(), AT_MOST],
    )?
    .iter()
    .map(|r| {
        Ok(Own {
            id: r.get(0)?,
            reference: r.get(1)?,
            title: r.get(2)?,
            status: r.get(3)?,
            name: r.get(4)?,
            phone: r.get(5)?,
            email: r.get(6)?,
            answers: r.get(7)?,
            notice_version: r.get(8)?,
            created_at: r.get(9)?,
            ends_at: r.get(10)?,
            certificates: r.get(11)?,
        })
    })
    .collect()
}

/// A person of one of these registrations, and how often it came.
#[derive(Debug, Clone)]
pub struct OwnSeat {
    /// The registration.
    pub registration_id: String,
    /// Name.
    pub name: String,
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// Sex, as a code.
    pub sex: String,
    /// District, as a code.
    pub district: String,
    /// Answers, as JSON.
    pub answers: String,
    /// Sessions attended.
    pub attended: i64,
}

/// The people of these registrations.
///
/// # Errors
/// Any database error.
pub fn list_own_seats(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<OwnSeat>> {
    conn.rows(
        sql!(
            "select s.registration_id, s.name, s.birth_year, s.sex, s.district, s.answers,
                    (select count(*) from courses_attendance a where a.seat_id = s.id)
             from courses_seat s where s.registration_id = any($1) order by s.registration_id, s.number"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| {
        Ok(OwnSeat {
            registration_id: r.get(0)?,
            name: r.get(1)?,
            birth_year: r.get(2)?,
            sex: r.get(3)?,
            district: r.get(4)?,
            answers: r.get(5)?,
            attended: r.get(6)?,
        })
    })
    .collect()
}

/// What was written about cases of not coming (R55): registration, appeal, decision.
///
/// # Errors
/// Any database error.
pub fn list_own_appeals(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<(String, String, String)>> {
    conn.rows(
        sql!(
            "select registration_id, appeal, decision from courses_no_show
             where registration_id = any($1) and (appeal <> '' or decision <> '') order by made_at, id"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// Interest that an address left in a course before its opening (R12).
#[derive(Debug, Clone)]
pub struct OwnInterest {
    /// Id.
    pub id: String,
    /// Title of the course.
    pub title: String,
    /// The address.
    pub email: String,
    /// How many would come.
    pub persons: i64,
    /// District, as a code.
    pub district: String,
    /// When it was left.
    pub created_at: Instant,
}

/// The interest of an address.
///
/// # Errors
/// Any database error.
pub fn list_own_interest(conn: &mut Conn, email: &str) -> DbResult<Vec<OwnInterest>> {
    conn.rows(
        sql!(
            "select i.id, c.title, i.email, i.persons, i.district, i.created_at
             from courses_interest i join courses_course c on c.id = i.course_id
             where lower(i.email) = $1 order by i.id desc limit $2"
        ),
        params![email.to_lowercase(), AT_MOST],
    )?
    .iter()
    .map(|r| {
        Ok(OwnInterest {
            id: r.get(0)?,
            title: r.get(1)?,
            email: r.get(2)?,
            persons: r.get(3)?,
            district: r.get(4)?,
            created_at: r.get(5)?,
        })
    })
    .collect()
}

/// Courses that ended before a moment and hold registrations, or walk-ins nobody decided on, that still say
/// who they were: ids and ends.
///
/// # Errors
/// Any database error.
pub fn list_unerased(conn: &mut Conn, before: Instant) -> DbResult<Vec<(String, Instant)>> {
    conn.rows(
        sql!(
            "select c.id, c.ends_at from courses_course c where c.ends_at < $1 and (exists
             (select 1 from courses_registration r where r.course_id = c.id and r.name <> '－') or exists
             (select 1 from courses_held_walk_in h where h.course_id = c.id and h.fields <> ''))
             order by c.ends_at, c.id limit 10000"
        ),
        params![before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Registrations of a course that still say who they were, at most so many.
///
/// # Errors
/// Any database error.
pub fn list_unerased_of(conn: &mut Conn, course_id: &str, limit: i64) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from courses_registration where course_id = $1 and name <> '－' order by number limit $2"
        ),
        params![course_id, limit],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Takes out of these registrations who they were: names, contacts, answers, what was written about not
/// coming. Rows, states, year of birth, sex, district and attendance stay, so that every count stays what
/// it was; so does the name on a certificate in force, which must stay provable.
///
/// # Errors
/// Any database error.
pub fn erase_own(conn: &mut Conn, ids: &[String], now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "delete from courses_shown_name where seat_id in
             (select id from courses_seat where registration_id = any($1))"
        ),
        params![*ids],
    )?;
    conn.execute(
        sql!(
            "update courses_no_show set appeal = '', decision = '', person_key = seat_id
             where registration_id = any($1)"
        ),
        params![*ids],
    )?;
    conn.execute(
        sql!(
            "update courses_certificate set name = '－', withdrawn_why = '' where withdrawn_at is not null
             and seat_id in (select id from courses_seat where registration_id = any($1))"
        ),
        params![*ids],
    )?;
    conn.execute(
        sql!(
            "update courses_hours_line set name = '－', masked = '', mark = ''
             where seat_id in (select id from courses_seat where registration_id = any($1))"
        ),
        params![*ids],
    )?;
    conn.execute(sql!("delete from courses_waiver where registration_id = any($1)"), params![*ids])?;
    conn.execute(
        sql!(
            "update courses_seat set name = '－', person_key = id, answers = '{}' where registration_id = any($1)"
        ),
        params![*ids],
    )?;
    conn.execute(
        sql!(
            "update courses_registration set name = '－', phone = '', email = '', answers = '{}', ended_why = null,
             over_reason = null, call_since = null, changed_at = $2 where id = any($1)"
        ),
        params![*ids, now],
    )?;
    Ok(())
}
