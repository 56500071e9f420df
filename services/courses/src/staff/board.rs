//! What of courses waits for somebody today: what begins, what turns, what has to be decided.

use foundation::db::DbResult;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone, column};
use foundation::service::Today;
use foundation::staff::{Role, Staff};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use super::look_up;
use crate::rights;
use crate::store::board::{self, Line, Meeting};

/// How far the board looks ahead at openings and closings, in seconds: a week.
const AHEAD: i64 = 7 * 24 * 3600;
/// Offers that run out this soon are shown, in seconds: a day.
const OFFERS_AHEAD: i64 = 24 * 3600;

/// What the board shows; what a person may not see is not read.
#[derive(Default)]
struct Board {
    today: Vec<Meeting>,
    turning: Vec<Line>,
    short: Vec<(Line, i64)>,
    pending: Vec<(String, String, i64, i64)>,
    offers: Vec<(String, String, i64, Instant)>,
    held: Vec<(String, String, i64, i64)>,
    sees_courses: bool,
    /// Sessions at whose door this person may stand, by id.
    doors: Vec<String>,
}

/// The part of courses; nobody's who neither sees them nor stands at their doors.
///
/// # Errors
/// When nobody is signed in or the store is away.
pub async fn show(ctx: Ctx) -> Result<Option<Today>, Fault> {
    let staff = ctx.staff()?.clone();
    if !staff.may(rights::SEE) && !staff.may(rights::DOOR) {
        return Ok(None);
    }
    let now = ctx.now;
    let board = ctx.centre.db.read(move |conn| read(conn, &staff, now)).await?;
    let mut part = draw(&ctx.words, &board, now);
    if board.sees_courses {
        part.search = look_up::search_box(&ctx, &Form::default());
    }
    Ok(Some(part))
}

fn read(conn: &mut foundation::db::Conn, staff: &Staff, now: Instant) -> DbResult<Board> {
    let start = Instant::start_of(now.date()).unwrap_or(now);
    let today = board::list_sessions(conn, start, start.plus_seconds(24 * 3600))?;
    let doors = today.iter().filter(|s| staff.may(rights::DOOR) && rights::works_on(staff, &s.section));
    let doors = doors.map(|s| s.id.clone()).collect();
    let mut found = Board { sees_courses: staff.may(rights::SEE), doors, today, ..Board::default() };
    if staff.may(rights::SEE) {
        found.turning = board::list_turning(conn, now, now.plus_seconds(AHEAD))?;
    }
    if staff.may(rights::EDIT) || staff.may(rights::SERVE) {
        // What one can act on: the own section's courses, all for the director.
        let section = if staff.roles.contains(&Role::Director) { "" } else { &staff.section };
        found.short = board::list_short(conn, section, now)?;
        found.pending = board::list_pending(conn, section, now)?;
        found.offers = board::list_offers(conn, section, now.plus_seconds(OFFERS_AHEAD))?;
        if staff.may(rights::SERVE) {
            found.held = board::list_held(conn, section)?;
        }
    }
    Ok(found)
}

fn draw(words: &Words, board: &Board, now: Instant) -> Today {
    let on = html! {
        section {
            h2 { (words.say("board-today")) }
            (today_table(words, board, now))
        }
    };
    let waiting = html! {
        @if !board.held.is_empty() { (held_section(words, &board.held)) }
        @if !board.short.is_empty() { (short_section(words, &board.short)) }
        @if !board.pending.is_empty() { (pending_section(words, &board.pending)) }
        @if !board.offers.is_empty() { (offers_section(words, &board.offers)) }
    };
    let coming = html! {
        @if board.sees_courses {
            section {
                h2 { (words.say("board-turning")) }
                (turning_table(words, &board.turning, now))
            }
        }
    };
    Today { on, waiting, coming, ..Today::default() }
}

fn course_link(words: &Words, id: &str, title: &str) -> Markup {
    html! { a href=(words.path(&format!("/office/courses/{id}"))) { (title) } }
}

fn today_table(words: &Words, board: &Board, now: Instant) -> Markup {
    let columns = vec![
        column(words.say("board-time")),
        column(words.say("board-course")),
        column(words.say("board-place")),
        column(words.say("board-came")).number(),
        column(words.say("board-state")),
        column(words.say("board-do")).unseen(),
    ];
    let rows = board.today.iter().map(|s| {
        let time =
            format!("{}–{}", words.time_of_day(s.starts_at.time()), words.time_of_day(s.ends_at.time()));
        let (tone, state) = match () {
            () if s.cancelled => (Tone::Bad, "edit-standing-cancelled"),
            () if now >= s.ends_at => (Tone::Plain, "board-over"),
            () if now >= s.starts_at => (Tone::Good, "board-running"),
            () => (Tone::Info, "board-coming"),
        };
        vec![
            html! { (time) },
            html! {
                @if board.sees_courses { (course_link(words, &s.course_id, &s.title)) } @else { (s.title) }
                @if !s.topic.is_empty() { br; small.soft { (s.topic) } }
            },
            html! { (s.place) },
            html! { (words.number(s.came)) " / " (words.number(s.expected)) },
            parts::tag(tone, &words.say(state)),
            html! {
                @if board.doors.contains(&s.id) && !s.cancelled {
                    @let day = format!("/office/courses/{}/sessions/{}/day", s.course_id, s.number);
                    a href=(words.path(&day)) { (words.say("board-check-in")) span.unseen { " " (s.title) } }
                }
            },
        ]
    });
    html! { (parts::table(words, words.say("board-today"), columns, rows.collect()).caption_unseen().empty(words.say("board-today-none"))) }
}

fn turning_table(words: &Words, turning: &[Line], now: Instant) -> Markup {
    let columns = vec![
        column(words.say("board-when")),
        column(words.say("board-what")),
        column(words.say("board-course")),
        column(words.say("board-taken")).number(),
        column(words.say("board-waiting")).number(),
    ];
    let rows = turning.iter().map(|c| {
        let opens = c.opens_at > now;
        let (tone, key) = if opens { (Tone::Info, "board-opens") } else { (Tone::Wait, "board-closes") };
        vec![
            parts::time_short(words, if opens { c.opens_at } else { c.closes_at }),
            parts::tag(tone, &words.say(key)),
            course_link(words, &c.id, &c.title),
            html! { (words.number(c.taken)) " / " (words.number(c.capacity)) },
            html! { (words.number(c.waiting)) },
        ]
    });
    html! { (parts::table(words, words.say("board-turning"), columns, rows.collect()).caption_unseen().empty(words.say("board-turning-none"))) }
}

fn short_section(words: &Words, short: &[(Line, i64)]) -> Markup {
    let columns = vec![
        column(words.say("board-course")),
        column(words.say("board-begins")),
        column(words.say("board-registered")).number(),
        column(words.say("board-needed")).number(),
        column(words.say("board-do")).unseen(),
    ];
    let rows = short.iter().map(|(c, confirmed)| {
        vec![
            course_link(words, &c.id, &c.title),
            parts::time_short(words, c.starts_at),
            html! { (words.number(*confirmed)) },
            html! { (words.number(c.minimum)) },
            html! { a href=(words.path(&format!("/office/courses/{}/cancellation", c.id))) { (words.say("board-decide")) span.unseen { " " (c.title) } } },
        ]
    });
    html! {
        section {
            h2 { (words.say("board-short")) " " (parts::tag(Tone::Bad, &words.number(size(short.len())))) }
            (parts::table(words, words.say("board-short"), columns, rows.collect()).caption_unseen())
        }
    }
}

fn pending_section(words: &Words, pending: &[(String, String, i64, i64)]) -> Markup {
    let columns = vec![
        column(words.say("board-course")),
        column(words.say("board-parties")).number(),
        column(words.say("board-persons")).number(),
        column(words.say("board-do")).unseen(),
    ];
    let rows = pending.iter().map(|(id, title, parties, persons)| {
        vec![
            course_link(words, id, title),
            html! { (words.number(*parties)) },
            html! { (words.number(*persons)) },
            html! { a href=(words.path(&format!("/office/courses/{id}/registrations?status=pending"))) { (words.say("board-approve")) span.unseen { " " (title) } } },
        ]
    });
    html! {
        section {
            h2 { (words.say("board-pending")) " " (parts::tag(Tone::Wait, &words.number(pending.iter().map(|p| p.2).sum()))) }
            (parts::table(words, words.say("board-pending"), columns, rows.collect()).caption_unseen())
        }
    }
}

/// Walk-ins that a telephone let in and nobody has decided on.
fn held_section(words: &Words, held: &[(String, String, i64, i64)]) -> Markup {
    let columns = vec![
        column(words.say("board-course")),
        column(words.say("board-parties")).number(),
        column(words.say("board-do")).unseen(),
    ];
    let rows = held.iter().map(|(id, title, number, parties)| {
        vec![
            course_link(words, id, title),
            html! { (words.number(*parties)) },
            html! { a href=(words.path(&format!("/office/courses/{id}/sessions/{number}/clashes"))) { (words.say("board-see")) span.unseen { " " (title) } } },
        ]
    });
    html! {
        section {
            h2 { (words.say("board-held")) " " (parts::tag(Tone::Bad, &words.number(held.iter().map(|h| h.3).sum()))) }
            (parts::table(words, words.say("board-held"), columns, rows.collect()).caption_unseen())
        }
    }
}

fn offers_section(words: &Words, offers: &[(String, String, i64, Instant)]) -> Markup {
    let columns = vec![
        column(words.say("board-course")),
        column(words.say("board-parties")).number(),
        column(words.say("board-first-ends")),
        column(words.say("board-do")).unseen(),
    ];
    let rows = offers.iter().map(|(id, title, parties, until)| {
        vec![
            course_link(words, id, title),
            html! { (words.number(*parties)) },
            parts::time_short(words, *until),
            html! { a href=(words.path(&format!("/office/courses/{id}/registrations?status=offered"))) { (words.say("board-see")) span.unseen { " " (title) } } },
        ]
    });
    html! {
        section {
            h2 { (words.say("board-offers")) }
            (parts::table(words, words.say("board-offers"), columns, rows.collect()).caption_unseen())
        }
    }
}

fn size(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
