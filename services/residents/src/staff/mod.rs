//! What staff see: one screen, one file.

pub mod breach;
pub mod breach_act;
pub mod breach_people;
pub mod breaches;
pub mod request;
pub mod requests;
pub mod today;

use axum::routing::{get, post};
use foundation::service::Routes;
use foundation::staff::Right;

/// Decide on requests about personal data.
pub const DECIDE: Right = Right("residents.decide");
/// Report breaches of personal data, keep their facts and write what those concerned are told; nobody is named there.
pub const REPORT: Right = Right("residents.breaches");
/// Answer for a breach: see and tell those concerned, tell the authority, close.
pub const ANSWER_FOR: Right = Right("residents.breaches-answer");

/// The addresses of staff.
pub fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/residents", DECIDE, get(requests::get))
        .office("/office/residents/{id}", DECIDE, get(request::get).post(request::post))
        .office("/office/residents/breaches", REPORT, get(breaches::get))
        .office(
            "/office/residents/breaches/report",
            REPORT,
            get(breaches::get_report).post(breaches::post_report),
        )
        .office("/office/residents/breaches/{id}", REPORT, get(breach::get).post(breach_act::post))
        .office("/office/residents/breaches/{id}/persons", ANSWER_FOR, post(breach_people::export))
        .office("/office/residents/breaches/{id}/{name}", REPORT, get(breach::paper))
}
