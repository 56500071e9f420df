//! What staff see and do.

pub mod acts;
pub mod apart;
pub mod archive;
pub mod arrangement;
pub mod asking;
pub mod authority;
pub mod case;
pub mod checklists;
pub mod inbox;
pub mod items;
pub mod numbers;
pub mod passed;
pub mod record;
pub mod reports;
pub mod retention;
pub mod said;
pub mod texts;
pub mod today;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use foundation::pages::office_shell;
use foundation::parts::{Shell, crumb};
use foundation::service::Routes;
use foundation::web::Ctx;

use crate::public::BODY_BYTES_MAX;
use crate::rights::{DECIDE, HANDLE, KEEP, NUMBERS};

/// The frame of a page that is reached from the inbox.
fn inbox_shell<'a>(ctx: &'a Ctx, title: impl Into<String>) -> Shell<'a> {
    let inbox = crumb(ctx.words.path("/office/petitions"), ctx.words.say("petitions-inbox-title"));
    Shell { here: vec![inbox], ..office_shell(ctx, title) }
}

/// The addresses for staff.
pub fn routes(routes: Routes) -> Routes {
    let large = || DefaultBodyLimit::max(BODY_BYTES_MAX);
    retention(routes)
        .office("/office/petitions", HANDLE, get(inbox::get).post(inbox::post))
        .office("/office/petitions/new", HANDLE, get(record::get).post(record::post).layer(large()))
        .office("/office/petitions/arrangement", DECIDE, get(arrangement::get))
        .office("/office/petitions/topics", DECIDE, post(arrangement::post_topic))
        .office("/office/petitions/heads", DECIDE, post(arrangement::post_head))
        .office("/office/petitions/hours", DECIDE, post(arrangement::post_hours))
        .office("/office/petitions/absences", DECIDE, post(arrangement::post_absence))
        .office("/office/petitions/authority", HANDLE, get(authority::get))
        .office("/office/petitions/authority/versions", DECIDE, post(authority::post))
        .office("/office/petitions/texts", KEEP, get(texts::get).post(texts::post))
        .office("/office/petitions/texts/{id}", KEEP, get(texts::get_one).post(texts::post_one))
        .office("/office/petitions/checklists", KEEP, get(checklists::get).post(checklists::post))
        .office(
            "/office/petitions/checklists/{id}",
            KEEP,
            get(checklists::get_one).post(checklists::post_one),
        )
        .office("/office/petitions-numbers", NUMBERS, get(numbers::get))
        .office("/office/petitions/asking", HANDLE, get(asking::get))
        .office("/office/petitions/opinions", HANDLE, get(items::get))
        .office("/office/petitions/mail", KEEP, get(apart::get))
        .office("/office/petitions/mail/{id}", KEEP, post(apart::post))
        .office("/office/petitions-passed", HANDLE, get(passed::get).post(passed::post))
        .office("/office/petitions-passed/{reference}", HANDLE, get(passed::get_one))
        .office("/office/petitions-passed/{reference}/message", HANDLE, post(passed::post_message))
        .office("/office/petitions-passed/{reference}/files/{id}", HANDLE, get(passed::file))
        .office("/office/petitions-reports", NUMBERS, get(reports::get))
        .office("/office/petitions-reports/freeze", HANDLE, post(reports::post))
        .office("/office/petitions-reports/{id}", NUMBERS, get(reports::one::get))
        .office("/office/petitions-reports/{id}/file", NUMBERS, get(reports::one::file))
        .office("/office/petitions-reports/{id}/meeting", HANDLE, post(reports::one::post_meeting))
        .office("/office/petitions-reports/{id}/improvement", HANDLE, post(reports::one::post_improvement))
        .office("/office/petitions/{id}", HANDLE, get(case::get))
        .office("/office/petitions/{id}/files/{file}", HANDLE, get(case::file))
        .office("/office/petitions/{id}/confirmation", HANDLE, post(acts::confirmation).layer(large()))
        .office("/office/petitions/{id}/assignment", HANDLE, post(acts::assignment))
        .office("/office/petitions/{id}/particulars", HANDLE, post(acts::particulars))
        .office("/office/petitions/{id}/unsealing", DECIDE, post(acts::unsealing))
        .office("/office/petitions/{id}/exclusion", DECIDE, post(acts::exclusion))
        .office("/office/petitions/{id}/discarding", HANDLE, post(acts::discarding))
        .office("/office/petitions/{id}/answer", HANDLE, post(acts::answer))
        .office("/office/petitions/{id}/contact", HANDLE, post(acts::contact))
        .office("/office/petitions/{id}/note", HANDLE, post(acts::note))
        .office("/office/petitions/{id}/supplement", HANDLE, post(acts::supplement))
        .office(
            "/office/petitions/{id}/supplement-received",
            HANDLE,
            post(acts::supplement_received).layer(large()),
        )
        .office("/office/petitions/{id}/extension", HANDLE, post(acts::decided::extension))
        .office("/office/petitions/{id}/reply", HANDLE, post(acts::decided::reply))
        .office("/office/petitions/{id}/leave", HANDLE, post(acts::decided::leave))
        .office("/office/petitions/{id}/decision", HANDLE, post(acts::decided::decision))
        .office("/office/petitions/{id}/sending", HANDLE, post(acts::decided::sending))
        .office("/office/petitions/{id}/consultation", HANDLE, post(acts::consulted::post))
        .office("/office/petitions/{id}/consultation-answered", HANDLE, post(acts::consulted::post_answered))
        .office("/office/petitions/{id}/checklist", HANDLE, post(acts::checked::post))
        .office("/office/petitions/{id}/remedy", HANDLE, post(acts::checked::post_remedy))
        .office("/office/petitions/{id}/transfer", HANDLE, post(acts::moved::transfer))
        .office("/office/petitions/{id}/merger", HANDLE, post(acts::moved::merger))
        .office("/office/petitions/{id}/split", HANDLE, post(acts::moved::split))
        .office("/office/petitions/{id}/withdrawal", HANDLE, post(acts::moved::withdrawal))
        .office("/office/petitions/{id}/promotion", HANDLE, post(acts::moved::promotion))
        .office("/office/petitions/{id}/closing", HANDLE, post(acts::moved::closing))
        .office("/office/petitions/{id}/hold", HANDLE, post(acts::hold))
}

/// What becomes of cases after their years.
fn retention(routes: Routes) -> Routes {
    routes
        .office("/office/petitions-archive", HANDLE, get(archive::get).post(archive::post))
        .office("/office/petitions-retention", HANDLE, get(retention::get))
        .office("/office/petitions-retention/lists", DECIDE, post(retention::post))
        .office("/office/petitions-retention/holds", DECIDE, post(retention::post_hold))
        .office("/office/petitions-retention/releases", DECIDE, post(retention::post_release))
        .office("/office/petitions-retention/{id}", HANDLE, get(retention::one::get))
        .office("/office/petitions-retention/{id}/file", HANDLE, get(retention::one::file))
        .office("/office/petitions-retention/{id}/opinion", HANDLE, post(retention::one::post_opinion))
        .office("/office/petitions-retention/{id}/approval", DECIDE, post(retention::one::post_approval))
        .office("/office/petitions-retention/{id}/dropping", DECIDE, post(retention::one::post_dropping))
}
