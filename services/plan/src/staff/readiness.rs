//! How ready the plan is for an audit on a day: what is missing already, what comes due until then.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::web::Ctx;
use foundation::{measures, pages};
use jiff::ToSpan;
use maud::{Markup, html};
use office::Percent;

use super::obligations;
use crate::fields;
use crate::model::{Gauge, Leaf};
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
    let mut form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let day = fields::day(&mut form, "on").unwrap_or(month_on).max(picture.today);
    let (missing, coming): (Vec<_>, Vec<_>) =
        gaps(&picture, day).into_iter().partition(|(leaf, gap)| picture.standing(leaf).gaps.contains(gap));
    let fine: Vec<&Leaf> =
        picture.leaves.iter().filter(|l| picture.standing_on(l, day).gaps.is_empty()).collect();
    let ready = fine.len();
    let count = |n: usize| u64::try_from(n).unwrap_or_default();
    let share =
        Percent::of(count(ready), count(picture.leaves.len())).map(|p| p.to_string()).unwrap_or_default();
    let heading = words.say("plan-readiness");
    let here = format!("/office/plan/plans/{id}");
    let shell = Shell {
        has_errors: !form.is_right(),
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(words.path(&here), title(&ctx.centre, words, &picture.plan)),
        ],
        ..pages::office_shell(&ctx, heading.clone())
    };
    let args =
        [("day", words.date(day).into()), ("ready", ready.into()), ("all", picture.leaves.len().into())];
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (heading) }
        (parts::filters(words, &words.path(&format!("{here}/readiness")), None, html! {
            (parts::date(words, "on", words.say("plan-readiness-day")).unmarked()
                .value(if form.is_right() { day.to_string() } else { form.text("on").to_owned() })
                .error(form.said_of(words, "on")))
        }))
        ul.stats { li.stat { b { (share) } (words.say_with("plan-readiness-said", &args)) } }
        (groups(&ctx, &picture, &missing, "plan-readiness-missing"))
        (groups(&ctx, &picture, &coming, "plan-readiness-coming"))
        @if !fine.is_empty() { (parts::details(&counted(words, "plan-readiness-fine", fine.len()), html! {
            ul { @for leaf in &fine { li { (way(words, leaf)) } } }
        })) }
        (upside_down(&ctx, &picture))
        (obligations::open_list(&ctx, &picture))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

/// Actions whose number is the better the less it is, and yet counted as if more were better.
fn upside_down(ctx: &Ctx, picture: &Picture) -> Markup {
    let words = &ctx.words;
    let falling = |name: &str| measures::find(&ctx.centre.house, name).is_some_and(|m| m.falling);
    let is_upside_down = |l: &&Leaf| l.text.gauge() != Gauge::Ceiling && falling(&l.text.measure);
    let found: Vec<&Leaf> = picture.leaves.iter().filter(is_upside_down).collect();
    html! {
        @if !found.is_empty() {
            (parts::notice(Tone::Wait, "", html! {
                p { (words.say("plan-readiness-falling")) }
                ul { @for leaf in &found { li { (way(words, leaf)) } } }
            }))
        }
    }
}

/// What will be missing on a day if nothing is done until then.
fn gaps(picture: &Picture, day: jiff::civil::Date) -> Vec<(&Leaf, Gap)> {
    let of = |leaf| picture.standing_on(leaf, day).gaps.into_iter().map(move |gap| (leaf, gap));
    picture.leaves.iter().flat_map(of).collect()
}

/// What an action is missing.
type Missing<'a> = (&'a Leaf, Gap);

/// So many of a kind are shown at once; more are behind their number.
const SHOWN: usize = 5;

/// What is missing, by its kind: on a telephone a few lines, each of which opens.
fn groups(ctx: &Ctx, picture: &Picture, gaps: &[Missing], heading: &str) -> Markup {
    let words = &ctx.words;
    let mut kinds: BTreeMap<usize, (&str, Vec<&Missing>)> = BTreeMap::new();
    for found in gaps {
        let (place, key) = kind(&found.1);
        kinds.entry(place).or_insert((key, Vec::new())).1.push(found);
    }
    html! {
        h2 { (counted(words, heading, gaps.len())) }
        @if gaps.is_empty() { p.soft { (words.say("plan-nothing-missing")) } }
        @for (key, found) in kinds.values() {
            details open[found.len() <= SHOWN] {
                summary { (counted(words, key, found.len())) }
                div.inside { ul { @for (leaf, gap) in found {
                    li {
                        (way(words, leaf)) br;
                        (words::gap(words, &leaf.text, gap))
                        @let owner = picture.name(leaf.owner_id.as_deref());
                        @if !owner.is_empty() { " " span.hint { (owner) } }
                    }
                } } }
            }
        }
    }
}

/// The kind of something missing: its place among the kinds, and its words.
fn kind(gap: &Gap) -> (usize, &'static str) {
    match gap {
        Gap::NoWindow => (0, "plan-kind-window"),
        Gap::NoDeputy => (1, "plan-kind-deputy"),
        Gap::NoEvidence | Gap::NotCounted => (2, "plan-kind-evidence"),
        Gap::NotGood(_) => (3, "plan-kind-document"),
        Gap::Unproven(..) | Gap::UnprovenMany(..) => (4, "plan-kind-proof"),
        Gap::Behind(..) => (5, "plan-kind-behind"),
        Gap::Unexplained(_) => (6, "plan-kind-reason"),
        Gap::NotReported(_) => (7, "plan-kind-month"),
    }
}

fn counted(words: &Words, key: &str, count: usize) -> String {
    words.say_with("plan-readiness-count", &[("what", words.say(key).into()), ("count", count.into())])
}

fn way(words: &Words, leaf: &Leaf) -> Markup {
    html! { a href=(words.path(&format!("/office/plan/leaves/{}", leaf.id))) { (leaf.text.code) " " (leaf.text.action) } }
}
