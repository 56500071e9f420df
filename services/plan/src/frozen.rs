//! What is frozen on a reporting day: every number with its definition, and how every action stood, with the rule
//! of that day; and how it is shown beside what is counted now.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::DbResult;
use foundation::i18n::{Lang, Words};
use foundation::measures::{self, Period, Unit, figure};
use foundation::parts::{self, Tone, column};
use foundation::sheet::{self, Cell, Kind, SheetError};
use maud::{Markup, Render as _, html};
use office::instant::Instant;
use sha2::{Digest, Sha256};

use crate::figures::{self, Figures};
use crate::model::progress::month_of;
use crate::model::{Leaf, order, scale, scale_code};
use crate::picture::Picture;
use crate::rules::standing::{Gap, Known, Light, Standing, Thresholds, reporting_day, standing, typed_by};
use crate::store::freeze::{Freeze, Frozen, Kept, Stood};
use crate::words;

/// Every number of a plan for a period and how every action stands at its end, counted now.
///
/// # Errors
/// Any database error.
pub async fn take(
    centre: &Arc<Centre>,
    picture: &Picture,
    period: Period,
    (words, now): (&Words, Instant),
) -> DbResult<(Vec<Frozen>, Vec<Stood>)> {
    // Counted now, whatever was kept before.
    let counted = figures::of_age(centre, &picture.wants(&[period]), now, 0).await?;
    let words = words.in_lang(Lang::BASE);
    let mut numbers = Vec::new();
    for leaf in &picture.leaves {
        numbers.extend(numbers_of(centre, picture, leaf, period, (&words, &counted)));
    }
    let stood = picture.leaves.iter().map(|leaf| stood(picture, leaf, period, (&words, &counted))).collect();
    Ok((numbers, stood))
}

fn numbers_of(
    centre: &Centre,
    picture: &Picture,
    leaf: &Leaf,
    period: Period,
    (words, counted): (&Words, &Figures),
) -> Vec<Frozen> {
    let year = period.to.year();
    let base = |place: i64| Frozen {
        code: leaf.text.code.clone(),
        place,
        action: leaf.text.action.clone(),
        measure: String::new(),
        title: leaf.text.indicator.clone(),
        definition: words.say("plan-typed"),
        unit: leaf.text.unit.clone(),
        value: 0,
        target: leaf.text.wanted(year),
    };
    let mut numbers = Vec::new();
    if leaf.text.measure.is_empty()
        && let Some(value) = typed_by(&leaf.text, picture.known(leaf).months, year, period.to)
    {
        numbers.push(Frozen { value, ..base(0) });
    }
    for (place, name) in (1..).zip(leaf.text.measures()) {
        let Some(measure) = measures::find(&centre.house, name) else { continue };
        let Some(value) = counted.get(name, period) else { continue };
        let is_first = name == leaf.text.measure;
        numbers.push(Frozen {
            measure: name.to_owned(),
            title: measure.title(words),
            definition: words.say(measure.definition),
            unit: scale_code(measure.unit).to_owned(),
            value,
            target: leaf.text.wanted(year).filter(|_| is_first),
            ..base(place)
        });
    }
    numbers
}

/// How an action stands at the end of a period, by the rule of that day. What is typed is about whole months, and is
/// judged at the end of the last that was over; a reason is told of a month that was over.
fn stood(picture: &Picture, leaf: &Leaf, period: Period, (words, counted): (&Words, &Figures)) -> Stood {
    let (year, text) = (period.to.year(), &leaf.text);
    let documents = picture.documents_on(leaf, period.to);
    let measured = counted.get(&text.measure, period);
    let known = Known { documents: &documents, measured, ..picture.known(leaf) };
    let over = reporting_day(year, period.to);
    let reported = if text.measure.is_empty() { over } else { period.to };
    let Standing { actual, due, light, gaps } = standing(&known, year, (period.to, reported), picture.rule);
    let over = if reported == over && over.year() == year { month_of(over) } else { String::new() };
    let said = known.months.iter().find(|m| m.month == over);
    // That the number is behind is said by the number itself.
    let missing = gaps.iter().filter(|gap| !matches!(gap, Gap::Behind(..)));
    let missing: Vec<String> = missing.map(|gap| words::gap(words, text, gap)).collect();
    Stood {
        code: text.code.clone(),
        action: text.action.clone(),
        light,
        unit: text.unit.clone(),
        counted_in: text.counted_in.clone(),
        actual,
        due,
        reason: said.map(|m| m.reason.clone()).unwrap_or_default(),
        remedy: said.map(|m| m.remedy.clone()).unwrap_or_default(),
        missing: missing.join("\n"),
    }
}

/// A hash over all that was frozen, so that a later change shows.
pub fn hash(period: Period, numbers: &[Frozen], stood: &[Stood], rule: Option<Thresholds>) -> String {
    let said = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
    let mut sha = Sha256::new();
    sha.update(format!("{}/{}\n", period.from, period.to));
    for n in in_order(numbers, |n| (&n.code, n.place)) {
        sha.update(format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
            n.code,
            n.place,
            n.measure,
            n.value,
            n.definition,
            said(n.target),
            n.title,
            n.unit,
            n.action
        ));
    }
    if let Some(rule) = rule {
        sha.update(format!("{}/{}\n", rule.green, rule.yellow));
    }
    for s in in_order(stood, |s| (&s.code, 0)) {
        let (actual, due, light) = (said(s.actual), said(s.due), s.light.code());
        sha.update(format!("{}\t{light}\t{actual}\t{due}\t{}\t{}\t", s.code, s.unit, s.counted_in));
        sha.update(format!("{}\t{}\t{}\t{}\n", s.action, s.reason, s.remedy, s.missing));
    }
    sha.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

fn in_order<T>(all: &[T], key: impl Fn(&T) -> (&str, i64)) -> Vec<&T> {
    let mut sorted: Vec<&T> = all.iter().collect();
    sorted.sort_by_cached_key(|one| {
        let (code, place) = key(one);
        (order(code), place)
    });
    sorted
}

impl Freeze {
    /// What it was for, as evaluators read it: nothing where that was typed before they read such days.
    pub fn told(&self) -> &str {
        if self.rule.is_some() { &self.note } else { "" }
    }

    /// The days its numbers are about.
    pub fn period(&self) -> Period {
        Period { from: self.from_on, to: self.to_on }
    }
}

impl Kept {
    /// Whether it is as it was frozen.
    pub fn is_whole(&self) -> bool {
        hash(self.freeze.period(), &self.numbers, &self.stood, self.freeze.rule) == self.freeze.hash
    }

    /// How an action stood, by its number.
    pub fn of(&self, code: &str) -> Option<&Stood> {
        self.stood.iter().find(|s| s.code == code)
    }

    /// The measures of its numbers, to be counted again.
    pub fn wants(&self) -> Vec<(String, Period)> {
        self.numbers.iter().map(|n| (n.measure.clone(), self.freeze.period())).collect()
    }

    /// All that was frozen as a table of a kind: the actions, each with its light and its numbers; numbers alone of
    /// the days before lights were frozen.
    ///
    /// # Errors
    /// [`SheetError`] when it cannot be made.
    pub fn sheet(&self, kind: Kind, words: &Words) -> Result<Vec<u8>, SheetError> {
        let mut codes: Vec<&str> = self.stood.iter().map(|s| s.code.as_str()).collect();
        codes.extend(self.numbers.iter().map(|n| n.code.as_str()));
        codes.sort_by_cached_key(|code| order(code));
        codes.dedup();
        let numbers = in_order(&self.numbers, |n| (&n.code, n.place));
        let mut rows = Vec::new();
        for code in codes {
            let mut of: Vec<_> = numbers.iter().filter(|n| n.code == code).map(|n| Some(*n)).collect();
            if of.is_empty() {
                of.push(None);
            }
            rows.extend(of.into_iter().map(|number| row(words, self.of(code), number)));
        }
        sheet::write(kind, "frozen", &COLUMNS.map(str::to_owned), &rows)
    }
}

const COLUMNS: [&str; 13] = [
    "code",
    "action",
    "light",
    "actual",
    "due",
    "reason",
    "remedy",
    "missing",
    "measure",
    "title",
    "definition",
    "value",
    "target",
];

/// How an action stood and one of its numbers, as far as they were frozen.
fn row(words: &Words, stood: Option<&Stood>, number: Option<&Frozen>) -> Vec<Cell> {
    let said = |unit: &str, number: Option<i64>| {
        let unit = scale(unit).unwrap_or(Unit::Count);
        Cell::from(number.map(|n| figure(words, unit, n)))
    };
    let head = match (stood, number) {
        (Some(s), _) => vec![
            Cell::from(&s.code),
            Cell::from(&s.action),
            Cell::from(words.say(words::light_key(s.light))),
            said(&s.unit, s.actual),
            said(&s.unit, s.due),
            Cell::from(&s.reason),
            Cell::from(&s.remedy),
            Cell::from(&s.missing),
        ],
        (None, Some(n)) => [vec![Cell::from(&n.code), Cell::from(&n.action)], vec![Cell::Empty; 6]].concat(),
        (None, None) => vec![Cell::Empty; 8],
    };
    let tail = match number {
        Some(n) => vec![
            Cell::from(&n.measure),
            Cell::from(&n.title),
            Cell::from(&n.definition),
            said(&n.unit, Some(n.value)),
            said(&n.unit, n.target),
        ],
        None => vec![Cell::Empty; 5],
    };
    [head, tail].concat()
}

impl Stood {
    /// What was reached and what was due, in words; empty when there was no number.
    pub fn said(&self, words: &Words) -> String {
        let unit = scale(&self.unit).unwrap_or(Unit::Count);
        let counted = |number: i64| {
            let said = figure(words, unit, number);
            let is_counted = unit == Unit::Count && !self.counted_in.is_empty();
            if is_counted { format!("{said} {}", self.counted_in) } else { said }
        };
        match (self.actual.map(counted), self.due.map(counted)) {
            (Some(actual), Some(due)) => {
                words.say_with("plan-actual-of-due", &[("actual", actual.into()), ("due", due.into())])
            }
            (Some(actual), None) => actual,
            (None, Some(due)) => words.say_with("plan-none-of-due", &[("due", due.into())]),
            (None, None) => String::new(),
        }
    }
}

/// The lights of the day, and the rule they were by: what was behind first, what was in time folded.
pub fn lights(words: &Words, kept: &Kept) -> Markup {
    let Some(rule) = kept.freeze.rule else { return html! {} };
    let by = [("green", rule.green.into()), ("yellow", rule.yellow.into())];
    let of =
        |light| in_order(&kept.stood, |s| (&s.code, 0)).into_iter().filter(|s| s.light == light).collect();
    let groups: [(Light, Vec<&Stood>); 3] =
        [Light::Red, Light::Yellow, Light::Green].map(|light| (light, of(light)));
    html! {
        h2 #lights { (words.say("plan-frozen-lights")) }
        p.hint { (words.say_with("plan-frozen-rule", &by)) }
        @for (light, stood) in groups.iter().filter(|(_, stood)| !stood.is_empty()) {
            @let args = [("what", words.say(words::light_key(*light)).into()), ("count", stood.len().into())];
            @let title = words.say_with("plan-readiness-count", &args);
            @if *light == Light::Green { (parts::details(&title, group(words, &title, stood))) }
            @else { h3 { (title) } (group(words, &title, stood)) }
        }
    }
}

fn group(words: &Words, title: &str, stood: &[&Stood]) -> Markup {
    let lang = words::in_chinese(words);
    let rows = stood.iter().map(|s| {
        vec![
            html! { (s.code) " " span lang=[lang] { (s.action) } },
            html! { (s.said(words)) },
            html! { div lang=[lang] {
                @if !s.reason.is_empty() { (s.reason) br; }
                @if !s.remedy.is_empty() { (s.remedy) br; }
                @if !s.missing.is_empty() { span.hint.lines { (s.missing) } }
            } },
        ]
    });
    let columns =
        ["plan-f-action", "plan-h-number", "plan-f-explained"].map(|key| column(words.say(key))).into();
    parts::table(words, title.to_owned(), columns, rows.collect()).caption_unseen().render()
}

/// The numbers of the day beside the same counted now.
pub fn numbers(words: &Words, kept: &Kept, picture: &Picture, now: &Figures) -> Markup {
    let (period, lang) = (kept.freeze.period(), words::in_chinese(words));
    let rows = in_order(&kept.numbers, |n| (&n.code, n.place)).into_iter().map(|n| {
        let unit = scale(&n.unit).unwrap_or(Unit::Count);
        let again = if n.measure.is_empty() { typed(picture, &n.code, period) } else { now.get(&n.measure, period) };
        vec![
            html! { (n.code) " " span lang=[lang] { (n.action) } },
            html! { span lang=[lang] { (n.title) " " span.hint { (n.definition) } } },
            html! { (figure(words, unit, n.value)) },
            html! { @if let Some(target) = n.target { (figure(words, unit, target)) } },
            html! {
                @match again {
                    None => "—",
                    Some(value) if value == n.value => (parts::tag(Tone::Good, &words.say("plan-same-now"))),
                    Some(value) => { (parts::tag(Tone::Wait, &words.say("plan-other-now"))) " " (figure(words, unit, value)) }
                }
            },
        ]
    });
    let columns = ["plan-f-action", "plan-f-measure", "plan-f-then", "plan-f-target", "plan-f-now"]
        .map(|key| column(words.say(key)));
    let title = words.say("plan-frozen-numbers");
    html! {
        h2 #numbers { (title) }
        p.hint { (words.say("plan-frozen-hint")) }
        (parts::details(&words.say("plan-frozen-all"), html! {
            (parts::table(words, title.clone(), columns.into(), rows.collect()).caption_unseen())
        }))
    }
}

/// What is typed now for an action, by its number.
fn typed(picture: &Picture, code: &str, period: Period) -> Option<i64> {
    let leaf = picture.leaves.iter().find(|leaf| leaf.text.code == code)?;
    typed_by(&leaf.text, picture.known(leaf).months, period.to.year(), period.to)
}

/// What a reporting day is called: its days.
pub fn title(words: &Words, freeze: &Freeze) -> String {
    let args = [("from", words.date(freeze.from_on).into()), ("to", words.date(freeze.to_on).into())];
    words.say_with("plan-frozen-of", &args)
}

/// Who froze it and when, whether it is as it was, and its hash.
pub fn heading(words: &Words, kept: &Kept, by: &str) -> Markup {
    let at = words.date_time(kept.freeze.frozen_at.taipei());
    html! {
        p.lead { (words.say_with("plan-frozen-said", &[("at", at.into()), ("by", by.into())])) " " span lang=[words::in_chinese(words)] { (kept.freeze.note) } }
        @if !kept.is_whole() { (parts::notice(Tone::Bad, "", html! { p { (words.say("plan-frozen-broken")) } })) }
        p.hint { (words.say("plan-frozen-hash")) " " code { (kept.freeze.hash) } }
    }
}
