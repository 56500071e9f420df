//! The questions of a course as staff answer them for somebody: all at once, none compulsory, for
//! a caller may not know and a paper form may lack them.

use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, choice};
use maud::{Markup, html};

use crate::questions::{Answers, Kind, Question, Whose};
use crate::rules;

/// The fields of the questions put to the party or to one person; `prefix` tells persons apart.
pub fn fields(words: &Words, form: &Form, questions: &[Question], whose: Whose, prefix: &str) -> Markup {
    html! {
        @for question in questions.iter().filter(|q| q.whose == whose) { (field(words, form, question, prefix)) }
    }
}

fn field(words: &Words, form: &Form, question: &Question, prefix: &str) -> Markup {
    let name = format!("{prefix}q-{}", question.id);
    let label = question.label_in(words.lang());
    let choices = || {
        let offered = question.choices.iter();
        offered.map(|c| choice(c.code.as_str(), c.label_in(words.lang()))).collect::<Vec<_>>()
    };
    let one = |mut offered: Vec<parts::Choice>| {
        offered.insert(0, choice("", words.say("serve-not-told")));
        parts::select(words, &name, label, offered)
    };
    let drawn = match question.kind {
        Kind::Text => parts::text(words, &name, label),
        Kind::LongText => parts::textarea(words, &name, label).rows(2),
        Kind::Number => parts::number(words, &name, label),
        Kind::Date => parts::date(words, &name, label),
        Kind::YesNo => one(vec![choice("yes", words.say("serve-yes")), choice("no", words.say("serve-no"))]),
        Kind::One => one(choices()),
        Kind::Several => parts::checkboxes(words, &name, label, choices()),
    };
    let given: Vec<&str> = form.texts(&name).collect();
    html! { (drawn.values(given).error(form.said_of(words, &name)).unmarked()) }
}

/// Reads the answers; only what was typed wrongly is a mistake, what was left out is not.
pub fn read(form: &mut Form, questions: &[Question], whose: Whose, party: &Answers, prefix: &str) -> Answers {
    let sent = form.clone();
    let field = |id: &str| format!("{prefix}q-{id}");
    let typed = |id: &str| {
        let name = field(id);
        sent.pairs().iter().filter(|(n, _)| *n == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>()
    };
    let (answers, wrong) = rules::questions::read(questions, whose, party, typed);
    for mistake in wrong {
        let name = field(&mistake.question);
        if sent.texts(&name).any(|text| !text.trim().is_empty()) {
            form.wrong_with(name, mistake.key, mistake.args);
        }
    }
    answers
}
