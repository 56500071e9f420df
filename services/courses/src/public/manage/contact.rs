//! The party changes how it is reached: `/progress/{reference}/contact`. Checked like at registration;
//! from then on the look-up and the letters follow the new contact, and whoever had the old address is
//! told that it has changed, but not to what.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use foundation::attempts;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Lang;
use foundation::mail;
use foundation::parts::{self, Tone, choice};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::email::Email;
use office::person_name::PersonName;
use office::phone::Phone;

use super::{go, open, page, too_late};
use crate::mails;
use crate::matter::Matter;
use crate::model::{Registration, Seat};
use crate::public::{register, say};
use crate::rules::person;
use crate::settle::REGISTRATION;
use crate::store;

/// The form.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.may_change_contact(ctx.now) {
        return Ok(too_late(&ctx, &matter, &ctx.words.say("contact-title"), matter.course.ends_at));
    }
    let r = &matter.registration;
    let phone = Phone::parse(&r.phone).map(|p| p.display()).unwrap_or_default();
    let fields = [("name", &r.name), ("phone", &phone), ("email", &r.email), ("language", &r.language)];
    let form = Form::new(fields.map(|(name, value)| (name.to_owned(), value.clone())).to_vec());
    Ok(ctx.page(StatusCode::OK, shown(&ctx, &matter, &form, None)))
}

/// How a change went.
enum Changed {
    Yes,
    /// One of the party is registered with that contact already.
    AlreadyHere,
    /// It ended meanwhile.
    Gone,
    /// Changed too often; seconds to wait.
    Wait(i64),
}

/// It was sent.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.may_change_contact(ctx.now) {
        return Ok(too_late(&ctx, &matter, &ctx.words.say("contact-title"), matter.course.ends_at));
    }
    let (name, phone, email) = register::contact(&mut form);
    let language = form.choice("language", Lang::from_code);
    let (Some(language), true) = (language, form.is_right()) else {
        return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, shown(&ctx, &matter, &form, None)));
    };
    let language = language.code().to_owned();
    let new =
        Registration { name, phone, email, language, changed_at: ctx.now, ..matter.registration.clone() };
    if said(&new) == said(&matter.registration) {
        return Ok(go(&ctx, &matter, "contact-changed"));
    }
    // The link goes with the address: the page one is sent to is that of the new one.
    let changed = Matter { registration: new.clone(), ..matter.clone() };
    match change(&ctx, &matter, new).await? {
        Changed::Yes => Ok(go(&ctx, &changed, "contact-changed")),
        Changed::Gone => Ok(go(&ctx, &matter, "changed-meanwhile")),
        Changed::AlreadyHere => {
            form.wrong("", "contact-error-already");
            Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, shown(&ctx, &matter, &form, None)))
        }
        Changed::Wait(seconds) => {
            let page = shown(&ctx, &matter, &form, Some((seconds + 59) / 60));
            let mut response = ctx.page(StatusCode::TOO_MANY_REQUESTS, page);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            Ok(response)
        }
    }
}

/// What can be changed here.
fn said(r: &Registration) -> [&str; 4] {
    [&r.name, &r.phone, &r.email, &r.language]
}

/// Writes the new contact with its trail and its letters, under the lock of the ledger: who a person is
/// hangs on the contact (R32), so nobody registers for the same seat meanwhile.
async fn change(ctx: &Ctx, matter: &Matter, new: Registration) -> Result<Changed, Fault> {
    let (now, actor, centre) = (ctx.now, ctx.actor(), ctx.centre.clone());
    let ids = [(); 3].map(|()| centre.chance.id(now));
    let old = matter.clone();
    let write = move |conn: &mut Conn| {
        let course_id = &old.course.id;
        let subjects = [format!("contact:{}", new.reference)];
        if let Some(seconds) = attempts::take(conn, &subjects, now)? {
            return Ok(Changed::Wait(seconds));
        }
        let _lock = store::desk::find_ledger(conn, course_id)?;
        let held = store::desk::find_held(conn, course_id, &new.id)?;
        if held.is_none_or(|held| !held.status.is_live()) {
            return Ok(Changed::Gone);
        }
        // As they are now: a seat may have been handed over since the page was opened.
        let seats = store::registration::list_seats(conn, &new.id)?;
        let present: Vec<&Seat> = seats.iter().filter(|s| s.cancelled_at.is_none()).collect();
        let key = |seat: &Seat, r: &Registration| person::key(&seat.name, &r.phone, &r.email);
        let was: Vec<String> = present.iter().map(|seat| key(seat, &old.registration)).collect();
        let is: Vec<String> = present.iter().map(|seat| key(seat, &new)).collect();
        let elsewhere = store::desk::list_present(conn, &is)?;
        if elsewhere.iter().any(|(course, key)| course == course_id && !was.contains(key)) {
            return Ok(Changed::AlreadyHere);
        }
        store::matter::change_contact(conn, &new)?;
        for (seat, key) in present.iter().zip(&is) {
            store::matter::change_person(conn, &seat.id, key)?;
        }
        let changed = Matter { registration: new.clone(), ..old.clone() };
        let letters = mails::contact_changed(&centre, &old, &changed, now);
        let (letter_ids, trail_ids) = ids.split_at(letters.len());
        mail::add(conn, letter_ids, now, &letters)?;
        note(conn, trail_ids.split_at(1).0, now, &actor, (&old.registration, &new))?;
        Ok(Changed::Yes)
    };
    Ok(ctx.centre.db.write(write).await?)
}

/// The trail is never erased, so it tells the two only so far that the party recognises them.
fn note(
    conn: &mut Conn,
    ids: &[office::id::Id],
    now: office::Instant,
    actor: &trail::Actor,
    (old, new): (&Registration, &Registration),
) -> DbResult<()> {
    let masked = |r: &Registration| {
        let name = PersonName::parse(&r.name).map(|name| name.masked()).unwrap_or_default();
        let phone = Phone::parse(&r.phone).map(|phone| phone.masked()).unwrap_or_default();
        let email = Email::parse(&r.email).map(|email| email.masked()).unwrap_or_default();
        let parts = [("name", name), ("phone", phone), ("email", email), ("language", r.language.clone())];
        let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
        let parts = parts.map(|(name, text)| (name.to_owned(), serde_json::Value::from(text)));
        Some(serde_json::Value::Object(parts.collect()).to_string())
    };
    let entry = Entry {
        before: masked(old),
        after: masked(new),
        ..Entry::new(REGISTRATION, &new.id, "contact-changed")
    };
    trail::add(conn, ids, now, actor, &[entry])
}

fn shown(ctx: &Ctx, matter: &Matter, form: &Form, wait_minutes: Option<i64>) -> Markup {
    let words = &ctx.words;
    let title = words.say("contact-title");
    let to = |below: &str| words.path(&matter.path(&ctx.centre.keys, below));
    let languages =
        Lang::ALL.iter().map(|lang| choice(lang.code(), lang.own_name()).lang(lang.code())).collect();
    page(
        ctx,
        matter,
        &title,
        !form.is_right(),
        html! {
            @if let Some(minutes) = wait_minutes {
                (parts::notice(Tone::Bad, &words.say("contact-wait-title"), html! {
                    p { (words.say_with("contact-wait-text", &[("minutes", minutes.into())])) }
                }))
            }
            (parts::error_summary(words, &form.said(words)))
            h1 { (title) }
            p.lead { (say::title(words, &matter.course)) }
            p { (words.say("contact-text")) }
            (parts::form(to("/contact"), html! {
                (parts::text(words, "name", words.say("register-name"))
                    .value(form.text("name")).error(form.said_of(words, "name")).autocomplete("name"))
                (parts::tel(words, "phone", words.say("register-phone")).hint(words.say("register-phone-hint"))
                    .value(form.text("phone")).error(form.said_of(words, "phone")).unmarked())
                (parts::email(words, "email", words.say("register-email")).hint(words.say("register-email-hint"))
                    .value(form.text("email")).error(form.said_of(words, "email")).unmarked())
                (parts::radios(words, "language", words.say("contact-language"), languages)
                    .value(form.text("language")).error(form.said_of(words, "language")))
                div.actions { (parts::button(words.say("contact-save"))) }
            }))
            p { a href=(to("")) { (words.say("manage-keep")) } }
        },
    )
}
