//! What staff see.

pub mod acts;
pub mod after;
pub mod board;
pub mod cancellation;
pub mod carry;
pub mod counter;
pub mod course;
pub mod course_fields;
pub mod course_form;
pub mod courses;
pub mod day;
pub mod decisions;
pub mod doubles;
pub mod draw;
pub mod entry;
pub mod export;
pub mod figures;
pub mod frame;
pub mod history;
pub mod import_page;
pub mod interest;
pub mod look_up;
pub mod messages;
pub mod moving;
pub mod people;
pub mod pools;
pub mod print;
mod question_fields;
pub mod questions;
pub mod queue;
pub mod registration;
pub mod registrations;
pub mod rooms;
pub mod series;
pub mod serving;
pub mod sessions;
pub mod set_asides;
pub mod trail_table;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use foundation::service::Routes;

use crate::rights::{EDIT, EXPORT, SEE, SERVE};

/// The addresses for staff.
pub fn routes(routes: Routes) -> Routes {
    figures::routes(after::routes(day::routes(serve(planning(routes)))))
}

/// The board, and where courses are planned.
fn planning(routes: Routes) -> Routes {
    let upload = post(import_page::post).layer(DefaultBodyLimit::max(import_page::BODY_BYTES_MAX));
    routes
        .office("/office/courses", SEE, get(courses::get))
        .office("/office/courses/export/{kind}", SEE, get(courses::export))
        .office("/office/courses/doubles", SEE, get(doubles::get))
        .office("/office/courses/new", EDIT, get(course_form::get_new).post(course_form::post_new))
        .office("/office/courses/import", EDIT, get(import_page::get).merge(upload))
        .office("/office/courses/import/template/{kind}", EDIT, get(import_page::template))
        .office("/office/courses/{id}", SEE, get(course::get))
        .office("/office/courses/{id}/history", SEE, get(history::get))
        .office("/office/courses/{id}/edit", EDIT, get(course_form::get).post(course_form::post))
        .office("/office/courses/{id}/publication", EDIT, post(course::publication))
        .office("/office/courses/{id}/secret", EDIT, post(course::secret))
        .office("/office/courses/{id}/cancellation", EDIT, get(cancellation::get).post(cancellation::post))
        .office("/office/courses/{id}/sessions", EDIT, get(sessions::get).post(sessions::post))
        .office(
            "/office/courses/{id}/sessions/{session}",
            EDIT,
            get(sessions::get_one).post(sessions::post_one),
        )
        .office("/office/courses/{id}/questions", EDIT, get(questions::get).post(questions::post))
        .office("/office/courses/{id}/set-asides", EDIT, get(set_asides::get).post(set_asides::post))
        .office("/office/courses/{id}/entry", EDIT, get(entry::get).post(entry::post))
        .office("/office/courses/{id}/options", EDIT, post(entry::options))
        .office("/office/courses/{id}/interest", SEE, get(interest::get))
        .office("/office/courses/{id}/carry", EDIT, get(carry::get).post(carry::post))
        .office("/office/courses/{id}/draw", EDIT, get(draw::get).post(draw::post))
        .office("/office/courses/{id}/series", EDIT, get(series::get).post(series::post))
        .office("/office/rooms", EDIT, get(rooms::get).post(rooms::post))
        .office("/office/rooms/{id}", EDIT, get(rooms::get_one).post(rooms::post_one))
}

/// Work on registrations. Who may look may not act: the acts ask again for the right and the section.
fn serve(routes: Routes) -> Routes {
    routes
        .office("/office/courses/{id}/registrations", SEE, get(registrations::get).post(registrations::post))
        .office("/office/registrations", SEE, get(look_up::get).post(look_up::post))
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
        .office("/office/courses/{id}/registrations/{registration}/apart", SERVE, post(acts::apart))
        .office(
            "/office/courses/{id}/registrations/{registration}/move",
            SERVE,
            get(moving::get).post(moving::post),
        )
}
