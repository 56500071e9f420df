//! After the day, on both engines: attendance, certificates, no-shows, hours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod certificates;
mod hours;
mod no_shows;

use std::sync::Arc;

use courses::desk::{Answer, Desk, NewMember, NewParty, Registered, Work};
use courses::matter::Matter;
use courses::model::{Course, Session};
use courses::rules::person;
use courses::store::past::WasThere;
use courses::{sample, store};
use foundation::db::Conn;
use foundation::trail::{self, Actor};
use testing::Fresh;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const PHONE: &str = "+886912345678";

/// A course `id` with `weeks` sessions of three hours, a week apart; the first begins in an hour.
async fn add(centre: &Fresh, id: &str, weeks: i64, change: impl Fn(&mut Course)) {
    let now = centre.centre.clock.now();
    let mut course = sample::course(id, now);
    course.starts_at = now.plus_seconds(HOUR);
    course.ends_at = course.starts_at.plus_seconds(3 * HOUR + (weeks - 1) * 7 * DAY);
    course.closes_at = now.plus_seconds(HOUR / 2);
    course.change_until = course.closes_at;
    change(&mut course);
    let sessions: Vec<Session> = (1..=weeks)
        .map(|number| {
            let starts_at = course.starts_at.plus_seconds((number - 1) * 7 * DAY);
            let ends_at = starts_at.plus_seconds(3 * HOUR);
            Session { id: format!("{id}-{number}"), number, starts_at, ends_at, ..sample::session(&course) }
        })
        .collect();
    let write = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, 20, 10);
    centre.centre.db.write(write).await.unwrap();
}

/// A party of these persons, reached at one telephone.
fn party(centre: &Fresh, names: &[&str]) -> NewParty {
    let members = names.iter().map(|name| NewMember {
        name: (*name).into(),
        person_key: person::key(name, PHONE, ""),
        answers: "{}".into(),
        ..NewMember::default()
    });
    NewParty {
        key: centre.centre.chance.token(),
        name: names[0].into(),
        phone: PHONE.into(),
        email: "ming@test.example".into(),
        language: "zh-Hant".into(),
        channel: "web".into(),
        registered_by: "resident".into(),
        answers: "{}".into(),
        notice_version: "1".into(),
        members: members.collect(),
        ..NewParty::default()
    }
}

async fn ask(centre: &Fresh, course: &str, party: NewParty) -> Answer {
    let desk = Desk::of(&centre.centre).unwrap();
    desk.ask(course, Work::Register(Arc::new(party)), Actor::resident(None)).await.unwrap()
}

async fn register(centre: &Fresh, course: &str, names: &[&str]) -> Registered {
    match ask(centre, course, party(centre, names)).await {
        Answer::Registered(registered) => registered,
        other => panic!("{other:?}"),
    }
}

/// Notes these seats as come to a session now.
async fn came(centre: &Fresh, course: &str, session: i64, seats: &[&str]) {
    let session = format!("{course}-{session}");
    let seats: Vec<String> = seats.iter().map(|s| (*s).to_owned()).collect();
    let at = centre.centre.clock.now();
    let write = move |conn: &mut Conn| {
        let was_there = |seat: &String| WasThere {
            session_id: session.clone(),
            seat_id: seat.clone(),
            in_at: at,
            way: "list",
        };
        store::past::add_attendance(conn, &seats.iter().map(was_there).collect::<Vec<_>>())
    };
    assert!(centre.centre.db.write(write).await.unwrap() > 0);
}

/// The address of a page of a registration.
fn progress(centre: &Fresh, registered: &Registered, below: &str) -> String {
    let id = registered.id.clone();
    let matter = centre.centre.db.read_blocking(move |conn| Matter::find(conn, &id)).unwrap().unwrap();
    matter.path(&centre.centre.keys, below)
}

async fn verbs(centre: &Fresh, registered: &Registered) -> Vec<String> {
    let id = registered.id.clone();
    let read = move |conn: &mut Conn| trail::list_of(conn, courses::settle::REGISTRATION, &id);
    centre.centre.db.read(read).await.unwrap().into_iter().map(|t| t.verb).collect()
}
