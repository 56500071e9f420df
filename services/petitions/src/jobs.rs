//! What happens by itself: limits are counted again when the calendar changes, people are warned, letters
//! get their proof, petitioners are asked whether it is solved, files of what became secret are sealed, figures
//! are counted ahead, what is approved is destroyed.

mod improving;
mod kept;
pub mod mailbox;
mod overdue;
mod watch;

use foundation::jobs::JobKind;

use crate::store::SEAL;
use crate::work::{attachments, destruction, passed};

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
        name: "petitions.mailbox",
        run: |centre, _| Box::pin(async move { mailbox::run(&centre).await }),
        every_seconds: Some(30),
    },
    JobKind {
        name: "petitions.count_months",
        run: |centre, _| Box::pin(async move { kept::count(&centre).await }),
        every_seconds: Some(300),
    },
    JobKind {
        name: "petitions.catch_up",
        run: |centre, _| Box::pin(async move { kept::catch_up(&centre).await }),
        every_seconds: Some(24 * 3600),
    },
    JobKind {
        name: SEAL,
        run: |centre, case_id| Box::pin(async move { attachments::seal_of(&centre, case_id).await }),
        every_seconds: None,
    },
    JobKind {
        name: "petitions.destroy",
        run: |centre, _| {
            Box::pin(async move {
                let cases = destruction::destroy(&centre).await;
                passed::keeping::destroy(&centre).await.and(cases)
            })
        },
        every_seconds: Some(15),
    },
];
