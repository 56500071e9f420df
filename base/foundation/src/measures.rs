//! Measures: numbers with a definition, a period and a way down to the rows.

pub(crate) mod page;

use jiff::civil::{Date, date};
use maud::{Markup, html};

use crate::db::{Conn, DbResult};
use crate::form::Form;
use crate::house::House;
use crate::i18n::Words;
use crate::parts;
use crate::web::Ctx;

/// The days a number is about, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// A year (年度).
    pub fn of_year(year: i16) -> Period {
        Period { from: date(year, 1, 1), to: date(year, 12, 31) }
    }

    /// The period that an address asks for (`from`, `to`), `usual` where it asks for none, and of the usual one what
    /// goes with the day it does ask for; one that runs backwards is turned round.
    pub fn asked(ctx: &Ctx, usual: Period) -> Period {
        let form = Form::parse(ctx.query.as_deref().unwrap_or_default());
        let day = |name: &str| form.text(name).trim().parse::<Date>().ok();
        let (one, other) = match (day("from"), day("to")) {
            (Some(from), None) => (from, usual.to.max(from)),
            (None, Some(to)) => (usual.from.min(to), to),
            (from, to) => (from.unwrap_or(usual.from), to.unwrap_or(usual.to)),
        };
        Period { from: one.min(other), to: one.max(other) }
    }

    /// The query of an address that asks for it.
    pub fn query(self) -> String {
        format!("from={}&to={}", self.from, self.to)
    }

    /// The fields of a form that asks for it.
    pub fn fields(self, words: &Words) -> Markup {
        let day = |name: &str, day: Date| {
            parts::date(words, name, words.say(&format!("measures-{name}"))).value(day.to_string()).unmarked()
        };
        html! { (day("from", self.from)) (day("to", self.to)) }
    }
}

/// One part of a number: the value of the dimension and its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Code of the part (`female`, a district code …).
    pub code: String,
    /// The part's share, in the measure's unit.
    pub value: i64,
}

/// The unit of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things or persons.
    Count,
    /// Hundredths of a percent.
    BasisPoints,
    /// Whole NT$.
    Money,
}

/// What is read out of a store for a period.
pub type Read<T> = fn(&mut Conn, Period) -> DbResult<T>;

/// A number a service can prove. The parts of a count or of money add up to the total, whatever it
/// is split by; the parts of a share are shares of their own.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Name, with the service as prefix: `courses.attended`; its title is the word
    /// `measure-courses-attended`.
    pub name: &'static str,
    /// Key of the words that define it.
    pub definition: &'static str,
    /// Unit.
    pub unit: Unit,
    /// By what it can be split: `sex`, `district` …
    pub dimensions: &'static [&'static str],
    /// By what it can be split into parts that overlap, as persons do who came to two programmes: they are not
    /// added up.
    pub overlapping: &'static [&'static str],
    /// Whether less is better, as of those who did not come.
    pub falling: bool,
    /// The number as everybody may be told it, none when it may not be; without this it always may.
    pub told: Option<Read<Option<i64>>>,
    /// The number of a period; a share with what it is a share of.
    pub total: Read<Counted>,
    /// The total split by one of the dimensions.
    pub split: fn(&mut Conn, Period, &str) -> DbResult<Vec<Part>>,
    /// A part in words, by dimension and code.
    pub label: fn(&Words, &str, &str) -> String,
    /// Address of the rows behind the number, for those who may see them.
    pub rows: fn(Period) -> String,
}

/// What a measure mostly is besides what it must say of itself: `Measure { name, …, ..PLAIN }`.
pub const PLAIN: Measure = Measure {
    name: "",
    definition: "",
    unit: Unit::Count,
    dimensions: &[],
    overlapping: &[],
    falling: false,
    told: None,
    total: |_, _| Ok(Counted { value: 0, whole: None }),
    split: |_, _, _| Ok(Vec::new()),
    label: |_, _, code| code.to_owned(),
    rows: |_| String::new(),
};

impl Measure {
    /// Everything it can be split by.
    pub fn parts(&self) -> impl Iterator<Item = &'static str> {
        self.dimensions.iter().chain(self.overlapping).copied()
    }

    /// Whether somebody may see its parts: those who may see what lies behind it.
    pub fn is_open_to(&self, ctx: &Ctx, period: Period) -> bool {
        ctx.may_open(&(self.rows)(period))
    }

    /// Its name for people.
    pub fn title(&self, words: &Words) -> String {
        words.say(&format!("measure-{}", self.name.replace('.', "-")))
    }
}

/// A number of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The number.
    pub value: i64,
    /// Of how many it is a share, if it is one; a share of nothing is no number.
    pub whole: Option<i64>,
}

impl From<i64> for Counted {
    fn from(value: i64) -> Counted {
        Counted { value, whole: None }
    }
}

impl Counted {
    /// The number, unless it is a share of nothing.
    pub fn known(self) -> Option<i64> {
        (self.whole != Some(0)).then_some(self.value)
    }
}

/// Every measure of every service.
pub fn all(house: &House) -> impl Iterator<Item = Measure> + '_ {
    house.services.iter().flat_map(|s| s.measures.iter().copied())
}

/// The measure of a name, if some service proves such a number.
pub fn find(house: &House, name: &str) -> Option<Measure> {
    all(house).find(|m| m.name == name)
}

/// A number as people read it.
pub fn figure(words: &Words, unit: Unit, value: i64) -> String {
    match unit {
        Unit::Count => words.number(value),
        Unit::BasisPoints => {
            let sign = if value < 0 { "−" } else { "" };
            format!("{sign}{}.{:02}%", words.number((value / 100).abs()), (value % 100).abs())
        }
        Unit::Money => words.say_with("measures-money", &[("amount", words.number(value).into())]),
    }
}
