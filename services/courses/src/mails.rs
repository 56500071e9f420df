//! What the course desk writes to people: plain text in their language, each message once.
//!
//! The desk adds jobs in the transaction that changed something; a job composes what there is to say
//! from how things stand *now* and puts it into the outbox under a key of its own, so that a job run
//! twice writes once. What is no longer true is not written: the job of the later change says it.

use std::collections::HashMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::Conn;
use foundation::i18n::{Arg, Words};
use foundation::jobs::JobError;
use foundation::mail::{self, NewMail};
use office::instant::Instant;
use office::phone::Phone;

use crate::invitation::{self, Asks};
use crate::matter::Matter;
use crate::model::{CourseStatus, Status};
use crate::public::say;
use crate::settle::REGISTRATION;
use crate::store;

/// A change of the whole course that its parties are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// A meeting moved, was added or called off, or the place changed.
    Moved,
    /// The whole course was called off.
    CalledOff,
}

impl Change {
    const fn key(self) -> &'static str {
        match self {
            Change::Moved => "moved",
            Change::CalledOff => "called-off",
        }
    }

    fn of(what: &str) -> Option<Change> {
        match what {
            "moved" => Some(Change::Moved),
            "cancelled-course" => Some(Change::CalledOff),
            _ => None,
        }
    }
}

/// The job `courses.write`: `WHAT:ID,ID,…`, as the desk adds it, or who plans courses: then `moved` or
/// `cancelled-course`, in the transaction that raised the revision of each session concerned (R42). Of what
/// happens several times to one party, `ID/WHICH` says which it is: a paper, a case.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn write(centre: Arc<Centre>, payload: String) -> Result<(), JobError> {
    let (what, ids) = payload.split_once(':').unwrap_or_default();
    let about_what = |id: &str| match id.split_once('/') {
        Some((id, which)) => (id.to_owned(), which.to_owned()),
        None => (id.to_owned(), String::new()),
    };
    let which: HashMap<String, String> = ids.split(',').filter(|id| !id.is_empty()).map(about_what).collect();
    let matters = read(&centre, which.keys().cloned().collect()).await?;
    let now = centre.clock.now();
    let mails = matters.iter().filter_map(|m| match Change::of(what) {
        Some(change) => change_told(&centre, change, m, now),
        None => about(&centre, (what, which.get(&m.registration.id).map_or("", String::as_str)), m, now),
    });
    let mails = mails.collect();
    put(&centre, None, mails).await
}

/// Parties written to with one commit.
const CHUNK: usize = 100;

/// The job `courses.remind`: day −7 before the first meeting, day −1 before each (R41). Only who was
/// confirmed before that day is reminded: the others have just been written to.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn remind(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let Some(midnight) = Instant::start_of(now.date()) else { return Ok(()) };
    let nine = midnight.plus_seconds(9 * HOUR);
    if now < nine {
        return Ok(());
    }
    for days in [7, 1] {
        let from = midnight.plus_seconds(days * DAY);
        let to = from.plus_seconds(DAY);
        let due = centre.db.read(move |conn| store::matter::list_beginning(conn, from, to)).await?;
        for (session_id, course_id, starts_at) in due {
            let ids = centre
                .db
                .read(move |conn| store::matter::list_confirmed_before(conn, &course_id, midnight))
                .await?;
            for ids in ids.chunks(CHUNK) {
                let matters = read(&centre, ids.to_vec()).await?;
                // Whoever cancelled meanwhile is not reminded.
                let due = matters.iter().filter(|m| Asks::of(m) == Asks::Hold);
                let due = due.filter(|m| days == 1 || m.course.starts_at == starts_at);
                let mails = due.map(|m| reminder(&centre, m, (&session_id, starts_at), days, now)).collect();
                put(&centre, Some(nine), mails).await?;
            }
        }
    }
    Ok(())
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

async fn read(centre: &Centre, ids: Vec<String>) -> Result<Vec<Matter>, JobError> {
    Ok(centre.db.read(move |conn| Matter::list(conn, &ids)).await?)
}

/// Puts letters into the outbox; with the instant that alone brought them about, if none was done.
async fn put(centre: &Centre, due_at: Option<Instant>, mails: Vec<NewMail>) -> Result<(), JobError> {
    if mails.is_empty() {
        return Ok(());
    }
    let now = centre.clock.now();
    let ids: Vec<_> = mails.iter().map(|_| centre.chance.id(now)).collect();
    let add = move |conn: &mut Conn| match due_at {
        Some(due_at) => mail::add_due(conn, &ids, now, due_at, &mails),
        None => mail::add(conn, &ids, now, &mails),
    };
    Ok(centre.db.write(add).await?)
}

fn is_off(matter: &Matter) -> bool {
    matter.course.status == CourseStatus::Cancelled
}

/// What is said after the course, whatever became of it, and concerns no calendar.
const AFTERWARDS: &[&str] = &["certified", "certificate-withdrawn", "no-show", "no-show-decided"];

/// What there is to say about something that happened, if it is still so and there is an address.
fn about(centre: &Centre, (what, which): (&str, &str), matter: &Matter, now: Instant) -> Option<NewMail> {
    let status = matter.registration.status;
    let is_so = match what {
        "registered" => {
            matches!(status, Status::Confirmed | Status::Waitlisted | Status::Pending | Status::Entered)
        }
        "drawn" => matches!(status, Status::Confirmed | Status::Waitlisted),
        "seats-cancelled" => status.is_live(),
        "cancelled" => status == Status::Cancelled,
        "offered" => status == Status::Offered,
        "expired" | "offer-expired" => status == Status::Expired,
        "declined" => status == Status::Declined,
        "rejected" => status == Status::Rejected,
        "accepted" | "approved" | "seated" => status == Status::Confirmed,
        "approved-to-line" => status == Status::Waitlisted,
        "reopened" => status == Status::Pending,
        "certified" | "certificate-withdrawn" | "handed-over" => status == Status::Confirmed,
        "no-show" | "no-show-decided" => true,
        _ => false,
    };
    // That the course is called off everybody was told; nothing else that comes late is true then.
    let outlives = what == "cancelled" || AFTERWARDS.contains(&what);
    let is_moot = is_off(matter) && !outlives;
    if !is_so || is_moot || matter.registration.email.is_empty() {
        return None;
    }
    let key = match what {
        "registered" | "drawn" => format!("{what}-{}", status.code()),
        "offer-expired" => "expired".to_owned(),
        other => other.to_owned(),
    };
    let calendar = match (status, matter.registration.confirmed_at) {
        (Status::Confirmed, _)
            if !matches!(what, "seats-cancelled" | "handed-over") && !AFTERWARDS.contains(&what) =>
        {
            Some(Asks::Hold)
        }
        (Status::Cancelled | Status::Pending, Some(_)) if !what.starts_with("no-show") => Some(Asks::Drop),
        _ => None,
    };
    let unique = match what {
        // These happen once in the life of a registration, so a job run twice can never write twice.
        "expired" | "offer-expired" => format!("courses:expired:{}", matter.registration.id),
        // Whoever is told once finds later papers, and reissued ones, at the same place.
        "registered" | "drawn" | "offered" | "accepted" | "declined" | "cancelled" | "certified"
        | "no-show" => {
            format!("courses:{what}:{}", matter.registration.id)
        }
        _ if !which.is_empty() => format!("courses:{what}:{}:{which}", matter.registration.id),
        // The last change tells two of a kind apart (approved, reopened, approved again).
        _ => format!("courses:{what}:{}:{}", matter.registration.id, matter.registration.changed_at),
    };
    let letter = Letter { centre, matter, words: centre.words(matter.lang()) };
    let calendar = calendar.map(|asks| letter.calendar(asks, now));
    let below = match status {
        _ if what.starts_with("no-show") => "/no-shows",
        Status::Offered => "/offer",
        _ => "",
    };
    Some(letter.mail(&key, unique, below, calendar))
}

/// What is written when a party changed how it is reached: a confirmation to the new address, and to an
/// address it no longer has a plain notice that names neither the new one nor a link.
pub fn contact_changed(centre: &Centre, old: &Matter, new: &Matter, now: Instant) -> Vec<NewMail> {
    let letter = |matter| Letter { centre, matter, words: centre.words(Matter::lang(matter)) };
    let unique = |what: &str| format!("courses:{what}:{}:{now}", new.registration.id);
    let (was, is) = (&old.registration.email, &new.registration.email);
    let mut mails = Vec::new();
    if !is.is_empty() {
        let letter = letter(new);
        let calendar =
            (new.registration.status == Status::Confirmed).then(|| letter.calendar(Asks::Hold, now));
        mails.push(letter.mail("contact-changed", unique("contact-changed"), "", calendar));
    }
    if !was.is_empty() && was != is {
        let letter = letter(old);
        let args = letter.args();
        let said = |key: &str| letter.words.say_with(key, &args).trim().to_owned();
        let body = [said("mail-greeting"), said("mail-contact-left-text"), letter.foot()].join("\n\n");
        let mail = letter.mail("contact-left", unique("contact-left"), "", None);
        mails.push(NewMail { body, ..mail });
    }
    mails
}

fn change_told(centre: &Centre, change: Change, matter: &Matter, now: Instant) -> Option<NewMail> {
    let confirmed = matter.registration.status == Status::Confirmed;
    let calendar = match change {
        Change::CalledOff => matter.registration.confirmed_at.map(|_| Asks::Drop),
        Change::Moved => confirmed.then_some(Asks::Hold),
    };
    let state: i64 = matter.sessions.iter().map(|s| s.revision).sum();
    let unique =
        format!("courses:{}:{}:{state}:{}", change.key(), matter.registration.id, matter.course.changed_at);
    let is_moot = is_off(matter) && change == Change::Moved;
    if is_moot || matter.registration.email.is_empty() {
        return None;
    }
    let letter = Letter { centre, matter, words: centre.words(matter.lang()) };
    let calendar = calendar.map(|asks| letter.calendar(asks, now));
    Some(letter.mail(change.key(), unique, "", calendar))
}

/// A reminder, with the calendar file as the letters before it had it: a calendar that missed one is put right.
fn reminder(
    centre: &Centre,
    matter: &Matter,
    (session_id, starts_at): (&str, Instant),
    days: i64,
    now: Instant,
) -> NewMail {
    let key = if days == 1 { "reminder-day" } else { "reminder-week" };
    // A session that moves to another day is reminded of anew.
    let unique =
        format!("courses:remind:{}:{session_id}:{}:{days}", matter.registration.id, starts_at.date());
    let letter = Letter { centre, matter, words: centre.words(matter.lang()) };
    // Staying away gives up the whole course, so it is offered before its first meeting only.
    let below = if matter.may_stay_away(now) { "/absent" } else { "" };
    letter.mail(key, unique, below, Some(letter.calendar(Asks::Hold, now)))
}

/// A message about one registration, in the language of its head.
struct Letter<'a> {
    centre: &'a Centre,
    matter: &'a Matter,
    words: Words,
}

impl Letter<'_> {
    fn mail(&self, key: &str, unique: String, below: &str, calendar: Option<String>) -> NewMail {
        let registration = &self.matter.registration;
        let args = self.args();
        NewMail {
            unique_key: Some(unique),
            to: registration.email.clone(),
            subject: self.words.say_with(&format!("mail-{key}-subject"), &args),
            body: self.body(key, below, &args),
            calendar,
            matter: REGISTRATION,
            matter_id: registration.id.clone(),
            section: self.matter.course.section.clone(),
        }
    }

    fn args(&self) -> Vec<(&'static str, Arg)> {
        let (registration, course) = (&self.matter.registration, &self.matter.course);
        let until = registration.offered_until.map(|at| self.words.date_time(at.taipei()));
        vec![
            ("name", (&registration.name).into()),
            ("course", say::title(&self.words, course).into()),
            ("centre", self.centre_name().into()),
            ("persons", registration.size.into()),
            ("position", self.matter.position.unwrap_or_default().into()),
            ("until", until.unwrap_or_default().into()),
            ("change_until", self.words.date_time(course.change_until.taipei()).into()),
            ("reason", self.reason().into()),
        ]
    }

    /// Why it ended or was called off, as a sentence to put behind; empty when nobody said.
    fn reason(&self) -> String {
        let (registration, course) = (&self.matter.registration, &self.matter.course);
        let said = registration.ended_why.as_deref().filter(|_| !registration.status.is_live());
        let off = crate::words::either(&self.words, &course.cancel_reason, &course.cancel_reason_en);
        let why = said.unwrap_or(off);
        if why.is_empty() || why == crate::matter::cannot_come(self.centre) {
            return String::new();
        }
        let why = self.words.say_with("mail-reason", &[("reason", why.into())]);
        // An address stands alone at the end of its line.
        match crate::words::either(&self.words, &course.next_run, &course.next_run_en) {
            "" => why,
            next => format!("{why}\n{next}\n"),
        }
    }

    fn body(&self, key: &str, below: &str, args: &[(&str, Arg)]) -> String {
        let words = &self.words;
        let mut text = vec![
            words.say_with("mail-greeting", args),
            words.say_with(&format!("mail-{key}-text"), args).trim().to_owned(),
            self.facts(),
        ];
        if !below.is_empty() {
            let said = words.say(&format!("mail{}-link", below.replace('/', "-")));
            text.push(format!("{said}\n{}", self.link(below)));
        }
        if self.matter.registration.status.is_live() {
            text.push(format!("{}\n{}", words.say("mail-manage-link"), self.link("")));
        }
        text.push(self.foot());
        text.join("\n\n")
    }

    fn facts(&self) -> String {
        let (words, course) = (&self.words, &self.matter.course);
        let mut lines = vec![say::title(words, course).to_owned()];
        for session in self.matter.sessions.iter().filter(|s| !s.cancelled) {
            lines.push(crate::words::span(words, session.starts_at, session.ends_at));
        }
        let place = say::address(words, course);
        if !course.online && !place.is_empty() {
            lines.push(place);
        }
        let people: Vec<&str> = self.matter.present().map(|s| s.name.as_str()).collect();
        if !people.is_empty() {
            let people = words.list(&people);
            lines.push(words.say_with("mail-people", &[("people", people.into())]));
        }
        lines.push(words.say_with("mail-reference", &[("reference", self.matter.reference().into())]));
        lines.join("\n")
    }

    fn link(&self, below: &str) -> String {
        let path = self.matter.path(&self.centre.keys, below);
        format!("{}{}", self.centre.base_url, self.words.path(&path))
    }

    fn foot(&self) -> String {
        let course = &self.matter.course;
        let phone = Phone::parse(&course.contact_phone).map(|p| p.display()).unwrap_or_default();
        let contact = [course.contact_name.as_str(), &phone].join(" ");
        let mut lines = Vec::new();
        if !contact.trim().is_empty() {
            lines.push(self.words.say_with("mail-contact", &[("contact", contact.trim().into())]));
        }
        lines.push(self.centre_name().to_owned());
        lines.join("\n")
    }

    fn centre_name(&self) -> &str {
        match self.words.lang() {
            foundation::i18n::Lang::ZhHant => &self.centre.name,
            _ => &self.centre.name_en,
        }
    }

    fn calendar(&self, asks: Asks, now: Instant) -> String {
        invitation::file(self.centre, &self.words, self.matter, asks, now)
    }
}
