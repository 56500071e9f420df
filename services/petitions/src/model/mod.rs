//! What there is: cases, where they come from, what they are about.

mod archived;
mod checklist;
mod destruction;
mod papers;
mod passed;
mod refusal;
mod report;
mod state;

use foundation::codes;
use foundation::db::DbResult;
use foundation::i18n::Lang;
use jiff::civil::Date;
use office::deadline::DayMode;
use office::instant::Instant;
use office::person_name::PersonName;
use office::reference::Reference;
use serde::{Deserialize, Serialize};

pub use archived::Archived;
pub use checklist::{Check, Item, Purpose, Remedy, Template};
pub use destruction::{Destruction, Doomed, Opinion, Stage};
pub use papers::{
    Answer, Consultation, Ground, Letter, LetterKind, Note, NoteKind, Proposal, ProposalKind, ProposalState,
    Record, Signature, Signer, Writing,
};
pub use passed::{Deed, Message, Opened, Passed};
pub use refusal::Refusal;
pub use report::{Division, Figures, Improvement, Progress, Report, Row, Said};
pub use state::{Event, Illegal, State};

/// What a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 陳情: somebody with a name and a contact wants an answer.
    Petition,
    /// 輿情: what was said elsewhere, by nobody who can be answered.
    Opinion,
}
codes!(Kind { Petition = "petition", Opinion = "opinion" });

/// How it reached the centre (陳情管道).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// 現場口頭
    Counter,
    /// 電話
    Phone,
    /// 書面
    Letter,
    /// 傳真
    Fax,
    /// 電子郵件
    Email,
    /// 主任信箱: the form of the website.
    Web,
    /// Facebook
    Facebook,
    /// LINE
    Line,
    /// 學員問卷
    Survey,
    /// 新聞輿情
    Press,
    /// 1999、市長信箱轉來
    City,
    /// 其他機關移文
    Agency,
}
codes!(Channel {
    Counter = "counter",
    Phone = "phone",
    Letter = "letter",
    Fax = "fax",
    Email = "email",
    Web = "web",
    Facebook = "facebook",
    Line = "line",
    Survey = "survey",
    Press = "press",
    City = "city",
    Agency = "agency",
});

impl Channel {
    /// Whether it is told by word of mouth, so that a record is read back (行政程序法 §169).
    pub fn is_oral(self) -> bool {
        matches!(self, Channel::Counter | Channel::Phone)
    }

    /// Whether such items are opinions until a real name and contact are known.
    pub fn is_opinion(self) -> bool {
        matches!(self, Channel::Facebook | Channel::Line | Channel::Press | Channel::Survey)
    }
}

/// What is wanted (行政程序法 §168).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// 興革建議
    Suggestion,
    /// 法令查詢
    Question,
    /// 違失舉發
    Wrongdoing,
    /// 權益維護
    Rights,
}
codes!(Nature {
    Suggestion = "suggestion",
    Question = "question",
    Wrongdoing = "wrongdoing",
    Rights = "rights",
});

impl Nature {
    /// Reports of wrongdoing are kept secret unless said otherwise (行政程序法 §170).
    pub fn is_confidential(self) -> bool {
        self == Nature::Wrongdoing
    }
}

/// How much work it is; sets the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// 可立即答復
    Simple,
    /// 多單位或外文
    Joint,
    /// 一般
    Ordinary,
    /// 複雜
    Complex,
}
codes!(Grade { Simple = "simple", Joint = "joint", Ordinary = "ordinary", Complex = "complex" });

impl Grade {
    /// What a case is at first: one in a foreign language has days of its own.
    pub fn usual(language: &str) -> Grade {
        if language == Lang::BASE.code() { Grade::Ordinary } else { Grade::Joint }
    }

    /// Key of the rule that sets its limit.
    pub fn rule(self) -> &'static str {
        match self {
            Grade::Simple => "petitions.simple_days",
            Grade::Joint => "petitions.joint_days",
            Grade::Ordinary => "petitions.ordinary_days",
            Grade::Complex => "petitions.complex_days",
        }
    }
}

/// How the petitioner is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By e-mail.
    Email,
    /// By letter.
    Letter,
    /// By telephone; leaves a record.
    Phone,
    /// By fax.
    Fax,
    /// In an interview; leaves a record.
    Interview,
}
codes!(Way { Email = "email", Letter = "letter", Phone = "phone", Fax = "fax", Interview = "interview" });

/// How an item of the press or of social media speaks of the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Praise.
    Good,
    /// Neither.
    Neutral,
    /// Blame.
    Bad,
}
codes!(Tone { Good = "good", Neutral = "neutral", Bad = "bad" });

/// What was told and by whom; the part that is sealed in a confidential case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// In a few words.
    pub subject: String,
    /// The concrete matter.
    pub body: String,
    /// Real name.
    pub name: String,
    /// Who is answered instead, as who speaks for them (代理人、聯絡人); the contacts are theirs then. Empty when nobody.
    #[serde(default)]
    pub agent: String,
    /// Telephone, E.164.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Postal address.
    pub address: String,
    /// Fax number.
    pub fax: String,
}

impl Told {
    /// The signature with a typed name, if it is that of who told it, or speaks for them.
    pub fn signature(&self, typed: &str, paper_offered: bool) -> Option<Signature> {
        let typed = PersonName::parse(typed).ok()?;
        let key = typed.matching_key();
        let is_of = |name: &str| PersonName::parse(name).is_ok_and(|name| name.matching_key() == key);
        let by = match (is_of(&self.name), is_of(&self.agent)) {
            (true, _) => Signer::Petitioner,
            (false, true) => Signer::Agent,
            (false, false) => return None,
        };
        Some(Signature { name: typed.into_string(), by, paper_offered })
    }

    /// Whether the petitioner can be reached at all: any one contact suffices.
    pub fn has_contact(&self) -> bool {
        [&self.phone, &self.email, &self.address, &self.fax].into_iter().any(|contact| !contact.is_empty())
    }

    /// Whether the petitioner is reached by letter alone.
    pub fn has_address_only(&self) -> bool {
        !self.address.is_empty() && [&self.email, &self.phone, &self.fax].into_iter().all(String::is_empty)
    }

    /// Whether the petitioner can be answered this way.
    pub fn reaches(&self, way: Way) -> bool {
        match way {
            Way::Email => !self.email.is_empty(),
            Way::Letter => !self.address.is_empty(),
            Way::Phone => !self.phone.is_empty(),
            Way::Fax => !self.fax.is_empty(),
            Way::Interview => true,
        }
    }

    /// Whether letters went to an address that is not the petitioner's any more.
    pub fn was_elsewhere(&self, now: &Told) -> bool {
        let ways = [(&self.email, &now.email), (&self.address, &now.address), (&self.fax, &now.fax)];
        ways.into_iter().any(|(before, now)| !before.is_empty() && before != now)
    }

    /// The way to answer when none was chosen.
    pub fn way(&self) -> Way {
        match self {
            Told { email, .. } if !email.is_empty() => Way::Email,
            Told { address, .. } if !address.is_empty() => Way::Letter,
            Told { fax, .. } if !fax.is_empty() => Way::Fax,
            Told { phone, .. } if !phone.is_empty() => Way::Phone,
            _ => Way::Interview,
        }
    }
}

/// The limit of a case as it was set when it was opened; a later rule does not move it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The day of receipt.
    pub received_on: Date,
    /// The day from which it is counted, not counted itself: that of receipt, or of the case whose limit it took
    /// over.
    pub counts_from: Date,
    /// How days are counted.
    pub mode: DayMode,
    /// Code of the calendar on which they are counted.
    pub calendar: String,
    /// Length of the limit.
    pub days: i64,
    /// Days by which it was extended.
    pub extended_days: i64,
    /// Whether it stops while the petitioner is asked for more.
    pub stops: bool,
    /// Names of the versions of the rules it was set by.
    pub rules: String,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Id.
    pub id: String,
    /// Number, without dashes.
    pub reference: String,
    /// Petition or opinion.
    pub kind: Kind,
    /// How it came.
    pub channel: Channel,
    /// What is wanted.
    pub nature: Nature,
    /// Code of the topic.
    pub topic: String,
    /// Code of the district.
    pub district: String,
    /// Language to answer in.
    pub language: String,
    /// Whether who it is and what it is about is sealed.
    pub confidential: bool,
    /// What was told; empty while sealed.
    pub told: Told,
    /// The same, sealed.
    pub sealed: Option<String>,
    /// How to answer.
    pub way: Way,
    /// Where it stands.
    pub state: State,
    /// How it ended, once it is in the archive.
    pub outcome: Option<State>,
    /// Section in charge.
    pub section: String,
    /// Sections that work on it too, as `rules::joint` keeps them; empty when none.
    pub joint: String,
    /// Staff id of the handler; empty when nobody.
    pub handler: String,
    /// How much work it is.
    pub grade: Grade,
    /// Its limit.
    pub clock: Clock,
    /// The last day of the limit.
    pub due_on: Date,
    /// The earlier end of the two ways to count.
    pub warn_on: Date,
    /// How often it was extended.
    pub extensions: i64,
    /// The strongest warning given (percent of the limit).
    pub warned: i64,
    /// Number of the case it came of: promoted from, split from.
    pub origin: String,
    /// Number of the case it goes on in.
    pub merged_into: String,
    /// Number of the case that answered the same before.
    pub earlier: String,
    /// Where an opinion was read.
    pub source: String,
    /// How it speaks of the centre; a petition has none.
    pub tone: Option<Tone>,
    /// Version of the notice the petitioner saw (個人資料保護法 §8).
    pub notice_version: String,
    /// When it was taken down.
    pub created_at: Instant,
    /// By whom: a staff id, or `resident`.
    pub created_by: String,
    /// When it was answered.
    pub replied_at: Option<Instant>,
    /// Whether in time; an approved extension counts as in time.
    pub in_time: Option<bool>,
    /// Days of its own mode from receipt to the answer.
    pub days_taken: Option<i64>,
    /// When work on it ended.
    pub closed_at: Option<Instant>,
    /// How often the way to the petitioner was corrected: links and codes sent before open nothing any more.
    pub contact_version: i64,
}

impl Case {
    /// The number as people read it.
    pub fn number(&self) -> String {
        readable(&self.reference)
    }

    /// What staff may change of it by hand, so that nobody saves over what somebody else changed meanwhile.
    pub fn stamp(&self) -> String {
        let secret = if self.confidential { "secret" } else { "open" };
        let tone = self.tone.map_or("", Tone::code);
        let codes =
            [self.nature.code(), &self.topic, &self.district, self.grade.code(), &self.joint, secret, tone];
        codes.join("/")
    }

    /// Whether its petitioner has the answer: here, or where the case went on.
    pub fn has_answer(&self) -> bool {
        matches!(self.state, State::Replied | State::Surveyed)
            || (self.state == State::Merged && self.replied_at.is_some())
    }

    /// Whether one of the two was made from the other, so that both are the same petitioner's.
    pub fn is_akin(&self, other: &Case) -> bool {
        self.origin == other.reference || other.origin == self.reference
    }

    /// Where it stands for its petitioner, and in figures: how it ended, in the archive too.
    pub fn standing(&self) -> State {
        self.outcome.unwrap_or(self.state)
    }

    /// The language to write in.
    pub fn lang(&self) -> Lang {
        Lang::from_code(&self.language).unwrap_or(Lang::BASE)
    }
}

/// A number, kept without dashes, as people read it.
pub fn readable(reference: &str) -> String {
    Reference::parse(reference).map_or_else(|_| reference.to_owned(), |r| r.to_string())
}

/// A topic of the centre and who works on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Section in charge.
    pub section: String,
    /// Staff id of the handler; empty when nobody is named.
    pub handler: String,
    /// Staff id of who stands in.
    pub stand_in: String,
    /// Place in the list.
    pub position: i64,
    /// No longer offered.
    pub closed: bool,
    /// Code of the calendar on which its cases are counted; empty for what the rule says.
    pub calendar: String,
}

impl Topic {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        if lang == Lang::BASE || self.name_en.is_empty() { &self.name } else { &self.name_en }
    }
}

/// Anything done to a case inside a transaction.
pub type Done<T> = DbResult<Result<T, Refusal>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p4_a_signature_is_that_of_a_person_however_the_name_is_written() {
        for (name, agent, typed, by) in [
            ("陳大文", "", "陳大文", Some(Signer::Petitioner)),
            ("陳大文", "", "陳 大文", Some(Signer::Petitioner)),
            ("陳臺生", "", "陳台生", Some(Signer::Petitioner)),
            ("Anne Smith", "", "anne smith", Some(Signer::Petitioner)),
            ("以莉‧高露", "", "以莉·高露", Some(Signer::Petitioner)),
            ("陳大文", "林律師", "林 律師", Some(Signer::Agent)),
            ("陳大文", "陳大文", "陳大文", Some(Signer::Petitioner)),
            ("", "林律師", "林律師", Some(Signer::Agent)),
            ("陳大文", "林律師", "王小明", None),
            ("陳大文", "", "", None),
            ("", "", "", None),
            ("", "", "陳大文", None),
        ] {
            let told = Told { name: name.into(), agent: agent.into(), ..Told::default() };
            let signed_by = told.signature(typed, true).map(|signature| signature.by);
            assert_eq!(signed_by, by, "{typed} for {name} and {agent}");
        }
    }
}
