//! `/office/plan`: how the plan of the year stands, for a telephone in one hand.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Tab};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::document::window;
use crate::model::Leaf;
use crate::picture::{self, Picture, lights};
use crate::public::title;
use crate::rights::WRITE;
use crate::rules::standing::{Light, Standing};
use crate::words;

/// Which actions are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Behind,
    Mine,
    All,
}

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let today = ctx.now.date();
    let plan = ctx.centre.db.read(move |conn: &mut Conn| picture::find_current(conn, today)).await?;
    let words = &ctx.words;
    let Some(plan) = plan else {
        let content = html! {
            h1 { (words.say("plan-board-title")) }
            (parts::empty_state(&words.say("plan-no-plans"), html! {
                (parts::button_link(words.path("/office/plan/plans"), words.say("plan-office-title")))
            }))
        };
        return Ok(
            ctx.page(StatusCode::OK, pages::office_shell(&ctx, words.say("plan-board-title")).page(content))
        );
    };
    let picture =
        picture::open(&ctx.centre, &plan.id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let view = match form.text("view") {
        "mine" => View::Mine,
        "all" => View::All,
        _ => View::Behind,
    };
    let standings = picture.standings();
    let content = html! {
        h1 { (words.say("plan-board-title")) }
        p.lead { a href=(words.path(&format!("/office/plan/plans/{}", plan.id))) { (title(&ctx.centre, words, &plan)) } " · " (words.say_with("plan-board-as-of", &[("day", words.date(picture.reported).into())])) }
        (summary(&ctx, &standings))
        (views(&ctx, &picture, &standings, view)?)
        h2 { (words.say("plan-more")) }
        (ways_on(&ctx, &picture))
    };
    Ok(ctx.page(StatusCode::OK, pages::office_shell(&ctx, words.say("plan-board-title")).page(content)))
}

fn summary(ctx: &Ctx, standings: &[(&Leaf, Standing)]) -> Markup {
    let words = &ctx.words;
    let [green, yellow, red] = lights(standings);
    let number = |n: usize| words.number(i64::try_from(n).unwrap_or_default());
    html! {
        ul.stats.lights {
            @for (light, count) in [(Light::Red, red), (Light::Yellow, yellow), (Light::Green, green)] {
                li.stat { b { (number(count)) } (words::light(words, light)) }
            }
        }
    }
}

fn ways_on(ctx: &Ctx, picture: &Picture) -> Markup {
    let words = &ctx.words;
    html! {
        p.links {
            a href=(words.path("/office/plan/plans")) { (words.say("plan-office-title")) }
            a href=(words.path(&format!("/office/plan/plans/{}/readiness", picture.plan.id))) { (words.say("plan-readiness")) }
            a href=(words.path(&format!("/office/plan/plans/{}/obligations", picture.plan.id))) { (words.say("plan-obligations")) }
            a href=(words.path(&format!("/office/plan/plans/{}/freezes", picture.plan.id))) { (words.say("plan-freezes")) }
            a href=(words.path("/office/plan/meetings")) { (words.say("plan-meetings")) }
            a href=(words.path(&format!("/office/plan/plans/{}/costs", picture.plan.id))) { (words.say("plan-costs")) }
            a href=(words.path("/office/plan/ideas")) { (words.say("plan-ideas")) }
            a href=(words.path("/office/plan/frames")) { (words.say("plan-frames")) }
            @if ctx.staff.as_ref().is_some_and(|s| s.may(WRITE)) { a href=(words.path(&format!("/office/plan/plans/{}/links", picture.plan.id))) { (words.say("plan-links")) } }
        }
    }
}

fn views(ctx: &Ctx, picture: &Picture, standings: &[(&Leaf, Standing)], view: View) -> Result<Markup, Fault> {
    let (words, me) = (&ctx.words, Some(ctx.staff()?.id.as_str()));
    let is_mine = |leaf: &Leaf| leaf.owner_id.as_deref() == me || leaf.deputy_id.as_deref() == me;
    let shown = |v: View| {
        let fits = move |(leaf, s): &&(&Leaf, Standing)| match v {
            View::Behind => s.light != Light::Green,
            View::Mine => is_mine(leaf),
            View::All => true,
        };
        standings.iter().filter(fits).collect::<Vec<_>>()
    };
    let tabs = [
        (View::Behind, "behind", "plan-view-behind"),
        (View::Mine, "mine", "plan-view-mine"),
        (View::All, "all", "plan-view-all"),
    ]
    .map(|(v, code, key)| Tab {
        href: words.path(&format!("/office/plan?view={code}")),
        label: words.say(key),
        count: i64::try_from(shown(v).len()).ok(),
        current: v == view,
    });
    let shown = shown(view);
    Ok(html! {
        (parts::tabs(words, &words.say("plan-views"), &tabs))
        @if shown.is_empty() { (parts::empty_state(&words.say("plan-view-empty"), html! {})) }
        ul.plain-list.standings { @for (leaf, standing) in shown { (card(ctx, picture, leaf, standing)) } }
    })
}

/// An action and how it stands, as a card.
pub(super) fn card(ctx: &Ctx, picture: &Picture, leaf: &Leaf, standing: &Standing) -> Markup {
    let words = &ctx.words;
    let window =
        window(words, picture.name(leaf.owner_id.as_deref()), picture.name(leaf.deputy_id.as_deref()));
    html! {
        li.card {
            p { (words::light(words, standing.light)) " "
                a href=(words.path(&format!("/office/plan/leaves/{}", leaf.id))) { span.number-code { (leaf.text.code) } " " (leaf.text.action) } }
            @if let (Some(actual), Some(target)) = (standing.actual, leaf.text.wanted(picture.year)) {
                (progress(ctx, leaf, actual, target))
            }
            @if !standing.gaps.is_empty() { ul { @for gap in &standing.gaps { li { (words::gap(words, &leaf.text, gap)) } } } }
            @if !window.is_empty() { p.hint { (window) } }
        }
    }
}

/// A number on its way to the target.
pub(super) fn progress(ctx: &Ctx, leaf: &Leaf, actual: i64, target: i64) -> Markup {
    let words = &ctx.words;
    let args = [
        ("actual", words::counted(words, &leaf.text, actual).into()),
        ("target", words::counted(words, &leaf.text, target).into()),
    ];
    let said = words.say_with("plan-of-target", &args);
    html! {
        p.progress { progress max=(target.max(1)) value=(actual.clamp(0, target.max(1))) aria-label=(said) {} " " (said) }
    }
}
