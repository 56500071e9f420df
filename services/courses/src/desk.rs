//! The admission desk: the one place where seats are given, held and freed.
//!
//! Everything that touches a ledger is asked here, by whatever channel it comes. The desk gathers
//! what waits, settles each course concerned in one transaction with a constant number of
//! statements, commits once, then answers all. In several processes over one PostgreSQL the row
//! lock on the ledger keeps the desks right.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{DbError, DbResult};
use jiff::civil::Date;
use office::instant::Instant;
use tokio::sync::{mpsc, oneshot};

use crate::model::{Event, Illegal, Status};
use crate::rules::admit::Refusal;
use crate::rules::entry::Barred;
use crate::settle;
use foundation::trail::Actor;

/// A person of a party to be registered.
#[derive(Debug, Clone, Default)]
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
    pub shown_until: Option<Instant>,
}

/// A party to be registered.
#[derive(Debug, Clone, Default)]
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
    /// The persons, the head first if it comes along.
    pub members: Vec<NewMember>,
}

impl NewParty {
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
    /// Id and code of each seat, in the order of the persons; empty when answered again.
    pub seats: Vec<(String, String)>,
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
    /// It was done; where the registration stands now.
    Done(Status),
    /// It cannot be done to a registration that stands there.
    Illegal(Illegal),
    /// There is no such course, registration or seat.
    NoSuch,
}

struct Ask {
    course_id: String,
    work: Work,
    actor: Actor,
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
}

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
        tokio::spawn(serve(Arc::downgrade(centre), asks));
        Arc::new(Desk { queue })
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
        let ask = Ask { course_id: course_id.to_owned(), work, actor, answer };
        self.queue.try_send(ask).map_err(|_| DeskError::Busy)?;
        Ok(wait)
    }

    /// Asks that wait just now.
    pub fn waiting(&self) -> usize {
        QUEUE - self.queue.capacity()
    }
}

async fn serve(centre: std::sync::Weak<Centre>, mut asks: mpsc::Receiver<Ask>) {
    let mut batch = Vec::with_capacity(BATCH);
    while asks.recv_many(&mut batch, BATCH).await > 0 {
        let Some(centre) = centre.upgrade() else { return };
        if batch.len() >= CROWD {
            centre.crowd.note();
        }
        settle_batch(&centre, std::mem::take(&mut batch)).await;
    }
}

/// Settles a batch with one commit; one by one when something in it cannot be written.
async fn settle_batch(centre: &Arc<Centre>, batch: Vec<Ask>) {
    let (mut tasks, mut answers) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
    for ask in batch {
        tasks.push(Task { course_id: ask.course_id, work: ask.work, actor: ask.actor });
        answers.push(ask.answer);
    }
    let tasks = Arc::new(tasks);
    match write(centre, tasks.clone()).await {
        Ok(done) => {
            for (answer, done) in answers.into_iter().zip(done) {
                let _ = answer.send(Ok(done));
            }
        }
        Err(DbError::Statement(_) | DbError::Shape { .. } | DbError::Panicked) if tasks.len() > 1 => {
            for (task, answer) in tasks.iter().zip(answers) {
                let alone = write(centre, Arc::new(vec![task.clone()])).await;
                let _ = answer.send(alone.map(|done| done.into_iter().next().unwrap_or(Answer::NoSuch)));
            }
        }
        Err(error) => {
            for answer in answers {
                let _ = answer.send(Err(error.clone()));
            }
        }
    }
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
}

async fn write(centre: &Arc<Centre>, tasks: Arc<Vec<Task>>) -> DbResult<Vec<Answer>> {
    let (inner, asked) = (centre.clone(), tasks.clone());
    let body = move |conn: &mut foundation::db::Conn| {
        // Ledgers are locked in the order of their ids, so that two desks never wait for each other.
        let mut by_course: BTreeMap<&str, (Vec<usize>, Vec<&Task>)> = BTreeMap::new();
        for (i, task) in asked.iter().enumerate() {
            let (places, tasks) = by_course.entry(&task.course_id).or_default();
            places.push(i);
            tasks.push(task);
        }
        let (places, tasks): (Vec<_>, BTreeMap<_, _>) =
            by_course.into_iter().map(|(id, (places, tasks))| (places, (id, tasks))).unzip();
        let settled = settle::courses(conn, &inner, &tasks)?;
        let mut answers = vec![Answer::NoSuch; asked.len()];
        for (place, answer) in places.into_iter().flatten().zip(settled.into_iter().flatten()) {
            if let Some(slot) = answers.get_mut(place) {
                *slot = answer;
            }
        }
        Ok(answers)
    };
    let answers = match centre.db.write(body.clone()).await {
        // Nobody knows whether it was written; the keys and states make a second try harmless.
        Err(DbError::CommitUnknown) => centre.db.write(body).await?,
        other => other?,
    };
    let courses: std::collections::BTreeSet<String> =
        tasks.iter().map(|t| format!("courses/{}", t.course_id)).collect();
    let topics: Vec<&str> = courses.iter().map(String::as_str).chain(["courses"]).collect();
    centre.cache.bump(&topics);
    centre.work_waits.notify_one();
    Ok(answers)
}
