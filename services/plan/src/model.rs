//! What a plan is: a year (or several), its actions with who, by what, until when, and its states.

pub mod progress;

use foundation::measures::Unit;
use jiff::civil::{Date, date};
use office::instant::Instant;
use serde::{Deserialize, Serialize};

/// Where a plan stands on its way to the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 草案: is being written.
    Draft,
    /// 已核閱: read by a colleague, waits for approval.
    Reviewed,
    /// 已審定: approved by the head of the centre.
    Approved,
    /// 已公開: everybody may read it; a version is kept for good.
    Published,
}

foundation::codes!(State {
    Draft = "draft",
    Reviewed = "reviewed",
    Approved = "approved",
    Published = "published",
});

/// The sections of a centre that can be responsible, as codes of their accounts.
pub const UNITS: [&str; 4] = ["counselling", "promotion", "accounting", "direction"];

/// The code of a unit as a table names it: its code, or what people call it.
pub fn unit_code(word: &str) -> Option<&'static str> {
    match word.trim() {
        "counselling" | "輔導教育組" | "輔導組" => Some("counselling"),
        "promotion" | "推廣教育組" | "推廣組" => Some("promotion"),
        "accounting" | "會計" | "會計室" | "會計員" => Some("accounting"),
        "direction" | "主任" | "主任室" => Some("direction"),
        _ => None,
    }
}

/// How the months of an indicator add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gauge {
    /// Month by month to the total of the year (sessions, persons).
    Sum,
    /// The newest figure counts (a share, a state).
    Level,
    /// The newest figure counts, and the less the better (no-shows, days of handling).
    Ceiling,
}

impl Gauge {
    /// What months make together, in their order.
    pub fn total(self, months: &[i64]) -> Option<i64> {
        match self {
            Gauge::Sum => (!months.is_empty()).then(|| months.iter().sum()),
            Gauge::Level | Gauge::Ceiling => months.last().copied(),
        }
    }
}

foundation::codes!(Gauge { Sum = "sum", Level = "level", Ceiling = "ceiling" });

/// The stored word of a unit of measure.
pub const fn scale_code(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "count",
        Unit::BasisPoints => "percent",
        Unit::Money => "money",
    }
}

/// The unit of measure of a stored word.
pub fn scale(code: &str) -> Option<Unit> {
    [Unit::Count, Unit::BasisPoints, Unit::Money].into_iter().find(|u| scale_code(*u) == code)
}

/// A plan of one year, or of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Id.
    pub id: String,
    /// First year it is about (AD).
    pub year: i16,
    /// How many years: 1 for the annual plan.
    pub years: i16,
    /// Name.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Number of the newest published version; 0 before the first.
    pub version: i64,
    /// The plan it was copied from.
    pub previous_id: Option<String>,
    /// Who read it.
    pub reviewed_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<Instant>,
    /// When anything in it was changed last.
    pub changed_at: Instant,
}

impl Plan {
    /// The last year it is about.
    pub fn until(&self) -> i16 {
        self.year + self.years - 1
    }

    /// The last day it is about.
    pub fn last_day(&self) -> Date {
        date(self.until(), 12, 31)
    }

    /// Its years, as they stand in addresses: `2026`, or `2026-2029`.
    pub fn slug(&self) -> String {
        if self.years == 1 { self.year.to_string() } else { format!("{}-{}", self.year, self.until()) }
    }

    /// Whether a year is one of its own.
    pub fn covers(&self, year: i16) -> bool {
        (self.year..=self.until()).contains(&year)
    }
}

/// The first years a plan can have: those of the Republic, with room for its last.
const YEARS: std::ops::RangeInclusive<i16> = 1912..=9000;

/// A year as people type it, 民國 or AD.
pub fn year_of(typed: i64) -> Option<i16> {
    let year = if typed < 1000 { typed + 1911 } else { typed };
    i16::try_from(year).ok().filter(|year| YEARS.contains(year))
}

/// First year and number of years of an address.
pub fn span_of(slug: &str) -> Option<(i16, i16)> {
    let year = |text: &str| text.parse::<i16>().ok().filter(|y| YEARS.contains(y));
    match slug.split_once('-') {
        None => Some((year(slug)?, 1)),
        Some((from, to)) => {
            let (from, to) = (year(from)?, year(to)?);
            (to > from && to - from < 20).then_some((from, to - from + 1))
        }
    }
}

/// What one year asks of an action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Target {
    /// The year (AD).
    pub year: i16,
    /// The number to reach, in the unit of the indicator.
    pub target: Option<i64>,
    /// What is to be done by then, where a number does not say it.
    pub milestone: String,
}

/// The words of an action (工作重點): what is reviewed, approved and published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Number in the plan: `1.4.2`.
    pub code: String,
    /// 工作要項: the area.
    pub area: String,
    /// The strategy within it.
    pub strategy: String,
    /// The action itself.
    pub action: String,
    /// Codes of the units responsible, the leading one first.
    pub units: Vec<String>,
    /// What shows that it was done.
    pub indicator: String,
    /// `count`, `percent` or `money`.
    pub unit: String,
    /// `sum` or `level`.
    pub gauge: String,
    /// In what it is counted: 人次, 場 …
    pub counted_in: String,
    /// The measure whose number the indicator is; empty when somebody types it.
    pub measure: String,
    /// Further measures it cites.
    pub also: Vec<String>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Act and article.
    pub legal_basis: String,
    /// What each year asks.
    pub targets: Vec<Target>,
}

impl Text {
    /// What a year asks, if anything.
    pub fn target(&self, year: i16) -> Option<&Target> {
        self.targets.iter().find(|t| t.year == year)
    }

    /// The number a year asks.
    pub fn wanted(&self, year: i16) -> Option<i64> {
        self.target(year).and_then(|t| t.target)
    }

    /// Every measure it cites, that of the indicator first.
    pub fn measures(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.measure.as_str())
            .chain(self.also.iter().map(String::as_str))
            .filter(|m| !m.is_empty())
    }

    /// The unit of its indicator.
    pub fn scale(&self) -> Unit {
        scale(&self.unit).unwrap_or(Unit::Count)
    }

    /// How its months add up.
    pub fn gauge(&self) -> Gauge {
        Gauge::from_code(&self.gauge).unwrap_or(Gauge::Sum)
    }
}

/// An action of a plan, with who is in charge of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Id.
    pub id: String,
    /// The plan it stands in.
    pub plan_id: String,
    /// The same for an action and its copies in later years.
    pub line_id: String,
    /// Its words.
    pub text: Text,
    /// The action of a longer plan it carries out, by its line.
    pub serves: Option<String>,
    /// Who is in charge (承辦人), as account.
    pub owner_id: Option<String>,
    /// Who stands in (代理人).
    pub deputy_id: Option<String>,
    /// Taken out of the plan; what was proven stays.
    pub removed: bool,
    /// Who stands behind its words since the plan was published last, as account; nobody while they are those
    /// that were published.
    pub written_by: Option<String>,
}

impl Leaf {
    /// Who is in charge: nobody whose account is closed.
    pub fn owner(&self, is_open: impl Fn(&str) -> bool) -> Option<&str> {
        self.owner_id.as_deref().filter(|id| is_open(id))
    }

    /// Who stands in: nobody whose account is closed.
    pub fn deputy(&self, is_open: impl Fn(&str) -> bool) -> Option<&str> {
        self.deputy_id.as_deref().filter(|id| is_open(id))
    }
}

/// An action as a published version keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// See [`Leaf::line_id`].
    pub line: String,
    /// Its words.
    #[serde(flatten)]
    pub text: Text,
}

/// A published version (版次).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Number, from 1.
    pub number: i64,
    /// Title.
    pub title: String,
    /// What changed, in the words of who published it.
    pub note: String,
    /// Who approved it, by name.
    pub approved_by: String,
    /// When.
    pub approved_at: Instant,
    /// When it was published.
    pub published_at: Instant,
}

/// The order of codes: `1.9` before `1.10`.
pub fn order(code: &str) -> Vec<u32> {
    code.split('.').map(|n| n.parse().unwrap_or(u32::MAX)).collect()
}

/// Actions under their area and strategy, in the order of their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area<T> {
    /// Its name.
    pub name: String,
    /// Its strategies.
    pub strategies: Vec<(String, Vec<T>)>,
}

/// Gathers actions into a tree.
pub fn tree<T>(mut leaves: Vec<T>, text: impl Fn(&T) -> &Text) -> Vec<Area<T>> {
    leaves.sort_by_cached_key(|leaf| order(&text(leaf).code));
    let mut areas: Vec<Area<T>> = Vec::new();
    for leaf in leaves {
        let (area, strategy) = (text(&leaf).area.clone(), text(&leaf).strategy.clone());
        let at = areas.iter().position(|a| a.name == area).unwrap_or_else(|| {
            areas.push(Area { name: area, strategies: Vec::new() });
            areas.len() - 1
        });
        let Some(area) = areas.get_mut(at) else { continue };
        match area.strategies.iter_mut().find(|(name, _)| *name == strategy) {
            Some((_, leaves)) => leaves.push(leaf),
            None => area.strategies.push((strategy, vec![leaf])),
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_of_a_plan_are_its_address() {
        assert_eq!(span_of("2026"), Some((2026, 1)));
        assert_eq!(span_of("2026-2029"), Some((2026, 4)));
        for wrong in ["", "26", "2029-2026", "2026-2026", "2026-2099", "x", "-2026"] {
            assert_eq!(span_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_year_is_typed_as_people_count() {
        let years = [1, 115, 999, 1912, 2026, 9000].map(year_of);
        assert_eq!(years, [1912, 2026, 2910, 1912, 2026, 9000].map(Some));
        for wrong in [0, -5, 1000, 1911, 9001, 30_000, i64::MAX] {
            assert_eq!(year_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn codes_are_ordered_as_numbers() {
        let mut codes = vec!["1.10", "1.9.2", "0.1", "1.9"];
        codes.sort_by_key(|code| order(code));
        assert_eq!(codes, ["0.1", "1.9", "1.9.2", "1.10"]);
    }
}
