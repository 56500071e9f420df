//! What the house holds about a person (當事人權利, 個人資料保護法 §3, rule D-3): every service says its
//! part, so that nothing is forgotten when somebody asks for it, copies it or wants it deleted.

use jiff::civil::Date;
use maud::{Markup, html};
use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::i18n::{Lang, Words};
use crate::residents::Resident;

/// What a field holds: as it is kept for programs, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A text as it was typed.
    Text(String),
    /// A code, and the key of the words for it.
    Word(String, String),
    /// The code of a district.
    District(String),
    /// A text in Chinese and in English; the second is empty when there is none.
    Either(String, String),
    /// When something was.
    At(Instant),
    /// A day.
    On(Date),
    /// Several of them about one person.
    Several(Vec<Told>),
}

impl Told {
    /// As it is kept.
    pub fn code(&self) -> String {
        match self {
            Told::Text(text) | Told::Word(text, _) | Told::District(text) | Told::Either(text, _) => {
                text.clone()
            }
            Told::On(day) => day.to_string(),
            Told::At(at) => at.taipei().strftime("%Y-%m-%d %H:%M").to_string(),
            Told::Several(parts) => joined(parts.iter().map(Told::code)),
        }
    }

    /// In words, marked with its language where that is not the page's.
    pub fn shown(&self, words: &Words) -> Markup {
        let foreign =
            matches!(self, Told::Either(_, english) if english.is_empty()) && words.lang() != Lang::BASE;
        html! { @if foreign { span lang=(Lang::BASE.code()) { (self.said(words)) } } @else { (self.said(words)) } }
    }

    /// In words.
    pub fn said(&self, words: &Words) -> String {
        match self {
            Told::Either(_, english) if words.lang() == Lang::En && !english.is_empty() => english.clone(),
            Told::Text(text) | Told::Either(text, _) => text.clone(),
            Told::On(day) => words.date(*day),
            Told::At(at) => words.date_time(at.taipei()),
            Told::Word(_, key) => words.say(key),
            Told::Several(parts) => joined(parts.iter().map(|part| part.said(words))),
            Told::District(code) => words.district_of(code).unwrap_or(code).to_owned(),
        }
    }
}

impl From<String> for Told {
    fn from(text: String) -> Told {
        Told::Text(text)
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A file of somebody's own, to be taken along with the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// Under which it is kept among the files.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What its bytes begin with if they lie sealed; nothing where they never do.
    pub seal: &'static [u8],
    /// Where its key lies then.
    pub place: String,
}

/// One record about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Key of the words for its kind.
    pub kind: &'static str,
    /// What tells it from the others (a reference, a name).
    pub label: Told,
    /// Key of the words for each field, and what it holds; empty ones are left out.
    pub fields: Vec<(&'static str, Told)>,
    /// Files the person gave or was sent, and nobody else's.
    pub files: Vec<OwnFile>,
    /// Key of the words for why it cannot be deleted now, if it cannot.
    pub kept: Option<&'static str>,
}

impl Record {
    /// A record that can be deleted.
    pub fn new(kind: &'static str, label: impl Into<Told>, fields: Vec<(&'static str, Told)>) -> Record {
        let fields = fields.into_iter().filter(|(_, value)| !value.code().trim().is_empty()).collect();
        Record { kind, label: label.into(), fields, files: Vec::new(), kept: None }
    }
}

/// What a deletion came to in one service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Records whose personal data are gone; what is counted stays.
    pub erased: i64,
    /// Records that have to be kept.
    pub kept: i64,
}

/// Somebody whose data lie in a matter, to be written to about them (個人資料保護法 §12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerned {
    /// Name.
    pub name: String,
    /// E-mail, or empty.
    pub email: String,
    /// Telephone, or empty.
    pub phone: String,
    /// Language to write in.
    pub language: String,
    /// The record they stand in: it tells two of one name apart who left no contact.
    pub which: String,
}

/// The part of one service. A service that keeps nothing about residents says [`NOTHING`].
#[derive(Clone, Copy)]
pub struct OwnData {
    /// Everything it holds about this person, bounded.
    pub list: fn(&mut Conn, &Resident, Instant) -> DbResult<Vec<Record>>,
    /// Deletes what need not be kept, inside the transaction of the decision; counts stay right.
    pub erase: fn(&mut Conn, &Centre, &Resident, Instant) -> DbResult<Erased>,
    /// Whose data lie in the matter of this word, as people name it (a reference without dashes, the word in an
    /// address); nobody when it is none of this service's.
    pub concerned: fn(&mut Conn, &str) -> DbResult<Vec<Concerned>>,
}

/// For a service that keeps nothing about residents.
pub const NOTHING: OwnData = OwnData {
    list: |_, _, _| Ok(Vec::new()),
    erase: |_, _, _, _| Ok(Erased::default()),
    concerned: |_, _| Ok(Vec::new()),
};

/// Whose data lie in the matter of this word, whichever service has it.
///
/// # Errors
/// Any database error.
pub fn concerned(conn: &mut Conn, centre: &Centre, word: &str) -> DbResult<Vec<Concerned>> {
    let mut all = Vec::new();
    for service in &centre.house.services {
        all.extend((service.own_data.concerned)(conn, word)?);
    }
    Ok(all)
}

/// Everything the house holds about this person, service by service.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, centre: &Centre, resident: &Resident, now: Instant) -> DbResult<Vec<Record>> {
    let mut records = Vec::new();
    for service in &centre.house.services {
        records.extend((service.own_data.list)(conn, resident, now)?);
    }
    Ok(records)
}

/// Deletes what no service has to keep.
///
/// # Errors
/// Any database error.
pub fn erase(conn: &mut Conn, centre: &Centre, resident: &Resident, now: Instant) -> DbResult<Erased> {
    let mut sum = Erased::default();
    for service in &centre.house.services {
        let done = (service.own_data.erase)(conn, centre, resident, now)?;
        sum = Erased { erased: sum.erased + done.erased, kept: sum.kept + done.kept };
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::I18n;

    #[test]
    fn a_text_without_english_is_marked_on_an_english_page_alone() {
        let books = std::sync::Arc::new(I18n::new(crate::LOCALES.iter().copied()).unwrap());
        let told = |english: &str, lang| {
            Told::Either("親子共讀".into(), english.into()).shown(&books.words(lang)).into_string()
        };
        assert_eq!(told("", Lang::En), "<span lang=\"zh-Hant\">親子共讀</span>");
        assert_eq!(told("Reading together", Lang::En), "Reading together");
        assert_eq!(told("", Lang::ZhHant), "親子共讀");
    }
}
