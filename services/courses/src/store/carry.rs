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

/// What a party was asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The list.
    pub carry: Carry,
    /// Empty, `yes` or `no`.
    pub answer: String,
    /// What became of its yes, as a code; empty before the time.
    pub outcome: String,
}

/// What this party was asked.
///
/// # Errors
/// Any database error.
pub fn find_of(conn: &mut Conn, registration_id: &str) -> DbResult<Option<Asked>> {
    let row = conn.first(
        sql!("select carry_id, answer, outcome from courses_carry_party where registration_id = $1"),
        params![registration_id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (id, answer, outcome): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(find(conn, &id)?.map(|carry| Asked { carry, answer, outcome }))
}

/// The answer of a party.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Id of its registration in the line.
    pub registration_id: String,
    /// `yes` or `no`.
    pub answer: String,
    /// The notice of the next run it agreed to.
    pub notice_version: String,
    /// Whether it declared to belong to the target group of the next run.
    pub declared: bool,
}

/// Keeps an answer.
///
/// # Errors
/// Any database error.
pub fn answer(conn: &mut Conn, said: &Said, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_carry_party set answer = $2, notice_version = $3, declared = $4, answered_at = $5
             where registration_id = $1"
        ),
        params![said.registration_id, said.answer, said.notice_version, said.declared, now],
    )?;
    Ok(())
}

/// Those who said yes, still wait and were not carried yet, in their order.
///
/// # Errors
/// Any database error.
pub fn list_willing(conn: &mut Conn, carry_id: &str) -> DbResult<Vec<Said>> {
    conn.rows(
        sql!(
            "select p.registration_id, p.answer, p.notice_version, p.declared from courses_carry_party p
             join courses_registration r on r.id = p.registration_id and r.status = 'waitlisted'
             where p.carry_id = $1 and p.answer = 'yes' and p.outcome = '' order by p.place"
        ),
        params![carry_id],
    )?
    .iter()
    .map(|r| {
        Ok(Said {
            registration_id: r.get(0)?,
            answer: r.get(1)?,
            notice_version: r.get(2)?,
            declared: r.get(3)?,
        })
    })
    .collect()
}

/// Keeps what became of these parties.
///
/// # Errors
/// Any database error.
pub fn change_outcome(conn: &mut Conn, registration_ids: &[String], outcome: &str) -> DbResult<()> {
    conn.execute(
        sql!("update courses_carry_party set outcome = $2 where registration_id = any($1)"),
        params![*registration_ids, outcome],
    )?;
    Ok(())
}

/// How many parties of a course were asked, and what came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Asked.
    pub parties: i64,
    /// Said yes.
    pub yes: i64,
    /// Said no.
    pub no: i64,
    /// Came into the next line.
    pub carried: i64,
    /// Said yes and could not be taken into it.
    pub refused: i64,
}

/// How many parties of a course were asked, and what came of it.
///
/// # Errors
/// Any database error.
pub fn count(conn: &mut Conn, course_id: &str) -> DbResult<Count> {
    let rows = conn.rows(
        sql!(
            "select p.answer, p.outcome, count(*)
             from courses_carry_party p join courses_carry c on c.id = p.carry_id where c.from_id = $1
             group by p.answer, p.outcome"
        ),
        params![course_id],
    )?;
    let mut count = Count::default();
    for r in &rows {
        let (answer, outcome, parties): (String, String, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
        count.parties += parties;
        count.yes += if answer == "yes" { parties } else { 0 };
        count.no += if answer == "no" { parties } else { 0 };
        match outcome.as_str() {
            "" => {}
            "carried" => count.carried += parties,
            _ => count.refused += parties,
        }
    }
    Ok(count)
}

/// A party that said yes and could not be taken into the next line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCarried {
    /// Id of its registration in the earlier line.
    pub registration_id: String,
    /// Name of its head.
    pub name: String,
    /// Title of the next run.
    pub to: String,
    /// Why, as a code.
    pub outcome: String,
}

/// The parties of a course that said yes and could not be taken into the next line.
///
/// # Errors
/// Any database error.
pub fn list_not_carried(conn: &mut Conn, course_id: &str) -> DbResult<Vec<NotCarried>> {
    conn.rows(
        sql!(
            "select p.registration_id, r.name, t.title, p.outcome from courses_carry_party p
             join courses_carry c on c.id = p.carry_id join courses_course t on t.id = c.to_id
             join courses_registration r on r.id = p.registration_id
             where c.from_id = $1 and p.outcome not in ('', 'carried') order by c.created_at, p.place limit 1000"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| {
        Ok(NotCarried {
            registration_id: r.get(0)?,
            name: r.get(1)?,
            to: r.get(2)?,
            outcome: r.get(3)?,
        })
    })
    .collect()
}
