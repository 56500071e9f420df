//! Tries to sign in: counted per network address and per account.

use foundation::db::{Conn, DbResult};
use foundation::trail::Entry;
use foundation::{params, sql};
use office::instant::Instant;

use super::{Act, MATTER};
use crate::rules::{self, Policy};

/// Takes a counted try back, because it was right.
///
/// # Errors
/// Any database error.
pub fn release_attempt(conn: &mut Conn, subject: &str, at: Instant) -> DbResult<()> {
    conn.execute(
        sql!("delete from foundation_attempt where subject = $1 and at = $2"),
        params![subject, at],
    )?;
    Ok(())
}

/// Counts a wrong password or code against an account; says whether it is locked now.
///
/// # Errors
/// Any database error.
pub fn note_failure(conn: &mut Conn, act: &Act, policy: &Policy, id: &str, what: &str) -> DbResult<bool> {
    let row = conn.first(
        sql!("select failures, locked_until from foundation_staff where id = $1 for update"),
        params![id],
    )?;
    let Some(row) = row else { return Ok(false) };
    let reason = Some(what.to_owned());
    act.note(conn, Entry { reason: reason.clone(), ..Entry::new(MATTER, id, "sign-in-refused") })?;
    if row.get::<Option<Instant>>(1)?.is_some_and(|until| until > act.now) {
        return Ok(true);
    }
    let (failures, until) = rules::after_failure(policy, row.get(0)?, act.now);
    conn.execute(
        sql!("update foundation_staff set failures = $2, locked_until = $3 where id = $1"),
        params![id, failures, until],
    )?;
    if let Some(until) = until {
        let after = Some(until.to_string());
        act.note(conn, Entry { after, reason, ..Entry::new(MATTER, id, "locked-for-failures") })?;
    }
    Ok(until.is_some())
}

/// Notes a refusal that no account can be blamed for.
///
/// # Errors
/// Any database error.
pub fn note_refusal(conn: &mut Conn, act: &Act, why: &str) -> DbResult<()> {
    act.note(conn, Entry { reason: Some(why.to_owned()), ..Entry::new(MATTER, "", "sign-in-refused") })
}

/// Takes a step of the authenticator, once: a code that was seen by somebody else opens nothing.
///
/// # Errors
/// Any database error.
pub fn take_step(conn: &mut Conn, id: &str, step: i64) -> DbResult<bool> {
    let taken = conn.execute(
        sql!("update foundation_staff set totp_last_step = $2 where id = $1 and totp_last_step < $2"),
        params![id, step],
    )?;
    Ok(taken > 0)
}

/// Notes that somebody signed in, and forgets the failures before. Nothing happens, and the answer is
/// no, when the account was locked in the meantime.
///
/// # Errors
/// Any database error.
pub fn note_sign_in(conn: &mut Conn, act: &Act, id: &str) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "update foundation_staff set seen_at = $2, failures = 0, locked_until = null
             where id = $1 and state = 'active' and (locked_until is null or locked_until <= $2)"
        ),
        params![id, act.now],
    )?;
    if touched > 0 {
        act.note(conn, Entry::new(MATTER, id, "signed-in"))?;
    }
    Ok(touched > 0)
}

/// Notes that somebody ended a session of theirs, here or elsewhere.
///
/// # Errors
/// Any database error.
pub fn note_sign_out(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    act.note(conn, Entry::new(MATTER, id, "signed-out"))
}
