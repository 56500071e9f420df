//! Breaches of personal data (個資外洩事故, 個人資料保護法 §12, 施行細則 §22): states, and who must be told until when.
//!
//! The hours run by the clock, not in office days. The limits stand with the breach as they were when it was reported.

use std::collections::HashMap;

use foundation::own_data::Concerned;
use foundation::{codes, files};
use office::instant::Instant;
use office::phone::Phone;
use office::special_data::SpecialData;

use crate::model::Illegal;

/// What happened to the data, in the words of §12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 竊取.
    Stolen,
    /// 洩漏.
    Leaked,
    /// 竄改.
    Altered,
    /// 遺失.
    Lost,
    /// 其他侵害.
    Other,
}

/// Where a breach stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Reported; the clocks run.
    Known,
    /// Contained, and the facts are found out (查明): now the persons concerned are told.
    Contained,
    /// The persons concerned are told.
    Notified,
    /// Done.
    Closed,
}

/// What can happen to a breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It is contained and its facts are found out.
    Contain,
    /// The persons concerned are told.
    Notify,
    /// It is closed.
    Close,
}

/// How the authority was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In the reporting system.
    System,
    /// By e-mail.
    Email,
    /// By an official letter.
    Paper,
    /// By telephone.
    Phone,
}

/// How somebody without e-mail was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// By telephone.
    Phone,
    /// By letter.
    Letter,
    /// Face to face.
    Person,
}

codes!(Kind { Stolen = "stolen", Leaked = "leaked", Altered = "altered", Lost = "lost", Other = "other" });
codes!(State { Known = "known", Contained = "contained", Notified = "notified", Closed = "closed" });
codes!(Way { System = "system", Email = "email", Paper = "paper", Phone = "phone" });
codes!(ByHand { Phone = "phone", Letter = "letter", Person = "person" });

impl State {
    /// The one transition function of breaches.
    ///
    /// # Errors
    /// [`Illegal`] when the event cannot happen in this state.
    pub fn after(self, event: Event) -> Result<State, Illegal> {
        match (self, event) {
            (State::Known, Event::Contain) => Ok(State::Contained),
            (State::Contained, Event::Notify) => Ok(State::Notified),
            (State::Contained | State::Notified, Event::Close) => Ok(State::Closed),
            _ => Err(Illegal),
        }
    }
}

/// The limits a breach is judged by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Hours until the authority must be told.
    pub hours: i64,
    /// From so many records on.
    pub records_min: i64,
    /// From so many records in the system concerned on.
    pub system_records_min: i64,
    /// Hours until an incident of information security must be reported.
    pub incident_hours: i64,
    /// Names of the versions of the rules, one a line.
    pub rules: String,
}

/// Why the authority must be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Special data (§6) are among them.
    Special,
    /// So many records are concerned.
    Records,
    /// The system holds so many.
    System,
    /// How many are concerned is not known: the safe side.
    Unknown,
}

impl Reason {
    /// Key of the words.
    pub const fn key(self) -> &'static str {
        match self {
            Reason::Special => "breach-because-special",
            Reason::Records => "breach-because-records",
            Reason::System => "breach-because-system",
            Reason::Unknown => "breach-because-unknown",
        }
    }
}

/// The categories of personal data that can be chosen, besides those of [`SpecialData`].
pub const CATEGORIES: [&str; 7] = ["C001", "C003", "C011", "C021", "C023", "C038", "C052"];

/// A breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Id.
    pub id: String,
    /// Year and number, as people name it.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// When it happened, if known.
    pub happened_at: Option<Instant>,
    /// When the centre came to know.
    pub known_at: Instant,
    /// When it was reported.
    pub created_at: Instant,
    /// How it came to know.
    pub how_known: String,
    /// What happened.
    pub kind: Kind,
    /// Which matters and services.
    pub matters: String,
    /// Codes of the categories of data.
    pub categories: Vec<String>,
    /// Records concerned, known or estimated.
    pub records: Option<i64>,
    /// Persons concerned, known or estimated.
    pub persons: Option<i64>,
    /// Records the system concerned holds.
    pub system_records: Option<i64>,
    /// Whether it is an incident of information security too.
    pub is_incident: bool,
    /// The facts.
    pub facts: String,
    /// The measures taken.
    pub measures: String,
    /// What it is judged by.
    pub limits: Limits,
    /// When the authority was told.
    pub authority_told_at: Option<Instant>,
    /// How.
    pub authority_way: Option<Way>,
    /// The number it gave.
    pub authority_reference: Option<String>,
    /// When the incident was reported.
    pub incident_told_at: Option<Instant>,
    /// The number given.
    pub incident_reference: Option<String>,
    /// What the persons concerned are told; empty when nothing is written.
    pub letter: String,
    /// The same in English.
    pub letter_en: String,
    /// Whom they can ask.
    pub contact: String,
    /// Who wrote it.
    pub written_by: Option<String>,
    /// Who approved it: another person.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<Instant>,
    /// When it was announced to all.
    pub announced_at: Option<Instant>,
    /// Why telling each would cost too much.
    pub announced_why: Option<String>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Why it was closed with something left undone.
    pub closed_why: Option<String>,
    /// Who reported it.
    pub reported_by: String,
}

/// How those concerned stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// All on the list.
    pub all: i64,
    /// Those a letter was sent to or who were told by hand.
    pub told: i64,
}

/// What still has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// The authority is not told.
    Authority,
    /// The incident is not reported.
    Incident,
    /// The persons concerned are not all told, nor was it announced.
    Persons,
}

impl Undone {
    /// Key of the words.
    pub const fn key(self) -> &'static str {
        match self {
            Undone::Authority => "breach-undone-authority",
            Undone::Incident => "breach-undone-incident",
            Undone::Persons => "breach-undone-persons",
        }
    }
}

impl Breach {
    /// Why the authority must be told; none when it need not.
    pub fn reasons(&self) -> Vec<Reason> {
        let special = self.categories.iter().any(|code| SpecialData::from_code(code).is_some());
        let at_least = |count: Option<i64>, min: i64| count.is_some_and(|count| count >= min);
        [
            (Reason::Special, special),
            (Reason::Records, at_least(self.records, self.limits.records_min)),
            (Reason::System, at_least(self.system_records, self.limits.system_records_min)),
            (Reason::Unknown, self.records.is_none()),
        ]
        .into_iter()
        .filter_map(|(reason, holds)| holds.then_some(reason))
        .collect()
    }

    /// Until when the authority must be told, if it must.
    pub fn authority_due_at(&self) -> Option<Instant> {
        (!self.reasons().is_empty()).then(|| self.known_at.plus_seconds(self.limits.hours * 3600))
    }

    /// Until when the incident must be reported, if it is one.
    pub fn incident_due_at(&self) -> Option<Instant> {
        self.is_incident.then(|| self.known_at.plus_seconds(self.limits.incident_hours * 3600))
    }

    /// The mark of the letter as it stands: whoever approves it has seen this one.
    pub fn mark(&self) -> String {
        files::sha256([&*self.letter, &*self.letter_en, &*self.contact].join("\u{0}"))
    }

    /// The mark of the facts as they stand: whoever changes them has read these.
    pub fn facts_mark(&self) -> String {
        let when_and_what = (self.happened_at, &self.how_known, self.kind, &self.matters, &self.categories);
        let counts = (self.records, self.persons, self.system_records, self.is_incident);
        files::sha256(format!("{:?}", (when_and_what, counts, &self.facts, &self.measures)))
    }

    /// Whether everybody who had to be told was, or it was closed without.
    pub fn is_settled(&self) -> bool {
        let told = |due: Option<Instant>, told: Option<Instant>| due.is_none() || told.is_some();
        self.closed_at.is_some()
            || (told(self.authority_due_at(), self.authority_told_at)
                && told(self.incident_due_at(), self.incident_told_at))
    }

    /// Whether those who had to be told were, and in time.
    pub fn is_in_time(&self) -> bool {
        let in_time = |due: Option<Instant>, told: Option<Instant>| {
            due.is_none_or(|due| told.is_some_and(|told| told <= due))
        };
        in_time(self.authority_due_at(), self.authority_told_at)
            && in_time(self.incident_due_at(), self.incident_told_at)
    }

    /// What still has to be done before it can be closed without a reason.
    pub fn undone(&self, reached: Reached) -> Vec<Undone> {
        let all_told = reached.all > 0 && reached.told == reached.all;
        [
            (Undone::Authority, self.authority_due_at().is_some() && self.authority_told_at.is_none()),
            (Undone::Incident, self.is_incident && self.incident_told_at.is_none()),
            (Undone::Persons, !all_told && self.announced_at.is_none()),
        ]
        .into_iter()
        .filter_map(|(undone, holds)| holds.then_some(undone))
        .collect()
    }

    /// Whether the persons concerned are told, so far as the list goes.
    pub fn is_notified(&self, reached: Reached) -> bool {
        !self.undone(reached).contains(&Undone::Persons)
    }
}

/// What tells people concerned apart, one key each: the e-mail; without one, name and telephone; without either, the
/// name and the record it stands in. Who was typed without any contact is told apart by nothing: each is somebody
/// else, also than those `known` to be on the list under that name.
pub fn keys(persons: &[Concerned], known: &HashMap<String, i64>) -> Vec<String> {
    let mut count = known.clone();
    let key = |person: &Concerned| {
        if !person.email.is_empty() {
            return person.email.to_lowercase();
        }
        let number = Phone::parse(&person.phone).map_or_else(|_| person.phone.clone(), |p| p.to_string());
        if !number.is_empty() || !person.which.is_empty() {
            return format!("{} {number}{}", person.name, if number.is_empty() { &person.which } else { "" });
        }
        let nth = count.entry(person.name.clone()).or_default();
        *nth += 1;
        format!("{} #{nth}", person.name)
    };
    persons.iter().map(key).collect()
}

/// A moment at which people in charge are warned: half of the time is gone, and all of it.
pub fn warnings(known_at: Instant, due_at: Instant, now: Instant) -> Vec<(&'static str, Instant)> {
    let half = known_at.plus_seconds(due_at.seconds_since(known_at) / 2);
    // Who hears of it when the time is over needs no second letter that half of it is.
    match () {
        () if now >= due_at => vec![("over", due_at)],
        () if now >= half => vec![("half", half)],
        () => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn breach() -> Breach {
        let known_at = Instant::parse("2026-11-23T02:00:00Z").unwrap();
        let limits = Limits {
            hours: 72,
            records_min: 100,
            system_records_min: 10_000,
            incident_hours: 1,
            rules: String::new(),
        };
        Breach {
            categories: vec!["C001".into()],
            records: Some(99),
            system_records: Some(9_999),
            limits,
            ..crate::staff::breaches::blank("b".into(), known_at)
        }
    }

    #[test]
    fn d5_a_breach_goes_on_step_by_step() {
        use Event::{Close, Contain, Notify};
        assert_eq!(State::Known.after(Contain), Ok(State::Contained));
        assert_eq!(State::Contained.after(Notify), Ok(State::Notified));
        assert_eq!(State::Contained.after(Close), Ok(State::Closed));
        assert_eq!(State::Notified.after(Close), Ok(State::Closed));
        for (state, event) in [
            (State::Known, Notify),
            (State::Known, Close),
            (State::Contained, Contain),
            (State::Notified, Contain),
            (State::Notified, Notify),
            (State::Closed, Contain),
            (State::Closed, Notify),
            (State::Closed, Close),
        ] {
            assert_eq!(state.after(event), Err(Illegal), "{state:?} {event:?}");
        }
    }

    #[test]
    fn d5_the_authority_is_told_of_special_data_of_many_records_and_of_large_systems() {
        assert_eq!(breach().reasons(), []);
        assert_eq!(breach().authority_due_at(), None);
        let special = Breach { categories: vec!["treatment".into()], ..breach() };
        assert_eq!(special.reasons(), [Reason::Special]);
        assert_eq!(Breach { records: Some(100), ..breach() }.reasons(), [Reason::Records]);
        assert_eq!(Breach { system_records: Some(10_000), ..breach() }.reasons(), [Reason::System]);
        assert_eq!(Breach { records: None, ..breach() }.reasons(), [Reason::Unknown]);
        let due = special.authority_due_at().unwrap();
        assert_eq!(due.rfc3339(), special.known_at.plus_seconds(72 * 3600).rfc3339(), "hours by the clock");
        let incident = Breach { is_incident: true, ..breach() };
        assert_eq!(incident.incident_due_at(), Some(incident.known_at.plus_seconds(3600)));
    }

    #[test]
    fn d5_people_of_one_name_are_told_apart_by_contact_by_record_or_not_at_all() {
        let person = |name: &str, email: &str, phone: &str, which: &str| Concerned {
            name: name.into(),
            email: email.into(),
            phone: phone.into(),
            language: String::new(),
            which: which.into(),
        };
        let keys = |persons: &[Concerned]| keys(persons, &HashMap::from([("王大明".to_owned(), 1)]));
        for (one, other, same) in [
            (person("王大明", "a@b.example", "", ""), person("王先生", "A@B.example", "", ""), true),
            (person("王大明", "", "0912345678", ""), person("王大明", "", "0912-345-678", ""), true),
            (person("王大明", "", "0912345678", "r1"), person("王大明", "", "0912-345-678", "r2"), true),
            (person("王大明", "", "0912345678", ""), person("王小美", "", "0912345678", ""), false),
            (person("王大明", "", "", "r1"), person("王大明", "", "", "r2"), false),
            (person("王大明", "", "", "r1"), person("王大明", "", "", "r1"), true),
            (person("王大明", "", "", ""), person("王大明", "", "", ""), false),
            (person("王大明", "", "", ""), person("王大明", "", "", "r1"), false),
        ] {
            let found = keys(&[one.clone(), other.clone()]);
            assert_eq!(found[0] == found[1], same, "{one:?} {other:?}");
        }
        assert_eq!(keys(&[person("王大明", "", "", "")]), ["王大明 #2"], "one is on the list already");
    }

    #[test]
    fn d5_what_is_undone_is_named() {
        let many = Breach { records: Some(100), is_incident: true, ..breach() };
        let nobody = Reached::default();
        assert_eq!(many.undone(nobody), [Undone::Authority, Undone::Incident, Undone::Persons]);
        let at = Some(many.known_at);
        let told = Breach { authority_told_at: at, incident_told_at: at, ..many };
        assert_eq!(told.undone(Reached { all: 2, told: 1 }), [Undone::Persons]);
        assert_eq!(told.undone(Reached { all: 2, told: 2 }), []);
        assert_eq!(Breach { announced_at: at, ..told.clone() }.undone(nobody), []);
        assert!(told.is_in_time());
        let late = Breach { authority_told_at: Some(told.known_at.plus_seconds(72 * 3600 + 1)), ..told };
        assert!(!late.is_in_time());
    }

    #[test]
    fn d5_people_in_charge_are_warned_at_half_of_the_time_and_when_it_is_over() {
        let (known, hour) = (breach().known_at, 3600);
        let due = known.plus_seconds(72 * hour);
        let at = |hours: i64| {
            let warned = warnings(known, due, known.plus_seconds(hours * hour));
            warned.first().map(|(what, _)| *what)
        };
        assert_eq!(
            [at(0), at(35), at(36), at(71), at(72), at(500)],
            [None, None, Some("half"), Some("half"), Some("over"), Some("over")]
        );
    }
}
