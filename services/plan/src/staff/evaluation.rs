//! `/office/plan/evaluation`: the published plans with their evidence, for evaluators with an account; read only.

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::pages;
use foundation::parts::{self, Shell, crumb};
use foundation::web::Ctx;
use maud::html;

use crate::dossier;
use crate::public::evaluation::{Door, contents, give, give_kept, reporting_day};
use crate::public::title;
use crate::store::{frame, plan, version};
use crate::words::years;

/// The list of published plans.
///
/// # Errors
/// Any fault of the store.
pub async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let plans = ctx.centre.db.read(version::list_published).await?;
    let words = &ctx.words;
    let heading = words.say("plan-evaluation-menu");
    let content = html! {
        h1 { (heading) }
        p.lead { (words.say("plan-evaluation-lead")) }
        @if plans.is_empty() { (parts::empty_state(&words.say("plan-none"), html! {})) }
        ul.plain-list {
            @for plan in &plans {
                li.card { a href=(words.path(&format!("/office/plan/evaluation/{}", plan.id))) { (title(&ctx.centre, words, plan)) } " " span.hint { (years(words, plan)) } }
            }
        }
    };
    Ok(ctx.page(StatusCode::OK, pages::office_shell(&ctx, heading.as_str()).page(content)))
}

/// A draft that was never published is nobody's but the office's.
async fn is_published(ctx: &Ctx, id: &str) -> Result<(), Fault> {
    let asked = id.to_owned();
    let found = ctx.centre.db.read(move |conn: &mut Conn| plan::find(conn, &asked)).await?;
    found.filter(|plan| plan.version > 0).map(|_| ()).ok_or(Fault::NotFound)
}

/// `GET /office/plan/evaluation/{id}`
///
/// # Errors
/// [`Fault::NotFound`] without such a published plan.
pub async fn get(ctx: Ctx, method: Method, Path(id): Path<String>) -> Result<Response, Fault> {
    is_published(&ctx, &id).await?;
    let dossier = dossier::open(&ctx.centre, &ctx.words, &id, ctx.now).await?;
    let door = Door::Office(id);
    if method != Method::HEAD {
        door.note(&ctx, "evidence-read", "").await?;
    }
    let frames = ctx.centre.db.read(frame::list).await?;
    let words = &ctx.words;
    let heading = title(&ctx.centre, words, &dossier.picture.plan);
    let here = vec![crumb(words.path("/office/plan/evaluation"), words.say("plan-evaluation-menu"))];
    let shell = Shell { here, ..pages::office_shell(&ctx, heading.clone()) };
    let content = html! {
        h1 { (heading) }
        (contents(&ctx, &door, &dossier, &frames))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// `GET /office/plan/evaluation/{id}/{file}`: everything as one archive, or as a paper.
///
/// # Errors
/// [`Fault::NotFound`] without such a published plan or file.
pub async fn file(
    ctx: Ctx,
    method: Method,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Fault> {
    is_published(&ctx, &id).await?;
    give(&ctx, &method, &Door::Office(id.clone()), &id, &file).await
}

/// `GET /office/plan/evaluation/{id}/files/{file}`: a file that proves an action of this plan.
///
/// # Errors
/// [`Fault::NotFound`] when it proves nothing of it.
pub async fn kept(
    ctx: Ctx,
    method: Method,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Fault> {
    is_published(&ctx, &id).await?;
    give_kept(&ctx, &method, &Door::Office(id.clone()), &id, &file).await
}

/// `GET /office/plan/evaluation/{id}/freezes/{freeze}`: a reporting day of this plan.
///
/// # Errors
/// [`Fault::NotFound`] without such a published plan or day.
pub async fn frozen(ctx: Ctx, Path((id, freeze)): Path<(String, String)>) -> Result<Response, Fault> {
    is_published(&ctx, &id).await?;
    let (heading, content) = reporting_day(&ctx, &id, &freeze).await?;
    let words = &ctx.words;
    let here = [("/office/plan/evaluation", "plan-evaluation-menu")]
        .map(|(path, key)| crumb(words.path(path), words.say(key)));
    let shell = Shell { here: here.into(), ..pages::office_shell(&ctx, heading) };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}
