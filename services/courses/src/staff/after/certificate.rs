//! One certificate: its paper, its withdrawal with a reason, and a new one after a name was corrected.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::jobs::{self, NewJob};
use foundation::parts::{self, Tone};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::html;
use office::person_name::PersonName;
use office::reference::Reference;

use super::certificates::TELL;
use crate::after::paper as papers;
use crate::after::record::Record;
use crate::model::Course;
use crate::settle::REGISTRATION;
use crate::staff::acts::WHY_CHARS_MAX;
use crate::staff::frame::{self, address};
use crate::staff::serving;
use crate::store;
use crate::store::certificate::Certificate;

type At = Path<(String, String)>;

async fn find(ctx: &Ctx, id: &str, number: &str) -> Result<(Course, Certificate), Fault> {
    let served = serving::find_to_serve(ctx, id).await?;
    let number = Reference::parse(number).map_err(|_| Fault::NotFound)?;
    let read = move |conn: &mut Conn| store::certificate::find_by_number(conn, number.as_str());
    let found = ctx.centre.db.read(read).await?.filter(|c| c.course_id == served.course.id);
    Ok((served.course, found.ok_or(Fault::NotFound)?))
}

/// `GET /office/courses/{id}/certificates/{number}`
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn get(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    let (course, certificate) = find(&ctx, &id, &number).await?;
    let mut form = Form::default();
    form.set("name", certificate.name.as_str());
    Ok(page(&ctx, &course, &certificate, &form))
}

fn page(ctx: &Ctx, course: &Course, certificate: &Certificate, form: &Form) -> Response {
    let words = &ctx.words;
    let number = papers::number(certificate);
    let to = |below: &str| words.path(&address(course, &format!("certificates/{number}{below}")));
    let rate = format!("{}%", certificate.rate / 100);
    let rows = [
        (words.say("after-number"), number.clone()),
        (words.say("day-name"), certificate.name.clone()),
        (words.say("after-days"), papers::days(words, certificate.begins_on, certificate.ends_on)),
        (words.say("day-rate"), rate),
        (words.say("after-issued-at"), words.date_time(certificate.issued_at.taipei())),
    ];
    let content = html! {
        h2 { (words.say("after-certificate")) " " (number) }
        @match certificate.withdrawn_at {
            Some(at) => (parts::notice(Tone::Bad, &words.say("after-is-withdrawn"), html! {
                p { (words.date_time(at.taipei())) " " (certificate.withdrawn_why.as_deref().unwrap_or_default()) }
            })),
            None => (parts::tag(Tone::Good, &words.say("after-issued"))),
        }
        dl.summary { @for (label, value) in &rows { div { dt { (label) } dd { (value) } } } }
        div.actions {
            (parts::button_link(to("/paper"), words.say("after-paper")))
            (parts::button_link(words.path(&papers::check_path(certificate)), words.say("after-check-page")).secondary())
        }
        @if certificate.withdrawn_at.is_none() {
            h2 { (words.say("after-reissue")) }
            (parts::form(to("/name"), html! {
                (parts::text(words, "name", words.say("after-right-name")).hint(words.say("after-right-name-hint"))
                    .value(form.text("name")).error(form.said_of(words, "name")))
                div.actions { (parts::button(words.say("after-reissue-button")).secondary()) }
            }).id("name"))
            h2 { (words.say("after-withdraw")) }
            (parts::form(to(""), html! {
                (parts::text(words, "why", words.say("day-why")).hint(words.say("after-withdraw-hint"))
                    .value(form.text("why")).error(form.said_of(words, "why")))
                div.actions { (parts::warning_button(words.say("after-withdraw-button"))) }
            }).id("withdraw"))
        }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame::page(ctx, status, course, "certificates", Some(form), content)
}

/// `GET …/paper`
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn paper(ctx: Ctx, Path((id, number)): At) -> Result<Response, Fault> {
    let (_, certificate) = find(&ctx, &id, &number).await?;
    papers::answer(&ctx.centre, certificate).await
}

/// `POST …`: withdraws it.
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn withdraw(ctx: Ctx, Path((id, number)): At, mut form: Form) -> Result<Response, Fault> {
    let (course, certificate) = find(&ctx, &id, &number).await?;
    let why = form.required("why", WHY_CHARS_MAX);
    if !form.is_right() {
        form.set("name", certificate.name.as_str());
        return Ok(page(&ctx, &course, &certificate, &form));
    }
    let inner = ctx.clone();
    let write = move |conn: &mut Conn| {
        let Some(registration) = take_back(conn, &inner, &certificate, &why)? else { return Ok(()) };
        // Whoever holds it learns that it counts no longer.
        let (now, job_id) = (inner.now, inner.centre.chance.id(inner.now));
        store::matter::note_changed(conn, &registration, now)?;
        store::desk::note_calls(conn, std::slice::from_ref(&registration), now)?;
        let payload = format!("certificate-withdrawn:{registration}/{}", certificate.id);
        jobs::add(conn, &[job_id], now, &[NewJob { kind: TELL, unique_key: None, payload, run_at: now }])
    };
    ctx.centre.db.write(write).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&address(&course, "certificates?done=certificate-withdrawn")))
}

/// Withdraws it and leaves a row in the trail; answers the registration it belongs to, or nothing when
/// somebody was faster.
fn take_back(conn: &mut Conn, ctx: &Ctx, certificate: &Certificate, why: &str) -> DbResult<Option<String>> {
    let actor = ctx.actor();
    if !store::certificate::withdraw(conn, &certificate.id, why, &actor.who, ctx.now)? {
        return Ok(None);
    }
    let Some((_, registration)) = store::day::find_seat(conn, &certificate.seat_id)? else { return Ok(None) };
    let entry = Entry {
        before: Some(serde_json::json!({"number": papers::number(certificate)}).to_string()),
        reason: Some(why.to_owned()),
        ..Entry::new(REGISTRATION, &registration, "certificate-withdrawn")
    };
    trail::add(conn, &[ctx.centre.chance.id(ctx.now)], ctx.now, &actor, &[entry])?;
    Ok(Some(registration))
}

/// `POST …/name`: withdraws it and issues one with the right name and a new number.
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn reissue(ctx: Ctx, Path((id, number)): At, mut form: Form) -> Result<Response, Fault> {
    let (course, old) = find(&ctx, &id, &number).await?;
    let name = match PersonName::parse(form.text("name")) {
        Ok(name) => name.into_string(),
        Err(wrong) => {
            form.wrong("name", wrong.key());
            String::new()
        }
    };
    if form.is_right() && !::paper::can_print(&name) {
        form.wrong("name", "after-error-unprintable");
    }
    if !form.is_right() {
        return Ok(page(&ctx, &course, &old, &form));
    }
    let (inner, number) = (ctx.clone(), papers::number(&old));
    // Kept in the language of the centre, for whoever reads it later.
    let why = ctx.words.in_lang(foundation::i18n::Lang::ZhHant).say("after-reissued-why");
    let write = move |conn: &mut Conn| {
        let Some(registration) = take_back(conn, &inner, &old, &why)? else { return Ok(None) };
        let Some(record) = Record::find(conn, &old.course_id)? else { return Ok(None) };
        let (centre, now, actor) = (&inner.centre, inner.now, inner.actor());
        // What was certified stays: only the name and the number are new.
        let fresh = record.certificate(centre, &old.seat_id, &name, now);
        let new = Certificate {
            id: fresh.id,
            number: fresh.number,
            name: name.clone(),
            issued_at: now,
            ..old.clone()
        };
        store::certificate::add(conn, std::slice::from_ref(&new), &actor.who)?;
        store::certificate::change_name(conn, &old.seat_id, &name)?;
        let entry = Entry {
            before: Some(serde_json::json!({"number": papers::number(&old)}).to_string()),
            after: Some(serde_json::json!({"number": papers::number(&new)}).to_string()),
            ..Entry::new(REGISTRATION, &registration, "certificate-issued")
        };
        trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])?;
        let payload = format!("certified:{registration}");
        jobs::add(
            conn,
            &[centre.chance.id(now)],
            now,
            &[NewJob { kind: TELL, unique_key: None, payload, run_at: now }],
        )?;
        Ok(Some(papers::number(&new)))
    };
    let made = ctx.centre.db.write(write).await?;
    ctx.centre.work_waits.notify_one();
    let number = made.unwrap_or(number);
    Ok(ctx.go(&address(&course, &format!("certificates/{number}?done=certificate-reissued"))))
}
