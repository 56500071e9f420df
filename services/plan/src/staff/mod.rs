//! What staff see and do.

pub mod act;
pub mod board;
pub mod costs;
mod earlier;
pub mod evaluation;
pub mod frames;
pub mod freeze;
pub mod ideas;
pub mod import_page;
pub mod leaf;
pub mod leaf_form;
mod leaf_forms;
pub mod links;
pub mod list;
pub mod meetings;
pub mod months;
pub mod obligations;
pub mod plan;
pub mod proof;
pub mod reach;
pub mod readiness;
pub mod take_back;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use foundation::service::Routes;
use foundation::sheet;

use crate::kept::BODY_BYTES_MAX;
use crate::rights::{APPROVE, EVALUATE, SEE, WORK, WRITE};

/// What a table may be, with the form around it.
const TABLE_BYTES_MAX: usize = sheet::BYTES_MAX + 64 * 1024;

/// The addresses for staff.
pub fn routes(routes: Routes) -> Routes {
    let import = get(import_page::get).post(import_page::post).layer(DefaultBodyLimit::max(TABLE_BYTES_MAX));
    let file = || DefaultBodyLimit::max(BODY_BYTES_MAX);
    earlier::routes(take_back::routes(routes))
        .office("/office/plan", SEE, get(board::get))
        .office("/office/plan/evaluation", EVALUATE, get(evaluation::list))
        .office("/office/plan/evaluation/{id}", EVALUATE, get(evaluation::get))
        .office("/office/plan/evaluation/{id}/{file}", EVALUATE, get(evaluation::file))
        .office("/office/plan/evaluation/{id}/files/{file}", EVALUATE, get(evaluation::kept))
        .office("/office/plan/evaluation/{id}/freezes/{freeze}", EVALUATE, get(evaluation::frozen))
        .office("/office/plan/plans", SEE, get(list::get))
        .office("/office/plan/import", WRITE, import)
        .office("/office/plan/import/template/{kind}", WRITE, get(import_page::template))
        .office("/office/plan/plans/{id}", SEE, get(plan::get))
        .office("/office/plan/plans/{id}/state", SEE, post(act::state))
        .office("/office/plan/plans/{id}/copy", WRITE, post(act::copy))
        .office("/office/plan/plans/{id}/authors", WRITE, post(act::take_over))
        .office("/office/plan/plans/{id}/changes", SEE, get(plan::changes))
        .office("/office/plan/plans/{id}/export/{kind}", SEE, get(plan::export))
        .office("/office/plan/plans/{id}/new", WRITE, get(leaf_form::new).post(leaf_form::add))
        .office("/office/plan/plans/{id}/assign", WRITE, get(act::assign).post(act::assigned))
        .office("/office/plan/leaves/{id}/text", WRITE, get(leaf_form::get).post(leaf_form::post))
        .office("/office/plan/plans/{id}/obligations", SEE, get(obligations::get).post(obligations::post))
        .office("/office/plan/plans/{id}/readiness", SEE, get(readiness::get))
        .office("/office/plan/plans/{id}/freezes", SEE, get(freeze::list).post(freeze::post))
        .office("/office/plan/freezes/{id}", SEE, get(freeze::get))
        .office("/office/plan/freezes/{id}/export/{kind}", SEE, get(freeze::export))
        .office("/office/plan/leaves/{id}", SEE, get(leaf::get))
        .office("/office/plan/leaves/{id}/months", WORK, post(months::post))
        .office("/office/plan/leaves/{id}/documents", WORK, post(proof::document).layer(file()))
        .office("/office/plan/leaves/{id}/tasks", WORK, post(proof::task))
        .office(
            "/office/plan/documents/{id}/next",
            WORK,
            get(proof::next).post(proof::add_next).layer(file()),
        )
        .office("/office/plan/tasks/{id}/end", WORK, post(proof::end))
        .office("/office/plan/tasks/{id}/occasions", WORK, post(obligations::occasion))
        .office("/office/plan/tasks/{id}/{period}", WORK, get(proof::prove).post(proof::proven).layer(file()))
        .office("/office/plan/files/{id}", SEE, get(proof::file))
        .office("/office/plan/meetings", SEE, get(meetings::get))
        .office("/office/plan/meetings/new", WORK, post(meetings::post))
        .office("/office/plan/decisions/{id}", SEE, post(meetings::carry_out))
        .office("/office/plan/plans/{id}/links", WRITE, get(links::get).post(links::post))
        .office("/office/plan/links/{id}/end", WRITE, post(links::end))
        .office("/office/plan/plans/{id}/costs", SEE, get(costs::get))
        .office("/office/plan/plans/{id}/costs/new", WORK, post(costs::post))
        .office("/office/plan/plans/{id}/costs/part", WORK, get(reach::get).post(reach::post))
        .office("/office/plan/ideas", SEE, get(ideas::get).post(ideas::post))
        .office("/office/plan/ideas/{id}", APPROVE, post(ideas::decide))
        .office("/office/plan/frames", SEE, get(frames::get))
        .office("/office/plan/frames/new", WRITE, post(frames::post))
        .office("/office/plan/criteria/{id}", WRITE, post(frames::map))
}
