//! Rooms, teachers and equipment, and which session has which of them.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::Resource;
use crate::rules::plan::Span;

fn resource(r: &Row) -> DbResult<Resource> {
    Ok(Resource { id: r.get(0)?, kind: r.get(1)?, name: r.get(2)?, note: r.get(3)?, active: r.get(4)? })
}

/// All of them, those no longer in use last, at most 500.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<Resource>> {
    conn.rows(
        sql!(
            "select id, kind, name, note, active from courses_resource
             order by case when active then 0 else 1 end, kind desc, name limit 500"
        ),
        &[],
    )?
    .iter()
    .map(resource)
    .collect()
}

/// One of them.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Resource>> {
    conn.first(sql!("select id, kind, name, note, active from courses_resource where id = $1"), params![id])?
        .as_ref()
        .map(resource)
        .transpose()
}

/// Adds one unless its name is taken; says whether it was added.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, new: &Resource) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into courses_resource (id, kind, name, note, active) values ($1, $2, $3, $4, $5)
             on conflict do nothing"
        ),
        params![new.id, new.kind, new.name, new.note, new.active],
    )?;
    Ok(added > 0)
}

/// Changes one unless another has its name; says whether it was changed.
///
/// # Errors
/// Any database error.
pub fn change(conn: &mut Conn, to: &Resource) -> DbResult<bool> {
    let changed = conn.execute(
        sql!(
            "update courses_resource set kind = $2, name = $3, note = $4, active = $5 where id = $1
             and not exists (select 1 from courses_resource o where o.name = $3 and o.id <> $1)"
        ),
        params![to.id, to.kind, to.name, to.note, to.active],
    )?;
    Ok(changed > 0)
}

/// Locks resources until the end of the transaction, in the order of their ids, so that of two who
/// plan at once the second sees what the first has booked.
///
/// # Errors
/// Any database error.
pub fn lock(conn: &mut Conn, ids: &[String]) -> DbResult<()> {
    conn.rows(
        sql!("select id from courses_resource where id = any($1) order by id for update"),
        params![ids],
    )?;
    Ok(())
}

/// Something a resource is booked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// The resource.
    pub resource_id: String,
    /// Its name.
    pub resource: String,
    /// The course.
    pub course_id: String,
    /// Its title.
    pub course: String,
    /// The session.
    pub session_id: String,
    /// From when to when.
    pub span: Span,
}

fn booked(r: &Row) -> DbResult<Booked> {
    Ok(Booked {
        resource_id: r.get(0)?,
        resource: r.get(1)?,
        course_id: r.get(2)?,
        course: r.get(3)?,
        session_id: r.get(4)?,
        span: Span { starts_at: r.get(5)?, ends_at: r.get(6)? },
    })
}

/// What these resources are booked for within a span, except for one session. Sessions and courses
/// that were called off hold nothing.
///
/// # Errors
/// Any database error.
pub fn list_booked(conn: &mut Conn, ids: &[String], within: Span, except: &str) -> DbResult<Vec<Booked>> {
    conn.rows(
        sql!(
            "select b.resource_id, r.name, c.id, c.title, b.session_id, b.starts_at, b.ends_at
             from courses_booking b join courses_resource r on r.id = b.resource_id
             join courses_session s on s.id = b.session_id join courses_course c on c.id = s.course_id
             where b.resource_id = any($1) and b.starts_at < $3 and b.ends_at > $2 and b.session_id <> $4
               and not s.cancelled and c.status <> 'cancelled'
             order by b.starts_at, r.name limit 200"
        ),
        params![ids, within.starts_at, within.ends_at, except],
    )?
    .iter()
    .map(booked)
    .collect()
}

/// What is booked for a session: ids of resources.
///
/// # Errors
/// Any database error.
pub fn list_of_session(conn: &mut Conn, session_id: &str) -> DbResult<Vec<String>> {
    conn.rows(
        sql!("select resource_id from courses_booking where session_id = $1 order by resource_id"),
        params![session_id],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// What is booked for the sessions of a course: session and name of the resource.
///
/// # Errors
/// Any database error.
pub fn list_of_course(conn: &mut Conn, course_id: &str) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select b.session_id, r.name from courses_booking b join courses_resource r on r.id = b.resource_id
             join courses_session s on s.id = b.session_id where s.course_id = $1 order by r.kind desc, r.name"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Books resources for a session in place of what it had.
///
/// # Errors
/// Any database error.
pub fn book(conn: &mut Conn, session_id: &str, span: Span, ids: &[String]) -> DbResult<()> {
    conn.execute(sql!("delete from courses_booking where session_id = $1"), params![session_id])?;
    for id in ids {
        conn.execute(
            sql!(
                "insert into courses_booking (session_id, resource_id, starts_at, ends_at)
                 values ($1, $2, $3, $4)"
            ),
            params![session_id, id, span.starts_at, span.ends_at],
        )?;
    }
    Ok(())
}

/// How many sessions from now on have each resource.
///
/// # Errors
/// Any database error.
pub fn count_coming(conn: &mut Conn, now: Instant) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!("select resource_id, count(*) from courses_booking where ends_at > $1 group by resource_id"),
        params![now],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
