//! What happens by itself: limits are counted again when the calendar changes, people are warned, letters
//! get their proof, petitioners are asked whether it is solved.

mod overdue;
mod watch;

use foundation::jobs::JobKind;

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
];
