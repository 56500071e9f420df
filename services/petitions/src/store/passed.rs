//! Reports about the director: kept apart from all cases.

use foundation::db::{Conn, DbResult, Row};
use foundation::{files, mail, params, sealed, sql};
use jiff::civil::Date;
use office::instant::Instant;

use super::Act;
use crate::model::{Deed, Message, Opened, Passed, Told};

/// Kind of the matter of their files and letters, named as the table.
pub const PASSED: &str = "petitions_passed";

fn place(id: &str) -> String {
    format!("{PASSED}/{id}/told")
}

fn passed(r: &Row) -> DbResult<Passed> {
    Ok(Passed {
        id: r.get(0)?,
        reference: r.get(1)?,
        sealed: r.get(2)?,
        received_at: r.get(3)?,
        read_at: r.get(4)?,
        letter: r.get(5)?,
        letter_on: r.get(6)?,
        destroyed_at: r.get(7)?,
    })
}

/// What is sent with this mark is another report from now on: the one that has it came before a moment, or is to be
/// destroyed.
///
/// # Errors
/// Any database error.
pub fn free_mark(conn: &mut Conn, mark: &str, before: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update petitions_passed set mark = null
             where mark = $1 and (received_at < $2 or letter_on is not null)"
        ),
        params![mark, before],
    )?;
    Ok(())
}

/// Keeps a report, sealed, unless one with this mark is there; says whether it is kept.
///
/// # Errors
/// Any database error.
pub fn add(
    conn: &mut Conn,
    act: &Act,
    (id, reference): (&str, &str),
    mark: &str,
    told: &Told,
) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into petitions_passed (id, reference, sealed, received_at, mark) values ($1, $2, '', $3, $4)
             on conflict (mark) do nothing"
        ),
        params![id, reference, act.now, mark],
    )?;
    if added == 0 {
        return Ok(false);
    }
    let text = serde_json::to_string(told).unwrap_or_default();
    let text = sealed::seal(conn, &act.centre.keys, &act.centre.chance, &place(id), &text, act.now)?;
    conn.execute(sql!("update petitions_passed set sealed = $2 where id = $1"), params![id, text])?;
    note(conn, act, id, Deed::PassedOn)?;
    Ok(true)
}

/// Notes what was done with it, where nobody but who may read it sees that.
///
/// # Errors
/// Any database error.
pub fn note(conn: &mut Conn, act: &Act, id: &str, deed: Deed) -> DbResult<()> {
    conn.execute(
        sql!("insert into petitions_passed_act (id, passed_id, verb, who, at) values ($1, $2, $3, $4, $5)"),
        params![act.id().into_string(), id, deed, act.who(), act.now],
    )?;
    if deed == Deed::ReadThere {
        conn.execute(
            sql!("update petitions_passed set read_at = $2 where id = $1 and read_at is null"),
            params![id, act.now],
        )?;
    }
    Ok(())
}

/// The report with this number, without dashes.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, reference: &str) -> DbResult<Option<Passed>> {
    conn.first(
        sql!(
            "select id, reference, sealed, received_at, read_at, letter, letter_on, destroyed_at
             from petitions_passed where reference = $1"
        ),
        params![reference],
    )?
    .as_ref()
    .map(passed)
    .transpose()
}

/// The same, while nobody else changes it.
///
/// # Errors
/// Any database error.
pub fn lock(conn: &mut Conn, reference: &str) -> DbResult<Option<Passed>> {
    conn.first(
        sql!(
            "select id, reference, sealed, received_at, read_at, letter, letter_on, destroyed_at
             from petitions_passed where reference = $1 for update"
        ),
        params![reference],
    )?
    .as_ref()
    .map(passed)
    .transpose()
}

/// The number of the report that is there with this mark.
///
/// # Errors
/// Any database error.
pub fn find_reference(conn: &mut Conn, mark: &str) -> DbResult<Option<String>> {
    conn.first(sql!("select reference from petitions_passed where mark = $1"), params![mark])?
        .map(|r| r.get(0))
        .transpose()
}

/// What was told; nothing of one that was destroyed.
///
/// # Errors
/// Any database error.
pub fn told(conn: &mut Conn, act: &Act, passed: &Passed) -> DbResult<Told> {
    let text = sealed::open(conn, &act.centre.keys, &place(&passed.id), &passed.sealed)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// What stands in a report, whose reading is noted; nothing is read of one that was destroyed.
///
/// # Errors
/// Any database error.
pub fn read(conn: &mut Conn, act: &Act, reference: &str, deed: Deed) -> DbResult<Option<Opened>> {
    let Some(passed) = lock(conn, reference)? else { return Ok(None) };
    let told = if passed.destroyed_at.is_none() {
        note(conn, act, &passed.id, deed)?;
        told(conn, act, &passed)?
    } else {
        Told::default()
    };
    let acts = conn
        .rows(
            sql!("select verb, who, at from petitions_passed_act where passed_id = $1 order by id limit 200"),
            params![passed.id],
        )?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .collect::<DbResult<Vec<_>>>()?;
    Ok(Some(Opened { told, acts, files: files::list_of(conn, PASSED, &passed.id)?, passed }))
}

/// The newest 200 reports.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<Passed>> {
    conn.rows(
        sql!(
            "select id, reference, sealed, received_at, read_at, letter, letter_on, destroyed_at
             from petitions_passed order by id desc limit 200"
        ),
        &[],
    )?
    .iter()
    .map(passed)
    .collect()
}

/// The oldest 200 reports for whose destruction no letter was entered.
///
/// # Errors
/// Any database error.
pub fn list_oldest(conn: &mut Conn) -> DbResult<Vec<Passed>> {
    conn.rows(
        sql!(
            "select id, reference, sealed, received_at, read_at, letter, letter_on, destroyed_at
             from petitions_passed where letter_on is null order by id limit 200"
        ),
        &[],
    )?
    .iter()
    .map(passed)
    .collect()
}

/// Messages that were not sent, or of which that is not known, at most 200: number of the report, and which.
///
/// # Errors
/// Any database error.
pub fn list_failed(conn: &mut Conn) -> DbResult<Vec<(String, Message)>> {
    let rows = conn.rows(
        sql!(
            "select p.reference, m.unique_key, p.id from foundation_mail m join petitions_passed p on p.id = m.matter_id
             where m.state <> 'sent' and m.state in ('failed', 'unsure') and m.matter = 'petitions_passed'
             order by m.id limit 200"
        ),
        &[],
    )?;
    let mut found = Vec::new();
    for r in &rows {
        let (key, id): (String, String) = (r.get(1)?, r.get(2)?);
        let message = Message::ALL.iter().find(|message| message.key(&id) == key);
        found.extend(
            message.map(|message| Ok::<_, foundation::db::DbError>((r.get(0)?, *message))).transpose()?,
        );
    }
    Ok(found)
}

/// How many messages were not sent, or of which that is not known.
///
/// # Errors
/// Any database error.
pub fn count_failed(conn: &mut Conn) -> DbResult<i64> {
    conn.first(
        sql!(
            "select count(*) from foundation_mail
             where state <> 'sent' and state in ('failed', 'unsure') and matter = 'petitions_passed'"
        ),
        &[],
    )?
    .map_or(Ok(0), |r| r.get(0))
}

/// Enters the letter by which the archives authority approved that a report is destroyed.
///
/// # Errors
/// Any database error.
pub fn approve(conn: &mut Conn, act: &Act, id: &str, letter: &str, on: Date) -> DbResult<()> {
    conn.execute(
        sql!("update petitions_passed set letter = $2, letter_on = $3 where id = $1"),
        params![id, letter, on],
    )?;
    note(conn, act, id, Deed::Approved)
}

/// Reports that are to be destroyed and are there still, at most 1,000.
///
/// # Errors
/// Any database error.
pub fn list_approved(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from petitions_passed where letter_on is not null and destroyed_at is null
             order by id limit 1000"
        ),
        &[],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Destroys what is to be: text and key, mark, files and messages. Number, days and acts stay; the bytes of the files are
/// forgotten by a job.
///
/// # Errors
/// Any database error.
pub fn destroy(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    let destroyed = conn.execute(
        sql!(
            "update petitions_passed set sealed = '', mark = null, destroyed_at = $2
             where id = $1 and letter_on is not null and destroyed_at is null"
        ),
        params![id, act.now],
    )?;
    if destroyed == 0 {
        return Ok(());
    }
    sealed::destroy(conn, &place(id))?;
    mail::drop_of(conn, PASSED, &[id.to_owned()])?;
    files::forget_of(conn, PASSED, id, act.now)?;
    note(conn, act, id, Deed::Destroyed)
}
