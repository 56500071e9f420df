//! The process is killed while a waiting list is carried to the next run of its course (R23).

use std::time::{Duration, Instant as Stopwatch};

use courses::model::Course;
use courses::store::carry::{self, Carry};
use courses::{sample, store};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Conn, Engine, Sql};
use foundation::jobs::{self, NewJob};

use crate::centre::{COURSE, Centre, runtime};
use crate::client::Client;
use crate::killed::jobs_go_on;
use crate::line::give_jobs_back;
use crate::on_both_engines;
use crate::parties::Party;
use crate::support::until;

const NEXT: &str = "c2";
/// Largest party of the next run: others cannot be carried, and are told so.
const NEXT_PARTY_MAX: i64 = 3;
/// Parties of one list.
const PARTIES: usize = 60;

const CARRIED: &str = "select count(*) from courses_registration where course_id = 'c2'";
const OPEN: &str = "select count(*) from courses_carry_party where outcome = ''";
/// Parties that are in the next line, and of whom that is not written down yet.
const BETWEEN: &str = "select count(*) from courses_carry_party p join courses_registration r \
                       on r.request_key = 'c2/carry:' || p.registration_id where p.outcome = ''";

/// The next run, in whose line everybody comes.
fn next_run(centre: &Centre) {
    let course = Course { party_max: NEXT_PARTY_MAX, ..sample::course(NEXT, Clock::System.now()) };
    let add =
        move |conn: &mut Conn| store::course::add(conn, &course, &[sample::session(&course)], 0, 100_000);
    centre.db.write_blocking(add).unwrap();
}

/// More parties come into the line of the first run, and all of them say that they wait for the next.
fn willing(centre: &Centre, list: usize) {
    let server = centre.serve();
    let come = |n: usize| {
        let address = server.address.clone();
        async move {
            let answer = Party::new(n).ask(&mut Client::connect(&address).await.unwrap()).await.unwrap();
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
    };
    let runtime = runtime();
    let coming: Vec<_> = (list * PARTIES..(list + 1) * PARTIES).map(|n| runtime.spawn(come(n))).collect();
    runtime.block_on(async {
        for come in coming {
            come.await.unwrap();
        }
    });
    jobs_go_on(centre);
    server.stop();
    let now = Clock::System.now();
    let id = Chance::system().id(now);
    let ask = move |conn: &mut Conn| {
        let parties = carry::list_askable(conn, COURSE, 1000)?;
        let carry =
            Carry { id: format!("list-{list}"), from_id: COURSE.into(), to_id: NEXT.into(), until_at: now };
        carry::add(conn, &carry, &parties, "test", now)?;
        let yes = "update courses_carry_party set answer = 'yes', notice_version = '1' where answer = ''";
        conn.execute(Sql(yes), &[])?;
        let job = NewJob {
            kind: courses::carry::JOB,
            unique_key: Some(format!("carry:{}", carry.id)),
            payload: carry.id,
            run_at: now,
        };
        jobs::add(conn, std::slice::from_ref(&id), now, &[job])
    };
    centre.db.write_blocking(ask).unwrap();
}

fn r23_everybody_is_carried_once_and_told_once_after_kill_9(engine: Engine) {
    let centre = Centre::new(engine, 0);
    next_run(&centre);
    let (mut lists, mut caught) = (0, 0);
    while caught == 0 || lists < 3 {
        assert!(lists < 20, "it was never killed in the middle");
        willing(&centre, lists);
        let (before, waits) = (centre.count(CARRIED), Stopwatch::now());
        let server = centre.serve();
        while centre.count(CARRIED) == before {
            assert!(waits.elapsed() < Duration::from_secs(30), "nobody is carried");
        }
        drop(server); // kill -9
        centre.is_whole();
        caught += centre.count(BETWEEN);
        give_jobs_back(&centre);
        lists += 1;
    }
    let _server = centre.serve();
    until("everybody was carried or refused", || centre.count(OPEN) == 0);
    jobs_go_on(&centre);
    centre.is_whole();
    all_are_carried_once(&centre, lists);
    all_are_told_once(&centre);
}

/// Whoever fits is in the next line, in the order of the first one; list by list.
#[track_caller]
fn all_are_carried_once(centre: &Centre, lists: usize) {
    let all: Vec<Party> = (0..lists * PARTIES).map(Party::new).collect();
    let fits = all.iter().filter(|party| party.size <= NEXT_PARTY_MAX).count();
    assert_eq!(centre.count(CARRIED), i64::try_from(fits).unwrap());
    let carried = "select count(*) from courses_carry_party p join courses_registration r \
                   on r.request_key = 'c2/carry:' || p.registration_id and r.status = 'waitlisted' \
                   where p.outcome = 'carried'";
    assert_eq!(centre.count(carried), i64::try_from(fits).unwrap());
    let too_large = "select count(*) from courses_carry_party where outcome = 'size'";
    assert_eq!(centre.count(too_large), i64::try_from(all.len() - fits).unwrap());
    let overtook = "select count(*) from courses_carry_party p join courses_carry_party q \
                    on q.carry_id = p.carry_id and q.place > p.place \
                    join courses_registration a on a.request_key = 'c2/carry:' || p.registration_id \
                    join courses_registration b on b.request_key = 'c2/carry:' || q.registration_id \
                    where b.number < a.number";
    assert_eq!(centre.count(overtook), 0, "somebody overtook");
}

/// Each has one letter about the next run, and one row in the trail of the old registration.
#[track_caller]
fn all_are_told_once(centre: &Centre) {
    let parties = centre.count("select count(*) from courses_carry_party");
    let rows = "select count(*) from foundation_trail where verb in ('carried', 'not-carried')";
    assert_eq!(centre.count(rows), parties);
    let told = "select count(distinct m.matter_id) from foundation_mail m \
                left join courses_registration r on r.id = m.matter_id \
                where r.course_id = 'c2' or m.unique_key like 'courses:not-carried:%'";
    until("everybody has a letter", || centre.count(told) >= parties);
    let letters = "select count(*) from foundation_mail m left join courses_registration r on r.id = m.matter_id \
                   where r.course_id = 'c2' or m.unique_key like 'courses:not-carried:%'";
    assert_eq!((centre.count(told), centre.count(letters)), (parties, parties));
}

on_both_engines! {
    r23_everybody_is_carried_once_and_told_once_after_kill_9,
}
