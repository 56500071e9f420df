//! What changed between two plans or two versions, action by action.

use std::collections::HashMap;

use crate::model::{Line, Text, order};

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

/// The parts of a text that are compared: key of the words, and how it reads.
fn parts(text: &Text) -> Vec<(&'static str, String)> {
    // Years are left out: a copy for the next year asks the same of another year.
    let targets: Vec<String> = text
        .targets
        .iter()
        .map(|t| {
            let number = t.target.map(|n| n.to_string()).unwrap_or_default();
            [number, t.milestone.clone()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
        })
        .collect();
    let period = |date: jiff::civil::Date| date.strftime("%m-%d").to_string();
    vec![
        ("plan-f-code", text.code.clone()),
        ("plan-f-area", text.area.clone()),
        ("plan-f-strategy", text.strategy.clone()),
        ("plan-f-action", text.action.clone()),
        ("plan-f-units", text.units.join("、")),
        ("plan-f-indicator", text.indicator.clone()),
        ("plan-f-target", targets.join("／")),
        ("plan-f-measure", text.measures().collect::<Vec<_>>().join("、")),
        ("plan-f-dates", format!("{}–{}", period(text.starts_on), period(text.ends_on))),
        ("plan-f-legal_basis", text.legal_basis.clone()),
    ]
}

/// What is different, in the order of the newer plan; what is gone comes last.
pub fn differences(before: &[Line], after: &[Line]) -> Vec<Difference> {
    let known: HashMap<&str, &Text> = before.iter().map(|l| (l.line.as_str(), &l.text)).collect();
    let mut found = Vec::new();
    for line in after {
        let change = match known.get(line.line.as_str()) {
            None => Change::Added,
            Some(old) => {
                let changed: Vec<_> = parts(old)
                    .into_iter()
                    .zip(parts(&line.text))
                    .filter(|((_, old), (_, new))| old != new)
                    .map(|((key, old), (_, new))| (key, old, new))
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
    use super::*;
    use crate::model::Target;
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
        let found = differences(&before, &after);
        assert_eq!(found.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), ["1.2", "1.10", "1.3"]);
        assert_eq!(found[0].change, Change::Changed(vec![("plan-f-target", "5".into(), "8".into())]));
        assert_eq!((&found[1].change, &found[2].change), (&Change::Added, &Change::Removed));
        assert_eq!(differences(&before, &before), []);
    }
}
