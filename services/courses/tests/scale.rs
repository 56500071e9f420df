//! What has to stay quick after years: no statement reads every registration or seat there ever was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use foundation::db::{Conn, Engine, registered};
use testing::{Fresh, explain_on_sqlite};

/// Tables that grow with the parties that come.
const LARGE: [&str; 7] = [
    "courses_registration",
    "courses_seat",
    "courses_attendance",
    "courses_arrival",
    "courses_hours_claim",
    "courses_hours_line",
    "courses_certificate",
];
/// Indexes that hold only what waits, so that all of one may be read.
const BOUNDED: [&str; 4] = [
    "courses_arrival_waiting",
    "courses_registration_offered",
    "courses_hours_line_kept",
    "courses_hours_claim_kept",
];
/// What looks at everything because that is what it is asked for: the check of the whole store.
const OF_EVERYTHING: [&str; 1] = ["store/check.rs"];

/// Whether a line of a plan reads the whole of a large table, or of an index over all of it.
fn is_full(text: &str, line: &str) -> bool {
    let Some(name) = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else { return false };
    // A short name stands for a table, unless something else of the statement is called so too.
    let stands_for = |table: &str| name == table || text.contains(&format!("{table} {name} "));
    let other = text.contains(&format!("live {name} ")) || text.contains(&format!("pair {name} "));
    LARGE.iter().any(|table| stands_for(table))
        && !other
        && !BOUNDED.iter().any(|index| line.ends_with(index))
}

fn full_reads(conn: &mut Conn, text: &str) -> Vec<String> {
    let lines = explain_on_sqlite(conn, text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.into_iter().filter(|line| is_full(&text, line)).collect()
}

#[test]
fn no_statement_reads_every_registration_seat_or_attendance() {
    testing::run(|| async {
        let centre = Fresh::open(Engine::Sqlite, vec![courses::service()]).await;
        let read = |conn: &mut Conn| {
            let ours = registered().filter(|r| r.file.contains("services/courses/src/"));
            let ours = ours.filter(|r| !OF_EVERYTHING.iter().any(|file| r.file.ends_with(file)));
            let found = ours.flat_map(|r| {
                full_reads(conn, r.text).into_iter().map(move |line| format!("{}:{}: {line}", r.file, r.line))
            });
            Ok(found.collect::<Vec<_>>())
        };
        let found = centre.centre.db.read(read).await.unwrap();
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}
