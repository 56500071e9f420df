//! Passwords and authenticators one chooses oneself, at the first sign-in and later.

use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts;
use foundation::web::Ctx;
use maud::{Markup, PreEscaped, html};

use crate::model::Account;
use crate::rules::{self, Policy, Weak};
use crate::store::{self, Act};
use crate::{authenticator, door, password, settings};

/// Somebody's own account.
///
/// # Errors
/// [`Fault::SignIn`] when it is gone.
pub async fn account(ctx: &Ctx) -> Result<Account, Fault> {
    let id = door::who(ctx);
    let found = ctx.centre.db.read(move |conn| store::find_account(conn, &id)).await?;
    found.ok_or(Fault::SignIn)
}

/// The two fields of a new password, with the rules said before.
pub fn password_fields(words: &Words, policy: &Policy, form: &Form) -> Markup {
    let rules = words.say_with(
        "accounts-password-rules",
        &[
            ("length", policy.min_length.into()),
            ("classes", policy.min_classes.into()),
            ("remembered", policy.remembered.into()),
        ],
    );
    html! {
        (parts::password(words, "password", words.say("accounts-password-new")).hint(rules)
            .autocomplete("new-password").error(form.said_of(words, "password")))
        (parts::password(words, "again", words.say("accounts-password-again"))
            .autocomplete("new-password").error(form.said_of(words, "again")))
    }
}

/// Notes what is wrong with a new password and, when nothing is, gives its hash.
///
/// # Errors
/// When the store cannot answer.
pub async fn check_password(ctx: &Ctx, account: &Account, form: &mut Form) -> Result<Option<String>, Fault> {
    let policy = settings::policy(&ctx.centre);
    let new = form.text("password").to_owned();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
    match rules::check_password(&policy, &account.email, &new) {
        Err(Weak::TooShort) => {
            form.wrong_with(
                "password",
                "accounts-password-short",
                vec![("length", number(policy.min_length))],
            );
        }
        Err(Weak::TooLong) => {
            form.wrong_with("password", "form-too-long", vec![("max", number(rules::PASSWORD_MAX))]);
        }
        Err(Weak::TooPlain) => {
            let args = vec![("classes", number(policy.min_classes))];
            form.wrong_with("password", "accounts-password-plain", args);
        }
        Err(Weak::LikeEmail) => form.wrong("password", "accounts-password-email"),
        Ok(()) if form.text("again") != new => form.wrong("again", "accounts-password-differs"),
        Ok(()) => {}
    }
    if !form.is_right() {
        return Ok(None);
    }
    let (id, count) = (account.id.clone(), policy.remembered);
    let last = ctx.centre.db.read(move |conn| store::list_hashes(conn, &id, count)).await?;
    if password::is_any_apart(&new, last).await? {
        form.wrong_with("password", "accounts-password-used", vec![("remembered", number(count))]);
        return Ok(None);
    }
    password::hash_apart(&ctx.centre.chance, &new).await.map(Some)
}

/// Whether the present password was typed; a wrong one counts as a failure and, when it is one too
/// many, ends the session with the answer given.
///
/// # Errors
/// When the store cannot answer.
pub async fn check_present(ctx: &Ctx, form: &mut Form) -> Result<Option<Response>, Fault> {
    let id = door::who(ctx);
    let asked = id.clone();
    let secrets = ctx.centre.db.read(move |conn| store::find_secrets(conn, &asked)).await?;
    let hash = secrets.map(|s| s.password_hash).unwrap_or_default();
    if password::is_any_apart(form.text("present"), vec![hash]).await? {
        return Ok(None);
    }
    form.wrong("present", "accounts-password-wrong");
    let (act, policy) = (Act::of(ctx), settings::policy(&ctx.centre));
    let note = move |conn: &mut Conn| store::note_failure(conn, &act, &policy, &id, "password");
    if ctx.centre.db.write(note).await? {
        return door::turn_away(ctx, door::SIGN_IN).await.map(Some);
    }
    Ok(None)
}

/// The field for the present password.
pub fn present_field(words: &Words, form: &Form) -> Markup {
    html! {
        (parts::password(words, "present", words.say("accounts-password-present"))
            .error(form.said_of(words, "present")))
    }
}

/// A new authenticator to enrol: the picture to scan, the secret to type, and the field for the first
/// code. The secret travels sealed in the form, so that nothing is kept of enrolments never finished.
pub fn enrolment(ctx: &Ctx, account: &Account, form: &Form) -> Markup {
    let (words, centre) = (&ctx.words, &ctx.centre);
    let sent = authenticator::open(&centre.keys, &account.id, form.text("sealed"));
    let secret = sent.unwrap_or_else(|| authenticator::new_secret(centre.chance.bytes()));
    let sealed = authenticator::seal(&centre.keys, &account.id, &secret, centre.chance.bytes());
    let picture = authenticator::address(&secret, ctx.centre_name(), &account.email)
        .and_then(|address| foundation::qr::svg(&address, &words.say("accounts-enrol-picture")));
    html! {
        ol {
            li { (words.say("accounts-enrol-app")) }
            li { (words.say("accounts-enrol-scan"))
                figure.qr {
                    @if let Some(svg) = picture { (PreEscaped(svg)) }
                    figcaption { (words.say("accounts-enrol-by-hand")) " " code { (authenticator::grouped(&secret)) } }
                }
            }
            li { (words.say("accounts-enrol-code")) }
        }
        (parts::hidden("sealed", &sealed))
        (parts::text(words, "code", words.say("accounts-code")).width(parts::Width::Short)
            .hint(words.say("accounts-code-hint"))
            .autocomplete("one-time-code").attribute("inputmode", "numeric")
            .error(form.said_of(words, "code")))
    }
}

/// Enrols the authenticator of the form if its code is right; notes the mistake otherwise.
///
/// # Errors
/// When the store cannot answer.
pub async fn enrol(ctx: &Ctx, account: &Account, form: &mut Form) -> Result<bool, Fault> {
    let secret = authenticator::open(&ctx.centre.keys, &account.id, form.text("sealed"));
    let step = secret.as_ref().and_then(|secret| authenticator::step(secret, form.text("code"), ctx.now));
    let (Some(secret), Some(step)) = (secret, step) else {
        form.wrong("code", "accounts-code-wrong");
        return Ok(false);
    };
    let sealed = authenticator::seal(&ctx.centre.keys, &account.id, &secret, ctx.centre.chance.bytes());
    put(ctx, account, move |conn, act, id| store::put_second_factor(conn, act, id, &sealed, step)).await?;
    Ok(true)
}

/// Writes a new password or authenticator, and ends every other session of the account: who was half in
/// with the old ones does not come in by what the owner set up.
///
/// # Errors
/// [`Fault::SignIn`] when the session at hand was ended meanwhile.
pub async fn put<F>(ctx: &Ctx, account: &Account, put: F) -> Result<(), Fault>
where
    F: Fn(&mut Conn, &Act, &str) -> DbResult<()> + Send + 'static,
{
    let (act, id, token) = (Act::of(ctx), account.id.clone(), ctx.token.clone());
    let put_alone = move |conn: &mut Conn| {
        if !store::keep_session_alone(conn, &id, token.as_deref())? {
            return Ok(false);
        }
        put(conn, &act, &id)?;
        Ok(true)
    };
    if ctx.centre.db.write(put_alone).await? { Ok(()) } else { Err(Fault::SignIn) }
}
