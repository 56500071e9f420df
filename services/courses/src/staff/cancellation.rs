//! Calls a course off and tells everyone: a reason, and the next run if there is one (R06).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Lang;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use maud::html;

use super::frame::{self, address};
use crate::model::Course;
use crate::planning::{Act, course as planning};
use crate::store;
use crate::store::plan::{Named, Seats};
use crate::words::either;

/// `GET /office/courses/{id}/cancellation`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let (seats, runs) = read(&ctx, &course).await?;
    let mut form = Form::default();
    if seats.confirmed < course.minimum {
        for (field, lang) in [("reason", Lang::ZhHant), ("reason_en", Lang::En)] {
            form.set(field, ctx.words.in_lang(lang).say("edit-cancel-reason-short"));
        }
    }
    Ok(page(&ctx, StatusCode::OK, &course, &seats, &runs, &form))
}

async fn read(ctx: &Ctx, course: &Course) -> Result<(Seats, Vec<Named>), Fault> {
    let (asked, now) = (course.clone(), ctx.now);
    let read = move |conn: &mut foundation::db::Conn| {
        let seats = store::plan::find_seats(conn, &asked.id, now)?;
        Ok((seats, store::plan::list_next_runs(conn, &asked, now)?))
    };
    Ok(ctx.centre.db.read(read).await?)
}

fn page(
    ctx: &Ctx,
    status: StatusCode,
    course: &Course,
    seats: &Seats,
    runs: &[Named],
    form: &Form,
) -> Response {
    let words = &ctx.words;
    let offered = runs
        .iter()
        .map(|r| choice(&r.id, format!("{} {}", words.date_time_short(r.starts_at.taipei()), r.title)));
    let offered: Vec<_> =
        std::iter::once(choice("", words.say("edit-cancel-no-next"))).chain(offered).collect();
    let persons = seats.confirmed + seats.offered + seats.waiting + seats.pending;
    let content = html! {
        h2 { (words.say("edit-cancel-course")) }
        (parts::warning_text(words, &words.say_with("edit-cancel-warning", &[("count", persons.into())])))
        (parts::form(words.path(&address(course, "cancellation")), html! {
            (parts::textarea(words, "reason", words.say("edit-cancel-reason")).hint(words.say("edit-cancel-reason-hint")).rows(3).value(form.text("reason")).error(form.said_of(words, "reason")))
            (parts::textarea(words, "reason_en", words.say("edit-cancel-reason-en")).hint(words.say("edit-cancel-reason-en-hint")).rows(3).value(form.text("reason_en")).error(form.said_of(words, "reason_en")).optional())
            @if !runs.is_empty() {
                (parts::select(words, "next", words.say("edit-cancel-next"), offered).value(form.text("next")).error(form.said_of(words, "next")))
            }
            div.actions {
                (parts::warning_button(words.say("edit-cancel-tell-all")))
                a href=(words.path(&address(course, ""))) { (words.say("edit-back")) }
            }
        }).id("cancellation"))
    };
    frame::page(ctx, status, course, "", Some(form), content)
}

/// What is offered instead, as whoever reads this language is told.
fn next_run(ctx: &Ctx, lang: Lang, run: &Named) -> String {
    let words = ctx.words.in_lang(lang);
    let args = [
        ("title", either(&words, &run.title, &run.title_en).into()),
        ("when", words.date_time(run.starts_at.taipei()).into()),
        (
            "address",
            format!("{}{}", ctx.centre.base_url, words.path(&format!("/courses/{}", run.slug))).into(),
        ),
    ];
    words.say_with("edit-cancel-next-line", &args)
}

/// `POST /office/courses/{id}/cancellation`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let (seats, runs) = read(&ctx, &course).await?;
    let (reason, reason_en) = (form.required("reason", 500), form.optional("reason_en", 500));
    let next = runs.iter().find(|r| r.id == form.text("next"));
    if next.is_none() && !form.text("next").is_empty() {
        form.wrong("next", "form-choose");
    }
    if !form.is_right() {
        return Ok(page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &course, &seats, &runs, &form));
    }
    let said = |lang| next.map(|run| next_run(&ctx, lang, run)).unwrap_or_default();
    let why = planning::Why { reason, reason_en, next_run: said(Lang::ZhHant), next_run_en: said(Lang::En) };
    let act = Act::of(&ctx);
    let (inner, course_id) = (act.clone(), course.id.clone());
    match ctx.centre.db.write(move |conn| planning::cancel(conn, &inner, &course_id, &why)).await? {
        Ok(_) => {
            act.settle(&course.id).await;
            Ok(ctx.go(&address(&course, "?done=cancelled")))
        }
        Err(refused) => {
            let said = frame::refusal(&ctx.words, &refused);
            Ok(frame::page(&ctx, frame::refusal_status(&refused), &course, "", None, said))
        }
    }
}
