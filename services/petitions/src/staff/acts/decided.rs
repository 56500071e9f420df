//! What a second person decides about: answers, more time, no answer; and the proof that it was sent.

use axum::extract::Path;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::web::Ctx;
use office::instant::Instant;
use office::reference::Reference;

use super::{TEXT_CHARS_MAX, WHY_CHARS_MAX, act, canned};
use crate::model::{Ground, ProposalKind, Refusal, Way, Writing};
use crate::store;
use crate::work::decision::{self, Draft, Verdict};
use crate::work::{checklist, letters};

fn draft(kind: ProposalKind, text: String) -> Draft {
    Draft { kind, text, days: 0, ground: None, earlier: String::new() }
}

/// More time is asked for, with the reasons the petitioner gets.
///
/// # Errors
/// As for any act.
pub async fn extension(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    if form.has("take") {
        return canned::take(&ctx, &id, form, Writing::Extension).await;
    }
    let days = form.required_number("days", 1, 60);
    let text = form.required("reasons", WHY_CHARS_MAX);
    let typed = draft(ProposalKind::Extension, text);
    let max = {
        let asked = id.clone();
        let found = ctx.centre.db.read(move |conn| match store::find(conn, &asked)? {
            Some(case) => decision::extension_max(conn, &case).map(Some),
            None => Ok(None),
        });
        found.await?.ok_or(Fault::NotFound)?
    };
    if form.is_right() && days > max {
        form.wrong_with("days", "form-number", vec![("min", 1.into()), ("max", max.into())]);
    }
    act(&ctx, &id, form, "days", move |conn, act, _, mut case| {
        decision::propose(conn, act, &mut case, &Draft { days, ..typed.clone() })
    })
    .await
}

/// An answer is drafted, or begun from a canned text.
///
/// # Errors
/// As for any act.
pub async fn reply(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    if form.has("take") {
        return canned::take(&ctx, &id, form, Writing::Reply).await;
    }
    let text = form.required("reply", TEXT_CHARS_MAX);
    let way = form.choice("reply_way", Way::from_code);
    let anyway = form.has("unfinished");
    act(&ctx, &id, form, "reply", move |conn, act, _, mut case| {
        if !anyway && checklist::is_unfinished(conn, act, &case)? {
            return Ok(Err(Refusal::Unfinished));
        }
        case.way = way.unwrap_or(case.way);
        decision::propose(conn, act, &mut case, &draft(ProposalKind::Reply, text.clone()))
    })
    .await
}

/// Leaving it without answer is proposed, on one of the three grounds.
///
/// # Errors
/// As for any act.
pub async fn leave(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    if form.has("take") {
        return canned::take(&ctx, &id, form, Writing::Leave).await;
    }
    let ground = form.choice("ground", Ground::from_code);
    let text = form.required("leave", WHY_CHARS_MAX);
    let mut earlier = String::new();
    if ground == Some(Ground::Repeated) {
        match Reference::parse(form.text("earlier")) {
            Ok(reference) => reference.as_str().clone_into(&mut earlier),
            Err(error) => form.wrong("earlier", error.key()),
        }
    }
    act(&ctx, &id, form, "earlier", move |conn, act, _, mut case| {
        let draft = Draft { ground, earlier: earlier.clone(), ..draft(ProposalKind::Leave, text.clone()) };
        decision::propose(conn, act, &mut case, &draft)
    })
    .await
}

/// Approved, given back with a remark, or taken back by who drafted it.
///
/// # Errors
/// As for any act.
pub async fn decision(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (approve, takes_back) = (form.has("approve"), form.has("take_back"));
    let remark = if approve || takes_back {
        form.optional("remark", WHY_CHARS_MAX)
    } else {
        form.required("remark", WHY_CHARS_MAX)
    };
    let verdict = Verdict { proposal: form.text("proposal").to_owned(), approve, remark };
    act(&ctx, &id, form, "remark", move |conn, act, staff, mut case| {
        decision::decide(conn, act, staff, &mut case, &verdict)
    })
    .await
}

/// A letter was sent by hand, or said by telephone: when, and what proves it.
///
/// # Errors
/// As for any act.
pub async fn sending(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let letter = form.text("letter").to_owned();
    let proof = form.required("proof", 300);
    let at = match Instant::parse_field(form.text("sent")) {
        Some(at) if at <= ctx.now.plus_seconds(60) => at.min(ctx.now),
        _ => {
            form.wrong("sent", "petitions-wrong-received");
            ctx.now
        }
    };
    act(&ctx, &id, form, "proof", move |conn, act, _, mut case| {
        letters::prove(conn, act, &mut case, &letter, at, &proof)
    })
    .await
}
