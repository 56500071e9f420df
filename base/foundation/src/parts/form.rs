//! Forms and what stands around their fields.

use maud::{Markup, PreEscaped, Render, html};

use super::field::field_id;
use super::{button, button_link};
use crate::i18n::Words;

/// A form that is posted.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    files: bool,
    keep: Option<String>,
    id: Option<String>,
    content: Markup,
}

/// A form posted to this address. The server checks it; the browser does not,
/// so that everyone gets the same words in the same places. A second press
/// while the first is on its way is held back where scripts run.
#[must_use]
pub fn form(action: impl Into<String>, content: Markup) -> Form {
    Form { action: action.into(), files: false, keep: None, id: None, content }
}

impl Form {
    /// Carries files.
    #[must_use]
    pub const fn files(mut self) -> Self {
        self.files = true;
        self
    }

    /// What is typed is kept in this tab under this name until it is sent (R09, X4).
    #[must_use]
    pub fn keep(mut self, name: impl Into<String>) -> Self {
        self.keep = Some(name.into());
        self
    }

    /// The id, for a countdown or a button outside the form.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Render for Form {
    fn render(&self) -> Markup {
        let encoding = self.files.then_some("multipart/form-data");
        html! {
            form method="post" action=(self.action) id=[&self.id] enctype=[encoding] novalidate data-once
                data-keep=[&self.keep] { (self.content) }
        }
    }
}

/// What is wrong with the form, at the top of the page, each line leading to
/// its field. `mistakes` are pairs of field name and message; nothing is drawn
/// when there are none. The title must say it too: `Shell { has_errors: true, .. }`.
#[must_use]
pub fn error_summary<N: AsRef<str>, M: AsRef<str>>(words: &Words, mistakes: &[(N, M)]) -> Markup {
    html! {
        @if !mistakes.is_empty() {
            div.error-summary role="alert" aria-labelledby="error-summary-title" tabindex="-1" data-focus {
                h2 #error-summary-title { (words.say("part-errors-title")) }
                ul {
                    @for (name, message) in mistakes {
                        li {
                            @if name.as_ref().is_empty() {
                                (message.as_ref())
                            } @else {
                                @let id = field_id(name.as_ref());
                                a href=(format!("#{id}")) { (PreEscaped(mark(&id))) (message.as_ref()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where a line of the summary is to say what its field is called.
fn mark(id: &str) -> String {
    format!("<!--of {id}-->")
}

/// Says in each line of the summary what its field is called, which only the drawn field knows: five times "fill this
/// in" tells nobody what to fill in.
pub(super) fn name_mistakes(words: &Words, page: &Markup) -> Markup {
    let page = &page.0;
    let colon = words.say("part-colon");
    let mut named = String::with_capacity(page.len());
    let mut rest = page.as_str();
    while let Some((before, (id, after))) =
        rest.split_once("<!--of ").and_then(|(before, mark)| Some((before, mark.split_once("-->")?)))
    {
        named.push_str(before);
        let label = page.split_once(&format!("id=\"{id}-error\" data-label=\""));
        if let Some((label, _)) =
            label.and_then(|(_, label)| label.split_once('"')).filter(|(l, _)| !l.is_empty())
        {
            named.push_str(label);
            named.push_str(if label.ends_with(['？', '?', '：', ':']) { " " } else { &colon });
        }
        rest = after;
    }
    named.push_str(rest);
    PreEscaped(named)
}

/// Fields that belong together (one member of a party).
#[must_use]
pub fn fieldset(legend: &str, content: Markup) -> Markup {
    html! { fieldset.group { legend { (legend) } (content) } }
}

/// Fields that narrow a list; sent by GET so that the address can be shared.
/// `clear` is the address without conditions, offered when some are set.
#[must_use]
pub fn filters(words: &Words, action: &str, clear: Option<&str>, content: Markup) -> Markup {
    narrowing(words, "get", action, clear, content)
}

/// A search for people: sent by POST, so that no name or number stands in an address, a history or a log.
#[must_use]
pub fn person_search(words: &Words, action: &str, clear: Option<&str>, content: Markup) -> Markup {
    narrowing(words, "post", action, clear, content)
}

fn narrowing(words: &Words, method: &str, action: &str, clear: Option<&str>, content: Markup) -> Markup {
    html! {
        search.filters aria-label=(words.say("part-filters")) {
            form method=(method) action=(action) {
                div.fields { (content) }
                div.actions {
                    (button(words.say("part-search")))
                    @if let Some(clear) = clear { (button_link(clear, words.say("part-clear")).secondary()) }
                }
            }
        }
    }
}
