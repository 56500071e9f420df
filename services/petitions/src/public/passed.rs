//! Reports about the director: how one stands for whoever told it, and what stands in it for the superior agency, both by
//! a signed link.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::keys::Keys;
use foundation::pages;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::case::linked;
use crate::model::{Deed, Opened, Passed, readable};
use crate::store::Act;
use crate::store::passed::{self, PASSED};
use crate::typed;
use crate::work::{letters, passed as work};

/// The report of a link that is genuine, as `is_genuine` judges.
async fn find(
    ctx: &Ctx,
    reference: &str,
    is_genuine: fn(&Keys, &str, &str) -> bool,
) -> Result<Passed, Fault> {
    let (reference, signature) = linked(ctx, reference)?;
    if !is_genuine(&ctx.centre.keys, reference.as_str(), &signature) {
        return Err(Fault::Forbidden);
    }
    let found = ctx.centre.db.read(move |conn: &mut Conn| passed::find(conn, reference.as_str())).await?;
    found.ok_or(Fault::NotFound)
}

fn page(ctx: &Ctx, title: &str, content: &Markup) -> Response {
    let shell = parts::Shell { updated_on: None, ..pages::shell(ctx, title) };
    ctx.page(StatusCode::OK, shell.page(html! { h1 { (title) } (content) }))
}

/// What is said to whoever told it, once, with the number and the code.
pub(crate) fn told(ctx: &Ctx, reference: &str) -> Response {
    let words = &ctx.words;
    let code = letters::code_of(&ctx.centre.keys, reference);
    let content = html! {
        dl.facts { dt { (words.say("petitions-number")) } dd { strong { (readable(reference)) } } }
        p { strong { (words.say_with("petitions-letter-code", &[("code", code.into())])) } }
        p { (words.say("petitions-passed-told-text")) }
        (parts::button_link(words.path("/progress"), words.say("petitions-look-up")))
    };
    page(ctx, &words.say("petitions-passed-told"), &content)
}

/// That it was destroyed, and when; nothing while it is there.
pub(crate) fn destroyed(words: &Words, passed: &Passed) -> Option<Markup> {
    let on = words.date(passed.destroyed_at?.date());
    let text = words.say_with("petitions-passed-destroyed-text", &[("on", on.into())]);
    Some(parts::notice(Tone::Info, &words.say("petitions-passed-destroyed"), html! { p { (text) } }))
}

/// How it stands.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine.
pub async fn standing(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let passed = find(&ctx, &reference, work::stands).await?;
    let words = &ctx.words;
    let stands = || {
        let text = html! { p { (words.say("petitions-passed-standing-text")) } };
        parts::notice(Tone::Info, &words.say("petitions-passed-standing"), text)
    };
    let content = html! {
        (destroyed(words, &passed).unwrap_or_else(stands))
        dl.facts {
            dt { (words.say("petitions-number")) } dd { strong { (passed.number()) } }
            dt { (words.say("petitions-passed-at")) } dd { (parts::time(words, passed.received_at)) }
            dt { (words.say("petitions-passed-read-at")) }
            dd { @match passed.read_at { Some(at) => (parts::time(words, at)), None => (words.say("petitions-passed-unread")) } }
        }
    };
    let title = words.say_with("petitions-case-title", &[("number", passed.number().into())]);
    Ok(page(&ctx, &title, &content))
}

/// The agency is asked to press a button: what opens links by itself reads nothing.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let passed = find(&ctx, &reference, work::reads).await?;
    let words = &ctx.words;
    let action = words.path(&work::reading_path(&ctx.centre.keys, &passed.reference, ""));
    let content = destroyed(words, &passed).unwrap_or_else(|| html! {
        p { (words.say_with("petitions-passed-reading-text", &[("centre", ctx.centre_name().into())])) }
        (parts::form(action, html! { div.actions { (parts::button(words.say("petitions-passed-read"))) } }).id("read"))
    });
    Ok(page(&ctx, &words.say("petitions-passed-reading"), &content))
}

/// The agency reads it, which is noted.
///
/// # Errors
/// As [`get`].
pub async fn post(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let passed = find(&ctx, &reference, work::reads).await?;
    let act = Act::of(&ctx);
    let read = move |conn: &mut Conn| passed::read(conn, &act, &passed.reference, Deed::ReadThere);
    let opened = ctx.centre.db.write(read).await?.ok_or(Fault::NotFound)?;
    let link = |id: &str| work::reading_path(&ctx.centre.keys, &opened.passed.reference, &format!("/{id}"));
    let title = ctx.words.say_with("petitions-case-title", &[("number", opened.passed.number().into())]);
    Ok(page(&ctx, &title, &content(&ctx.words, &opened, link)))
}

/// A file for the agency.
///
/// # Errors
/// As [`get`]; [`Fault::NotFound`] when there is no such file.
pub async fn file(ctx: Ctx, Path((reference, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let passed = find(&ctx, &reference, work::reads).await?;
    opened_file(&ctx, passed, &id).await
}

/// A file of a report, whose opening is noted.
pub(crate) async fn opened_file(ctx: &Ctx, passed: Passed, id: &str) -> Result<Response, Fault> {
    if passed.destroyed_at.is_some() {
        return Err(Fault::NotFound);
    }
    let (act, of) = (Act::of(ctx), passed.id.clone());
    ctx.centre.db.write(move |conn: &mut Conn| passed::note(conn, &act, &of, Deed::FileOpened)).await?;
    typed::download(&ctx.centre, (PASSED, &passed.id), id).await
}

/// What stands in a report, or that it was destroyed; `link` leads to a file.
pub(crate) fn content(words: &Words, opened: &Opened, link: impl Fn(&str) -> String) -> Markup {
    if let Some(destroyed) = destroyed(words, &opened.passed) {
        return destroyed;
    }
    let told = &opened.told;
    html! {
        dl.facts {
            dt { (words.say("petitions-passed-at")) } dd { (parts::time(words, opened.passed.received_at)) }
            dt { (words.say("petitions-subject")) } dd { (told.subject) }
            (typed::contacts(words, told))
        }
        p.text { (told.body) }
        @if !opened.files.is_empty() {
            ul { @for file in &opened.files { li { a href=(words.path(&link(&file.id))) { (file.name) } } } }
        }
        p { (parts::print_button(words)) }
    }
}
