//! A whole centre on a fresh store, and visitors who use it as people do.
//!
//! Every feature test runs on both engines: `both_engines! { fn name(centre) using [service()] { … } }`.
//! The address of a PostgreSQL server comes from `HEARTH_TEST_DATABASE`; a missing server is a
//! failure, not a skip.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod page;
mod plans;
mod statements;
mod visitor;

use std::path::Path;
use std::sync::Arc;

use foundation::centre::{Centre, Opening};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Address, Db, Engine, Migrations, migrate};
use foundation::files::Files;
use foundation::house::{House, Wiring};
use foundation::jobs;
use foundation::keys::Keys;
use foundation::mail::{self, Mailer};
use foundation::service::Service;
use foundation::staff::{self, Stage};
use foundation::web::App;
use foundation::{params, sql};
use office::instant::Instant;
use tempfile::TempDir;

pub use foundation::staff::Role;
pub use page::{Filled, Page};
pub use plans::{explain_on_sqlite, full_reads, full_reads_in};
pub use statements::{hear_statements, take_statements};
pub use tokio;
pub use visitor::Visitor;

/// The moment tests begin at: Monday, 2026-11-23, 10:00 in Taipei.
pub const NOW: &str = "2026-11-23T02:00:00Z";

/// A centre under test. Its clock stands still until moved, its ids are repeatable.
pub struct Fresh {
    /// The centre.
    pub centre: Arc<Centre>,
    /// All that is served.
    pub app: Arc<App>,
    /// Where its store is.
    pub address: Address,
    folder: TempDir,
}

impl Fresh {
    /// A fresh centre with these services; nobody hears facts.
    pub async fn open(engine: Engine, services: Vec<Service>) -> Fresh {
        Fresh::open_wired(engine, services, &[]).await
    }

    /// A fresh centre with these services and this wiring.
    pub async fn open_wired(engine: Engine, services: Vec<Service>, wiring: Wiring) -> Fresh {
        let folder = tempfile::tempdir().expect("a folder");
        let house = Arc::new(House::new(services, wiring).expect("the words can be read"));
        let address = fresh_address(engine, folder.path());
        Fresh::on(address, folder, house).await
    }

    /// A centre whose store was at these steps of its services, with these rows, before it was moved on.
    pub async fn open_grown(
        engine: Engine,
        services: Vec<Service>,
        last: &[(&str, u32)],
        rows: &'static str,
    ) -> Fresh {
        let folder = tempfile::tempdir().expect("a folder");
        let house = Arc::new(House::new(services, Wiring::default()).expect("the words can be read"));
        let address = fresh_address(engine, folder.path());
        let before = house.migrations().into_iter().map(|of| {
            let last = last.iter().find(|(service, _)| *service == of.service).map_or(u32::MAX, |(_, n)| *n);
            let reached = of.steps.partition_point(|step| step.number <= last);
            Migrations { steps: of.steps.split_at(reached).0, ..of }
        });
        migrate(&address, &before.collect::<Vec<_>>()).expect("the older schema can be made");
        let older = Db::open(&address).expect("the store can be opened");
        older.write(move |conn| conn.batch(rows)).await.expect("the rows can be added");
        drop(older);
        Fresh::on(address, folder, house).await
    }

    async fn on(address: Address, folder: TempDir, house: Arc<House>) -> Fresh {
        migrate(&address, &house.migrations()).expect("the schema can be made");
        let centre = process(&address, folder.path(), house, 7).await;
        let app = Arc::new(App::new(vec![(vec!["test.example".into()], centre.clone())]).expect("an app"));
        Fresh { centre, app, address, folder }
    }

    /// Somebody without an account.
    pub fn resident(&self) -> Visitor {
        Visitor::new(self.app.clone())
    }

    /// A member of staff of the promotion section with these roles, signed in.
    pub async fn staff(&self, roles: &[Role]) -> Visitor {
        self.staff_of("promotion", roles).await
    }

    /// A member of staff of a section with these roles, signed in.
    pub async fn staff_of(&self, section: &'static str, roles: &[Role]) -> Visitor {
        let (chance, now) = (&self.centre.chance, self.centre.clock.now());
        let (id, token) = (chance.id(now).into_string(), chance.token());
        let codes: Vec<&str> = roles.iter().map(|r| r.code()).collect();
        let (codes, asked) = (codes.join(","), token.clone());
        self.centre
            .db
            .write(move |conn| {
                conn.execute(
                    sql!(
                        "insert into foundation_staff (id, name, email, section, roles, state, password_hash,
                         totp_last_step, must_change, failures, changed_password_at, created_at)
                         values ($1, $2, $3, $6, $4, 'active', '', 0, false, 0, $5, $5)"
                    ),
                    params![id, "王小明", format!("{id}@test.example"), codes, now, section],
                )?;
                staff::add_session(conn, &asked, &id, Stage::Full, now)
            })
            .await
            .expect("staff can be added");
        let mut visitor = Visitor::new(self.app.clone());
        visitor.hold_cookie(staff::COOKIE, &token);
        visitor
    }

    /// Moves the clock.
    pub fn pass(&self, seconds: i64) {
        self.centre.clock.set(self.centre.clock.now().plus_seconds(seconds));
    }

    /// Runs every due job and sends every mail.
    pub async fn settle(&self) {
        while jobs::run_next(&self.centre).await.expect("the queue can be read") {}
        while mail::send_waiting(&self.centre).await.expect("the outbox can be read") > 0 {}
    }

    /// All mail so far, oldest first.
    pub async fn mails(&self) -> Vec<mail::Kept> {
        let mut mails = self.centre.db.read(|conn| mail::list(conn, None, "", 1000)).await.expect("mail");
        mails.reverse();
        mails
    }

    /// The newest mail to somebody.
    pub async fn mail_to(&self, address: &str) -> mail::Kept {
        let mails = self.mails().await;
        mails.into_iter().rev().find(|m| m.to == address).unwrap_or_else(|| panic!("no mail to {address}"))
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Address::Postgres { schema, .. } = &self.address {
            let text = format!("drop schema {schema} cascade");
            // Blocking is fine at the end of a test; a failure only leaves a schema behind.
            let _ = self.centre.db.write_blocking(move |conn| conn.batch(&text));
        }
    }
}

/// Another process over the store of a centre, with chance of its own; its clock stands by itself.
pub async fn second_process(first: &Fresh, services: Vec<Service>) -> Arc<Centre> {
    let house = Arc::new(House::new(services, Wiring::default()).expect("the words can be read"));
    process(&first.address, first.folder.path(), house, 8).await
}

async fn process(address: &Address, folder: &Path, house: Arc<House>, seed: u64) -> Arc<Centre> {
    Centre::open(Opening {
        code: "test".into(),
        name: "測試家庭教育中心".into(),
        name_en: "Test Family Education Centre".into(),
        base_url: "http://test.example".into(),
        db: Db::open(address).expect("the store can be opened"),
        clock: Clock::fixed(Instant::parse(NOW).expect("a moment")),
        chance: Chance::seeded(seed),
        keys: Keys::new([7; 32]),
        mailer: Mailer::Kept,
        files: Files::Folder(folder.join("files")),
        house,
    })
    .await
    .expect("the centre can be opened")
}

/// A place for a fresh store of an engine.
pub fn fresh_address(engine: Engine, folder: &Path) -> Address {
    match engine {
        Engine::Sqlite => Address::Sqlite { file: folder.join("hearth.db") },
        Engine::Postgres => {
            let server = std::env::var("HEARTH_TEST_DATABASE").expect(
                "HEARTH_TEST_DATABASE must name a PostgreSQL server; `cargo xtask postgres` starts one",
            );
            let schema = format!("t_{}", &Chance::system().token()[..20]);
            let sign = if server.contains('?') { '&' } else { '?' };
            Address::parse(&format!("{server}{sign}schema={schema}")).expect("an address")
        }
    }
}

/// Tests that run on SQLite and on PostgreSQL with the same body. The body is asynchronous and gets
/// a [`Fresh`] centre: `both_engines! { fn a_title_is_kept(centre) using [courses::service()] { … } }`.
#[macro_export]
macro_rules! both_engines {
    ($($(#[$doc:meta])* fn $name:ident($centre:ident) using [$($service:expr),* $(,)?] $body:block)*) => {
        $(
            $(#[$doc])*
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                async fn body($centre: $crate::Fresh) $body

                #[test]
                fn sqlite() {
                    $crate::run(|| async {
                        body($crate::Fresh::open(foundation::db::Engine::Sqlite, vec![$($service),*]).await).await;
                    });
                }

                #[test]
                fn postgres() {
                    $crate::run(|| async {
                        body($crate::Fresh::open(foundation::db::Engine::Postgres, vec![$($service),*]).await).await;
                    });
                }
            }
        )*
    };
}

/// Runs an asynchronous test on two threads, as in the real program.
pub fn run<F: Future<Output = ()>>(body: impl FnOnce() -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(body());
}
