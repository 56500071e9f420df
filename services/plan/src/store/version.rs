//! Published versions: added, never changed.

use foundation::db::{Conn, DbError, DbResult, Row};
use foundation::{params, sql};

use crate::model::{Line, Plan, Version};

fn read(r: &Row) -> DbResult<Version> {
    Ok(Version {
        number: r.get(0)?,
        title: r.get(1)?,
        note: r.get(2)?,
        approved_by: r.get(3)?,
        approved_at: r.get(4)?,
        published_at: r.get(5)?,
    })
}

/// Adds a version with the actions as they stand.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, plan_id: &str, version: &Version, lines: &[Line]) -> DbResult<()> {
    // What we made ourselves always becomes JSON.
    let content = serde_json::to_string(lines).unwrap_or_default();
    conn.execute(
        sql!(
            "insert into plan_version
             (plan_id, number, title, content, note, approved_by, approved_at, published_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        params![
            plan_id,
            version.number,
            version.title,
            content,
            version.note,
            version.approved_by,
            version.approved_at,
            version.published_at
        ],
    )?;
    Ok(())
}

/// The versions of a plan, newest first.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Version>> {
    conn.rows(
        sql!(
            "select number, title, note, approved_by, approved_at, published_at from plan_version
             where plan_id = $1 order by number desc limit 200"
        ),
        params![plan_id],
    )?
    .iter()
    .map(read)
    .collect()
}

/// A version with its actions.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, plan_id: &str, number: i64) -> DbResult<Option<(Version, Vec<Line>)>> {
    let row = conn.first(
        sql!(
            "select number, title, note, approved_by, approved_at, published_at, content from plan_version
             where plan_id = $1 and number = $2"
        ),
        params![plan_id, number],
    )?;
    row.map(|r| {
        // What was published is read as it was, or not at all: never as an empty plan.
        let content = serde_json::from_str(&r.get::<String>(6)?);
        let lines = content.map_err(|error| DbError::Statement(format!("a published plan: {error}")))?;
        Ok((read(&r)?, lines))
    })
    .transpose()
}

/// The plans of which a version is published, newest years first.
///
/// # Errors
/// Any database error.
pub fn list_published(conn: &mut Conn) -> DbResult<Vec<Plan>> {
    Ok(super::plan::list(conn)?.into_iter().filter(|plan| plan.version > 0).collect())
}
