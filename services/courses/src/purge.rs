//! What has had its time is blanked, every day: answers, of which only the number stays (R37), and at last
//! who came.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use foundation::trail::{self, Actor, Entry};
use office::instant::Instant;

use crate::questions::{self, Answers, Question};
use crate::rules::questions::has_had_its_time;
use crate::store::matter as store;

/// How long the link to a place in line leads to what became of it.
const ARRIVALS_SECONDS: i64 = 7 * 86_400;

/// Kind of the matter in the trail.
const COURSE: &str = "courses_course";

/// The job `courses.purge`, every day.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn run(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    while centre.db.write(crate::store::entry::seal_listed).await? {}
    centre.db.write(move |conn| crate::store::shown::drop_shown(conn, now)).await?;
    let before = now.plus_seconds(-ARRIVALS_SECONDS);
    centre.db.write(move |conn| crate::store::arrival::purge(conn, before)).await?;
    crate::erasure::run(&centre).await?;
    for (course_id, questions, ends_at) in centre.db.read(store::list_asking).await? {
        let due: Vec<Question> = questions::parse(&questions)
            .into_iter()
            .filter(|q| has_had_its_time(q, ends_at.date(), now.date()))
            .collect();
        if due.is_empty() {
            continue;
        }
        let id = centre.chance.id(now);
        centre
            .db
            .write(move |conn| {
                let blanked = blank(conn, &course_id, &due, ends_at, now)?;
                let total: i64 = blanked.values().sum();
                if total == 0 {
                    return Ok(());
                }
                let counts: serde_json::Map<String, serde_json::Value> =
                    blanked.iter().map(|(id, count)| (id.clone(), (*count).into())).collect();
                let after = Some(serde_json::json!({ "answers": counts }).to_string());
                let entry = Entry { after, ..Entry::new(COURSE, &course_id, "answers-purged") };
                trail::add(conn, std::slice::from_ref(&id), now, &Actor::system(), &[entry])
            })
            .await?;
    }
    Ok(())
}

/// Blanks the answers to these questions that have had their time; says how many there were of each.
fn blank(
    conn: &mut Conn,
    course_id: &str,
    due: &[Question],
    ends_at: Instant,
    now: Instant,
) -> DbResult<BTreeMap<String, i64>> {
    // What was blanked after the course had ended stays blank: nobody registers any more.
    let done = store::list_purged(conn, course_id)?;
    let is_done = |q: &&Question| !done.iter().any(|(id, at)| *id == q.id && *at > ends_at);
    let due: Vec<&str> = due.iter().filter(is_done).map(|q| q.id.as_str()).collect();
    let blanked = take_out(conn, course_id, &due)?;
    for id in due {
        let count = blanked.get(id).copied().unwrap_or_default();
        store::note_purged(conn, course_id, id, now, count)?;
    }
    Ok(blanked)
}

/// Takes the answers to these questions out of all registrations of a course; says how many there were of each.
///
/// # Errors
/// Any database error.
pub fn take_out(conn: &mut Conn, course_id: &str, questions: &[&str]) -> DbResult<BTreeMap<String, i64>> {
    let mut blanked: BTreeMap<String, i64> = BTreeMap::new();
    if questions.is_empty() {
        return Ok(blanked);
    }
    for (id, answers) in store::list_party_answers(conn, course_id)? {
        if let Some(left) = without(&answers, questions, &mut blanked) {
            store::keep_party_answers(conn, &id, &left)?;
        }
    }
    for (id, answers) in store::list_seat_answers(conn, course_id)? {
        if let Some(left) = without(&answers, questions, &mut blanked) {
            store::keep_seat_answers(conn, &id, &left)?;
        }
    }
    Ok(blanked)
}

/// How many answered a question of a course.
///
/// # Errors
/// Any database error.
pub fn count_answers(conn: &mut Conn, course_id: &str, question: &str) -> DbResult<usize> {
    let given = [store::list_party_answers(conn, course_id)?, store::list_seat_answers(conn, course_id)?];
    let given =
        given.iter().flatten().filter(|(_, answers)| !Answers::parse(answers).texts(question).is_empty());
    Ok(given.count())
}

/// The answers without those to `due`, when there were any.
fn without(answers: &str, due: &[&str], blanked: &mut BTreeMap<String, i64>) -> Option<String> {
    let mut answers = Answers::parse(answers);
    let mut is_changed = false;
    for id in due {
        if answers.remove(id) {
            *blanked.entry((*id).to_owned()).or_default() += 1;
            is_changed = true;
        }
    }
    is_changed.then(|| answers.render())
}
