//! `/progress`: where one looks up any matter by its reference and how one can be reached (R43).
//!
//! Every service answers for references of its own. The contact is sent in the body of a form, never in an
//! address. An unknown reference and a wrong contact get the same answer; five failures, of one visitor or
//! against one reference, ask for a wait of 15 minutes (D-8).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use office::contact;
use office::reference::Reference;

use super::shell;
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::Form;
use crate::service::Routes;
use crate::web::Ctx;
use crate::{attempts, parts};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.public("/progress", get(show).post(post))
}

/// What a look-up came to.
enum Found {
    /// The signed address where it is read.
    Yes(String),
    /// No such reference, or it has another contact: nobody is told which.
    No,
    /// Too many failures; seconds to wait.
    Wait(i64),
}

async fn look_up(ctx: &Ctx, reference: &Reference, contact: &str) -> Result<Found, Fault> {
    let now = ctx.now;
    let subjects = attempts::of_look_up(reference.as_str(), ctx.address.as_deref());
    let (reference, contact, centre) =
        (reference.as_str().to_owned(), contact.to_owned(), ctx.centre.clone());
    let body = move |conn: &mut Conn| {
        if let Some(seconds) = attempts::take(conn, &subjects, now)? {
            return Ok(Found::Wait(seconds));
        }
        for look_up in centre.house.services.iter().filter_map(|service| service.look_up) {
            if let Some(path) = look_up(conn, &centre.keys, &reference, &contact)? {
                attempts::release(conn, &subjects, now)?;
                return Ok(Found::Yes(path));
            }
        }
        Ok(Found::No)
    };
    Ok(ctx.centre.db.write(body).await?)
}

async fn show(ctx: Ctx) -> Response {
    let stamp = ctx.stamp(&["site"]);
    let page = page(&ctx, &Form::default(), None);
    ctx.public_page(stamp, page)
}

/// Opens the matter, or says that it cannot be found.
async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
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
        Found::Yes(path) => Ok(ctx.go(&path)),
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
    let shell = shell(ctx, title.as_str());
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
