//! What residents see: one screen, one file.

pub mod adult;
pub mod breaches;
pub mod home;
pub mod invitation;
pub mod link;
pub mod member;
pub mod own_data;
pub mod sign_in;
pub mod sign_out;

pub use member::NOTICE;

use axum::routing::{get, post};
use foundation::service::Routes;

/// The addresses of residents.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/residents/breaches", get(breaches::get))
        .public("/residents/sign-in", get(sign_in::get).post(sign_in::post))
        .holder("/residents/sign-in/{token}", get(link::get).post(link::post))
        .holder("/residents/sign-out", post(sign_out::post))
        .holder("/residents", get(home::get))
        .holder("/residents/members/{id}", get(member::get).post(member::post))
        .holder("/residents/adults", get(adult::get).post(adult::post))
        .holder("/residents/adults/{id}", post(adult::answer))
        .holder("/residents/leave", post(adult::leave))
        .holder("/residents/own-data", get(own_data::get).post(own_data::post))
        .holder("/residents/own-data/{name}", get(own_data::copy))
        .holder("/residents/requests/{id}/withdrawal", post(own_data::withdraw))
        .holder("/residents/invitations/{token}", get(invitation::get).post(invitation::post))
}
