//! Files that prove something: which kinds are taken, how they are kept and given back.

use axum::response::Response;
use bytes::Bytes;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::{self, Kept};
use foundation::forgetting::{self, UNUSED_SECONDS};
use foundation::form::Form;
use foundation::upload::{Broken, Given, Upload};
use foundation::web::Ctx;

use crate::public::files::attachment;

/// The largest file, in megabytes, as a centre sets it.
pub const MB_MAX: &str = "plan.file_mb";
/// No centre may set more: what one request may carry.
pub const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The media type of a name, for the kinds that are taken.
fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "pdf" => "application/pdf",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odp" => "application/vnd.oasis.opendocument.presentation",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// The file of a form, checked; what is wrong is noted in the form.
pub fn checked(ctx: &Ctx, upload: Upload) -> (Form, Option<Given>) {
    let mut form = upload.form;
    let file = upload.files.into_iter().next();
    let max = ctx.centre.number(MB_MAX).clamp(1, 60);
    let too_large = |given: &Given| i64::try_from(given.bytes.len()).unwrap_or(i64::MAX) > max * 1024 * 1024;
    match (upload.broken, &file) {
        (Some(Broken::Off), _) => form.wrong("file", "plan-import-broken-off"),
        (Some(Broken::TooLarge), _) => form.wrong_with("file", "sheet-too-large", vec![("max", max.into())]),
        (None, Some(given)) if too_large(given) => {
            form.wrong_with("file", "sheet-too-large", vec![("max", max.into())]);
        }
        (None, Some(given)) if given.bytes.is_empty() => form.wrong("file", "plan-wrong-file-empty"),
        (None, Some(given)) if media_type(&given.name).is_none() => {
            form.wrong("file", "plan-wrong-file-kind");
        }
        _ => {}
    }
    (form, file)
}

/// Keeps the bytes of a file, before the row that names it is written. Where none comes, however that ended, they are
/// forgotten an hour later.
///
/// # Errors
/// [`Fault::Unavailable`] when the files cannot be reached.
pub async fn keep(ctx: &Ctx, given: Given, matter: &str, matter_id: &str) -> Result<Kept, Fault> {
    let id = ctx.centre.chance.id(ctx.now).into_string();
    let kept = Kept {
        id: id.clone(),
        kind: media_type(&given.name).unwrap_or("application/octet-stream").to_owned(),
        name: given.name.chars().filter(|c| !c.is_control()).take(120).collect(),
        size_bytes: i64::try_from(given.bytes.len()).unwrap_or(i64::MAX),
        sha256: files::sha256(&given.bytes),
        matter: matter.to_owned(),
        matter_id: matter_id.to_owned(),
        created_at: ctx.now,
        created_by: ctx.staff()?.id.clone(),
    };
    let (named, of) = ([id.clone()], matter_id.to_owned());
    let due_at = ctx.centre.clock.now().plus_seconds(UNUSED_SECONDS);
    ctx.centre.db.write(move |conn| forgetting::later(conn, &of, &named, due_at)).await?;
    ctx.centre.files.put(&id, Bytes::from(given.bytes)).await.map_err(|error| {
        tracing::error!(%error, "a file could not be kept");
        Fault::Unavailable
    })?;
    Ok(kept)
}

/// A kept file of this service, if it is one and was not taken back.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Kept>> {
    Ok(files::find(conn, id)?.filter(|kept| kept.matter.starts_with("plan_")))
}

/// A kept file as an answer: always to be saved, never run.
///
/// # Errors
/// [`Fault::NotFound`] when its bytes are not there.
pub async fn give(ctx: &Ctx, kept: Kept) -> Result<Response, Fault> {
    let bytes =
        ctx.centre.files.get(&kept.id).await.map_err(|_| Fault::Unavailable)?.ok_or(Fault::NotFound)?;
    Ok(attachment(&kept.kind, &kept.name, bytes.to_vec()))
}
