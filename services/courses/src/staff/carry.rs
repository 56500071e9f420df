//! Staff carry a waiting list to the next run: `/office/courses/{id}/carry` (R23).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::course_fields::moment;
use super::frame::{self, address};
use crate::carry;
use crate::model::Course;
use crate::planning::{Act, Refused};
use crate::store;

/// `GET /office/courses/{id}/carry`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let mut form = Form::default();
    form.set("until_at", ctx.now.plus_seconds(7 * 24 * 3600).field());
    show(&ctx, &course, StatusCode::OK, &form).await
}

async fn show(ctx: &Ctx, course: &Course, status: StatusCode, form: &Form) -> Result<Response, Fault> {
    let (asked, now) = (course.clone(), ctx.now);
    let read = move |conn: &mut Conn| {
        Ok((store::plan::list_next_runs(conn, &asked, now)?, store::carry::count(conn, &asked.id)?))
    };
    let (runs, (parties, yes, no)) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let choices = runs.iter().map(|run| {
        choice(run.id.as_str(), format!("{} {}", words.date_time_short(run.starts_at.taipei()), run.title))
    });
    let content: Markup = html! {
        p.lead { (words.say("carry-lead")) }
        @if parties > 0 {
            p { (words.say_with("carry-count", &[("parties", parties.into()), ("yes", yes.into()), ("no", no.into())])) }
        }
        @if runs.is_empty() { p { (words.say("carry-no-run")) } } @else {
            (parts::form(words.path(&address(course, "carry")), html! {
                (parts::select(words, "to", words.say("carry-to"), choices.collect()).value(form.text("to")).error(form.said_of(words, "to")))
                (parts::datetime_local(words, "until_at", words.say("carry-until")).value(form.text("until_at")).error(form.said_of(words, "until_at")))
                div.actions { (parts::button(words.say("carry-ask"))) }
            }).id("carry"))
        }
    };
    Ok(frame::page(ctx, status, course, "carry", Some(form), content))
}

/// `POST /office/courses/{id}/carry`: everybody in line is asked.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let to = form.required("to", 64);
    let until_at = moment(&mut form, "until_at");
    if until_at.is_some_and(|at| at <= ctx.now) {
        form.wrong("until_at", "carry-until-past");
    }
    let (Some(until_at), true) = (until_at, form.is_right()) else {
        return show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, &form).await;
    };
    let (act, from_id) = (Act::of(&ctx), course.id.clone());
    let write = move |conn: &mut Conn| carry::ask(conn, &act, &from_id, &to, until_at);
    match ctx.centre.db.write(write).await? {
        Ok(_) => {
            ctx.centre.work_waits.notify_one();
            Ok(ctx.go(&address(&course, "carry?done=carried")))
        }
        Err(refused) => {
            let key = if let Refused::No(key, _) = refused { key } else { "edit-gone" };
            form.wrong("to", key);
            show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, &form).await
        }
    }
}
