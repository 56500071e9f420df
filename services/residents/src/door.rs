//! Who comes in: the resident of a request, the cookie, and the shell of one's own pages.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::pages;
use foundation::parts::{self, Shell, Tone};
use foundation::residents::{self, Resident, SIGN_IN};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::rules;

/// The front page of what is one's own.
pub const HOME: &str = "/residents";

/// The resident who is signed in, or the way to the sign-in, which leads back here.
///
/// # Errors
/// When the store cannot answer.
pub async fn resident(ctx: &Ctx) -> Result<Result<Resident, Response>, Fault> {
    Ok(residents::of(ctx).await?.ok_or_else(|| ctx.go(&leading(&ctx.path))))
}

/// The sign-in that leads to a page.
pub fn leading(to: &str) -> String {
    if to == HOME {
        return SIGN_IN.to_owned();
    }
    let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    format!("{SIGN_IN}?to={to}")
}

/// Where this sign-in is to lead, as its address says.
pub fn wanted(ctx: &Ctx) -> String {
    let query = foundation::form::Form::parse(ctx.query.as_deref().unwrap_or_default());
    rules::own_path(query.text("to")).to_owned()
}

/// A page of one's own, never kept and not for search engines.
pub fn page(ctx: &Ctx, status: StatusCode, title: &str, has_errors: bool, main: &Markup) -> Response {
    let words = &ctx.words;
    let here = match ctx.path.as_str() {
        HOME => Vec::new(),
        _ => vec![parts::crumb(words.path(HOME), words.say("residents-menu"))],
    };
    let head_extra = html! { meta name="robots" content="noindex"; };
    let shell = Shell { here, has_errors, head_extra, updated_on: None, ..pages::shell(ctx, title) };
    let main = html! { (done(ctx)) (main) };
    ctx.page(status, shell.page(main))
}

/// What was just done, as the address says.
fn done(ctx: &Ctx) -> Markup {
    let query = foundation::form::Form::parse(ctx.query.as_deref().unwrap_or_default());
    let known = [
        "added",
        "changed",
        "invited",
        "accepted",
        "joined",
        "withdrawn",
        "asked",
        "out",
        "withdrawn-request",
        "removed",
        "left",
    ];
    let said = known.iter().find(|done| **done == query.text("done"));
    html! {
        @if let Some(done) = said {
            (parts::notice(Tone::Good, "", html! { p { (ctx.words.say(&format!("residents-done-{done}"))) } }))
        }
    }
}

/// 422 when something is wrong with a form, 200 otherwise.
pub fn status(form: &foundation::form::Form) -> StatusCode {
    if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}
