//! The numbers this service can prove: cases received in the period, and how they ended.

use std::collections::BTreeMap;

use crate::model::{Channel, Kind};
use foundation::centre::find_setting;
use foundation::db::{Conn, DbResult};
use foundation::i18n::Words;
use foundation::measures::{Counted, Measure, PLAIN, Part, Period, Unit};
use office::percent::Percent;

use crate::SMALL_COUNT;
use crate::rules::small;
use crate::store::numbers::{self, Group, Said};

/// What cases can be split by.
pub const DIMENSIONS: &[&str] = &["kind", "nature", "channel", "district", "topic", "tone", "month"];

/// All measures.
pub const ALL: &[Measure] = &[
    Measure {
        name: "petitions.received",
        definition: "measure-petitions-received-definition",
        unit: Unit::Count,
        dimensions: DIMENSIONS,
        total: |conn, period| Ok(count(&numbers::list(conn, period)?).into()),
        split: |conn, period, by| Ok(split(&numbers::list(conn, period)?, by)),
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "petitions.answered",
        definition: "measure-petitions-answered-definition",
        unit: Unit::Count,
        dimensions: DIMENSIONS,
        total: |conn, period| Ok(count(&answered(conn, period)?).into()),
        split: |conn, period, by| Ok(split(&answered(conn, period)?, by)),
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "petitions.in_time",
        definition: "measure-petitions-in_time-definition",
        unit: Unit::BasisPoints,
        dimensions: DIMENSIONS,
        told: Some(|conn, period| {
            let (part, whole) = count_in_time(&numbers::list(conn, period)?);
            told(conn, part, whole)
        }),
        total: |conn, period| Ok(in_time(&numbers::list(conn, period)?)),
        split: |conn, period, by| {
            let groups: Vec<_> = numbers::list(conn, period)?.into_iter().filter(is_done).collect();
            Ok(by_part(&groups, by)
                .into_iter()
                .map(|(code, own)| Part { code, value: in_time(&own).value })
                .collect())
        },
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "petitions.satisfied",
        definition: "measure-petitions-satisfied-definition",
        unit: Unit::BasisPoints,
        dimensions: &["month"],
        told: Some(|conn, period| {
            let (part, whole) = count_satisfied(&numbers::list_answers(conn, period)?);
            told(conn, part, whole)
        }),
        total: |conn, period| Ok(satisfied(&numbers::list_answers(conn, period)?)),
        split: |conn, period, _| {
            let answers = numbers::list_answers(conn, period)?;
            let mut months: BTreeMap<String, Vec<Said>> = BTreeMap::new();
            for answer in answers {
                months.entry(answer.0[0].clone()).or_default().push(answer);
            }
            Ok(months.into_iter().map(|(code, own)| Part { code, value: satisfied(&own).value }).collect())
        },
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "petitions.online_share",
        definition: "measure-petitions-online_share-definition",
        unit: Unit::BasisPoints,
        dimensions: &["kind", "month"],
        told: Some(|conn, period| {
            let groups = numbers::list(conn, period)?;
            told(conn, count_online(&groups), count(&groups))
        }),
        total: |conn, period| {
            let groups = numbers::list(conn, period)?;
            Ok(shared(count_online(&groups), count(&groups)))
        },
        split: |conn, period, by| {
            let part = |(code, own): (String, Vec<Group>)| Part {
                code,
                value: share(count_online(&own), count(&own)),
            };
            Ok(by_part(&numbers::list(conn, period)?, by).into_iter().map(part).collect())
        },
        label,
        rows,
        ..PLAIN
    },
];

/// How many came over the network by themselves (A4).
fn count_online(groups: &[Group]) -> i64 {
    let online = [Channel::Web, Channel::Line, Channel::Facebook, Channel::Email].map(Channel::code);
    groups.iter().filter(|group| online.contains(&group.channel.as_str())).map(|group| group.count).sum()
}

/// A share as it may be told to everybody: small numbers of cases tell who it is (C17).
fn told(conn: &mut Conn, part: i64, whole: i64) -> DbResult<Option<i64>> {
    let least = find_setting(conn, SMALL_COUNT.0)?.unwrap_or_else(|| SMALL_COUNT.1.to_owned());
    let may_be = small::shares(part, whole, least.trim().parse().unwrap_or(2).max(2));
    Ok(may_be.then(|| share(part, whole)))
}

fn answered(conn: &mut Conn, period: Period) -> DbResult<Vec<Group>> {
    Ok(numbers::list(conn, period)?.into_iter().filter(is_answered).collect())
}

/// Whether the work on petitions ended that the law has a limit for: answered, given to another agency, or left.
pub fn is_done(group: &Group) -> bool {
    group.kind == Kind::Petition.code() && group.in_time.is_some()
}

/// Whether petitions were answered.
pub fn is_answered(group: &Group) -> bool {
    is_done(group) && group.answered
}

/// How many cases there are.
pub fn count(groups: &[Group]) -> i64 {
    groups.iter().map(|group| group.count).sum()
}

/// The value of a dimension.
fn part<'a>(group: &'a Group, by: &str) -> &'a str {
    match by {
        "nature" => &group.nature,
        "channel" => &group.channel,
        "district" => &group.district,
        "topic" => &group.topic,
        "state" => &group.state,
        "kind" => &group.kind,
        "tone" => &group.tone,
        "year" => group.month.get(..4).unwrap_or_default(),
        _ => &group.month,
    }
}

/// The groups of each part.
pub(crate) fn by_part(groups: &[Group], by: &str) -> BTreeMap<String, Vec<Group>> {
    let mut parts: BTreeMap<String, Vec<Group>> = BTreeMap::new();
    for group in groups {
        parts.entry(part(group, by).to_owned()).or_default().push(group.clone());
    }
    parts
}

/// How many there are of each.
pub fn split(groups: &[Group], by: &str) -> Vec<Part> {
    let mut parts: BTreeMap<&str, i64> = BTreeMap::new();
    for group in groups {
        *parts.entry(part(group, by)).or_default() += group.count;
    }
    parts.into_iter().map(|(code, value)| Part { code: code.to_owned(), value }).collect()
}

/// A part in hundredths of a percent of a whole.
pub fn share(part: i64, whole: i64) -> i64 {
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    Percent::of(number(part), number(whole)).map_or(0, |_| part.saturating_mul(10_000) / whole.max(1))
}

/// The same with the whole.
fn shared(part: i64, whole: i64) -> Counted {
    Counted { value: share(part, whole), whole: Some(whole) }
}

/// The share of petitions on which work ended in time, of those on which it ended.
fn in_time(groups: &[Group]) -> Counted {
    let (right, all) = count_in_time(groups);
    shared(right, all)
}

/// On how many petitions work ended in time, and on how many it ended.
pub fn count_in_time(groups: &[Group]) -> (i64, i64) {
    let done = || groups.iter().filter(|group| is_done(group));
    let right = done().filter(|group| group.in_time == Some(true)).map(|group| group.count).sum();
    (right, done().map(|group| group.count).sum())
}

/// The share that is satisfied or very satisfied with the outcome, of those who have an opinion.
fn satisfied(answers: &[Said]) -> Counted {
    let (satisfied, valid) = count_satisfied(answers);
    shared(satisfied, valid)
}

/// How many are satisfied or very satisfied with the outcome, and how many have an opinion.
pub fn count_satisfied(answers: &[Said]) -> (i64, i64) {
    count_opinions(answers.iter().map(|([_, _, outcome, _], number)| (outcome.as_str(), *number)))
}

/// How many of these answers say satisfied or very satisfied, and how many say something.
pub fn count_opinions<'a>(said: impl IntoIterator<Item = (&'a str, i64)>) -> (i64, i64) {
    use office::satisfaction::{Answer, Satisfaction};
    let mut all = Satisfaction::default();
    for (code, number) in said {
        if let Some(answer) = Answer::from_code(code) {
            all.add(answer, u64::try_from(number).unwrap_or_default());
        }
    }
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    (number(all.satisfied()), number(all.valid()))
}

/// A part in words. Topics are named by the office, not by words: here their code stands.
pub fn label(words: &Words, by: &str, code: &str) -> String {
    match by {
        "tone" if code.is_empty() => words.say("petitions-tone-none"),
        "kind" | "nature" | "channel" | "state" | "tone" => words.say(&format!("petitions-{by}-{code}")),
        "district" => match words.district_of(code) {
            Some(district) => district.to_owned(),
            None if code == office::district::OUTSIDE => words.say("petitions-outside"),
            None => words.say("petitions-district-unknown"),
        },
        "year" | "month" => span(words, code).unwrap_or_else(|| code.to_owned()),
        _ => code.to_owned(),
    }
}

/// A year or a month (`2026-11`) as people read it: 115 年 11 月.
fn span(words: &Words, code: &str) -> Option<String> {
    let (year, month) = code.split_once('-').unwrap_or((code, ""));
    let roc = (year.parse::<i16>().ok()? - 1911).to_string();
    let key = if month.is_empty() { "petitions-year" } else { "petitions-month" };
    let said = [("year", year.into()), ("roc", roc.into()), ("month", month.trim_start_matches('0').into())];
    Some(words.say_with(key, &said))
}

/// Who sees the numbers need not see the cases; the page of the period has them in all parts.
fn rows(period: Period) -> String {
    format!("/office/petitions-numbers?from={}&to={}", period.from, period.to)
}
