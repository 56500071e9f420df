//! Letters to those concerned by a breach when the process is killed between their approval and their sending.

use foundation::clock::Clock;
use foundation::db::{Conn, DbResult, Engine, Sql};
use foundation::{params, row, sql};

use crate::answers::serve;
use crate::centre::{Centre, runtime};
use crate::client::Client;
use crate::mail::mail_server;
use crate::on_both_engines;
use crate::support::{Serving, until};

/// Those whose letters the mail server takes, and those it refuses.
const TAKEN: usize = 40;
const REFUSED: usize = 1100;

fn everybody_concerned_by_a_breach_gets_one_letter_whatever_ends_the_process(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let cookie = centre.sign_in_as("direction", "director");
    centre.db.write_blocking(breach).unwrap();
    let (port, taken) = mail_server();
    let server = serve(&centre, port);
    approve(&server, &cookie);
    drop(server); // kill -9
    time_goes_by(&centre);
    let server = serve(&centre, port);
    until("it is in the middle", || taken.lock().unwrap().len() > 5);
    drop(server); // kill -9
    time_goes_by(&centre);
    let server = serve(&centre, port);
    let unwritten = "select count(*) from residents_breach_person where written_at is null";
    until("all are written to", || centre.count(unwritten) == 0);
    let waiting = "select count(*) from foundation_mail where state in ('queued', 'sending')";
    until("all are settled", || centre.count(waiting) == 0);
    server.stop();
    let mut taken = taken.lock().unwrap().clone();
    let all = taken.len();
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), all, "a letter was sent twice");
    assert_eq!(all, TAKEN, "a letter was not sent");
    let of = |text| usize::try_from(centre.count(text)).unwrap();
    assert_eq!(of("select count(*) from foundation_mail"), TAKEN + REFUSED);
    assert_eq!(of("select count(distinct to_address) from foundation_mail"), TAKEN + REFUSED);
    let unsure = of("select count(*) from foundation_mail where state = 'unsure'");
    assert!(unsure <= 2, "only what was being sent at each end is in doubt: {unsure}");
}

on_both_engines! { everybody_concerned_by_a_breach_gets_one_letter_whatever_ends_the_process }

/// The director reads the letter and approves it.
fn approve(server: &Serving, cookie: &str) {
    let headers = [
        ("Cookie", cookie),
        ("Sec-Fetch-Site", "same-origin"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let path = "/office/residents/breaches/b";
    let answer = runtime().block_on(async {
        let mut client = Client::connect(&server.address).await.unwrap();
        client.send("GET", path, &headers, b"").await.unwrap();
        let page = client.answer().await.unwrap().text();
        let form = page.split("id=\"approve\"").nth(1).unwrap();
        let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        client.send("POST", path, &headers, format!("act=approve&seen={seen}").as_bytes()).await.unwrap();
        client.answer().await.unwrap()
    });
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// What a killed process was at may be another's for a while where several share a store.
fn time_goes_by(centre: &Centre) {
    let end = |conn: &mut Conn| {
        let long_ago = "2020-01-01T00:00:00.000000Z";
        conn.execute(
            Sql("update foundation_job set leased_until = $1 where state = 'running'"),
            params![long_ago],
        )?;
        conn.execute(
            Sql("update foundation_mail set sent_at = $1 where state = 'sending'"),
            params![long_ago],
        )
    };
    centre.db.write_blocking(end).unwrap();
}

/// A breach with a letter that somebody else wrote.
fn breach(conn: &mut Conn) -> DbResult<()> {
    let now = Clock::System.now();
    conn.execute(
        sql!(
            "insert into residents_breach (id, number, state, known_at, how_known, kind, matters, categories, records,
             is_incident, facts, measures, hours, records_min, system_records_min, incident_hours, rules, letter,
             letter_en, contact, written_by, reported_by, created_at, changed_at)
             values ('b', '2026-1', 'contained', $1, '來電', 'leaked', '報名', 'C001', 3, false, '名單外流', '已收回',
                     72, 100, 10000, 1, '', '您的資料外流了。', '', '07-215-6000', 'w', 'w', $1, $1)"
        ),
        params![now],
    )?;
    let persons = (0..TAKEN).map(|n| format!("p{n}@b.example"));
    let persons: Vec<String> = persons.chain((0..REFUSED).map(|n| format!("refused{n}@b.example"))).collect();
    let ids: Vec<String> = (0..persons.len()).map(|n| format!("p{n:05}")).collect();
    let rows: Vec<_> =
        ids.iter().zip(&persons).map(|(id, email)| row![id, "b", email, email, "", "", ""]).collect();
    conn.insert_many(
        sql!(
            "insert into residents_breach_person (id, breach_id, unique_key, email, name, phone, language)
             values ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &rows,
    )?;
    Ok(())
}
