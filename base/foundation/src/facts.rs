//! Facts: what a service tells the rest of the house, in the transaction that made it true.
//!
//! A service tells; `server/src/wiring.rs` says which job hears. Telling therefore adds jobs.

use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::jobs::{self, NewJob};

/// Something that happened: name in the past tense (`courses.registered`) and what it is about.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Name, with the service as prefix.
    pub name: &'static str,
    /// Ids of the matters; never personal data.
    pub about: String,
}

/// Tells facts; call it inside the transaction that makes them true.
///
/// # Errors
/// Any database error.
pub fn tell(conn: &mut Conn, centre: &Centre, now: Instant, facts: &[Fact]) -> DbResult<()> {
    let jobs: Vec<NewJob<'_>> = facts
        .iter()
        .flat_map(|fact| {
            centre.house.hearers(fact.name).map(move |kind| NewJob {
                kind,
                unique_key: None,
                payload: fact.about.clone(),
                run_at: now,
            })
        })
        .collect();
    if jobs.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = jobs.iter().map(|_| centre.chance.id(now)).collect();
    jobs::add(conn, &ids, now, &jobs)
}
