//! How ready the plan is for an audit on a day: what is missing already, what comes due until then.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::pages;
use foundation::parts::{self, Shell, column, crumb};
use foundation::web::Ctx;
use jiff::ToSpan;
use maud::{Markup, html};
use office::Percent;

use super::board::asked_day;
use super::obligations;
use crate::model::Leaf;
use crate::picture::{self, Picture};
use crate::public::title;
use crate::rules::standing::Gap;
use crate::words;

/// `GET /office/plan/plans/{id}/readiness`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let picture = picture::open(&ctx.centre, &id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let month_on = picture.today.checked_add(1.month()).unwrap_or(picture.today);
    let day = asked_day(&ctx, month_on).max(picture.today);
    let (missing, coming): (Vec<_>, Vec<_>) =
        gaps(&picture, day).into_iter().partition(|(leaf, gap)| picture.standing(leaf).gaps.contains(gap));
    let ready = picture.leaves.iter().filter(|l| picture.standing_on(l, day).gaps.is_empty()).count();
    let count = |n: usize| u64::try_from(n).unwrap_or_default();
    let share =
        Percent::of(count(ready), count(picture.leaves.len())).map(|p| p.to_string()).unwrap_or_default();
    let heading = words.say("plan-readiness");
    let here = format!("/office/plan/plans/{id}");
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(words.path(&here), title(&ctx.centre, words, &picture.plan)),
        ],
        ..pages::office_shell(&ctx, heading.clone())
    };
    let args =
        [("day", words.date(day).into()), ("ready", ready.into()), ("all", picture.leaves.len().into())];
    let content = html! {
        h1 { (heading) }
        (parts::filters(words, &words.path(&format!("{here}/readiness")), None, html! {
            (parts::date(words, "on", words.say("plan-readiness-day")).value(day.to_string()).unmarked())
        }))
        ul.stats { li.stat { b { (share) } (words.say_with("plan-readiness-said", &args)) } }
        h2 { (words.say("plan-readiness-missing")) }
        (list(&ctx, &picture, &missing, "plan-readiness-missing"))
        h2 { (words.say("plan-readiness-coming")) }
        (list(&ctx, &picture, &coming, "plan-readiness-coming"))
        (obligations::open_list(&ctx, &picture))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// What will be missing on a day if nothing is done until then.
fn gaps(picture: &Picture, day: jiff::civil::Date) -> Vec<(&Leaf, Gap)> {
    let of = |leaf| picture.standing_on(leaf, day).gaps.into_iter().map(move |gap| (leaf, gap));
    picture.leaves.iter().flat_map(of).collect()
}

fn list(ctx: &Ctx, picture: &Picture, gaps: &[(&Leaf, Gap)], caption: &str) -> Markup {
    let words = &ctx.words;
    let columns = ["plan-f-action", "plan-missing", "plan-f-owner"].map(|key| column(words.say(key)));
    let rows = gaps.iter().map(|(leaf, gap)| {
        vec![
            html! { a href=(words.path(&format!("/office/plan/leaves/{}", leaf.id))) { (leaf.text.code) " " (leaf.text.action) } },
            html! { (words::gap(words, &leaf.text, gap)) },
            html! { (picture.name(leaf.owner_id.as_deref())) },
        ]
    });
    html! { (parts::table(words, words.say(caption), columns.into(), rows.collect()).caption_unseen().empty(words.say("plan-nothing-missing"))) }
}
