//! How a case stands in the archive.

use jiff::civil::Date;
use office::instant::Instant;

/// How a case stands in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// Its file number (檔號).
    pub file_number: String,
    /// When work on it ended, or on the case it went on in.
    pub ended_at: Instant,
    /// The years it is kept; nothing for ever.
    pub years: Option<i64>,
    /// The last day on which it is kept; nothing for ever.
    pub kept_until: Option<Date>,
}
