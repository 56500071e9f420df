//! An offered seat: accept, decline or let it pass, by the link alone (R18, R19, R24).
//!
//! Opening the page changes nothing, so that mail programs that open links do no harm. What the form
//! asks for and the party has not told yet is asked here, before the seats are confirmed.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::web::Ctx;
use foundation::{pages, parts};
use maud::{Markup, html};

use super::manage::{self, answers};
use super::say;
use crate::desk::{Answer, Desk, Work};
use crate::entry;
use crate::matter::Matter;
use crate::model::{CourseStatus, Event, Status};
use crate::notice;
use crate::rules::entry::Barred;

/// The offer.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let matter = manage::open(&ctx, &reference).await?;
    if !is_open(&ctx, &matter) {
        return Ok(ctx.page(StatusCode::OK, over(&ctx, &matter)));
    }
    let form = answers::known(&matter);
    Ok(ctx.page(StatusCode::OK, shown(&ctx, &matter, &form)))
}

/// It was accepted or declined.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let matter = manage::open(&ctx, &reference).await?;
    if !is_open(&ctx, &matter) {
        return Ok(ctx.page(StatusCode::CONFLICT, over(&ctx, &matter)));
    }
    if form.has("decline") {
        return settle(&ctx, &matter, Event::Decline, "declined").await;
    }
    if lacks(&ctx, &matter) {
        let version = notice::version(&ctx.words, &matter.course.notice_version);
        let changed = answers::read(&ctx, &matter, &mut form);
        if matter.registration.notice_version != version && form.text("consent") != "yes" {
            form.wrong("consent", "register-error-consent");
        }
        if !form.is_right() {
            return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, shown(&ctx, &matter, &form)));
        }
        let barred = answers::keep(&ctx, &matter, changed, version).await?;
        if !barred.is_empty() {
            return Ok(ctx.page(StatusCode::CONFLICT, barred_out(&ctx, &matter, &barred)));
        }
    }
    settle(&ctx, &matter, Event::Accept, "accepted").await
}

/// Whether the seats are still held.
fn is_open(ctx: &Ctx, matter: &Matter) -> bool {
    let registration = &matter.registration;
    matter.course.status == CourseStatus::Published
        && registration.status == Status::Offered
        && registration.offered_until.is_some_and(|until| ctx.now < until)
}

fn lacks(ctx: &Ctx, matter: &Matter) -> bool {
    matter.lacks(&notice::version(&ctx.words, &matter.course.notice_version))
}

async fn settle(ctx: &Ctx, matter: &Matter, event: Event, done: &str) -> Result<Response, Fault> {
    let work = Work::Happen { registration_id: matter.registration.id.clone(), event, why: None };
    let answer = Desk::of(&ctx.centre)?.ask(&matter.course.id, work, ctx.actor()).await?;
    if let Answer::Barred(barred) = &answer {
        return Ok(ctx.page(StatusCode::CONFLICT, barred_out(ctx, matter, barred)));
    }
    let done = if matches!(answer, Answer::Done(_)) { done } else { "changed-meanwhile" };
    Ok(ctx.go(&format!("{}&done={done}", matter.path(&ctx.centre.keys, ""))))
}

fn page(ctx: &Ctx, title: &str, has_errors: bool, main: Markup) -> Markup {
    let shell = pages::shell(ctx, title);
    let here = vec![parts::crumb(ctx.words.path("/progress"), ctx.words.say("progress-title"))];
    let head_extra = html! { meta name="robots" content="noindex"; };
    parts::Shell { here, has_errors, head_extra, updated_on: None, ..shell }.page(main)
}

fn shown(ctx: &Ctx, matter: &Matter, form: &Form) -> Markup {
    let words = &ctx.words;
    let title = words.say("offer-title");
    let until = matter.registration.offered_until.unwrap_or(ctx.now);
    let names: Vec<&str> = matter.present().map(|s| s.name.as_str()).collect();
    let names = words.list(&names);
    let when = words.date_time(until.taipei());
    page(
        ctx,
        &title,
        !form.is_right(),
        html! {
            (parts::error_summary(words, &form.said(words)))
            h1 { (title) }
            p.lead { (say::title(words, &matter.course)) }
            (parts::countdown(words, until).said(
                words.say_with("offer-until", &[("when", when.into())]), words.say("offer-ran-out")))
            p { (words.say_with("offer-text", &[("names", names.into()), ("count", matter.registration.size.into())])) }
            (say::when_and_where(ctx, &matter.course, &matter.sessions))
            (parts::form(words.path(&matter.path(&ctx.centre.keys, "/offer")), html! {
                @if lacks(ctx, matter) {
                    h2 { (words.say("offer-lacks")) }
                    (answers::fields(words, matter, form))
                    (answers::missing_consent(ctx, matter, form))
                }
                div.actions {
                    (parts::button(words.say("offer-accept")).name("accept", "yes"))
                    (parts::button(words.say("offer-decline")).name("decline", "yes").secondary())
                }
            }))
            (say::contact(words, &matter.course))
        },
    )
}

/// The offer cannot be accepted as the party is: why, and where its answers can be changed.
fn barred_out(ctx: &Ctx, matter: &Matter, barred: &[Barred]) -> Markup {
    let words = &ctx.words;
    let title = words.say("offer-title");
    let to = |below: &str| words.path(&matter.path(&ctx.centre.keys, below));
    let said = entry::said(words, barred, &matter.questions());
    page(
        ctx,
        &title,
        true,
        html! {
            h1 { (title) }
            (parts::notice(parts::Tone::Bad, &words.say("entry-title"), html! { ul { @for line in &said { li { (line) } } } }))
            div.actions {
                @if !matter.questions().is_empty() { (parts::button_link(to("/answers"), words.say("receipt-change"))) }
                (parts::button_link(to("/offer"), words.say("manage-back")).secondary())
            }
            (say::contact(words, &matter.course))
        },
    )
}

/// There is no offer (any more).
fn over(ctx: &Ctx, matter: &Matter) -> Markup {
    let words = &ctx.words;
    let title = words.say("offer-over-title");
    let receipt = words.path(&matter.path(&ctx.centre.keys, ""));
    page(
        ctx,
        &title,
        false,
        html! {
            h1 { (title) }
            p { (words.say("offer-over-text")) }
            div.actions {
                (parts::button_link(receipt, words.say("manage-back")))
                (parts::button_link(words.path("/courses?open=yes"), words.say("register-other-courses")).secondary())
            }
        },
    )
}
