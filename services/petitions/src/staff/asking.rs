//! `/office/petitions/asking`: whom to telephone, four weeks after the answer: is it solved?

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::parts::{self, column};
use foundation::staff;
use foundation::web::Ctx;
use maud::html;

use super::said;
use crate::model::readable;
use crate::rights;
use crate::staff::inbox_shell;
use crate::store::{self, Unasked};
use crate::work;

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let scope = rights::scope(ctx.staff()?);
    let since = work::question_open_since(&ctx.centre, ctx.now);
    let read = move |conn: &mut Conn| {
        let found = store::list_unasked(conn, &scope, since)?;
        let handlers: Vec<String> = found.iter().map(|one| one.handler.clone()).collect();
        Ok((staff::list_names(conn, &handlers)?, found))
    };
    let (names, found) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let title = words.say("petitions-asking");
    let shell = inbox_shell(&ctx, title.as_str());
    let columns = ["number", "subject", "name", "phone", "asking-since", "handler"]
        .map(|name| column(words.say(&format!("petitions-{name}"))));
    let row = |one: &Unasked| {
        let subject =
            if one.confidential { words.say("petitions-confidential") } else { one.subject.clone() };
        vec![
            html! { a href=(words.path(&format!("/office/petitions/{}#answer", one.id))) { (readable(&one.reference)) } },
            html! { (subject) },
            html! { (one.name) },
            html! { @if !one.phone.is_empty() { a href={ "tel:" (one.phone) } { (one.phone) } } },
            parts::day_short(words, one.since.date()),
            html! { (said::person(words, &names, &one.handler)) },
        ]
    };
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("petitions-asking-lead")) }
        (parts::table(words, title.as_str(), columns.to_vec(), found.iter().map(row).collect())
            .caption_unseen().empty(words.say("petitions-asking-none")))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}
