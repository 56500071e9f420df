//! `/office/set-up`: at the first sign-in (and when a password is old), one thing after the other.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts;
use foundation::staff::Stage;
use foundation::web::Ctx;
use maud::html;

use super::status;
use crate::model::Account;
use crate::rules::{self, Next};
use crate::store;
use crate::{door, own, settings};

/// Whatever is asked next.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let to = door::wanted(&ctx);
    if let Some(elsewhere) = door::elsewhere(&ctx, Some(Stage::SetUp), &to) {
        return Ok(elsewhere);
    }
    let account = own::account(&ctx).await?;
    Ok(page(&ctx, &account, &Form::default(), &to))
}

/// A new password, or an authenticator.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let to = rules::own_path(form.text("to")).to_owned();
    if let Some(elsewhere) = door::elsewhere(&ctx, Some(Stage::SetUp), &to) {
        return Ok(elsewhere);
    }
    let account = own::account(&ctx).await?;
    let is_done = match asked(&ctx, &account) {
        Next::NewPassword => put_password(&ctx, &account, &mut form).await?,
        Next::Enrol => own::enrol(&ctx, &account, &mut form).await?,
        Next::Code | Next::In => true,
    };
    if !is_done {
        return Ok(page(&ctx, &account, &form, &to));
    }
    let account = own::account(&ctx).await?;
    match door::go_on(&ctx, &account, true, &to).await? {
        Some(response) => Ok(response),
        None => door::turn_away(&ctx, door::SIGN_IN).await,
    }
}

/// What is asked next; this stage comes after the code.
fn asked(ctx: &Ctx, account: &Account) -> Next {
    rules::next(&settings::policy(&ctx.centre), &door::standing(account), true, ctx.now)
}

async fn put_password(ctx: &Ctx, account: &Account, form: &mut Form) -> Result<bool, Fault> {
    let Some(hash) = own::check_password(ctx, account, form).await? else { return Ok(false) };
    own::put(ctx, account, move |conn, act, id| store::put_password(conn, act, id, &hash, false)).await?;
    Ok(true)
}

fn page(ctx: &Ctx, account: &Account, form: &Form, to: &str) -> Response {
    let words = &ctx.words;
    let is_password = asked(ctx, account) == Next::NewPassword;
    let title = if is_password { "accounts-set-up-password" } else { "accounts-set-up-second" };
    let why = if is_password { "accounts-set-up-password-why" } else { "accounts-set-up-second-why" };
    let shell = door::shell(ctx, title, !form.is_right());
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (words.say(title)) }
        p { (words.say(why)) }
        (parts::form(words.path(door::SET_UP), html! {
            (parts::hidden("to", to))
            @if is_password {
                (own::password_fields(words, &settings::policy(&ctx.centre), form))
            } @else {
                (own::enrolment(ctx, account, form))
            }
            div.actions { (parts::button(words.say("accounts-go-on"))) }
        }))
        (parts::form(words.path("/office/sign-out"), html! {
            (parts::button(words.say("accounts-another-account")).quiet())
        }))
    };
    ctx.page(status(form), shell.page(content))
}
