//! Changing a course as staff do: lock it, see that nobody else changed it meanwhile, write, leave a
//! trail, tell those concerned. Seats themselves are given by the desk alone ([`crate::desk`]).

pub mod course;
pub mod draw;
pub mod series;
pub mod session;

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::cache;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::Arg;
use foundation::jobs::{self, NewJob};
use foundation::trail::{self, Actor, Entry};
use office::instant::Instant;

use crate::desk::{Desk, Work};
use crate::model::{Course, SetAsideOf};
use crate::store::resource::Booked;
use crate::{planned, store};

/// Kind of the matter in the trail.
pub const COURSE: &str = "courses_course";
/// Kind of the matter in the trail for rooms, teachers and equipment.
pub const RESOURCE: &str = "courses_resource";

/// Who acts, where and when.
#[derive(Clone)]
pub struct Act {
    /// The centre.
    pub centre: Arc<Centre>,
    /// Who.
    pub actor: Actor,
    /// When.
    pub now: Instant,
}

/// Why something was not done; nothing was written then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The course, session or set-aside is no more.
    Gone,
    /// Somebody else changed the course since the page was opened; what it is now.
    Stale(Box<Course>),
    /// A room, teacher or something lent is taken (R57).
    Clash(Vec<Booked>),
    /// A rule says no, in words.
    No(&'static str, Vec<(&'static str, Arg)>),
}

/// What became of a change.
pub type Done<T> = Result<T, Refused>;

/// Values by field, for the trail.
pub type Values = BTreeMap<&'static str, String>;

impl Act {
    /// An act of whoever sent the request.
    pub fn of(ctx: &foundation::web::Ctx) -> Act {
        Act { centre: ctx.centre.clone(), actor: ctx.actor(), now: ctx.now }
    }

    /// A fresh id.
    pub fn id(&self) -> String {
        self.centre.chance.id(self.now).into_string()
    }

    /// Leaves a row in the trail of a course, and drops the pages that show it.
    ///
    /// # Errors
    /// Any database error.
    pub fn note(
        &self,
        conn: &mut Conn,
        course_id: &str,
        verb: &str,
        (before, after): (Option<&Values>, Option<&Values>),
        reason: Option<&str>,
    ) -> DbResult<()> {
        let json = |values: Option<&Values>| values.and_then(|v| serde_json::to_string(v).ok());
        let entry = Entry {
            before: json(before),
            after: json(after),
            reason: reason.map(str::to_owned),
            ..Entry::new(COURSE, course_id, verb)
        };
        trail::add(conn, &[self.centre.chance.id(self.now)], self.now, &self.actor, &[entry])?;
        cache::touch(conn, &planned::topics(course_id).each_ref().map(String::as_str))
    }

    /// Has everyone on a course told: `moved`, or `cancelled-course`; see `mails::write`.
    ///
    /// # Errors
    /// Any database error.
    pub fn tell(&self, conn: &mut Conn, course_id: &str, what: &str) -> DbResult<()> {
        let concerned = store::plan::list_live(conn, course_id)?;
        let jobs: Vec<NewJob<'_>> = concerned
            .chunks(100)
            .map(|ids| NewJob {
                kind: "courses.write",
                unique_key: None,
                payload: format!("{what}:{}", ids.join(",")),
                run_at: self.now,
            })
            .collect();
        // Those without e-mail are told by telephone.
        store::desk::note_calls(conn, &concerned, self.now)?;
        let ids: Vec<_> = jobs.iter().map(|_| self.centre.chance.id(self.now)).collect();
        jobs::add(conn, &ids, self.now, &jobs)
    }

    /// Has the desk look at a course at a moment, whatever becomes of this process.
    ///
    /// # Errors
    /// Any database error.
    pub fn look(&self, conn: &mut Conn, course_id: &str, at: Instant) -> DbResult<()> {
        let job = NewJob {
            kind: "courses.look",
            unique_key: Some(format!("look:{course_id}:{at}")),
            payload: course_id.to_owned(),
            run_at: at,
        };
        jobs::add(conn, &[self.centre.chance.id(self.now)], self.now, &[job])
    }

    /// Keeps seats back, and has the desk look when the rest falls back (R04).
    ///
    /// # Errors
    /// Any database error.
    pub fn set_aside(&self, conn: &mut Conn, course_id: &str, aside: &SetAsideOf) -> DbResult<()> {
        store::plan::add_set_aside(conn, course_id, aside)?;
        self.look(conn, course_id, aside.until_at)
    }

    /// After the commit: pages are made anew, and the desk sees at once whose turn it is now (R17).
    /// When the desk cannot be asked, the job of [`Act::look`] does it a moment later.
    pub async fn settle(&self, course_id: &str) {
        self.centre.cache.bump(&planned::topics(course_id).each_ref().map(String::as_str));
        self.centre.work_waits.notify_one();
        let Ok(desk) = Desk::of(&self.centre) else { return };
        if let Err(error) = desk.ask(course_id, Work::Look, self.actor.clone()).await {
            tracing::warn!(course = course_id, %error, "the desk could not look at once");
        }
    }
}

/// Locks a course until the end of the transaction and reads it as it is now.
///
/// # Errors
/// Any database error.
pub fn lock(conn: &mut Conn, course_id: &str) -> DbResult<Option<Course>> {
    if store::desk::find_ledger(conn, course_id)?.is_none() {
        return Ok(None);
    }
    store::course::find(conn, course_id)
}

/// The moment of a change: later than the one before, however the clock stands, so that two changes
/// are never taken for one.
pub fn next_change(before: Instant, now: Instant) -> Instant {
    now.max(Instant::from_micros(before.micros() + 1))
}
