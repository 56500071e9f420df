//! Proposals, benchmarks and stories.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use crate::rules::idea::{Kind, State};

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idea {
    /// Id.
    pub id: String,
    /// What kind of record it is.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// How it is done.
    pub method: String,
    /// What it brings.
    pub benefit: String,
    /// Where it stands.
    pub state: State,
    /// Marks of the panel: feasible, useful, thrifty, creative; from 1 to 5.
    pub marks: [Option<i64>; 4],
    /// Why it was decided so.
    pub reason: String,
    /// When it was handed in.
    pub added_at: Instant,
    /// By whom.
    pub added_by: String,
    /// When what was adopted is looked at again.
    pub review_on: Option<Date>,
}

fn read(r: &Row) -> DbResult<Idea> {
    Ok(Idea {
        id: r.get(0)?,
        kind: r.get(1)?,
        title: r.get(2)?,
        method: r.get(3)?,
        benefit: r.get(4)?,
        state: r.get(5)?,
        marks: [r.get(6)?, r.get(7)?, r.get(8)?, r.get(9)?],
        reason: r.get(10)?,
        added_at: r.get(11)?,
        added_by: r.get(12)?,
        review_on: r.get(13)?,
    })
}

/// Adds a record.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, idea: &Idea) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into plan_idea (id, kind, title, method, benefit, state, reason, added_at, added_by)
             values ($1, $2, $3, $4, $5, $6, '', $7, $8)"
        ),
        params![
            idea.id,
            idea.kind.code(),
            idea.title,
            idea.method,
            idea.benefit,
            idea.state.code(),
            idea.added_at,
            idea.added_by
        ],
    )?;
    Ok(())
}

/// The newest records, at most 200.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<Idea>> {
    conn.rows(
        sql!(
            "select id, kind, title, method, benefit, state, feasibility, usefulness, thrift, creativity, reason,
                    added_at, added_by, review_on
             from plan_idea order by added_at desc, id desc limit 200"
        ),
        &[],
    )?
    .iter()
    .map(read)
    .collect()
}

/// An adopted proposal of which by a day is to be seen what came.
pub struct Review {
    /// Id of the proposal.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The day.
    pub review_on: Date,
    /// Who decided on it.
    pub decided_by: String,
}

/// What is to be looked at by a day, or was.
///
/// # Errors
/// Any database error.
pub fn list_reviews(conn: &mut Conn, last: Date) -> DbResult<Vec<Review>> {
    conn.rows(
        sql!(
            "select id, title, review_on, coalesce(decided_by, '') from plan_idea
             where state = 'adopted' and review_on <= $1 order by review_on, id"
        ),
        params![last],
    )?
    .iter()
    .map(|r| Ok(Review { id: r.get(0)?, title: r.get(1)?, review_on: r.get(2)?, decided_by: r.get(3)? }))
    .collect()
}

/// A record, held until the transaction ends.
///
/// # Errors
/// Any database error.
pub fn lock(conn: &mut Conn, id: &str) -> DbResult<Option<Idea>> {
    conn.first(
        sql!(
            "select id, kind, title, method, benefit, state, feasibility, usefulness, thrift, creativity, reason,
                    added_at, added_by, review_on
             from plan_idea where id = $1 for update"
        ),
        params![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// Keeps what was decided.
///
/// # Errors
/// Any database error.
pub fn decide(conn: &mut Conn, idea: &Idea, by: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update plan_idea set state = $2, feasibility = $3, usefulness = $4, thrift = $5, creativity = $6,
                    reason = $7, decided_at = $8, decided_by = $9, review_on = $10
             where id = $1"
        ),
        params![
            idea.id,
            idea.state.code(),
            idea.marks.first().copied().flatten(),
            idea.marks.get(1).copied().flatten(),
            idea.marks.get(2).copied().flatten(),
            idea.marks.get(3).copied().flatten(),
            idea.reason,
            now,
            by,
            idea.review_on
        ],
    )?;
    Ok(())
}

/// The stories of success that were approved, newest first.
///
/// # Errors
/// Any database error.
pub fn list_stories(conn: &mut Conn) -> DbResult<Vec<Idea>> {
    conn.rows(
        sql!(
            "select id, kind, title, method, benefit, state, feasibility, usefulness, thrift, creativity, reason,
                    added_at, added_by, review_on
             from plan_idea where kind = 'story' and state = 'adopted' order by added_at desc, id desc limit 200"
        ),
        &[],
    )?
    .iter()
    .map(read)
    .collect()
}
