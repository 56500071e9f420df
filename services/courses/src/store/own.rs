//! Registrations of a resident, by the proved e-mail address of the head (D-3).

use foundation::db::{Conn, DbResult};
use foundation::own_data::Concerned;
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
    /// Title of the course, and in English.
    pub title: (String, String),
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
    /// What staff wrote when it ended, when they went over a limit or passed the rules for it, or let it
    /// count by itself in a draw.
    pub reasons: Vec<String>,
}

/// The registrations of an address.
///
/// # Errors
/// Any database error.
pub fn list_own(conn: &mut Conn, email: &str) -> DbResult<Vec<Own>> {
    conn.rows(
        sql!(
            "select r.id, r.reference, c.title, c.title_en, r.status, r.name, r.phone, r.email, r.answers, r.notice_version,
                    r.created_at, c.ends_at,
                    (select count(*) from courses_seat s join courses_certificate p on p.seat_id = s.id
                     where s.registration_id = r.id and p.withdrawn_at is null),
                    r.ended_why, r.over_reason, w.reason, r.apart_why
             from courses_registration r join courses_course c on c.id = r.course_id
                  left join courses_waiver w on w.registration_id = r.id
             where lower(r.email) = $1 and r.email <> '' order by r.id desc limit $2"
        ),
        params![email.to_lowercase(), AT_MOST],
    )?
    .iter()
    .map(|r| {
        let reasons: [Option<String>; 4] = [r.get(13)?, r.get(14)?, r.get(15)?, r.get(16)?];
        Ok(Own {
            id: r.get(0)?,
            reference: r.get(1)?,
            title: (r.get(2)?, r.get(3)?),
            status: r.get(4)?,
            name: r.get(5)?,
            phone: r.get(6)?,
            email: r.get(7)?,
            answers: r.get(8)?,
            notice_version: r.get(9)?,
            created_at: r.get(10)?,
            ends_at: r.get(11)?,
            certificates: r.get(12)?,
            reasons: reasons.into_iter().flatten().collect(),
        })
    })
    .collect()
}

/// Who registered a party for the course of this id or address, or under this reference.
///
/// # Errors
/// Any database error.
pub fn list_concerned(conn: &mut Conn, word: &str) -> DbResult<Vec<Concerned>> {
    conn.rows(
        sql!(
            "select r.name, r.email, r.phone, r.language, r.id from courses_registration r
             where (r.reference = $1 or r.course_id in (select id from courses_course where id = $1 or slug = $1))
             and (r.name <> '' or r.email <> '' or r.phone <> '') order by r.id"
        ),
        params![word],
    )?
    .iter()
    .map(|r| {
        Ok(Concerned {
            name: r.get(0)?,
            email: r.get(1)?,
            phone: r.get(2)?,
            language: r.get(3)?,
            which: r.get(4)?,
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

/// The identity numbers given or reported for persons of these registrations, masked: registration, name,
/// number.
///
/// # Errors
/// Any database error.
pub fn list_own_numbers(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<(String, String, String)>> {
    conn.rows(
        sql!(
            "select registration_id, name, masked from
             (select s.registration_id, s.name, s.number, n.masked from courses_seat s
                     join courses_hours_claim n on n.seat_id = s.id
              where s.registration_id = any($1) and n.masked <> ''
              union
              select s.registration_id, s.name, s.number, n.masked from courses_seat s
                     join courses_hours_line n on n.seat_id = s.id
              where s.registration_id = any($1) and n.masked <> '') own
             order by registration_id, number, masked"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// A certificate as its person sees it.
#[derive(Debug, Clone)]
pub struct OwnCertificate {
    /// The registration.
    pub registration_id: String,
    /// Number, without dashes.
    pub number: String,
    /// The name on it.
    pub name: String,
    /// When it was issued.
    pub issued_at: Instant,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// Why it was withdrawn.
    pub withdrawn_why: Option<String>,
}

/// The certificates issued for persons of these registrations.
///
/// # Errors
/// Any database error.
pub fn list_own_certificates(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<OwnCertificate>> {
    conn.rows(
        sql!(
            "select s.registration_id, p.number, p.name, p.issued_at, p.withdrawn_at, p.withdrawn_why
             from courses_seat s join courses_certificate p on p.seat_id = s.id
             where s.registration_id = any($1) order by s.registration_id, s.number, p.issued_at, p.id"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| {
        Ok(OwnCertificate {
            registration_id: r.get(0)?,
            number: r.get(1)?,
            name: r.get(2)?,
            issued_at: r.get(3)?,
            withdrawn_at: r.get(4)?,
            withdrawn_why: r.get(5)?,
        })
    })
    .collect()
}

/// Persons of these registrations whose names the others may see (R38): registration, name, until when.
///
/// # Errors
/// Any database error.
pub fn list_own_shown(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<(String, String, Instant)>> {
    conn.rows(
        sql!(
            "select s.registration_id, s.name, n.until_at
             from courses_seat s join courses_shown_name n on n.seat_id = s.id
             where s.registration_id = any($1) order by s.registration_id, s.number"
        ),
        params![*ids],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// A place in the line before the desk that still holds what was sent (R13).
#[derive(Debug, Clone)]
pub struct OwnArrival {
    /// Id.
    pub id: String,
    /// Title of the course, and in English.
    pub title: (String, String),
    /// The party, as JSON.
    pub party: String,
    /// When it came.
    pub came_at: Instant,
    /// What became of it, as a code; nothing while it waits.
    pub outcome: Option<String>,
}

/// The places in line of an address.
///
/// # Errors
/// Any database error.
pub fn list_own_arrivals(conn: &mut Conn, email: &str) -> DbResult<Vec<OwnArrival>> {
    conn.rows(
        sql!(
            "select a.id, c.title, c.title_en, a.party, a.came_at, a.outcome
             from courses_arrival a join courses_course c on c.id = a.course_id
             where a.email = $1 and a.email <> '' order by a.came_at desc, a.id limit $2"
        ),
        params![email.to_lowercase(), AT_MOST],
    )?
    .iter()
    .map(|r| {
        Ok(OwnArrival {
            id: r.get(0)?,
            title: (r.get(1)?, r.get(2)?),
            party: r.get(3)?,
            came_at: r.get(4)?,
            outcome: r.get(5)?,
        })
    })
    .collect()
}

/// Blanks what was sent for places in line that were decided.
///
/// # Errors
/// Any database error.
pub fn erase_own_arrivals(conn: &mut Conn, email: &str) -> DbResult<u64> {
    conn.execute(
        sql!(
            "update courses_arrival set party = '', email = '', address = null
             where email = $1 and email <> '' and decided_at is not null"
        ),
        params![email.to_lowercase()],
    )
}

/// Interest that an address left in a course before its opening (R12).
#[derive(Debug, Clone)]
pub struct OwnInterest {
    /// Id.
    pub id: String,
    /// Title of the course, and in English.
    pub title: (String, String),
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
            "select i.id, c.title, c.title_en, i.email, i.persons, i.district, i.created_at
             from courses_interest i join courses_course c on c.id = i.course_id
             where lower(i.email) = $1 order by i.id desc limit $2"
        ),
        params![email.to_lowercase(), AT_MOST],
    )?
    .iter()
    .map(|r| {
        Ok(OwnInterest {
            id: r.get(0)?,
            title: (r.get(1)?, r.get(2)?),
            email: r.get(3)?,
            persons: r.get(4)?,
            district: r.get(5)?,
            created_at: r.get(6)?,
        })
    })
    .collect()
}

/// Courses that ended before a moment and hold registrations, walk-ins nobody decided on, or lists, that still
/// say who they were: ids and ends.
///
/// # Errors
/// Any database error.
pub fn list_unerased(conn: &mut Conn, before: Instant) -> DbResult<Vec<(String, Instant)>> {
    conn.rows(
        sql!(
            "select c.id, c.ends_at from courses_course c where c.ends_at < $1 and (exists
             (select 1 from courses_registration r where r.course_id = c.id and r.name <> '－') or exists
             (select 1 from courses_held_walk_in h where h.course_id = c.id and h.fields <> '') or exists
             (select 1 from courses_listed l where l.course_id = c.id))
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
    erase_seats(conn, ids)?;
    conn.execute(
        sql!(
            "update courses_registration set name = '－', phone = '', email = '', answers = '{}', ended_why = null,
             over_reason = null, call_since = null, household = '', apart_why = null, changed_at = $2
             where id = any($1)"
        ),
        params![*ids, now],
    )?;
    Ok(())
}

/// Takes out of the seats of these registrations who sat there. Whoever is counted once in a year stays one
/// (A6): all seats of a person in courses that end in one year get the same word, the id of one of them. As
/// long as others of that year still say who it is, the word is kept beside the key, so that those are counted
/// with it; with the last of them it goes, and nothing leads from the word to the person any more.
fn erase_seats(conn: &mut Conn, ids: &[String]) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_counted_as (person_key, year, word)
             select s.person_key, substr(c.ends_at, 1, 4), min(s.id)
             from courses_seat s join courses_course c on c.id = s.course_id
             where s.registration_id = any($1) and s.name <> '－'
             group by s.person_key, substr(c.ends_at, 1, 4)
             on conflict (person_key, year) do nothing"
        ),
        params![*ids],
    )?;
    conn.execute(
        sql!(
            "update courses_seat set name = '－', answers = '{}', person_key =
             (select w.word from courses_counted_as w join courses_course c on substr(c.ends_at, 1, 4) = w.year
              where c.id = courses_seat.course_id and w.person_key = courses_seat.person_key)
             where registration_id = any($1) and name <> '－'"
        ),
        params![*ids],
    )?;
    conn.execute(
        sql!(
            "delete from courses_counted_as where not exists
             (select 1 from courses_seat s join courses_course c on c.id = s.course_id
              where s.person_key = courses_counted_as.person_key
              and substr(c.ends_at, 1, 4) = courses_counted_as.year)"
        ),
        &[],
    )?;
    Ok(())
}
