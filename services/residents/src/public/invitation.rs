//! `/residents/invitations/{token}`: the receiver of an invitation says yes. Only the address it was sent
//! to can: whoever opens it signs in first.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::parts;
use foundation::residents::{INVITATIONS, Resident};
use foundation::web::Ctx;
use maud::html;

use crate::door;
use crate::model::{Invitation, InvitationState};
use crate::store::{self, Accepted, Act};

async fn find(ctx: &Ctx, resident: &Resident, token: &str) -> Result<Option<Invitation>, Fault> {
    let (now, token, email) = (ctx.now, token.to_owned(), resident.email.clone());
    let found = ctx.centre.db.read(move |conn| store::find_invitation(conn, &token, now)).await?;
    Ok(found.filter(|i| i.email == email && i.state == InvitationState::Sent))
}

/// What one is invited to, with the button.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx, Path(token): Path<String>) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    if find(&ctx, &resident, &token).await?.is_none() {
        return Ok(gone(&ctx, &resident, "household-invitation-gone"));
    }
    let words = &ctx.words;
    let title = words.say("household-invitation-title");
    let main = html! {
        h1 { (title) }
        p { (words.say("household-invitation-text")) }
        (parts::form(words.path(&format!("{INVITATIONS}/{token}")), html! {
            div.actions { (parts::button(words.say("household-invitation-accept"))) }
        }))
    };
    Ok(door::page(&ctx, StatusCode::OK, &title, false, &main))
}

/// Says yes.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, Path(token): Path<String>) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let (act, asked) = (Act::of(&ctx), resident.clone());
    let done = ctx.centre.db.write(move |conn| store::accept(conn, &act, &token, &asked)).await?;
    Ok(match done {
        Accepted::Yes => ctx.go(&format!("{}?done=accepted", door::HOME)),
        Accepted::Gone => gone(&ctx, &resident, "household-invitation-gone"),
        Accepted::KeepsOne => gone(&ctx, &resident, "household-invitation-keeps-one"),
    })
}

fn gone(ctx: &Ctx, resident: &Resident, said: &str) -> Response {
    let words = &ctx.words;
    let title = words.say("household-invitation-title");
    let main = html! {
        h1 { (title) }
        p { (words.say_with(said, &[("email", resident.email.as_str().into())])) }
        div.actions { (parts::button_link(words.path(door::HOME), words.say("residents-title"))) }
    };
    door::page(ctx, StatusCode::GONE, &title, false, &main)
}
