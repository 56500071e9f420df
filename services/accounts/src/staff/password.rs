//! `/office/account/password`: changes one's own password.

use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::status;
use crate::store::{self, Act};
use crate::{door, own, rules, settings};

/// The empty form.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    page(&ctx, &Form::default()).await
}

/// Changes the password; all other sessions end, and the tokens where that is ticked.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let account = own::account(&ctx).await?;
    let (asked, policy) = (account.id.clone(), settings::policy(&ctx.centre));
    let chosen = ctx.centre.db.read(move |conn| store::find_chosen_at(conn, &asked)).await?;
    if !rules::may_change_again(&policy, chosen, ctx.now) {
        form.wrong_with("password", "accounts-password-young", vec![("days", policy.min_days.into())]);
        return page(&ctx, &form).await;
    }
    if let Some(turned_away) = own::check_present(&ctx, &mut form).await? {
        return Ok(turned_away);
    }
    let Some(hash) = own::check_password(&ctx, &account, &mut form).await? else {
        return page(&ctx, &form).await;
    };
    let ends_tokens = form.text("tokens") == "end";
    let put = move |conn: &mut Conn, act: &Act, id: &str| {
        store::put_password(conn, act, id, &hash, false)?;
        if ends_tokens { store::drop_tokens(conn, act, id) } else { Ok(()) }
    };
    own::put(&ctx, &account, put).await?;
    Ok(ctx.go("/office/account?done=password"))
}

async fn page(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let (words, id) = (&ctx.words, door::who(ctx));
    let tokens = ctx.centre.db.read(move |conn| store::list_tokens(conn, Some(&id))).await?;
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
            @if tokens.iter().any(|token| token.ends_at > ctx.now) { (end_tokens(words, form)) }
            div.actions { (parts::button(words.say("accounts-password-title"))) }
        }))
    };
    Ok(ctx.page(status(form), shell.page(content)))
}

/// Whether the tokens end with the old password; ticked until somebody unticks it.
fn end_tokens(words: &Words, form: &Form) -> Markup {
    let was_sent = form.has("present");
    let ticked = if was_sent { form.text("tokens") } else { "end" };
    let choice = parts::choice("end", words.say("accounts-password-tokens"))
        .hint(words.say("accounts-password-tokens-hint"));
    html! { (parts::checkboxes(words, "tokens", "", vec![choice]).values([ticked]).optional()) }
}
