//! The trail (稽核軌跡): who did what to which matter, when, from what to what, and why.
//!
//! Rows are added in the transaction of the act itself and never changed or deleted. A job seals
//! them shortly afterwards into one chain of hashes, so that any later change shows; sealing apart
//! keeps writers from queueing behind one another.

use office::id::Id;
use office::instant::Instant;
use sha2::{Digest, Sha256};

use crate::centre::Centre;
use crate::db::{Conn, DbResult, Row};
use crate::staff::Role;
use crate::{params, row, sql};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// A staff id, or `resident`, `system`, `door`.
    pub who: String,
    /// The role acted in.
    pub role: String,
    /// The network address, where there is one.
    pub address: Option<String>,
}

impl Actor {
    /// The house itself: a job, a set-up step.
    pub fn system() -> Actor {
        Actor { who: "system".into(), role: "system".into(), address: None }
    }

    /// A member of staff in these roles, at no network address.
    pub fn of(id: String, roles: &[Role]) -> Actor {
        let role = roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",");
        Actor { who: id, role, address: None }
    }

    /// Whether it is the house itself, and nobody who could answer for it.
    pub fn is_house(who: &str) -> bool {
        who == "system"
    }

    /// A resident without an account.
    pub fn resident(address: Option<String>) -> Actor {
        Actor { who: "resident".into(), role: "resident".into(), address }
    }
}

/// One row to add.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Kind of the matter, named as its table (`courses_registration`).
    pub matter: &'a str,
    /// Which one.
    pub matter_id: &'a str,
    /// What was done, in one word in the past tense (`registered`).
    pub verb: &'a str,
    /// What stood before, where something was changed.
    pub before: Option<String>,
    /// What stands now.
    pub after: Option<String>,
    /// Why, where a reason was asked.
    pub reason: Option<String>,
}

impl<'a> Entry<'a> {
    /// An entry without details; add them with the struct update syntax.
    pub fn new(matter: &'a str, matter_id: &'a str, verb: &'a str) -> Entry<'a> {
        Entry { matter, matter_id, verb, before: None, after: None, reason: None }
    }
}

/// Adds rows of one actor; call it inside the transaction of the act.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, ids: &[Id], now: Instant, actor: &Actor, entries: &[Entry<'_>]) -> DbResult<()> {
    let entries: Vec<_> = entries.iter().map(|e| (actor, e.clone())).collect();
    add_all(conn, ids, now, &entries)
}

/// Adds rows of many actors as one set; call it inside the transaction of the acts.
///
/// # Errors
/// Any database error.
pub fn add_all(conn: &mut Conn, ids: &[Id], now: Instant, entries: &[(&Actor, Entry<'_>)]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = ids
        .iter()
        .zip(entries)
        .map(|(id, (actor, e))| {
            row![
                id,
                &now,
                &actor.who,
                &actor.role,
                e.matter,
                e.matter_id,
                e.verb,
                &e.before,
                &e.after,
                &e.reason,
                &actor.address
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into foundation_trail
             (id, at, actor, role, matter, matter_id, verb, before, after, reason, address)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &rows,
    )?;
    Ok(())
}

/// A row of the trail, to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Id of the row.
    pub id: String,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// What was done.
    pub verb: String,
    /// What stood before.
    pub before: Option<String>,
    /// What stood after.
    pub after: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

fn kept(r: &Row) -> DbResult<Kept> {
    Ok(Kept {
        id: r.get(0)?,
        at: r.get(1)?,
        actor: r.get(2)?,
        role: r.get(3)?,
        verb: r.get(4)?,
        before: r.get(5)?,
        after: r.get(6)?,
        reason: r.get(7)?,
    })
}

/// How many rows of a matter its page shows.
pub const LIST_MAX: usize = 500;

/// The newest rows of the trail of one matter, oldest first, at most [`LIST_MAX`]; a page that shows so many says that
/// there are older ones ([`pages::older_acts`](crate::pages::older_acts)).
///
/// # Errors
/// Any database error.
pub fn list_of(conn: &mut Conn, matter: &str, matter_id: &str) -> DbResult<Vec<Kept>> {
    conn.rows(
        sql!(
            "select id, at, actor, role, verb, before, after, reason from foundation_trail
             where matter = $1 and matter_id = $2 order by id desc limit $3"
        ),
        params![matter, matter_id, i64::try_from(LIST_MAX).unwrap_or(i64::MAX)],
    )?
    .iter()
    .rev()
    .map(kept)
    .collect()
}

/// The trail of one matter without these verbs, newest first, before the row with this id (empty for the
/// latest), at most `limit` rows.
///
/// # Errors
/// Any database error.
pub fn list_latest(
    conn: &mut Conn,
    (matter, matter_id): (&str, &str),
    without: &[String],
    before: &str,
    limit: i64,
) -> DbResult<Vec<Kept>> {
    conn.rows(
        sql!(
            "select id, at, actor, role, verb, before, after, reason from foundation_trail
             where matter = $1 and matter_id = $2 and ($3 = '' or id < $3) and not (verb = any($4))
             order by id desc limit $5"
        ),
        params![matter, matter_id, before, *without, limit],
    )?
    .iter()
    .map(kept)
    .collect()
}

/// How many rows one sealing takes at most.
const SEAL_AT_ONCE: i64 = 2000;

/// Seals rows that are not yet in the chain; says how many.
///
/// # Errors
/// Any database error.
pub fn seal(conn: &mut Conn) -> DbResult<usize> {
    let last = conn.first(
        sql!(
            "select number, hash from foundation_trail
             where number is not null order by number desc limit 1 for update"
        ),
        &[],
    )?;
    let (mut number, mut hash) = match last {
        Some(row) => (row.get::<i64>(0)?, row.get::<String>(1)?),
        None => (0, String::new()),
    };
    let rows = conn.rows(
        sql!(
            "select id, at, actor, role, matter, matter_id, verb, before, after, reason, address
             from foundation_trail where number is null order by id limit $1"
        ),
        params![SEAL_AT_ONCE],
    )?;
    for row in &rows {
        number += 1;
        hash = link(&hash, row)?;
        conn.execute(
            sql!("update foundation_trail set number = $2, hash = $3 where id = $1 and number is null"),
            params![row.get::<String>(0)?, number, hash],
        )?;
    }
    Ok(rows.len())
}

fn link(previous: &str, row: &Row) -> DbResult<String> {
    let mut digest = Sha256::new();
    digest.update(previous);
    for column in 0..11 {
        let text: Option<String> = row.get(column)?;
        // A length before each part, so that no two rows can read the same.
        digest.update(text.as_ref().map_or(-1, |t| i64::try_from(t.len()).unwrap_or(i64::MAX)).to_be_bytes());
        digest.update(text.unwrap_or_default());
    }
    Ok(digest.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// The chain is whole; so many sealed rows, so many not sealed yet.
    Whole {
        /// Rows in the chain.
        sealed: i64,
        /// Rows that wait for the next sealing.
        waiting: i64,
    },
    /// The row with this number was changed, or the one before it is gone.
    Broken {
        /// Number of the first row that does not fit.
        number: i64,
    },
}

/// Computes the whole chain again.
///
/// # Errors
/// Any database error.
pub fn check(conn: &mut Conn) -> DbResult<Chain> {
    let (mut number, mut hash) = (0_i64, String::new());
    loop {
        let rows = conn.rows(
            sql!(
                "select id, at, actor, role, matter, matter_id, verb, before, after, reason, address, number, hash
                 from foundation_trail where number > $1 order by number limit 5000"
            ),
            params![number],
        )?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            number += 1;
            hash = link(&hash, row)?;
            if row.get::<i64>(11)? != number || row.get::<String>(12)? != hash {
                return Ok(Chain::Broken { number });
            }
        }
    }
    let waiting = conn.first(sql!("select count(*) from foundation_trail where number is null"), &[])?;
    Ok(Chain::Whole { sealed: number, waiting: waiting.map_or(Ok(0), |r| r.get(0))? })
}

/// The job that checks the chain once a day, and when somebody asks.
pub const CHECK: &str = "foundation.check_trail";

/// A check that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// When.
    pub at: Instant,
    /// How many sealed rows fit together.
    pub sealed: i64,
    /// Number of the first row that does not, if there is one.
    pub broken_at: Option<i64>,
}

/// Checks the chain and keeps what was found.
///
/// # Errors
/// Any database error.
pub async fn check_and_note(centre: &Centre) -> DbResult<()> {
    let found = centre.db.read(check).await?;
    let (sealed, broken_at) = match found {
        Chain::Whole { sealed, .. } => (sealed, None),
        Chain::Broken { number } => {
            tracing::error!(centre = centre.code, number, "the trail was changed");
            (number - 1, Some(number))
        }
    };
    let (now, id) = (centre.clock.now(), centre.chance.id(centre.clock.now()));
    let keep = move |conn: &mut Conn| {
        conn.execute(
            sql!(
                "insert into foundation_trail_check (id, checked_at, sealed, broken_at)
                 values ($1, $2, $3, $4)"
            ),
            params![id, now, sealed, broken_at],
        )?;
        Ok(())
    };
    centre.db.write(keep).await
}

/// The last check of the chain.
///
/// # Errors
/// Any database error.
pub fn last_check(conn: &mut Conn) -> DbResult<Option<Checked>> {
    let row = conn.first(
        sql!("select checked_at, sealed, broken_at from foundation_trail_check order by id desc limit 1"),
        &[],
    )?;
    row.map(|r| Ok(Checked { at: r.get(0)?, sealed: r.get(1)?, broken_at: r.get(2)? })).transpose()
}

/// What is searched for; empty texts mean anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Kind of the matter.
    pub matter: String,
    /// Which one.
    pub matter_id: String,
    /// Who acted: a staff id, `resident`, `system` or `door`.
    pub actor: String,
    /// Not before.
    pub from: Instant,
    /// Before.
    pub until: Instant,
    /// Only rows before the one with this id.
    pub before: String,
}

/// A row found: who did what and when, but none of what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Id of the row.
    pub id: String,
    /// When.
    pub at: Instant,
    /// Who: the name of a member of staff, or `resident`, `system`, `door`.
    pub actor: String,
    /// Kind of the matter.
    pub matter: String,
    /// Which one.
    pub matter_id: String,
    /// What was done.
    pub verb: String,
    /// From where, unless it was a resident.
    pub address: Option<String>,
}

/// Rows that fit, newest first, at most `limit`.
///
/// # Errors
/// Any database error.
pub fn search(conn: &mut Conn, asked: &Asked, limit: i64) -> DbResult<Vec<Found>> {
    let Asked { matter, matter_id, actor, from, until, before } = asked;
    let rows = if matter_id.is_empty() {
        conn.rows(
            sql!(
                "select t.id, t.at, coalesce(p.name, t.actor), t.matter, t.matter_id, t.verb,
                        case when t.actor = 'resident' then null else t.address end
                 from foundation_trail t left join foundation_staff p on p.id = t.actor
                 where ($1 = '' or t.matter = $1) and ($2 = '' or t.actor = $2) and t.at >= $3 and t.at < $4
                 and ($5 = '' or t.id < $5) order by t.id desc limit $6"
            ),
            params![matter, actor, from, until, before, limit],
        )
    } else {
        // The index begins with the kind: name them all where none is asked for.
        let kinds = if matter.is_empty() { list_matters(conn)? } else { vec![matter.clone()] };
        conn.rows(
            sql!(
                "select t.id, t.at, coalesce(p.name, t.actor), t.matter, t.matter_id, t.verb,
                        case when t.actor = 'resident' then null else t.address end
                 from foundation_trail t left join foundation_staff p on p.id = t.actor
                 where t.matter = any($1) and t.matter_id = $7 and ($2 = '' or t.actor = $2) and t.at >= $3
                 and t.at < $4 and ($5 = '' or t.id < $5) order by t.id desc limit $6"
            ),
            params![kinds, actor, from, until, before, limit, matter_id],
        )
    };
    rows?
        .iter()
        .map(|r| {
            Ok(Found {
                id: r.get(0)?,
                at: r.get(1)?,
                actor: r.get(2)?,
                matter: r.get(3)?,
                matter_id: r.get(4)?,
                verb: r.get(5)?,
                address: r.get(6)?,
            })
        })
        .collect()
}

/// The kinds of matter that have a trail, by jumping from one to the next in the index.
///
/// # Errors
/// Any database error.
pub fn list_matters(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "with recursive kind (name) as (
                 select min(matter) from foundation_trail
                 union all
                 select (select min(matter) from foundation_trail where matter > kind.name)
                 from kind where kind.name is not null)
             select name from kind where name is not null order by name limit 200"
        ),
        &[],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// The people whose name may stand in the trail: id and name.
///
/// # Errors
/// Any database error.
pub fn list_actors(conn: &mut Conn) -> DbResult<Vec<(String, String)>> {
    conn.rows(sql!("select id, name from foundation_staff order by name, id limit 1000"), &[])?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .collect()
}
