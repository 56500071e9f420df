//! Rooms, teachers and equipment: what can be had by one session at a time (R57).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Tone, choice, column, crumb};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::frame::done;
use crate::model::{Resource, ResourceKind};
use crate::planning::{Act, RESOURCE};
use crate::rules::plan::Span;
use crate::store;
use crate::store::resource::Booked;
use crate::words::span;

/// How far ahead bookings are shown, in seconds: half a year.
const AHEAD: i64 = 183 * 24 * 3600;

/// `GET /office/rooms`
///
/// # Errors
/// When the store is away.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, StatusCode::OK, &Form::default()).await
}

async fn show(ctx: &Ctx, status: StatusCode, form: &Form) -> Result<Response, Fault> {
    let now = ctx.now;
    let read = move |conn: &mut foundation::db::Conn| {
        Ok((store::resource::list(conn)?, store::resource::count_coming(conn, now)?))
    };
    let (all, coming) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let title = words.say("rooms-title");
    let shell = parts::Shell { has_errors: !form.is_right(), ..pages::office_shell(ctx, title.clone()) };
    let columns = vec![
        column(words.say("rooms-name")),
        column(words.say("rooms-kind")),
        column(words.say("rooms-note")),
        column(words.say("rooms-coming")).number(),
    ];
    let rows = all.iter().map(|r| {
        let count = coming.iter().find(|(id, _)| *id == r.id).map_or(0, |(_, n)| *n);
        vec![
            html! { a href=(words.path(&format!("/office/rooms/{}", r.id))) { (r.name) } @if !r.active { " " (parts::tag(Tone::Plain, &words.say("rooms-inactive"))) } },
            html! { (words.say(&format!("rooms-kind-{}", r.kind.code()))) },
            html! { (r.note) },
            html! { (words.number(count)) },
        ]
    });
    let content = html! {
        h1 { (title) }
        (parts::error_summary(words, &form.said(words)))
        @if status == StatusCode::OK { (done(ctx)) }
        p.lead { (words.say("rooms-lead")) }
        (parts::table(words, words.say("rooms-title"), columns, rows.collect()).caption_unseen().filter().empty(words.say("rooms-none")))
        h2 { (words.say("rooms-add")) }
        (parts::form(words.path("/office/rooms"), html! { (fields(ctx, form, false)) div.actions { (parts::button(words.say("rooms-add"))) } }).id("room"))
    };
    Ok(ctx.page(status, shell.page(content)))
}

fn fields(ctx: &Ctx, form: &Form, exists: bool) -> Markup {
    let words = &ctx.words;
    let kinds =
        ResourceKind::ALL.iter().map(|k| choice(k.code(), words.say(&format!("rooms-kind-{}", k.code()))));
    let active = vec![choice("yes", words.say("rooms-active"))];
    let ticked = (!form.text("active").is_empty()).then_some("yes");
    html! {
        div.fields {
            (parts::select(words, "kind", words.say("rooms-kind"), kinds.collect()).value(form.text("kind")).error(form.said_of(words, "kind")))
            (parts::text(words, "name", words.say("rooms-name")).value(form.text("name")).error(form.said_of(words, "name")))
            (parts::text(words, "note", words.say("rooms-note")).hint(words.say("rooms-note-hint")).value(form.text("note")).error(form.said_of(words, "note")).optional())
        }
        @if exists { (parts::checkboxes(words, "active", "", active).values(ticked).optional()) }
    }
}

fn read_fields(form: &mut Form, id: String, exists: bool) -> Resource {
    Resource {
        id,
        kind: form.choice("kind", ResourceKind::from_code).unwrap_or(ResourceKind::Room),
        name: form.required("name", 60),
        note: form.optional("note", 200),
        active: !exists || !form.text("active").is_empty(),
    }
}

fn noted(
    conn: &mut foundation::db::Conn,
    act: &Act,
    verb: &str,
    before: Option<&Resource>,
    after: &Resource,
) -> foundation::db::DbResult<()> {
    let said = |r: &Resource| {
        serde_json::json!({ "kind": r.kind.code(), "name": r.name, "note": r.note, "active": r.active })
            .to_string()
    };
    let entry =
        Entry { before: before.map(said), after: Some(said(after)), ..Entry::new(RESOURCE, &after.id, verb) };
    trail::add(conn, &[act.centre.chance.id(act.now)], act.now, &act.actor, &[entry])
}

/// `POST /office/rooms`: one more.
///
/// # Errors
/// When the store is away.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let act = Act::of(&ctx);
    let new = read_fields(&mut form, act.id(), false);
    if form.is_right() {
        let write = move |conn: &mut foundation::db::Conn| {
            let added = store::resource::add(conn, &new)?;
            if added {
                noted(conn, &act, "added", None, &new)?;
            }
            Ok(added)
        };
        if ctx.centre.db.write(write).await? {
            return Ok(ctx.go("/office/rooms?done=room-added"));
        }
        form.wrong("name", "rooms-name-taken");
    }
    show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &form).await
}

/// `GET /office/rooms/{id}`: one of them with what it is booked for.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn get_one(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let one =
        ctx.centre.db.read(move |conn| store::resource::find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let mut form = Form::default();
    form.set("kind", one.kind.code());
    form.set("name", one.name.clone());
    form.set("note", one.note.clone());
    form.set("active", if one.active { "yes" } else { "" });
    show_one(&ctx, StatusCode::OK, &one, &form).await
}

async fn show_one(ctx: &Ctx, status: StatusCode, one: &Resource, form: &Form) -> Result<Response, Fault> {
    let (id, within) = (one.id.clone(), Span { starts_at: ctx.now, ends_at: ctx.now.plus_seconds(AHEAD) });
    let booked = ctx
        .centre
        .db
        .read(move |conn| store::resource::list_booked(conn, std::slice::from_ref(&id), within, ""))
        .await?;
    let words = &ctx.words;
    let shell = parts::Shell {
        here: vec![crumb(words.path("/office/rooms"), words.say("rooms-title"))],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, one.name.clone())
    };
    let content = html! {
        h1 { (one.name) }
        (parts::error_summary(words, &form.said(words)))
        @if status == StatusCode::OK { (done(ctx)) }
        (booked_table(ctx, &booked))
        h2 { (words.say("edit-change")) }
        (parts::form(words.path(&format!("/office/rooms/{}", one.id)), html! { (fields(ctx, form, true)) div.actions { (parts::button(words.say("edit-save"))) } }).id("room"))
    };
    Ok(ctx.page(status, shell.page(content)))
}

fn booked_table(ctx: &Ctx, booked: &[Booked]) -> Markup {
    let words = &ctx.words;
    let columns = vec![column(words.say("edit-when")), column(words.say("board-course"))];
    let rows = booked.iter().map(|b| {
        vec![
            html! { (span(words, b.span.starts_at, b.span.ends_at)) },
            html! { a href=(words.path(&format!("/office/courses/{}", b.course_id))) { (b.course) } },
        ]
    });
    html! { (parts::table(words, words.say("rooms-booked"), columns, rows.collect()).empty(words.say("rooms-free"))) }
}

/// `POST /office/rooms/{id}`
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn post_one(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let before =
        ctx.centre.db.read(move |conn| store::resource::find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let after = read_fields(&mut form, before.id.clone(), true);
    if form.is_right() {
        let (act, old) = (Act::of(&ctx), before.clone());
        let write = move |conn: &mut foundation::db::Conn| {
            let changed = store::resource::change(conn, &after)?;
            if changed && old != after {
                noted(conn, &act, "changed", Some(&old), &after)?;
            }
            Ok(changed)
        };
        if ctx.centre.db.write(write).await? {
            return Ok(ctx.go(&format!("/office/rooms/{}?done=saved", before.id)));
        }
        form.wrong("name", "rooms-name-taken");
    }
    show_one(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &before, &form).await
}
