//! The outbox as rows: what waits to be sent, what was, and who may read it.

use office::id::Id;
use office::instant::Instant;

use crate::backup;
use crate::db::{Conn, DbResult};
use crate::{params, row, sql};

/// Section of letters that stand on no page of the outbox: who reads that must not learn of them.
pub const SHELTERED: &str = "sheltered";

/// A message to be put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Two messages with the same key are one.
    pub unique_key: Option<String>,
    /// Address of the receiver.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// A calendar file to go along (`text/calendar`).
    pub calendar: Option<String>,
    /// Kind of the matter this is about, named as its table.
    pub matter: &'static str,
    /// Which one.
    pub matter_id: String,
    /// The section that reads it, as a code; empty for what is nobody's work but the director's.
    pub section: String,
}

/// Puts messages into the outbox; a key that is there already is left alone.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, ids: &[Id], now: Instant, mails: &[NewMail]) -> DbResult<()> {
    add_in(conn, ids, now, "queued", mails)
}

/// Puts messages into the outbox that time alone brings about, such as reminders, with the instant at which it did.
/// Where the store was put back from a backup after it they may have gone out before: they are `unsure`, and a
/// person decides.
///
/// # Errors
/// Any database error.
pub fn add_due(
    conn: &mut Conn,
    ids: &[Id],
    now: Instant,
    due_at: Instant,
    mails: &[NewMail],
) -> DbResult<()> {
    let is_new = backup::find_restored(conn)?.is_none_or(|restored_at| restored_at < due_at);
    add_in(conn, ids, now, if is_new { "queued" } else { "unsure" }, mails)
}

fn add_in(conn: &mut Conn, ids: &[Id], now: Instant, state: &str, mails: &[NewMail]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = ids
        .iter()
        .zip(mails)
        .map(|(id, m)| {
            row![
                id,
                &m.unique_key,
                &m.to,
                &m.subject,
                &m.body,
                &m.calendar,
                m.matter,
                &m.matter_id,
                state,
                &now,
                &m.section
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into foundation_mail
             (id, unique_key, to_address, subject, body, calendar, matter, matter_id, state, created_at,
              section)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing"
        ),
        &rows,
    )?;
    Ok(())
}

/// Puts messages into the outbox that nobody in the house is to read: to petitioners who must not be known.
///
/// # Errors
/// Any database error.
pub fn add_secret(conn: &mut Conn, ids: &[Id], now: Instant, mails: &[NewMail]) -> DbResult<()> {
    add(conn, ids, now, mails)?;
    hide(conn, ids)
}

/// Nobody in the house reads these messages.
///
/// # Errors
/// Any database error.
pub fn hide(conn: &mut Conn, ids: &[Id]) -> DbResult<()> {
    let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
    conn.execute(sql!("update foundation_mail set secret = true where id = any($1)"), params![ids])?;
    Ok(())
}

/// A message as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Id.
    pub id: String,
    /// Receiver.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Calendar file.
    pub calendar: Option<String>,
    /// `queued`, `sending`, `sent`, `failed` or `unsure`.
    pub state: String,
    /// When it was written.
    pub created_at: Instant,
    /// When it was handed over.
    pub sent_at: Option<Instant>,
    /// Why it was not.
    pub last_error: Option<String>,
    /// Nobody in the house reads it or sees whom it is for.
    pub secret: bool,
    /// The section that reads it.
    pub section: String,
}

pub(super) fn kept(r: &crate::db::Row) -> DbResult<Kept> {
    Ok(Kept {
        id: r.get(0)?,
        to: r.get(1)?,
        subject: r.get(2)?,
        body: r.get(3)?,
        calendar: r.get(4)?,
        state: r.get(5)?,
        created_at: r.get(6)?,
        sent_at: r.get(7)?,
        last_error: r.get(8)?,
        secret: r.get(9)?,
        section: r.get(10)?,
    })
}

/// One message.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Kept>> {
    conn.first(
        sql!(
            "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
             from foundation_mail where id = $1"
        ),
        params![id],
    )?
    .as_ref()
    .map(kept)
    .transpose()
}

/// The message with this key.
///
/// # Errors
/// Any database error.
pub fn find_by_key(conn: &mut Conn, unique_key: &str) -> DbResult<Option<Kept>> {
    conn.first(
        sql!(
            "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error, secret,
                    section
             from foundation_mail where unique_key = $1"
        ),
        params![unique_key],
    )?
    .as_ref()
    .map(kept)
    .transpose()
}

/// The newest messages before `before` (an id; empty for the newest), at most `limit`; those of one
/// section, or of all when none is named.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, section: Option<&str>, before: &str, limit: i64) -> DbResult<Vec<Kept>> {
    list_in(conn, section, "", before, limit)
}

/// The newest messages in one state, or in any when none is named, as [`list`].
///
/// # Errors
/// Any database error.
pub fn list_in(
    conn: &mut Conn,
    section: Option<&str>,
    state: &str,
    before: &str,
    limit: i64,
) -> DbResult<Vec<Kept>> {
    // Most messages are sent; the few others have an index of their own, and so have those of a section.
    let rows = if !matches!(state, "" | "sent") {
        conn.rows(
            sql!(
                "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
                 from foundation_mail where state <> 'sent' and state = $3 and ($1 = '' or id < $1)
                 and (($4 and section <> 'sheltered') or section = $5) order by id desc limit $2"
            ),
            params![before, limit, state, section.is_none(), section.unwrap_or_default()],
        )
    } else if let Some(section) = section {
        conn.rows(
            sql!(
                "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
                 from foundation_mail where section = $4 and ($3 = '' or state = $3) and ($1 = '' or id < $1)
                 order by id desc limit $2"
            ),
            params![before, limit, state, section],
        )
    } else {
        conn.rows(
            sql!(
                "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
                 from foundation_mail where section <> 'sheltered' and ($3 = '' or state = $3)
                 and ($1 = '' or id < $1) order by id desc limit $2"
            ),
            params![before, limit, state],
        )
    };
    rows?.iter().map(kept).collect()
}

/// The messages about one matter, oldest first.
///
/// # Errors
/// Any database error.
pub fn list_of(conn: &mut Conn, matter: &str, matter_id: &str) -> DbResult<Vec<Kept>> {
    conn.rows(
        sql!(
            "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
             from foundation_mail where matter = $1 and matter_id = $2 order by id limit 200"
        ),
        params![matter, matter_id],
    )?
    .iter()
    .map(kept)
    .collect()
}

/// Takes back a message that has not left, so that it can be written anew; says whether there was none on its
/// way or sent.
///
/// # Errors
/// Any database error.
pub fn drop_unsent(conn: &mut Conn, unique_key: &str) -> DbResult<bool> {
    conn.execute(
        sql!("delete from foundation_mail where unique_key = $1 and state in ('queued', 'failed', 'unsure')"),
        params![unique_key],
    )?;
    Ok(find_by_key(conn, unique_key)?.is_none())
}

/// From now on nobody in the house reads the messages about a matter: its person must not be known any more.
/// Of those that left, or did not and are not tried again, text and receiver are forgotten.
///
/// # Errors
/// Any database error.
pub fn hide_of(conn: &mut Conn, matter: &str, matter_id: &str) -> DbResult<()> {
    conn.execute(
        sql!("update foundation_mail set secret = true where matter = $1 and matter_id = $2"),
        params![matter, matter_id],
    )?;
    conn.execute(
        sql!(
            "update foundation_mail set to_address = '', body = '', calendar = null
             where matter = $1 and matter_id = $2 and state in ('sent', 'failed', 'unsure')"
        ),
        params![matter, matter_id],
    )?;
    Ok(())
}

/// Forgets text and receiver of a secret message that left.
///
/// # Errors
/// Any database error.
pub(super) fn forget_secret(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "update foundation_mail set to_address = '', body = '', calendar = null
             where id = $1 and secret and state = 'sent'"
        ),
        params![id],
    )?;
    Ok(())
}

/// Takes the letters about these matters out of the outbox, when their receiver is to be forgotten.
///
/// # Errors
/// Any database error.
pub fn drop_of(conn: &mut Conn, matter: &str, matter_ids: &[String]) -> DbResult<()> {
    conn.execute(
        sql!("delete from foundation_mail where matter = $1 and matter_id = any($2)"),
        params![matter, *matter_ids],
    )?;
    Ok(())
}

/// Takes sent letters that were written before a moment out of the outbox: of one kind of matter, or of
/// all with an empty `matter`. What still waits for somebody stays.
///
/// # Errors
/// Any database error.
pub fn drop_sent(conn: &mut Conn, matter: &str, before: Instant) -> DbResult<u64> {
    conn.execute(
        sql!("delete from foundation_mail where created_at < $1 and state = 'sent' and ($2 = '' or matter = $2)"),
        params![before, matter],
    )
}

/// Seconds after which a message that is being sent was left so by a process that ended.
pub const SENDING_SECONDS: i64 = 600;

/// Marks what an ended process was sending as `unsure`.
///
/// # Errors
/// Any database error.
pub fn doubt_unfinished(conn: &mut Conn, now: Instant) -> DbResult<u64> {
    conn.execute(
        sql!("update foundation_mail set state = 'unsure' where state = 'sending' and state <> 'sent' and sent_at < $1"),
        params![now.plus_seconds(-SENDING_SECONDS)],
    )
}

/// Puts a failed or unsure message back into the queue, when a person says so.
///
/// # Errors
/// Any database error.
pub fn send_again(conn: &mut Conn, id: &str) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "update foundation_mail set state = 'queued', sent_at = null
             where id = $1 and state in ('failed', 'unsure')"
        ),
        params![id],
    )?;
    Ok(touched > 0)
}

/// How many messages are in each state that needs somebody: queued, failed, unsure; those of one
/// section, or of all when none is named.
///
/// # Errors
/// Any database error.
pub fn count(conn: &mut Conn, section: Option<&str>) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!(
            "select state, count(*) from foundation_mail where state <> 'sent' and (($1 and section <> 'sheltered') or section = $2)
             group by state order by state"
        ),
        params![section.is_none(), section.unwrap_or_default()],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
