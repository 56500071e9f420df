//! All SQL of this service.

mod breach;
mod breach_person;
mod household;
mod invitation;
mod request;

pub use breach::{
    BREACH, add_breach, change_breach, drop_breaches, find_breach, list_announced_breaches,
    list_breaches_known, list_closed_breaches, list_open_breaches, lock_breach, settle_breach,
};
pub use breach_person::{
    Named, NewPerson, PERSONS_MAX, Person, add_persons, count_names, count_reached, list_of_email,
    list_persons, list_repeated_names, tell_person, write_letters,
};
pub use household::{
    HOUSEHOLD, add_member, change_member, drop_adult, find_household, find_member, found, list_adults,
    list_members, remove_member,
};
pub use invitation::{
    Accepted, INVITATION, accept, add_invitation, confirm, find_invitation, list_open, withdraw,
};
pub use request::{
    REQUEST, add_request, drop_decided, drop_last_letters, drop_letters, erase_others, find_request,
    list_decided, list_due, list_own, move_request, needs_wish,
};

use foundation::centre::Centre;
use foundation::chance::Chance;
use foundation::db::{Conn, DbResult};
use foundation::trail::{self, Actor, Entry};
use foundation::web::Ctx;
use office::instant::Instant;

/// Who acts and when, to be noted with what is done.
#[derive(Clone)]
pub struct Act {
    actor: Actor,
    chance: Chance,
    /// When.
    pub now: Instant,
}

impl Act {
    /// The act of this request.
    pub fn of(ctx: &Ctx) -> Act {
        Act { actor: ctx.actor(), chance: ctx.centre.chance.clone(), now: ctx.now }
    }

    /// An act of the program itself.
    pub fn of_system(centre: &Centre) -> Act {
        Act { actor: Actor::system(), chance: centre.chance.clone(), now: centre.clock.now() }
    }

    /// Who acts.
    pub fn who(&self) -> &str {
        &self.actor.who
    }

    /// A new id.
    pub fn id(&self) -> office::id::Id {
        self.chance.id(self.now)
    }

    /// Notes what is done in the trail. The trail is never erased, so nothing personal goes into it.
    ///
    /// # Errors
    /// Any database error.
    pub fn note(&self, conn: &mut Conn, entry: Entry<'_>) -> DbResult<()> {
        trail::add(conn, &[self.id()], self.now, &self.actor, &[entry])
    }
}
