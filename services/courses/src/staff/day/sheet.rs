//! The sign-in sheet (簽到表) for paper: A4, names, room for signatures, empty lines for walk-ins.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::parts;
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::html;

use crate::day::{Post, particulars, title, when};
use crate::store::day as store;

/// Empty lines at the end, for whoever is not on the list.
const EMPTY_LINES: usize = 10;

/// The sheet of a session. Names leave the house with it, so the trail says who took it.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such session.
pub async fn get(ctx: Ctx, Path((id, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let (course, session, actor) = (post.course.id.clone(), post.session.id.clone(), post.actor.clone());
    let centre = ctx.centre.clone();
    let write = move |conn: &mut Conn| {
        let guests = store::list_guests(conn, &course, &session)?;
        let now = centre.clock.now();
        let entry = Entry::new("courses_session", &session, "sheet-printed");
        trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])?;
        Ok(guests)
    };
    let guests = ctx.centre.db.write(write).await?;
    let words = &ctx.words;
    let heading = words.say("day-sheet");
    let content = html! {
        h1 { (title(words, &post.course)) " " (heading) }
        div.actions { (parts::print_button(words)) }
        table.sheet {
            caption.unseen { (heading) }
            // The head is repeated on every sheet of paper.
            thead {
                tr { th.about colspan="4" scope="colgroup" {
                    strong { (ctx.centre_name()) " " (title(words, &post.course)) } br;
                    (when(words, &post.session)) " " (post.course.place)
                } }
                tr {
                    th.number scope="col" { (words.say("day-line")) }
                    th scope="col" { (words.say("day-name")) }
                    th scope="col" { (words.say("day-signature")) }
                    th scope="col" { (words.say("day-note")) }
                }
            }
            tbody {
                @for (at, guest) in guests.iter().enumerate() {
                    tr {
                        td.number { (at + 1) }
                        th scope="row" { (guest.name) br; span.hint { (particulars(words, guest)) } }
                        td {} td {}
                    }
                }
                @for at in 0..EMPTY_LINES {
                    tr { td.number { (guests.len() + at + 1) } th scope="row" { span.unseen { (words.say("day-empty-line")) } } td {} td {} }
                }
            }
        }
    };
    Ok(ctx.page(StatusCode::OK, post.shell(&ctx, &heading, true).page(content)))
}
