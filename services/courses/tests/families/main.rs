//! Families: who may come, options with limits, household members to tick, doubles, names shown; on
//! both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod entry;
mod handover;
mod household;
mod names;
mod options;
mod own;

use std::sync::Arc;

use courses::desk::{Answer, Desk, NewMember, NewParty, Work};
use courses::model::Course;
use courses::rules::entry::Entry;
use courses::rules::person;
use courses::{sample, store};
use foundation::db::Conn;
use foundation::trail::Actor;
use testing::{Fresh, Page, Visitor};

/// Adds a course and opens its form.
async fn course(centre: &Fresh, id: &str, capacity: i64, change: impl FnOnce(&mut Course)) -> String {
    let mut course = sample::course(id, centre.centre.clock.now());
    change(&mut course);
    let sessions = [sample::session(&course)];
    let path = format!("/courses/{}/register", course.slug);
    let write = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, capacity, 100);
    centre.centre.db.write(write).await.unwrap();
    path
}

/// Sets the rules of a course.
async fn set_rules(centre: &Fresh, id: &'static str, entry: Entry) {
    let write = move |conn: &mut Conn| store::entry::change_entry(conn, id, &entry);
    centre.centre.db.write(write).await.unwrap();
    centre.centre.cache.bump(&courses::planned::topics(id).each_ref().map(String::as_str));
}

/// Fills the contact page and goes on to the people.
async fn contact(visitor: &mut Visitor, path: &str, name: &str, email: &str) -> Page {
    let page = visitor.open(path).await;
    page.must_be(200);
    let form = page.form("#register").fill("name", name).fill("phone", "").fill("email", email);
    visitor.send(form.press("next")).await
}

/// Registers whom the page of the people names.
async fn send(visitor: &mut Visitor, people: Page) -> Page {
    let check = visitor.send(people.form("#register").press("next")).await;
    check.must_say("確認並送出");
    visitor.send(check.form("#register").tick("consent", "yes").press("send")).await
}

/// A party of people with years of birth.
fn party(key: &str, people: &[(&str, i64)]) -> NewParty {
    let email = format!("{key}@test.example");
    let members = people.iter().map(|(name, year)| NewMember {
        person_key: person::key(name, "", &email),
        name: (*name).into(),
        birth_year: Some(*year),
        answers: "{}".into(),
        ..NewMember::default()
    });
    let members = members.collect();
    NewParty { name: people[0].0.into(), members, email, ..sample::party(key, 1) }
}

/// Asks the desk to take a party in.
async fn ask(centre: &Fresh, course: &str, party: NewParty) -> Answer {
    let desk = Desk::of(&centre.centre).unwrap();
    desk.ask(course, Work::Register(Arc::new(party)), Actor::resident(None)).await.unwrap()
}

/// The address of a page of the registration a receipt shows.
fn below(receipt: &Page, below: &str) -> String {
    let (path, query) = receipt.path.split_once('?').unwrap();
    format!("{path}{below}?{}", query.split('&').next().unwrap())
}
