//! Seats kept back for somebody until a time (R04): they leave public stock at once and fall back
//! by themselves.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::course_fields::moment;
use super::frame::{self, address};
use super::pools::{self, Typed};
use crate::model::{Course, CourseStatus, SetAsideOf};
use crate::planning::{Act, Refused, Values, lock};
use crate::store;
use crate::store::plan::Seats;

/// `GET /office/courses/{id}/set-asides`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    show(&ctx, &course, StatusCode::OK, &Form::default(), html! {}).await
}

async fn show(
    ctx: &Ctx,
    course: &Course,
    status: StatusCode,
    form: &Form,
    said: Markup,
) -> Result<Response, Fault> {
    let (id, now) = (course.id.clone(), ctx.now);
    let read = move |conn: &mut foundation::db::Conn| {
        Ok((store::plan::list_set_asides(conn, &id)?, store::plan::find_seats(conn, &id, now)?))
    };
    let (asides, seats) = ctx.centre.db.read(read).await?;
    Ok(frame::page(
        ctx,
        status,
        course,
        "set-asides",
        Some(form),
        html! { (said) (draw(ctx, course, &asides, &seats, form)) },
    ))
}

fn draw(ctx: &Ctx, course: &Course, asides: &[SetAsideOf], seats: &Seats, form: &Form) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        column(words.say("edit-aside-label")),
        column(words.say("edit-aside-seats")).number(),
        column(words.say("edit-aside-used")).number(),
        column(words.say("edit-aside-until")),
        column(words.say("board-do")).unseen(),
    ];
    let action = words.path(&address(course, "set-asides"));
    let rows = asides.iter().filter(|a| a.seats > 0).map(|a| {
        let held = ctx.now < a.until_at && a.seats > a.used;
        vec![
            html! { (a.label) },
            html! { (words.number(a.seats)) },
            html! { (words.number(a.used)) },
            html! { (parts::time_short(words, a.until_at)) @if !held { " " (parts::tag(Tone::Plain, &words.say("edit-aside-fallen"))) } },
            html! { @if held { (parts::form(action.clone(), html! { (parts::button(words.say("edit-aside-release")).quiet().name("release", a.id.clone()).about(a.label.clone())) })) } },
        ]
    });
    html! {
        p.lead { (words.say("edit-aside-lead")) }
        p { (words.say_with("edit-aside-free", &[("left", seats.left().max(0).into()), ("capacity", seats.capacity.into())])) }
        (parts::table(words, words.say("edit-tab-set-asides"), columns, rows.collect()).caption_unseen().empty(words.say("edit-aside-none")))
        @if course.status != CourseStatus::Cancelled {
            h2 { (words.say("edit-aside-add")) }
            (parts::form(action.clone(), html! {
                div.fields {
                    (parts::text(words, "label", words.say("edit-aside-label")).hint(words.say("edit-aside-label-hint")).value(form.text("label")).error(form.said_of(words, "label")))
                    (parts::text(words, "label_en", words.say("edit-aside-label-en")).value(form.text("label_en")).error(form.said_of(words, "label_en")).optional())
                    (parts::number(words, "seats", words.say("edit-aside-seats")).value(form.text("seats")).error(form.said_of(words, "seats")))
                    (parts::datetime_local(words, "until_at", words.say("edit-aside-until")).value(form.text("until_at")).error(form.said_of(words, "until_at")))
                }
                (pools::fields(words, form))
                div.actions { (parts::button(words.say("edit-aside-add"))) }
            }).id("set-aside"))
        }
    }
}

/// `POST /office/courses/{id}/set-asides`: keeps seats back, or gives the rest of some back.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let act = Act::of(&ctx);
    let (inner, course_id) = (act.clone(), course.id.clone());
    if form.has("release") {
        let which = form.text("release").to_owned();
        let done = ctx.centre.db.write(move |conn| release(conn, &inner, &course_id, &which)).await?;
        if let Err(refused) = done {
            let said = frame::refusal(&ctx.words, &refused);
            return show(&ctx, &course, frame::refusal_status(&refused), &Form::default(), said).await;
        }
        act.settle(&course.id).await;
        return Ok(ctx.go(&address(&course, "set-asides?done=aside-released")));
    }
    let (label, label_en) = (form.required("label", 60), form.optional("label_en", 90));
    let seats = form.required_number("seats", 1, 100_000);
    let until_at = moment(&mut form, "until_at");
    if until_at.is_some_and(|at| at <= ctx.now || at > course.starts_at) {
        form.wrong("until_at", "edit-aside-until-wrong");
    }
    let pool = pools::read(&mut form, until_at, &ctx.centre.districts());
    let (Some(until_at), true) = (until_at, form.is_right()) else {
        return show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, &form, html! {}).await;
    };
    let aside = SetAsideOf { id: act.id(), label, label_en, seats, used: 0, until_at };
    match ctx.centre.db.write(move |conn| keep(conn, &inner, &course_id, &aside, pool.as_ref())).await? {
        Ok(()) => {
            act.settle(&course.id).await;
            Ok(ctx.go(&address(&course, "set-asides?done=aside-added")))
        }
        Err(Refused::No(key, args)) => {
            form.wrong_with("seats", key, args);
            show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, &form, html! {}).await
        }
        Err(refused) => {
            let said = frame::refusal(&ctx.words, &refused);
            show(&ctx, &course, frame::refusal_status(&refused), &form, said).await
        }
    }
}

fn keep(
    conn: &mut foundation::db::Conn,
    act: &Act,
    course_id: &str,
    aside: &SetAsideOf,
    pool: Option<&Typed>,
) -> foundation::db::DbResult<crate::planning::Done<()>> {
    if let Some(refused) = against(conn, course_id)? {
        return Ok(Err(refused));
    }
    let left = store::plan::find_seats(conn, course_id, act.now)?.left().max(0);
    if aside.seats > left {
        return Ok(Err(Refused::No("edit-aside-too-many", vec![("left", left.into())])));
    }
    act.set_aside(conn, course_id, aside)?;
    let mut noted = values(aside);
    if let Some(pool) = pool {
        store::pool::add(conn, &aside.id, course_id, (pool.rule, &pool.given), pool.opens_at)?;
        noted.extend([("rule", pool.rule.to_owned()), ("opens_at", pool.opens_at.rfc3339())]);
    }
    act.note(conn, course_id, "set-aside-added", (None, Some(&noted)), None)?;
    Ok(Ok(()))
}

fn release(
    conn: &mut foundation::db::Conn,
    act: &Act,
    course_id: &str,
    which: &str,
) -> foundation::db::DbResult<crate::planning::Done<()>> {
    if let Some(refused) = against(conn, course_id)? {
        return Ok(Err(refused));
    }
    let before = store::plan::list_set_asides(conn, course_id)?.into_iter().find(|a| a.id == which);
    if store::plan::release_set_aside(conn, course_id, which, act.now)? > 0 {
        act.look(conn, course_id, act.now)?;
        let before = before.as_ref().map(values);
        act.note(conn, course_id, "set-aside-released", (before.as_ref(), None), None)?;
    }
    Ok(Ok(()))
}

/// Locks the course; why its seats cannot be kept or given back now, if so: from the closing of its list to
/// the draw they stay as they were published.
fn against(conn: &mut foundation::db::Conn, course_id: &str) -> foundation::db::DbResult<Option<Refused>> {
    if lock(conn, course_id)?.is_none() {
        return Ok(Some(Refused::Gone));
    }
    let is_pending = store::draw::find(conn, course_id)?.is_pending();
    Ok(is_pending.then(|| Refused::No("planning-draw-pending", vec![])))
}

fn values(aside: &SetAsideOf) -> Values {
    Values::from([
        ("label", aside.label.clone()),
        ("label_en", aside.label_en.clone()),
        ("seats", aside.seats.to_string()),
        ("until_at", aside.until_at.rfc3339()),
    ])
}
