//! The way out: kept pages, words for faults, compression, security headers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;

use super::ctx::{Keep, Opened};
use super::{body_bytes, packing, problem};
use crate::cache::{Kept, Packing, Turn, Waited};
use crate::centre::Centre;
use crate::fault::Fault;

/// What the way out needs to know of a request.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) key: String,
    pub(super) packing: Packing,
    pub(super) none_match: Option<HeaderValue>,
    pub(super) is_visit: bool,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Asked {
        Asked {
            method: request.method().clone(),
            key: key(request).to_owned(),
            packing: packing(request.headers()),
            none_match: request.headers().get(header::IF_NONE_MATCH).cloned(),
            is_visit: is_visit(request.method(), request.headers()),
        }
    }

    /// The path alone.
    pub(super) fn path(&self) -> &str {
        self.key.split('?').next().unwrap_or_default()
    }
}

fn key(request: &Request) -> &str {
    request.uri().path_and_query().map_or("/", |p| p.as_str())
}

/// Words by which programs that read pages for others give themselves away.
const PROGRAMS: [&str; 5] = ["bot", "crawl", "spider", "slurp", "externalhit"];

/// Whether a person opens a page: not a program that says it is one, and no browser that reads ahead.
fn is_visit(method: &Method, headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let is_program = || {
        let agent = said("user-agent").to_ascii_lowercase();
        PROGRAMS.iter().any(|program| agent.contains(program))
    };
    *method == Method::GET && !said("sec-purpose").contains("prefetch") && !is_program()
}

fn count(opened: Option<&Arc<AtomicU64>>, is_visit: impl FnOnce() -> bool) {
    if let Some(opened) = opened
        && is_visit()
    {
        opened.fetch_add(1, Ordering::Relaxed);
    }
}

/// The kept page for a request, if there is one that is still good.
pub(super) fn kept(centre: &Arc<Centre>, request: &Request) -> Option<Response> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let page = centre.cache.find(key(request), centre.clock.now())?;
    let headers = request.headers();
    count(page.opened.as_ref(), || is_visit(request.method(), headers));
    Some(from_kept(&page, packing(headers), headers.get(header::IF_NONE_MATCH), request.method()))
}

/// How long a visitor waits for another's rendering before rendering the page itself.
const TURN: Duration = Duration::from_secs(1);

/// Waits for whoever renders this page already: their page, or the visitor's turn to render it.
pub(super) async fn turn(centre: &Arc<Centre>, asked: &Asked) -> Result<Option<Turn>, Response> {
    if !matches!(asked.method, Method::GET | Method::HEAD) {
        return Ok(None);
    }
    match tokio::time::timeout(TURN, centre.cache.wait(&asked.key, centre.clock.now())).await {
        Ok(Some(Waited::Page(page))) => {
            count(page.opened.as_ref(), || asked.is_visit);
            Err(from_kept(&page, asked.packing, asked.none_match.as_ref(), &asked.method))
        }
        Ok(Some(Waited::Turn(turn))) => Ok(Some(turn)),
        Ok(None) | Err(_) => Ok(None),
    }
}

fn from_kept(page: &Kept, packing: Packing, none_match: Option<&HeaderValue>, method: &Method) -> Response {
    let unchanged = none_match.is_some_and(|asked| *asked == page.etag);
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    secure(headers);
    headers.insert(header::ETAG, page.etag.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, page.content_type.clone());
    if let Some(encoding) = packing.header() {
        headers.insert(header::CONTENT_ENCODING, encoding);
    }
    *response.status_mut() = page.status;
    let bytes = page.bytes(packing);
    if *method == Method::HEAD {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    } else {
        *response.body_mut() = Body::from(bytes);
    }
    response
}

/// Makes any answer ready to leave.
pub(super) async fn finish(centre: &Arc<Centre>, asked: &Asked, mut response: Response) -> Response {
    let fault = response.extensions_mut().remove::<Fault>().or_else(|| of_extractor(&response));
    if let Some(fault) = fault {
        if matches!(fault, Fault::Unavailable)
            && matches!(asked.method, Method::GET | Method::HEAD)
            && let Some(old) = centre.cache.find_old(&asked.key)
        {
            // As it stood a moment ago; who acts on it is told that this cannot be done just now.
            return from_kept(&old, asked.packing, asked.none_match.as_ref(), &asked.method);
        }
        response = problem::say(centre, asked, &fault);
    }
    let opened = response.extensions_mut().remove::<Opened>().map(|Opened(counter)| counter);
    count(opened.as_ref(), || asked.is_visit);
    let keep = response.extensions_mut().remove::<Keep>();
    if asked.method == Method::HEAD && keep.is_some() {
        // The router took the body away: there is nothing to keep, and whoever asks next gets the page.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    } else if let Some(Keep(stamp)) = keep {
        let kind = response.headers().get(header::CONTENT_TYPE).cloned();
        let status = response.status();
        let Ok(bytes) = body_bytes(response.into_body()).await else { return Response::new(Body::empty()) };
        let kind = kind.unwrap_or(HeaderValue::from_static("text/html; charset=utf-8"));
        let page = Kept::new(stamp, status, kind, bytes).counted(opened);
        let page = centre.cache.keep(asked.key.clone(), page, centre.clock.now());
        return from_kept(&page, asked.packing, asked.none_match.as_ref(), &asked.method);
    }
    let headers = response.headers_mut();
    secure(headers);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    pack(asked, response).await
}

/// What the extractors of the framework refuse: they say it in plain text, of which we have none.
fn of_extractor(response: &Response) -> Option<Fault> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|k| k.to_str().ok());
    kind.filter(|kind| kind.starts_with("text/plain"))?;
    Some(match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
            Fault::Bad("bad-request", "The request is not understood.".into())
        }
        _ => return None,
    })
}

/// Small answers are not worth packing.
const PACK_FROM_BYTES: usize = 1024;

async fn pack(asked: &Asked, response: Response) -> Response {
    let text = |h: &HeaderMap| {
        let kind = h.get(header::CONTENT_TYPE).and_then(|k| k.to_str().ok()).unwrap_or_default();
        (kind.starts_with("text/") || kind.contains("json") || kind.contains("xml"))
            && !kind.starts_with("text/event-stream")
    };
    let (mut parts, body) = response.into_parts();
    let packable = text(&parts.headers) && !parts.headers.contains_key(header::CONTENT_ENCODING);
    if !packable || asked.packing == Packing::Plain {
        return Response::from_parts(parts, body);
    }
    if asked.method == Method::HEAD {
        // How long the answer is once packed is not known without it.
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, body);
    }
    let bytes: Bytes = body_bytes(body).await.unwrap_or_default();
    if bytes.len() < PACK_FROM_BYTES {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(Packing::Gzip.pack(&bytes)))
}

/// Headers of every answer: nothing from other hosts, no framing, no guessing of types, no
/// addresses (which may hold a signed link) told to other sites.
fn secure(headers: &mut HeaderMap) {
    const ALWAYS: [(&str, &str); 5] = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("permissions-policy", "camera=(self), geolocation=(), microphone=()"),
    ];
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
