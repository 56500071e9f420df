//! The house as a whole: its store on both engines, its addresses, its centres side by side.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use foundation::centre::Centre;
use foundation::db::{Address, Db, Engine, Sql, migrate, registered};
use foundation::service::Audience;
use foundation::staff::{self, Role};
use foundation::web::{App, body_bytes};
use hearth::Site;
use testing::fresh_address;

/// A fresh store with the schema of the house.
fn fresh(engine: Engine, folder: &Path) -> Db {
    let address = fresh_address(engine, folder);
    migrate(&address, &hearth::house().unwrap().migrations()).unwrap();
    assert_eq!(migrate(&address, &hearth::house().unwrap().migrations()).unwrap(), [], "twice does nothing");
    Db::open(&address).unwrap()
}

fn drop_schema(db: &Db) {
    if let Address::Postgres { schema, .. } = db.address() {
        let text = format!("drop schema {schema} cascade");
        db.write_blocking(move |conn| conn.batch(&text)).unwrap();
    }
}

fn pairs(db: &Db, text: &'static str) -> BTreeMap<String, String> {
    let rows = db.read_blocking(move |conn| conn.rows(Sql(text), &[])).unwrap();
    rows.iter().map(|r| (r.get(0).unwrap(), r.get(1).unwrap())).collect()
}

#[test]
fn every_setting_stands_in_the_manual_for_operators() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operate.md");
    let manual = std::fs::read_to_string(manual).unwrap();
    let services = hearth::services::all();
    let of_centres = foundation::SETTINGS.iter().chain(services.iter().flat_map(|s| s.settings));
    for (name, default) in of_centres {
        assert!(manual.contains(&format!("`{name}`")), "{name} (default {default}) is missing");
    }
    for path in foundation::config::VARIABLES {
        let last = path.rsplit('.').next().unwrap();
        let is_there = manual.contains(&format!("`{path}`")) || manual.contains(&format!("`.{last}`"));
        assert!(is_there, "{path} is missing");
    }
}

/// A plan is kept as long as its connection: made while a table is empty, it must not read all of it for ever.
#[test]
fn a_plan_made_over_an_empty_table_goes_by_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let db = fresh(Engine::Postgres, folder.path());
    let ask = "explain select name from courses_seat where person_key = any(array['x'])";
    let rows = db.read_blocking(move |conn| conn.rows(Sql(ask), &[])).unwrap();
    let plan: String = rows.iter().map(|r| r.get::<String>(0).unwrap()).collect();
    drop_schema(&db);
    assert!(plan.contains("courses_seat_of_person"), "{plan}");
}

#[test]
fn both_engines_have_the_same_schema() {
    let folder = tempfile::tempdir().unwrap();
    let (sqlite, postgres) = (fresh(Engine::Sqlite, folder.path()), fresh(Engine::Postgres, folder.path()));
    let mine = pairs(
        &sqlite,
        "select t.name || '.' || c.name,
                lower(c.type) || case when c.\"notnull\" = 1 or c.pk > 0 then ' not null' else '' end
         from sqlite_master t join pragma_table_info(t.name) c
         where t.type = 'table' and t.name not like 'sqlite_%' and t.name not like '%_fts%'",
    );
    let theirs = pairs(
        &postgres,
        "select table_name || '.' || column_name,
                data_type || case when is_nullable = 'NO' then ' not null' else '' end
         from information_schema.columns where table_schema = current_schema()
         and data_type <> 'tsvector'",
    );
    assert!(mine.len() > 50, "{mine:?}");
    let apart: Vec<_> = mine.iter().filter(|(name, kind)| theirs.get(*name) != Some(kind)).collect();
    assert_eq!(apart, Vec::<(&String, &String)>::new(), "on SQLite, and not so on PostgreSQL");
    let missing: Vec<_> = theirs.keys().filter(|name| !mine.contains_key(*name)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "on PostgreSQL only");
    let mine =
        pairs(&sqlite, "select name, name from sqlite_master where type = 'index' and sql is not null");
    let theirs = pairs(
        &postgres,
        "select indexname, indexname from pg_indexes where schemaname = current_schema()
         and indexname not like '%_pkey' and indexname not like '%_key' and indexname not like '%_words'",
    );
    assert_eq!(mine, theirs, "indexes");
    drop_schema(&postgres);
}

#[test]
fn every_statement_of_the_house_prepares_on_both_engines() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut columns: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let db = fresh(engine, folder.path());
        for statement in registered() {
            match db.read_blocking(|conn| conn.prepare(Sql(statement.text))) {
                Ok(found) => {
                    let place = (statement.file, statement.line);
                    if *columns.entry(place).or_insert(found) != found {
                        wrong.push(format!("{place:?}: the engines give different columns"));
                    }
                }
                Err(e) => wrong.push(format!("{engine:?} {}:{}: {e}", statement.file, statement.line)),
            }
        }
        drop_schema(&db);
    }
    assert!(registered().count() > 40);
    assert_eq!(wrong, Vec::<String>::new(), "{}", wrong.join("\n"));
}

/// The only addresses below /office that are for whoever is not signed in yet.
const DOORS: [&str; 4] = ["/office/sign-in", "/office/sign-out", "/office/second-factor", "/office/set-up"];

#[test]
fn every_office_address_asks_for_a_right_that_somebody_has() {
    let house = hearth::house().unwrap();
    let own = foundation::pages::routes();
    let granted: BTreeSet<&str> = house
        .services
        .iter()
        .flat_map(|s| s.roles)
        .chain(staff::ROLES)
        .flat_map(|(_, rights)| rights.iter().map(|r| r.0))
        .collect();
    let mut wrong = Vec::new();
    let routes = || house.services.iter().map(|s| &s.routes).chain([&own]);
    for routes in routes() {
        for (path, audience) in routes.list() {
            match audience {
                Audience::Office(right) if granted.contains(right.0) => {}
                Audience::Office(right) => wrong.push(format!("{path}: nobody has {}", right.0)),
                Audience::Public | Audience::Holder => {
                    let is_door = DOORS.iter().any(|door| path.starts_with(door));
                    if path.starts_with("/office") && !is_door {
                        wrong.push(format!("{path}: anybody may"));
                    }
                }
            }
        }
    }
    for service in &house.services {
        for (path, _, right) in service.office_menu {
            let leads = routes().flat_map(|r| r.list()).any(|(known, _)| known == path);
            if !leads || !granted.contains(right.0) {
                wrong.push(format!("menu entry {path}: leads nowhere, or nobody has {}", right.0));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_fact_that_is_heard_is_heard_by_a_job() {
    let house = hearth::house().unwrap();
    let jobs: BTreeSet<&str> = house.jobs().map(|j| j.name).collect();
    for (fact, job) in hearth::wiring::WIRING {
        assert!(jobs.contains(job), "{fact} is wired to {job}, which no service has");
    }
    assert_eq!(jobs.len(), house.jobs().count(), "two jobs have one name");
}

async fn open(folder: &Path, code: &str, name: &str) -> Arc<Centre> {
    let folder = folder.join(code);
    let mut site = Site::demo(&folder, None, format!("https://{code}.example")).unwrap();
    (site.code, site.name) = (code.into(), name.into());
    hearth::open_centre(site, hearth::house().unwrap()).await.unwrap()
}

async fn ask(app: &App, host: &str, path: &str, cookie: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).header(header::HOST, host).header(header::COOKIE, cookie);
    let response = app.answer(request.body(Body::empty()).unwrap()).await;
    let status = response.status();
    (status, String::from_utf8_lossy(&body_bytes(response.into_body()).await.unwrap()).into_owned())
}

#[test]
fn centres_in_one_process_never_show_each_others_data() {
    testing::run(|| async {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (open(folder.path(), "a", "甲中心").await, open(folder.path(), "b", "乙中心").await);
        let new = accounts::NewStaff {
            name: "王小明".into(),
            email: "wang@a.example".into(),
            section: "direction".into(),
            roles: vec![Role::Operator],
            password: "a long password".into(),
            must_change: false,
            totp_secret: None,
        };
        let (keys, chance, now) = (a.keys.clone(), a.chance.clone(), a.clock.now());
        a.db.write(move |conn| {
            let id = accounts::add_staff(conn, &keys, &chance, now, &new)?.unwrap();
            staff::add_session(conn, "token", &id, staff::Stage::Full, now)
        })
        .await
        .unwrap();
        assert_eq!(b.db.read(accounts::list_staff).await.unwrap(), []);
        let hosts = |code: &str| vec![format!("{code}.example")];
        let app = App::new(vec![(hosts("a"), a), (hosts("b"), b)]).unwrap();
        for _ in 0..2 {
            // The second round comes from the kept pages.
            assert!(ask(&app, "a.example", "/", "").await.1.contains("甲中心"));
            assert!(ask(&app, "b.example:8080", "/", "").await.1.contains("乙中心"));
        }
        assert_eq!(ask(&app, "c.example", "/", "").await.0, StatusCode::MISDIRECTED_REQUEST);
        assert!(ask(&app, "B.Example", "/", "").await.1.contains("乙中心"), "host names have no case");
        assert!(
            ask(&app, "c.example", "http://b.example/", "").await.1.contains("乙中心"),
            "as HTTP/2 says it"
        );
        let cookie = format!("{}=token", staff::COOKIE);
        let office = ask(&app, "b.example", "/office/staff", &cookie).await;
        assert_eq!(
            office.0,
            StatusCode::SEE_OTHER,
            "a session of one centre is none of another: {}",
            office.1
        );
        assert!(!ask(&app, "b.example", "/", &cookie).await.1.contains("王小明"));
    });
}

#[test]
fn a_form_is_taken_from_our_own_pages_however_the_host_is_told() {
    testing::run(|| async {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (open(folder.path(), "a", "甲中心").await, open(folder.path(), "b", "乙中心").await);
        let app = App::new(vec![(vec!["a.example".into()], a), (vec!["B.example".into()], b)]).unwrap();
        for (address, host, origin, taken) in [
            ("/progress", Some("b.example"), "https://b.example", true),
            ("/progress", Some("B.example"), "https://b.example", true),
            ("https://b.example/progress", None, "https://b.example", true),
            ("https://b.example:8443/progress", None, "https://b.example:8443", true),
            ("https://b.example/progress", None, "https://a.example", false),
            ("https://b.example/progress", Some("a.example"), "https://a.example", false),
        ] {
            let mut request = Request::post(address).header(header::ORIGIN, origin);
            request = host.iter().fold(request, |request, host| request.header(header::HOST, *host));
            let response = app.answer(request.body(Body::empty()).unwrap()).await;
            let status = response.status();
            assert_ne!(status, StatusCode::MISDIRECTED_REQUEST, "{address} {host:?}");
            assert_eq!(status != StatusCode::FORBIDDEN, taken, "{address} {host:?} {origin}: {status}");
        }
    });
}

#[test]
fn the_outbox_and_dead_jobs_are_in_the_hands_of_staff() {
    testing::run(|| async {
        let centre = testing::Fresh::open(Engine::Sqlite, hearth::services::all()).await;
        let now = centre.centre.clock.now();
        let id = centre.centre.chance.id(now);
        let mail = foundation::mail::NewMail {
            unique_key: None,
            to: "a@b.example".into(),
            subject: "您的報名".into(),
            body: "請看 https://test.example/progress 謝謝".into(),
            calendar: None,
            matter: "courses_registration",
            matter_id: "1".into(),
            section: "promotion".into(),
        };
        let fill = move |conn: &mut foundation::db::Conn| {
            foundation::mail::add(conn, std::slice::from_ref(&id), now, std::slice::from_ref(&mail))?;
            conn.batch(
                "update foundation_mail set state = 'unsure';
                 insert into foundation_job (id, kind, payload, run_at, attempts, state, last_error, created_at)
                 values ('j', 'courses.write', '', '2026-11-23T02:00:00.000000Z', 8, 'dead', 'no',
                         '2026-11-23T02:00:00.000000Z')",
            )
        };
        centre.centre.db.write(fill).await.unwrap();
        let mut promotion = centre.staff(&[Role::Promotion]).await;
        let page = promotion.open("/office/outbox").await;
        assert!(
            page.text().contains("您的報名") && page.text().contains("不確定是否寄出"),
            "{}",
            page.text()
        );
        assert_eq!(promotion.open("/office/jobs").await.status, 404, "only the operator sees jobs");
        let letter = promotion.open(&page.link("您的報名")).await;
        assert!(letter.text().contains("請看 https://test.example/progress 謝謝"), "{}", letter.text());
        promotion.send(letter.form("main form")).await;
        centre.settle().await;
        assert_eq!(centre.mail_to("a@b.example").await.state, "sent");
        let mut operator = centre.staff(&[Role::Operator]).await;
        operator
            .open("/office/outbox")
            .await
            .must_say("已寄出")
            .must_not_say("您的報名")
            .must_not_say("a@b.example");
        let jobs = operator.open("/office/jobs").await;
        assert!(jobs.text().contains("courses.write"), "{}", jobs.text());
        let jobs = operator.send(jobs.form("main form")).await;
        assert!(jobs.text().contains("沒有停下來的工作"), "{}", jobs.text());
    });
}

/// A plan of 2026 that is published, whose one action somebody is in charge of.
fn published(
    conn: &mut foundation::db::Conn,
    owner: &str,
    now: office::Instant,
) -> foundation::db::DbResult<()> {
    use plan::model::{Leaf, Line, Plan, State, Text, Version};
    let day = |month, day| jiff::civil::date(2026, month, day);
    let text = Text {
        code: "1.1".into(),
        area: "甲".into(),
        strategy: "乙".into(),
        action: "檢視表單".into(),
        units: vec!["promotion".into()],
        indicator: String::new(),
        unit: "count".into(),
        gauge: "sum".into(),
        counted_in: String::new(),
        measure: String::new(),
        also: Vec::new(),
        starts_on: day(1, 1),
        ends_on: day(12, 31),
        legal_basis: String::new(),
        targets: Vec::new(),
    };
    let plan = Plan {
        id: "p".into(),
        year: 2026,
        years: 1,
        title: String::new(),
        state: State::Published,
        version: 1,
        previous_id: None,
        reviewed_by: None,
        approved_by: None,
        approved_at: None,
        changed_at: now,
    };
    let leaf = Leaf {
        id: "l".into(),
        plan_id: "p".into(),
        line_id: "l".into(),
        text: text.clone(),
        serves: None,
        owner_id: Some(owner.to_owned()),
        deputy_id: None,
        removed: false,
        written_by: None,
    };
    let version = Version {
        number: 1,
        title: "計畫".into(),
        note: String::new(),
        approved_by: String::new(),
        approved_at: now,
        published_at: now,
    };
    plan::store::plan::add(conn, &plan)?;
    plan::store::plan::change_state(conn, &plan)?;
    plan::store::leaf::put(conn, &[leaf])?;
    plan::store::version::add(conn, "p", &version, &[Line { line: "l".into(), text }])
}

#[test]
fn somebody_whose_account_is_locked_leaves_the_page_of_the_plan_at_once() {
    testing::run(|| async {
        let centre = testing::Fresh::open(Engine::Sqlite, hearth::services::all()).await;
        let now = centre.centre.clock.now();
        let new = accounts::NewStaff {
            name: "張辦理".into(),
            email: "chang@a.example".into(),
            section: "promotion".into(),
            roles: vec![Role::Promotion],
            password: "a long password".into(),
            must_change: false,
            totp_secret: None,
        };
        let (keys, chance) = (centre.centre.keys.clone(), centre.centre.chance.clone());
        let add = move |conn: &mut foundation::db::Conn| {
            let id = accounts::add_staff(conn, &keys, &chance, now, &new)?.unwrap();
            published(conn, &id, now)?;
            Ok(id)
        };
        let id = centre.centre.db.write(add).await.unwrap();
        let mut anyone = centre.resident();
        anyone.open("/plan").await.must_say("張辦理");
        let mut operator = centre.staff(&[Role::Operator]).await;
        let page = operator.open(&format!("/office/staff/{id}")).await;
        operator.send(page.form("#state").press("state")).await.must_be(200);
        anyone.open("/plan").await.must_say("檢視表單").must_not_say("張辦理");
    });
}

/// What is logged while it holds, on this thread.
#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_page_that_panics_is_logged_by_its_pattern_alone() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    let _log = tracing::subscriber::set_default(log);
    testing::run(|| async {
        async fn page() -> StatusCode {
            panic!("as it may happen")
        }
        let routes = foundation::service::Routes::new().public("/broken/{token}", axum::routing::get(page));
        let service = foundation::service::Service { routes, ..courses::service() };
        let centre = testing::Fresh::open(Engine::Sqlite, vec![service]).await;
        centre.resident().open("/broken/secret-token").await.must_be(500);
    });
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("a page panicked") && log.contains("/broken/{token}"), "{log}");
    assert!(!log.contains("secret-token"), "{log}");
}
