//! The questions of the demonstration's courses, and how its people answer them.

use super::people::Dice;
use super::texts::{Text, Trait};
use crate::questions::{Answers, Choice, Keep, Kind, Question, ShownWhen, Whose, render};

/// Days for which what is asked for one day only is kept (R37).
const KEPT_DAYS: i64 = 30;

/// Whether children are minded while this course is held.
pub fn has_childcare(text: &Text) -> bool {
    let (_, hour, ..) = text.when;
    hour < 18 && text.is != Trait::Online
}

fn has_meal(text: &Text) -> bool {
    let (.., minutes, _) = text.when;
    minutes > 240 || text.slug == "fathers-kitchen"
}

/// The form of a course, as it is kept.
pub fn questions(text: &Text) -> String {
    let mut all = Vec::new();
    if has_childcare(text) {
        all.push(Question {
            kind: Kind::YesNo,
            label_en: "Do you need childcare during the course?".into(),
            ..Question::new("childcare", "上課時需要臨時托育嗎？")
        });
        all.push(Question {
            label_en: "How old are the children, and what should we know about them?".into(),
            hint: "例如：5 歲，對花生過敏".into(),
            hint_en: "For example: five years, allergic to peanuts".into(),
            required: true,
            shown_when: Some(ShownWhen { question: "childcare".into(), answer: "yes".into() }),
            keep: Some(Keep::DaysAfter(KEPT_DAYS)),
            at_door: true,
            ..Question::new("children", "孩子幾歲？有什麼要我們注意的？")
        });
    }
    if has_meal(text) {
        let choice = |code: &str, label: &str, label_en: &str| Choice {
            code: code.into(),
            label: label.into(),
            label_en: label_en.into(),
        };
        all.push(Question {
            kind: Kind::One,
            whose: Whose::Person,
            label_en: "Meal".into(),
            required: true,
            choices: vec![choice("meat", "葷食", "With meat"), choice("vegetarian", "素食", "Vegetarian")],
            keep: Some(Keep::DaysAfter(KEPT_DAYS)),
            at_door: true,
            ..Question::new("meal", "餐點")
        });
    }
    render(&all)
}

/// What a party answers for all, and what each person does.
pub fn answers(dice: &mut Dice, text: &Text) -> (String, String) {
    let (mut party, mut person) = (Answers::new(), Answers::new());
    if has_childcare(text) {
        let needed = dice.percent(15);
        party.set("childcare", vec![if needed { "yes" } else { "no" }.into()]);
        if needed {
            party.set("children", vec![format!("{} 歲", 3 + dice.below(6))]);
        }
    }
    if has_meal(text) {
        person.set("meal", vec![dice.one_of(&["meat", "meat", "meat", "vegetarian"]).into()]);
    }
    (party.render(), person.render())
}
