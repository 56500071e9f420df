//! Registrations for programs (kiosks, chat, load drivers): register, look up, give up a seat.
//!
//! The same desk and the same rules as the pages; refusals are RFC 9457 problems with stable codes.

mod barred;
mod description;
mod line;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Lang};
use foundation::service::Routes;
use foundation::web::Ctx;
use office::Channel;
use office::email::Email;
use office::instant::Instant;
use office::person_name::PersonName;
use office::phone::Phone;
use office::reference::Reference;
use office::sex::Sex;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::desk::{Answer, Desk, NewMember, NewParty, Registered, Work};
use crate::matter::{self, Matter};
use crate::model::{Course, CourseStatus, Status};
use crate::planned::{self, Planned};
use crate::public::progress::{Found, look_up};
use crate::questions::{Answers, Question, Whose};
use crate::rules::admit::Refusal;
use crate::rules::code::seat_code;
use crate::rules::{person, questions as rules};
use crate::{notice, rights};

pub use description::description;

/// Largest body.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// Longest idempotency key in characters.
const KEY_CHARS_MAX: usize = 128;

/// The addresses.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/api/v1/courses/{id}/registrations", post(register))
        .public("/api/v1/registrations/{reference}", get(show))
        .public("/api/v1/registrations/{reference}/seats/{seat}", delete(cancel))
}

#[derive(Deserialize)]
struct Body {
    head: Head,
    members: Vec<Member>,
    #[serde(default)]
    answers: Map<String, Value>,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    declares_group: Option<bool>,
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

async fn register(
    ctx: Ctx,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    let Path(id) = id.map_err(|_| Fault::NotFound)?;
    if id.chars().any(char::is_control) {
        return Err(Fault::NotFound);
    }
    let key = idempotency_key(&headers)?;
    let body: Body = read(&body)?;
    let found = planned::find(&ctx.centre, &id, ctx.now).await?;
    let found = found.filter(|p| p.course.status != CourseStatus::Draft).ok_or(Fault::NotFound)?;
    let course = &found.course;
    let by_staff = ctx.staff().is_ok_and(|staff| staff.may(rights::SERVE));
    let is_secret = course.secret.is_some() && !by_staff;
    if is_secret {
        return Err(Fault::NotFound);
    }
    let party = Arc::new(party(&ctx, &found, body, key, by_staff)?.with_fingerprint());
    let size = course.party_max;
    let work = Work::Register(party.clone());
    let done = match Desk::of(&ctx.centre)?.ask(&course.id, work, ctx.actor()).await? {
        Answer::Registered(done) => done,
        Answer::InLine(arrival) => return line::answer(&ctx, &arrival).await,
        Answer::Refused(refusal) => return Err(refused(refusal, size)),
        Answer::Barred(barred) => return Err(barred::fault(&ctx, &found, &party, &barred).await?),
        Answer::KeyReused => {
            let said = "This Idempotency-Key was used for another registration.".to_owned();
            return Err(Fault::Refused(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", said, Value::Null));
        }
        _ => return Err(Fault::NotFound),
    };
    let shown = if done.again {
        Seen::of(&find(&ctx, done.id).await?).shown(&ctx)
    } else {
        Seen::new(course, &party, &done).shown(&ctx)
    };
    let location = format!("/api/v1/registrations/{}", matter::readable(&done.reference));
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::LOCATION, location)];
    Ok((StatusCode::CREATED, headers, shown.to_string()).into_response())
}

fn idempotency_key(headers: &HeaderMap) -> Result<String, Fault> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
    let key = key.filter(|key| !key.is_empty() && key.chars().count() <= KEY_CHARS_MAX);
    let said = "Send an Idempotency-Key header of at most 128 characters; the same key is the same request.";
    // Keys of programs and of our own form are apart.
    key.map(|key| format!("api:{key}")).ok_or_else(|| Fault::Bad("idempotency-key", said.to_owned()))
}

fn read(body: &Bytes) -> Result<Body, Fault> {
    if body.len() > BODY_BYTES_MAX {
        return Err(Fault::TooLarge);
    }
    let text = std::str::from_utf8(body).map_err(|_| Fault::NotText)?;
    serde_json::from_str(text).map_err(|error| Fault::Bad("bad-json", error.to_string()))
}

fn party(ctx: &Ctx, planned: &Planned, body: Body, key: String, by_staff: bool) -> Result<NewParty, Fault> {
    let (course, asked_questions) = (&planned.course, &planned.questions);
    let mut wrong = Wrong { ctx, errors: Vec::new() };
    let channel = body.channel.as_deref().unwrap_or("web");
    let channel = Channel::from_code(channel).filter(|c| by_staff || !c.is_by_staff());
    if channel.is_none() {
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
    let answers =
        answers(&mut wrong, asked_questions, Whose::Registration, "answers", body.answers, &Answers::new());
    let members = body.members.into_iter().enumerate().map(|(place, m)| {
        let mut member = member(&mut wrong, asked_questions, place, m, &answers);
        member.person_key = person::key(&member.name, &phone, &email);
        member.district = body.head.district.clone().unwrap_or_default();
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

fn refused(refusal: Refusal, party_max: i64) -> Fault {
    let conflict = |code: &'static str, said: &str, more: Value| {
        Fault::Refused(StatusCode::CONFLICT, code, said.to_owned(), more)
    };
    match refusal {
        Refusal::NotOpen { opens_at } => conflict(
            "not-open",
            "Registration has not opened yet.",
            json!({ "opens_at": opens_at.rfc3339() }),
        ),
        Refusal::Later { opens_at } => conflict(
            "opens-later",
            "Somebody of this party has reached the limit of no-show points and may register later.",
            json!({ "opens_at": opens_at.rfc3339() }),
        ),
        Refusal::Closed => conflict("closed", "Registration has closed.", Value::Null),
        Refusal::Full => {
            conflict("course-full", "Neither the course nor its waiting list has room.", Value::Null)
        }
        Refusal::NotOffered => conflict("not-offered", "The course is not held.", Value::Null),
        Refusal::AlreadyHere => {
            conflict("already-registered", "Somebody of this party is registered already.", Value::Null)
        }
        Refusal::WrongSize { .. } => Fault::Refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            "wrong-size",
            "A party has at least one member and at most `max`.".to_owned(),
            json!({ "max": party_max }),
        ),
    }
}

async fn find(ctx: &Ctx, id: String) -> Result<Matter, Fault> {
    ctx.centre.db.read(move |conn| Matter::find(conn, &id)).await?.ok_or(Fault::NotFound)
}

/// A registration as programs see it who proved to know it.
struct Seen<'a> {
    reference: &'a str,
    email: &'a str,
    course_id: &'a str,
    status: Status,
    /// Id, number and name of each seat.
    seats: Vec<(&'a str, i64, &'a str)>,
    position: Option<i64>,
    offered_until: Option<Instant>,
    lang: Lang,
}

impl<'a> Seen<'a> {
    fn of(matter: &'a Matter) -> Seen<'a> {
        let seats = matter.present();
        Seen {
            reference: &matter.registration.reference,
            email: &matter.registration.email,
            course_id: &matter.course.id,
            status: matter.registration.status,
            seats: seats.map(|s| (s.id.as_str(), s.number, s.name.as_str())).collect(),
            position: matter.position,
            offered_until: matter.registration.offered_until,
            lang: matter.lang(),
        }
    }

    /// What the desk has just taken in; reading it again would tell nothing new.
    fn new(course: &'a Course, party: &'a NewParty, done: &'a Registered) -> Seen<'a> {
        let seats = done.seats.iter().zip(&party.members).zip(1..);
        Seen {
            reference: &done.reference,
            email: &party.email,
            course_id: &course.id,
            status: done.status,
            seats: seats.map(|((id, m), n)| (id.as_str(), n, m.name.as_str())).collect(),
            position: done.position,
            offered_until: None,
            lang: Lang::from_code(&party.language).unwrap_or(Lang::BASE),
        }
    }

    fn shown(&self, ctx: &Ctx) -> Value {
        let confirmed = self.status == Status::Confirmed;
        let seats = self.seats.iter().map(|(id, number, name)| {
            let code = confirmed.then(|| seat_code(&ctx.centre.keys, self.course_id, id));
            json!({ "id": id, "number": number, "name": name, "code": code })
        });
        let path = self.lang.path(&matter::path(&ctx.centre.keys, (self.reference, self.email), ""));
        let mut shown = json!({
            "reference": matter::readable(self.reference),
            "course_id": self.course_id,
            "status": self.status.code(),
            "seats": seats.collect::<Vec<_>>(),
            "manage_url": format!("{}{path}", ctx.centre.base_url),
        });
        if let Some(members) = shown.as_object_mut() {
            if let Some(position) = self.position {
                members.insert("position".into(), position.into());
            }
            if let Some(until) = self.offered_until {
                members.insert("offered_until".into(), until.rfc3339().into());
            }
        }
        shown
    }
}

/// The registration with this reference, for whoever knows its contact (R43).
async fn known(ctx: &Ctx, reference: &str) -> Result<Matter, Fault> {
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let contact = given.text("contact");
    if contact.is_empty() {
        let said = "Give the parameter `contact`: the e-mail address or the last digits of the telephone.";
        return Err(Fault::Bad("contact-missing", said.to_owned()));
    }
    let reference = Reference::parse(reference).map_err(|_| Fault::NotFound)?;
    match look_up(ctx, &reference, contact).await? {
        Found::Yes(r) => find(ctx, r.id).await,
        Found::No => Err(Fault::NotFound),
        Found::Wait(seconds) => Err(Fault::TooMany(seconds)),
    }
}

async fn show(ctx: Ctx, reference: Result<Path<String>, PathRejection>) -> Result<Response, Fault> {
    let Path(reference) = reference.map_err(|_| Fault::NotFound)?;
    let matter = known(&ctx, &reference).await?;
    Ok(answer(&Seen::of(&matter).shown(&ctx)))
}

async fn cancel(ctx: Ctx, path: Result<Path<(String, String)>, PathRejection>) -> Result<Response, Fault> {
    let Path((reference, seat)) = path.map_err(|_| Fault::NotFound)?;
    let matter = known(&ctx, &reference).await?;
    let seat = matter.present().find(|s| s.id == seat || s.number.to_string() == seat);
    let seat = seat.map(|s| s.id.clone()).ok_or(Fault::NotFound)?;
    if !matter.may_change(ctx.now) {
        let until = json!({ "change_until": matter.course.change_until.rfc3339() });
        let said = "The time to change it is over.".to_owned();
        return Err(Fault::Refused(StatusCode::CONFLICT, "too-late", said, until));
    }
    let work = Work::Leave { registration_id: matter.registration.id.clone(), seats: vec![seat] };
    let conflict = |code: &'static str, said: &str| {
        Err(Fault::Refused(StatusCode::CONFLICT, code, said.to_owned(), Value::Null))
    };
    match Desk::of(&ctx.centre)?.ask(&matter.course.id, work, ctx.actor()).await? {
        Answer::Done(_) => {}
        Answer::Refused(_) => {
            let said = "The list of the draw is closed: it can only be withdrawn as a whole.";
            return conflict("entries-closed", said);
        }
        Answer::Barred(_) => {
            let said = "Who stays may not come without an adult or a child: give up all seats.";
            return conflict("not-eligible", said);
        }
        _ => return Err(Fault::NotFound),
    }
    let matter = find(&ctx, matter.registration.id).await?;
    Ok(answer(&Seen::of(&matter).shown(&ctx)))
}

fn answer(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
