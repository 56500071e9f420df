//! Interest left before a course opens (R12): an e-mail address, how many, and from where.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

/// Somebody who would like to be told when a course opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interest {
    /// Id; part of the signed link.
    pub id: String,
    /// The course.
    pub course_id: String,
    /// E-mail address.
    pub email: String,
    /// How many would come.
    pub persons: i64,
    /// District, as a code; may be empty.
    pub district: String,
    /// Language to write in.
    pub language: String,
    /// When the address was confirmed.
    pub confirmed_at: Option<Instant>,
    /// How many were typed after that, and not yet confirmed by the link.
    pub asked_persons: Option<i64>,
}

impl Interest {
    /// How many would come, as it was said last.
    pub fn said_last(&self) -> i64 {
        self.asked_persons.unwrap_or(self.persons)
    }

    /// Whether its owner has confirmed all that was said.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some() && self.asked_persons.is_none()
    }
}

fn interest(r: &Row) -> DbResult<Interest> {
    Ok(Interest {
        id: r.get(0)?,
        course_id: r.get(1)?,
        email: r.get(2)?,
        persons: r.get(3)?,
        district: r.get(4)?,
        language: r.get(5)?,
        confirmed_at: r.get(6)?,
        asked_persons: r.get(7)?,
    })
}

/// Keeps an interest, or what was typed anew; once the address is confirmed that waits for its owner's
/// word (others may type an address). Answers what is kept for this course and address.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, new: &Interest, now: Instant) -> DbResult<Option<Interest>> {
    conn.execute(
        sql!(
            "insert into courses_interest (id, course_id, email, persons, district, language, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (course_id, email) do nothing"
        ),
        params![new.id, new.course_id, new.email, new.persons, new.district, new.language, now],
    )?;
    conn.execute(
        sql!(
            "update courses_interest set persons = $3, district = $4, language = $5
             where course_id = $1 and email = $2 and confirmed_at is null"
        ),
        params![new.course_id, new.email, new.persons, new.district, new.language],
    )?;
    conn.execute(
        sql!(
            "update courses_interest set asked_persons = $3, asked_district = $4
             where course_id = $1 and email = $2 and confirmed_at is not null"
        ),
        params![new.course_id, new.email, new.persons, new.district],
    )?;
    conn.first(
        sql!(
            "select id, course_id, email, persons, district, language, confirmed_at, asked_persons
             from courses_interest where course_id = $1 and email = $2"
        ),
        params![new.course_id, new.email],
    )?
    .as_ref()
    .map(interest)
    .transpose()
}

/// One interest.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Interest>> {
    conn.first(
        sql!(
            "select id, course_id, email, persons, district, language, confirmed_at, asked_persons
             from courses_interest where id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(interest)
    .transpose()
}

/// Notes that the address is its owner's, and takes over what was typed since.
///
/// # Errors
/// Any database error.
pub fn confirm(conn: &mut Conn, id: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_interest set confirmed_at = coalesce(confirmed_at, $2),
             persons = coalesce(asked_persons, persons), district = coalesce(asked_district, district),
             asked_persons = null, asked_district = null where id = $1"
        ),
        params![id, now],
    )?;
    Ok(())
}

/// Forgets these.
///
/// # Errors
/// Any database error.
pub fn remove(conn: &mut Conn, ids: &[String]) -> DbResult<()> {
    conn.execute(sql!("delete from courses_interest where id = any($1)"), params![*ids])?;
    Ok(())
}

/// Whoever never confirmed since then, whoever was told before then, and whose course closed before then
/// without anybody being told.
///
/// # Errors
/// Any database error.
pub fn list_old(conn: &mut Conn, unconfirmed_before: Instant, told_before: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select i.id from courses_interest i join courses_course c on c.id = i.course_id
             where (i.confirmed_at is null and i.created_at < $1) or i.told_at < $2 or c.closes_at < $2
             order by i.id limit 1000"
        ),
        params![unconfirmed_before, told_before],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Who is to be told now that their course is open, or that it was called off before, at most so many.
///
/// # Errors
/// Any database error.
pub fn list_to_tell(conn: &mut Conn, now: Instant, limit: i64) -> DbResult<Vec<Interest>> {
    conn.rows(
        sql!(
            "select i.id, i.course_id, i.email, i.persons, i.district, i.language, i.confirmed_at, i.asked_persons
             from courses_interest i join courses_course c on c.id = i.course_id
             where i.told_at is null and i.confirmed_at is not null
             and (c.status = 'published' and c.opens_at <= $1 and c.closes_at > $1
                  or c.status = 'cancelled' and c.ends_at > $1) order by i.confirmed_at, i.id limit $2"
        ),
        params![now, limit],
    )?
    .iter()
    .map(interest)
    .collect()
}

/// Notes that these were told.
///
/// # Errors
/// Any database error.
pub fn note_told(conn: &mut Conn, ids: &[String], now: Instant) -> DbResult<()> {
    conn.execute(sql!("update courses_interest set told_at = $2 where id = any($1)"), params![*ids, now])?;
    Ok(())
}

/// Confirmed interest in a course by district: district, parties, persons; most persons first.
///
/// # Errors
/// Any database error.
pub fn count_by_district(conn: &mut Conn, course_id: &str) -> DbResult<Vec<(String, i64, i64)>> {
    conn.rows(
        sql!(
            "select district, count(*), cast(sum(persons) as bigint) from courses_interest
             where course_id = $1 and confirmed_at is not null group by district
             order by sum(persons) desc, district"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}
