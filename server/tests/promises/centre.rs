//! A centre with a course, served by the program in as many processes as wanted.

use courses::model::{Course, Fill};
use courses::{check, sample, store};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Address, Conn, Db, DbResult, Engine, Sql};
use foundation::staff::{self, Stage};
use foundation::{params, sql};

use crate::support::{Serving, program, run};

/// The course of the tests, and what it is called in addresses.
pub const COURSE: &str = "c1";

/// A store with a course, and the folder of its key.
pub struct Centre {
    pub folder: tempfile::TempDir,
    pub url: String,
    pub db: Db,
}

/// A registration as the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub reference: String,
    pub number: i64,
    pub status: String,
    pub size: i64,
    pub key: String,
    pub name: String,
}

impl Centre {
    /// A member of staff who is signed in: the cookie.
    pub fn sign_in(&self) -> String {
        self.sign_in_as("promotion", "promotion")
    }

    /// The same in a section and a role.
    pub fn sign_in_as(&self, section: &'static str, role: &'static str) -> String {
        let (token, now) = (Chance::system().token(), Clock::System.now());
        let asked = token.clone();
        let write = move |conn: &mut Conn| {
            conn.execute(
                sql!(
                    "insert into foundation_staff (id, name, email, section, roles, state, password_hash,
                     totp_last_step, must_change, failures, changed_password_at, created_at)
                     values ('s', '王小明', 's@test.example', $2, $3, 'active', '', 0, false, 0, $1, $1)"
                ),
                params![now, section, role],
            )?;
            staff::add_session(conn, &asked, "s", Stage::Full, now)
        };
        self.db.write_blocking(write).unwrap();
        format!("{}={token}", staff::COOKIE)
    }

    /// A centre on a fresh store with a course of `capacity` seats.
    pub fn new(engine: Engine, capacity: i64) -> Centre {
        let folder = tempfile::tempdir().unwrap();
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.path().join("hearth.db").display()),
            Engine::Postgres => fresh_url(""),
        };
        Centre::at(folder, url, capacity)
    }

    /// A centre at this address.
    pub fn at(folder: tempfile::TempDir, url: String, capacity: i64) -> Centre {
        let mut migrate = program();
        run(migrate.args(["migrate", "--database", &url, "--data"]).arg(folder.path())).well();
        let db = Db::open(&Address::parse(&url).unwrap()).unwrap();
        let course = Course { fill: Fill::WhatFits, ..sample::course(COURSE, Clock::System.now()) };
        let add = move |conn: &mut Conn| {
            store::course::add(conn, &course, &[sample::session(&course)], capacity, 100_000)
        };
        db.write_blocking(add).unwrap();
        Centre { folder, url, db }
    }

    /// Starts a process that serves it.
    pub fn serve(&self) -> Serving {
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", &self.url, "--data"]);
        command.arg(self.folder.path());
        Serving::start(command.env("HEARTH_LOG_ACCESS", "false").env("HEARTH_LOG_LEVEL", "warn"))
    }

    pub fn read<T: Send + 'static>(&self, body: impl Fn(&mut Conn) -> DbResult<T> + Send + 'static) -> T {
        self.db.read_blocking(body).unwrap()
    }

    /// Every registration, in the order of arrival.
    pub fn registrations(&self) -> Vec<Kept> {
        self.read(list)
    }

    /// A count.
    pub fn count(&self, text: &'static str) -> i64 {
        self.read(move |conn| conn.first(Sql(text), &[])?.unwrap().get(0))
    }

    /// Nothing is half-written: the count of seats is the sum of the rows, and all left a trail.
    #[track_caller]
    pub fn is_whole(&self) {
        let findings = self.read(check::ledgers);
        assert!(findings.is_empty(), "{findings:#?}");
        let trailless = self.read(check::trailless);
        assert!(trailless.is_empty(), "without trail: {trailless:?}");
        let lost = "select count(*) from courses_seat s left join courses_registration r \
                    on r.id = s.registration_id where r.id is null";
        assert_eq!(self.count(lost), 0, "seats without registration");
        let ghosts = "select count(*) from foundation_trail t left join courses_registration r \
                      on r.id = t.matter_id where t.matter = 'courses_registration' and r.id is null";
        assert_eq!(self.count(ghosts), 0, "a trail of what never was");
        let empty = "select count(*) from courses_registration r left join courses_seat s \
                     on s.registration_id = r.id where s.id is null";
        assert_eq!(self.count(empty), 0, "registrations without seats");
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        if let Address::Postgres { schema, .. } = self.db.address() {
            let text = format!("drop schema {schema} cascade");
            let _ = self.db.write_blocking(move |conn| conn.batch(&text));
        }
    }
}

/// The address of a fresh schema of the test server, with further parameters.
pub fn fresh_url(more: &str) -> String {
    let server = std::env::var("HEARTH_TEST_DATABASE").expect("HEARTH_TEST_DATABASE: a PostgreSQL server");
    let sign = if server.contains('?') { '&' } else { '?' };
    format!("{server}{sign}{more}schema=t_{}", &Chance::system().token()[..20])
}

fn list(conn: &mut Conn) -> DbResult<Vec<Kept>> {
    let rows = conn.rows(
        sql!(
            "select reference, number, status, size, request_key, name from courses_registration
             where course_id = $1 order by number"
        ),
        params![COURSE],
    )?;
    rows.iter()
        .map(|r| {
            let key: String = r.get(4)?;
            let key = key.rsplit(':').next().unwrap().to_owned();
            let (reference, number, status, size) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
            Ok(Kept { reference, number, status, size, key, name: r.get(5)? })
        })
        .collect()
}

/// A runtime like that of the program.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
