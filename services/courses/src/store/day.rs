//! Who is expected to a session, who came and when, and who was only counted.

use std::collections::BTreeMap;

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use office::{AgeBand, HeadCount, Sex};

use crate::model::Session;
use crate::rules::day::Standing;

/// A person as one sees them at the door: no contact, only what tells people apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Id of the seat.
    pub seat_id: String,
    /// Id of the registration.
    pub registration_id: String,
    /// Its reference, without dashes.
    pub reference: String,
    /// Name of the head of the party.
    pub head: String,
    /// Name.
    pub name: String,
    /// Number within the party, from 1.
    pub number: i64,
    /// Seats of the party that are not cancelled.
    pub size: i64,
    /// Answers of the person, as JSON.
    pub answers: String,
    /// Answers of the party, as JSON.
    pub party_answers: String,
    /// Where the person stands.
    pub standing: Standing,
}

fn guest(r: &Row) -> DbResult<Guest> {
    Ok(Guest {
        seat_id: r.get(0)?,
        registration_id: r.get(1)?,
        reference: r.get(2)?,
        head: r.get(3)?,
        name: r.get(4)?,
        number: r.get(5)?,
        size: r.get(6)?,
        answers: r.get(7)?,
        standing: Standing {
            status: r.get(8)?,
            is_cancelled: r.get::<Option<String>>(9)?.is_some(),
            in_at: r.get(10)?,
            out_at: r.get(11)?,
            lacks_answers: false,
        },
        party_answers: r.get(12)?,
    })
}

/// Most persons of one list; larger events count heads.
const GUESTS_MAX: i64 = 5_000;

/// Everybody with a seat, by name.
///
/// # Errors
/// Any database error.
pub fn list_guests(conn: &mut Conn, course_id: &str, session_id: &str) -> DbResult<Vec<Guest>> {
    conn.rows(
        sql!(
            "select s.id, s.registration_id, r.reference, r.name, s.name, s.number, r.size, s.answers,
                    r.status, s.cancelled_at, a.in_at, a.out_at, r.answers
             from courses_seat s join courses_registration r on r.id = s.registration_id
                  left join courses_attendance a on a.seat_id = s.id and a.session_id = $2
             where r.course_id = $1 and s.cancelled_at is null and r.status = 'confirmed'
             order by s.name, r.number, s.number limit $3"
        ),
        params![course_id, session_id, GUESTS_MAX],
    )?
    .iter()
    .map(guest)
    .collect()
}

/// A party with all its seats, cancelled ones too.
///
/// # Errors
/// Any database error.
pub fn list_party(conn: &mut Conn, registration_id: &str, session_id: &str) -> DbResult<Vec<Guest>> {
    conn.rows(
        sql!(
            "select s.id, s.registration_id, r.reference, r.name, s.name, s.number, r.size, s.answers,
                    r.status, s.cancelled_at, a.in_at, a.out_at, r.answers
             from courses_seat s join courses_registration r on r.id = s.registration_id
                  left join courses_attendance a on a.seat_id = s.id and a.session_id = $2
             where s.registration_id = $1 order by s.number"
        ),
        params![registration_id, session_id],
    )?
    .iter()
    .map(guest)
    .collect()
}

/// Everybody of a course, whatever became of their seats, in the order of arrival.
///
/// # Errors
/// Any database error.
pub fn list_everybody(conn: &mut Conn, course_id: &str, session_id: &str) -> DbResult<Vec<Guest>> {
    conn.rows(
        sql!(
            "select s.id, s.registration_id, r.reference, r.name, s.name, s.number, r.size, s.answers,
                    r.status, s.cancelled_at, a.in_at, a.out_at, r.answers
             from courses_seat s join courses_registration r on r.id = s.registration_id
                  left join courses_attendance a on a.seat_id = s.id and a.session_id = $2
             where r.course_id = $1 order by r.number, s.number limit $3"
        ),
        params![course_id, session_id, GUESTS_MAX],
    )?
    .iter()
    .map(guest)
    .collect()
}

/// Course and registration of a seat.
///
/// # Errors
/// Any database error.
pub fn find_seat(conn: &mut Conn, seat_id: &str) -> DbResult<Option<(String, String)>> {
    conn.first(sql!("select course_id, registration_id from courses_seat where id = $1"), params![seat_id])?
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .transpose()
}

/// Which of these seats of a course are of walk-ins that came to no session, by registration. Who waits has
/// no attendance: what was told of the seat says whether its coming was taken back.
///
/// # Errors
/// Any database error.
pub fn list_walk_ins_gone(
    conn: &mut Conn,
    course_id: &str,
    seats: &[String],
) -> DbResult<BTreeMap<String, Vec<String>>> {
    let rows = conn.rows(
        sql!(
            "select s.registration_id, s.id from courses_seat s
             join courses_registration r on r.id = s.registration_id
             where s.id = any($1) and s.course_id = $2 and s.cancelled_at is null
               and r.status in ('confirmed', 'waitlisted') and r.request_key like '%/walk-in:%'
               and not exists (select 1 from courses_attendance a where a.seat_id = s.id)
               and not exists (select 1 from courses_session d join courses_act a on a.session_id = d.id
                               where d.course_id = $2 and a.seat_id = s.id and a.what = 'came'
                                 and not exists (select 1 from courses_act u
                                                 where u.session_id = a.session_id and u.seat_id = a.seat_id
                                                   and u.undoes = a.id and not u.held))
             order by s.number"
        ),
        params![*seats, course_id],
    )?;
    let mut by_registration: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for r in &rows {
        by_registration.entry(r.get(0)?).or_default().push(r.get(1)?);
    }
    Ok(by_registration)
}

/// Who was counted without a name, by sex and age band.
///
/// # Errors
/// Any database error.
pub fn find_head_count(conn: &mut Conn, session_id: &str) -> DbResult<HeadCount> {
    conn.rows(
        sql!(
            "select sex, age_band, persons from courses_head_count where session_id = $1 order by sex, age_band"
        ),
        params![session_id],
    )?
    .iter()
    .map(|r| {
        let sex = Sex::from_code(&r.get::<String>(0)?).unwrap_or(Sex::Unknown);
        let band = AgeBand::from_code(&r.get::<String>(1)?).unwrap_or(AgeBand::Unknown);
        Ok((sex, band, u32::try_from(r.get::<i64>(2)?).unwrap_or(0)))
    })
    .collect()
}

/// Replaces who was counted without a name.
///
/// # Errors
/// Any database error.
pub fn change_head_count(conn: &mut Conn, session_id: &str, count: &HeadCount) -> DbResult<()> {
    conn.execute(sql!("delete from courses_head_count where session_id = $1"), params![session_id])?;
    let parts: Vec<(&str, &str, i64)> =
        count.parts().map(|(sex, band, persons)| (sex.code(), band.code(), i64::from(persons))).collect();
    let rows: Vec<Vec<_>> =
        parts.iter().map(|(sex, band, persons)| row![session_id, *sex, *band, persons]).collect();
    conn.insert_many(
        sql!("insert into courses_head_count (session_id, sex, age_band, persons) values ($1, $2, $3, $4)"),
        &rows,
    )?;
    Ok(())
}

/// Who came by name, by sex and age band on the day of the session.
///
/// # Errors
/// Any database error.
pub fn count_present(conn: &mut Conn, session: &Session) -> DbResult<HeadCount> {
    let day = session.starts_at.date();
    conn.rows(
        sql!(
            "select s.sex, s.birth_year, count(*) from courses_attendance a
                    join courses_seat s on s.id = a.seat_id
             where a.session_id = $1 group by s.sex, s.birth_year order by s.sex, s.birth_year"
        ),
        params![session.id],
    )?
    .iter()
    .map(|r| {
        let sex = Sex::from_code(&r.get::<String>(0)?).unwrap_or(Sex::Unknown);
        Ok((sex, band(r.get(1)?, day), u32::try_from(r.get::<i64>(2)?).unwrap_or(u32::MAX)))
    })
    .collect()
}

/// The age band of a birth year on a day; unknown when it was not told.
pub fn band(birth_year: Option<i64>, day: office::Date) -> AgeBand {
    let year = birth_year.and_then(|year| i16::try_from(year).ok());
    year.map_or(AgeBand::Unknown, |year| AgeBand::of_birth_year(year, day))
}
