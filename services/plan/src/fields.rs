//! What was typed about an action, on the page or in a row of a table: the same names, the same rules.

use std::collections::{HashMap, HashSet};

use foundation::form::Form;
use foundation::i18n::Arg;
use foundation::measures::Unit;
use jiff::civil::{Date, date};
use office::digits::half_width;
use office::roc_date;

use crate::model::{Gauge, Target, Text, scale, scale_code, unit_code};

/// The columns a table must have.
pub const REQUIRED: &[&str] = &["code", "area", "strategy", "action", "units"];
/// The columns it may have, besides those of the targets.
const OPTIONAL: &[&str] = &[
    "indicator",
    "unit",
    "gauge",
    "counted_in",
    "measure",
    "also",
    "starts_on",
    "ends_on",
    "legal_basis",
    "owner",
    "deputy",
];

/// What the reader must know of the house.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// First year and number of years of the plan.
    pub span: (i16, i16),
    /// Names of all measures and their units.
    pub measures: HashMap<String, Unit>,
    /// Names of those of which less is better.
    pub falling: HashSet<String>,
    /// Accounts by e-mail address and by id.
    pub people: HashMap<String, String>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    /// The words of the action.
    pub text: Text,
    /// Who is in charge; none when it is not said.
    pub owner_id: Option<String>,
    /// Who stands in.
    pub deputy_id: Option<String>,
}

/// The fields of the targets: one pair for an annual plan, one for each year of a longer one.
pub fn target_names((year, years): (i16, i16)) -> Vec<(i16, String, String)> {
    if years == 1 {
        return vec![(year, "target".into(), "milestone".into())];
    }
    (year..year + years).map(|y| (y, format!("target-{y}"), format!("milestone-{y}"))).collect()
}

/// All columns of a table, in their order.
pub fn columns(span: (i16, i16)) -> Vec<String> {
    let targets = target_names(span).into_iter().flat_map(|(_, target, milestone)| [target, milestone]);
    REQUIRED.iter().chain(OPTIONAL).map(|name| (*name).to_owned()).chain(targets).collect()
}

/// Reads an action; what is wrong is noted in the form.
pub fn read(form: &mut Form, known: &Known) -> Fields {
    let code = code(form);
    let (area, strategy) = (form.required("area", 200), form.required("strategy", 200));
    let action = form.required("action", 2000);
    let units = units(form);
    let (measure, also) = measures(form, known);
    let unit = unit(form, known.measures.get(&measure).copied());
    let (starts_on, ends_on) = dates(form, known.span);
    let targets = target_names(known.span)
        .into_iter()
        .map(|(year, name, milestone)| {
            let target = number(form, &name, unit);
            Target { year, target, milestone: form.optional(&milestone, 500) }
        })
        .filter(|t| t.target.is_some() || !t.milestone.is_empty())
        .collect();
    let gauge = match Gauge::from_code(form.text("gauge").trim()) {
        Some(Gauge::Sum) if unit == Unit::BasisPoints => {
            form.wrong("gauge", "plan-wrong-gauge");
            Gauge::Level
        }
        Some(gauge) => gauge,
        None if known.falling.contains(&measure) => Gauge::Ceiling,
        None if unit == Unit::BasisPoints => Gauge::Level,
        None => Gauge::Sum,
    };
    let text = Text {
        code,
        area,
        strategy,
        action,
        units,
        indicator: form.optional("indicator", 500),
        unit: scale_code(unit).into(),
        gauge: gauge.code().into(),
        counted_in: form.optional("counted_in", 20),
        measure,
        also,
        starts_on,
        ends_on,
        legal_basis: form.optional("legal_basis", 500),
        targets,
    };
    Fields { text, owner_id: person(form, "owner", known), deputy_id: person(form, "deputy", known) }
}

fn code(form: &mut Form) -> String {
    let code = half_width(form.text("code").trim());
    let is_number =
        |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    if code.is_empty() {
        form.wrong("code", "form-required");
    } else if !(2..=4).contains(&code.split('.').count()) || !code.split('.').all(is_number) {
        form.wrong("code", "plan-wrong-code");
    }
    code
}

fn units(form: &mut Form) -> Vec<String> {
    let typed: Vec<String> = form
        .texts("units")
        .flat_map(|text| text.split([';', '；', ',', '，', '、', '/', '\n']))
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    if typed.is_empty() {
        form.wrong("units", "plan-wrong-no-units");
    }
    let mut units: Vec<String> = Vec::new();
    for word in typed {
        match unit_code(&word) {
            Some(code) if units.iter().any(|u| u == code) => {}
            Some(code) => units.push(code.to_owned()),
            None => form.wrong_with("units", "plan-wrong-unit", vec![("unit", Arg::from(word))]),
        }
    }
    units
}

fn measures(form: &mut Form, known: &Known) -> (String, Vec<String>) {
    let measure = form.text("measure").trim().to_owned();
    let mut also: Vec<String> = Vec::new();
    let typed: Vec<String> =
        form.texts("also").flat_map(|t| t.split([';', ',', ' '])).map(str::to_owned).collect();
    for name in typed.into_iter().filter(|name| !name.is_empty() && *name != measure) {
        if !also.contains(&name) {
            also.push(name);
        }
    }
    for (field, name) in std::iter::once(("measure", &measure)).chain(also.iter().map(|name| ("also", name)))
    {
        if !name.is_empty() && !known.measures.contains_key(name) {
            form.wrong_with(field, "plan-wrong-measure", vec![("name", Arg::from(name))]);
        }
    }
    (measure, also)
}

/// The unit of the indicator: that of its measure, or what is said.
fn unit(form: &mut Form, of_measure: Option<Unit>) -> Unit {
    let typed = form.text("unit").trim().to_owned();
    match (of_measure, scale(&typed)) {
        (Some(unit), _) => unit,
        (None, Some(unit)) => unit,
        (None, None) if typed.is_empty() => Unit::Count,
        (None, None) => {
            form.wrong("unit", "form-choose");
            Unit::Count
        }
    }
}

/// A day of a form, as 2026-03-01 or 115/3/1; nothing where none was typed.
pub fn day(form: &mut Form, name: &str) -> Option<Date> {
    let typed = half_width(form.text(name).trim());
    if typed.is_empty() {
        return None;
    }
    let read = typed.parse().ok().or_else(|| roc_date::parse(&typed).ok());
    if read.is_none() {
        form.wrong(name.to_owned(), "plan-wrong-date");
    }
    read
}

/// A day that must be there.
pub fn required_day(form: &mut Form, name: &str) -> Option<Date> {
    if form.text(name).trim().is_empty() {
        form.wrong(name.to_owned(), "form-required");
    }
    day(form, name)
}

fn dates(form: &mut Form, (year, years): (i16, i16)) -> (Date, Date) {
    let (first, last) = (date(year, 1, 1), date(year + years - 1, 12, 31));
    let starts_on = day(form, "starts_on").unwrap_or(first);
    let ends_on = day(form, "ends_on").unwrap_or(last);
    if ends_on < starts_on {
        form.wrong("ends_on", "plan-wrong-dates");
    } else if starts_on < first || ends_on > last {
        form.wrong(if starts_on < first { "starts_on" } else { "ends_on" }, "plan-wrong-years");
    }
    (starts_on, ends_on)
}

/// The largest number that is taken.
const NUMBER_MAX: i64 = 1_000_000_000_000;

/// A number in a unit: `1,200`, `85`, `82.5%`.
pub fn number(form: &mut Form, name: &str, unit: Unit) -> Option<i64> {
    let typed = half_width(form.text(name).trim());
    if typed.is_empty() {
        return None;
    }
    if unit == Unit::BasisPoints && is_fraction(&typed) {
        form.wrong(name.to_owned(), "plan-wrong-fraction");
        return None;
    }
    let read = read_number(&typed, unit);
    if read.is_none() {
        form.wrong(
            name.to_owned(),
            if unit == Unit::BasisPoints { "plan-wrong-percent" } else { "plan-wrong-number" },
        );
    }
    read
}

/// Whether a percentage without its sign may be one as spreadsheets keep it: 85 % is 0.85 in there, 100 % is 1, and
/// 120 % is 1.2.
fn is_fraction(typed: &str) -> bool {
    typed
        .parse::<f64>()
        .is_ok_and(|number| number > 0.0 && (number <= 1.0 || (number < 10.0 && number.fract() != 0.0)))
}

fn read_number(typed: &str, unit: Unit) -> Option<i64> {
    let plain = typed.replace([',', ' '], "");
    let plain = plain.trim_end_matches(['%', '％']);
    let number = if unit == Unit::BasisPoints {
        let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
        let is_right = part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()) && !whole.starts_with('+');
        let hundredths: i64 = if is_right { format!("{part:0<2}").parse().ok()? } else { return None };
        whole.parse::<u32>().ok().map(|whole| i64::from(whole) * 100 + hundredths)
    } else {
        plain.trim_start_matches("NT$").parse::<i64>().ok()
    };
    number.filter(|n| (0..=NUMBER_MAX).contains(n))
}

/// A number as it is typed again.
pub fn typed(unit: Unit, number: i64) -> String {
    match unit {
        // With its sign where it could be taken for a fraction.
        Unit::BasisPoints if (1..=100).contains(&number) || (number < 1000 && number % 100 != 0) => {
            format!("{}.{:02}%", number / 100, number % 100)
        }
        Unit::BasisPoints if number % 100 == 0 => format!("{}", number / 100),
        Unit::BasisPoints => format!("{}.{:02}", number / 100, number % 100),
        Unit::Count | Unit::Money => number.to_string(),
    }
}

fn person(form: &mut Form, name: &str, known: &Known) -> Option<String> {
    let typed = form.text(name).trim().to_lowercase();
    if typed.is_empty() {
        return None;
    }
    let found = known.people.get(&typed).cloned();
    if found.is_none() {
        form.wrong(name, "plan-wrong-person");
    }
    found
}

/// A form filled with what an action is now.
pub fn filled(fields: &Fields, span: (i16, i16)) -> Form {
    let t = &fields.text;
    let mut form = Form::new(t.units.iter().map(|u| ("units".to_owned(), u.clone())).collect());
    for (name, value) in [
        ("code", t.code.clone()),
        ("area", t.area.clone()),
        ("strategy", t.strategy.clone()),
        ("action", t.action.clone()),
        ("indicator", t.indicator.clone()),
        ("unit", t.unit.clone()),
        ("gauge", t.gauge.clone()),
        ("counted_in", t.counted_in.clone()),
        ("measure", t.measure.clone()),
        ("also", t.also.join(" ")),
        ("starts_on", t.starts_on.to_string()),
        ("ends_on", t.ends_on.to_string()),
        ("legal_basis", t.legal_basis.clone()),
        ("owner", fields.owner_id.clone().unwrap_or_default()),
        ("deputy", fields.deputy_id.clone().unwrap_or_default()),
    ] {
        form.set(name, value);
    }
    for (year, target, milestone) in target_names(span) {
        let known = t.target(year).cloned().unwrap_or_default();
        form.set(&target, known.target.map(|n| typed(t.scale(), n)).unwrap_or_default());
        form.set(&milestone, known.milestone);
    }
    form
}

/// The form of one card among many, named as its fields stand on the page: what was typed, what is wrong.
pub fn of_card(form: &Form, names: &[&str], id: &str) -> Form {
    let mut card = Form::default();
    for name in names {
        card.set(&format!("{name}-{id}"), form.text(name));
    }
    for mistake in form.mistakes() {
        card.wrong_with(format!("{}-{id}", mistake.field), mistake.key, mistake.args.clone());
    }
    card
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known {
            span: (2026, 1),
            measures: [
                ("courses.attended".to_owned(), Unit::Count),
                ("courses.seat_use".to_owned(), Unit::BasisPoints),
                ("courses.no_show_rate".to_owned(), Unit::BasisPoints),
            ]
            .into(),
            falling: ["courses.no_show_rate".to_owned()].into(),
            people: [("lin@test.example".to_owned(), "lin".to_owned())].into(),
        }
    }

    fn form(pairs: &[(&str, &str)]) -> Form {
        let all = [
            ("code", "1.1.1"),
            ("area", "甲"),
            ("strategy", "乙"),
            ("action", "丙"),
            ("units", "輔導教育組"),
        ];
        let mut form = Form::default();
        for (name, value) in all.iter().chain(pairs) {
            form.set(name, *value);
        }
        form
    }

    #[test]
    fn a_row_is_read_as_people_write_it() {
        let mut typed = form(&[
            ("units", "推廣教育組；會計"),
            ("measure", "courses.seat_use"),
            ("target", "８２．５％"),
            ("starts_on", "115/3/1"),
            ("owner", "Lin@Test.example"),
        ]);
        let fields = read(&mut typed, &known());
        assert!(typed.is_right(), "{:?}", typed.mistakes());
        assert_eq!(fields.text.units, ["promotion", "accounting"]);
        assert_eq!((fields.text.wanted(2026), fields.text.unit.as_str()), (Some(8250), "percent"));
        assert_eq!((fields.text.starts_on, fields.text.ends_on), (date(2026, 3, 1), date(2026, 12, 31)));
        assert_eq!(fields.owner_id.as_deref(), Some("lin"));
        let again = read(
            &mut filled(&fields, (2026, 1)),
            &Known { people: [("lin".into(), "lin".into())].into(), ..known() },
        );
        assert_eq!(again, fields);
    }

    #[test]
    fn a_percentage_that_a_spreadsheet_kept_as_a_fraction_is_asked_again() {
        for (typed, read_as) in [
            ("0.85", None),
            ("1", None),
            ("0.8567", None),
            ("0.5%", Some(50)),
            ("1%", Some(100)),
            ("1.2", None),
            ("1.5", None),
            ("9.75", None),
            ("1.5%", Some(150)),
            ("９．７５％", Some(975)),
            ("2", Some(200)),
            ("12.5", Some(1250)),
            ("85", Some(8500)),
            ("120", Some(12_000)),
        ] {
            let mut typed_form = form(&[("measure", "courses.seat_use"), ("target", typed)]);
            let fields = read(&mut typed_form, &known());
            assert_eq!(fields.text.wanted(2026), read_as, "{typed}");
            assert_eq!(
                typed_form.mistakes().iter().any(|m| m.key == "plan-wrong-fraction"),
                read_as.is_none()
            );
            if let Some(number) = read_as {
                let mut again = form(&[
                    ("measure", "courses.seat_use"),
                    ("target", &super::typed(Unit::BasisPoints, number)),
                ]);
                assert_eq!(read(&mut again, &known()).text.wanted(2026), read_as, "as it goes out");
            }
        }
    }

    #[test]
    fn a_number_is_counted_as_its_measure_is_unless_it_is_said() {
        for (measure, said, gauge) in [
            ("courses.no_show_rate", "", "ceiling"),
            ("courses.no_show_rate", "level", "level"),
            ("courses.seat_use", "", "level"),
            ("courses.attended", "", "sum"),
        ] {
            let fields = read(&mut form(&[("measure", measure), ("gauge", said)]), &known());
            assert_eq!(fields.text.gauge, gauge, "{measure} {said}");
        }
    }

    #[test]
    fn every_wrong_field_is_said() {
        for (name, value, key) in [
            ("code", "第一項", "plan-wrong-code"),
            ("units", " ", "plan-wrong-no-units"),
            ("units", "輔導教育組;行銷組", "plan-wrong-unit"),
            ("measure", "courses.magic", "plan-wrong-measure"),
            ("target", "many", "plan-wrong-number"),
            ("starts_on", "soon", "plan-wrong-date"),
            ("ends_on", "2027-01-01", "plan-wrong-years"),
            ("owner", "nobody@x", "plan-wrong-person"),
            ("unit", "apples", "form-choose"),
        ] {
            let mut typed = form(&[(name, value)]);
            read(&mut typed, &known());
            assert_eq!(typed.mistakes().iter().map(|m| m.key).collect::<Vec<_>>(), [key], "{name}");
        }
    }
}
