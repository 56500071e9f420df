//! `/office/account/second-factor`: enrols an authenticator, or another in its place.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::web::Ctx;
use maud::html;

use super::status;
use crate::model::Account;
use crate::own;

/// The picture to scan and the form.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let account = own::account(&ctx).await?;
    Ok(page(&ctx, &account, &Form::default()))
}

/// Enrols it, for whoever knows the password.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let account = own::account(&ctx).await?;
    if let Some(turned_away) = own::check_present(&ctx, &mut form).await? {
        return Ok(turned_away);
    }
    if form.is_right() && own::enrol(&ctx, &account, &mut form).await? {
        return Ok(ctx.go("/office/account?done=second-factor"));
    }
    Ok(page(&ctx, &account, &form))
}

fn page(ctx: &Ctx, account: &Account, form: &Form) -> Response {
    let words = &ctx.words;
    let shell = Shell {
        here: vec![crumb(words.path("/office/account"), words.say("accounts-own-title"))],
        has_errors: !form.is_right(),
        ..office_shell(ctx, words.say("accounts-second-factor"))
    };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (words.say("accounts-second-factor")) }
        @if account.has_second_factor { (parts::warning_text(words, &words.say("accounts-enrol-replaces"))) }
        (parts::form(words.path("/office/account/second-factor"), html! {
            (own::enrolment(ctx, account, form))
            (own::present_field(words, form))
            div.actions { (parts::button(words.say("accounts-enrol"))) }
        }))
    };
    ctx.page(status(form), shell.page(content))
}
