//! Faults in words: an RFC 9457 problem below `/api/`, a page with a way back elsewhere.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::html;

use super::answer::Asked;
use crate::centre::Centre;
use crate::fault::Fault;
use crate::i18n::Lang;
use crate::parts;

/// Seconds after which a visitor may try again when the store is away.
const RETRY_SECONDS: i64 = 5;

pub(super) fn say(centre: &Arc<Centre>, asked: &Asked, fault: &Fault) -> Response {
    let (lang, path) = Lang::split_path(asked.path());
    if path.starts_with("/api/") {
        return problem(fault);
    }
    let words = centre.words(lang);
    if matches!(fault, Fault::SignIn) {
        return sign_in(&words.path("/office/sign-in"), path);
    }
    let (status, code) = fault.status();
    let key = |what: &str| format!("fault-{}-{what}", page_of(code, status));
    let name = if lang == Lang::ZhHant { &centre.name } else { &centre.name_en };
    let shell = parts::Shell::public(&words, name, words.say(&key("title")), "");
    let content = shell.page(html! {
        h1 { (words.say(&key("title"))) }
        p { (words.say(&key("text"))) }
        p {
            @if matches!(fault, Fault::Forbidden) {
                (parts::button_link(words.path("/progress"), words.say("fault-look-up"))) " "
                a href=(words.path("/")) { (words.say("fault-home")) }
            } @else {
                (parts::button_link(words.path("/"), words.say("fault-home"))) " "
                a href=(words.path("/courses")) { (words.say("fault-courses")) }
            }
        }
    });
    answer(status, "text/html; charset=utf-8", content.into_string(), fault)
}

/// The words a fault is explained with; rarer ones share a page.
fn page_of(code: &str, status: StatusCode) -> &'static str {
    match code {
        "not-found" => "not-found",
        "forbidden" => "forbidden",
        "too-many" => "too-many",
        "too-large" => "too-large",
        "not-text" => "not-text",
        "unavailable" => "unavailable",
        _ if status.is_server_error() => "internal",
        _ => "bad",
    }
}

fn sign_in(sign_in: &str, wanted: &str) -> Response {
    let wanted: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::from_str(&format!("{sign_in}?to={wanted}")) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn problem(fault: &Fault) -> Response {
    let (status, code) = fault.status();
    let mut body = serde_json::json!({
        "type": format!("/problems/{code}"),
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
    });
    if let (Some(body), Fault::Bad(_, detail) | Fault::Refused(_, _, detail, _)) =
        (body.as_object_mut(), fault)
    {
        body.insert("detail".into(), detail.clone().into());
    }
    if let (Some(body), Fault::Refused(_, _, _, serde_json::Value::Object(more))) =
        (body.as_object_mut(), fault)
    {
        body.extend(more.clone());
    }
    answer(status, "application/problem+json", body.to_string(), fault)
}

fn answer(status: StatusCode, kind: &'static str, body: String, fault: &Fault) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let wait = match fault {
        Fault::TooMany(seconds) => Some(*seconds),
        Fault::Unavailable => Some(RETRY_SECONDS),
        _ => None,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
