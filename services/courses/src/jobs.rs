//! What happens by itself: looking at a course when something runs out, writing to people.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::jobs::{JobError, JobKind};
use foundation::trail::Actor;

use crate::desk::{Desk, Work};
use crate::{mails, purge};

/// The kinds of job of this service.
pub const KINDS: &[JobKind] = &[
    JobKind { name: "courses.look", run: |centre, id| Box::pin(look(centre, id)), every_seconds: None },
    JobKind {
        name: crate::letters::JOB,
        run: |centre, id| Box::pin(crate::letters::send(centre, id)),
        every_seconds: None,
    },
    JobKind {
        name: "courses.write",
        run: |centre, ids| Box::pin(mails::write(centre, ids)),
        every_seconds: None,
    },
    JobKind {
        name: "courses.remind",
        run: |centre, _| Box::pin(mails::remind(centre)),
        every_seconds: Some(1800),
    },
    JobKind {
        name: "courses.count_no_shows",
        run: |centre, _| Box::pin(crate::after::no_show::count(centre)),
        every_seconds: Some(3600),
    },
    JobKind {
        name: "courses.purge_id_numbers",
        run: |centre, _| Box::pin(crate::after::hours::purge(centre)),
        every_seconds: Some(86_400),
    },
    JobKind {
        name: crate::carry::JOB,
        run: |centre, id| Box::pin(crate::carry::run(centre, id)),
        every_seconds: None,
    },
    JobKind {
        name: "courses.interest",
        run: |centre, _| Box::pin(crate::public::interest::tell(centre)),
        every_seconds: Some(300),
    },
    JobKind {
        name: "courses.purge",
        run: |centre, _| Box::pin(purge::run(centre)),
        every_seconds: Some(86_400),
    },
];

/// Has the desk look at a course: an offer ran out, or a set-aside fell back.
async fn look(centre: Arc<Centre>, course_id: String) -> Result<(), JobError> {
    let desk = Desk::of(&centre).map_err(|e| JobError(e.to_string()))?;
    desk.ask(&course_id, Work::Look, Actor::system()).await.map_err(|e| JobError(e.to_string()))?;
    Ok(())
}
