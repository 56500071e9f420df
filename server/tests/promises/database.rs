//! PostgreSQL goes away and comes back, and is put back from a backup.

use std::time::{Duration, Instant};

use crate::centre::{Centre, runtime};
use crate::client::Client;
use crate::parties::{Party, told};
use crate::support::postgres::Server;
use crate::support::{program, run, until};

/// Nobody waits longer for the answer that there is none just now.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn postgresql_may_stop_and_start_again() {
    let server = Server::start();
    let url = format!("{}?schema=kaohsiung", server.url());
    let centre = Centre::at(tempfile::tempdir().unwrap(), url, 100);
    let serving = centre.serve();
    assert_eq!(serving.get("/readyz").0, 200);
    runtime().block_on(async {
        let mut client = Client::connect(&serving.address).await.unwrap();
        let mut acknowledged = Vec::new();
        for n in 0..10 {
            let party = Party::new(n);
            acknowledged.push((party.clone(), told(&party.ask(&mut client).await.unwrap(), &party)));
        }
        for page in ["/courses/course-c1", "/courses", "/"] {
            assert_eq!(client.get(page).await.unwrap().status, 200, "{page}");
        }
        server.stop();
        let begun = Instant::now();
        for (path, status, what) in [
            ("/healthz", 200, "the process itself is well"),
            ("/readyz", 503, "it is not ready"),
            ("/courses/course-c1", 200, "a kept page is still shown"),
            ("/", 200, "the home page is still shown"),
            ("/courses?q=new", 503, "what was not kept is told to be away"),
            ("/api/v1/no-such-thing", 404, "what needs no store is answered"),
        ] {
            let answer = client.get(path).await.unwrap();
            assert_eq!(answer.status, status, "{what}: {}", answer.text());
        }
        for n in 5..15 {
            let answer = Party::new(n).ask(&mut client).await.unwrap();
            assert_eq!((answer.status, answer.json()["code"].as_str()), (503, Some("unavailable")));
            assert_ne!(answer.header("retry-after"), "");
        }
        assert!(begun.elapsed() < SOON, "answers came after {:?}", begun.elapsed());
        server.resume();
        until("it is ready again", || serving.get("/readyz").0 == 200);
        for n in 10..20 {
            let party = Party::new(n);
            acknowledged.push((party.clone(), told(&party.ask(&mut client).await.unwrap(), &party)));
        }
        for (party, first) in &acknowledged {
            let again = told(&party.ask(&mut client).await.unwrap(), party);
            assert_eq!((&again.reference, &again.status), (&first.reference, &first.status));
        }
    });
    assert_eq!(centre.registrations().len(), 20);
    centre.is_whole();
    assert_eq!(serving.stop().0, 0);
}

#[test]
fn a_postgresql_store_is_backed_up_and_put_back() {
    let (server, other) = (Server::start(), Server::start());
    let folder = tempfile::tempdir().unwrap();
    let on = |server: &Server, data: &str, words: &[&str]| {
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
