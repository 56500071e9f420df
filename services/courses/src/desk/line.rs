//! The line before the desk (R13): when more come than it can take while people wait, each is written
//! down as it came, told its place, and settled in that order.
//!
//! The line is rows, so it outlives reload, lost connections and this process. While somebody stands in
//! it, whoever comes later stands behind, in whatever process: that is decided under the course's lock.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbError, DbResult};
use foundation::jobs::{self, NewJob};
use foundation::trail::Actor;

use super::{Answer, NewParty, Task, Work};
use crate::rules::admit::{self, Refusal};
use crate::rules::draw::list_closes_at;
use crate::rules::entry::is_option_full;
use crate::rules::pace::Lines;
use crate::settle::{self, known};
use crate::store::arrival::{self, NewArrival, Waiting};
use crate::store::desk::{self as store, Locked};

/// Parties of the line that are settled with one commit.
pub(super) const USHERED: i64 = 512;

/// What the store calls the end of an arrival that could not be settled at all.
const FAILED: &str = "failed";

/// Which of these asks have to line up: the parties of residents, where the desk is overrun or others
/// stand in line already; answers those that could be answered at once.
///
/// # Errors
/// Any database error.
pub(super) fn line_up(
    conn: &mut Conn,
    centre: &Centre,
    tasks: &[Task],
    is_overrun: bool,
) -> DbResult<HashMap<usize, Answer>> {
    let comes = |task: &Task| matches!(&task.work, Work::Register(party) if comes_by_itself(party));
    let courses: BTreeSet<&str> = tasks.iter().filter(|t| comes(t)).map(|t| t.course_id.as_str()).collect();
    let ids: Vec<String> = courses.into_iter().map(str::to_owned).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    // All of the batch, in the order of their ids: whoever settles locks in the same order. Locked before
    // the line is read, for another process may be writing somebody down in it.
    let every: BTreeSet<String> = tasks.iter().map(|t| t.course_id.clone()).collect();
    let every = Vec::from_iter(every);
    arrival::lock(conn, &every)?;
    let mut lined = arrival::list_lined(conn, &ids)?;
    if is_overrun {
        lined.extend(ids.iter().cloned());
    }
    if lined.is_empty() {
        return Ok(HashMap::new());
    }
    let ledgers = store::list_locked(conn, &every)?;
    let keys: Vec<String> = tasks.iter().filter(|t| comes(t)).filter_map(request_key).collect();
    let answered = store::list_answered(conn, &keys)?;
    let answered: BTreeSet<&str> = answered.iter().map(|held| held.request_key.as_str()).collect();
    let (mut new, mut answers) = (Vec::new(), HashMap::new());
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    let now = centre.clock.now();
    let lost = known::lost(conn, &persons(tasks), known::lost_since(ledgers.values(), now))?;
    let mut lines_up: Vec<(usize, String, &str)> = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        let Work::Register(party) = &task.work else { continue };
        let key = store::request_key(&task.course_id, &party.key);
        let settles =
            !comes_by_itself(party) || !lined.contains(&task.course_id) || answered.contains(key.as_str());
        let Some(locked) = ledgers.get(&task.course_id).filter(|_| !settles) else { continue };
        let ledger = &locked.ledger;
        let asked = settle::request(party, task.came_at, &ledger.set_asides, &lost);
        if let Some(refusal) = admit::refusal(ledger, &asked, task.came_at) {
            answers.insert(at, Answer::Refused(refusal));
            continue;
        }
        let number = match numbers.get(task.course_id.as_str()) {
            Some(last) => last + 1,
            None => arrival::next_number(conn, &task.course_id)?,
        };
        numbers.insert(&task.course_id, number);
        new.push(NewArrival {
            id: centre.chance.id(now).into_string(),
            course_id: &task.course_id,
            number,
            request_key: key.clone(),
            party: serde_json::to_string(party.as_ref()).map_err(|e| DbError::Statement(e.to_string()))?,
            fingerprint: &party.fingerprint,
            address: task.actor.address.as_deref(),
            email: &party.email,
            came_at: task.came_at,
        });
        lines_up.push((at, key, &party.fingerprint));
    }
    arrival::add(conn, &new)?;
    answers.extend(places(conn, lines_up)?);
    Ok(answers)
}

/// Where each of these requests stands now, by its key: as itself, or as another form sent under it before.
fn places(conn: &mut Conn, lines_up: Vec<(usize, String, &str)>) -> DbResult<Vec<(usize, Answer)>> {
    let keys: Vec<String> = lines_up.iter().map(|(_, key, _)| key.clone()).collect();
    let known = arrival::list_by_key(conn, &keys)?;
    let place = |(at, key, fingerprint): (usize, String, &str)| match known.get(&key) {
        Some((_, stands)) if store::differs(stands, fingerprint) => (at, Answer::KeyReused),
        Some((id, _)) => (at, Answer::InLine(id.clone())),
        None => (at, Answer::NoSuch),
    };
    Ok(lines_up.into_iter().map(place).collect())
}

/// Whether a party is one of those that come by themselves: not who is entered by staff, and not who is
/// carried from an earlier line.
fn comes_by_itself(party: &NewParty) -> bool {
    !party.by_staff && !party.to_line
}

/// The persons of the parties that come.
fn persons(tasks: &[Task]) -> Vec<String> {
    let parties =
        tasks.iter().filter_map(|t| if let Work::Register(party) = &t.work { Some(party) } else { None });
    parties.flat_map(|party| party.members.iter().map(|m| m.person_key.clone())).collect()
}

fn request_key(task: &Task) -> Option<String> {
    match &task.work {
        Work::Register(party) => Some(store::request_key(&task.course_id, &party.key)),
        _ => None,
    }
}

/// A piece of a line that was settled.
pub(super) struct Served {
    /// The course.
    pub(super) course_id: String,
    /// How many were settled.
    pub(super) parties: usize,
    /// Who still stands in line, at all courses.
    pub(super) left: Lines,
}

/// Settles the head of the line of the next course after `last`.
///
/// # Errors
/// Any database error; nothing was settled then.
pub(super) async fn usher(centre: &Arc<Centre>, last: &str) -> DbResult<Option<Served>> {
    match serve(centre, last, USHERED).await {
        Err(DbError::Statement(_) | DbError::Shape { .. } | DbError::Panicked) => {
            // One of them cannot be written: the others must not wait for it.
            match serve(centre, last, 1).await {
                Err(error @ (DbError::Statement(_) | DbError::Shape { .. } | DbError::Panicked)) => {
                    tracing::error!(centre = centre.code, %error, "an arrival could not be settled");
                    give_up(centre, last).await
                }
                other => other,
            }
        }
        other => other,
    }
}

/// The next course at which somebody stands in line; begins anew after the last.
fn next_course(conn: &mut Conn, last: &str) -> DbResult<Option<String>> {
    match arrival::find_lined_after(conn, last)? {
        None if !last.is_empty() => arrival::find_lined_after(conn, ""),
        found => Ok(found),
    }
}

async fn serve(centre: &Arc<Centre>, last: &str, limit: i64) -> DbResult<Option<Served>> {
    let (inner, last) = (centre.clone(), last.to_owned());
    let settled = centre
        .db
        .write(move |conn| {
            let Some(course_id) = next_course(conn, &last)? else { return Ok(None) };
            // Locked before the line is read: another process may be serving it.
            let locked = store::find_ledger(conn, &course_id)?;
            let waiting = arrival::list_waiting(conn, &course_id, limit)?;
            let tasks = tasks(&course_id, &waiting)?;
            let by_course = BTreeMap::from([(course_id.as_str(), tasks.iter().collect::<Vec<_>>())]);
            let answers = settle::courses(conn, &inner, &by_course)?;
            let mut outcomes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for (arrival, answer) in waiting.iter().zip(answers.iter().flatten()) {
                outcomes.entry(outcome(answer)).or_default().push(arrival.id.clone());
            }
            let now = inner.clock.now();
            for (outcome, ids) in outcomes {
                arrival::decide(conn, &ids, outcome, now)?;
            }
            look_on(conn, &inner, &course_id, locked.as_ref())?;
            Ok(Some(Served { parties: waiting.len(), left: arrival::count_lines(conn)?, course_id }))
        })
        .await?;
    if let Some(served) = &settled {
        centre.cache.bump(&["courses", &crate::planned::of_course(&served.course_id)]);
        centre.work_waits.notify_one();
    }
    Ok(settled)
}

/// Has the desk look at a course whose list of entries waited for those who stood in line (R14): behind
/// whoever was asked meanwhile.
fn look_on(conn: &mut Conn, centre: &Centre, course_id: &str, locked: Option<&Locked>) -> DbResult<()> {
    let now = centre.clock.now();
    let waits = |locked: &&Locked| {
        let is_listed = locked.ledger.draw.is_none_or(|draw| draw.is_closed || draw.is_drawn);
        !is_listed && list_closes_at(locked.ledger.entries_until()) <= now
    };
    let Some(locked) = locked.filter(waits) else { return Ok(()) };
    if arrival::is_awaited(conn, course_id, locked.ledger.entries_until())? {
        return Ok(());
    }
    let payload = course_id.to_owned();
    let look = NewJob { kind: "courses.look", unique_key: None, payload, run_at: now };
    jobs::add(conn, &[centre.chance.id(now)], now, &[look])
}

fn tasks(course_id: &str, waiting: &[Waiting]) -> DbResult<Vec<Task>> {
    let task = |w: &Waiting| {
        let party: NewParty =
            serde_json::from_str(&w.party).map_err(|e| DbError::Statement(e.to_string()))?;
        let (work, came_at) = (Work::Register(Arc::new(party)), w.came_at);
        Ok(Task { course_id: course_id.to_owned(), work, actor: Actor::resident(w.address.clone()), came_at })
    };
    waiting.iter().map(task).collect()
}

/// What the store calls an answer.
fn outcome(answer: &Answer) -> &'static str {
    match answer {
        Answer::Registered(_) => "registered",
        Answer::Refused(Refusal::Full) => "full",
        Answer::Refused(Refusal::Closed) => "closed",
        Answer::Refused(Refusal::AlreadyHere) => "already",
        // Its turn to register comes later than that of the others (R55).
        Answer::Refused(Refusal::NotOpen { .. } | Refusal::Later { .. }) => "early",
        Answer::Barred(barred) if is_option_full(barred) => "option-full",
        Answer::Barred(_) => "barred",
        _ => FAILED,
    }
}

/// Takes the head of the line out unread, after it failed alone.
async fn give_up(centre: &Arc<Centre>, last: &str) -> DbResult<Option<Served>> {
    let (inner, last) = (centre.clone(), last.to_owned());
    let body = move |conn: &mut Conn| {
        let Some(course_id) = next_course(conn, &last)? else { return Ok(None) };
        let locked = store::find_ledger(conn, &course_id)?;
        let head = Vec::from_iter(arrival::find_head(conn, &course_id)?);
        arrival::decide(conn, &head, FAILED, inner.clock.now())?;
        look_on(conn, &inner, &course_id, locked.as_ref())?;
        Ok(Some(Served { parties: head.len(), left: arrival::count_lines(conn)?, course_id }))
    };
    centre.db.write(body).await
}

/// A moment as the store writes it, within the JSON of a party in line.
pub(super) mod moment {
    use office::instant::Instant;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(moment: &Option<Instant>, to: S) -> Result<S::Ok, S::Error> {
        moment.map(|m| m.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Instant>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        Ok(text.and_then(|text| Instant::parse(&text)))
    }
}
