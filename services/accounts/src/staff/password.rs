//! `/office/account/password`: changes one's own password.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::web::Ctx;
use maud::html;

use super::status;
use crate::{own, rules, settings, store};

/// The empty form.
pub async fn get(ctx: Ctx) -> Response {
    page(&ctx, &Form::default())
}

/// Changes the password; all other sessions end.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let account = own::account(&ctx).await?;
    let (asked, policy) = (account.id.clone(), settings::policy(&ctx.centre));
    let chosen = ctx.centre.db.read(move |conn| store::find_chosen_at(conn, &asked)).await?;
    if !rules::may_change_again(&policy, chosen, ctx.now) {
        form.wrong_with("password", "accounts-password-young", vec![("days", policy.min_days.into())]);
        return Ok(page(&ctx, &form));
    }
    if let Some(turned_away) = own::check_present(&ctx, &mut form).await? {
        return Ok(turned_away);
    }
    let Some(hash) = own::check_password(&ctx, &account, &mut form).await? else {
        return Ok(page(&ctx, &form));
    };
    own::put(&ctx, &account, move |conn, act, id| store::put_password(conn, act, id, &hash, false)).await?;
    Ok(ctx.go("/office/account?done=password"))
}

fn page(ctx: &Ctx, form: &Form) -> Response {
    let words = &ctx.words;
    let shell = Shell {
        here: vec![crumb(words.path("/office/account"), words.say("accounts-own-title"))],
        has_errors: !form.is_right(),
        ..office_shell(ctx, words.say("accounts-password-title"))
    };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (words.say("accounts-password-title")) }
        (parts::form(words.path("/office/account/password"), html! {
            (own::present_field(words, form))
            (own::password_fields(words, &settings::policy(&ctx.centre), form))
            div.actions { (parts::button(words.say("accounts-password-title"))) }
        }))
    };
    ctx.page(status(form), shell.page(content))
}
