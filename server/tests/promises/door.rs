//! What a device at the door tells, and what is made of it after the day, while the process is killed.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use courses::model::Course;
use courses::rules::hours::Record;
use courses::store::device::Device;
use courses::store::hours::{self, Claim};
use courses::{sample, store};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Conn, Engine};
use foundation::keys::Keys;
use foundation::staff::token_hash;
use foundation::{params, sealed, sql};
use office::instant::Instant;
use serde_json::{Value, json};

use crate::centre::{COURSE, Centre, runtime};
use crate::client::Client;
use crate::on_both_engines;
use crate::support::until;

const WALK_INS: usize = 300;
const BATCH: usize = 10;
const SECRET: &str = "the secret of the device";
const HOUR: i64 = 3600;

/// A course that was held just now, whose list a device took along.
fn held(engine: Engine) -> (Centre, Instant) {
    let (centre, now) = (Centre::new(engine, 1000), Clock::System.now());
    let starts_at = now.plus_seconds(-3 * HOUR);
    let ends_at = now.plus_seconds(-HOUR);
    let write = move |conn: &mut Conn| {
        let course = store::course::find(conn, COURSE)?.unwrap();
        let course = Course { starts_at, ends_at, closes_at: starts_at, civil_servant_hours: 30, ..course };
        store::course::change(conn, &course)?;
        let session = sample::session(&course);
        conn.execute(
            sql!("update courses_session set starts_at = $2, ends_at = $3 where id = $1"),
            params![session.id, starts_at, ends_at],
        )?;
        let device = Device {
            id: "device".into(),
            secret_hash: token_hash(SECRET),
            course_id: COURSE.into(),
            session_id: session.id,
            door_hash: None,
            staff_id: None,
            label: "側門".into(),
            taken_at: starts_at,
            expires_at: now.plus_seconds(HOUR),
            seen_at: starts_at,
            done_at: None,
            ended_at: None,
        };
        store::device::add(conn, &device)
    };
    centre.db.write_blocking(write).unwrap();
    (centre, starts_at)
}

/// Walk-ins of one or two persons, as the device noted them.
fn walk_ins(starts_at: Instant, count: usize) -> Vec<Value> {
    let one = |n: usize| {
        let mut fields = vec![["name1".to_owned(), format!("王{n}")]];
        if n.is_multiple_of(3) {
            fields.push(["name2".into(), format!("林{n}")]);
        }
        json!({
            "id": format!("0193e3a0-0000-4000-8000-{n:012}"), "sequence": n, "what": "walk-in", "fields": fields,
            "at": starts_at.plus_seconds(60).to_string(),
        })
    };
    (1..=count).map(one).collect()
}

/// Tells these acts; the ids that are kept, unless the process went away or is too busy: a device tells them again then.
async fn tell(address: &str, acts: &[Value]) -> Option<Vec<String>> {
    let body = json!({ "device": "device", "secret": SECRET, "acts": acts, "list": false }).to_string();
    let mut client = Client::connect(address).await.ok()?;
    let headers = [("Content-Type", "application/json")];
    let answer = client.ask("POST", "/door/told", &headers, body.as_bytes()).await.ok()?;
    if answer.status == 503 {
        return None;
    }
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!((&answer.json()["refused"], &answer.json()["held"]), (&json!([]), &json!([])));
    Some(serde_json::from_value(answer.json()["kept"].clone()).unwrap())
}

/// Every walk-in that the device was told is kept is registered, and its persons have come.
#[track_caller]
fn what_is_kept_holds(centre: &Centre, kept: &BTreeSet<String>) {
    centre.is_whole();
    let registered: BTreeSet<String> = centre.registrations().into_iter().map(|r| r.key).collect();
    let acts: BTreeSet<String> = centre
        .read(|conn| conn.rows(sql!("select id from courses_act"), &[])?.iter().map(|r| r.get(0)).collect());
    for id in kept {
        assert!(registered.contains(id), "{id} was kept and is gone");
        assert!(acts.contains(&format!("{id}:1")), "{id} was kept and nobody of it came");
    }
}

fn r46_after_kill_9_all_that_a_device_was_told_is_kept_is_there_and_once(engine: Engine) {
    let (centre, starts_at) = held(engine);
    let acts = walk_ins(starts_at, WALK_INS);
    let kept: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let mut server = centre.serve();
    let address = Arc::new(Mutex::new(server.address.clone()));
    let runtime = runtime();
    let telling = runtime.spawn({
        let (acts, kept, address) = (acts.clone(), kept.clone(), address.clone());
        async move {
            for batch in acts.chunks(BATCH) {
                loop {
                    let at = address.lock().unwrap().clone();
                    if let Some(ids) = tell(&at, batch).await {
                        kept.lock().unwrap().extend(ids);
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    });
    for told in [WALK_INS / 4, WALK_INS / 2] {
        until("it is in the middle", || kept.lock().unwrap().len() >= told || telling.is_finished());
        assert!(!telling.is_finished(), "it was killed in the middle");
        drop(server); // kill -9
        what_is_kept_holds(&centre, &kept.lock().unwrap());
        server = centre.serve();
        address.lock().unwrap().clone_from(&server.address);
    }
    runtime.block_on(telling).unwrap();
    let kept = kept.lock().unwrap().clone();
    assert_eq!(kept.len(), WALK_INS);
    what_is_kept_holds(&centre, &kept);
    let persons = i64::try_from(WALK_INS + WALK_INS / 3).unwrap();
    let counts = |centre: &Centre| {
        (centre.registrations().len(), centre.count("select count(*) from courses_attendance"))
    };
    assert_eq!(counts(&centre), (WALK_INS, persons));
    // All of it told once more changes nothing.
    for batch in acts.chunks(100) {
        runtime.block_on(tell(&server.address, batch)).unwrap();
    }
    assert_eq!(counts(&centre), (WALK_INS, persons));
}

/// Everybody of the course gave an identity number.
fn give_numbers(centre: &Centre) {
    let text = std::fs::read_to_string(centre.folder.path().join("key")).unwrap();
    let keys = Keys::from_hex(text.trim()).unwrap();
    let write = move |conn: &mut Conn| {
        let (chance, now, record) = (Chance::system(), Clock::System.now(), Record::CivilServant);
        let seats = conn.rows(sql!("select id from courses_seat order by id"), &[])?;
        for (n, row) in seats.iter().enumerate() {
            let (seat_id, number): (String, _) = (row.get(0)?, format!("A{n:09}"));
            let sealed = sealed::seal(conn, &keys, &chance, &hours::place(&seat_id, record), &number, now)?;
            let mark = courses::after::hours::mark(&keys, &number);
            let claim = Claim { seat_id, record, sealed: Some(sealed), masked: number, mark };
            hours::keep_claim(conn, COURSE, &claim, now)?;
        }
        Ok(())
    };
    centre.db.write_blocking(write).unwrap();
}

/// Nothing of a report or of certificates is half-written.
#[track_caller]
fn what_is_made_is_whole(centre: &Centre, persons: i64) -> (i64, i64) {
    let reports = centre.count("select count(*) from courses_hours_report");
    let lines = centre.count("select count(*) from courses_hours_line where sealed is not null");
    let keys = "select count(*) from foundation_record_key where place like 'courses_hours_line/%'";
    let said = "select count(*) from foundation_trail where verb = 'hours-reported'";
    assert!(reports <= 1, "nobody is reported twice");
    assert_eq!(
        (lines, centre.count(keys), centre.count(said)),
        (reports * persons, reports * persons, reports)
    );
    let papers = centre.count("select count(*) from courses_certificate");
    let rows = "select count(*) from foundation_trail where verb = 'certificate-issued'";
    assert!(papers == 0 || papers == persons, "{papers} of {persons} papers");
    assert_eq!(centre.count(rows), papers, "each left its row");
    (reports, papers)
}

fn r53_after_kill_9_hours_and_certificates_are_made_once_or_not_at_all(engine: Engine) {
    let (centre, starts_at) = held(engine);
    let server = centre.serve();
    let runtime = runtime();
    for batch in walk_ins(starts_at, 90).chunks(BATCH) {
        runtime.block_on(tell(&server.address, batch)).unwrap();
    }
    drop(server);
    give_numbers(&centre);
    let cookie = centre.sign_in();
    let persons = centre.count("select count(*) from courses_attendance");
    let made = [
        format!("/office/courses/{COURSE}/hours/civil-servant"),
        format!("/office/courses/{COURSE}/certificates"),
    ];
    // Each time a little later: before, within and after the writing.
    for wait in [0, 5, 15, 40] {
        let server = centre.serve();
        for path in &made {
            runtime.block_on(press(&server.address, path, &cookie, Duration::from_millis(wait)));
        }
        drop(server); // kill -9
        what_is_made_is_whole(&centre, persons);
    }
    let server = centre.serve();
    for path in made.iter().cycle().take(4) {
        runtime.block_on(press(&server.address, path, &cookie, Duration::from_secs(20)));
    }
    assert_eq!(what_is_made_is_whole(&centre, persons), (1, persons));
}

/// Presses the button of a page, and waits so long for its answer.
async fn press(address: &str, path: &str, cookie: &str, wait: Duration) {
    let mut client = Client::connect(address).await.unwrap();
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Sec-Fetch-Site", "same-origin"),
        ("Cookie", cookie),
    ];
    client.send("POST", path, &headers, b"").await.unwrap();
    if let Ok(answer) = tokio::time::timeout(wait, client.answer()).await {
        assert_eq!(answer.unwrap().status, 303);
    }
}

on_both_engines! {
    r46_after_kill_9_all_that_a_device_was_told_is_kept_is_there_and_once,
    r53_after_kill_9_hours_and_certificates_are_made_once_or_not_at_all,
}
