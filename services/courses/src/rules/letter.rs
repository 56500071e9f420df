//! Letters to many: placeholders filled for each receiver, and nothing private typed into the text.

use std::collections::BTreeSet;

use minijinja::{Environment, UndefinedBehavior, context};
use office::reference::Reference;

/// The placeholders a letter may hold.
pub const PLACEHOLDERS: [&str; 4] = ["name", "course", "reference", "link"];

/// What the placeholders stand for with one receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver<'a> {
    /// Head of the party.
    pub name: &'a str,
    /// Title of the course, in the receiver's language.
    pub course: &'a str,
    /// Reference, as people read it.
    pub reference: &'a str,
    /// The receiver's own link to the registration.
    pub link: &'a str,
}

/// What is wrong with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It names a placeholder there is none of.
    Unknown(String),
    /// Its placeholders cannot be read.
    Unreadable,
    /// It holds a link or reference that belongs to one party only.
    Private(String),
}

/// Steps a letter may take to fill in: far more than any letter needs, far fewer than a loop.
const FUEL: u64 = 20_000;

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    // Letters are plain text: nothing is escaped, and there are no functions to call.
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    env
}

/// Looks a letter over before anybody gets it.
///
/// # Errors
/// The first [`Fault`] found.
pub fn check(text: &str) -> Result<(), Fault> {
    if let Some(word) = private_word(text) {
        return Err(Fault::Private(word));
    }
    let env = environment();
    let template = env.template_from_str(text).map_err(|_| Fault::Unreadable)?;
    let unknown: BTreeSet<String> = template
        .undeclared_variables(false)
        .into_iter()
        .filter(|name| !PLACEHOLDERS.contains(&name.as_str()))
        .collect();
    if let Some(name) = unknown.into_iter().next() {
        return Err(Fault::Unknown(name));
    }
    let sample = Receiver { name: "N", course: "C", reference: "R", link: "L" };
    fill(text, &sample).map(|_| ())
}

/// A letter as one receiver gets it.
///
/// # Errors
/// [`Fault::Unreadable`] when it cannot be filled in.
pub fn fill(text: &str, to: &Receiver<'_>) -> Result<String, Fault> {
    let values =
        context! { name => to.name, course => to.course, reference => to.reference, link => to.link };
    environment().render_str(text, values).map_err(|_| Fault::Unreadable)
}

/// A word that opens one party's registration to whoever reads it: a reference, or a signature out
/// of a private link. Sent to many it would open that party's matter to all of them.
pub fn private_word(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(|c: char| !is_part(c)).find(|word| is_reference(word) || is_signature(word)).map(str::to_owned)
}

fn is_reference(word: &str) -> bool {
    let symbols = word.chars().filter(char::is_ascii_alphanumeric).count();
    let mixed = word.chars().any(|c| c.is_ascii_digit()) && word.chars().any(|c| c.is_ascii_alphabetic());
    symbols == 9 && (mixed || word.contains('-')) && Reference::parse(word).is_ok()
}

fn is_signature(word: &str) -> bool {
    word.split('-').any(|part| part.len() >= 32 && part.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TO: Receiver<'_> =
        Receiver {
            name: "王小明{{link}}", course: "共讀", reference: "K7Q2-9XMP-4", link: "http://x/1"
        };

    #[test]
    fn r60_each_receiver_gets_a_letter_of_their_own() {
        let text = "{{ name }}，{{course}}（{{ reference }}）：{{ link }}";
        assert_eq!(check(text), Ok(()));
        // What a name holds is text, never a placeholder.
        assert_eq!(fill(text, &TO).unwrap(), "王小明{{link}}，共讀（K7Q2-9XMP-4）：http://x/1");
    }

    #[test]
    fn r60_an_unknown_placeholder_is_refused_before_anything_is_sent() {
        assert_eq!(check("Dear {{ nmae }}"), Err(Fault::Unknown("nmae".into())));
        assert_eq!(check("Dear {{ name"), Err(Fault::Unreadable));
        assert_eq!(
            check("{% for i in range(100000000) %}x{% endfor %}"),
            Err(Fault::Unknown("range".into()))
        );
        assert_eq!(check("{{ name.secret }}"), Err(Fault::Unreadable));
        assert_eq!(check("{% include 'x' %}"), Err(Fault::Unreadable));
    }

    #[test]
    fn r60_a_link_or_reference_of_one_party_is_refused() {
        let reference = Reference::from_bits(0x12_3456_789A).to_string();
        let signature = "0123456789abcdef0123456789abcdef";
        assert_eq!(check(&format!("See {reference}.")), Err(Fault::Private(reference)));
        let link = format!("http://x/progress/abc.{signature}?a=1");
        assert_eq!(check(&link), Err(Fault::Private(signature.into())));
        assert_eq!(private_word("Call 07-215-7480 or 412-8185 by 2026-11-22, room A123"), None);
    }
}
