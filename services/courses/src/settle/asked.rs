//! What a party asks of a ledger, put in the terms of the rules.

use std::collections::{HashMap, HashSet};

use office::instant::Instant;

use crate::desk::NewParty;
use crate::rules::admit::{Request, SetAside};
use crate::rules::pool::Party;

/// How much later than others a party opens, as its member who opens last, unless staff let it in.
pub(super) fn later_seconds(party: &NewParty, delays: &HashMap<String, i64>) -> i64 {
    let delays = party.members.iter().filter_map(|m| delays.get(&m.person_key));
    if party.waives().is_some() { 0 } else { delays.max().map_or(0, |hours| hours * 3600) }
}

/// The pools whose rules a party meets (R11); `lost` are the persons who lost a draw.
fn pools_of(party: &NewParty, set_asides: &[SetAside], lost: &HashSet<String>) -> Vec<String> {
    let asked = Party {
        persons: party.members.iter().map(|m| (m.district.as_str(), m.birth_year)).collect(),
        contacts: vec![party.phone.as_str(), party.email.as_str()],
        has_lost: party.members.iter().any(|m| lost.contains(&m.person_key)),
    };
    let mine = set_asides.iter().filter(|a| a.pool.as_ref().is_some_and(|p| p.rule.takes(&asked)));
    mine.map(|a| a.id.clone()).collect()
}

/// What a party asks for that came at this moment; `lost` are the persons who lost a draw. Whether it is in
/// the course already, or opens later than others, is not looked at.
pub fn request(
    party: &NewParty,
    came_at: Instant,
    set_asides: &[SetAside],
    lost: &HashSet<String>,
) -> Request {
    Request {
        to_line: party.to_line,
        seats_only: party.seats_only,
        pools: pools_of(party, set_asides, lost),
        key: party.key.clone(),
        size: i64::try_from(party.members.len()).unwrap_or(i64::MAX),
        by_staff: party.by_staff,
        over_limit: party.over_reason.as_ref().is_some_and(|why| !why.trim().is_empty()),
        set_aside: party.set_aside.clone(),
        already_here: false,
        later_seconds: 0,
        came_at: Some(came_at),
    }
}
