//! The statements of the admission desk. None grows with the number of registrations.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult, Param, Row, ToParam};
use foundation::{params, row, sql};
use office::instant::Instant;

use crate::model::{Method, Status};
use crate::rules::admit::{Drawing, Ledger, SetAside};
use crate::rules::pool::{Pool, Rule};
use crate::store::draw::{WINDOW_MINUTES, list_drawings};

/// Locks a course's ledger until the end of the transaction and reads it.
///
/// # Errors
/// Any database error.
pub fn find_ledger(conn: &mut Conn, course_id: &str) -> DbResult<Option<Locked>> {
    Ok(list_locked(conn, &[course_id.to_owned()])?.remove(course_id))
}

/// A ledger that is locked by this transaction.
#[derive(Debug, Clone)]
pub struct Locked {
    /// The ledger.
    pub ledger: Ledger,
    /// Hours an offer is held.
    pub offer_hours: i64,
    /// Start of the first session: nothing is offered after it.
    pub starts_at: Instant,
}

/// Locks the ledgers of these courses until the end of the transaction, in the order of their ids,
/// and reads them.
///
/// # Errors
/// Any database error.
pub fn list_locked(conn: &mut Conn, course_ids: &[String]) -> DbResult<HashMap<String, Locked>> {
    let ledgers = conn.rows(
        sql!(
            "select course_id, capacity, waiting_max, taken, waiting, waiting_parties, pending, next_number
             from courses_ledger where course_id = any($1) order by course_id for update"
        ),
        params![*course_ids],
    )?;
    gather(conn, course_ids, &ledgers)
}

/// Reads a ledger without holding anyone up, for pages that explain it.
///
/// # Errors
/// Any database error.
pub fn peek_ledger(conn: &mut Conn, course_id: &str) -> DbResult<Option<Locked>> {
    let ledgers = conn.rows(
        sql!(
            "select course_id, capacity, waiting_max, taken, waiting, waiting_parties, pending, next_number
             from courses_ledger where course_id = $1"
        ),
        params![course_id],
    )?;
    Ok(gather(conn, &[course_id.to_owned()], &ledgers)?.remove(course_id))
}

fn gather(conn: &mut Conn, course_ids: &[String], ledgers: &[Row]) -> DbResult<HashMap<String, Locked>> {
    let courses = conn.rows(
        sql!(
            "select id, status, method, fill, opens_at, closes_at, party_max, offer_hours, starts_at, ends_at
             from courses_course where id = any($1)"
        ),
        params![*course_ids],
    )?;
    let by_id = |r: &Row| Ok((r.get::<String>(0)?, r.clone()));
    let courses: HashMap<String, Row> = courses.iter().map(by_id).collect::<DbResult<_>>()?;
    let mut set_asides = list_set_asides(conn, course_ids)?;
    let mut is_drawn = false;
    for course in courses.values() {
        is_drawn |= course.get::<Method>(2)?.is_drawn();
    }
    let mut drawings = if is_drawn { list_drawings(conn, course_ids)? } else { HashMap::new() };
    let mut locked = HashMap::with_capacity(ledgers.len());
    for l in ledgers {
        let id: String = l.get(0)?;
        if let Some(c) = courses.get(&id) {
            let set_asides = set_asides.remove(&id).unwrap_or_default();
            let mut of_course = read_locked(l, c, set_asides)?;
            if of_course.ledger.method.is_drawn() {
                let new = Drawing { window_minutes: WINDOW_MINUTES, is_closed: false, is_drawn: false };
                of_course.ledger.draw = Some(drawings.remove(&id).unwrap_or(new));
            }
            locked.insert(id, of_course);
        }
    }
    Ok(locked)
}

fn read_locked(l: &Row, c: &Row, set_asides: Vec<SetAside>) -> DbResult<Locked> {
    let ledger = Ledger {
        status: c.get(1)?,
        method: c.get(2)?,
        fill: c.get(3)?,
        opens_at: c.get(4)?,
        closes_at: c.get(5)?,
        ends_at: c.get(9)?,
        party_max: c.get(6)?,
        capacity: l.get(1)?,
        waiting_max: l.get(2)?,
        taken: l.get(3)?,
        waiting: l.get(4)?,
        waiting_parties: l.get(5)?,
        pending: l.get(6)?,
        smallest_waiting: None,
        next_number: l.get(7)?,
        set_asides,
        draw: None,
    };
    Ok(Locked { ledger, offer_hours: c.get(7)?, starts_at: c.get(8)? })
}

fn list_set_asides(conn: &mut Conn, course_ids: &[String]) -> DbResult<HashMap<String, Vec<SetAside>>> {
    let rows = conn.rows(
        sql!(
            "select a.course_id, a.id, a.seats, a.used, a.until_at, p.rule, p.given, p.opens_at
             from courses_set_aside a left join courses_pool p on p.set_aside_id = a.id
             where a.course_id = any($1) order by a.id"
        ),
        params![*course_ids],
    )?;
    let mut by_course: HashMap<String, Vec<SetAside>> = HashMap::new();
    for r in &rows {
        let (rule, given, opens_at): (Option<String>, Option<String>, Option<Instant>) =
            (r.get(5)?, r.get(6)?, r.get(7)?);
        let rule = rule.and_then(|rule| Rule::parse(&rule, &given.unwrap_or_default()));
        let pool = rule.zip(opens_at).map(|(rule, opens_at)| Pool { rule, opens_at });
        let aside = SetAside { id: r.get(1)?, seats: r.get(2)?, used: r.get(3)?, until_at: r.get(4)?, pool };
        by_course.entry(r.get(0)?).or_default().push(aside);
    }
    Ok(by_course)
}

/// Writes ledgers back as one set.
///
/// # Errors
/// Any database error.
pub fn change_ledgers(conn: &mut Conn, ledgers: &[(&str, Ledger)]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = ledgers
        .iter()
        .map(|(id, l)| {
            row![
                *id,
                &l.capacity,
                &l.waiting_max,
                &l.taken,
                &l.waiting,
                &l.waiting_parties,
                &l.pending,
                &l.next_number
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_ledger
             (course_id, capacity, waiting_max, taken, waiting, waiting_parties, pending, next_number)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (course_id) do update set taken = excluded.taken, waiting = excluded.waiting,
             waiting_parties = excluded.waiting_parties, pending = excluded.pending,
             next_number = excluded.next_number"
        ),
        &rows,
    )?;
    Ok(())
}

/// Writes back how many seats of its set-asides a course has given.
///
/// # Errors
/// Any database error.
pub fn change_set_asides(conn: &mut Conn, before: &Ledger, after: &Ledger) -> DbResult<()> {
    for (old, new) in before.set_asides.iter().zip(&after.set_asides) {
        if old.used != new.used {
            conn.execute(
                sql!("update courses_set_aside set used = $2 where id = $1"),
                params![new.id, new.used],
            )?;
        }
    }
    Ok(())
}

/// A registration as the desk needs it.
#[derive(Debug, Clone)]
pub struct Held {
    /// Id.
    pub id: String,
    /// Reference.
    pub reference: String,
    /// State.
    pub status: Status,
    /// Place in the order of arrival.
    pub number: i64,
    /// Seats not cancelled.
    pub size: i64,
    /// Its set-aside.
    pub set_aside_id: Option<String>,
    /// The key of its request.
    pub request_key: String,
    /// Until when an offer is held.
    pub offered_until: Option<Instant>,
    /// Tells two requests with one key apart; empty where nobody asks.
    pub fingerprint: String,
}

/// Whether two requests with one key are not the same, as far as both tell.
pub fn differs(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

impl Held {
    /// Seats that are counted as taken for it already.
    pub fn holds(&self) -> i64 {
        if self.status.holds_seats() { self.size } else { 0 }
    }
}

fn held(r: &Row) -> DbResult<Held> {
    Ok(Held {
        id: r.get(0)?,
        reference: r.get(1)?,
        status: r.get(2)?,
        number: r.get(3)?,
        size: r.get(4)?,
        set_aside_id: r.get(5)?,
        request_key: r.get(6)?,
        offered_until: r.get(7)?,
        fingerprint: r.get(8)?,
    })
}

/// One registration of a course.
///
/// # Errors
/// Any database error.
pub fn find_held(conn: &mut Conn, course_id: &str, id: &str) -> DbResult<Option<Held>> {
    conn.first(
        sql!(
            "select id, reference, status, number, size, set_aside_id, request_key, offered_until, fingerprint
             from courses_registration where id = $2 and course_id = $1"
        ),
        params![course_id, id],
    )?
    .as_ref()
    .map(held)
    .transpose()
}

/// The registrations that were made with these keys before.
///
/// # Errors
/// Any database error.
pub fn list_answered(conn: &mut Conn, keys: &[String]) -> DbResult<Vec<Held>> {
    conn.rows(
        sql!(
            "select id, reference, status, number, size, set_aside_id, request_key, offered_until, fingerprint
             from courses_registration where request_key = any($1)"
        ),
        params![*keys],
    )?
    .iter()
    .map(held)
    .collect()
}

/// The key of a request to a course, as kept: unique in the whole house.
pub fn request_key(course_id: &str, key: &str) -> String {
    format!("{course_id}/{key}")
}

/// Offers of these courses that ran out, by course.
///
/// # Errors
/// Any database error.
pub fn list_run_out(
    conn: &mut Conn,
    course_ids: &[String],
    now: Instant,
) -> DbResult<HashMap<String, Vec<Held>>> {
    let rows = conn.rows(
        sql!(
            "select id, reference, status, number, size, set_aside_id, request_key, offered_until, fingerprint,
                    course_id
             from courses_registration
             where course_id = any($1) and status = 'offered' and offered_until <= $2 order by number"
        ),
        params![*course_ids, now],
    )?;
    let mut by_course: HashMap<String, Vec<Held>> = HashMap::new();
    for r in &rows {
        by_course.entry(r.get(9)?).or_default().push(held(r)?);
    }
    Ok(by_course)
}

/// Which of these persons hold or await a seat: course and person.
///
/// # Errors
/// Any database error.
pub fn list_present(conn: &mut Conn, person_keys: &[String]) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select course_id, person_key from courses_seat where person_key = any($1) and cancelled_at is null"
        ),
        params![*person_keys],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Moves a registration to a new state.
///
/// # Errors
/// Any database error.
pub fn change_status(
    conn: &mut Conn,
    id: &str,
    status: Status,
    now: Instant,
    offered_until: Option<Instant>,
    why: Option<&str>,
) -> DbResult<()> {
    let confirmed = (status == Status::Confirmed).then_some(now);
    let ended = (!status.is_live()).then_some(now);
    let offered = (status == Status::Offered).then_some(now);
    conn.execute(
        sql!(
            "update courses_registration set status = $2, changed_at = $3, offered_until = $4,
             offered_at = coalesce($5, offered_at), confirmed_at = coalesce($6, confirmed_at), ended_at = $7,
             ended_why = coalesce($8, ended_why), turns = turns + 1 where id = $1"
        ),
        params![id, status, now, offered_until, offered, confirmed, ended, why],
    )?;
    Ok(())
}

/// Cancels seats of a registration: those named, or all; says how many were cancelled now.
///
/// # Errors
/// Any database error.
pub fn cancel_seats(conn: &mut Conn, registration_id: &str, seats: &[String], now: Instant) -> DbResult<i64> {
    let touched = if seats.is_empty() {
        conn.execute(
            sql!("update courses_seat set cancelled_at = $2 where registration_id = $1 and cancelled_at is null"),
            params![registration_id, now],
        )?
    } else {
        conn.execute(
            sql!(
                "update courses_seat set cancelled_at = $2
                 where registration_id = $1 and cancelled_at is null and id = any($3)"
            ),
            params![registration_id, now, *seats],
        )?
    };
    Ok(i64::try_from(touched).unwrap_or(i64::MAX))
}

/// How many seats of a registration there are besides those named.
///
/// # Errors
/// Any database error.
pub fn count_others(conn: &mut Conn, registration_id: &str, seats: &[String]) -> DbResult<i64> {
    let row = conn.first(
        sql!(
            "select count(*) from courses_seat
             where registration_id = $1 and cancelled_at is null and not (id = any($2))"
        ),
        params![registration_id, *seats],
    )?;
    row.map_or(Ok(0), |r| r.get(0))
}

/// Sets how many seats a party still has.
///
/// # Errors
/// Any database error.
pub fn change_size(conn: &mut Conn, id: &str, size: i64, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update courses_registration set size = $2, changed_at = $3 where id = $1"),
        params![id, size, now],
    )?;
    Ok(())
}

/// Keeps why staff went over the limit for a party.
///
/// # Errors
/// Any database error.
pub fn change_over_reason(conn: &mut Conn, id: &str, why: Option<&str>) -> DbResult<()> {
    conn.execute(sql!("update courses_registration set over_reason = $2 where id = $1"), params![id, why])?;
    Ok(())
}

/// Notes that parties without e-mail have something to learn by telephone; those with e-mail get
/// mail and are left alone.
///
/// # Errors
/// Any database error.
pub fn note_calls(conn: &mut Conn, ids: &[String], now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update courses_registration set call_since = $2 where id = any($1) and email = ''"),
        params![*ids, now],
    )?;
    Ok(())
}

/// A registration to be written.
#[derive(Debug)]
pub struct NewRow<'a> {
    /// The course.
    pub course_id: &'a str,
    /// Id.
    pub id: String,
    /// Reference.
    pub reference: String,
    /// State it begins in.
    pub status: Status,
    /// Place in the order of arrival.
    pub number: i64,
    /// What was asked.
    pub party: &'a crate::desk::NewParty,
    /// Id of each member's seat.
    pub seats: Vec<String>,
    /// The set-aside its seats come out of.
    pub set_aside: Option<String>,
}

/// Writes registrations and their seats as two sets.
///
/// # Errors
/// Any database error.
pub fn add_registrations(conn: &mut Conn, now: Instant, new: &[NewRow<'_>]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = new.iter().map(|n| registration_row(&now, n)).collect();
    conn.insert_many(
        sql!(
            "insert into courses_registration
             (id, reference, course_id, number, status, size, request_key, name, phone, email, language, channel,
              registered_by, set_aside_id, over_reason, answers, notice_version, created_at, changed_at,
              confirmed_at, fingerprint, household)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                     $21, $22)"
        ),
        &rows,
    )?;
    let seats: Vec<Vec<_>> = new.iter().flat_map(seat_rows).collect();
    conn.insert_many(
        sql!(
            "insert into courses_seat
             (id, registration_id, course_id, number, name, person_key, birth_year, sex, district, answers)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &seats,
    )?;
    Ok(())
}

fn registration_row<'a>(now: &'a Instant, n: &'a NewRow<'a>) -> Vec<Param<'a>> {
    let p = n.party;
    let aside = &n.set_aside;
    let size = Param::Int(i64::try_from(p.members.len()).unwrap_or(i64::MAX));
    let confirmed = if n.status == Status::Confirmed { now.to_param() } else { Param::Null };
    let key = Param::Text(request_key(n.course_id, &p.key).into());
    let mut row = row![&n.id, &n.reference, n.course_id, &n.number, &n.status];
    row.extend([size, key]);
    row.extend(row![
        &p.name,
        &p.phone,
        &p.email,
        &p.language,
        &p.channel,
        &p.registered_by,
        aside,
        &p.over_reason,
        &p.answers,
        &p.notice_version,
        now,
        now,
    ]);
    row.push(confirmed);
    row.extend(row![&p.fingerprint, &p.household]);
    row
}

fn seat_rows<'a>(n: &'a NewRow<'a>) -> impl Iterator<Item = Vec<Param<'a>>> {
    n.party.members.iter().zip(&n.seats).enumerate().map(move |(i, (m, id))| {
        let mut row = row![id, &n.id, n.course_id];
        row.push(Param::Int(i64::try_from(i + 1).unwrap_or(i64::MAX)));
        row.extend(row![&m.name, &m.person_key, &m.birth_year, &m.sex, &m.district, &m.answers]);
        row
    })
}
