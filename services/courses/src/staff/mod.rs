//! What staff see.

pub mod acts;
pub mod counter;
pub mod decisions;
pub mod export;
pub mod messages;
pub mod moving;
pub mod people;
pub mod print;
mod question_fields;
pub mod queue;
pub mod registration;
pub mod registrations;
pub mod serving;
pub mod trail_table;

use axum::routing::{get, post};
use foundation::service::Routes;

use crate::rights::{EXPORT, SEE, SERVE};

/// The addresses for staff.
pub fn routes(routes: Routes) -> Routes {
    serve(routes)
}

/// Work on registrations. Who may look may not act: the acts ask again for the right and the section.
fn serve(routes: Routes) -> Routes {
    routes
        .office("/office/courses/{id}/registrations", SEE, get(registrations::get))
        .office("/office/courses/{id}/registrations/new", SERVE, get(counter::get).post(counter::post))
        .office("/office/courses/{id}/registrations/decisions", SERVE, post(decisions::post))
        .office("/office/courses/{id}/registrations/queue", SEE, get(queue::get))
        .office("/office/courses/{id}/registrations/people", SEE, get(people::get).post(people::post))
        .office("/office/courses/{id}/registrations/messages", SEE, get(messages::get).post(messages::post))
        .office("/office/courses/{id}/registrations/export", EXPORT, post(export::post))
        .office("/office/courses/{id}/registrations/print", SEE, get(print::get))
        .office("/office/courses/{id}/registrations/{registration}", SEE, get(registration::get))
        .office("/office/courses/{id}/registrations/{registration}/decision", SERVE, post(acts::decide))
        .office("/office/courses/{id}/registrations/{registration}/seat", SERVE, post(acts::seat))
        .office("/office/courses/{id}/registrations/{registration}/cancellation", SERVE, post(acts::cancel))
        .office("/office/courses/{id}/registrations/{registration}/call", SERVE, post(acts::call))
        .office(
            "/office/courses/{id}/registrations/{registration}/move",
            SERVE,
            get(moving::get).post(moving::post),
        )
}
