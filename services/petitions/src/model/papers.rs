//! What belongs to a case: notes, proposals, letters, the oral record, the answer afterwards.

use foundation::codes;
use jiff::civil::Date;
use office::instant::Instant;

use super::Way;

/// What is written about a case that nobody decides about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Among colleagues.
    Internal,
    /// More from the petitioner.
    Supplement,
    /// An e-mail with the number of the case.
    Email,
    /// Left from a case that was merged in.
    Merged,
}
codes!(NoteKind { Internal = "internal", Supplement = "supplement", Email = "email", Merged = "merged" });

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: NoteKind,
    /// Text.
    pub text: String,
    /// Staff id, or `resident`.
    pub written_by: String,
    /// When.
    pub written_at: Instant,
}

/// What somebody with authority decides about (分層負責).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalKind {
    /// The answer.
    Reply,
    /// More time.
    Extension,
    /// No answer, for one of the three grounds (不予處理).
    Leave,
}
codes!(ProposalKind { Reply = "reply", Extension = "extension", Leave = "leave" });

/// The only grounds for leaving a petition without answer (行政程序法 §173).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// No concrete matter, or no real name or contact.
    Vague,
    /// The same matter was handled and clearly answered before.
    Repeated,
    /// Not the centre's, and sent to several agencies.
    Elsewhere,
}
codes!(Ground { Vague = "vague", Repeated = "repeated", Elsewhere = "elsewhere" });

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// Waits for a decision.
    Asked,
    /// Approved.
    Approved,
    /// Given back.
    Returned,
}
codes!(ProposalState { Asked = "asked", Approved = "approved", Returned = "returned" });

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Id.
    pub id: String,
    /// What is proposed.
    pub kind: ProposalKind,
    /// The text for the petitioner: answer or reasons.
    pub text: String,
    /// Days of an extension.
    pub days: i64,
    /// Ground of leaving.
    pub ground: Option<Ground>,
    /// Number of the earlier case.
    pub earlier: String,
    /// At which level it is decided.
    pub level: i64,
    /// Where it stands.
    pub state: ProposalState,
    /// Who drafted it.
    pub asked_by: String,
    /// When.
    pub asked_at: Instant,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<Instant>,
    /// What the decider said.
    pub remark: String,
}

/// What is written to a petitioner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterKind {
    /// We have it, and its number.
    Receipt,
    /// Please tell us more.
    Supplement,
    /// More time, and why.
    Extension,
    /// Given to another agency.
    Transfer,
    /// The answer.
    Reply,
    /// No answer, and why.
    Leave,
    /// Put together with another case.
    Merger,
    /// Is it solved?
    Question,
    /// Other ways of law are open.
    Remedy,
}
codes!(LetterKind {
    Receipt = "receipt",
    Supplement = "supplement",
    Extension = "extension",
    Transfer = "transfer",
    Reply = "reply",
    Leave = "leave",
    Merger = "merger",
    Question = "question",
    Remedy = "remedy",
});

/// A letter to the petitioner, and the proof that it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: LetterKind,
    /// Its text.
    pub text: String,
    /// How it goes.
    pub way: Way,
    /// When it was written.
    pub written_at: Instant,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// Who sent it: a staff id, or `system`.
    pub sent_by: String,
    /// What proves it.
    pub proof: String,
}

/// The record of what was told by word of mouth (行政程序法 §169).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where.
    pub place: String,
    /// When.
    pub taken_at: Instant,
    /// Staff id of the recorder.
    pub recorder: String,
    /// What the petitioner wanted to be put otherwise.
    pub objections: String,
    /// How it was confirmed: `signed`, `e-signed`, `read-back`.
    pub confirmed_how: String,
    /// When it was confirmed.
    pub confirmed_at: Option<Instant>,
    /// What was signed on the screen with.
    pub signature: Option<Signature>,
}

/// A signature on the screen; the names of a case may change after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name as it was typed.
    pub name: String,
    /// As whom.
    pub by: Signer,
    /// Whether it was said before that paper may be signed instead (電子簽章法 §5).
    pub paper_offered: bool,
}

/// As whom an oral record is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// 陳情人
    Petitioner,
    /// 代理人、聯絡人
    Agent,
}
codes!(Signer { Petitioner = "petitioner", Agent = "agent" });

/// What a canned text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// 答復
    Reply,
    /// 請補正
    Supplement,
    /// 展期
    Extension,
    /// 不予處理
    Leave,
    /// 移轉
    Transfer,
}
codes!(Writing {
    Reply = "reply",
    Supplement = "supplement",
    Extension = "extension",
    Leave = "leave",
    Transfer = "transfer",
});

/// Another agency that was asked about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Id.
    pub id: String,
    /// Which agency.
    pub agency: String,
    /// What it was asked.
    pub matter: String,
    /// What it said; empty before.
    pub answer: String,
    /// On which day it was asked.
    pub asked_on: Date,
    /// Who asked.
    pub asked_by: String,
    /// When that was entered.
    pub asked_at: Instant,
    /// On which day its answer came.
    pub answered_on: Option<Date>,
    /// Who took it in.
    pub answered_by: String,
}

/// What the petitioner says afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `yes`, `partly` or `no`.
    pub solved: String,
    /// Code of the satisfaction with the outcome.
    pub satisfaction: String,
    /// Code of the satisfaction with the handling.
    pub handling: String,
    /// In own words.
    pub words: String,
    /// When.
    pub answered_at: Instant,
}
