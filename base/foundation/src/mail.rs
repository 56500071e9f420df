//! The outbox: every message is a row first, then sent once.
//!
//! A message is marked as being sent *before* it is handed to the mail server. If the program dies
//! in between, nobody can know whether it went out: it is then `unsure` and a person decides.

use std::sync::Arc;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use office::instant::Instant;
use office::rule_book::Rule;

use crate::centre::Centre;
use crate::config::{self, SmtpTls};
use crate::db::{Conn, DbResult};
use crate::jobs::JobError;
use crate::{params, rules, sql};

mod outbox;

pub use outbox::{
    Kept, NewMail, SENDING_SECONDS, SHELTERED, add, add_due, add_secret, count, doubt_unfinished, drop_of,
    drop_sent, drop_unsent, find, find_by_key, hide, hide_of, list, list_in, list_of, send_again,
};

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
fn take(conn: &mut Conn, now: Instant) -> DbResult<Option<(Kept, Option<String>)>> {
    let row = conn.first(
        sql!(
            "update foundation_mail set state = 'sending', sent_at = $1
             where id = (select id from foundation_mail where state = 'queued' and state <> 'sent'
                         and (sent_at is null or sent_at < $2) order by created_at, id limit 1
                         for update skip locked)
             returning id, to_address, subject, body, calendar, state, created_at, sent_at, last_error, secret, section,
                       unique_key"
        ),
        params![now, now.plus_seconds(-AGAIN_SECONDS)],
    )?;
    row.map(|r| Ok((outbox::kept(&r)?, r.get(11)?))).transpose()
}

/// Where answers to a letter of a service go, which is known by its key `SERVICE:letter:ID`: the setting
/// `SERVICE.reply_email`, if the service has one and it can be read. A notice to staff has none.
fn reply_to(centre: &Centre, key: Option<&str>) -> Option<String> {
    let set = centre.setting(&format!("{}.reply_email", writes_letter(key?)?));
    Some(set.trim().to_owned()).filter(|address| address.parse::<lettre::message::Mailbox>().is_ok())
}

/// The service whose letter a key names.
fn writes_letter(key: &str) -> Option<&str> {
    key.split_once(":letter:").map(|(service, _)| service).filter(|service| !service.contains(':'))
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
    outbox::forget_secret(conn, &mail.id)
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
    let Some((mail, key)) = centre.db.write(move |conn| take(conn, now)).await? else { return Ok(0) };
    let outcome = hand_over(&centre.mailer, &mail, reply_to(centre, key.as_deref()).as_deref()).await;
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

async fn hand_over(mailer: &Mailer, mail: &Kept, reply_to: Option<&str>) -> Outcome {
    let Mailer::Smtp { transport, from } = mailer else { return Outcome::Sent };
    let message = match message(from, mail, reply_to) {
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

fn message(from: &str, mail: &Kept, reply_to: Option<&str>) -> Result<Message, String> {
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
    let builder = match reply_to {
        Some(address) => Message::builder().reply_to(address.parse().map_err(|e| say(&e))?),
        None => Message::builder(),
    };
    builder
        .from(from)
        .to(to)
        // No machine is to answer what a machine sends (RFC 3834).
        .header(AutoSubmitted)
        .subject(mail.subject.clone())
        // The same id whenever this row is sent, so that a receiver can tell a repeat.
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .multipart(parts)
        .map_err(|e| say(&e))
}

/// The field that says that a program sends it.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<AutoSubmitted, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(AutoSubmitted::name(), "auto-generated".into())
    }
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

/// The rule with the years for which letters are kept.
const KEEP: &str = "house.letters_years";

/// The job `foundation.letters`, every day: sent letters are forgotten after the years of the rule book.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn forget(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let body = move |conn: &mut Conn| {
        let book = rules::load(conn)?;
        let years = book.rule_on(KEEP, "", now.date()).and_then(Rule::integer);
        let Some(years) = years.filter(|years| *years > 0) else { return Ok(0) };
        drop_sent(conn, "", now.plus_seconds(-years.saturating_mul(366 * 86_400)))
    };
    centre.db.write(body).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_message_says_that_a_program_sends_it_and_where_answers_go() {
        let at = Instant::parse("2026-11-23T02:00:00Z").unwrap();
        let mail = Kept {
            id: "0193".into(),
            to: "mei@test.example".into(),
            subject: "S".into(),
            body: "B".into(),
            calendar: None,
            state: "queued".into(),
            created_at: at,
            sent_at: None,
            last_error: None,
            secret: false,
            section: String::new(),
        };
        let written = |reply_to: Option<&str>| {
            let message = message("Centre <centre@test.example>", &mail, reply_to).unwrap();
            String::from_utf8(message.formatted()).unwrap()
        };
        let text = written(Some("opinions@test.example"));
        assert!(text.contains("\r\nAuto-Submitted: auto-generated\r\n"), "{text}");
        assert!(text.contains("Reply-To: opinions@test.example\r\n"), "{text}");
        assert!(text.contains("Message-ID: <0193@test.example>"), "{text}");
        assert!(!written(None).contains("Reply-To"));
        assert!(message("centre@test.example", &mail, Some("nobody")).is_err());
    }

    #[test]
    fn only_letters_are_answered_to_their_service() {
        assert_eq!(writes_letter("petitions:letter:0193"), Some("petitions"));
        assert_eq!(writes_letter("petitions:added:0193:2026-11-23T02"), None);
        assert_eq!(writes_letter("petitions:added:letter:0193"), None);
        assert_eq!(writes_letter(""), None);
    }
}
