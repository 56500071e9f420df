//! What may be answered: which questions are shown, what is missing or wrong, what has had its time.
//!
//! A question hangs on an earlier answer of the same person or of the party. A hidden question is
//! neither required nor kept (R35).

use foundation::i18n::Arg;
use jiff::civil::Date;
use office::digits::half_width;
use office::special_data::{SpecialData, asked_in};

use crate::questions::{
    Answers, CHOICES_MAX, Keep, Kind, LABEL_CHARS_MAX, LONG_TEXT_CHARS_MAX, QUESTIONS_MAX, Question,
    TEXT_CHARS_MAX, Whose,
};

/// Largest number that may be answered.
pub const NUMBER_MAX: i64 = 9_999_999;

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Id of the question.
    pub question: String,
    /// Key of the words.
    pub key: &'static str,
    /// Arguments of the words.
    pub args: Vec<(&'static str, Arg)>,
}

/// Whether a question is shown to somebody who gave `own` answers in a party that gave `party`.
pub fn is_shown(questions: &[Question], question: &Question, own: &Answers, party: &Answers) -> bool {
    // Questions hang on earlier ones only, so the chain is not longer than the form.
    let mut at = question;
    for _ in 0..questions.len() {
        let Some(when) = &at.shown_when else { return true };
        let Some(earlier) = questions.iter().find(|q| q.id == when.question) else { return false };
        let given = if earlier.whose == question.whose { own } else { party };
        if !given.texts(&earlier.id).contains(&when.answer) {
            return false;
        }
        at = earlier;
    }
    at.shown_when.is_none()
}

/// The questions put to a person that must be answered and are not.
pub fn unanswered<'a>(questions: &'a [Question], own: &Answers, party: &Answers) -> Vec<&'a Question> {
    missing(questions, Whose::Person, own, party)
}

/// The questions put to a person, or to the party, that must be answered and are not; for the party,
/// `party` is not looked at.
pub fn missing<'a>(
    questions: &'a [Question],
    whose: Whose,
    own: &Answers,
    party: &Answers,
) -> Vec<&'a Question> {
    let is_open = |q: &&Question| {
        q.required && q.whose == whose && own.texts(&q.id).is_empty() && is_shown(questions, q, own, party)
    };
    questions.iter().filter(is_open).collect()
}

/// Reads the answers of one person, or of the party: `typed` gives what was typed for a question.
/// For the party, `party` is not looked at. Hidden questions are left out whatever was sent.
pub fn read<'a>(
    questions: &[Question],
    whose: Whose,
    party: &Answers,
    typed: impl Fn(&str) -> Vec<&'a str>,
) -> (Answers, Vec<Wrong>) {
    let (mut own, mut wrong) = (Answers::new(), Vec::new());
    for question in questions.iter().filter(|q| q.whose == whose) {
        if !is_shown(questions, question, &own, party) {
            continue;
        }
        match read_one(question, &typed(&question.id)) {
            Ok(texts) => own.set(&question.id, texts),
            Err((key, args)) => wrong.push(Wrong { question: question.id.clone(), key, args }),
        }
    }
    (own, wrong)
}

type Mistake = (&'static str, Vec<(&'static str, Arg)>);

fn read_one(question: &Question, typed: &[&str]) -> Result<Vec<String>, Mistake> {
    let given: Vec<&str> = typed.iter().map(|t| t.trim()).filter(|t| !t.is_empty()).collect();
    let Some(first) = given.first() else {
        let key = if question.kind.decides() { "form-choose" } else { "form-required" };
        return if question.required { Err((key, Vec::new())) } else { Ok(Vec::new()) };
    };
    match question.kind {
        Kind::Text => Ok(vec![text(first, TEXT_CHARS_MAX)?]),
        Kind::LongText => Ok(vec![text(first, LONG_TEXT_CHARS_MAX)?]),
        Kind::Number => match half_width(first).parse::<i64>() {
            Ok(number) if (0..=NUMBER_MAX).contains(&number) => Ok(vec![number.to_string()]),
            _ => Err(("form-number", vec![("min", Arg::from(0_i64)), ("max", Arg::from(NUMBER_MAX))])),
        },
        Kind::YesNo => chosen(&given, 1, |code| matches!(code, "yes" | "no")),
        Kind::One => chosen(&given, 1, |code| question.choices.iter().any(|c| c.code == code)),
        Kind::Several => chosen(&given, CHOICES_MAX, |code| question.choices.iter().any(|c| c.code == code)),
        Kind::Date => {
            let day = office::roc_date::parse(first).map_err(|e| (e.key(), Vec::new()))?;
            Ok(vec![day.to_string()])
        }
    }
}

fn text(typed: &str, max: usize) -> Result<String, Mistake> {
    let text = typed.replace("\r\n", "\n");
    if text.chars().count() > max {
        return Err(("form-too-long", vec![("max", Arg::from(max))]));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(("form-control-characters", Vec::new()));
    }
    Ok(text)
}

fn chosen(given: &[&str], max: usize, offered: impl Fn(&str) -> bool) -> Result<Vec<String>, Mistake> {
    if given.len() > max || !given.iter().all(|code| offered(code)) {
        return Err(("form-choose", Vec::new()));
    }
    let mut codes: Vec<String> = given.iter().map(|code| (*code).to_owned()).collect();
    codes.dedup();
    Ok(codes)
}

/// What is wrong with the questions themselves: position of the question and key of the words.
pub fn check(questions: &[Question]) -> Vec<(usize, &'static str)> {
    let mut wrong = Vec::new();
    if questions.len() > QUESTIONS_MAX {
        wrong.push((QUESTIONS_MAX, "question-error-too-many"));
    }
    for (at, question) in questions.iter().enumerate() {
        let earlier = questions.get(..at).unwrap_or_default();
        let id_reads = !question.id.is_empty()
            && question.id.len() <= 40
            && question.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !id_reads || earlier.iter().any(|q| q.id == question.id) {
            wrong.push((at, "question-error-id"));
        }
        let lengths = [&question.label, &question.label_en, &question.hint, &question.hint_en];
        if question.label.trim().is_empty() {
            wrong.push((at, "question-error-label"));
        }
        if lengths.into_iter().any(|text| text.chars().count() > LABEL_CHARS_MAX) {
            wrong.push((at, "question-error-too-long"));
        }
        if question.kind.has_choices() && !choices_are_right(question) {
            wrong.push((at, "question-error-choices"));
        }
        if !condition_is_right(earlier, question) {
            wrong.push((at, "question-error-condition"));
        }
        if matches!(question.keep, Some(Keep::DaysAfter(days)) if !(0..=36_500).contains(&days)) {
            wrong.push((at, "question-error-keep"));
        }
    }
    wrong
}

/// The class of special data a question asks for (D-2), and the field of the builder that does.
pub fn special(question: &Question) -> Option<(&'static str, SpecialData)> {
    let texts = [
        ("label", &question.label),
        ("label_en", &question.label_en),
        ("hint", &question.hint),
        ("hint_en", &question.hint_en),
    ];
    let choices = question.choices.iter().flat_map(|c| [("choices", &c.label), ("choices", &c.label_en)]);
    let mut all = texts.into_iter().chain(choices);
    all.find_map(|(field, text)| asked_in(text).map(|class| (field, class)))
}

/// The first question that asks for special data and did not stand so in the form before: what was there
/// already is shown to staff, and hinders nobody.
pub fn newly_special<'a>(before: &[Question], after: &'a [Question]) -> Option<(&'a Question, SpecialData)> {
    let is_new = |q: &&Question| !before.iter().any(|old| special(old) == special(q) && old.id == q.id);
    after.iter().filter(is_new).find_map(|q| special(q).map(|(_, class)| (q, class)))
}

fn choices_are_right(question: &Question) -> bool {
    let codes: std::collections::BTreeSet<&str> = question.choices.iter().map(|c| c.code.as_str()).collect();
    let named = question.choices.iter().all(|c| {
        !c.code.is_empty()
            && !c.label.trim().is_empty()
            && c.label.chars().count() <= LABEL_CHARS_MAX
            && c.label_en.chars().count() <= LABEL_CHARS_MAX
    });
    named && codes.len() == question.choices.len() && (2..=CHOICES_MAX).contains(&codes.len())
}

/// A question may hang on an earlier question of the same kind of asker, or a person's on the party's.
fn condition_is_right(earlier: &[Question], question: &Question) -> bool {
    let Some(when) = &question.shown_when else { return true };
    let Some(on) = earlier.iter().find(|q| q.id == when.question) else { return false };
    let answer_exists = match on.kind {
        Kind::YesNo => matches!(when.answer.as_str(), "yes" | "no"),
        Kind::One | Kind::Several => on.choices.iter().any(|c| c.code == when.answer),
        _ => false,
    };
    let reachable = on.whose == question.whose || on.whose == Whose::Registration;
    answer_exists && reachable
}

/// Whether the answers to a question have had their time on this day (R37); `ended_on` is the day of
/// the last session.
pub fn has_had_its_time(question: &Question, ended_on: Date, today: Date) -> bool {
    match question.keep {
        None => false,
        Some(Keep::Until(day)) => today > day,
        Some(Keep::DaysAfter(days)) => {
            let span = jiff::Span::new().try_days(days).ok();
            span.and_then(|span| ended_on.checked_add(span).ok()).is_some_and(|last| today > last)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::questions::{Choice, ShownWhen};

    fn form() -> Vec<Question> {
        let choice = |code: &str| Choice { code: code.into(), label: code.into(), ..Choice::default() };
        vec![
            Question { kind: Kind::YesNo, ..Question::new("car", "開車？") },
            Question {
                required: true,
                shown_when: Some(ShownWhen { question: "car".into(), answer: "yes".into() }),
                ..Question::new("plate", "車號")
            },
            Question {
                kind: Kind::YesNo,
                whose: Whose::Person,
                required: true,
                ..Question::new("veg", "素食？")
            },
            Question {
                kind: Kind::One,
                whose: Whose::Person,
                required: true,
                choices: vec![choice("milk"), choice("vegan")],
                shown_when: Some(ShownWhen { question: "veg".into(), answer: "yes".into() }),
                ..Question::new("which", "哪一種")
            },
            Question {
                whose: Whose::Person,
                shown_when: Some(ShownWhen { question: "which".into(), answer: "vegan".into() }),
                ..Question::new("more", "還有")
            },
            Question {
                whose: Whose::Person,
                shown_when: Some(ShownWhen { question: "car".into(), answer: "yes".into() }),
                ..Question::new("seat", "兒童座椅")
            },
        ]
    }

    fn answer(whose: Whose, party: &Answers, typed: &[(&str, &'static str)]) -> (Answers, Vec<String>) {
        let texts = |id: &str| typed.iter().filter(|(q, _)| *q == id).map(|(_, t)| *t).collect();
        let (answers, wrong) = read(&form(), whose, party, texts);
        (answers, wrong.into_iter().map(|w| w.question).collect())
    }

    #[test]
    fn r35_hidden_questions_are_neither_required_nor_kept() {
        let none = Answers::new();
        let (party, wrong) = answer(Whose::Registration, &none, &[("car", "no"), ("plate", "ABC-123")]);
        assert_eq!((party.text("plate"), wrong.len()), ("", 0));
        let (_, wrong) = answer(Whose::Registration, &none, &[("car", "yes")]);
        assert_eq!(wrong, ["plate"]);
        let (own, wrong) =
            answer(Whose::Person, &party, &[("veg", "no"), ("which", "vegan"), ("more", "x"), ("seat", "y")]);
        assert_eq!((own.ids().collect::<Vec<_>>(), wrong.len()), (vec!["veg"], 0));
        let (_, wrong) = answer(Whose::Person, &party, &[("veg", "yes")]);
        assert_eq!(wrong, ["which"]);
    }

    #[test]
    fn r35_a_persons_question_may_hang_on_the_partys_answer() {
        let (party, _) = answer(Whose::Registration, &Answers::new(), &[("car", "yes"), ("plate", "A")]);
        let (own, wrong) = answer(Whose::Person, &party, &[("veg", "no"), ("seat", "要")]);
        assert_eq!((own.text("seat"), wrong.len()), ("要", 0));
    }

    #[test]
    fn answers_are_checked_by_their_kind() {
        let one = |kind: Kind, typed: &'static str| {
            let question = Question { kind, ..Question::new("q", "?") };
            read(&[question], Whose::Registration, &Answers::new(), |_| vec![typed])
        };
        assert_eq!(one(Kind::Number, " １２ ").0.text("q"), "12");
        assert_eq!(one(Kind::Date, "115/11/22").0.text("q"), "2026-11-22");
        for (kind, typed) in [
            (Kind::Number, "-1"),
            (Kind::Number, "twelve"),
            (Kind::Date, "115/13/01"),
            (Kind::YesNo, "maybe"),
            (Kind::Text, "a\u{0}b"),
        ] {
            assert_eq!(one(kind, typed).1.len(), 1, "{kind:?} {typed}");
        }
        let long: &'static str = Box::leak("長".repeat(201).into_boxed_str());
        assert_eq!((one(Kind::Text, long).1.len(), one(Kind::LongText, long).1.len()), (1, 0));
    }

    #[test]
    fn r35_a_form_that_cannot_work_is_named_question_by_question() {
        assert_eq!(check(&form()), []);
        let mut questions = form();
        questions.swap(0, 1);
        assert_eq!(check(&questions), [(0, "question-error-condition")]);
        let mut questions = form();
        questions[3].choices.truncate(1);
        questions[1].id = "car".into();
        let wrong: Vec<usize> = check(&questions).into_iter().map(|(at, _)| at).collect();
        assert_eq!(wrong, [1, 3, 4]);
    }

    #[test]
    fn r37_answers_have_their_time() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let until = Question { keep: Some(Keep::Until(day("2027-01-31"))), ..Question::new("q", "?") };
        assert!(!has_had_its_time(&until, day("2026-12-07"), day("2027-01-31")));
        assert!(has_had_its_time(&until, day("2026-12-07"), day("2027-02-01")));
        let days = Question { keep: Some(Keep::DaysAfter(30)), ..Question::new("q", "?") };
        assert!(!has_had_its_time(&days, day("2026-12-07"), day("2027-01-06")));
        assert!(has_had_its_time(&days, day("2026-12-07"), day("2027-01-07")));
        assert!(!has_had_its_time(&Question::new("q", "?"), day("2020-01-01"), day("2027-01-07")));
    }
}
