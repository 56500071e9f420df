//! The screens, one file each.

pub mod account;
pub mod authenticator;
pub mod password;
pub mod people;
pub mod person;
pub mod person_new;
pub mod second_factor;
pub mod set_up;
pub mod sign_in;
pub mod sign_out;
pub mod tokens;

use axum::http::StatusCode;
use foundation::form::Form;

/// Status of a page with a form: 422 once something is wrong with what was sent.
fn status(form: &Form) -> StatusCode {
    if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
