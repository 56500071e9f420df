//! Words in every language: Fluent messages gathered at start, spoken per request.
//!
//! Traditional Chinese is the base: a message missing in another language is
//! spoken in Chinese, and a message missing everywhere is spoken as its key, so
//! that a page never fails for want of a word. Either is logged once.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::{Date, DateTime, Time};
use office::{District, Districts, roc_date};
use unic_langid::LanguageIdentifier;

use crate::districts;

/// A language the pages speak. Adding one: a variant here, a line in each
/// `match` below, and a locale file per crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Traditional Chinese as written in Taiwan; the base language.
    ZhHant,
    /// English.
    En,
}

impl Lang {
    /// Every language, the base first.
    pub const ALL: &'static [Self] = &[Self::ZhHant, Self::En];
    /// The language everything is written in first (A6).
    pub const BASE: Self = Self::ZhHant;

    /// The BCP 47 code for `lang` and `hreflang`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::ZhHant => "中文",
            Self::En => "English",
        }
    }

    /// The first segment of its addresses; the base language has none.
    #[must_use]
    pub const fn segment(self) -> Option<&'static str> {
        match self {
            Self::ZhHant => None,
            Self::En => Some("en"),
        }
    }

    /// The language with this code, as stored with a form or sent by the API.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lang| lang.code().eq_ignore_ascii_case(code))
    }

    /// Splits an address into its language and the address without it:
    /// `/en/courses` is English `/courses`. Anything else is the base language.
    #[must_use]
    pub fn split_path(path: &str) -> (Self, &str) {
        for lang in Self::ALL {
            let Some(segment) = lang.segment() else { continue };
            let rest = path.strip_prefix('/').and_then(|rest| rest.strip_prefix(segment));
            match rest {
                Some("") => return (*lang, "/"),
                Some(rest) if rest.starts_with('/') => return (*lang, rest),
                _ => {}
            }
        }
        (Self::BASE, path)
    }

    /// The address in this language of a path given without language.
    #[must_use]
    pub fn path(self, path: &str) -> String {
        match self.segment() {
            None => path.to_owned(),
            Some(segment) if path == "/" => format!("/{segment}"),
            Some(segment) => format!("/{segment}{path}"),
        }
    }

    fn index(self) -> usize {
        Self::ALL.iter().position(|lang| *lang == self).unwrap_or_default()
    }
}

/// A value put into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// Shown as digits; Fluent chooses the plural form by it.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Arg {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Why the words could not be gathered at start: a fault of ours, never of a visitor.
#[derive(Debug, thiserror::Error)]
pub enum I18nError {
    /// A locale file is not well-formed Fluent.
    #[error("{code} words do not parse: {details}")]
    Syntax {
        /// Language of the file.
        code: &'static str,
        /// What the parser said.
        details: String,
    },
    /// Two locale files of one language say the same key.
    #[error("{code} words are said twice: {details}")]
    Twice {
        /// Language of the file.
        code: &'static str,
        /// The keys.
        details: String,
    },
    /// A language code of ours is not a language tag.
    #[error("{0} is not a language tag")]
    Code(&'static str),
}

struct Books {
    /// One per language, in the order of [`Lang::ALL`].
    bundles: Vec<FluentBundle<FluentResource>>,
    keys: Vec<BTreeSet<String>>,
    missed: Mutex<HashSet<String>>,
}

/// Every message in every language, made once at start.
#[derive(Clone)]
pub struct I18n {
    books: Arc<Books>,
}

impl I18n {
    /// Gathers the locale files of every crate.
    ///
    /// # Errors
    /// When a file does not parse or a key is said twice in one language.
    pub fn new(sources: impl IntoIterator<Item = (Lang, &'static str)>) -> Result<Self, I18nError> {
        let mut bundles = Vec::new();
        let mut keys = vec![BTreeSet::new(); Lang::ALL.len()];
        for lang in Lang::ALL {
            let id: LanguageIdentifier = lang.code().parse().map_err(|_| I18nError::Code(lang.code()))?;
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            bundle.set_use_isolating(false);
            bundles.push(bundle);
        }
        for (lang, text) in sources {
            let code = lang.code();
            let resource = FluentResource::try_new(text.to_owned())
                .map_err(|(_, errors)| I18nError::Syntax { code, details: format!("{errors:?}") })?;
            if let Some(known) = keys.get_mut(lang.index()) {
                known.extend(message_keys(text));
            }
            if let Some(bundle) = bundles.get_mut(lang.index()) {
                bundle
                    .add_resource(resource)
                    .map_err(|errors| I18nError::Twice { code, details: format!("{errors:?}") })?;
            }
        }
        Ok(Self { books: Arc::new(Books { bundles, keys, missed: Mutex::default() }) })
    }

    /// The words in one language.
    #[must_use]
    pub fn words(&self, lang: Lang) -> Words {
        Words { lang, books: Arc::clone(&self.books), districts: districts::known() }
    }

    /// Every message some language says and this one does not, for the test
    /// that keeps the languages complete.
    #[must_use]
    pub fn missing(&self) -> Vec<(Lang, String)> {
        let all: BTreeSet<&String> = self.books.keys.iter().flatten().collect();
        let missing_in = |lang: &Lang| {
            let known = self.books.keys.get(lang.index());
            let lang = *lang;
            all.iter()
                .filter(move |key| known.is_none_or(|known| !known.contains(**key)))
                .map(move |key| (lang, (*key).clone()))
                .collect::<Vec<_>>()
        };
        Lang::ALL.iter().flat_map(missing_in).collect()
    }
}

/// The keys of a well-formed file: a message starts in the first column.
fn message_keys(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(key, _)| key.trim().to_owned())
}

/// The words of one language, handed to every page.
#[derive(Clone)]
pub struct Words {
    lang: Lang,
    books: Arc<Books>,
    districts: Arc<Districts>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("lang", &self.lang).finish_non_exhaustive()
    }
}

impl Words {
    /// The language spoken.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The same words in another language, for a mail to someone else.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> Self {
        Self { lang, ..self.clone() }
    }

    /// The same words with the districts of a centre.
    #[must_use]
    pub fn with_districts(self, districts: Arc<Districts>) -> Self {
        Self { districts, ..self }
    }

    /// The districts of the centre.
    #[must_use]
    pub fn districts(&self) -> &Districts {
        &self.districts
    }

    /// The name of a district.
    #[must_use]
    pub fn district<'a>(&self, district: &'a District) -> &'a str {
        match self.lang {
            Lang::ZhHant => &district.name,
            Lang::En => &district.english,
        }
    }

    /// The name of the district with this code. Records keep the codes they have, whatever the centre offers
    /// today: those of the table that comes with the program are always named.
    #[must_use]
    pub fn district_of(&self, code: &str) -> Option<&str> {
        let known = || Districts::of(districts::KAOHSIUNG).find(code);
        self.districts.find(code).or_else(known).map(|district| self.district(district))
    }

    /// The address in this language of a path given without language.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        self.lang.path(path)
    }

    /// The message with this key.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The message with this key and values for its places.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        if let Some(said) = self.books.say(self.lang, key, args) {
            return said;
        }
        self.books.note_missing(self.lang, key);
        self.books.say(Lang::BASE, key, args).unwrap_or_else(|| key.to_owned())
    }

    /// Names one after the other, with the comma of the language.
    #[must_use]
    pub fn list<T: AsRef<str>>(&self, names: impl IntoIterator<Item = T>) -> String {
        let mut said = String::new();
        for name in names {
            if !said.is_empty() {
                said.push_str(&self.say("list-comma"));
            }
            said.push_str(name.as_ref());
        }
        said
    }

    /// Something and what is said beside it, in the brackets of the language.
    #[must_use]
    pub fn aside(&self, what: &str, beside: &str) -> String {
        self.say_with("said-aside", &[("what", what.into()), ("beside", beside.into())])
    }

    /// Whether the base language knows the key, for words that data may name.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.books.keys.get(Lang::BASE.index()).is_some_and(|keys| keys.contains(key))
    }

    /// What the base language says below a key: the ends of `setting-x--a`, `setting-x--b`.
    #[must_use]
    pub fn ends_of(&self, beginning: &str) -> Vec<String> {
        let keys = self.books.keys.get(Lang::BASE.index()).into_iter().flatten();
        keys.filter_map(|key| key.strip_prefix(beginning)).map(str::to_owned).collect()
    }

    /// A whole number with thousands apart: 12,345.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut said = String::from(if number < 0 { "−" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                said.push(',');
            }
            said.push(digit);
        }
        said
    }

    /// A day in full: 民國115年11月22日（日）, or Sun 22 Nov 2026.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        match self.lang {
            Lang::ZhHant if roc_date::roc_year(date.year()) >= 1 => {
                format!("民國{}", roc_date::long_with_weekday(date))
            }
            Lang::ZhHant => roc_date::long_with_weekday(date),
            Lang::En => roc_date::english_with_weekday(date),
        }
    }

    /// A day for tables: 115/11/22（日）, or Sun 22 Nov 2026.
    #[must_use]
    pub fn date_short(&self, date: Date) -> String {
        match self.lang {
            Lang::ZhHant => format!("{}（{}）", roc_date::slashed(date), roc_date::weekday(date.weekday())),
            Lang::En => roc_date::english_with_weekday(date),
        }
    }

    /// A time of day on the 24-hour clock: 09:30.
    #[must_use]
    pub fn time_of_day(&self, time: Time) -> String {
        roc_date::clock_24(time)
    }

    /// A day and the time on it.
    #[must_use]
    pub fn date_time(&self, at: DateTime) -> String {
        format!("{} {}", self.date(at.date()), self.time_of_day(at.time()))
    }

    /// A day and the time on it, for tables.
    #[must_use]
    pub fn date_time_short(&self, at: DateTime) -> String {
        format!("{} {}", self.date_short(at.date()), self.time_of_day(at.time()))
    }
}

impl Books {
    fn say(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let bundle = self.bundles.get(lang.index())?;
        let pattern = bundle.get_message(key)?.value()?;
        let values: FluentArgs<'_> = args
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Arg::Text(text) => FluentValue::from(text.as_str()),
                    Arg::Number(number) => FluentValue::from(*number),
                };
                (*name, value)
            })
            .collect();
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        if !errors.is_empty() {
            self.note(&format!("{}/{key}", lang.code()), || {
                tracing::warn!(lang = lang.code(), key, ?errors, "a message lacks a value");
            });
        }
        Some(said)
    }

    fn note_missing(&self, lang: Lang, key: &str) {
        self.note(&format!("{}:{key}", lang.code()), || {
            tracing::warn!(lang = lang.code(), key, "a message is missing in this language");
        });
    }

    /// Runs `log` the first time this is noted; bounded, so that keys made from
    /// data cannot fill the memory.
    fn note(&self, what: &str, log: impl FnOnce()) {
        const KEPT_MAX: usize = 10_000;
        let Ok(mut missed) = self.missed.lock() else { return };
        if missed.len() < KEPT_MAX && missed.insert(what.to_owned()) {
            log();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use jiff::civil::date;

    fn i18n() -> I18n {
        I18n::new(crate::LOCALES.iter().copied().chain([
            (Lang::ZhHant, "only-here = 只有中文\nseats = 剩 { $count } 席\n"),
            (Lang::En, "seats = { $count ->\n    [one] one seat\n   *[other] { $count } seats\n }\n"),
        ]))
        .unwrap()
    }

    #[test]
    fn every_own_message_is_said_in_every_language() {
        let own = I18n::new(crate::LOCALES.iter().copied()).unwrap();
        assert_eq!(own.missing(), []);
    }

    #[test]
    fn every_fault_page_has_its_words() {
        let words = i18n().words(Lang::BASE);
        for page in
            ["not-found", "forbidden", "too-many", "too-large", "not-text", "unavailable", "internal", "bad"]
        {
            assert!(words.knows(&format!("fault-{page}-title")), "{page}");
            assert!(words.knows(&format!("fault-{page}-text")), "{page}");
        }
    }

    #[test]
    fn a_missing_message_falls_back_to_chinese_and_then_to_its_key() {
        let words = i18n().words(Lang::En);
        assert_eq!(words.say("only-here"), "只有中文");
        assert_eq!(words.say("nowhere"), "nowhere");
        assert_eq!(i18n().missing(), [(Lang::En, "only-here".to_owned())]);
    }

    #[test]
    fn values_are_put_in_without_isolation_marks() {
        assert_eq!(i18n().words(Lang::ZhHant).say_with("seats", &[("count", 3.into())]), "剩 3 席");
        assert_eq!(i18n().words(Lang::En).say_with("seats", &[("count", 1.into())]), "one seat");
    }

    #[test]
    fn a_language_is_the_first_segment_of_the_address() {
        assert_eq!(Lang::split_path("/en/courses"), (Lang::En, "/courses"));
        assert_eq!(Lang::split_path("/en"), (Lang::En, "/"));
        assert_eq!(Lang::split_path("/english"), (Lang::ZhHant, "/english"));
        assert_eq!(Lang::split_path("/courses"), (Lang::ZhHant, "/courses"));
        assert_eq!(i18n().words(Lang::En).path("/"), "/en");
        assert_eq!(i18n().words(Lang::En).path("/courses"), "/en/courses");
        assert_eq!(i18n().words(Lang::ZhHant).path("/courses"), "/courses");
    }

    #[test]
    fn days_are_said_in_roc_years_in_chinese_and_plainly_in_english() {
        let (zh, en) = (i18n().words(Lang::ZhHant), i18n().words(Lang::En));
        assert_eq!(zh.date(date(2026, 11, 22)), "民國115年11月22日（日）");
        assert_eq!(en.date(date(2026, 11, 22)), "Sun 22 Nov 2026");
        assert_eq!(zh.date_short(date(2026, 2, 1)), "115/02/01（日）");
        assert_eq!(en.date_short(date(2026, 2, 1)), "Sun 1 Feb 2026");
        assert_eq!(zh.date(date(1911, 12, 31)), "民國前1年12月31日（日）");
        assert_eq!(en.date_time(date(2026, 11, 22).at(9, 5, 0, 0)), "Sun 22 Nov 2026 09:05");
        assert_eq!(zh.number(-1_234_567), "−1,234,567");
    }

    #[test]
    fn two_files_may_not_say_the_same_key() {
        assert!(I18n::new([(Lang::En, "a = 1\n"), (Lang::En, "a = 2\n")]).is_err());
    }
}
