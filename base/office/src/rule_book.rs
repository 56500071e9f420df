//! The rule book (規則簿): every legal number with the days on which it holds and where it stands (rule X1).
//!
//! A case keeps the version under which it was opened, so a new rule never moves an old time limit.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// For whom a rule holds. The rule of an agency goes before the one for all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Every centre in the country.
    Everywhere,
    /// One agency, by its code in the house.
    Agency(String),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scope::Everywhere => "*",
            Scope::Agency(agency) => agency,
        })
    }
}

/// What a rule sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleValue {
    /// A number; its unit is the end of the key (`reply-days`, `offer-hours`).
    Integer(i64),
    /// A word, such as the code of a day mode.
    Text(String),
}

/// One version of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it sets, for instance `courses.offer-hours`.
    pub key: String,
    /// To what.
    pub value: RuleValue,
    /// The first day on which it holds.
    pub effective_from: Date,
    /// The last day on which it holds; open when none.
    pub effective_to: Option<Date>,
    /// Where it stands: act and section, or the decision of the centre.
    pub source: String,
    /// For whom it holds.
    pub scope: Scope,
}

/// The name of one version, which a case keeps: `courses.offer-hours@*/2026-01-01`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleVersion(String);

impl RuleVersion {
    /// A name that a case kept.
    pub fn kept(text: impl Into<String>) -> Self {
        RuleVersion(text.into())
    }

    /// The text to keep.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Rule {
    /// The name under which a case keeps this version. Closing a rule does not change its name.
    pub fn version(&self) -> RuleVersion {
        RuleVersion(format!("{}@{}/{}", self.key, self.scope, self.effective_from))
    }

    /// The number, if the rule sets one.
    pub fn integer(&self) -> Option<i64> {
        match self.value {
            RuleValue::Integer(number) => Some(number),
            RuleValue::Text(_) => None,
        }
    }

    /// The word, if the rule sets one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            RuleValue::Integer(_) => None,
            RuleValue::Text(text) => Some(text),
        }
    }

    fn holds_on(&self, date: Date) -> bool {
        self.effective_from <= date && self.effective_to.is_none_or(|last| date <= last)
    }

    fn overlaps(&self, other: &Rule) -> bool {
        let ends_before =
            |one: &Rule, two: &Rule| one.effective_to.is_some_and(|last| last < two.effective_from);
        self.key == other.key
            && self.scope == other.scope
            && !ends_before(self, other)
            && !ends_before(other, self)
    }
}

/// Why a rule is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefusal {
    /// It would end before it begins.
    #[error("the rule ends before it begins")]
    Backward,
    /// No key or no source is named.
    #[error("a rule needs a key and a source")]
    Nameless,
    /// Another version already holds on some of its days.
    #[error("{0} holds on some of these days")]
    Overlap(RuleVersion),
}

impl RuleRefusal {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            RuleRefusal::Backward => "rule-refusal-backward",
            RuleRefusal::Nameless => "rule-refusal-nameless",
            RuleRefusal::Overlap(_) => "rule-refusal-overlap",
        }
    }
}

/// All versions of all rules; versions are added and closed, never changed or taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

impl RuleBook {
    /// A book without rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a version in.
    ///
    /// # Errors
    /// When it overlaps another version of the same key and scope, or is not in order itself.
    pub fn add(&mut self, rule: Rule) -> Result<(), RuleRefusal> {
        if rule.key.trim().is_empty() || rule.source.trim().is_empty() {
            return Err(RuleRefusal::Nameless);
        }
        if rule.effective_to.is_some_and(|last| last < rule.effective_from) {
            return Err(RuleRefusal::Backward);
        }
        if let Some(other) = self.rules.iter().find(|other| other.overlaps(&rule)) {
            return Err(RuleRefusal::Overlap(other.version()));
        }
        self.rules.push(rule);
        Ok(())
    }

    /// Takes a version in and closes the open one before it on the day before.
    ///
    /// # Errors
    /// As [`RuleBook::add`]; then nothing is closed either.
    pub fn supersede(&mut self, rule: Rule) -> Result<(), RuleRefusal> {
        let mut next = self.clone();
        let open = next.rules.iter_mut().find(|other| {
            other.key == rule.key
                && other.scope == rule.scope
                && other.effective_to.is_none()
                && other.effective_from < rule.effective_from
        });
        if let Some(open) = open {
            open.effective_to = Some(rule.effective_from.saturating_sub(1.day()));
        }
        next.add(rule)?;
        *self = next;
        Ok(())
    }

    /// The version that holds for an agency on a day; its own rule goes before the one for all.
    pub fn rule_on(&self, key: &str, agency: &str, date: Date) -> Option<&Rule> {
        let find = |scope: &Scope| {
            self.rules.iter().find(|rule| rule.key == key && rule.scope == *scope && rule.holds_on(date))
        };
        find(&Scope::Agency(agency.to_owned())).or_else(|| find(&Scope::Everywhere))
    }

    /// The version that a case kept.
    pub fn version(&self, version: &RuleVersion) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.version() == *version)
    }

    /// Every version, in the order of taking in.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::calendar::calendar_2026;
    use crate::deadline::{DayMode, count};
    use jiff::civil::date;

    fn rule(value: i64, from: Date, to: Option<Date>) -> Rule {
        Rule {
            key: "petitions.reply-days".to_owned(),
            value: RuleValue::Integer(value),
            effective_from: from,
            effective_to: to,
            source: "要點第 12 點".to_owned(),
            scope: Scope::Everywhere,
        }
    }

    fn days_on(book: &RuleBook, agency: &str, day: Date) -> Option<i64> {
        book.rule_on("petitions.reply-days", agency, day).and_then(Rule::integer)
    }

    #[test]
    fn x1_a_rule_holds_from_its_first_to_its_last_day() {
        let mut book = RuleBook::new();
        book.add(rule(30, date(2026, 1, 1), Some(date(2026, 9, 30)))).unwrap();
        book.add(rule(14, date(2026, 10, 1), None)).unwrap();
        let vectors = [
            (date(2025, 12, 31), None),
            (date(2026, 1, 1), Some(30)),
            (date(2026, 9, 30), Some(30)),
            (date(2026, 10, 1), Some(14)),
        ];
        for (day, right) in vectors {
            assert_eq!(days_on(&book, "kaohsiung", day), right, "{day}");
        }
    }

    #[test]
    fn x1_versions_that_overlap_are_refused() {
        let mut book = RuleBook::new();
        let first = rule(30, date(2026, 1, 1), Some(date(2026, 9, 30)));
        book.add(first.clone()).unwrap();
        let refused = book.add(rule(14, date(2026, 9, 30), None));
        assert_eq!(refused, Err(RuleRefusal::Overlap(first.version())));
        assert_eq!(book.add(rule(1, date(2027, 1, 2), Some(date(2027, 1, 1)))), Err(RuleRefusal::Backward));
        let nameless = Rule { source: " ".to_owned(), ..rule(1, date(2027, 1, 1), None) };
        assert_eq!(book.add(nameless), Err(RuleRefusal::Nameless));
        assert_eq!(book.rules(), [first]);
    }

    #[test]
    fn x1_the_rule_of_an_agency_goes_before_the_one_for_all() {
        let mut book = RuleBook::new();
        book.add(rule(30, date(2026, 1, 1), None)).unwrap();
        let own = Rule { scope: Scope::Agency("kaohsiung".to_owned()), ..rule(6, date(2026, 7, 1), None) };
        book.add(own).unwrap();
        assert_eq!(days_on(&book, "kaohsiung", date(2026, 6, 30)), Some(30));
        assert_eq!(days_on(&book, "kaohsiung", date(2026, 7, 1)), Some(6));
        assert_eq!(days_on(&book, "tainan", date(2026, 7, 1)), Some(30));
    }

    #[test]
    fn x1_changing_a_rule_never_moves_the_due_date_of_an_existing_case() {
        let (mut book, calendar) = (RuleBook::new(), calendar_2026());
        book.add(rule(30, date(2026, 1, 1), None)).unwrap();
        let opened_on = date(2026, 9, 21);
        let kept = book.rule_on("petitions.reply-days", "kaohsiung", opened_on).unwrap().version();
        let due = |book: &RuleBook| {
            let days = book.version(&RuleVersion::kept(kept.as_str())).unwrap().integer().unwrap();
            count(&calendar, opened_on, DayMode::Work, u16::try_from(days).unwrap()).unwrap().due_on
        };
        let before = due(&book);
        book.supersede(rule(6, date(2026, 9, 1), None)).unwrap();
        assert_eq!(days_on(&book, "kaohsiung", opened_on), Some(6));
        assert_eq!(due(&book), before);
        assert_eq!(book.rules().first().unwrap().effective_to, Some(date(2026, 8, 31)));
    }

    #[test]
    fn x1_a_refused_version_closes_nothing() {
        let mut book = RuleBook::new();
        book.add(rule(30, date(2026, 1, 1), None)).unwrap();
        let before = book.clone();
        assert!(book.supersede(Rule { source: String::new(), ..rule(6, date(2026, 9, 1), None) }).is_err());
        assert!(book.supersede(rule(6, date(2026, 1, 1), None)).is_err());
        assert_eq!(book, before);
    }
}
