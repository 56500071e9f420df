//! Reports about the director, which are passed on.

use foundation::codes;
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
}
codes!(Deed {
    PassedOn = "passed_on",
    ReadThere = "read_there",
    ReadHere = "read_here",
    FileOpened = "file_opened",
});

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
