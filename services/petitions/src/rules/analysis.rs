//! The analysis of a period: every whole divided in each way, so that the parts make it up.

use std::collections::BTreeMap;

use crate::measures::{self, DIMENSIONS};
use crate::model::{Division, Figures, Nature, Row, Said, Topic};
use crate::store::numbers::Group;

/// Questions in a period that make a topic one that is asked often.
pub const OFTEN: i64 = 3;

/// Up to how many days an answer took, as codes; more is `more`.
const BANDS: [(i64, &str); 4] = [(3, "3"), (6, "6"), (14, "14"), (30, "30")];

/// Cases that are alike, counted.
pub fn row(code: &str, groups: &[Group]) -> Row {
    let count = |is: &dyn Fn(&Group) -> bool| groups.iter().filter(|g| is(g)).map(|g| g.count).sum();
    let (in_time, done) = measures::count_in_time(groups);
    Row {
        code: code.to_owned(),
        count: measures::count(groups),
        done,
        in_time,
        answered: count(&measures::is_answered),
        days: groups.iter().filter(|g| measures::is_answered(g)).map(|g| g.days).sum(),
        extended: count(&|g| g.extended),
    }
}

fn division(groups: &[Group], by: &str) -> Division {
    let parts = measures::by_part(groups, by);
    Division { by: by.to_owned(), rows: parts.iter().map(|(code, own)| row(code, own)).collect() }
}

/// How many answers took up to how many days.
fn taken(days: &[(i64, i64)]) -> Vec<(String, i64)> {
    let band = |days: i64| BANDS.iter().find(|(most, _)| days <= *most).map_or("more", |(_, code)| code);
    let codes = BANDS.iter().map(|(_, code)| *code).chain(["more"]);
    let count = |code: &str| days.iter().filter(|(days, _)| band(*days) == code).map(|(_, n)| n).sum();
    codes.map(|code| (code.to_owned(), count(code))).collect()
}

fn said(answers: &[([String; 4], i64)]) -> Vec<Said> {
    let mut months: BTreeMap<&str, Said> = BTreeMap::new();
    for ([month, solved, outcome, handling], number) in answers {
        let said = months.entry(month).or_insert_with(|| Said { month: month.clone(), ..Said::default() });
        said.count += number;
        *said.solved.entry(solved.clone()).or_default() += number;
        *said.outcome.entry(outcome.clone()).or_default() += number;
        *said.handling.entry(handling.clone()).or_default() += number;
    }
    months.into_values().collect()
}

/// Topics about which questions were asked often, the most asked first.
fn often(groups: &[Group]) -> Vec<String> {
    let questions: Vec<Group> =
        groups.iter().filter(|g| g.nature == Nature::Question.code()).cloned().collect();
    let mut rows = division(&questions, "topic").rows;
    rows.retain(|row| row.count >= OFTEN && !row.code.is_empty());
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows.into_iter().map(|row| row.code).collect()
}

/// The figures of a period: its cases, how many came a year before, days and number of answers, what was said.
pub fn figures(
    groups: &[Group],
    before: i64,
    days: &[(i64, i64)],
    answers: &[([String; 4], i64)],
    topics: &[Topic],
) -> Figures {
    let by = DIMENSIONS.iter().chain(&["year", "state"]);
    Figures {
        whole: row("", groups),
        before,
        divisions: by.map(|by| division(groups, by)).collect(),
        taken: taken(days),
        said: said(answers),
        often: often(groups),
        topics: topics.iter().map(|t| (t.code.clone(), [t.name.clone(), t.name_en.clone()])).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn group(topic: &str, month: &str, count: i64, in_time: Option<bool>) -> Group {
        Group {
            kind: "petition".into(),
            nature: "question".into(),
            topic: topic.into(),
            district: String::new(),
            channel: "web".into(),
            tone: String::new(),
            month: month.into(),
            state: if in_time.is_some() { "replied" } else { "in_progress" }.into(),
            extended: in_time == Some(false),
            in_time,
            answered: in_time.is_some(),
            count,
            days: 5 * count,
        }
    }

    #[test]
    fn x9_the_parts_of_every_division_make_up_the_whole() {
        let groups = [
            group("a", "2026-11", 3, Some(true)),
            group("a", "2025-12", 2, Some(false)),
            group("b", "2026-11", 2, None),
        ];
        let all = figures(&groups, 4, &[(2, 3), (31, 2)], &[], &[]);
        assert_eq!((all.whole.count, all.whole.done, all.whole.in_time, all.whole.extended), (7, 5, 3, 2));
        assert_eq!((all.whole.answered, all.whole.days, all.before), (5, 25, 4));
        for division in &all.divisions {
            let sum = |of: fn(&Row) -> i64| division.rows.iter().map(of).sum::<i64>();
            let sums = (sum(|r| r.count), sum(|r| r.done), sum(|r| r.in_time), sum(|r| r.days));
            assert_eq!(sums, (7, 5, 3, 25), "{}", division.by);
        }
        let years = all.divisions.iter().find(|division| division.by == "year").unwrap();
        assert_eq!(years.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["2025", "2026"]);
        assert_eq!(all.often, ["a"]);
    }

    #[test]
    fn p15_the_time_used_is_told_in_the_steps_of_the_limits() {
        let told = taken(&[(0, 1), (3, 2), (4, 5), (30, 1), (45, 2)]);
        let numbers: Vec<i64> = told.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers, [3, 5, 0, 1, 2]);
    }

    #[test]
    fn p15_what_was_said_is_counted_by_month() {
        let answer = |month: &str, outcome: &str| [month, "yes", outcome, "satisfied"].map(str::to_owned);
        let told = said(&[(answer("2026-10", "satisfied"), 2), (answer("2026-10", "dissatisfied"), 1)]);
        assert_eq!((told.len(), told[0].count, told[0].outcome["satisfied"]), (1, 3, 2));
    }
}
