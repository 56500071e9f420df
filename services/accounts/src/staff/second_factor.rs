//! `/office/second-factor`: the code of the authenticator, after the right password.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts;
use foundation::staff::Stage;
use foundation::web::Ctx;
use maud::html;

use super::status;
use crate::model::Account;
use crate::rules;
use crate::store::{self, Act};
use crate::{authenticator, door, settings};

/// The empty form.
pub async fn get(ctx: Ctx) -> Response {
    let to = door::wanted(&ctx);
    let elsewhere = door::elsewhere(&ctx, Some(Stage::SecondFactor), &to);
    elsewhere.unwrap_or_else(|| page(&ctx, &Form::default(), &to))
}

/// What became of a code.
enum Outcome {
    Right(Box<Account>),
    Wrong,
    Barred,
}

/// A code.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let to = rules::own_path(form.text("to")).to_owned();
    if let Some(elsewhere) = door::elsewhere(&ctx, Some(Stage::SecondFactor), &to) {
        return Ok(elsewhere);
    }
    match check(&ctx, form.text("code").to_owned()).await? {
        Outcome::Right(account) => {
            if let Some(response) = door::go_on(&ctx, &account, true, &to).await? {
                return Ok(response);
            }
            door::turn_away(&ctx, door::SIGN_IN).await
        }
        Outcome::Barred => door::turn_away(&ctx, door::SIGN_IN).await,
        Outcome::Wrong => {
            form.wrong("code", "accounts-code-wrong");
            Ok(page(&ctx, &form, &to))
        }
    }
}

/// Checks a code and takes its step, in one transaction; a wrong one counts like a wrong password.
async fn check(ctx: &Ctx, code: String) -> Result<Outcome, Fault> {
    let (id, act, keys) = (door::who(ctx), Act::of(ctx), ctx.centre.keys.clone());
    let policy = settings::policy(&ctx.centre);
    let check = move |conn: &mut foundation::db::Conn| {
        let account = store::find_account(conn, &id)?;
        let secrets = store::find_secrets(conn, &id)?;
        let (Some(account), Some(sealed)) = (account, secrets.and_then(|s| s.totp_sealed)) else {
            return Ok(Outcome::Barred);
        };
        if account.is_barred(act.now) {
            return Ok(Outcome::Barred);
        }
        let secret = authenticator::open(&keys, &id, &sealed);
        let step = secret.and_then(|secret| authenticator::step(&secret, &code, act.now));
        if let Some(step) = step
            && store::take_step(conn, &id, step)?
        {
            return Ok(Outcome::Right(Box::new(account)));
        }
        let is_barred = store::note_failure(conn, &act, &policy, &id, "code")?;
        Ok(if is_barred { Outcome::Barred } else { Outcome::Wrong })
    };
    Ok(ctx.centre.db.write(check).await?)
}

fn page(ctx: &Ctx, form: &Form, to: &str) -> Response {
    let words = &ctx.words;
    let shell = door::shell(ctx, "accounts-code-title", !form.is_right());
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        (parts::form(words.path(door::SECOND_FACTOR), html! {
            (parts::hidden("to", to))
            (parts::text(words, "code", words.say("accounts-code-title")).heading()
                .hint(words.say("accounts-code-hint")).width(parts::Width::Short)
                .autocomplete("one-time-code").attribute("inputmode", "numeric").autofocus()
                .error(form.said_of(words, "code")))
            div.actions { (parts::button(words.say("accounts-sign-in"))) }
        }))
        (parts::form(words.path("/office/sign-out"), html! {
            (parts::button(words.say("accounts-another-account")).quiet())
        }))
        (parts::details(&words.say("accounts-code-lost-title"), html! { p { (words.say("accounts-code-lost")) } }))
    };
    ctx.page(status(form), shell.page(content))
}
