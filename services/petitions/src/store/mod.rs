//! All SQL of this service.

mod arranged;
mod asking;
mod case;
mod checklists;
mod excluded;
mod files;
mod mail;
mod months;
mod papers;
mod seal;
mod secrecy;
mod waiting;
mod watch;

pub mod archive;
pub mod destroyed;
pub mod destruction;
pub mod list;
pub mod numbers;
pub mod passed;
pub mod reports;
pub mod request;
pub mod search;

pub use arranged::{
    Head, Text, add_absence, add_authority, add_text, change_head, change_text, change_topic, drop_absence,
    drop_text, find_text, find_topic, list_absences, list_authority, list_calendars, list_heads, list_texts,
    list_topics,
};
pub use asking::{Item, Unasked, list_items, list_unasked};
pub use case::{
    add, change_merged, find, find_by_reference, find_contact_version, list_merged, list_of_email,
    list_of_origin, move_from, move_on, open, save, takes_back, takes_more, tell, unseal,
};
pub use checklists::{
    add_checks, add_remedy, change_template, drop_checks, list_checks, list_remedies, list_templates, tick,
};
pub use excluded::{exclude, exclude_alike, is_excluded, list_excluded};
pub use files::{SOMEBODY_ELSE, list_given, note_opened};
pub use mail::{
    Apart, SetApart, add_mail, change_case_of_mail, change_passed, find_case_of_letter, find_case_of_mail,
    find_passed_of_letter, forget_apart, is_passed, list_apart, list_apart_before, set_apart, take_apart,
    take_files,
};
pub use papers::{
    add_answer, add_letter, add_note, add_proposal, change_answer, change_record, decide, drop_letter,
    find_answer, find_proposal, find_record, is_decided, list_letters, list_notes, list_own, list_proposals,
    prove, redirect_letter,
};
pub use seal::{list_secret, seal_open};
pub use secrecy::{SEAL, change_secrecy, nameless, seal_later};
pub use waiting::{
    add_consultation, answer_consultation, end_stop, end_stops, list_consultations, list_stops, start_stop,
    take_stops,
};
pub use watch::{
    Running, Unproved, change_due, change_surveyed, change_warned, drop_unconfirmed, find_surveyed_at,
    list_answered_before, list_drafts, list_merged_answered_before, list_running, list_running_stops,
    list_surveyed_before, list_unconfirmed, list_unproved,
};

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::trail::{self, Actor, Entry};
use foundation::web::Ctx;
use office::instant::Instant;

use crate::model::Case;

/// Kind of the matter in the trail, the outbox and the files, named as its table.
pub const MATTER: &str = "petitions_case";

/// Who acts and when, to be noted with what is done.
#[derive(Clone)]
pub struct Act {
    /// Where.
    pub centre: Arc<Centre>,
    actor: Actor,
    /// When.
    pub now: Instant,
}

impl Act {
    /// The act of this request.
    pub fn of(ctx: &Ctx) -> Act {
        Act { centre: ctx.centre.clone(), actor: ctx.actor(), now: ctx.now }
    }

    /// The act of a job.
    pub fn system(centre: &Arc<Centre>) -> Act {
        Act { centre: centre.clone(), actor: Actor::system(), now: centre.clock.now() }
    }

    /// The act of somebody, as in a demonstration.
    pub fn by(centre: &Arc<Centre>, who: &str, now: Instant) -> Act {
        let actor = match who {
            "resident" => Actor::resident(None),
            who => Actor { who: who.to_owned(), role: "staff".into(), address: None },
        };
        Act { centre: centre.clone(), actor, now }
    }

    /// Who acts.
    pub fn who(&self) -> &str {
        &self.actor.who
    }

    /// Whether a petitioner acts, not somebody of the house.
    pub fn is_resident(&self) -> bool {
        self.actor.who == "resident"
    }

    /// A new id.
    pub fn id(&self) -> office::id::Id {
        self.centre.chance.id(self.now)
    }

    /// Notes what is done in the trail. The trail is never erased, so nothing personal goes into it.
    ///
    /// # Errors
    /// Any database error.
    pub fn note(&self, conn: &mut Conn, entry: Entry<'_>) -> DbResult<()> {
        trail::add(conn, &[self.id()], self.now, &self.actor, &[entry])
    }

    /// The same about a case. From where somebody wrote about a confidential one is not kept: it would tell who.
    ///
    /// # Errors
    /// Any database error.
    pub fn note_of(&self, conn: &mut Conn, case: &Case, entry: Entry<'_>) -> DbResult<()> {
        let hides = case.confidential && self.is_resident();
        let actor = if hides { Actor::resident(None) } else { self.actor.clone() };
        trail::add(conn, &[self.id()], self.now, &actor, &[entry])
    }
}
