//! The outbox: every message is a row first, then sent once.
//!
//! A message is marked as being sent *before* it is handed to the mail server. If the program dies
//! in between, nobody can know whether it went out: it is then `unsure` and a person decides.

use std::sync::Arc;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use office::id::Id;
use office::instant::Instant;

use crate::centre::Centre;
use crate::config::{self, SmtpTls};
use crate::db::{Conn, DbResult};
use crate::{params, row, sql};

/// How messages leave the house.
#[derive(Clone)]
pub enum Mailer {
    /// They stay in the outbox, where staff can read them (demonstration, tests).
    Kept,
    /// A mail server.
    Smtp {
        /// The connection.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// Sender, `Name <address>`.
        from: String,
    },
}

impl Mailer {
    /// The mail server of the settings; `password` is what the password file holds. Nothing is sent.
    ///
    /// # Errors
    /// When the host or the sender cannot be read.
    pub fn smtp(settings: &config::Smtp, password: Option<&str>) -> Result<Mailer, String> {
        type Smtp = AsyncSmtpTransport<Tokio1Executor>;
        let _: lettre::message::Mailbox =
            settings.from.parse().map_err(|e| format!("smtp.from \"{}\": {e}", settings.from))?;
        let wrong = |e: lettre::transport::smtp::Error| format!("smtp.host \"{}\": {e}", settings.host);
        let mut builder = match settings.tls {
            SmtpTls::Starttls => Smtp::starttls_relay(&settings.host).map_err(wrong)?,
            SmtpTls::Tls => Smtp::relay(&settings.host).map_err(wrong)?,
            SmtpTls::None => Smtp::builder_dangerous(&settings.host),
        };
        if let Some(port) = settings.port {
            builder = builder.port(port);
        }
        if let (Some(user), Some(password)) = (&settings.user, password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.trim_end().to_owned()));
        }
        let transport = Box::new(builder.timeout(Some(std::time::Duration::from_secs(20))).build());
        Ok(Mailer::Smtp { transport, from: settings.from.clone() })
    }

    /// Whether the mail server answers and takes our name and password.
    ///
    /// # Errors
    /// What it said instead.
    pub async fn check(&self) -> Result<(), String> {
        let Mailer::Smtp { transport, .. } = self else { return Ok(()) };
        match transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("it does not answer".into()),
            Err(error) => Err(error.to_string()),
        }
    }
}

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
                "queued",
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

fn kept(r: &crate::db::Row) -> DbResult<Kept> {
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
    conn.rows(
        sql!(
            "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
             from foundation_mail where ($1 = '' or id < $1) and ($3 or section = $4) order by id desc limit $2"
        ),
        params![before, limit, section.is_none(), section.unwrap_or_default()],
    )?
    .iter()
    .map(kept)
    .collect()
}

/// The newest messages in one state, as [`list`].
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
    let (all, section) = (section.is_none(), section.unwrap_or_default());
    // Most messages are sent; the few others have an index of their own.
    let rows = if state == "sent" {
        conn.rows(
            sql!(
                "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
                 from foundation_mail where state = 'sent' and ($1 = '' or id < $1) and ($3 or section = $4)
                 order by id desc limit $2"
            ),
            params![before, limit, all, section],
        )
    } else {
        conn.rows(
            sql!(
                "select id, to_address, subject, body, calendar, state, created_at, sent_at, last_error,
                    secret, section
                 from foundation_mail where state <> 'sent' and state = $3 and ($1 = '' or id < $1)
                 and ($4 or section = $5) order by id desc limit $2"
            ),
            params![before, limit, state, all, section],
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

/// Seconds until a message is tried again that the mail server could not take just now.
const AGAIN_SECONDS: i64 = 300;
/// Seconds after which it is given up.
const GIVE_UP_SECONDS: i64 = 2 * 24 * 3600;

/// What came of handing a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// The mail server has it.
    Sent,
    /// Nothing was handed over; it may be possible later.
    Later(String),
    /// The mail server does not want it.
    Refused(String),
    /// The line broke while it was handed over: nobody knows.
    Unsure(String),
}

impl Outcome {
    /// What may be logged: the mail server's words name the receiver.
    const fn code(&self) -> &'static str {
        match self {
            Outcome::Sent => "sent",
            Outcome::Later(_) => "later",
            Outcome::Refused(_) => "refused",
            Outcome::Unsure(_) => "unsure",
        }
    }
}

/// One at a time, so that whatever ends this process leaves one message in doubt.
fn take(conn: &mut Conn, now: Instant) -> DbResult<Option<Kept>> {
    conn.first(
        sql!(
            "update foundation_mail set state = 'sending', sent_at = $1
             where id = (select id from foundation_mail where state = 'queued' and state <> 'sent'
                         and (sent_at is null or sent_at < $2) order by created_at, id limit 1
                         for update skip locked)
             returning id, to_address, subject, body, calendar, state, created_at, sent_at, last_error, secret, section"
        ),
        params![now, now.plus_seconds(-AGAIN_SECONDS)],
    )?
    .as_ref()
    .map(kept)
    .transpose()
}

fn settle(conn: &mut Conn, mail: &Kept, now: Instant, outcome: &Outcome) -> DbResult<()> {
    let is_old = now.seconds_since(mail.created_at) > GIVE_UP_SECONDS;
    let (state, why) = match outcome {
        Outcome::Sent => ("sent", None),
        Outcome::Later(why) if !is_old => ("queued", Some(why)),
        Outcome::Later(why) | Outcome::Refused(why) => ("failed", Some(why)),
        Outcome::Unsure(why) => ("unsure", Some(why)),
    };
    conn.execute(
        sql!("update foundation_mail set state = $2, last_error = $3 where id = $1"),
        params![mail.id, state, why],
    )?;
    Ok(())
}

/// Sends a message that waits in the outbox; says how many were taken.
///
/// # Errors
/// Any database error; a refusal by the mail server is kept with the message.
pub async fn send_waiting(centre: &Arc<Centre>) -> DbResult<usize> {
    let now = centre.clock.now();
    if matches!(centre.mailer, Mailer::Kept) {
        return centre.db.write(move |conn| keep_all(conn, now)).await;
    }
    let Some(mail) = centre.db.write(move |conn| take(conn, now)).await? else { return Ok(0) };
    let outcome = hand_over(&centre.mailer, &mail).await;
    if outcome != Outcome::Sent {
        tracing::warn!(
            centre = centre.code,
            mail = mail.id,
            outcome = outcome.code(),
            "a message was not sent"
        );
    }
    centre.db.write(move |conn| settle(conn, &mail, now, &outcome)).await?;
    Ok(1)
}

fn keep_all(conn: &mut Conn, now: Instant) -> DbResult<usize> {
    let touched = conn.execute(
        sql!("update foundation_mail set state = 'sent', sent_at = $1 where state = 'queued' and state <> 'sent'"),
        params![now],
    )?;
    Ok(usize::try_from(touched).unwrap_or(usize::MAX))
}

async fn hand_over(mailer: &Mailer, mail: &Kept) -> Outcome {
    let Mailer::Smtp { transport, from } = mailer else { return Outcome::Sent };
    let message = match message(from, mail) {
        Ok(message) => message,
        Err(why) => return Outcome::Refused(why),
    };
    match transport.send(message).await {
        Ok(_) => Outcome::Sent,
        Err(error) => of_error(&error),
    }
}

fn of_error(error: &lettre::transport::smtp::Error) -> Outcome {
    let why = error.to_string();
    // The library tells a line that could not be opened from one that broke by its words alone.
    if error.is_transient() || error.is_tls() || why.starts_with("Connection error") {
        Outcome::Later(why)
    } else if error.is_permanent() || error.is_client() {
        Outcome::Refused(why)
    } else {
        Outcome::Unsure(why)
    }
}

fn message(from: &str, mail: &Kept) -> Result<Message, String> {
    let say = |e: &dyn std::fmt::Display| e.to_string();
    let from: lettre::message::Mailbox = from.parse().map_err(|e| say(&e))?;
    let host = from.email.domain().to_owned();
    let to = mail.to.parse().map_err(|e| say(&e))?;
    let text = SinglePart::plain(mail.body.clone());
    let parts = match &mail.calendar {
        None => MultiPart::mixed().singlepart(text),
        Some(calendar) => {
            // Mail programs take the file as an invitation or as its withdrawal by this word (RFC 6047).
            let method = if calendar.contains("\nMETHOD:CANCEL") { "CANCEL" } else { "REQUEST" };
            let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"))
                .map_err(|e| say(&e))?;
            MultiPart::mixed()
                .singlepart(text)
                .singlepart(Attachment::new("event.ics".into()).body(calendar.clone(), kind))
        }
    };
    Message::builder()
        .from(from)
        .to(to)
        .subject(mail.subject.clone())
        // The same id whenever this row is sent, so that a receiver can tell a repeat.
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .multipart(parts)
        .map_err(|e| say(&e))
}

/// Sends mail until the task is dropped.
pub async fn work(centre: Arc<Centre>) {
    loop {
        let pause = match send_waiting(&centre).await {
            Ok(0) => 500,
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!(centre = centre.code, %error, "the outbox cannot be read");
                3000
            }
        };
        tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
    }
}

/// How many messages are in each state that needs somebody: queued, failed, unsure; those of one
/// section, or of all when none is named.
///
/// # Errors
/// Any database error.
pub fn count(conn: &mut Conn, section: Option<&str>) -> DbResult<Vec<(String, i64)>> {
    conn.rows(
        sql!(
            "select state, count(*) from foundation_mail where state <> 'sent' and ($1 or section = $2)
             group by state order by state"
        ),
        params![section.is_none(), section.unwrap_or_default()],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
