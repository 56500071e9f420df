use std::sync::Arc;

use courses::desk::{Answer, Desk, NewParty, Work};
use courses::model::{Event, Status};
use courses::questions::{self, Kind, Question, Whose};
use courses::rules::entry::Bar;
use courses::store;
use foundation::db::Conn;
use foundation::trail::Actor;
use testing::tokio::spawn as tokio_spawn;
use testing::{Fresh, Role, both_engines};

use crate::{ask, below, contact, course, party};

/// Child-minding, asked of each person.
fn minding() -> String {
    questions::render(&[Question {
        kind: Kind::YesNo,
        whose: Whose::Person,
        ..Question::new("minding", "需要托育嗎？")
    }])
}

async fn limit(centre: &Fresh, places: i64) {
    let limits = [(("minding".to_owned(), "yes".to_owned()), places)];
    let write = move |conn: &mut Conn| store::entry::change_options(conn, "c", &limits);
    centre.centre.db.write(write).await.unwrap();
    centre.centre.cache.bump(&courses::planned::topics("c").each_ref().map(String::as_str));
}

fn wants(key: &str) -> NewParty {
    let mut party = party(key, &[(key, 1990)]);
    party.members[0].answers = "{\"minding\":\"yes\"}".into();
    party
}

fn is_full(answer: &Answer) -> bool {
    matches!(answer, Answer::Barred(b) if b.iter().all(|b| matches!(&b.why, Bar::OptionFull(q, c) if q == "minding" && c == "yes")))
}

async fn happen(centre: &Fresh, id: &str, event: Event) -> Answer {
    let work = Work::Happen { registration_id: id.into(), event, why: None };
    Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap()
}

async fn cancel(centre: &Fresh, id: &str) {
    let work = Work::Cancel { registration_id: id.into(), seats: Vec::new(), why: None };
    Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap();
}

both_engines! {
    /// R03: forty want one of eight places of child-minding at once; eight get it, seats stay for the rest.
    fn r03_an_option_is_given_exactly_as_often_as_there_are_places(centre) using [courses::service()] {
        course(&centre, "c", 100, |c| c.questions = minding()).await;
        limit(&centre, 8).await;
        let desk = Desk::of(&centre.centre).unwrap();
        let mut asks = Vec::new();
        for i in 0..40 {
            // Each is sent twice: a double click.
            for _ in 0..2 {
                let (desk, party) = (desk.clone(), Arc::new(wants(&format!("p{i}"))));
                asks.push(tokio_spawn(async move {
                    desk.ask("c", Work::Register(party), Actor::resident(None)).await.unwrap()
                }));
            }
        }
        let (mut given, mut full) = (std::collections::HashSet::new(), 0);
        for asked in asks {
            match asked.await.unwrap() {
                Answer::Registered(r) => { given.insert(r.id); }
                other => { assert!(is_full(&other), "{other:?}"); full += 1; }
            }
        }
        assert_eq!((given.len(), full), (8, 64));
        assert!(matches!(ask(&centre, "c", party("without", &[("甲", 1990)])).await, Answer::Registered(_)), "it closes alone");
        let one = given.into_iter().next().unwrap();
        cancel(&centre, &one).await;
        assert!(matches!(ask(&centre, "c", wants("later")).await, Answer::Registered(_)), "a cancelled seat frees its option");
        assert!(is_full(&ask(&centre, "c", wants("too late")).await));
    }

    /// R03: who waits holds no option until the seat is confirmed; then it must still be there.
    fn r03_who_waits_holds_no_option(centre) using [courses::service()] {
        course(&centre, "c", 1, |c| { c.questions = minding(); c.fill = courses::model::Fill::WhatFits; }).await;
        limit(&centre, 1).await;
        let Answer::Registered(a) = ask(&centre, "c", wants("a")).await else { panic!() };
        let Answer::Registered(b) = ask(&centre, "c", wants("b")).await else { panic!("waiting is no holding") };
        assert_eq!((a.status, b.status), (Status::Confirmed, Status::Waitlisted));
        let more = |conn: &mut Conn| {
            conn.execute(foundation::sql!("update courses_ledger set capacity = 2 where course_id = 'c'"), &[])
        };
        centre.centre.db.write(more).await.unwrap();
        Desk::of(&centre.centre).unwrap().ask("c", Work::Look, Actor::system()).await.unwrap();
        assert!(is_full(&happen(&centre, &b.id, Event::Accept).await));
        cancel(&centre, &a.id).await;
        assert_eq!(happen(&centre, &b.id, Event::Accept).await, Answer::Done(Status::Confirmed));
    }

    /// R03: the form says what is left and closes what is full; changed answers and handovers cannot pass it.
    fn r03_the_form_shows_what_is_left_and_changes_cannot_pass_the_limit(centre) using [courses::service()] {
        let path = course(&centre, "c", 10, |c| c.questions = minding()).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/courses/c/entry").await;
        staff.send(page.form("#options").fill("limit.minding.yes", "x")).await.must_be(422);
        staff.send(page.form("#options").fill("limit.minding.yes", "1")).await.must_be(200);
        let mut mei = centre.resident();
        let people = contact(&mut mei, &path, "王小華", "mei@test.example").await;
        people.must_say("剩 1 個");
        let check = mei.send(people.form("#register").fill("members[0].q.minding", "no").press("next")).await;
        let receipt = mei.send(check.form("#register").tick("consent", "yes").press("send")).await;
        assert!(matches!(ask(&centre, "c", wants("b")).await, Answer::Registered(_)));
        let mut late = centre.resident();
        let people = contact(&mut late, &path, "陳小華", "late@test.example").await;
        people.must_say("額滿");
        assert!(people.attribute("input[name='members[0].q.minding'][value=yes]", "disabled").is_some());
        let sly = people.form("#register").smuggle("members[0].q.minding", "yes").press("next");
        let check = late.send(sly).await;
        let refused = late.send(check.form("#register").tick("consent", "yes").press("send")).await;
        refused.must_be(409).must_say("已經額滿");
        let answers = mei.open(&below(&receipt, "/answers")).await;
        let changed = answers.form("main form").fill("members[0].q.minding", "yes");
        mei.send(changed).await.must_be(409).must_say("已經額滿");
        let page = mei.open(&below(&receipt, "/seats/1")).await;
        let over = page.form("main form").fill("name", "王小美").fill("q.minding", "yes");
        mei.send(over).await.must_be(422).must_say("已經額滿");
        staff.open("/office/courses/c/entry").await.must_say("已用 1");
    }
}
