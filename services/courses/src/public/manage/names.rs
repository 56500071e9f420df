//! Names that participants show one another (R38): only of those who agreed, only to those who have a seat,
//! only for the time the course says. Each party takes its agreement back as easily as it gave it.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use super::{go, open};
use crate::matter::Matter;
use crate::model::Status;
use crate::settle::REGISTRATION;
use crate::{planned, store};

/// Until when names are shown in this course; nothing when it shows none, or no more.
async fn until(ctx: &Ctx, matter: &Matter) -> Result<Option<Instant>, Fault> {
    if matter.registration.status != Status::Confirmed {
        return Ok(None);
    }
    let planned = planned::find(&ctx.centre, &matter.course.id, ctx.now).await?;
    let days = planned.and_then(|p| p.entry.names_days);
    let until = days.map(|days| matter.course.ends_at.plus_seconds(days * 86_400));
    Ok(until.filter(|until| ctx.now < *until))
}

/// The part of the receipt: the names of the others, and which of one's own are shown.
///
/// # Errors
/// When the store cannot answer.
pub async fn section(ctx: &Ctx, matter: &Matter) -> Result<Markup, Fault> {
    let Some(until) = until(ctx, matter).await? else { return Ok(html! {}) };
    let (id, now) = (matter.course.id.clone(), ctx.now);
    let shown = ctx.centre.db.read(move |conn| store::shown::list_shown(conn, &id, now)).await?;
    let is_own = |seat: &str| matter.present().any(|s| s.id == seat);
    let (own, others): (Vec<_>, Vec<_>) = shown.into_iter().partition(|(seat, _)| is_own(seat));
    let words = &ctx.words;
    let seats = matter.present().map(|s| choice(s.id.as_str(), s.name.as_str())).collect();
    let date = words.date(until.date());
    Ok(html! {
        section {
            h2 { (words.say("entry-participants")) }
            @if others.is_empty() { p { (words.say("entry-participants-none")) } }
            @else {
                p { (words.say_with("entry-participants-text", &[("until", date.as_str().into())])) }
                ul { @for (_, name) in &others { li { (name) } } }
            }
            (parts::form(words.path(&matter.path(&ctx.centre.keys, "/names")), html! {
                (parts::checkboxes(words, "show", words.say("entry-show-name"), seats)
                    .values(own.iter().map(|(seat, _)| seat.as_str())).optional())
                div.actions { (parts::button(words.say("entry-names-save")).secondary()) }
            }))
        }
    })
}

/// A form alone lives here: back to the receipt.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    Ok(ctx.go(&matter.path(&ctx.centre.keys, "")))
}

/// Which of one's own names are shown from now on.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let Some(until) = until(&ctx, &matter).await? else { return Ok(go(&ctx, &matter, "changed-meanwhile")) };
    let ticked = |seat: &str| form.texts("show").any(|id| id == seat);
    let own: Vec<String> = matter.present().map(|s| s.id.clone()).collect();
    let shown: Vec<(String, String, Instant)> = own
        .iter()
        .filter(|seat| ticked(seat))
        .map(|seat| (seat.clone(), matter.course.id.clone(), until))
        .collect();
    let (id, now, actor) = (matter.registration.id.clone(), ctx.now, ctx.actor());
    let trail_id = ctx.centre.chance.id(now);
    let write = move |conn: &mut Conn| {
        store::shown::hide_names(conn, &own)?;
        store::shown::show_names(conn, &shown)?;
        let after = Some(serde_json::json!({ "shown": shown.len() }).to_string());
        let entry = Entry { after, ..Entry::new(REGISTRATION, &id, "names-agreed") };
        trail::add(conn, std::slice::from_ref(&trail_id), now, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    Ok(go(&ctx, &matter, "names"))
}
