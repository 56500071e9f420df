//! Courses and their sessions, as kept.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use office::instant::Instant;

use crate::model::{Course, Places, Session, Status};

fn course(r: &Row) -> DbResult<Course> {
    Ok(Course {
        id: r.get(0)?,
        slug: r.get(1)?,
        series_id: r.get(2)?,
        title: r.get(3)?,
        title_en: r.get(4)?,
        summary: r.get(5)?,
        summary_en: r.get(6)?,
        description: r.get(7)?,
        category: r.get(8)?,
        teaching: r.get(9)?,
        audience: r.get(10)?,
        district: r.get(11)?,
        place: r.get(12)?,
        address: r.get(13)?,
        access_note: r.get(14)?,
        childcare_note: r.get(15)?,
        language_note: r.get(16)?,
        online: r.get(17)?,
        section: r.get(18)?,
        contact_name: r.get(19)?,
        contact_phone: r.get(20)?,
        fee: r.get(21)?,
        hours: r.get(22)?,
        civil_servant_hours: r.get(23)?,
        teacher_hours: r.get(24)?,
        method: r.get(25)?,
        fill: r.get(26)?,
        party_max: r.get(27)?,
        offer_hours: r.get(28)?,
        opens_at: r.get(29)?,
        closes_at: r.get(30)?,
        change_until: r.get(31)?,
        minimum: r.get(32)?,
        minimum_on: r.get(33)?,
        starts_at: r.get(34)?,
        ends_at: r.get(35)?,
        status: r.get(36)?,
        cancel_reason: r.get(37)?,
        secret: r.get(38)?,
        questions: r.get(39)?,
        notice_version: r.get(40)?,
        changed_at: r.get(41)?,
    })
}

/// The course with this id or this word in its address.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id_or_slug: &str) -> DbResult<Option<Course>> {
    conn.first(
        sql!(
            "select id, slug, series_id, title, title_en, summary, summary_en, description, category, teaching,
                    audience, district, place, address, access_note, childcare_note, language_note, online,
                    section, contact_name, contact_phone, fee, hours, civil_servant_hours, teacher_hours, method,
                    fill, party_max, offer_hours, opens_at, closes_at, change_until, minimum, minimum_on,
                    starts_at, ends_at, status, cancel_reason, secret, questions, notice_version, changed_at
             from courses_course where id = $1 or slug = $1"
        ),
        params![id_or_slug],
    )?
    .as_ref()
    .map(course)
    .transpose()
}

/// The sessions of a course, in order.
///
/// # Errors
/// Any database error.
pub fn list_sessions(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Session>> {
    conn.rows(
        sql!(
            "select id, number, starts_at, ends_at, topic, revision, cancelled from courses_session
             where course_id = $1 order by number"
        ),
        params![course_id],
    )?
    .iter()
    .map(session)
    .collect()
}

fn session(r: &Row) -> DbResult<Session> {
    Ok(Session {
        id: r.get(0)?,
        number: r.get(1)?,
        starts_at: r.get(2)?,
        ends_at: r.get(3)?,
        topic: r.get(4)?,
        revision: r.get(5)?,
        cancelled: r.get(6)?,
    })
}

/// The seats of a course as everyone may see them.
///
/// # Errors
/// Any database error.
pub fn find_places(conn: &mut Conn, course_id: &str, now: Instant) -> DbResult<Option<Places>> {
    conn.first(
        sql!(
            "select l.capacity, l.taken, l.waiting, l.waiting_max,
                    cast(coalesce((select sum(a.seats - a.used) from courses_set_aside a
                                   where a.course_id = l.course_id and a.until_at > $2), 0) as bigint)
             from courses_ledger l where l.course_id = $1"
        ),
        params![course_id, now],
    )?
    .map(|r| {
        let (capacity, taken, kept): (i64, i64, i64) = (r.get(0)?, r.get(1)?, r.get(4)?);
        Ok(Places {
            capacity,
            left: (capacity - taken - kept).max(0),
            waiting: r.get(2)?,
            waiting_max: r.get(3)?,
        })
    })
    .transpose()
}

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
    /// Target group, as a code.
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
    /// First session.
    pub starts_at: Instant,
    /// End of the last session.
    pub ends_at: Instant,
    /// Registration opens.
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// Where it stands.
    pub status: crate::model::CourseStatus,
    /// How places are given.
    pub method: crate::model::Method,
    /// Its seats.
    pub places: Places,
    /// Fee in NT$.
    pub fee: i64,
    /// Target group, as a code.
    pub audience: String,
    /// Method of teaching, as a code.
    pub teaching: String,
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
    conn.rows(
        sql!(
            "select c.id, c.slug, c.title, c.title_en, c.summary, c.summary_en, c.category, c.district, c.place,
                    c.starts_at, c.ends_at, c.opens_at, c.closes_at, c.status, c.method, l.capacity, l.taken,
                    l.waiting, l.waiting_max,
                    cast(coalesce((select sum(a.seats - a.used) from courses_set_aside a
                                   where a.course_id = c.id and a.until_at > $2), 0) as bigint),
                    c.fee, c.audience, c.teaching
             from courses_course c join courses_ledger l on l.course_id = c.id
             where c.status <> 'draft' and c.secret is null and c.ends_at > $1
               and ($3 = '' or c.category = $3) and ($4 = '' or c.teaching = $4)
               and ($5 = '' or c.district = $5) and ($6 = '' or c.audience = $6)
               and ($7 = 0 or c.id in (select t.course_id from courses_term t where t.term = any($8)
                                       group by t.course_id having count(*) = $7))
               and (not $9 or (c.status = 'published' and l.taken < l.capacity and c.opens_at <= $2
                               and c.closes_at > $2))
               and (c.starts_at > $10 or (c.starts_at = $10 and c.id > $11))
             order by c.starts_at, c.id limit $12"
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
            limit
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
        },
        fee: r.get(20)?,
        audience: r.get(21)?,
        teaching: r.get(22)?,
    })
}

/// Adds a course with its ledger, sessions and search terms.
///
/// # Errors
/// Any database error; a slug that is taken is a [`foundation::db::DbError::Statement`].
pub fn add(
    conn: &mut Conn,
    course: &Course,
    sessions: &[Session],
    capacity: i64,
    waiting_max: i64,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_course
             (id, slug, series_id, title, title_en, summary, summary_en, description, category, teaching,
              audience, district, place, address, access_note, childcare_note, language_note, online, section,
              contact_name, contact_phone, fee, hours, civil_servant_hours, teacher_hours, method, fill,
              party_max, offer_hours, opens_at, closes_at, change_until, minimum, minimum_on, starts_at, ends_at,
              status, cancel_reason, secret, questions, notice_version, changed_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
              $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40,
              $41, $42, $42)"
        ),
        &values(course),
    )?;
    conn.execute(
        sql!(
            "insert into courses_ledger
             (course_id, capacity, waiting_max, taken, waiting, waiting_parties, pending, next_number)
             values ($1, $2, $3, 0, 0, 0, 0, 1)"
        ),
        params![course.id, capacity, waiting_max],
    )?;
    add_sessions(conn, &course.id, sessions)?;
    index(conn, course)
}

/// All columns of a course, in the order of the statements that write them.
fn values(c: &Course) -> Vec<foundation::db::Param<'_>> {
    row![
        &c.id,
        &c.slug,
        &c.series_id,
        &c.title,
        &c.title_en,
        &c.summary,
        &c.summary_en,
        &c.description,
        &c.category,
        &c.teaching,
        &c.audience,
        &c.district,
        &c.place,
        &c.address,
        &c.access_note,
        &c.childcare_note,
        &c.language_note,
        &c.online,
        &c.section,
        &c.contact_name,
        &c.contact_phone,
        &c.fee,
        &c.hours,
        &c.civil_servant_hours,
        &c.teacher_hours,
        &c.method,
        &c.fill,
        &c.party_max,
        &c.offer_hours,
        &c.opens_at,
        &c.closes_at,
        &c.change_until,
        &c.minimum,
        &c.minimum_on,
        &c.starts_at,
        &c.ends_at,
        &c.status,
        &c.cancel_reason,
        &c.secret,
        &c.questions,
        &c.notice_version,
        &c.changed_at,
    ]
}

/// Writes a changed course over the old one; its search terms too. Slug and creation stay.
///
/// # Errors
/// Any database error.
pub fn change(conn: &mut Conn, course: &Course) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_course set slug = $2, series_id = $3, title = $4, title_en = $5, summary = $6,
             summary_en = $7, description = $8, category = $9, teaching = $10, audience = $11, district = $12,
             place = $13, address = $14, access_note = $15, childcare_note = $16, language_note = $17,
             online = $18, section = $19, contact_name = $20, contact_phone = $21, fee = $22, hours = $23,
             civil_servant_hours = $24, teacher_hours = $25, method = $26, fill = $27, party_max = $28,
             offer_hours = $29, opens_at = $30, closes_at = $31, change_until = $32, minimum = $33,
             minimum_on = $34, starts_at = $35, ends_at = $36, status = $37, cancel_reason = $38, secret = $39,
             questions = $40, notice_version = $41, changed_at = $42,
             published_at = case when $37 = 'draft' then null else coalesce(published_at, $42) end
             where id = $1"
        ),
        &values(course),
    )?;
    conn.execute(sql!("delete from courses_term where course_id = $1"), params![course.id])?;
    index(conn, course)
}

fn add_sessions(conn: &mut Conn, course_id: &str, sessions: &[Session]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = sessions
        .iter()
        .map(|s| {
            row![&s.id, course_id, &s.number, &s.starts_at, &s.ends_at, &s.topic, &s.revision, &s.cancelled]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_session (id, course_id, number, starts_at, ends_at, topic, revision, cancelled)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &rows,
    )?;
    Ok(())
}

/// Makes a course findable by its words.
fn index(conn: &mut Conn, course: &Course) -> DbResult<()> {
    let text = [
        &course.title,
        &course.title_en,
        &course.summary,
        &course.summary_en,
        &course.place,
        &course.address,
        &course.contact_name,
    ];
    let text: Vec<&str> = text.into_iter().map(String::as_str).collect();
    let terms = office::terms::terms(&text.join("\n"));
    let rows: Vec<Vec<_>> = terms.iter().map(|t| row![t, &course.id]).collect();
    conn.insert_many(sql!("insert into courses_term (term, course_id) values ($1, $2)"), &rows)?;
    Ok(())
}

/// How many courses there are.
///
/// # Errors
/// Any database error.
pub fn count(conn: &mut Conn) -> DbResult<i64> {
    conn.first(sql!("select count(*) from courses_course"), &[])?.map_or(Ok(0), |r| r.get(0))
}

/// Persons by state of their registration, for a course's page.
///
/// # Errors
/// Any database error.
pub fn count_by_status(conn: &mut Conn, course_id: &str) -> DbResult<Vec<(Status, i64)>> {
    conn.rows(
        sql!(
            "select status, cast(sum(size) as bigint) from courses_registration where course_id = $1
             group by status order by status"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
