//! Why an offer was or was not sent (R25): the rule in force, the seats, the line with a reason for
//! each party, the offers that are out and those that ended, on one page.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::serving::{self, Served};
use crate::model::{Fill, Status};
use crate::rules::admit::InLine;
use crate::rules::why::{Why, why};
use crate::store;
use crate::store::desk::Locked;
use crate::store::list::Aside;
use crate::store::queue::Party;

/// Parties of the line that are shown; the desk itself looks at as many.
const LINE_SHOWN: i64 = 200;
/// Offers shown, out and ended.
const OFFERS_SHOWN: i64 = 100;

struct Shown {
    locked: Locked,
    line: Vec<Party>,
    offered: Vec<Party>,
    ended: Vec<Party>,
    asides: Vec<Aside>,
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a course.
pub async fn get(ctx: Ctx, Path(course_id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    let shown = load(&ctx, &served).await?;
    let words = &ctx.words;
    let said = words.say("serve-queue-title");
    let content = html! {
        (serving::heading(&ctx, &served.course, &said))
        (serving::tabs(&ctx, &served.course, "queue"))
        (seats(&ctx, &shown))
        p { (words.say(match shown.locked.ledger.fill {
            Fill::StrictOrder => "serve-queue-strict",
            Fill::WhatFits => "serve-queue-fits",
        })) " " (words.say_with("serve-queue-hours", &[("hours", Arg::from(shown.locked.offer_hours))])) }
        (line(&ctx, &served, &shown))
        (offers(&ctx, &served, &shown))
        (ended(&ctx, &served, &shown))
    };
    Ok(ctx.page(StatusCode::OK, serving::shell(&ctx, &served.course, &said, false).page(content)))
}

async fn load(ctx: &Ctx, served: &Served) -> Result<Shown, Fault> {
    let id = served.course.id.clone();
    let shown = ctx
        .centre
        .db
        .read(move |conn| {
            let Some(locked) = store::desk::peek_ledger(conn, &id)? else { return Ok(None) };
            let list =
                |conn: &mut _, states: &[Status], limit| store::queue::list_parties(conn, &id, states, limit);
            Ok(Some(Shown {
                line: list(conn, &[Status::Waitlisted], LINE_SHOWN)?,
                offered: list(conn, &[Status::Offered], OFFERS_SHOWN)?,
                ended: list(conn, &[Status::Declined, Status::Expired], OFFERS_SHOWN)?,
                asides: store::list::list_asides(conn, &id)?,
                locked,
            }))
        })
        .await?;
    shown.ok_or(Fault::NotFound)
}

fn seats(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, ledger) = (&ctx.words, &shown.locked.ledger);
    let held: i64 = shown.offered.iter().map(|p| p.size).sum();
    let kept: i64 = shown.asides.iter().filter(|a| ctx.now < a.until_at).map(|a| a.left).sum();
    let free = ledger.free(ctx.now);
    html! {
        ul.stats {
            li.stat { b { (words.number(ledger.capacity)) } (words.say("serve-queue-capacity")) }
            li.stat { b { (words.number(ledger.taken - held)) } (words.say("serve-state-confirmed")) }
            li.stat { b { (words.number(held)) } (words.say("serve-queue-held")) }
            @if kept > 0 { li.stat { b { (words.number(kept)) } (words.say("serve-queue-kept")) } }
            li.stat { b { (words.number(free)) } (words.say("serve-seats-free")) }
            li.stat { b { (words.number(ledger.waiting)) } (words.say("serve-queue-waiting")) }
        }
        @for aside in shown.asides.iter().filter(|a| ctx.now < a.until_at && a.left > 0) {
            p.small { (aside.label) ": " (words.say_with("serve-queue-aside", &[("left", Arg::from(aside.left))])) " " (parts::time_short(words, aside.until_at)) }
        }
    }
}

fn line(ctx: &Ctx, served: &Served, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let in_line: Vec<InLine> =
        shown.line.iter().map(|p| InLine { id: p.id.clone(), number: 0, size: p.size }).collect();
    let ends: Vec<_> = shown.offered.iter().filter_map(|p| p.offered_until).collect();
    let reasons = why(&shown.locked.ledger, &in_line, &ends, shown.locked.starts_at, ctx.now);
    let columns = vec![
        column(words.say("serve-party")),
        column(words.say("serve-position")).number(),
        column(words.say("serve-seats")).number(),
        column(words.say("serve-came")),
        column(words.say("serve-queue-why")),
    ];
    let rows = shown.line.iter().zip(&reasons).enumerate().map(|(at, (party, reason))| {
        vec![
            named(ctx, served, party),
            html! { (words.number(i64::try_from(at + 1).unwrap_or(0))) },
            html! { (words.number(party.size)) },
            html! { (parts::time_short(words, party.created_at)) },
            html! { (said(words, shown, reason)) },
        ]
    });
    let hidden = shown.locked.ledger.waiting_parties - i64::try_from(shown.line.len()).unwrap_or(0);
    html! {
        h2 { (words.say("serve-queue-line")) }
        (parts::table(words, words.say("serve-queue-line"), columns, rows.collect()).caption_unseen().empty(words.say("serve-queue-empty")))
        @if hidden > 0 { p.soft { (words.say_with("serve-queue-more", &[("count", Arg::from(hidden))])) } }
    }
}

fn named(ctx: &Ctx, served: &Served, party: &Party) -> Markup {
    let href = ctx.words.path(&serving::address(&served.course, &party.id));
    html! {
        a href=(href) { (party.name) } " " span.number-code.soft { (serving::reference(&party.reference)) }
        @if !party.has_email { br; span.small.soft { (ctx.words.say("serve-no-email")) } }
    }
}

/// A reason as one plain sentence.
fn said(words: &Words, shown: &Shown, reason: &Why) -> String {
    match reason {
        Why::NotOffered => words.say("serve-why-not-offered"),
        Why::Draw => words.say("serve-why-draw"),
        Why::Begun => words.say("serve-why-begun"),
        Why::NoSeat { next: None } => words.say("serve-why-no-seat"),
        Why::NoSeat { next: Some(at) } => {
            let when = words.date_time_short(at.taipei());
            words.say_with("serve-why-no-seat-until", &[("when", Arg::from(when))])
        }
        Why::TooFew { needs, free } => {
            words.say_with("serve-why-too-few", &[("needs", Arg::from(*needs)), ("free", Arg::from(*free))])
        }
        Why::Behind { first } => {
            let first = shown.line.iter().find(|p| p.id == *first);
            let reference = first.map(|p| serving::reference(&p.reference)).unwrap_or_default();
            let size = first.map_or(0, |p| p.size);
            words.say_with(
                "serve-why-behind",
                &[("reference", Arg::from(reference)), ("size", Arg::from(size))],
            )
        }
        Why::Now => words.say("serve-why-now"),
    }
}

fn offers(ctx: &Ctx, served: &Served, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        column(words.say("serve-party")),
        column(words.say("serve-seats")).number(),
        column(words.say("serve-offered-at")),
        column(words.say("serve-offer-until")),
    ];
    let rows = shown.offered.iter().map(|party| {
        vec![
            named(ctx, served, party),
            html! { (words.number(party.size)) },
            html! { @if let Some(at) = party.offered_at { (parts::time_short(words, at)) } },
            html! { @if let Some(at) = party.offered_until { (parts::time_short(words, at)) } },
        ]
    });
    html! {
        h2 { (words.say("serve-queue-offers")) }
        (parts::table(words, words.say("serve-queue-offers"), columns, rows.collect()).caption_unseen().empty(words.say("serve-queue-no-offers")))
    }
}

fn ended(ctx: &Ctx, served: &Served, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        column(words.say("serve-party")),
        column(words.say("serve-state")),
        column(words.say("serve-offered-at")),
        column(words.say("serve-ended-at")),
    ];
    let rows = shown.ended.iter().map(|party| {
        vec![
            named(ctx, served, party),
            serving::state_tag(words, party.status),
            html! { @if let Some(at) = party.offered_at { (parts::time_short(words, at)) } },
            html! { @if let Some(at) = party.ended_at { (parts::time_short(words, at)) } },
        ]
    });
    html! {
        @if !shown.ended.is_empty() {
            h2 { (words.say("serve-queue-ended")) }
            (parts::table(words, words.say("serve-queue-ended"), columns, rows.collect()).caption_unseen())
        }
    }
}
