//! Links for evaluators: made, shown once more, taken back.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Shell, Tone, column, crumb};
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::html;
use office::instant::Instant;

use super::act::Doing;
use crate::fields::required_day;
use crate::public::{evaluation, title};
use crate::store;
use crate::store::link::{self, Link};

/// The longest a link may be good, in days.
pub const DAYS_MAX: &str = "plan.link_days_max";

/// `GET /office/plan/plans/{id}/links`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, id: &str, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let asked = id.to_owned();
    let read = move |conn: &mut Conn| Ok((store::plan::find(conn, &asked)?, link::list(conn, &asked)?));
    let (plan, links) = ctx.centre.db.read(read).await?;
    let plan = plan.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let heading = words.say("plan-links");
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(words.path(&format!("/office/plan/plans/{id}")), title(&ctx.centre, words, &plan)),
        ],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let rows = links.iter().map(|link| {
        let address = ctx.full_address(&evaluation::address(&ctx.centre, &link.id));
        vec![
            html! { (link.name) },
            html! { (parts::time_short(words, link.ends_at)) },
            html! { @match link.seen_at { Some(at) => (parts::time_short(words, at)), None => "—" } },
            html! {
                @if link.is_good(ctx.now) {
                    a href=(address) { (words.say("plan-link-open")) span.unseen { " " (link.name) } } " " (parts::copy_button(words, &address))
                    (parts::form(words.path(&format!("/office/plan/links/{}/end", link.id)), html! { (parts::button(words.say("plan-link-end")).quiet().about(link.name.clone())) }))
                } @else { (parts::tag(Tone::Plain, &words.say("plan-link-over"))) }
            },
        ]
    });
    let columns =
        ["plan-f-for", "plan-f-until", "plan-f-seen", "plan-f-link"].map(|key| column(words.say(key)));
    let month_on = ctx.now.plus_seconds(30 * 86_400).date().to_string();
    let until = if form.has("until") { form.text("until").to_owned() } else { month_on };
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-links-lead")) }
        (parts::table(words, heading.clone(), columns.into(), rows.collect()).caption_unseen().empty(words.say("plan-no-links")))
        (parts::form(words.path(&format!("/office/plan/plans/{id}/links")), html! {
            (parts::text(words, "name", words.say("plan-f-for")).hint(words.say("plan-for-hint")).value(form.text("name")).error(form.said_of(words, "name")))
            (parts::date(words, "until", words.say("plan-f-until")).value(until).error(form.said_of(words, "until")))
            div.actions { (parts::button(words.say("plan-link-make"))) }
        }).id("link"))
    };
    Ok(ctx.page(status, shell.page(content)))
}

/// `POST /office/plan/plans/{id}/links`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let name = form.required("name", 100);
    let until = required_day(&mut form, "until");
    let last = ctx.now.plus_seconds(ctx.centre.number(DAYS_MAX).max(1) * 86_400).date();
    if until.is_some_and(|day| day < ctx.now.date() || day > last) {
        form.wrong_with("until", "plan-wrong-until", vec![("last", ctx.words.date(last).into())]);
    }
    let ends_at = until.and_then(|day| day.tomorrow().ok()).and_then(Instant::start_of);
    let Some(ends_at) = ends_at.filter(|_| form.is_right()) else {
        return show(&ctx, &id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let doing = Doing::of(&ctx)?;
    let link = Link {
        id: doing.id(),
        plan_id: id.clone(),
        name,
        ends_at,
        created_at: ctx.now,
        revoked_at: None,
        seen_at: None,
    };
    let write = move |conn: &mut Conn| {
        if store::plan::find(conn, &link.plan_id)?.is_none() {
            return Ok(false);
        }
        link::add(conn, &link, &doing.staff.id)?;
        doing.note(
            conn,
            Entry { after: Some(link.name.clone()), ..Entry::new("plan_link", &link.id, "added") },
        )?;
        Ok(true)
    };
    if !ctx.centre.db.write(write).await? {
        return Err(Fault::NotFound);
    }
    Ok(ctx.go(&format!("/office/plan/plans/{id}/links")))
}

/// `POST /office/plan/links/{id}/end`
///
/// # Errors
/// [`Fault::NotFound`] without such a link.
pub async fn end(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let doing = Doing::of(&ctx)?;
    let write = move |conn: &mut Conn| {
        let Some(link) = link::find(conn, &id)? else { return Ok(None) };
        link::revoke(conn, &id, doing.now)?;
        doing.note(conn, Entry::new("plan_link", &id, "revoked"))?;
        Ok(Some(link.plan_id))
    };
    let plan_id = ctx.centre.db.write(write).await?.ok_or(Fault::NotFound)?;
    Ok(ctx.go(&format!("/office/plan/plans/{plan_id}/links")))
}
