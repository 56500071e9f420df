//! Courses as everyone may find them: lists, boards, feeds. Drafts and secret courses are in none.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use super::course::{also_for, session};
use super::draw::{Lots, WINDOW_MINUTES};
use crate::model::{CourseStatus, Method, Places, Session};
use crate::rules::draw::entries_until;

/// What a list of courses is narrowed to; empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Search terms, all of which must be there (see `office::terms`).
    pub terms: Vec<String>,
    /// Category code.
    pub category: String,
    /// Method of teaching, as a code.
    pub teaching: String,
    /// District code.
    pub district: String,
    /// Target group, as a code; among those a course is meant for.
    pub audience: String,
    /// First day, as an instant.
    pub from: Option<Instant>,
    /// Only courses that have a seat and take registrations now.
    pub open: bool,
    /// After this course: its start and id, from the page before.
    pub after: Option<(Instant, String)>,
}

/// A line of a list of courses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: String,
    /// Word in its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// Summary.
    pub summary: String,
    /// Summary in English.
    pub summary_en: String,
    /// Category code.
    pub category: String,
    /// District code.
    pub district: String,
    /// Venue.
    pub place: String,
    /// Venue in English.
    pub place_en: String,
    /// Its address.
    pub address: String,
    /// Its address in English.
    pub address_en: String,
    /// Held online.
    pub online: bool,
    /// First session.
    pub starts_at: Instant,
    /// End of the last session.
    pub ends_at: Instant,
    /// Registration opens.
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// Where it stands.
    pub status: CourseStatus,
    /// How places are given.
    pub method: Method,
    /// Its seats.
    pub places: Places,
    /// Fee in NT$.
    pub fee: i64,
    /// Target group it is counted by, as a code.
    pub audience: String,
    /// Other target groups.
    pub also_for: Vec<String>,
    /// Method of teaching, as a code.
    pub teaching: String,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Its draw, while one is to come.
    pub lots: Option<Lots>,
}

/// Announced courses that have not ended, soonest first; secret ones are never listed.
///
/// # Errors
/// Any database error.
pub fn list_public(conn: &mut Conn, filter: &Filter, now: Instant, limit: i64) -> DbResult<Vec<Line>> {
    let terms = i64::try_from(filter.terms.len()).unwrap_or(i64::MAX);
    let (after, after_id) = match &filter.after {
        Some((at, id)) => (at.to_string(), id.as_str()),
        None => (String::new(), ""),
    };
    let from = filter.from.unwrap_or(now).max(now);
    // The inner query finds the few ids; only they are looked up in full.
    conn.rows(
        sql!(
            "select c.id, c.slug, c.title, c.title_en, c.summary, c.summary_en, c.category, c.district, c.place,
                    c.starts_at, c.ends_at, c.opens_at, c.closes_at, c.status, c.method, l.capacity, l.taken,
                    l.waiting, l.waiting_max,
                    cast(coalesce((select sum(a.seats - a.used) from courses_set_aside a
                                   where a.course_id = c.id and a.until_at > $2), 0) as bigint),
                    c.fee, c.audience, c.teaching, c.address, c.online, c.changed_at, c.fill,
                    c.place_en, c.address_en,
                    coalesce((select string_agg(a.audience, ' ') from courses_also_for a
                              where a.course_id = c.id), ''),
                    d.window_minutes, d.closed_at, d.drawn_at,
                    case when c.method in ('window', 'lottery') and d.drawn_at is null
                         then (select count(*) from courses_registration r
                               where r.course_id = c.id and r.status = 'entered') else 0 end,
                    case when c.method in ('window', 'lottery') and d.drawn_at is null
                         then (select cast(coalesce(sum(r.size), 0) as bigint) from courses_registration r
                               where r.course_id = c.id and r.status = 'entered') else 0 end
             from courses_course c join courses_ledger l on l.course_id = c.id
             left join courses_draw d on d.course_id = c.id
             where c.id in (
               select c.id from courses_course c
               where c.status <> 'draft' and c.secret is null and c.ends_at > $1
               and ($3 = '' or c.category = $3) and ($4 = '' or c.teaching = $4)
               and ($5 = '' or c.district = $5) and ($6 = '' or c.audience = $6 or exists
                    (select 1 from courses_also_for a where a.audience = $6 and a.course_id = c.id))
               and ($7 <> 1 or c.id in (select t.course_id from courses_term t where t.term = $13))
               and ($7 < 2 or c.id in (select t.course_id from courses_term t where t.term = any($8)
                                       group by t.course_id having count(*) = $7))
               and (not $9 or (c.status = 'published' and c.opens_at <= $2 and c.closes_at > $2 and exists
                    (select 1 from courses_ledger l where l.course_id = c.id
                      and (l.waiting = 0 or c.fill = 'what-fits') and l.capacity - l.taken >
                      (select coalesce(sum(a.seats - a.used), 0) from courses_set_aside a
                       where a.course_id = c.id and a.until_at > $2))))
               and (c.starts_at > $10 or (c.starts_at = $10 and c.id > $11))
               order by c.starts_at, c.id limit $12)
             order by c.starts_at, c.id"
        ),
        params![
            from,
            now,
            filter.category,
            filter.teaching,
            filter.district,
            filter.audience,
            terms,
            filter.terms,
            filter.open,
            after,
            after_id,
            limit,
            filter.terms.first().map_or("", String::as_str)
        ],
    )?
    .iter()
    .map(line)
    .collect()
}

fn line(r: &Row) -> DbResult<Line> {
    let (capacity, taken, kept): (i64, i64, i64) = (r.get(15)?, r.get(16)?, r.get(19)?);
    Ok(Line {
        id: r.get(0)?,
        slug: r.get(1)?,
        title: r.get(2)?,
        title_en: r.get(3)?,
        summary: r.get(4)?,
        summary_en: r.get(5)?,
        category: r.get(6)?,
        district: r.get(7)?,
        place: r.get(8)?,
        place_en: r.get(27)?,
        address_en: r.get(28)?,
        starts_at: r.get(9)?,
        ends_at: r.get(10)?,
        opens_at: r.get(11)?,
        closes_at: r.get(12)?,
        status: r.get(13)?,
        method: r.get(14)?,
        places: Places {
            capacity,
            left: (capacity - taken - kept).max(0),
            waiting: r.get(17)?,
            waiting_max: r.get(18)?,
            fill: r.get(26)?,
        },
        fee: r.get(20)?,
        audience: r.get(21)?,
        also_for: also_for(&r.get::<String>(29)?),
        teaching: r.get(22)?,
        address: r.get(23)?,
        online: r.get(24)?,
        changed_at: r.get(25)?,
        lots: lots(r)?,
    })
}

/// The draw of a course that has one to come.
fn lots(r: &Row) -> DbResult<Option<Lots>> {
    let method: Method = r.get(14)?;
    if !method.is_drawn() || r.get::<Option<Instant>>(32)?.is_some() {
        return Ok(None);
    }
    let minutes = r.get::<Option<i64>>(30)?.unwrap_or(WINDOW_MINUTES);
    Ok(Some(Lots {
        until: entries_until(method, r.get(11)?, r.get(12)?, minutes),
        is_closed: r.get::<Option<Instant>>(31)?.is_some(),
        entries: r.get(33)?,
        persons: r.get(34)?,
    }))
}

/// The sessions of several courses, with the course's id, in order.
///
/// # Errors
/// Any database error.
pub fn list_sessions_of(conn: &mut Conn, course_ids: &[String]) -> DbResult<Vec<(String, Session)>> {
    conn.rows(
        sql!(
            "select id, number, starts_at, ends_at, topic, revision, cancelled, topic_en, course_id from courses_session
             where course_id = any($1) order by course_id, number"
        ),
        params![course_ids],
    )?
    .iter()
    .map(|r| Ok((r.get(8)?, session(r)?)))
    .collect()
}

/// The next moment at which a list looks different although nobody writes: registration opens or
/// closes somewhere, kept seats fall back, a course ends.
///
/// # Errors
/// Any database error.
pub fn find_next_change(conn: &mut Conn, now: Instant) -> DbResult<Option<Instant>> {
    let row = conn.first(
        sql!(
            "select min(m.moment) from (
               select min(opens_at) as moment from courses_course where opens_at > $1
               union all select min(closes_at) from courses_course where closes_at > $1
               union all select min(ends_at) from courses_course where ends_at > $1
               union all select min(until_at) from courses_set_aside where until_at > $1) m"
        ),
        params![now],
    )?;
    row.map_or(Ok(None), |r| r.get(0))
}

/// A meeting on the lobby board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnBoard {
    /// Title of the course.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// What the meeting is about.
    pub topic: String,
    /// Venue.
    pub place: String,
    /// Venue in English.
    pub place_en: String,
    /// The room that is booked, if one is.
    pub room: Option<String>,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Whether the course or the meeting is called off.
    pub cancelled: bool,
    /// Held online.
    pub online: bool,
}

/// The next meetings that have not ended, soonest first.
///
/// # Errors
/// Any database error.
pub fn list_on_board(conn: &mut Conn, now: Instant, limit: i64) -> DbResult<Vec<OnBoard>> {
    conn.rows(
        sql!(
            "select c.title, c.title_en, s.topic, c.place,
                    (select min(r.name) from courses_booking b join courses_resource r on r.id = b.resource_id
                     where b.session_id = s.id and r.kind = 'room'),
                    s.starts_at, s.ends_at, s.cancelled or c.status = 'cancelled', c.online, c.place_en
             from courses_session s join courses_course c on c.id = s.course_id
             where s.starts_at > $2 and s.ends_at > $1 and c.status <> 'draft' and c.secret is null
             order by s.starts_at, s.id limit $3"
        ),
        // A meeting lasts less than two days; the start is what the index knows.
        params![now, now.plus_seconds(-2 * 86_400), limit],
    )?
    .iter()
    .map(|r| {
        Ok(OnBoard {
            title: r.get(0)?,
            title_en: r.get(1)?,
            topic: r.get(2)?,
            place: r.get(3)?,
            room: r.get(4)?,
            starts_at: r.get(5)?,
            ends_at: r.get(6)?,
            cancelled: r.get(7)?,
            online: r.get(8)?,
            place_en: r.get(9)?,
        })
    })
    .collect()
}

/// Seats kept back until a time, as the course page explains them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBack {
    /// For whom.
    pub label: String,
    /// The same in English; empty when there is none.
    pub label_en: String,
    /// How many.
    pub seats: i64,
    /// When the rest falls back to everyone.
    pub until_at: Instant,
    /// From when its people may register, when they do not register with everybody (R11).
    pub opens_at: Option<Instant>,
}

/// What is kept back in a course now.
///
/// # Errors
/// Any database error.
pub fn list_kept_back(conn: &mut Conn, course_id: &str, now: Instant) -> DbResult<Vec<KeptBack>> {
    conn.rows(
        sql!(
            "select a.label, a.seats, a.until_at, p.opens_at, a.label_en from courses_set_aside a
             left join courses_pool p on p.set_aside_id = a.id
             where a.course_id = $1 and a.until_at > $2 order by a.until_at, a.id"
        ),
        params![course_id, now],
    )?
    .iter()
    .map(|r| {
        Ok(KeptBack {
            label: r.get(0)?,
            seats: r.get(1)?,
            until_at: r.get(2)?,
            opens_at: r.get(3)?,
            label_en: r.get(4)?,
        })
    })
    .collect()
}
