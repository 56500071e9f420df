//! `/opinions/{reference}/supplement`: the petitioner adds something.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::upload::Upload;
use foundation::web::Ctx;
use foundation::{attempts, pages, parts};
use maud::html;
use office::digits::is_blank;

use super::case::open;
use crate::model::{Case, NoteKind};
use crate::store::{self, Act};
use crate::typed;
use crate::work::{acts, letters};

/// Longest text.
const CHARS_MAX: usize = 5_000;
/// Supplements to one case within an hour.
const SUPPLEMENTS_MAX: i64 = 10;

/// The form.
///
/// # Errors
/// As for the case itself.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let case = open(&ctx, &reference).await?;
    let of = case.clone();
    let takes_more = ctx.centre.db.read(move |conn| store::takes_more(conn, &of)).await?;
    Ok(if takes_more { page(&ctx, &case, &Form::default()) } else { ended(&ctx, &case, "") })
}

/// Nothing more is taken: what was written is shown, so that it can be sent as a new petition.
fn ended(ctx: &Ctx, case: &Case, text: &str) -> Response {
    let words = &ctx.words;
    let title = words.say("petitions-ended-title");
    let back = words.path(&letters::path(&ctx.centre.keys, case, ""));
    let here = vec![parts::crumb(back.clone(), case.number())];
    let shell = parts::Shell { here, updated_on: None, ..pages::shell(ctx, title.as_str()) };
    let content = html! {
        h1 { (title) }
        p { (words.say("petitions-ended-text")) }
        @if !text.is_empty() {
            h2 { (words.say("petitions-ended-own")) }
            div.inset { p.text { (text) } }
        }
        div.actions {
            (parts::button_link(words.path("/opinions"), words.say("petitions-again")))
            (parts::button_link(back, words.say("petitions-ended-back")).secondary())
        }
    };
    ctx.page(StatusCode::GONE, shell.page(content))
}

fn page(ctx: &Ctx, case: &Case, form: &Form) -> Response {
    let words = &ctx.words;
    let title = words.say("petitions-supplement");
    let back = words.path(&letters::path(&ctx.centre.keys, case, ""));
    let shell = parts::Shell {
        here: vec![parts::crumb(back, case.number())],
        has_errors: !form.is_right(),
        updated_on: None,
        ..pages::shell(ctx, title.as_str())
    };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (parts::form(words.path(&letters::path(&ctx.centre.keys, case, "/supplement")), html! {
            (parts::textarea(words, "text", words.say("petitions-supplement-text")).rows(8)
                .hint(words.say("petitions-supplement-hint-files")).value(form.text("text")).error(form.said_of(words, "text")))
            (typed::file_field(words, form))
            div.actions { (parts::button(words.say("petitions-supplement-send"))) }
        }).files())
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page(status, shell.page(content))
}

/// Keeps it; where it was waited for, the work goes on. Where work ended meanwhile, that is said, and nothing that was
/// written is lost.
///
/// # Errors
/// As for the case itself.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, upload: Upload) -> Result<Response, Fault> {
    let (mut form, files) = typed::arrived(upload);
    let case = open(&ctx, &reference).await?;
    // Whoever only sends a picture says enough.
    let is_silent = form.text("text").trim_matches(is_blank).is_empty();
    let text = match is_silent && !files.is_empty() {
        true => ctx.words.say("petitions-supplement-files-only"),
        false => form.required("text", CHARS_MAX),
    };
    let fits = typed::attachments(&mut form, &files);
    if !form.is_right() {
        return Ok(page(&ctx, &case, &form));
    }
    let (act, id) = (Act::of(&ctx), case.id.clone());
    let (subject, since, now) = (format!("supplement:{id}"), ctx.now.plus_seconds(-3600), ctx.now);
    let count = move |conn: &mut Conn| attempts::take_up_to(conn, &subject, since, SUPPLEMENTS_MAX, now);
    if !ctx.centre.db.write(count).await? {
        form.wrong("text", "petitions-wrong-many");
        typed::lose(&mut form, &files);
        let mut answer = page(&ctx, &case, &form);
        *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        return Ok(answer);
    }
    let written = text.clone();
    let kept = typed::put_files(&act, &id, case.confidential, fits).await?;
    let keep = move |conn: &mut Conn| {
        let Some(mut case) = store::find(conn, &id)? else { return Ok(false) };
        if !store::takes_more(conn, &case)? {
            return Ok(false);
        }
        typed::add_files(conn, &act, &kept, case.confidential)?;
        acts::supplement(conn, &act, &mut case, NoteKind::Supplement, &text).map(|_| true)
    };
    if !ctx.centre.db.write(keep).await? {
        return Ok(ended(&ctx, &case, &written));
    }
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&format!("{}#added", letters::path(&ctx.centre.keys, &case, ""))))
}
