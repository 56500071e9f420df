//! `/office/account`: one's own account, what it may do, and where it is signed in.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::office_shell;
use foundation::parts;
use foundation::staff::token_hash;
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::model::{Account, OpenSession};
use crate::store::{self, Act};
use crate::{own, people};

/// The account and its sessions.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let account = own::account(&ctx).await?;
    let (id, now) = (account.id.clone(), ctx.now);
    let sessions = ctx.centre.db.read(move |conn| store::list_sessions(conn, &id, now)).await?;
    let words = &ctx.words;
    let content = html! {
        h1 { (words.say("accounts-own-title")) }
        (done(&ctx))
        (facts(&ctx, &account))
        h2 { (words.say("accounts-sessions")) }
        p { (words.say("accounts-sessions-about")) }
        (table(&ctx, &sessions))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, words.say("accounts-own-title")).page(content)))
}

/// Ends a session of one's own: `session` names one, or `others` all but this.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, form: Form) -> Result<Response, Fault> {
    let (act, id, token) = (Act::of(&ctx), ctx.staff()?.id.clone(), ctx.token.clone());
    let session = form.text("session").to_owned();
    let end = move |conn: &mut foundation::db::Conn| {
        let is_ended = if session == "others" {
            store::drop_other_sessions(conn, &id, token.as_deref())? > 0
        } else {
            store::drop_session(conn, &id, &session)?
        };
        if is_ended { store::note_sign_out(conn, &act, &id) } else { Ok(()) }
    };
    ctx.centre.db.write(end).await?;
    Ok(ctx.go("/office/account?done=session"))
}

/// What was just done, as the address says.
fn done(ctx: &Ctx) -> Markup {
    let query = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let key = match query.text("done") {
        "password" => "accounts-done-password",
        "second-factor" => "accounts-done-second-factor",
        "session" => "accounts-done-session",
        _ => return html! {},
    };
    parts::notice(parts::Tone::Good, "", html! { p { (ctx.words.say(key)) } })
}

fn facts(ctx: &Ctx, account: &Account) -> Markup {
    let words = &ctx.words;
    let second =
        if account.has_second_factor { "accounts-second-factor-on" } else { "accounts-second-factor-off" };
    let changed = words.date_time(account.changed_password_at.taipei());
    parts::summary_list(
        words,
        &[
            parts::summary_row(words.say("accounts-name"), &account.name, None),
            parts::summary_row(words.say("accounts-email"), &account.email, None),
            parts::summary_row(
                words.say("accounts-section"),
                &people::section(words, &account.section),
                None,
            ),
            parts::summary_row(words.say("accounts-roles"), &people::roles(words, &account.roles), None),
            parts::summary_row(
                words.say("accounts-password"),
                &words.say_with("accounts-password-changed", &[("when", changed.into())]),
                Some(words.path("/office/account/password")),
            ),
            parts::summary_row(
                words.say("accounts-second-factor"),
                &words.say(second),
                Some(words.path("/office/account/second-factor")),
            ),
        ],
    )
}

fn table(ctx: &Ctx, sessions: &[OpenSession]) -> Markup {
    let words = &ctx.words;
    let this = ctx.token.as_deref().map(token_hash).unwrap_or_default();
    let rows = sessions.iter().map(|session| {
        let began = words.date_time(session.created_at.taipei());
        vec![
            html! { (parts::time(words, session.created_at.timestamp())) },
            html! { (parts::time(words, session.seen_at.timestamp())) },
            html! {
                @if session.token_hash == this {
                    (parts::tag(parts::Tone::Info, &words.say("accounts-session-this")))
                } @else {
                    (parts::button(words.say("accounts-session-end")).quiet()
                        .name("session", &session.token_hash).about(began))
                }
            },
        ]
    });
    let columns = vec![
        parts::column(words.say("accounts-session-began")),
        parts::column(words.say("accounts-session-seen")),
        parts::column(words.say("accounts-act")).unseen(),
    ];
    let table = parts::table(words, words.say("accounts-sessions"), columns, rows.collect()).caption_unseen();
    html! {
        (parts::form(words.path("/office/account/sessions"), html! {
            (table)
            @if sessions.len() > 1 {
                div.actions { (parts::button(words.say("accounts-session-others")).secondary().name("session", "others")) }
            }
        }))
    }
}
