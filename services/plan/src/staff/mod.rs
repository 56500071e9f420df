//! What staff see and do.

pub mod act;
pub mod import_page;
pub mod leaf_form;
pub mod list;
pub mod plan;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use foundation::service::Routes;
use foundation::sheet;

use crate::rights::{SEE, WRITE};

/// What a table may be, with the form around it.
const TABLE_BYTES_MAX: usize = sheet::BYTES_MAX + 64 * 1024;

/// The addresses for staff.
pub fn routes(routes: Routes) -> Routes {
    let import = get(import_page::get).post(import_page::post).layer(DefaultBodyLimit::max(TABLE_BYTES_MAX));
    routes
        .office("/office/plan", SEE, get(list::get))
        .office("/office/plan/import", WRITE, import)
        .office("/office/plan/import/template/{kind}", WRITE, get(import_page::template))
        .office("/office/plan/plans/{id}", SEE, get(plan::get))
        .office("/office/plan/plans/{id}/state", SEE, post(act::state))
        .office("/office/plan/plans/{id}/copy", WRITE, post(act::copy))
        .office("/office/plan/plans/{id}/changes", SEE, get(plan::changes))
        .office("/office/plan/plans/{id}/export/{kind}", SEE, get(plan::export))
        .office("/office/plan/plans/{id}/new", WRITE, get(leaf_form::new).post(leaf_form::add))
        .office("/office/plan/plans/{id}/assign", WRITE, get(act::assign).post(act::assigned))
        .office("/office/plan/leaves/{id}/text", WRITE, get(leaf_form::get).post(leaf_form::post))
}
