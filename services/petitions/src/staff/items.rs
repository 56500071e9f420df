//! `/office/petitions/opinions`: what the press and social media say (輿情): tone, owner, reply time, and the
//! petition it became.

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::{self, Form};
use foundation::i18n::Words;
use foundation::parts::{self, Pager, Tab, column};
use foundation::staff;
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::said;
use crate::model::{Tone, readable};
use crate::rights;
use crate::staff::inbox_shell;
use crate::store::{self, Item};

/// Items on one page.
const ITEMS: usize = 50;

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let tone = Tone::from_code(asked.text("tone"));
    let before = (asked.text("before").to_owned(), asked.text("id").to_owned());
    let scope = rights::scope(ctx.staff()?);
    let read = move |conn: &mut Conn| {
        let limit = i64::try_from(ITEMS + 1).unwrap_or(i64::MAX);
        let found = store::list_items(conn, &scope, tone, &before, limit)?;
        let owners: Vec<String> = found.iter().map(|item| item.handler.clone()).collect();
        Ok((staff::list_names(conn, &owners)?, found))
    };
    let (names, mut found) = ctx.centre.db.read(read).await?;
    let has_more = found.len() > ITEMS;
    found.truncate(ITEMS);
    let words = &ctx.words;
    let code = tone.map_or("", Tone::code);
    let next = found.last().filter(|_| has_more).map(|last| {
        let day = last.received_on.to_string();
        let query = form::encode(&[("tone", code), ("before", &day), ("id", &last.id)]);
        words.path(&format!("/office/petitions/opinions?{query}"))
    });
    let title = words.say("petitions-items");
    let shell = inbox_shell(&ctx, title.as_str());
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("petitions-items-lead")) }
        (parts::tabs(words, &words.say("petitions-tone"), &tabs(words, code)))
        (table(&ctx, &title, &names, &found))
        (parts::pager(words, &Pager { next, ..Pager::default() }))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn tabs(words: &Words, current: &str) -> Vec<Tab> {
    let tab = |code: &str, label: String| Tab {
        href: words.path(&format!("/office/petitions/opinions?tone={code}")),
        label,
        count: None,
        current: code == current,
    };
    let tones = Tone::ALL.iter().map(|t| tab(t.code(), words.say(&format!("petitions-tone-{}", t.code()))));
    [tab("", words.say("petitions-items-all"))].into_iter().chain(tones).collect()
}

fn table(ctx: &Ctx, title: &str, names: &HashMap<String, String>, items: &[Item]) -> Markup {
    let words = &ctx.words;
    let columns = ["number", "subject", "tone", "handler", "received-on", "reply-time", "state"]
        .map(|name| column(words.say(&format!("petitions-{name}"))));
    let row = |item: &Item| {
        let subject =
            if item.confidential { words.say("petitions-confidential") } else { item.subject.clone() };
        let tone = item.tone.map_or("none", Tone::code);
        let channel = words.say(&format!("petitions-channel-{}", item.channel.code()));
        vec![
            html! { a href=(words.path(&format!("/office/petitions/{}", item.id))) { (readable(&item.reference)) } },
            html! { (subject) br; span.soft { (channel) @if !item.source.is_empty() { " · " (item.source) } } },
            html! { (words.say(&format!("petitions-tone-{tone}"))) },
            html! { (said::person(words, names, &item.handler)) },
            parts::day_short(words, item.received_on),
            html! { (reply_time(words, item)) @if is_late(item, ctx.now.date()) { " " (parts::tag(parts::Tone::Bad, &words.say("petitions-view-overdue"))) } },
            html! { (said::state(words, item.state)) @if !item.petition.is_empty() { br; span.soft { (words.say("petitions-became")) " " (readable(&item.petition)) } } },
        ]
    };
    let rows = items.iter().map(row).collect();
    html! { (parts::table(words, title, columns.to_vec(), rows).caption_unseen().empty(words.say("petitions-items-none"))) }
}

/// Whether it should have been replied to.
fn is_late(item: &Item, today: Date) -> bool {
    item.replied_at.is_none() && item.state.is_open() && item.due_on < today
}

/// How long it took until it was replied to, or by when it has to be.
fn reply_time(words: &Words, item: &Item) -> String {
    match item.replied_at {
        None if !item.state.is_open() => "–".to_owned(),
        None => words.say_with("petitions-reply-until", &[("due", words.date_short(item.due_on).into())]),
        Some(at) => {
            let hours = at.seconds_since(item.created_at).max(0) / 3600;
            let key = if hours < 48 { "petitions-reply-hours" } else { "petitions-reply-days" };
            let count = if hours < 48 { hours } else { hours / 24 };
            words.say_with(key, &[("count", count.into())])
        }
    }
}
