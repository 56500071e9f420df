//! `/residents/adults`: another adult is invited to the household; both must agree, and each may leave it.

use axum::extract::Path;
use axum::response::Response;
use foundation::attempts;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::mail::{self, NewMail};
use foundation::parts;
use foundation::residents::{INVITATIONS, Resident};
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::html;
use office::email::Email;

use crate::door;
use crate::model::{Invitation, InvitationState};
use crate::store::{self, Act};

/// Invitations one resident may send in a day.
const INVITATIONS_MAX: i64 = 10;
const DAY_SECONDS: i64 = 86_400;

/// The form.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    Ok(match door::resident(&ctx).await? {
        Ok(resident) => page(&ctx, &resident, &Form::default()).await?,
        Err(way_in) => way_in,
    })
}

/// An adult leaves the household; with the last one all that is kept there goes.
///
/// # Errors
/// When the store cannot answer.
pub async fn leave(ctx: Ctx) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let act = Act::of(&ctx);
    let leave = move |conn: &mut Conn| {
        let Some(household) = store::find_household(conn, &resident.id)? else { return Ok(()) };
        store::drop_adult(conn, &resident.id)?;
        act.note(conn, Entry::new(store::HOUSEHOLD, &household, "adult-left"))
    };
    ctx.centre.db.write(leave).await?;
    Ok(ctx.go(&format!("{}?done=left", door::HOME)))
}

/// Sends an invitation.
///
/// # Errors
/// [`Fault::TooMany`] when too many were sent today.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let email = match Email::parse(form.text("email").trim()) {
        Ok(email) => email.into_string().to_lowercase(),
        Err(error) => {
            form.wrong("email", error.key());
            return page(&ctx, &resident, &form).await;
        }
    };
    if email == resident.email {
        form.wrong("email", "household-error-oneself");
        return page(&ctx, &resident, &form).await;
    }
    let (act, token) = (Act::of(&ctx), ctx.centre.chance.token());
    let days = ctx.centre.number("residents.invitation_days").clamp(1, 60);
    let ends_at = ctx.now.plus_seconds(days * DAY_SECONDS);
    let letter = letter(&ctx, &email, &resident.email, &token, days);
    let sender = resident.clone();
    let send = move |conn: &mut Conn| -> DbResult<Option<bool>> {
        let subject = format!("resident-invitations:{}", sender.id);
        let since = act.now.plus_seconds(-DAY_SECONDS);
        if !attempts::take_up_to(conn, &subject, since, INVITATIONS_MAX, act.now)? {
            return Ok(None);
        }
        let new = Invitation {
            id: act.id().into_string(),
            household_id: store::found(conn, &act, &sender.id)?,
            email: email.clone(),
            state: InvitationState::Sent,
            accepted_by: None,
            ends_at,
        };
        if !store::add_invitation(conn, &act, &new, &token, &sender.id)? {
            return Ok(Some(false));
        }
        let letter = NewMail { matter_id: new.id, ..letter.clone() };
        mail::add(conn, &[act.id()], act.now, &[letter])?;
        Ok(Some(true))
    };
    match ctx.centre.db.write(send).await? {
        None => Err(Fault::TooMany(DAY_SECONDS)),
        Some(false) => {
            form.wrong("", "household-error-invitations");
            page(&ctx, &resident, &form).await
        }
        Some(true) => {
            ctx.centre.work_waits.notify_one();
            Ok(ctx.go(&format!("{}?done=invited", door::HOME)))
        }
    }
}

fn letter(ctx: &Ctx, email: &str, from: &str, token: &str, days: i64) -> NewMail {
    let words = &ctx.words;
    let args = [
        ("centre", ctx.centre_name().into()),
        ("from", from.into()),
        ("link", ctx.full_address(&format!("{INVITATIONS}/{token}")).into()),
        ("days", days.into()),
    ];
    NewMail {
        unique_key: None,
        to: email.to_owned(),
        subject: words.say_with("household-mail-subject", &args),
        body: words.say_with("household-mail-text", &args),
        calendar: None,
        matter: store::INVITATION,
        matter_id: String::new(),
        section: String::new(),
    }
}

/// The household confirms or takes back an invitation of its own.
///
/// # Errors
/// [`Fault::NotFound`] when it is not there (any more).
pub async fn answer(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let (act, confirms) = (Act::of(&ctx), form.has("confirm"));
    let settle = move |conn: &mut Conn| -> DbResult<bool> {
        let Some(household) = store::find_household(conn, &resident.id)? else { return Ok(false) };
        if confirms {
            store::confirm(conn, &act, &household, &id)
        } else {
            store::withdraw(conn, &act, &household, &id)
        }
    };
    if !ctx.centre.db.write(settle).await? {
        return Err(Fault::NotFound);
    }
    Ok(ctx.go(&format!("{}?done={}", door::HOME, if confirms { "joined" } else { "withdrawn" })))
}

async fn page(ctx: &Ctx, resident: &Resident, form: &Form) -> Result<Response, Fault> {
    let words = &ctx.words;
    let id = resident.id.clone();
    let household = ctx.centre.db.read(move |conn| store::find_household(conn, &id)).await?;
    let title = words.say("household-invite");
    let main = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p { (words.say("household-invite-text")) }
        (parts::form(words.path("/residents/adults"), html! {
            (parts::email(words, "email", words.say("household-invite-email")).autocomplete("off")
                .value(form.text("email")).error(form.said_of(words, "email")))
            div.actions {
                (parts::button(words.say("household-invite-send")))
                (parts::button_link(words.path(door::HOME), words.say("residents-back")).secondary())
            }
        }))
        @if household.is_some() {
            (parts::details(&words.say("household-leave"), html! {
                p { (words.say("household-leave-text")) }
                (parts::form(words.path("/residents/leave"), html! {
                    div.actions { (parts::warning_button(words.say("household-leave-button"))) }
                }).id("leave"))
            }))
        }
    };
    Ok(door::page(ctx, door::status(form), &title, !form.is_right(), &main))
}
