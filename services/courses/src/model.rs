//! What there is: courses, their sessions, registrations and seats, and their states.

use foundation::codes;
use jiff::civil::Date;
use office::instant::Instant;

/// Where a course stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CourseStatus {
    /// Being prepared; only staff see it.
    Draft,
    /// Announced.
    Published,
    /// Called off; shown until its end, so that everyone learns of it.
    Cancelled,
}

/// How places are given (錄取方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// In the order of arrival (依報名順序).
    Order,
    /// All who send within the first minutes are drawn, then the order of arrival (公平時段).
    Window,
    /// Everyone may enter until registration closes, then a draw decides (抽籤).
    Lottery,
    /// Staff decide on each registration (審核制).
    Approval,
}

impl Method {
    /// Whether places are given by a draw.
    pub fn is_drawn(self) -> bool {
        matches!(self, Method::Window | Method::Lottery)
    }
}

/// What happens when the party at the head of the line is too large for the free seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fill {
    /// Everyone waits behind it.
    StrictOrder,
    /// The next party that fits is served.
    WhatFits,
}

/// Where a registration (報名) stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Awaits approval (待審核).
    Pending,
    /// Entered for a draw that has not been held (待抽籤).
    Entered,
    /// In line (備取).
    Waitlisted,
    /// Seats are held for it until a time.
    Offered,
    /// Has its seats (正取).
    Confirmed,
    /// Given up by the party or by staff (取消).
    Cancelled,
    /// Turned down an offer (放棄遞補).
    Declined,
    /// Let an offer run out (逾期未回覆).
    Expired,
    /// Not approved (未通過).
    Rejected,
}

/// What can happen to a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// Staff approve and there is room.
    Approve,
    /// Staff approve and there is no room.
    ApproveToLine,
    /// Staff do not approve.
    Reject,
    /// The draw gives it seats.
    DrawSeat,
    /// The draw gives it a place in line.
    DrawLine,
    /// Its turn has come.
    Offer,
    /// The party takes the offer.
    Accept,
    /// The party turns the offer down.
    Decline,
    /// The offer ran out.
    Expire,
    /// Staff give it seats out of turn, with a reason.
    Seat,
    /// The party or staff cancel all its seats.
    Cancel,
    /// An edit of an approved registration asks for approval again.
    Reopen,
}

impl Event {
    /// Whether it is meant to give seats.
    pub const fn seats(self) -> bool {
        matches!(self, Event::Accept | Event::Approve | Event::Seat)
    }
}

/// An event that cannot happen in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen to a registration that is {status:?}")]
pub struct Illegal {
    /// The state.
    pub status: Status,
    /// The event.
    pub event: Event,
}

impl Status {
    /// The one transition function of registrations.
    ///
    /// # Errors
    /// [`Illegal`] when the event cannot happen in this state.
    pub fn after(self, event: Event) -> Result<Status, Illegal> {
        use Status::{
            Cancelled, Confirmed, Declined, Entered, Expired, Offered, Pending, Rejected, Waitlisted,
        };
        Ok(match (self, event) {
            (Pending, Event::Approve) => Confirmed,
            (Pending, Event::ApproveToLine) => Waitlisted,
            (Pending, Event::Reject) => Rejected,
            (Entered, Event::DrawSeat) => Confirmed,
            (Entered, Event::DrawLine) => Waitlisted,
            (Waitlisted, Event::Offer) => Offered,
            (Offered, Event::Accept) => Confirmed,
            (Offered, Event::Decline) => Declined,
            (Offered, Event::Expire) => Expired,
            (Pending | Entered | Waitlisted | Offered, Event::Seat) => Confirmed,
            (Pending | Entered | Waitlisted | Offered | Confirmed, Event::Cancel) => Cancelled,
            (Confirmed, Event::Reopen) => Pending,
            (status, event) => return Err(Illegal { status, event }),
        })
    }

    /// Whether the party still has or awaits seats.
    pub fn is_live(self) -> bool {
        matches!(
            self,
            Status::Pending | Status::Entered | Status::Waitlisted | Status::Offered | Status::Confirmed
        )
    }

    /// Whether its seats count as taken.
    pub fn holds_seats(self) -> bool {
        matches!(self, Status::Offered | Status::Confirmed)
    }
}

codes!(CourseStatus { Draft = "draft", Published = "published", Cancelled = "cancelled" });
codes!(Method { Order = "order", Window = "window", Lottery = "lottery", Approval = "approval" });
codes!(Fill { StrictOrder = "strict-order", WhatFits = "what-fits" });
codes!(ResourceKind { Room = "room", Teacher = "teacher", Equipment = "equipment" });
codes!(Status {
    Pending = "pending",
    Entered = "entered",
    Waitlisted = "waitlisted",
    Offered = "offered",
    Confirmed = "confirmed",
    Cancelled = "cancelled",
    Declined = "declined",
    Expired = "expired",
    Rejected = "rejected",
});

/// A course (課程活動): what is announced, with one count of seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Id.
    pub id: String,
    /// Word in its address.
    pub slug: String,
    /// The series it was copied in, if any.
    pub series_id: Option<String>,
    /// Title.
    pub title: String,
    /// Title in English; empty when there is none.
    pub title_en: String,
    /// One or two sentences.
    pub summary: String,
    /// The same in English.
    pub summary_en: String,
    /// Everything else, in Markdown.
    pub description: String,
    /// The same in English. Like every text that ends in `_en` it is empty when there is none, and
    /// the Chinese is shown instead.
    pub description_en: String,
    /// Category of the Family Education Act (家庭教育法施行細則 §2), as a code.
    pub category: String,
    /// Method of teaching (家庭教育法 §12), as a code.
    pub teaching: String,
    /// Target group, as a code: the one by which the course is counted (a course counts once).
    pub audience: String,
    /// Other target groups it is meant for, as codes in the order of their list.
    pub also_for: Vec<String>,
    /// District, as a code.
    pub district: String,
    /// Name of the venue.
    pub place: String,
    /// The same in English.
    pub place_en: String,
    /// Its address.
    pub address: String,
    /// The same in English.
    pub address_en: String,
    /// Who may come and what to bring (報名資格與注意事項).
    pub requirements: String,
    /// The same in English.
    pub requirements_en: String,
    /// How to get there (交通方式).
    pub directions: String,
    /// The same in English.
    pub directions_en: String,
    /// How the venue can be used by everyone.
    pub access_note: String,
    /// The same in English.
    pub access_note_en: String,
    /// Whether children are minded meanwhile.
    pub childcare_note: String,
    /// The same in English.
    pub childcare_note_en: String,
    /// Languages and interpreters.
    pub language_note: String,
    /// The same in English.
    pub language_note_en: String,
    /// Pictures are taken: people are told, and each may say no (照片告知).
    pub photos: bool,
    /// Held online.
    pub online: bool,
    /// The section in charge: `promotion` or `counselling`.
    pub section: String,
    /// The person in charge (單一窗口).
    pub contact_name: String,
    /// That person's telephone.
    pub contact_phone: String,
    /// Fee in NT$; 0 is free.
    pub fee: i64,
    /// What the fee is for, or what one pays besides.
    pub fee_note: String,
    /// The same in English.
    pub fee_note_en: String,
    /// Hours of the whole course, in tenths.
    pub hours: i64,
    /// Hours for the record of civil servants (公務人員終身學習), in tenths.
    pub civil_servant_hours: i64,
    /// Hours for the record of teachers (教師研習), in tenths.
    pub teacher_hours: i64,
    /// How places are given.
    pub method: Method,
    /// What happens when a party does not fit.
    pub fill: Fill,
    /// Largest party.
    pub party_max: i64,
    /// Hours an offer is held.
    pub offer_hours: i64,
    /// Registration opens.
    pub opens_at: Instant,
    /// Registration closes.
    pub closes_at: Instant,
    /// Until when a party may change or cancel by itself.
    pub change_until: Instant,
    /// Persons needed for the course to be held; 0 for none.
    pub minimum: i64,
    /// The day on which the minimum is looked at.
    pub minimum_on: Option<Date>,
    /// Start of the first session.
    pub starts_at: Instant,
    /// End of the last session.
    pub ends_at: Instant,
    /// Where it stands.
    pub status: CourseStatus,
    /// Why it was cancelled.
    pub cancel_reason: String,
    /// The same in English.
    pub cancel_reason_en: String,
    /// What is offered instead, when it was cancelled.
    pub next_run: String,
    /// The same in English.
    pub next_run_en: String,
    /// A secret word: only who has the link finds the course (不公開連結).
    pub secret: Option<String>,
    /// The questions of the form, as JSON; see [`crate::questions`].
    pub questions: String,
    /// Version of the notice on personal data shown with the form.
    pub notice_version: String,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// One dated meeting of a course (場次).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Id.
    pub id: String,
    /// Number within the course, from 1.
    pub number: i64,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// What it is about.
    pub topic: String,
    /// The same in English; empty when there is none.
    pub topic_en: String,
    /// Raised with each change, for calendars.
    pub revision: i64,
    /// Called off.
    pub cancelled: bool,
}

/// The seats of a course as everyone may see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Seats of the room.
    pub capacity: i64,
    /// Seats anyone may have now; never below 0.
    pub left: i64,
    /// Persons in line.
    pub waiting: i64,
    /// Persons that may wait.
    pub waiting_max: i64,
    /// Who is served first when a party does not fit.
    pub fill: Fill,
}

impl Places {
    /// Seats for a party that comes now: none while others wait for them in strict order.
    pub fn open(self) -> i64 {
        if self.waiting > 0 && self.fill == Fill::StrictOrder { 0 } else { self.left }
    }
}

/// Seats kept back for somebody until a time (保留名額, R04).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideOf {
    /// Id.
    pub id: String,
    /// For whom.
    pub label: String,
    /// The same in English; empty when there is none.
    pub label_en: String,
    /// How many.
    pub seats: i64,
    /// How many of them are given.
    pub used: i64,
    /// When the rest falls back to everyone.
    pub until_at: Instant,
}

/// What can be had by one session at a time only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A room (教室).
    Room,
    /// A teacher or speaker (講師).
    Teacher,
    /// Something lent (器材).
    Equipment,
}

/// A room, a teacher or equipment (R57).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: ResourceKind,
    /// Name.
    pub name: String,
    /// What one should know of it.
    pub note: String,
    /// Whether it can be booked.
    pub active: bool,
}

/// A registration: one party (a head and members) for one course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Id.
    pub id: String,
    /// What people are given to name it.
    pub reference: String,
    /// The course.
    pub course_id: String,
    /// Place in the order of arrival.
    pub number: i64,
    /// Where it stands.
    pub status: Status,
    /// Seats that are not cancelled.
    pub size: i64,
    /// Name of the head.
    pub name: String,
    /// Telephone of the head (E.164), or empty.
    pub phone: String,
    /// E-mail of the head, or empty.
    pub email: String,
    /// Language to write in.
    pub language: String,
    /// By which channel it came.
    pub channel: String,
    /// Staff id of who entered it, or `resident`.
    pub registered_by: String,
    /// Answers of the party, as JSON.
    pub answers: String,
    /// The notice that was shown.
    pub notice_version: String,
    /// When.
    pub created_at: Instant,
    /// Until when an offer is held.
    pub offered_until: Option<Instant>,
    /// Why it ended, if somebody said.
    pub ended_why: Option<String>,
    /// When it was last changed.
    pub changed_at: Instant,
    /// When it got its seats, if it ever did.
    pub confirmed_at: Option<Instant>,
    /// How often it came to stand elsewhere, for calendars.
    pub turns: i64,
}

/// One person's seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Id.
    pub id: String,
    /// Number within the party, from 1.
    pub number: i64,
    /// Name of the person.
    pub name: String,
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// Sex, as a code.
    pub sex: String,
    /// District, as a code.
    pub district: String,
    /// The person's answers, as JSON.
    pub answers: String,
    /// When it was cancelled.
    pub cancelled_at: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_others_wait_for_in_strict_order_are_open_to_nobody_else() {
        let places = Places { capacity: 24, left: 2, waiting: 9, waiting_max: 12, fill: Fill::StrictOrder };
        assert_eq!(places.open(), 0);
        assert_eq!(Places { fill: Fill::WhatFits, ..places }.open(), 2);
        assert_eq!(Places { waiting: 0, ..places }.open(), 2);
    }
}
