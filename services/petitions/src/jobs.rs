//! What happens by itself: limits are counted again when the calendar changes, people are warned, letters
//! get their proof, petitioners are asked whether it is solved, files of what became secret are sealed.

mod improving;
mod overdue;
mod watch;

use foundation::jobs::JobKind;

use crate::store::SEAL;
use crate::work::attachments;

/// The jobs of this service.
pub const KINDS: &[JobKind] = &[
    JobKind {
        name: "petitions.count",
        run: |centre, _| Box::pin(async move { watch::recount(&centre).await }),
        every_seconds: Some(6 * 3600),
    },
    JobKind {
        name: "petitions.prove",
        run: |centre, _| Box::pin(async move { watch::prove(&centre).await }),
        every_seconds: Some(15),
    },
    JobKind {
        name: "petitions.warn",
        run: |centre, _| Box::pin(async move { overdue::warn(&centre).await }),
        every_seconds: Some(1800),
    },
    JobKind {
        name: "petitions.follow_up",
        run: |centre, _| Box::pin(async move { watch::follow_up(&centre).await }),
        every_seconds: Some(3600),
    },
    JobKind {
        name: SEAL,
        run: |centre, case_id| Box::pin(async move { attachments::seal_of(&centre, case_id).await }),
        every_seconds: None,
    },
];
