//! The counts behind the measures. Each is one statement over the sessions (or courses) that begin
//! in a span of time, announced and not called off, so that all measures of a period are about the
//! same things; none runs once per row.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

/// Counts of one session or course, with all it can be split by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// When it begins.
    pub at: Instant,
    /// Category, as a code.
    pub category: String,
    /// District it is held in, as a code.
    pub district: String,
    /// Target group, as a code.
    pub audience: String,
    /// What is counted.
    pub part: i64,
    /// What it is a part of, for shares.
    pub whole: i64,
}

fn slice(r: &Row) -> DbResult<Slice> {
    Ok(Slice {
        at: r.get(0)?,
        category: r.get(1)?,
        district: r.get(2)?,
        audience: r.get(3)?,
        part: r.get(4)?,
        whole: r.get(5)?,
    })
}

/// Sessions, each counted as one.
///
/// # Errors
/// Any database error.
pub fn list_sessions(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select s.starts_at, c.category, c.district, c.audience, cast(1 as bigint), cast(1 as bigint)
             from courses_session s join courses_course c on c.id = s.course_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             order by s.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// Persons that came, by session, with those only counted.
///
/// # Errors
/// Any database error.
pub fn list_attended(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select s.starts_at, c.category, c.district, c.audience,
                    (select count(*) from courses_attendance a where a.session_id = s.id)
                    + cast(coalesce((select sum(h.persons) from courses_head_count h
                                     where h.session_id = s.id), 0) as bigint),
                    cast(1 as bigint)
             from courses_session s join courses_course c on c.id = s.course_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             order by s.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// Persons with a seat who did not come (`part`) of all with a seat (`whole`), by session; only
/// sessions to which somebody was checked in, for where nobody was, nobody noted who came.
///
/// # Errors
/// Any database error.
pub fn list_no_shows(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    let rows = conn.rows(
        sql!(
            "select s.starts_at, c.category, c.district, c.audience,
                    (select count(*) from courses_attendance a where a.session_id = s.id),
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = c.id and r.status = 'confirmed'), 0) as bigint)
             from courses_session s join courses_course c on c.id = s.course_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
               and exists (select 1 from courses_attendance a where a.session_id = s.id)
             order by s.starts_at"
        ),
        params![from, before],
    )?;
    let slices = rows.iter().map(slice).map(|s| s.map(|s| Slice { part: (s.whole - s.part).max(0), ..s }));
    slices.collect()
}

/// Certificates in force, by course.
///
/// # Errors
/// Any database error.
pub fn list_certificates(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select c.starts_at, c.category, c.district, c.audience,
                    (select count(*) from courses_certificate x where x.course_id = c.id and x.withdrawn_at is null),
                    cast(1 as bigint)
             from courses_course c
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2 order by c.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// Seats given (`part`) of the seats there were (`whole`), by course.
///
/// # Errors
/// Any database error.
pub fn list_seats(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select c.starts_at, c.category, c.district, c.audience,
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = c.id and r.status = 'confirmed'), 0) as bigint),
                    l.capacity
             from courses_course c join courses_ledger l on l.course_id = c.id
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2 order by c.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// How often the pages of courses were opened, by course.
///
/// # Errors
/// Any database error.
pub fn list_views(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select c.starts_at, c.category, c.district, c.audience,
                    cast(coalesce((select sum(v.views) from courses_view v where v.course_id = c.id), 0) as bigint),
                    cast(1 as bigint)
             from courses_course c
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2 order by c.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// Persons in all registrations, whatever became of them, by course; a place that was handed over is one.
///
/// # Errors
/// Any database error.
pub fn list_asked(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select c.starts_at, c.category, c.district, c.audience,
                    (select count(distinct p.registration_id || ' ' || cast(p.number as text))
                     from courses_registration r join courses_seat p on p.registration_id = r.id
                     where r.course_id = c.id),
                    cast(1 as bigint)
             from courses_course c
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2 order by c.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// Persons with a place who came at least once, by course.
///
/// # Errors
/// Any database error.
pub fn list_came(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select c.starts_at, c.category, c.district, c.audience,
                    (select count(*) from courses_registration r join courses_seat p on p.registration_id = r.id
                     where r.course_id = c.id and r.status = 'confirmed'
                       and exists (select 1 from courses_attendance a where a.seat_id = p.id)),
                    cast(1 as bigint)
             from courses_course c
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2 order by c.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// Registrations that came over the network (`part`) of all registrations (`whole`), by course.
///
/// # Errors
/// Any database error.
pub fn list_registrations(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Slice>> {
    conn.rows(
        sql!(
            "select c.starts_at, c.category, c.district, c.audience,
                    (select count(*) from courses_registration r
                     where r.course_id = c.id and r.channel in ('web', 'line')),
                    (select count(*) from courses_registration r where r.course_id = c.id)
             from courses_course c
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2 order by c.starts_at"
        ),
        params![from, before],
    )?
    .iter()
    .map(slice)
    .collect()
}

/// Registrations by channel.
///
/// # Errors
/// Any database error.
pub fn count_registrations_by_channel(
    conn: &mut Conn,
    from: Instant,
    before: Instant,
) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!(
            "select r.channel, count(*) from courses_course c join courses_registration r on r.course_id = c.id
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2
             group by r.channel order by r.channel"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Persons that came by name, by sex.
///
/// # Errors
/// Any database error.
pub fn count_attended_by_sex(
    conn: &mut Conn,
    from: Instant,
    before: Instant,
) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!(
            "select p.sex, count(*)
             from courses_session s join courses_course c on c.id = s.course_id
                  join courses_attendance a on a.session_id = s.id join courses_seat p on p.id = a.seat_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             group by p.sex order by p.sex"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Persons that came by name, by the year of the session and their year of birth.
///
/// # Errors
/// Any database error.
pub fn count_attended_by_birth_year(
    conn: &mut Conn,
    from: Instant,
    before: Instant,
) -> DbResult<Vec<(i64, Option<i64>, i64)>> {
    // The year in UTC is the year in Taipei except before eight on New Year's morning.
    conn.rows(
        sql!(
            "select cast(substr(s.starts_at, 1, 4) as bigint), p.birth_year, count(*)
             from courses_session s join courses_course c on c.id = s.course_id
                  join courses_attendance a on a.session_id = s.id join courses_seat p on p.id = a.seat_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             group by substr(s.starts_at, 1, 4), p.birth_year"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// Persons that came by name, by the channel of their registration.
///
/// # Errors
/// Any database error.
pub fn count_attended_by_channel(
    conn: &mut Conn,
    from: Instant,
    before: Instant,
) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!(
            "select r.channel, count(*)
             from courses_session s join courses_course c on c.id = s.course_id
                  join courses_attendance a on a.session_id = s.id join courses_seat p on p.id = a.seat_id
                  join courses_registration r on r.id = p.registration_id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             group by r.channel order by r.channel"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Persons that came by name, each once however often they came (A6), erased ones too.
///
/// # Errors
/// Any database error.
pub fn count_persons(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<i64> {
    let row = conn.first(
        sql!(
            "select count(distinct coalesce(w.word, p.person_key))
             from courses_session s join courses_course c on c.id = s.course_id
                  join courses_attendance a on a.session_id = s.id join courses_seat p on p.id = a.seat_id
                  left join courses_counted_as w
                  on w.person_key = p.person_key and w.year = substr(c.ends_at, 1, 4)
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'"
        ),
        params![from, before],
    )?;
    row.map_or(Ok(0), |r| r.get(0))
}

/// The same by category, each person once in each.
///
/// # Errors
/// Any database error.
pub fn count_persons_by_category(
    conn: &mut Conn,
    from: Instant,
    before: Instant,
) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!(
            "select c.category, count(distinct coalesce(w.word, p.person_key))
             from courses_session s join courses_course c on c.id = s.course_id
                  join courses_attendance a on a.session_id = s.id join courses_seat p on p.id = a.seat_id
                  left join courses_counted_as w
                  on w.person_key = p.person_key and w.year = substr(c.ends_at, 1, 4)
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             group by c.category order by c.category"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Persons that were only counted, by sex and age band.
///
/// # Errors
/// Any database error.
pub fn count_heads(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<(String, String, i64)>> {
    conn.rows(
        sql!(
            "select h.sex, h.age_band, cast(sum(h.persons) as bigint)
             from courses_session s join courses_course c on c.id = s.course_id
                  join courses_head_count h on h.session_id = s.id
             where s.starts_at >= $1 and s.starts_at < $2 and not s.cancelled and c.status = 'published'
             group by h.sex, h.age_band order by h.sex, h.age_band"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}
