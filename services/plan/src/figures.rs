//! Numbers of measures for pages with many of them: counted once for a while, together, and kept.

use std::collections::HashMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::measures::{self, Counted, Measure, Period};
use jiff::civil::date;
use office::instant::Instant;

use crate::store::figure::{self, Figure};

/// For how many minutes a number that still grows is good.
pub const MINUTES: &str = "plan.figure_minutes";

/// Numbers by measure and period.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    numbers: HashMap<(String, Period), Counted>,
    /// The oldest of those that still grow.
    pub counted_at: Option<Instant>,
}

impl Figures {
    /// The number of a measure in a period, if it was asked for and some service proves it; a share of nothing is
    /// no number.
    pub fn get(&self, measure: &str, period: Period) -> Option<i64> {
        self.counted(measure, period).map(|counted| counted.value)
    }

    /// The same with what it is a share of.
    pub fn counted(&self, measure: &str, period: Period) -> Option<Counted> {
        let counted = self.numbers.get(&(measure.to_owned(), period))?;
        counted.known().map(|_| *counted)
    }
}

/// A whole year.
pub fn whole(year: i16) -> Period {
    Period { from: date(year, 1, 1), to: date(year, 12, 31) }
}

/// The year up to a day.
pub fn up_to(day: jiff::civil::Date) -> Period {
    Period { from: date(day.year(), 1, 1), to: day }
}

/// What years before have is counted anew once a day, what is of this year every few minutes, as it grows or is
/// corrected; of no minutes is counted now.
fn is_fresh(kept: &Figure, now: Instant, minutes: i64) -> bool {
    if minutes == 0 {
        return false;
    }
    if kept.period.to.year() < now.date().year() {
        return kept.counted_at.date() == now.date();
    }
    kept.counted_at > now.plus_seconds(-60 * minutes)
}

/// The name under which one part of a measure is kept: `courses.attended|category=parenting`.
pub fn part_of(measure: &str, dimension: &str, part: &str) -> String {
    if dimension.is_empty() { measure.to_owned() } else { format!("{measure}|{dimension}={part}") }
}

/// A number to be counted: the name it is kept under, its measure, its days.
struct Wanted {
    name: String,
    measure: Measure,
    period: Period,
}

impl Wanted {
    fn count(&self, conn: &mut Conn) -> DbResult<Counted> {
        let part = self.name.split_once('|').and_then(|(_, part)| part.split_once('='));
        let Some((dimension, code)) = part else { return (self.measure.total)(conn, self.period) };
        let parts = (self.measure.split)(conn, self.period, dimension)?;
        let value = parts.iter().filter(|p| p.code == code).map(|p| p.value).sum();
        Ok(Counted { value, whole: None })
    }
}

fn count(
    conn: &mut Conn,
    wanted: &[Wanted],
    (now, minutes): (Instant, i64),
) -> DbResult<(Vec<Figure>, Vec<Figure>)> {
    let mut names: Vec<String> = wanted.iter().map(|w| w.name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let kept: HashMap<(String, Period), Figure> =
        figure::list(conn, &names)?.into_iter().map(|f| ((f.measure.clone(), f.period), f)).collect();
    let (mut good, mut new) = (Vec::new(), Vec::new());
    for wanted in wanted {
        match kept.get(&(wanted.name.clone(), wanted.period)) {
            Some(figure) if is_fresh(figure, now, minutes) => good.push(figure.clone()),
            _ => {
                let Counted { value, whole } = wanted.count(conn)?;
                let (measure, period) = (wanted.name.clone(), wanted.period);
                new.push(Figure { measure, period, value, whole, counted_at: now });
            }
        }
    }
    Ok((good, new))
}

/// The numbers asked for, counting what is not kept or out of date.
///
/// # Errors
/// Any database error.
pub async fn of(centre: &Arc<Centre>, wants: &[(String, Period)], now: Instant) -> DbResult<Figures> {
    of_age(centre, wants, now, centre.number(MINUTES).max(1)).await
}

/// As [`of`], none older than so many minutes.
///
/// # Errors
/// Any database error.
pub async fn of_age(
    centre: &Arc<Centre>,
    wants: &[(String, Period)],
    now: Instant,
    minutes: i64,
) -> DbResult<Figures> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for (name, period) in wants {
        let is_known = wanted.iter().any(|w| w.name == *name && w.period == *period);
        let measure = name.split('|').next().unwrap_or_default();
        if let Some(measure) = measures::find(&centre.house, measure).filter(|_| !is_known) {
            wanted.push(Wanted { name: name.clone(), measure, period: *period });
        }
    }
    if wanted.is_empty() {
        return Ok(Figures::default());
    }
    let (good, new) = centre.db.read(move |conn| count(conn, &wanted, (now, minutes))).await?;
    let all: Vec<Figure> = good.iter().chain(&new).cloned().collect();
    if !new.is_empty() {
        centre.db.write(move |conn| figure::put(conn, &new)).await?;
    }
    let counted_at = all.iter().filter(|f| f.period.to >= now.date()).map(|f| f.counted_at).min();
    let numbers =
        all.into_iter().map(|f| ((f.measure, f.period), Counted { value: f.value, whole: f.whole }));
    let numbers = numbers.collect();
    Ok(Figures { numbers, counted_at })
}
