//! Writes that wait for the one writer of a SQLite store share a commit (group commit).
//!
//! A commit waits for the disk; a body does not. So the writer runs what waits one after the other,
//! each within a savepoint of its own, commits once, and answers all after it. A body that fails is
//! taken back alone. Should the engine give the whole transaction up, each is run again by itself.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::{Conn, DbError, DbResult, Slot};

/// Writes that share a commit at most.
const GROUP: usize = 64;
/// Once a group has taken this long it is committed, whatever else waits.
const GROUP_TIME: Duration = Duration::from_millis(5);

/// A body that waits for the writer.
pub(super) trait Write: Send {
    /// Runs the body and keeps what it answers.
    fn run(&self, conn: &mut Conn) -> DbResult<()>;
    /// Gives the answer that was kept, or why it was not written.
    fn answer(self: Box<Self>, outcome: DbResult<()>);
}

/// A body, and where its answer goes.
pub(super) struct Waiting<T, F, A> {
    body: F,
    answer: A,
    kept: RefCell<Option<T>>,
}

impl<T, F, A> Waiting<T, F, A> {
    pub(super) fn new(body: F, answer: A) -> Self {
        Waiting { body, answer, kept: RefCell::new(None) }
    }
}

impl<T, F, A> Write for Waiting<T, F, A>
where
    T: Send,
    F: Fn(&mut Conn) -> DbResult<T> + Send,
    A: FnOnce(DbResult<T>) + Send,
{
    fn run(&self, conn: &mut Conn) -> DbResult<()> {
        let value = (self.body)(conn)?;
        *self.kept.borrow_mut() = Some(value);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: DbResult<()>) {
        let kept = self.kept.into_inner();
        (self.answer)(outcome.and_then(|()| kept.ok_or(DbError::Panicked)));
    }
}

/// Runs one write as a transaction of its own.
pub(super) fn alone(slot: &mut Slot, write: Box<dyn Write>) {
    let outcome = slot.run(&|conn| conn.transaction(&|conn| write.run(conn)));
    write.answer(outcome);
}

/// Runs `first` and what waits behind it with one commit.
pub(super) fn together(slot: &mut Slot, first: Box<dyn Write>, waiting: &Receiver<Box<dyn Write>>) {
    let Ok(second) = waiting.try_recv() else { return alone(slot, first) };
    let group = RefCell::new(vec![first, second]);
    let outcome = slot.run_once(&|conn| in_one(conn, &mut group.borrow_mut(), waiting));
    let group = group.into_inner();
    match outcome {
        Ok(outcomes) => group.into_iter().zip(outcomes).for_each(|(write, outcome)| write.answer(outcome)),
        Err(_) => group.into_iter().for_each(|write| alone(slot, write)),
    }
}

/// The outcome of each body, all committed; an error when none of them was.
fn in_one(
    conn: &mut Conn,
    group: &mut Vec<Box<dyn Write>>,
    waiting: &Receiver<Box<dyn Write>>,
) -> DbResult<Vec<DbResult<()>>> {
    let begun = Instant::now();
    let mut outcomes = Vec::with_capacity(group.len());
    conn.begin()?;
    let mut at = 0;
    while let Some(write) = group.get(at) {
        outcomes.push(within_savepoint(conn, write.as_ref()).inspect_err(|_| give_up(conn))?);
        at += 1;
        if at == group.len() && at < GROUP && begun.elapsed() < GROUP_TIME {
            group.extend(waiting.try_recv());
        }
    }
    conn.batch("commit").inspect_err(|_| give_up(conn))?;
    Ok(outcomes)
}

/// Runs a body; what it wrote is taken back when it fails. An error when the transaction is gone.
fn within_savepoint(conn: &mut Conn, write: &dyn Write) -> DbResult<DbResult<()>> {
    conn.batch("savepoint body")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| write.run(conn))).unwrap_or(Err(DbError::Panicked));
    match outcome {
        Ok(()) => conn.batch("release body")?,
        Err(_) => conn.batch("rollback to body; release body")?,
    }
    Ok(outcome)
}

fn give_up(conn: &mut Conn) {
    // Fails when the engine has rolled back already, which is what is wanted.
    let _ = conn.batch("rollback");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::super::{Address, Db};
    use super::*;
    use crate::{params, sql};

    fn store() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Address::Sqlite { file: folder.path().join("x.db") }).unwrap();
        db.write_blocking(|conn| {
            conn.batch("create table foundation_attempt (subject text not null, at text not null)")
        })
        .unwrap();
        (folder, db)
    }

    fn put(conn: &mut Conn, subject: &str) -> DbResult<u64> {
        conn.execute(
            sql!("insert into foundation_attempt (subject, at) values ($1, $2)"),
            params![subject, ""],
        )
    }

    async fn count(db: &Db) -> i64 {
        db.read(|conn| conn.first(sql!("select count(*) from foundation_attempt"), &[])?.unwrap().get(0))
            .await
            .unwrap()
    }

    /// Keeps the writer at work, so that what is asked meanwhile waits and shares a commit.
    fn hold(db: &Db) -> tokio::task::JoinHandle<DbResult<()>> {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(|_| {
                std::thread::sleep(Duration::from_millis(100));
                Ok(())
            })
            .await
        })
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_fails_in_a_group_is_taken_back_alone() {
        let (_folder, db) = store();
        let held = hold(&db);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let writes: Vec<_> = (0..100)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(move |conn| {
                        put(conn, &n.to_string())?;
                        match n {
                            7 => Err(DbError::Statement("refused".into())),
                            8 => panic!("on purpose"),
                            9 => conn.batch("no such statement").map(|()| 0),
                            _ => Ok(n),
                        }
                    })
                    .await
                })
            })
            .collect();
        held.await.unwrap().unwrap();
        for (n, write) in writes.into_iter().enumerate() {
            let outcome = write.await.unwrap();
            match n {
                7 => assert!(matches!(outcome, Err(DbError::Statement(why)) if why == "refused")),
                8 => assert!(matches!(outcome, Err(DbError::Panicked))),
                9 => assert!(matches!(outcome, Err(DbError::Statement(_)))),
                _ => assert_eq!(outcome.unwrap(), n),
            }
        }
        assert_eq!(count(&db).await, 97);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn when_the_transaction_is_lost_each_is_written_by_itself() {
        let (_folder, db) = store();
        let held = hold(&db);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let (first, second) = (db.clone(), db.clone());
        let first = tokio::spawn(async move { first.write(|conn| put(conn, "first")).await });
        tokio::time::sleep(Duration::from_millis(10)).await;
        let second = tokio::spawn(async move {
            second.write(|conn| put(conn, "second").and_then(|_| conn.batch("rollback; begin"))).await
        });
        held.await.unwrap().unwrap();
        assert_eq!(first.await.unwrap().unwrap(), 1);
        assert!(second.await.unwrap().is_ok());
        assert_eq!(
            count(&db).await,
            1,
            "what was rolled back within a body is gone, what was answered is there"
        );
    }
}
