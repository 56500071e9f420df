//! Checklists: what is to be done in cases of a kind, and what of it was done in one.

use foundation::codes;
use office::instant::Instant;

use super::Nature;

/// When a template is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// In every case of its topic and nature.
    Usual,
    /// Once the petitioner was told of an appeal, a lawsuit or state compensation (行政程序法 §172).
    Remedy,
    /// Once the petitioner was told that the matter is one between private persons.
    Private,
}
codes!(Purpose { Usual = "usual", Remedy = "remedy", Private = "private" });

/// A template of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// When it is used.
    pub purpose: Purpose,
    /// Code of the topic it is for; empty for all.
    pub topic: String,
    /// What is wanted in cases it is for; none for all.
    pub nature: Option<Nature>,
    /// No longer used in new cases.
    pub closed: bool,
    /// What is to be done, in order.
    pub items: Vec<Item>,
}

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What.
    pub text: String,
    /// Whether it is to be done before an answer is proposed.
    pub required: bool,
}

/// One thing to be done in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Id.
    pub id: String,
    /// The template it came of.
    pub template_id: String,
    /// What that was called then.
    pub title: String,
    /// What is to be done.
    pub text: String,
    /// Whether it is to be done before an answer is proposed.
    pub required: bool,
    /// Staff id of who did it; empty before.
    pub ticked_by: String,
    /// When.
    pub ticked_at: Option<Instant>,
}

/// Another way of law that is open to a petitioner, who is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// 訴願
    Appeal,
    /// 行政訴訟
    Lawsuit,
    /// 國家賠償
    Compensation,
    /// 私權爭執: mediation or a civil court.
    Private,
}
codes!(Remedy { Appeal = "appeal", Lawsuit = "lawsuit", Compensation = "compensation", Private = "private" });

impl Remedy {
    /// The templates that are used from then on.
    pub fn purpose(self) -> Purpose {
        match self {
            Remedy::Private => Purpose::Private,
            _ => Purpose::Remedy,
        }
    }
}
