//! Form fields: label, hint and error beside the input and wired to it, what
//! was typed kept, the purpose told to the browser (WCAG 1.3.1, 1.3.5, 3.3.1–3.3.3).

use maud::{Markup, Render, html};

use crate::i18n::Words;

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
    /// Carried, not shown.
    Hidden,
}

impl Kind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Email => "email",
            Self::Tel => "tel",
            Self::Password => "password",
            Self::Date => "date",
            Self::DateTimeLocal => "datetime-local",
            Self::Radios => "radio",
            Self::Checkboxes => "checkbox",
            Self::File => "file",
            Self::Hidden => "hidden",
            Self::Text | Self::Number | Self::Textarea(_) | Self::Select => "text",
        }
    }
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
}

/// An answer offered: the value sent and the label read.
#[must_use]
pub fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into(), hint: None, reveals: None, disabled: false }
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
        heading: false,
        hidden_label: false,
        autofocus: false,
        attributes: Vec::new(),
    }
}

/// One line of text.
#[must_use]
pub fn text<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Text, name, label)
}

/// Words to search for.
#[must_use]
pub fn search<'a>(words: &'a Words, name: &str, label: impl Into<String>) -> Field<'a> {
    field(words, Kind::Search, name, label).optional_quietly()
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

    const fn optional_quietly(mut self) -> Self {
        self.optional = false;
        self.width = Width::Full;
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

    fn first_value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn describedby(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (one, other) => one.or(other),
        }
    }

    fn label_text(&self) -> Markup {
        html! { (self.label) @if self.optional { span.optional { (self.words.say("part-optional")) } } }
    }

    fn help(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { p.hint id=(format!("{}-hint", self.id)) { (hint) } }
            @if let Some(error) = &self.error {
                p.error id=(format!("{}-error", self.id)) {
                    span.unseen { (self.words.say("part-error")) } (error)
                }
            }
        }
    }

    fn class(&self) -> &'static str {
        if self.error.is_some() { "field wrong" } else { "field" }
    }

    fn single(&self) -> Markup {
        let label_class = if self.hidden_label { "unseen" } else { "label" };
        html! {
            div class=(self.class()) {
                @if self.heading {
                    h1 { label for=(self.id) { (self.label_text()) } }
                } @else {
                    label class=(label_class) for=(self.id) { (self.label_text()) }
                }
                (self.help())
                (self.input())
            }
        }
    }

    /// The input is written by hand because maud knows attribute names only when compiled.
    fn input(&self) -> Markup {
        let mut attributes: Vec<(&str, String)> = vec![("id", self.id.clone()), ("name", self.name.clone())];
        attributes.push(("class", format!("input {}", self.width.class())));
        if let Some(purpose) = self.autocomplete {
            attributes.push(("autocomplete", purpose.to_owned()));
        }
        if let Some(described) = self.describedby() {
            attributes.push(("aria-describedby", described));
        }
        if self.error.is_some() {
            attributes.push(("aria-invalid", "true".to_owned()));
        }
        if !self.optional && !matches!(self.kind, Kind::Search) {
            attributes.push(("aria-required", "true".to_owned()));
        }
        if self.autofocus {
            attributes.push(("autofocus", String::new()));
        }
        if matches!(self.kind, Kind::Email | Kind::Password) {
            attributes.push(("spellcheck", "false".to_owned()));
            attributes.push(("autocapitalize", "none".to_owned()));
        }
        if self.kind == Kind::Number {
            attributes.push(("inputmode", "numeric".to_owned()));
        }
        attributes.extend(self.attributes.iter().map(|(name, value)| (*name, value.clone())));
        match self.kind {
            Kind::Textarea(rows) => {
                attributes.push(("rows", rows.to_string()));
                // The first newline after the tag is eaten by HTML, so one is always put there.
                element("textarea", &attributes, &html! { "\n" (self.first_value()) })
            }
            Kind::Select => element("select", &attributes, &self.select_options()),
            kind => {
                attributes.insert(0, ("type", kind.input_type().to_owned()));
                if !matches!(kind, Kind::Password | Kind::File) {
                    attributes.push(("value", self.first_value().to_owned()));
                }
                start_tag("input", &attributes)
            }
        }
    }

    fn select_options(&self) -> Markup {
        let offers_nothing = self.choices.first().is_some_and(|choice| choice.value.is_empty());
        html! {
            @if !offers_nothing { option value="" { (self.words.say("part-choose")) } }
            @for choice in &self.choices {
                option value=(choice.value) selected[self.values.contains(&choice.value)] disabled[choice.disabled] {
                    (choice.label)
                }
            }
        }
    }

    fn group(&self) -> Markup {
        let required = (self.kind == Kind::Radios && !self.optional).then_some("true");
        let role = (self.kind == Kind::Radios).then_some("radiogroup");
        let lone = self.kind == Kind::Checkboxes && self.choices.len() == 1 && self.label.is_empty();
        if lone {
            return html! { div class=(self.class()) { (self.help()) (self.choice_list()) } };
        }
        html! {
            fieldset class=(self.class()) role=[role] aria-required=[required] aria-describedby=[self.describedby()] {
                legend class=(if self.hidden_label { "unseen" } else { "label" }) {
                    @if self.heading { h1 { (self.label_text()) } } @else { (self.label_text()) }
                }
                (self.help())
                (self.choice_list())
            }
        }
    }

    /// The first box carries the field's id, so that the error summary leads to it.
    fn choice_list(&self) -> Markup {
        let kind = self.kind.input_type();
        let lone = self.label.is_empty();
        html! {
            div.choices {
                @for (at, choice) in self.choices.iter().enumerate() {
                    @let id = if at == 0 { self.id.clone() } else { format!("{}-{}", self.id, at + 1) };
                    @let hint_id = choice.hint.as_ref().map(|_| format!("{id}-about"));
                    @let described = if lone { self.describedby().or(hint_id.clone()) } else { hint_id.clone() };
                    div.choice {
                        input type=(kind) id=(id) name=(self.name) value=(choice.value)
                            checked[self.values.contains(&choice.value)] disabled[choice.disabled]
                            aria-invalid=[self.error.as_ref().map(|_| "true")]
                            aria-describedby=[described];
                        label for=(id) { (choice.label) }
                        @if let Some(hint) = &choice.hint { p.hint id=[hint_id] { (hint) } }
                    }
                    @if let Some(content) = &choice.reveals { div.reveals { (content) } }
                }
            }
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        match self.kind {
            Kind::Hidden => hidden(&self.name, self.first_value()),
            Kind::Radios | Kind::Checkboxes => self.group(),
            _ => self.single(),
        }
    }
}

impl Width {
    const fn class(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Medium => "medium",
            Self::Full => "full",
        }
    }
}

fn start_tag(name: &str, attributes: &[(&str, String)]) -> Markup {
    let mut tag = format!("<{name}");
    for (attribute, value) in attributes {
        let value = html! { (value) }.into_string();
        tag.push_str(&format!(" {attribute}=\"{value}\""));
    }
    tag.push('>');
    maud::PreEscaped(tag)
}

fn element(name: &str, attributes: &[(&str, String)], content: &Markup) -> Markup {
    let start = start_tag(name, attributes);
    html! { (start) (content) (maud::PreEscaped(format!("</{name}>"))) }
}
