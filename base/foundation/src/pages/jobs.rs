//! `/office/jobs`: what the house could not do by itself.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::html;

use crate::db::Conn;
use crate::fault::Fault;
use crate::jobs;
use crate::pages::office_shell;
use crate::parts;
use crate::service::Routes;
use crate::staff::OPERATE;
use crate::trail::{self, Entry};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.office("/office/jobs", OPERATE, get(list_jobs)).office(
        "/office/jobs/{id}/trial",
        OPERATE,
        post(try_again),
    )
}

async fn list_jobs(ctx: Ctx) -> Result<Response, Fault> {
    let (words, now) = (&ctx.words, ctx.now);
    let read = move |conn: &mut Conn| Ok((jobs::count(conn, now)?, jobs::list_dead(conn)?));
    let ((due, dead), jobs) = ctx.centre.db.read(read).await?;
    let rows = jobs
        .iter()
        .map(|job| {
            vec![
                html! { code { (job.kind) } },
                parts::time(words, job.created_at.timestamp()),
                html! { (job.last_error) },
                html! { (parts::form(words.path(&format!("/office/jobs/{}/trial", job.id)), html! {
                    (parts::button(words.say("jobs-again")).about(job.kind.clone()))
                })) },
            ]
        })
        .collect();
    let mut columns = ["kind", "at", "why"].map(|c| parts::column(words.say(&format!("jobs-{c}")))).to_vec();
    columns.push(parts::column(words.say("jobs-again")).unseen());
    let title = words.say("jobs-title");
    let content = html! {
        h1 { (title) }
        p { (words.say_with("jobs-counts", &[("due", due.into()), ("dead", dead.into())])) }
        (parts::table(words, title.clone(), columns, rows).caption_unseen().empty(words.say("jobs-none")))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

async fn try_again(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let again = move |conn: &mut Conn| {
        if jobs::revive(conn, &id, now)? {
            let entry = Entry::new("foundation_job", &id, "revived");
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(())
    };
    ctx.centre.db.write(again).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/jobs"))
}
