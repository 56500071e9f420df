//! What residents see.

pub mod arrival;
pub mod asked;
pub mod calendar;
pub mod check;
pub mod course;
pub mod device;
pub mod door;
pub mod draw;
pub mod home;
pub mod interest;
pub mod list;
pub mod manage;
pub mod no_shows;
pub mod offer;
pub mod past;
pub mod progress;
pub mod register;
pub mod say;
pub mod scan;

use axum::routing::{get, post};
use foundation::service::Routes;

/// The addresses for residents.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/courses", get(list::get))
        .public("/courses/past", get(past::get))
        .public("/courses/{slug}", get(course::get))
        .public("/courses/{slug}/qr.svg", get(course::qr))
        .public("/courses/{slug}/calendar.ics", get(calendar::get))
        .public("/courses/{slug}/interest", get(interest::get).post(interest::post))
        .holder("/interest/{id}", get(interest::get_one).post(interest::post_one))
        .public("/courses/{slug}/draw", get(draw::get))
        .public("/courses/{slug}/draw.json", get(draw::file))
        .public("/courses/{slug}/register", get(register::get).post(register::post))
        .holder("/courses/arrivals/{id}", get(arrival::get))
        .public("/no-shows", get(no_shows::get))
        .public("/certificates", get(check::get).post(check::post))
        .holder("/certificates/{number}", get(check::show))
        .holder("/progress/{reference}", get(manage::receipt::get))
        .holder("/progress/{reference}/certificates/{number}", get(manage::record::certificate))
        .holder("/progress/{reference}/calendar.ics", get(manage::calendar))
        .holder("/progress/{reference}/answers", get(manage::answers::get).post(manage::answers::post))
        .holder("/progress/{reference}/names", get(manage::names::get).post(manage::names::post))
        .holder("/progress/{reference}/contact", get(manage::contact::get).post(manage::contact::post))
        .holder("/progress/{reference}/cancel", get(manage::cancel::get).post(manage::cancel::post))
        .holder("/progress/{reference}/absent", get(manage::absent::get).post(manage::absent::post))
        .holder("/progress/{reference}/no-shows", get(manage::no_shows::get).post(manage::no_shows::post))
        .holder("/progress/{reference}/hours/{number}", get(manage::hours::get).post(manage::hours::post))
        .holder("/progress/{reference}/next", get(manage::next::get).post(manage::next::post))
        .holder("/progress/{reference}/offer", get(offer::get).post(offer::post))
        .holder(
            "/progress/{reference}/seats/{number}",
            get(manage::handover::get).post(manage::handover::post),
        )
        .holder("/door/{token}", get(door::get))
        .holder("/door/{token}/{number}", get(door::board))
        .holder("/door/{token}/{number}/search", get(door::back).post(door::search))
        .holder("/door/{token}/{number}/marks", get(door::back).post(door::marks))
        .holder("/door/{token}/{number}/code", get(door::back).post(door::code))
        .holder("/door/{token}/{number}/walk-in", get(door::walk_in).post(door::take_in))
        .holder("/door/{token}/{number}/list", get(door::back).post(door::list))
        .public("/door/device", get(device::get))
        .public("/door/device/{file}", get(device::file))
        .public("/door/worker.js", get(device::worker))
        .holder("/door/told", post(device::told))
        .holder("/door/scan", post(scan::post))
}
