//! Links for evaluators: read-only, for a time, revocable.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use office::instant::Instant;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Id, which its address is made of.
    pub id: String,
    /// The plan it shows.
    pub plan_id: String,
    /// For whom it is.
    pub name: String,
    /// Until when it is good.
    pub ends_at: Instant,
    /// When it was made.
    pub created_at: Instant,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// When it was used last.
    pub seen_at: Option<Instant>,
}

impl Link {
    /// Whether it opens anything now.
    pub fn is_good(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && now < self.ends_at
    }
}

fn read(r: &Row) -> DbResult<Link> {
    Ok(Link {
        id: r.get(0)?,
        plan_id: r.get(1)?,
        name: r.get(2)?,
        ends_at: r.get(3)?,
        created_at: r.get(4)?,
        revoked_at: r.get(5)?,
        seen_at: r.get(6)?,
    })
}

/// Adds a link.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, link: &Link, by: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_link (id, plan_id, name, ends_at, created_at, created_by)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![link.id, link.plan_id, link.name, link.ends_at, link.created_at, by],
    )?;
    Ok(())
}

/// A link.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Link>> {
    conn.first(
        sql!(
            "select id, plan_id, name, ends_at, created_at, revoked_at, seen_at from plan_link where id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// The links of a plan, newest first, at most 100.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Link>> {
    conn.rows(
        sql!(
            "select id, plan_id, name, ends_at, created_at, revoked_at, seen_at from plan_link
             where plan_id = $1 order by created_at desc, id desc limit 100"
        ),
        params![plan_id],
    )?
    .iter()
    .map(read)
    .collect()
}

/// Takes a link back.
///
/// # Errors
/// Any database error.
pub fn revoke(conn: &mut Conn, id: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update plan_link set revoked_at = $2 where id = $1 and revoked_at is null"),
        params![id, now],
    )?;
    Ok(())
}

/// Notes that a link was used.
///
/// # Errors
/// Any database error.
pub fn touch(conn: &mut Conn, id: &str, now: Instant) -> DbResult<()> {
    conn.execute(sql!("update plan_link set seen_at = $2 where id = $1"), params![id, now])?;
    Ok(())
}
