//! Courses and their sessions, as kept.

use foundation::db::{Conn, DbResult, Row};
use foundation::{districts, params, row, sql};
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
        description_en: r.get(8)?,
        category: r.get(9)?,
        teaching: r.get(10)?,
        audience: r.get(11)?,
        also_for: also_for(&r.get::<String>(55)?),
        district: r.get(12)?,
        place: r.get(13)?,
        place_en: r.get(14)?,
        address: r.get(15)?,
        address_en: r.get(16)?,
        requirements: r.get(17)?,
        requirements_en: r.get(18)?,
        directions: r.get(19)?,
        directions_en: r.get(20)?,
        access_note: r.get(21)?,
        access_note_en: r.get(22)?,
        childcare_note: r.get(23)?,
        childcare_note_en: r.get(24)?,
        language_note: r.get(25)?,
        language_note_en: r.get(26)?,
        photos: r.get(27)?,
        online: r.get(28)?,
        section: r.get(29)?,
        contact_name: r.get(30)?,
        contact_phone: r.get(31)?,
        fee: r.get(32)?,
        fee_note: r.get(33)?,
        fee_note_en: r.get(34)?,
        hours: r.get(35)?,
        civil_servant_hours: r.get(36)?,
        teacher_hours: r.get(37)?,
        method: r.get(38)?,
        fill: r.get(39)?,
        party_max: r.get(40)?,
        offer_hours: r.get(41)?,
        opens_at: r.get(42)?,
        closes_at: r.get(43)?,
        change_until: r.get(44)?,
        minimum: r.get(45)?,
        minimum_on: r.get(46)?,
        starts_at: r.get(47)?,
        ends_at: r.get(48)?,
        status: r.get(49)?,
        cancel_reason: r.get(50)?,
        secret: r.get(51)?,
        questions: r.get(52)?,
        notice_version: r.get(53)?,
        changed_at: r.get(54)?,
        cancel_reason_en: r.get(56)?,
        next_run: r.get(57)?,
        next_run_en: r.get(58)?,
    })
}

/// The course with this id or this word in its address.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id_or_slug: &str) -> DbResult<Option<Course>> {
    conn.first(
        sql!(
            "select id, slug, series_id, title, title_en, summary, summary_en, description, description_en, category,
                    teaching, audience, district, place, place_en, address, address_en, requirements, requirements_en,
                    directions, directions_en, access_note, access_note_en, childcare_note, childcare_note_en,
                    language_note, language_note_en, photos, online, section, contact_name, contact_phone, fee,
                    fee_note, fee_note_en, hours, civil_servant_hours, teacher_hours, method, fill, party_max,
                    offer_hours, opens_at, closes_at, change_until, minimum, minimum_on, starts_at, ends_at, status,
                    cancel_reason, secret, questions, notice_version, changed_at,
                    coalesce((select string_agg(a.audience, ' ') from courses_also_for a
                              where a.course_id = courses_course.id), ''),
                    cancel_reason_en, next_run, next_run_en
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
            "select id, number, starts_at, ends_at, topic, revision, cancelled, topic_en from courses_session
             where course_id = $1 order by number"
        ),
        params![course_id],
    )?
    .iter()
    .map(session)
    .collect()
}

pub(super) fn session(r: &Row) -> DbResult<Session> {
    Ok(Session {
        id: r.get(0)?,
        number: r.get(1)?,
        starts_at: r.get(2)?,
        ends_at: r.get(3)?,
        topic: r.get(4)?,
        revision: r.get(5)?,
        cancelled: r.get(6)?,
        topic_en: r.get(7)?,
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
                                   where a.course_id = l.course_id and a.until_at > $2), 0) as bigint), c.fill
             from courses_ledger l join courses_course c on c.id = l.course_id where l.course_id = $1"
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
            fill: r.get(5)?,
        })
    })
    .transpose()
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
             (id, slug, series_id, title, title_en, summary, summary_en, description, description_en, category,
              teaching, audience, district, place, place_en, address, address_en, requirements, requirements_en,
              directions, directions_en, access_note, access_note_en, childcare_note, childcare_note_en,
              language_note, language_note_en, photos, online, section, contact_name, contact_phone, fee,
              fee_note, fee_note_en, hours, civil_servant_hours, teacher_hours, method, fill, party_max,
              offer_hours, opens_at, closes_at, change_until, minimum, minimum_on, starts_at, ends_at, status,
              cancel_reason, secret, questions, notice_version, changed_at, created_at, cancel_reason_en,
              next_run, next_run_en)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
              $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42,
              $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $55, $56, $57, $58)"
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
    add_also_for(conn, course)?;
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
        &c.description_en,
        &c.category,
        &c.teaching,
        &c.audience,
        &c.district,
        &c.place,
        &c.place_en,
        &c.address,
        &c.address_en,
        &c.requirements,
        &c.requirements_en,
        &c.directions,
        &c.directions_en,
        &c.access_note,
        &c.access_note_en,
        &c.childcare_note,
        &c.childcare_note_en,
        &c.language_note,
        &c.language_note_en,
        &c.photos,
        &c.online,
        &c.section,
        &c.contact_name,
        &c.contact_phone,
        &c.fee,
        &c.fee_note,
        &c.fee_note_en,
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
        &c.cancel_reason_en,
        &c.next_run,
        &c.next_run_en,
    ]
}

/// Writes a changed course over the old one; its search terms too. Slug and creation stay.
///
/// # Errors
/// Any database error.
pub fn change(conn: &mut Conn, course: &Course) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_course set slug = $2, series_id = $3, title = $4, title_en = $5, summary = $6, summary_en = $7, description =
             $8, description_en = $9, category = $10, teaching = $11, audience = $12, district = $13, place =
             $14, place_en = $15, address = $16, address_en = $17, requirements = $18, requirements_en = $19,
             directions = $20, directions_en = $21, access_note = $22, access_note_en = $23, childcare_note =
             $24, childcare_note_en = $25, language_note = $26, language_note_en = $27, photos = $28, online =
             $29, section = $30, contact_name = $31, contact_phone = $32, fee = $33, fee_note = $34, fee_note_en
             = $35, hours = $36, civil_servant_hours = $37, teacher_hours = $38, method = $39, fill = $40,
             party_max = $41, offer_hours = $42, opens_at = $43, closes_at = $44, change_until = $45, minimum =
             $46, minimum_on = $47, starts_at = $48, ends_at = $49, status = $50, cancel_reason = $51, secret =
             $52, questions = $53, notice_version = $54, changed_at = $55,
             cancel_reason_en = $56, next_run = $57, next_run_en = $58, published_at = case when $50 = 'draft' then null else coalesce(published_at, $55) end
             where id = $1"
        ),
        &values(course),
    )?;
    conn.execute(sql!("delete from courses_also_for where course_id = $1"), params![course.id])?;
    add_also_for(conn, course)?;
    conn.execute(sql!("delete from courses_term where course_id = $1"), params![course.id])?;
    index(conn, course)
}

fn add_sessions(conn: &mut Conn, course_id: &str, sessions: &[Session]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = sessions
        .iter()
        .map(|s| {
            row![
                &s.id,
                course_id,
                &s.number,
                &s.starts_at,
                &s.ends_at,
                &s.topic,
                &s.revision,
                &s.cancelled,
                &s.topic_en
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_session (id, course_id, number, starts_at, ends_at, topic, revision, cancelled, topic_en)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &rows,
    )?;
    Ok(())
}

/// Notes whom a course is meant for besides the group it is counted by.
fn add_also_for(conn: &mut Conn, course: &Course) -> DbResult<()> {
    let rows: Vec<Vec<_>> = course.also_for.iter().map(|audience| row![&course.id, audience]).collect();
    conn.insert_many(sql!("insert into courses_also_for (course_id, audience) values ($1, $2)"), &rows)?;
    Ok(())
}

/// The codes of target groups, parted by spaces, in the order of their list.
pub(super) fn also_for(codes: &str) -> Vec<String> {
    let listed = office::Audience::ALL.iter().map(|a| a.code());
    listed.filter(|code| codes.split(' ').any(|c| c == *code)).map(str::to_owned).collect()
}

/// Makes a course findable by its words.
fn index(conn: &mut Conn, course: &Course) -> DbResult<()> {
    let text = [
        &course.title,
        &course.title_en,
        &course.summary,
        &course.summary_en,
        &course.place,
        &course.place_en,
        &course.address,
        &course.contact_name,
    ];
    let mut text: Vec<&str> = text.into_iter().map(String::as_str).collect();
    let districts = districts::find(conn)?;
    text.extend(crate::words::names_to_find_by(course, &districts));
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
