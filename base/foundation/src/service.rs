//! What a service is: a plain list of facts about itself.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::routing::MethodRouter;
use maud::Markup;
use office::instant::Instant;

use crate::calendar::ListNamed;
use crate::centre::Centre;
use crate::db::{Conn, DbResult, Migrations};
use crate::fault::Fault;
use crate::i18n::Lang;
use crate::jobs::{JobKind, Work};
use crate::keys::Keys;
use crate::measures::Measure;
use crate::own_data::OwnData;
use crate::staff::{Right, Role};
use crate::web::Ctx;

/// A service area: everything the house needs to know of it. There is no default on purpose: a new
/// kind of duty makes every service answer.
pub struct Service {
    /// One word: folder, address prefix, table prefix, fact prefix.
    pub name: &'static str,
    /// Its pages and API.
    pub routes: Routes,
    /// Its schema.
    pub migrations: Migrations,
    /// Its words.
    pub locales: &'static [(Lang, &'static str)],
    /// What it does by itself or when told.
    pub jobs: &'static [JobKind],
    /// The numbers it can prove.
    pub measures: &'static [Measure],
    /// Entries of the public menu: address and key of the words.
    pub menu: &'static [(&'static str, &'static str)],
    /// Entries of the staff menu: address, key of the words, and the right needed.
    pub office_menu: &'static [(&'static str, &'static str, Right)],
    /// Which roles have which of its rights.
    pub roles: &'static [(Role, &'static [Right])],
    /// Values a centre may set: name and default.
    pub settings: &'static [(&'static str, &'static str)],
    /// The description of its API, as an OpenAPI document in JSON.
    pub api: fn() -> serde_json::Value,
    /// What it keeps in memory for a centre; called once when the centre is opened.
    pub start: fn(&Arc<Centre>),
    /// What it shows on the home page, if anything; drawn anew when its topic (its name) changes.
    pub home: Option<fn(Ctx) -> Showing>,
    /// What waits for somebody of staff, on their first page, if anything ever does.
    pub today: Option<fn(Ctx) -> Waiting>,
    /// Whether a reference is one of its matters, for whoever knows how its holder can be reached (R43).
    pub look_up: Option<LookUp>,
    /// What it holds about residents, for their own page (D-3).
    pub own_data: OwnData,
    /// The calendars its matters name.
    pub calendars: ListNamed,
    /// Fills a demonstration centre; the number is how large (1 is small).
    pub demo: fn(Arc<Centre>, u32) -> Work,
}

/// Answers where a matter of this service is read, as its signed address without language, if there is
/// one of this reference (without dashes) and what was typed is its holder's contact.
pub type LookUp = fn(&mut Conn, &Keys, &str, &str) -> DbResult<Option<String>>;

/// What a service shows on the home page.
pub struct Highlights {
    /// Below the greeting: a way to find something, or what nobody should miss.
    pub search: Markup,
    /// What is on.
    pub content: Markup,
    /// Until when it is right if nothing is written.
    pub until: Option<Instant>,
}

/// The drawing of [`Highlights`].
pub type Showing = Pin<Box<dyn Future<Output = Result<Highlights, Fault>> + Send>>;

/// What a service shows on the first page of somebody of staff, drawn in this order over all services.
#[derive(Default)]
pub struct Today {
    /// A way to find something.
    pub search: Markup,
    /// What is on today.
    pub on: Markup,
    /// What waits for them.
    pub waiting: Markup,
    /// What comes in the next days.
    pub coming: Markup,
}

/// The drawing of [`Today`]; nothing for whom this service has nothing to do.
pub type Waiting = Pin<Box<dyn Future<Output = Result<Option<Today>, Fault>> + Send>>;

/// For whom an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anyone.
    Public,
    /// Whoever holds a signed link or a reference: the page itself asks for it.
    Holder,
    /// Staff with this right.
    Office(Right),
}

/// The addresses of a service, each with its audience.
#[derive(Default)]
pub struct Routes {
    router: Router,
    list: Vec<(&'static str, Audience)>,
}

impl Routes {
    /// No address yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// An address for anyone.
    #[must_use]
    pub fn public(self, path: &'static str, methods: MethodRouter) -> Routes {
        self.add(path, Audience::Public, methods)
    }

    /// An address that asks for a reference or a signed link itself.
    #[must_use]
    pub fn holder(self, path: &'static str, methods: MethodRouter) -> Routes {
        self.add(path, Audience::Holder, methods)
    }

    /// An address for staff with a right; others are sent to the sign-in, or find nothing.
    #[must_use]
    pub fn office(self, path: &'static str, right: Right, methods: MethodRouter) -> Routes {
        let guarded = methods.route_layer(axum::middleware::from_fn(move |request, next| {
            crate::web::guard(right, request, next)
        }));
        self.add(path, Audience::Office(right), guarded)
    }

    fn add(mut self, path: &'static str, audience: Audience, methods: MethodRouter) -> Routes {
        self.router = self.router.route(path, methods);
        self.list.push((path, audience));
        self
    }

    /// The addresses with their audiences.
    pub fn list(&self) -> &[(&'static str, Audience)] {
        &self.list
    }

    /// The router itself.
    pub fn router(&self) -> Router {
        self.router.clone()
    }
}
