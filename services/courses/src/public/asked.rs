//! The questions of a course's form as fields, and their answers in words.
//!
//! A question that hangs on an earlier one of the same page stands under that answer and is folded away
//! by style alone; one that hangs on an answer of an earlier page is there or not.

use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, choice};
use maud::{Markup, html};

use crate::questions::{Answers, Kind, Question, Whose};
use crate::rules::questions as rules;

/// The name of the field of a question.
pub fn field_name(prefix: &str, question: &str) -> String {
    format!("{prefix}q.{question}")
}

/// The fields of the party's or of one person's questions.
pub fn fields(
    words: &Words,
    questions: &[Question],
    whose: Whose,
    form: &Form,
    prefix: &str,
    party: &Answers,
) -> Markup {
    let page = Page { words, questions, whose, form, prefix, party };
    html! {
        @for question in questions.iter().filter(|q| q.whose == whose && page.stands_alone(q)) { (page.field(question)) }
    }
}

struct Page<'a> {
    words: &'a Words,
    questions: &'a [Question],
    whose: Whose,
    form: &'a Form,
    prefix: &'a str,
    party: &'a Answers,
}

impl Page<'_> {
    /// Whether a question is not folded under another one of this page, and is to be shown.
    fn stands_alone(&self, question: &Question) -> bool {
        let Some(when) = &question.shown_when else { return true };
        let on = self.questions.iter().find(|q| q.id == when.question);
        on.is_some_and(|on| on.whose != self.whose)
            && rules::is_shown(self.questions, question, &Answers::new(), self.party)
    }

    fn field(&self, question: &Question) -> Markup {
        let lang = self.words.lang();
        let name = field_name(self.prefix, &question.id);
        let (label, words) = (question.label_in(lang), self.words);
        let field = match question.kind {
            Kind::Text => parts::text(words, &name, label),
            Kind::LongText => parts::textarea(words, &name, label),
            Kind::Number => parts::number(words, &name, label),
            Kind::Date => parts::date(words, &name, label),
            Kind::YesNo | Kind::One => parts::radios(words, &name, label, self.choices(question)),
            Kind::Several => parts::checkboxes(words, &name, label, self.choices(question)),
        };
        let field = field.values(self.form.texts(&name)).error(self.form.said_of(words, &name));
        let field = if question.required { field } else { field.optional() };
        let hint = question.hint_in(lang);
        let field = if hint.is_empty() { field } else { field.hint(hint) };
        html! { (field) }
    }

    fn choices(&self, question: &Question) -> Vec<parts::Choice> {
        offered(self.words, question)
            .into_iter()
            .map(|(code, label)| {
                let below: Vec<&Question> = self.hanging_on(&question.id, &code).collect();
                let left = question.lefts.iter().find(|(limited, _)| *limited == code).map(|(_, left)| *left);
                let offer = limited(self.words, choice(code, label), left);
                if below.is_empty() {
                    offer
                } else {
                    offer.reveals(html! { @for question in below { (self.field(question)) } })
                }
            })
            .collect()
    }

    fn hanging_on(&self, id: &str, code: &str) -> impl Iterator<Item = &Question> {
        let hangs = move |q: &&Question| {
            q.shown_when.as_ref().is_some_and(|when| when.question == id && when.answer == code)
        };
        self.questions.iter().filter(|q| q.whose == self.whose).filter(hangs)
    }
}

/// An offer that says how many are left, or that it is full and closed (R03).
fn limited(words: &Words, offer: parts::Choice, left: Option<i64>) -> parts::Choice {
    match left {
        None => offer,
        Some(left) if left <= 0 => offer.hint(words.say("entry-option-none-left")).disabled(),
        Some(left) => offer.hint(words.say_with("entry-option-left", &[("left", left.into())])),
    }
}

/// The codes a question offers, with their labels.
fn offered(words: &Words, question: &Question) -> Vec<(String, String)> {
    match question.kind {
        Kind::YesNo => {
            vec![("yes".into(), words.say("question-yes")), ("no".into(), words.say("question-no"))]
        }
        _ => {
            let lang = words.lang();
            question.choices.iter().map(|c| (c.code.clone(), c.label_in(lang).to_owned())).collect()
        }
    }
}

/// Reads the answers of the party or of one person out of a form and notes what is wrong.
pub fn read(form: &mut Form, questions: &[Question], whose: Whose, prefix: &str, party: &Answers) -> Answers {
    let name = |id: &str| field_name(prefix, id);
    let typed = |id: &str| {
        let name = name(id);
        form.pairs().iter().filter(|(n, _)| *n == name).map(|(_, v)| v.as_str()).collect()
    };
    let (answers, wrong) = rules::read(questions, whose, party, typed);
    for wrong in wrong {
        form.wrong_with(name(&wrong.question), wrong.key, wrong.args);
    }
    answers
}

/// Puts known answers into a form, to be changed there.
pub fn put(form: &mut Vec<(String, String)>, answers: &Answers, prefix: &str) {
    for id in answers.ids() {
        form.extend(answers.texts(id).iter().map(|text| (field_name(prefix, id), text.clone())));
    }
}

/// Questions that were answered, with their answers in words.
pub fn said(words: &Words, questions: &[Question], whose: Whose, answers: &Answers) -> Vec<(String, String)> {
    questions
        .iter()
        .filter(|q| q.whose == whose && !answers.texts(&q.id).is_empty())
        .map(|q| (q.label_in(words.lang()).to_owned(), said_of(words, q, answers.texts(&q.id))))
        .collect()
}

fn said_of(words: &Words, question: &Question, texts: &[String]) -> String {
    let offers = offered(words, question);
    let one = |text: &String| match question.kind {
        Kind::Date => text.parse().map_or_else(|_| text.clone(), |day| words.date(day)),
        _ => offers.iter().find(|(code, _)| code == text).map_or(text, |(_, label)| label).clone(),
    };
    words.list(texts.iter().map(one))
}
