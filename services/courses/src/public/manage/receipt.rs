//! The receipt: how the registration stands, a QR code for each person, and what can be done.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, PreEscaped, html};

use super::record::Record;
use super::{hours, names, no_shows, open, page};
use crate::matter::Matter;
use crate::model::{CourseStatus, Seat, Status};
use crate::notice;
use crate::public::{asked, say};
use crate::questions::{Answers, Question, Whose};
use crate::rules::code::seat_code;
use crate::store;
use crate::words::called_off;

/// What may be said to be done above a receipt.
const DONE: &[&str] = &[
    "cancelled",
    "seats-cancelled",
    "changed",
    "contact-changed",
    "handed-over",
    "accepted",
    "declined",
    "changed-meanwhile",
    "names",
];

/// The receipt.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = open(&ctx, &reference).await?;
    let record = Record::find(&ctx, &matter).await?;
    let cases = no_shows::find(&ctx, &matter).await?;
    let words = &ctx.words;
    let status = matter.registration.status;
    let called_off = matter.course.status == CourseStatus::Cancelled;
    let state = if called_off && status.is_live() { "called-off" } else { status.code() };
    let title = words.say(&format!("receipt-{state}-title"));
    let code = entry_code(&ctx, &matter).await?;
    let is_shared = is_shared(&ctx, &matter).await?;
    let main = html! {
        (done(&ctx))
        (parts::panel(&title, html! {
            p { (words.say("receipt-reference")) }
            strong { (matter.reference()) }
            @if let Some(position) = matter.position {
                p { (words.say_with("receipt-position", &[("position", position.into())])) }
            }
        }))
        p { (said(words, &matter, state)) }
        @if let Some(code) = &code { (by_lot(words, &matter, code)) }
        @if is_shared { (shared(words, &matter)) }
        @if status.is_live() {
            p { (words.say(if matter.registration.email.is_empty() { "receipt-no-mail" } else { "receipt-mail" })) }
        }
        (no_shows::note(&ctx, &matter, &cases))
        (next(&ctx, &matter))
        h2 { (say::title(words, &matter.course)) }
        (say::when_and_where(&ctx, &matter.course, &matter.sessions))
        @if let Some(record) = &record { (record.draw(&ctx, &matter)) }
        (people(&ctx, &matter))
        (names::section(&ctx, &matter).await?)
        (party(words, &matter))
        @if status.is_live() { (ways(&ctx, &matter)) }
        (say::contact(words, &matter.course))
        p.hint { (words.say_with("notice-stored", &[("version", matter.registration.notice_version.as_str().into())])) }
    };
    Ok(ctx.page(StatusCode::OK, page(&ctx, &matter, &title, false, main)))
}

/// The anonymous code of the registration in its draw, if it is in one.
async fn entry_code(ctx: &Ctx, matter: &Matter) -> Result<Option<String>, Fault> {
    if !matter.course.method.is_drawn() {
        return Ok(None);
    }
    let id = matter.registration.id.clone();
    let kept = ctx.centre.db.read(move |conn| store::draw::find_code(conn, &id)).await?;
    let is_entered = matter.registration.status == Status::Entered;
    let own = || crate::settle::entry_code(&ctx.centre.keys, &matter.registration.id);
    Ok(kept.or_else(|| is_entered.then(own)))
}

/// Whether the entry counts together with an earlier one, while that can still be mended.
async fn is_shared(ctx: &Ctx, matter: &Matter) -> Result<bool, Fault> {
    if matter.registration.status != Status::Entered || matter.is_listed(ctx.now) {
        return Ok(false);
    }
    let id = matter.registration.id.clone();
    Ok(ctx.centre.db.read(move |conn| store::wish::is_shared(conn, &id)).await?)
}

/// Somebody may have typed a telephone or an address that is not theirs: whom to speak to, and until when.
fn shared(words: &Words, matter: &Matter) -> Markup {
    let until = matter.listed_at.map(|at| words.date_time(at.taipei())).unwrap_or_default();
    let text = words.say_with("receipt-shared-text", &[("until", until.into())]);
    parts::notice(Tone::Wait, &words.say("receipt-shared-title"), html! { p { (text) } })
}

fn by_lot(words: &Words, matter: &Matter, code: &str) -> Markup {
    html! {
        p {
            (words.say("receipt-draw-code")) " " strong { code { (code) } } br;
            a href=(words.path(&say::path(&matter.course, "/draw"))) { (words.say("receipt-draw-link")) }
        }
    }
}

fn done(ctx: &Ctx) -> Markup {
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let done = DONE.iter().find(|known| **known == given.text("done"));
    html! {
        @if let Some(done) = done {
            @let tone = if *done == "changed-meanwhile" { Tone::Wait } else { Tone::Good };
            (parts::notice(tone, &ctx.words.say(&format!("receipt-done-{done}")), html! {}))
        }
    }
}

fn said(words: &Words, matter: &Matter, state: &str) -> String {
    let (registration, course) = (&matter.registration, &matter.course);
    let until = registration.offered_until.map(|at| words.date_time(at.taipei())).unwrap_or_default();
    words.say_with(
        &format!("receipt-{state}-text"),
        &[
            ("until", until.into()),
            ("hours", course.offer_hours.into()),
            ("reason", called_off(words, course).into()),
        ],
    )
}

/// The one thing to do next, when there is one.
fn next(ctx: &Ctx, matter: &Matter) -> Markup {
    let words = &ctx.words;
    let to = |below: &str| words.path(&matter.path(&ctx.centre.keys, below));
    let version = notice::version(words, &matter.course.notice_version);
    html! {
        @match matter.registration.status {
            Status::Offered => div.actions { (parts::button_link(to("/offer"), words.say("receipt-answer-offer"))) },
            status if status.is_live() && matter.may_change(ctx.now) && !matter.is_listed(ctx.now) && matter.lacks(&version) => {
                (parts::notice(Tone::Wait, &words.say("receipt-lacks-title"), html! {
                    p { a href=(to("/answers")) { (words.say("receipt-lacks-link")) } }
                }))
            },
            status if !status.is_live() => div.actions {
                (parts::button_link(words.path(&say::path(&matter.course, "")), words.say("register-back-to-course")).secondary())
            },
            _ => {},
        }
    }
}

fn people(ctx: &Ctx, matter: &Matter) -> Markup {
    let words = &ctx.words;
    let questions = matter.questions();
    let confirmed = matter.registration.status == Status::Confirmed;
    html! {
        @if matter.present().next().is_some() {
            h2 { (words.say("receipt-people")) }
            @if confirmed { p { (words.say("receipt-qr-text")) } }
            ul.cards { @for seat in matter.present() { (person(ctx, matter, seat, &questions, confirmed)) } }
        }
    }
}

fn person(ctx: &Ctx, matter: &Matter, seat: &Seat, questions: &[Question], confirmed: bool) -> Markup {
    let words = &ctx.words;
    let own = asked::said(words, questions, Whose::Person, &Answers::parse(&seat.answers));
    let may_hand_over = confirmed && matter.may_change(ctx.now);
    let handover = matter.path(&ctx.centre.keys, &format!("/seats/{}", seat.number));
    let alternative = words.say_with("receipt-qr-of", &[("name", seat.name.as_str().into())]);
    html! {
        li.card {
            h3 { (seat.name) }
            @if confirmed { (qr(ctx, matter, seat, &alternative)) }
            (answers(&own))
            (hours::link(ctx, matter, seat))
            @if may_hand_over {
                p.no-print { a href=(words.path(&handover)) { (words.say("handover-link")) span.unseen { " " (seat.name) } } }
            }
        }
    }
}

/// The code for the door; who has no scanner reads the number below it.
fn qr(ctx: &Ctx, matter: &Matter, seat: &Seat, alternative: &str) -> Markup {
    let code = seat_code(&ctx.centre.keys, &matter.course.id, &seat.id);
    html! {
        @if let Some(svg) = foundation::qr::svg(&code, alternative) {
            figure.qr { (PreEscaped(svg)) figcaption { (matter.reference()) " · " (seat.number) } }
        }
    }
}

fn answers(rows: &[(String, String)]) -> Markup {
    html! { @if !rows.is_empty() { dl.summary { @for (label, value) in rows { div { dt { (label) } dd { (value) } } } } } }
}

fn party(words: &Words, matter: &Matter) -> Markup {
    let rows = asked::said(words, &matter.questions(), Whose::Registration, &matter.answers());
    html! { @if !rows.is_empty() { h2 { (words.say("receipt-answers")) } (answers(&rows)) } }
}

/// What can be done, each on a page of its own.
fn ways(ctx: &Ctx, matter: &Matter) -> Markup {
    let words = &ctx.words;
    let to = |below: &str| words.path(&matter.path(&ctx.centre.keys, below));
    let link = |below: &str, key: &str| parts::button_link(to(below), words.say(key)).secondary();
    let confirmed = matter.registration.status == Status::Confirmed;
    let until = words.date_time(matter.course.change_until.taipei());
    html! {
        section.no-print {
            h2 { (words.say("receipt-ways")) }
            div.actions {
                @if confirmed { (link("/calendar.ics", "receipt-calendar")) }
                (parts::print_button(words))
                @if matter.may_change_contact(ctx.now) { (link("/contact", "receipt-contact")) }
                @if matter.may_change(ctx.now) {
                    @if !matter.questions().is_empty() && !matter.is_listed(ctx.now) { (link("/answers", "receipt-change")) }
                    (link("/cancel", if confirmed { "receipt-cancel" } else { "receipt-leave" }))
                } @else if matter.may_stay_away(ctx.now) {
                    (link("/absent", "receipt-absent"))
                }
            }
            @if confirmed { p.hint { (words.say_with("receipt-until", &[("until", until.into())])) } }
            p.hint { (words.say("receipt-keep-link")) }
        }
    }
}
