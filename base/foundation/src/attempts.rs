//! Tries that may fail (a reference with its contact), counted so that guessing is slow (D-8).
//!
//! A try is counted before it is judged and taken back when it was right, so that many tries at once
//! gain nothing.

use office::instant::Instant;

use crate::db::{Conn, DbResult};
use crate::{params, sql};

/// Failures after which one has to wait (D-8).
pub const FAILURES_MAX: usize = 5;
/// Seconds one has to wait then, and within which failures add up (D-8).
pub const WAIT_SECONDS: i64 = 15 * 60;

/// Counts a try against each subject, unless one of them has to wait: then says how many seconds.
///
/// # Errors
/// Any database error.
pub fn take(conn: &mut Conn, subjects: &[String], now: Instant) -> DbResult<Option<i64>> {
    for subject in subjects {
        let rows = conn.rows(
            sql!("select at from foundation_attempt where subject = $1 and at > $2 order by at desc limit 5"),
            params![subject, now.plus_seconds(-2 * WAIT_SECONDS)],
        )?;
        let failed: Vec<Instant> = rows.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
        if let (Some(last), Some(first)) = (failed.first(), failed.last())
            && failed.len() >= FAILURES_MAX
            && last.seconds_since(*first) <= WAIT_SECONDS
        {
            let left = WAIT_SECONDS - now.seconds_since(*last);
            if left > 0 {
                return Ok(Some(left));
            }
        }
    }
    for subject in subjects {
        conn.execute(
            sql!("insert into foundation_attempt (subject, at) values ($1, $2)"),
            params![subject, now],
        )?;
    }
    Ok(None)
}

/// Takes a counted try back, because it was right.
///
/// # Errors
/// Any database error.
pub fn release(conn: &mut Conn, subjects: &[String], now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("delete from foundation_attempt where subject = any($1) and at = $2"),
        params![*subjects, now],
    )?;
    Ok(())
}
