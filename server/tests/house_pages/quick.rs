//! What has to stay quick after years: no statement of the foundation reads a whole table for a part of it.

use foundation::db::{Conn, registered};
use testing::{both_engines, full_reads};

/// Tables that grow with the years, the residents, or what they do; that of the jobs holds only what waits.
const LARGE: [&str; 13] = [
    "foundation_trail",
    "foundation_mail",
    "foundation_attempt",
    "foundation_old_password",
    "foundation_session",
    "foundation_file",
    "foundation_forgetting",
    "foundation_record_key",
    "foundation_resident",
    "foundation_resident_session",
    "foundation_resident_link",
    "foundation_delivery",
    "foundation_delivery_try",
];
/// Indexes that hold only what waits, so that all of one may be read.
const BOUNDED: [&str; 4] = [
    "foundation_mail_unsent",
    "foundation_trail_unsealed",
    "foundation_delivery_due",
    "foundation_delivery_due_of_webhook",
];
/// The order of these is that of time: what reads from the newest stops where its page is full.
const IN_TIME: [&str; 6] = [
    "sqlite_autoindex_foundation_mail_1",
    "foundation_mail_pkey",
    "sqlite_autoindex_foundation_trail_1",
    "foundation_trail_pkey",
    "sqlite_autoindex_foundation_trail_check_1",
    "foundation_trail_check_pkey",
];
/// What is forgotten once a day may be looked for everywhere.
const FORGETS: [&str; 1] = ["delete from foundation_delivery_try"];

fn found(conn: &mut Conn) -> Vec<String> {
    let ours = registered().filter(|statement| statement.file.contains("base/foundation/src/"));
    let ours = ours.filter(|statement| !FORGETS.iter().any(|begin| statement.text.starts_with(begin)));
    let read = |conn: &mut Conn, text: &str| {
        let in_time: &[&str] = if text.contains("id desc limit") { &IN_TIME } else { &[] };
        full_reads(conn, text, &LARGE, &[&BOUNDED, in_time].concat())
    };
    ours.flat_map(|of| {
        read(conn, of.text).into_iter().map(move |line| format!("{}:{}: {line}", of.file, of.line))
    })
    .collect()
}

both_engines! {
    fn no_statement_of_the_foundation_reads_a_whole_table(centre) using [] {
        let wrong = centre.centre.db.write(|conn| Ok(found(conn))).await.unwrap();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // The guard itself sees what it is there for.
        let bad = "select id from foundation_mail where to_address = $1";
        let bad = centre.centre.db.write(move |conn| Ok(full_reads(conn, bad, &LARGE, &BOUNDED))).await.unwrap();
        assert_eq!(bad.len(), 1, "{bad:?}");
    }
}
