//! The answers of a party that moves: what the new form takes over is filled in there, the rest is shown
//! and stays with the old registration, what the new form demands besides is asked.

use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Tone, column};
use maud::{Markup, html};

use super::Party;
use crate::model::{Course, Registration, Seat};
use crate::questions::{self, Answers, Question, Whose};
use crate::rules::carry::{Carried, carry};
use crate::rules::questions::missing;
use crate::staff::{question_fields, serving};

/// What becomes of all answers of a party.
pub struct Going {
    /// Those of the party.
    pub party: Carried,
    /// Those of each person, in the order of the seats.
    pub members: Vec<Carried>,
}

/// Answers as they will stand in the new registration.
pub struct Answered {
    /// Those of the party.
    pub party: Answers,
    /// Those of each person.
    pub members: Vec<Answers>,
}

impl Answered {
    /// As they go along by themselves.
    pub fn of(going: &Going) -> Answered {
        Answered {
            party: going.party.answers.clone(),
            members: going.members.iter().map(|m| m.answers.clone()).collect(),
        }
    }
}

/// What goes along when this registration goes from one course to the other.
pub fn going<'a>(
    from: &Course,
    to: &Course,
    registration: &Registration,
    seats: impl Iterator<Item = &'a Seat>,
) -> Going {
    let forms = [questions::asked_by(from), questions::asked_by(to)];
    let forms = [forms[0].as_slice(), forms[1].as_slice()];
    let akin = from.series_id.is_some() && from.series_id == to.series_id;
    let given = Answers::parse(&registration.answers);
    let party = carry(forms, akin, Whose::Registration, &given, &Answers::new());
    let own = |s: &Seat| carry(forms, akin, Whose::Person, &Answers::parse(&s.answers), &party.answers);
    Going { members: seats.map(own).collect(), party }
}

impl Going {
    /// Whether there is nothing to look at before the move.
    pub fn is_plain(&self, to: &Course) -> bool {
        questions::asked_by(to).is_empty() && self.left().next().is_none()
    }

    fn left(&self) -> impl Iterator<Item = &Question> {
        self.party.left.iter().chain(self.members.iter().flat_map(|m| &m.left))
    }
}

fn prefix(at: usize) -> String {
    format!("p{}-", at + 1)
}

/// The form with the answers that go along filled in, for staff to look at.
pub fn filled(form: &Form, to: &Course, going: &Going) -> Form {
    let is_answer = |name: &str| name.starts_with("q-") || name.starts_with('p') && name.contains("-q-");
    let mut pairs: Vec<(String, String)> =
        form.pairs().iter().filter(|(n, _)| !is_answer(n) && n != "looked").cloned().collect();
    let mut put = |prefix: &str, answers: &Answers| {
        for id in answers.ids() {
            pairs.extend(answers.texts(id).iter().map(|text| (format!("{prefix}q-{id}"), text.clone())));
        }
    };
    put("", &going.party.answers);
    for (at, member) in going.members.iter().enumerate() {
        put(&prefix(at), &member.answers);
    }
    pairs.push(("looked".into(), to.id.clone()));
    Form::new(pairs)
}

/// Reads what staff left standing or typed; what was typed wrongly is a mistake of the form.
pub fn read(form: &mut Form, to: &Course, persons: usize) -> Answered {
    let asked = questions::asked_by(to);
    let party = question_fields::read(form, &asked, Whose::Registration, &Answers::new(), "");
    let members = (0..persons)
        .map(|at| question_fields::read(form, &asked, Whose::Person, &party, &prefix(at)))
        .collect();
    Answered { party, members }
}

/// The new form, filled in, with what it demands and nobody answered named on top; then what stays.
pub(super) fn draw(words: &Words, form: &Form, party: &Party, to: &Course, going: &Going) -> Markup {
    let asked = questions::asked_by(to);
    let is_personal = asked.iter().any(|q| q.whose == Whose::Person);
    html! {
        (parts::hidden("looked", &to.id))
        @if !asked.is_empty() {
            h2 { (words.say("serve-move-answers")) }
            p.soft { (words.say("serve-move-answers-about")) }
            (open(words, &unanswered(to, &going.party.answers, &members(party, going))))
            (question_fields::fields(words, form, &asked, Whose::Registration, ""))
            @if is_personal {
                @for (at, (seat, _)) in party.seats.iter().enumerate() {
                    fieldset { legend { (seat.name) } (question_fields::fields(words, form, &asked, Whose::Person, &prefix(at))) }
                }
            }
        }
        (left(words, &party.registration, party.seats.iter().map(|(s, _)| s), going, "serve-move-left"))
    }
}

fn members<'a>(party: &'a Party, going: &Going) -> Vec<(&'a str, Answers)> {
    let names = party.seats.iter().map(|(seat, _)| seat.name.as_str());
    names.zip(going.members.iter().map(|m| m.answers.clone())).collect()
}

/// What a form demands and nobody answered: the question, and whom it is put to if to a person.
pub fn unanswered(course: &Course, party: &Answers, members: &[(&str, Answers)]) -> Vec<(Question, String)> {
    let asked = questions::asked_by(course);
    let of_party = missing(&asked, Whose::Registration, party, party);
    let mut all: Vec<(Question, String)> = of_party.into_iter().map(|q| (q.clone(), String::new())).collect();
    for (name, own) in members {
        let of_person = missing(&asked, Whose::Person, own, party);
        all.extend(of_person.into_iter().map(|q| (q.clone(), (*name).to_owned())));
    }
    all
}

/// A notice that names what is not answered yet.
pub fn open(words: &Words, unanswered: &[(Question, String)]) -> Markup {
    html! {
        @if !unanswered.is_empty() {
            (parts::notice(Tone::Wait, &words.say("serve-unanswered"), html! {
                ul {
                    @for (question, name) in unanswered {
                        li { (question.label_in(words.lang())) @if !name.is_empty() { " — " (name) } }
                    }
                }
            }))
        }
    }
}

/// The answers that do not go along, under the words of `heading`; nothing when all do.
pub fn left<'a>(
    words: &Words,
    registration: &Registration,
    seats: impl Iterator<Item = &'a Seat>,
    going: &Going,
    heading: &str,
) -> Markup {
    let party = Answers::parse(&registration.answers);
    let row = |who: &str, q: &Question, given: &Answers| {
        vec![
            html! { (q.label_in(words.lang())) },
            html! { (who) },
            html! { (serving::answer(words, q, given)) },
        ]
    };
    let mut rows: Vec<Vec<Markup>> =
        going.party.left.iter().map(|q| row(&words.say("serve-move-all"), q, &party)).collect();
    for (seat, carried) in seats.zip(&going.members) {
        let own = Answers::parse(&seat.answers);
        rows.extend(carried.left.iter().map(|q| row(&seat.name, q, &own)));
    }
    let columns = vec![
        column(words.say("serve-move-question")),
        column(words.say("serve-move-whose")),
        column(words.say("serve-move-answer")),
    ];
    let args = [("reference", Arg::from(serving::reference(&registration.reference)))];
    html! {
        @if !rows.is_empty() {
            h2 { (words.say_with(heading, &args)) }
            (parts::table(words, words.say_with(heading, &args), columns, rows).caption_unseen())
        }
    }
}
