//! What changed between two plans or two versions, action by action.

use std::collections::HashMap;

use foundation::measures::Unit;
use jiff::Span;
use jiff::civil::Date;

use crate::model::{Line, Target, Text, order};

/// What became of one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// These parts of it read differently: key of the words, before, after.
    Changed(Vec<(&'static str, String, String)>),
}

/// An action that is not as before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its number, as it is now (or was, when it is gone).
    pub code: String,
    /// The action, as it is now (or was).
    pub action: String,
    /// What became of it.
    pub change: Change,
}

/// A part of a text: key of the words, how it is compared, how it reads.
struct Part(&'static str, String, String);

/// The parts of a text that are compared, as they would be so many years later.
fn parts(text: &Text, later: i16) -> Vec<Part> {
    let same = |key: &'static str, said: String| Part(key, said.clone(), said);
    let moved = |day: Date| day.checked_add(Span::new().years(later)).unwrap_or(day);
    let dates = |from: Date, to: Date| format!("{from} – {to}");
    let asked = |t: &Target| {
        let number = t.target.map(|n| number(text, n)).unwrap_or_default();
        [number, t.milestone.clone()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let by_year = |t: &Target, later: i16| format!("{} {}", t.year + later, asked(t));
    let joined =
        |each: &dyn Fn(&Target) -> String| text.targets.iter().map(each).collect::<Vec<_>>().join("／");
    let is_one = text.targets.len() <= 1;
    let shown = joined(&|t| if is_one { asked(t) } else { by_year(t, 0) });
    vec![
        same("plan-f-code", text.code.clone()),
        same("plan-f-area", text.area.clone()),
        same("plan-f-strategy", text.strategy.clone()),
        same("plan-f-action", text.action.clone()),
        same("plan-f-units", text.units.join("、")),
        same("plan-f-indicator", text.indicator.clone()),
        Part("plan-f-target", joined(&|t| by_year(t, later)), shown),
        same("plan-f-unit", text.unit.clone()),
        same("plan-f-gauge", text.gauge.clone()),
        same("plan-f-counted_in", text.counted_in.clone()),
        same("plan-f-measure", text.measures().collect::<Vec<_>>().join("、")),
        Part(
            "plan-f-dates",
            dates(moved(text.starts_on), moved(text.ends_on)),
            dates(text.starts_on, text.ends_on),
        ),
        same("plan-f-legal_basis", text.legal_basis.clone()),
    ]
}

/// Keys of the words for the parts of an action that read differently.
pub fn changed(old: &Text, new: &Text) -> Vec<&'static str> {
    let pairs = parts(old, 0).into_iter().zip(parts(new, 0));
    pairs.filter(|(old, new)| old.1 != new.1).map(|(old, _)| old.0).collect()
}

/// A target as people write it.
fn number(text: &Text, number: i64) -> String {
    match text.scale() {
        Unit::BasisPoints if number % 100 == 0 => format!("{}%", number / 100),
        Unit::BasisPoints => format!("{}.{:02}%", number / 100, number % 100),
        Unit::Count | Unit::Money => number.to_string(),
    }
}

/// What is different, in the order of the newer plan; what is gone comes last. A plan that is so many years later
/// and asks the same of those years is not different for that.
pub fn differences(before: &[Line], after: &[Line], later: i16) -> Vec<Difference> {
    let known: HashMap<&str, &Text> = before.iter().map(|l| (l.line.as_str(), &l.text)).collect();
    let mut found = Vec::new();
    for line in after {
        let change = match known.get(line.line.as_str()) {
            None => Change::Added,
            Some(old) => {
                let changed: Vec<_> = parts(old, later)
                    .into_iter()
                    .zip(parts(&line.text, 0))
                    .filter(|(old, new)| old.1 != new.1)
                    .map(|(old, new)| (old.0, old.2, new.2))
                    .collect();
                if changed.is_empty() {
                    continue;
                }
                Change::Changed(changed)
            }
        };
        found.push(Difference { code: line.text.code.clone(), action: line.text.action.clone(), change });
    }
    found.sort_by_cached_key(|d| order(&d.code));
    let mut gone: Vec<&Line> = before.iter().filter(|l| !after.iter().any(|a| a.line == l.line)).collect();
    gone.sort_by_cached_key(|l| order(&l.text.code));
    found.extend(gone.into_iter().map(|l| Difference {
        code: l.text.code.clone(),
        action: l.text.action.clone(),
        change: Change::Removed,
    }));
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use jiff::civil::date;

    fn line(id: &str, code: &str, year: i16, target: i64) -> Line {
        let text = Text {
            code: code.into(),
            area: "甲".into(),
            strategy: "乙".into(),
            action: format!("辦理 {id}"),
            units: vec!["promotion".into()],
            indicator: "場次".into(),
            unit: "count".into(),
            gauge: "sum".into(),
            counted_in: "場".into(),
            measure: String::new(),
            also: vec![],
            starts_on: date(year, 1, 1),
            ends_on: date(year, 12, 31),
            legal_basis: String::new(),
            targets: vec![Target { year, target: Some(target), milestone: String::new() }],
        };
        Line { line: id.into(), text }
    }

    #[test]
    fn e1_the_next_year_shows_what_changed_and_nothing_else() {
        let before = [line("a", "1.1", 2026, 10), line("b", "1.2", 2026, 5), line("c", "1.3", 2026, 1)];
        let after = [line("a", "1.1", 2027, 10), line("b", "1.2", 2027, 8), line("d", "1.10", 2027, 2)];
        let found = differences(&before, &after, 1);
        assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["1.2", "1.10", "1.3"]);
        assert_eq!(found[0].change, Change::Changed(vec![("plan-f-target", "5".into(), "8".into())]));
        assert_eq!((&found[1].change, &found[2].change), (&Change::Added, &Change::Removed));
        assert_eq!(differences(&before, &before, 0), []);
    }

    #[test]
    fn e1_every_part_that_differs_is_said_as_people_write_it() {
        let was = line("a", "1.1", 2026, 8250);
        let with = |change: &dyn Fn(&mut Text)| {
            let mut new = was.clone();
            change(&mut new.text);
            new
        };
        let changed =
            |old: &Line, new: Line, later| match &differences(std::slice::from_ref(old), &[new], later)[..] {
                [Difference { change: Change::Changed(parts), .. }] => parts.clone(),
                other => panic!("{other:?}"),
            };
        let said = |key, old: &str, new: &str| vec![(key, old.to_owned(), new.to_owned())];
        let percent = with(&|t| t.unit = "percent".into());
        let more = Line {
            text: Text {
                targets: vec![Target { target: Some(9000), ..percent.text.targets[0].clone() }],
                ..percent.text.clone()
            },
            ..percent.clone()
        };
        assert_eq!(changed(&percent, more, 0), said("plan-f-target", "82.50%", "90%"));
        assert_eq!(
            changed(&was, with(&|t| t.gauge = "level".into()), 0),
            said("plan-f-gauge", "sum", "level")
        );
        assert_eq!(
            changed(&was, with(&|t| t.counted_in = "人次".into()), 0),
            said("plan-f-counted_in", "場", "人次")
        );
        assert_eq!(
            changed(&was, with(&|t| t.unit = "money".into()), 0),
            said("plan-f-unit", "count", "money")
        );
        // Of several years: which year asks it is a difference between two versions.
        let slices = |years: [i16; 2]| {
            with(&|t| {
                t.targets =
                    years.map(|year| Target { year, target: Some(4), milestone: String::new() }).into();
            })
        };
        assert_eq!(
            changed(&slices([2026, 2027]), slices([2026, 2028]), 0),
            said("plan-f-target", "2026 4／2027 4", "2026 4／2028 4")
        );
        assert_eq!(differences(&[slices([2026, 2027])], &[slices([2026, 2027])], 0), []);
        // The same a year later is none, also of the last day of a February.
        let leap = with(&|t| t.ends_on = date(2028, 2, 29));
        let next = with(&|t| {
            t.ends_on = date(2029, 2, 28);
            t.starts_on = date(2027, 1, 1);
            t.targets[0].year = 2027;
        });
        assert_eq!(differences(std::slice::from_ref(&leap), std::slice::from_ref(&next), 1), []);
        assert_eq!(
            changed(&leap, next, 0).iter().map(|p| p.0).collect::<Vec<_>>(),
            ["plan-f-target", "plan-f-dates"]
        );
    }
}
