//! `/office/staff/new`: adds an account with a password that is shown once.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::web::Ctx;
use maud::html;

use super::status;
use crate::store::{self, Act};
use crate::terminal::{new_password, same_email};
use crate::{password, people, rules, settings};

/// The empty form.
pub async fn get(ctx: Ctx) -> Response {
    page(&ctx, &Form::default())
}

/// Adds the account.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let typed = people::read(&mut form, ctx.now.date(), None);
    let email = same_email(&form.required("email", 200));
    if !email.is_empty() && !rules::is_email(&email) {
        form.wrong("email", "accounts-email-wrong");
    }
    if !form.is_right() {
        return Ok(page(&ctx, &form));
    }
    let first = new_password(&ctx.centre.chance);
    let act = Act::of(&ctx);
    let new = store::Added {
        id: ctx.centre.chance.id(ctx.now).into_string(),
        name: typed.name.clone(),
        email,
        section: typed.section,
        roles: typed.roles,
        password_hash: password::hash_apart(&ctx.centre.chance, &first).await?,
        must_change: true,
        totp_sealed: None,
        ends_on: typed.ends_on,
    };
    if ctx.centre.db.write(move |conn| store::add_account(conn, &act, &new)).await?.is_err() {
        form.wrong("email", "accounts-email-taken");
        return Ok(page(&ctx, &form));
    }
    let words = &ctx.words;
    let hours = settings::policy(&ctx.centre).first_password_hours;
    let content = html! {
        (people::told_once(words, &typed.name, &first, hours))
        p { a href=(words.path("/office/staff")) { (words.say("accounts-staff-title")) } }
    };
    Ok(ctx.page(StatusCode::OK, shell(&ctx, &form).page(content)))
}

fn shell<'a>(ctx: &'a Ctx, form: &Form) -> Shell<'a> {
    let words = &ctx.words;
    Shell {
        here: vec![crumb(words.path("/office/staff"), words.say("accounts-staff-title"))],
        has_errors: !form.is_right(),
        ..office_shell(ctx, words.say("accounts-add"))
    }
}

fn page(ctx: &Ctx, form: &Form) -> Response {
    let words = &ctx.words;
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (words.say("accounts-add")) }
        (parts::form(words.path("/office/staff/new"), html! {
            (parts::text(words, "email", words.say("accounts-email")).attribute("inputmode", "email")
                .value(form.text("email")).error(form.said_of(words, "email")))
            (people::fields(words, form))
            div.actions { (parts::button(words.say("accounts-add"))) }
        }))
    };
    ctx.page(status(form), shell(ctx, form).page(content))
}
