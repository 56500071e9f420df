//! What became of a course (異動紀錄): who changed what, when, from what to what: `/office/courses/{id}/history`.
//! It tells nothing of residents; what has to do with their lists is for the section in charge.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::{Form, encode};
use foundation::i18n::Words;
use foundation::parts::{self, Pager, column};
use foundation::trail::{self, Kept};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use serde_json::Value;

use super::frame::{self, address};
use super::trail_table::who;
use crate::planning::COURSE;
use crate::questions;
use crate::words::{audience, category, district_name, teaching};

/// Rows on a page.
const ROWS: usize = 50;
/// Characters shown of one value.
const VALUE_CHARS_MAX: usize = 200;
/// What has to do with lists of residents, and with who holds them.
const OF_LISTS: &[&str] = &[
    "exported",
    "list-printed",
    "hours-reported",
    "answers-purged",
    "parties-erased",
    "door-opened",
    "door-closed",
    "device-ended",
];
/// What is kept but says nothing to people.
const UNSAID: &[&str] = &["of", "sha256", "entries_hash", "seed"];

/// `GET /office/courses/{id}/history`
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find(&ctx, &id).await?;
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let before = given.text("before").to_owned();
    let hidden = if frame::may_see_residents(&ctx, &course) { &[] } else { OF_LISTS };
    let hidden: Vec<String> = hidden.iter().map(|verb| (*verb).to_owned()).collect();
    let limit = i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let id = course.id.clone();
    let read = move |conn: &mut foundation::db::Conn| {
        let rows = trail::list_latest(conn, (COURSE, &id), &hidden, &before, limit)?;
        let ids: Vec<String> = rows.iter().map(|row| row.actor.clone()).collect();
        let names = foundation::staff::list_names(conn, &ids)?;
        Ok((rows, names))
    };
    let (mut rows, names) = ctx.centre.db.read(read).await?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let words = &ctx.words;
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| words.path(&address(&course, &format!("history?{}", encode(&[("before", &last.id)])))));
    let content = html! {
        (table(words, &rows, &names))
        (parts::pager(words, &Pager { next, ..Pager::default() }))
    };
    Ok(frame::page(&ctx, StatusCode::OK, &course, "history", None, content))
}

fn table(words: &Words, rows: &[Kept], names: &HashMap<String, String>) -> Markup {
    let keys = [
        "serve-trail-when",
        "serve-trail-who",
        "serve-trail-what",
        "serve-trail-before",
        "serve-trail-after",
    ];
    let columns = keys.iter().chain(&["serve-reason"]).map(|key| column(words.say(key))).collect();
    let cells = rows.iter().map(|row| {
        vec![
            parts::time_short(words, row.at),
            html! { (who(words, &row.actor, names)) },
            html! { (verb(words, &row.verb)) },
            html! { (values(words, row, row.before.as_deref())) },
            html! { (values(words, row, row.after.as_deref())) },
            html! { (row.reason.as_deref().unwrap_or_default()) },
        ]
    });
    let said = words.say("edit-history");
    html! { (parts::table(words, said, columns, cells.collect()).caption_unseen().empty(words.say("history-none"))) }
}

fn verb(words: &Words, verb: &str) -> String {
    let key = format!("edit-verb-{verb}");
    if words.knows(&key) { words.say(&key) } else { verb.to_owned() }
}

/// The values that stood before or after, one a line.
fn values(words: &Words, row: &Kept, json: Option<&str>) -> Markup {
    let Some(json) = json else { return html! {} };
    let Ok(Value::Object(kept)) = serde_json::from_str(json) else { return html! { (json) } };
    // A number typed for a draw is typed again by a second person who has not read it.
    let is_typed = row.verb.starts_with("draw-number") && row.verb != "draw-number-confirmed";
    let unsaid = |name: &str| UNSAID.contains(&name) || is_typed && name == "number";
    let lines: Vec<(String, String)> = kept
        .iter()
        .filter(|(name, _)| !unsaid(name))
        .map(|(name, kept)| (name_of(words, name), value(words, name, kept)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    html! {
        @for (at, (name, value)) in lines.iter().enumerate() {
            @if at > 0 { br; }
            span.soft { (name) (words.say("history-colon")) } (value)
        }
    }
}

fn name_of(words: &Words, name: &str) -> String {
    let keys = [format!("history-{name}"), format!("edit-f-{name}")];
    keys.iter().find(|key| words.knows(key)).map_or_else(|| name.to_owned(), |key| words.say(key))
}

/// A value in words: codes by their names, times as people read them, long texts by their beginning.
fn value(words: &Words, name: &str, kept: &Value) -> String {
    let text = match kept {
        Value::String(text) => text.clone(),
        Value::Object(counts) => return total(words, counts),
        other => other.to_string(),
    };
    if text.is_empty() {
        return text;
    }
    let each = |say: &dyn Fn(&str) -> String| {
        let parts: Vec<String> = text.split([',', '、']).map(say).collect();
        words.list(&parts)
    };
    match name {
        "status" => words.say(&format!("edit-status-{text}")),
        "method" => words.say(&format!("edit-method-{text}")),
        "fill" => words.say(&format!("edit-fill-{text}")),
        "section" => words.say(&format!("edit-section-{text}")),
        "record" => words.say(&format!("hours-{text}")),
        "rule" => words.say(&format!("edit-pool-{text}")),
        "category" => category(words, &text),
        "teaching" => teaching(words, &text),
        "audience" | "also_for" => each(&|code| audience(words, code)),
        "district" | "districts" => each(&|code| district_name(words, code)),
        "questions" => asked(words, &text),
        _ if matches!(text.as_str(), "yes" | "true") => words.say("serve-yes"),
        _ if text == "false" => words.say("serve-no"),
        _ => match moment(&text) {
            Some(at) => words.date_time_short(at.taipei()),
            None => shortened(&text),
        },
    }
}

/// What the form asks, by the labels of its questions.
fn asked(words: &Words, json: &str) -> String {
    let labels: Vec<String> =
        questions::parse(json).iter().map(|q| q.label_in(words.lang()).to_owned()).collect();
    words.list(&labels)
}

/// Counts by question, as their sum.
fn total(words: &Words, counts: &serde_json::Map<String, Value>) -> String {
    words.number(counts.values().filter_map(Value::as_i64).sum::<i64>())
}

fn moment(text: &str) -> Option<Instant> {
    let is_one = text.len() >= 16 && text.as_bytes().get(10) == Some(&b'T');
    is_one.then(|| Instant::parse(text).or_else(|| Instant::parse_field(text))).flatten()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
