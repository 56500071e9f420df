//! `/opinions/{reference}/withdrawal`: the petitioner takes it back.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::web::Ctx;
use foundation::{pages, parts};
use maud::html;

use super::case::open;
use crate::model::State;
use crate::store::{self, Act};
use crate::work::{acts, letters};

/// Asks again.
///
/// # Errors
/// As for the case itself.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let case = open(&ctx, &reference).await?;
    let words = &ctx.words;
    let title = words.say("petitions-withdraw-title");
    let back = words.path(&letters::path(&ctx.centre.keys, &case, ""));
    let here = vec![parts::crumb(back.clone(), case.number())];
    let shell = parts::Shell { here, updated_on: None, ..pages::shell(&ctx, title.as_str()) };
    let content = html! {
        h1 { (title) }
        p { (words.say("petitions-withdraw-text")) }
        @if case.state == State::Merged { p { (words.say("petitions-withdraw-merged")) } }
        (parts::form(words.path(&letters::path(&ctx.centre.keys, &case, "/withdrawal")), html! {
            div.actions {
                (parts::warning_button(words.say("petitions-withdraw-button")))
                (parts::button_link(back, words.say("petitions-withdraw-back")).secondary())
            }
        }))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// Takes it back; what ended already stays as it is.
///
/// # Errors
/// As for the case itself.
pub async fn post(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let case = open(&ctx, &reference).await?;
    let (act, id) = (Act::of(&ctx), case.id.clone());
    let withdraw = move |conn: &mut Conn| {
        let Some(mut case) = store::find(conn, &id)? else { return Ok(()) };
        acts::withdraw(conn, &act, &mut case).map(|_| ())
    };
    ctx.centre.db.write(withdraw).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&letters::path(&ctx.centre.keys, &case, "")))
}
