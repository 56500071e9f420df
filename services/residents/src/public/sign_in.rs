//! `/residents/sign-in`: an e-mail address, to which a link is sent.
//!
//! Whoever asks gets the same answer, known or not, and even when too many links were asked for, so that
//! nobody learns who has been here.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::attempts;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::mail::{self, NewMail};
use foundation::parts;
use foundation::residents::{self, MATTER, NewLink, SIGN_IN};
use foundation::staff::token_hash;
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::html;
use office::email::Email;

use crate::door;
use crate::rules;
use crate::store::Act;

/// Seconds over which links asked for are counted.
const WINDOW_SECONDS: i64 = 15 * 60;
/// Links sent to one address in that time.
const LINKS_MAX: i64 = 5;

/// The form; whoever is signed in already goes where they wanted.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let to = door::wanted(&ctx);
    Ok(match residents::of(&ctx).await? {
        Some(_) => ctx.go(&to),
        None => page(&ctx, &Form::default(), &to),
    })
}

/// A link is asked for.
///
/// # Errors
/// [`Fault::TooMany`] when the network address asked too often.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let to = rules::own_path(form.text("to")).to_owned();
    let email = match Email::parse(form.text("email").trim()) {
        Ok(email) => email.into_string().to_lowercase(),
        Err(error) => {
            form.wrong("email", error.key());
            return Ok(page(&ctx, &form, &to));
        }
    };
    let new = NewLink {
        token: ctx.centre.chance.token(),
        ends_at: ctx.now.plus_seconds(residents::link_seconds(&ctx.centre)),
        leads_to: to,
        email,
    };
    let minutes = residents::link_seconds(&ctx.centre) / 60;
    let letter = letter(&ctx, &new, minutes);
    let (act, address) = (Act::of(&ctx), ctx.address.clone().unwrap_or_default());
    let max = ctx.centre.number("residents.address_links").max(1);
    let (email, id) = (new.email.clone(), ctx.centre.chance.id(ctx.now));
    let send = move |conn: &mut Conn| -> DbResult<bool> {
        let (now, since) = (act.now, act.now.plus_seconds(-WINDOW_SECONDS));
        let network = format!("resident-links:{}", attempts::network(&address));
        if !attempts::take_up_to(conn, &network, since, max, now)? {
            return Ok(false);
        }
        let receiver = format!("resident-link:{}", token_hash(&new.email));
        if attempts::take_up_to(conn, &receiver, since, LINKS_MAX, now)? {
            residents::add_link(conn, &new, now)?;
            mail::add(conn, std::slice::from_ref(&id), now, std::slice::from_ref(&letter))?;
            act.note(conn, Entry::new(MATTER, "", "link-asked"))?;
        }
        Ok(true)
    };
    if !ctx.centre.db.write(send).await? {
        return Err(Fault::TooMany(WINDOW_SECONDS));
    }
    ctx.centre.work_waits.notify_one();
    Ok(sent(&ctx, &email, minutes))
}

fn letter(ctx: &Ctx, new: &NewLink, minutes: i64) -> NewMail {
    let words = &ctx.words;
    let link = ctx.full_address(&format!("{SIGN_IN}/{}", new.token));
    let args = [("centre", ctx.centre_name().into()), ("link", link.into()), ("minutes", minutes.into())];
    NewMail {
        unique_key: None,
        to: new.email.clone(),
        subject: words.say_with("residents-mail-subject", &args),
        body: words.say_with("residents-mail-text", &args),
        calendar: None,
        matter: MATTER,
        matter_id: String::new(),
        section: String::new(),
    }
}

fn sent(ctx: &Ctx, email: &str, minutes: i64) -> Response {
    let words: &Words = &ctx.words;
    let title = words.say("residents-sent-title");
    let said = words.say_with("residents-sent-text", &[("email", email.into()), ("minutes", minutes.into())]);
    let main = html! {
        h1 { (title) }
        p.lead { (said) }
        p { (words.say("residents-sent-help")) }
        p { a href=(words.path(SIGN_IN)) { (words.say("residents-sent-again")) } }
    };
    door::page(ctx, StatusCode::OK, &title, false, &main)
}

fn page(ctx: &Ctx, form: &Form, to: &str) -> Response {
    let words = &ctx.words;
    let title = words.say("residents-sign-in-title");
    let main = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("residents-sign-in-lead")) }
        p { (words.say("residents-sign-in-optional")) }
        (parts::form(words.path(SIGN_IN), html! {
            (parts::hidden("to", to))
            (parts::email(words, "email", words.say("residents-email"))
                .value(form.text("email")).error(form.said_of(words, "email")))
            div.actions { (parts::button(words.say("residents-send-link"))) }
        }))
        (parts::details(&words.say("residents-notice-title"), html! { p { (words.say("residents-notice")) } }))
        (super::breaches::way(words))
    };
    door::page(ctx, door::status(form), &title, !form.is_right(), &main)
}
