//! `/office/webhooks`: which other systems are told what happens, and what became of it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, Render, html};

use super::office_shell;
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::parts::{self, Shell, Tone, crumb};
use crate::service::Routes;
use crate::staff::CHANGE_SETTINGS;
use crate::trail::{self, Entry};
use crate::web::Ctx;
use crate::webhooks::store::{self, Delivery, Webhook};
use crate::webhooks::{self, Address, Wrong};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/webhooks", CHANGE_SETTINGS, get(list).post(add))
        .office("/office/webhooks/{id}", CHANGE_SETTINGS, get(one))
        .office("/office/webhooks/{id}/end", CHANGE_SETTINGS, post(end))
        .office("/office/webhooks/{id}/deliveries/{delivery}", CHANGE_SETTINGS, post(again))
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default()).await
}

async fn show(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let words = &ctx.words;
    let all = ctx.centre.db.read(store::list_active).await?;
    let row = |w: &Webhook| {
        vec![
            html! { a href=(words.path(&format!("/office/webhooks/{}", w.id))) { (w.address) } },
            parts::time_short(words, w.created_at),
            html! { (w.created_by) },
        ]
    };
    let columns =
        ["address", "since", "by"].map(|c| parts::column(words.say(&format!("webhooks-{c}")))).to_vec();
    let title = words.say("webhooks-title");
    let table = parts::table(words, title.as_str(), columns, all.iter().map(row).collect());
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("webhooks-lead")) }
        (table.caption_unseen().empty(words.say("webhooks-none")))
        h2 { (words.say("webhooks-add")) }
        (parts::form(words.path("/office/webhooks"), html! {
            (parts::text(words, "address", words.say("webhooks-address")).hint(words.say("webhooks-address-hint"))
                .value(form.text("address")).error(form.said_of(words, "address")))
            div.actions { (parts::button(words.say("webhooks-add"))) }
        }).id("add"))
    };
    let has_errors = !form.is_right();
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(ctx.page(status, Shell { has_errors, ..office_shell(ctx, title) }.page(content)))
}

async fn add(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let typed = form.required("address", 500);
    let address = match Address::parse(&typed, webhooks::may_be_private(&ctx.centre)) {
        _ if typed.is_empty() => return show(&ctx, &form).await,
        Ok(address) => address,
        Err(wrong) => {
            form.wrong(
                "address",
                match wrong {
                    Wrong::Form => "webhooks-wrong-address",
                    Wrong::Private => "webhooks-wrong-private",
                },
            );
            return show(&ctx, &form).await;
        }
    };
    let made = webhooks::make(&ctx.centre, ctx.now);
    let (centre, new, to) = (ctx.centre.clone(), made.clone(), address.clone());
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let write = move |conn: &mut Conn| {
        webhooks::add(conn, &centre, &new, to.as_str(), (now, &actor.who))?;
        let after = Some(to.host().to_owned());
        let entry = Entry { after, ..Entry::new("foundation_webhook", &new.id, "added") };
        trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    ctx.centre.reload_settings().await?;
    Ok(secret(&ctx, &made, &address))
}

/// The one page that shows the secret.
fn secret(ctx: &Ctx, made: &webhooks::Made, address: &Address) -> Response {
    let words = &ctx.words;
    let content = html! {
        h1 { (words.say("webhooks-made")) }
        dl.facts { dt { (words.say("webhooks-address")) } dd { (address.as_str()) } }
        (parts::warning_text(words, &words.say("webhooks-secret-once")))
        p.inset { code id="secret" { (made.secret) } }
        p { a href=(words.path(&format!("/office/webhooks/{}", made.id))) { (words.say("webhooks-log")) } }
    };
    let here = vec![crumb(words.path("/office/webhooks"), words.say("webhooks-title"))];
    let shell = Shell { here, ..office_shell(ctx, words.say("webhooks-made")) };
    ctx.page(StatusCode::OK, shell.page(content))
}

async fn one(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let read = move |conn: &mut Conn| match store::find(conn, &id)? {
        None => Ok(None),
        Some(webhook) => Ok(Some((store::list_deliveries(conn, &webhook.id)?, webhook))),
    };
    let (deliveries, webhook) = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let columns =
        ["fact", "at", "state", "tries"].map(|c| parts::column(words.say(&format!("webhooks-{c}"))));
    let mut columns = columns.to_vec();
    columns.push(parts::column(words.say("webhooks-act")).unseen());
    let rows = deliveries.iter().map(|delivery| row(words, &webhook, delivery)).collect();
    let table = parts::table(words, words.say("webhooks-log"), columns, rows);
    let content = html! {
        h1 { (webhook.address) }
        h2 { (words.say("webhooks-log")) }
        p { (words.say("webhooks-log-lead")) }
        (table.caption_unseen().empty(words.say("webhooks-log-none")))
        h2 { (words.say("webhooks-end")) }
        (parts::form(words.path(&format!("/office/webhooks/{}/end", webhook.id)), html! {
            (parts::warning_text(words, &words.say("webhooks-end-warning")))
            (parts::warning_button(words.say("webhooks-end")))
        }).id("end"))
    };
    let here = vec![crumb(words.path("/office/webhooks"), words.say("webhooks-title"))];
    let shell = Shell { here, ..office_shell(&ctx, webhook.address.as_str()) };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn row(words: &Words, webhook: &Webhook, delivery: &Delivery) -> Vec<Markup> {
    let tone = match delivery.state.as_str() {
        "sent" => Tone::Good,
        "failed" => Tone::Bad,
        _ => Tone::Wait,
    };
    let outcome = |outcome: &str| match outcome.parse::<u16>() {
        Ok(status) => words.say_with("webhooks-answered", &[("status", status.to_string().into())]),
        Err(_) => words.say(&format!("webhooks-why-{outcome}")),
    };
    let address = format!("/office/webhooks/{}/deliveries/{}", webhook.id, delivery.id);
    vec![
        html! { code { (delivery.fact) } },
        parts::time_short(words, delivery.created_at),
        html! {
            (parts::tag(tone, &words.say(&format!("webhooks-state-{}", delivery.state))))
            @if delivery.state == "waiting" && !delivery.tries.is_empty() {
                br; (words.say("webhooks-next")) " " (parts::time_short(words, delivery.next_at))
            }
        },
        html! {
            @for (at, said) in &delivery.tries { (parts::time_short(words, *at)) " " (outcome(said)) br; }
        },
        parts::form(
            words.path(&address),
            html! {
                (parts::button(words.say("webhooks-again")).secondary().about(delivery.id.clone()))
            },
        )
        .render(),
    ]
}

async fn end(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let write = move |conn: &mut Conn| {
        if webhooks::end(conn, &id, now)? {
            let entry = Entry::new("foundation_webhook", &id, "removed");
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(())
    };
    ctx.centre.db.write(write).await?;
    ctx.centre.reload_settings().await?;
    Ok(ctx.go("/office/webhooks"))
}

async fn again(ctx: Ctx, Path((id, delivery)): Path<(String, String)>) -> Result<Response, Fault> {
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let address = format!("/office/webhooks/{id}");
    let write = move |conn: &mut Conn| {
        let done = store::send_again(conn, &id, &delivery, now)?;
        if done {
            let after = Some(delivery.clone());
            let entry = Entry { after, ..Entry::new("foundation_webhook", &id, "sent-again") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(done)
    };
    if ctx.centre.db.write(write).await? { Ok(ctx.go(&address)) } else { Err(Fault::NotFound) }
}
