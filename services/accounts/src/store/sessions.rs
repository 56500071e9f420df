//! Sessions: begun, listed, ended.

use foundation::db::{Conn, DbResult};
use foundation::staff::{self, IDLE_SECONDS, Stage};
use foundation::{params, sql};
use office::instant::Instant;

use crate::model::OpenSession;

/// Begins a session and ends the one with the token `old`: each stage has a token of its own. None outlives the
/// last day of the account.
///
/// # Errors
/// Any database error.
pub fn begin_session(
    conn: &mut Conn,
    old: Option<&str>,
    token: &str,
    staff_id: &str,
    stage: Stage,
    now: Instant,
) -> DbResult<()> {
    if let Some(old) = old {
        staff::end_session(conn, old)?;
    }
    staff::add_session(conn, token, staff_id, stage, now)?;
    super::accounts::end_access(conn, staff_id)
}

/// The sessions of somebody that are still good, newest first.
///
/// # Errors
/// Any database error.
pub fn list_sessions(conn: &mut Conn, staff_id: &str, now: Instant) -> DbResult<Vec<OpenSession>> {
    conn.rows(
        sql!(
            "select token_hash, created_at, seen_at from foundation_session
             where staff_id = $1 and stage = 'full' and ends_at > $2 and seen_at > $3
             order by created_at desc limit 100"
        ),
        params![staff_id, now, now.plus_seconds(-IDLE_SECONDS)],
    )?
    .iter()
    .map(|r| Ok(OpenSession { token_hash: r.get(0)?, created_at: r.get(1)?, seen_at: r.get(2)? }))
    .collect()
}

/// Ends one session of somebody by its hash.
///
/// # Errors
/// Any database error.
pub fn drop_session(conn: &mut Conn, staff_id: &str, token_hash: &str) -> DbResult<bool> {
    let ended = conn.execute(
        sql!("delete from foundation_session where staff_id = $1 and token_hash = $2"),
        params![staff_id, token_hash],
    )?;
    Ok(ended > 0)
}

/// Ends all sessions of somebody but the one with this token (all, when there is none).
///
/// # Errors
/// Any database error.
pub fn drop_other_sessions(conn: &mut Conn, staff_id: &str, kept: Option<&str>) -> DbResult<u64> {
    let kept = kept.map(staff::token_hash).unwrap_or_default();
    conn.execute(
        sql!("delete from foundation_session where staff_id = $1 and token_hash <> $2"),
        params![staff_id, kept],
    )
}

/// Lets the session at hand alone go on with an account whose password or authenticator it replaces, and
/// ends all others, half signed in or whole; says no when it was ended itself: of two at once one goes on.
///
/// # Errors
/// Any database error.
pub fn keep_session_alone(conn: &mut Conn, staff_id: &str, token: Option<&str>) -> DbResult<bool> {
    super::accounts::lock(conn, staff_id)?;
    let hash = token.map(staff::token_hash).unwrap_or_default();
    let own = conn.first(
        sql!("select 1 from foundation_session where staff_id = $1 and token_hash = $2"),
        params![staff_id, hash],
    )?;
    if own.is_none() {
        return Ok(false);
    }
    drop_other_sessions(conn, staff_id, token)?;
    Ok(true)
}

/// Forgets what ran out: sessions, counted tries of yesterday, tokens that ended a month ago.
///
/// # Errors
/// Any database error.
pub fn drop_ended(conn: &mut Conn, now: Instant) -> DbResult<()> {
    let day = 86_400;
    conn.execute(
        sql!("delete from foundation_session where ends_at <= $1 or seen_at <= $2"),
        params![now, now.plus_seconds(-IDLE_SECONDS)],
    )?;
    conn.execute(sql!("delete from foundation_attempt where at < $1"), params![now.plus_seconds(-day)])?;
    conn.execute(
        sql!("delete from foundation_token where ends_at < $1"),
        params![now.plus_seconds(-30 * day)],
    )?;
    Ok(())
}
