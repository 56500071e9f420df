//! The list of a course's registrations as staff read it: narrowed, in bounded pages.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use super::pattern::Patterns;
use crate::model::{Seat, Status};

/// What the list is narrowed to; empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Codes of the states shown; none of them means all.
    pub states: Vec<String>,
    /// Code of the channel.
    pub channel: String,
    /// Part of a name, a reference, an e-mail address or a telephone number.
    pub sought: String,
    /// Only those who have something to learn by telephone.
    pub to_call: bool,
}

/// From where a page of the list goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// Upwards, after this number in the order of arrival; 0 for the beginning.
    After(i64),
    /// Downwards, before this number.
    Before(i64),
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: String,
    /// Place in the order of arrival.
    pub number: i64,
    /// Reference, without dashes.
    pub reference: String,
    /// State.
    pub status: Status,
    /// Seats not cancelled.
    pub size: i64,
    /// Head.
    pub name: String,
    /// Telephone (E.164), or empty.
    pub phone: String,
    /// E-mail, or empty.
    pub email: String,
    /// Language to write in.
    pub language: String,
    /// Channel, as a code.
    pub channel: String,
    /// Staff id of who entered it, or `resident`.
    pub registered_by: String,
    /// Answers of the party, as JSON.
    pub answers: String,
    /// When it came.
    pub created_at: Instant,
    /// Until when an offer is held.
    pub offered_until: Option<Instant>,
    /// Why staff went over the limit for it.
    pub over_reason: Option<String>,
    /// The set-aside its seats came out of.
    pub set_aside_id: Option<String>,
    /// Since when it has something to learn by telephone.
    pub call_since: Option<Instant>,
    /// Why it ended.
    pub ended_why: Option<String>,
    /// Version of the notice on personal data.
    pub notice_version: String,
}

fn line(r: &Row) -> DbResult<Line> {
    Ok(Line {
        id: r.get(0)?,
        number: r.get(1)?,
        reference: r.get(2)?,
        status: r.get(3)?,
        size: r.get(4)?,
        name: r.get(5)?,
        phone: r.get(6)?,
        email: r.get(7)?,
        language: r.get(8)?,
        channel: r.get(9)?,
        registered_by: r.get(10)?,
        answers: r.get(11)?,
        created_at: r.get(12)?,
        offered_until: r.get(13)?,
        over_reason: r.get(14)?,
        set_aside_id: r.get(15)?,
        call_since: r.get(16)?,
        ended_why: r.get(17)?,
        notice_version: r.get(18)?,
    })
}

/// A page of the list; always in the order of arrival, at most `limit` lines.
///
/// # Errors
/// Any database error.
pub fn list(
    conn: &mut Conn,
    course_id: &str,
    filter: &Filter,
    from: From,
    limit: i64,
) -> DbResult<Vec<Line>> {
    let all = || Status::ALL.iter().map(|s| s.code().to_owned()).collect();
    let states: Vec<String> = if filter.states.is_empty() { all() } else { filter.states.clone() };
    let p = Patterns::of(&filter.sought);
    let sought = filter.sought.trim();
    let (From::After(number) | From::Before(number)) = from;
    let params = params![
        course_id,
        states,
        filter.channel,
        filter.to_call,
        sought,
        p.text,
        p.reference,
        p.phone,
        number,
        limit
    ];
    let rows = match from {
        From::After(_) => conn.rows(
            sql!(
                "select r.id, r.number, r.reference, r.status, r.size, r.name, r.phone, r.email, r.language,
                        r.channel, r.registered_by, r.answers, r.created_at, r.offered_until, r.over_reason,
                        r.set_aside_id, r.call_since, r.ended_why, r.notice_version
                 from courses_registration r
                 where r.course_id = $1 and r.status = any($2) and ($3 = '' or r.channel = $3)
                   and (not $4 or r.call_since is not null)
                   and ($5 = '' or lower(r.name) like $6 escape '!' or lower(r.email) like $6 escape '!'
                        or r.reference like $7 or r.phone like $8
                        or exists (select 1 from courses_seat s
                                   where s.registration_id = r.id and lower(s.name) like $6 escape '!'))
                   and r.number > $9
                 order by r.number limit $10"
            ),
            params,
        )?,
        From::Before(_) => conn.rows(
            sql!(
                "select r.id, r.number, r.reference, r.status, r.size, r.name, r.phone, r.email, r.language,
                        r.channel, r.registered_by, r.answers, r.created_at, r.offered_until, r.over_reason,
                        r.set_aside_id, r.call_since, r.ended_why, r.notice_version
                 from courses_registration r
                 where r.course_id = $1 and r.status = any($2) and ($3 = '' or r.channel = $3)
                   and (not $4 or r.call_since is not null)
                   and ($5 = '' or lower(r.name) like $6 escape '!' or lower(r.email) like $6 escape '!'
                        or r.reference like $7 or r.phone like $8
                        or exists (select 1 from courses_seat s
                                   where s.registration_id = r.id and lower(s.name) like $6 escape '!'))
                   and r.number < $9
                 order by r.number desc limit $10"
            ),
            params,
        )?,
    };
    let mut lines: Vec<Line> = rows.iter().map(line).collect::<DbResult<_>>()?;
    if matches!(from, From::Before(_)) {
        lines.reverse();
    }
    Ok(lines)
}

/// One registration of a course, as a line.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, course_id: &str, id: &str) -> DbResult<Option<Line>> {
    conn.first(
        sql!(
            "select id, number, reference, status, size, name, phone, email, language, channel, registered_by,
                    answers, created_at, offered_until, over_reason, set_aside_id, call_since, ended_why,
                    notice_version
             from courses_registration where course_id = $1 and id = $2"
        ),
        params![course_id, id],
    )?
    .as_ref()
    .map(line)
    .transpose()
}

/// Names and own answers (JSON) of the members who have not cancelled, by registration.
///
/// # Errors
/// Any database error.
pub fn list_members(conn: &mut Conn, ids: &[String]) -> DbResult<HashMap<String, Vec<(String, String)>>> {
    let mut members: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for r in conn.rows(
        sql!(
            "select registration_id, name, answers from courses_seat
             where registration_id = any($1) and cancelled_at is null order by registration_id, number"
        ),
        params![*ids],
    )? {
        members.entry(r.get(0)?).or_default().push((r.get(1)?, r.get(2)?));
    }
    Ok(members)
}

/// The seats of these registrations, cancelled ones too, by registration.
///
/// # Errors
/// Any database error.
pub fn list_seats(conn: &mut Conn, ids: &[String]) -> DbResult<HashMap<String, Vec<Seat>>> {
    let mut seats: HashMap<String, Vec<Seat>> = HashMap::new();
    for r in conn.rows(
        sql!(
            "select registration_id, id, number, name, birth_year, sex, district, answers, cancelled_at
             from courses_seat where registration_id = any($1) order by registration_id, number"
        ),
        params![*ids],
    )? {
        seats.entry(r.get(0)?).or_default().push(Seat {
            id: r.get(1)?,
            number: r.get(2)?,
            name: r.get(3)?,
            birth_year: r.get(4)?,
            sex: r.get(5)?,
            district: r.get(6)?,
            answers: r.get(7)?,
            cancelled_at: r.get(8)?,
        });
    }
    Ok(seats)
}

/// Parties and persons in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// State.
    pub status: Status,
    /// Registrations.
    pub parties: i64,
    /// Persons.
    pub persons: i64,
}

/// How many parties and persons are in each state.
///
/// # Errors
/// Any database error.
pub fn count_states(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Count>> {
    conn.rows(
        sql!(
            "select status, count(*), cast(sum(size) as bigint) from courses_registration where course_id = $1
             group by status order by status"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok(Count { status: r.get(0)?, parties: r.get(1)?, persons: r.get(2)? }))
    .collect()
}

/// How many parties have something to learn by telephone.
///
/// # Errors
/// Any database error.
pub fn count_calls(conn: &mut Conn, course_id: &str) -> DbResult<i64> {
    let row = conn.first(
        sql!("select count(*) from courses_registration where course_id = $1 and call_since is not null"),
        params![course_id],
    )?;
    row.map_or(Ok(0), |r| r.get(0))
}

/// Notes that a party without e-mail was told; says whether there was something to tell.
///
/// # Errors
/// Any database error.
pub fn end_call(conn: &mut Conn, id: &str) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update courses_registration set call_since = null where id = $1 and call_since is not null"),
        params![id],
    )?;
    Ok(touched > 0)
}

/// Seats kept back, as staff choose among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Id.
    pub id: String,
    /// For whom.
    pub label: String,
    /// Seats not given yet.
    pub left: i64,
    /// When they fall back to everyone.
    pub until_at: Instant,
}

/// All set-asides of a course.
///
/// # Errors
/// Any database error.
pub fn list_asides(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Aside>> {
    conn.rows(
        sql!(
            "select id, label, seats - used, until_at from courses_set_aside where course_id = $1
             order by until_at, id limit 50"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok(Aside { id: r.get(0)?, label: r.get(1)?, left: r.get(2)?, until_at: r.get(3)? }))
    .collect()
}

/// A course one may move a party to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Start of the first session.
    pub starts_at: Instant,
    /// Seats anyone may have now.
    pub free: i64,
    /// Persons in line.
    pub waiting: i64,
}

/// Announced courses that have not begun, soonest first, at most 200: the same section's, without
/// this one.
///
/// # Errors
/// Any database error.
pub fn list_targets(conn: &mut Conn, course_id: &str, section: &str, now: Instant) -> DbResult<Vec<Target>> {
    conn.rows(
        sql!(
            "select c.id, c.title, c.starts_at,
                    l.capacity - l.taken
                    - cast(coalesce((select sum(a.seats - a.used) from courses_set_aside a
                                     where a.course_id = c.id and a.until_at > $3), 0) as bigint),
                    l.waiting
             from courses_course c join courses_ledger l on l.course_id = c.id
             where c.status = 'published' and c.starts_at > $3 and c.id <> $1 and ($2 = '' or c.section = $2)
             order by c.starts_at, c.id limit 200"
        ),
        params![course_id, section, now],
    )?
    .iter()
    .map(|r| {
        Ok(Target {
            id: r.get(0)?,
            title: r.get(1)?,
            starts_at: r.get(2)?,
            free: r.get(3)?,
            waiting: r.get(4)?,
        })
    })
    .collect()
}

/// A person on the list, for export and print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id of the seat.
    pub seat_id: String,
    /// Id of the registration.
    pub registration_id: String,
    /// Reference, without dashes.
    pub reference: String,
    /// Place in the order of arrival.
    pub number: i64,
    /// Number within the party.
    pub member: i64,
    /// State of the registration.
    pub status: Status,
    /// Name.
    pub name: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// Sex, as a code.
    pub sex: String,
    /// District, as a code.
    pub district: String,
    /// Answers of the person, as JSON.
    pub answers: String,
    /// When the seat was cancelled.
    pub cancelled_at: Option<Instant>,
    /// Head of the party.
    pub head: String,
    /// Telephone of the head.
    pub phone: String,
    /// E-mail of the head.
    pub email: String,
    /// Channel, as a code.
    pub channel: String,
    /// Answers of the party, as JSON.
    pub party_answers: String,
    /// When the registration came.
    pub created_at: Instant,
    /// Sessions of the course this person was at.
    pub attended: i64,
}

/// Persons in the order of arrival, after this place (0, 0 for the beginning), at most `limit`;
/// cancelled seats only when asked for.
///
/// # Errors
/// Any database error.
pub fn list_persons(
    conn: &mut Conn,
    course_id: &str,
    cancelled_too: bool,
    (number, member): (i64, i64),
    limit: i64,
) -> DbResult<Vec<Person>> {
    conn.rows(
        sql!(
            "select s.id, r.id, r.reference, r.number, s.number, r.status, s.name, s.birth_year, s.sex, s.district,
                    s.answers, s.cancelled_at, r.name, r.phone, r.email, r.channel, r.answers, r.created_at,
                    (select count(*) from courses_attendance a where a.seat_id = s.id)
             from courses_registration r join courses_seat s on s.registration_id = r.id
             where r.course_id = $1 and ($2 or s.cancelled_at is null)
               and (r.number > $3 or (r.number = $3 and s.number > $4))
             order by r.number, s.number limit $5"
        ),
        params![course_id, cancelled_too, number, member, limit],
    )?
    .iter()
    .map(person)
    .collect()
}

fn person(r: &Row) -> DbResult<Person> {
    Ok(Person {
        seat_id: r.get(0)?,
        registration_id: r.get(1)?,
        reference: r.get(2)?,
        number: r.get(3)?,
        member: r.get(4)?,
        status: r.get(5)?,
        name: r.get(6)?,
        birth_year: r.get(7)?,
        sex: r.get(8)?,
        district: r.get(9)?,
        answers: r.get(10)?,
        cancelled_at: r.get(11)?,
        head: r.get(12)?,
        phone: r.get(13)?,
        email: r.get(14)?,
        channel: r.get(15)?,
        party_answers: r.get(16)?,
        created_at: r.get(17)?,
        attended: r.get(18)?,
    })
}
