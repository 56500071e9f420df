//! The trail of a registration in words: who, when, before, after, why, and which mail went out.

use std::collections::HashMap;

use foundation::i18n::Words;
use foundation::parts::{self, Tone, column};
use foundation::{mail, trail};
use maud::{Markup, html};
use office::instant::Instant;

use super::serving;
use crate::model::Status;

/// The trail, oldest first.
pub fn trail(words: &Words, rows: &[trail::Kept], names: &HashMap<String, String>) -> Markup {
    let columns = vec![
        column(words.say("serve-trail-when")),
        column(words.say("serve-trail-who")),
        column(words.say("serve-trail-what")),
        column(words.say("serve-trail-before")),
        column(words.say("serve-trail-after")),
        column(words.say("serve-reason")),
    ];
    let cells = rows.iter().map(|row| {
        vec![
            html! { (parts::time_short(words, row.at)) },
            html! { (who(words, &row.actor, names)) },
            html! { (verb(words, &row.verb)) },
            html! { (kept(words, row.before.as_deref())) },
            html! { (kept(words, row.after.as_deref())) },
            html! { (row.reason.as_deref().unwrap_or_default()) },
        ]
    });
    html! {
        h2 #trail { (words.say("serve-trail-title")) }
        (parts::table(words, words.say("serve-trail-title"), columns, cells.collect()).caption_unseen())
    }
}

/// Who acted, by name.
pub fn who(words: &Words, actor: &str, names: &HashMap<String, String>) -> String {
    match actor {
        "resident" => words.say("serve-who-resident"),
        "system" => words.say("serve-who-system"),
        "door" => words.say("serve-who-door"),
        id => names.get(id).cloned().unwrap_or_else(|| id.to_owned()),
    }
}

/// What was done; a verb without words of its own is shown as it is kept.
fn verb(words: &Words, verb: &str) -> String {
    let key = format!("serve-trail-{verb}");
    if words.knows(&key) { words.say(&key) } else { verb.to_owned() }
}

/// What stood before or after, kept as a small JSON object: known names in words, others as kept.
fn kept(words: &Words, json: Option<&str>) -> String {
    let Some(json) = json else { return String::new() };
    let Ok(serde_json::Value::Object(parts)) = serde_json::from_str(json) else { return json.to_owned() };
    // The state is what one looks for first.
    let (state, rest): (Vec<_>, Vec<_>) = parts.iter().partition(|(name, _)| *name == "status");
    let said = state.into_iter().chain(rest).map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match name.as_str() {
            "status" => Status::from_code(&text).map_or(text, |status| serving::state(words, status)),
            "seats" => words.say_with("serve-persons", &[("count", value.as_i64().unwrap_or(0).into())]),
            "until" => {
                let until = Instant::parse(&text).map(|at| words.date_time_short(at.taipei()));
                format!("{} {}", words.say("serve-until"), until.unwrap_or(text))
            }
            "fill" => words.say(&format!("edit-fill-{text}")),
            "needs" => words.say_with("serve-trail-needs", &[("count", value.as_i64().unwrap_or(0).into())]),
            "free" => words.say_with("serve-trail-free", &[("count", value.as_i64().unwrap_or(0).into())]),
            "reference" => serving::reference(&text),
            "course" | "file" | "subject" | "name" => text,
            "phone" | "email" | "language" => text,
            "outcome" if text == crate::carry::CARRIED => words.say("carry-is-carried"),
            "outcome" => words.say(crate::carry::why(&text)),
            "seat" => format!("#{text}"),
            "answers" => {
                let ids = value.as_array().into_iter().flatten().filter_map(|id| id.as_str());
                format!("{}: {}", words.say("serve-answers"), ids.collect::<Vec<_>>().join(", "))
            }
            _ => format!("{name}: {text}"),
        }
    });
    words.list(said)
}

/// Every mail about the registration, with its text.
pub fn mails(words: &Words, mails: &[mail::Kept]) -> Markup {
    html! {
        h2 #mails { (words.say("serve-mails-title")) }
        @if mails.is_empty() { p.soft { (words.say("serve-mails-none")) } }
        @for mail in mails {
            (parts::details(&mail.subject, html! {
                p.small {
                    (parts::time(words, mail.created_at)) " · " (mail.to) " · "
                    (parts::tag(if mail.state == "sent" { Tone::Good } else { Tone::Wait }, &mail_state(words, &mail.state)))
                }
                @for paragraph in mail.body.split("\n\n") {
                    p { @for (at, line) in paragraph.lines().enumerate() { @if at > 0 { br; } (line) } }
                }
            }))
        }
    }
}

fn mail_state(words: &Words, state: &str) -> String {
    words.say(match state {
        "sent" => "serve-mail-sent",
        "failed" => "serve-mail-failed",
        "unsure" => "serve-mail-unsure",
        _ => "serve-mail-queued",
    })
}
