//! `/office/plan`: all plans, and how to begin one.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::pages;
use foundation::parts::{self, column};
use foundation::web::Ctx;
use maud::html;

use crate::public::title;
use crate::rights::WRITE;
use crate::store;
use crate::words::{state, tone, years};

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let plans = ctx.centre.db.read(store::plan::list).await?;
    let words = &ctx.words;
    let heading = words.say("plan-office-title");
    let rows = plans.iter().map(|plan| {
        let href = words.path(&format!("/office/plan/plans/{}", plan.id));
        vec![
            html! { a href=(href) { (title(&ctx.centre, words, plan)) } },
            html! { (years(words, plan)) },
            html! { (parts::tag(tone(plan.state), &state(words, plan.state))) },
            html! { @if plan.version > 0 { (words.say_with("plan-version-number", &[("number", plan.version.into())])) } @else { "—" } },
            html! { (parts::time_short(words, plan.changed_at)) },
        ]
    });
    let columns = ["plan-f-title", "plan-f-years", "plan-f-state", "plan-f-version", "plan-f-changed"]
        .map(|key| column(words.say(key)));
    let content = html! {
        h1 { (heading) }
        @if ctx.staff()?.may(WRITE) {
            div.actions { (parts::button_link(words.path("/office/plan/import"), words.say("plan-import-title"))) }
        }
        (parts::table(words, heading.clone(), columns.into(), rows.collect()).caption_unseen().empty(words.say("plan-no-plans")))
    };
    Ok(ctx.page(StatusCode::OK, pages::office_shell(&ctx, heading.as_str()).page(content)))
}
