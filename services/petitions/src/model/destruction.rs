//! Lists of cases whose years are over (銷毀目錄, D-11).

use foundation::codes;
use jiff::civil::Date;
use office::instant::Instant;

use super::Kind;

/// Where a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The units say what they think, the archives authority is asked.
    Listed,
    /// The authority approved: the cases on it are being destroyed.
    Approved,
    /// They are.
    Destroyed,
    /// It was not approved, or is to be made anew.
    Dropped,
}
codes!(Stage { Listed = "listed", Approved = "approved", Destroyed = "destroyed", Dropped = "dropped" });

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destruction {
    /// Id.
    pub id: String,
    /// The day on which the years of its cases were over.
    pub over_on: Date,
    /// Where it stands.
    pub stage: Stage,
    /// Staff id of who made it.
    pub made_by: String,
    /// When.
    pub made_at: Instant,
    /// The archives authority that approved it.
    pub agency: String,
    /// Number of its letter.
    pub letter: String,
    /// The day of its letter.
    pub approved_on: Option<Date>,
    /// Staff id of who entered the approval.
    pub recorded_by: String,
    /// When all was destroyed.
    pub ended_at: Option<Instant>,
}

/// A case on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doomed {
    /// Id of the case.
    pub case_id: String,
    /// Its file number.
    pub file_number: String,
    /// Petition or opinion.
    pub kind: Kind,
    /// Code of its topic.
    pub topic: String,
    /// Section that was in charge.
    pub section: String,
    /// The day of receipt.
    pub received_on: Date,
    /// When work on it ended.
    pub closed_at: Instant,
    /// Years for which it was kept.
    pub years: i64,
    /// How many files it has.
    pub files: i64,
    /// When it was destroyed.
    pub destroyed_at: Option<Instant>,
    /// Its subject; nothing once it is destroyed, empty of a secret case.
    pub subject: Option<String>,
    /// Whether it is secret.
    pub confidential: bool,
}

/// What a unit thinks of the cases of a list that were its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// The section.
    pub section: String,
    /// Whether it has nothing against it.
    pub agrees: bool,
    /// In words.
    pub text: String,
    /// Staff id of who says so.
    pub said_by: String,
    /// When.
    pub said_at: Instant,
    /// Whether somebody of another section said it in its stead.
    pub in_stead: bool,
}
