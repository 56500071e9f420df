//! Whether a party in line wants to wait for the next run instead: yes or no, by its link (R23).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::{open, page};
use crate::matter::Matter;
use crate::model::Course;
use crate::public::say;
use crate::store;
use crate::store::carry::Carry;

async fn find(ctx: &Ctx, matter: &Matter) -> Result<(Carry, String, Course), Fault> {
    let id = matter.registration.id.clone();
    let read = move |conn: &mut Conn| {
        let Some((carry, answer)) = store::carry::find_of(conn, &id)? else { return Ok(None) };
        Ok(store::course::find(conn, &carry.to_id)?.map(|to| (carry, answer, to)))
    };
    ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)
}

/// The question; opening it answers nothing.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when nobody asked.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let (carry, answer, to) = find(&ctx, &matter).await?;
    Ok(ctx.page(StatusCode::OK, shown(&ctx, &matter, &carry, &answer, &to)))
}

/// Yes or no; changed as often as one likes until the time.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when nobody asked.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, form: Form) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let (carry, answer, to) = find(&ctx, &matter).await?;
    if ctx.now >= carry.until_at {
        return Ok(ctx.page(StatusCode::CONFLICT, shown(&ctx, &matter, &carry, &answer, &to)));
    }
    let said = if form.has("yes") { "yes" } else { "no" };
    let (id, now) = (matter.registration.id.clone(), ctx.now);
    ctx.centre.db.write(move |conn| store::carry::answer(conn, &id, said, now)).await?;
    Ok(ctx.go(&matter.path(&ctx.centre.keys, "/next")))
}

fn shown(ctx: &Ctx, matter: &Matter, carry: &Carry, answer: &str, to: &Course) -> Markup {
    let words = &ctx.words;
    let title = words.say("carry-title");
    let args = [
        ("course", say::title(words, &matter.course).into()),
        ("next", say::title(words, to).into()),
        ("when", words.date_time(to.starts_at.taipei()).into()),
        ("until", words.date_time(carry.until_at.taipei()).into()),
    ];
    let is_open = ctx.now < carry.until_at;
    let main = html! {
        h1 { (title) }
        @match answer {
            "yes" => (parts::notice(parts::Tone::Good, &words.say("carry-said-yes"), html! {})),
            "no" => (parts::notice(parts::Tone::Info, &words.say("carry-said-no"), html! {})),
            _ => {},
        }
        p { (words.say_with("carry-text", &args)) }
        @if is_open {
            (parts::form(words.path(&matter.path(&ctx.centre.keys, "/next")), html! {
                div.actions {
                    (parts::button(words.say("carry-yes")).name("yes", "yes"))
                    (parts::button(words.say("carry-no")).name("no", "no").secondary())
                }
            }).id("next"))
        } @else { p { (words.say("carry-over")) } }
    };
    page(ctx, matter, &title, false, main)
}
