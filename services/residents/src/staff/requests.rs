//! `/office/residents`: requests about personal data, the next due first.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::pages::office_shell;
use foundation::parts::{self, Tone, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::public::own_data::state_said;
use crate::request::Request;
use crate::store;

/// The list.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let read = |conn: &mut Conn| Ok((store::list_due(conn)?, store::list_decided(conn)?));
    let (due, decided) = ctx.centre.db.read(read).await?;
    let title = words.say("requests-title");
    let today = ctx.now.date();
    let content = html! {
        h1 { (title) }
        p { (words.say("requests-lead")) }
        (table(words, &words.say("requests-open"), &due, Some(today)))
        h2 { (words.say("requests-decided")) }
        (table(words, &words.say("requests-decided"), &decided, None))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

/// Requests with the last day of each; those past it are marked when `today` is given.
pub fn table(words: &Words, caption: &str, requests: &[Request], today: Option<jiff::civil::Date>) -> Markup {
    let columns = ["requests-kind", "requests-received", "requests-due", "requests-state"];
    let columns = columns.iter().map(|key| column(words.say(key))).collect();
    let row = |r: &Request| {
        let kind = words.say(&format!("request-kind-{}", r.kind.code()));
        let late = today.is_some_and(|today| r.due_on < today);
        vec![
            html! { a href=(words.path(&format!("/office/residents/{}", r.id))) { (kind) } },
            parts::day_short(words, r.received_on),
            html! { (parts::day_short(words, r.due_on)) @if late { " " (parts::tag(Tone::Bad, &words.say("requests-late"))) } },
            html! { (state_said(words, r)) },
        ]
    };
    let table = parts::table(words, caption, columns, requests.iter().map(row).collect());
    html! { (table.caption_unseen().empty(words.say("requests-none"))) }
}
