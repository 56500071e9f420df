//! `/opinions/numbers`: what people wrote about, in numbers; small ones are hidden.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::pages;
use foundation::web::Ctx;
use maud::html;

use crate::staff::numbers::{read, shown, whole, year_of};
use crate::work;

/// Seconds for which the page may be kept.
const KEPT_SECONDS: i64 = 3600;

/// The page; the same for everyone.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let stamp = ctx.stamp(&["petitions"]).until(ctx.now.plus_seconds(KEPT_SECONDS));
    let year = whole(year_of(&ctx));
    let figures = ctx.centre.db.read(move |conn| read(conn, year)).await?;
    let title = ctx.words.say("petitions-numbers-title");
    let content = html! {
        h1 { (title) }
        p.lead { (ctx.words.say("petitions-numbers-lead")) }
        (shown(&ctx, &figures, work::setting(&ctx.centre, crate::SMALL_COUNT.0, 2), "/opinions/numbers"))
    };
    Ok(ctx.public_page(stamp, pages::shell(&ctx, title.as_str()).page(content)))
}
