//! Reporting days: numbers and lights frozen as they are, with their definitions, and counted again to compare.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::measures::Period;
use foundation::pages;
use foundation::parts::{self, Shell, column, crumb};
use foundation::sheet::Kind;
use foundation::staff;
use foundation::trail::Entry;
use foundation::web::Ctx;
use jiff::civil::{Date, date};
use maud::html;

use super::act::Doing;
use crate::fields::required_day;
use crate::figures;
use crate::frozen;
use crate::picture::{self, Picture, thresholds};
use crate::public::files::attachment;
use crate::public::title;
use crate::rights::WRITE;
use crate::store::freeze::{self, Freeze, Kept};

fn shell<'a>(ctx: &'a Ctx, picture: &Picture, heading: &str) -> Shell<'a> {
    let words = &ctx.words;
    Shell {
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(
                words.path(&format!("/office/plan/plans/{}", picture.plan.id)),
                title(&ctx.centre, words, &picture.plan),
            ),
        ],
        ..pages::office_shell(ctx, heading)
    }
}

/// `GET /office/plan/plans/{id}/freezes`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn list(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, id: &str, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let picture = picture::open(&ctx.centre, id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let asked = id.to_owned();
    let read = move |conn: &mut Conn| {
        let freezes = freeze::list(conn, &asked)?;
        let by: Vec<String> = freezes.iter().map(|f| f.frozen_by.clone()).collect();
        Ok((staff::list_names(conn, &by)?, freezes))
    };
    let (names, freezes) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let heading = words.say("plan-freezes");
    let rows = freezes.iter().map(|f| {
        vec![
            html! { a href=(words.path(&format!("/office/plan/freezes/{}", f.id))) { (words.date_short(f.from_on)) "–" (words.date_short(f.to_on)) } },
            html! { (parts::time_short(words, f.frozen_at)) },
            html! { (names.get(&f.frozen_by).map_or("", String::as_str)) },
            html! { (f.note) },
        ]
    });
    let columns =
        ["plan-f-period", "plan-f-frozen_at", "plan-f-by", "plan-f-remark"].map(|key| column(words.say(key)));
    let to = if form.has("to") { form.text("to").to_owned() } else { offered(&picture).to_string() };
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-freezes-lead")) }
        (parts::table(words, heading.clone(), columns.into(), rows.collect()).caption_unseen().empty(words.say("plan-no-freezes")))
        @if ctx.staff()?.may(WRITE) {
            (parts::form(words.path(&format!("/office/plan/plans/{id}/freezes")), html! {
                (parts::date(words, "to", words.say("plan-f-frozen_to")).value(to).error(form.said_of(words, "to")))
                (parts::text(words, "note", words.say("plan-f-remark")).hint(words.say("plan-freeze-note-hint")).value(form.text("note")).optional().error(form.said_of(words, "note")))
                div.actions { (parts::button(words.say("plan-freeze"))) }
            }).id("freeze"))
        }
    };
    Ok(ctx.page(status, shell(ctx, &picture, &heading).page(content)))
}

/// The day a reporting form mostly asks: the end of the last month, or today while there is none in the year.
fn offered(picture: &Picture) -> Date {
    if picture.reported.year() == picture.year { picture.reported } else { picture.today }
}

/// `POST /office/plan/plans/{id}/freezes`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let mut picture =
        picture::open(&ctx.centre, &id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let to = required_day(&mut form, "to");
    if to.is_some_and(|to| to > picture.today || !picture.plan.covers(to.year())) {
        form.wrong("to", "plan-wrong-freeze");
    }
    let note = form.optional("note", 300);
    let Some(to) = to.filter(|_| form.is_right()) else {
        return show(&ctx, &id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let first = date(to.year(), 1, 1);
    let period = Period { from: first, to };
    // The lights are those of that day, whatever rule holds today.
    picture.rule = ctx.centre.db.read(move |conn| thresholds(conn, to)).await?;
    let (numbers, stood) = frozen::take(&ctx.centre, &picture, period, (&ctx.words, ctx.now)).await?;
    let doing = Doing::of(&ctx)?;
    let freeze = Freeze {
        id: doing.id(),
        plan_id: id,
        from_on: first,
        to_on: to,
        note,
        hash: frozen::hash(period, &numbers, &stood, Some(picture.rule)),
        frozen_at: ctx.now,
        frozen_by: doing.staff.id.clone(),
        rule: Some(picture.rule),
    };
    let made = freeze.id.clone();
    let kept = Kept { freeze, numbers, stood };
    let write = move |conn: &mut Conn| {
        freeze::add(conn, &kept)?;
        let freeze = &kept.freeze;
        // The hash in the sealed trail makes the numbers themselves tamper-evident.
        doing.note(
            conn,
            Entry { after: Some(freeze.hash.clone()), ..Entry::new("plan_freeze", &freeze.id, "frozen") },
        )
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("/office/plan/freezes/{made}")))
}

/// A reporting day, and the name of who froze it.
pub(crate) fn find(conn: &mut Conn, id: &str) -> DbResult<Option<(Kept, String)>> {
    let Some(kept) = freeze::find(conn, id)? else { return Ok(None) };
    let by = staff::find_name(conn, Some(&kept.freeze.frozen_by))?;
    Ok(Some((kept, by)))
}

/// `GET /office/plan/freezes/{id}`: how it was then, and the numbers counted again now.
///
/// # Errors
/// [`Fault::NotFound`] without such a day.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (kept, by) = ctx.centre.db.read(move |conn| find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let plan_id = &kept.freeze.plan_id;
    let picture =
        picture::open(&ctx.centre, plan_id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let now = figures::of_age(&ctx.centre, &kept.wants(), ctx.now, 0).await?;
    let words = &ctx.words;
    let heading = frozen::title(words, &kept.freeze);
    let here = format!("/office/plan/freezes/{}/export", kept.freeze.id);
    let content = html! {
        h1 { (heading) }
        (frozen::heading(words, &kept, &by))
        p.links { @for kind in Kind::ALL { a href=(words.path(&format!("{here}/{}", kind.code()))) { (kind.code().to_uppercase()) } } }
        (frozen::lights(words, &kept))
        (frozen::numbers(words, &kept, &picture, &now))
    };
    Ok(ctx.page(StatusCode::OK, shell(&ctx, &picture, &heading).page(content)))
}

/// `GET /office/plan/freezes/{id}/export/{kind}`: all that was frozen, as a table.
///
/// # Errors
/// [`Fault::NotFound`] for another kind or without such a day.
pub async fn export(ctx: Ctx, Path((id, kind)): Path<(String, String)>) -> Result<Response, Fault> {
    let kind = Kind::from_code(&kind).ok_or(Fault::NotFound)?;
    let kept = ctx.centre.db.read(move |conn| freeze::find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let bytes = kept.sheet(kind, &ctx.words).map_err(|_| Fault::Internal)?;
    let name = format!("frozen-{}.{}", kept.freeze.to_on, kind.code());
    Ok(attachment(kind.content_type(), &name, bytes))
}
