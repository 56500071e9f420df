//! What was entered by mistake is taken back, with a reason, until figures are frozen over it; a cost, which no
//! freeze holds, at any time.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::{self, Kept};
use foundation::form::Form;
use foundation::parts::{self, Tone, crumb};
use foundation::service::Routes;
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::html;
use office::instant::Instant;

use super::act::Doing;
use super::proof::{mine, page, write};
use crate::model::progress::{Document, Proof};
use crate::rights::{APPROVE, WORK, WRITE};
use crate::rules::take_back::is_open;
use crate::store::{self, cost, document, frame, freeze, meeting, task};
use crate::words;

/// The addresses where something is taken back.
pub fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/plan/tasks/{id}/{period}/take-back", WORK, get(proof).post(proof_back))
        .office("/office/plan/documents/{id}/take-back", WORK, get(document).post(document_back))
        .office(
            "/office/plan/tasks/{id}/occasions/{period}/take-back",
            WORK,
            get(occasion).post(occasion_back),
        )
        .office("/office/plan/costs/{id}/take-back", WORK, get(cost).post(cost_back))
        .office("/office/plan/meetings/{id}/take-back", WORK, get(meeting).post(meeting_back))
        .office("/office/plan/frames/{id}/take-back", WRITE, get(frame).post(frame_back))
}

/// Something that may be taken back.
#[derive(Clone)]
struct Thing {
    /// What it is called.
    title: String,
    /// Its kind and id, as the trail names them.
    matter: (&'static str, String),
    /// Its file.
    file_id: Option<String>,
    /// When it was entered.
    added_at: Instant,
    /// Whose frozen figures lie over it.
    under: Under,
    /// Where it is seen.
    back: String,
    /// Where the form of this page is sent.
    here: String,
}

/// What keeps a thing from being taken back once it is frozen.
#[derive(Clone)]
enum Under {
    /// The figures of a plan.
    Plan(String),
    /// Those of every plan.
    Every,
    /// Nothing: no freeze holds it.
    Nothing,
}

impl Thing {
    /// Whether it may still be taken back.
    fn is_open(&self, conn: &mut Conn) -> DbResult<bool> {
        let plan_id = match &self.under {
            Under::Plan(id) => Some(id.as_str()),
            Under::Every => None,
            Under::Nothing => return Ok(true),
        };
        Ok(is_open(self.added_at, freeze::find_newest(conn, plan_id)?))
    }

    /// Its file, while it is kept.
    fn file(&self, conn: &mut Conn) -> DbResult<Option<Kept>> {
        self.file_id.as_ref().map_or(Ok(None), |id| files::find(conn, id))
    }
}

/// The page: what will happen and a field for the reason; or why it is too late, and that its file still goes.
async fn show(ctx: &Ctx, thing: &Thing, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let inner = thing.clone();
    let read = move |conn: &mut Conn| Ok((inner.is_open(conn)?, inner.file(conn)?.is_some()));
    let (open, has_file) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let heading = words.say_with("plan-take-back-of", &[("title", (&thing.title).into())]);
    let button = if open { "plan-take-back" } else { "plan-take-back-file" };
    let content = html! {
        @if open { p.lead { (words.say("plan-take-back-said")) } }
        @else { (parts::notice(Tone::Wait, "", html! { p { (words.say("plan-take-back-frozen")) } })) }
        @if has_file {
            p { (words.say(if open { "plan-take-back-file-too" } else { "plan-take-back-file-said" })) }
        }
        @if open || has_file {
            (parts::form(words.path(&thing.here), html! {
                (parts::text(words, "reason", words.say("plan-take-back-why")).value(form.text("reason")).error(form.said_of(words, "reason")))
                div.actions { (parts::button(words.say(button))) }
            }).id("take-back"))
        }
    };
    let here = vec![crumb(words.path(&thing.back), words.say("plan-take-back-from"))];
    Ok(page(ctx, &heading, here, form, status, &content))
}

/// Takes it back, unless somebody did already; its file alone where figures were frozen since.
async fn take(
    ctx: &Ctx,
    thing: Thing,
    mut form: Form,
    withdraw: impl Fn(&mut Conn, &Doing, &str) -> DbResult<bool> + Send + 'static,
) -> Result<Response, Fault> {
    let reason = form.required("reason", 500);
    if !form.is_right() {
        return show(ctx, &thing, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let inner = thing.clone();
    let done = write(ctx, move |conn, doing| {
        let (matter, id) = (inner.matter.0, inner.matter.1.as_str());
        let note = |conn: &mut Conn, verb: &'static str, before: String| {
            let (before, reason) = (Some(before), Some(reason.clone()));
            doing.note(conn, Entry { before, reason, ..Entry::new(matter, id, verb) })
        };
        let file = inner.file(conn)?;
        if inner.is_open(conn)? {
            if !withdraw(conn, doing, &reason)? {
                return Ok(false);
            }
            note(conn, "withdrawn", inner.title.clone())?;
        } else if let Some(file) = &file {
            store::file::take_back(conn, &file.id, doing.now)?;
        } else {
            return Ok(false);
        }
        // Which bytes they were can be shown by whoever still has them.
        file.map_or(Ok(()), |file| note(conn, "file-taken-back", format!("sha256 {}", file.sha256)))?;
        Ok(true)
    })
    .await?;
    if done { Ok(ctx.go(&thing.back)) } else { show(ctx, &thing, &form, StatusCode::CONFLICT).await }
}

/// A proof, for whoever works on its action.
async fn find_proof(ctx: &Ctx, id: &str, period: &str) -> Result<(Thing, Proof), Fault> {
    let (asked, turn) = (id.to_owned(), period.to_owned());
    let read = move |conn: &mut Conn| Ok((task::find(conn, &asked)?, task::find_proof(conn, &asked, &turn)?));
    let (Some(task), Some(proof)) = ctx.centre.db.read(read).await? else { return Err(Fault::NotFound) };
    let (picture, leaf) = mine(ctx, &task.leaf_id).await?;
    let thing = Thing {
        title: format!("{} {}", task.title, words::turn(&ctx.words, period)),
        matter: ("plan_task", task.id),
        file_id: proof.file_id.clone(),
        added_at: proof.proven_at,
        under: Under::Plan(picture.plan.id),
        back: format!("/office/plan/leaves/{}", leaf.id),
        here: format!("/office/plan/tasks/{id}/{period}/take-back"),
    };
    Ok((thing, proof))
}

/// `GET /office/plan/tasks/{id}/{period}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such a proof, or when this person does not work on it.
pub async fn proof(ctx: Ctx, Path((id, period)): Path<(String, String)>) -> Result<Response, Fault> {
    let (thing, _) = find_proof(&ctx, &id, &period).await?;
    show(&ctx, &thing, &Form::default(), StatusCode::OK).await
}

/// `POST /office/plan/tasks/{id}/{period}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such a proof, or when this person does not work on it.
pub async fn proof_back(
    ctx: Ctx,
    Path((id, period)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    let (thing, proof) = find_proof(&ctx, &id, &period).await?;
    let withdraw = move |conn: &mut Conn, doing: &Doing, reason: &str| {
        task::withdraw(conn, &proof, reason, &doing.staff.id, doing.now)
    };
    take(&ctx, thing, form, withdraw).await
}

/// A version of a document, for whoever works on its action.
async fn find_document(ctx: &Ctx, id: &str) -> Result<(Thing, Document), Fault> {
    let asked = id.to_owned();
    let found = ctx.centre.db.read(move |conn| document::find(conn, &asked)).await?;
    let document = found.ok_or(Fault::NotFound)?;
    let (picture, leaf) = mine(ctx, &document.leaf_id).await?;
    let thing = Thing {
        title: document.title.clone(),
        matter: ("plan_document", document.id.clone()),
        file_id: document.file_id.clone(),
        added_at: document.added_at,
        under: Under::Plan(picture.plan.id),
        back: format!("/office/plan/leaves/{}", leaf.id),
        here: format!("/office/plan/documents/{id}/take-back"),
    };
    Ok((thing, document))
}

/// `GET /office/plan/documents/{id}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such a document, or when this person does not work on it.
pub async fn document(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (thing, _) = find_document(&ctx, &id).await?;
    show(&ctx, &thing, &Form::default(), StatusCode::OK).await
}

/// `POST /office/plan/documents/{id}/take-back`: the version before it counts again.
///
/// # Errors
/// [`Fault::NotFound`] without such a document, or when this person does not work on it.
pub async fn document_back(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let (thing, document) = find_document(&ctx, &id).await?;
    let withdraw = move |conn: &mut Conn, doing: &Doing, reason: &str| {
        document::withdraw(conn, &document, reason, &doing.staff.id, doing.now)
    };
    take(&ctx, thing, form, withdraw).await
}

/// An occasion whose proof is still asked, for whoever works on its action.
async fn find_occasion(ctx: &Ctx, id: &str, period: &str) -> Result<Thing, Fault> {
    let (asked, turn) = (id.to_owned(), period.to_owned());
    let read =
        move |conn: &mut Conn| Ok((task::find(conn, &asked)?, task::find_occasion(conn, &asked, &turn)?));
    let (Some(task), Some((title, added_at))) = ctx.centre.db.read(read).await? else {
        return Err(Fault::NotFound);
    };
    let (picture, leaf) = mine(ctx, &task.leaf_id).await?;
    Ok(Thing {
        title: format!("{} {} {title}", task.title, words::turn(&ctx.words, period)),
        matter: ("plan_task", task.id),
        file_id: None,
        added_at,
        under: Under::Plan(picture.plan.id),
        back: format!("/office/plan/leaves/{}", leaf.id),
        here: format!("/office/plan/tasks/{id}/occasions/{period}/take-back"),
    })
}

/// `GET /office/plan/tasks/{id}/occasions/{period}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such an occasion, when it is proven, or when this person does not work on it.
pub async fn occasion(ctx: Ctx, Path((id, period)): Path<(String, String)>) -> Result<Response, Fault> {
    let thing = find_occasion(&ctx, &id, &period).await?;
    show(&ctx, &thing, &Form::default(), StatusCode::OK).await
}

/// `POST /office/plan/tasks/{id}/occasions/{period}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such an occasion, when it is proven, or when this person does not work on it.
pub async fn occasion_back(
    ctx: Ctx,
    Path((id, period)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    let thing = find_occasion(&ctx, &id, &period).await?;
    let withdraw =
        move |conn: &mut Conn, doing: &Doing, _: &str| task::withdraw_occasion(conn, &id, &period, doing.now);
    take(&ctx, thing, form, withdraw).await
}

/// What a programme took, for whoever enters figures.
async fn find_cost(ctx: &Ctx, id: &str) -> Result<Thing, Fault> {
    let asked = id.to_owned();
    let found = ctx.centre.db.read(move |conn| cost::find(conn, &asked)).await?;
    let (cost, added_at) = found.ok_or(Fault::NotFound)?;
    let kind = ctx.words.say(&format!("plan-cost-{}", cost.kind));
    Ok(Thing {
        title: format!("{} {kind} {} {} {}", cost.programme, cost.amount, cost.spent_on, cost.note),
        matter: ("plan_cost", cost.id),
        file_id: None,
        added_at,
        under: Under::Nothing,
        back: format!("/office/plan/plans/{}/costs", cost.plan_id),
        here: format!("/office/plan/costs/{id}/take-back"),
    })
}

/// `GET /office/plan/costs/{id}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such an entry.
pub async fn cost(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let thing = find_cost(&ctx, &id).await?;
    show(&ctx, &thing, &Form::default(), StatusCode::OK).await
}

/// `POST /office/plan/costs/{id}/take-back`: it is in no sum any more.
///
/// # Errors
/// [`Fault::NotFound`] without such an entry.
pub async fn cost_back(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let thing = find_cost(&ctx, &id).await?;
    let withdraw = move |conn: &mut Conn, doing: &Doing, _: &str| cost::withdraw(conn, &id, doing.now);
    take(&ctx, thing, form, withdraw).await
}

/// A meeting, for who entered it and the director.
async fn find_meeting(ctx: &Ctx, id: &str) -> Result<Thing, Fault> {
    let asked = id.to_owned();
    let found = ctx.centre.db.read(move |conn| meeting::find(conn, &asked)).await?;
    let (title, added_at, added_by) = found.ok_or(Fault::NotFound)?;
    if added_by != ctx.staff()?.id && !ctx.staff()?.may(APPROVE) {
        return Err(Fault::NotFound);
    }
    Ok(Thing {
        title,
        matter: ("plan_meeting", id.to_owned()),
        file_id: None,
        added_at,
        under: Under::Every,
        back: "/office/plan/meetings".into(),
        here: format!("/office/plan/meetings/{id}/take-back"),
    })
}

/// `GET /office/plan/meetings/{id}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such a meeting, or when it is another's.
pub async fn meeting(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let thing = find_meeting(&ctx, &id).await?;
    show(&ctx, &thing, &Form::default(), StatusCode::OK).await
}

/// `POST /office/plan/meetings/{id}/take-back`: its decisions go with it.
///
/// # Errors
/// [`Fault::NotFound`] without such a meeting, or when it is another's.
pub async fn meeting_back(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let thing = find_meeting(&ctx, &id).await?;
    let withdraw = move |conn: &mut Conn, doing: &Doing, _: &str| meeting::withdraw(conn, &id, doing.now);
    take(&ctx, thing, form, withdraw).await
}

async fn find_frame(ctx: &Ctx, id: &str) -> Result<Thing, Fault> {
    let asked = id.to_owned();
    let found = ctx.centre.db.read(move |conn| frame::find(conn, &asked)).await?;
    let (title, added_at) = found.ok_or(Fault::NotFound)?;
    Ok(Thing {
        title,
        matter: ("plan_frame", id.to_owned()),
        file_id: None,
        added_at,
        under: Under::Every,
        back: "/office/plan/frames".into(),
        here: format!("/office/plan/frames/{id}/take-back"),
    })
}

/// `GET /office/plan/frames/{id}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such a frame.
pub async fn frame(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let thing = find_frame(&ctx, &id).await?;
    show(&ctx, &thing, &Form::default(), StatusCode::OK).await
}

/// `POST /office/plan/frames/{id}/take-back`
///
/// # Errors
/// [`Fault::NotFound`] without such a frame.
pub async fn frame_back(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let thing = find_frame(&ctx, &id).await?;
    let withdraw = move |conn: &mut Conn, doing: &Doing, _: &str| frame::withdraw(conn, &id, doing.now);
    take(&ctx, thing, form, withdraw).await
}
