//! Form fields: label, hint and error beside the input and wired to it, what
//! was typed kept, the purpose told to the browser (WCAG 1.3.1, 1.3.5, 3.3.1–3.3.3).

mod draw;
mod kinds;

use maud::Markup;

use crate::i18n::Words;

pub use kinds::{
    checkboxes, date, datetime_local, email, file, hidden, number, password, radios, search, select, tel,
    text, textarea,
};

/// The id of the field with this name, for links of an error summary:
/// `members[0].name` becomes `f-members-0-name`.
#[must_use]
pub fn field_id(name: &str) -> String {
    let mut id = String::from("f");
    let mut apart = true;
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            if apart {
                id.push('-');
            }
            id.push(letter);
            apart = false;
        } else {
            apart = true;
        }
    }
    id
}

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Text,
    /// Words to search for.
    Search,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A whole number, typed with the number pad.
    Number,
    /// A secret.
    Password,
    /// A day, sent as `YYYY-MM-DD`.
    Date,
    /// A day and time in Taiwan, sent as `YYYY-MM-DDTHH:MM`.
    DateTimeLocal,
    /// Several lines; the number of rows shown.
    Textarea(u8),
    /// One of a long list.
    Select,
    /// One of a few.
    Radios,
    /// Any of a few.
    Checkboxes,
    /// A file.
    File,
}

/// How wide a field is drawn: a sign of how much is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// A few digits.
    Short,
    /// A name or a telephone number.
    Medium,
    /// The whole column.
    Full,
}

/// One of the answers offered by a select, radios or checkboxes.
#[derive(Debug, Clone)]
pub struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
    reveals: Option<Markup>,
    disabled: bool,
    lang: Option<&'static str>,
}

/// An answer offered: the value sent and the label read.
#[must_use]
pub fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice {
        value: value.into(),
        label: label.into(),
        hint: None,
        reveals: None,
        disabled: false,
        lang: None,
    }
}

impl Choice {
    /// A line under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is asked only when this is chosen; hidden by style alone, so the
    /// server ignores what is sent for an answer not chosen.
    #[must_use]
    pub fn reveals(mut self, content: Markup) -> Self {
        self.reveals = Some(content);
        self
    }

    /// The label is in this language, which is not that of the page.
    #[must_use]
    pub const fn lang(mut self, lang: &'static str) -> Self {
        self.lang = Some(lang);
        self
    }

    /// Shown, but not to be chosen (a full session); the label says why.
    #[must_use]
    pub const fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

/// One question of a form.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    words: &'a Words,
    kind: Kind,
    name: String,
    id: String,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    values: Vec<String>,
    choices: Vec<Choice>,
    autocomplete: Option<&'static str>,
    width: Width,
    optional: bool,
    unmarked: bool,
    heading: bool,
    hidden_label: bool,
    autofocus: bool,
    attributes: Vec<(&'static str, String)>,
}

fn field<'a>(words: &'a Words, kind: Kind, name: &str, label: impl Into<String>) -> Field<'a> {
    Field {
        words,
        kind,
        name: name.to_owned(),
        id: field_id(name),
        label: label.into(),
        hint: None,
        error: None,
        values: Vec::new(),
        choices: Vec::new(),
        autocomplete: None,
        width: match kind {
            Kind::Number => Width::Short,
            Kind::Tel | Kind::Date | Kind::DateTimeLocal | Kind::Password => Width::Medium,
            _ => Width::Full,
        },
        optional: false,
        unmarked: false,
        heading: false,
        hidden_label: false,
        autofocus: false,
        attributes: Vec::new(),
    }
}

impl Field<'_> {
    /// What was typed or is known.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }

    /// The boxes ticked.
    #[must_use]
    pub fn values<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    /// A line of help between label and input.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, already in the visitor's language; `None` when nothing is.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// May be left empty; the label says so.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Neither required nor said to be optional, as in filters.
    #[must_use]
    pub const fn unmarked(mut self) -> Self {
        self.unmarked = true;
        self
    }

    /// The purpose of the field as HTML names it (`name`, `bday`, `street-address` …; WCAG 1.3.5).
    /// Give it only when the answer is about the visitor.
    #[must_use]
    pub const fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    /// How wide the input is drawn.
    #[must_use]
    pub const fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// The rows of a textarea.
    #[must_use]
    pub const fn rows(mut self, rows: u8) -> Self {
        self.kind = Kind::Textarea(rows);
        self
    }

    /// The label is the page's heading: one question per page.
    #[must_use]
    pub const fn heading(mut self) -> Self {
        self.heading = true;
        self
    }

    /// The label is read out but not drawn, as in a search bar.
    #[must_use]
    pub const fn hidden_label(mut self) -> Self {
        self.hidden_label = true;
        self
    }

    /// The page opens with the cursor here; at most one, on pages that are nothing but this question.
    #[must_use]
    pub const fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// An id of one's own, when a page has two forms with the same name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Any further attribute of the input: `min`, `max`, `accept`, `list`, `maxlength`, `data-…`.
    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }
}
