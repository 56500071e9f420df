//! A course in one's own calendar: `/courses/{slug}/calendar.ics` (RFC 5545).
//!
//! Every meeting has an id that stays and a number that grows with each change, so that a calendar
//! that has it already moves or cancels it (R42).

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::web::Ctx;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use office::instant::Instant;

use super::course;
use crate::model::{CourseStatus, Session};
use crate::words;

/// The calendar file of a course.
///
/// # Errors
/// [`Fault::NotFound`], or any fault of the store.
pub async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    let shown = course::find(&ctx, &slug).await?;
    let course = &shown.course;
    let title = words::either(&ctx.words, &course.title, &course.title_en).to_owned();
    let meetings: Vec<Meeting<'_>> = shown
        .sessions
        .iter()
        .map(|session| Meeting {
            session,
            of: shown.sessions.len(),
            title: &title,
            place: words::either(&ctx.words, &course.place, &course.place_en),
            address: words::either(&ctx.words, &course.address, &course.address_en),
            status: course.status,
            changed_at: course.changed_at,
            url: ctx.full_address(&shown.path("")),
        })
        .collect();
    let response = file(&ctx, &title, &meetings);
    Ok(course::answer(&ctx, &shown, response))
}

/// A meeting as a calendar needs it.
pub struct Meeting<'a> {
    /// The meeting itself.
    pub session: &'a Session,
    /// How many meetings the course has.
    pub of: usize,
    /// Title of the course.
    pub title: &'a str,
    /// Venue.
    pub place: &'a str,
    /// Its address.
    pub address: &'a str,
    /// Where the course stands.
    pub status: CourseStatus,
    /// When the course was last changed.
    pub changed_at: Instant,
    /// Address of the course's page.
    pub url: String,
}

/// A calendar of these meetings.
pub fn file(ctx: &Ctx, name: &str, meetings: &[Meeting<'_>]) -> Response {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//hearth//courses//ZH"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.append_property(Property::new("X-WR-CALNAME", name));
    calendar.append_property(Property::new("X-WR-TIMEZONE", "Asia/Taipei"));
    calendar.append_property(Property::new("X-PUBLISHED-TTL", "PT1H"));
    for meeting in meetings {
        calendar.push(event(ctx, meeting));
    }
    ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], calendar.to_string()).into_response()
}

fn event(ctx: &Ctx, meeting: &Meeting<'_>) -> Event {
    let session = meeting.session;
    let host = ctx.centre.base_url.split("://").nth(1).unwrap_or_default();
    let cancelled = session.cancelled || meeting.status == CourseStatus::Cancelled;
    let title = match meeting.of {
        0 | 1 => meeting.title.to_owned(),
        of => format!("{} ({}/{of})", meeting.title, session.number),
    };
    let topic = words::either(&ctx.words, &session.topic, &session.topic_en);
    let place = [meeting.place, meeting.address].join(" ");
    // A course called off is one more change of every meeting.
    let sequence = session.revision + i64::from(cancelled);
    Event::new()
        .uid(&format!("{}@{host}", session.id))
        .sequence(u32::try_from(sequence).unwrap_or_default())
        .add_property("DTSTAMP", utc(meeting.changed_at))
        .add_property("LAST-MODIFIED", utc(meeting.changed_at))
        .add_property("DTSTART", utc(session.starts_at))
        .add_property("DTEND", utc(session.ends_at))
        .summary(&title)
        .location(place.trim())
        .description(&[topic, &meeting.url].join("\n"))
        .url(&meeting.url)
        .status(if cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .done()
}

/// A moment as calendars write it: `20261122T030405Z`.
fn utc(at: Instant) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}
