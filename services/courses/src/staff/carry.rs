//! Staff carry a waiting list to the next run: `/office/courses/{id}/carry` (R23).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, choice, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::course_fields::moment;
use super::frame::{self, address};
use crate::carry;
use crate::model::Course;
use crate::planning::{Act, Refused};
use crate::store;
use crate::store::carry::{Count, NotCarried};

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
        let runs = store::plan::list_next_runs(conn, &asked, now)?;
        let count = store::carry::count(conn, &asked.id)?;
        let refused = match count.refused {
            0 => Vec::new(),
            _ => store::carry::list_not_carried(conn, &asked.id)?,
        };
        Ok((runs, count, refused))
    };
    let (runs, count, refused) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let choices = runs.iter().map(|run| {
        let said = format!("{} {}", words.date_time_short(run.starts_at.taipei()), run.title);
        let is_open = run.opens_at <= ctx.now;
        let open = || words.say_with("carry-run-open", &[("run", said.as_str().into())]);
        choice(run.id.as_str(), if is_open { open() } else { said.clone() })
    });
    let content: Markup = html! {
        p.lead { (words.say("carry-lead")) }
        @if count.parties > 0 { p { (counted(words, count)) } }
        (not_carried(words, course, &refused))
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

fn counted(words: &Words, count: Count) -> String {
    let Count { parties, yes, no, carried, refused } = count;
    let args = [
        ("parties", parties.into()),
        ("yes", yes.into()),
        ("no", no.into()),
        ("carried", carried.into()),
        ("refused", refused.into()),
    ];
    words.say_with("carry-count", &args)
}

/// Who said yes and could not be taken into the next line, and why: somebody calls them.
fn not_carried(words: &Words, course: &Course, refused: &[NotCarried]) -> Markup {
    let columns =
        vec![column(words.say("carry-party")), column(words.say("carry-to")), column(words.say("carry-why"))];
    let rows = refused.iter().map(|one| {
        let link = words.path(&address(course, &format!("registrations/{}", one.registration_id)));
        vec![
            html! { a href=(link) { (one.name) } },
            html! { (one.to) },
            html! { (words.say(carry::why(&one.outcome))) },
        ]
    });
    html! {
        @if !refused.is_empty() {
            h2 #refused { (words.say("carry-refused")) }
            (parts::table(words, words.say("carry-refused"), columns, rows.collect()).caption_unseen())
        }
    }
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
            let (key, args) =
                if let Refused::No(key, args) = refused { (key, args) } else { ("edit-gone", vec![]) };
            let field = if key.starts_with("carry-until") { "until_at" } else { "to" };
            form.wrong_with(field, key, args);
            show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, &form).await
        }
    }
}
