//! Courses whose places are drawn by lot, from the first entry to the repeated result, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use courses::desk::{Answer, Desk, Registered, Work};
use courses::model::{Course, Event, Fill, Method, Status};
use courses::questions::{Kind, Question, Whose, render};
use courses::rules::draw::GRACE_SECONDS;
use courses::rules::draw_file::DrawFile;
use courses::settle::entry_code;
use courses::store::draw::{self, Draw};
use courses::{sample, store};
use foundation::trail::Actor;
use testing::{Fresh, Role, both_engines};

const OFFICE: &str = "/en/office/courses/c/draw";
/// Seconds until the list of a lottery is closed.
const CLOSED: i64 = 24 * 3600 + GRACE_SECONDS;
const PUBLIC: &str = "/en/courses/course-c/draw";

/// A course drawn by this method, of so many seats, with its draw declared.
async fn add(centre: &Fresh, id: &str, capacity: i64, method: Method, extra_lots: i64) -> Course {
    let mut course = sample::course(id, centre.centre.clock.now());
    course.method = method;
    course.fill = Fill::WhatFits;
    course.opens_at = centre.centre.clock.now();
    course.closes_at = course.opens_at.plus_seconds(24 * 3600);
    let (kept, sessions) = (course.clone(), [sample::session(&course)]);
    let write = move |conn: &mut foundation::db::Conn| {
        store::course::add(conn, &kept, &sessions, capacity, 1000)?;
        let source = "大樂透".to_owned();
        draw::put(
            conn,
            &kept.id,
            &Draw { source, source_en: "Lotto 6/49".into(), extra_lots, ..Draw::default() },
        )
    };
    centre.centre.db.write(write).await.unwrap();
    centre.centre.cache.bump(&["courses", "courses/planned"]);
    course
}

async fn ask(centre: &Fresh, course: &str, work: Work) -> Answer {
    Desk::of(&centre.centre).unwrap().ask(course, work, Actor::resident(None)).await.unwrap()
}

async fn register(centre: &Fresh, course: &str, key: &str, size: usize) -> Registered {
    match ask(centre, course, Work::Register(Arc::new(sample::party(key, size)))).await {
        Answer::Registered(registered) => registered,
        other => panic!("{key}: {other:?}"),
    }
}

async fn found(centre: &Fresh, id: &str) -> courses::model::Registration {
    let id = id.to_owned();
    centre.centre.db.read(move |conn| store::registration::find(conn, &id)).await.unwrap().unwrap()
}

async fn status(centre: &Fresh, id: &str) -> Status {
    found(centre, id).await.status
}

async fn kept(centre: &Fresh, course: &str) -> Draw {
    let id = course.to_owned();
    centre.centre.db.read(move |conn| draw::find(conn, &id)).await.unwrap()
}

/// Both members of staff agree on a number, as the office would write it.
async fn agree(centre: &Fresh, course: &str, number: &str) {
    let (id, number) = (course.to_owned(), number.to_owned());
    let write = move |conn: &mut foundation::db::Conn| {
        let kept = draw::find(conn, &id)?;
        draw::put(conn, &id, &Draw { number: number.clone(), confirmed_by: "b".into(), ..kept })
    };
    centre.centre.db.write(write).await.unwrap();
}

async fn adds_up(centre: &Fresh) {
    let findings = centre.centre.db.read(courses::check::ledgers).await.unwrap();
    assert!(findings.is_empty(), "{findings:?}");
}

both_engines! {
    fn r15_a_lottery_runs_from_the_entry_to_a_result_that_anybody_repeats(centre) using [courses::service()] {
        add(&centre, "c", 4, Method::Lottery, 0).await;
        let mut resident = centre.resident();
        let page = resident.open("/en/courses/course-c").await;
        page.must_say("Enter the draw").must_say("sooner or later makes no difference").must_say("Lotto 6/49");
        let mut parties = Vec::new();
        for i in 0..6 {
            parties.push(register(&centre, "c", &format!("p{i}"), 1 + i % 3).await);
        }
        assert!(parties.iter().all(|p| p.status == Status::Entered && p.position.is_none()));
        centre.settle().await;
        let mail = centre.mail_to("p0@test.example").await;
        assert!(mail.subject.contains("登記抽籤"), "{}", mail.subject);
        // One leaves before the list is closed, one afterwards.
        let cancel = |id: &str| Work::Cancel { registration_id: id.into(), seats: vec![], why: None };
        assert_eq!(ask(&centre, "c", cancel(&parties[5].id)).await, Answer::Done(Status::Cancelled));
        resident.open(PUBLIC).await.must_be(200).must_say("nothing is drawn yet");
        resident.open("/courses/course-c/draw.json").await.must_be(404);

        centre.pass(CLOSED);
        centre.settle().await;
        let closed = kept(&centre, "c").await;
        assert_eq!((closed.entries, closed.persons, closed.entries_hash.len()), (5, 9, 64));
        resident.open(PUBLIC).await.must_be(200).must_say(&closed.entries_hash).must_say("waits for the public number");
        assert_eq!(ask(&centre, "c", cancel(&parties[4].id)).await, Answer::Done(Status::Cancelled));

        let (mut first, mut second) = (centre.staff(&[Role::Promotion]).await, centre.staff(&[Role::Director]).await);
        let page = first.open(OFFICE).await;
        first.send(page.form("#number").fill("number", "no digit")).await.must_be(422).must_say("at least one digit");
        let page = first.send(page.form("#number").fill("number", "７１ 88")).await;
        page.must_be(200).must_say("somebody else must type it");
        assert!(page.all("#number").is_empty(), "nobody types it twice");
        let page = second.open(OFFICE).await;
        page.must_not_say("71 88");
        second.send(page.form("#number").fill("number", "71 89")).await.must_be(422).must_say("differs");
        second.send(page.form("#number").fill("number", "71 88")).await.must_be(200).must_say("the draw is held");
        centre.settle().await;

        let drawn = kept(&centre, "c").await;
        assert!(drawn.drawn_at.is_some());
        resident.open(PUBLIC).await.must_be(200).must_say("has just repeated it with the same result").must_say(&drawn.seed);
        let file: DrawFile = serde_json::from_value(resident.open("/courses/course-c/draw.json").await.json()).unwrap();
        assert!(file.check().is_ok_and(|seated| seated > 0), "{:?}", file.check());
        let outcome = file.result.unwrap();
        assert_eq!(outcome.changed.iter().filter(|changed| changed.size == 0).count(), 1);
        // What the file says is what everybody got; the line is in drawn order.
        let mut line = Vec::new();
        for (code, place) in &outcome.order {
            let party = parties.iter().find(|p| entry_code(&centre.centre.keys, &p.id) == *code).unwrap();
            let registration = found(&centre, &party.id).await;
            let expected = match place {
                courses::rules::draw::Place::Seat => Status::Confirmed,
                courses::rules::draw::Place::Line => Status::Waitlisted,
                courses::rules::draw::Place::Gone => Status::Cancelled,
            };
            assert_eq!(registration.status, expected);
            if expected == Status::Waitlisted {
                line.push(registration.number);
            }
        }
        assert!(line.is_sorted() && !line.is_empty(), "{line:?}");
        adds_up(&centre).await;
        // Whoever looks up a code sees its place and nobody's name; the receipt names the code.
        let code = outcome.order[0].0.clone();
        resident.open(&format!("{PUBLIC}?code={code}")).await.must_say("Number 1 in the drawn order").must_not_say("p0 0")
            .must_not_say("repeated it");
        resident.open(&format!("{PUBLIC}?code=%3Cscript%3E")).await.must_say("This code is not on the list");
        let party = parties.iter().find(|p| entry_code(&centre.centre.keys, &p.id) == code).unwrap();
        let id = party.id.clone();
        let matter = centre.centre.db.read(move |conn| courses::matter::Matter::find(conn, &id)).await.unwrap().unwrap();
        let receipt = matter.path(&centre.centre.keys, "");
        resident.open(&format!("/en{receipt}")).await.must_say(&code);
        let results = centre.mails().await.into_iter().filter(|m| m.subject.contains("抽籤結果")).count();
        assert_eq!(results, 4);
    }

    fn r15_a_draw_that_is_asked_for_again_and_again_is_held_once(centre) using [courses::service()] {
        add(&centre, "c", 2, Method::Lottery, 0).await;
        for i in 0..5 {
            register(&centre, "c", &format!("p{i}"), 1).await;
        }
        centre.pass(CLOSED);
        // Before there is a number nothing is drawn, whoever looks.
        for _ in 0..3 { ask(&centre, "c", Work::Look).await; }
        let closed = kept(&centre, "c").await;
        assert!(closed.closed_at.is_some() && closed.drawn_at.is_none());
        agree(&centre, "c", "7").await;
        let desk = Desk::of(&centre.centre).unwrap();
        let looks: Vec<_> = (0..20).map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.ask("c", Work::Look, Actor::system()).await })
        }).collect();
        for look in looks { look.await.unwrap().unwrap(); }
        let first = kept(&centre, "c").await;
        agree(&centre, "c", "8").await;
        centre.pass(60);
        ask(&centre, "c", Work::Look).await;
        let again = kept(&centre, "c").await;
        assert_eq!((&first.seed, first.drawn_at), (&again.seed, again.drawn_at), "drawn once");
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2), (Status::Waitlisted, 3)]);
        adds_up(&centre).await;
        centre.settle().await;
        centre.settle().await;
        let results = centre.mails().await.into_iter().filter(|m| m.subject.contains("抽籤結果")).count();
        assert_eq!(results, 5, "nobody is told twice");
    }

    fn r14_who_comes_in_the_fair_window_is_drawn_and_who_comes_later_stands_behind(centre) using [courses::service()] {
        add(&centre, "c", 2, Method::Window, 0).await;
        let early = [register(&centre, "c", "a", 1).await, register(&centre, "c", "b", 1).await, register(&centre, "c", "d", 1).await];
        centre.pass(10 * 60);
        let late = register(&centre, "c", "late", 1).await;
        assert_eq!((early[0].status, late.status), (Status::Entered, Status::Waitlisted));
        centre.pass(GRACE_SECONDS);
        centre.settle().await;
        agree(&centre, "c", "2026").await;
        ask(&centre, "c", Work::Look).await;
        let mut got = Vec::new();
        for party in &early { got.push(status(&centre, &party.id).await); }
        assert_eq!(got.iter().filter(|s| **s == Status::Confirmed).count(), 2);
        let loser = &early[got.iter().position(|s| *s == Status::Waitlisted).unwrap()];
        assert!(found(&centre, &loser.id).await.number < found(&centre, &late.id).await.number);
        // After the draw it is order of arrival, behind those who wait.
        let winner = &early[got.iter().position(|s| *s == Status::Confirmed).unwrap()];
        ask(&centre, "c", Work::Cancel { registration_id: winner.id.clone(), seats: vec![], why: None }).await;
        assert_eq!(status(&centre, &loser.id).await, Status::Offered);
        assert_eq!(status(&centre, &late.id).await, Status::Waitlisted);
        adds_up(&centre).await;
    }

    fn r15_earlier_losers_weigh_more_and_a_household_is_one_wish(centre) using [courses::service()] {
        add(&centre, "before", 1, Method::Lottery, 0).await;
        let (a, b) = (register(&centre, "before", "a", 1).await, register(&centre, "before", "b", 1).await);
        centre.pass(CLOSED);
        ask(&centre, "before", Work::Look).await;
        agree(&centre, "before", "1").await;
        ask(&centre, "before", Work::Look).await;
        let a_won = status(&centre, &a.id).await == Status::Confirmed;
        assert_ne!(a_won, status(&centre, &b.id).await == Status::Confirmed);
        add(&centre, "c", 1, Method::Lottery, 2).await;
        let again = [register(&centre, "c", "a", 1).await, register(&centre, "c", "b", 1).await];
        // The same household with another child.
        let mut second = sample::party("x", 1);
        second.email = "A@test.example".into();
        let Answer::Registered(second) = ask(&centre, "c", Work::Register(Arc::new(second))).await else { panic!() };
        centre.pass(CLOSED);
        ask(&centre, "c", Work::Look).await;
        let entries = centre.centre.db.read(|conn| draw::list_entries(conn, "c")).await.unwrap();
        let weight = |id: &str| entries.iter().find(|e| e.registration_id == id).unwrap().lot.weight;
        let (loser, winner) = if a_won { (1, 0) } else { (0, 1) };
        assert_eq!((weight(&again[loser].id), weight(&again[winner].id), weight(&second.id)), (3, 1, 0));
    }

    /// R15: anybody can type the number of somebody else; who suffers from it hears of it while it can be mended.
    fn r15_an_entry_with_a_shared_contact_is_told_so_and_staff_let_it_count_by_itself(centre) using [courses::service()] {
        add(&centre, "c", 1, Method::Lottery, 0).await;
        let with = |key: &str, email: &str| {
            let mut party = sample::party(key, 1);
            (party.phone, party.email) = ("+886912345678".into(), email.into());
            Work::Register(Arc::new(party))
        };
        let mut parties = Vec::new();
        for (key, email) in [("rival", "x@test.example"), ("mine", "a@test.example"), ("other", "b@test.example")] {
            let Answer::Registered(party) = ask(&centre, "c", with(key, email)).await else { panic!() };
            parties.push(party);
        }
        let mut receipts = Vec::new();
        for party in &parties {
            let id = party.id.clone();
            let matter = centre.centre.db.read(move |conn| courses::matter::Matter::find(conn, &id)).await.unwrap().unwrap();
            receipts.push(format!("/en{}", matter.path(&centre.centre.keys, "")));
        }
        let told = "This entry counts together with another one";
        let mut visitor = centre.resident();
        visitor.open(&receipts[0]).await.must_not_say(told);
        visitor.open(&receipts[1]).await.must_say(told).must_say("please speak to us before");
        let page = |party: &Registered| format!("/en/office/courses/c/registrations/{}", party.id);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        assert!(staff.open(&page(&parties[0])).await.all("#apart").is_empty());
        let mine = staff.open(&page(&parties[1])).await;
        staff.send(mine.form("#apart")).await.must_be(422);
        let lifted = staff.send(mine.form("#apart").fill("apart-why", "called both")).await;
        lifted.must_be(200).must_say("Counts by itself in the draw").must_say("called both");
        visitor.open(&receipts[1]).await.must_not_say(told);
        // Pressed on the wrong entry, it is taken back.
        let back = staff.send(lifted.form("#together").press("together")).await;
        back.must_be(200).must_say("Counts together again in the draw");
        visitor.open(&receipts[1]).await.must_say(told);
        staff.send(back.form("#apart").fill("apart-why", "called both")).await.must_be(200);
        let late = staff.open(&page(&parties[2])).await;
        centre.pass(CLOSED);
        centre.settle().await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let form = late.form("#apart").fill("apart-why", "too late");
        staff.send(form).await.must_be(409).must_say("this cannot change now");
        let entries = centre.centre.db.read(|conn| draw::list_entries(conn, "c")).await.unwrap();
        let weight = |id: &str| entries.iter().find(|e| e.registration_id == id).unwrap().lot.weight;
        assert_eq!(parties.iter().map(|p| weight(&p.id)).collect::<Vec<_>>(), [1, 1, 0]);
    }

    /// Nothing suggests that whoever comes first has a place, on the list, the page, or for programs.
    fn r14_before_a_draw_nothing_is_said_to_be_left_but_who_entered_for_what(centre) using [courses::service()] {
        for (id, method) in [("l", Method::Lottery), ("w", Method::Window)] {
            let course = add(&centre, id, 4, method, 0).await;
            let mut resident = centre.resident();
            register(&centre, id, "a", 3).await;
            register(&centre, id, "b", 1).await;
            let page = format!("/en/courses/{}", course.slug);
            for path in ["/en/courses", "/en", &page] {
                let shown = resident.open(path).await;
                shown.must_say("Enter the draw until").must_say("Places: 4; entered: 4 people in 2 entries");
                shown.must_not_say("places left").must_not_say("Left");
            }
            resident.open(&page).await.must_say("coming first makes no difference");
            let program = resident.open("/api/v1/courses").await.json();
            let row = program["items"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap();
            assert_eq!((&row["entries"], row["entries_until"].is_string()), (&2.into(), true));
            // After the window, and before the draw, whoever comes stands behind the entries.
            centre.pass(if method == Method::Window { 3600 } else { CLOSED });
            centre.settle().await;
            for path in ["/en/courses", &page] {
                resident.open(path).await.must_say("the draw is to come").must_not_say("places left");
            }
            let program = resident.open("/api/v1/courses").await.json();
            let listed = program["items"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap();
            let alone = resident.open(&format!("/api/v1/courses/{id}")).await.json();
            let said = if method == Method::Window { "waiting" } else { "closed" };
            assert_eq!((&listed["registration"], &alone["registration"]), (&said.into(), &said.into()));
            agree(&centre, id, "9").await;
            ask(&centre, id, Work::Look).await;
            let program = resident.open(&format!("/api/v1/courses/{id}")).await.json();
            assert!(program["entries"].is_null(), "{program}");
            resident.open("/en/courses").await.must_not_say("entered:");
            // The next round begins on a clean page.
            let hide = foundation::sql!("update courses_course set secret = 's' where id = $1");
            let write = move |conn: &mut foundation::db::Conn| conn.execute(hide, foundation::params![id]);
            centre.centre.db.write(write).await.unwrap();
        }
    }

    /// R03, R15: six of ten ask for child-minding, of which there are two; there are seats for all.
    fn r03_a_draw_keeps_to_the_limits_of_options_and_the_rest_may_come_without(centre) using [courses::service()] {
        add(&centre, "c", 12, Method::Lottery, 0).await;
        let pick = ("minding".to_owned(), "yes".to_owned());
        let question = Question { kind: Kind::YesNo, whose: Whose::Person, ..Question::new("minding", "托育？") };
        let (limits, questions) = ([(pick.clone(), 2)], render(&[question]));
        let write = move |conn: &mut foundation::db::Conn| {
            store::entry::change_options(conn, "c", &limits)?;
            let set = foundation::sql!("update courses_course set questions = $1 where id = 'c'");
            conn.execute(set, foundation::params![questions])
        };
        centre.centre.db.write(write).await.unwrap();
        let (mut wanting, mut others) = (Vec::new(), Vec::new());
        for i in 0..10 {
            let mut party = sample::party(&format!("p{i}"), 1);
            if i < 6 {
                party.members[0].answers = "{\"minding\":\"yes\"}".into();
            }
            let Answer::Registered(registered) = ask(&centre, "c", Work::Register(Arc::new(party))).await else { panic!() };
            if i < 6 { wanting.push(registered) } else { others.push(registered) }
        }
        centre.pass(CLOSED);
        centre.settle().await;
        // The hashed list says what is asked for: nobody changes the limits now.
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/en/office/courses/c/entry").await;
        staff.send(page.form("#options").fill("limit.minding.yes", "9")).await.must_be(422).must_say("list of the draw is closed");
        // One changes its mind after the closing, which the file tells.
        let changed = wanting[0].seats[0].clone();
        let write = move |conn: &mut foundation::db::Conn| {
            let set = foundation::sql!("update courses_seat set answers = '{\"minding\":\"no\"}' where id = $1");
            conn.execute(set, foundation::params![changed])
        };
        centre.centre.db.write(write).await.unwrap();
        agree(&centre, "c", "7").await;
        ask(&centre, "c", Work::Look).await;
        let mut minded = Vec::new();
        for party in &wanting[1..] {
            minded.push((status(&centre, &party.id).await, party));
        }
        let seated = |s: &Status| *s == Status::Confirmed;
        assert_eq!(minded.iter().filter(|(s, _)| seated(s)).count(), 2);
        for party in others.iter().chain(&wanting[..1]) {
            assert!(seated(&status(&centre, &party.id).await), "it asks for nothing that is short");
        }
        // Seats are left: the first in line is offered one, and has it without child-minding only.
        let (_, offered) = minded.iter().find(|(s, _)| *s == Status::Offered).unwrap();
        let accept = || Work::Happen { registration_id: offered.id.clone(), event: Event::Accept, why: None };
        assert!(matches!(ask(&centre, "c", accept()).await, Answer::Barred(_)));
        let seat = offered.seats[0].clone();
        let write = move |conn: &mut foundation::db::Conn| {
            conn.execute(foundation::sql!("update courses_seat set answers = '{}' where id = $1"), foundation::params![seat])
        };
        centre.centre.db.write(write).await.unwrap();
        assert_eq!(ask(&centre, "c", accept()).await, Answer::Done(Status::Confirmed));
        let mut resident = centre.resident();
        resident.open(PUBLIC).await.must_say("repeated it with the same result").must_say("Places of the options with a limit 2");
        let file: DrawFile = serde_json::from_value(resident.open("/courses/course-c/draw.json").await.json()).unwrap();
        assert_eq!(file.check(), Ok(7));
        assert!(file.entries.iter().filter(|e| e.wants == [1]).count() == 6);
        assert_eq!(file.result.unwrap().changed.len(), 1);
        adds_up(&centre).await;
    }

    fn r15_the_rules_of_a_draw_are_declared_before_anybody_enters(centre) using [courses::service()] {
        let course = add(&centre, "c", 8, Method::Lottery, 0).await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(OFFICE).await;
        let wrong = staff.send(page.form("#draw").fill("source", "").fill("extra_lots", "9")).await;
        wrong.must_be(422);
        let said = staff.send(page.form("#draw").fill("source", "<script>大樂透 1 月 8 日").fill("extra_lots", "1")).await;
        said.must_be(200).must_say("The draw is declared");
        centre.resident().open("/en/courses/course-c").await.must_say("1 more for every draw lost");
        register(&centre, "c", "a", 1).await;
        staff.send(page.form("#draw").fill("source", "another")).await.must_be(422).must_say("can no longer change");
        let page = staff.open("/en/office/courses/c/edit").await;
        staff.send(page.form("#course").fill("method", "order")).await.must_say("no longer change to or from a draw");
        // A volunteer, and a section that is not in charge, see nothing of it.
        centre.staff(&[Role::Volunteer]).await.open(OFFICE).await.must_be(404);
        centre.staff_of("counselling", &[Role::Counselling]).await.open(OFFICE).await.must_be(404);
        let program = centre.resident().open(&format!("/api/v1/courses/{}", course.id)).await.json();
        assert_eq!((&program["method"], &program["draw"]["extra_lots"]), (&"lottery".into(), &1.into()));
    }

    /// R15: from the first entry on nobody changes how and when is entered and served, and from the closing of
    /// the list to the draw there is as much to draw for as was published with it.
    fn r15_once_somebody_entered_the_rules_stay_and_from_the_closing_the_room_too(centre) using [courses::service()] {
        let now = add(&centre, "c", 8, Method::Lottery, 0).await.opens_at;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let (edit, asides) = ("/en/office/courses/c/edit", "/en/office/courses/c/set-asides");
        let aside = |page: &testing::Page| page.form("#set-aside").fill("label", "School").fill("seats", "1")
            .fill("until_at", &now.plus_seconds(4 * 24 * 3600).field());
        let page = staff.open(asides).await;
        staff.send(aside(&page)).await.must_be(200);
        register(&centre, "c", "p0", 1).await;
        let page = staff.open(edit).await;
        let later = now.plus_seconds(2 * 24 * 3600).field();
        let soon = now.plus_seconds(3600).field();
        for (field, value) in [("fill", "strict-order"), ("closes_at", later.as_str()), ("opens_at", soon.as_str())] {
            staff.send(page.form("#course").fill(field, value)).await.must_be(422).must_say("can no longer change");
        }
        staff.send(page.form("#course").fill("capacity", "7")).await.must_be(200);
        for i in 1..4 { register(&centre, "c", &format!("p{i}"), 1 + i % 2).await; }

        centre.pass(CLOSED);
        centre.settle().await;
        let closed = kept(&centre, "c").await;
        assert_eq!((closed.seats_closed, closed.fill), (Some(6), Some(Fill::WhatFits)));
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(edit).await;
        staff.send(page.form("#course").fill("capacity", "9")).await.must_be(422).must_say("list of the draw is closed");
        staff.send(page.form("#course").fill("waiting_max", "900")).await.must_be(200);
        let page = staff.open(asides).await;
        staff.send(aside(&page)).await.must_be(422).must_say("list of the draw is closed");
        staff.send(page.form("main table form").press("release")).await.must_be(422).must_say("list of the draw is closed");
        agree(&centre, "c", "7").await;
        ask(&centre, "c", Work::Look).await;

        let page = staff.open(asides).await;
        staff.send(page.form("main table form").press("release")).await.must_be(200);
        let page = staff.open(edit).await;
        staff.send(page.form("#course").fill("capacity", "9").fill("fill", "strict-order")).await.must_be(200);
        let mut resident = centre.resident();
        resident.open(PUBLIC).await.must_say("has just repeated it with the same result");
        let file: DrawFile = serde_json::from_value(resident.open("/courses/course-c/draw.json").await.json()).unwrap();
        assert_eq!(file.check(), Ok(4), "{:?}", file.check());
        let said = file.closed.unwrap();
        assert_eq!((said.seats, said.fill.as_str(), file.result.unwrap().fill.as_str()), (6, "what-fits", "what-fits"));
        adds_up(&centre).await;
        // A copy begins on its own: with what was declared, and served as its course is by now.
        let page = staff.open("/en/office/courses/c/series").await;
        let page = staff.send(page.form("#series").press("")).await;
        staff.send(page.form("#make-series").press("make")).await.must_be(200);
        let copies = centre.centre.db.read(|conn| {
            conn.rows(foundation::sql!("select id, fill from courses_course where id <> 'c'"), &[])?
                .iter().map(|r| Ok((r.get::<String>(0)?, r.get::<Fill>(1)?))).collect::<foundation::db::DbResult<Vec<_>>>()
        }).await.unwrap();
        assert_eq!(copies.len(), 4);
        for (id, fill) in copies {
            let draw = centre.centre.db.read(move |conn| draw::find(conn, &id)).await.unwrap();
            assert_eq!((fill, draw), (Fill::StrictOrder, kept(&centre, "c").await.declared()));
        }
    }

    /// R15: the draw gives the seats that were published with the list; what became free since goes along the line.
    fn r15_seats_that_fall_back_after_the_closing_are_offered_along_the_line(centre) using [courses::service()] {
        let now = add(&centre, "c", 4, Method::Lottery, 0).await.opens_at;
        let until_at = now.plus_seconds(2 * 24 * 3600);
        let aside = courses::model::SetAsideOf { id: "s".into(), label: "School".into(), label_en: String::new(), seats: 2, used: 0, until_at };
        centre.centre.db.write(move |conn| store::plan::add_set_aside(conn, "c", &aside)).await.unwrap();
        let mut parties = Vec::new();
        for i in 0..6 { parties.push(register(&centre, "c", &format!("p{i}"), 1).await); }
        centre.pass(CLOSED);
        ask(&centre, "c", Work::Look).await;
        centre.pass(2 * 24 * 3600);
        agree(&centre, "c", "7").await;
        ask(&centre, "c", Work::Look).await;
        let drawn = kept(&centre, "c").await;
        assert_eq!((drawn.seats_closed, drawn.seats), (Some(2), 2));
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        assert_eq!(counts, [(Status::Confirmed, 2), (Status::Offered, 2), (Status::Waitlisted, 2)]);
        adds_up(&centre).await;
    }

    /// R15: whoever is on the closed list can withdraw as a whole, and do nothing else to fit the number.
    fn r15_a_party_on_the_closed_list_withdraws_whole_or_stays_as_it_is(centre) using [courses::service()] {
        add(&centre, "c", 4, Method::Lottery, 0).await;
        let questions = render(&[Question { kind: Kind::YesNo, ..Question::new("lunch", "午餐？") }]);
        let set = foundation::sql!("update courses_course set questions = $1 where id = 'c'");
        centre.centre.db.write(move |conn| conn.execute(set, foundation::params![questions])).await.unwrap();
        let party = register(&centre, "c", "a", 3).await;
        let part = |at: usize| Work::Cancel {
            registration_id: party.id.clone(), seats: vec![party.seats[at].clone()], why: None,
        };
        let id = party.id.clone();
        let matter = centre.centre.db.read(move |conn| courses::matter::Matter::find(conn, &id)).await.unwrap().unwrap();
        let address = |below: &str| format!("/en{}", matter.path(&centre.centre.keys, below));
        let mut visitor = centre.resident();
        assert_eq!(ask(&centre, "c", part(0)).await, Answer::Done(Status::Entered), "before the closing it may");
        visitor.open(&address("/answers")).await.must_be(200);
        let early = visitor.open(&address("/cancel")).await;

        centre.pass(CLOSED);
        centre.settle().await;
        assert!(matches!(ask(&centre, "c", part(1)).await, Answer::Refused(_)));
        visitor.open(&address("/answers")).await.must_be(409).must_say("Your entry waits for the draw");
        // The page was open since before the closing.
        let second = party.seats[1].clone();
        let form = early.form("main form").tick("seat", &second).press("chosen");
        visitor.send(form).await.must_be(409).must_say("Your entry waits for the draw");
        let page = visitor.open(&address("/cancel")).await;
        page.must_say("withdraw as a whole");
        assert!(page.all("input[name=seat]").is_empty());
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open(&format!("/en/office/courses/c/registrations/{}", party.id)).await;
        page.must_be(200);
        assert_eq!(found(&centre, &party.id).await.size, 2);
        let page = visitor.open(&address("/cancel")).await;
        visitor.send(page.form("main form").press("all")).await.must_be(200);
        assert_eq!(status(&centre, &party.id).await, Status::Cancelled);
        adds_up(&centre).await;
    }

    /// R11, R15: a draw is lost by who wished once and was offered nothing: second wishes and offers that were
    /// declined or ran out earn no lots.
    fn r15_second_wishes_and_offers_let_go_are_no_lost_draws(centre) using [courses::service()] {
        add(&centre, "before", 1, Method::Lottery, 0).await;
        let mut parties = Vec::new();
        for key in ["a", "b", "d", "e"] { parties.push(register(&centre, "before", key, 1).await); }
        let mut second = sample::party("x", 1);
        second.email = "A@test.example".into();
        ask(&centre, "before", Work::Register(Arc::new(second))).await;
        centre.pass(CLOSED);
        ask(&centre, "before", Work::Look).await;
        agree(&centre, "before", "1").await;
        ask(&centre, "before", Work::Look).await;
        let happen = |id: &str, event| Work::Happen { registration_id: id.into(), event, why: None };
        let mut of = std::collections::HashMap::new();
        for (key, party) in ["a", "b", "d", "e"].into_iter().zip(&parties) {
            of.insert(status(&centre, &party.id).await == Status::Confirmed, (key, party));
        }
        let (winner, _) = of[&true];
        let won = parties[["a", "b", "d", "e"].iter().position(|k| *k == winner).unwrap()].id.clone();
        ask(&centre, "before", Work::Cancel { registration_id: won, seats: vec![], why: None }).await;
        // The first in line declines, the second lets it lapse, the third is offered nothing any more.
        let mut line = Vec::new();
        for (key, party) in ["a", "b", "d", "e"].into_iter().zip(&parties).filter(|(key, _)| *key != winner) {
            line.push((found(&centre, &party.id).await.number, key, party.id.clone()));
        }
        line.sort();
        assert_eq!(ask(&centre, "before", happen(&line[0].2, Event::Decline)).await, Answer::Done(Status::Declined));
        assert_eq!(status(&centre, &line[1].2).await, Status::Offered);
        let close = foundation::sql!("update courses_ledger set capacity = 0 where course_id = 'before'");
        centre.centre.db.write(move |conn| conn.execute(close, foundation::params![])).await.unwrap();
        centre.pass(25 * 3600);
        ask(&centre, "before", Work::Look).await;
        assert_eq!(status(&centre, &line[1].2).await, Status::Expired);
        assert_eq!(status(&centre, &line[2].2).await, Status::Waitlisted);

        add(&centre, "c", 1, Method::Lottery, 2).await;
        let mut again = std::collections::HashMap::new();
        for key in ["x", line[0].1, line[1].1, line[2].1] {
            again.insert(register(&centre, "c", key, 1).await.id, key);
        }
        centre.pass(CLOSED);
        ask(&centre, "c", Work::Look).await;
        let entries = centre.centre.db.read(|conn| draw::list_entries(conn, "c")).await.unwrap();
        let mut weights: Vec<(&str, i64)> = entries.iter().map(|e| (again[&e.registration_id], e.lot.weight)).collect();
        weights.sort_unstable();
        let mut expected = vec![("x", 1), (line[0].1, 1), (line[1].1, 1), (line[2].1, 3)];
        expected.sort_unstable();
        assert_eq!(weights, expected);
        let key = |name: &str| courses::rules::person::key(&format!("{name} 0"), "", name);
        let keys: Vec<String> = ["x", line[0].1, line[1].1, line[2].1].map(key).into();
        let since = centre.centre.clock.now().plus_seconds(-300 * 24 * 3600);
        let lost = centre.centre.db.read(move |conn| store::pool::list_lost(conn, &keys, since)).await.unwrap();
        assert_eq!(lost, [key(line[2].1)], "the same for pools");
    }

    /// R20: in strict order the head of the line keeps its turn, whoever behind it would fit, and the log says so.
    fn r20_in_strict_order_nobody_is_served_before_a_party_that_is_too_large(centre) using [courses::service()] {
        let course = sample::course("c", centre.centre.clock.now());
        assert_eq!(course.fill, Fill::StrictOrder);
        let sessions = [sample::session(&course)];
        let write = move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, 2, 100);
        centre.centre.db.write(write).await.unwrap();
        let (one, two) = (register(&centre, "c", "one", 1).await, register(&centre, "c", "two", 1).await);
        let large = register(&centre, "c", "large", 2).await;
        let small = register(&centre, "c", "small", 1).await;
        let cancel = |id: &str| Work::Cancel { registration_id: id.into(), seats: vec![], why: None };
        ask(&centre, "c", cancel(&one.id)).await;
        assert_eq!((status(&centre, &large.id).await, status(&centre, &small.id).await), (Status::Waitlisted, Status::Waitlisted));
        ask(&centre, "c", cancel(&two.id)).await;
        assert_eq!((status(&centre, &large.id).await, status(&centre, &small.id).await), (Status::Offered, Status::Waitlisted));
        let id = large.id.clone();
        let rows = centre.centre.db.read(move |c| foundation::trail::list_of(c, courses::settle::REGISTRATION, &id)).await.unwrap();
        assert!(rows.iter().any(|r| r.verb == "offered" && r.after.as_deref().unwrap().contains("strict-order")));
        let mut resident = centre.resident();
        resident.open("/en/courses/course-c").await.must_say("always go to the first in line");
    }

    fn r20_who_is_passed_over_finds_the_reason_in_the_log(centre) using [courses::service()] {
        let mut course = sample::course("c", centre.centre.clock.now());
        course.fill = Fill::WhatFits;
        let sessions = [sample::session(&course)];
        let write = move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, 2, 100);
        centre.centre.db.write(write).await.unwrap();
        let (one, _two) = (register(&centre, "c", "one", 1).await, register(&centre, "c", "two", 1).await);
        let large = register(&centre, "c", "large", 2).await;
        let small = register(&centre, "c", "small", 1).await;
        ask(&centre, "c", Work::Cancel { registration_id: one.id, seats: vec![], why: None }).await;
        assert_eq!(status(&centre, &small.id).await, Status::Offered);
        let rows = move |id: String| {
            let db = centre.centre.db.clone();
            async move { db.read(move |c| foundation::trail::list_of(c, courses::settle::REGISTRATION, &id)).await.unwrap() }
        };
        let passed = rows(large.id).await;
        let row = passed.iter().find(|r| r.verb == "passed-over").unwrap();
        let after: serde_json::Value = serde_json::from_str(row.after.as_deref().unwrap()).unwrap();
        assert_eq!((&after["needs"], &after["free"], &after["fill"]), (&2.into(), &1.into(), &"what-fits".into()));
        let offered = rows(small.id).await;
        assert!(offered.iter().any(|r| r.verb == "offered" && r.after.as_deref().unwrap().contains("what-fits")));
    }
}

/// Two processes over one PostgreSQL look at the same draw at the same moment.
#[test]
fn r15_two_processes_hold_one_draw_once() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![courses::service()]).await;
        let other = testing::second_process(&centre, vec![courses::service()]).await;
        add(&centre, "c", 3, Method::Lottery, 0).await;
        for i in 0..40 {
            register(&centre, "c", &format!("p{i}"), 1 + i % 2).await;
        }
        centre.pass(CLOSED);
        other.clock.set(centre.centre.clock.now());
        let look = |centre: Arc<foundation::centre::Centre>| async move {
            let desk = Desk::of(&centre).unwrap();
            for _ in 0..5 {
                desk.ask("c", Work::Look, Actor::system()).await.unwrap();
            }
        };
        tokio::join!(look(centre.centre.clone()), look(other.clone()));
        agree(&centre, "c", "4").await;
        tokio::join!(look(centre.centre.clone()), look(other.clone()));
        let rows = |course: &'static str| {
            move |c: &mut foundation::db::Conn| {
                foundation::trail::list_of(c, courses::planning::COURSE, course)
            }
        };
        let trail = centre.centre.db.read(rows("c")).await.unwrap();
        let verbs: Vec<&str> = trail.iter().map(|r| r.verb.as_str()).collect();
        assert_eq!(verbs, ["entries-closed", "drawn"]);
        adds_up(&centre).await;
    });
}

both_engines! {
    /// R03, R35: what is refused while a draw is about to keep to its limits leaves the questions as they were.
    fn r03_a_refused_change_of_questions_changes_none(centre) using [courses::service()] {
        let asked = render(&[Question { kind: Kind::YesNo, ..Question::new("lunch", "午餐？") }]);
        let kept = asked.clone();
        add(&centre, "c", 3, Method::Lottery, 0).await;
        let now = centre.centre.clock.now();
        let write = move |conn: &mut foundation::db::Conn| {
            conn.execute(
                foundation::sql!("update courses_course set questions = $1 where id = 'c'"),
                foundation::params![asked],
            )?;
            store::entry::change_options(conn, "c", &[(("lunch".to_owned(), "yes".to_owned()), 2)])?;
            let kept = draw::find(conn, "c")?;
            draw::put(conn, "c", &Draw { closed_at: Some(now), ..kept })
        };
        centre.centre.db.write(write).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/en/office/courses/c/questions").await;
        let remove = page.form("tr:nth-child(1) form").press("remove");
        staff.send(remove).await.must_be(422).must_say("list of the draw is closed");
        let read = |conn: &mut foundation::db::Conn| {
            conn.first(foundation::sql!("select questions from courses_course where id = 'c'"), &[])?.unwrap().get::<String>(0)
        };
        assert_eq!(centre.centre.db.read(read).await.unwrap(), kept);
    }
}

/// The list is closed by another process at the moment in which staff change the limits of options.
#[test]
fn r03_limits_do_not_change_while_another_process_closes_the_list() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![courses::service()]).await;
        let other = testing::second_process(&centre, vec![courses::service()]).await;
        add(&centre, "c", 3, Method::Lottery, 0).await;
        let asked = render(&[Question { kind: Kind::YesNo, ..Question::new("lunch", "午餐？") }]);
        let set = foundation::sql!("update courses_course set questions = $1 where id = 'c'");
        centre.centre.db.write(move |conn| conn.execute(set, foundation::params![asked])).await.unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/en/office/courses/c/entry").await;
        let (is_held, may_go) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (holds, goes, now) = (is_held.clone(), may_go.clone(), other.clock.now());
        let close = move |conn: &mut foundation::db::Conn| {
            store::desk::find_ledger(conn, "c")?;
            let kept = draw::find(conn, "c")?;
            draw::put(conn, "c", &Draw { closed_at: Some(now), ..kept })?;
            holds.store(true, Ordering::SeqCst);
            while !goes.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok(())
        };
        let closing = tokio::spawn(async move { other.db.write(close).await });
        while !is_held.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let release = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            may_go.store(true, Ordering::SeqCst);
        };
        let changing = staff.send(page.form("#options").fill("limit.lunch.yes", "9"));
        let (answer, ()) = tokio::join!(changing, release);
        closing.await.unwrap().unwrap();
        answer.must_be(422).must_say("list of the draw is closed");
    });
}
