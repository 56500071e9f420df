//! Groups that register earlier than everybody else, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use courses::desk::{Answer, Desk, NewParty, Work};
use courses::model::Status;
use courses::rules::admit::Refusal;
use courses::{sample, store};
use foundation::trail::Actor;
use testing::{Fresh, Role, both_engines};

const DAY: i64 = 24 * 3600;
const ASIDES: &str = "/en/office/courses/c/set-asides";

fn from(key: &str, district: &str) -> NewParty {
    let mut party = sample::party(key, 1);
    party.members[0].district = district.into();
    party
}

async fn ask(centre: &Fresh, party: NewParty) -> Answer {
    let work = Work::Register(Arc::new(party));
    Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap()
}

fn status(answer: &Answer) -> Status {
    let Answer::Registered(registered) = answer else { panic!("{answer:?}") };
    registered.status
}

both_engines! {
    fn r11_a_district_registers_earlier_on_its_own_seats_and_merges_at_a_set_time(centre) using [courses::service()] {
        let now = centre.centre.clock.now();
        let mut course = sample::course("c", now);
        course.opens_at = now.plus_seconds(2 * DAY);
        let sessions = [sample::session(&course)];
        let write = move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, 4, 10);
        centre.centre.db.write(write).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(ASIDES).await;
        let typed = |page: &testing::Page| page.form("#set-aside").fill("label", "Sinsing").fill("seats", "2")
            .fill("until_at", &now.plus_seconds(4 * DAY).field()).fill("rule", "district");
        staff.send(typed(&page).fill("given", "<b>Atlantis").fill("pool_opens_at", &now.field())).await
            .must_be(422).must_say("Not understood");
        staff.send(typed(&page).fill("given", "新興區").fill("pool_opens_at", &now.plus_seconds(-60).field())).await.must_be(200);
        centre.resident().open("/en/courses/course-c").await.must_say("For Sinsing registration opens on");

        assert!(matches!(ask(&centre, from("stranger", "64000120")).await, Answer::Refused(Refusal::NotOpen { .. })));
        let early = ask(&centre, from("a", "64000060")).await;
        assert_eq!(status(&early), Status::Confirmed);
        assert_eq!(status(&ask(&centre, from("b", "64000060")).await), Status::Confirmed);
        assert!(matches!(ask(&centre, from("d", "64000060")).await, Answer::Refused(Refusal::NotOpen { .. })), "its own seats only");
        // One gives up; after the merging the seat is everybody's.
        let Answer::Registered(early) = early else { panic!() };
        let cancel = Work::Cancel { registration_id: early.id, seats: vec![], why: None };
        Desk::of(&centre.centre).unwrap().ask("c", cancel, Actor::resident(None)).await.unwrap();
        centre.pass(2 * DAY);
        for key in ["x", "y"] {
            assert_eq!(status(&ask(&centre, from(key, "64000120")).await), Status::Confirmed);
        }
        let waits = ask(&centre, from("z", "64000120")).await;
        assert_eq!(status(&waits), Status::Waitlisted);
        centre.pass(2 * DAY);
        centre.settle().await;
        let Answer::Registered(waits) = waits else { panic!() };
        let found = centre.centre.db.read(move |conn| store::registration::find(conn, &waits.id)).await.unwrap().unwrap();
        assert_eq!(found.status, Status::Offered);
        let findings = centre.centre.db.read(courses::check::ledgers).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }
}
