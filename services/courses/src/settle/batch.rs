//! What a settling decided, written as a few sets at its end.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use foundation::cache;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::facts::{self, Fact};
use foundation::jobs::{self, NewJob};
use foundation::trail::{self, Actor, Entry};
use foundation::webhooks::{self, Event};
use office::instant::Instant;
use serde_json::json;

use super::REGISTRATION;
use crate::planned;
use crate::rules::admit::Ledger;
use crate::store::desk::{self as store, NewRow};
use crate::store::told::{self, Told};
use crate::store::{entry, shown};

/// What has been decided so far, to be written as a few sets at the end.
pub(super) struct Batch<'a> {
    pub(super) centre: &'a Centre,
    pub(super) now: Instant,
    /// Registrations to write to, by what there is to say.
    pub(super) told: Vec<(&'static str, String)>,
    pub(super) trail: Vec<Noted<'a>>,
    pub(super) rows: Vec<NewRow<'a>>,
    /// Courses to look at again, and when.
    pub(super) look_again: BTreeSet<(Instant, String)>,
    pub(super) ledgers: Vec<(&'a str, Ledger)>,
}

/// A row of the trail to be.
pub(super) struct Noted<'a> {
    pub(super) actor: Cow<'a, Actor>,
    pub(super) id: String,
    pub(super) verb: &'static str,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) why: Option<String>,
}

impl Batch<'_> {
    /// Writes ledgers, registrations, trail, and what there is to tell.
    pub(super) fn write(&self, conn: &mut Conn) -> DbResult<()> {
        store::change_ledgers(conn, &self.ledgers)?;
        store::add_registrations(conn, self.now, &self.rows)?;
        self.write_agreed(conn)?;
        if self.trail.is_empty() {
            return self.add(conn, &self.looks());
        }
        self.write_trail(conn)?;
        // What a party did itself it knows; of the rest those without e-mail are told by telephone.
        // For who is passed over nothing changed.
        let quiet = ["registered", super::PASSED_OVER];
        let unknowing = self.trail.iter().filter(|n| !quiet.contains(&n.verb) && n.actor.who != "resident");
        let unknowing: Vec<String> = unknowing.map(|n| n.id.clone()).collect();
        if !unknowing.is_empty() {
            store::note_calls(conn, &unknowing, self.now)?;
        }
        self.add_jobs(conn)?;
        self.tell_others(conn)?;
        let topics: Vec<String> = self.ledgers.iter().map(|(id, _)| planned::of_course(id)).collect();
        let topics: Vec<&str> = ["courses"].into_iter().chain(topics.iter().map(String::as_str)).collect();
        cache::touch(conn, &topics)
    }

    /// What staff waived, and whose names may be shown; mostly nothing.
    fn write_agreed(&self, conn: &mut Conn) -> DbResult<()> {
        let waived = self.rows.iter().filter_map(|r| Some((r.id.clone(), r.party.waives()?.to_owned())));
        let waived: Vec<(String, String)> = waived.collect();
        if !waived.is_empty() {
            entry::add_waivers(conn, &waived)?;
        }
        let seats = self.rows.iter().flat_map(|r| {
            let seats = r.party.members.iter().zip(&r.seats);
            seats.filter_map(|(m, id)| Some((id.clone(), r.course_id.to_owned(), m.shown_until?)))
        });
        let shown: Vec<_> = seats.collect();
        if shown.is_empty() { Ok(()) } else { shown::show_names(conn, &shown) }
    }

    fn add_jobs(&self, conn: &mut Conn) -> DbResult<()> {
        let (centre, now) = (self.centre, self.now);
        let mut about: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
        for (what, id) in &self.told {
            about.entry(what).or_default().push(id);
        }
        let mut jobs = Vec::new();
        for (what, ids) in &about {
            for ids in ids.chunks(100) {
                let payload = format!("{what}:{}", ids.join(","));
                jobs.push(NewJob { kind: "courses.write", unique_key: None, payload, run_at: now });
            }
        }
        jobs.extend(self.looks());
        self.add(conn, &jobs)?;
        let settled = |(id, _): &(&str, Ledger)| Fact { name: "courses.settled", about: (*id).to_owned() };
        facts::tell(conn, centre, now, &self.ledgers.iter().map(settled).collect::<Vec<_>>())
    }

    fn looks(&self) -> Vec<NewJob<'static>> {
        let look = |(at, course_id): &(Instant, String)| {
            let unique_key = Some(format!("look:{course_id}:{at}"));
            NewJob { kind: "courses.look", unique_key, payload: course_id.clone(), run_at: *at }
        };
        self.look_again.iter().map(look).collect()
    }

    fn add(&self, conn: &mut Conn, jobs: &[NewJob<'_>]) -> DbResult<()> {
        if jobs.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = jobs.iter().map(|_| self.centre.chance.id(self.now)).collect();
        jobs::add(conn, &ids, self.now, jobs)
    }

    /// Where registrations stand now, for systems that asked to be told.
    fn tell_others(&self, conn: &mut Conn) -> DbResult<()> {
        if !webhooks::are_wanted(self.centre) {
            return Ok(());
        }
        let changed: BTreeSet<&str> =
            self.trail.iter().filter(|n| n.verb != super::PASSED_OVER).map(|n| n.id.as_str()).collect();
        let ids: Vec<String> = changed.into_iter().map(str::to_owned).collect();
        let event = |told: &Told| Event {
            fact: format!("courses.registration_{}", told.status),
            about: json!({
                "registration": told.id, "reference": told.reference, "status": told.status,
                "course": { "id": told.course_id, "slug": told.slug },
            }),
        };
        let told = told::list(conn, &ids)?;
        webhooks::tell(conn, self.centre, self.now, &told.iter().map(event).collect::<Vec<_>>())
    }

    fn write_trail(&self, conn: &mut Conn) -> DbResult<()> {
        let ids: Vec<_> = self.trail.iter().map(|_| self.centre.chance.id(self.now)).collect();
        let entries: Vec<(&Actor, Entry<'_>)> = self
            .trail
            .iter()
            .map(|n| {
                let entry = Entry::new(REGISTRATION, &n.id, n.verb);
                let (before, after) = (n.before.clone(), n.after.clone());
                (n.actor.as_ref(), Entry { before, after, reason: n.why.clone(), ..entry })
            })
            .collect();
        trail::add_all(conn, &ids, self.now, &entries)
    }
}
