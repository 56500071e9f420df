//! `/office/sign-in`: e-mail address and password.
//!
//! Whatever is wrong (no such account, another password, a lock), the answer is the same and takes
//! the same time, so that nobody learns who has an account.

use axum::response::Response;
use foundation::attempts;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts;
use foundation::web::Ctx;
use maud::html;

use super::status;
use crate::model::{Account, Secrets};
use crate::rules::{self, Policy};
use crate::store::{self, Act};
use crate::terminal::same_email;
use crate::{door, password, settings};

/// Seconds over which the tries of a network address are counted.
const WINDOW_SECONDS: i64 = 15 * 60;

/// The empty form; whoever is signed in already goes where they wanted.
pub async fn get(ctx: Ctx) -> Response {
    let to = door::wanted(&ctx);
    door::elsewhere(&ctx, None, &to).unwrap_or_else(|| page(&ctx, &Form::default(), &to))
}

/// A try.
///
/// # Errors
/// [`Fault::TooMany`] when the network address failed too often.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let to = rules::own_path(form.text("to")).to_owned();
    for field in ["email", "password"] {
        if form.text(field).is_empty() {
            form.wrong(field, "form-required");
        }
    }
    if !form.is_right() {
        return Ok(page(&ctx, &form, &to));
    }
    let subject = format!("sign-in:{}", attempts::network(ctx.address.as_deref().unwrap_or_default()));
    take_attempt(&ctx, subject.clone()).await?;
    let found = find(&ctx, same_email(form.text("email"))).await?;
    let hash = found.as_ref().map_or(password::NOBODY, |(_, secrets)| secrets.password_hash.as_str());
    let is_right = password::is_any_apart(form.text("password"), vec![hash.to_owned()]).await?;
    let policy = settings::policy(&ctx.centre);
    match found {
        Some((account, _)) if is_right && may_enter(&policy, &account, &ctx) => {
            let at = ctx.now;
            ctx.centre.db.write(move |conn| store::release_attempt(conn, &subject, at)).await?;
            if let Some(response) = door::go_on(&ctx, &account, false, &to).await? {
                return Ok(response);
            }
        }
        found => note(&ctx, policy, found.map(|(account, _)| account.id)).await?,
    }
    form.wrong("", "accounts-sign-in-refused");
    Ok(page(&ctx, &form, &to))
}

async fn take_attempt(ctx: &Ctx, subject: String) -> Result<(), Fault> {
    let (now, max) = (ctx.now, ctx.centre.number("accounts.address_failures").max(1));
    let since = now.plus_seconds(-WINDOW_SECONDS);
    let taken = move |conn: &mut foundation::db::Conn| attempts::take_up_to(conn, &subject, since, max, now);
    if ctx.centre.db.write(taken).await? { Ok(()) } else { Err(Fault::TooMany(WINDOW_SECONDS)) }
}

async fn find(ctx: &Ctx, email: String) -> Result<Option<(Account, Secrets)>, Fault> {
    let find = move |conn: &mut foundation::db::Conn| {
        let Some(account) = store::find_account_by_email(conn, &email)? else { return Ok(None) };
        Ok(store::find_secrets(conn, &account.id)?.map(|secrets| (account, secrets)))
    };
    Ok(ctx.centre.db.read(find).await?)
}

fn may_enter(policy: &Policy, account: &Account, ctx: &Ctx) -> bool {
    let is_stale = rules::is_stale(policy, &door::standing(account), ctx.now);
    !account.is_locked && !account.is_barred(ctx.now) && !account.is_over(ctx.now.date()) && !is_stale
}

/// Counts the failure against the account, if there is one.
async fn note(ctx: &Ctx, policy: Policy, id: Option<String>) -> Result<(), Fault> {
    let act = Act::of(ctx);
    let note = move |conn: &mut foundation::db::Conn| match &id {
        Some(id) => store::note_failure(conn, &act, &policy, id, "password").map(|_| ()),
        None => store::note_refusal(conn, &act, "no such account"),
    };
    Ok(ctx.centre.db.write(note).await?)
}

fn page(ctx: &Ctx, form: &Form, to: &str) -> Response {
    let words = &ctx.words;
    let shell = door::shell(ctx, "accounts-sign-in-title", !form.is_right());
    let is_out = ctx.query.as_deref() == Some("out");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        @if is_out { (parts::notice(parts::Tone::Good, "", html! { p { (words.say("accounts-signed-out")) } })) }
        h1 { (words.say("accounts-sign-in-title")) }
        (parts::form(words.path(door::SIGN_IN), html! {
            (parts::hidden("to", to))
            (parts::email(words, "email", words.say("accounts-email")).autocomplete("username")
                .value(form.text("email")).error(form.said_of(words, "email")))
            (parts::password(words, "password", words.say("accounts-password"))
                .error(form.said_of(words, "password")))
            div.actions { (parts::button(words.say("accounts-sign-in"))) }
        }))
        (parts::details(&words.say("accounts-help-title"), html! { p { (words.say("accounts-help")) } }))
    };
    ctx.page(status(form), shell.page(content))
}
