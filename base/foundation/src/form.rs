//! Forms never fail: they keep what was typed and say what is wrong with it, all at once.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use office::digits::{is_blank, turns_direction};

use crate::fault::Fault;
use crate::i18n::{Arg, Words};

/// What is wrong with a field, as a key of the words and its arguments.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Name of the field.
    pub field: String,
    /// Key of the words.
    pub key: &'static str,
    /// Arguments of the words.
    pub args: Vec<(&'static str, Arg)>,
}

/// The fields a person sent, in order, and the mistakes found so far.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pairs: Vec<(String, String)>,
    mistakes: Vec<Mistake>,
}

impl Form {
    /// A form with these fields.
    pub fn new(pairs: Vec<(String, String)>) -> Form {
        Form { pairs, mistakes: Vec::new() }
    }

    /// Reads `a=1&b=2`.
    pub fn parse(text: &str) -> Form {
        Form::new(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The fields, to send them along again.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// What was typed in a field; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// All values of a field that may be sent several times.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether a field was sent at all (a button, a ticked box).
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    /// Sets a field, as the form's own default.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.pairs.iter_mut().find(|(n, _)| n == name) {
            Some((_, v)) => *v = value,
            None => self.pairs.push((name.to_owned(), value)),
        }
    }

    /// Drops fields, such as the button that was pressed.
    pub fn drop_fields(&mut self, name: &str) {
        self.pairs.retain(|(n, _)| n != name);
    }

    /// Notes a mistake.
    pub fn wrong(&mut self, field: impl Into<String>, key: &'static str) {
        self.wrong_with(field, key, Vec::new());
    }

    /// Notes a mistake with arguments for its words.
    pub fn wrong_with(
        &mut self,
        field: impl Into<String>,
        key: &'static str,
        args: Vec<(&'static str, Arg)>,
    ) {
        self.mistakes.push(Mistake { field: field.into(), key, args });
    }

    /// The mistakes so far.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Whether nothing is wrong so far.
    pub fn is_right(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// The mistakes in words: field and sentence, for the summary.
    pub fn said(&self, words: &Words) -> Vec<(String, String)> {
        self.mistakes.iter().map(|m| (m.field.clone(), words.say_with(m.key, &m.args))).collect()
    }

    /// The sentence for one field, if something is wrong with it.
    pub fn said_of(&self, words: &Words, field: &str) -> Option<String> {
        self.mistakes.iter().find(|m| m.field == field).map(|m| words.say_with(m.key, &m.args))
    }

    /// A text of at most `max` characters without control characters; empty is allowed. Marks that turn the direction
    /// of writing are left out: programs put them there unseen, and what follows them reads as something else. So is
    /// what nobody sees at both ends: a text of nothing else is empty.
    pub fn optional(&mut self, name: &str, max: usize) -> String {
        let text = self.text(name).replace("\r\n", "\n").replace(turns_direction, "");
        let text = text.trim_matches(is_blank).to_owned();
        if text.chars().count() > max {
            let args = vec![("max", Arg::from(i64::try_from(max).unwrap_or(i64::MAX)))];
            self.wrong_with(name, "form-too-long", args);
        } else if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.wrong(name, "form-control-characters");
        }
        text
    }

    /// A text that must not be empty.
    pub fn required(&mut self, name: &str, max: usize) -> String {
        let text = self.optional(name, max);
        if text.is_empty() {
            self.wrong(name, "form-required");
        }
        text
    }

    /// A whole number between bounds; nothing when the field is empty.
    pub fn number(&mut self, name: &str, min: i64, max: i64) -> Option<i64> {
        let text = office::digits::half_width(self.text(name).trim());
        if text.is_empty() {
            return None;
        }
        match text.parse::<i64>() {
            Ok(n) if (min..=max).contains(&n) => Some(n),
            _ => {
                self.wrong_with(name, "form-number", vec![("min", Arg::from(min)), ("max", Arg::from(max))]);
                None
            }
        }
    }

    /// A whole number that must be there; the least allowed one stands in after a mistake.
    pub fn required_number(&mut self, name: &str, min: i64, max: i64) -> i64 {
        if self.text(name).trim().is_empty() {
            self.wrong(name, "form-required");
        }
        self.number(name, min, max).unwrap_or(min)
    }

    /// One of the offered codes; notes a mistake when it is none of them.
    pub fn choice<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = read(self.text(name));
        if found.is_none() {
            self.wrong(name, "form-choose");
        }
        found
    }
}

/// Fields as the part of an address after its question mark.
pub fn encode(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Forms larger than this are refused (10,000 members do not fit, and are not meant to).
pub const FORM_BYTES_MAX: usize = 512 * 1024;

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let body = Bytes::from_request(request, state).await.map_err(|_| Fault::TooLarge)?;
        if body.len() > FORM_BYTES_MAX {
            return Err(Fault::TooLarge);
        }
        let text = std::str::from_utf8(&body).map_err(|_| Fault::NotText)?;
        let pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        // The decoder replaces bytes that are no UTF-8; what was typed would be lost silently.
        if pairs.iter().any(|(n, v)| n.contains('\u{fffd}') || v.contains('\u{fffd}')) {
            return Err(Fault::NotText);
        }
        Ok(Form::new(pairs))
    }
}
