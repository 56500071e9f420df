//! Cases that go elsewhere: to another agency, into another case, out of one, back to who sent it.

use axum::extract::Path;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::web::Ctx;
use office::reference::Reference;

use super::{TEXT_CHARS_MAX, WHY_CHARS_MAX, act, act_and_go, canned};
use crate::model::{Event, Kind, Refusal, Writing};
use crate::staff::case;
use crate::store;
use crate::typed::{self, Lengths};
use crate::work::acts;

/// Another agency is in charge; the petitioner is told.
///
/// # Errors
/// As for any act.
pub async fn transfer(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    if form.has("take") {
        return canned::take(&ctx, &id, form, Writing::Transfer).await;
    }
    let agency = form.required("agency", 100);
    let text = form.required("transfer", WHY_CHARS_MAX);
    act(&ctx, &id, form, "agency", move |conn, act, _, mut case| {
        acts::transfer(conn, act, &mut case, &agency, &text)
    })
    .await
}

/// It goes on in another case.
///
/// # Errors
/// As for any act.
pub async fn merger(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let into = match Reference::parse(form.text("into")) {
        Ok(reference) => reference.as_str().to_owned(),
        Err(error) => {
            form.wrong("into", error.key());
            String::new()
        }
    };
    act_and_go(&ctx, &id, form, "into", move |conn, act, staff, mut merged| {
        let Some(found) = store::find_by_reference(conn, &into)? else { return Ok(Err(Refusal::NoSuchCase)) };
        let Some(mut into) = case::find(conn, act, staff, &found.id)? else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        Ok(acts::merge(conn, act, &mut merged, &mut into)?.map(|()| into.id))
    })
    .await
}

/// A part of it becomes a case of its own.
///
/// # Errors
/// As for any act.
pub async fn split(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let topics = ctx.centre.db.read(store::list_topics).await?;
    let mut own = Form::new(vec![
        ("subject".into(), form.text("split_subject").into()),
        ("body".into(), form.text("split_body").into()),
        ("topic".into(), form.text("split_topic").into()),
    ]);
    let (subject, body) = typed::matter(&mut own, Lengths::OFFICE);
    let topic = typed::topic(&mut own, &topics);
    let mut form = form;
    for mistake in own.mistakes() {
        form.wrong_with(format!("split_{}", mistake.field), mistake.key, mistake.args.clone());
    }
    act_and_go(&ctx, &id, form, "split_subject", move |conn, act, _, case| {
        if !case.state.is_open() {
            return Ok(Err(Refusal::Illegal));
        }
        acts::split(conn, act, &case, &subject, &body, &topic)
    })
    .await
}

/// The petitioner took it back by telephone or letter.
///
/// # Errors
/// As for any act.
pub async fn withdrawal(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let how = form.required("withdrawn", WHY_CHARS_MAX);
    act(&ctx, &id, form, "withdrawn", move |conn, act, _, mut case| {
        store::add_note(conn, act, &case, crate::model::NoteKind::Internal, &how)?;
        acts::withdraw(conn, act, &mut case)
    })
    .await
}

/// An opinion becomes a petition.
///
/// # Errors
/// As for any act.
pub async fn promotion(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let who = typed::who(&mut form);
    let way = typed::way(&mut form, &who);
    act_and_go(&ctx, &id, form, "name", move |conn, act, _, mut case| {
        acts::promote(conn, act, &mut case, &who, way)
    })
    .await
}

/// An opinion needs no more; what was done is noted.
///
/// # Errors
/// As for any act.
pub async fn closing(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let done = form.required("done", TEXT_CHARS_MAX);
    act(&ctx, &id, form, "done", move |conn, act, _, mut case| {
        if case.kind != Kind::Opinion {
            return Ok(Err(Refusal::Illegal));
        }
        store::add_note(conn, act, &case, crate::model::NoteKind::Internal, &done)?;
        crate::work::waiting::end_all(conn, act, &mut case)?;
        case.replied_at = Some(act.now);
        crate::work::end(conn, &mut case, act.now)?;
        store::move_on(conn, act, &mut case, Event::Close, "")
    })
    .await
}
