//! The questions of a course's form (R35–R37), as staff put them together and as they are kept.
//!
//! A course keeps its questions as JSON in `courses_course.questions`; a registration and each seat
//! keep their answers as JSON in `answers`. What may be answered is decided in
//! [`crate::rules::questions`]; the shapes below are the only ones that know the storage.

use std::collections::BTreeMap;

use foundation::chance::Chance;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::Course;

/// Most questions of one form.
pub const QUESTIONS_MAX: usize = 40;
/// Most choices of one question.
pub const CHOICES_MAX: usize = 40;
/// Longest label, hint or choice in characters.
pub const LABEL_CHARS_MAX: usize = 200;
/// Longest answer of one line in characters.
pub const TEXT_CHARS_MAX: usize = 200;
/// Longest answer of several lines in characters.
pub const LONG_TEXT_CHARS_MAX: usize = 2000;

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number from 0 to 9,999,999.
    Number,
    /// Yes or no, answered `yes` or `no`.
    YesNo,
    /// One of the choices.
    One,
    /// Any of the choices.
    Several,
    /// A day.
    Date,
}

impl Kind {
    /// All kinds, in the order of the builder.
    pub const ALL: &'static [Kind] =
        &[Kind::Text, Kind::LongText, Kind::Number, Kind::YesNo, Kind::One, Kind::Several, Kind::Date];

    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::LongText => "long-text",
            Kind::Number => "number",
            Kind::YesNo => "yes-no",
            Kind::One => "one",
            Kind::Several => "several",
            Kind::Date => "date",
        }
    }

    /// The kind of a stored word.
    pub fn from_code(code: &str) -> Option<Kind> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// The Fluent key of its name.
    pub const fn name_key(self) -> &'static str {
        match self {
            Kind::Text => "question-kind-text",
            Kind::LongText => "question-kind-long-text",
            Kind::Number => "question-kind-number",
            Kind::YesNo => "question-kind-yes-no",
            Kind::One => "question-kind-one",
            Kind::Several => "question-kind-several",
            Kind::Date => "question-kind-date",
        }
    }

    /// Whether it has a list of choices.
    pub const fn has_choices(self) -> bool {
        matches!(self, Kind::One | Kind::Several)
    }

    /// Whether a later question may hang on its answer.
    pub const fn decides(self) -> bool {
        matches!(self, Kind::YesNo | Kind::One | Kind::Several)
    }
}

/// Whom a question is put to (R36).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The party answers once.
    Registration,
    /// Each person answers.
    Person,
}

impl Whose {
    /// Both.
    pub const ALL: &'static [Whose] = &[Whose::Registration, Whose::Person];

    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Whose::Registration => "registration",
            Whose::Person => "person",
        }
    }

    /// The value of a stored word.
    pub fn from_code(code: &str) -> Option<Whose> {
        Self::ALL.iter().copied().find(|whose| whose.code() == code)
    }
}

/// How long answers are kept (R37); without it they are kept as long as the registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Through this day.
    Until(Date),
    /// So many days after the last session.
    DaysAfter(i64),
}

/// An earlier answer on which a question hangs (R35).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownWhen {
    /// Id of the earlier question.
    pub question: String,
    /// Code of the choice that must be (among) its answer; `yes` or `no` for yes-no questions.
    pub answer: String,
}

/// A choice offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What is read.
    pub label: String,
    /// What is read in English; empty when there is none.
    pub label_en: String,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its name within the form: letters, digits and dashes. Answers are kept under it, so it never
    /// changes once people have answered.
    pub id: String,
    /// What kind of answer it wants.
    pub kind: Kind,
    /// Whom it is put to.
    pub whose: Whose,
    /// The question.
    pub label: String,
    /// The question in English; empty when there is none.
    pub label_en: String,
    /// A line of help.
    pub hint: String,
    /// The line of help in English.
    pub hint_en: String,
    /// Must be answered (when it is shown).
    pub required: bool,
    /// The choices of `One` and `Several`.
    pub choices: Vec<Choice>,
    /// The earlier answer it hangs on.
    pub shown_when: Option<ShownWhen>,
    /// How long answers are kept.
    pub keep: Option<Keep>,
    /// Whether the door sees the answers (R49): nobody there needs to know more than serves the day.
    pub at_door: bool,
    /// Choices with a limit and how many are left now (R03); not kept with the question.
    pub lefts: Vec<(String, i64)>,
}

impl Question {
    /// A question of one line that is put to the party, to start from.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Question {
        Question {
            id: id.into(),
            kind: Kind::Text,
            whose: Whose::Registration,
            label: label.into(),
            label_en: String::new(),
            hint: String::new(),
            hint_en: String::new(),
            required: false,
            choices: Vec::new(),
            shown_when: None,
            keep: None,
            at_door: false,
            lefts: Vec::new(),
        }
    }

    /// The question in the language of the page.
    pub fn label_in(&self, lang: foundation::i18n::Lang) -> &str {
        in_lang(lang, &self.label, &self.label_en)
    }

    /// The line of help in the language of the page.
    pub fn hint_in(&self, lang: foundation::i18n::Lang) -> &str {
        in_lang(lang, &self.hint, &self.hint_en)
    }
}

impl Choice {
    /// The choice in the language of the page.
    pub fn label_in(&self, lang: foundation::i18n::Lang) -> &str {
        in_lang(lang, &self.label, &self.label_en)
    }
}

fn in_lang<'a>(lang: foundation::i18n::Lang, base: &'a str, english: &'a str) -> &'a str {
    if lang == foundation::i18n::Lang::ZhHant || english.is_empty() { base } else { english }
}

/// Answers by the id of their question; several choices are several texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl Answers {
    /// No answer yet.
    pub fn new() -> Answers {
        Answers::default()
    }

    /// The answers kept as JSON; what cannot be read is no answer.
    pub fn parse(json: &str) -> Answers {
        let kept: BTreeMap<String, stored::Answer> = serde_json::from_str(json).unwrap_or_default();
        Answers(kept.into_iter().map(|(id, answer)| (id, answer.texts())).collect())
    }

    /// As they are kept.
    pub fn render(&self) -> String {
        let kept: BTreeMap<&String, stored::Answer> =
            self.0.iter().map(|(id, texts)| (id, stored::Answer::of(texts))).collect();
        serde_json::to_string(&kept).unwrap_or_else(|_| "{}".into())
    }

    /// The texts of one answer; none when it was not given.
    pub fn texts(&self, id: &str) -> &[String] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }

    /// The one text of an answer; empty when it was not given.
    pub fn text(&self, id: &str) -> &str {
        self.texts(id).first().map_or("", String::as_str)
    }

    /// Gives an answer; empty texts take it away.
    pub fn set(&mut self, id: impl Into<String>, texts: Vec<String>) {
        let id = id.into();
        if texts.iter().all(String::is_empty) {
            self.0.remove(&id);
        } else {
            self.0.insert(id, texts);
        }
    }

    /// Takes an answer away; says whether there was one.
    pub fn remove(&mut self, id: &str) -> bool {
        self.0.remove(id).is_some()
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ids of the answered questions.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The questions kept as JSON, in their order; what cannot be read is no question.
pub fn parse(json: &str) -> Vec<Question> {
    let kept: Vec<stored::Question> = serde_json::from_str(json).unwrap_or_default();
    kept.into_iter().filter_map(stored::Question::read).collect()
}

/// Id of the question every form has whose course says that pictures are taken.
pub const PHOTOS: &str = "photos";
/// The answer of who does not want to be in them.
const NOT_ME: &str = "not-me";

/// The questions a course puts to who registers: its own, and whether somebody does not want to be
/// in pictures (照片告知). The last is no question of staff's, so that no form can lack it.
pub fn asked_by(course: &Course) -> Vec<Question> {
    let mut questions = parse(&course.questions);
    if course.photos {
        questions.retain(|q| q.id != PHOTOS);
        questions.push(about_photos());
    }
    questions
}

fn about_photos() -> Question {
    Question {
        kind: Kind::Several,
        whose: Whose::Person,
        label_en: "Pictures".into(),
        hint: "活動中會拍照作成果紀錄。不想入鏡，請勾選。".into(),
        hint_en: "Pictures are taken to report on the event. Tick the box to stay out of them.".into(),
        choices: vec![Choice {
            code: NOT_ME.into(),
            label: "不要拍到這個人".into(),
            label_en: "No pictures of this person".into(),
        }],
        // Whoever takes the pictures stands there.
        at_door: true,
        ..Question::new(PHOTOS, "照片")
    }
}

/// Whether somebody with these answers, as they are kept, does not want to be in pictures.
pub fn declines_photos(answers: &str) -> bool {
    answers.contains(NOT_ME) && Answers::parse(answers).text(PHOTOS) == NOT_ME
}

/// The questions as they are kept.
pub fn render(questions: &[Question]) -> String {
    let kept: Vec<stored::Question> = questions.iter().map(stored::Question::of).collect();
    serde_json::to_string(&kept).unwrap_or_else(|_| "[]".into())
}

/// An id that no question has, had or will have, of this form or of another: answers are kept by it.
pub fn fresh_id(chance: &Chance) -> String {
    let letters: String = chance.token().chars().filter(char::is_ascii_alphabetic).take(12).collect();
    format!("q{letters}")
}

/// The shapes of storage.
mod stored {
    use super::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    pub(super) enum Answer {
        Several(Vec<String>),
        One(String),
        Truth(bool),
        Number(i64),
        Nothing(()),
    }

    impl Answer {
        pub(super) fn texts(self) -> Vec<String> {
            match self {
                Answer::Several(texts) => texts,
                Answer::One(text) => vec![text],
                Answer::Truth(yes) => vec![if yes { "yes".into() } else { "no".into() }],
                Answer::Number(number) => vec![number.to_string()],
                Answer::Nothing(()) => Vec::new(),
            }
        }

        pub(super) fn of(texts: &[String]) -> Answer {
            match texts {
                [one] => Answer::One(one.clone()),
                several => Answer::Several(several.to_vec()),
            }
        }
    }

    #[derive(Serialize, Deserialize)]
    pub(super) struct Question {
        id: String,
        kind: String,
        whose: String,
        label: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        label_en: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        hint: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        hint_en: String,
        #[serde(default)]
        required: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        choices: Vec<Choice>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown_when: Option<ShownWhen>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep_until: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep_days: Option<i64>,
        #[serde(default, skip_serializing_if = "is_false")]
        at_door: bool,
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_false(flag: &bool) -> bool {
        !flag
    }

    #[derive(Serialize, Deserialize)]
    struct Choice {
        code: String,
        label: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        label_en: String,
    }

    #[derive(Serialize, Deserialize)]
    struct ShownWhen {
        question: String,
        answer: String,
    }

    impl Question {
        pub(super) fn read(self) -> Option<super::Question> {
            let until = self.keep_until.and_then(|day| day.parse().ok()).map(super::Keep::Until);
            Some(super::Question {
                id: self.id,
                kind: super::Kind::from_code(&self.kind)?,
                whose: super::Whose::from_code(&self.whose)?,
                label: self.label,
                label_en: self.label_en,
                hint: self.hint,
                hint_en: self.hint_en,
                required: self.required,
                choices: self
                    .choices
                    .into_iter()
                    .map(|c| super::Choice { code: c.code, label: c.label, label_en: c.label_en })
                    .collect(),
                shown_when: self
                    .shown_when
                    .map(|w| super::ShownWhen { question: w.question, answer: w.answer }),
                keep: until.or(self.keep_days.map(super::Keep::DaysAfter)),
                at_door: self.at_door,
                lefts: Vec::new(),
            })
        }

        pub(super) fn of(q: &super::Question) -> Question {
            let (keep_until, keep_days) = match q.keep {
                None => (None, None),
                Some(super::Keep::Until(day)) => (Some(day.to_string()), None),
                Some(super::Keep::DaysAfter(days)) => (None, Some(days)),
            };
            Question {
                id: q.id.clone(),
                kind: q.kind.code().into(),
                whose: q.whose.code().into(),
                label: q.label.clone(),
                label_en: q.label_en.clone(),
                hint: q.hint.clone(),
                hint_en: q.hint_en.clone(),
                required: q.required,
                choices: q
                    .choices
                    .iter()
                    .map(|c| Choice {
                        code: c.code.clone(),
                        label: c.label.clone(),
                        label_en: c.label_en.clone(),
                    })
                    .collect(),
                shown_when: q
                    .shown_when
                    .as_ref()
                    .map(|w| ShownWhen { question: w.question.clone(), answer: w.answer.clone() }),
                keep_until,
                keep_days,
                at_door: q.at_door,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn r35_questions_are_kept_as_they_were_put_together() {
        let questions = vec![
            Question {
                kind: Kind::YesNo,
                whose: Whose::Person,
                required: true,
                ..Question::new("q1", "吃素嗎？")
            },
            Question {
                kind: Kind::One,
                choices: vec![Choice {
                    code: "a".into(),
                    label: "蛋奶素".into(),
                    label_en: "Ovo-lacto".into(),
                }],
                shown_when: Some(ShownWhen { question: "q1".into(), answer: "yes".into() }),
                keep: Some(Keep::DaysAfter(30)),
                ..Question::new("q2", "哪一種？")
            },
            Question {
                keep: Some(Keep::Until("2027-01-31".parse().unwrap())),
                at_door: true,
                ..Question::new("q3", "備註")
            },
        ];
        assert_eq!(parse(&render(&questions)), questions);
        assert_eq!(parse("no json"), []);
    }

    #[test]
    fn r35_no_question_ever_gets_the_id_of_another() {
        let chance = Chance::seeded(1);
        let ids: std::collections::HashSet<String> = (0..1000).map(|_| fresh_id(&chance)).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase()) && id.len() == 13));
    }

    #[test]
    fn r1_a_course_with_pictures_asks_each_person_and_staff_cannot_lose_the_question() {
        let now = office::instant::Instant::from_seconds(1_700_000_000);
        let mut course = crate::sample::course("c", now);
        assert_eq!(asked_by(&course), []);
        course.photos = true;
        course.questions = render(&[Question::new(PHOTOS, "別的"), Question::new("q1", "餐點")]);
        let asked = asked_by(&course);
        let ids: Vec<&str> = asked.iter().map(|q| q.id.as_str()).collect();
        assert_eq!((ids, asked[1].whose, asked[1].kind), (vec!["q1", PHOTOS], Whose::Person, Kind::Several));
        assert!(declines_photos(r#"{"photos": "not-me"}"#));
        assert!(!declines_photos(r#"{"q1": "not-me"}"#) && !declines_photos("{}"));
    }

    #[test]
    fn answers_are_kept_as_texts_and_read_from_any_plain_json() {
        let answers = Answers::parse(r#"{"a": "x", "b": ["1", "2"], "c": true, "d": 7, "e": null}"#);
        assert_eq!(answers.texts("b"), ["1", "2"]);
        assert_eq!((answers.text("a"), answers.text("c"), answers.text("d")), ("x", "yes", "7"));
        assert_eq!(Answers::parse(&answers.render()), answers);
        assert!(Answers::parse("[").is_empty());
    }
}
