//! `/residents/sign-in/{token}`: the link of the mail. Opening it changes nothing, so that programs which
//! look at mail use nothing up; the button signs in, once.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::parts;
use foundation::residents::{self, COOKIE, MATTER, SIGN_IN};
use foundation::trail::Entry;
use foundation::web::{Ctx, with_cookie};
use maud::html;

use crate::door;
use crate::store::Act;

/// Says for whom it is, with the button.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx, Path(token): Path<String>) -> Result<Response, Fault> {
    let (now, asked) = (ctx.now, token.clone());
    let found = ctx.centre.db.read(move |conn| residents::find_link(conn, &asked, now)).await?;
    let Some((email, _)) = found else { return Ok(gone(&ctx)) };
    let words = &ctx.words;
    let title = words.say("residents-link-title");
    let main = html! {
        h1 { (title) }
        p.lead { (words.say_with("residents-link-text", &[("email", email.into())])) }
        (parts::form(words.path(&format!("{SIGN_IN}/{token}")), html! {
            div.actions { (parts::button(words.say("residents-link-button"))) }
        }))
        p { (words.say("residents-link-not-you")) }
    };
    Ok(door::page(&ctx, StatusCode::OK, &title, false, &main))
}

/// Signs in.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, Path(token): Path<String>) -> Result<Response, Fault> {
    let (act, session, old) = (Act::of(&ctx), ctx.centre.chance.token(), ctx.resident_token.clone());
    let (id, new) = (act.id(), session.clone());
    let ends_at = ctx.now.plus_seconds(residents::session_seconds(&ctx.centre));
    let take = move |conn: &mut Conn| -> DbResult<Option<String>> {
        let Some((resident, to)) = residents::take_link(conn, &token, &id, act.now)? else { return Ok(None) };
        if let Some(old) = &old {
            residents::end_session(conn, old)?;
        }
        residents::add_session(conn, &new, &resident.id, act.now, ends_at)?;
        act.note(conn, Entry::new(MATTER, &resident.id, "signed-in"))?;
        Ok(Some(to))
    };
    Ok(match ctx.centre.db.write(take).await? {
        Some(to) => with_cookie(&ctx.centre, ctx.go(&to), COOKIE, Some(&session)),
        None => gone(&ctx),
    })
}

/// A link that ran out, was used, or never was: nobody learns which.
fn gone(ctx: &Ctx) -> Response {
    let words = &ctx.words;
    let title = words.say("residents-gone-title");
    let main = html! {
        h1 { (title) }
        p { (words.say("residents-gone-text")) }
        div.actions { (parts::button_link(words.path(SIGN_IN), words.say("residents-sent-again"))) }
    };
    door::page(ctx, StatusCode::GONE, &title, false, &main)
}
