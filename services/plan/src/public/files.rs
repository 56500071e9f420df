//! The published plan as a file: PDF, ODT, ODS, XLSX, CSV.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::files::coded_name;
use foundation::sheet::Kind;
use foundation::staff::TOPIC;
use foundation::web::Ctx;

use super::find;
use crate::document::{self, PaperKind};
use crate::import;
use crate::model::span_of;

/// `GET /plan/{slug}/plan.{kind}`
///
/// # Errors
/// [`Fault::NotFound`] for another kind or years that are not published.
pub async fn get(ctx: Ctx, Path((slug, file)): Path<(String, String)>) -> Result<Response, Fault> {
    span_of(&slug).ok_or(Fault::NotFound)?;
    let code = file.strip_prefix("plan.").ok_or(Fault::NotFound)?.to_owned();
    let (stamp, asked) = (ctx.stamp(&["plan", TOPIC]), slug.clone());
    let shown = ctx.centre.db.read(move |conn| find(conn, Some(&asked), 0, None)).await?;
    let shown = shown.ok_or(Fault::NotFound)?;
    let (kind, bytes) = if let Some(kind) = PaperKind::from_code(&code) {
        let paper = document::draw(&ctx, &shown.plan, &shown.version, shown.lines, &shown.windows);
        let printed = tokio::task::spawn_blocking(move || kind.print(&paper)).await;
        (kind.content_type(), printed.ok().and_then(Result::ok).ok_or(Fault::Internal)?)
    } else {
        let kind = Kind::from_code(&code).ok_or(Fault::NotFound)?;
        // Names of accounts stay inside: a table for everybody does not say them.
        let rows: Vec<_> =
            shown.lines.into_iter().map(|line| (line.text, String::new(), String::new())).collect();
        let made = import::export(kind, &shown.plan, &rows, &ctx.words);
        (kind.content_type(), made.map_err(|_| Fault::Internal)?)
    };
    Ok(ctx.keep(stamp, self::file(kind, bytes)))
}

/// A file of a kind; it is called as its address ends.
pub(crate) fn file(kind: &str, bytes: impl Into<Body>) -> Response {
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    ([(header::CONTENT_TYPE, kind)], bytes.into()).into_response()
}

/// Whether a sign may stand in a name between quotes.
fn is_plain(sign: char) -> bool {
    sign.is_ascii_graphic() && !matches!(sign, '"' | '\\') || sign == ' '
}

/// A file to be kept by who asked for it.
pub(crate) fn attachment(kind: &str, name: &str, bytes: impl Into<Body>) -> Response {
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut disposition = format!("attachment; filename=\"{plain}\"");
    if plain != name {
        disposition = format!("{disposition}; filename*=UTF-8''{}", coded_name(name));
    }
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let mut response = file(kind, bytes);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    response
}
