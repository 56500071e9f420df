//! Lists of cases: one page at a time, by the last row of the page before.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use jiff::civil::Date;

use crate::model::{Case, Channel, Kind, Nature, State};
use crate::rules::joint;

/// A line of a list. A confidential case shows neither subject nor who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: String,
    /// Number.
    pub reference: String,
    /// Petition or opinion.
    pub kind: Kind,
    /// How it came.
    pub channel: Channel,
    /// What is wanted.
    pub nature: Nature,
    /// Code of the topic.
    pub topic: String,
    /// Subject; empty while sealed.
    pub subject: String,
    /// Whether it is sealed.
    pub confidential: bool,
    /// Where it stands.
    pub state: State,
    /// Section in charge.
    pub section: String,
    /// Staff id of the handler.
    pub handler: String,
    /// The day of receipt.
    pub received_on: Date,
    /// The last day of the limit.
    pub due_on: Date,
    /// The earlier of both counts.
    pub warn_on: Date,
}

fn line(r: &Row) -> DbResult<Line> {
    Ok(Line {
        id: r.get(0)?,
        reference: r.get(1)?,
        kind: r.get(2)?,
        channel: r.get(3)?,
        nature: r.get(4)?,
        topic: r.get(5)?,
        subject: r.get(6)?,
        confidential: r.get(7)?,
        state: r.get(8)?,
        section: r.get(9)?,
        handler: r.get(10)?,
        received_on: r.get(11)?,
        due_on: r.get(12)?,
        warn_on: r.get(13)?,
    })
}

/// Whose cases are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The section of who asks.
    pub section: String,
    /// Whether all sections are seen.
    pub all: bool,
}

/// Where a page begins: after this due day and id; empty for the first.
pub type After = (String, String);

/// Open cases, the next due first.
///
/// # Errors
/// Any database error.
pub fn list_open(conn: &mut Conn, scope: &Scope, after: &After, limit: i64) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on
             from petitions_case where closed_at is null and state <> 'confirming'
             and ($1 or section = $2 or joint = any($6)) and (due_on, id) > ($3, $4)
             order by due_on, id limit $5"
        ),
        params![scope.all, scope.section, after.0, after.1, limit, *along],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Open cases of one handler, the next due first.
///
/// # Errors
/// Any database error.
pub fn list_mine(conn: &mut Conn, staff_id: &str, after: &After, limit: i64) -> DbResult<Vec<Line>> {
    conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on
             from petitions_case where handler = $1 and closed_at is null and state <> 'confirming'
             and (due_on, id) > ($2, $3) order by due_on, id limit $4"
        ),
        params![staff_id, after.0, after.1, limit],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Open cases past their limit by either count, the longest first, at most `limit`.
///
/// # Errors
/// Any database error.
pub fn list_overdue(
    conn: &mut Conn,
    scope: &Scope,
    today: Date,
    after: &After,
    limit: i64,
) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on
             from petitions_case where closed_at is null and state <> 'confirming' and state <> 'draft'
             and due_on < $6 and ($1 or section = $2 or joint = any($7)) and (due_on, id) > ($3, $4)
             order by due_on, id limit $5"
        ),
        params![scope.all, scope.section, after.0, after.1, limit, today, *along],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Cases that wait for a decision, the next due first, at most `limit`.
///
/// # Errors
/// Any database error.
pub fn list_asked(conn: &mut Conn, scope: &Scope, limit: i64) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select c.id, c.reference, c.kind, c.channel, c.nature, c.topic, c.subject, c.confidential, c.state,
                    c.section, c.handler, c.received_on, c.due_on, c.warn_on
             from petitions_proposal p join petitions_case c on c.id = p.case_id
             where p.state = 'asked' and ($1 or c.section = $2 or c.joint = any($4)) order by c.due_on, c.id limit $3"
        ),
        params![scope.all, scope.section, limit, *along],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Cases with a letter that a person has to send, the next due first, at most `limit`.
///
/// # Errors
/// Any database error.
pub fn list_unsent(conn: &mut Conn, scope: &Scope, limit: i64) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select distinct c.id, c.reference, c.kind, c.channel, c.nature, c.topic, c.subject, c.confidential,
                    c.state, c.section, c.handler, c.received_on, c.due_on, c.warn_on
             from petitions_letter l join petitions_case c on c.id = l.case_id
             where l.sent_at is null and (l.way <> 'email' or exists (
                select 1 from foundation_mail m where m.unique_key = 'petitions:letter:' || l.id
                and m.state in ('failed', 'unsure'))) and ($1 or c.section = $2 or c.joint = any($4))
             order by c.due_on, c.id limit $3"
        ),
        params![scope.all, scope.section, limit, *along],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Cases on which work ended, the newest first; a page begins before this moment and id.
///
/// # Errors
/// Any database error.
pub fn list_closed(
    conn: &mut Conn,
    scope: &Scope,
    before: &After,
    limit: i64,
) -> DbResult<Vec<(Line, String)>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on, closed_at
             from petitions_case where closed_at is not null and ($1 or section = $2 or joint = any($6))
             and ($3 = '' or (closed_at, id) < ($3, $4)) order by closed_at desc, id desc limit $5"
        ),
        params![scope.all, scope.section, before.0, before.1, limit, *along],
    )?
    .iter()
    .map(|r| Ok((line(r)?, r.get(14)?)))
    .collect()
}

/// Other cases of the same person, by address or telephone, the newest first, at most 20; sealed ones are not
/// found.
///
/// # Errors
/// Any database error.
pub fn list_of_person(conn: &mut Conn, scope: &Scope, case: &Case) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on
             from petitions_case where id in (
                select id from petitions_case where email = $3 and email <> ''
                union select id from petitions_case where phone = $4 and phone <> '')
             and id <> $5 and state not in ('confirming', 'draft', 'discarded')
             and ($1 or section = $2 or joint = any($6)) order by id desc limit 20"
        ),
        params![scope.all, scope.section, case.told.email, case.told.phone, case.id, *along],
    )?
    .iter()
    .map(line)
    .collect()
}

/// The case with this number.
///
/// # Errors
/// Any database error.
pub fn find_numbered(conn: &mut Conn, scope: &Scope, reference: &str) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on
             from petitions_case where reference = $3 and state <> 'confirming'
             and ($1 or section = $2 or joint = any($4))"
        ),
        params![scope.all, scope.section, reference, *along],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Cases whose number this is, or, where there is none, whose subject holds these words; sealed texts are never
/// searched.
///
/// # Errors
/// Any database error.
pub fn search(
    conn: &mut Conn,
    scope: &Scope,
    words: &str,
    reference: &str,
    limit: i64,
) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    let numbered = find_numbered(conn, scope, reference)?;
    if !numbered.is_empty() {
        return Ok(numbered);
    }
    let pattern = format!("%{}%", words.to_lowercase().replace(['%', '_', '\\'], " "));
    conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on
             from petitions_case where subject <> '' and lower(subject) like $3
             and state <> 'confirming' and ($1 or section = $2 or joint = any($5)) order by id desc limit $4"
        ),
        params![scope.all, scope.section, pattern, limit, *along],
    )?
    .iter()
    .map(line)
    .collect()
}
