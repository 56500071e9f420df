//! After the day in the office: certificates, and what else people get for having been there.

pub mod certificate;
pub mod certificates;
pub mod hours;
pub mod no_shows;

use axum::routing::{get, post};
use foundation::service::Routes;

use crate::rights::{EXPORT, SEE, SERVE};

/// The addresses of what comes after the day.
pub fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/courses/{id}/certificates", SEE, get(certificates::get).post(certificates::issue))
        .office("/office/courses/{id}/certificates/percent", SERVE, post(certificates::percent))
        .office("/office/courses/{id}/certificates/all.zip", EXPORT, get(certificates::all))
        .office(
            "/office/courses/{id}/certificates/{number}",
            SERVE,
            get(certificate::get).post(certificate::withdraw),
        )
        .office("/office/courses/{id}/certificates/{number}/paper", SERVE, get(certificate::paper))
        .office("/office/courses/{id}/certificates/{number}/name", SERVE, post(certificate::reissue))
        .office("/office/courses/{id}/hours/{record}", EXPORT, get(hours::get).post(hours::make))
        .office("/office/courses/{id}/hours/{record}/{number}", EXPORT, post(hours::file))
        .office("/office/no-shows", SERVE, get(no_shows::get))
        .office("/office/no-shows/{id}", SERVE, get(no_shows::get_one).post(no_shows::decide))
}
