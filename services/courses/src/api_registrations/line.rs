//! A party in the line before the desk, as programs see it.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::web::Ctx;
use serde_json::{Value, json};

use super::refused;
use crate::desk::Desk;
use crate::public::arrival;
use crate::rules::admit::Refusal;
use crate::store;

/// More come than can be taken in at once: the request is written down, and sent again with the same key
/// it is answered with what became of it (R13).
pub(super) async fn answer(ctx: &Ctx, id: &str) -> Result<Response, Fault> {
    let asked = id.to_owned();
    let seen = ctx.centre.db.read(move |conn| store::arrival::find(conn, &asked)).await?;
    let seen = seen.ok_or(Fault::NotFound)?;
    match seen.outcome.as_deref() {
        Some("closed") => return Err(refused(Refusal::Closed, 0)),
        Some("already") => return Err(refused(Refusal::AlreadyHere, 0)),
        Some("full") => return Err(refused(Refusal::Full, 0)),
        Some("early") => {
            let said = "Registration has not opened yet for somebody of this party.";
            return Err(Fault::Refused(StatusCode::CONFLICT, "not-open", said.to_owned(), Value::Null));
        }
        Some("barred") => {
            let said = "Somebody does not meet the conditions of the course, or an option is full.";
            return Err(Fault::Refused(StatusCode::CONFLICT, "barred", said.to_owned(), Value::Null));
        }
        Some("registered") | None => {}
        Some(_) => {
            let said = "This registration could not be processed; send it with a new Idempotency-Key.";
            return Err(Fault::Refused(StatusCode::CONFLICT, "not-processed", said.to_owned(), Value::Null));
        }
    }
    let seconds = Desk::of(&ctx.centre)?.seconds(seen.ahead);
    let address = format!("{}{}", ctx.centre.base_url, arrival::path(&ctx.centre.keys, id));
    let body = json!({
        "status": "in-line", "ahead": seen.ahead, "estimate_seconds": seconds, "arrival_url": address,
    });
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::RETRY_AFTER, seconds.to_string())];
    Ok((StatusCode::ACCEPTED, headers, body.to_string()).into_response())
}
