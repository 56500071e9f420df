//! The draw of a course for staff: what is declared, how far it is, and the public number, typed by two
//! of them: `/office/courses/{id}/draw`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::frame::{self, address};
use crate::model::{Course, Method};
use crate::planning::draw::{self as planning, Declared, Typed};
use crate::planning::{Act, Refused};
use crate::public::draw::weights;
use crate::rules::draw;
use crate::store;
use crate::store::draw::Draw;
use crate::words;

/// `GET /office/courses/{id}/draw`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let kept = find(&ctx, &course).await?;
    let mut form = Form::default();
    form.set("window_minutes", kept.draw.window_minutes.to_string());
    form.set("extra_lots", kept.draw.extra_lots.to_string());
    form.set("source", kept.draw.source.clone());
    form.set("source_en", kept.draw.source_en.clone());
    Ok(show(&ctx, &course, &kept, StatusCode::OK, &form, &html! {}))
}

/// A draw, and the parties and persons entered for it.
struct Kept {
    draw: Draw,
    entered: (i64, i64),
}

async fn find(ctx: &Ctx, course: &Course) -> Result<Kept, Fault> {
    let id = course.id.clone();
    let read = move |conn: &mut foundation::db::Conn| {
        Ok(Kept { draw: store::draw::find(conn, &id)?, entered: store::draw::count_entered(conn, &id)? })
    };
    Ok(ctx.centre.db.read(read).await?)
}

/// `POST /office/courses/{id}/draw`: declares the draw, types its number, or begins the number again.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let act = Act::of(&ctx);
    let (inner, course_id) = (act.clone(), course.id.clone());
    let (field, done) = if form.has("forget") {
        let write = move |conn: &mut foundation::db::Conn| planning::forget_number(conn, &inner, &course_id);
        ("number", ctx.centre.db.write(write).await?.map(|()| "draw-forgotten"))
    } else if form.has("number") {
        let Some(number) = draw::public_number(form.text("number")) else {
            form.wrong("number", "edit-draw-number-wrong");
            return again(&ctx, &course, &form, html! {}).await;
        };
        let write =
            move |conn: &mut foundation::db::Conn| planning::type_number(conn, &inner, &course_id, &number);
        let typed = ctx.centre.db.write(write).await?;
        ("number", typed.map(|t| if t == Typed::First { "draw-typed" } else { "draw-agreed" }))
    } else {
        let declared = read(&mut form);
        if !form.is_right() {
            return again(&ctx, &course, &form, html! {}).await;
        }
        let write =
            move |conn: &mut foundation::db::Conn| planning::declare(conn, &inner, &course_id, &declared);
        ("source", ctx.centre.db.write(write).await?.map(|()| "draw-declared"))
    };
    match done {
        Ok(done) => {
            act.settle(&course.id).await;
            Ok(ctx.go(&address(&course, &format!("draw?done={done}"))))
        }
        Err(Refused::No(key, args)) => {
            form.wrong_with(field, key, args);
            again(&ctx, &course, &form, html! {}).await
        }
        Err(refused) => again(&ctx, &course, &form, frame::refusal(&ctx.words, &refused)).await,
    }
}

fn read(form: &mut Form) -> Declared {
    Declared {
        window_minutes: form.required_number("window_minutes", 1, 7 * 24 * 60),
        extra_lots: form.required_number("extra_lots", 0, 3),
        source: form.required("source", 200),
        source_en: form.optional("source_en", 300),
    }
}

async fn again(ctx: &Ctx, course: &Course, form: &Form, said: Markup) -> Result<Response, Fault> {
    let kept = find(ctx, course).await?;
    Ok(show(ctx, course, &kept, StatusCode::UNPROCESSABLE_ENTITY, form, &said))
}

fn show(
    ctx: &Ctx,
    course: &Course,
    found: &Kept,
    status: StatusCode,
    form: &Form,
    said: &Markup,
) -> Response {
    let (words, kept) = (&ctx.words, &found.draw);
    let content = html! {
        (said)
        @if course.method.is_drawn() {
            (state(ctx, course, kept))
            @if kept.closed_at.is_some() && kept.number.is_empty() { (number(ctx, course, kept, form)) }
            @if kept.closed_at.is_none() && found.entered.0 == 0 { (declaration(ctx, course, form)) }
            @if kept.closed_at.is_none() && found.entered.0 > 0 { (fixed(ctx, found)) }
        } @else {
            p.lead { (words.say("edit-draw-other-method")) }
            p { a href=(words.path(&address(course, "edit"))) { (words.say("edit-tab-edit")) } }
        }
    };
    frame::page(ctx, status, course, "draw", Some(form), content)
}

fn state(ctx: &Ctx, course: &Course, kept: &Draw) -> Markup {
    let words = &ctx.words;
    let until = planning::entries_until(course, kept.window_minutes).unwrap_or(course.closes_at);
    let (tone, key) = match kept {
        Draw { drawn_at: Some(_), .. } => (Tone::Good, "edit-draw-state-drawn"),
        Draw { closed_at: None, source, .. } if source.is_empty() => {
            (Tone::Bad, "edit-draw-state-undeclared")
        }
        Draw { closed_at: None, .. } => (Tone::Info, "edit-draw-state-open"),
        Draw { number, .. } if !number.is_empty() => (Tone::Wait, "edit-draw-state-drawing"),
        Draw { typed, .. } if !typed.is_empty() => (Tone::Wait, "edit-draw-state-second"),
        _ => (Tone::Wait, "edit-draw-state-first"),
    };
    let args = [
        ("until", words.date_time(until.taipei()).into()),
        ("parties", kept.entries.into()),
        ("persons", kept.persons.into()),
        ("source", kept.source.as_str().into()),
    ];
    html! {
        (parts::notice(tone, &words.say_with(key, &args), html! {
            @if kept.closed_at.is_some() { p { (words.say_with("edit-draw-closed-list", &args)) } }
        }))
        @if course.status != crate::model::CourseStatus::Draft {
            p { a href=(words.path(&format!("/courses/{}/draw", course.slug))) { (words.say("edit-draw-public")) } }
        }
    }
}

fn number(ctx: &Ctx, course: &Course, kept: &Draw, form: &Form) -> Markup {
    let words = &ctx.words;
    let action = words.path(&address(course, "draw"));
    let is_mine = ctx.staff().is_ok_and(|s| s.id == kept.typed_by);
    let is_typed = !kept.typed.is_empty();
    html! {
        h2 { (words.say("edit-draw-number-title")) }
        p { (words.say_with("edit-draw-number-lead", &[("source", kept.source.as_str().into())])) }
        @if is_typed && is_mine {
            p { (words.say("edit-draw-wait-for-second")) }
        } @else {
            (parts::form(action.clone(), html! {
                (parts::text(words, "number", words.say("edit-draw-number")).hint(words.say("edit-draw-number-hint"))
                    .value(form.text("number")).error(form.said_of(words, "number")))
                div.actions { (parts::button(words.say(if is_typed { "edit-draw-confirm" } else { "edit-draw-type" }))) }
            }).id("number"))
        }
        @if is_typed {
            (parts::form(action, html! { (parts::button(words.say("edit-draw-forget")).quiet().name("forget", "yes")) }).id("forget"))
        }
    }
}

/// What was declared, once somebody has entered and it can no longer change.
fn fixed(ctx: &Ctx, found: &Kept) -> Markup {
    let (words, kept) = (&ctx.words, &found.draw);
    let count = [("parties", found.entered.0.into()), ("persons", found.entered.1.into())];
    html! {
        h2 { (words.say("edit-draw-declared-title")) }
        p { (words.say("edit-draw-fixed")) }
        dl.facts {
            dt { (words.say("draw-f-entries")) } dd { (words.say_with("draw-f-entries-of", &count)) }
            dt { (words.say("draw-f-source")) } dd { (words::either(words, &kept.source, &kept.source_en)) }
            dt { (words.say("draw-f-weights")) } dd { (weights(words, kept)) }
        }
    }
}

fn declaration(ctx: &Ctx, course: &Course, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        h2 { (words.say("edit-draw-declare")) }
        p { (words.say("edit-draw-declare-lead")) }
        (parts::form(words.path(&address(course, "draw")), html! {
            (parts::text(words, "source", words.say("edit-draw-source")).hint(words.say("edit-draw-source-hint"))
                .value(form.text("source")).error(form.said_of(words, "source")))
            (parts::text(words, "source_en", words.say("edit-draw-source-en"))
                .value(form.text("source_en")).error(form.said_of(words, "source_en")).optional())
            div.fields {
                @if course.method == Method::Window {
                    (parts::number(words, "window_minutes", words.say("edit-draw-minutes")).hint(words.say("edit-draw-minutes-hint"))
                        .value(form.text("window_minutes")).error(form.said_of(words, "window_minutes")))
                } @else { (parts::hidden("window_minutes", form.text("window_minutes"))) }
                (parts::number(words, "extra_lots", words.say("edit-draw-extra")).hint(words.say("edit-draw-extra-hint"))
                    .value(form.text("extra_lots")).error(form.said_of(words, "extra_lots")))
            }
            div.actions { (parts::button(words.say("edit-save"))) }
        }).id("draw"))
    }
}
