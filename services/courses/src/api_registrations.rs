//! Registrations for programs (kiosks, chat, load drivers): register, look up, give up a seat.
//!
//! The same desk and the same rules as the pages; refusals are RFC 9457 problems with stable codes.

mod barred;
mod body;
mod description;
mod line;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Lang;
use foundation::service::Routes;
use foundation::web::Ctx;
use foundation::web::api::{idempotency_key, json_answer, read_json};
use office::instant::Instant;
use office::reference::Reference;
use serde_json::{Value, json};

use crate::desk::{Answer, Desk, NewParty, Registered, Work};
use crate::matter::{self, Matter};
use crate::model::{Course, CourseStatus, Status};
use crate::planned;
use crate::public::progress::{Found, look_up};
use crate::rules::admit::Refusal;
use crate::rules::code::seat_code;
use crate::rules::entry::is_option_full;
use crate::{rights, store};

pub use description::description;

/// The addresses.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/api/v1/courses/{id}/registrations", post(register))
        .public("/api/v1/registrations/{reference}", get(show))
        .public("/api/v1/registrations/{reference}/seats/{seat}", delete(cancel))
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
    // Keys of programs and of our own form are apart.
    let key = format!("api:{}", idempotency_key(&headers)?);
    let body: body::Body = read_json(&body)?;
    let found = planned::find(&ctx.centre, &id, ctx.now).await?;
    let found = found.filter(|p| p.course.status != CourseStatus::Draft).ok_or(Fault::NotFound)?;
    let course = &found.course;
    let by_staff = ctx.staff().is_ok_and(|staff| staff.may(rights::SERVE));
    let is_secret = course.secret.is_some() && !by_staff;
    if is_secret {
        return Err(Fault::NotFound);
    }
    let is_sure = !by_staff || body.anyway == Some(true);
    let party = Arc::new(body::party(&ctx, &found, body, key, by_staff)?.with_fingerprint());
    if !is_sure && is_elsewhere(&ctx, &course.id, &party).await? {
        return Err(refused(Refusal::AlreadyHere, 0));
    }
    let size = course.party_max;
    let work = Work::Register(party.clone());
    let done = match Desk::of(&ctx.centre)?.ask(&course.id, work, ctx.actor()).await? {
        Answer::Registered(done) => done,
        Answer::InLine(arrival) => return line::answer(&ctx, &arrival, &found, &party).await,
        Answer::Refused(refusal) => return Err(refused(refusal, size)),
        Answer::Barred(barred) => {
            let is_full = is_option_full(&barred);
            return Err(barred::fault(&ctx, &found, &party, (&barred, is_full)).await?);
        }
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

/// Whether one of the party has a seat already, here or elsewhere at the same hour, as far as this is no
/// repeated request: nothing at the desk stops staff, so they are asked first (R32).
async fn is_elsewhere(ctx: &Ctx, course_id: &str, party: &Arc<NewParty>) -> Result<bool, Fault> {
    let (id, party) = (course_id.to_owned(), party.clone());
    let read = move |conn: &mut Conn| {
        let key = store::desk::request_key(&id, &party.key);
        if !store::desk::list_answered(conn, &[key])?.is_empty() {
            return Ok(false);
        }
        let keys: Vec<String> = party.members.iter().map(|m| m.person_key.clone()).collect();
        Ok(!store::people::list_elsewhere(conn, &id, &keys)?.is_empty())
    };
    Ok(ctx.centre.db.read(read).await?)
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
    Ok(json_answer(&Seen::of(&matter).shown(&ctx)))
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
    Ok(json_answer(&Seen::of(&matter).shown(&ctx)))
}
