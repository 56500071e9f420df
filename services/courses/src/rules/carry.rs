//! Which answers go along when a party moves to another course.
//!
//! An answer goes to the question that asks the same: one worded alike, or one of the same key. Keys
//! such as `q1` are counted form by form and say nothing between courses that have nothing in common;
//! they count between courses of one series, whose forms are copies of each other.

use super::questions::is_shown;
use crate::questions::{Answers, Question, Whose};

/// What becomes of the answers of a party, or of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// What goes along, under the keys of the new form.
    pub answers: Answers,
    /// Answered questions of the old form that the new one does not ask, or asks otherwise.
    pub left: Vec<Question>,
}

/// Carries the answers `given` to the questions of `from` over to the form `to`. `akin` when the courses
/// are of one series; `party_there` is what the party answers there (not looked at for the party).
pub fn carry(
    [from, to]: [&[Question]; 2],
    akin: bool,
    whose: Whose,
    given: &Answers,
    party_there: &Answers,
) -> Carried {
    let mut carried = Carried::default();
    let answered: Vec<&Question> =
        from.iter().filter(|q| q.whose == whose && !given.texts(&q.id).is_empty()).collect();
    let mut gone: Vec<&str> = Vec::new();
    for there in to.iter().filter(|q| q.whose == whose) {
        // The wording weighs more than the key.
        let by_words = answered.iter().find(|q| q.kind == there.kind && wording(q) == wording(there));
        let by_key = || answered.iter().find(|q| q.kind == there.kind && is_same_key(q, there, akin));
        let Some(here) = by_words.or_else(by_key) else { continue };
        let texts = translated(here, there, given.texts(&here.id));
        if !texts.is_empty() && is_shown(to, there, &carried.answers, party_there) {
            carried.answers.set(&there.id, texts);
            gone.push(&here.id);
        }
    }
    carried.left = answered.into_iter().filter(|q| !gone.contains(&q.id.as_str())).cloned().collect();
    carried
}

fn is_same_key(here: &Question, there: &Question, akin: bool) -> bool {
    let is_counted = here.id.strip_prefix('q').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    here.id == there.id && (akin || !is_counted)
}

/// The words of a question without what does not change its sense: spaces, marks, case.
fn wording(question: &Question) -> String {
    words(&question.label)
}

fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Answers in the codes of the new question's choices; a choice that is not offered there is no answer,
/// and of several none goes along when one does not, for half an answer says something else.
fn translated(here: &Question, there: &Question, texts: &[String]) -> Vec<String> {
    if !there.kind.has_choices() {
        return texts.to_vec();
    }
    let code = |text: &String| {
        let said = here.choices.iter().find(|c| c.code == *text)?;
        Some(there.choices.iter().find(|c| words(&c.label) == words(&said.label))?.code.clone())
    };
    texts.iter().map(code).collect::<Option<Vec<String>>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::questions::{Choice, Kind, ShownWhen};
    use crate::rules::questions::missing;

    fn answers(json: &str) -> Answers {
        Answers::parse(json)
    }

    fn go(from: &[Question], to: &[Question], akin: bool, given: &str) -> (String, Vec<String>) {
        let carried = carry([from, to], akin, Whose::Registration, &answers(given), &Answers::new());
        (carried.answers.render(), carried.left.into_iter().map(|q| q.id).collect())
    }

    fn one(id: &str, label: &str, choices: &[(&str, &str)]) -> Question {
        let choice = |(code, label): &(&str, &str)| Choice {
            code: (*code).into(),
            label: (*label).into(),
            ..Choice::default()
        };
        Question {
            kind: Kind::One,
            choices: choices.iter().map(choice).collect(),
            ..Question::new(id, label)
        }
    }

    #[test]
    fn r33_answers_follow_the_same_wording_or_the_same_key() {
        let ask = |id: &str, label: &str| Question::new(id, label);
        let number = |id: &str, label: &str| Question { kind: Kind::Number, ..ask(id, label) };
        for (from, to, akin, given, there, left) in [
            // Worded alike under another key.
            (
                ask("q1", "有無過敏？"),
                ask("q7", "有無 過敏"),
                false,
                r#"{"q1":"花生"}"#,
                r#"{"q7":"花生"}"#,
                vec![],
            ),
            // A counted key says nothing between strangers …
            (ask("q1", "過敏"), ask("q1", "車號"), false, r#"{"q1":"花生"}"#, "{}", vec!["q1"]),
            // … but does within a series, where the wording was mended.
            (
                ask("q1", "過敏"),
                ask("q1", "過敏或疾病"),
                true,
                r#"{"q1":"花生"}"#,
                r#"{"q1":"花生"}"#,
                vec![],
            ),
            // A key somebody chose does anywhere.
            (
                ask("allergy", "過敏"),
                ask("allergy", "飲食"),
                false,
                r#"{"allergy":"蛋"}"#,
                r#"{"allergy":"蛋"}"#,
                vec![],
            ),
            // Another kind is another question.
            (ask("age", "年齡"), number("age", "年齡"), true, r#"{"age":"五歲"}"#, "{}", vec!["age"]),
            // What was not answered is neither carried nor left.
            (ask("q1", "過敏"), ask("q1", "過敏"), false, "{}", "{}", vec![]),
        ] {
            let name = format!("{} → {}", from.label, to.label);
            assert_eq!(
                go(&[from], &[to], akin, given),
                (there.into(), left.iter().map(|l| (*l).into()).collect()),
                "{name}"
            );
        }
    }

    #[test]
    fn r33_choices_go_along_by_what_they_say() {
        let here = one("q1", "餐點", &[("c1", "葷"), ("c2", "素")]);
        let there = one("q1", "餐點", &[("c1", "素"), ("c2", "不用餐")]);
        let both = ([here], [there]);
        assert_eq!(go(&both.0, &both.1, false, r#"{"q1":"c2"}"#), (r#"{"q1":"c1"}"#.into(), vec![]));
        assert_eq!(go(&both.0, &both.1, false, r#"{"q1":"c1"}"#), ("{}".into(), vec!["q1".into()]));
    }

    #[test]
    fn r35_what_the_new_form_hides_stays_behind_and_what_it_demands_is_named() {
        let from = [Question::new("a", "車號")];
        let to = [
            Question { kind: Kind::YesNo, required: true, ..Question::new("b", "開車？") },
            Question {
                required: true,
                shown_when: Some(ShownWhen { question: "b".into(), answer: "yes".into() }),
                ..Question::new("c", "車號")
            },
        ];
        assert_eq!(go(&from, &to, false, r#"{"a":"ABC-123"}"#), ("{}".into(), vec!["a".into()]));
        let open = |given: &str| {
            missing(&to, Whose::Registration, &answers(given), &Answers::new())
                .iter()
                .map(|q| q.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(open("{}"), ["b"]);
        assert_eq!(open(r#"{"b":"yes"}"#), ["c"]);
        assert_eq!(open(r#"{"b":"no"}"#), Vec::<String>::new());
    }
}
