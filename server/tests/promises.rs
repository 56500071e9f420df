//! What holds when something breaks: a database that goes and comes back, a disk that is full.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use foundation::centre::change_setting;
use foundation::chance::Chance;
use foundation::db::{Address, Conn, Db, DbError, Engine};
use foundation::mail;
use office::instant::Instant;
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

/// A mail server that takes its time and remembers the id of every message it took.
fn slow_mail_server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, taken) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Vec::new())));
    let seen = taken.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let seen = seen.clone();
            std::thread::spawn(move || talk(&stream.unwrap(), &seen));
        }
    });
    (port, taken)
}

fn talk(mut stream: &std::net::TcpStream, seen: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream).lines();
    let mut say = move |text: &str| stream.write_all(format!("{text}\r\n").as_bytes()).is_ok();
    say("220 mail");
    let mut is_letter = false;
    while let Some(Ok(line)) = lines.next() {
        if is_letter {
            if let Some(id) = line.strip_prefix("Message-ID: ") {
                std::thread::sleep(std::time::Duration::from_millis(20));
                seen.lock().unwrap().push(id.to_owned());
            }
            is_letter = line != ".";
            if is_letter {
                continue;
            }
        }
        is_letter = line == "DATA";
        say(if is_letter { "354 go on" } else { "250 ok" });
    }
}

#[test]
fn a_killed_process_sends_no_mail_twice_and_forgets_none() {
    const LETTERS: usize = 60;
    let (port, taken) = slow_mail_server();
    let folder = tempfile::tempdir().unwrap();
    support::hearth_in(folder.path(), &["migrate"]).well();
    let db = Db::open(&Address::Sqlite { file: folder.path().join("hearth.db") }).unwrap();
    let now = Instant::parse(testing::NOW).unwrap();
    let chance = Chance::seeded(1);
    let ids: Vec<_> = (0..LETTERS).map(|_| chance.id(now)).collect();
    let letter = |n: usize| mail::NewMail {
        unique_key: None,
        to: format!("p{n}@b.example"),
        subject: "S".into(),
        body: "B".into(),
        calendar: None,
        matter: "test",
        matter_id: n.to_string(),
    };
    let letters: Vec<_> = (0..LETTERS).map(letter).collect();
    db.write_blocking(move |conn| mail::add(conn, &ids, now, &letters)).unwrap();
    let serve = || {
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
        command.env("HEARTH_SMTP_HOST", "127.0.0.1").env("HEARTH_SMTP_PORT", port.to_string());
        Serving::start(command.env("HEARTH_SMTP_TLS", "none").env("HEARTH_SMTP_FROM", "a@b.example"))
    };
    let first = serve();
    until("it is in the middle", || taken.lock().unwrap().len() > LETTERS / 3);
    drop(first); // kill -9
    let second = serve();
    let states = || {
        let all = db.read_blocking(|conn| mail::list(conn, "", 1000)).unwrap();
        let of = |state: &str| all.iter().filter(|m| m.state == state).count();
        (of("sent"), of("unsure"))
    };
    until("all are settled", || states().0 + states().1 == LETTERS);
    second.stop();
    let mut taken = taken.lock().unwrap().clone();
    let all = taken.len();
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), all, "a message was sent twice");
    let (sent, unsure) = states();
    assert!(all >= sent && all <= sent + unsure, "{all} taken, {sent} sent, {unsure} unsure");
    assert!((1..=20).contains(&unsure), "only those of one round are in doubt, not {unsure}");
}

#[test]
fn a_centre_that_outgrew_sqlite_goes_over_to_postgresql() {
    let server = support::postgres::Server::start();
    let folder = tempfile::tempdir().unwrap();
    let [old, copy, new] = ["old", "copy", "new"].map(|name| folder.path().join(name));
    let mut demo = program();
    demo.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(&old);
    Serving::until_line(&mut demo, "  residents  http://").stop();
    support::hearth_in(&old, &["backup", copy.to_str().unwrap()]).well();
    let database = format!("{}?schema=outgrown", server.url());
    let restore = ["restore", copy.to_str().unwrap(), "--database", &database];
    support::hearth_in(&new, &restore).well();
    std::fs::copy(old.join("key"), new.join("key")).unwrap();
    let users = |words: &[&str]| run(program().args(["user", "list"]).args(words)).well();
    assert_eq!(
        users(&["--data", new.to_str().unwrap(), "--database", &database]),
        users(&["--data", old.to_str().unwrap()])
    );
    let serve = |data: &Path, more: &[&str]| {
        let mut serve = program();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(more);
        Serving::start(serve.env("HEARTH_BASE_URL", "https://family.example"))
    };
    let (before, after) = (serve(&old, &[]), serve(&new, &["--database", &database]));
    for page in ["/api/v1/courses", "/en/courses"] {
        let (mine, theirs) = (before.get(page), after.get(page));
        assert_eq!(mine.0, 200);
        assert_eq!(mine, theirs, "{page}");
    }
    after.stop();
    let again = folder.path().join("again");
    support::hearth_in(&again, &restore).refused(1, "is not empty");
}
