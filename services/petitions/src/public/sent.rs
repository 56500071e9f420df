//! `/opinions/sent`: what to do next: open the link in the e-mail.

use axum::response::Response;
use foundation::web::Ctx;
use foundation::{pages, parts};
use maud::html;

/// The page; the same for everyone.
pub async fn get(ctx: Ctx) -> Response {
    let stamp = ctx.stamp(&["site"]);
    let title = ctx.words.say("petitions-sent-title");
    let content = html! {
        (parts::panel(&title, html! { p { (ctx.words.say("petitions-sent-lead")) } }))
        @for line in ctx.words.say("petitions-sent-text").split('\n') { p { (line) } }
    };
    ctx.public_page(stamp, pages::shell(&ctx, title.as_str()).page(content))
}
