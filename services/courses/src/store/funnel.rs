//! From the opened page to the person who came: four numbers of each course, from what is kept anyway (A2).

use foundation::db::{Conn, DbResult};
use foundation::{params, row, sql};
use jiff::civil::Date;
use office::instant::Instant;

/// The steps of one course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The course.
    pub course_id: String,
    /// Title, and in English.
    pub title: (String, String),
    /// Section in charge.
    pub section: String,
    /// When it begins.
    pub at: Instant,
    /// How often its page was opened.
    pub views: i64,
    /// Persons who asked for a place, whatever became of it; a place that was handed over is one.
    pub asked: i64,
    /// Persons who have a place.
    pub confirmed: i64,
    /// Persons of these who came at least once.
    pub came: i64,
}

/// Adds to the openings of a day.
///
/// # Errors
/// Any database error.
pub fn add_views(conn: &mut Conn, views: &[(String, i64)], on: Date) -> DbResult<()> {
    let mut views: Vec<_> = views.iter().collect();
    // In one order everywhere, so that two processes never wait for each other.
    views.sort();
    let rows: Vec<Vec<_>> = views.iter().map(|(course_id, number)| row![course_id, &on, number]).collect();
    conn.insert_many(
        sql!(
            "insert into courses_view (course_id, on_day, views) values ($1, $2, $3)
             on conflict (course_id, on_day) do update set views = courses_view.views + excluded.views"
        ),
        &rows,
    )?;
    Ok(())
}

/// The steps of every course that begins in a span of time, announced and not called off.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, from: Instant, before: Instant) -> DbResult<Vec<Steps>> {
    conn.rows(
        sql!(
            "select c.id, c.title, c.title_en, c.section, c.starts_at,
                    cast(coalesce((select sum(v.views) from courses_view v where v.course_id = c.id), 0) as bigint),
                    (select count(distinct p.registration_id || ' ' || cast(p.number as text))
                     from courses_registration r join courses_seat p on p.registration_id = r.id
                     where r.course_id = c.id),
                    cast(coalesce((select sum(r.size) from courses_registration r
                                   where r.course_id = c.id and r.status = 'confirmed'), 0) as bigint),
                    (select count(*) from courses_registration r join courses_seat p on p.registration_id = r.id
                     where r.course_id = c.id and r.status = 'confirmed'
                       and exists (select 1 from courses_attendance a where a.seat_id = p.id))
             from courses_course c
             where c.status = 'published' and c.starts_at >= $1 and c.starts_at < $2
             order by c.starts_at, c.id"
        ),
        params![from, before],
    )?
    .iter()
    .map(|r| {
        Ok(Steps {
            course_id: r.get(0)?,
            title: (r.get(1)?, r.get(2)?),
            section: r.get(3)?,
            at: r.get(4)?,
            views: r.get(5)?,
            asked: r.get(6)?,
            confirmed: r.get(7)?,
            came: r.get(8)?,
        })
    })
    .collect()
}
