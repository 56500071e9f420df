//! The door links of a course (R52): made with a name and an end, shown once, ended at any time.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::staff::token_hash;
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use super::devices;
use crate::day::title;
use crate::model::Course;
use crate::rights::works_on;
use crate::store;
use crate::store::device::Device;
use crate::store::door::Door;

/// Kind of the matter in the trail.
const COURSE: &str = "courses_course";
/// Longest name of a link in characters.
const LABEL_CHARS_MAX: usize = 40;
/// A link lives this long at most, in days; after it, make another.
const DAYS_MAX: i64 = 120;
/// Unless told otherwise, a link ends so long after the last session, in seconds.
const AFTER_SECONDS: i64 = 2 * 3600;

/// The course, its links and devices, for the section in charge.
async fn find(ctx: &Ctx, id: &str) -> Result<(Course, Vec<Door>, Vec<Device>), Fault> {
    let (id, staff) = (id.to_owned(), ctx.staff()?);
    let read = move |conn: &mut Conn| {
        let Some(course) = store::course::find(conn, &id)? else { return Ok(None) };
        let doors = store::door::list(conn, &course.id)?;
        let devices = store::device::list(conn, &course.id)?;
        Ok(Some((course, doors, devices)))
    };
    let found = ctx.centre.db.read(read).await?.filter(|(course, ..)| works_on(staff, &course.section));
    found.ok_or(Fault::NotFound)
}

/// The links and the form for a new one.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    page(&ctx, &id, &Form::default(), None).await
}

/// Makes a link and shows it, this once.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (course, ..) = find(&ctx, &id).await?;
    let label = form.required("label", LABEL_CHARS_MAX);
    let latest = ctx.now.plus_seconds(DAYS_MAX * 86_400);
    let ends_at = Instant::parse_field(form.text("ends_at"));
    match ends_at {
        Some(at) if at > ctx.now && at <= latest => {}
        Some(_) => form.wrong_with("ends_at", "door-ends-wrong", vec![("days", DAYS_MAX.into())]),
        None => form.wrong("ends_at", office::instant::NotAnInstant.key()),
    }
    let (true, Some(ends_at)) = (form.is_right(), ends_at) else { return page(&ctx, &id, &form, None).await };
    let token = ctx.centre.chance.token();
    let door = Door {
        token_hash: token_hash(&token),
        course_id: course.id.clone(),
        label,
        created_at: ctx.now,
        created_by: ctx.staff()?.name.clone(),
        ends_at,
    };
    let (centre, actor) = (ctx.centre.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        store::door::add(conn, &door)?;
        let after = serde_json::json!({ "label": door.label, "until": door.ends_at.to_string() }).to_string();
        let entry = Entry { after: Some(after), ..Entry::new(COURSE, &door.course_id, "door-opened") };
        trail::add(conn, &[centre.chance.id(door.created_at)], door.created_at, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    page(&ctx, &id, &Form::default(), Some(&token)).await
}

/// Ends a link now.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such link, or none that is open.
pub async fn end(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let (course, ..) = find(&ctx, &id).await?;
    let (hash, now, course) = (form.text("door").to_owned(), ctx.now, course.id);
    let (centre, actor) = (ctx.centre.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let Some(label) = store::door::end(conn, &course, &hash, now)? else { return Ok(false) };
        store::device::end_of_door(conn, &hash, now)?;
        let after = serde_json::json!({ "label": label }).to_string();
        let entry = Entry { after: Some(after), ..Entry::new(COURSE, &course, "door-closed") };
        trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])?;
        Ok(true)
    };
    let was_open = ctx.centre.db.write(write).await?;
    if was_open { Ok(ctx.go(&format!("/office/courses/{id}/doors"))) } else { Err(Fault::NotFound) }
}

async fn page(ctx: &Ctx, id: &str, form: &Form, made: Option<&str>) -> Result<Response, Fault> {
    let words = &ctx.words;
    let (course, doors, devices) = find(ctx, id).await?;
    let heading = words.say("door-links");
    let shell = Shell {
        here: vec![crumb(words.path(&format!("/office/courses/{id}")), title(words, &course).to_owned())],
        has_errors: !form.is_right(),
        ..office_shell(ctx, heading.as_str())
    };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (heading) small { " " (title(words, &course)) } }
        @if let Some(token) = made { (shown_once(ctx, token)) }
        p { (words.say("door-links-about")) }
        (new_form(ctx, &course, form))
        (table(ctx, &course, &doors))
        (devices::table(ctx, &course, &devices))
    };
    let status = match (form.is_right(), made) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CREATED,
        (true, None) => StatusCode::OK,
    };
    Ok(ctx.page(status, shell.page(content)))
}

/// The link and its QR code, to be printed or photographed now.
fn shown_once(ctx: &Ctx, token: &str) -> Markup {
    let words = &ctx.words;
    let address = ctx.full_address(&format!("/door/{token}"));
    parts::notice(
        Tone::Good,
        &words.say("door-made"),
        html! {
            p { (words.say("door-made-about")) }
            (parts::qr(&address, &words.say("door-qr")))
            p { a.door-link href=(address) { (address) } }
            div.actions { (parts::copy_button(words, &address)) (parts::print_button(words)) }
        },
    )
}

fn new_form(ctx: &Ctx, course: &Course, form: &Form) -> Markup {
    let words = &ctx.words;
    let ends_at = if form.has("ends_at") {
        form.text("ends_at").to_owned()
    } else {
        let after = course.ends_at.max(ctx.now).plus_seconds(AFTER_SECONDS);
        after.min(ctx.now.plus_seconds(DAYS_MAX * 86_400)).field()
    };
    html! {
        h2 { (words.say("door-new")) }
        (parts::form(words.path(&format!("/office/courses/{}/doors", course.id)), html! {
            (parts::text(words, "label", words.say("door-label")).hint(words.say("door-label-hint"))
                .value(form.text("label")).error(form.said_of(words, "label")))
            (parts::datetime_local(words, "ends_at", words.say("door-until")).value(ends_at)
                .error(form.said_of(words, "ends_at")))
            div.actions { (parts::button(words.say("door-make"))) }
        }).id("new"))
    }
}

fn table(ctx: &Ctx, course: &Course, doors: &[Door]) -> Markup {
    let words = &ctx.words;
    let rows = doors.iter().map(|door| {
        let is_open = door.ends_at > ctx.now;
        vec![
            html! { (door.label) },
            html! { (parts::time_short(words, door.ends_at)) },
            html! { @if is_open { (parts::tag(Tone::Good, &words.say("door-open"))) } @else { (parts::tag(Tone::Plain, &words.say("door-over"))) } },
            html! { (door.created_by) " " (parts::time_short(words, door.created_at)) },
            html! { @if is_open { (parts::button(words.say("door-end")).quiet().name("door", &door.token_hash).about(&door.label)) } },
        ]
    });
    let columns = vec![
        parts::column(words.say("door-label")),
        parts::column(words.say("door-until")),
        parts::column(words.say("day-state")),
        parts::column(words.say("door-made-by")),
        parts::column(words.say("door-act")).unseen(),
    ];
    let table = parts::table(words, words.say("door-links"), columns, rows.collect());
    html! {
        @if !doors.is_empty() {
            h2 { (words.say("door-all")) }
            (parts::form(words.path(&format!("/office/courses/{}/doors/end", course.id)), html! { (table.caption_unseen()) }).id("doors"))
        }
    }
}
