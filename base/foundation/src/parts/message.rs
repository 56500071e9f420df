//! What the page tells: states, notices, receipts.

use maud::{Markup, html};

use crate::i18n::{Arg, Words};

/// What a colour stands for; the words always say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A plain fact.
    Plain,
    /// Good to know.
    Info,
    /// Done, confirmed, places left.
    Good,
    /// Waiting, soon due.
    Wait,
    /// Wrong, overdue, cancelled.
    Bad,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Info => "info",
            Self::Good => "good",
            Self::Wait => "wait",
            Self::Bad => "bad",
        }
    }
}

/// A sentence around something drawn, such as a text in another language, in the place of this name.
#[must_use]
pub fn sentence(
    words: &Words,
    key: &str,
    args: &[(&'static str, Arg)],
    (name, drawn): (&'static str, Markup),
) -> Markup {
    const HERE: &str = "\u{e000}";
    let args: Vec<_> = args.iter().cloned().chain([(name, HERE.into())]).collect();
    let said = words.say_with(key, &args);
    let (before, after) = said.split_once(HERE).unwrap_or((&said, ""));
    html! { (before) (drawn) (after) }
}

/// A state in a word and a colour.
#[must_use]
pub fn tag(tone: Tone, label: &str) -> Markup {
    html! { span class=(format!("tag {}", tone.class())) { (label) } }
}

/// A message above the content: what was just done, or what one must know.
/// Good and bad ones are read out when the page opens.
#[must_use]
pub fn notice(tone: Tone, title: &str, content: Markup) -> Markup {
    let role = match tone {
        Tone::Good => Some("status"),
        Tone::Bad => Some("alert"),
        _ => None,
    };
    html! {
        div class=(format!("notice {}", tone.class())) role=[role] {
            @if !title.is_empty() { p.title { (title) } }
            (content)
        }
    }
}

/// The end of something: a receipt with its number. `title` is the page's heading.
#[must_use]
pub fn panel(title: &str, content: Markup) -> Markup {
    html! { div.panel { h1 { (title) } (content) } }
}

/// Set apart from the text around it.
#[must_use]
pub fn inset(content: Markup) -> Markup {
    html! { div.inset { (content) } }
}

/// Something that has consequences, said before it is done.
#[must_use]
pub fn warning_text(words: &Words, said: &str) -> Markup {
    html! {
        p.warning-text { span.mark aria-hidden="true" { "!" } strong { span.unseen { (words.say("part-important")) " " } (said) } }
    }
}

/// Nothing there, and what can be done about it.
#[must_use]
pub fn empty_state(said: &str, content: Markup) -> Markup {
    html! { div.empty { p { (said) } (content) } }
}
