//! The figures of an analysis as tables, for the screen, for paper and as a file.

use foundation::i18n::{Lang, Words};
use foundation::parts::{self, column};
use foundation::sheet::Cell;
use maud::{Markup, html};
use std::collections::BTreeMap;

use crate::measures;
use crate::model::{Division, Figures, Row, Said};
use crate::staff::numbers;

/// The columns of a division after its first.
const COLUMNS: [&str; 6] = ["count", "answered", "in-time", "mean-days", "extended", "share"];

fn percent(part: i64, whole: i64) -> String {
    if whole == 0 { "–".to_owned() } else { numbers::percent(measures::share(part, whole)) }
}

fn mean(row: &Row) -> String {
    match row.answered {
        0 => "–".to_owned(),
        answered => numbers::mean(row.days, answered),
    }
}

/// A part in words; a topic as it was called then.
pub(super) fn name(words: &Words, figures: &Figures, by: &str, code: &str) -> String {
    if by != "topic" {
        return measures::label(words, by, code);
    }
    let Some([name, name_en]) = figures.topics.get(code) else { return code.to_owned() };
    if words.lang() == Lang::BASE || name_en.is_empty() { name.clone() } else { name_en.clone() }
}

/// All of it, for the house: the smallest numbers too.
pub(super) fn shown(words: &Words, figures: &Figures) -> Markup {
    let whole = &figures.whole;
    html! {
        dl.facts {
            dt { (words.say("petitions-count")) } dd { (words.number(whole.count)) }
            dt { (words.say("petitions-report-before")) } dd { (words.number(figures.before)) }
            dt { (words.say("petitions-answered")) } dd { (words.number(whole.answered)) }
            dt { (words.say("petitions-in-time")) } dd { (percent(whole.in_time, whole.done)) }
            dt { (words.say("petitions-mean-days")) } dd { (mean(whole)) }
            dt { (words.say("petitions-extended")) } dd { (words.number(whole.extended)) }
        }
        @for division in &figures.divisions { (divided(words, figures, division)) }
        (taken(words, figures))
        (said(words, figures))
        (often(words, figures))
    }
}

fn divided(words: &Words, figures: &Figures, division: &Division) -> Markup {
    let title = words.say(&format!("petitions-by-{}", division.by));
    let mut columns = vec![column(title.as_str())];
    columns.extend(COLUMNS.iter().map(|name| column(words.say(&format!("petitions-{name}"))).number()));
    let line = |row: &Row| {
        vec![
            html! { (name(words, figures, &division.by, &row.code)) },
            html! { (words.number(row.count)) },
            html! { (words.number(row.answered)) },
            html! { (percent(row.in_time, row.done)) },
            html! { (mean(row)) },
            html! { (words.number(row.extended)) },
            html! { (percent(row.count, figures.whole.count)) },
        ]
    };
    let rows = division.rows.iter().map(line).collect();
    html! { (parts::table(words, title, columns, rows).empty(words.say("petitions-report-nothing"))) }
}

fn taken(words: &Words, figures: &Figures) -> Markup {
    let title = words.say("petitions-report-taken");
    let columns = vec![column(title.as_str()), column(words.say("petitions-answered")).number()];
    let row = |(code, number): &(String, i64)| {
        vec![html! { (words.say(&format!("petitions-taken-{code}"))) }, html! { (words.number(*number)) }]
    };
    html! { (parts::table(words, title, columns, figures.taken.iter().map(row).collect())) }
}

/// How many are satisfied or very satisfied, and how many have an opinion.
fn satisfied(by: &BTreeMap<String, i64>) -> (i64, i64) {
    measures::count_opinions(by.iter().map(|(code, number)| (code.as_str(), *number)))
}

fn said(words: &Words, figures: &Figures) -> Markup {
    let columns = ["by-month", "report-said", "solved-yes", "report-outcome", "report-handling"];
    let mut columns = columns.map(|name| column(words.say(&format!("petitions-{name}"))).number()).to_vec();
    if let Some(first) = columns.first_mut() {
        *first = column(words.say("petitions-by-month"));
    }
    let row = |said: &Said| {
        let ((outcome, of_outcome), (handling, of_handling)) =
            (satisfied(&said.outcome), satisfied(&said.handling));
        vec![
            html! { (said.month) },
            html! { (words.number(said.count)) },
            html! { (words.number(said.solved.get("yes").copied().unwrap_or_default())) },
            html! { (percent(outcome, of_outcome)) },
            html! { (percent(handling, of_handling)) },
        ]
    };
    let rows = figures.said.iter().map(row).collect();
    let title = words.say("petitions-report-satisfaction");
    html! { (parts::table(words, title, columns, rows).empty(words.say("petitions-report-nothing"))) }
}

/// Topics that an answer for everybody may be written about.
fn often(words: &Words, figures: &Figures) -> Markup {
    html! {
        @if !figures.often.is_empty() {
            h3 { (words.say("petitions-report-often")) }
            p { (words.say_with("petitions-asked-often-about", &[("least", crate::rules::analysis::OFTEN.into())])) }
            ul { @for code in &figures.often { li { (name(words, figures, "topic", code)) } } }
        }
    }
}

/// The header of the file.
pub(super) fn columns(words: &Words) -> Vec<String> {
    ["by", "code", "name"]
        .map(|name| words.say(&format!("petitions-report-{name}")))
        .into_iter()
        .chain(
            ["count", "answered", "done", "in-time", "extended", "days"]
                .map(|n| words.say(&format!("petitions-column-{n}"))),
        )
        .collect()
}

/// One line for each part of each division, the whole first; what people said and the days taken after them.
pub(super) fn rows(words: &Words, figures: &Figures) -> Vec<Vec<Cell>> {
    let line = |by: String, name: String, row: &Row| {
        vec![
            by.into(),
            (&row.code).into(),
            name.into(),
            row.count.into(),
            row.answered.into(),
            row.done.into(),
            row.in_time.into(),
            row.extended.into(),
            row.days.into(),
        ]
    };
    let short = |by: &str, code: &str, name: String, count: i64| {
        let mut cells: Vec<Cell> = vec![words.say(by).into(), code.into(), name.into(), count.into()];
        cells.resize(9, Cell::Empty);
        cells
    };
    let mut rows = vec![line(words.say("petitions-report-whole"), String::new(), &figures.whole)];
    rows.push(short("petitions-report-before", "", String::new(), figures.before));
    for division in &figures.divisions {
        let by = words.say(&format!("petitions-by-{}", division.by));
        let named = |row: &Row| line(by.clone(), name(words, figures, &division.by, &row.code), row);
        rows.extend(division.rows.iter().map(named));
    }
    for (code, number) in &figures.taken {
        rows.push(short(
            "petitions-report-taken",
            code,
            words.say(&format!("petitions-taken-{code}")),
            *number,
        ));
    }
    for said in &figures.said {
        for (by, answers) in
            [("solved", &said.solved), ("satisfaction", &said.outcome), ("handling", &said.handling)]
        {
            for (code, number) in answers {
                rows.push(short(&format!("petitions-by-{by}"), code, said.month.clone(), *number));
            }
        }
    }
    rows
}
