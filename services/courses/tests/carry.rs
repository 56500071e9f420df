//! A waiting list carried to the next run, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use courses::desk::{self, Answer, Desk, NewParty, Registered, Work};
use courses::matter::Matter;
use courses::model::{Course, Status};
use courses::questions::{Question, render};
use courses::rules::entry::Entry;
use courses::rules::person;
use courses::{sample, store};
use foundation::centre;
use foundation::db::{Conn, Sql};
use foundation::trail::Actor;
use testing::{Fresh, Page, Role, both_engines};

const DAY: i64 = 24 * 3600;

async fn add(centre: &Fresh, id: &str, days: i64, capacity: i64) {
    add_as(centre, id, days, capacity, |_| {}).await;
}

/// Adds a run that begins, and opens to everybody, so many days later than the first.
async fn add_as(centre: &Fresh, id: &str, days: i64, capacity: i64, change: impl FnOnce(&mut Course)) {
    let mut course = sample::course(id, centre.centre.clock.now());
    course.series_id = Some("series".into());
    course.starts_at = course.starts_at.plus_seconds(days * DAY);
    course.ends_at = course.ends_at.plus_seconds(days * DAY);
    course.opens_at = course.opens_at.plus_seconds(days * DAY);
    change(&mut course);
    let sessions = [sample::session(&course)];
    let write = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, capacity, 10);
    centre.centre.db.write(write).await.unwrap();
}

/// A party whose persons are known by the contact of their head, as those of a form are.
fn party(key: &str, size: usize) -> NewParty {
    let mut party = sample::party(key, size);
    for member in &mut party.members {
        member.person_key = person::key(&member.name, &party.phone, &party.email);
    }
    party
}

async fn ask(centre: &Fresh, course: &str, party: NewParty) -> Registered {
    let work = Work::Register(Arc::new(party));
    match Desk::of(&centre.centre).unwrap().ask(course, work, Actor::resident(None)).await.unwrap() {
        Answer::Registered(registered) => registered,
        other => panic!("{other:?}"),
    }
}

async fn register(centre: &Fresh, course: &str, key: &str) -> Registered {
    ask(centre, course, party(key, 1)).await
}

async fn execute(centre: &Fresh, text: &'static str) {
    centre.centre.db.write(move |conn: &mut Conn| conn.execute(Sql(text), &[])).await.unwrap();
}

/// The address at which a party is asked.
async fn next(centre: &Fresh, party: &Registered) -> String {
    let id = party.id.clone();
    let matter = centre.centre.db.read(move |conn| Matter::find(conn, &id)).await.unwrap().unwrap();
    format!("/en{}", matter.path(&centre.centre.keys, "/next"))
}

/// Says yes or no with the consent given.
async fn say(centre: &Fresh, party: &Registered, said: &str, group: bool) -> Page {
    let mut visitor = centre.resident();
    let page = visitor.open(&next(centre, party).await).await;
    let form = page.form("#next").tick("consent", "yes");
    let form = if group { form.tick("group", "yes") } else { form };
    visitor.send(form.press(said)).await
}

async fn answer(centre: &Fresh, party: &Registered, said: &str) {
    say(centre, party, said, false).await.must_be(200).must_say(&format!("You said {said}"));
}

/// Staff ask everybody in line of one course to wait for another.
async fn carry(centre: &Fresh, from: &str, to: &str) {
    let mut staff = centre.staff(&[Role::Promotion]).await;
    let page = staff.open(&format!("/en/office/courses/{from}/carry")).await;
    staff.send(page.form("#carry").fill("to", to)).await.must_be(200).must_say("asked by letter");
}

/// The time to answer is over and the job has run.
async fn time_is_over(centre: &Fresh) {
    centre.pass(7 * DAY);
    centre.settle().await;
}

/// The parties of a course: status, notice, answers.
async fn parties(centre: &Fresh, course: &'static str) -> Vec<(String, String, String)> {
    let read = move |conn: &mut Conn| {
        let text = "select status, notice_version, answers from courses_registration where course_id = $1 order by number";
        conn.rows(Sql(text), foundation::params![course])?
            .iter()
            .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .collect()
    };
    centre.centre.db.read(read).await.unwrap()
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
        let late = centre.centre.clock.now().plus_seconds(30 * DAY).field();
        staff.send(page.form("#carry").fill("to", "d").fill("until_at", &late)).await.must_be(422).must_say("Registration for the next run opens on");
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
        time_is_over(&centre).await;
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
        assert!(parties(&centre, "d").await.iter().all(|(_, notice, _)| notice == "1"), "what they agreed to");
        centre.resident().open(&next(&centre, &line[2]).await).await.must_say("You are in the next run’s line");
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open("/en/office/courses/c/carry").await.must_say("put in the next line: 2; not put in it: 0");
    }

    /// Each reason not to be taken in is told by letter, on the page of the party and to staff; once.
    fn r23_who_cannot_be_carried_is_told_why(centre) using [courses::service()] {
        let cases = [
            ("c1", "d1", "One of you is registered for the next run already"),
            ("c2", "d2", "does not meet the conditions"),
            ("c3", "d3", "more people than the next run takes"),
            ("c4", "d4", "The next run is not held"),
        ];
        let mut line = Vec::new();
        for (from, to, _) in cases {
            add(&centre, from, 0, 0).await;
            add(&centre, to, 30, 9).await;
            line.push(ask(&centre, from, party(from, 2)).await);
            carry(&centre, from, to).await;
            answer(&centre, line.last().unwrap(), "yes").await;
        }
        ask(&centre, "d1", NewParty { key: "before".into(), by_staff: true, ..party("c1", 2) }).await;
        let rules = Entry { age_from: Some(18), ..Entry::default() };
        centre.centre.db.write(move |conn| store::entry::change_entry(conn, "d2", &rules)).await.unwrap();
        execute(&centre, "update courses_course set party_max = 1 where id = 'd3'").await;
        execute(&centre, "update courses_course set status = 'cancelled' where id = 'd4'").await;
        time_is_over(&centre).await;
        let lists = centre.centre.db.read(|conn: &mut Conn| {
            conn.rows(Sql("select id from courses_carry"), &[])?.iter().map(|r| r.get::<String>(0)).collect::<foundation::db::DbResult<Vec<_>>>()
        }).await.unwrap();
        for list in lists {
            courses::carry::run(centre.centre.clone(), list).await.unwrap();
        }
        let mails = centre.mails().await;
        let mut staff = centre.staff(&[Role::Promotion]).await;
        for ((from, _, why), party) in cases.into_iter().zip(&line) {
            let to = format!("{from}@test.example");
            let told: Vec<_> = mails.iter().filter(|m| m.to == to && m.subject.contains("沒有排進下一期")).collect();
            assert_eq!(told.len(), 1, "{from}");
            centre.resident().open(&next(&centre, party).await).await.must_say("Not put in the next line").must_say(why);
            let page = staff.open(&format!("/en/office/courses/{from}/carry")).await;
            page.must_say("not put in it: 1").must_say(why).must_say(&format!("{from} 0"));
            let page = staff.open(&format!("/en/office/courses/{from}/registrations/{}", party.id)).await;
            page.must_say("Not put in the next line").must_say(why);
        }
    }

    /// What the next run asks is said when somebody says yes, not when the time is over.
    fn r23_who_may_not_come_to_the_next_run_hears_it_at_once(centre) using [courses::service()] {
        add(&centre, "c", 0, 0).await;
        // Of the same kind, and no run of the series: what was declared for the one says nothing.
        add_as(&centre, "d", 30, 9, |d| d.series_id = None).await;
        let rules = Entry { age_from: Some(18), group: true, ..Entry::default() };
        centre.centre.db.write(move |conn| store::entry::change_entry(conn, "d", &rules)).await.unwrap();
        let mut grown = party("grown", 1);
        grown.members[0].birth_year = Some(1980);
        let grown = ask(&centre, "c", grown).await;
        let young = ask(&centre, "c", party("young", 1)).await;
        carry(&centre, "c", "d").await;
        let mut visitor = centre.resident();
        let page = visitor.open(&next(&centre, &grown).await).await;
        page.must_say("Who may come to the next run").must_say("Notice version 1");
        visitor.send(page.form("#next").press("yes")).await.must_be(422).must_say("Tick that you have read the notice");
        say(&centre, &grown, "yes", false).await.must_be(422).must_say("please confirm that you belong to it");
        say(&centre, &grown, "yes", true).await.must_be(200).must_say("You said yes");
        say(&centre, &young, "yes", true).await.must_be(409).must_say("You cannot be put in the next line like this");
        time_is_over(&centre).await;
        let there = parties(&centre, "d").await;
        assert_eq!((there.len(), there[0].0.as_str()), (1, "offered"));
    }

    /// Answers go along where both forms ask the same, and nobody carried waits behind those who line up.
    fn r23_answers_go_along_and_a_crowd_at_the_next_run_is_no_obstacle(centre) using [courses::service()] {
        let asking = render(&[Question::new("food", "過敏？")]);
        let same = |course: &mut Course| course.questions = asking.clone();
        add_as(&centre, "c", 0, 0, same).await;
        add_as(&centre, "d", 30, 9, same).await;
        let waits = ask(&centre, "c", NewParty { answers: r#"{"food":"花生"}"#.into(), ..party("a", 1) }).await;
        carry(&centre, "c", "d").await;
        answer(&centre, &waits, "yes").await;
        let now = centre.centre.clock.now();
        let write = move |conn: &mut Conn| centre::change_setting(conn, desk::PATIENCE, "0", now, "test");
        centre.centre.db.write(write).await.unwrap();
        centre.centre.reload_settings().await.unwrap();
        time_is_over(&centre).await;
        let there = parties(&centre, "d").await;
        assert_eq!(there, [("offered".to_owned(), "1".to_owned(), r#"{"food":"花生"}"#.to_owned())]);
        centre.resident().open(&next(&centre, &waits).await).await.must_say("You are in the next run’s line");
    }
}
