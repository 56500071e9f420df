//! The rule of a pool, as staff type it beside a set-aside (R11).

use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, choice};
use maud::{Markup, html};
use office::district::Districts;
use office::instant::Instant;

use super::course_fields::moment;
use crate::rules::pool::digest;

/// The rules, as codes; the first is none.
const RULES: &[&str] = &["none", "district", "born", "loser", "list"];
/// Contacts on one list.
const LIST_MAX: usize = 2000;

/// A rule that was typed: its code, what it needs, and the opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Code of the rule.
    pub rule: &'static str,
    /// Districts, years or digests, as kept.
    pub given: String,
    /// From when its people may register.
    pub opens_at: Instant,
}

/// Reads the rule, with districts of the centre; nothing when the set-aside has none.
pub fn read(form: &mut Form, until_at: Option<Instant>, known: &Districts) -> Option<Typed> {
    let rule = RULES.iter().skip(1).find(|rule| **rule == form.text("rule")).copied()?;
    let opens_at = moment(form, "pool_opens_at");
    if let (Some(opens), Some(until)) = (opens_at, until_at)
        && opens >= until
    {
        form.wrong("pool_opens_at", "edit-pool-opens-wrong");
    }
    let given = match rule {
        "district" => districts(form.text("given"), known),
        "born" => years(form.text("given")),
        "list" => contacts(form.text("given")),
        _ => Some(String::new()),
    };
    if given.is_none() {
        form.wrong("given", "edit-pool-given-wrong");
    }
    Some(Typed { rule, given: given?, opens_at: opens_at? })
}

fn words(typed: &str) -> impl Iterator<Item = &str> {
    typed.split(['\n', ',', '、', '，', ' ']).map(str::trim).filter(|word| !word.is_empty())
}

fn districts(typed: &str, known: &Districts) -> Option<String> {
    let codes: Option<Vec<String>> =
        words(typed).map(|word| known.find_word(word).map(|d| d.code.clone())).collect();
    codes.filter(|codes| !codes.is_empty()).map(|codes| codes.join(","))
}

/// Two years of birth, in the calendar of the republic up to 200, else of the common era.
fn years(typed: &str) -> Option<String> {
    let typed = office::digits::half_width(typed);
    let (from, to) = typed.trim().split_once(['-', '~', '–'])?;
    let year = |text: &str| text.trim().parse::<i64>().ok().map(|y| if y < 200 { y + 1911 } else { y });
    let (from, to) = (year(from)?, year(to)?);
    (1900 <= from && from <= to && to <= 2200).then(|| format!("{from}-{to}"))
}

fn contacts(typed: &str) -> Option<String> {
    let digests: Vec<String> = typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            digest(&office::Phone::parse(line).map_or_else(|_| line.to_owned(), |p| p.e164().to_string()))
        })
        .collect();
    (!digests.is_empty() && digests.len() <= LIST_MAX).then(|| digests.join(","))
}

/// The fields of the rule.
pub fn fields(words: &Words, form: &Form) -> Markup {
    let rules = RULES.iter().map(|rule| choice(*rule, words.say(&format!("edit-pool-{rule}")))).collect();
    html! {
        (parts::select(words, "rule", words.say("edit-pool-rule"), rules).hint(words.say("edit-pool-rule-hint"))
            .value(form.text("rule")).error(form.said_of(words, "rule")).optional())
        div.fields {
            (parts::textarea(words, "given", words.say("edit-pool-given")).rows(2).hint(words.say("edit-pool-given-hint"))
                .value(form.text("given")).error(form.said_of(words, "given")).optional())
            (parts::datetime_local(words, "pool_opens_at", words.say("edit-pool-opens")).value(form.text("pool_opens_at"))
                .error(form.said_of(words, "pool_opens_at")).optional())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r11_rules_are_typed_as_people_write_them() {
        assert_eq!(years("10-50").as_deref(), Some("1921-1961"));
        assert_eq!(years("1950 – 1961").as_deref(), Some("1950-1961"));
        assert_eq!((years("1961-1950"), years("x"), years("")), (None, None, None));
        let known = Districts::kaohsiung();
        let districts = |typed| districts(typed, &known);
        assert_eq!(districts("前金區、新興區").as_deref().map(|d| d.split(',').count()), Some(2));
        assert_eq!((districts("Atlantis"), districts("")), (None, None));
        assert_eq!(contacts("0912-345-678").as_deref(), Some(digest("+886912345678").as_str()));
        assert_eq!(contacts(" \n "), None);
    }
}
