//! Imports courses from a table: the file, then what became of each row.

#![allow(
    clippy::needless_pass_by_value,
    reason = "markup written in place is handed over, so that pages read without ampersands"
)]

use axum::extract::Path;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::pages;
use foundation::parts::{self, Tone, column, crumb};
use foundation::sheet::{self, Kind};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::courses::file;
use crate::import::{self, REQUIRED, Report};
use crate::rights::{SECTIONS, works_on};

/// What may be sent: the largest file, and the form around it.
pub const BODY_BYTES_MAX: usize = sheet::BYTES_MAX + 64 * 1024;

/// `GET /office/courses/import`
///
/// # Errors
/// When nobody is signed in.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    Ok(page(&ctx, StatusCode::OK, None, html! {}))
}

fn page(ctx: &Ctx, status: StatusCode, wrong: Option<String>, report: Markup) -> Response {
    let words = &ctx.words;
    let title = words.say("import-title");
    let mistakes: Vec<(String, String)> =
        wrong.iter().map(|said| ("file".to_owned(), said.clone())).collect();
    let shell = parts::Shell {
        here: vec![crumb(words.path("/office/courses"), words.say("edit-courses-title"))],
        has_errors: wrong.is_some(),
        ..pages::office_shell(ctx, title.clone())
    };
    let content = html! {
        h1 { (title) }
        (parts::error_summary(words, &mistakes))
        (report)
        p.lead { (words.say("import-lead")) }
        p {
            (words.say("import-template")) " "
            @for kind in Kind::ALL { a href=(words.path(&format!("/office/courses/import/template/{}", kind.code()))) { (kind.code().to_uppercase()) } " " }
        }
        (parts::form(words.path("/office/courses/import"), html! {
            (parts::file(words, "file", words.say("import-file")).hint(words.say("import-file-hint")).attribute("accept", ".ods,.xlsx,.csv").error(wrong))
            div.actions { (parts::button(words.say("import-button"))) }
        }).files().id("import"))
        (parts::details(&words.say("import-columns"), html! {
            dl.facts {
                @for name in import::columns() {
                    dt { code { (name) } @if REQUIRED.contains(&name.as_str()) { " *" } }
                    dd { (words.say(&format!("edit-f-{name}"))) }
                }
            }
        }))
    };
    ctx.page(status, shell.page(content))
}

/// `GET /office/courses/import/template/{kind}`
///
/// # Errors
/// [`Fault::NotFound`] for an unknown kind.
pub async fn template(ctx: Ctx, Path(kind): Path<String>) -> Result<Response, Fault> {
    let kind = Kind::from_code(&kind).ok_or(Fault::NotFound)?;
    file("courses-template", kind, import::template(kind, ctx.now))
}

/// `POST /office/courses/import`
///
/// # Errors
/// When nobody is signed in.
pub async fn post(ctx: Ctx, body: Multipart) -> Result<Response, Fault> {
    let words = ctx.words.clone();
    let refused = |said: String| Ok(page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, Some(said), html! {}));
    let (name, bytes) = match uploaded(body).await {
        Ok(Some((name, bytes))) if !name.is_empty() => (name, bytes),
        Ok(_) => return refused(words.say("import-no-file")),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let max = i64::try_from(sheet::BYTES_MAX / 1024 / 1024).unwrap_or_default();
            return refused(words.say_with("sheet-too-large", &[("max", max.into())]));
        }
        Err(_) => return refused(words.say("import-broken-off")),
    };
    let staff = ctx.staff()?;
    let section =
        SECTIONS.iter().find(|s| **s == staff.section).or(SECTIONS.first()).copied().unwrap_or_default();
    let only = !SECTIONS.iter().all(|s| works_on(staff, s));
    match import::run(&ctx.centre, ctx.actor(), words.clone(), (&name, bytes), section, only).await {
        Ok(report) => {
            let status = if report.imported { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok(page(&ctx, status, None, table(&ctx, &report)))
        }
        Err(import::ImportError::Store(error)) => Err(error.into()),
        Err(error) => refused(error.say(&words)),
    }
}

/// The file of the form: its name and content.
async fn uploaded(mut body: Multipart) -> Result<Option<(String, Vec<u8>)>, MultipartError> {
    while let Some(field) = body.next_field().await? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            return Ok(Some((name, field.bytes().await?.to_vec())));
        }
    }
    Ok(None)
}

fn table(ctx: &Ctx, report: &Report) -> Markup {
    let words = &ctx.words;
    let wrong = report.lines.iter().filter(|line| !line.wrong.is_empty()).count();
    let columns = vec![
        column(words.say("import-line")),
        column(words.say("board-course")),
        column(words.say("import-outcome")),
    ];
    let rows = report.lines.iter().map(|line| {
        vec![
            html! { (line.number) },
            match &line.id {
                Some(id) => html! { a href=(words.path(&format!("/office/courses/{id}"))) { (line.title) } },
                None => html! { (line.title) },
            },
            html! {
                @if line.wrong.is_empty() {
                    (words.say(if report.imported { "import-made" } else { "import-right" }))
                } @else {
                    ul { @for said in &line.wrong { li { (said) } } }
                }
            },
        ]
    });
    html! {
        @if report.imported {
            (parts::notice(Tone::Good, "", html! { p { (words.say_with("import-done", &[("count", report.lines.len().into())])) } }))
        } @else {
            (parts::notice(Tone::Bad, "", html! { p { (words.say_with("import-not-done", &[("count", wrong.into())])) } }))
        }
        (parts::table(words, words.say("import-report"), columns, rows.collect()))
    }
}
