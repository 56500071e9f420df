//! Invitations of another adult to a household.

use foundation::db::{Conn, DbResult, Row};
use foundation::residents::Resident;
use foundation::staff::token_hash;
use foundation::trail::Entry;
use foundation::{params, sql};
use office::instant::Instant;

use super::Act;
use super::household::{HOUSEHOLD, find_household, leave, list_members, lock};
use crate::model::{Invitation, InvitationEvent, InvitationState};

/// Kind of the matter in the outbox, named as its table.
pub const INVITATION: &str = "residents_invitation";
/// Invitations of one household that can be open at once.
const OPEN_MAX: usize = 5;

fn invitation(r: &Row) -> DbResult<Invitation> {
    Ok(Invitation {
        id: r.get(0)?,
        household_id: r.get(1)?,
        email: r.get(2)?,
        state: r.get(3)?,
        accepted_by: r.get(4)?,
        ends_at: r.get(5)?,
    })
}

/// The invitations of a household that are not settled yet.
///
/// # Errors
/// Any database error.
pub fn list_open(conn: &mut Conn, household_id: &str, now: Instant) -> DbResult<Vec<Invitation>> {
    conn.rows(
        sql!(
            "select id, household_id, email, state, accepted_by, ends_at from residents_invitation
             where household_id = $1 and state in ('sent', 'accepted') and ends_at > $2 order by id limit 20"
        ),
        params![household_id, now],
    )?
    .iter()
    .map(invitation)
    .collect()
}

/// Keeps an invitation; says no when too many are open.
///
/// # Errors
/// Any database error.
pub fn add_invitation(
    conn: &mut Conn,
    act: &Act,
    new: &Invitation,
    token: &str,
    invited_by: &str,
) -> DbResult<bool> {
    if list_open(conn, &new.household_id, act.now)?.len() >= OPEN_MAX {
        return Ok(false);
    }
    conn.execute(
        sql!(
            "insert into residents_invitation
             (id, token_hash, household_id, email, state, invited_by, created_at, ends_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        params![
            new.id,
            token_hash(token),
            new.household_id,
            new.email,
            new.state,
            invited_by,
            act.now,
            new.ends_at
        ],
    )?;
    act.note(conn, Entry::new(HOUSEHOLD, &new.household_id, "adult-invited"))?;
    Ok(true)
}

/// The invitation of a link, while it is good.
///
/// # Errors
/// Any database error.
pub fn find_invitation(conn: &mut Conn, token: &str, now: Instant) -> DbResult<Option<Invitation>> {
    conn.first(
        sql!(
            "select id, household_id, email, state, accepted_by, ends_at from residents_invitation
             where token_hash = $1 and ends_at > $2"
        ),
        params![token_hash(token), now],
    )?
    .as_ref()
    .map(invitation)
    .transpose()
}

fn move_on(conn: &mut Conn, id: &str, event: InvitationEvent) -> DbResult<bool> {
    let row =
        conn.first(sql!("select state from residents_invitation where id = $1 for update"), params![id])?;
    let Some(row) = row else { return Ok(false) };
    let Ok(after) = row.get::<InvitationState>(0)?.after(event) else { return Ok(false) };
    conn.execute(sql!("update residents_invitation set state = $2 where id = $1"), params![id, after])?;
    Ok(true)
}

/// How an answer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It waits for the household now.
    Yes,
    /// The link ran out, was used or is for another address.
    Gone,
    /// The receiver keeps a household with members or other adults already.
    KeepsOne,
}

/// The receiver says yes; only the address the link was sent to can.
///
/// # Errors
/// Any database error.
pub fn accept(conn: &mut Conn, act: &Act, token: &str, resident: &Resident) -> DbResult<Accepted> {
    let found = find_invitation(conn, token, act.now)?;
    let Some(found) = found.filter(|i| i.email == resident.email) else { return Ok(Accepted::Gone) };
    if let Some(own) = find_household(conn, &resident.id)? {
        let others = super::list_adults(conn, &own)?.len() > 1;
        if own == found.household_id || others || !list_members(conn, &own)?.is_empty() {
            return Ok(Accepted::KeepsOne);
        }
    }
    if !move_on(conn, &found.id, InvitationEvent::Accept)? {
        return Ok(Accepted::Gone);
    }
    conn.execute(
        sql!("update residents_invitation set accepted_by = $2 where id = $1"),
        params![found.id, resident.id],
    )?;
    act.note(conn, Entry::new(HOUSEHOLD, &found.household_id, "invitation-accepted"))?;
    Ok(Accepted::Yes)
}

/// The household says yes: the receiver is one of its adults now.
///
/// # Errors
/// Any database error.
pub fn confirm(conn: &mut Conn, act: &Act, household_id: &str, id: &str) -> DbResult<bool> {
    let open = list_open(conn, household_id, act.now)?.into_iter().find(|i| i.id == id);
    let Some(accepted_by) = open.and_then(|i| i.accepted_by) else { return Ok(false) };
    let own = find_household(conn, &accepted_by)?;
    // Both stand still while they are looked at; locked in one order, so that two never wait for each other.
    let mut both: Vec<&str> = [household_id].into_iter().chain(own.as_deref()).collect();
    both.sort_unstable();
    both.dedup();
    for household in both {
        if !lock(conn, household)? {
            return Ok(false);
        }
    }
    if find_household(conn, &accepted_by)? != own {
        return Ok(false);
    }
    if let Some(own) = own {
        // Something was entered there meanwhile: nothing is lost silently.
        if !list_members(conn, &own)?.is_empty() || super::list_adults(conn, &own)?.len() > 1 {
            return Ok(false);
        }
        leave(conn, &accepted_by, &own)?;
    }
    if !move_on(conn, id, InvitationEvent::Confirm)? {
        return Ok(false);
    }
    conn.execute(
        sql!(
            "insert into residents_adult (resident_id, household_id, joined_at) values ($1, $2, $3)
             on conflict do nothing"
        ),
        params![accepted_by, household_id, act.now],
    )?;
    act.note(conn, Entry::new(HOUSEHOLD, household_id, "adult-joined"))?;
    Ok(true)
}

/// The household or the receiver says no.
///
/// # Errors
/// Any database error.
pub fn withdraw(conn: &mut Conn, act: &Act, household_id: &str, id: &str) -> DbResult<bool> {
    let is_ours = list_open(conn, household_id, act.now)?.iter().any(|i| i.id == id);
    if !is_ours || !move_on(conn, id, InvitationEvent::Withdraw)? {
        return Ok(false);
    }
    act.note(conn, Entry::new(HOUSEHOLD, household_id, "invitation-withdrawn"))?;
    Ok(true)
}
