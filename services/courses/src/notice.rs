//! The notice on personal data (個資法 §8, D-1): versioned, shown before anything is sent, and kept by
//! its version with each registration.
//!
//! A version's words never change; a new text gets a new number and new words.

use foundation::centre::Centre;
use foundation::i18n::{Lang, Words};
use foundation::parts;
use maud::{Markup, html};

/// The version in use for new courses.
pub const CURRENT: &str = "1";

/// The version that is shown where this one is asked for: itself, or the one in use when there are no
/// words for it.
pub fn version(words: &Words, asked: &str) -> String {
    let is_named = !asked.is_empty() && asked.chars().all(|c| c.is_ascii_alphanumeric());
    if is_named && words.knows(&key(asked)) { asked.to_owned() } else { CURRENT.to_owned() }
}

fn key(version: &str) -> String {
    format!("notice-{version}-text")
}

/// The words of a version.
pub fn text(words: &Words, centre: &Centre, version: &str) -> String {
    let name = if words.lang() == Lang::ZhHant { &centre.name } else { &centre.name_en };
    words.say_with(&key(version), &[("centre", name.into())])
}

/// The notice, folded, with its version.
pub fn folded(words: &Words, centre: &Centre, version: &str) -> Markup {
    let text = text(words, centre, version);
    parts::details(
        &words.say("notice-title"),
        html! {
            @for paragraph in text.split("\n\n") { p { (paragraph) } }
            p.hint { (words.say_with("notice-version", &[("version", version.into())])) }
        },
    )
}

/// The box that says one has read it.
pub fn consent<'a>(words: &'a Words, is_ticked: bool) -> parts::Field<'a> {
    let ticked = is_ticked.then_some("yes");
    parts::checkboxes(words, "consent", "", vec![parts::choice("yes", words.say("notice-consent"))])
        .values(ticked)
}
