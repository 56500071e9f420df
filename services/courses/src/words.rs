//! Codes in the visitor's language: categories, methods, target groups, districts, states.

use foundation::i18n::{Arg, Lang, Words};
use foundation::parts::{self, Choice, Tone, choice};
use maud::{Markup, html};
use office::instant::Instant;
use office::{Audience, Category, Districts, Method as Teaching};

use crate::model::{Course, CourseStatus, Places};
use crate::store::draw::Lots;

/// The name of a district; the code itself when it is none of ours.
pub fn district_name(words: &Words, code: &str) -> String {
    words.district_of(code).unwrap_or(code).to_owned()
}

/// The names behind a course's codes, by which people search too: 親職教育, 工作坊, 鳳山區 Fongshan.
pub fn names_to_find_by<'a>(course: &Course, districts: &'a Districts) -> Vec<&'a str> {
    let mut names: Vec<&'a str> = Vec::new();
    names.extend(Category::from_code(&course.category).map(Category::term));
    names.extend(Teaching::from_code(&course.teaching).map(Teaching::term));
    let audiences = std::iter::once(&course.audience).chain(&course.also_for);
    names.extend(audiences.filter_map(|code| Audience::from_code(code)).map(|a| -> &'a str { a.term() }));
    names.extend(districts.find(&course.district).into_iter().flat_map(|d| [d.name.as_str(), &d.english]));
    names
}

/// The name of a category of the Family Education Act.
pub fn category(words: &Words, code: &str) -> String {
    Category::from_code(code).map_or_else(|| code.to_owned(), |c| words.say(c.name_key()))
}

/// The name of a method of teaching.
pub fn teaching(words: &Words, code: &str) -> String {
    Teaching::from_code(code).map_or_else(|| code.to_owned(), |m| words.say(m.name_key()))
}

/// The name of a target group.
pub fn audience(words: &Words, code: &str) -> String {
    Audience::from_code(code).map_or_else(|| code.to_owned(), |a| words.say(a.name_key()))
}

/// All categories, to choose from.
pub fn categories(words: &Words) -> Vec<Choice> {
    Category::ALL.iter().map(|c| choice(c.code(), words.say(c.name_key()))).collect()
}

/// All methods of teaching, to choose from.
pub fn teachings(words: &Words) -> Vec<Choice> {
    Teaching::ALL.iter().map(|m| choice(m.code(), words.say(m.name_key()))).collect()
}

/// All target groups, to choose from.
pub fn audiences(words: &Words) -> Vec<Choice> {
    Audience::ALL.iter().map(|a| choice(a.code(), words.say(a.name_key()))).collect()
}

/// All districts of the centre, to choose from.
pub fn district_choices(words: &Words) -> Vec<Choice> {
    words.districts().all().iter().map(|d| choice(d.code.as_str(), words.district(d))).collect()
}

/// A text in the visitor's language; the Chinese one where there is no other.
pub fn either<'a>(words: &Words, chinese: &'a str, english: &'a str) -> &'a str {
    if words.lang() == Lang::En && !english.is_empty() { english } else { chinese }
}

/// The language a text shown by [`either`] is in, to be marked when it is not the page's (WCAG 3.1.2).
pub fn marked(words: &Words, english: &str) -> Option<&'static str> {
    (words.lang() != Lang::ZhHant && english.is_empty()).then_some(Lang::ZhHant.code())
}

/// A text as [`either`] gives it, marked with its language when that is not the page's.
pub fn text(words: &Words, chinese: &str, english: &str) -> Markup {
    match marked(words, english) {
        _ if chinese.is_empty() && english.is_empty() => html! {},
        Some(lang) => html! { span lang=(lang) { (chinese) } },
        None => html! { (either(words, chinese, english)) },
    }
}

/// A sentence with a text in it, marked with its language when that is not the page's.
pub fn sentence(
    words: &Words,
    key: &str,
    args: &[(&'static str, Arg)],
    (name, chinese, english): (&'static str, &str, &str),
) -> Markup {
    parts::sentence(words, key, args, (name, text(words, chinese, english)))
}

/// Why a course was called off, and what is offered instead.
pub fn called_off(words: &Words, course: &Course) -> String {
    let why = either(words, &course.cancel_reason, &course.cancel_reason_en);
    let next = either(words, &course.next_run, &course.next_run_en);
    [why, next].into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The same as paragraphs, each marked with its language when that is not the page's.
pub fn called_off_marked(words: &Words, course: &Course) -> Markup {
    let said = [(&course.cancel_reason, &course.cancel_reason_en), (&course.next_run, &course.next_run_en)];
    html! { @for (chinese, english) in said { @if !chinese.is_empty() { p { (text(words, chinese, english)) } } } }
}

/// The target groups of a course: the one it is counted by, then the others.
pub fn audiences_of(words: &Words, audience: &str, also_for: &[String]) -> String {
    let all = std::iter::once(audience).chain(also_for.iter().map(String::as_str));
    words.list(all.map(|code| self::audience(words, code)))
}

/// A day of the week, short.
pub fn weekday(words: &Words, date: office::Date) -> String {
    words.say(&format!("courses-weekday-{}", date.weekday().to_monday_one_offset()))
}

/// Tenths of an hour as a number of hours: 3, 1.5.
pub fn hours(tenths: i64) -> String {
    let (whole, rest) = (tenths / 10, tenths % 10);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest}") }
}

/// A fee, or that there is none.
pub fn fee(words: &Words, fee: i64) -> String {
    match fee {
        0 => words.say("courses-free"),
        _ => words.say_with("courses-fee-of", &[("fee", words.number(fee).into())]),
    }
}

/// A day and the times of a meeting on it; both days when it ends on another.
pub fn span(words: &Words, from: Instant, to: Instant) -> String {
    if from.date() == to.date() {
        let (start, end) = (words.time_of_day(from.time()), words.time_of_day(to.time()));
        return format!("{} {start}–{end}", words.date(from.date()));
    }
    format!("{} – {}", words.date_time(from.taipei()), words.date_time(to.taipei()))
}

/// Whether one can register, as a resident sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Called off.
    Cancelled,
    /// Over.
    Ended,
    /// Registration has not opened.
    NotOpen,
    /// Registration has closed.
    Closed,
    /// Seats are free, and nobody waits for them.
    Open,
    /// No seat, but a place in line.
    Waiting,
    /// Neither a seat nor a place in line.
    Full,
}

impl Standing {
    /// Where a course stands now; `opens_at`, `closes_at` and `ends_at` are its own.
    pub fn of(
        status: CourseStatus,
        opens_at: Instant,
        closes_at: Instant,
        ends_at: Instant,
        places: Places,
        now: Instant,
    ) -> Standing {
        match () {
            () if status == CourseStatus::Cancelled => Standing::Cancelled,
            () if now >= ends_at => Standing::Ended,
            () if now < opens_at => Standing::NotOpen,
            () if now >= closes_at => Standing::Closed,
            () if places.open() > 0 => Standing::Open,
            () if places.waiting < places.waiting_max => Standing::Waiting,
            () => Standing::Full,
        }
    }

    /// Where this course stands now.
    pub fn of_course(course: &Course, places: Places, now: Instant) -> Standing {
        Standing::of(course.status, course.opens_at, course.closes_at, course.ends_at, places, now)
    }

    /// The same while a draw is to come: seats are there, but the draw gives them, to whoever has entered;
    /// who comes later stands behind.
    pub fn drawn(self, lots: Option<&Lots>, places: Places, now: Instant) -> Standing {
        let Some(lots) = lots else { return self };
        match self {
            Standing::Open | Standing::Waiting | Standing::Full if lots.enters(now) => Standing::Open,
            Standing::Open if places.waiting < places.waiting_max => Standing::Waiting,
            Standing::Open => Standing::Full,
            standing => standing,
        }
    }

    /// In a few words, with the colour they have.
    pub fn say(self, words: &Words, places: Places) -> (Tone, String) {
        match self {
            Standing::Cancelled => (Tone::Bad, words.say("courses-cancelled")),
            Standing::Ended => (Tone::Plain, words.say("courses-ended")),
            Standing::NotOpen => (Tone::Info, words.say("courses-not-open")),
            Standing::Closed => (Tone::Plain, words.say("courses-closed")),
            Standing::Open => {
                (Tone::Good, words.say_with("courses-places-left", &[("count", places.open().into())]))
            }
            Standing::Waiting => {
                (Tone::Wait, words.say_with("courses-waiting-now", &[("count", places.waiting.into())]))
            }
            Standing::Full => (Tone::Bad, words.say("courses-full")),
        }
    }

    /// The same where places are drawn by lot: whoever comes first has none for that.
    pub fn say_drawn(self, words: &Words, lots: &Lots, places: Places, now: Instant) -> (Tone, String) {
        match self {
            Standing::Cancelled | Standing::Ended | Standing::NotOpen => self.say(words, places),
            _ if lots.enters(now) => {
                let until = words.date_time(lots.until.taipei());
                (Tone::Good, words.say_with("courses-draw-open", &[("until", until.into())]))
            }
            _ => (Tone::Wait, words.say("course-draw-waits")),
        }
    }
}

/// How many have entered for how many places.
pub fn entered(words: &Words, lots: &Lots, places: Places) -> String {
    let args =
        [("entries", lots.entries.into()), ("persons", lots.persons.into()), ("places", places.left.into())];
    words.say_with("courses-draw-entered", &args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_said_without_needless_decimals() {
        assert_eq!((hours(30), hours(15), hours(0)), ("3".into(), "1.5".into(), "0".into()));
    }
}
