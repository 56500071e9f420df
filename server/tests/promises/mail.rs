//! Letters of a process that is killed.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Address, Conn, Db, Sql};
use foundation::mail;

use crate::support::{self, Serving, program, until};

/// A mail server that takes its time and remembers the id of every message it took. Who it writes to
/// says what it does: `refused`, `later`, or `broken` (it takes the letter and hangs up).
pub fn mail_server() -> (u16, Arc<Mutex<Vec<String>>>) {
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
    let (mut is_letter, mut breaks) = (false, false);
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
            if breaks {
                return;
            }
        }
        is_letter = line == "DATA";
        breaks |= line.starts_with("RCPT TO:<broken");
        say(match line.as_str() {
            "DATA" => "354 go on",
            _ if line.starts_with("RCPT TO:<refused") => "550 <refused@b.example> is unknown here",
            _ if line.starts_with("RCPT TO:<later") => "451 come again",
            _ => "250 ok",
        });
    }
}

fn letter(to: &str, n: usize) -> mail::NewMail {
    mail::NewMail {
        unique_key: None,
        to: to.to_owned(),
        subject: "S".into(),
        body: "B".into(),
        calendar: None,
        matter: "test",
        matter_id: n.to_string(),
        section: String::new(),
    }
}

/// A centre with these letters in its outbox.
fn outbox(letters: Vec<mail::NewMail>) -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    support::hearth_in(folder.path(), &["migrate"]).well();
    let db = Db::open(&Address::Sqlite { file: folder.path().join("hearth.db") }).unwrap();
    let (now, chance) = (Clock::System.now(), Chance::seeded(1));
    let ids: Vec<_> = letters.iter().map(|_| chance.id(now)).collect();
    db.write_blocking(move |conn| mail::add(conn, &ids, now, &letters)).unwrap();
    (folder, db)
}

/// Serves it with a mail server on this port.
fn serve(folder: &Path, port: u16) -> Serving {
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
    command.env("HEARTH_SMTP_HOST", "127.0.0.1").env("HEARTH_SMTP_PORT", port.to_string());
    Serving::start(command.env("HEARTH_SMTP_TLS", "none").env("HEARTH_SMTP_FROM", "a@b.example"))
}

#[test]
fn a_letter_is_sent_refused_tried_again_or_in_doubt_as_the_mail_server_says() {
    let names = ["plain", "refused", "later", "broken", "last"];
    let letters = names.iter().enumerate().map(|(n, name)| letter(&format!("{name}@b.example"), n));
    let (folder, db) = outbox(letters.collect());
    let (port, taken) = mail_server();
    let states = || {
        let mut all = db.read_blocking(|conn| mail::list(conn, None, "", 100)).unwrap();
        all.reverse();
        all.into_iter().map(|m| (m.state, m.last_error.is_some())).collect::<Vec<_>>()
    };
    let told = |states: [&str; 5]| states.map(|state| (state.to_owned(), !matches!(state, "sent"))).to_vec();
    // Nobody listens: all waits.
    let nobody = serve(folder.path(), 1);
    until("all were tried", || states() == told(["queued"; 5]));
    drop(nobody);
    let an_hour_passes = |conn: &mut Conn| {
        conn.execute(
            Sql("update foundation_mail set sent_at = '2026-01-01T00:00:00.000000Z' where state = 'queued'"),
            &[],
        )
    };
    db.write_blocking(an_hour_passes).unwrap();
    let serving = serve(folder.path(), port);
    let settled = told(["sent", "failed", "queued", "unsure", "sent"]);
    until("all are settled", || states() == settled);
    std::thread::sleep(std::time::Duration::from_secs(1));
    let (code, log) = serving.stop();
    assert_eq!(code, 0);
    assert!(log.contains("a message was not sent") && log.contains("refused"), "{log}");
    assert!(!log.contains("b.example"), "the words of the mail server name the receiver: {log}");
    assert_eq!(states(), settled, "nothing is tried again by itself but what was never handed over");
    assert_eq!(taken.lock().unwrap().len(), 3, "what is in doubt was handed over once");
}

#[test]
fn a_secret_letter_that_left_keeps_neither_text_nor_receiver() {
    let (folder, db) = outbox(vec![letter("plain@b.example", 1)]);
    let (now, chance) = (Clock::System.now(), Chance::seeded(2));
    let secret = [letter("hidden@b.example", 2), letter("refused@b.example", 3)];
    let ids: Vec<_> = secret.iter().map(|_| chance.id(now)).collect();
    db.write_blocking(move |conn| mail::add_secret(conn, &ids, now, &secret)).unwrap();
    let (port, _) = mail_server();
    let serving = serve(folder.path(), port);
    let all = || db.read_blocking(|conn| mail::list(conn, None, "", 100)).unwrap();
    until("all are settled", || all().iter().all(|m| matches!(m.state.as_str(), "sent" | "failed")));
    serving.stop();
    let mut kept: Vec<_> = all().into_iter().map(|m| (m.to, m.body)).collect();
    kept.sort();
    let pair = |to: &str, body: &str| (to.to_owned(), body.to_owned());
    assert_eq!(kept, [pair("", ""), pair("plain@b.example", "B"), pair("refused@b.example", "B")]);
}

#[test]
fn a_killed_process_sends_no_mail_twice_and_forgets_none() {
    const LETTERS: usize = 60;
    let (port, taken) = mail_server();
    let (folder, db) = outbox((0..LETTERS).map(|n| letter(&format!("p{n}@b.example"), n)).collect());
    let serve = || serve(folder.path(), port);
    let first = serve();
    until("it is in the middle", || taken.lock().unwrap().len() > LETTERS / 3);
    drop(first); // kill -9
    let second = serve();
    let states = || {
        let all = db.read_blocking(|conn| mail::list(conn, None, "", 1000)).unwrap();
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
    assert!(unsure <= 1, "only the one that was being sent is in doubt, not {unsure}");
}
