//! "I can't come": one press from the reminder, open until the course begins (R41).
//!
//! A seat that is given back on the last day is still worth more than an empty chair, so this is open
//! longer than the time for changes; the trail says that it came this way.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::parts;
use foundation::web::Ctx;
use maud::html;

use super::{ask, cancel_work, go, open, page};
use crate::after::no_show;
use crate::matter;
use crate::public::say;

/// The one button.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.may_stay_away(ctx.now) {
        return Ok(go(&ctx, &matter, ""));
    }
    let status = matter.registration.status;
    let late_points = no_show::late_points(&ctx.centre, ctx.now, &matter.course, status).await?;
    let words = &ctx.words;
    let title = words.say("absent-title");
    let to = |below: &str| words.path(&matter.path(&ctx.centre.keys, below));
    let names: Vec<&str> = matter.present().map(|s| s.name.as_str()).collect();
    let several = names.len() > 1;
    let names = words.list(&names);
    let main = html! {
        h1 { (title) }
        p.lead { (say::title(words, &matter.course)) }
        (say::when_and_where(&ctx, &matter.course, &matter.sessions))
        p { (words.say_with("absent-text", &[("names", names.into())])) }
        @if late_points > 0 {
            (parts::warning_text(words, &words.say_with("no-show-late-warning", &[("points", late_points.into())])))
        }
        (parts::form(to("/absent"), html! { div.actions { (parts::warning_button(words.say("absent-button"))) } }))
        @if several && matter.may_change(ctx.now) { p { a href=(to("/cancel")) { (words.say("absent-some")) } } }
        p { a href=(to("")) { (words.say("manage-keep")) } }
    };
    Ok(ctx.page(StatusCode::OK, page(&ctx, &matter, &title, false, main)))
}

/// It was pressed.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn post(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    if !matter.may_stay_away(ctx.now) {
        return Ok(go(&ctx, &matter, "changed-meanwhile"));
    }
    let why = Some(matter::cannot_come(&ctx.centre));
    ask(&ctx, &matter, cancel_work(&matter, Vec::new(), why), "cancelled").await
}
