//! What the things of a plan are called.

use foundation::i18n::{Lang, Words};
use foundation::measures::{Counted, Measure, Unit, figure};
use foundation::parts::{Tone, tag};
use office::instant::Instant;
use office::roc_date;

use crate::model::{Plan, State, Text};
use crate::rules::standing::{Gap, Light};

/// The language of what the office writes, where the page around it is in another.
pub fn in_chinese(words: &Words) -> Option<&'static str> {
    (words.lang() != Lang::BASE).then_some(Lang::BASE.code())
}

/// A unit in words.
pub fn unit_name(words: &Words, code: &str) -> String {
    match code {
        "counselling" => words.say("plan-unit-counselling"),
        "promotion" => words.say("plan-unit-promotion"),
        "accounting" => words.say("plan-unit-accounting"),
        "direction" => words.say("plan-unit-direction"),
        other => other.to_owned(),
    }
}

/// All units of an action.
pub fn units(words: &Words, text: &Text) -> String {
    words.list(text.units.iter().map(|u| unit_name(words, u)))
}

/// The years of a plan: 115 年, or 115–118 年.
pub fn years(words: &Words, plan: &Plan) -> String {
    if plan.years == 1 {
        return year(words, plan.year);
    }
    let args = [
        ("from", plan.year.to_string().into()),
        ("to", plan.until().to_string().into()),
        ("roc-from", roc_date::roc_year(plan.year).to_string().into()),
        ("roc-to", roc_date::roc_year(plan.until()).to_string().into()),
    ];
    words.say_with("plan-years", &args)
}

/// A year: 115 年.
pub fn year(words: &Words, year: i16) -> String {
    let args = [("year", year.to_string().into()), ("roc", roc_date::roc_year(year).to_string().into())];
    words.say_with("plan-year", &args)
}

/// A state in words.
pub fn state(words: &Words, state: State) -> String {
    words.say(match state {
        State::Draft => "plan-state-draft",
        State::Reviewed => "plan-state-reviewed",
        State::Approved => "plan-state-approved",
        State::Published => "plan-state-published",
    })
}

/// The colour of a state.
pub const fn tone(state: State) -> Tone {
    match state {
        State::Draft => Tone::Plain,
        State::Reviewed => Tone::Wait,
        State::Approved => Tone::Info,
        State::Published => Tone::Good,
    }
}

/// A number of an indicator with what it counts: 1,200 人次.
pub fn counted(words: &Words, text: &Text, number: i64) -> String {
    let said = figure(words, text.scale(), number);
    if text.scale() == Unit::Count && !text.counted_in.is_empty() {
        format!("{said} {}", text.counted_in)
    } else {
        said
    }
}

/// What a year asks: 1,200 人次 and the milestone.
pub fn target(words: &Words, text: &Text, year: i16) -> String {
    let Some(target) = text.target(year) else { return String::new() };
    let number = target.target.map(|n| counted(words, text, n));
    number
        .into_iter()
        .chain(Some(target.milestone.clone()).filter(|m| !m.is_empty()))
        .collect::<Vec<_>>()
        .join(&words.say("plan-semicolon"))
}

/// That a file was taken back, and when.
pub fn taken_back(words: &Words, at: Instant) -> String {
    words.say_with("plan-file-taken-back", &[("on", words.date_short(at.date()).into())])
}

/// Key of the words of a light.
pub const fn light_key(light: Light) -> &'static str {
    match light {
        Light::Green => "plan-light-green",
        Light::Yellow => "plan-light-yellow",
        Light::Red => "plan-light-red",
    }
}

/// A light in words and colour.
pub fn light(words: &Words, light: Light) -> maud::Markup {
    let tone = match light {
        Light::Green => Tone::Good,
        Light::Yellow => Tone::Wait,
        Light::Red => Tone::Bad,
    };
    tag(tone, &words.say(light_key(light)))
}

/// A month: 115 年 3 月.
pub fn month(words: &Words, month: &str) -> String {
    let (year_said, number) = month.split_once('-').unwrap_or((month, ""));
    let year_said = year(words, year_said.parse().unwrap_or_default());
    let number = number.trim_start_matches('0').to_owned();
    words.say_with("plan-month", &[("year", year_said.into()), ("month", number.into())])
}

/// A turn of a task: 115 年 3 月, 115 年第 1 季 …
pub fn turn(words: &Words, code: &str) -> String {
    if let Some(day) = code.get(..10).and_then(|day| day.parse().ok()) {
        // A second occasion of a day has its number behind it.
        let more = code.get(10..).unwrap_or_default().trim_start_matches('-');
        return [words.date_short(day).as_str(), more].join(" ").trim().to_owned();
    }
    let (year_said, rest) = code.split_once('-').unwrap_or((code, ""));
    let Ok(number) = year_said.parse() else { return words.say("plan-turn-once") };
    let year = year(words, number);
    match rest.split_at_checked(1) {
        None => year,
        Some(("Q", quarter)) => {
            words.say_with("plan-turn-quarter", &[("year", year.into()), ("number", quarter.into())])
        }
        Some(("W", week)) => {
            let number = week.trim_start_matches('0').to_owned();
            words.say_with("plan-turn-week", &[("year", year.into()), ("number", number.into())])
        }
        Some(("H", half)) => words.say_with(
            "plan-turn-half",
            &[("year", year.into()), ("number", half.parse::<i64>().unwrap_or(2).into())],
        ),
        Some(_) => month(words, code),
    }
}

/// What the plan asks of an action; of one of several years what each asks.
pub fn asked(words: &Words, plan: &Plan, text: &Text) -> maud::Markup {
    if plan.years == 1 {
        return maud::html! { (target(words, text, plan.year)) };
    }
    let slices = (plan.year..=plan.until()).map(|at| (at, target(words, text, at)));
    maud::html! { @for (at, said) in slices.filter(|(_, said)| !said.is_empty()) { (year(words, at)) " " (said) br; } }
}

/// A part of an action's words that is kept as codes, in the language of the page; none where it is kept in words.
pub fn part(words: &Words, key: &str, codes: &str) -> Option<String> {
    let each =
        |said: &dyn Fn(&str) -> String| words.list(codes.split('、').filter(|c| !c.is_empty()).map(said));
    Some(match key {
        "plan-f-units" => each(&|code| unit_name(words, code)),
        "plan-f-measure" => each(&|name| {
            let title = format!("measure-{}", name.replace('.', "-"));
            if words.knows(&title) { words.say(&title) } else { name.to_owned() }
        }),
        "plan-f-unit" => words.say(&format!("plan-unit-{codes}")),
        "plan-f-gauge" => words.say(&format!("plan-gauge-{codes}")),
        _ => return None,
    })
}

/// A number of a measure; a share with the number it is one of (Q7).
pub fn measured(words: &Words, measure: &Measure, number: Counted) -> String {
    let said = figure(words, measure.unit, number.value);
    match number.whole {
        Some(whole) => {
            let args = [("number", said.into()), ("whole", words.number(whole).into())];
            words.say_with("plan-of-whole", &args)
        }
        None => said,
    }
}

/// What is missing, in words.
pub fn gap(words: &Words, text: &Text, gap: &Gap) -> String {
    match gap {
        Gap::NoWindow => words.say("plan-gap-window"),
        Gap::NoDeputy => words.say("plan-gap-deputy"),
        Gap::NotCounted => words.say("plan-gap-counted"),
        Gap::NoEvidence => words.say("plan-gap-evidence"),
        Gap::NotGood(title) => words.say_with("plan-gap-document", &[("title", title.into())]),
        Gap::Unproven(task, at) => {
            let args = [
                ("task", task.into()),
                ("turn", turn(words, &at.code).into()),
                ("due", words.date_short(at.due_on).into()),
            ];
            words.say_with("plan-gap-proof", &args)
        }
        Gap::UnprovenMany(task, count, newest) => {
            let args = [
                ("task", task.into()),
                ("count", (*count).into()),
                ("turn", turn(words, &newest.code).into()),
            ];
            words.say_with("plan-gap-proofs", &args)
        }
        Gap::NotReported(at) => words.say_with("plan-gap-month", &[("month", month(words, at).into())]),
        Gap::Unexplained(at) => words.say_with("plan-gap-reason", &[("month", month(words, at).into())]),
        Gap::Behind(actual, due) => {
            let args = [
                ("actual", counted(words, text, *actual).into()),
                ("due", counted(words, text, *due).into()),
            ];
            words.say_with("plan-gap-behind", &args)
        }
    }
}
