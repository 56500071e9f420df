//! The process is killed while people stand in line before the desk, or in the middle of a draw.

use std::collections::BTreeMap;
use std::time::{Duration, Instant as Stopwatch};

use courses::model::Method;
use courses::rules::draw_file::DrawFile;
use courses::store::draw::{self, Draw};
use foundation::clock::Clock;
use foundation::db::{Conn, DbResult, Engine, Sql};
use foundation::{centre as settings, params, sql};

use crate::centre::{COURSE, Centre, runtime};
use crate::client::Client;
use crate::killed::jobs_go_on;
use crate::on_both_engines;
use crate::parties::Party;
use crate::support::{Serving, hearth, until};

const SEATS: i64 = 60;
/// Parties that press between two kills.
const CROWD: usize = 60;
const IN_LINE: &str = "select count(*) from courses_arrival where decided_at is null";

/// What the crowd of one round was told: the key of each party with the status of its answer.
async fn press(address: &str, round: usize) -> BTreeMap<String, u16> {
    let asking: Vec<_> = (round * CROWD..(round + 1) * CROWD)
        .map(|n| {
            let address = address.to_owned();
            tokio::spawn(async move {
                let party = Party::new(n);
                let mut client = Client::connect(&address).await?;
                let answer = party.ask(&mut client).await?;
                std::io::Result::Ok((party.key, answer.status))
            })
        })
        .collect();
    let mut told = BTreeMap::new();
    for asked in asking {
        told.extend(asked.await.unwrap().ok());
    }
    told
}

/// Everybody who was told of a place in line still has it, and who was seated did not overtake.
#[track_caller]
fn stands_as_told(centre: &Centre, told: &BTreeMap<String, u16>) {
    centre.is_whole();
    let line = centre.read(arrivals);
    for (key, status) in told {
        assert!(matches!(status, 201 | 202), "{key}: {status}");
        assert!(line.iter().any(|(k, _)| k == key), "{key} was acknowledged and is gone");
    }
    let settled: Vec<&String> = line.iter().filter(|(_, is_settled)| *is_settled).map(|(k, _)| k).collect();
    let kept: Vec<String> = centre.registrations().into_iter().map(|k| k.key).collect();
    assert_eq!(kept.iter().map(|k| k.rsplit('/').next().unwrap()).collect::<Vec<_>>(), settled);
    let is_head = line.windows(2).all(|two| two[0].1 || !two[1].1);
    assert!(is_head, "somebody was settled before the one in front");
}

/// The line in its order: key, and whether it was settled.
fn arrivals(conn: &mut Conn) -> DbResult<Vec<(String, bool)>> {
    let rows = conn
        .rows(Sql("select request_key, decided_at is not null from courses_arrival order by number"), &[])?;
    let key = |k: String| k.rsplit(['/', ':']).next().unwrap().to_owned();
    rows.iter().map(|r| Ok((key(r.get(0)?), r.get(1)?))).collect()
}

fn r13_a_place_in_line_survives_kill_9_and_is_settled_once_in_order(engine: Engine) {
    let centre = Centre::new(engine, SEATS);
    let now = Clock::System.now();
    let line_up =
        move |conn: &mut Conn| settings::change_setting(conn, courses::desk::PATIENCE, "0", now, "test");
    centre.db.write_blocking(line_up).unwrap();
    let (mut told, mut caught) = (BTreeMap::new(), 0);
    let mut round = 0;
    while caught == 0 || round < 3 {
        assert!(round < 20, "nobody was in line when it was killed");
        let server = centre.serve();
        let address = server.address.clone();
        let runtime = runtime();
        let pressing = runtime.spawn(async move { press(&address, round).await });
        let waits = Stopwatch::now();
        while centre.count(IN_LINE) == 0 && !pressing.is_finished() {
            assert!(waits.elapsed() < Duration::from_secs(30));
        }
        drop(server); // kill -9
        told.extend(runtime.block_on(pressing).unwrap());
        stands_as_told(&centre, &told);
        caught += centre.count(IN_LINE);
        round += 1;
    }
    let _server = centre.serve();
    until("the line is settled", || centre.count(IN_LINE) == 0);
    stands_as_told(&centre, &told);
    let kept = centre.registrations();
    assert!(told.keys().all(|key| kept.iter().any(|k| k.key.ends_with(key.as_str()))));
    assert!(kept.iter().filter(|k| k.status == "confirmed").map(|k| k.size).sum::<i64>() <= SEATS);
    assert_eq!(centre.count("select count(*) from courses_arrival where party <> ''"), 0);
}

/// The line is killed, and the list of a lottery is to be closed before anybody serves it again.
fn r15_who_stood_in_line_at_the_closing_is_drawn_after_kill_9(engine: Engine) {
    let centre = Centre::new(engine, SEATS);
    let now = Clock::System.now();
    let line_up = move |conn: &mut Conn| {
        settings::change_setting(conn, courses::desk::PATIENCE, "0", now, "test")?;
        let set = sql!("update courses_course set method = $2 where id = $1");
        conn.execute(set, params![COURSE, Method::Lottery])?;
        draw::put(conn, COURSE, &Draw { source: "大樂透".into(), ..Draw::default() })
    };
    centre.db.write_blocking(line_up).unwrap();
    let mut told = BTreeMap::new();
    for round in 0.. {
        assert!(round < 20, "nobody was in line when it was killed");
        let server = centre.serve();
        let address = server.address.clone();
        let runtime = runtime();
        let pressing = runtime.spawn(async move { press(&address, round).await });
        while centre.count(IN_LINE) == 0 && !pressing.is_finished() {}
        drop(server); // kill -9
        told.extend(runtime.block_on(pressing).unwrap());
        if centre.count(IN_LINE) > 0 {
            break;
        }
    }
    let now = Clock::System.now();
    let close = move |conn: &mut Conn| {
        let set = sql!("update courses_course set closes_at = $2 where id = $1");
        conn.execute(set, params![COURSE, now])?;
        conn.execute(sql!("update foundation_job set run_at = $1 where kind = 'courses.look'"), params![now])
    };
    centre.db.write_blocking(close).unwrap();
    let lined = i64::try_from(centre.read(arrivals).len()).unwrap();
    let _server = centre.serve();
    until("the line is settled", || centre.count(IN_LINE) == 0);
    until("the list is closed", || {
        centre.count("select count(*) from courses_draw where closed_at is not null") == 1
    });
    stands_as_told(&centre, &told);
    assert_eq!(centre.count("select count(*) from courses_registration where status = 'entered'"), lined);
    assert_eq!(centre.count("select count(*) from courses_draw_entry"), lined);
}

const ENTRIES: usize = 100;
const DRAWN: &str = "select count(*) from courses_draw where drawn_at is not null";

/// A course with so many entries, whose public number is known and whose list may be closed now.
fn ready_to_draw(centre: &Centre) {
    let source = Draw { source: "大樂透".into(), ..Draw::default() };
    let method = Method::Lottery;
    let declare = move |conn: &mut Conn| {
        conn.execute(sql!("update courses_course set method = $2 where id = $1"), params![COURSE, method])?;
        draw::put(conn, COURSE, &source)
    };
    centre.db.write_blocking(declare).unwrap();
    let server = centre.serve();
    let enter = |n: usize| {
        let address = server.address.clone();
        async move {
            let answer = Party::new(n).ask(&mut Client::connect(&address).await.unwrap()).await.unwrap();
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
    };
    let runtime = runtime();
    let entering: Vec<_> = (0..ENTRIES).map(|n| runtime.spawn(enter(n))).collect();
    runtime.block_on(async {
        for entered in entering {
            entered.await.unwrap();
        }
    });
    until("all were written to", || {
        centre.count("select count(*) from foundation_job where kind = 'courses.write'") == 0
    });
    server.stop();
    let now = Clock::System.now();
    let close = move |conn: &mut Conn| {
        let closed = now.plus_seconds(-60);
        conn.execute(
            sql!("update courses_course set closes_at = $2 where id = $1"),
            params![COURSE, closed],
        )?;
        conn.execute(
            sql!("update foundation_job set run_at = $1 where kind = 'courses.look'"),
            params![closed],
        )?;
        let kept = draw::find(conn, COURSE)?;
        draw::put(conn, COURSE, &Draw { number: "03 11 19".into(), confirmed_by: "b".into(), ..kept })
    };
    centre.db.write_blocking(close).unwrap();
}

/// All that a draw writes, or nothing of it.
#[track_caller]
fn drawn_whole_or_not_at_all(centre: &Centre) -> bool {
    centre.is_whole();
    let is_drawn = centre.count(DRAWN) == 1;
    let entered = centre.count("select count(*) from courses_registration where status = 'entered'");
    let placed = centre.count("select count(*) from courses_draw_entry where place is not null");
    let whole = i64::try_from(ENTRIES).unwrap();
    assert_eq!((entered, placed), if is_drawn { (0, whole) } else { (whole, 0) });
    is_drawn
}

/// The published file.
fn file(server: &Serving) -> String {
    let (status, text) = server.get(&format!("/courses/course-{COURSE}/draw.json"));
    assert_eq!(status, 200, "{text}");
    text
}

fn r15_a_draw_survives_kill_9_whole_and_a_second_run_gives_the_same(engine: Engine) {
    let centre = Centre::new(engine, SEATS);
    ready_to_draw(&centre);
    let mut delay = Duration::ZERO;
    while !drawn_whole_or_not_at_all(&centre) {
        let server = centre.serve();
        std::thread::sleep(delay);
        drop(server); // kill -9
        give_jobs_back(&centre);
        delay += Duration::from_millis(15);
        assert!(delay < Duration::from_secs(5), "it is never drawn");
    }
    let places = |conn: &mut Conn| {
        let rows = conn.rows(Sql("select id, status, number from courses_registration order by id"), &[])?;
        rows.iter()
            .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .collect::<DbResult<Vec<(String, String, i64)>>>()
    };
    let drawn = centre.read(places);
    let server = centre.serve();
    let published = file(&server);
    jobs_go_on(&centre);
    drop(server);
    // Whoever looks again, after whichever crash, finds the same.
    let look = "update foundation_job set run_at = '2000-01-01T00:00:00.000000Z' where kind = 'courses.look'";
    centre.db.write_blocking(move |conn| conn.execute(Sql(look), &[])).unwrap();
    let server = centre.serve();
    assert_eq!((centre.read(places), file(&server)), (drawn, published.clone()));
    repeated_by_the_file(&centre, &published);
    let mails = "select count(*) from (select matter_id from foundation_mail where unique_key like 'courses:drawn:%' \
                 group by matter_id having count(*) = 1) once";
    let all = "select count(*) from foundation_mail where unique_key like 'courses:drawn:%'";
    let whole = i64::try_from(ENTRIES).unwrap();
    until("everybody has mail", || centre.count(mails) >= whole);
    assert_eq!(centre.count(all), whole, "nobody is written to twice");
}

/// What a killed process was doing is free to be done at once.
pub fn give_jobs_back(centre: &Centre) {
    let text =
        "update foundation_job set leased_until = '2000-01-01T00:00:00.000000Z' where state = 'running'";
    centre.db.write_blocking(move |conn| conn.execute(Sql(text), &[])).unwrap();
}

/// The file alone gives the same draw.
fn repeated_by_the_file(centre: &Centre, published: &str) {
    let parsed: DrawFile = serde_json::from_str(published).unwrap();
    assert!(parsed.check().is_ok_and(|seated| seated > 0));
    let kept = centre.folder.path().join("draw.json");
    std::fs::write(&kept, published).unwrap();
    hearth(&["check", "draw", kept.to_str().unwrap()]).well();
}

on_both_engines! {
    r13_a_place_in_line_survives_kill_9_and_is_settled_once_in_order,
    r15_who_stood_in_line_at_the_closing_is_drawn_after_kill_9,
    r15_a_draw_survives_kill_9_whole_and_a_second_run_gives_the_same,
}
