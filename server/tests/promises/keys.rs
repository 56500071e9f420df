//! A store knows its key: no verb works with another one, and none is made where one is missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use foundation::db::{Address, Db, Engine};

use crate::support::{Ran, Serving, program, run};

/// A centre on a fresh store of an engine, in a folder of this test.
struct Store {
    folder: tempfile::TempDir,
    address: Address,
    database: Option<String>,
}

impl Store {
    fn new(engine: Engine) -> Store {
        let folder = tempfile::tempdir().unwrap();
        let address = testing::fresh_address(engine, &folder.path().join("a"));
        let database = match &address {
            Address::Sqlite { .. } => None,
            Address::Postgres { url, schema, .. } => {
                let sign = if url.contains('?') { '&' } else { '?' };
                Some(format!("{url}{sign}schema={schema}"))
            }
        };
        Store { folder, address, database }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, folder: &Path, words: &[&str]) -> Command {
        let mut command = program();
        command.args(words).arg("--data").arg(folder);
        command.args(self.database.iter().flat_map(|url| ["--database", url.as_str()]));
        command
    }

    fn hearth(&self, folder: &Path, words: &[&str]) -> Ran {
        run(&mut self.command(folder, words))
    }

    fn serve(&self, folder: &Path) -> Serving {
        Serving::start(&mut self.command(folder, SERVE))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Address::Postgres { schema, .. } = &self.address {
            let text = format!("drop schema if exists {schema} cascade");
            let _ = Db::open(&self.address).and_then(|db| db.write_blocking(move |conn| conn.batch(&text)));
        }
    }
}

const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0"];
const ADD: &[&str] = &["user", "add", "p@b.example", "--name", "P", "--role", "director"];

crate::on_both_engines!(
    the_doctor_finds_a_missing_a_foreign_and_a_broken_key_and_makes_none,
    no_verb_that_needs_the_key_takes_another,
    the_key_may_come_from_the_environment,
);

fn the_doctor_finds_a_missing_a_foreign_and_a_broken_key_and_makes_none(engine: Engine) {
    let store = Store::new(engine);
    let centre = store.place("a");
    store.hearth(&centre, &["migrate"]).well();
    let asked = store.hearth(&centre, &["doctor"]).well();
    assert!(asked.contains("well     the key is the one the store was sealed with"), "{asked}");
    let key = centre.join("key");
    let kept = std::fs::read(&key).unwrap();
    let put = |text: &str| std::fs::write(&key, text).unwrap();
    put(&"0".repeat(64));
    let asked = store.hearth(&centre, &["doctor"]);
    assert!(asked.out.contains("BAD      the store") && asked.out.contains("another key"), "{}", asked.out);
    asked.refused(1, "one thing is bad");
    put("short");
    let asked = store.hearth(&centre, &["doctor"]);
    assert!(asked.out.contains("64 hexadecimal digits"), "{}", asked.out);
    asked.refused(1, "one thing is bad");
    std::fs::remove_file(&key).unwrap();
    for _ in 0..2 {
        let asked = store.hearth(&centre, &["doctor"]);
        assert!(asked.out.contains("put it back"), "{}", asked.out);
        asked.refused(1, "one thing is bad");
        assert!(!key.exists(), "looking makes nothing");
    }
    std::fs::write(&key, kept).unwrap();
    store.hearth(&centre, &["doctor"]).refused(1, "one thing is bad");
    let chmod = Command::new("chmod").arg("600").arg(&key).status().unwrap();
    assert!(chmod.success());
    store.hearth(&centre, &["doctor"]).well();
}

fn no_verb_that_needs_the_key_takes_another(engine: Engine) {
    let store = Store::new(engine);
    let centre = store.place("a");
    store.hearth(&centre, &["migrate"]).well();
    let key = centre.join("key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::write(&key, "0".repeat(64)).unwrap();
    for verb in [ADD, &["migrate"], SERVE] {
        store.hearth(&centre, verb).refused(1, "sealed with another key");
    }
    std::fs::remove_file(&key).unwrap();
    for verb in [ADD, &["migrate"], SERVE] {
        store.hearth(&centre, verb).refused(1, "put the key file back");
        assert!(!key.exists(), "no other key is made");
    }
    std::fs::write(&key, kept).unwrap();
    store.hearth(&centre, ADD).well();
    assert_eq!(store.serve(&centre).get("/readyz").0, 200);
}

fn the_key_may_come_from_the_environment(engine: Engine) {
    let store = Store::new(engine);
    let centre = store.place("a");
    let with = |key: &str, words: &[&str]| run(store.command(&centre, words).env("HEARTH_KEY", key));
    let (mine, other) = ("1".repeat(64), "2".repeat(64));
    with(&mine, &["migrate"]).well();
    with(&mine, ADD).well();
    assert!(!centre.join("key").exists());
    let asked = with(&mine, &["doctor"]).well();
    assert!(asked.contains("well     the key is that of HEARTH_KEY"), "{asked}");
    let asked = with(&other, &["doctor"]);
    assert!(asked.out.contains("sealed with another key"), "{}", asked.out);
    asked.refused(1, "one thing is bad");
    with(&other, SERVE).refused(1, "sealed with another key");
}

#[test]
fn a_second_node_needs_the_key_of_the_first() {
    let store = Store::new(Engine::Postgres);
    let (first, second) = (store.place("a"), store.place("b"));
    let serving = store.serve(&first);
    store.hearth(&second, SERVE).refused(1, "put the key file back");
    assert!(!second.join("key").exists(), "no other key is made");
    std::fs::write(second.join("key"), "0".repeat(64)).unwrap();
    store.hearth(&second, SERVE).refused(1, "sealed with another key");
    std::fs::copy(first.join("key"), second.join("key")).unwrap();
    let beside = store.serve(&second);
    assert_eq!((serving.get("/readyz").0, beside.get("/readyz").0), (200, 200));
}

#[test]
fn of_nodes_that_start_at_once_with_keys_of_their_own_one_key_is_taken() {
    let store = Store::new(Engine::Postgres);
    let places = ["a", "b", "c"].map(|name| store.place(name));
    let keys = ["1", "2", "3"].map(|digit| digit.repeat(64));
    let ran: Vec<Ran> = std::thread::scope(|scope| {
        let started: Vec<_> = places
            .iter()
            .zip(&keys)
            .map(|(place, key)| {
                let mut command = store.command(place, &["migrate"]);
                command.env("HEARTH_KEY", key);
                scope.spawn(move || run(&mut command))
            })
            .collect();
        started.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ran.iter().filter(|ran| ran.code == 0).count(), 1, "{ran:?}");
    assert!(ran.iter().all(|ran| ran.code == 0 || ran.err.contains("another key")), "{ran:?}");
}
