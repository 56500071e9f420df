//! `/residents/breaches`: breaches that were announced to all, because telling each would cost too much
//! (個人資料保護法施行細則 §22).

use axum::response::Response;
use foundation::cache;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::i18n::{Lang, Words};
use foundation::pages;
use foundation::parts::{self, Tone};
use foundation::service::Highlights;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::breach::Breach;
use crate::store;

/// An announcement is shown for so many seconds: a year.
const SHOWN_SECONDS: i64 = 366 * 86_400;

/// The topic of the pages that show what is announced; also the name under which the home page is kept.
const TOPIC: &str = "residents";

/// Notes, in the transaction of an announcement, that these pages have changed.
///
/// # Errors
/// Any database error.
pub fn note_change(conn: &mut Conn) -> DbResult<()> {
    cache::touch(conn, &[TOPIC])
}

/// Drops the kept pages, after the commit.
pub fn drop_kept(ctx: &Ctx) {
    ctx.centre.cache.bump(&[TOPIC]);
}

/// What is announced now, and until when that is so if nothing is written.
async fn announced(ctx: &Ctx) -> Result<(Vec<Breach>, Option<Instant>), Fault> {
    let since = ctx.now.plus_seconds(-SHOWN_SECONDS);
    let all = ctx.centre.db.read(move |conn: &mut Conn| store::list_announced_breaches(conn, since)).await?;
    let until = all.iter().filter_map(|b| b.announced_at).min().map(|at| at.plus_seconds(SHOWN_SECONDS));
    Ok((all, until))
}

/// On the home page: the way to the announcement while there is one.
///
/// # Errors
/// When the store cannot answer.
pub async fn draw(ctx: Ctx) -> Result<Highlights, Fault> {
    let words = &ctx.words;
    let (all, until) = announced(&ctx).await?;
    let content = html! {
        @if !all.is_empty() {
            (parts::notice(Tone::Info, "", html! {
                p { (words.say("breach-public-lead")) }
                (way(words))
            }))
        }
    };
    Ok(Highlights { search: content, content: html! {}, until })
}

/// The page.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let (words, stamp) = (&ctx.words, ctx.stamp(&[TOPIC]));
    let (all, until) = announced(&ctx).await?;
    let stamp = until.map_or(stamp.clone(), |until| stamp.until(until));
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
    Ok(ctx.public_page(stamp, pages::shell(&ctx, title).page(content)))
}

/// The way to it, where somebody looks who wants to know what became of their data.
pub fn way(words: &Words) -> Markup {
    html! { p { a href=(words.path("/residents/breaches")) { (words.say("breach-public-way")) } } }
}
