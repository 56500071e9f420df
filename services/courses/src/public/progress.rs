//! Where one looks up any matter by its reference and how one can be reached: `/progress` (R43).
//!
//! The contact is sent in the body of a form, never in an address. An unknown reference and a wrong
//! contact get the same answer; five failures, of one visitor or against one reference, ask for a wait
//! of 15 minutes (D-8).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::web::Ctx;
use foundation::{attempts, pages, parts};
use maud::{Markup, html};
use office::instant::Instant;
use office::reference::Reference;

use crate::matter;
use crate::model::Registration;
use crate::rules::contact;
use crate::store;

/// What a look-up came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The registration.
    Yes(Box<Registration>),
    /// No such reference, or it has another contact: nobody is told which.
    No,
    /// Too many failures; seconds to wait.
    Wait(i64),
}

/// Looks a registration up, counting failures against the visitor's address and the reference.
///
/// # Errors
/// Any fault of the store.
pub async fn look_up(ctx: &Ctx, reference: &Reference, contact: &str) -> Result<Found, Fault> {
    let now = ctx.now;
    let mut subjects = vec![format!("progress:{}", reference.as_str())];
    subjects.extend(ctx.address.iter().map(|address| format!("progress@{}", attempts::network(address))));
    let (reference, contact) = (reference.as_str().to_owned(), contact.to_owned());
    let body = move |conn: &mut Conn| found(conn, &subjects, &reference, &contact, now);
    Ok(ctx.centre.db.write(body).await?)
}

fn found(
    conn: &mut Conn,
    subjects: &[String],
    reference: &str,
    typed: &str,
    now: Instant,
) -> DbResult<Found> {
    if let Some(seconds) = attempts::take(conn, subjects, now)? {
        return Ok(Found::Wait(seconds));
    }
    let found = store::registration::find_by_reference(conn, reference)?;
    let found = found.filter(|r| contact::fits(typed, &r.phone, &r.email) == Some(true));
    let Some(registration) = found else { return Ok(Found::No) };
    attempts::release(conn, subjects, now)?;
    Ok(Found::Yes(Box::new(registration)))
}

/// The form.
pub async fn get(ctx: Ctx) -> Response {
    let stamp = ctx.stamp(&["site"]);
    let page = page(&ctx, &Form::default(), None);
    ctx.public_page(stamp, page)
}

/// Opens the matter, or says that it cannot be found.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let reference = match Reference::parse(form.text("reference")) {
        Ok(reference) => Some(reference),
        Err(error) => {
            form.wrong("reference", error.key());
            None
        }
    };
    // Whether it can be a contact at all does not depend on whose it is.
    if contact::fits(form.text("contact"), "", "").is_none() {
        form.wrong("contact", "progress-error-contact");
    }
    let (Some(reference), true) = (reference, form.is_right()) else {
        let page = page(&ctx, &form, None);
        return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, page));
    };
    match look_up(&ctx, &reference, form.text("contact")).await? {
        Found::Yes(r) => Ok(ctx.go(&matter::path(&ctx.centre.keys, (&r.reference, &r.email), ""))),
        Found::No => {
            form.wrong("", "progress-error-not-found");
            let page = page(&ctx, &form, None);
            Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Found::Wait(seconds) => {
            let minutes = (seconds + 59) / 60;
            let page = page(&ctx, &form, Some(minutes));
            let mut response = ctx.page(StatusCode::TOO_MANY_REQUESTS, page);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            Ok(response)
        }
    }
}

fn page(ctx: &Ctx, form: &Form, wait_minutes: Option<i64>) -> Markup {
    let words = &ctx.words;
    let title = words.say("progress-title");
    let shell = pages::shell(ctx, title.as_str());
    let shell = parts::Shell { has_errors: !form.is_right(), updated_on: None, ..shell };
    shell.page(html! {
        @if let Some(minutes) = wait_minutes {
            (parts::notice(parts::Tone::Bad, &words.say("progress-wait-title"), html! {
                p { (words.say_with("progress-wait-text", &[("minutes", minutes.into())])) }
            }))
        }
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("progress-lead")) }
        (parts::form(words.path("/progress"), html! {
            (parts::text(words, "reference", words.say("progress-reference"))
                .hint(words.say("progress-reference-hint")).value(form.text("reference"))
                .error(form.said_of(words, "reference")).autocomplete("off").width(parts::Width::Medium)
                .attribute("autocapitalize", "characters").attribute("spellcheck", "false"))
            (parts::text(words, "contact", words.say("progress-contact"))
                .hint(words.say("progress-contact-hint")).value(form.text("contact"))
                .error(form.said_of(words, "contact")).autocomplete("off").width(parts::Width::Medium))
            div.actions { (parts::button(words.say("progress-open"))) }
        }))
        (parts::details(&words.say("progress-lost-title"), html! { p { (words.say("progress-lost-text")) } }))
    })
}
