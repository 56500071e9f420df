//! Breaches of personal data.

use foundation::db::{Conn, DbResult, Row};
use foundation::mail;
use foundation::rules::rule_on;
use foundation::trail::Entry;
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use super::{Act, count_reached};
use crate::breach::{Breach, Event, Limits, State};

/// Kind of the matter in the trail and the outbox, named as its table.
pub const BREACH: &str = "residents_breach";

fn breach(r: &Row) -> DbResult<Breach> {
    let categories: String = r.get(8)?;
    Ok(Breach {
        id: r.get(0)?,
        number: r.get(1)?,
        state: r.get(2)?,
        happened_at: r.get(3)?,
        known_at: r.get(4)?,
        how_known: r.get(5)?,
        kind: r.get(6)?,
        matters: r.get(7)?,
        categories: categories.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
        records: r.get(9)?,
        persons: r.get(10)?,
        system_records: r.get(11)?,
        is_incident: r.get(12)?,
        facts: r.get(13)?,
        measures: r.get(14)?,
        limits: Limits {
            hours: r.get(15)?,
            records_min: r.get(16)?,
            system_records_min: r.get(17)?,
            incident_hours: r.get(18)?,
            rules: r.get(19)?,
        },
        authority_told_at: r.get(20)?,
        authority_way: r.get(21)?,
        authority_reference: r.get(22)?,
        incident_told_at: r.get(23)?,
        incident_reference: r.get(24)?,
        letter: r.get(25)?,
        letter_en: r.get(26)?,
        contact: r.get(27)?,
        written_by: r.get(28)?,
        approved_by: r.get(29)?,
        approved_at: r.get(30)?,
        announced_at: r.get(31)?,
        announced_why: r.get(32)?,
        closed_at: r.get(33)?,
        closed_why: r.get(34)?,
        reported_by: r.get(35)?,
        created_at: r.get(36)?,
    })
}

/// The limits that hold on the day of a report (X1).
///
/// # Errors
/// Any database error.
pub fn limits(conn: &mut Conn, act: &Act) -> DbResult<Limits> {
    let mut versions = Vec::new();
    let mut number = |key: &str| -> DbResult<i64> {
        let rule = rule_on(conn, key, act.now.date())?;
        versions.extend(rule.as_ref().map(|rule| rule.version().as_str().to_owned()));
        Ok(rule.and_then(|rule| rule.integer()).unwrap_or_default())
    };
    let (hours, records_min) = (number("privacy.breach_hours")?, number("privacy.breach_records")?);
    let (system_records_min, incident_hours) =
        (number("privacy.breach_system_records")?, number("privacy.incident_hours")?);
    Ok(Limits { hours, records_min, system_records_min, incident_hours, rules: versions.join("\n") })
}

/// Keeps a new breach under the next number of its year; its limits are those of today.
///
/// # Errors
/// Any database error.
pub fn add_breach(conn: &mut Conn, act: &Act, new: &Breach) -> DbResult<String> {
    conn.pass_alone(&["breaches are numbered".to_owned()])?;
    let limits = limits(conn, act)?;
    let number = next_number(conn, new.known_at.date().year())?;
    conn.execute(
        sql!(
            "insert into residents_breach (id, number, state, happened_at, known_at, how_known, kind, matters,
             categories, records, persons, system_records, is_incident, facts, measures, hours, records_min,
             system_records_min, incident_hours, rules, letter, letter_en, contact, reported_by, created_at,
             changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                     '', '', '', $21, $22, $22)"
        ),
        params![
            new.id,
            number,
            State::Known,
            new.happened_at,
            new.known_at,
            new.how_known,
            new.kind,
            new.matters,
            new.categories.join(","),
            new.records,
            new.persons,
            new.system_records,
            new.is_incident,
            new.facts,
            new.measures,
            limits.hours,
            limits.records_min,
            limits.system_records_min,
            limits.incident_hours,
            limits.rules,
            act.who(),
            act.now
        ],
    )?;
    let after = Some(format!("{{\"state\":\"known\",\"number\":\"{number}\"}}"));
    act.note(conn, Entry { after, ..Entry::new(BREACH, &new.id, "reported") })?;
    Ok(number)
}

/// The number after the last one of a year.
fn next_number(conn: &mut Conn, year: i16) -> DbResult<String> {
    let start = |year: i16| Date::new(year, 1, 1).ok().and_then(Instant::start_of);
    let row = conn.first(
        sql!(
            "select max(cast(substr(number, 6) as bigint)) from residents_breach
             where known_at >= $1 and known_at < $2"
        ),
        params![start(year), start(year.saturating_add(1))],
    )?;
    let last: Option<i64> = row.map_or(Ok(None), |r| r.get(0))?;
    Ok(format!("{year}-{}", last.unwrap_or_default() + 1))
}

/// One breach.
///
/// # Errors
/// Any database error.
pub fn find_breach(conn: &mut Conn, id: &str) -> DbResult<Option<Breach>> {
    Ok(list(conn, &[id.to_owned()])?.pop())
}

/// Breaches that are not closed, in the order in which the centre came to know of them.
///
/// # Errors
/// Any database error.
pub fn list_open_breaches(conn: &mut Conn) -> DbResult<Vec<Breach>> {
    let rows = conn.rows(
        sql!("select id from residents_breach where state <> 'closed' order by known_at, id limit 1000"),
        &[],
    )?;
    list(conn, &ids(&rows)?)
}

/// Breaches that are closed, the newest first.
///
/// # Errors
/// Any database error.
pub fn list_closed_breaches(conn: &mut Conn, limit: i64, skip: i64) -> DbResult<Vec<Breach>> {
    let rows = conn.rows(
        sql!(
            "select id from residents_breach where state = 'closed' order by closed_at desc, id desc
             limit $1 offset $2"
        ),
        params![limit, skip],
    )?;
    list(conn, &ids(&rows)?)
}

/// Breaches that were announced to all since a moment, the newest first.
///
/// # Errors
/// Any database error.
pub fn list_announced_breaches(conn: &mut Conn, since: Instant) -> DbResult<Vec<Breach>> {
    let rows = conn.rows(
        sql!("select id from residents_breach where announced_at > $1 order by announced_at desc, id desc limit 100"),
        params![since],
    )?;
    list(conn, &ids(&rows)?)
}

/// Breaches of which the centre came to know from one moment until before another.
///
/// # Errors
/// Any database error.
pub fn list_breaches_known(conn: &mut Conn, from: Instant, to: Instant) -> DbResult<Vec<Breach>> {
    let rows = conn.rows(
        sql!(
            "select id from residents_breach where known_at >= $1 and known_at < $2 order by known_at, id
             limit 1000"
        ),
        params![from, to],
    )?;
    list(conn, &ids(&rows)?)
}

fn ids(rows: &[Row]) -> DbResult<Vec<String>> {
    rows.iter().map(|r| r.get(0)).collect()
}

/// These breaches, in this order.
fn list(conn: &mut Conn, ids: &[String]) -> DbResult<Vec<Breach>> {
    let rows = conn.rows(
        sql!(
            "select id, number, state, happened_at, known_at, how_known, kind, matters, categories, records, persons,
             system_records, is_incident, facts, measures, hours, records_min, system_records_min, incident_hours,
             rules, authority_told_at, authority_way, authority_reference, incident_told_at, incident_reference,
             letter, letter_en, contact, written_by, approved_by, approved_at, announced_at, announced_why, closed_at,
             closed_why, reported_by, created_at
             from residents_breach where id = any($1)"
        ),
        params![ids],
    )?;
    let mut found: Vec<Breach> = rows.iter().map(breach).collect::<DbResult<_>>()?;
    found.sort_by_key(|b| ids.iter().position(|id| *id == b.id));
    Ok(found)
}

/// One breach, which nobody else changes until the transaction ends.
///
/// # Errors
/// Any database error.
pub fn lock_breach(conn: &mut Conn, id: &str) -> DbResult<Option<Breach>> {
    conn.pass_alone(&[format!("breach {id}")])?;
    find_breach(conn, id)
}

/// Writes what changed, with its row in the trail; the words of facts and letters stay out of it.
///
/// # Errors
/// Any database error.
pub fn change_breach(conn: &mut Conn, act: &Act, was: &Breach, is: &Breach, verb: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "update residents_breach set state = $2, happened_at = $3, kind = $4, matters = $5, categories = $6,
             records = $7, persons = $8, system_records = $9, is_incident = $10, facts = $11, measures = $12,
             authority_told_at = $13, authority_way = $14, authority_reference = $15, incident_told_at = $16,
             incident_reference = $17, letter = $18, letter_en = $19, contact = $20, written_by = $21,
             approved_by = $22, approved_at = $23, announced_at = $24, announced_why = $25, closed_at = $26,
             closed_why = $27, how_known = $28, changed_at = $29
             where id = $1"
        ),
        params![
            is.id,
            is.state,
            is.happened_at,
            is.kind,
            is.matters,
            is.categories.join(","),
            is.records,
            is.persons,
            is.system_records,
            is.is_incident,
            is.facts,
            is.measures,
            is.authority_told_at,
            is.authority_way,
            is.authority_reference,
            is.incident_told_at,
            is.incident_reference,
            is.letter,
            is.letter_en,
            is.contact,
            is.written_by,
            is.approved_by,
            is.approved_at,
            is.announced_at,
            is.announced_why,
            is.closed_at,
            is.closed_why,
            is.how_known,
            act.now
        ],
    )?;
    let stands = |b: &Breach| {
        let stands = serde_json::json!({
            "state": b.state.code(), "records": b.records, "persons": b.persons,
            "categories": b.categories.join(" "), "incident": b.is_incident,
            "authority_told_at": b.authority_told_at.map(|at| at.rfc3339()),
            "incident_told_at": b.incident_told_at.map(|at| at.rfc3339()),
        });
        Some(stands.to_string())
    };
    let reason = match verb {
        "closed" => is.closed_why.clone(),
        "announced" => is.announced_why.clone(),
        _ => None,
    };
    let entry = Entry { before: stands(was), after: stands(is), reason, ..Entry::new(BREACH, &is.id, verb) };
    act.note(conn, entry)
}

/// Moves a breach on to where those concerned count as told, when they are.
///
/// # Errors
/// Any database error.
pub fn settle_breach(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    let Some(was) = lock_breach(conn, id)? else { return Ok(()) };
    // Only where it can still move is the list counted.
    let Ok(state) = was.state.after(Event::Notify) else { return Ok(()) };
    if was.is_notified(count_reached(conn, id)?) {
        change_breach(conn, act, &was, &Breach { state, ..was.clone() }, "notified")?;
    }
    Ok(())
}

/// Deletes some breaches that were closed before a moment, with their lists and letters.
///
/// # Errors
/// Any database error.
pub fn drop_breaches(conn: &mut Conn, before: Instant) -> DbResult<()> {
    let rows = conn.rows(
        sql!(
            "select id from residents_breach where state = 'closed' and closed_at < $1
             order by closed_at, id limit 10"
        ),
        params![before],
    )?;
    let ids = ids(&rows)?;
    mail::drop_of(conn, BREACH, &ids)?;
    conn.execute(sql!("delete from residents_breach_person where breach_id = any($1)"), params![*ids])?;
    conn.execute(sql!("delete from residents_breach where id = any($1)"), params![*ids])?;
    Ok(())
}
