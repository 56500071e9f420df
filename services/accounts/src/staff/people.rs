//! `/office/staff`: everybody's accounts.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::pages::office_shell;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::model::Account;
use crate::{people, store};

/// The list, and a warning when more may manage accounts than the centre wants.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let accounts = ctx.centre.db.read(store::list_accounts).await?;
    let words = &ctx.words;
    let managing = accounts.iter().filter(|a| !a.is_locked && people::manages(&ctx.centre, &a.roles)).count();
    let wanted = ctx.centre.number("accounts.managers");
    let args = [("count", managing.into()), ("wanted", wanted.into())];
    let columns = ["name", "email", "section", "roles", "state", "second-factor", "seen"];
    let columns = columns.map(|c| parts::column(words.say(&format!("accounts-{c}")))).to_vec();
    let rows = accounts.iter().map(|a| row(&ctx, a)).collect();
    let content = html! {
        h1 { (words.say("accounts-staff-title")) }
        @if i64::try_from(managing).is_ok_and(|n| n > wanted) {
            (parts::notice(Tone::Wait, "", html! { p { (words.say_with("accounts-many-managers", &args)) } }))
        }
        p { (parts::button_link(words.path("/office/staff/new"), words.say("accounts-add"))) }
        (parts::table(words, words.say("accounts-staff-title"), columns, rows).caption_unseen().filter())
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, words.say("accounts-staff-title")).page(content)))
}

fn row(ctx: &Ctx, account: &Account) -> Vec<Markup> {
    let words = &ctx.words;
    let second = if account.has_second_factor { "accounts-yes" } else { "accounts-no" };
    vec![
        html! { a href=(words.path(&format!("/office/staff/{}", account.id))) { (account.name) } },
        html! { (account.email) },
        html! { (people::section(words, &account.section)) },
        html! { (people::roles(words, &account.roles)) },
        people::state(words, account, ctx.now),
        html! { (words.say(second)) },
        html! { @if let Some(at) = account.seen_at { (parts::time(words, at.timestamp())) } @else { (words.say("accounts-never")) } },
    ]
}
