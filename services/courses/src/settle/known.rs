//! What the desk reads of the parties that want to come in, before it decides.

use std::collections::{BTreeMap, HashMap, HashSet};

use foundation::db::{Conn, DbResult};
use office::instant::Instant;

use super::draw::LOST_SECONDS;
use super::entry::Gates;
use crate::desk::{NewParty, Task, Work};
use crate::model::Course;
use crate::rules::no_show;
use crate::rules::pool::Rule;
use crate::store::desk::{self as store, Held, Locked};
use crate::store::pool;

/// What the store knows of the parties that want to come in.
#[derive(Default)]
pub(super) struct Known {
    /// Requests answered before, by their key.
    pub(super) answered: HashMap<String, Held>,
    /// Course and person of those who hold or await a seat.
    pub(super) present: HashSet<(String, String)>,
    /// Hours by which a person opens later than others (R55).
    pub(super) delays: HashMap<String, i64>,
    /// Who may come in.
    pub(super) gates: Gates,
    /// Persons who lost a draw within a year, when a pool asks for them.
    pub(super) lost: HashSet<String>,
}

/// Reads it as a few sets; `lost_since` when a pool asks who lost a draw since then.
///
/// # Errors
/// Any database error.
pub(super) fn known(
    conn: &mut Conn,
    tasks: &BTreeMap<&str, Vec<&Task>>,
    now: Instant,
    lost_since: Option<Instant>,
) -> DbResult<Known> {
    let gates = Gates::read(conn, tasks)?;
    let (mut keys, mut persons) = (Vec::new(), Vec::new());
    for (course_id, tasks) in tasks {
        for task in tasks {
            if let Work::Register(party) = &task.work {
                keys.push(store::request_key(course_id, &party.key));
                persons.extend(party.members.iter().map(|m| m.person_key.clone()));
            }
        }
    }
    if keys.is_empty() {
        return Ok(Known { gates, ..Known::default() });
    }
    let delays = delays(conn, &persons, now)?;
    let answered = store::list_answered(conn, &keys)?;
    let answered = answered.into_iter().map(|h| (h.request_key.clone(), h)).collect();
    let lost = lost(conn, &persons, lost_since)?;
    let present = store::list_present(conn, &persons)?.into_iter().collect();
    Ok(Known { answered, present, delays, gates, lost })
}

/// Since when a lost draw counts, when a pool of these courses asks who lost one (R11).
pub(crate) fn lost_since<'l>(locked: impl Iterator<Item = &'l Locked>, now: Instant) -> Option<Instant> {
    let mut pools = locked.flat_map(|l| &l.ledger.set_asides).filter_map(|a| a.pool.as_ref());
    pools.any(|p| p.rule == Rule::Loser).then(|| now.plus_seconds(-LOST_SECONDS))
}

/// Which of these persons lost a draw since then; nobody when no pool asks.
pub(crate) fn lost(conn: &mut Conn, persons: &[String], since: Option<Instant>) -> DbResult<HashSet<String>> {
    let Some(since) = since else { return Ok(HashSet::new()) };
    Ok(pool::list_lost(conn, persons, since)?.into_iter().collect())
}

/// From when on a party may come, when it opens later than others (R55): by its member who opens last.
///
/// # Errors
/// Any database error.
pub(crate) fn find_later(
    conn: &mut Conn,
    course: &Course,
    party: &NewParty,
    now: Instant,
) -> DbResult<Option<Instant>> {
    let persons: Vec<String> = party.members.iter().map(|m| m.person_key.clone()).collect();
    let hours = delays(conn, &persons, now)?.into_values().max().filter(|hours| *hours > 0);
    Ok(hours.map(|hours| course.opens_at.plus_seconds(hours * 3600)))
}

/// Who opens later than others for not having come before, and by how many hours.
fn delays(conn: &mut Conn, persons: &[String], now: Instant) -> DbResult<HashMap<String, i64>> {
    let mut cases: HashMap<String, Vec<no_show::Case>> = HashMap::new();
    for (person, case) in crate::store::no_show::list_of_persons(conn, persons, now.date())? {
        cases.entry(person).or_default().push(case);
    }
    let hours = |cases: Vec<no_show::Case>| no_show::standing(&cases, now.date()).delay_hours;
    Ok(cases.into_iter().map(|(person, cases)| (person, hours(cases))).collect())
}
