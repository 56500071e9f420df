//! What holds when something breaks: a database that goes and comes back, a disk that is full.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use foundation::centre::change_setting;
use foundation::db::{Conn, DbError, Engine};
use support::{Serving, program, run, until};
use testing::Fresh;

#[test]
fn postgresql_may_stop_and_start_again() {
    let server = support::postgres::Server::start();
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database",
        &format!("{}?schema=kaohsiung", server.url()),
    ]);
    let serving = Serving::start(command.arg("--data").arg(folder.path()));
    assert_eq!(serving.get("/readyz").0, 200);
    server.stop();
    assert_eq!(serving.get("/readyz").0, 503);
    assert_eq!(serving.get("/healthz").0, 200, "the process itself is well");
    let (status, text) = serving.get("/api/v1/no-such-thing");
    assert!(status == 404 && text.contains("not-found"), "what needs no store is answered: {status} {text}");
    server.resume();
    until("it is ready again", || serving.get("/readyz").0 == 200);
    assert_eq!(serving.stop().0, 0);
}

#[test]
fn a_postgresql_store_is_backed_up_and_put_back() {
    let (server, other) = (support::postgres::Server::start(), support::postgres::Server::start());
    let folder = tempfile::tempdir().unwrap();
    let on = |server: &support::postgres::Server, data: &str, words: &[&str]| {
        let database = format!("{}?schema=kaohsiung", server.url());
        let mut command = program();
        run(command.args(words).args(["--database", &database, "--data"]).arg(folder.path().join(data)))
    };
    let copy = folder.path().join("copy");
    let [backup, restore] = ["backup", "restore"].map(|verb| [verb, copy.to_str().unwrap()]);
    assert!(on(&server, "a", &["migrate"]).well().contains("done: foundation 1"));
    on(&server, "a", &["user", "add", "p@b.example", "--name", "P", "--role", "director"]).well();
    on(&server, "a", &backup).well();
    on(&server, "b", &restore).refused(1, "already exists");
    on(&other, "c", &restore).well();
    assert_eq!(on(&other, "c", &["migrate", "--check"]).well(), "the schema is up to date\n");
    assert_eq!(on(&other, "c", &["user", "list"]).well(), on(&server, "a", &["user", "list"]).well());
}

async fn write(fresh: &Fresh, text: &str) -> Result<(), DbError> {
    let (now, text) = (fresh.centre.clock.now(), text.to_owned());
    let body = move |conn: &mut Conn| change_setting(conn, "centre.address", &text, now, "system");
    fresh.centre.db.write(body).await
}

#[test]
fn a_full_disk_refuses_writes_and_recovers() {
    testing::run(|| async {
        let fresh = Fresh::open(Engine::Sqlite, hearth::services::all()).await;
        let mut visitor = fresh.resident();
        assert_eq!(visitor.open("/readyz").await.status, 200);
        // As many pages as there are and no more: what a full disk looks like to SQLite.
        fresh.centre.db.write(|conn| conn.batch("pragma max_page_count = 1")).await.unwrap();
        let long = "x".repeat(1 << 20);
        assert!(matches!(write(&fresh, &long).await, Err(DbError::DiskFull)));
        let page = visitor.open("/readyz").await;
        assert_eq!(page.status, 503);
        assert_eq!(visitor.open("/").await.status, 200, "what only reads goes on");
        fresh.centre.db.write(|conn| conn.batch("pragma max_page_count = 1000000")).await.unwrap();
        write(&fresh, &long).await.unwrap();
        assert_eq!(visitor.open("/readyz").await.status, 200);
    });
}
