//! From one stage of a sign-in to the next: session, cookie and page.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::parts::Shell;
use foundation::staff::{self, COOKIE, Stage};
use foundation::web::{Ctx, with_cookie};

use crate::model::Account;
use crate::rules::{self, Next, Standing};
use crate::settings;
use crate::store::{self, Act};

/// Where a sign-in begins.
pub const SIGN_IN: &str = "/office/sign-in";
/// Where the code of the authenticator is asked for.
pub const SECOND_FACTOR: &str = "/office/second-factor";
/// Where a password or an authenticator of one's own is set up.
pub const SET_UP: &str = "/office/set-up";

/// The address of a stage that remembers where the sign-in is to lead.
pub fn leading(path: &str, to: &str) -> String {
    if to == "/office" {
        return path.to_owned();
    }
    let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
    format!("{path}?to={to}")
}

/// Where this sign-in is to lead, as its address says.
pub fn wanted(ctx: &Ctx) -> String {
    let query = foundation::form::Form::parse(ctx.query.as_deref().unwrap_or_default());
    rules::own_path(query.text("to")).to_owned()
}

/// What decides how an account's sign-in goes on.
pub fn standing(account: &Account) -> Standing {
    Standing {
        must_change: account.must_change,
        changed_password_at: account.changed_password_at,
        has_second_factor: account.has_second_factor,
    }
}

/// Sends whoever is not at this stage of a sign-in to where they are.
pub fn elsewhere(ctx: &Ctx, page: Option<Stage>, to: &str) -> Option<Response> {
    let at = ctx.staff.as_ref().and(ctx.stage);
    if at == page {
        return None;
    }
    Some(match at {
        None => ctx.go(&leading(SIGN_IN, to)),
        Some(Stage::SecondFactor) => ctx.go(&leading(SECOND_FACTOR, to)),
        Some(Stage::SetUp) => ctx.go(&leading(SET_UP, to)),
        Some(Stage::Full) => ctx.go(to),
    })
}

/// Id of whoever is signing in; empty when nobody is.
pub fn who(ctx: &Ctx) -> String {
    ctx.staff.as_ref().map(|s| s.id.clone()).unwrap_or_default()
}

/// Goes on to what is asked next of the account as it stands now, with a session and a token of its own.
/// Nothing when the account was locked or given another password in the meantime.
///
/// # Errors
/// When the store cannot answer.
pub async fn go_on(
    ctx: &Ctx,
    account: &Account,
    has_shown_code: bool,
    to: &str,
) -> Result<Option<Response>, Fault> {
    let (policy, seen) = (settings::policy(&ctx.centre), account.clone());
    let (act, old, token) = (Act::of(ctx).by(&account.id), ctx.token.clone(), ctx.centre.chance.token());
    let (id, new) = (account.id.clone(), token.clone());
    let enter = move |conn: &mut foundation::db::Conn| {
        let Some(account) = store::lock_account(conn, &id)? else { return Ok(None) };
        if account.is_locked || account.changed_password_at != seen.changed_password_at {
            return Ok(None);
        }
        let stage = match rules::next(&policy, &standing(&account), has_shown_code, act.now) {
            Next::Code => Stage::SecondFactor,
            Next::NewPassword | Next::Enrol => Stage::SetUp,
            Next::In => Stage::Full,
        };
        // A session that was ended while the code was on its way leads nowhere.
        let half = old.as_deref().map(staff::token_hash).unwrap_or_default();
        if has_shown_code && !store::drop_session(conn, &id, &half)? {
            return Ok(None);
        }
        if stage == Stage::Full && !store::note_sign_in(conn, &act, &id)? {
            return Ok(None);
        }
        store::begin_session(conn, old.as_deref(), &new, &id, stage, act.now)?;
        Ok(Some(stage))
    };
    let Some(stage) = ctx.centre.db.write(enter).await? else { return Ok(None) };
    let path = match stage {
        Stage::SecondFactor => leading(SECOND_FACTOR, to),
        Stage::SetUp => leading(SET_UP, to),
        Stage::Full => to.to_owned(),
    };
    Ok(Some(with_cookie(&ctx.centre, ctx.go(&path), COOKIE, Some(&token))))
}

/// Ends the session at hand and begins the sign-in anew.
///
/// # Errors
/// When the store cannot answer.
pub async fn turn_away(ctx: &Ctx, to: &str) -> Result<Response, Fault> {
    if let (Some(token), Some(_)) = (ctx.token.clone(), &ctx.staff) {
        let (act, id) = (Act::of(ctx), who(ctx));
        let end = move |conn: &mut foundation::db::Conn| {
            store::note_sign_out(conn, &act, &id)?;
            staff::end_session(conn, &token)
        };
        ctx.centre.db.write(end).await?;
    }
    Ok(with_cookie(&ctx.centre, ctx.go(to), COOKIE, None))
}

/// The shell of the pages of a sign-in: no menu, for nobody is in yet.
pub fn shell<'a>(ctx: &'a Ctx, title: &str, has_errors: bool) -> Shell<'a> {
    let path = leading(&ctx.path, &wanted(ctx));
    Shell { has_errors, ..Shell::office(&ctx.words, ctx.centre_name(), ctx.words.say(title), path) }
}
