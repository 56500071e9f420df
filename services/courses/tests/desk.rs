//! The admission desk on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use courses::desk::Task;
use courses::desk::{Answer, Desk, Registered, Work};
use courses::model::{Course, Event, Fill, Status};
use courses::rules::draw::GRACE_SECONDS;
use courses::{sample, store};
use foundation::db::Conn;
use foundation::trail::Actor;
use office::instant::Instant;
use testing::{Fresh, both_engines};

async fn add(centre: &Fresh, id: &str, capacity: i64, change: impl Fn(&mut Course)) -> Arc<Desk> {
    let mut course = sample::course(id, centre.centre.clock.now());
    change(&mut course);
    let sessions = [sample::session(&course)];
    let write = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, capacity, 100_000);
    centre.centre.db.write(write).await.unwrap();
    Desk::of(&centre.centre).unwrap()
}

fn party(key: &str, size: usize) -> Work {
    Work::Register(Arc::new(sample::party(key, size)))
}

async fn register(desk: &Desk, course: &str, key: &str, size: usize) -> Registered {
    match desk.ask(course, party(key, size), Actor::resident(None)).await.unwrap() {
        Answer::Registered(registered) => registered,
        other => panic!("{key}: {other:?}"),
    }
}

async fn happen(desk: &Desk, course: &str, id: &str, event: Event) -> Answer {
    let work = Work::Happen { registration_id: id.into(), event, why: None };
    desk.ask(course, work, Actor::resident(None)).await.unwrap()
}

async fn cancel(desk: &Desk, course: &str, id: &str, seats: Vec<String>) -> Answer {
    let work = Work::Cancel { registration_id: id.into(), seats, why: None };
    desk.ask(course, work, Actor::resident(None)).await.unwrap()
}

async fn status(centre: &Fresh, id: &str) -> Status {
    let id = id.to_owned();
    let found = centre.centre.db.read(move |conn| store::registration::find(conn, &id)).await.unwrap();
    found.unwrap().status
}

/// A course of one seat that is offered to a party until the instant.
async fn offered(centre: &Fresh, course: &str) -> (Registered, Instant) {
    let desk = add(centre, course, 1, |_| {}).await;
    let seated = register(&desk, course, &format!("{course}-a"), 1).await;
    let next = register(&desk, course, &format!("{course}-b"), 1).await;
    cancel(&desk, course, &seated.id, vec![]).await;
    let id = next.id.clone();
    let found = centre.centre.db.read(move |conn| store::registration::find(conn, &id)).await.unwrap();
    (next, found.unwrap().offered_until.unwrap())
}

fn accept(id: &str) -> Work {
    Work::Happen { registration_id: id.into(), event: Event::Accept, why: None }
}

both_engines! {
    fn r02_a_crowd_gets_exactly_the_seats_there_are(centre) using [courses::service()] {
        let desk = add(&centre, "c", 200, |c| c.fill = Fill::WhatFits).await;
        let mut asks = Vec::new();
        for i in 0..1000 {
            let (desk, key) = (desk.clone(), format!("p{}", i % 800));
            // Every fifth is sent twice: a double click.
            asks.push(tokio::spawn(async move { (key.clone(), register(&desk, "c", &key, 1 + i % 800 % 4).await) }));
        }
        let mut by_key = std::collections::HashMap::new();
        for ask in asks {
            let (key, answer) = ask.await.unwrap();
            let known = by_key.entry(key).or_insert_with(|| answer.clone());
            assert_eq!((&known.id, &known.reference, known.status), (&answer.id, &answer.reference, answer.status));
        }
        let counts = centre.centre.db.read(|c| store::course::count_by_status(c, "c")).await.unwrap();
        let of = |s: Status| counts.iter().find(|(found, _)| *found == s).map_or(0, |(_, n)| *n);
        assert_eq!(of(Status::Confirmed), 200);
        assert_eq!(of(Status::Confirmed) + of(Status::Waitlisted), 800 / 4 * (1 + 2 + 3 + 4));
    }

    fn r17_a_freed_seat_is_offered_at_once_and_r18_passes_on_when_the_offer_runs_out(centre) using [courses::service()] {
        let desk = add(&centre, "c", 1, |_| {}).await;
        let a = register(&desk, "c", "a", 1).await;
        let b = register(&desk, "c", "b", 1).await;
        let c = register(&desk, "c", "c", 1).await;
        assert_eq!((a.status, b.position, c.position), (Status::Confirmed, Some(1), Some(2)));
        assert_eq!(cancel(&desk, "c", &a.id, vec![]).await, Answer::Done(Status::Cancelled));
        assert_eq!(status(&centre, &b.id).await, Status::Offered);
        centre.pass(24 * 3600 + GRACE_SECONDS);
        centre.settle().await;
        assert_eq!(status(&centre, &b.id).await, Status::Expired);
        assert_eq!(status(&centre, &c.id).await, Status::Offered);
        assert_eq!(happen(&desk, "c", &c.id, Event::Accept).await, Answer::Done(Status::Confirmed));
        assert!(matches!(happen(&desk, "c", &b.id, Event::Accept).await, Answer::Illegal(_)));
    }

    fn r17_who_fits_is_found_at_the_end_of_a_long_line(centre) using [courses::service()] {
        let desk = add(&centre, "c", 3, |c| c.fill = Fill::WhatFits).await;
        let first = register(&desk, "c", "first", 3).await;
        let mut line = Vec::new();
        for i in 0..510 {
            line.push(register(&desk, "c", &format!("two{i}"), 2).await);
        }
        let single = register(&desk, "c", "single", 1).await;
        cancel(&desk, "c", &first.id, vec![]).await;
        assert_eq!(status(&centre, &line[0].id).await, Status::Offered);
        assert_eq!(status(&centre, &single.id).await, Status::Offered, "behind five hundred that do not fit");
        happen(&desk, "c", &single.id, Event::Decline).await;
        assert_eq!(register(&desk, "c", "late", 1).await.status, Status::Confirmed, "nobody in line could use it");
        assert_eq!(register(&desk, "c", "later", 1).await.status, Status::Waitlisted);
        let findings = centre.centre.db.read(courses::check::ledgers).await.unwrap();
        assert!(findings.is_empty(), "{findings:?}");
    }

    fn r22_who_took_an_offer_and_cancelled_is_not_offered_again(centre) using [courses::service()] {
        let desk = add(&centre, "c", 1, |_| {}).await;
        let a = register(&desk, "c", "a", 1).await;
        let b = register(&desk, "c", "b", 1).await;
        let next = register(&desk, "c", "next", 1).await;
        cancel(&desk, "c", &a.id, vec![]).await;
        happen(&desk, "c", &b.id, Event::Accept).await;
        assert_eq!((status(&centre, &b.id).await, status(&centre, &next.id).await), (Status::Confirmed, Status::Waitlisted));
        cancel(&desk, "c", &b.id, vec![]).await;
        // The seat is the next one's at once; when that one does not want it, it does not come back to b.
        assert_eq!((status(&centre, &b.id).await, status(&centre, &next.id).await), (Status::Cancelled, Status::Offered));
        happen(&desk, "c", &next.id, Event::Decline).await;
        assert_eq!(status(&centre, &b.id).await, Status::Cancelled);
        assert_eq!(register(&desk, "c", "d", 1).await.status, Status::Confirmed);
    }

    fn r20_in_strict_order_nobody_overtakes_and_what_fits_serves_who_fits(centre) using [courses::service()] {
        for (id, fill, expected) in [("s", Fill::StrictOrder, Status::Waitlisted), ("w", Fill::WhatFits, Status::Offered)] {
            let desk = add(&centre, id, 2, |c| c.fill = fill).await;
            let key = |name: &str| format!("{id}-{name}");
            let (one, _) = (register(&desk, id, &key("one"), 1).await, register(&desk, id, &key("two"), 1).await);
            let large = register(&desk, id, &key("large"), 2).await;
            let small = register(&desk, id, &key("small"), 1).await;
            cancel(&desk, id, &one.id, vec![]).await;
            assert_eq!(status(&centre, &small.id).await, expected, "{fill:?}");
            assert_eq!(status(&centre, &large.id).await, Status::Waitlisted, "{fill:?}");
            // When the large party gives up, whoever is behind it is served under either rule.
            cancel(&desk, id, &large.id, vec![]).await;
            assert_eq!(status(&centre, &small.id).await, Status::Offered, "{fill:?}");
        }
    }

    fn r39_one_seat_of_several_is_cancelled_and_the_others_stay(centre) using [courses::service()] {
        let desk = add(&centre, "c", 3, |_| {}).await;
        let a = register(&desk, "c", "a", 3).await;
        let b = register(&desk, "c", "b", 1).await;
        let id = a.id.clone();
        let seats = centre.centre.db.read(move |c| store::registration::list_seats(c, &id)).await.unwrap();
        assert_eq!(cancel(&desk, "c", &a.id, vec![seats[1].id.clone()]).await, Answer::Done(Status::Confirmed));
        assert_eq!(status(&centre, &b.id).await, Status::Offered);
        assert_eq!(cancel(&desk, "c", &a.id, vec!["nobody".into()]).await, Answer::NoSuch);
    }

    fn r02_the_same_key_gets_the_same_answer_later(centre) using [courses::service()] {
        let desk = add(&centre, "c", 1, |_| {}).await;
        let first = register(&desk, "c", "a", 1).await;
        let again = register(&desk, "c", "a", 1).await;
        assert_eq!((first.reference, false, true), (again.reference, first.again, again.again));
    }

    fn every_act_of_the_desk_leaves_a_trail_that_can_be_checked(centre) using [courses::service()] {
        let desk = add(&centre, "c", 1, |_| {}).await;
        let a = register(&desk, "c", "a", 1).await;
        cancel(&desk, "c", &a.id, vec![]).await;
        let id = a.id.clone();
        let trail = centre.centre.db
            .read(move |c| foundation::trail::list_of(c, courses::settle::REGISTRATION, &id)).await.unwrap();
        assert_eq!(trail.iter().map(|t| t.verb.as_str()).collect::<Vec<_>>(), ["registered", "cancelled"]);
        centre.centre.db.write(foundation::trail::seal).await.unwrap();
        let chain = centre.centre.db.read(foundation::trail::check).await.unwrap();
        assert_eq!(chain, foundation::trail::Chain::Whole { sealed: 2, waiting: 0 });
    }

    /// R18: in whatever order desks come to it within the grace, whoever answered in time keeps the seat, and
    /// nobody else does.
    fn r18_an_offer_is_kept_by_who_answered_in_time_whatever_is_settled_first(centre) using [courses::service()] {
        for (case, (answered, looked)) in
            [-1, 0, GRACE_SECONDS - 1, GRACE_SECONDS].into_iter().flat_map(|a| [-1, 0, GRACE_SECONDS - 1].map(|l| (a, l))).enumerate()
        {
            let course = format!("c{case}");
            let (party, until) = offered(&centre, &course).await;
            let settle = async |works: Vec<(Work, i64)>| {
                let (inner, course_id) = (centre.centre.clone(), course.clone());
                let task = |(work, seconds): (Work, i64)| {
                    Task { course_id: course_id.clone(), work, actor: Actor::system(), came_at: until.plus_seconds(seconds) }
                };
                let tasks: Vec<Task> = works.into_iter().map(task).collect();
                let write = move |conn: &mut Conn| {
                    let tasks = [(course_id.as_str(), tasks.iter().collect())].into();
                    courses::settle::courses(conn, &inner, &tasks)
                };
                centre.centre.db.write(write).await.unwrap();
                status(&centre, &party.id).await
            };
            // The clock of whoever settles stands where it does only after the grace.
            centre.pass(until.seconds_since(centre.centre.clock.now()) + GRACE_SECONDS);
            assert_eq!(settle(vec![(Work::Look, looked)]).await, Status::Offered, "{answered} {looked}");
            let kept = if answered < 0 { Status::Confirmed } else { Status::Expired };
            let together = vec![(accept(&party.id), answered), (Work::Look, GRACE_SECONDS)];
            let stands = if case % 2 == 0 { settle(together).await } else {
                settle(vec![(accept(&party.id), answered)]).await;
                settle(vec![(Work::Look, GRACE_SECONDS)]).await
            };
            assert_eq!(stands, kept, "{answered} {looked}");
        }
        assert!(centre.centre.db.read(courses::check::ledgers).await.unwrap().is_empty());
    }

    /// R18: what is settled beside the desk does not know who waits there.
    fn r18_an_offer_runs_out_at_the_desk_alone(centre) using [courses::service()] {
        let (party, until) = offered(&centre, "c").await;
        centre.pass(until.seconds_since(centre.centre.clock.now()) + 60);
        let inner = centre.centre.clone();
        let beside = move |conn: &mut Conn| courses::settle::one(conn, &inner, "c", party_of_staff(), &Actor::system());
        assert!(matches!(centre.centre.db.write(beside).await.unwrap(), Answer::Registered(_)));
        assert_eq!(status(&centre, &party.id).await, Status::Offered);
        centre.settle().await;
        assert_eq!(status(&centre, &party.id).await, Status::Expired);
    }
}

fn party_of_staff() -> Work {
    let party = courses::desk::NewParty { by_staff: true, ..sample::party("staff", 1) };
    Work::Register(Arc::new(party))
}

/// R18: an answer that came in time to another process, slow to settle it, is not overtaken by the end of the offer.
#[test]
fn r18_an_offer_accepted_in_time_at_another_process_is_kept() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![courses::service()]).await;
        let other = testing::second_process(&centre, vec![courses::service()]).await;
        for (course, answered, kept) in [("c", -1, Status::Confirmed), ("d", 0, Status::Expired)] {
            let (party, until) = offered(&centre, course).await;
            other.clock.set(until.plus_seconds(answered));
            centre.pass(until.seconds_since(centre.centre.clock.now()) + GRACE_SECONDS - 1);
            let here = Desk::of(&centre.centre).unwrap();
            here.ask(course, Work::Look, Actor::system()).await.unwrap();
            assert_eq!(status(&centre, &party.id).await, Status::Offered);
            let there = Desk::of(&other).unwrap();
            let answer = there.ask(course, accept(&party.id), Actor::resident(None)).await.unwrap();
            assert_eq!(matches!(answer, Answer::Done(Status::Confirmed)), answered < 0, "{answer:?}");
            centre.pass(1);
            here.ask(course, Work::Look, Actor::system()).await.unwrap();
            assert_eq!(status(&centre, &party.id).await, kept);
        }
        assert!(centre.centre.db.read(courses::check::ledgers).await.unwrap().is_empty());
    });
}
