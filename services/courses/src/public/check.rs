//! Whether a certificate is genuine: `/certificates/{number}`, where the code on the paper leads (R54).
//!
//! Anyone may ask, so the answer holds the least that can be compared with a paper: the name is masked,
//! and one withdrawn says nothing but that. Guessing is slow: five wrong numbers ask for a wait (D-8).

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use foundation::{attempts, pages};
use maud::{Markup, html};
use office::person_name::PersonName;
use office::reference::Reference;

use crate::after::paper;
use crate::store;
use crate::store::certificate::Certificate;
use crate::words::{either, hours};

/// The form one types a number into.
pub async fn get(ctx: Ctx) -> Response {
    let stamp = ctx.stamp(&["site"]);
    let page = page(&ctx, &Form::default(), &html! {});
    ctx.public_page(stamp, page)
}

/// A number was typed.
///
/// # Errors
/// None of its own.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    match Reference::parse(form.text("number")) {
        Ok(number) => Ok(ctx.go(&format!("/certificates/{number}"))),
        Err(wrong) => {
            form.wrong("number", wrong.key());
            Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, page(&ctx, &form, &html! {})))
        }
    }
}

/// What is known of a number.
enum Known {
    Certificate(Box<Certificate>),
    Nothing,
    Wait(i64),
}

/// What is known of a number.
///
/// # Errors
/// Any fault of the store.
pub async fn show(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Fault> {
    let mut form = Form::default();
    form.set("number", number.chars().take(40).collect::<String>());
    let known = match Reference::parse(&number) {
        Ok(number) => look_up(&ctx, number).await?,
        Err(_) => Known::Nothing,
    };
    let words = &ctx.words;
    let (status, said) = match &known {
        Known::Certificate(c) if c.withdrawn_at.is_none() => (StatusCode::OK, valid(&ctx, c)),
        Known::Certificate(c) => (StatusCode::OK, withdrawn(&ctx, c)),
        Known::Nothing => (
            StatusCode::NOT_FOUND,
            parts::notice(
                Tone::Bad,
                &words.say("check-unknown-title"),
                html! { p { (words.say("check-unknown-text")) } },
            ),
        ),
        Known::Wait(seconds) => {
            let args = [("minutes", ((seconds + 59) / 60).into())];
            let text = html! { p { (words.say_with("check-wait-text", &args)) } };
            (StatusCode::TOO_MANY_REQUESTS, parts::notice(Tone::Bad, &words.say("check-wait-title"), text))
        }
    };
    let mut response = ctx.page(status, page(&ctx, &form, &said));
    if let Known::Wait(seconds) = known {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

async fn look_up(ctx: &Ctx, number: Reference) -> Result<Known, Fault> {
    let now = ctx.now;
    let subjects: Vec<String> =
        ctx.address.iter().map(|address| format!("certificate@{}", attempts::network(address))).collect();
    let body = move |conn: &mut Conn| {
        if let Some(seconds) = attempts::take(conn, &subjects, now)? {
            return Ok(Known::Wait(seconds));
        }
        let Some(found) = store::certificate::find_by_number(conn, number.as_str())? else {
            return Ok(Known::Nothing);
        };
        attempts::release(conn, &subjects, now)?;
        Ok(Known::Certificate(Box::new(found)))
    };
    Ok(ctx.centre.db.write(body).await?)
}

fn valid(ctx: &Ctx, certificate: &Certificate) -> Markup {
    let words = &ctx.words;
    let name = PersonName::parse(&certificate.name).map(|name| name.masked()).unwrap_or_default();
    let hours = words.say_with("check-hours", &[("hours", hours(certificate.hours).into())]);
    let rows = [
        (words.say("after-number"), paper::number(certificate)),
        (words.say("check-name"), name),
        (words.say("check-course"), either(words, &certificate.title, &certificate.title_en).to_owned()),
        (words.say("after-days"), paper::days(words, certificate.begins_on, certificate.ends_on)),
        (words.say("check-scope"), hours),
        (words.say("check-issued"), words.date(certificate.issued_at.date())),
        (words.say("check-by"), ctx.centre_name().to_owned()),
    ];
    html! {
        (parts::notice(Tone::Good, &words.say("check-valid-title"), html! { p { (words.say("check-valid-text")) } }))
        dl.summary { @for (label, value) in &rows { div { dt { (label) } dd { (value) } } } }
    }
}

fn withdrawn(ctx: &Ctx, certificate: &Certificate) -> Markup {
    let words = &ctx.words;
    let on = certificate.withdrawn_at.map(|at| words.date(at.date())).unwrap_or_default();
    let args = [("number", paper::number(certificate).into()), ("on", on.into())];
    parts::notice(
        Tone::Bad,
        &words.say("check-withdrawn-title"),
        html! { p { (words.say_with("check-withdrawn-text", &args)) } },
    )
}

fn page(ctx: &Ctx, form: &Form, said: &Markup) -> Markup {
    let words = &ctx.words;
    let title = words.say("check-title");
    let shell = pages::shell(ctx, title.as_str());
    let head_extra = html! { meta name="robots" content="noindex"; };
    parts::Shell { has_errors: !form.is_right(), head_extra, updated_on: None, ..shell }.page(html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (said)
        p { (words.say("check-lead")) }
        (parts::form(words.path("/certificates"), html! {
            (parts::text(words, "number", words.say("after-number")).hint(words.say("check-number-hint"))
                .value(form.text("number")).error(form.said_of(words, "number")).autocomplete("off")
                .width(parts::Width::Medium).attribute("autocapitalize", "characters").attribute("spellcheck", "false"))
            div.actions { (parts::button(words.say("check-button"))) }
        }))
    })
}
