//! Reports about the director, which are passed on.

use foundation::codes;
use jiff::civil::Date;
use office::instant::Instant;

use super::{Told, readable};

/// A report about the director.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Id.
    pub id: String,
    /// Number, without dashes.
    pub reference: String,
    /// What was told, sealed.
    pub sealed: String,
    /// When it came, and left.
    pub received_at: Instant,
    /// When the superior agency read it first.
    pub read_at: Option<Instant>,
    /// Number of the letter by which the archives authority approved that it is destroyed.
    pub letter: String,
    /// The day of that letter.
    pub letter_on: Option<Date>,
    /// When it was destroyed: what stays are its number, days and acts.
    pub destroyed_at: Option<Instant>,
}

impl Passed {
    /// The number as people read it.
    pub fn number(&self) -> String {
        readable(&self.reference)
    }
}

/// What was done with such a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It came, and the agency was told.
    PassedOn,
    /// The agency read it.
    ReadThere,
    /// The person of trust read it.
    ReadHere,
    /// A file of it was opened.
    FileOpened,
    /// Somebody answered what was written of it, which the person of trust got.
    Answered,
    /// A machine answered what was written of it: it did not arrive, or nobody is there.
    Machine,
    /// A message about it was sent again.
    SentAgain,
    /// The letter of the archives authority was entered.
    Approved,
    /// It was destroyed.
    Destroyed,
}
codes!(Deed {
    PassedOn = "passed_on",
    ReadThere = "read_there",
    ReadHere = "read_here",
    FileOpened = "file_opened",
    Answered = "answered",
    Machine = "machine",
    SentAgain = "sent_again",
    Approved = "destruction_approved",
    Destroyed = "destroyed",
});

/// A message about such a report, by whom it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// The superior agency.
    Agency,
    /// The person of trust.
    Person,
    /// Whoever told it by e-mail.
    Receipt,
}
codes!(Message { Agency = "agency", Person = "person", Receipt = "receipt" });

impl Message {
    /// The key under which it stands in the outbox, once.
    pub fn key(self, id: &str) -> String {
        format!("petitions:passed:{id}:{}", self.code())
    }
}

/// A report with what stands in it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The report.
    pub passed: Passed,
    /// What was told.
    pub told: Told,
    /// Its files.
    pub files: Vec<foundation::files::Kept>,
    /// What was done with it: what, by whom (a staff id), when.
    pub acts: Vec<(Deed, String, Instant)>,
}
