//! Days and moments: read in the visitor's calendar, exact for machines.

use jiff::civil::Date;
use maud::{Markup, Render, html};
use office::instant::Instant;

use crate::i18n::Words;

/// A day: 民國 years in Chinese, ISO 8601 for machines.
#[must_use]
pub fn day(words: &Words, date: Date) -> Markup {
    html! { time datetime=(date) { (words.date(date)) } }
}

/// A moment, in Taiwan's time.
#[must_use]
pub fn time(words: &Words, at: impl Into<Instant>) -> Markup {
    let at = at.into();
    html! { time datetime=(exact(at)) { (words.date_time(at.taipei())) } }
}

/// The same, short, for tables.
#[must_use]
pub fn time_short(words: &Words, at: impl Into<Instant>) -> Markup {
    let at = at.into();
    html! { time datetime=(exact(at)) { (words.date_time_short(at.taipei())) } }
}

/// A day, short, for tables.
#[must_use]
pub fn day_short(words: &Words, date: Date) -> Markup {
    html! { time datetime=(date) { (words.date_short(date)) } }
}

/// ISO 8601 with the offset of Taiwan, which keeps UTC+8 all year: `2026-11-22T09:00:00+08:00`.
fn exact(at: Instant) -> String {
    at.taipei().strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

/// Time left until something opens.
#[derive(Debug, Clone)]
pub struct Countdown<'a> {
    words: &'a Words,
    until: Instant,
    form: Option<String>,
    said: Option<(String, String)>,
}

/// Tells when something opens. Without script it is a plain sentence; with it,
/// the seconds run on the server's clock, which the script asks for, so that
/// the page may be cached and the visitor's clock may be wrong.
#[must_use]
pub fn countdown(words: &Words, until: impl Into<Instant>) -> Countdown<'_> {
    Countdown { words, until: until.into(), form: None, said: None }
}

impl Countdown<'_> {
    /// The buttons of the form with this id are held until the time comes (R10).
    #[must_use]
    pub fn holds(mut self, form: impl Into<String>) -> Self {
        self.form = Some(form.into());
        self
    }

    /// Other words: the sentence before and the one when the time has come.
    #[must_use]
    pub fn said(mut self, before: impl Into<String>, after: impl Into<String>) -> Self {
        self.said = Some((before.into(), after.into()));
        self
    }
}

impl Render for Countdown<'_> {
    fn render(&self) -> Markup {
        let when = self.words.date_time(self.until.taipei());
        let (before, after) = self.said.clone().unwrap_or_else(|| {
            let before = self.words.say_with("part-countdown", &[("when", when.into())]);
            (before, self.words.say("part-countdown-open"))
        });
        html! {
            div.countdown data-until=(exact(self.until)) data-form=[&self.form] data-after=(after) {
                p.when { time datetime=(exact(self.until)) { (before) } }
                p.left role="timer" aria-live="off" hidden {}
                @if self.form.is_some() { p.keep { (self.words.say("part-countdown-keep")) } }
            }
        }
    }
}
