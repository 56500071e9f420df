//! How accounts, sessions and tokens are kept: all SQL of the service.

mod accounts;
mod sessions;
mod sign_in;
mod tokens;

pub use accounts::{
    Added, add_account, change_account, change_state, drop_second_factor, find_account,
    find_account_by_email, find_chosen_at, find_secrets, list_accounts, list_hashes, lock_account, lock_over,
    lock_unused, put_password, put_second_factor,
};
pub use sessions::{
    begin_session, drop_ended, drop_other_sessions, drop_session, keep_session_alone, list_sessions,
};
pub use sign_in::{note_failure, note_refusal, note_sign_in, note_sign_out, release_attempt, take_step};
pub use tokens::{add_token, drop_token, drop_tokens, list_tokens};

use foundation::chance::Chance;
use foundation::db::{Conn, DbResult};
use foundation::trail::{self, Actor, Entry};
use foundation::web::Ctx;
use office::instant::Instant;

/// The trail's name for accounts.
pub const MATTER: &str = "foundation_staff";

/// Who acts, and when: what every change of an account leaves in the trail.
#[derive(Clone)]
pub struct Act {
    /// For ids.
    pub chance: Chance,
    /// When.
    pub now: Instant,
    /// Who.
    pub actor: Actor,
}

impl Act {
    /// An act of whoever sent a request.
    pub fn of(ctx: &Ctx) -> Act {
        Act { chance: ctx.centre.chance.clone(), now: ctx.now, actor: ctx.actor() }
    }

    /// An act of the house itself or of somebody at its terminal.
    pub fn system(chance: &Chance, now: Instant) -> Act {
        Act { chance: chance.clone(), now, actor: Actor::system() }
    }

    /// The same act, done by somebody who signs in with an account.
    #[must_use]
    pub fn by(&self, staff_id: &str) -> Act {
        let actor =
            Actor { who: staff_id.to_owned(), role: "staff".into(), address: self.actor.address.clone() };
        Act { actor, ..self.clone() }
    }

    fn note(&self, conn: &mut Conn, entry: Entry<'_>) -> DbResult<()> {
        trail::add(conn, &[self.chance.id(self.now)], self.now, &self.actor, &[entry])
    }
}
