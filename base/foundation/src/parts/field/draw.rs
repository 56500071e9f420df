//! How a field is drawn.

use maud::{Markup, Render, html};

use super::{Field, Kind, Width};

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
            Self::Text | Self::Number | Self::Textarea(_) | Self::Select => "text",
        }
    }
}

impl Field<'_> {
    fn first_value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// A list that offers an empty answer itself (全部) asks for nothing.
    fn offers_nothing(&self) -> bool {
        self.choices.first().is_some_and(|choice| choice.value.is_empty())
    }

    fn is_required(&self) -> bool {
        !self.optional && !self.unmarked && !self.offers_nothing()
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
                p.error id=(format!("{}-error", self.id)) data-label=(self.label) {
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
        if self.is_required() {
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
        html! {
            @if !self.offers_nothing() { option value="" { (self.words.say("part-choose")) } }
            @for choice in &self.choices {
                option value=(choice.value) lang=[choice.lang] selected[self.values.contains(&choice.value)] disabled[choice.disabled] {
                    (choice.label)
                }
            }
        }
    }

    fn group(&self) -> Markup {
        let required = (self.kind == Kind::Radios && self.is_required()).then_some("true");
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
                        label for=(id) lang=[choice.lang] { (choice.label) }
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
