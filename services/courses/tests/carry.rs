//! A waiting list carried to the next run, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use courses::desk::{Answer, Desk, Registered, Work};
use courses::matter::Matter;
use courses::model::Status;
use courses::{sample, store};
use foundation::trail::Actor;
use testing::{Fresh, Role, both_engines};

const DAY: i64 = 24 * 3600;

async fn add(centre: &Fresh, id: &str, days: i64, capacity: i64) {
    let mut course = sample::course(id, centre.centre.clock.now());
    course.series_id = Some("series".into());
    course.starts_at = course.starts_at.plus_seconds(days * DAY);
    course.ends_at = course.ends_at.plus_seconds(days * DAY);
    // The next run opens to nobody before the list is carried.
    course.opens_at = course.opens_at.plus_seconds(days * DAY);
    let sessions = [sample::session(&course)];
    let write =
        move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, capacity, 10);
    centre.centre.db.write(write).await.unwrap();
}

async fn register(centre: &Fresh, course: &str, key: &str) -> Registered {
    let work = Work::Register(Arc::new(sample::party(key, 1)));
    match Desk::of(&centre.centre).unwrap().ask(course, work, Actor::resident(None)).await.unwrap() {
        Answer::Registered(registered) => registered,
        other => panic!("{key}: {other:?}"),
    }
}

async fn answer(centre: &Fresh, party: &Registered, said: &str) {
    let mut visitor = centre.resident();
    let id = party.id.clone();
    let matter = centre.centre.db.read(move |conn| Matter::find(conn, &id)).await.unwrap().unwrap();
    let page = visitor.open(&format!("/en{}", matter.path(&centre.centre.keys, "/next"))).await;
    visitor.send(page.form("#next").press(said)).await.must_be(200).must_say(&format!("You said {said}"));
}

both_engines! {
    fn r23_who_agrees_comes_into_the_next_line_in_the_order_of_the_old_one(centre) using [courses::service()] {
        add(&centre, "c", 0, 1).await;
        add(&centre, "d", 30, 1).await;
        register(&centre, "c", "seated").await;
        let line = [register(&centre, "c", "a").await, register(&centre, "c", "b").await, register(&centre, "c", "e").await];
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/en/office/courses/c/carry").await;
        staff.send(page.form("#carry").fill("to", "d").fill("until_at", "2020-01-01T09:00")).await.must_be(422).must_say("later than now");
        staff.send(page.form("#carry").fill("to", "d")).await.must_be(200).must_say("asked by letter");
        // Nobody is asked twice.
        staff.send(page.form("#carry").fill("to", "d")).await.must_be(422).must_say("not asked yet");
        centre.settle().await;
        let mails = centre.mails().await;
        assert_eq!(mails.iter().filter(|m| m.to == "a@test.example" && m.body.contains("/next")).count(), 1);
        // They answer in another order, and one does not want to.
        answer(&centre, &line[2], "yes").await;
        answer(&centre, &line[1], "no").await;
        answer(&centre, &line[0], "yes").await;
        centre.pass(7 * DAY);
        centre.settle().await;
        courses::carry::run(centre.centre.clone(), "no such list".into()).await.unwrap();
        let found = centre.centre.db.read(|conn| store::line::list_line(conn, "d", i64::MAX)).await.unwrap();
        let offered = centre.centre.db.read(|conn| store::course::count_by_status(conn, "d")).await.unwrap();
        // The first in the old line has the offer of the only seat; the other waits behind.
        assert_eq!(offered, [(Status::Offered, 1), (Status::Waitlisted, 1)]);
        let waiting = found[0].id.clone();
        let waits = centre.centre.db.read(move |conn| store::registration::find(conn, &waiting)).await.unwrap().unwrap();
        assert_eq!(waits.name, "e 0");
        let findings = centre.centre.db.read(courses::check::ledgers).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }
}
