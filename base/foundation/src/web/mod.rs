//! From a request to its answer: which centre, which language, who asks; then the service's page.

mod answer;
pub mod api;
mod ctx;
mod listen;
mod problem;
mod proxies;
mod who;

use std::collections::HashMap;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower::ServiceExt;

pub use ctx::{Ctx, Keep};
pub use listen::{Limits, listen};
pub use proxies::Network;
pub use who::{is_own_path, with_cookie};

use crate::cache::Packing;
use crate::centre::Centre;
use crate::fault::Fault;
use crate::i18n::Lang;
use crate::residents;
use crate::service::Service;
use crate::staff::{self, Right, Stage};

/// Everything this process serves.
pub struct App {
    centres: HashMap<String, Arc<Centre>>,
    first: Arc<Centre>,
    router: Router,
    patience: Duration,
    proxies: Vec<Network>,
}

/// The address a request came from, as the listener saw it.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The pattern of the address a request matched, such as `/courses/{slug}`: names nobody.
#[derive(Clone)]
struct Route(MatchedPath);

async fn remember_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            // The pattern alone: an address may hold a reference or the token of a door.
            let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
            tracing::error!(route, "a page panicked");
            Fault::Internal.into_response()
        }
    };
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// How long a request may take before the visitor is told to try again.
const PATIENCE: Duration = Duration::from_secs(30);

impl App {
    /// Serves these centres, each under its host names; requests for any other host get the first
    /// centre when it is the only one, and nothing otherwise.
    pub fn new(centres: Vec<(Vec<String>, Arc<Centre>)>) -> Option<App> {
        let first = centres.first()?.1.clone();
        let routers = first.house.services.iter().map(|s: &Service| s.routes.router());
        let router = routers.fold(Router::new(), Router::merge).merge(crate::pages::routes().router());
        let router = router.fallback(|| async { Fault::NotFound }).method_not_allowed_fallback(|| async {
            Fault::Refused(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "This address does not take this method.".into(),
                serde_json::Value::Null,
            )
        });
        let router = router.layer(axum::middleware::from_fn(remember_route));
        let several = centres.len() > 1;
        let mut by_host = HashMap::new();
        for (hosts, centre) in centres.into_iter().filter(|_| several) {
            by_host.extend(hosts.into_iter().map(|host| (host.to_ascii_lowercase(), centre.clone())));
        }
        Some(App { centres: by_host, first, router, patience: PATIENCE, proxies: Vec::new() })
    }

    /// The same with another time for a request to be sent and answered.
    pub fn with_patience(self, patience: Duration) -> App {
        App { patience, ..self }
    }

    /// The same behind these proxies besides those of this machine.
    pub fn with_proxies(self, proxies: Vec<Network>) -> App {
        App { proxies, ..self }
    }

    fn centre(&self, request: &Request) -> Option<&Arc<Centre>> {
        if self.centres.is_empty() {
            return Some(&self.first);
        }
        let host = host(request)?.to_ascii_lowercase();
        self.centres.get(&host).or_else(|| self.centres.get(host.rsplit_once(':')?.0))
    }

    /// Answers one request, and leaves one line and one count of it.
    pub async fn answer(&self, request: Request) -> Response {
        let (begin, method) = (Instant::now(), request.method().clone());
        let mut response = self.answer_unseen(request).await;
        let (took, status) = (begin.elapsed(), response.status().as_u16());
        crate::metrics::request(status, took);
        let route = response.extensions_mut().remove::<Route>();
        let route = route.as_ref().map_or("kept or unknown", |Route(path)| path.as_str());
        let ms = took.as_secs_f64() * 1000.0;
        tracing::info!(target: crate::logs::ACCESS, %method, route, status, ms, "answered");
        response
    }

    async fn answer_unseen(&self, request: Request) -> Response {
        let Some(centre) = self.centre(&request) else {
            return (StatusCode::MISDIRECTED_REQUEST, "no centre has this host name\n").into_response();
        };
        if let Some(kept) = answer::kept(centre, &request) {
            return kept;
        }
        let asked = answer::Asked::of(&request);
        // Held until the page is rendered and kept.
        let _turn = match answer::turn(centre, &asked).await {
            Ok(turn) => turn,
            Err(shared) => return shared,
        };
        let work = AssertUnwindSafe(self.work(centre, request)).catch_unwind();
        let mut response = match tokio::time::timeout(self.patience, work).await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) => {
                tracing::error!("a request panicked");
                Fault::Internal.into_response()
            }
            Err(_) => Fault::Unavailable.into_response(),
        };
        let route = response.extensions_mut().remove::<Route>();
        let mut response = answer::finish(centre, &asked, response).await;
        if let Some(route) = route {
            response.extensions_mut().insert(route);
        }
        response
    }

    async fn work(&self, centre: &Arc<Centre>, mut request: Request) -> Response {
        if !is_from_here(&request) {
            return Fault::Forbidden.into_response();
        }
        if !is_text(request.uri()) {
            return Fault::NotText.into_response();
        }
        let (lang, path) = Lang::split_path(request.uri().path());
        let (path, query) = (path.to_owned(), request.uri().query().map(str::to_owned));
        let shown = query.as_ref().map_or_else(|| path.clone(), |q| format!("{path}?{q}"));
        let Ok(uri) = shown.parse::<Uri>() else { return Fault::NotFound.into_response() };
        let token = who::cookie(request.headers(), staff::COOKIE).map(str::to_owned);
        let signed_in = match who::signed_in(centre, &path, request.headers(), token.as_deref()).await {
            Ok(found) => found,
            Err(fault) => return fault.into_response(),
        };
        let resident_token = who::cookie(request.headers(), residents::COOKIE).map(str::to_owned);
        let ctx = Ctx {
            centre: centre.clone(),
            words: centre.words(lang),
            now: centre.clock.now(),
            path,
            query,
            address: proxies::visitor(&request, &self.proxies),
            stage: signed_in.as_ref().map(|(_, stage)| *stage),
            staff: signed_in.map(|(staff, _)| Arc::new(staff)),
            token,
            resident_token,
        };
        *request.uri_mut() = uri;
        request.extensions_mut().insert(ctx);
        self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
    }
}

/// The host a request is for, with its port if it was told: what HTTP/2 (or a whole address) says, else the
/// header.
fn host(request: &Request) -> Option<&str> {
    let header = || request.headers().get(header::HOST).and_then(|h| h.to_str().ok());
    match request.uri().authority() {
        Some(authority) => authority.as_str().rsplit('@').next(),
        None => header(),
    }
}

/// Whether an address is text once decoded: UTF-8 without NUL, which no store keeps.
fn is_text(uri: &Uri) -> bool {
    let whole = uri.path_and_query().map_or("", |p| p.as_str());
    if !whole.contains('%') {
        return true;
    }
    // The decoder puts this character in the place of bytes that are no UTF-8.
    let is_wrong = |text: &str| text.contains(['\0', '\u{fffd}']);
    !form_urlencoded::parse(whole.as_bytes()).any(|(name, value)| is_wrong(&name) || is_wrong(&value))
}

/// Whether a request that changes something comes from our own pages or from no page at all.
fn is_from_here(request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let headers = request.headers();
    match headers.get("sec-fetch-site").and_then(|h| h.to_str().ok()) {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = host(request).unwrap_or_default();
    let origin = origin.to_str().ok().and_then(|o| o.split_once("://"));
    origin.is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
}

/// Lets staff with the right through; others sign in, or find nothing.
pub(crate) async fn guard(right: Right, request: Request, next: Next) -> Response {
    let ctx = request.extensions().get::<Ctx>();
    match ctx.map(|c| (c.staff.as_ref(), c.stage)) {
        Some((Some(staff), Some(Stage::Full))) if staff.may(right) => next.run(request).await,
        Some((Some(_), Some(Stage::Full))) => Fault::NotFound.into_response(),
        _ => Fault::SignIn.into_response(),
    }
}

/// Reads a whole body, for tests and for the shell's own needs.
///
/// # Errors
/// When the body breaks off.
pub async fn body_bytes(body: Body) -> Result<bytes::Bytes, axum::Error> {
    axum::body::to_bytes(body, usize::MAX).await
}

/// What a browser accepts.
fn packing(headers: &HeaderMap) -> Packing {
    Packing::accepted(headers.get(header::ACCEPT_ENCODING))
}
