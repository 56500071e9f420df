//! The fields of a course as they are typed, sent by programs and imported: one reading for all.
//! Names are those of the API.

use foundation::form::Form;
use office::district::Districts;
use office::instant::Instant;
use office::{Audience, Category, Method as Teaching, Phone};

use crate::model::{Course, CourseStatus, Fill, Method};
use crate::planning::Values;
use crate::rights::SECTIONS;
use crate::rules::plan::{Plan, Span, mistakes};

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    /// The course; what the form does not hold is taken from the course it began with.
    pub course: Course,
    /// Seats of the room.
    pub capacity: i64,
    /// Persons that may wait.
    pub waiting_max: i64,
}

/// Names of the fields, in the order of the form and of tables.
pub const NAMES: &[&str] = &[
    "title",
    "title_en",
    "summary",
    "summary_en",
    "description",
    "description_en",
    "category",
    "teaching",
    "audience",
    "also_for",
    "district",
    "place",
    "place_en",
    "address",
    "address_en",
    "online",
    "requirements",
    "requirements_en",
    "directions",
    "directions_en",
    "access_note",
    "access_note_en",
    "childcare_note",
    "childcare_note_en",
    "language_note",
    "language_note_en",
    "photos",
    "section",
    "contact_name",
    "contact_phone",
    "fee",
    "fee_note",
    "fee_note_en",
    "hours",
    "civil_servant_hours",
    "teacher_hours",
    "capacity",
    "waiting_max",
    "party_max",
    "method",
    "fill",
    "offer_hours",
    "opens_at",
    "closes_at",
    "change_until",
    "minimum",
    "minimum_on",
];

/// A course nobody has typed anything into yet.
pub fn blank(section: &str, contact: &str, now: Instant) -> Fields {
    let course = Course {
        id: String::new(),
        slug: String::new(),
        series_id: None,
        title: String::new(),
        title_en: String::new(),
        summary: String::new(),
        summary_en: String::new(),
        description: String::new(),
        description_en: String::new(),
        category: String::new(),
        teaching: String::new(),
        audience: Audience::Everyone.code().into(),
        also_for: Vec::new(),
        district: String::new(),
        place: String::new(),
        place_en: String::new(),
        address: String::new(),
        address_en: String::new(),
        requirements: String::new(),
        requirements_en: String::new(),
        directions: String::new(),
        directions_en: String::new(),
        access_note: String::new(),
        access_note_en: String::new(),
        childcare_note: String::new(),
        childcare_note_en: String::new(),
        language_note: String::new(),
        language_note_en: String::new(),
        photos: false,
        online: false,
        section: section.into(),
        contact_name: contact.into(),
        contact_phone: String::new(),
        fee: 0,
        fee_note: String::new(),
        fee_note_en: String::new(),
        hours: 0,
        civil_servant_hours: 0,
        teacher_hours: 0,
        method: Method::Order,
        fill: Fill::StrictOrder,
        party_max: 6,
        offer_hours: 24,
        opens_at: now,
        closes_at: now,
        change_until: now,
        minimum: 0,
        minimum_on: None,
        starts_at: now,
        ends_at: now,
        status: CourseStatus::Draft,
        cancel_reason: String::new(),
        cancel_reason_en: String::new(),
        next_run: String::new(),
        next_run_en: String::new(),
        secret: None,
        questions: "[]".into(),
        notice_version: "1".into(),
        changed_at: now,
    };
    Fields { course, capacity: 30, waiting_max: 15 }
}

/// The value of every field, as the form shows it.
pub fn values_of(c: &Course, capacity: i64, waiting_max: i64) -> Values {
    Values::from([
        ("title", c.title.clone()),
        ("title_en", c.title_en.clone()),
        ("summary", c.summary.clone()),
        ("summary_en", c.summary_en.clone()),
        ("description", c.description.clone()),
        ("description_en", c.description_en.clone()),
        ("category", c.category.clone()),
        ("teaching", c.teaching.clone()),
        ("audience", c.audience.clone()),
        ("also_for", c.also_for.join("、")),
        ("district", c.district.clone()),
        ("place", c.place.clone()),
        ("place_en", c.place_en.clone()),
        ("address", c.address.clone()),
        ("address_en", c.address_en.clone()),
        ("online", yes(c.online)),
        ("requirements", c.requirements.clone()),
        ("requirements_en", c.requirements_en.clone()),
        ("directions", c.directions.clone()),
        ("directions_en", c.directions_en.clone()),
        ("access_note", c.access_note.clone()),
        ("access_note_en", c.access_note_en.clone()),
        ("childcare_note", c.childcare_note.clone()),
        ("childcare_note_en", c.childcare_note_en.clone()),
        ("language_note", c.language_note.clone()),
        ("language_note_en", c.language_note_en.clone()),
        ("photos", yes(c.photos)),
        ("section", c.section.clone()),
        ("contact_name", c.contact_name.clone()),
        (
            "contact_phone",
            Phone::parse(&c.contact_phone).map_or_else(|_| c.contact_phone.clone(), |p| p.display()),
        ),
        ("fee", c.fee.to_string()),
        ("fee_note", c.fee_note.clone()),
        ("fee_note_en", c.fee_note_en.clone()),
        ("hours", tenths_text(c.hours)),
        ("civil_servant_hours", tenths_text(c.civil_servant_hours)),
        ("teacher_hours", tenths_text(c.teacher_hours)),
        ("capacity", capacity.to_string()),
        ("waiting_max", waiting_max.to_string()),
        ("party_max", c.party_max.to_string()),
        ("method", c.method.code().into()),
        ("fill", c.fill.code().into()),
        ("offer_hours", c.offer_hours.to_string()),
        ("opens_at", c.opens_at.field()),
        ("closes_at", c.closes_at.field()),
        ("change_until", c.change_until.field()),
        ("minimum", c.minimum.to_string()),
        ("minimum_on", c.minimum_on.map_or_else(String::new, |day| day.to_string())),
    ])
}

fn yes(is: bool) -> String {
    if is { "yes".into() } else { String::new() }
}

/// The values that differ: as they were, as they are.
pub fn differences(before: &Values, after: &Values) -> (Values, Values) {
    let differs = |name: &&str| before.get(name) != after.get(name);
    let pick = |from: &Values| {
        from.iter().filter(|(n, _)| differs(n)).map(|(n, v)| (*n, v.clone())).collect::<Values>()
    };
    (pick(before), pick(after))
}

/// A form that shows these fields.
pub fn filled(fields: &Fields) -> Form {
    let mut values = values_of(&fields.course, fields.capacity, fields.waiting_max);
    values.remove("also_for");
    let also_for = fields.course.also_for.iter().map(|code| ("also_for", code.clone()));
    Form::new(values.into_iter().chain(also_for).map(|(name, value)| (name.to_owned(), value)).collect())
}

/// `1.5` from 15 tenths, `2` from 20.
pub fn tenths_text(tenths: i64) -> String {
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part}"),
    }
}

/// Reads all fields over `base` and notes every mistake at once. The times of the sessions are
/// those of `held`, the district one of the centre's.
pub fn read(form: &mut Form, base: &Course, held: Span, districts: &Districts) -> Fields {
    let mut course = Course { starts_at: held.starts_at, ends_at: held.ends_at, ..base.clone() };
    read_what(form, &mut course);
    read_where(form, &mut course, districts);
    read_terms(form, &mut course);
    let capacity = form.required_number("capacity", 1, 100_000);
    let waiting_max = form.number("waiting_max", 0, 100_000).unwrap_or(0);
    let had_none = form.is_right();
    read_times(form, &mut course);
    // What depends on several fields is said when each of them can be read.
    if had_none && form.is_right() {
        let plan = Plan {
            opens_at: course.opens_at,
            closes_at: course.closes_at,
            change_until: course.change_until,
            held,
            capacity,
            party_max: course.party_max,
            minimum: course.minimum,
            minimum_on: course.minimum_on,
        };
        for (field, key) in mistakes(&plan) {
            form.wrong(field, key);
        }
    }
    Fields { course, capacity, waiting_max }
}

fn read_what(form: &mut Form, c: &mut Course) {
    c.title = form.required("title", 100);
    c.title_en = form.optional("title_en", 150);
    c.summary = form.required("summary", 300);
    c.summary_en = form.optional("summary_en", 500);
    c.description = form.optional("description", 20_000);
    c.description_en = form.optional("description_en", 20_000);
    c.category = form.choice("category", Category::from_word).map_or_else(String::new, |c| c.code().into());
    c.teaching = form.choice("teaching", Teaching::from_word).map_or_else(String::new, |m| m.code().into());
    c.audience = form.choice("audience", Audience::from_word).map_or_else(String::new, |a| a.code().into());
    c.also_for = also_for(form, &c.audience);
}

/// The other target groups: ticked, or written in one cell of a table with `、` or `,` between them.
fn also_for(form: &mut Form, counted_by: &str) -> Vec<String> {
    let words: Vec<String> = form
        .texts("also_for")
        .flat_map(|text| text.split(['、', ',', '，', ';']))
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    let found: Vec<Option<Audience>> = words.iter().map(|word| Audience::from_word(word)).collect();
    if found.iter().any(Option::is_none) {
        form.wrong("also_for", "form-choose");
    }
    let is_named = |a: &&Audience| found.contains(&Some(**a)) && a.code() != counted_by;
    Audience::ALL.iter().filter(is_named).map(|a| a.code().to_owned()).collect()
}

fn read_where(form: &mut Form, c: &mut Course, districts: &Districts) {
    c.online = is_ticked(form, "online");
    c.photos = is_ticked(form, "photos");
    let district = form.text("district").trim().to_owned();
    c.district = if district.is_empty() && c.online {
        String::new()
    } else {
        let found = districts.find_word(&district).map(|d| d.code.clone());
        form.choice("district", |_| found.clone()).unwrap_or_default()
    };
    c.place = form.required("place", 100);
    c.place_en = form.optional("place_en", 150);
    c.address = form.optional("address", 200);
    c.address_en = form.optional("address_en", 300);
    for (note, note_en, name, name_en) in [
        (&mut c.requirements, &mut c.requirements_en, "requirements", "requirements_en"),
        (&mut c.directions, &mut c.directions_en, "directions", "directions_en"),
        (&mut c.access_note, &mut c.access_note_en, "access_note", "access_note_en"),
        (&mut c.childcare_note, &mut c.childcare_note_en, "childcare_note", "childcare_note_en"),
        (&mut c.language_note, &mut c.language_note_en, "language_note", "language_note_en"),
    ] {
        *note = form.optional(name, 500);
        *note_en = form.optional(name_en, 800);
    }
}

/// Whether a box is ticked; tables write it as a word.
fn is_ticked(form: &Form, name: &str) -> bool {
    !matches!(form.text(name).trim(), "" | "0" | "no" | "否")
}

fn read_terms(form: &mut Form, c: &mut Course) {
    let section = |word: &str| SECTIONS.iter().find(|s| **s == word.trim()).map(|s| (*s).to_owned());
    c.section = form.choice("section", section).unwrap_or_default();
    c.contact_name = form.required("contact_name", 60);
    match Phone::parse(form.text("contact_phone")) {
        Ok(phone) => {
            let extension = phone.extension().map(|e| format!("#{e}")).unwrap_or_default();
            c.contact_phone = format!("{}{extension}", phone.e164());
        }
        Err(error) => form.wrong("contact_phone", error.key()),
    }
    c.fee = form.number("fee", 0, 1_000_000).unwrap_or(0);
    c.fee_note = form.optional("fee_note", 200);
    c.fee_note_en = form.optional("fee_note_en", 300);
    c.hours = tenths(form, "hours");
    c.civil_servant_hours = tenths(form, "civil_servant_hours");
    c.teacher_hours = tenths(form, "teacher_hours");
    c.party_max = form.required_number("party_max", 1, 100);
    if let Some(method) = form.choice("method", Method::from_code) {
        c.method = method;
    }
    if let Some(fill) = form.choice("fill", Fill::from_code) {
        c.fill = fill;
    }
    c.offer_hours = form.required_number("offer_hours", 1, 24 * 14);
}

fn read_times(form: &mut Form, c: &mut Course) {
    c.opens_at = moment(form, "opens_at").unwrap_or(c.opens_at);
    c.closes_at = moment(form, "closes_at").unwrap_or(c.closes_at);
    c.change_until = if form.text("change_until").trim().is_empty() {
        c.starts_at
    } else {
        moment(form, "change_until").unwrap_or(c.change_until)
    };
    c.minimum = form.number("minimum", 0, 100_000).unwrap_or(0);
    c.minimum_on = day(form, "minimum_on");
}

/// A number with at most one decimal, as tenths.
fn tenths(form: &mut Form, name: &str) -> i64 {
    let text = office::digits::half_width(form.text(name).trim());
    if text.is_empty() {
        return 0;
    }
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let read = |digits: &str, max: usize| {
        (!digits.is_empty() && digits.len() <= max && digits.chars().all(|c| c.is_ascii_digit()))
            .then(|| digits.parse::<i64>().ok())
            .flatten()
    };
    match (read(whole, 3), read(part, 1)) {
        (Some(whole), Some(part)) => whole * 10 + part,
        _ => {
            form.wrong(name, "plan-hours-unreadable");
            0
        }
    }
}

/// A moment: as browsers send it, or with a date as people in Taiwan write it (`115/12/05 09:00`).
pub fn moment(form: &mut Form, name: &str) -> Option<Instant> {
    let found = read_moment(form.text(name));
    if found.is_none() {
        form.wrong(name, if form.text(name).trim().is_empty() { "form-required" } else { "instant-error" });
    }
    found
}

fn read_moment(text: &str) -> Option<Instant> {
    if let Some(at) = Instant::parse_field(text) {
        return Some(at);
    }
    let folded = office::digits::half_width(text);
    let (day, time) = folded.trim().split_once([' ', 'T'])?;
    let day = office::roc_date::parse(day).ok()?;
    Instant::parse_field(&format!("{day}T{}", time.trim()))
}

/// A day; nothing when the field is empty.
pub fn day(form: &mut Form, name: &str) -> Option<jiff::civil::Date> {
    let text = form.text(name).trim().to_owned();
    if text.is_empty() {
        return None;
    }
    match office::roc_date::parse(&text) {
        Ok(day) => Some(day),
        Err(error) => {
            form.wrong(name, error.key());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn base() -> Fields {
        blank("promotion", "林承辦", Instant::parse("2026-11-23T02:00:00Z").unwrap())
    }

    fn held() -> Span {
        let at = |text| Instant::parse_field(text).unwrap();
        Span { starts_at: at("2026-12-05 09:00"), ends_at: at("2026-12-05 12:00") }
    }

    fn typed(more: &[(&str, &str)]) -> Form {
        let mut form = filled(&base());
        let usual = [
            ("title", "親子共讀"),
            ("summary", "一起讀繪本"),
            ("category", "親職教育"),
            ("teaching", "workshop"),
            ("district", "前金"),
            ("place", "三樓教室"),
            ("contact_phone", "07-215-3918#12"),
            ("opens_at", "115/11/25 09:00"),
            ("closes_at", "2026-12-01T17:00"),
            ("change_until", ""),
        ];
        for (name, value) in usual.iter().chain(more) {
            form.set(name, *value);
        }
        form
    }

    #[test]
    fn r1_codes_and_chinese_words_western_and_roc_dates_are_read_alike() {
        let mut form = typed(&[("hours", "1.5"), ("minimum", "5"), ("minimum_on", "115/11/28")]);
        let fields = read(&mut form, &base().course, held(), &Districts::kaohsiung());
        assert!(form.is_right(), "{:?}", form.mistakes());
        let c = fields.course;
        assert_eq!(
            (c.category.as_str(), c.teaching.as_str(), c.district.as_str()),
            ("parenting", "workshop", "64000070")
        );
        assert_eq!((c.hours, c.contact_phone.as_str()), (15, "+88672153918#12"));
        assert_eq!(c.opens_at.field(), "2026-11-25T09:00");
        assert_eq!(c.change_until, held().starts_at);
        assert_eq!(c.minimum_on.unwrap().to_string(), "2026-11-28");
    }

    #[test]
    fn r1_every_mistake_is_said_at_its_field_at_once() {
        let mut form = typed(&[
            ("title", " "),
            ("category", "magic"),
            ("contact_phone", "123"),
            ("hours", "one"),
            ("capacity", "0"),
            ("opens_at", "soon"),
        ]);
        read(&mut form, &base().course, held(), &Districts::kaohsiung());
        let fields: Vec<&str> = form.mistakes().iter().map(|m| m.field.as_str()).collect();
        assert_eq!(fields, ["title", "category", "contact_phone", "hours", "capacity", "opens_at"]);
    }

    #[test]
    fn what_is_shown_reads_back_as_it_was() {
        let mut form = typed(&[("online", "yes"), ("teacher_hours", "3")]);
        let fields = read(&mut form, &base().course, held(), &Districts::kaohsiung());
        let again = read(&mut filled(&fields), &fields.course, held(), &Districts::kaohsiung());
        assert_eq!(fields, again);
        let one = values_of(&fields.course, 30, 15);
        let other = values_of(&Course { title: "別的".into(), ..fields.course.clone() }, 30, 15);
        let (was, is) = differences(&one, &other);
        assert_eq!((was.len(), is.get("title").unwrap().as_str()), (1, "別的"));
    }
}
