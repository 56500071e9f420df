//! Lists of cases: one page at a time, by the last row of the page before.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;
use std::collections::HashMap;

use crate::model::{Case, Channel, Kind, Nature, State};
use crate::rules::{authority, joint};

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
    /// When it was answered.
    pub replied_at: Option<Instant>,
    /// Code of the calendar on which it is counted.
    pub calendar: String,
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
        replied_at: r.get(14)?,
        calendar: r.get(15)?,
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

/// After every day and every id, in whatever order a store keeps texts.
pub(super) const END: &str = "z";

pub(super) fn ids(rows: &[Row]) -> DbResult<Vec<String>> {
    rows.iter().map(|r| r.get(0)).collect()
}

/// The lines of these cases, in this order.
///
/// # Errors
/// Any database error.
pub fn list_lines(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<Line>> {
    let rows = conn.rows(
        sql!(
            "select id, reference, kind, channel, nature, topic, subject, confidential, state, section, handler,
                    received_on, due_on, warn_on, replied_at, calendar
             from petitions_case where id = any($1)"
        ),
        params![*ids],
    )?;
    let mut lines =
        rows.iter().map(|r| Ok((r.get(0)?, line(r)?))).collect::<DbResult<HashMap<String, _>>>()?;
    Ok(ids.iter().filter_map(|id| lines.remove(id)).collect())
}

/// Open cases, the next due first.
///
/// # Errors
/// Any database error.
pub fn list_open(conn: &mut Conn, scope: &Scope, after: &After, limit: i64) -> DbResult<Vec<Line>> {
    list_running(conn, scope, (END, ""), after, limit)
}

/// Open cases past their limit, the longest first, at most `limit`.
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
    list_running(conn, scope, (&today.to_string(), State::Draft.code()), after, limit)
}

/// Open cases that are due before a day and not in a state. Of a section they are found twice, as its own and as
/// those it works along with, text by text, so that each is read by its index.
fn list_running(
    conn: &mut Conn,
    scope: &Scope,
    (until, but): (&str, &str),
    after: &After,
    limit: i64,
) -> DbResult<Vec<Line>> {
    if scope.all {
        let rows = conn.rows(
            sql!(
                "select id from petitions_case where closed_at is null and state <> 'confirming' and state <> $4
                 and due_on < $5 and (due_on, id) > ($1, $2) order by due_on, id limit $3"
            ),
            params![after.0, after.1, limit, but, until],
        )?;
        return list_lines(conn, &ids(&rows)?);
    }
    let mut rows = conn.rows(
        sql!(
            "select id, due_on from petitions_case where closed_at is null and state <> 'confirming'
             and state <> $4 and due_on < $5 and section = $6 and (due_on, id) > ($1, $2)
             order by section, due_on, id limit $3"
        ),
        params![after.0, after.1, limit, but, until, scope.section],
    )?;
    for along in joint::texts_with(&scope.section) {
        rows.extend(conn.rows(
            sql!(
                "select id, due_on from petitions_case where closed_at is null and state <> 'confirming'
                 and state <> $4 and due_on < $5 and joint = $6 and joint <> '' and (due_on, id) > ($1, $2)
                 order by joint, due_on, id limit $3"
            ),
            params![after.0, after.1, limit, but, until, along],
        )?);
    }
    let found = in_order(&rows, limit)?;
    list_lines(conn, &found.into_iter().map(|(_, id)| id).collect::<Vec<_>>())
}

/// Ids with what they are sorted by, each once, the smallest first, at most `limit`.
fn in_order(rows: &[Row], limit: i64) -> DbResult<Vec<(String, String)>> {
    let mut found = rows.iter().map(|r| Ok((r.get(1)?, r.get(0)?))).collect::<DbResult<Vec<_>>>()?;
    found.sort_unstable();
    found.dedup();
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}

/// Open cases of one handler, the next due first.
///
/// # Errors
/// Any database error.
pub fn list_mine(conn: &mut Conn, staff_id: &str, after: &After, limit: i64) -> DbResult<Vec<Line>> {
    let rows = conn.rows(
        sql!(
            "select id from petitions_case where handler = $1 and closed_at is null and state <> 'confirming'
             and (due_on, id) > ($2, $3) order by handler, due_on, id limit $4"
        ),
        params![staff_id, after.0, after.1, limit],
    )?;
    list_lines(conn, &ids(&rows)?)
}

/// A case that waits for a decision, and what says who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The case.
    pub line: Line,
    /// Level of delegated authority.
    pub level: i64,
    /// Staff id of who drafted.
    pub asked_by: String,
}

/// Cases that wait for a decision, the next due first, at most `limit`; of other sections those whose sections the
/// reader heads, and those that were drafted by the head, or the director, for whom the reader stands in.
///
/// # Errors
/// Any database error.
pub fn list_asked(
    conn: &mut Conn,
    scope: &Scope,
    headed: &[String],
    reader: &str,
    limit: i64,
) -> DbResult<Vec<Asked>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select c.id, c.reference, c.kind, c.channel, c.nature, c.topic, c.subject, c.confidential, c.state,
                    c.section, c.handler, c.received_on, c.due_on, c.warn_on, c.replied_at, c.calendar,
                    p.level, p.asked_by
             from petitions_proposal p join petitions_case c on c.id = p.case_id
             where p.state = 'asked'
             and ($1 or c.section = $2 or c.joint = any($5) or (c.section = any($6) and p.level >= $7) or exists (
                select 1 from petitions_head h where h.stand_in = $4 and h.head = p.asked_by
                and (h.section = 'direction' or (h.section = c.section and p.level >= $7))))
             order by c.due_on, c.id limit $3"
        ),
        params![scope.all, scope.section, limit, reader, *along, headed, authority::HEAD],
    )?
    .iter()
    .map(|r| Ok(Asked { line: line(r)?, level: r.get(16)?, asked_by: r.get(17)? }))
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
                    c.state, c.section, c.handler, c.received_on, c.due_on, c.warn_on, c.replied_at, c.calendar
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

/// Cases on which work ended, those in the archive or those that are not, the newest first; a page begins before this
/// moment and id. Of a section as [`list_open`].
///
/// # Errors
/// Any database error.
pub fn list_closed(
    conn: &mut Conn,
    scope: &Scope,
    is_archived: bool,
    before: &After,
    limit: i64,
) -> DbResult<Vec<(Line, String)>> {
    let (at, id) = if before.0.is_empty() { (END, END) } else { (before.0.as_str(), before.1.as_str()) };
    let mut rows = Vec::new();
    if scope.all {
        rows.extend(conn.rows(
            sql!(
                "select id, closed_at from petitions_case where closed_at is not null
                 and (state = 'archived') = $4 and (closed_at, id) < ($1, $2)
                 order by (state = 'archived') desc, closed_at desc, id desc limit $3"
            ),
            params![at, id, limit, is_archived],
        )?);
    } else {
        rows.extend(conn.rows(
            sql!(
                "select id, closed_at from petitions_case where closed_at is not null and section = $4
                 and (state = 'archived') = $5 and (closed_at, id) < ($1, $2)
                 order by section desc, (state = 'archived') desc, closed_at desc, id desc limit $3"
            ),
            params![at, id, limit, scope.section, is_archived],
        )?);
        for along in joint::texts_with(&scope.section) {
            rows.extend(conn.rows(
                sql!(
                    "select id, closed_at from petitions_case where closed_at is not null and joint = $4
                     and joint <> '' and (state = 'archived') = $5 and (closed_at, id) < ($1, $2)
                     order by joint desc, (state = 'archived') desc, closed_at desc, id desc limit $3"
                ),
                params![at, id, limit, along, is_archived],
            )?);
        }
    }
    let mut ended = in_order(&rows, i64::MAX)?;
    ended.reverse();
    ended.truncate(usize::try_from(limit).unwrap_or_default());
    let lines = list_lines(conn, &ended.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>())?;
    let ended: HashMap<String, String> = ended.into_iter().map(|(at, id)| (id, at)).collect();
    Ok(lines.into_iter().filter_map(|line| ended.get(&line.id).map(|at| (line, at.clone()))).collect())
}

/// Other cases of the same person, by address or telephone, the newest first, at most 20; sealed ones are not
/// found.
///
/// # Errors
/// Any database error.
pub fn list_of_person(conn: &mut Conn, scope: &Scope, case: &Case) -> DbResult<Vec<Line>> {
    let along = joint::texts_with(&scope.section);
    let rows = conn.rows(
        sql!(
            "select id from petitions_case where email = $3 and email <> '' and id <> $4
             and state not in ('confirming', 'draft', 'discarded') and outcome <> 'discarded'
             and ($1 or section = $2 or joint = any($5))"
        ),
        params![scope.all, scope.section, case.told.email, case.id, *along],
    )?;
    let mut own = ids(&rows)?;
    let rows = conn.rows(
        sql!(
            "select id from petitions_case where phone = $3 and phone <> '' and id <> $4
             and state not in ('confirming', 'draft', 'discarded') and outcome <> 'discarded'
             and ($1 or section = $2 or joint = any($5))"
        ),
        params![scope.all, scope.section, case.told.phone, case.id, *along],
    )?;
    own.extend(ids(&rows)?);
    own.sort_unstable_by(|one, other| other.cmp(one));
    own.dedup();
    own.truncate(20);
    list_lines(conn, &own)
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
                    received_on, due_on, warn_on, replied_at, calendar
             from petitions_case where reference = $3 and state <> 'confirming'
             and ($1 or section = $2 or joint = any($4))"
        ),
        params![scope.all, scope.section, reference, *along],
    )?
    .iter()
    .map(line)
    .collect()
}
