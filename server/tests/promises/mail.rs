//! Letters of a process that is killed.

use std::io::{BufRead, BufReader, Write};
use std::sync::{Arc, Mutex};

use foundation::chance::Chance;
use foundation::db::{Address, Db};
use foundation::mail;
use office::instant::Instant;

use crate::support::{self, Serving, program, until};

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
