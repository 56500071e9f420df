//! Counting again, proofs of sending, and what comes after an answer.

use std::sync::Arc;

use foundation::calendar;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use office::instant::Instant;

use crate::model::{Event, LetterKind, State, Way};
use crate::rules::clock;
use crate::store::{self, Act, request};
use crate::work::{self, letters};

/// Counts all running limits again, a thousand at a time; those that moved say so in their trail.
pub(super) async fn recount(centre: &Arc<Centre>) -> Result<(), JobError> {
    let mut after = String::new();
    loop {
        let (act, from) = (Act::system(centre), after.clone());
        let body = move |conn: &mut Conn| recount_some(conn, &act, &from);
        match centre.db.write(body).await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

fn recount_some(conn: &mut Conn, act: &Act, after: &str) -> DbResult<Option<String>> {
    let cases = store::list_running(conn, after)?;
    let ids: Vec<String> = cases.iter().map(|case| case.id.clone()).collect();
    let stops = store::list_running_stops(conn, &ids)?;
    let calendars = calendar::load_all(conn)?;
    let today = act.now.date();
    for case in &cases {
        let own = stops.get(&case.id).map(Vec::as_slice).unwrap_or_default();
        let calendar = calendars.of(&case.clock.calendar);
        let due = clock::due(calendar, &case.clock, own, today);
        if (due.on, due.warn_on()) != (case.due_on, case.warn_on) {
            let verb = if clock::stands_still(own, due.on) { "waited" } else { "recounted" };
            let level = clock::warning(calendar, &case.clock, own, due.on, due.warn_on(), today);
            let warned = if verb == "waited" { case.warned } else { clock::warned_still(case.warned, level) };
            store::change_due(conn, act, case, due.on, due.warn_on(), warned, verb)?;
        }
    }
    Ok(cases.last().map(|case| case.id.clone()))
}

/// Letters whose message left get their proof; a case that waited for it is answered.
pub(super) async fn prove(centre: &Arc<Centre>) -> Result<(), JobError> {
    for (letter, sent_at) in centre.db.read(store::list_unproved).await? {
        let act = Act::system(centre);
        let body = move |conn: &mut Conn| {
            let Some(mut case) = store::find(conn, &letter.case_id)? else { return Ok(()) };
            let proof = letters::mail_key(&letter.id);
            letters::prove(conn, &act, &mut case, &letter.id, sent_at, &proof).map(|_| ())
        };
        centre.db.write(body).await?;
    }
    Ok(())
}

const DAY: i64 = 24 * 3600;
/// Days for which messages that opened no case are kept.
const APART_DAYS: i64 = 30;
/// Days for which a request of a program may be repeated.
const REPEATABLE_DAYS: i64 = 30;
/// Characters of what was told that the question repeats.
const QUOTED_CHARS_MAX: usize = 600;

/// Asks whether it is solved, closes what needs no more, forgets what was never confirmed and what is past.
pub(super) async fn follow_up(centre: &Arc<Centre>) -> Result<(), JobError> {
    let act = Act::system(centre);
    let ask_after = work::setting(centre, "petitions.question_after_days", 1) * DAY;
    let open_since = work::question_open_since(centre, act.now);
    let found = {
        let now = act.now;
        centre
            .db
            .read(move |conn| {
                let mut ask = store::list_answered_before(conn, now.plus_seconds(-ask_after))?;
                ask.extend(store::list_merged_answered_before(conn, now.plus_seconds(-ask_after))?);
                let close = store::list_surveyed_before(conn, open_since)?;
                Ok((ask, close, list_lapsed(conn, now)?))
            })
            .await?
    };
    for id in found.0 {
        let act = act.clone();
        centre.db.write(move |conn| ask(conn, &act, &id, ask_after)).await?;
    }
    for id in found.1 {
        let act = act.clone();
        let close = move |conn: &mut Conn| {
            let Some(mut case) = store::find(conn, &id)? else { return Ok(()) };
            store::move_on(conn, &act, &mut case, Event::Close, "").map(|_| ())
        };
        centre.db.write(close).await?;
    }
    for id in found.2 {
        let act = act.clone();
        centre.db.write(move |conn| store::drop_unconfirmed(conn, &act, &id)).await?;
    }
    drop_past(centre, act).await
}

/// Cases whose link is not good any more.
fn list_lapsed(conn: &mut Conn, now: Instant) -> DbResult<Vec<String>> {
    let mut lapsed = Vec::new();
    for (id, created_at) in store::list_unconfirmed(conn, now.plus_seconds(-DAY))? {
        if work::confirm_ends(conn, created_at)? < now {
            lapsed.push(id);
        }
    }
    Ok(lapsed)
}

/// Forgets messages that nobody opened a case from, and requests of programs that are not repeated any more.
async fn drop_past(centre: &Arc<Centre>, act: Act) -> Result<(), JobError> {
    let before = act.now.plus_seconds(-APART_DAYS * DAY);
    for id in centre.db.read(move |conn| store::list_apart_before(conn, before)).await? {
        let act = act.clone();
        centre.db.write(move |conn| store::forget_apart(conn, &act, &id)).await?;
    }
    let before = act.now.plus_seconds(-REPEATABLE_DAYS * DAY);
    Ok(centre.db.write(move |conn| request::drop_before(conn, before)).await?)
}

fn ask(conn: &mut Conn, act: &Act, id: &str, after: i64) -> DbResult<()> {
    let Some(mut case) = store::find(conn, id)? else { return Ok(()) };
    store::open(conn, act, &mut case)?;
    // A case that went on in another one moves no more.
    if case.state != State::Merged && store::move_on(conn, act, &mut case, Event::Survey, "")?.is_err() {
        return Ok(());
    }
    store::change_surveyed(conn, id, act.now)?;
    // Whoever is not written to by e-mail is not sent a letter for it, nor who has said so already.
    if case.way == Way::Email && store::find_answer(conn, id)?.is_none() {
        let words = act.centre.words(case.lang());
        let told: String = case.told.body.chars().take(QUOTED_CHARS_MAX).collect();
        let until = words.date(work::question_ends_on(&act.centre, act.now));
        let until = words.say_with("petitions-question-until", &[("date", until.into())]);
        let own = words.say_with("petitions-question-told", &[("text", told.into())]);
        let own = format!("{until}\n\n{own}");
        let due_at = case.replied_at.unwrap_or(act.now).plus_seconds(after);
        letters::write_due(conn, act, &case, due_at, LetterKind::Question, &own)?;
    }
    Ok(())
}
