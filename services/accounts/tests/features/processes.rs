//! An account ends while two processes serve the centre: once, and for everybody.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult, Engine};
use foundation::staff::{self, Stage};
use foundation::{params, sql};
use testing::{Fresh, Role, second_process};

use crate::{PASSWORD, add, mei, relax, somebody, try_password};

/// What a process began and has not ended.
struct Held {
    go: Sender<()>,
    done: tokio::task::JoinHandle<DbResult<()>>,
}

impl Held {
    /// Begins a transaction with these statements and keeps it open.
    async fn begin(centre: &Arc<Centre>, acts: impl Fn(&mut Conn) -> DbResult<()> + Send + 'static) -> Held {
        let ((began, begun), (go, gone)): (_, (_, Receiver<()>)) = (channel(), channel());
        let db = centre.db.clone();
        let work = move |conn: &mut Conn| {
            acts(conn)?;
            began.send(()).ok();
            gone.recv().ok();
            Ok(())
        };
        let done = tokio::spawn(async move { db.write(work).await });
        tokio::task::spawn_blocking(move || begun.recv()).await.unwrap().unwrap();
        Held { go, done }
    }

    /// Ends it once the others have had time to come to it.
    async fn end(self) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.go.send(()).unwrap();
        self.done.await.unwrap().unwrap();
    }
}

/// Runs the job of every hour in a process.
async fn purge(centre: Arc<Centre>) {
    let job = accounts::service().jobs.iter().find(|job| job.name == "accounts.purge").unwrap();
    (job.run)(centre, String::new()).await.unwrap();
}

async fn number(centre: &Fresh, sql: &'static str) -> i64 {
    let read = move |conn: &mut Conn| conn.first(foundation::db::Sql(sql), &[])?.unwrap().get(0);
    centre.centre.db.read(read).await.unwrap()
}

async fn give_last_day(centre: &Fresh, id: &str, day: &'static str) {
    let id = id.to_owned();
    let sql = sql!("insert into accounts_last_day (staff_id, ends_on) values ($1, $2)");
    centre.centre.db.write(move |conn| conn.execute(sql, params![id, day])).await.unwrap();
}

const LOCKED: &str =
    "select count(*) from foundation_trail where matter = 'foundation_staff' and verb = 'locked'";
const SESSIONS: &str = "select count(*) from foundation_session";

#[test]
fn two_processes_lock_an_account_that_is_over_or_unused_once() {
    testing::run(|| async {
        let centre = Fresh::open(Engine::Postgres, vec![accounts::service()]).await;
        let other = second_process(&centre, vec![accounts::service()]).await;
        for email in ["over@test.example", "unused@test.example"] {
            add(&centre, somebody(email, &[Role::Promotion])).await;
        }
        centre.pass(181 * 86_400);
        let over = add(&centre, somebody("over-too@test.example", &[Role::Promotion])).await;
        give_last_day(&centre, &over, "2027-01-01").await;
        other.clock.set(centre.centre.clock.now());
        let all =
            |conn: &mut Conn| conn.rows(sql!("select id from foundation_staff for update"), &[]).map(drop);
        let held = Held::begin(&centre.centre, all).await;
        tokio::join!(purge(centre.centre.clone()), purge(other), held.end());
        assert_eq!(number(&centre, LOCKED).await, 3);
        let staff = centre.centre.db.read(accounts::list_staff).await.unwrap();
        assert!(staff.iter().all(|account| account.is_locked), "{staff:?}");
    });
}

#[test]
fn who_comes_back_while_the_unused_are_locked_stays() {
    testing::run(|| async {
        let centre = Fresh::open(Engine::Postgres, vec![accounts::service()]).await;
        let other = second_process(&centre, vec![accounts::service()]).await;
        add(&centre, somebody("back@test.example", &[Role::Promotion])).await;
        centre.pass(181 * 86_400);
        let now = centre.centre.clock.now();
        other.clock.set(now);
        let seen = move |conn: &mut Conn| {
            conn.execute(sql!("update foundation_staff set seen_at = $1"), params![now]).map(drop)
        };
        let held = Held::begin(&centre.centre, seen).await;
        tokio::join!(purge(other), held.end());
        assert_eq!(number(&centre, LOCKED).await, 0);
    });
}

#[test]
fn no_session_survives_an_account_that_ends_while_somebody_signs_in_with_it() {
    testing::run(|| async {
        let centre = Fresh::open(Engine::Postgres, vec![accounts::service()]).await;
        let other = second_process(&centre, vec![accounts::service()]).await;
        relax(&centre).await;
        // With a password alone, and half way in before the code of the authenticator.
        add(&centre, somebody("one@test.example", &[Role::Promotion])).await;
        add(&centre, mei()).await;
        for email in ["one@test.example", "mei@test.example"] {
            let lock = move |conn: &mut Conn| {
                let sql = sql!("update foundation_staff set state = 'locked' where email = $1");
                conn.execute(sql, params![email]).map(drop)
            };
            let held = Held::begin(&other, lock).await;
            let mut visitor = centre.resident();
            let (page, ()) = tokio::join!(try_password(&mut visitor, email, PASSWORD), held.end());
            page.must_be(422);
            assert_eq!(number(&centre, SESSIONS).await, 0, "{email}");
        }
    });
}

#[test]
fn a_session_that_begins_while_its_account_is_locked_ends_with_it() {
    testing::run(|| async {
        let centre = Fresh::open(Engine::Postgres, vec![accounts::service()]).await;
        let other = second_process(&centre, vec![accounts::service()]).await;
        for (email, ends_on) in [("over@test.example", Some("2026-01-01")), ("unused@test.example", None)] {
            let id = add(&centre, somebody(email, &[Role::Promotion])).await;
            centre.pass(181 * 86_400);
            let now = centre.centre.clock.now();
            other.clock.set(now);
            if let Some(day) = ends_on {
                give_last_day(&centre, &id, day).await;
            }
            let begin = move |conn: &mut Conn| staff::add_session(conn, "word", &id, Stage::Full, now);
            let held = Held::begin(&centre.centre, begin).await;
            tokio::join!(purge(other.clone()), held.end());
            assert_eq!(number(&centre, SESSIONS).await, 0, "{email}");
        }
    });
}
