//! What is entered about an action: documents and their versions, tasks and their proofs.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::cache;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Shell, crumb};
use foundation::trail::Entry;
use foundation::upload::Upload;
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::act::Doing;
use super::{leaf, leaf_forms};
use crate::fields::{day, required_day};
use crate::kept::{self, checked};
use crate::model::Leaf;
use crate::model::progress::{Cadence, Document, Proof, Task};
use crate::picture::Picture;
use crate::rights::works_on;
use crate::rules::cadence::{Turn, turns};
use crate::store;
use crate::words;

const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The action, for whoever works on it.
pub(super) async fn mine(ctx: &Ctx, id: &str) -> Result<(Picture, Leaf), Fault> {
    let (picture, leaf) = leaf::find(ctx, id).await?;
    if works_on(ctx.staff()?, &leaf.text) { Ok((picture, leaf)) } else { Err(Fault::NotFound) }
}

pub(super) async fn write(
    ctx: &Ctx,
    body: impl Fn(&mut Conn, &Doing) -> DbResult<bool> + Send + 'static,
) -> Result<bool, Fault> {
    let doing = Doing::of(ctx)?;
    let done = ctx
        .centre
        .db
        .write(move |conn| {
            let done = body(conn, &doing)?;
            cache::touch(conn, &["plan"])?;
            Ok(done)
        })
        .await?;
    ctx.centre.cache.bump(&["plan"]);
    Ok(done)
}

/// A document as typed.
fn read_document(form: &mut Form, has_file: bool) -> Document {
    let title = form.required("title", 200);
    let effective_on = required_day(form, "effective_on");
    let expires_on = day(form, "expires_on");
    let effective_on = effective_on.unwrap_or(Date::MIN);
    if expires_on.is_some_and(|last| last < effective_on) {
        form.wrong("expires_on", "plan-wrong-dates");
    }
    let (url, note) = read_place(form, has_file);
    Document {
        id: String::new(),
        leaf_id: String::new(),
        number: 1,
        title,
        effective_on,
        expires_on,
        url,
        file_id: None,
        note,
        added_at: office::Instant::MIN,
        added_by: String::new(),
        replaced_by: None,
    }
}

fn read_place(form: &mut Form, has_file: bool) -> (String, String) {
    let url = form.optional("url", 500);
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        form.wrong("url", "plan-wrong-url");
    }
    if url.is_empty() && !has_file && form.mistakes().iter().all(|m| m.field != "file") {
        form.wrong("file", "plan-wrong-no-place");
    }
    (url, form.optional("note", 500))
}

/// `POST /office/plan/leaves/{id}/documents`
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it.
pub async fn document(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response, Fault> {
    mine(&ctx, &id).await?;
    let (mut form, file) = checked(&ctx, upload);
    let new = read_document(&mut form, file.is_some());
    if !form.is_right() {
        form.set("form", "document");
        return leaf::show(&ctx, &id, &form, WRONG).await;
    }
    add_document(&ctx, &id, new, file, None).await?;
    Ok(ctx.go(&format!("/office/plan/leaves/{id}")))
}

async fn add_document(
    ctx: &Ctx,
    leaf_id: &str,
    new: Document,
    file: Option<foundation::upload::Given>,
    replaces: Option<Document>,
) -> Result<bool, Fault> {
    let id = ctx.centre.chance.id(ctx.now).into_string();
    let kept = match file {
        Some(given) => Some(kept::keep(ctx, given, "plan_document", &id).await?),
        None => None,
    };
    let new = Document {
        id,
        leaf_id: leaf_id.to_owned(),
        number: replaces.as_ref().map_or(1, |d| d.number + 1),
        file_id: kept.as_ref().map(|k| k.id.clone()),
        added_at: ctx.now,
        added_by: ctx.staff()?.id.clone(),
        ..new
    };
    write(ctx, move |conn, doing| {
        if !store::document::add(conn, &new, replaces.as_ref().map(|d| d.id.as_str()))? {
            return Ok(false);
        }
        if let Some(kept) = &kept {
            files::add(conn, kept)?;
        }
        let entry = Entry { after: Some(new.title.clone()), ..Entry::new("plan_document", &new.id, "added") };
        doing.note(conn, entry)?;
        Ok(true)
    })
    .await
}

async fn find_document(ctx: &Ctx, id: &str) -> Result<Document, Fault> {
    let id = id.to_owned();
    let found = ctx.centre.db.read(move |conn| store::document::find(conn, &id)).await?;
    let document = found.ok_or(Fault::NotFound)?;
    mine(ctx, &document.leaf_id).await?;
    Ok(document)
}

fn next_page(ctx: &Ctx, document: &Document, form: &Form, status: StatusCode) -> Response {
    let words = &ctx.words;
    let heading = words.say_with("plan-document-next-of", &[("title", (&document.title).into())]);
    let here = vec![crumb(
        words.path(&format!("/office/plan/leaves/{}", document.leaf_id)),
        words.say("plan-f-action"),
    )];
    let content = html! {
        (parts::form(words.path(&format!("/office/plan/documents/{}/next", document.id)), html! {
            (leaf_forms::document_fields(ctx, form))
            div.actions { (parts::button(words.say("plan-document-save"))) }
        }).files().id("document"))
    };
    page(ctx, &heading, here, form, status, &content)
}

pub(super) fn page(
    ctx: &Ctx,
    heading: &str,
    here: Vec<parts::Crumb>,
    form: &Form,
    status: StatusCode,
    content: &Markup,
) -> Response {
    let shell = Shell { here, has_errors: !form.is_right(), ..pages::office_shell(ctx, heading) };
    let content =
        html! { h1 { (heading) } (parts::error_summary(&ctx.words, &form.said(&ctx.words))) (content) };
    ctx.page(status, shell.page(content))
}

/// `GET /office/plan/documents/{id}/next`: a newer version of a document.
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it.
pub async fn next(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let document = find_document(&ctx, &id).await?;
    let mut form = Form::default();
    form.set("title", document.title.clone());
    Ok(next_page(&ctx, &document, &form, StatusCode::OK))
}

/// `POST /office/plan/documents/{id}/next`
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it.
pub async fn add_next(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response, Fault> {
    let document = find_document(&ctx, &id).await?;
    let (mut form, file) = checked(&ctx, upload);
    let new = read_document(&mut form, file.is_some());
    if document.replaced_by.is_some() {
        form.wrong("title", "plan-wrong-replaced");
    }
    if !form.is_right() {
        return Ok(next_page(&ctx, &document, &form, WRONG));
    }
    let leaf_id = document.leaf_id.clone();
    if !add_document(&ctx, &leaf_id, new, file, Some(document.clone())).await? {
        form.wrong("title", "plan-wrong-replaced");
        return Ok(next_page(&ctx, &document, &form, WRONG));
    }
    Ok(ctx.go(&format!("/office/plan/leaves/{leaf_id}")))
}

/// `POST /office/plan/leaves/{id}/tasks`
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it.
pub async fn task(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (picture, leaf) = mine(&ctx, &id).await?;
    let title = form.required("task", 200);
    let cadence = form.choice("cadence", Cadence::from_code).unwrap_or(Cadence::Once);
    let grace_days = form.required_number("grace_days", 0, 60);
    let from = day(&mut form, "from").unwrap_or(leaf.text.starts_on);
    let to = day(&mut form, "to").unwrap_or(leaf.text.ends_on);
    if to < from {
        form.wrong("to", "plan-wrong-dates");
    }
    for (name, day) in [("from", from), ("to", to)] {
        if !picture.plan.covers(day.year()) {
            form.wrong(name, "plan-wrong-years");
        }
    }
    if !form.is_right() {
        return leaf::show(&ctx, &id, &form, WRONG).await;
    }
    let leaf_id = id.clone();
    write(&ctx, move |conn, doing| {
        let task = Task {
            id: doing.id(),
            leaf_id: leaf_id.clone(),
            title: title.clone(),
            cadence,
            grace_days,
            starts_on: from,
            ends_on: to,
            ended_on: None,
            obligation: String::new(),
            occasions: Vec::new(),
        };
        store::task::add(conn, std::slice::from_ref(&task))?;
        doing.note(
            conn,
            Entry { after: Some(task.title.clone()), ..Entry::new("plan_task", &task.id, "added") },
        )?;
        Ok(true)
    })
    .await?;
    Ok(ctx.go(&format!("/office/plan/leaves/{id}")))
}

pub(super) async fn find_task(ctx: &Ctx, id: &str) -> Result<(Task, Picture, Leaf), Fault> {
    let id = id.to_owned();
    let task = ctx.centre.db.read(move |conn| store::task::find(conn, &id)).await?;
    let task = task.filter(|task| !task.is_ended()).ok_or(Fault::NotFound)?;
    let (picture, leaf) = mine(ctx, &task.leaf_id).await?;
    Ok((task, picture, leaf))
}

/// `POST /office/plan/tasks/{id}/end`: it is asked no more.
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it.
pub async fn end(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (_, _, leaf) = find_task(&ctx, &id).await?;
    let today = ctx.now.date();
    write(&ctx, move |conn, doing| {
        store::task::drop_task(conn, &id, today)?;
        doing.note(conn, Entry::new("plan_task", &id, "ended"))?;
        Ok(true)
    })
    .await?;
    Ok(ctx.go(&format!("/office/plan/leaves/{}", leaf.id)))
}

async fn find_turn(ctx: &Ctx, id: &str, period: &str) -> Result<(Task, Leaf, Turn), Fault> {
    let (task, picture, leaf) = find_task(ctx, id).await?;
    let turn =
        turns(&task, &picture.calendar).into_iter().find(|t| t.code == period && t.from <= ctx.now.date());
    Ok((task, leaf, turn.ok_or(Fault::NotFound)?))
}

fn prove_page(ctx: &Ctx, task: &Task, leaf: &Leaf, turn: &Turn, form: &Form, status: StatusCode) -> Response {
    let words = &ctx.words;
    let heading = format!("{} · {}", task.title, words::turn(words, &turn.code));
    let here = vec![crumb(
        words.path(&format!("/office/plan/leaves/{}", leaf.id)),
        format!("{} {}", leaf.text.code, leaf.text.action),
    )];
    let done_on =
        if form.has("done_on") { form.text("done_on").to_owned() } else { ctx.now.date().to_string() };
    let content = html! {
        p.lead { (words.say_with("plan-prove-by", &[("day", words.date(turn.due_on).into())])) }
        (parts::form(words.path(&format!("/office/plan/tasks/{}/{}", task.id, turn.code)), html! {
            (parts::date(words, "done_on", words.say("plan-f-done_on")).value(done_on).error(form.said_of(words, "done_on")))
            (leaf_forms::place_fields(ctx, form))
            div.actions { (parts::button(words.say("plan-prove-save"))) }
        }).files().id("proof"))
    };
    page(ctx, &heading, here, form, status, &content)
}

/// `GET /office/plan/tasks/{id}/{period}`
///
/// # Errors
/// [`Fault::NotFound`] when there is no such turn, or this person does not work on it.
pub async fn prove(ctx: Ctx, Path((id, period)): Path<(String, String)>) -> Result<Response, Fault> {
    let (task, leaf, turn) = find_turn(&ctx, &id, &period).await?;
    Ok(prove_page(&ctx, &task, &leaf, &turn, &Form::default(), StatusCode::OK))
}

/// `POST /office/plan/tasks/{id}/{period}`
///
/// # Errors
/// [`Fault::NotFound`] when there is no such turn, or this person does not work on it.
pub async fn proven(
    ctx: Ctx,
    Path((id, period)): Path<(String, String)>,
    upload: Upload,
) -> Result<Response, Fault> {
    let (task, leaf, turn) = find_turn(&ctx, &id, &period).await?;
    let (mut form, file) = checked(&ctx, upload);
    let done_on = day(&mut form, "done_on").unwrap_or(ctx.now.date());
    if done_on > ctx.now.date() {
        form.wrong("done_on", "plan-wrong-future");
    } else if done_on < turn.from {
        form.wrong("done_on", "plan-wrong-before");
    }
    // A note alone is a proof as well: somebody signs that it was done.
    let has_note = !form.text("note").trim().is_empty();
    let (url, note) = read_place(&mut form, file.is_some() || has_note);
    if !form.is_right() {
        return Ok(prove_page(&ctx, &task, &leaf, &turn, &form, WRONG));
    }
    let kept = match file {
        Some(given) => Some(kept::keep(&ctx, given, "plan_task", &task.id).await?),
        None => None,
    };
    let note =
        if note.is_empty() { kept.as_ref().map_or_else(|| url.clone(), |k| k.name.clone()) } else { note };
    let proof = Proof {
        task_id: task.id.clone(),
        period,
        done_on,
        note,
        url,
        file_id: kept.as_ref().map(|k| k.id.clone()),
        proven_by: ctx.staff()?.id.clone(),
        proven_at: ctx.now,
    };
    let is_first = write(&ctx, move |conn, doing| {
        if !store::task::prove(conn, &proof)? {
            return Ok(false);
        }
        if let Some(kept) = &kept {
            files::add(conn, kept)?;
        }
        let after = Some(proof.period.clone());
        doing.note(conn, Entry { after, ..Entry::new("plan_task", &proof.task_id, "proven") })?;
        Ok(true)
    })
    .await?;
    if !is_first {
        // The task was ended or the occasion taken back meanwhile: there is nothing to prove.
        find_turn(&ctx, &id, &turn.code).await?;
        form.wrong("note", "plan-wrong-proven");
        return Ok(prove_page(&ctx, &task, &leaf, &turn, &form, WRONG));
    }
    Ok(ctx.go(&format!("/office/plan/leaves/{}", leaf.id)))
}

/// `GET /office/plan/files/{id}`
///
/// # Errors
/// [`Fault::NotFound`] when it is none of ours.
pub async fn file(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let kept = ctx.centre.db.read(move |conn| kept::find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    kept::give(&ctx, kept).await
}
