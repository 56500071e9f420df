//! What a program sends to register a party: read whole, with all that is wrong in it.

use axum::http::StatusCode;
use foundation::fault::Fault;
use foundation::i18n::{Arg, Lang};
use foundation::web::Ctx;
use office::Channel;
use office::email::Email;
use office::person_name::PersonName;
use office::phone::Phone;
use office::sex::Sex;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::refused;
use crate::desk::{NewMember, NewParty};
use crate::notice;
use crate::planned::Planned;
use crate::questions::{Answers, Question, Whose};
use crate::rules::admit::Refusal;
use crate::rules::{person, questions as rules};

#[derive(Deserialize)]
pub(super) struct Body {
    head: Head,
    members: Vec<Member>,
    #[serde(default)]
    answers: Map<String, Value>,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    declares_group: Option<bool>,
    /// Staff know of a seat one of them has already (R32).
    #[serde(default)]
    pub(super) anyway: Option<bool>,
    consent: Consent,
}

#[derive(Deserialize)]
struct Head {
    name: String,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    district: Option<String>,
}

#[derive(Deserialize)]
struct Member {
    name: String,
    #[serde(default)]
    birth_year: Option<i64>,
    #[serde(default)]
    sex: Option<String>,
    #[serde(default)]
    answers: Map<String, Value>,
}

#[derive(Deserialize)]
struct Consent {
    notice_version: String,
}

/// Mistakes found in a body: where, a stable code, and a sentence.
struct Wrong<'a> {
    ctx: &'a Ctx,
    errors: Vec<Value>,
}

impl Wrong<'_> {
    fn note(&mut self, field: impl Into<String>, key: &str, args: &[(&str, Arg)]) {
        let words = self.ctx.words.in_lang(Lang::En);
        let detail = words.say_with(key, args);
        self.errors.push(json!({ "field": field.into(), "code": key, "detail": detail }));
    }

    fn fault(self) -> Option<Fault> {
        let more = json!({ "errors": self.errors });
        let said = "Some fields are wrong; see `errors`.".to_owned();
        let is_wrong = !self.errors.is_empty();
        is_wrong.then_some(Fault::Refused(StatusCode::UNPROCESSABLE_ENTITY, "invalid", said, more))
    }
}

/// The party that was sent, or all that is wrong with it.
pub(super) fn party(
    ctx: &Ctx,
    planned: &Planned,
    body: Body,
    key: String,
    by_staff: bool,
) -> Result<NewParty, Fault> {
    let (course, asked_questions) = (&planned.course, &planned.questions);
    let mut wrong = Wrong { ctx, errors: Vec::new() };
    // What staff enter is never counted as the web by default.
    let channel = body.channel.as_deref().or((!by_staff).then_some("web")).and_then(Channel::from_code);
    let channel = channel.filter(|c| by_staff || !c.is_by_staff());
    if by_staff && body.channel.is_none() {
        wrong.note("channel", "api-error-channel-missing", &[]);
    } else if channel.is_none() {
        wrong.note("channel", "api-error-channel", &[]);
    }
    let asked = notice::version(&ctx.words, &course.notice_version);
    if body.consent.notice_version != asked {
        wrong.note("consent.notice_version", "api-error-consent", &[("version", asked.as_str().into())]);
    }
    let size = i64::try_from(body.members.len()).unwrap_or(i64::MAX);
    if size < 1 || (size > course.party_max && !by_staff) {
        let max = course.party_max;
        return Err(refused(Refusal::WrongSize { max }, max));
    }
    let name = name(&mut wrong, "head.name", &body.head.name);
    let (phone, email) = contact(&mut wrong, &body.head);
    let district = district(&mut wrong, body.head.district.as_deref());
    let answers =
        answers(&mut wrong, asked_questions, Whose::Registration, "answers", body.answers, &Answers::new());
    let members = body.members.into_iter().enumerate().map(|(place, m)| {
        let mut member = member(&mut wrong, asked_questions, place, m, &answers);
        member.person_key = person::key(&member.name, &phone, &email);
        member.district.clone_from(&district);
        member
    });
    let members: Vec<NewMember> = members.collect();
    let mut keys: Vec<&str> = members.iter().map(|m| m.person_key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() < members.len() {
        wrong.note("members", "register-error-twice", &[]);
    }
    let language = body.head.language.as_deref().map_or(Some(Lang::BASE), Lang::from_code);
    if language.is_none() {
        let codes: Vec<&str> = Lang::ALL.iter().map(|lang| lang.code()).collect();
        wrong.note("head.language", "api-error-language", &[("codes", codes.join(", ").into())]);
    }
    let party = NewParty {
        key,
        name,
        phone,
        email,
        language: language.unwrap_or(Lang::BASE).code().to_owned(),
        channel: channel.unwrap_or(Channel::Web).code().to_owned(),
        registered_by: ctx.actor().who,
        by_staff,
        declares_group: body.declares_group.unwrap_or_default(),
        answers: answers.render(),
        notice_version: asked,
        members,
        ..NewParty::default()
    };
    wrong.fault().map_or(Ok(party), Err)
}

fn name(wrong: &mut Wrong<'_>, field: &str, typed: &str) -> String {
    match PersonName::parse(typed) {
        Ok(name) => name.into_string(),
        Err(error) => {
            wrong.note(field, error.key(), &[]);
            String::new()
        }
    }
}

fn contact(wrong: &mut Wrong<'_>, head: &Head) -> (String, String) {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (phone, email) = (given(&head.phone), given(&head.email));
    if phone.is_none() && email.is_none() {
        wrong.note("head.phone", "register-error-contact", &[]);
    }
    let phone = phone.map(|typed| Phone::parse(&typed).map(|p| p.e164().to_owned())).transpose();
    let email = email.map(|typed| Email::parse(&typed).map(Email::into_string)).transpose();
    if let Err(error) = &phone {
        wrong.note("head.phone", error.key(), &[]);
    }
    if let Err(error) = &email {
        wrong.note("head.email", error.key(), &[]);
    }
    (phone.ok().flatten().unwrap_or_default(), email.ok().flatten().unwrap_or_default())
}

/// The code of a district of the centre's county; empty when it was not told.
fn district(wrong: &mut Wrong<'_>, sent: Option<&str>) -> String {
    let code = sent.unwrap_or_default().trim();
    let is_known = code.is_empty() || wrong.ctx.centre.districts().find(code).is_some();
    if !is_known {
        wrong.note("head.district", "api-error-district", &[]);
    }
    if is_known { code.to_owned() } else { String::new() }
}

fn member(
    wrong: &mut Wrong<'_>,
    questions: &[Question],
    place: usize,
    sent: Member,
    party: &Answers,
) -> NewMember {
    let at = format!("members[{place}]");
    let this_year = i64::from(wrong.ctx.now.date().year());
    let birth_year = sent.birth_year.filter(|year| (this_year - 120..=this_year).contains(year));
    if birth_year != sent.birth_year {
        wrong.note(format!("{at}.birth_year"), "register-error-birth-year", &[]);
    }
    let sex = sent.sex.as_deref().map_or(Some(Sex::Unknown), Sex::from_code);
    if sex.is_none() {
        wrong.note(format!("{at}.sex"), "form-choose", &[]);
    }
    let own = answers(wrong, questions, Whose::Person, &format!("{at}.answers"), sent.answers, party);
    NewMember {
        name: name(wrong, &format!("{at}.name"), &sent.name),
        person_key: String::new(),
        birth_year,
        sex: sex.unwrap_or(Sex::Unknown).code().to_owned(),
        district: String::new(),
        answers: own.render(),
        ..NewMember::default()
    }
}

fn answers(
    wrong: &mut Wrong<'_>,
    questions: &[Question],
    whose: Whose,
    at: &str,
    sent: Map<String, Value>,
    party: &Answers,
) -> Answers {
    let mut given = Answers::new();
    for (id, value) in sent {
        let field = format!("{at}.{id}");
        let is_known = questions.iter().any(|q| q.whose == whose && q.id == id);
        match texts(value) {
            Some(texts) if is_known => given.set(id, texts),
            Some(_) => wrong.note(field, "api-error-question", &[]),
            None => wrong.note(field, "api-error-answer", &[]),
        }
    }
    let typed = |id: &str| given.texts(id).iter().map(String::as_str).collect();
    let (answers, mistakes) = rules::read(questions, whose, party, typed);
    for mistake in mistakes {
        wrong.note(format!("{at}.{}", mistake.question), mistake.key, &mistake.args);
    }
    answers
}

/// An answer as texts; nothing when it is of a shape that answers do not have.
fn texts(value: Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text]),
        Value::Bool(yes) => Some(vec![if yes { "yes".into() } else { "no".into() }]),
        Value::Number(number) => number.as_i64().map(|number| vec![number.to_string()]),
        Value::Array(items) => items.into_iter().map(|i| i.as_str().map(str::to_owned)).collect(),
        Value::Null | Value::Object(_) => None,
    }
}
