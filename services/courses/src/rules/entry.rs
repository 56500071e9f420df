//! Who may come (報名資格, R28, R29): the rules of a course as values, and whether a party meets them.
//!
//! The same function decides for every channel. A refusal names the person and the rule, so that it can
//! be said beside the name, and so that what staff override is written down word for word.

use jiff::civil::Date;

use super::pool::digest;

/// The rules of a course. Nothing set: everybody may come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Youngest age on the first day of the course, in years.
    pub age_from: Option<i64>,
    /// Oldest age on that day, in years. With `pair` ages are asked of the children only.
    pub age_to: Option<i64>,
    /// Districts one may live in, as codes; all when there is none.
    pub districts: Vec<String>,
    /// Only for the target group of the course, which the party declares (自行聲明).
    pub group: bool,
    /// At least one adult and one child come together (親子).
    pub pair: bool,
    /// Age in years from which somebody is an adult (成年, 民法 §12), as the rule book had it when
    /// staff set the rule.
    pub adult_from: i64,
    /// Courses of which one must have been attended before, by id; none asks nothing.
    pub earlier: Vec<String>,
    /// Only for who is on the course's list, by e-mail, telephone or mail domain (R29).
    pub listed: bool,
    /// Registrations each of them may have; 0 is any number.
    pub times: i64,
    /// Names of those who agreed are shown to the others until so many days after the end (R38).
    pub names_days: Option<i64>,
}

/// A person of a party, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Person<'a> {
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// Day of birth, if known.
    pub birth_on: Option<Date>,
    /// District, as a code, or empty.
    pub district: &'a str,
    /// Whether one of the earlier courses was attended.
    pub attended: bool,
}

/// A party, as far as the rules ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party<'a> {
    /// The persons.
    pub persons: Vec<Person<'a>>,
    /// Whether it declares to belong to the target group.
    pub declares_group: bool,
    /// Whether its head is on the list.
    pub listed: bool,
    /// Registrations its head has already.
    pub uses: i64,
}

/// A rule that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// The year of birth is needed.
    AgeUnknown,
    /// Younger than this on the day.
    TooYoung(i64),
    /// Older than this on the day.
    TooOld(i64),
    /// Lives elsewhere, or did not say where.
    District,
    /// None of the earlier courses was attended.
    NotAttended,
    /// The party did not declare to belong to the target group.
    Group,
    /// No adult comes with a child, or no child with an adult.
    Pair,
    /// The head is not on the list.
    NotListed,
    /// The head has as many registrations as the list allows.
    Used(i64),
    /// An option of the form is full (R03): the question and the choice.
    OptionFull(String, String),
}

/// Somebody, or the party as a whole, and the rule that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barred {
    /// Place in the party, from 0; none when it is about the party.
    pub person: Option<usize>,
    /// What.
    pub why: Bar,
}

/// Whether nothing but full options stands against a party.
pub fn is_option_full(barred: &[Barred]) -> bool {
    barred.iter().all(|b| matches!(b.why, Bar::OptionFull(..)))
}

impl Bar {
    /// The Fluent key of the sentence.
    pub const fn key(&self) -> &'static str {
        match self {
            Bar::AgeUnknown => "entry-age-unknown",
            Bar::TooYoung(_) => "entry-too-young",
            Bar::TooOld(_) => "entry-too-old",
            Bar::District => "entry-district",
            Bar::NotAttended => "entry-not-attended",
            Bar::Group => "entry-group",
            Bar::Pair => "entry-pair",
            Bar::NotListed => "entry-not-listed",
            Bar::Used(_) => "entry-used",
            Bar::OptionFull(..) => "entry-option-full",
        }
    }

    /// The number in the sentence, if it has one.
    pub const fn years(&self) -> i64 {
        match self {
            Bar::TooYoung(years) | Bar::TooOld(years) | Bar::Used(years) => *years,
            _ => 0,
        }
    }
}

/// The ages a person may have on a day: one when the day of birth is known, else two, for a year of
/// birth leaves open whether the birthday was.
fn ages(person: &Person<'_>, day: Date) -> Option<(i64, i64)> {
    if let Some(born) = person.birth_on {
        let had = (day.month(), day.day()) >= (born.month(), born.day());
        let age = i64::from(day.year()) - i64::from(born.year()) - i64::from(!had);
        return Some((age, age));
    }
    let oldest = i64::from(day.year()) - person.birth_year?;
    Some(((oldest - 1).max(0), oldest))
}

impl Entry {
    /// Whether an age is asked at all.
    pub fn asks_age(&self) -> bool {
        self.age_from.is_some() || self.age_to.is_some() || self.pair
    }

    /// Whether anything is asked of who registers.
    pub fn asks(&self) -> bool {
        self.asks_age() || self.group || self.listed || !self.districts.is_empty() || !self.earlier.is_empty()
    }
}

/// The rules that a party does not meet on the first day of the course; empty when it may come.
pub fn eligible(rules: &Entry, day: Date, party: &Party<'_>) -> Vec<Barred> {
    let mut barred = Vec::new();
    for (place, person) in party.persons.iter().enumerate() {
        barred.extend(of_person(rules, day, person).map(|why| Barred { person: Some(place), why }));
    }
    let whole = |why: Bar| Barred { person: None, why };
    if rules.pair && !barred.iter().any(|b| b.why == Bar::AgeUnknown) && !is_pair(rules, day, party) {
        barred.push(whole(Bar::Pair));
    }
    if rules.group && !party.declares_group {
        barred.push(whole(Bar::Group));
    }
    if rules.listed && !party.listed {
        barred.push(whole(Bar::NotListed));
    } else if rules.listed && rules.times > 0 && party.uses >= rules.times {
        barred.push(whole(Bar::Used(rules.times)));
    }
    barred
}

fn of_person(rules: &Entry, day: Date, person: &Person<'_>) -> impl Iterator<Item = Bar> {
    let age = ages(person, day);
    // A parent who brings a child may have any age.
    let is_adult = age.is_some_and(|(least, _)| least >= rules.adult_from);
    let of_age = match age {
        None if rules.asks_age() => Some(Bar::AgeUnknown),
        Some(_) if rules.pair && is_adult => None,
        Some((least, most)) => {
            let young = rules.age_from.filter(|from| most < *from).map(Bar::TooYoung);
            young.or_else(|| rules.age_to.filter(|to| least > *to).map(Bar::TooOld))
        }
        None => None,
    };
    let elsewhere = !rules.districts.is_empty() && !rules.districts.iter().any(|d| d == person.district);
    let is_new = !rules.earlier.is_empty() && !person.attended;
    of_age.into_iter().chain(elsewhere.then_some(Bar::District)).chain(is_new.then_some(Bar::NotAttended))
}

fn is_pair(rules: &Entry, day: Date, party: &Party<'_>) -> bool {
    let all = || party.persons.iter().filter_map(|p| ages(p, day));
    let adults = all().filter(|(_, most)| *most >= rules.adult_from).count();
    let children = all().filter(|(least, _)| *least < rules.adult_from).count();
    adults >= 1 && children >= 1 && party.persons.len() >= 2
}

/// How a line of a list is kept: a mail domain (`@school.edu.tw`) as it is, the address or telephone of
/// somebody as a digest, for lists are kept without saying who is on them.
pub fn on_list(line: &str) -> String {
    if line.starts_with('@') { line.to_owned() } else { digest(line) }
}

/// What a contact may be on a list as: its telephone, its address, its mail domain; the first two also in
/// clear, as lists of earlier programs keep them until they are sealed.
pub fn marks(phone: &str, email: &str) -> Vec<String> {
    let email = email.to_lowercase();
    let domain = email.rsplit_once('@').map(|(_, host)| format!("@{host}")).unwrap_or_default();
    let known: Vec<&str> = [phone, &email, &domain].into_iter().filter(|known| !known.is_empty()).collect();
    let clear = known.iter().filter(|known| !known.starts_with('@')).map(|known| (*known).to_owned());
    known.iter().map(|known| on_list(known)).chain(clear).collect()
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;
