//! Lists of facts, steps and views.

use maud::{Markup, html};

use crate::i18n::Words;

/// A line of a check-your-answers page.
#[derive(Debug, Clone)]
pub struct SummaryRow {
    /// The question.
    pub label: String,
    /// The answer.
    pub value: Markup,
    /// Where it can be changed.
    pub change: Option<String>,
}

/// A question and its answer in plain text, with the address where it can be changed.
#[must_use]
pub fn summary_row(label: impl Into<String>, value: &str, change: Option<String>) -> SummaryRow {
    SummaryRow { label: label.into(), value: html! { (value) }, change }
}

/// Questions and answers, each with a way to change it.
#[must_use]
pub fn summary_list(words: &Words, rows: &[SummaryRow]) -> Markup {
    html! {
        dl.summary {
            @for row in rows {
                div {
                    dt { (row.label) }
                    dd { (row.value) }
                    @if let Some(change) = &row.change {
                        dd.change { a href=(change) { (words.say("part-change")) span.unseen { " " (row.label) } } }
                    }
                }
            }
        }
    }
}

/// More for those who want it.
#[must_use]
pub fn details(summary: &str, content: Markup) -> Markup {
    html! { details { summary { (summary) } div.inside { (content) } } }
}

/// One view among several of the same thing.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// How many there are behind it.
    pub count: Option<i64>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// Views of one thing, as links, under a name for screen readers.
#[must_use]
pub fn tabs(words: &Words, name: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(name) {
            ul {
                @for tab in tabs {
                    li { a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                        (tab.label)
                        @if let Some(count) = tab.count { " " span.count { (words.number(count)) } }
                    } }
                }
            }
        }
    }
}

/// A step of something done in order.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is done.
    pub label: String,
    /// Where a step already done can be seen again.
    pub href: Option<String>,
}

/// Where one is in something of several pages; `current` counts from 0.
#[must_use]
pub fn steps(words: &Words, steps: &[Step], current: usize) -> Markup {
    let said =
        words.say_with("part-step-of", &[("step", (current + 1).into()), ("count", steps.len().into())]);
    html! {
        nav.steps aria-label=(words.say("part-steps")) {
            p.where { (said) }
            ol {
                @for (at, step) in steps.iter().enumerate() {
                    li aria-current=[(at == current).then_some("step")] class=[(at < current).then_some("done")] {
                        @match &step.href {
                            Some(href) if at < current => a href=(href) { (step.label) },
                            _ => span { (step.label) },
                        }
                        @if at < current { span.unseen { " " (words.say("part-step-done")) } }
                    }
                }
            }
        }
    }
}
