//! `/office/outbox`: what the house sent.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};

use crate::db::Conn;
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::mail::{self, Kept};
use crate::pages::office_shell;
use crate::parts::{self, Pager, Shell, Tone, crumb};
use crate::service::Routes;
use crate::staff::READ_OUTBOX;
use crate::trail::{self, Entry};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/outbox", READ_OUTBOX, get(outbox))
        .office("/office/outbox/{id}", READ_OUTBOX, get(message))
        .office("/office/outbox/{id}/sending", READ_OUTBOX, post(send_again))
}

/// Messages on one page.
const MESSAGES: usize = 50;

fn state(words: &Words, state: &str) -> Markup {
    let tone = match state {
        "sent" => Tone::Good,
        "failed" | "unsure" => Tone::Bad,
        _ => Tone::Wait,
    };
    parts::tag(tone, &words.say(&format!("outbox-state-{state}")))
}

async fn outbox(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let before = Form::parse(ctx.query.as_deref().unwrap_or_default()).text("before").to_owned();
    let limit = i64::try_from(MESSAGES).unwrap_or(i64::MAX).saturating_add(1);
    let read = move |conn: &mut Conn| Ok((mail::list(conn, &before, limit)?, mail::count(conn)?));
    let (mut messages, states) = ctx.centre.db.read(read).await?;
    let more = messages.len() > MESSAGES;
    messages.truncate(MESSAGES);
    let next = messages.last().filter(|_| more);
    let next = next.map(|last| words.path(&format!("/office/outbox?before={}", last.id)));
    let rows = messages.iter().map(|m| row(words, m)).collect();
    let columns = ["subject", "to", "at", "state"];
    let columns = columns.map(|c| parts::column(words.say(&format!("outbox-{c}")))).to_vec();
    let doubtful = states.iter().filter(|(s, _)| s == "failed" || s == "unsure").map(|(_, n)| n).sum::<i64>();
    let title = words.say("outbox-title");
    let content = html! {
        h1 { (title) }
        @if doubtful > 0 {
            (parts::notice(Tone::Bad, "", html! {
                p { (words.say_with("outbox-doubtful", &[("count", doubtful.into())])) }
            }))
        }
        (parts::table(words, title.clone(), columns, rows).caption_unseen().filter())
        (parts::pager(words, &Pager { next, ..Pager::default() }))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

fn row(words: &Words, message: &Kept) -> Vec<Markup> {
    vec![
        html! { a href=(words.path(&format!("/office/outbox/{}", message.id))) { (message.subject) } },
        html! { (message.to) },
        parts::time(words, message.created_at.timestamp()),
        state(words, &message.state),
    ]
}

async fn find(ctx: &Ctx, id: String) -> Result<Kept, Fault> {
    ctx.centre.db.read(move |conn| mail::find(conn, &id)).await?.ok_or(Fault::NotFound)
}

async fn message(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (words, message) = (&ctx.words, find(&ctx, id).await?);
    let mut facts = vec![
        parts::summary_row(words.say("outbox-to"), &message.to, None),
        parts::summary_row(
            words.say("outbox-state"),
            &words.say(&format!("outbox-state-{}", message.state)),
            None,
        ),
    ];
    facts.extend(message.last_error.as_ref().map(|e| parts::summary_row(words.say("outbox-why"), e, None)));
    let content = html! {
        h1 { (message.subject) }
        (parts::summary_list(words, &facts))
        pre.letter { (linked(&message.body)) }
        @if let Some(calendar) = &message.calendar {
            (parts::details(&words.say("outbox-calendar"), html! { pre { (calendar) } }))
        }
        @if matches!(message.state.as_str(), "failed" | "unsure") {
            p { (words.say("outbox-again-hint")) }
            (parts::form(words.path(&format!("/office/outbox/{}/sending", message.id)), html! {
                (parts::button(words.say("outbox-again")))
            }))
        }
    };
    let here = vec![crumb(words.path("/office/outbox"), words.say("outbox-title"))];
    let shell = Shell { here, ..office_shell(&ctx, message.subject) };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// The text with its addresses as links, so that a demonstration can be walked through.
fn linked(text: &str) -> Markup {
    html! {
        @for piece in text.split_inclusive(char::is_whitespace) {
            @let word = piece.trim_end();
            @if word.starts_with("http://") || word.starts_with("https://") {
                a href=(word) { (word) } (piece.get(word.len()..).unwrap_or_default())
            } @else { (piece) }
        }
    }
}

async fn send_again(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let again = move |conn: &mut Conn| {
        if mail::send_again(conn, &id)? {
            let entry = Entry::new("foundation_mail", &id, "sent-again");
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(())
    };
    ctx.centre.db.write(again).await?;
    Ok(ctx.go("/office/outbox"))
}
