//! Cases: kept, found, moved.

use foundation::db::{Conn, DbResult, FromValue, Row, Value};
use foundation::keys::Keys;
use foundation::sealed;
use foundation::trail::Entry;
use foundation::{params, sql};
use jiff::civil::Date;
use office::deadline::DayMode;
use serde::{Deserialize, Serialize};

use super::{Act, MATTER, months, search};
use crate::model::{Case, Clock, Done, Event, Refusal, State, Told, Tone};

/// Where the text of a case is sealed.
pub(super) fn place(id: &str) -> String {
    format!("{MATTER}/{id}/told")
}

struct Mode(DayMode);

impl FromValue for Mode {
    fn from_value(value: &Value) -> Option<Mode> {
        if let Value::Text(text) = value { DayMode::from_code(text).map(Mode) } else { None }
    }
}

fn clock(r: &Row) -> DbResult<Clock> {
    let received_on = r.get(23)?;
    Ok(Clock {
        received_on,
        counts_from: r.get::<Option<Date>>(45)?.unwrap_or(received_on),
        mode: r.get::<Mode>(24)?.0,
        calendar: r.get(48)?,
        days: r.get(25)?,
        extended_days: r.get(26)?,
        stops: r.get(28)?,
        rules: r.get(29)?,
    })
}

fn told(r: &Row) -> DbResult<Told> {
    Ok(Told {
        subject: r.get(9)?,
        body: r.get(10)?,
        name: r.get(11)?,
        agent: r.get(49)?,
        phone: r.get(12)?,
        email: r.get(13)?,
        address: r.get(14)?,
        fax: r.get(15)?,
    })
}

fn case(r: &Row) -> DbResult<Case> {
    Ok(Case {
        id: r.get(0)?,
        reference: r.get(1)?,
        kind: r.get(2)?,
        channel: r.get(3)?,
        nature: r.get(4)?,
        topic: r.get(5)?,
        district: r.get(6)?,
        language: r.get(7)?,
        confidential: r.get(8)?,
        told: told(r)?,
        sealed: r.get(16)?,
        way: r.get(17)?,
        state: r.get(18)?,
        outcome: State::from_code(&r.get::<String>(46)?),
        section: r.get(19)?,
        joint: r.get(20)?,
        handler: r.get(21)?,
        grade: r.get(22)?,
        clock: clock(r)?,
        extensions: r.get(27)?,
        due_on: r.get(30)?,
        warn_on: r.get(31)?,
        warned: r.get(32)?,
        origin: r.get(33)?,
        earlier: r.get(34)?,
        source: r.get(35)?,
        tone: Tone::from_code(&r.get::<String>(36)?),
        notice_version: r.get(37)?,
        created_at: r.get(38)?,
        created_by: r.get(39)?,
        replied_at: r.get(40)?,
        in_time: r.get(41)?,
        days_taken: r.get(42)?,
        closed_at: r.get(43)?,
        merged_into: r.get(44)?,
        contact_version: r.get(47)?,
    })
}

/// The case with this id; a confidential one is not opened.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Case>> {
    conn.first(
        sql!(
            "select id, reference, kind, channel, nature, topic, district, language, confidential, subject, body,
                    name, phone, email, address, fax, sealed, way, state, section, joint, handler, grade,
                    received_on, mode, days, extended_days, extensions, clock_stops, rules, due_on, warn_on,
                    warned, origin, earlier, source, tone, notice_version, created_at, created_by, replied_at,
                    in_time, days_taken, closed_at, merged_into, counts_from, outcome, contact_version, calendar,
                    agent
             from petitions_case where id = $1 for update"
        ),
        params![id],
    )?
    .as_ref()
    .map(case)
    .transpose()
}

/// The case with this number (without dashes), as [`find`].
///
/// # Errors
/// Any database error.
pub fn find_by_reference(conn: &mut Conn, reference: &str) -> DbResult<Option<Case>> {
    let row = conn.first(sql!("select id from petitions_case where reference = $1"), params![reference])?;
    let id: Option<String> = row.map(|r| r.get(0)).transpose()?;
    id.map_or(Ok(None), |id| find(conn, &id))
}

/// The version of the contact of the case with this number, by which links to it are judged.
///
/// # Errors
/// Any database error.
pub fn find_contact_version(conn: &mut Conn, reference: &str) -> DbResult<Option<i64>> {
    let row = conn
        .first(sql!("select contact_version from petitions_case where reference = $1"), params![reference])?;
    row.map(|r| r.get(0)).transpose()
}

/// Whether the petitioner may add something: while it is worked on, here or where it went on.
///
/// # Errors
/// Any database error.
pub fn takes_more(conn: &mut Conn, case: &Case) -> DbResult<bool> {
    if case.state != State::Merged {
        return Ok(case.state.is_open());
    }
    Ok(find_by_reference(conn, &case.merged_into)?.is_some_and(|into| into.state.is_open()))
}

/// Whether the petitioner may take it back: until an answer is approved, here or where it went on.
///
/// # Errors
/// Any database error.
pub fn takes_back(conn: &mut Conn, case: &Case) -> DbResult<bool> {
    let is_right = |case: &Case| case.state.after(Event::Withdraw).is_ok();
    if case.state != State::Merged {
        return Ok(is_right(case));
    }
    Ok(find_by_reference(conn, &case.merged_into)?.is_some_and(|into| is_right(&into)))
}

/// The numbers of cases that came of this one.
///
/// # Errors
/// Any database error.
pub fn list_of_origin(conn: &mut Conn, reference: &str) -> DbResult<Vec<(String, String, State, bool)>> {
    conn.rows(
        sql!(
            "select id, reference, state, confidential from petitions_case where origin = $1 and origin <> ''
             order by id limit 50"
        ),
        params![reference],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
    .collect()
}

/// The cases of somebody who is reached at this address, the newest first, at most 100; sealed ones are not found.
///
/// # Errors
/// Any database error.
pub fn list_of_email(conn: &mut Conn, email: &str) -> DbResult<Vec<Case>> {
    let rows = conn.rows(
        sql!(
            "select id from petitions_case where lower(email) = $1 and email <> '' and state <> 'confirming'
             order by id desc limit 100"
        ),
        params![email.to_lowercase()],
    )?;
    list_by_ids(conn, &rows)
}

fn list_by_ids(conn: &mut Conn, rows: &[Row]) -> DbResult<Vec<Case>> {
    let ids = rows.iter().map(|r| r.get(0)).collect::<DbResult<Vec<String>>>()?;
    let cases = ids.iter().map(|id| find(conn, id)).collect::<DbResult<Vec<_>>>()?;
    Ok(cases.into_iter().flatten().collect())
}

/// The cases that go on in this one, as [`find`]: all of them, for all get the answer.
///
/// # Errors
/// Any database error.
pub fn list_merged(conn: &mut Conn, reference: &str) -> DbResult<Vec<Case>> {
    let rows = conn.rows(
        sql!(
            "select id from petitions_case where merged_into = $1 and merged_into <> ''
             and (state = 'merged' or outcome = 'merged') order by id"
        ),
        params![reference],
    )?;
    list_by_ids(conn, &rows)
}

/// Cases that went on in one case go on in another, into which that one is merged.
///
/// # Errors
/// Any database error.
pub fn change_merged(conn: &mut Conn, from: &str, to: &str) -> DbResult<()> {
    conn.execute(
        sql!("update petitions_case set merged_into = $2 where merged_into = $1 and merged_into <> ''"),
        params![from, to],
    )?;
    Ok(())
}

/// What is sealed of a case: what was told, and where it was read.
#[derive(Default, Serialize, Deserialize)]
struct Secret {
    #[serde(flatten)]
    told: Told,
    #[serde(default)]
    source: String,
}

/// What was told in a sealed case; nothing when its key is gone.
///
/// # Errors
/// Any database error.
pub fn unseal(conn: &mut Conn, keys: &Keys, id: &str, sealed_text: &str) -> DbResult<Told> {
    Ok(secret(conn, keys, id, sealed_text)?.told)
}

fn secret(conn: &mut Conn, keys: &Keys, id: &str, sealed_text: &str) -> DbResult<Secret> {
    let text = sealed::open(conn, keys, &place(id), sealed_text)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Opens what is sealed; for those who may see it.
///
/// # Errors
/// Any database error.
pub fn open(conn: &mut Conn, act: &Act, case: &mut Case) -> DbResult<()> {
    if let Some(sealed_text) = &case.sealed {
        let Secret { told, source } = secret(conn, &act.centre.keys, &case.id, sealed_text)?;
        case.told = told;
        if !source.is_empty() {
            case.source = source;
        }
    }
    Ok(())
}

/// What stands in the store of what was told and of its source: the texts, or the same sealed.
fn kept(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<(Secret, Option<String>)> {
    let plain = Secret { told: case.told.clone(), source: case.source.clone() };
    if !case.confidential {
        return Ok((plain, None));
    }
    let text = serde_json::to_string(&plain).unwrap_or_default();
    let (keys, chance) = (&act.centre.keys, &act.centre.chance);
    let text = sealed::seal(conn, keys, chance, &place(&case.id), &text, act.now)?;
    Ok((Secret::default(), Some(text)))
}

/// Keeps a new case, sealed if it is confidential.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, act: &Act, case: &mut Case) -> DbResult<()> {
    let (Secret { told, source }, sealed_text) = kept(conn, act, case)?;
    conn.execute(
        sql!(
            "insert into petitions_case (id, reference, kind, channel, nature, topic, district, language,
             confidential, subject, body, name, phone, email, address, fax, sealed, way, state, section, joint,
             handler, grade, received_on, mode, days, extended_days, extensions, clock_stops, rules, due_on,
             warn_on, warned, origin, earlier, source, tone, notice_version, created_at, created_by,
             calendar, agent) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
             $21, $22, $23, $24, $25, $26, $27, 0, $28, $29, $30, $31, 0, $32, $33, $34, $35, $36, $37, $38, $39, $40)"
        ),
        params![
            case.id,
            case.reference,
            case.kind,
            case.channel,
            case.nature,
            case.topic,
            case.district,
            case.language,
            case.confidential,
            told.subject,
            told.body,
            told.name,
            told.phone,
            told.email,
            told.address,
            told.fax,
            sealed_text,
            case.way,
            case.state,
            case.section,
            case.joint,
            case.handler,
            case.grade,
            case.clock.received_on,
            case.clock.mode.code(),
            case.clock.days,
            case.clock.extended_days,
            case.clock.stops,
            case.clock.rules,
            case.due_on,
            case.warn_on,
            case.origin,
            case.earlier,
            source,
            case.tone.map_or("", Tone::code),
            case.notice_version,
            case.created_at,
            case.created_by,
            case.clock.calendar,
            told.agent
        ],
    )?;
    case.sealed = sealed_text;
    search::change_terms(conn, case, "")?;
    months::touch(conn, case.clock.received_on)?;
    act.note_of(conn, case, Entry { after: Some(stands(case)), ..Entry::new(MATTER, &case.id, "added") })
}

/// Keeps what was told anew, sealed if the case is confidential now.
///
/// # Errors
/// Any database error.
pub fn tell(conn: &mut Conn, act: &Act, case: &mut Case) -> DbResult<()> {
    let (Secret { told, source }, sealed_text) = kept(conn, act, case)?;
    if sealed_text.is_none() {
        sealed::destroy(conn, &place(&case.id))?;
    }
    let row = conn.first(sql!("select subject from petitions_case where id = $1"), params![case.id])?;
    let before: String = row.map_or(Ok(String::new()), |r| r.get(0))?;
    conn.execute(
        sql!(
            "update petitions_case set subject = $2, body = $3, name = $4, phone = $5, email = $6, address = $7,
             fax = $8, sealed = $9, confidential = $10, source = $11, agent = $12 where id = $1"
        ),
        params![
            case.id,
            told.subject,
            told.body,
            told.name,
            told.phone,
            told.email,
            told.address,
            told.fax,
            sealed_text,
            case.confidential,
            source,
            told.agent
        ],
    )?;
    case.sealed = sealed_text;
    search::change_terms(conn, case, &before)
}

/// How a case stands, for the trail.
fn stands(case: &Case) -> String {
    let day = |day: Date| day.to_string();
    serde_json::json!({
        "state": case.state.code(), "section": case.section, "joint": case.joint, "handler": case.handler,
        "grade": case.grade.code(), "nature": case.nature.code(), "topic": case.topic,
        "tone": case.tone.map_or("", Tone::code), "confidential": case.confidential, "received_on": day(case.clock.received_on), "due_on": day(case.due_on), "warn_on": day(case.warn_on),
    })
    .to_string()
}

/// Keeps all of a case but what was told, and notes it in the trail under this verb.
///
/// # Errors
/// Any database error.
pub fn save(conn: &mut Conn, act: &Act, before: &Case, case: &Case, verb: &str, why: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "update petitions_case set kind = $2, nature = $3, topic = $4, district = $5, way = $6, state = $7,
             section = $8, joint = $9, handler = $10, grade = $11, received_on = $12, mode = $13, days = $14,
             extended_days = $15, extensions = $16, clock_stops = $17, rules = $18, due_on = $19, warn_on = $20,
             warned = $21, origin = $22, earlier = $23, replied_at = $24, in_time = $25, days_taken = $26,
             closed_at = $27, merged_into = $28, counts_from = $29, outcome = $30, contact_version = $31,
             calendar = $32, tone = $33 where id = $1"
        ),
        params![
            case.id,
            case.kind,
            case.nature,
            case.topic,
            case.district,
            case.way,
            case.state,
            case.section,
            case.joint,
            case.handler,
            case.grade,
            case.clock.received_on,
            case.clock.mode.code(),
            case.clock.days,
            case.clock.extended_days,
            case.extensions,
            case.clock.stops,
            case.clock.rules,
            case.due_on,
            case.warn_on,
            case.warned,
            case.origin,
            case.earlier,
            case.replied_at,
            case.in_time,
            case.days_taken,
            case.closed_at,
            case.merged_into,
            case.clock.counts_from,
            case.outcome.map_or("", State::code),
            case.contact_version,
            case.clock.calendar,
            case.tone.map_or("", Tone::code)
        ],
    )?;
    months::touch(conn, case.clock.received_on)?;
    if before.clock.received_on != case.clock.received_on {
        months::touch(conn, before.clock.received_on)?;
    }
    let reason = Some(why).filter(|why| !why.is_empty() && !case.confidential).map(str::to_owned);
    let (before, after) = (Some(stands(before)), Some(stands(case)));
    act.note_of(conn, case, Entry { before, after, reason, ..Entry::new(MATTER, &case.id, verb) })
}

/// Moves a case on and keeps it; a refusal changes nothing.
///
/// # Errors
/// Any database error.
pub fn move_on(conn: &mut Conn, act: &Act, case: &mut Case, event: Event, why: &str) -> Done<()> {
    let before = case.clone();
    move_from(conn, act, &before, case, event, why)
}

/// The same with what changed of it at once.
///
/// # Errors
/// Any database error.
pub fn move_from(
    conn: &mut Conn,
    act: &Act,
    before: &Case,
    case: &mut Case,
    event: Event,
    why: &str,
) -> Done<()> {
    let Ok(state) = case.state.after(event) else { return Ok(Err(Refusal::Illegal)) };
    case.state = state;
    let waits = state.is_open() || matches!(state, State::Draft | State::Confirming);
    case.closed_at = if waits { None } else { case.closed_at.or(Some(act.now)) };
    save(conn, act, before, case, event.code(), why)?;
    Ok(Ok(()))
}
