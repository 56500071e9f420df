//! A plan from a table: the file, then what became of each row.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Tone, Width, column, crumb};
use foundation::sheet::{self, Kind};
use foundation::upload::{Broken, Upload};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::roc_date;

use super::leaf_form::before_writing;
use crate::fields::{REQUIRED, columns};
use crate::import::{self, ImportError, Report, Wanted};
use crate::model::year_of;
use crate::public::files::attachment;

/// `GET /office/plan/import`
///
/// # Errors
/// When nobody is signed in.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let mut form = Form::default();
    form.set("year", roc_date::roc_year(ctx.now.date().year()).to_string());
    form.set("years", "1");
    Ok(page(&ctx, StatusCode::OK, &form, &before_writing(&ctx)?))
}

fn page(ctx: &Ctx, status: StatusCode, form: &Form, report: &Markup) -> Response {
    let words = &ctx.words;
    let title = words.say("plan-import-title");
    let shell = parts::Shell {
        here: vec![crumb(words.path("/office/plan/plans"), words.say("plan-office-title"))],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, title.clone())
    };
    let content = html! {
        h1 { (title) }
        (parts::error_summary(words, &form.said(words)))
        (report)
        p.lead { (words.say("plan-import-lead")) }
        p.links {
            (words.say("plan-import-template"))
            @for kind in Kind::ALL { a href=(words.path(&format!("/office/plan/import/template/{}", kind.code()))) { (kind.code().to_uppercase()) } }
        }
        (parts::form(words.path("/office/plan/import"), html! {
            div.fields {
                (parts::number(words, "year", words.say("plan-f-year")).hint(words.say("plan-f-year-hint")).value(form.text("year")).error(form.said_of(words, "year")))
                (parts::number(words, "years", words.say("plan-f-years-count")).hint(words.say("plan-f-years-hint")).value(form.text("years")).error(form.said_of(words, "years")))
            }
            (parts::text(words, "title", words.say("plan-f-title")).hint(words.say("plan-f-title-hint")).value(form.text("title")).optional().width(Width::Full).error(form.said_of(words, "title")))
            (parts::file(words, "file", words.say("plan-import-file")).hint(words.say("plan-import-file-hint")).attribute("accept", ".ods,.xlsx,.csv").error(form.said_of(words, "file")))
            div.actions { (parts::button(words.say("plan-import-button"))) }
        }).files().id("import"))
        (parts::details(&words.say("plan-import-columns"), html! {
            dl.facts {
                @for name in columns((ctx.now.date().year(), 1)) {
                    dt { code { (name) } @if REQUIRED.contains(&name.as_str()) { " *" } }
                    dd { (words.say(&format!("plan-f-{name}"))) }
                }
                dt { @for name in ["target", "milestone"] { code { (name) "-" (ctx.now.date().year()) } " " } "…" } dd { (words.say("plan-import-of-years")) }
            }
        }))
    };
    ctx.page(status, shell.page(content))
}

/// `GET /office/plan/import/template/{kind}`
///
/// # Errors
/// [`Fault::NotFound`] for an unknown kind.
pub async fn template(ctx: Ctx, Path(kind): Path<String>) -> Result<Response, Fault> {
    let kind = Kind::from_code(&kind).ok_or(Fault::NotFound)?;
    let bytes = import::template(kind, (ctx.now.date().year(), 1)).map_err(|_| Fault::Internal)?;
    Ok(attachment(kind.content_type(), &format!("plan-template.{}", kind.code()), bytes))
}

/// A year as typed, 民國 or AD.
pub(super) fn year(form: &mut Form, name: &str) -> i16 {
    let year = year_of(form.required_number(name, 1, 9000));
    if year.is_none() {
        form.wrong(name.to_owned(), "plan-wrong-year");
    }
    year.unwrap_or_default()
}

/// `POST /office/plan/import`
///
/// # Errors
/// When nobody is signed in.
pub async fn post(ctx: Ctx, upload: Upload) -> Result<Response, Fault> {
    let words = ctx.words.clone();
    let mut form = upload.form;
    let refused = |form: &Form| Ok(page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, &html! {}));
    if let Some(broken) = upload.broken {
        let max = i64::try_from(sheet::BYTES_MAX / 1024 / 1024).unwrap_or_default();
        match broken {
            Broken::TooLarge => form.wrong_with("file", "sheet-too-large", vec![("max", max.into())]),
            Broken::Off => form.wrong("file", "plan-import-broken-off"),
        }
        return refused(&form);
    }
    let from = year(&mut form, "year");
    let years = i16::try_from(form.number("years", 1, 12).unwrap_or(1)).unwrap_or(1);
    let title = form.optional("title", 200);
    let file = upload.files.into_iter().next();
    if file.is_none() {
        form.wrong("file", "plan-import-no-file");
    }
    let Some(file) = file.filter(|_| form.is_right()) else { return refused(&form) };
    let wanted = Wanted { span: (from, years), title };
    let read = (file.name.as_str(), file.bytes);
    match import::run(&ctx.centre, ctx.actor(), words.clone(), read, wanted).await {
        Ok(report) => {
            let status =
                if report.plan_id.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok(page(&ctx, status, &form, &table(&ctx, &report)))
        }
        Err(ImportError::Store(error)) => Err(error.into()),
        Err(error) => {
            let args = vec![("said", error.say(&words).into())];
            form.wrong_with("file", "plan-import-refused", args);
            refused(&form)
        }
    }
}

fn table(ctx: &Ctx, report: &Report) -> Markup {
    let words = &ctx.words;
    let wrong = report.lines.iter().filter(|line| !line.wrong.is_empty()).count();
    let columns = vec![
        column(words.say("plan-import-line")),
        column(words.say("plan-f-action")),
        column(words.say("plan-import-outcome")),
    ];
    let rows = report.lines.iter().map(|line| {
        vec![
            html! { (line.number) },
            html! { (line.said) },
            html! {
                @if line.wrong.is_empty() {
                    (words.say(line.outcome.key()))
                    @let changed: Vec<String> = line.changed.iter().map(|key| words.say(key)).collect();
                    @if !changed.is_empty() { " " span.hint { (words.list(changed)) } }
                }
                @else { ul { @for said in &line.wrong { li { (said) } } } }
            },
        ]
    });
    html! {
        @match &report.plan_id {
            Some(id) => (parts::notice(Tone::Good, "", html! {
                p { (words.say_with("plan-import-done", &[("count", report.lines.len().into())])) }
                p { a href=(words.path(&format!("/office/plan/plans/{id}"))) { (words.say("plan-import-open")) } }
            })),
            None => (parts::notice(Tone::Bad, "", html! { p { (words.say_with("plan-import-not-done", &[("count", wrong.into())])) } })),
        }
        @if !report.taken_out.is_empty() {
            p { (words.say("plan-import-taken-out")) }
            ul { @for said in &report.taken_out { li { (said) } } }
        }
        (parts::table(words, words.say("plan-import-report"), columns, rows.collect()))
    }
}
