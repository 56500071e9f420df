//! `/residents/breaches`: breaches that were announced to all, because telling each would cost too much
//! (個人資料保護法施行細則 §22).

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::i18n::{Lang, Words};
use foundation::pages;
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::breach::Breach;
use crate::store;

/// An announcement is shown for so many seconds: a year.
const SHOWN_SECONDS: i64 = 366 * 86_400;

/// The page.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let since = ctx.now.plus_seconds(-SHOWN_SECONDS);
    let all = ctx.centre.db.read(move |conn: &mut Conn| store::list_announced_breaches(conn, since)).await?;
    let title = words.say("breach-public-title");
    let text = |b: &Breach| match words.lang() {
        Lang::En if !b.letter_en.is_empty() => (None, b.letter_en.clone()),
        Lang::ZhHant => (None, b.letter.clone()),
        _ => (Some("zh-Hant-TW"), b.letter.clone()),
    };
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("breach-public-lead")) }
        @if all.is_empty() { p { (words.say("breach-public-none")) } }
        @for breach in &all {
            @let (lang, text) = text(breach);
            article {
                @if let Some(at) = breach.announced_at { h2 { (words.date(at.date())) } }
                div lang=[lang] { @for line in text.lines().filter(|line| !line.is_empty()) { p { (line) } } }
                dl.facts { dt { (words.say("breach-contact")) } dd lang=[lang] { (breach.contact) } }
            }
        }
    };
    Ok(ctx.page(StatusCode::OK, pages::shell(&ctx, title).page(content)))
}

/// The way to it, where somebody looks who wants to know what became of their data.
pub fn way(words: &Words) -> Markup {
    html! { p { a href=(words.path("/residents/breaches")) { (words.say("breach-public-way")) } } }
}
