//! Cases of not coming: who did, which count, what was said about them.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::rules::no_show::{Case, Kind, State};

/// A case with all that is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoShow {
    /// Id.
    pub id: String,
    /// The registration.
    pub registration_id: String,
    /// Its reference, without dashes.
    pub reference: String,
    /// The course.
    pub course_id: String,
    /// Title of the course.
    pub title: String,
    /// Title in English; empty when there is none.
    pub title_en: String,
    /// The person's name.
    pub name: String,
    /// What happened.
    pub kind: Kind,
    /// What counts, as the rules know it.
    pub case: Case,
    /// When it was made.
    pub made_at: Instant,
    /// What the party wrote.
    pub appeal: String,
    /// What staff decided, in words.
    pub decision: String,
}

fn day(r: &Row, column: usize) -> DbResult<Date> {
    let text: String = r.get(column)?;
    text.parse().map_err(|_| foundation::db::DbError::Shape { column, detail: "not a day".into() })
}

fn no_show(r: &Row) -> DbResult<NoShow> {
    Ok(NoShow {
        id: r.get(0)?,
        registration_id: r.get(1)?,
        reference: r.get(2)?,
        course_id: r.get(3)?,
        title: r.get(4)?,
        title_en: r.get(5)?,
        name: r.get(6)?,
        kind: r.get(7)?,
        case: Case {
            points: r.get(8)?,
            until_on: day(r, 9)?,
            state: r.get(10)?,
            limit_points: r.get(11)?,
            delay_hours: r.get(12)?,
        },
        made_at: r.get(13)?,
        appeal: r.get(14)?,
        decision: r.get(15)?,
    })
}

/// The cases of these persons that have not run out: key and case. What attendance says now goes before
/// what it said when the case was made: whoever was there after all has none.
///
/// # Errors
/// Any database error.
pub fn list_of_persons(conn: &mut Conn, persons: &[String], today: Date) -> DbResult<Vec<(String, Case)>> {
    let today = today.to_string();
    conn.rows(
        sql!(
            "select n.person_key, n.points, n.until_on, n.state, n.limit_points, n.delay_hours
             from courses_no_show n
             where n.person_key = any($1) and n.until_on >= $2 and n.state in ('counted', 'upheld')
               and not exists (select 1 from courses_attendance a where a.seat_id = n.seat_id)
             order by n.person_key, n.made_at"
        ),
        params![*persons, today],
    )?
    .iter()
    .map(|r| {
        let (until_on, state) = (day(r, 2)?, r.get(3)?);
        let (points, limit_points, delay_hours) = (r.get(1)?, r.get(4)?, r.get(5)?);
        Ok((r.get(0)?, Case { points, until_on, state, limit_points, delay_hours }))
    })
    .collect()
}

/// The cases of a party, the newest first; none for whom attendance says that they were there.
///
/// # Errors
/// Any database error.
pub fn list_of_party(conn: &mut Conn, registration_id: &str) -> DbResult<Vec<NoShow>> {
    conn.rows(
        sql!(
            "select n.id, n.registration_id, r.reference, n.course_id, c.title, c.title_en, s.name, n.kind, n.points,
                    n.until_on, n.state, n.limit_points, n.delay_hours, n.made_at, n.appeal, n.decision
             from courses_no_show n join courses_seat s on s.id = n.seat_id
                  join courses_registration r on r.id = n.registration_id
                  join courses_course c on c.id = n.course_id
             where n.registration_id = $1
               and not exists (select 1 from courses_attendance a where a.seat_id = n.seat_id)
             order by n.made_at desc, n.id"
        ),
        params![registration_id],
    )?
    .iter()
    .map(no_show)
    .collect()
}

/// Most cases of one page.
pub const AT_ONCE: i64 = 200;

/// Cases in a state over the courses of these sections, the oldest first.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, state: State, sections: &[String]) -> DbResult<Vec<NoShow>> {
    conn.rows(
        sql!(
            "select n.id, n.registration_id, r.reference, n.course_id, c.title, c.title_en, s.name, n.kind, n.points,
                    n.until_on, n.state, n.limit_points, n.delay_hours, n.made_at, n.appeal, n.decision
             from courses_no_show n join courses_seat s on s.id = n.seat_id
                  join courses_registration r on r.id = n.registration_id
                  join courses_course c on c.id = n.course_id
             where n.state = $1 and c.section = any($3) order by n.made_at, n.id limit $2"
        ),
        params![state, AT_ONCE, *sections],
    )?
    .iter()
    .map(no_show)
    .collect()
}

/// One case.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<NoShow>> {
    conn.first(
        sql!(
            "select n.id, n.registration_id, r.reference, n.course_id, c.title, c.title_en, s.name, n.kind, n.points,
                    n.until_on, n.state, n.limit_points, n.delay_hours, n.made_at, n.appeal, n.decision
             from courses_no_show n join courses_seat s on s.id = n.seat_id
                  join courses_registration r on r.id = n.registration_id
                  join courses_course c on c.id = n.course_id
             where n.id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(no_show)
    .transpose()
}

/// Keeps what the party wrote; says whether the case still stood where it was read.
///
/// # Errors
/// Any database error.
pub fn appeal(conn: &mut Conn, of: &NoShow, to: State, text: &str, now: Instant) -> DbResult<bool> {
    let done = conn.execute(
        sql!("update courses_no_show set state = $2, appeal = $3, appealed_at = $4 where id = $1 and state = $5"),
        params![of.id, to, text, now, of.case.state],
    )?;
    Ok(done > 0)
}

/// Keeps what staff decided; says whether the case still stood where it was read.
///
/// # Errors
/// Any database error.
pub fn decide(
    conn: &mut Conn,
    of: &NoShow,
    to: State,
    (why, by): (&str, &str),
    now: Instant,
) -> DbResult<bool> {
    let done = conn.execute(
        sql!(
            "update courses_no_show set state = $2, decision = $3, decided_by = $4, decided_at = $5
             where id = $1 and state = $6"
        ),
        params![of.id, to, why, by, now, of.case.state],
    )?;
    Ok(done > 0)
}

/// Courses that ended in a span of time and were not looked at yet: ids and ends.
///
/// # Errors
/// Any database error.
pub fn list_to_look(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<(String, Instant)>> {
    conn.rows(
        sql!(
            "select c.id, c.ends_at from courses_course c
             where c.ends_at >= $1 and c.ends_at < $2 and c.status = 'published'
               and not exists (select 1 from courses_no_show_look l where l.course_id = c.id)
             order by c.ends_at, c.id limit 200"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Notes that a course was looked at; says whether it is the first time.
///
/// # Errors
/// Any database error.
pub fn note_look(conn: &mut Conn, course_id: &str, now: Instant) -> DbResult<bool> {
    let done = conn.execute(
        sql!(
            "insert into courses_no_show_look (course_id, looked_at) values ($1, $2) on conflict do nothing"
        ),
        params![course_id, now],
    )?;
    Ok(done > 0)
}

/// A seat that somebody did not come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The seat.
    pub seat_id: String,
    /// Its registration.
    pub registration_id: String,
    /// The person.
    pub person_key: String,
    /// What happened.
    pub kind: Kind,
}

/// Keeps that seats of a registration, or all of them, which staff have cancelled since then, were given
/// back at the wish of the party.
///
/// # Errors
/// Any database error.
pub fn add_given_back(
    conn: &mut Conn,
    registration_id: &str,
    seats: &[String],
    since: Instant,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_given_back (seat_id)
             select id from courses_seat where registration_id = $1 and cancelled_at >= $2
             and ($3 or id = any($4)) on conflict do nothing"
        ),
        params![registration_id, since, seats.is_empty(), *seats],
    )?;
    Ok(())
}

/// Who had a seat in a course and came to no session, and who gave one back after the time to change:
/// with the word `late`, or by the hand of staff. What the centre cancelled is nobody's case. Where nobody was
/// checked in at all, nobody noted who came; where heads were counted besides, anybody may be among them.
///
/// # Errors
/// Any database error.
pub fn list_missed(conn: &mut Conn, course_id: &str, late: &str) -> DbResult<Vec<Missed>> {
    let absent = conn.rows(
        sql!(
            "select s.id, s.registration_id, s.person_key
             from courses_seat s join courses_registration r on r.id = s.registration_id
             where r.course_id = $1 and r.status = 'confirmed' and s.cancelled_at is null
               and not exists (select 1 from courses_attendance a where a.seat_id = s.id)
               and exists (select 1 from courses_session m join courses_attendance a on a.session_id = m.id
                           where m.course_id = $1)
               and not exists (select 1 from courses_session m join courses_head_count h on h.session_id = m.id
                               where m.course_id = $1 and h.persons > 0)
             order by s.id limit 10000"
        ),
        params![course_id],
    )?;
    let given_back = conn.rows(
        sql!(
            "select s.id, s.registration_id, s.person_key
             from courses_registration r join courses_seat s on s.registration_id = r.id
                  join courses_course c on c.id = r.course_id
             where r.course_id = $1 and r.confirmed_at is not null and s.cancelled_at >= c.change_until
               and ((r.status = 'cancelled' and r.ended_why = $2)
                    or exists (select 1 from courses_given_back g where g.seat_id = s.id))
             order by s.id limit 10000"
        ),
        params![course_id, late],
    )?;
    let of = |rows: Vec<Row>, kind: Kind| {
        rows.into_iter().map(move |r| {
            Ok(Missed { seat_id: r.get(0)?, registration_id: r.get(1)?, person_key: r.get(2)?, kind })
        })
    };
    of(absent, Kind::Absent).chain(of(given_back, Kind::Late)).collect()
}

/// Adds a case; a seat has at most one. Says whether it is new.
///
/// # Errors
/// Any database error.
pub fn add(
    conn: &mut Conn,
    id: &str,
    course_id: &str,
    missed: &Missed,
    case: &Case,
    (rule, now): (&str, Instant),
) -> DbResult<bool> {
    let until_on = case.until_on.to_string();
    let done = conn.execute(
        sql!(
            "insert into courses_no_show (id, seat_id, registration_id, course_id, person_key, kind, points, until_on,
                                          limit_points, delay_hours, rule, made_at, state, appeal, decision, decided_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', '') on conflict do nothing"
        ),
        params![
            id, missed.seat_id, missed.registration_id, course_id, missed.person_key, missed.kind, case.points,
            until_on, case.limit_points, case.delay_hours, rule, now, case.state
        ],
    )?;
    Ok(done > 0)
}
