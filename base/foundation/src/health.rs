//! What an operator asks of a store: is anything stuck, is anything missing, was the clock right?

use office::instant::Instant;

use crate::db::{Conn, DbResult, Engine};
use crate::{jobs, mail, metrics, params, sql};

/// Jobs that are due or being run, and those that are dead or fail each time they come round, by state.
///
/// # Errors
/// Any database error.
pub fn count_jobs(conn: &mut Conn, now: Instant) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!(
            "select case when state = 'dead' or (state = 'waiting' and attempts >= $2) then 'dead' else 'due' end
                    as what, count(*)
             from foundation_job where state = 'dead' or (state = 'waiting' and attempts >= $2) or run_at <= $1
             group by what order by what"
        ),
        params![now, jobs::TRIES],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// When the newest row of the trail was written: ids grow with time, and are in order without reading all.
///
/// # Errors
/// Any database error.
pub fn find_last_act(conn: &mut Conn) -> DbResult<Option<Instant>> {
    let newest = conn.first(sql!("select at from foundation_trail order by id desc limit 1"), &[])?;
    newest.map(|row| row.get(0)).transpose()
}

/// What time it is where the store is; an embedded store has no clock of its own.
///
/// # Errors
/// Any database error.
pub fn find_clock(conn: &mut Conn) -> DbResult<Option<Instant>> {
    if conn.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let row = conn.first(sql!("select cast(current_timestamp as text)"), &[])?;
    let text: Option<String> = row.map(|r| r.get(0)).transpose()?;
    Ok(text.and_then(|text| Instant::parse(&text)))
}

/// A look at jobs and mail, for the metrics.
///
/// # Errors
/// Any database error.
pub fn look(conn: &mut Conn, now: Instant) -> DbResult<metrics::Look> {
    Ok(metrics::Look { jobs: count_jobs(conn, now)?, mail: mail::count(conn, None)?, is_ready: true })
}
