//! Why something cannot be done with a case.

use super::Illegal;

/// Why something cannot be done with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not in this state.
    Illegal,
    /// Who drafted it cannot decide about it.
    OwnDraft,
    /// Somebody else is to decide.
    NotYours,
    /// There is no such case.
    NoSuchCase,
    /// The earlier case was not answered.
    NotAnswered,
    /// The petitioner cannot be reached.
    NoContact,
    /// Nobody with a real name is known.
    NoName,
    /// Something is waiting for a decision already.
    Pending,
    /// The petitioner has no contact for this way.
    NoWay,
    /// It was changed since it was looked at.
    Changed,
    /// Before it was written.
    Early,
    /// The petitioner was told of it already.
    Known,
    /// Something required is not done yet.
    Unfinished,
    /// An agency was asked before the case came.
    Backdated,
    /// An agency answered before it was asked.
    Unasked,
    /// They must not read it.
    Excluded,
    /// They do not work on cases.
    NoHandler,
    /// Somebody decided about it meanwhile.
    Decided,
    /// The name typed as a signature is not that of who told it.
    Unsigned,
    /// The extended limit would be over already.
    Past,
    /// Nobody is asked any more whether it is solved.
    Over,
}

impl Refusal {
    /// The key of the words.
    pub const fn key(self) -> &'static str {
        match self {
            Refusal::Illegal => "petitions-refusal-illegal",
            Refusal::OwnDraft => "petitions-refusal-own-draft",
            Refusal::NotYours => "petitions-refusal-not-yours",
            Refusal::NoSuchCase => "petitions-refusal-no-such-case",
            Refusal::NotAnswered => "petitions-refusal-not-answered",
            Refusal::NoContact => "petitions-refusal-no-contact",
            Refusal::NoName => "petitions-refusal-no-name",
            Refusal::Pending => "petitions-refusal-pending",
            Refusal::NoWay => "petitions-refusal-no-way",
            Refusal::Changed => "petitions-refusal-changed",
            Refusal::Early => "petitions-refusal-early",
            Refusal::Known => "petitions-refusal-known",
            Refusal::Unfinished => "petitions-refusal-unfinished",
            Refusal::Backdated => "petitions-refusal-backdated",
            Refusal::Unasked => "petitions-refusal-unasked",
            Refusal::Excluded => "petitions-refusal-excluded",
            Refusal::NoHandler => "petitions-refusal-no-handler",
            Refusal::Decided => "petitions-refusal-decided",
            Refusal::Unsigned => "petitions-refusal-unsigned",
            Refusal::Past => "petitions-refusal-past",
            Refusal::Over => "petitions-refusal-over",
        }
    }

    /// The field it is about, where it is about one.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Refusal::NoWay => Some("reply_way"),
            Refusal::Early => Some("sent"),
            Refusal::Unsigned => Some("signature"),
            Refusal::Unfinished => Some("unfinished"),
            Refusal::Backdated => Some("asked_on"),
            Refusal::Unasked => Some("answered_on"),
            _ => None,
        }
    }
}

impl From<Illegal> for Refusal {
    fn from(_: Illegal) -> Refusal {
        Refusal::Illegal
    }
}
