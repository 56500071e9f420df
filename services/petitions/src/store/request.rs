//! Requests of programs that were answered already, and what was sent over the web.

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use office::instant::Instant;

/// A request, told by hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Of who asked and the key they gave.
    pub key_hash: String,
    /// Of what was sent.
    pub body_hash: String,
}

/// The case that an earlier request with this key made, and whether it was the same request; where it is to make another
/// one, nobody else makes that at the same time.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, request: &Request) -> DbResult<Option<(String, bool)>> {
    let row = conn.first(
        sql!("select case_id, body_hash from petitions_request where key_hash = $1 for update"),
        params![request.key_hash],
    )?;
    row.map(|r| Ok((r.get(0)?, r.get::<String>(1)? == request.body_hash))).transpose()
}

/// Keeps that a request made a case; says whether none with this key did before.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, request: &Request, case_id: &str, now: Instant) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into petitions_request (key_hash, body_hash, case_id, created_at) values ($1, $2, $3, $4)
             on conflict do nothing"
        ),
        params![request.key_hash, request.body_hash, case_id, now],
    )?;
    Ok(added > 0)
}

/// A request makes another case than before, which is worked on already or gone.
///
/// # Errors
/// Any database error.
pub fn point_to(conn: &mut Conn, request: &Request, case_id: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update petitions_request set case_id = $2, created_at = $3 where key_hash = $1"),
        params![request.key_hash, case_id, now],
    )?;
    Ok(())
}

/// Forgets requests that were answered before a moment.
///
/// # Errors
/// Any database error.
pub fn drop_before(conn: &mut Conn, before: Instant) -> DbResult<()> {
    conn.execute(sql!("delete from petitions_request where created_at < $1"), params![before])?;
    Ok(())
}
