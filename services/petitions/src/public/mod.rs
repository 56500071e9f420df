//! What residents see.

pub mod answer;
pub mod case;
pub mod confirm;
pub mod numbers;
pub mod passed;
pub mod sent;
pub mod supplement;
pub mod withdrawal;
pub mod write;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use foundation::service::Routes;

use crate::rules::attachment::{BYTES_MAX, FILES_MAX};

/// What a form with files may weigh; one more file than is taken, so that it can be said.
pub const BODY_BYTES_MAX: usize = (FILES_MAX + 1) * BYTES_MAX + 512 * 1024;

/// The addresses for residents.
pub fn routes(routes: Routes) -> Routes {
    let large = || DefaultBodyLimit::max(BODY_BYTES_MAX);
    routes
        .public("/opinions", get(write::get).post(write::post).layer(large()))
        .public("/opinions/sent", get(sent::get))
        .public("/opinions/numbers", get(numbers::get))
        .holder("/opinions/{reference}", get(case::get))
        .holder("/opinions/{reference}/confirm", get(confirm::get).post(confirm::post))
        .holder(
            "/opinions/{reference}/supplement",
            get(supplement::get).post(supplement::post).layer(large()),
        )
        .holder("/opinions/{reference}/passed", get(passed::standing))
        .holder("/opinions/{reference}/reading", get(passed::get).post(passed::post))
        .holder("/opinions/{reference}/reading/{id}", get(passed::file))
        .holder("/opinions/{reference}/withdrawal", get(withdrawal::get).post(withdrawal::post))
        .holder("/opinions/{reference}/answer", post(answer::post))
        .holder("/opinions/{reference}/files/{id}", get(case::file))
}
