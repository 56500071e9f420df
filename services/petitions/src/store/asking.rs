//! Whom to telephone whether it is solved, and what was said elsewhere (輿情).

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use super::list::{END, Scope};
use crate::model::{Channel, State, Tone};
use crate::rules::joint;

/// Somebody to be telephoned: whether it is solved. Of a secret case neither subject nor person is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unasked {
    /// Id of the case.
    pub id: String,
    /// Its number.
    pub reference: String,
    /// Whether it is sealed.
    pub confidential: bool,
    /// Subject.
    pub subject: String,
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Staff id of the handler.
    pub handler: String,
    /// Since when it is to be asked.
    pub since: Instant,
}

/// Petitioners without e-mail who are to be asked since this moment or later whether it is solved and have not
/// answered, the longest waiting first, at most 200; those whose case went on in another one too.
///
/// # Errors
/// Any database error.
pub fn list_unasked(conn: &mut Conn, scope: &Scope, since: Instant) -> DbResult<Vec<Unasked>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select c.id, c.reference, c.confidential, c.subject, c.name, c.phone, c.handler, c.surveyed_at
             from petitions_case c
             where c.id in (
                select id from petitions_case
                where state = 'surveyed' and state in ('confirming', 'approved', 'replied', 'surveyed')
                union all select id from petitions_case
                where state = 'merged' and surveyed_at is not null and surveyed_at > $3)
             and c.surveyed_at is not null and c.way <> 'email' and (c.phone <> '' or c.confidential)
             and ($1 or c.section = $2 or c.joint = any($4))
             and not exists (select 1 from petitions_answer a where a.case_id = c.id)
             order by c.surveyed_at, c.id limit 200"
        ),
        params![scope.all, scope.section, since, *along],
    )?
    .iter()
    .map(|r| {
        Ok(Unasked {
            id: r.get(0)?,
            reference: r.get(1)?,
            confidential: r.get(2)?,
            subject: r.get(3)?,
            name: r.get(4)?,
            phone: r.get(5)?,
            handler: r.get(6)?,
            since: r.get(7)?,
        })
    })
    .collect()
}

/// An item of the press or of social media.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Id.
    pub id: String,
    /// Number.
    pub reference: String,
    /// Where it was said.
    pub channel: Channel,
    /// Where it was read; empty while sealed.
    pub source: String,
    /// Subject; empty while sealed.
    pub subject: String,
    /// Whether it is sealed.
    pub confidential: bool,
    /// How it speaks of the centre.
    pub tone: Option<Tone>,
    /// Staff id of who looks after it.
    pub handler: String,
    /// Where it stands.
    pub state: State,
    /// The day of receipt.
    pub received_on: Date,
    /// The last day of its limit.
    pub due_on: Date,
    /// When it was taken down.
    pub created_at: Instant,
    /// When it was replied to.
    pub replied_at: Option<Instant>,
    /// Number of the petition it became; empty when it became none.
    pub petition: String,
}

/// Items of a tone, or of all, the newest first, at most `limit` before a day and an id.
///
/// # Errors
/// Any database error.
pub fn list_items(
    conn: &mut Conn,
    scope: &Scope,
    tone: Option<Tone>,
    before: &(String, String),
    limit: i64,
) -> DbResult<Vec<Item>> {
    let along = joint::texts_with(&scope.section);
    let (day, id) = if before.0.is_empty() { (END, END) } else { (before.0.as_str(), before.1.as_str()) };
    conn.rows(
        sql!(
            "select c.id, c.reference, c.channel, c.source, c.subject, c.confidential, c.tone, c.handler, c.state,
                    c.received_on, c.due_on, c.created_at, c.replied_at,
                    coalesce((select min(p.reference) from petitions_case p
                              where p.origin = c.reference and p.origin <> '' and p.kind = 'petition'
                              and not p.confidential), '')
             from petitions_case c
             where c.kind = 'opinion' and c.state <> 'discarded' and c.outcome <> 'discarded'
             and ($1 or c.section = $2 or c.joint = any($7))
             and ($3 = '' or c.tone = $3) and (c.received_on, c.id) < ($4, $5)
             order by c.received_on desc, c.id desc limit $6"
        ),
        params![scope.all, scope.section, tone.map_or("", Tone::code), day, id, limit, *along],
    )?
    .iter()
    .map(|r| {
        Ok(Item {
            id: r.get(0)?,
            reference: r.get(1)?,
            channel: r.get(2)?,
            source: r.get(3)?,
            subject: r.get(4)?,
            confidential: r.get(5)?,
            tone: Tone::from_code(&r.get::<String>(6)?),
            handler: r.get(7)?,
            state: r.get(8)?,
            received_on: r.get(9)?,
            due_on: r.get(10)?,
            created_at: r.get(11)?,
            replied_at: r.get(12)?,
            petition: r.get(13)?,
        })
    })
    .collect()
}
