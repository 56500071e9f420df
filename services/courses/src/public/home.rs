//! What courses show on the home page: a search, those coming up, and the usual errands.

use foundation::fault::Fault;
use foundation::parts;
use foundation::service::Highlights;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::list::{self, Found};
use crate::store::browse::Filter;

/// Courses on the home page.
const SHOWN: i64 = 6;

/// Draws the courses' share of the home page.
///
/// # Errors
/// Any fault of the store.
pub async fn draw(ctx: Ctx) -> Result<Highlights, Fault> {
    let (now, filter) = (ctx.now, Filter { open: true, ..Filter::default() });
    let found = ctx.centre.db.read(move |conn| list::page(conn, &filter, now, SHOWN)).await?;
    Ok(Highlights { search: search(&ctx), content: content(&ctx, &found), until: found.until })
}

fn search(ctx: &Ctx) -> Markup {
    let words = &ctx.words;
    html! {
        search.filters {
            form method="get" action=(words.path("/courses")) {
                div.fields { (parts::search(words, "q", words.say("courses-q"))) }
                div.actions { (parts::button(words.say("home-search"))) }
            }
        }
    }
}

fn content(ctx: &Ctx, found: &Found) -> Markup {
    let words = &ctx.words;
    let errands = [
        ("/courses", "courses-menu", "home-courses-text"),
        ("/progress", "home-progress-title", "home-progress-text"),
        ("/feeds", "feeds-title", "home-feeds-text"),
    ];
    html! {
        section {
            h2 { (words.say("home-courses-soon")) }
            @if found.lines.is_empty() {
                (parts::empty_state(&words.say("home-courses-none"), html! {}))
            } @else {
                (list::cards(words, &found.lines, &found.sessions, ctx.now))
                p.actions { (parts::button_link(words.path("/courses"), words.say("home-courses-all")).secondary()) }
            }
        }
        section {
            h2 { (words.say("home-errands")) }
            ul.cards {
                @for (href, title, text) in errands {
                    li.card { h3 { a href=(words.path(href)) { (words.say(title)) } } p.small { (words.say(text)) } }
                }
            }
        }
    }
}
