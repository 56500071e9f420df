//! What a page knows of the request: the centre, the words, the time and who asks.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use office::instant::Instant;

use crate::cache::Stamp;
use crate::centre::Centre;
use crate::fault::Fault;
use crate::i18n::Words;
use crate::service::Audience;
use crate::staff::{Staff, Stage};
use crate::trail::Actor;

/// The context of a request; handlers take it as their first argument.
#[derive(Clone)]
pub struct Ctx {
    /// The centre.
    pub centre: Arc<Centre>,
    /// Words in the visitor's language.
    pub words: Words,
    /// When the request came.
    pub now: Instant,
    /// The address asked for, without the language prefix.
    pub path: String,
    /// What followed the question mark.
    pub query: Option<String>,
    /// Where the request came from.
    pub address: Option<String>,
    /// Who is signed in, or signing in: see `stage`. Only looked up below `/office` and `/api/`.
    pub staff: Option<Arc<Staff>>,
    /// How far the session has come.
    pub stage: Option<Stage>,
    /// The session token, if one was sent.
    pub token: Option<String>,
    /// The session token of a resident, if one was sent; see [`crate::residents::of`].
    pub resident_token: Option<String>,
}

/// Marks an answer as the same for everyone until its topics change.
#[derive(Clone)]
pub struct Keep(pub Stamp);

/// Asks that an answer is counted each time it is given to a person who opens the page; a page that is
/// kept goes on counting.
#[derive(Clone)]
pub(crate) struct Opened(pub(crate) Arc<AtomicU64>);

impl Ctx {
    /// A page for this visitor only.
    pub fn page(&self, status: StatusCode, content: Markup) -> Response {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
        (status, kind, content.into_string()).into_response()
    }

    /// Takes note of topics; do it before reading what a public page shows.
    pub fn stamp(&self, topics: &[&str]) -> Stamp {
        self.centre.cache.stamp(topics)
    }

    /// A page that is the same for everyone until one of the stamped topics changes.
    pub fn public_page(&self, stamp: Stamp, content: Markup) -> Response {
        self.keep(stamp, self.page(StatusCode::OK, content))
    }

    /// Marks any answer as the same for everyone until one of the stamped topics changes.
    pub fn keep(&self, stamp: Stamp, mut response: Response) -> Response {
        response.extensions_mut().insert(Keep(stamp));
        response
    }

    /// Counts an answer each time the page is opened, without a cookie and whoever opens it (A1).
    pub fn counted(&self, counter: Arc<AtomicU64>, mut response: Response) -> Response {
        response.extensions_mut().insert(Opened(counter));
        response
    }

    /// Sends the browser on after a form was taken (303), in the visitor's language.
    pub fn go(&self, path: &str) -> Response {
        let to = HeaderValue::from_str(&self.words.path(path)).unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
    }

    /// Who acts, for the trail.
    pub fn actor(&self) -> Actor {
        match &self.staff {
            Some(staff) => {
                Actor { address: self.address.clone(), ..Actor::of(staff.id.clone(), &staff.roles) }
            }
            None => Actor::resident(self.address.clone()),
        }
    }

    /// The member of staff; pages behind an office route always have one.
    ///
    /// # Errors
    /// [`Fault::SignIn`] when nobody is signed in.
    pub fn staff(&self) -> Result<&Staff, Fault> {
        // Half a sign-in is none.
        self.staff.as_deref().filter(|_| self.stage == Some(Stage::Full)).ok_or(Fault::SignIn)
    }

    /// Whether this person may open an address of a service, as far as its right goes.
    pub fn may_open(&self, path: &str) -> bool {
        let bare = path.split('?').next().unwrap_or_default();
        let mut routes = self.centre.house.services.iter().flat_map(|s| s.routes.list());
        match routes.find(|(known, _)| *known == bare) {
            Some((_, Audience::Office(right))) => self.staff.as_ref().is_some_and(|s| s.may(*right)),
            Some(_) => true,
            None => false,
        }
    }

    /// The centre's name in the visitor's language.
    pub fn centre_name(&self) -> &str {
        match self.words.lang() {
            crate::i18n::Lang::ZhHant => &self.centre.name,
            _ => &self.centre.name_en,
        }
    }

    /// A full address, for mail, QR codes and calendar files.
    pub fn full_address(&self, path: &str) -> String {
        format!("{}{}", self.centre.base_url, self.words.path(path))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Ctx>().cloned().ok_or(Fault::Internal)
    }
}
