//! `/office/tokens`: tokens with which programs use the API in one's name.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, Tone};
use foundation::staff::{MANAGE_STAFF, OPERATE, Right, SEE_OFFICE, Staff};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::status;
use crate::MAKE_TOKENS;
use crate::model::Token;
use crate::store::{self, Act};

/// Rights that open doors are not given to programs.
const NEVER: [Right; 4] = [SEE_OFFICE, MANAGE_STAFF, OPERATE, MAKE_TOKENS];

/// The tokens and the form for a new one.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    page(&ctx, &Form::default(), None).await
}

/// Makes a token and shows it, this once.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let staff = ctx.staff()?;
    let name = form.required("name", 60);
    let longest = ctx.centre.number("accounts.token_max_days").clamp(1, 365);
    let days = form.required_number("days", 1, longest);
    let scope: Vec<String> = offered(staff)
        .iter()
        .filter(|right| form.texts("scope").any(|s| s == right.0))
        .map(|r| r.0.to_owned())
        .collect();
    if scope.is_empty() {
        form.wrong("scope", "form-choose");
    }
    if !form.is_right() {
        return page(&ctx, &form, None).await;
    }
    let (act, id, token) = (Act::of(&ctx), staff.id.clone(), ctx.centre.chance.token());
    let (ends_at, secret) = (ctx.now.plus_seconds(days * 86_400), token.clone());
    let add = move |conn: &mut foundation::db::Conn| {
        store::add_token(conn, &act, &id, &secret, &name, &scope, ends_at)
    };
    ctx.centre.db.write(add).await?;
    page(&ctx, &Form::default(), Some(&token)).await
}

/// Revokes a token of one's own; whoever manages accounts, anybody's.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such token (any more).
pub async fn revocation(ctx: Ctx, form: Form) -> Result<Response, Fault> {
    let (act, owner, hash) = (Act::of(&ctx), owner(ctx.staff()?), form.text("token").to_owned());
    let drop = move |conn: &mut foundation::db::Conn| store::drop_token(conn, &act, owner.as_deref(), &hash);
    if ctx.centre.db.write(drop).await? { Ok(ctx.go("/office/tokens")) } else { Err(Fault::NotFound) }
}

/// Whose tokens somebody sees: their own, or everybody's.
fn owner(staff: &Staff) -> Option<String> {
    (!staff.may(MANAGE_STAFF)).then(|| staff.id.clone())
}

/// The rights a token of this person can have, each once.
fn offered(staff: &Staff) -> Vec<Right> {
    let mut rights: Vec<Right> = staff.rights.iter().copied().filter(|r| !NEVER.contains(r)).collect();
    rights.sort_by_key(|r| r.0);
    rights.dedup();
    rights
}

/// A right in words: `courses.edit` has the key `right-courses-edit`, or else speaks for itself.
fn right(words: &Words, code: &str) -> String {
    let key = format!("right-{}", code.replace('.', "-"));
    if words.knows(&key) { words.say(&key) } else { code.to_owned() }
}

async fn page(ctx: &Ctx, form: &Form, made: Option<&str>) -> Result<Response, Fault> {
    let (staff, words) = (ctx.staff()?, &ctx.words);
    let owner = owner(staff);
    let tokens = ctx.centre.db.read(move |conn| store::list_tokens(conn, owner.as_deref())).await?;
    let shell =
        Shell { has_errors: !form.is_right(), ..office_shell(ctx, words.say("accounts-tokens-title")) };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (words.say("accounts-tokens-title")) }
        @if let Some(token) = made {
            (parts::notice(Tone::Good, &words.say("accounts-token-made"), html! {
                p { code.token { (token) } }
                p { (words.say("accounts-token-made-about")) }
            }))
        }
        p { (words.say("accounts-tokens-about")) }
        (table(ctx, &tokens))
        (new_form(ctx, staff, form))
    };
    let status = if made.is_some() { StatusCode::CREATED } else { status(form) };
    Ok(ctx.page(status, shell.page(content)))
}

fn new_form(ctx: &Ctx, staff: &Staff, form: &Form) -> Markup {
    let words = &ctx.words;
    let rights: Vec<parts::Choice> =
        offered(staff).iter().map(|r| parts::choice(r.0, right(words, r.0))).collect();
    if rights.is_empty() {
        return parts::inset(html! { p { (words.say("accounts-tokens-no-rights")) } });
    }
    let days = if form.has("days") { form.text("days").to_owned() } else { "90".into() };
    html! {
        h2 { (words.say("accounts-token-new")) }
        (parts::form(words.path("/office/tokens"), html! {
            (parts::text(words, "name", words.say("accounts-token-name")).hint(words.say("accounts-token-name-hint"))
                .value(form.text("name")).error(form.said_of(words, "name")))
            (parts::checkboxes(words, "scope", words.say("accounts-token-scope"), rights)
                .values(form.texts("scope")).error(form.said_of(words, "scope")))
            (parts::number(words, "days", words.say("accounts-token-days")).value(days)
                .error(form.said_of(words, "days")))
            div.actions { (parts::button(words.say("accounts-token-new"))) }
        }).id("new"))
    }
}

fn table(ctx: &Ctx, tokens: &[Token]) -> Markup {
    let words = &ctx.words;
    let rows = tokens.iter().map(|token| {
        let scope: Vec<String> = token.scope.iter().map(|code| right(words, code)).collect();
        vec![
            html! { (token.name) },
            html! { (token.owner) },
            html! { (words.list(&scope)) },
            html! {
                (parts::time(words, token.ends_at.timestamp())) " "
                @if token.ends_at <= ctx.now { (parts::tag(Tone::Bad, &words.say("accounts-token-ended"))) }
            },
            html! { @if let Some(at) = token.used_at { (parts::time(words, at.timestamp())) } @else { (words.say("accounts-never")) } },
            html! { (parts::button(words.say("accounts-token-revoke")).quiet().name("token", &token.token_hash).about(&token.name)) },
        ]
    });
    let columns = ["name", "owner", "scope", "ends", "used"];
    let mut columns = columns.map(|c| parts::column(words.say(&format!("accounts-token-{c}")))).to_vec();
    columns.push(parts::column(words.say("accounts-act")).unseen());
    let table = parts::table(words, words.say("accounts-tokens-title"), columns, rows.collect())
        .caption_unseen()
        .empty(words.say("accounts-tokens-empty"));
    html! {
        @if tokens.is_empty() { (table) } @else {
            (parts::form(words.path("/office/tokens/revocation"), html! { (table) }).id("revocation"))
        }
    }
}
