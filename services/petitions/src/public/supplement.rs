//! `/opinions/{reference}/supplement`: the petitioner adds something.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone};
use foundation::upload::Upload;
use foundation::web::Ctx;
use foundation::{attempts, pages};
use maud::{Markup, html};
use office::digits::is_blank;

use super::case::open;
use crate::model::{Case, NoteKind};
use crate::store::{self, Act};
use crate::typed;
use crate::work::{acts, letters, passed};

/// Longest text.
const CHARS_MAX: usize = 5_000;
/// Supplements to one case within an hour.
const SUPPLEMENTS_MAX: i64 = 10;

/// The form.
///
/// # Errors
/// As for the case itself.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let found = find(&ctx, &reference).await?;
    Ok(if found.takes_more {
        page(&ctx, &found, &Form::default())
    } else {
        ended(&ctx, &found.case, "", false)
    })
}

/// A case that somebody wants to add to.
struct Found {
    case: Case,
    takes_more: bool,
    /// Whether reports about the director are passed on.
    can_pass_on: bool,
}

async fn find(ctx: &Ctx, reference: &str) -> Result<Found, Fault> {
    let case = open(ctx, reference).await?;
    let centre = ctx.centre.clone();
    let look = move |conn: &mut Conn| {
        let takes_more = store::takes_more(conn, &case)?;
        Ok(Found { takes_more, can_pass_on: passed::shelter(conn, &centre)?.is_some(), case: case.clone() })
    };
    Ok(ctx.centre.db.read(look).await?)
}

/// Nothing more is taken: what was written is shown, so that it can be sent as a new petition; that files are to be
/// chosen for it again is said.
fn ended(ctx: &Ctx, case: &Case, text: &str, had_files: bool) -> Response {
    let words = &ctx.words;
    let title = words.say("petitions-ended-title");
    let back = words.path(&letters::path(&ctx.centre.keys, case, ""));
    let here = vec![parts::crumb(back.clone(), case.number())];
    let shell = parts::Shell { here, updated_on: None, ..pages::shell(ctx, title.as_str()) };
    let content = html! {
        h1 { (title) }
        p { (words.say("petitions-ended-text")) }
        @if had_files { (parts::warning_text(words, &words.say("petitions-ended-files"))) }
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

/// What concerns the director is told by its own form, or, where that cannot be, to somebody else.
fn apart(ctx: &Ctx, can_pass_on: bool) -> Markup {
    let words = &ctx.words;
    if !can_pass_on {
        let text = words.say_with("petitions-no-shelter-text", &typed::telephone(&ctx.centre));
        return parts::notice(Tone::Plain, &words.say("petitions-no-shelter"), html! { p { (text) } });
    }
    parts::notice(
        Tone::Plain,
        &words.say("petitions-no-shelter"),
        html! {
            p { (words.say("petitions-supplement-director")) }
            p { a href=(words.path("/opinions")) { (words.say("petitions-supplement-director-link")) } }
        },
    )
}

fn page(ctx: &Ctx, found: &Found, form: &Form) -> Response {
    let (words, case) = (&ctx.words, &found.case);
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
        @if case.nature.is_confidential() { (apart(ctx, found.can_pass_on)) }
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
    let found = find(&ctx, &reference).await?;
    let written = form.text("text").trim_matches(is_blank).to_owned();
    // Nothing is wrong yet but what broke off on its way.
    let had_files = !files.is_empty() || !form.is_right();
    if !found.takes_more {
        return Ok(ended(&ctx, &found.case, &written, had_files));
    }
    // Whoever only sends a picture says enough.
    let text = match written.is_empty() && !files.is_empty() {
        true => ctx.words.say("petitions-supplement-files-only"),
        false => form.required("text", CHARS_MAX),
    };
    let fits = typed::attachments(&mut form, &files);
    if !form.is_right() {
        return Ok(page(&ctx, &found, &form));
    }
    let case = &found.case;
    let (act, id) = (Act::of(&ctx), case.id.clone());
    let (subject, since, now) = (format!("supplement:{id}"), ctx.now.plus_seconds(-3600), ctx.now);
    let count = move |conn: &mut Conn| attempts::take_up_to(conn, &subject, since, SUPPLEMENTS_MAX, now);
    if !ctx.centre.db.write(count).await? {
        form.wrong("text", "petitions-wrong-many");
        typed::lose(&mut form, &files);
        let mut answer = page(&ctx, &found, &form);
        *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        return Ok(answer);
    }
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
        return Ok(ended(&ctx, case, &written, had_files));
    }
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&format!("{}#added", letters::path(&ctx.centre.keys, case, ""))))
}
