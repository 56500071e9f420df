//! The board for a screen in the lobby: today's meetings and the next ones: `/signage`.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::parts::{self, Shell, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::store::browse::{self, OnBoard};
use crate::words;

/// Meetings on the board: what fits a screen.
const LINES: i64 = 6;
/// Seconds for which a board is good; a screen asks every 60.
const GOOD_FOR: i64 = 20;

/// The board.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let (now, stamp) = (ctx.now, ctx.stamp(&["courses"]).until(ctx.now.plus_seconds(GOOD_FOR)));
    let meetings = ctx.centre.db.read(move |conn| browse::list_on_board(conn, now, LINES)).await?;
    let title = ctx.words.say("signage-title");
    let shell = Shell::signage(&ctx.words, ctx.centre_name(), title, "/signage");
    Ok(ctx.public_page(stamp, shell.page(board(&ctx, &meetings))))
}

fn board(ctx: &Ctx, meetings: &[OnBoard]) -> Markup {
    let (words, now) = (&ctx.words, ctx.now);
    let (today, later): (Vec<&OnBoard>, Vec<&OnBoard>) =
        meetings.iter().partition(|m| m.starts_at.date() <= now.date());
    html! {
        div.board {
            h1 { (ctx.centre_name()) }
            p.clock { (parts::time(words, now)) }
        }
        h2 { (words.say("signage-today")) }
        @if today.is_empty() { p.lead { (words.say("signage-none-today")) } }
        @else { (table(words, &words.say("signage-today"), &today, now)) }
        @if !later.is_empty() {
            h2 { (words.say("signage-later")) }
            (table(words, &words.say("signage-later"), &later, now))
        }
    }
}

fn table(words: &Words, caption: &str, meetings: &[&OnBoard], now: Instant) -> Markup {
    let columns = ["signage-when", "signage-what", "signage-where", "signage-state"];
    html! {
        div.scroll {
            table {
                caption.unseen { (caption) }
                thead { tr { @for key in columns { th scope="col" { (words.say(key)) } } } }
                tbody {
                    @for meeting in meetings {
                        tr {
                            th scope="row" { (when(words, meeting, now)) }
                            td { (words::either(words, &meeting.title, &meeting.title_en)) }
                            td { (place(words, meeting)) }
                            td { (state(words, meeting, now)) }
                        }
                    }
                }
            }
        }
    }
}

/// Today the hours, later the day and the hour.
fn when(words: &Words, meeting: &OnBoard, now: Instant) -> Markup {
    let (from, to) = (meeting.starts_at, meeting.ends_at);
    html! {
        time datetime=(from.rfc3339()) {
            @if from.date() <= now.date() {
                (words.time_of_day(from.time())) "–" (words.time_of_day(to.time()))
            } @else {
                (words.say_with("signage-day", &[
                    ("month", i64::from(from.date().month()).into()),
                    ("day", i64::from(from.date().day()).into()),
                    ("weekday", words::weekday(words, from.date()).into()),
                ]))
                " " (words.time_of_day(from.time()))
            }
        }
    }
}

fn place(words: &Words, meeting: &OnBoard) -> Markup {
    match &meeting.room {
        _ if meeting.online => html! { (words.say("courses-online")) },
        Some(room) => words::text(words, room, ""),
        None => words::text(words, &meeting.place, &meeting.place_en),
    }
}

fn state(words: &Words, meeting: &OnBoard, now: Instant) -> Markup {
    let (tone, key) = match () {
        () if meeting.cancelled => (Tone::Bad, "courses-cancelled"),
        () if meeting.starts_at <= now => (Tone::Good, "signage-running"),
        () => (Tone::Plain, "signage-planned"),
    };
    parts::tag(tone, &words.say(key))
}
