//! Courses and parties for tests of staff pages, and what became of them.

use std::sync::Arc;

use courses::desk::{Answer, Desk, Registered, Work};
use courses::model::{Course, Status};
use courses::planning::COURSE;
use courses::{sample, store};
use foundation::sql;
use foundation::trail::{self, Actor, Kept};
use testing::Fresh;

/// An announced course that takes registrations now, with one session `ID-1`.
pub async fn add(centre: &Fresh, id: &str, capacity: i64, change: impl Fn(&mut Course)) -> Arc<Desk> {
    let mut course = sample::course(id, centre.centre.clock.now());
    change(&mut course);
    let sessions = [sample::session(&course)];
    let write =
        move |conn: &mut foundation::db::Conn| store::course::add(conn, &course, &sessions, capacity, 100);
    centre.centre.db.write(write).await.unwrap();
    centre.centre.cache.bump(&["courses", courses::planned::TOPIC]);
    Desk::of(&centre.centre).unwrap()
}

/// A party that comes over the web.
fn party(key: &str, size: usize) -> Work {
    Work::Register(Arc::new(sample::party(key, size)))
}

/// Registers a party.
pub async fn register(centre: &Fresh, course: &str, key: &str, size: usize) -> Registered {
    let desk = Desk::of(&centre.centre).unwrap();
    match desk.ask(course, party(key, size), Actor::resident(None)).await.unwrap() {
        Answer::Registered(registered) => registered,
        other => panic!("{key}: {other:?}"),
    }
}

/// Where a registration stands.
pub async fn status(centre: &Fresh, id: &str) -> Status {
    let id = id.to_owned();
    let found = centre.centre.db.read(move |conn| store::registration::find(conn, &id)).await.unwrap();
    found.unwrap().status
}

/// A course as it is kept.
pub async fn course(centre: &Fresh, id: &str) -> Course {
    let id = id.to_owned();
    centre.centre.db.read(move |conn| store::course::find(conn, &id)).await.unwrap().unwrap()
}

/// The trail of a course.
pub async fn trail_rows(centre: &Fresh, id: &str) -> Vec<Kept> {
    let id = id.to_owned();
    centre.centre.db.read(move |conn| trail::list_of(conn, COURSE, &id)).await.unwrap()
}

/// What was done to a course, in order.
pub async fn trail(centre: &Fresh, id: &str) -> Vec<String> {
    trail_rows(centre, id).await.into_iter().map(|row| row.verb).collect()
}

/// Payloads of the jobs of a kind that wait.
pub async fn jobs(centre: &Fresh, kind: &'static str) -> Vec<String> {
    let read = move |conn: &mut foundation::db::Conn| {
        conn.rows(
            sql!("select payload from foundation_job where kind = $1 order by id"),
            foundation::params![kind],
        )?
        .iter()
        .map(|r| r.get(0))
        .collect()
    };
    centre.centre.db.read(read).await.unwrap()
}

/// When the jobs of a kind are due, by payload.
pub async fn jobs_at(centre: &Fresh, kind: &'static str) -> Vec<(String, office::instant::Instant)> {
    let read = move |conn: &mut foundation::db::Conn| {
        conn.rows(
            sql!("select payload, run_at from foundation_job where kind = $1 order by id"),
            foundation::params![kind],
        )?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .collect()
    };
    centre.centre.db.read(read).await.unwrap()
}
