//! The calendar file of a registration (R42): every meeting is one entry that a calendar moves or takes
//! away when a later file says so (RFC 5545, RFC 5546).

use foundation::centre::Centre;
use foundation::i18n::Words;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use office::instant::Instant;

use crate::matter::Matter;
use crate::model::{CourseStatus, Session, Status};

/// Whether a calendar shall hold the meetings or drop them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Put in, or move.
    Hold,
    /// Take away.
    Drop,
}

impl Asks {
    /// What the calendar shall do, as the registration stands.
    pub fn of(matter: &Matter) -> Asks {
        let held = matter.registration.status == Status::Confirmed
            && matter.course.status == CourseStatus::Published;
        if held { Asks::Hold } else { Asks::Drop }
    }
}

/// The calendar file.
pub fn file(centre: &Centre, words: &Words, matter: &Matter, asks: Asks, now: Instant) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//hearth//courses//ZH"));
    let method = if asks == Asks::Hold { "REQUEST" } else { "CANCEL" };
    calendar.append_property(Property::new("METHOD", method));
    for session in &matter.sessions {
        calendar.push(event(centre, words, matter, session, asks, now));
    }
    calendar.to_string()
}

fn event(
    centre: &Centre,
    words: &Words,
    matter: &Matter,
    session: &Session,
    asks: Asks,
    now: Instant,
) -> Event {
    let (course, registration) = (&matter.course, &matter.registration);
    let dropped = asks == Asks::Drop || session.cancelled;
    let title = crate::public::say::title(words, course);
    let title = match matter.sessions.len() {
        0 | 1 => title.to_owned(),
        of => format!("{title} ({}/{of})", session.number),
    };
    let link = format!("{}{}", centre.base_url, words.path(&matter.path(&centre.keys, "")));
    let said = words.say_with("invitation-text", &[("reference", matter.reference().into())]);
    // Whatever makes a calendar hold or drop a meeting raises one of the two.
    let sequence = u32::try_from(session.revision + registration.turns).unwrap_or_default();
    let mut event = Event::new();
    event
        .uid(&format!("{}-{}@{}", session.id, registration.id, host(centre)))
        .sequence(sequence)
        .add_property("DTSTAMP", utc(now))
        .add_property("DTSTART", utc(session.starts_at))
        .add_property("DTEND", utc(session.ends_at))
        .summary(&title)
        .location(&crate::public::say::address(words, course))
        .description(
            &[crate::words::either(words, &session.topic, &session.topic_en), &said, &link].join("\n"),
        )
        .append_property(organizer(centre))
        .status(if dropped { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if !registration.email.is_empty() {
        let attendee = Property::new("ATTENDEE", format!("mailto:{}", registration.email))
            .add_parameter("PARTSTAT", "ACCEPTED")
            .add_parameter("RSVP", "FALSE")
            .done();
        event.append_multi_property(attendee);
    }
    event.done()
}

fn organizer(centre: &Centre) -> Property {
    let known = centre.setting("centre.email");
    let address = if known.is_empty() { format!("noreply@{}", host(centre)) } else { known };
    Property::new("ORGANIZER", format!("mailto:{address}")).add_parameter("CN", &centre.name).done()
}

/// The host name residents know the centre by, without its port.
fn host(centre: &Centre) -> &str {
    let host = centre.base_url.split("://").nth(1).unwrap_or_default();
    host.split([':', '/']).next().unwrap_or_default()
}

/// A moment as calendars write it: `20261122T030405Z`.
fn utc(at: Instant) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}
