//! Which answers the door sees (R49): those to questions that staff marked for it, by default none.
//! List, code and check-in link show the same, for whoever stands there needs the same to know.

use foundation::i18n::Words;
use maud::{Markup, html};

use crate::model::Course;
use crate::questions::{self, Answers, Question, Whose};
use crate::rules::questions::is_shown;
use crate::staff::serving::answer;
use crate::store::day::Guest;

/// The questions of a form, read once for a whole list.
pub struct Told(Vec<Question>);

impl Told {
    /// What is told of the guests of a course.
    pub fn of(course: &Course) -> Told {
        let asked = questions::asked_by(course);
        // A form that shows nothing at the door spares everybody's answers the reading.
        Told(if asked.iter().any(|q| q.at_door) { asked } else { Vec::new() })
    }

    /// What one guest told that the door sees: the own answers, then those of the party.
    pub fn draw(&self, words: &Words, guest: &Guest) -> Markup {
        html! {
            @for (question, answer) in self.say(words, guest) { p.told { (question) "：" strong { (answer) } } }
        }
    }

    /// The same as questions and answers in words.
    pub fn say(&self, words: &Words, guest: &Guest) -> Vec<(String, String)> {
        let Told(asked) = self;
        if asked.is_empty() {
            return Vec::new();
        }
        let (own, party) = (Answers::parse(&guest.answers), Answers::parse(&guest.party_answers));
        let given = |q: &Question| if q.whose == Whose::Person { &own } else { &party };
        let shown = asked.iter().filter(|q| {
            // A question put to the party hangs on the party's answers, which `is_shown` takes as own.
            q.at_door && !given(q).texts(&q.id).is_empty() && is_shown(asked, q, given(q), &party)
        });
        shown.map(|q| (q.label_in(words.lang()).to_owned(), answer(words, q, given(q)))).collect()
    }
}
