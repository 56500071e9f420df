//! What staff see: one screen, one file.

pub mod request;
pub mod requests;

use axum::routing::get;
use foundation::service::Routes;
use foundation::staff::Right;

/// Decide on requests about personal data.
pub const DECIDE: Right = Right("residents.decide");

/// The addresses of staff.
pub fn routes(routes: Routes) -> Routes {
    routes.office("/office/residents", DECIDE, get(requests::get)).office(
        "/office/residents/{id}",
        DECIDE,
        get(request::get).post(request::post),
    )
}
