//! What residents see.

pub mod calendar;
pub mod course;
pub mod home;
pub mod list;

use axum::routing::get;
use foundation::service::Routes;

/// The addresses for residents.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/courses", get(list::get))
        .public("/courses/{slug}", get(course::get))
        .public("/courses/{slug}/qr.svg", get(course::qr))
        .public("/courses/{slug}/calendar.ics", get(calendar::get))
}
