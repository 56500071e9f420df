//! Durable jobs: at least once, so each must bear being run twice.
//!
//! A job is a row, added in the transaction of what causes it. A worker leases the next due row,
//! runs it and deletes it; a failure waits longer each time and ends on the dead-letter page. What
//! happens by itself is never given up: it would stay away for good, and nobody would notice.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use office::id::Id;
use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbError, DbResult};
use crate::house::House;
use crate::{params, row, sql};

/// Why a job did not get done this time.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct JobError(pub String);

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        JobError(error.to_string())
    }
}

/// The work of a job.
pub type Work = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;

/// A kind of job: `imperative.noun` of a service, such as `courses.remind`.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// Name, with the service as prefix.
    pub name: &'static str,
    /// What to do; gets the payload the job was added with.
    pub run: fn(Arc<Centre>, String) -> Work,
    /// For work that happens by itself: seconds between two runs.
    pub every_seconds: Option<i64>,
}

/// A job to add.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// Kind.
    pub kind: &'a str,
    /// Two jobs with the same key are one (the first).
    pub unique_key: Option<String>,
    /// What the job needs to know; never personal data, only ids.
    pub payload: String,
    /// Not before.
    pub run_at: Instant,
}

/// Adds jobs; call it inside the transaction of their cause.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, ids: &[Id], now: Instant, jobs: &[NewJob<'_>]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = ids
        .iter()
        .zip(jobs)
        .map(|(id, j)| row![id, j.kind, &j.unique_key, &j.payload, &j.run_at, &0_i64, "waiting", &now])
        .collect();
    conn.insert_many(
        sql!(
            "insert into foundation_job (id, kind, unique_key, payload, run_at, attempts, state, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
        ),
        &rows,
    )?;
    Ok(())
}

/// A leased job.
#[derive(Debug, Clone)]
pub struct Leased {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Payload.
    pub payload: String,
    /// How often it was tried before.
    pub attempts: i64,
}

/// Seconds a worker may take before another may try the same job.
const LEASE_SECONDS: i64 = 300;
/// Tries before a job ends on the dead-letter page, or before one that happens by itself counts as stuck.
pub const TRIES: i64 = 8;
/// Longest wait, in seconds, until work that happens by itself is tried again, unless it is rarer.
const RECURRING_WAIT_SECONDS: i64 = 600;

/// Gives back what an ended process was running, where nobody else can be running it.
///
/// # Errors
/// Any database error.
pub fn release_unfinished(conn: &mut Conn) -> DbResult<u64> {
    conn.execute(
        sql!("update foundation_job set state = 'waiting', leased_until = null where state = 'running'"),
        &[],
    )
}

/// Jobs that are leased together and ended together, so that a crowd of small ones costs few commits.
const AT_ONCE: i64 = 16;
/// When those done so far took this long the others are given back: another worker may have them.
const AT_ONCE_TIME: Duration = Duration::from_secs(1);

/// Leases the jobs that are due next, at most [`AT_ONCE`], in the order in which they are to be run.
///
/// # Errors
/// Any database error.
fn take(conn: &mut Conn, now: Instant) -> DbResult<Vec<Leased>> {
    let rows = conn.rows(
        sql!(
            "update foundation_job set state = 'running', leased_until = $2, attempts = attempts + 1
             where id in (select id from foundation_job
                          where (state = 'waiting' and run_at <= $1) or (state = 'running' and leased_until < $1)
                          order by run_at, id limit $3 for update skip locked)
             returning id, kind, payload, attempts, run_at"
        ),
        params![now, now.plus_seconds(LEASE_SECONDS), AT_ONCE],
    )?;
    let leased = rows.iter().map(|r| {
        let attempts = r.get::<i64>(3)? - 1;
        let job = Leased { id: r.get(0)?, kind: r.get(1)?, payload: r.get(2)?, attempts };
        Ok((r.get::<Instant>(4)?, job))
    });
    let mut leased = leased.collect::<DbResult<Vec<_>>>()?;
    leased.sort_by(|(at, job), (other_at, other)| (at, &job.id).cmp(&(other_at, &other.id)));
    Ok(leased.into_iter().map(|(_, job)| job).collect())
}

/// Gives jobs back that were leased and not begun.
fn give_back(conn: &mut Conn, ids: &[String]) -> DbResult<()> {
    if !ids.is_empty() {
        conn.execute(
            sql!(
                "update foundation_job set state = 'waiting', leased_until = null, attempts = attempts - 1
                 where id = any($1)"
            ),
            params![*ids],
        )?;
    }
    Ok(())
}

/// Ends jobs: done, to be tried again later, or dead.
///
/// # Errors
/// Any database error.
fn finish(conn: &mut Conn, ended: &[Ended], house: &House, now: Instant) -> DbResult<()> {
    let done: Vec<String> =
        ended.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(job, _)| job.id.clone()).collect();
    conn.execute(sql!("delete from foundation_job where id = any($1)"), params![done])?;
    for (job, outcome) in ended {
        let Err(error) = outcome else { continue };
        let tries = job.attempts + 1;
        let every = house.jobs().find(|k| k.name == job.kind).and_then(|k| k.every_seconds);
        let state = if tries >= TRIES && every.is_none() { "dead" } else { "waiting" };
        let most = every.map_or(i64::MAX, |seconds| seconds.max(RECURRING_WAIT_SECONDS));
        let later = now.plus_seconds((10 << tries.min(10)).min(most));
        conn.execute(
            sql!(
                "update foundation_job set state = $2, run_at = $3, leased_until = null, last_error = $4
                 where id = $1"
            ),
            params![job.id, state, later, error.0],
        )?;
    }
    Ok(())
}

/// A job on the dead-letter page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// When it was first asked for.
    pub created_at: Instant,
    /// Why it failed the last time.
    pub last_error: String,
}

/// Jobs that were given up, newest first, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_dead(conn: &mut Conn) -> DbResult<Vec<Dead>> {
    conn.rows(
        sql!(
            "select id, kind, created_at, coalesce(last_error, '') from foundation_job where state = 'dead'
             order by id desc limit 200"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok(Dead { id: r.get(0)?, kind: r.get(1)?, created_at: r.get(2)?, last_error: r.get(3)? }))
    .collect()
}

/// A job that was given up.
///
/// # Errors
/// Any database error.
pub fn find_dead(conn: &mut Conn, id: &str) -> DbResult<Option<Dead>> {
    let row = conn.first(
        sql!(
            "select id, kind, created_at, coalesce(last_error, '') from foundation_job
             where id = $1 and state = 'dead'"
        ),
        params![id],
    )?;
    let read = |r: crate::db::Row| {
        Ok(Dead { id: r.get(0)?, kind: r.get(1)?, created_at: r.get(2)?, last_error: r.get(3)? })
    };
    row.map(read).transpose()
}

/// Gives a dead job up for good; says whether it was there.
///
/// # Errors
/// Any database error.
pub fn drop_dead(conn: &mut Conn, id: &str) -> DbResult<bool> {
    let touched =
        conn.execute(sql!("delete from foundation_job where id = $1 and state = 'dead'"), params![id])?;
    Ok(touched > 0)
}

/// What stands as the error of a job that [`hold_letters`] held.
pub const RESTORED: &str = "restored";

/// Whether a kind of job does nothing but write letters: its verb says so (`courses.write`,
/// `courses.send_letter`).
fn writes_letters(kind: &str) -> bool {
    kind.split_once('.').is_some_and(|(_, verb)| verb.starts_with("write") || verb.starts_with("send"))
}

/// Gives up, for a person to decide, what was to write letters by now: in a store that was put back from a
/// backup they may have gone out since the backup was made.
///
/// # Errors
/// Any database error.
pub fn hold_letters(conn: &mut Conn, now: Instant) -> DbResult<u64> {
    let kinds = conn.rows(sql!("select distinct kind from foundation_job"), &[])?;
    let mut kinds: Vec<String> = kinds.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
    kinds.retain(|kind| writes_letters(kind));
    conn.execute(
        sql!(
            "update foundation_job set state = 'dead', leased_until = null, last_error = $3
             where kind = any($1) and run_at <= $2 and state in ('waiting', 'running')"
        ),
        params![*kinds, now, RESTORED],
    )
}

/// Work that happens by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// Kind.
    pub kind: String,
    /// When it is next due.
    pub run_at: Instant,
    /// `waiting`, `running` or `dead`.
    pub state: String,
    /// How often it failed since it was last done.
    pub failures: i64,
    /// Why it failed the last time.
    pub last_error: String,
}

/// Work that happens by itself, what is due next first.
///
/// # Errors
/// Any database error.
pub fn list_recurring(conn: &mut Conn) -> DbResult<Vec<Recurring>> {
    conn.rows(
        sql!(
            "select kind, run_at, state, attempts, coalesce(last_error, '') from foundation_job
             where unique_key like 'every:%' order by run_at, kind limit 200"
        ),
        &[],
    )?
    .iter()
    .map(|r| {
        let (kind, run_at, state) = (r.get(0)?, r.get(1)?, r.get(2)?);
        Ok(Recurring { kind, run_at, state, failures: r.get(3)?, last_error: r.get(4)? })
    })
    .collect()
}

/// Lets a dead job try again at once.
///
/// # Errors
/// Any database error.
pub fn revive(conn: &mut Conn, id: &str, now: Instant) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update foundation_job set state = 'waiting', attempts = 0, run_at = $2 where id = $1 and state = 'dead'"),
        params![id, now],
    )?;
    Ok(touched > 0)
}

/// How many jobs wait to be run by now, and how many are dead, or fail each time they come round.
///
/// # Errors
/// Any database error.
pub fn count(conn: &mut Conn, now: Instant) -> DbResult<(i64, i64)> {
    let row = conn.first(
        sql!(
            "select cast(coalesce(sum(case when state <> 'dead' and run_at <= $1 then 1 else 0 end), 0) as bigint),
                    cast(coalesce(sum(case when state = 'dead' or (state = 'waiting' and attempts >= $2) then 1 else 0 end), 0) as bigint)
             from foundation_job"
        ),
        params![now, TRIES],
    )?;
    row.map_or(Ok((0, 0)), |r| Ok((r.get(0)?, r.get(1)?)))
}

/// Runs the jobs of the centre that are due next, one after the other; says whether there were any.
///
/// # Errors
/// Any database error of the queue itself; an error of a job is kept with the job.
pub async fn run_next(centre: &Arc<Centre>) -> DbResult<bool> {
    centre.crowd.passes().await;
    let now = centre.clock.now();
    let jobs = centre.db.write(move |conn| take(conn, now)).await?;
    if jobs.is_empty() {
        return Ok(false);
    }
    let (begun, mut jobs) = (std::time::Instant::now(), jobs.into_iter());
    let mut ended = Vec::new();
    for job in jobs.by_ref() {
        ended.push(run(centre, job).await);
        if begun.elapsed() > AT_ONCE_TIME {
            break;
        }
    }
    note(centre, ended, jobs.map(|job| job.id).collect()).await?;
    Ok(true)
}

/// A job and what came of it.
type Ended = (Leased, Result<(), JobError>);

/// Runs a job as a task of its own, so that a panic ends the job and not the worker.
async fn run(centre: &Arc<Centre>, job: Leased) -> Ended {
    let outcome = match centre.house.jobs().find(|k| k.name == job.kind) {
        Some(kind) => {
            let work = tokio::spawn((kind.run)(centre.clone(), job.payload.clone()));
            work.await.unwrap_or_else(|_| Err(JobError("the job panicked".into())))
        }
        None => Err(JobError("no service knows this kind of job".into())),
    };
    if let Err(error) = &outcome {
        tracing::warn!(centre = centre.code, job = job.kind, %error, "a job failed");
    }
    (job, outcome)
}

/// Notes the ends of jobs, and when those that happen by themselves are due again; gives the rest back.
async fn note(centre: &Arc<Centre>, ended: Vec<Ended>, rest: Vec<String>) -> DbResult<()> {
    let now = centre.clock.now();
    let again: Vec<(&'static str, i64)> = ended
        .iter()
        .filter(|(_, outcome)| outcome.is_ok())
        .filter_map(|(job, _)| centre.house.jobs().find(|k| k.name == job.kind))
        .filter_map(|kind| kind.every_seconds.map(|seconds| (kind.name, seconds)))
        .collect();
    let ids: Vec<Id> = again.iter().map(|_| centre.chance.id(now)).collect();
    let house = centre.house.clone();
    centre
        .db
        .write(move |conn| {
            finish(conn, &ended, &house, now)?;
            give_back(conn, &rest)?;
            let again: Vec<_> =
                again.iter().map(|(name, seconds)| recurring(name, now.plus_seconds(*seconds))).collect();
            add(conn, &ids, now, &again)
        })
        .await
}

/// The one waiting row of a recurring job.
fn recurring(kind: &str, run_at: Instant) -> NewJob<'_> {
    NewJob { kind, unique_key: Some(format!("every:{kind}")), payload: String::new(), run_at }
}

/// Makes sure that every recurring job has its row, and that none was given up.
///
/// # Errors
/// Any database error.
pub async fn schedule(centre: &Arc<Centre>) -> DbResult<()> {
    let now = centre.clock.now();
    let kinds: Vec<&'static str> =
        centre.house.jobs().filter(|k| k.every_seconds.is_some()).map(|k| k.name).collect();
    let ids: Vec<Id> = kinds.iter().map(|_| centre.chance.id(now)).collect();
    centre
        .db
        .write(move |conn| {
            let jobs: Vec<NewJob<'_>> = kinds.iter().map(|k| recurring(k, now)).collect();
            add(conn, &ids, now, &jobs)?;
            let keys: Vec<String> = jobs.into_iter().filter_map(|job| job.unique_key).collect();
            conn.execute(
                sql!(
                    "update foundation_job set state = 'waiting', attempts = 0, run_at = $2
                     where unique_key = any($1) and state = 'dead'"
                ),
                params![keys, now],
            )?;
            Ok(())
        })
        .await
}

/// Runs jobs until the task is dropped, asking for new ones every half second or when woken.
pub async fn work(centre: Arc<Centre>) {
    loop {
        match run_next(&centre).await {
            Ok(true) => {}
            Ok(false) => {
                let pause = tokio::time::sleep(Duration::from_millis(500));
                tokio::select! { () = pause => {}, () = centre.work_waits.notified() => {} }
            }
            Err(error) => {
                tracing::warn!(centre = centre.code, %error, "the job queue cannot be read");
                tokio::time::sleep(Duration::from_secs(3)).await;
            }
        }
    }
}
