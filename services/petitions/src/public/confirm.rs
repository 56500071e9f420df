//! `/opinions/{reference}/confirm`: the link in the e-mail. Opening it changes nothing; the button does.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::web::Ctx;
use foundation::{pages, parts};
use maud::html;

use super::case::linked;
use crate::model::{Case, State};
use crate::store::{self, Act};
use crate::work::{self, letters};

/// The case of a genuine link, with its texts; nothing when the link was good for fewer days than went by.
async fn open(ctx: &Ctx, reference: &str) -> Result<Option<Case>, Fault> {
    let (reference, signature) = linked(ctx, reference)?;
    if !letters::confirms(&ctx.centre.keys, reference.as_str(), &signature) {
        return Err(Fault::Forbidden);
    }
    let act = Act::of(ctx);
    let find = move |conn: &mut Conn| {
        let Some(mut case) = store::find_by_reference(conn, reference.as_str())? else { return Ok(None) };
        if case.state == State::Confirming && work::confirm_ends(conn, case.created_at)? < act.now {
            return Ok(None);
        }
        store::open(conn, &act, &mut case)?;
        Ok(Some(case))
    };
    Ok(ctx.centre.db.write(find).await?)
}

/// What was sent, and the button.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let words = &ctx.words;
    let title = words.say("petitions-confirm-title");
    let shell = parts::Shell { updated_on: None, ..pages::shell(&ctx, title.as_str()) };
    let Some(case) = open(&ctx, &reference).await? else { return Ok(lapsed(&ctx)) };
    if case.state != State::Confirming {
        return Ok(ctx.go(&confirmed(&ctx, &case)));
    }
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("petitions-confirm-lead")) }
        @if case.confidential { p { (words.say("petitions-confirm-secret")) } } @else {
            (parts::summary_list(words, &[
                parts::summary_row(words.say("petitions-subject"), &case.told.subject, None),
                parts::summary_row(words.say("petitions-body"), &case.told.body, None),
                parts::summary_row(words.say("petitions-name"), &case.told.name, None),
            ]))
        }
        (parts::form(words.path(&letters::confirm_path(&ctx.centre.keys, &case)), html! {
            div.actions { (parts::button(words.say("petitions-confirm-button"))) }
        }))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// What was never confirmed is gone: how to send it again.
fn lapsed(ctx: &Ctx) -> Response {
    let words = &ctx.words;
    let title = words.say("petitions-lapsed-title");
    let shell = parts::Shell { updated_on: None, ..pages::shell(ctx, title.as_str()) };
    let content = html! {
        h1 { (title) }
        p { (words.say("petitions-lapsed-text")) }
        (parts::button_link(words.path("/opinions"), words.say("petitions-again")))
    };
    ctx.page(StatusCode::GONE, shell.page(content))
}

/// Where a case is read that was confirmed. The link lies in the outbox: of a secret case it opens nothing any
/// more, and one has to say who one is.
fn confirmed(ctx: &Ctx, case: &Case) -> String {
    if case.confidential { "/progress".to_owned() } else { letters::path(&ctx.centre.keys, case, "") }
}

/// The number of a secret case, told once to whoever confirms it.
fn registered(ctx: &Ctx, case: &Case) -> Response {
    let words = &ctx.words;
    let title = words.say("petitions-registered-title");
    let shell = parts::Shell { updated_on: None, ..pages::shell(ctx, title.as_str()) };
    let content = html! {
        h1 { (title) }
        dl.facts { dt { (words.say("petitions-number")) } dd { strong { (case.number()) } } }
        p { strong { (letters::code_line(&Act::of(ctx), words, case)) } }
        p { (words.say("petitions-registered-text")) }
        (parts::button_link(words.path("/progress"), words.say("petitions-look-up")))
    };
    ctx.page(StatusCode::OK, shell.page(content))
}

/// The case enters the register.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn post(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let Some(case) = open(&ctx, &reference).await? else { return Ok(lapsed(&ctx)) };
    let (act, id) = (Act::of(&ctx), case.id.clone());
    let confirm = move |conn: &mut Conn| {
        let Some(mut case) = store::find(conn, &id)? else { return Ok(false) };
        if case.state != State::Confirming {
            return Ok(false);
        }
        store::open(conn, &act, &mut case)?;
        case.clock.received_on = act.now.date();
        Ok(work::register(conn, &act, &mut case)?.is_ok())
    };
    let is_new = ctx.centre.db.write(confirm).await?;
    ctx.centre.work_waits.notify_one();
    if is_new && case.confidential {
        return Ok(registered(&ctx, &case));
    }
    Ok(ctx.go(&confirmed(&ctx, &case)))
}
