//! Documents and their versions, and the warnings about them.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

use super::file;
use crate::model::progress::{Document, Withdrawn};

fn read(r: &Row) -> DbResult<Document> {
    Ok(Document {
        id: r.get(0)?,
        leaf_id: r.get(1)?,
        number: r.get(2)?,
        title: r.get(3)?,
        effective_on: r.get(4)?,
        expires_on: r.get(5)?,
        url: r.get(6)?,
        file_id: r.get(7)?,
        note: r.get(8)?,
        added_at: r.get(9)?,
        added_by: r.get(10)?,
        replaced_by: r.get(11)?,
    })
}

/// Adds a version of a document; the one it replaces says so from now on. Says whether the earlier one
/// was still the newest.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, new: &Document, replaces: Option<&str>) -> DbResult<bool> {
    if let Some(earlier) = replaces {
        let touched = conn.execute(
            sql!(
                "update plan_document set replaced_by = $2
                 where id = $1 and replaced_by is null and withdrawn_at is null"
            ),
            params![earlier, new.id],
        )?;
        if touched == 0 {
            return Ok(false);
        }
    }
    conn.execute(
        sql!(
            "insert into plan_document
             (id, leaf_id, number, title, effective_on, expires_on, url, file_id, note, added_at, added_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        params![
            new.id,
            new.leaf_id,
            new.number,
            new.title,
            new.effective_on,
            new.expires_on,
            new.url,
            new.file_id,
            new.note,
            new.added_at,
            new.added_by
        ],
    )?;
    Ok(true)
}

/// All versions of all documents of a plan that were not taken back, the newest version first.
///
/// # Errors
/// Any database error.
pub fn list_of_plan(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Document>> {
    conn.rows(
        sql!(
            "select d.id, d.leaf_id, d.number, d.title, d.effective_on, d.expires_on, d.url, d.file_id, d.note,
                    d.added_at, d.added_by, d.replaced_by
             from plan_document d join plan_leaf l on l.id = d.leaf_id
             where l.plan_id = $1 and d.withdrawn_at is null order by d.number desc, d.id"
        ),
        params![plan_id],
    )?
    .iter()
    .map(read)
    .collect()
}

/// A version of a document that was not taken back.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Document>> {
    conn.first(
        sql!(
            "select id, leaf_id, number, title, effective_on, expires_on, url, file_id, note, added_at, added_by,
                    replaced_by
             from plan_document where id = $1 and withdrawn_at is null"
        ),
        params![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// Takes a version of a document back: it proves nothing any more, what it was is kept without its file, and the version
/// before it is followed by the one after it, or is the newest again. Says whether it was still there.
///
/// # Errors
/// Any database error.
pub fn withdraw(
    conn: &mut Conn,
    document: &Document,
    reason: &str,
    by: &str,
    now: Instant,
) -> DbResult<bool> {
    // Two versions taken back at once would each be followed by the other: one after the other, then.
    conn.first(sql!("select id from plan_leaf where id = $1 for update"), params![document.leaf_id])?;
    let gone = conn.execute(
        sql!(
            "update plan_document set withdrawn_at = $2, withdrawn_by = $3, withdrawn_why = $4
             where id = $1 and withdrawn_at is null"
        ),
        params![document.id, now, by, reason],
    )?;
    if gone == 0 {
        return Ok(false);
    }
    conn.execute(
        sql!(
            "update plan_document set replaced_by = (select d.replaced_by from plan_document d where d.id = $1)
             where replaced_by = $1"
        ),
        params![document.id],
    )?;
    document.file_id.as_ref().map_or(Ok(()), |id| file::forget(conn, id, now).map(drop))?;
    Ok(true)
}

/// The versions of documents of a plan that were taken back, by action. They keep their place among the numbers of the evidence.
///
/// # Errors
/// Any database error.
pub fn list_withdrawn(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<(String, Withdrawn)>> {
    conn.rows(
        sql!(
            "select l.id, d.added_at, d.id, d.withdrawn_at from plan_document d join plan_leaf l on l.id = d.leaf_id
             where l.plan_id = $1 and d.withdrawn_at is not null order by d.added_at, d.id"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, Withdrawn { added_at: r.get(1)?, code: r.get(2)?, withdrawn_at: r.get(3)? })))
    .collect()
}

/// Notes that somebody is warned about these (subject and step); answers those not warned about before.
///
/// # Errors
/// Any database error.
pub fn warn(conn: &mut Conn, about: &[(String, String)], now: Instant) -> DbResult<Vec<(String, String)>> {
    let subjects: Vec<String> = about.iter().map(|(subject, _)| subject.clone()).collect();
    let known: std::collections::HashSet<(String, String)> = conn
        .rows(sql!("select subject, step from plan_warned where subject = any($1)"), params![subjects])?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .collect::<DbResult<_>>()?;
    let mut new = Vec::new();
    for pair in about.iter().filter(|pair| !known.contains(pair)) {
        // Of two runs at once one warns.
        let added = conn.execute(
            sql!("insert into plan_warned (subject, step, warned_at) values ($1, $2, $3) on conflict do nothing"),
            params![pair.0, pair.1, now],
        )?;
        if added > 0 {
            new.push(pair.clone());
        }
    }
    Ok(new)
}
