//! Letters to many parties of a course: who gets one, what each reads, and the job that sends them.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::jobs::{self, JobError, NewJob};
use foundation::mail::{self, NewMail};
use foundation::trail::{self, Actor, Entry};
use office::instant::Instant;
use office::reference::Reference;

use crate::model::Course;
use crate::planning::Act;
use crate::questions::Answers;
use crate::rules::letter;
use crate::settle::REGISTRATION;
use crate::store;
use crate::store::message::{Message, Receiver, ToWhom};

/// Kind of the matter in the trail.
pub const MESSAGE: &str = "courses_message";
/// The job that sends a letter; its payload is the id of the letter.
pub const JOB: &str = "courses.send_letter";
/// Parties taken with one transaction.
const AT_ONCE: i64 = 200;

/// To how many a letter goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Parties with an e-mail address.
    pub with_email: i64,
    /// Parties without, who are called.
    pub without_email: i64,
    /// The first party, for a sample; one with an address if there is any.
    pub first: Option<Receiver>,
}

/// A page of receivers whose answers fit, and the number of the last one looked at; `None` after
/// the last page.
fn list(conn: &mut Conn, course_id: &str, to: &ToWhom, after: i64) -> DbResult<(Vec<Receiver>, Option<i64>)> {
    let all = store::message::list_receivers(conn, course_id, to, after, AT_ONCE)?;
    let is_full = i64::try_from(all.len()).unwrap_or(0) == AT_ONCE;
    let next = all.last().filter(|_| is_full).map(|r| r.number);
    if to.question.is_empty() {
        return Ok((all, next));
    }
    let ids: Vec<String> = all.iter().map(|r| r.id.clone()).collect();
    let fits = |json: &str| Answers::parse(json).texts(&to.question).contains(&to.answer);
    let members = store::message::list_member_answers(conn, &ids)?;
    let members: std::collections::HashSet<String> =
        members.into_iter().filter(|(_, json)| fits(json)).map(|(id, _)| id).collect();
    Ok((all.into_iter().filter(|r| fits(&r.answers) || members.contains(&r.id)).collect(), next))
}

/// Counts to whom a letter would go now.
///
/// # Errors
/// Any database error.
pub fn count(conn: &mut Conn, course_id: &str, to: &ToWhom) -> DbResult<Counted> {
    let (mut counted, mut after) = (Counted::default(), Some(0));
    while let Some(from) = after {
        let (page, next) = list(conn, course_id, to, from)?;
        for receiver in page {
            let has_email = !receiver.email.is_empty();
            counted.with_email += i64::from(has_email);
            counted.without_email += i64::from(!has_email);
            if counted.first.as_ref().is_none_or(|f| f.email.is_empty() && has_email) {
                counted.first = Some(receiver);
            }
        }
        after = next;
    }
    Ok(counted)
}

/// A letter as one receiver reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
}

/// Writes a letter to one receiver. The link is the receiver's own: none can be typed into the text
/// for all (see [`letter::private_word`]).
///
/// # Errors
/// What [`letter::fill`] says.
pub fn write(
    centre: &Centre,
    course: &Course,
    to: &Receiver,
    subject: &str,
    body: &str,
) -> Result<Written, letter::Fault> {
    let lang = Lang::from_code(&to.language).unwrap_or(Lang::BASE);
    let words = centre.words(lang);
    let reference = Reference::parse(&to.reference).map_or_else(|_| to.reference.clone(), |r| r.to_string());
    let path = crate::matter::path(&centre.keys, (&to.reference, &to.email), "");
    let link = format!("{}{}", centre.base_url, words.path(&path));
    let english = lang == Lang::En && !course.title_en.is_empty();
    let receiver = letter::Receiver {
        name: &to.name,
        course: if english { &course.title_en } else { &course.title },
        reference: &reference,
        link: &link,
    };
    let name = if lang == Lang::En { &centre.name_en } else { &centre.name };
    let subject = letter::fill(subject, &receiver)?.replace(['\n', '\r'], " ");
    Ok(Written { subject, body: format!("{}\n\n{name}", letter::fill(body, &receiver)?) })
}

/// Sends a letter: one mail to each party with an address, and a call to be made to the others.
/// Mails have a key per letter and party, so that a second run writes to nobody twice.
///
/// # Errors
/// Any database error.
pub async fn send(centre: Arc<Centre>, id: String) -> Result<(), JobError> {
    let wanted = id.clone();
    let found = centre
        .db
        .read(move |conn| {
            let Some(message) = store::message::find(conn, &wanted)? else { return Ok(None) };
            let course = store::course::find(conn, &message.course_id)?;
            Ok(course.map(|course| (message, course)))
        })
        .await?;
    let Some((message, course)) = found else { return Ok(()) };
    if message.sent_at.is_some() {
        return Ok(());
    }
    let to: ToWhom = serde_json::from_str(&message.to_whom).map_err(|e| JobError(e.to_string()))?;
    let (mut with_email, mut without_email, mut after) = (0, 0, Some(0));
    let now = centre.clock.now();
    while let Some(from) = after {
        let (course, message, to, inner) = (course.clone(), message.clone(), to.clone(), centre.clone());
        let body = move |conn: &mut Conn| {
            let (page, next) = list(conn, &course.id, &to, from)?;
            let (by_mail, by_phone): (Vec<_>, Vec<_>) = page.into_iter().partition(|r| !r.email.is_empty());
            let mails: Vec<NewMail> = by_mail
                .iter()
                .filter_map(|r| {
                    let written = write(&inner, &course, r, &message.subject, &message.body).ok()?;
                    Some(new_mail(&message.id, &course.section, r, written))
                })
                .collect();
            let ids: Vec<_> = mails.iter().map(|_| inner.chance.id(now)).collect();
            mail::add(conn, &ids, now, &mails)?;
            let calls: Vec<String> = by_phone.iter().map(|r| r.id.clone()).collect();
            store::desk::note_calls(conn, &calls, now)?;
            tell(conn, &inner, &message, &calls, now)?;
            Ok((mails.len(), calls.len(), next))
        };
        let (mails, calls, next) = centre.db.write(body).await?;
        with_email += i64::try_from(mails).unwrap_or(i64::MAX);
        without_email += i64::try_from(calls).unwrap_or(i64::MAX);
        after = next;
    }
    centre.db.write(move |conn| store::message::end(conn, &id, with_email, without_email, now)).await?;
    Ok(())
}

/// Writes a letter down, to go out at its time; says whether it is new.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, act: &Act, message: &Message) -> DbResult<bool> {
    if !store::message::add(conn, message)? {
        return Ok(false);
    }
    let after = serde_json::json!({"subject": message.subject, "to": message.to_whom}).to_string();
    note(conn, act, &message.id, "written", Some(after))?;
    let unique_key = Some(format!("message:{}", message.id));
    let job = NewJob { kind: JOB, unique_key, payload: message.id.clone(), run_at: message.send_at };
    jobs::add(conn, &[act.centre.chance.id(act.now)], act.now, &[job])?;
    Ok(true)
}

/// Writes the same letter to the people of another course, for another day; not for one that is past.
///
/// # Errors
/// Any database error.
pub fn copy(conn: &mut Conn, act: &Act, course_id: &str, model: &Message, send_at: Instant) -> DbResult<()> {
    if send_at <= act.now {
        return Ok(());
    }
    let message = Message {
        id: act.id(),
        course_id: course_id.to_owned(),
        receivers: 0,
        without_email: 0,
        send_at,
        sent_at: None,
        created_at: act.now,
        created_by: act.actor.who.clone(),
        ..model.clone()
    };
    add(conn, act, &message).map(|_| ())
}

/// Takes letters of a course back that have not gone out and are not due: this one, or all. Says how many.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, act: &Act, course_id: &str, id: Option<&str>) -> DbResult<usize> {
    let mut waiting = store::message::list_waiting(conn, course_id, act.now)?;
    waiting.retain(|waits| id.is_none_or(|id| id == waits));
    for id in &waiting {
        store::message::remove(conn, id)?;
        note(conn, act, id, "withdrawn", None)?;
    }
    Ok(waiting.len())
}

fn note(conn: &mut Conn, act: &Act, id: &str, verb: &str, after: Option<String>) -> DbResult<()> {
    let entry = Entry { after, ..Entry::new(MESSAGE, id, verb) };
    trail::add(conn, &[act.centre.chance.id(act.now)], act.now, &act.actor, &[entry])
}

fn new_mail(message_id: &str, section: &str, to: &Receiver, written: Written) -> NewMail {
    NewMail {
        unique_key: Some(format!("message:{message_id}:{}", to.id)),
        to: to.email.clone(),
        subject: written.subject,
        body: written.body,
        calendar: None,
        matter: REGISTRATION,
        matter_id: to.id.clone(),
        section: section.to_owned(),
    }
}

/// Says in the trail of those without e-mail what there is to tell them.
fn tell(conn: &mut Conn, centre: &Centre, message: &Message, calls: &[String], now: Instant) -> DbResult<()> {
    let actor = Actor { who: message.created_by.clone(), role: "staff".into(), address: None };
    let after = serde_json::json!({"subject": message.subject}).to_string();
    let entry = |id| Entry { after: Some(after.clone()), ..Entry::new(REGISTRATION, id, "to-be-told") };
    let entries: Vec<Entry<'_>> = calls.iter().map(|id| entry(id.as_str())).collect();
    let ids: Vec<_> = entries.iter().map(|_| centre.chance.id(now)).collect();
    trail::add(conn, &ids, now, &actor, &entries)
}
