//! Charts as SVG: made by the server, readable without colour.

use maud::{Markup, html};

use crate::i18n::Words;

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How much; negative counts as nothing.
    pub number: i64,
    /// How the number is written when it is no plain count (`82.4%`).
    pub said: Option<String>,
}

impl Bar {
    /// Writes the number in another way.
    #[must_use]
    pub fn said(mut self, said: impl Into<String>) -> Bar {
        self.said = Some(said.into());
        self
    }

    /// The number as written.
    pub(crate) fn figure(&self, words: &Words) -> String {
        self.said.clone().unwrap_or_else(|| words.number(self.number))
    }
}

/// A bar with this label and length.
#[must_use]
pub fn bar(label: impl Into<String>, number: i64) -> Bar {
    Bar { label: label.into(), number, said: None }
}

/// Horizontal bars, each with its label above and its number at the end.
#[must_use]
pub fn bars(words: &Words, title: &str, said: &str, figures: &[Bar]) -> Markup {
    const WIDTH: i64 = 420;
    const ROW: i64 = 52;
    /// Room right of the longest bar for its number.
    const NUMBER: i64 = 90;
    let most = figures.iter().map(|bar| bar.number).max().unwrap_or(0).max(1);
    let length = |bar: &Bar| bar.number.max(0).saturating_mul(WIDTH - NUMBER) / most;
    let height = ROW * i64::try_from(figures.len()).unwrap_or(0);
    html! {
        svg.bars viewBox=(format!("0 0 {WIDTH} {height}")) role="img" xmlns="http://www.w3.org/2000/svg" {
            title { (title) }
            desc { (said) }
            @for (at, bar) in (0_i64..).zip(figures) {
                @let top = at * ROW;
                text.bar-label x="0" y=(top + 18) { (bar.label) }
                rect.bar x="0" y=(top + 26) width=(length(bar).max(2)) height="16" rx="3" {}
                text.bar-number x=(length(bar).max(2) + 8) y=(top + 40) { (bar.figure(words)) }
            }
        }
    }
}
