//! `/office/sign-out`: ends the session.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::web::Ctx;

use crate::door;

/// Ends the session at hand, however far it had come.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx) -> Result<Response, Fault> {
    door::turn_away(&ctx, &format!("{}?out", door::SIGN_IN)).await
}
