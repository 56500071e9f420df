//! Pools (分組名額): groups that may register earlier or later than everybody else, by a rule that is
//! published with the course; at a set time what is left of them merges into the one pool of all (R11).
//!
//! A pool is a set-aside with a rule and an opening of its own: its seats leave public stock at once and
//! fall back at the time at which the pools merge.

use office::digits::half_width;
use office::instant::Instant;

/// Who belongs to a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Everybody of the party lives in one of these districts, by code (行政區).
    District(Vec<String>),
    /// Everybody of the party was born in one of these years, both included (出生年).
    Born(i64, i64),
    /// Somebody of the party lost a draw within a year and got no seat (曾落選).
    Loser,
    /// The head's telephone or e-mail address is on a list; digests of them (名單).
    List(Vec<String>),
}

/// What a rule is asked about a party.
#[derive(Debug, Clone, Default)]
pub struct Party<'a> {
    /// District and year of birth of each person.
    pub persons: Vec<(&'a str, Option<i64>)>,
    /// Telephone and e-mail address of the head.
    pub contacts: Vec<&'a str>,
    /// Whether somebody lost a draw within a year.
    pub has_lost: bool,
}

/// The digest under which a contact stands on a list: lists are kept without addresses and numbers.
pub fn digest(contact: &str) -> String {
    let contact = half_width(contact.trim()).to_lowercase();
    let bytes = <sha2::Sha256 as sha2::Digest>::digest(format!("pool\0{contact}"));
    bytes.iter().take(10).map(|b| format!("{b:02x}")).collect()
}

impl Rule {
    /// A rule as it is kept.
    pub fn parse(code: &str, given: &str) -> Option<Rule> {
        let list = || given.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        match code {
            "district" => Some(Rule::District(list())),
            "born" => {
                let (from, to) = given.split_once('-')?;
                Some(Rule::Born(from.parse().ok()?, to.parse().ok()?))
            }
            "loser" => Some(Rule::Loser),
            "list" => Some(Rule::List(list())),
            _ => None,
        }
    }

    /// Whether a party belongs to the pool.
    pub fn takes(&self, party: &Party<'_>) -> bool {
        let somebody = !party.persons.is_empty();
        let mut persons = party.persons.iter();
        match self {
            Rule::District(codes) => {
                somebody && persons.all(|(district, _)| codes.iter().any(|c| c == district))
            }
            Rule::Born(from, to) => {
                somebody && persons.all(|(_, year)| year.is_some_and(|y| (*from..=*to).contains(&y)))
            }
            Rule::Loser => party.has_lost,
            Rule::List(digests) => {
                let named = party.contacts.iter().filter(|c| !c.is_empty());
                named.into_iter().any(|contact| digests.contains(&digest(contact)))
            }
        }
    }
}

/// A pool: who, and from when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Who belongs to it.
    pub rule: Rule,
    /// From when its people may register.
    pub opens_at: Instant,
}

/// From when a party may register: openings of the pools it belongs to that have not merged yet, and
/// the opening for everybody.
pub fn opens_for(pools: &[Instant], everybody: Instant, now: Instant) -> Instant {
    match pools.iter().min() {
        // Its own seats are gone; the rest are for everybody.
        Some(earliest) if *earliest <= now => everybody,
        Some(earliest) => *earliest,
        None => everybody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party<'a>(persons: &[(&'a str, Option<i64>)]) -> Party<'a> {
        Party { persons: persons.to_vec(), contacts: vec!["+886912345678", "A@x.example"], has_lost: false }
    }

    #[test]
    fn r11_a_pool_takes_whom_its_rule_names() {
        let district = Rule::parse("district", "64000060,64000070").unwrap_or(Rule::Loser);
        assert!(district.takes(&party(&[("64000060", None), ("64000070", None)])));
        assert!(!district.takes(&party(&[("64000060", None), ("", None)])), "everybody of the party");
        assert!(!district.takes(&party(&[])));
        let seniors = Rule::parse("born", "1900-1961").unwrap_or(Rule::Loser);
        assert!(seniors.takes(&party(&[("", Some(1961))])) && !seniors.takes(&party(&[("", Some(1962))])));
        assert!(!seniors.takes(&party(&[("", None)])));
        assert!(!Rule::Loser.takes(&party(&[])));
        assert!(Rule::Loser.takes(&Party { has_lost: true, ..Party::default() }));
        let list = Rule::List(vec![digest(" a@X.example ")]);
        assert!(
            list.takes(&party(&[])) && !list.takes(&Party { contacts: vec!["", "b@x"], ..Party::default() })
        );
        assert_eq!((Rule::parse("born", "x"), Rule::parse("other", "")), (None, None));
    }

    #[test]
    fn r11_a_pool_opens_earlier_or_later_than_for_everybody() {
        let at = |s: i64| Instant::from_micros(1_800_000_000_000_000).plus_seconds(s);
        for (pools, now, opens) in [
            (vec![], 0, 100),
            (vec![50], 0, 50),
            // Open, and yet no seat of its own is left: it opens with the others.
            (vec![50], 60, 100),
            (vec![200], 150, 200),
            (vec![50, 200], 0, 50),
        ] {
            let pools: Vec<Instant> = pools.into_iter().map(at).collect();
            assert_eq!(opens_for(&pools, at(100), at(now)), at(opens), "{pools:?} {now}");
        }
    }
}
