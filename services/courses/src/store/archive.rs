//! Courses that are over, as everyone may find them: no names, only how many came (R5).

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

/// A course that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Id.
    pub id: String,
    /// Word in its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// Category code.
    pub category: String,
    /// District code.
    pub district: String,
    /// Venue.
    pub place: String,
    /// Venue in English.
    pub place_en: String,
    /// Held online.
    pub online: bool,
    /// First session.
    pub starts_at: Instant,
    /// End of the last session.
    pub ends_at: Instant,
    /// Sessions that were held.
    pub sessions: i64,
    /// Attendances: who came by name and who was only counted, over all sessions (人次).
    pub attended: i64,
}

fn past(r: &Row) -> DbResult<Past> {
    Ok(Past {
        id: r.get(0)?,
        slug: r.get(1)?,
        title: r.get(2)?,
        title_en: r.get(3)?,
        category: r.get(4)?,
        district: r.get(5)?,
        place: r.get(6)?,
        place_en: r.get(7)?,
        online: r.get(8)?,
        starts_at: r.get(9)?,
        ends_at: r.get(10)?,
        sessions: r.get(11)?,
        attended: r.get(12)?,
    })
}

/// What the archive is narrowed to; empty fields do not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Search terms, all of which must be there.
    pub terms: Vec<String>,
    /// Category code.
    pub category: String,
    /// Before this course: its start and id, from the page before.
    pub before: Option<(Instant, String)>,
}

/// Courses that were held and are over, latest first. Those of a secret link are in no list.
///
/// # Errors
/// Any database error.
pub fn list_past(conn: &mut Conn, filter: &Filter, now: Instant, limit: i64) -> DbResult<Vec<Past>> {
    let terms = i64::try_from(filter.terms.len()).unwrap_or(i64::MAX);
    let (before, before_id) = match &filter.before {
        Some((at, id)) => (at.to_string(), id.as_str()),
        None => (String::new(), ""),
    };
    // The inner query finds the few ids; only theirs are counted.
    conn.rows(
        sql!(
            "select c.id, c.slug, c.title, c.title_en, c.category, c.district, c.place, c.place_en, c.online,
                    c.starts_at, c.ends_at,
                    (select count(*) from courses_session s where s.course_id = c.id and not s.cancelled),
                    (select count(*) from courses_session s join courses_attendance a on a.session_id = s.id
                     where s.course_id = c.id)
                    + cast(coalesce((select sum(h.persons) from courses_session s
                                     join courses_head_count h on h.session_id = s.id
                                     where s.course_id = c.id), 0) as bigint)
             from courses_course c
             where c.id in (
               select c.id from courses_course c
               where c.status = 'published' and c.secret is null and c.ends_at <= $1
               and ($2 = '' or c.category = $2)
               and ($3 = 0 or c.id in (select t.course_id from courses_term t where t.term = any($4)
                                       group by t.course_id having count(*) = $3))
               and ($5 = '' or c.starts_at < $5 or (c.starts_at = $5 and c.id < $6))
               order by c.starts_at desc, c.id desc limit $7)
             order by c.starts_at desc, c.id desc"
        ),
        params![now, filter.category, terms, filter.terms, before, before_id, limit],
    )?
    .iter()
    .map(past)
    .collect()
}

/// The runs of a series that are over, latest first: the history of a course.
///
/// # Errors
/// Any database error.
pub fn list_runs(
    conn: &mut Conn,
    series_id: &str,
    but_id: &str,
    now: Instant,
    limit: i64,
) -> DbResult<Vec<Past>> {
    conn.rows(
        sql!(
            "select c.id, c.slug, c.title, c.title_en, c.category, c.district, c.place, c.place_en, c.online,
                    c.starts_at, c.ends_at,
                    (select count(*) from courses_session s where s.course_id = c.id and not s.cancelled),
                    (select count(*) from courses_session s join courses_attendance a on a.session_id = s.id
                     where s.course_id = c.id)
                    + cast(coalesce((select sum(h.persons) from courses_session s
                                     join courses_head_count h on h.session_id = s.id
                                     where s.course_id = c.id), 0) as bigint)
             from courses_course c
             where c.series_id = $1 and c.id <> $2 and c.status = 'published' and c.secret is null
               and c.ends_at <= $3
             order by c.starts_at desc, c.id desc limit $4"
        ),
        params![series_id, but_id, now, limit],
    )?
    .iter()
    .map(past)
    .collect()
}

/// Words in the addresses of all announced courses that are not over, with their last change.
///
/// # Errors
/// Any database error.
pub fn list_alive(conn: &mut Conn, now: Instant, limit: i64) -> DbResult<Vec<(String, Instant)>> {
    conn.rows(
        sql!(
            "select slug, changed_at from courses_course
             where status <> 'draft' and secret is null and ends_at > $1 order by starts_at, id limit $2"
        ),
        params![now, limit],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
