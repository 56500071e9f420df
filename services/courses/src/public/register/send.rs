//! The form is sent: the desk decides, and every answer has its page.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use foundation::fault::Fault;
use foundation::parts::{self, Tone};
use foundation::residents;
use foundation::web::Ctx;
use maud::html;

use super::draft::{Draft, Party, Step};
use super::{Desired, pages, together};
use crate::desk::{Answer, Desk, DeskError, NewParty, Work};
use crate::entry;
use crate::matter;
use crate::public::arrival;
use crate::rules::admit::Refusal;
use crate::rules::entry::Barred;

/// Seconds after which the desk has worked off its queue.
const RETRY_SECONDS: u16 = 3;

pub(super) async fn send(ctx: &Ctx, desired: &Desired, mut draft: Draft) -> Result<Response, Fault> {
    let party = draft.party(desired, ctx.now);
    if draft.form.text("consent") != "yes" {
        draft.form.wrong("consent", "register-error-consent");
    }
    if let Some(page) = draft.page_of_mistake() {
        return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, pages::step(ctx, desired, &draft, page)));
    }
    let email = party.email.clone();
    let household = household(ctx, desired).await?;
    let party = NewParty { household, ..new_party(ctx, desired, &draft, party) };
    let work = Work::Register(Arc::new(party));
    match Desk::of(&ctx.centre)?.ask(&desired.shown.course.id, work, ctx.actor()).await {
        Ok(Answer::Registered(done)) => {
            Ok(ctx.go(&matter::path(&ctx.centre.keys, (&done.reference, &email), "")))
        }
        Ok(Answer::InLine(id)) => Ok(ctx.go(&arrival::path(&ctx.centre.keys, &id))),
        Ok(Answer::Refused(refusal)) => Ok(refused(ctx, desired, draft, refusal)),
        Ok(Answer::KeyReused) => Ok(sent_another(ctx, desired, draft)),
        Ok(Answer::Barred(barred)) => barred_out(ctx, desired, draft, &barred).await,
        Ok(_) => Err(Fault::NotFound),
        Err(DeskError::Busy) => Ok(busy(ctx, desired, &draft)),
        Err(error) => Err(error.into()),
    }
}

/// What tells the household of whoever is signed in from others, where places are drawn; else nothing.
async fn household(ctx: &Ctx, desired: &Desired) -> Result<String, Fault> {
    match &desired.resident {
        Some(resident) if desired.shown.course.method.is_drawn() => {
            let household = residents::household(&ctx.centre, resident).await?;
            Ok(ctx.centre.keys.sign("household", &household).chars().take(16).collect())
        }
        _ => Ok(String::new()),
    }
}

fn new_party(ctx: &Ctx, desired: &Desired, draft: &Draft, party: Party) -> NewParty {
    NewParty {
        key: draft.form.text("key").to_owned(),
        name: party.name,
        phone: party.phone,
        email: party.email,
        language: ctx.words.lang().code().to_owned(),
        channel: office::Channel::Web.code().to_owned(),
        registered_by: "resident".to_owned(),
        answers: party.answers.render(),
        notice_version: desired.notice.clone(),
        declares_group: draft.form.text("group") == "yes",
        members: party.members,
        ..NewParty::default()
    }
    .with_fingerprint()
}

/// This form was sent before with something else in it, and that is registered: sent again it is another
/// registration, and somebody must want that.
fn sent_another(ctx: &Ctx, desired: &Desired, mut draft: Draft) -> Response {
    let words = &ctx.words;
    draft.form.set("key", ctx.centre.chance.token());
    let said = parts::notice(
        Tone::Wait,
        &words.say("register-another-title"),
        html! {
            p { (words.say("register-another-text")) }
            p { a href=(words.path("/progress")) { (words.say("register-already-link")) } }
        },
    );
    ctx.page(StatusCode::CONFLICT, pages::check_with(ctx, desired, &draft, &said))
}

/// Rules are not met, or an option is full: said beside the person, with what else fits (R28, R03).
async fn barred_out(
    ctx: &Ctx,
    desired: &Desired,
    mut draft: Draft,
    barred: &[Barred],
) -> Result<Response, Fault> {
    entry::note(&mut draft.form, barred);
    let said = together::others(ctx, desired, &mut draft).await?;
    let step = draft.page_of_mistake().unwrap_or(Step::People);
    Ok(ctx.page(StatusCode::CONFLICT, pages::step_with(ctx, desired, &draft, step, &said)))
}

fn refused(ctx: &Ctx, desired: &Desired, mut draft: Draft, refusal: Refusal) -> Response {
    let words = &ctx.words;
    let conflict = |page| ctx.page(StatusCode::CONFLICT, page);
    match refusal {
        Refusal::NotOpen { opens_at } => {
            let when = words.date_time(opens_at.taipei());
            let said = parts::notice(
                Tone::Wait,
                &words.say("register-early-title"),
                html! {
                    p { (words.say_with("register-early-text", &[("when", when.into())])) }
                },
            );
            conflict(pages::check_with(ctx, desired, &draft, &said))
        }
        Refusal::Later { opens_at } => {
            let args = [("when", words.date_time(opens_at.taipei()).into())];
            let text = html! {
                p { (words.say("register-later-text")) }
                p { a href=(words.path("/no-shows")) { (words.say("no-show-more")) } }
            };
            let said = parts::notice(Tone::Wait, &words.say_with("register-later-title", &args), text);
            conflict(pages::check_with(ctx, desired, &draft, &said))
        }
        Refusal::AlreadyHere => {
            let said = parts::notice(
                Tone::Bad,
                &words.say("register-already-title"),
                html! {
                    p { (words.say("register-already-text")) }
                    p { a href=(words.path("/progress")) { (words.say("register-already-link")) } }
                },
            );
            conflict(pages::check_with(ctx, desired, &draft, &said))
        }
        Refusal::WrongSize { max } => {
            let args = vec![("max", foundation::i18n::Arg::from(max))];
            draft.form.wrong_with("", "register-error-too-many", args);
            ctx.page(StatusCode::UNPROCESSABLE_ENTITY, pages::step(ctx, desired, &draft, Step::People))
        }
        Refusal::Full | Refusal::Closed | Refusal::NotOffered => {
            conflict(pages::no_way(ctx, desired, Some(&draft)))
        }
    }
}

/// More come at once than can be taken in: nothing is lost, one press sends it again.
fn busy(ctx: &Ctx, desired: &Desired, draft: &Draft) -> Response {
    let words = &ctx.words;
    let said = parts::notice(
        Tone::Wait,
        &words.say("register-busy-title"),
        html! {
            p { (words.say("register-busy-text")) }
        },
    );
    let page = pages::check_with(ctx, desired, draft, &said);
    let mut response = ctx.page(StatusCode::SERVICE_UNAVAILABLE, page);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
    response
}
