//! The devices that hold a list of the course (R52), below the door links: seen, and ended at any time.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::model::Course;
use crate::staff::serving;
use crate::store;
use crate::store::device::Device;

/// Ends a device now: it gets no list any more, drops the one it has, and what it tells only waits for a
/// person.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such device, or it has ended.
pub async fn end(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    serving::find_to_serve(&ctx, &id).await?;
    let (device, now, course) = (form.text("device").to_owned(), ctx.now, id.clone());
    let (centre, actor) = (ctx.centre.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let Some(label) = store::device::end(conn, &course, &device, now)? else { return Ok(false) };
        let after = serde_json::json!({ "device": label }).to_string();
        let entry = Entry { after: Some(after), ..Entry::new("courses_course", &course, "device-ended") };
        trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])?;
        Ok(true)
    };
    let was_open = ctx.centre.db.write(write).await?;
    if was_open { Ok(ctx.go(&format!("/office/courses/{id}/doors"))) } else { Err(Fault::NotFound) }
}

/// The devices, with a button to end each.
pub(super) fn table(ctx: &Ctx, course: &Course, devices: &[Device]) -> Markup {
    let words = &ctx.words;
    let rows = devices.iter().map(|device| {
        let is_open = device.ended_at.is_none() && device.done_at.is_none();
        let (tone, state) = match (device.ended_at, device.done_at) {
            (Some(_), _) => (Tone::Bad, "device-ended"),
            (None, Some(_)) => (Tone::Plain, "device-done"),
            (None, None) if device.expires_at <= ctx.now => (Tone::Plain, "device-over"),
            (None, None) => (Tone::Good, "device-open"),
        };
        vec![
            html! { (device.label) },
            html! { (parts::time_short(words, device.taken_at)) },
            html! { (parts::time_short(words, device.seen_at)) },
            html! { (parts::time_short(words, device.expires_at)) },
            html! { (parts::tag(tone, &words.say(state))) },
            html! { @if is_open { (parts::button(words.say("door-end")).quiet().name("device", &device.id).about(&device.label)) } },
        ]
    });
    let columns = vec![
        parts::column(words.say("door-label")),
        parts::column(words.say("device-taken")),
        parts::column(words.say("device-seen")),
        parts::column(words.say("door-until")),
        parts::column(words.say("day-state")),
        parts::column(words.say("door-act")).unseen(),
    ];
    let table = parts::table(words, words.say("device-all"), columns, rows.collect());
    html! {
        @if !devices.is_empty() {
            h2 { (words.say("device-all")) }
            p { (words.say("device-all-about")) }
            (parts::form(words.path(&format!("/office/courses/{}/devices/end", course.id)), html! { (table.caption_unseen()) }).id("devices"))
        }
    }
}
