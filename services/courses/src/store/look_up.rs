//! Registrations over the whole catalogue by what a caller says (R43).

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::digits::half_width;
use office::instant::Instant;

use super::pattern::part;
use crate::model::Status;
use crate::rules::sought::Sought;

/// A registration with its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: String,
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
    /// When it came.
    pub created_at: Instant,
    /// The course.
    pub course_id: String,
    /// Its title.
    pub title: String,
    /// The same in English, or empty.
    pub title_en: String,
    /// Its start.
    pub starts_at: Instant,
}

fn line(r: &Row) -> DbResult<Line> {
    Ok(Line {
        id: r.get(0)?,
        reference: r.get(1)?,
        status: r.get(2)?,
        size: r.get(3)?,
        name: r.get(4)?,
        phone: r.get(5)?,
        email: r.get(6)?,
        created_at: r.get(7)?,
        course_id: r.get(8)?,
        title: r.get(9)?,
        title_en: r.get(10)?,
        starts_at: r.get(11)?,
    })
}

/// Registrations of these sections, the newest first, those that ended behind the others. A name is looked
/// for in courses that end after `names_from`: everything else has an index.
///
/// # Errors
/// Any database error.
pub fn list(
    conn: &mut Conn,
    sections: &[String],
    sought: &Sought,
    names_from: Instant,
    limit: i64,
) -> DbResult<Vec<Line>> {
    let ids = list_ids(conn, sections, sought, names_from)?;
    conn.rows(
        sql!(
            "select r.id, r.reference, r.status, r.size, r.name, r.phone, r.email, r.created_at,
                    c.id, c.title, c.title_en, c.starts_at
             from courses_registration r join courses_course c on c.id = r.course_id
             where r.id = any($1) and c.section = any($2)
             order by case when r.status in ('cancelled', 'declined', 'expired', 'rejected') then 1 else 0 end,
                      r.created_at desc, r.id limit $3"
        ),
        params![ids, *sections, limit],
    )?
    .iter()
    .map(line)
    .collect()
}

/// At most five hundred, the newest first.
fn list_ids(
    conn: &mut Conn,
    sections: &[String],
    sought: &Sought,
    names_from: Instant,
) -> DbResult<Vec<String>> {
    let rows = match sought {
        Sought::Reference(reference) => {
            conn.rows(sql!("select id from courses_registration where reference = $1"), params![*reference])
        }
        Sought::Phone(phone) => conn.rows(
            sql!(
                "select id from courses_registration where phone = $1 and phone <> ''
                 order by created_at desc limit 500"
            ),
            params![*phone],
        ),
        Sought::Email(email) => conn.rows(
            sql!(
                "select id from courses_registration where lower(email) = $1 and email <> ''
                 order by created_at desc limit 500"
            ),
            params![*email],
        ),
        Sought::Name(name) => conn.rows(
            sql!(
                "select r.id from courses_course c cross join courses_registration r
                 where r.course_id = c.id and c.ends_at > $1 and c.section = any($3)
                   and (lower(r.name) like $2 escape '!'
                        or exists (select 1 from courses_seat s
                                   where s.registration_id = r.id and lower(s.name) like $2 escape '!'))
                 order by r.created_at desc limit 500"
            ),
            params![names_from, part(&half_width(name)), *sections],
        ),
    }?;
    rows.iter().map(|r| r.get(0)).collect()
}

/// The section in charge of the course a reference belongs to.
///
/// # Errors
/// Any database error.
pub fn find_section(conn: &mut Conn, reference: &str) -> DbResult<Option<String>> {
    conn.first(
        sql!(
            "select c.section from courses_registration r join courses_course c on c.id = r.course_id
             where r.reference = $1"
        ),
        params![reference],
    )?
    .map(|r| r.get(0))
    .transpose()
}
