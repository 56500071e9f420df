//! The thin waist over the two engines: embedded SQLite and PostgreSQL.
//!
//! A centre's store is one SQLite file or one PostgreSQL schema. Work is given as plain functions
//! over a [`Conn`]; they run on database threads that each own one connection, so that a dropped
//! request never drops a queued write. The same SQL text serves both engines (see [`sql`]); this
//! folder is the only place that tells the engines apart.

mod address;
mod duties;
mod group;
mod migrate;
mod postgres;
mod sql;
mod sqlite;
mod value;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

pub use address::{Address, Engine};
pub use migrate::{Migration, Migrations, Pending, Text, migrate, pending};
pub use sql::{Registered, Sql, registered};
pub use value::{FromValue, Param, Row, ToParam, Value};

/// Why the store could not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// The database cannot be reached; trying again later may help.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The disk is full: nothing was written.
    #[error("the disk is full")]
    DiskFull,
    /// Another transaction was in the way (40001, 40P01, SQLITE_BUSY); the body is run again.
    #[error("another transaction was in the way: {0}")]
    Conflict(String),
    /// The connection broke while the commit was under way: it may or may not have happened.
    #[error("the connection broke during the commit")]
    CommitUnknown,
    /// A row did not have the expected shape.
    #[error("unexpected value in column {column}: {detail}")]
    Shape {
        /// Column number, from 0.
        column: usize,
        /// What was found.
        detail: String,
    },
    /// The statement itself was refused.
    #[error("{0}")]
    Statement(String),
    /// The body panicked; its transaction was rolled back.
    #[error("a database task panicked")]
    Panicked,
}

impl DbError {
    /// Whether the same body may simply be run again.
    pub fn is_retryable(&self) -> bool {
        matches!(self, DbError::Conflict(_))
    }
}

/// Result of a database body.
pub type DbResult<T> = Result<T, DbError>;

/// Under this name each statement is told, with its text, to whoever listens to the log that closely; no value is.
pub const STATEMENTS: &str = "hearth::statements";

/// One open connection, of either engine.
pub struct Conn {
    kind: Kind,
}

enum Kind {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Conn {
    /// All rows of a query.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn rows(&mut self, sql: Sql, params: &[Param<'_>]) -> DbResult<Vec<Row>> {
        tracing::trace!(target: STATEMENTS, text = sql.0);
        match &mut self.kind {
            Kind::Sqlite(c) => c.rows(sql, params),
            Kind::Postgres(c) => c.rows(sql, params),
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn first(&mut self, sql: Sql, params: &[Param<'_>]) -> DbResult<Option<Row>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// Runs a statement; says how many rows it touched.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn execute(&mut self, sql: Sql, params: &[Param<'_>]) -> DbResult<u64> {
        tracing::trace!(target: STATEMENTS, text = sql.0);
        match &mut self.kind {
            Kind::Sqlite(c) => c.execute(sql, params),
            Kind::Postgres(c) => c.execute(sql, params),
        }
    }

    /// Runs an `insert … values ($1, …)` once per row: a loop where statements are cheap (SQLite),
    /// one set-based statement where each costs a round trip (PostgreSQL).
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn insert_many(&mut self, sql: Sql, rows: &[Vec<Param<'_>>]) -> DbResult<u64> {
        tracing::trace!(target: STATEMENTS, text = sql.0);
        match &mut self.kind {
            Kind::Sqlite(c) => rows.iter().map(|r| c.execute(sql, r)).sum(),
            Kind::Postgres(c) => c.insert_many(sql, rows),
        }
    }

    /// Prepares a statement without running it and counts its result columns.
    ///
    /// # Errors
    /// [`DbError::Statement`] when the engine refuses the text.
    pub fn prepare(&mut self, sql: Sql) -> DbResult<usize> {
        match &mut self.kind {
            Kind::Sqlite(c) => c.prepare(sql),
            Kind::Postgres(c) => c.prepare(sql),
        }
    }

    /// The engine behind this connection, for the few duties (backup, doctor) that need to know.
    pub fn engine(&self) -> Engine {
        match self.kind {
            Kind::Sqlite(_) => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs text that is not a registered statement: schema steps and engine commands.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn batch(&mut self, text: &str) -> DbResult<()> {
        match &mut self.kind {
            Kind::Sqlite(c) => c.batch(text),
            Kind::Postgres(c) => c.batch(text),
        }
    }

    /// Lets one transaction after the other come past these names, until it ends: of this centre, not of those
    /// beside it in one database. Who writes to SQLite is alone already.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn pass_alone(&mut self, names: &[String]) -> DbResult<()> {
        if self.engine() == Engine::Sqlite {
            return Ok(());
        }
        // In one order everywhere, so that two transactions never wait for each other.
        let numbers: std::collections::BTreeSet<i64> = names.iter().map(|name| number_of(name)).collect();
        numbers.iter().try_for_each(|n| {
            self.batch(&format!("select pg_advisory_xact_lock(hashtextextended(current_schema(), {n}))"))
        })
    }

    fn open(address: &Address, read_only: bool) -> DbResult<Conn> {
        let kind = match address {
            Address::Sqlite { file } => Kind::Sqlite(sqlite::Sqlite::open(file, read_only)?),
            Address::Postgres { .. } => Kind::Postgres(postgres::Postgres::open(address)?),
        };
        Ok(Conn { kind })
    }

    fn begin(&mut self) -> DbResult<()> {
        match &mut self.kind {
            Kind::Sqlite(c) => c.batch("begin immediate"),
            Kind::Postgres(c) => c.batch("begin"),
        }
    }

    fn is_broken(&self) -> bool {
        match &self.kind {
            Kind::Sqlite(_) => false,
            Kind::Postgres(c) => c.is_broken(),
        }
    }

    /// Runs `body` as one transaction on this connection, again after a conflict.
    ///
    /// # Errors
    /// Any [`DbError`], after which nothing was written (except [`DbError::CommitUnknown`]).
    pub fn transaction<T>(&mut self, body: &dyn Fn(&mut Conn) -> DbResult<T>) -> DbResult<T> {
        let mut attempt = 0;
        loop {
            match self.attempt(body) {
                Err(error) if error.is_retryable() && attempt < ATTEMPTS => {
                    attempt += 1;
                    std::thread::sleep(Duration::from_millis(2 << attempt.min(6)));
                }
                other => return other,
            }
        }
    }

    fn attempt<T>(&mut self, body: &dyn Fn(&mut Conn) -> DbResult<T>) -> DbResult<T> {
        self.begin()?;
        let outcome = catch_unwind(AssertUnwindSafe(|| body(self))).unwrap_or(Err(DbError::Panicked));
        match outcome {
            Ok(value) => match self.batch("commit") {
                Ok(()) => Ok(value),
                Err(_) if self.is_broken() => Err(DbError::CommitUnknown),
                Err(error) => {
                    let _ = self.batch("rollback");
                    Err(error)
                }
            },
            Err(error) => {
                let _ = self.batch("rollback");
                Err(error)
            }
        }
    }
}

/// A name as the number of a lock.
fn number_of(name: &str) -> i64 {
    Sha256::digest(name).iter().take(8).fold(0_i64, |number, byte| number << 8 | i64::from(*byte))
}

/// Runs a body on a thread of its own: a connection must not be used on the threads of the
/// asynchronous runtime.
fn on_own_thread<T: Send>(body: impl FnOnce() -> DbResult<T> + Send) -> DbResult<T> {
    std::thread::scope(|scope| scope.spawn(body).join()).unwrap_or(Err(DbError::Panicked))
}

/// How often a transaction is run again after a conflict before the conflict is reported.
const ATTEMPTS: u32 = 12;
/// Threads that read, per centre: enough to keep two cores busy while one waits for the disk.
const SQLITE_READERS: usize = 4;
/// Connections of one centre to PostgreSQL, readers and writers alike.
const POSTGRES_CONNECTIONS: usize = 8;

type Task = Box<dyn FnOnce(&mut Slot) + Send>;
type Work = Box<dyn group::Write>;

/// What a database thread owns: its connection, opened when first needed and again when it broke.
struct Slot {
    address: Arc<Address>,
    read_only: bool,
    conn: Option<Conn>,
}

impl Slot {
    /// Runs a body; once more on a fresh connection when the old one turns out to be dead, as all
    /// are after the server was restarted.
    fn run<T>(&mut self, body: &dyn Fn(&mut Conn) -> DbResult<T>) -> DbResult<T> {
        let was_open = self.conn.is_some();
        match self.run_once(body) {
            Err(DbError::Unavailable(_)) if was_open && self.conn.is_none() => self.run_once(body),
            other => other,
        }
    }

    fn run_once<T>(&mut self, body: &dyn Fn(&mut Conn) -> DbResult<T>) -> DbResult<T> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => Conn::open(&self.address, self.read_only)?,
        };
        let answer = catch_unwind(AssertUnwindSafe(|| body(&mut conn))).unwrap_or(Err(DbError::Panicked));
        if !conn.is_broken() {
            self.conn = Some(conn);
        }
        answer
    }
}

/// A centre's store: cheap to clone, shared by all who serve the centre.
#[derive(Clone)]
pub struct Db {
    readers: mpsc::Sender<Task>,
    writers: Writers,
    address: Arc<Address>,
    is_full: Arc<AtomicBool>,
}

/// Who writes: the one writer of a SQLite store, or any of the threads before PostgreSQL.
#[derive(Clone)]
enum Writers {
    One(mpsc::Sender<Work>),
    Many(mpsc::Sender<Task>),
}

impl Writers {
    fn give(&self, work: Work) -> DbResult<()> {
        match self {
            Writers::One(queue) => queue.send(work).map_err(|_| closed()),
            Writers::Many(queue) => {
                queue.send(Box::new(move |slot| group::alone(slot, work))).map_err(|_| closed())
            }
        }
    }
}

/// Reads a copy of a SQLite store through, and makes it one plain file.
///
/// # Errors
/// [`DbError::Statement`] with what the engine found.
pub fn verify_sqlite(file: &std::path::Path) -> DbResult<()> {
    sqlite::verify(file)
}

impl Db {
    /// Opens the store and starts its threads. The database must be reachable.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] or [`DbError::Statement`] when it cannot be opened.
    pub fn open(address: &Address) -> DbResult<Db> {
        on_own_thread(|| Conn::open(address, false).map(drop))?;
        let address = Arc::new(address.clone());
        let (readers, writers) = match *address {
            Address::Sqlite { .. } => {
                (start("read", &address, SQLITE_READERS, true), Writers::One(start_writer(&address)))
            }
            Address::Postgres { .. } => {
                let both = start("store", &address, POSTGRES_CONNECTIONS, false);
                (both.clone(), Writers::Many(both))
            }
        };
        Ok(Db { readers, writers, address, is_full: Arc::default() })
    }

    /// Where this store is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Whether the last write found the disk full.
    pub fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    /// Counts a finished task and remembers a full disk until a write succeeds again.
    fn settle<T>(&self, is_write: bool, asked: Instant, answer: DbResult<T>) -> DbResult<T> {
        crate::metrics::store_task(is_write, asked.elapsed());
        match &answer {
            Ok(_) if is_write && self.is_full() => self.is_full.store(false, Ordering::Relaxed),
            Err(DbError::DiskFull) => self.is_full.store(true, Ordering::Relaxed),
            _ => {}
        }
        answer
    }

    /// Runs a body that only reads.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub async fn read<T, F>(&self, body: F) -> DbResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> DbResult<T> + Send + 'static,
    {
        let asked = Instant::now();
        let answer = ask(&self.readers, move |conn| body(conn)).await;
        self.settle(false, asked, answer)
    }

    /// Runs a body as one transaction. The body may run several times and must have no effect but
    /// on the store; once queued it runs even if the caller goes away.
    ///
    /// # Errors
    /// Any [`DbError`]; nothing was written then (except [`DbError::CommitUnknown`]).
    pub async fn write<T, F>(&self, body: F) -> DbResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> DbResult<T> + Send + 'static,
    {
        let asked = Instant::now();
        let (answer, wait) = tokio::sync::oneshot::channel();
        let give = move |value| {
            let _ = answer.send(value);
        };
        self.writers.give(Box::new(group::Waiting::new(body, give)))?;
        let answer = wait.await.unwrap_or(Err(DbError::Panicked));
        self.settle(true, asked, answer)
    }

    /// The same as [`Db::write`] for callers outside the asynchronous world (command line, set-up).
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn write_blocking<T, F>(&self, body: F) -> DbResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> DbResult<T> + Send + 'static,
    {
        let (answer, wait) = mpsc::sync_channel(1);
        let give = move |value| {
            let _ = answer.send(value);
        };
        self.writers.give(Box::new(group::Waiting::new(body, give)))?;
        wait.recv().map_err(|_| DbError::Panicked)?
    }

    /// The same as [`Db::read`] for callers outside the asynchronous world.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn read_blocking<T, F>(&self, body: F) -> DbResult<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> DbResult<T> + Send + 'static,
    {
        ask_blocking(&self.readers, move |conn| body(conn))
    }
}

/// Gives a body to the threads behind `queue` and waits for its answer.
async fn ask<T: Send + 'static>(
    queue: &mpsc::Sender<Task>,
    body: impl Fn(&mut Conn) -> DbResult<T> + Send + 'static,
) -> DbResult<T> {
    let (answer, wait) = tokio::sync::oneshot::channel();
    let task: Task = Box::new(move |slot| {
        let _ = answer.send(slot.run(&body));
    });
    queue.send(task).map_err(|_| closed())?;
    wait.await.map_err(|_| DbError::Panicked)?
}

fn ask_blocking<T: Send + 'static>(
    queue: &mpsc::Sender<Task>,
    body: impl Fn(&mut Conn) -> DbResult<T> + Send + 'static,
) -> DbResult<T> {
    let (answer, wait) = mpsc::sync_channel(1);
    let task: Task = Box::new(move |slot| {
        let _ = answer.send(slot.run(&body));
    });
    queue.send(task).map_err(|_| closed())?;
    wait.recv().map_err(|_| DbError::Panicked)?
}

fn closed() -> DbError {
    DbError::Unavailable("the store is closed".into())
}

fn start(what: &str, address: &Arc<Address>, threads: usize, read_only: bool) -> mpsc::Sender<Task> {
    let (sender, receiver) = mpsc::channel::<Task>();
    let receiver = Arc::new(Mutex::new(receiver));
    for n in 0..threads {
        let receiver = receiver.clone();
        let mut slot = Slot { address: address.clone(), read_only, conn: None };
        let thread = std::thread::Builder::new().name(format!("{what}-{n}"));
        let spawned = thread.spawn(move || {
            while let Some(task) = next(&receiver) {
                task(&mut slot);
            }
        });
        if let Err(error) = spawned {
            tracing::error!(%error, "a database thread could not be started");
        }
    }
    sender
}

/// Starts the thread that alone writes to a SQLite store.
fn start_writer(address: &Arc<Address>) -> mpsc::Sender<Work> {
    let (sender, waiting) = mpsc::channel::<Work>();
    let mut slot = Slot { address: address.clone(), read_only: false, conn: None };
    let spawned = std::thread::Builder::new().name("write-0".into()).spawn(move || {
        while let Ok(first) = waiting.recv() {
            group::together(&mut slot, first, &waiting);
        }
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "the thread that writes could not be started");
    }
    sender
}

fn next(tasks: &Mutex<mpsc::Receiver<Task>>) -> Option<Task> {
    tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv().ok()
}
