//! `/office/jobs`: what the house does by itself, and what it could not do.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};

use super::{office_shell, spoken, without_addresses};
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::jobs::{self, Dead, Recurring};
use crate::parts::{self, Shell, Tone, crumb};
use crate::service::Routes;
use crate::staff::OPERATE;
use crate::trail::{self, Entry};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/jobs", OPERATE, get(list))
        .office("/office/jobs/{id}", OPERATE, get(job))
        .office("/office/jobs/{id}/trial", OPERATE, post(try_again))
        .office("/office/jobs/{id}/removal", OPERATE, post(give_up))
}

/// The kind of a job in words, if somebody wrote them; else its name.
fn kind(words: &Words, name: &str) -> Markup {
    let said = spoken(words, "job", name);
    html! { (said) @if said != name { " " code { (name) } } }
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let (words, now) = (&ctx.words, ctx.now);
    let read = move |conn: &mut Conn| {
        Ok((jobs::count(conn, now)?, jobs::list_dead(conn)?, jobs::list_recurring(conn)?))
    };
    let ((due, dead), given_up, recurring) = ctx.centre.db.read(read).await?;
    let title = words.say("jobs-title");
    let content = html! {
        h1 { (title) }
        ul.stats {
            li.stat { b { (words.number(due)) } (words.say("jobs-due")) }
            li.stat { b { (words.number(dead)) } (words.say("jobs-dead")) }
        }
        h2 { (words.say("jobs-dead-title")) }
        (dead_table(words, &given_up))
        h2 { (words.say("jobs-recurring")) }
        (recurring_table(&ctx, &recurring))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

/// Why a job was given up.
fn why(words: &Words, error: &str) -> String {
    if error == jobs::RESTORED { words.say("jobs-restored") } else { without_addresses(error) }
}

fn dead_table(words: &Words, dead: &[Dead]) -> Markup {
    let row = |job: &Dead| {
        vec![
            kind(words, &job.kind),
            parts::time_short(words, job.created_at),
            html! { (why(words, &job.last_error)) },
            html! { div.actions {
                (parts::form(words.path(&format!("/office/jobs/{}/trial", job.id)), html! {
                    (parts::button(words.say("jobs-again")).secondary().about(job.kind.clone()))
                }))
                a href=(words.path(&format!("/office/jobs/{}", job.id))) {
                    (words.say("jobs-drop-open")) span.unseen { " " (job.kind) }
                }
            } },
        ]
    };
    let mut columns = ["kind", "at", "why"].map(|c| parts::column(words.say(&format!("jobs-{c}")))).to_vec();
    columns.push(parts::column(words.say("jobs-act")).unseen());
    let table = parts::table(words, words.say("jobs-dead-title"), columns, dead.iter().map(row).collect());
    html! { (table.caption_unseen().empty(words.say("jobs-none"))) }
}

fn recurring_table(ctx: &Ctx, recurring: &[Recurring]) -> Markup {
    let words = &ctx.words;
    let every = |name: &str| {
        let known = ctx.centre.house.jobs().find(|k| k.name == name);
        known.and_then(|k| k.every_seconds).map(|seconds| interval(words, seconds)).unwrap_or_default()
    };
    let row = |job: &Recurring| {
        let next = match job.state.as_str() {
            "dead" => parts::tag(Tone::Bad, &words.say("jobs-state-dead")),
            "running" => parts::tag(Tone::Info, &words.say("jobs-state-running")),
            _ if job.run_at <= ctx.now => parts::tag(Tone::Wait, &words.say("jobs-state-due")),
            _ => parts::time_short(words, job.run_at),
        };
        let failed = html! {
            @if job.failures >= jobs::TRIES && !job.last_error.is_empty() {
                " " (parts::tag(Tone::Bad, &words.say("jobs-state-failing")))
                br; small { (without_addresses(&job.last_error)) }
            }
        };
        vec![kind(words, &job.kind), html! { (every(&job.kind)) }, html! { (next) (failed) }]
    };
    let columns = ["kind", "every", "next"].map(|c| parts::column(words.say(&format!("jobs-{c}")))).to_vec();
    let table =
        parts::table(words, words.say("jobs-recurring"), columns, recurring.iter().map(row).collect());
    html! { (table.caption_unseen().empty(words.say("jobs-recurring-none"))) }
}

/// How often, in the largest unit that is whole.
fn interval(words: &Words, seconds: i64) -> String {
    let (unit, count) = [("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1)]
        .into_iter()
        .find(|(_, size)| seconds % size == 0)
        .map_or(("seconds", seconds), |(unit, size)| (unit, seconds / size));
    words.say_with(&format!("jobs-every-{unit}"), &[("count", count.into())])
}

async fn find(ctx: &Ctx, id: String) -> Result<Dead, Fault> {
    ctx.centre.db.read(move |conn| jobs::find_dead(conn, &id)).await?.ok_or(Fault::NotFound)
}

async fn job(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let job = find(&ctx, id).await?;
    Ok(page(&ctx, &job, &Form::default()))
}

fn page(ctx: &Ctx, job: &Dead, form: &Form) -> Response {
    let words = &ctx.words;
    let path = |end: &str| words.path(&format!("/office/jobs/{}/{end}", job.id));
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (words.say("jobs-one-title")) }
        dl.facts {
            dt { (words.say("jobs-kind")) } dd { (kind(words, &job.kind)) }
            dt { (words.say("jobs-at")) } dd { (parts::time(words, job.created_at)) }
            dt { (words.say("jobs-why")) } dd { (why(words, &job.last_error)) }
        }
        (parts::form(path("trial"), html! { (parts::button(words.say("jobs-again"))) }))
        h2 { (words.say("jobs-drop")) }
        (parts::form(path("removal"), html! {
            (parts::warning_text(words, &words.say("jobs-drop-warning")))
            (parts::text(words, "reason", words.say("jobs-reason")).value(form.text("reason"))
                .error(form.said_of(words, "reason")))
            (parts::warning_button(words.say("jobs-drop")))
        }).id("removal"))
    };
    let here = vec![crumb(words.path("/office/jobs"), words.say("jobs-title"))];
    let has_errors = !form.is_right();
    let shell = Shell { here, has_errors, ..office_shell(ctx, words.say("jobs-one-title")) };
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ctx.page(status, shell.page(content))
}

async fn try_again(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let again = move |conn: &mut Conn| {
        if jobs::revive(conn, &id, now)? {
            let (before, after) = (Some("dead".into()), Some("waiting".into()));
            let entry = Entry { before, after, ..Entry::new("foundation_job", &id, "revived") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(())
    };
    ctx.centre.db.write(again).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/jobs"))
}

async fn give_up(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let job = find(&ctx, id).await?;
    let reason = form.required("reason", 200);
    if !form.is_right() {
        return Ok(page(&ctx, &job, &form));
    }
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let drop = move |conn: &mut Conn| {
        if jobs::drop_dead(conn, &job.id)? {
            let (before, reason) = (Some(job.kind.clone()), Some(reason.clone()));
            let entry = Entry { before, reason, ..Entry::new("foundation_job", &job.id, "given-up") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(())
    };
    ctx.centre.db.write(drop).await?;
    // Work that happens by itself begins anew.
    jobs::schedule(&ctx.centre).await?;
    Ok(ctx.go("/office/jobs"))
}
