//! What one presses: buttons and links that look like them.

use maud::{Markup, Render, html};

use crate::i18n::Words;

/// A button that sends its form.
#[derive(Debug, Clone)]
pub struct Button {
    label: String,
    look: &'static str,
    name: Option<(String, String)>,
    action: Option<String>,
    id: Option<String>,
    about: Option<String>,
}

/// The main thing to do on a page; one per form.
#[must_use]
pub fn button(label: impl Into<String>) -> Button {
    Button { label: label.into(), look: "button", name: None, action: None, id: None, about: None }
}

/// Something that cannot be taken back; ask on a page of its own.
#[must_use]
pub fn warning_button(label: impl Into<String>) -> Button {
    Button { look: "button warning", ..button(label) }
}

impl Button {
    /// One of several things to do, not the main one.
    #[must_use]
    pub const fn secondary(mut self) -> Self {
        self.look = "button secondary";
        self
    }

    /// Looks like a link, for small acts inside lists.
    #[must_use]
    pub const fn quiet(mut self) -> Self {
        self.look = "button quiet";
        self
    }

    /// What is sent when this one is pressed.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.name = Some((name.into(), value.into()));
        self
    }

    /// Sends the form to another address.
    #[must_use]
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// The id, for a label or a script.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Read out after the label, when several buttons say the same (取消 王小明).
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let (name, value) = self.name.as_ref().map(|(name, value)| (name, value)).unzip();
        html! {
            button class=(self.look) type="submit" id=[&self.id] name=[name] value=[value] formaction=[&self.action] {
                (self.label)
                @if let Some(about) = &self.about { span.unseen { " " (about) } }
            }
        }
    }
}

/// A link that looks like a button: it goes somewhere and changes nothing.
#[derive(Debug, Clone)]
pub struct ButtonLink {
    href: String,
    label: String,
    look: &'static str,
}

/// The main way on from a page.
#[must_use]
pub fn button_link(href: impl Into<String>, label: impl Into<String>) -> ButtonLink {
    ButtonLink { href: href.into(), label: label.into(), look: "button" }
}

impl ButtonLink {
    /// One of several ways on, not the main one.
    #[must_use]
    pub const fn secondary(mut self) -> Self {
        self.look = "button secondary";
        self
    }
}

impl Render for ButtonLink {
    fn render(&self) -> Markup {
        html! { a class=(self.look) href=(self.href) { (self.label) } }
    }
}

/// A link to another site; it says that a window opens (A4).
#[must_use]
pub fn outside_link(words: &Words, href: &str, label: &str) -> Markup {
    html! {
        a.outside href=(href) target="_blank" rel="noopener noreferrer" {
            (label) (words.say("part-new-window"))
        }
    }
}

/// Prints the page; there only where scripts run, for the browser's menu does it too.
#[must_use]
pub fn print_button(words: &Words) -> Markup {
    html! { button.button.secondary type="button" data-print hidden { (words.say("part-print")) } }
}

/// Copies an address; there only where scripts run, so show the address too.
#[must_use]
pub fn copy_button(words: &Words, address: &str) -> Markup {
    html! {
        button.button.secondary type="button" data-copy=(address) data-copied=(words.say("part-copied")) hidden {
            (words.say("part-copy"))
        }
    }
}
