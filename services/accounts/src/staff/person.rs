//! `/office/staff/{id}`: one account: changed, locked, given a new password; and its trail.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::{office_shell, older_acts};
use foundation::parts::{self, Shell, crumb};
use foundation::staff::TOPIC;
use foundation::trail::{self, Kept};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::status;
use crate::model::Account;
use crate::store::{self, Act};
use crate::terminal::new_password;
use crate::{password, people, settings};

/// All that the page shows.
struct Person {
    account: Account,
    trail: Vec<Kept>,
    /// Names by id, for the trail.
    names: HashMap<String, String>,
}

impl Person {
    async fn find(ctx: &Ctx, id: &str) -> Result<Person, Fault> {
        let id = id.to_owned();
        let find = move |conn: &mut Conn| -> DbResult<Option<Person>> {
            let Some(account) = store::find_account(conn, &id)? else { return Ok(None) };
            let trail = trail::list_of(conn, store::MATTER, &id)?;
            let names = store::list_accounts(conn)?.into_iter().map(|a| (a.id, a.name)).collect();
            Ok(Some(Person { account, trail, names }))
        };
        ctx.centre.db.read(find).await?.ok_or(Fault::NotFound)
    }
}

/// The account.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such account.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let person = Person::find(&ctx, &id).await?;
    let form = kept(&person.account);
    Ok(page(&ctx, &person, &form))
}

/// Changes name, section, roles and last day.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such account.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let person = Person::find(&ctx, &id).await?;
    let typed = people::read(&mut form, ctx.now.date(), person.account.ends_on);
    if people::is_own(&ctx, &person.account) {
        if !people::manages(&ctx.centre, &typed.roles) {
            form.wrong("roles", "accounts-roles-own");
        }
        if typed.ends_on != person.account.ends_on {
            form.wrong("ends_on", "accounts-ends-on-own");
        }
    }
    if !form.is_right() {
        return Ok(page(&ctx, &person, &form));
    }
    let act = Act::of(&ctx);
    let change = move |conn: &mut Conn| {
        let (roles, ends_on) = (&typed.roles, typed.ends_on);
        store::change_account(conn, &act, &person.account, &typed.name, &typed.section, (roles, ends_on))
    };
    ctx.centre.db.write(change).await?;
    ctx.centre.cache.bump(&[TOPIC]);
    Ok(ctx.go(&format!("/office/staff/{id}")))
}

/// Locks (`state=locked`) or unlocks the account.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such account.
pub async fn state(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let person = Person::find(&ctx, &id).await?;
    if people::is_own(&ctx, &person.account) {
        return Ok(not_own(&ctx, &person));
    }
    let (act, is_locked, staff_id) = (Act::of(&ctx), form.text("state") == "locked", id.clone());
    if !is_locked && person.account.is_over(ctx.now.date()) {
        let mut form = kept(&person.account);
        form.wrong("ends_on", "accounts-ends-on-over");
        return Ok(page(&ctx, &person, &form));
    }
    ctx.centre.db.write(move |conn| store::change_state(conn, &act, &staff_id, is_locked)).await?;
    ctx.centre.cache.bump(&[TOPIC]);
    Ok(ctx.go(&format!("/office/staff/{id}")))
}

/// Gives a new password, shown once; all sessions and tokens end.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such account.
pub async fn password(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let person = Person::find(&ctx, &id).await?;
    if people::is_own(&ctx, &person.account) {
        return Ok(not_own(&ctx, &person));
    }
    let first = new_password(&ctx.centre.chance);
    let hash = password::hash_apart(&ctx.centre.chance, &first).await?;
    let (act, staff_id) = (Act::of(&ctx), id.clone());
    let reset = move |conn: &mut Conn| {
        store::put_password(conn, &act, &staff_id, &hash, true)?;
        store::drop_other_sessions(conn, &staff_id, None)
    };
    ctx.centre.db.write(reset).await?;
    let words = &ctx.words;
    let hours = settings::policy(&ctx.centre).first_password_hours;
    let content = html! {
        (people::told_once(words, &person.account.name, &first, hours))
        p { a href=(words.path(&format!("/office/staff/{id}"))) { (person.account.name) } }
    };
    Ok(ctx.page(StatusCode::OK, shell(&ctx, &person, &Form::default()).page(content)))
}

/// Takes the authenticator away, for whoever lost the telephone it was on; all sessions and tokens
/// end.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such account.
pub async fn second_factor(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let person = Person::find(&ctx, &id).await?;
    if people::is_own(&ctx, &person.account) {
        return Ok(not_own(&ctx, &person));
    }
    let (act, staff_id) = (Act::of(&ctx), id.clone());
    ctx.centre.db.write(move |conn| store::drop_second_factor(conn, &act, &staff_id)).await?;
    Ok(ctx.go(&format!("/office/staff/{id}")))
}

/// What nobody does to themselves here.
fn not_own(ctx: &Ctx, person: &Person) -> Response {
    let mut form = kept(&person.account);
    form.wrong("", "accounts-not-own");
    page(ctx, person, &form)
}

/// The form as the account stands.
fn kept(account: &Account) -> Form {
    let mut pairs =
        vec![("name".to_owned(), account.name.clone()), ("section".to_owned(), account.section.clone())];
    pairs.extend(account.roles.iter().map(|r| ("roles".to_owned(), r.code().to_owned())));
    pairs.extend(account.ends_on.map(|day| ("ends_on".to_owned(), day.to_string())));
    Form::new(pairs)
}

fn shell<'a>(ctx: &'a Ctx, person: &Person, form: &Form) -> Shell<'a> {
    let words = &ctx.words;
    Shell {
        here: vec![crumb(words.path("/office/staff"), words.say("accounts-staff-title"))],
        has_errors: !form.is_right(),
        ..office_shell(ctx, person.account.name.clone())
    }
}

fn page(ctx: &Ctx, person: &Person, form: &Form) -> Response {
    let (words, account) = (&ctx.words, &person.account);
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (account.name) " " (people::state(words, account, ctx.now)) }
        p { (account.email) }
        (parts::form(words.path(&format!("/office/staff/{}", account.id)), html! {
            (people::fields(words, form))
            div.actions { (parts::button(words.say("accounts-save"))) }
        }).id("change"))
        @if people::is_own(ctx, account) {
            (parts::inset(html! { p {
                (words.say("accounts-not-own")) " "
                a href=(words.path("/office/account")) { (words.say("accounts-own-title")) }
            } }))
        } @else {
            (acts(ctx, account))
        }
        h2 { (words.say("accounts-trail")) }
        (trail_table(ctx, person))
        (older_acts(ctx, (store::MATTER, &account.id), person.trail.len()))
    };
    ctx.page(status(form), shell(ctx, person, form).page(content))
}

fn acts(ctx: &Ctx, account: &Account) -> Markup {
    let words = &ctx.words;
    let at = |what: &str| words.path(&format!("/office/staff/{}/{what}", account.id));
    let is_shut = account.is_locked || account.is_barred(ctx.now);
    html! {
        h2 { (words.say("accounts-access")) }
        p { (words.say("accounts-access-about")) }
        div.actions {
            (parts::form(at("state"), html! {
                @if is_shut {
                    (parts::button(words.say("accounts-unlock")).secondary().name("state", "active"))
                } @else {
                    (parts::warning_button(words.say("accounts-lock")).name("state", "locked"))
                }
            }).id("state"))
            (parts::form(at("password"), html! {
                (parts::button(words.say("accounts-reset-password")).secondary())
            }).id("password"))
            @if account.has_second_factor {
                (parts::form(at("second-factor"), html! {
                    (parts::button(words.say("accounts-reset-second-factor")).secondary())
                }).id("second-factor"))
            }
        }
    }
}

fn trail_table(ctx: &Ctx, person: &Person) -> Markup {
    let words = &ctx.words;
    let who = |actor: &str| match person.names.get(actor) {
        Some(name) => name.clone(),
        None if actor == "system" => words.say("accounts-actor-system"),
        None => words.say("accounts-actor-nobody"),
    };
    let verb = |verb: &str| words.say(&format!("accounts-verb-{verb}"));
    let rows = person.trail.iter().rev().map(|kept| {
        let what = [&kept.before, &kept.after].into_iter().flatten().cloned().collect::<Vec<_>>().join(" → ");
        vec![
            html! { (parts::time(words, kept.at.timestamp())) },
            html! { (who(&kept.actor)) },
            html! { (verb(&kept.verb)) },
            html! { (what) },
        ]
    });
    let columns = ["when", "who", "what", "details"];
    let columns = columns.map(|c| parts::column(words.say(&format!("accounts-trail-{c}")))).to_vec();
    html! { (parts::table(words, words.say("accounts-trail"), columns, rows.collect()).caption_unseen()) }
}
