//! A party in the line before the desk, as programs see it.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::web::Ctx;
use serde_json::{Value, json};

use super::{barred, refused};
use crate::desk::{Desk, NewParty};
use crate::planned::Planned;
use crate::public::arrival;
use crate::rules::admit::Refusal;
use crate::settle::entry::against_party;
use crate::settle::known;
use crate::store;

/// More come than can be taken in at once: the request is written down, and sent again with the same key
/// it is answered with what became of it (R13), as if it had not stood in line.
pub(super) async fn answer(
    ctx: &Ctx,
    id: &str,
    planned: &Planned,
    party: &Arc<NewParty>,
) -> Result<Response, Fault> {
    let asked = id.to_owned();
    let seen = ctx.centre.db.read(move |conn| store::arrival::find(conn, &asked)).await?;
    let seen = seen.ok_or(Fault::NotFound)?;
    match seen.outcome.as_deref() {
        Some("closed") => return Err(refused(Refusal::Closed, 0)),
        Some("already") => return Err(refused(Refusal::AlreadyHere, 0)),
        Some("full") => return Err(refused(Refusal::Full, 0)),
        Some("early") => return Err(early(ctx, planned, party).await?),
        Some(outcome @ ("barred" | "option-full")) => {
            return Err(not_let_in(ctx, planned, party, outcome).await?);
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

/// Registration opens later for it: for everybody, or for one of its persons (R55).
async fn early(ctx: &Ctx, planned: &Planned, party: &Arc<NewParty>) -> Result<Fault, Fault> {
    let (course, party, now) = (planned.course.clone(), party.clone(), ctx.now);
    let later = ctx.centre.db.read(move |conn| known::find_later(conn, &course, &party, now)).await?;
    let opens_at = planned.course.opens_at;
    Ok(match later {
        Some(opens_at) => refused(Refusal::Later { opens_at }, 0),
        None => refused(Refusal::NotOpen { opens_at }, 0),
    })
}

async fn not_let_in(
    ctx: &Ctx,
    planned: &Planned,
    party: &Arc<NewParty>,
    outcome: &str,
) -> Result<Fault, Fault> {
    let (course, asked) = (planned.course.clone(), party.clone());
    let barred = ctx.centre.db.read(move |conn| against_party(conn, &course, &asked)).await?;
    barred::fault(ctx, planned, party, (&barred, outcome == "option-full")).await
}
