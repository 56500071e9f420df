//! The admission desk: the one place where seats are given, held and freed.
//!
//! Everything that touches a ledger is asked here, by whatever channel it comes. The desk gathers
//! what waits, settles each course concerned in one transaction with a constant number of
//! statements, commits once, then answers all. In several processes over one PostgreSQL the row
//! lock on the ledger keeps the desks right.

mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use foundation::centre::Centre;
use foundation::clock::Clock;
use foundation::db::{DbError, DbResult};
use jiff::civil::Date;
use office::instant::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};

use crate::model::{Event, Illegal, Status};
use crate::rules::admit::Refusal;
use crate::rules::entry::Barred;
use crate::rules::pace;
use crate::{planned, settle};
use foundation::trail::Actor;

/// A person of a party to be registered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewMember {
    /// Name, tidied.
    pub name: String,
    /// Tells persons apart; see [`crate::rules::person::key`].
    pub person_key: String,
    /// Year of birth.
    pub birth_year: Option<i64>,
    /// Sex, as a code.
    pub sex: String,
    /// District, as a code.
    pub district: String,
    /// Answers, as JSON.
    pub answers: String,
    /// Day of birth, where a household knows it; asked by the rules of a course, not kept.
    pub birth_on: Option<Date>,
    /// Until when the name may be shown to the others (R38).
    #[serde(with = "line::moment")]
    pub shown_until: Option<Instant>,
}

/// A party to be registered; kept whole while it stands in the line before the desk.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewParty {
    /// The same key is the same request, however often it is sent.
    pub key: String,
    /// Name of the head.
    pub name: String,
    /// Telephone of the head (E.164), or empty.
    pub phone: String,
    /// E-mail of the head, or empty.
    pub email: String,
    /// Language to write in.
    pub language: String,
    /// Channel, as a code.
    pub channel: String,
    /// Staff id of who enters it, or `resident`.
    pub registered_by: String,
    /// Entered by staff.
    pub by_staff: bool,
    /// Carried from an earlier line: it goes into this one, whatever is free and before the opening.
    pub to_line: bool,
    /// Moved with its seats: it gets seats here or is not taken in.
    pub seats_only: bool,
    /// Why staff go over the limit.
    pub over_reason: Option<String>,
    /// The set-aside the party belongs to.
    pub set_aside: Option<String>,
    /// Declares to belong to the target group of the course.
    pub declares_group: bool,
    /// Why staff let it in against the rules of the course (R28).
    pub waive_reason: Option<String>,
    /// Answers of the party, as JSON.
    pub answers: String,
    /// The notice that was shown.
    pub notice_version: String,
    /// Tells its household from others in a draw, if somebody was signed in; says nothing else.
    pub household: String,
    /// The persons, the head first if it comes along.
    pub members: Vec<NewMember>,
    /// Tells two forms under one key apart; empty where the key alone says what is asked.
    pub fingerprint: String,
}

/// Bytes of a fingerprint: enough to tell forms apart, too few to tell a person by.
const FINGERPRINT_BYTES: usize = 4;

impl NewParty {
    /// The party with the fingerprint of what its form said, whatever the language.
    #[must_use]
    pub fn with_fingerprint(self) -> NewParty {
        let person = |m: &NewMember| {
            format!("{:?}", (&m.name, m.birth_year, &m.sex, &m.district, &m.answers, m.shown_until.is_some()))
        };
        let persons: Vec<String> = self.members.iter().map(person).collect();
        let said = (&self.name, &self.phone, &self.email, &self.answers, self.declares_group, persons);
        let digest = Sha256::digest(format!("{said:?}"));
        let fingerprint = digest.iter().take(FINGERPRINT_BYTES).map(|b| format!("{b:02x}")).collect();
        NewParty { fingerprint, ..self }
    }

    /// Why staff let it in against the rules; nobody else can.
    pub fn waives(&self) -> Option<&str> {
        self.waive_reason.as_deref().filter(|why| self.by_staff && !why.trim().is_empty())
    }
}

/// What the desk is asked to do with a course.
#[derive(Debug, Clone)]
pub enum Work {
    /// Take a party in.
    Register(Arc<NewParty>),
    /// Cancel these seats of a registration, or all.
    Cancel {
        /// The registration.
        registration_id: String,
        /// Ids of seats; empty for all.
        seats: Vec<String>,
        /// Why, if somebody said.
        why: Option<String>,
    },
    /// A party gives up these seats by itself; who stays must be able to come without them (R28).
    Leave {
        /// The registration.
        registration_id: String,
        /// Ids of the seats.
        seats: Vec<String>,
    },
    /// Something else happens to a registration: accept, decline, approve, reject, seat, reopen.
    Happen {
        /// The registration.
        registration_id: String,
        /// What.
        event: Event,
        /// Why, if somebody said.
        why: Option<String>,
    },
    /// Only see to it: an offer ran out, the room became larger, a set-aside fell back.
    Look,
}

/// A party that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Id.
    pub id: String,
    /// Reference.
    pub reference: String,
    /// Where it stands.
    pub status: Status,
    /// Place in line, from 1, when it waits.
    pub position: Option<i64>,
    /// Whether this is the answer to a request that was answered before.
    pub again: bool,
    /// Id of each seat, in the order of the persons; empty when answered again.
    pub seats: Vec<String>,
}

/// What the desk answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The party was taken in.
    Registered(Registered),
    /// The party was not taken in.
    Refused(Refusal),
    /// Rules of the course are not met, or options are full: who, and which.
    Barred(Vec<Barred>),
    /// More come than can be taken in at once: the party stands in line under this id (R13).
    InLine(String),
    /// Another form was sent under this key before; nothing was done with this one.
    KeyReused,
    /// It was done; where the registration stands now.
    Done(Status),
    /// It cannot be done to a registration that stands there.
    Illegal(Illegal),
    /// There is no such course, registration or seat.
    NoSuch,
}

struct Ask {
    task: Task,
    answer: oneshot::Sender<DbResult<Answer>>,
}

/// Asks that may wait at the desk; more are told to come back.
const QUEUE: usize = 20_000;
/// Asks that are settled with one commit.
const BATCH: usize = 1024;

/// So many asks at once are a crowd.
const CROWD: usize = 8;

/// The desk of a centre in this process.
pub struct Desk {
    queue: mpsc::Sender<Ask>,
    pace: Arc<Pace>,
    clock: Clock,
}

/// How fast a desk is, and among how many lines and parties it shares itself out.
struct Pace {
    per_second: AtomicU64,
    lines: AtomicI64,
    parties: AtomicI64,
}

/// The setting: milliseconds that people wait for the desk before they are lined up instead.
pub const PATIENCE: &str = "courses.desk_patience_ms";
/// How long the line rests when the store does not answer.
const REST: Duration = Duration::from_secs(1);
/// How often an idle desk looks for what another process left in line.
const LOOK: Duration = Duration::from_secs(20);

/// Why the desk gave no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DeskError {
    /// The queue is full.
    #[error("the desk is busy")]
    Busy,
    /// The store did not take it; nothing was written.
    #[error(transparent)]
    Store(#[from] DbError),
}

impl From<DeskError> for foundation::fault::Fault {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Busy => foundation::fault::Fault::Unavailable,
            DeskError::Store(error) => error.into(),
        }
    }
}

impl Desk {
    /// Opens the desk of a centre.
    pub fn open(centre: &Arc<Centre>) -> Arc<Desk> {
        let (queue, asks) = mpsc::channel(QUEUE);
        let pace = Arc::new(Pace {
            per_second: AtomicU64::new(pace::FIRST_GUESS),
            lines: AtomicI64::new(1),
            parties: AtomicI64::new(0),
        });
        tokio::spawn(serve(Arc::downgrade(centre), asks, pace.clone()));
        Arc::new(Desk { queue, pace, clock: centre.clock.clone() })
    }

    /// The desk of this centre.
    ///
    /// # Errors
    /// [`DeskError::Busy`] when the centre was opened without this service.
    pub fn of(centre: &Centre) -> Result<Arc<Desk>, DeskError> {
        centre.room::<Desk>().ok_or(DeskError::Busy)
    }

    /// Asks the desk. The work is done even if the asker goes away.
    ///
    /// # Errors
    /// [`DeskError`].
    pub async fn ask(&self, course_id: &str, work: Work, actor: Actor) -> Result<Answer, DeskError> {
        let wait = self.queue(course_id, work, actor)?;
        Ok(wait.await.map_err(|_| DeskError::Busy)??)
    }

    /// Asks several things about a course: they are done in their order, with one commit when the
    /// desk is free.
    ///
    /// # Errors
    /// [`DeskError`]; what was asked before it is done all the same.
    pub async fn ask_all(
        &self,
        course_id: &str,
        works: impl IntoIterator<Item = Work>,
        actor: &Actor,
    ) -> Result<Vec<Answer>, DeskError> {
        let queued: Result<Vec<_>, _> =
            works.into_iter().map(|work| self.queue(course_id, work, actor.clone())).collect();
        let mut answers = Vec::new();
        for wait in queued? {
            answers.push(wait.await.map_err(|_| DeskError::Busy)??);
        }
        Ok(answers)
    }

    fn queue(
        &self,
        course_id: &str,
        work: Work,
        actor: Actor,
    ) -> Result<oneshot::Receiver<DbResult<Answer>>, DeskError> {
        let (answer, wait) = oneshot::channel();
        let came_at = self.clock.now();
        let task = Task { course_id: course_id.to_owned(), work, actor, came_at };
        let ask = Ask { task, answer };
        self.queue.try_send(ask).map_err(|_| DeskError::Busy)?;
        Ok(wait)
    }

    /// Seconds until a party with so many before it in its line is settled.
    pub fn seconds(&self, ahead: i64) -> i64 {
        let (lines, parties) = (&self.pace.lines, &self.pace.parties);
        let (lines, parties) = (lines.load(Ordering::Relaxed), parties.load(Ordering::Relaxed));
        let before = pace::before(ahead, pace::Lines { lines, parties }, line::USHERED);
        pace::seconds(before, self.pace.per_second.load(Ordering::Relaxed))
    }

    /// Asks that wait just now.
    pub fn waiting(&self) -> usize {
        QUEUE - self.queue.capacity()
    }
}

async fn serve(centre: std::sync::Weak<Centre>, mut asks: mpsc::Receiver<Ask>, pace: Arc<Pace>) {
    // Somebody may stand in line since before this process began.
    let (mut is_lined, mut last) = (true, String::new());
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        let patience = if is_lined { Duration::ZERO } else { LOOK };
        let asked = tokio::time::timeout(patience, asks.recv_many(&mut batch, BATCH)).await;
        let Some(centre) = centre.upgrade().filter(|_| asked != Ok(0)) else { return };
        if batch.len() >= CROWD {
            centre.crowd.note();
        }
        if !batch.is_empty() {
            let is_overrun = is_overrun(&centre, asks.len() + batch.len(), &pace.per_second);
            let begun = (Stopwatch::now(), batch.len());
            is_lined |= settle_batch(&centre, batch, is_overrun).await;
            measure(&pace.per_second, begun.0, begun.1);
        }
        if is_lined || asked.is_err() {
            is_lined = usher(&centre, &mut last, &pace).await;
        }
    }
}

fn is_overrun(centre: &Centre, waiting: usize, per_second: &AtomicU64) -> bool {
    let patience = u64::try_from(centre.number(PATIENCE)).unwrap_or_default();
    pace::is_overrun(waiting, per_second.load(Ordering::Relaxed), patience)
}

fn measure(per_second: &AtomicU64, begun: Stopwatch, settled: usize) {
    if settled >= CROWD {
        let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let now = pace::measured(per_second.load(Ordering::Relaxed), settled, micros);
        per_second.store(now, Ordering::Relaxed);
    }
}

/// Settles a piece of the line; says whether somebody may still stand there.
async fn usher(centre: &Arc<Centre>, last: &mut String, pace: &Pace) -> bool {
    let begun = Stopwatch::now();
    match line::usher(centre, last).await {
        Ok(Some(served)) => {
            measure(&pace.per_second, begun, served.parties);
            pace.lines.store(served.left.lines, Ordering::Relaxed);
            pace.parties.store(served.left.parties, Ordering::Relaxed);
            *last = served.course_id;
            true
        }
        Ok(None) => false,
        Err(error) => {
            tracing::warn!(centre = centre.code, %error, "the line cannot be served");
            tokio::time::sleep(REST).await;
            true
        }
    }
}

/// Settles a batch with one commit; one by one when something in it cannot be written. Says whether
/// somebody was lined up.
async fn settle_batch(centre: &Arc<Centre>, batch: Vec<Ask>, is_overrun: bool) -> bool {
    let (mut tasks, mut answers) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
    for ask in batch {
        tasks.push(ask.task);
        answers.push(ask.answer);
    }
    let tasks = Arc::new(tasks);
    match write(centre, tasks.clone(), is_overrun).await {
        Ok(done) => {
            let is_lined = done.iter().any(|answer| matches!(answer, Answer::InLine(_)));
            for (answer, done) in answers.into_iter().zip(done) {
                let _ = answer.send(Ok(done));
            }
            return is_lined;
        }
        Err(DbError::Statement(_) | DbError::Shape { .. } | DbError::Panicked) if tasks.len() > 1 => {
            for (task, answer) in tasks.iter().zip(answers) {
                let alone = write(centre, Arc::new(vec![task.clone()]), is_overrun).await;
                let _ = answer.send(alone.map(|done| done.into_iter().next().unwrap_or(Answer::NoSuch)));
            }
        }
        Err(error) => {
            for answer in answers {
                let _ = answer.send(Err(error.clone()));
            }
        }
    }
    is_overrun
}

/// One thing to do.
#[derive(Debug, Clone)]
pub struct Task {
    /// The course.
    pub course_id: String,
    /// What to do.
    pub work: Work,
    /// Who asks.
    pub actor: Actor,
    /// When it came to the desk, or to the line before it: by that moment it is judged whether registration
    /// is open and a draw still takes entries, however long it waits.
    pub came_at: Instant,
}

impl Task {
    /// Whether a party accepts its offer.
    pub(crate) fn accepts(&self, id: &str) -> bool {
        matches!(&self.work, Work::Happen { registration_id, event: Event::Accept, .. } if registration_id == id)
    }
}

async fn write(centre: &Arc<Centre>, tasks: Arc<Vec<Task>>, is_overrun: bool) -> DbResult<Vec<Answer>> {
    let (inner, asked) = (centre.clone(), tasks.clone());
    let body = move |conn: &mut foundation::db::Conn| {
        let mut lined = line::line_up(conn, &inner, &asked, is_overrun)?;
        // Ledgers are locked in the order of their ids, so that two desks never wait for each other.
        let mut by_course: BTreeMap<&str, (Vec<usize>, Vec<&Task>)> = BTreeMap::new();
        for (i, task) in asked.iter().enumerate().filter(|(i, _)| !lined.contains_key(i)) {
            let (places, tasks) = by_course.entry(&task.course_id).or_default();
            places.push(i);
            tasks.push(task);
        }
        let (places, tasks): (Vec<_>, BTreeMap<_, _>) =
            by_course.into_iter().map(|(id, (places, tasks))| (places, (id, tasks))).unzip();
        let settled = settle::courses(conn, &inner, &tasks)?;
        lined.extend(places.into_iter().flatten().zip(settled.into_iter().flatten()));
        Ok((0..asked.len()).map(|i| lined.remove(&i).unwrap_or(Answer::NoSuch)).collect())
    };
    let answers = match centre.db.write(body.clone()).await {
        // Nobody knows whether it was written; the keys and states make a second try harmless.
        Err(DbError::CommitUnknown) => centre.db.write(body).await?,
        other => other?,
    };
    let courses: BTreeSet<String> = tasks.iter().map(|t| planned::of_course(&t.course_id)).collect();
    let topics: Vec<&str> = courses.iter().map(String::as_str).chain(["courses"]).collect();
    centre.cache.bump(&topics);
    centre.work_waits.notify_one();
    Ok(answers)
}
