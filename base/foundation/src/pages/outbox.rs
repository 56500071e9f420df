//! `/office/outbox`: what the house sent, and what it could not send.
//!
//! Whoever keeps the house running sees that a letter did not leave and why, but neither its text
//! nor whom it is for. Letters are read by the section they are of, and by the director.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::{office_shell, without_addresses};
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::{self, Form};
use crate::i18n::Words;
use crate::mail::{self, Kept, Mailer};
use crate::parts::{self, Pager, Shell, Tab, Tone, crumb};
use crate::residents;
use crate::service::Routes;
use crate::staff::{READ_OUTBOX, Role, WATCH_OUTBOX};
use crate::trail::{self, Entry};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/outbox", WATCH_OUTBOX, get(list))
        .office("/office/outbox/{id}", WATCH_OUTBOX, get(message))
        .office("/office/outbox/{id}/calendar", READ_OUTBOX, get(calendar))
        .office("/office/outbox/{id}/sending", READ_OUTBOX, post(send_again))
}

/// Messages on one page.
const MESSAGES: usize = 50;
/// The states one may look at alone; what is being sent is so for a moment only.
const STATES: [&str; 4] = ["queued", "failed", "unsure", "sent"];

fn state_tag(words: &Words, state: &str) -> Markup {
    let tone = match state {
        "sent" => Tone::Good,
        "failed" | "unsure" => Tone::Bad,
        _ => Tone::Wait,
    };
    parts::tag(tone, &words.say(&format!("outbox-state-{state}")))
}

fn reads(ctx: &Ctx) -> Result<bool, Fault> {
    Ok(ctx.staff()?.may(READ_OUTBOX))
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let (words, reads) = (&ctx.words, reads(&ctx)?);
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let before = asked.text("before").to_owned();
    let state = STATES.into_iter().find(|state| *state == asked.text("state"));
    let limit = i64::try_from(MESSAGES).unwrap_or(i64::MAX).saturating_add(1);
    let section = ctx.staff()?.outbox_section().map(str::to_owned);
    let read = move |conn: &mut Conn| {
        let section = section.as_deref();
        let messages = match state {
            Some(state) => mail::list_in(conn, section, state, &before, limit)?,
            None => mail::list(conn, section, &before, limit)?,
        };
        Ok((messages, mail::count(conn, section)?))
    };
    let (mut messages, counts) = ctx.centre.db.read(read).await?;
    let more = messages.len() > MESSAGES;
    messages.truncate(MESSAGES);
    let next = messages.last().filter(|_| more).map(|last| {
        words.path(&format!(
            "/office/outbox?{}",
            form::encode(&[("state", state.unwrap_or_default()), ("before", &last.id)])
        ))
    });
    let title = words.say("outbox-title");
    let content = html! {
        h1 { (title) }
        (leaving(&ctx))
        (doubtful(words, &counts))
        (views(words, state, &counts))
        (table(words, &title, &messages, reads))
        (parts::pager(words, &Pager { next, ..Pager::default() }))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

/// Whether mail really leaves the house.
fn leaving(ctx: &Ctx) -> Markup {
    let words = &ctx.words;
    match &ctx.centre.mailer {
        Mailer::Kept => parts::notice(
            Tone::Wait,
            &words.say("outbox-kept-title"),
            html! { p { (words.say("outbox-kept")) } },
        ),
        Mailer::Smtp { from, .. } => {
            html! { p { (words.say_with("outbox-leaves", &[("from", from.into())])) } }
        }
    }
}

fn doubtful(words: &Words, counts: &[(String, i64)]) -> Markup {
    let count = counts.iter().filter(|(s, _)| s == "failed" || s == "unsure").map(|(_, n)| n).sum::<i64>();
    html! {
        @if count > 0 {
            (parts::notice(Tone::Bad, "", html! {
                p { (words.say_with("outbox-doubtful", &[("count", count.into())])) }
            }))
        }
    }
}

fn views(words: &Words, shown: Option<&str>, counts: &[(String, i64)]) -> Markup {
    let all = Tab {
        href: words.path("/office/outbox"),
        label: words.say("outbox-state-all"),
        count: None,
        current: shown.is_none(),
    };
    let of = |state: &'static str| Tab {
        href: words.path(&format!("/office/outbox?state={state}")),
        label: words.say(&format!("outbox-state-{state}")),
        count: counts.iter().find(|(known, _)| known == state).map(|(_, count)| *count),
        current: shown == Some(state),
    };
    let tabs: Vec<Tab> = std::iter::once(all).chain(STATES.map(of)).collect();
    parts::tabs(words, &words.say("outbox-state"), &tabs)
}

fn table(words: &Words, title: &str, messages: &[Kept], reads: bool) -> Markup {
    let columns: &[&str] = if reads { &["subject", "to", "at", "state"] } else { &["at", "state", "why"] };
    let columns = columns.iter().map(|c| parts::column(words.say(&format!("outbox-{c}")))).collect();
    let row = |m: &Kept| {
        let href = words.path(&format!("/office/outbox/{}", m.id));
        let at = parts::time_short(words, m.created_at);
        if reads && m.secret {
            let secret = words.say("outbox-secret");
            vec![html! { a href=(href) { (secret) } }, html! {}, at, state_tag(words, &m.state)]
        } else if reads {
            vec![html! { a href=(href) { (m.subject) } }, html! { (m.to) }, at, state_tag(words, &m.state)]
        } else {
            let why = without_addresses(m.last_error.as_deref().unwrap_or_default());
            vec![html! { a href=(href) { (at) } }, state_tag(words, &m.state), html! { (why) }]
        }
    };
    let table = parts::table(words, title, columns, messages.iter().map(row).collect()).caption_unseen();
    html! { (table.filter().empty(words.say("outbox-none"))) }
}

async fn find(ctx: &Ctx, id: String) -> Result<Kept, Fault> {
    let section = ctx.staff()?.outbox_section().map(str::to_owned);
    let found = ctx.centre.db.read(move |conn| mail::find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let is_shown = match section {
        Some(section) => section == found.section,
        None => found.section != mail::SHELTERED,
    };
    if is_shown { Ok(found) } else { Err(Fault::NotFound) }
}

/// What links have in them that only their receiver may open: the way to a sign-in, or a signature.
const OWN_LINKS: [&str; 5] = [residents::SIGN_IN, residents::INVITATIONS, "?k=", "?key=", "/opinions/"];

async fn message(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (words, message, sends) = (&ctx.words, find(&ctx, id).await?, reads(&ctx)?);
    let reads = sends && (!message.secret || is_only_way(&ctx)?);
    let title = if reads { message.subject.clone() } else { words.say("outbox-unread-title") };
    let content = html! {
        h1 { (title) }
        (facts(words, &message, reads))
        @if reads {
            pre.letter { (linked(&shown(&ctx, &message.body))) }
            @if let Some(calendar) = &message.calendar { (attached(words, &message.id, &shown_calendar(&ctx, calendar))) }
        } @else if message.secret {
            (parts::inset(html! { p { (words.say("outbox-secret-text")) } }))
        } @else {
            (parts::inset(html! { p { (words.say("outbox-unread")) } }))
        }
        @if sends && matches!(message.state.as_str(), "failed" | "unsure") {
            (parts::form(words.path(&format!("/office/outbox/{}/sending", message.id)), html! {
                p { (words.say("outbox-again-hint")) }
                (parts::button(words.say("outbox-again")))
            }))
        }
    };
    let here = vec![crumb(words.path("/office/outbox"), words.say("outbox-title"))];
    let shell = Shell { here, ..office_shell(&ctx, title) };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn facts(words: &Words, message: &Kept, reads: bool) -> Markup {
    let why = message.last_error.as_deref().unwrap_or_default();
    let why = if reads { why.to_owned() } else { without_addresses(why) };
    html! {
        dl.facts {
            @if reads { dt { (words.say("outbox-to")) } dd { (message.to) } }
            dt { (words.say("outbox-at")) } dd { (parts::time(words, message.created_at)) }
            dt { (words.say("outbox-state")) } dd { (state_tag(words, &message.state)) }
            @if let Some(at) = message.sent_at.filter(|_| message.state == "sent") {
                dt { (words.say("outbox-sent-at")) } dd { (parts::time(words, at)) }
            }
            @if !why.is_empty() { dt { (words.say("outbox-why")) } dd { (why) } }
        }
    }
}

/// Whether the director reads secret messages too: where no mail leaves the house, nobody else could ever follow
/// the links in them.
fn is_only_way(ctx: &Ctx) -> Result<bool, Fault> {
    Ok(matches!(ctx.centre.mailer, Mailer::Kept) && ctx.staff()?.roles.contains(&Role::Director))
}

/// The calendar file that goes along, to be read or saved.
fn attached(words: &Words, id: &str, calendar: &str) -> Markup {
    let href = words.path(&format!("/office/outbox/{id}/calendar"));
    parts::details(
        &words.say("outbox-calendar"),
        html! {
            p { a href=(href) download="event.ics" { (words.say("outbox-calendar-save")) } }
            pre { (calendar) }
        },
    )
}

/// The text as staff see it. Where no mail leaves the house it is whole, for there is no other way to the
/// links in it.
fn shown(ctx: &Ctx, text: &str) -> String {
    if matches!(ctx.centre.mailer, Mailer::Kept) { text.to_owned() } else { without_own_links(text) }
}

/// The calendar file as staff see it, in whole lines.
fn shown_calendar(ctx: &Ctx, calendar: &str) -> String {
    shown(ctx, &calendar.replace("\r\n ", ""))
}

/// The text without links that open somebody's own pages: they are for the receiver alone.
fn without_own_links(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let (before, from) = rest.split_at(at);
        // A calendar file writes the end of a line as a backslash and a letter.
        let end = from.find(|c: char| c.is_whitespace() || c == '\\').unwrap_or(from.len());
        let (link, after) = from.split_at(end);
        let is_own = OWN_LINKS.iter().any(|own| link.contains(own));
        shown.extend([before, if is_own { "…" } else { link }]);
        rest = after;
    }
    shown + rest
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

async fn calendar(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let calendar = find(&ctx, id).await?.calendar.ok_or(Fault::NotFound)?;
    let calendar = match ctx.centre.mailer {
        Mailer::Kept => calendar,
        Mailer::Smtp { .. } => shown_calendar(&ctx, &calendar),
    };
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"))];
    Ok((kind, calendar).into_response())
}

async fn send_again(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let before = find(&ctx, id.clone()).await?.state;
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let again = move |conn: &mut Conn| {
        if mail::send_again(conn, &id)? {
            let (before, after) = (Some(before.clone()), Some("queued".into()));
            let entry = Entry { before, after, ..Entry::new("foundation_mail", &id, "sent-again") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(())
    };
    ctx.centre.db.write(again).await?;
    Ok(ctx.go("/office/outbox"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_opens_the_matter_is_not_shown() {
        let said = |link: &str| without_own_links(&format!("看 {link}\n謝謝"));
        let sign_in = format!("https://a.example{}xyz", residents::SIGN_IN);
        for own in [
            "https://a.example/progress/ABC?k=xyz",
            "https://a.example/en/interest/1?key=xyz",
            "https://a.example/courses/arrivals/1?k=xyz",
            &sign_in,
        ] {
            assert_eq!(said(own), "看 …\n謝謝", "{own}");
        }
        for plain in ["https://a.example/progress", "https://a.example/courses/a?page=2", "http"] {
            assert_eq!(said(plain), format!("看 {plain}\n謝謝"));
        }
        let calendar = "DESCRIPTION:x\\nhttps://a.example/progress/ABC?k=xyz\r\nEND:VEVENT";
        assert_eq!(without_own_links(calendar), "DESCRIPTION:x\\n…\r\nEND:VEVENT");
    }
}
