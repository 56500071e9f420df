//! Tries that may fail (a reference with its contact), counted so that guessing is slow (D-8).
//!
//! A try is counted before it is judged and taken back when it was right, and those against one subject are
//! counted one after the other, so that many tries at once gain nothing.

use std::net::IpAddr;

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
    conn.pass_alone(subjects)?;
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

/// Counts a try, unless there were `max` of them since `since` already.
///
/// # Errors
/// Any database error.
pub fn take_up_to(conn: &mut Conn, subject: &str, since: Instant, max: i64, now: Instant) -> DbResult<bool> {
    conn.pass_alone(&[subject.to_owned()])?;
    let row = conn.first(
        sql!("select count(*) from foundation_attempt where subject = $1 and at > $2"),
        params![subject, since],
    )?;
    let before: i64 = row.map_or(Ok(0), |r| r.get(0))?;
    if before >= max {
        return Ok(false);
    }
    conn.execute(
        sql!("insert into foundation_attempt (subject, at) values ($1, $2)"),
        params![subject, now],
    )?;
    Ok(true)
}

/// What tries from a network address are counted under. Whoever has one IPv6 address has the 2^64 of
/// its network, so these count as one.
pub fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

/// What a look-up of a matter by its reference is counted under: the reference, and the network of who asks.
/// Pages and programs share it, so that neither gives tries the other has used up.
pub fn of_look_up(reference: &str, address: Option<&str>) -> Vec<String> {
    let asks = address.map(|address| format!("progress@{}", network(address)));
    [format!("progress:{reference}")].into_iter().chain(asks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_counted_by_network() {
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    }
}
