//! One function for each kind of field.

use maud::{Markup, html};

use super::{Choice, Field, Kind, field};
use crate::i18n::Words;

/// One line of text.
#[must_use]
pub fn text<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Text, name, label)
}

/// Words to search for.
#[must_use]
pub fn search<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Search, name, label).unmarked()
}

/// An e-mail address.
#[must_use]
pub fn email<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Email, name, label).autocomplete("email")
}

/// A telephone number.
#[must_use]
pub fn tel<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Tel, name, label).autocomplete("tel")
}

/// A whole number.
#[must_use]
pub fn number<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Number, name, label)
}

/// A secret; it is never shown again.
#[must_use]
pub fn password<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Password, name, label).autocomplete("current-password")
}

/// A day.
#[must_use]
pub fn date<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Date, name, label)
}

/// A day and time.
#[must_use]
pub fn datetime_local<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::DateTimeLocal, name, label)
}

/// Several lines of text.
#[must_use]
pub fn textarea<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Textarea(5), name, label)
}

/// One of a long list; begins with an empty answer unless one is given.
#[must_use]
pub fn select<'a>(words: &'a Words, name: &str, label: impl Into<String>, choices: Vec<Choice>) -> Field<'a> {
    Field { choices, ..field(words, Kind::Select, name, label) }
}

/// One of a few.
#[must_use]
pub fn radios<'a>(
    words: &'a Words,
    name: &str,
    legend: impl Into<String>,
    choices: Vec<Choice>,
) -> Field<'a> {
    Field { choices, ..field(words, Kind::Radios, name, legend) }
}

/// Any of a few; a single box is drawn without a legend (a consent), its label being the choice's.
#[must_use]
pub fn checkboxes<'a>(
    words: &'a Words,
    name: &str,
    legend: impl Into<String>,
    choices: Vec<Choice>,
) -> Field<'a> {
    Field { choices, ..field(words, Kind::Checkboxes, name, legend) }
}

/// A file; say the kinds and the size in the hint. Needs [`super::Form::files`].
#[must_use]
pub fn file<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::File, name, label)
}

/// A value carried along.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}
