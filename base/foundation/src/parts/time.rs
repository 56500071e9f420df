//! Days and moments: read in the visitor's calendar, exact for machines.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use maud::{Markup, Render, html};

use crate::i18n::Words;

/// Taiwan keeps UTC+8 all year.
fn in_taiwan(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::fixed(jiff::tz::offset(8)))
}

/// A day: 民國 years in Chinese, ISO 8601 for machines.
#[must_use]
pub fn day(words: &Words, date: Date) -> Markup {
    html! { time datetime=(date) { (words.date(date)) } }
}

/// A moment, in Taiwan's time.
#[must_use]
pub fn time(words: &Words, at: Timestamp) -> Markup {
    html! { time datetime=(exact(at)) { (words.date_time(local(at))) } }
}

fn local(at: Timestamp) -> DateTime {
    in_taiwan(at).datetime()
}

/// ISO 8601 with offset: `2026-11-22T09:00:00+08:00`.
fn exact(at: Timestamp) -> String {
    in_taiwan(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Time left until something opens.
#[derive(Debug, Clone)]
pub struct Countdown<'a> {
    words: &'a Words,
    until: Timestamp,
    form: Option<String>,
    said: Option<(String, String)>,
}

/// Tells when something opens. Without script it is a plain sentence; with it,
/// the seconds run on the server's clock, which the script asks for, so that
/// the page may be cached and the visitor's clock may be wrong.
#[must_use]
pub const fn countdown(words: &Words, until: Timestamp) -> Countdown<'_> {
    Countdown { words, until, form: None, said: None }
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
        let when = self.words.date_time(local(self.until));
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
