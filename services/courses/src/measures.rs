//! The numbers this service can prove (X9). All are about the sessions, or the courses, that begin
//! in the period; the parts of a count make its total, whatever it is split by.

use std::collections::{BTreeMap, BTreeSet};

use foundation::db::{Conn, DbResult};
use foundation::districts;
use foundation::i18n::Words;
use foundation::measures::{Counted, Measure, PLAIN, Part, Period, Unit};
use office::District;
use office::instant::Instant;
use office::{AgeBand, Audience, Category, Channel, Percent, Sex};

use crate::store::measures::{self as store, Slice};

/// What a session or course itself can be split by.
const PLACES: &[&str] = &["category", "district", "audience", "month"];
/// What registrations can be split by.
const REGISTRATIONS: &[&str] = &["category", "district", "audience", "month", "channel"];
/// What persons can be split by.
const PERSONS: &[&str] = &["sex", "age-band", "category", "district", "audience", "month", "channel"];

/// The channel of those who came without being registered.
const NO_CHANNEL: &str = "none";

/// All measures of this service.
pub const ALL: &[Measure] = &[
    Measure {
        name: "courses.sessions",
        definition: "measure-courses-sessions-definition",
        unit: Unit::Count,
        dimensions: PLACES,
        total: |conn, period| Ok(sum(&within(conn, period, store::list_sessions)?)),
        split: |conn, period, by| {
            let held = counts(within(conn, period, store::list_sessions)?, by);
            if by == "district" { with_every_district(conn, held) } else { Ok(held) }
        },
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.registrations",
        definition: "measure-courses-registrations-definition",
        unit: Unit::Count,
        dimensions: REGISTRATIONS,
        total: |conn, period| Ok(sum(&registrations(conn, period)?)),
        split: |conn, period, by| match by {
            "channel" => Ok(in_order(by, within(conn, period, store::count_registrations_by_channel)?)),
            _ => Ok(counts(registrations(conn, period)?, by)),
        },
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.attended",
        definition: "measure-courses-attended-definition",
        unit: Unit::Count,
        dimensions: PERSONS,
        total: |conn, period| Ok(sum(&within(conn, period, store::list_attended)?)),
        split: split_attended,
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.persons",
        definition: "measure-courses-persons-definition",
        unit: Unit::Count,
        // Whoever comes to two programmes is one person in each: no parts that make the total.
        overlapping: &["category"],
        total: |conn, period| Ok(within(conn, period, store::count_persons)?.into()),
        split: |conn, period, by| match by {
            "category" => Ok(in_order(by, within(conn, period, store::count_persons_by_category)?)),
            _ => Ok(Vec::new()),
        },
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.districts_reached",
        definition: "measure-courses-districts_reached-definition",
        unit: Unit::BasisPoints,
        dimensions: &[],
        total: |conn, period| reached(conn, period, |_| true),
        split: |_, _, _| Ok(Vec::new()),
        label,
        rows: district_rows,
        ..PLAIN
    },
    Measure {
        name: "courses.remote_reached",
        definition: "measure-courses-remote_reached-definition",
        unit: Unit::BasisPoints,
        dimensions: &[],
        total: |conn, period| reached(conn, period, |district| district.remote),
        split: |_, _, _| Ok(Vec::new()),
        label,
        rows: district_rows,
        ..PLAIN
    },
    Measure {
        name: "courses.seat_use",
        definition: "measure-courses-seat_use-definition",
        unit: Unit::BasisPoints,
        dimensions: PLACES,
        total: |conn, period| Ok(share(&within(conn, period, store::list_seats)?)),
        split: |conn, period, by| Ok(shares(within(conn, period, store::list_seats)?, by)),
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.no_show_rate",
        definition: "measure-courses-no_show_rate-definition",
        unit: Unit::BasisPoints,
        dimensions: PLACES,
        falling: true,
        total: |conn, period| Ok(share(&within(conn, period, store::list_no_shows)?)),
        split: |conn, period, by| Ok(shares(within(conn, period, store::list_no_shows)?, by)),
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.attendance_rate",
        definition: "measure-courses-attendance_rate-definition",
        unit: Unit::BasisPoints,
        dimensions: PLACES,
        total: |conn, period| Ok(share(&shows(conn, period)?)),
        split: |conn, period, by| Ok(shares(shows(conn, period)?, by)),
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.certificates",
        definition: "measure-courses-certificates-definition",
        unit: Unit::Count,
        dimensions: PLACES,
        total: |conn, period| Ok(sum(&within(conn, period, store::list_certificates)?)),
        split: |conn, period, by| Ok(counts(within(conn, period, store::list_certificates)?, by)),
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.online_share",
        definition: "measure-courses-online_share-definition",
        unit: Unit::BasisPoints,
        dimensions: PLACES,
        total: |conn, period| Ok(share(&within(conn, period, store::list_registrations)?)),
        split: |conn, period, by| Ok(shares(within(conn, period, store::list_registrations)?, by)),
        label,
        rows,
        ..PLAIN
    },
    Measure {
        name: "courses.views",
        definition: "measure-courses-views-definition",
        unit: Unit::Count,
        dimensions: PLACES,
        total: |conn, period| Ok(sum(&within(conn, period, store::list_views)?)),
        split: |conn, period, by| Ok(counts(within(conn, period, store::list_views)?, by)),
        label,
        rows: funnel_rows,
        ..PLAIN
    },
    Measure {
        name: "courses.asked",
        definition: "measure-courses-asked-definition",
        unit: Unit::Count,
        dimensions: PLACES,
        total: |conn, period| Ok(sum(&within(conn, period, store::list_asked)?)),
        split: |conn, period, by| Ok(counts(within(conn, period, store::list_asked)?, by)),
        label,
        rows: funnel_rows,
        ..PLAIN
    },
    Measure {
        name: "courses.confirmed",
        definition: "measure-courses-confirmed-definition",
        unit: Unit::Count,
        dimensions: PLACES,
        total: |conn, period| Ok(sum(&within(conn, period, store::list_seats)?)),
        split: |conn, period, by| Ok(counts(within(conn, period, store::list_seats)?, by)),
        label,
        rows: funnel_rows,
        ..PLAIN
    },
    Measure {
        name: "courses.came",
        definition: "measure-courses-came-definition",
        unit: Unit::Count,
        dimensions: PLACES,
        total: |conn, period| Ok(sum(&within(conn, period, store::list_came)?)),
        split: |conn, period, by| Ok(counts(within(conn, period, store::list_came)?, by)),
        label,
        rows: funnel_rows,
        ..PLAIN
    },
];

/// Where the sessions behind every number are listed.
fn rows(period: Period) -> String {
    format!("/office/courses/attendance?{}", period.query())
}

/// Where the courses behind the steps from the opened page to the person who came are listed (A2).
fn funnel_rows(period: Period) -> String {
    format!("/office/courses/funnel?{}", period.query())
}

/// Where the districts are listed, those without a session too (A5).
fn district_rows(period: Period) -> String {
    format!("/office/courses/districts?{}", period.query())
}

/// From the first moment of the period to the first moment after it.
pub(crate) fn span(period: Period) -> (Instant, Instant) {
    let from = Instant::start_of(period.from).unwrap_or(Instant::MIN);
    let before = period.to.tomorrow().ok().and_then(Instant::start_of).unwrap_or(Instant::MAX);
    (from, before)
}

/// What one of the store's counts finds in a period.
fn within<T>(
    conn: &mut Conn,
    period: Period,
    count: fn(&mut Conn, Instant, Instant) -> DbResult<T>,
) -> DbResult<T> {
    let (from, before) = span(period);
    count(conn, from, before)
}

/// The same with every district the centre offers: where nothing was held, with 0 (A5).
fn with_every_district(conn: &mut Conn, parts: Vec<Part>) -> DbResult<Vec<Part>> {
    let districts = districts::find(conn)?;
    let none = districts.all().iter().map(|d| (d.code.clone(), 0));
    let known = parts.into_iter().map(|part| (part.code, part.value));
    Ok(in_order("district", none.chain(known).collect()))
}

/// The share of the districts of a kind in which at least one session was held (A5).
fn reached(conn: &mut Conn, period: Period, is_meant: fn(&District) -> bool) -> DbResult<Counted> {
    let held: BTreeSet<String> =
        within(conn, period, store::list_sessions)?.into_iter().map(|s| s.district).collect();
    let districts = districts::find(conn)?;
    let meant: Vec<&District> = districts.all().iter().filter(|d| is_meant(d)).collect();
    let with_one = meant.iter().filter(|d| held.contains(d.code.as_str())).count();
    Ok(part_of(size(with_one), size(meant.len())))
}

fn size(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Those with a seat who came: the others than those who did not.
fn shows(conn: &mut Conn, period: Period) -> DbResult<Vec<Slice>> {
    Ok(within(conn, period, store::list_no_shows)?
        .into_iter()
        .map(|s| Slice { part: s.whole - s.part, ..s })
        .collect())
}

/// Registrations, however they came.
fn registrations(conn: &mut Conn, period: Period) -> DbResult<Vec<Slice>> {
    Ok(within(conn, period, store::list_registrations)?
        .into_iter()
        .map(|s| Slice { part: s.whole, ..s })
        .collect())
}

fn split_attended(conn: &mut Conn, period: Period, by: &str) -> DbResult<Vec<Part>> {
    let mut pairs: Vec<(String, i64)> = match by {
        "sex" => within(conn, period, store::count_attended_by_sex)?,
        "age-band" => within(conn, period, store::count_attended_by_birth_year)?
            .into_iter()
            .map(|(year, birth_year, persons)| (band(year, birth_year).code().to_owned(), persons))
            .collect(),
        "channel" => within(conn, period, store::count_attended_by_channel)?,
        _ => return Ok(counts(within(conn, period, store::list_attended)?, by)),
    };
    for (sex, age_band, persons) in within(conn, period, store::count_heads)? {
        let code = match by {
            "sex" => sex,
            "age-band" => age_band,
            _ => NO_CHANNEL.to_owned(),
        };
        pairs.push((code, persons));
    }
    Ok(in_order(by, pairs))
}

/// The band of the age reached in the year of the session.
fn band(year: i64, birth_year: Option<i64>) -> AgeBand {
    let age = birth_year.and_then(|birth_year| u16::try_from(year - birth_year).ok());
    age.map_or(AgeBand::Unknown, AgeBand::of_age)
}

fn sum(slices: &[Slice]) -> Counted {
    slices.iter().map(|s| s.part).sum::<i64>().into()
}

fn share(slices: &[Slice]) -> Counted {
    part_of(slices.iter().map(|s| s.part).sum(), slices.iter().map(|s| s.whole).sum())
}

fn part_of(part: i64, whole: i64) -> Counted {
    Counted { value: basis_points(part, whole), whole: Some(whole) }
}

/// A share in hundredths of a percent; 0 of nothing.
fn basis_points(part: i64, whole: i64) -> i64 {
    let share = Percent::of(u64::try_from(part).unwrap_or(0), u64::try_from(whole).unwrap_or(0));
    share.map_or(0, |share| i64::try_from(share.basis_points()).unwrap_or(i64::MAX))
}

/// The code of a slice in a dimension of courses.
fn code_of(slice: &Slice, by: &str) -> String {
    match by {
        "district" => slice.district.clone(),
        "audience" => slice.audience.clone(),
        "month" => slice.at.date().strftime("%Y-%m").to_string(),
        _ => slice.category.clone(),
    }
}

fn counts(slices: Vec<Slice>, by: &str) -> Vec<Part> {
    let some = slices.into_iter().filter(|s| s.part != 0);
    in_order(by, some.map(|s| (code_of(&s, by), s.part)).collect())
}

fn shares(slices: Vec<Slice>, by: &str) -> Vec<Part> {
    let mut parts: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for slice in slices {
        let (part, whole) = parts.entry(code_of(&slice, by)).or_default();
        *part += slice.part;
        *whole += slice.whole;
    }
    let pairs = parts.into_iter().map(|(code, (part, whole))| (code, basis_points(part, whole)));
    in_order(by, pairs.collect())
}

/// Parts of the same code as one, in the order of the list they are of: a code no list has comes last.
fn in_order(by: &str, pairs: Vec<(String, i64)>) -> Vec<Part> {
    let mut parts: BTreeMap<(usize, String), i64> = BTreeMap::new();
    for (code, value) in pairs {
        *parts.entry((place(by, &code), code)).or_default() += value;
    }
    parts.into_iter().map(|((_, code), value)| Part { code, value }).collect()
}

/// The place of a code in its list.
fn place(by: &str, code: &str) -> usize {
    let found = match by {
        "sex" => Sex::ALL.iter().position(|s| s.code() == code),
        "age-band" => AgeBand::ALL.iter().position(|b| b.code() == code),
        "category" => Category::ALL.iter().position(|c| c.code() == code),
        "audience" => Audience::ALL.iter().position(|a| a.code() == code),
        "channel" => Channel::ALL.iter().position(|c| c.code() == code),
        _ => Some(0),
    };
    found.unwrap_or(usize::MAX)
}

/// A part in words: `female` of `sex` has the key `sex-female`.
fn label(words: &Words, by: &str, code: &str) -> String {
    if code.is_empty() {
        return words.say("measure-nowhere");
    }
    if by == "district" {
        return crate::words::district_name(words, code);
    }
    let key = format!("{by}-{code}");
    if words.knows(&key) { words.say(&key) } else { code.to_owned() }
}
