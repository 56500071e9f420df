//! The versions of a plan: what was published when, by whose approval, and what changed.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Shell, Tone};
use foundation::staff::TOPIC;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::front::{above, in_chinese};
use super::{Shown, find};
use crate::document::said;
use crate::model::{Line, Version, span_of, tree};
use crate::rules::compare::{Change, Difference, differences};
use crate::store;
use crate::words::{self, asked, part, units};

/// Versions of which the changes are shown on one page; the others are named.
const SHOWN: usize = 20;

type Step = (Version, Vec<Difference>);

/// The newest versions with what changed in each, and those before them.
fn steps(conn: &mut Conn, plan_id: &str) -> DbResult<(Vec<Step>, Vec<Version>)> {
    let (mut steps, mut before): (Vec<Step>, Option<Vec<Line>>) = (Vec::new(), None);
    let mut versions = store::version::list(conn, plan_id)?;
    let older = versions.split_off(versions.len().min(SHOWN));
    if let Some(last) = older.first() {
        before = store::version::find(conn, plan_id, last.number)?.map(|(_, lines)| lines);
    }
    for version in versions.into_iter().rev() {
        let Some((version, lines)) = store::version::find(conn, plan_id, version.number)? else { continue };
        let changed = before.as_ref().map(|before| differences(before, &lines, 0)).unwrap_or_default();
        before = Some(lines);
        steps.push((version, changed));
    }
    steps.reverse();
    Ok((steps, older))
}

/// `GET /plan/{slug}/versions`
///
/// # Errors
/// [`Fault::NotFound`] when none of these years is published.
pub async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    span_of(&slug).ok_or(Fault::NotFound)?;
    let stamp = ctx.stamp(&["plan", TOPIC]);
    let read = move |conn: &mut Conn| {
        let Some(shown) = find(conn, Some(&slug), 0, None)? else { return Ok(None) };
        let (steps, older) = steps(conn, &shown.plan.id)?;
        Ok(Some((shown, steps, older)))
    };
    let (shown, steps, older) = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let title = words.say("plan-versions");
    let shell = Shell { here: vec![above(&ctx, &shown)], ..pages::shell(&ctx, title.clone()) };
    let content = html! {
        h1 { (title) }
        @for (version, changed) in &steps {
            section {
                h2 { (way(&ctx, &shown, version)) }
                p { (said(words, version)) }
                @if !version.note.is_empty() { p lang=[in_chinese(&ctx)] { (version.note) } }
                @if version.number > 1 { (changes(words, changed)) }
            }
        }
        @if !older.is_empty() { ul { @for version in &older { li { (way(&ctx, &shown, version)) " " (said(words, version)) } } } }
    };
    Ok(ctx.public_page(stamp, shell.page(content)))
}

/// The way to a version.
fn way(ctx: &Ctx, shown: &Shown, version: &Version) -> Markup {
    let path = format!("/plan/{}/versions/{}", shown.plan.slug(), version.number);
    let number = [("number", version.number.into())];
    html! { a href=(ctx.words.path(&path)) { (ctx.words.say_with("plan-version-number", &number)) } }
}

/// What changed, action by action.
pub(crate) fn changes(words: &Words, changed: &[Difference]) -> Markup {
    let lang = words::in_chinese(words);
    html! {
        @if changed.is_empty() {
            p { (words.say("plan-nothing-changed")) }
        } @else {
            ul.changes {
                @for d in changed {
                    li {
                        @match &d.change {
                            Change::Added => { (parts::tag(Tone::Good, &words.say("plan-change-added"))) " " span lang=[lang] { (d.code) " " (d.action) } }
                            Change::Removed => { (parts::tag(Tone::Bad, &words.say("plan-change-removed"))) " " del lang=[lang] { (d.code) " " (d.action) } }
                            Change::Changed(parts) => {
                                (parts::tag(Tone::Info, &words.say("plan-change-changed"))) " " span lang=[lang] { (d.code) " " (d.action) }
                                dl.facts {
                                    @for (key, old, new) in parts {
                                        @let said = |text: &str| part(words, key, text).unwrap_or_else(|| text.to_owned());
                                        @let lang = lang.filter(|_| part(words, key, new).is_none());
                                        dt { (words.say(key)) }
                                        dd lang=[lang] { @if !old.is_empty() { del { (said(old)) } " → " } ins { @if new.is_empty() { "—" } @else { (said(new)) } } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `GET /plan/{slug}/versions/{number}`
///
/// # Errors
/// [`Fault::NotFound`] when there is no such version.
pub async fn one(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Fault> {
    span_of(&slug).ok_or(Fault::NotFound)?;
    let stamp = ctx.stamp(&["plan", TOPIC]);
    let found = ctx.centre.db.read(move |conn| find(conn, Some(&slug), 0, Some(number))).await?;
    let shown = found.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let path = format!("/plan/{}", shown.plan.slug());
    let title = words.say_with("plan-version-number", &[("number", number.into())]);
    let shell = Shell { here: vec![above(&ctx, &shown)], ..pages::shell(&ctx, title) };
    let content = html! {
        h1 lang=[in_chinese(&ctx)] { (shown.version.title) }
        p.lead { (said(words, &shown.version)) }
        @if number < shown.plan.version {
            (parts::notice(Tone::Wait, "", html! { p { (words.say("plan-old-version")) " " a href=(words.path(&path)) { (words.say("plan-newest")) } } }))
        }
        (old(&ctx, &shown))
    };
    Ok(ctx.public_page(stamp, shell.page(content)))
}

fn old(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let areas = tree(shown.lines.iter().collect(), |line: &&Line| &line.text);
    let columns = || {
        ["plan-f-code", "plan-f-action", "plan-f-indicator", "plan-f-target", "plan-f-units"]
            .map(|key| parts::column(words.say(key)))
            .into()
    };
    // A caption is also what the table is called to who hears it, so it is in the language of the page.
    let caption = |lines: &[&Line]| {
        let [Some(first), last] = [lines.first(), lines.last()].map(|line| line.map(|line| &line.text.code))
        else {
            return String::new();
        };
        let args = [("first", first.into()), ("last", last.unwrap_or(first).into())];
        words.say_with("plan-actions-from-to", &args)
    };
    html! {
        @for area in &areas {
            h2 lang=[in_chinese(ctx)] { (area.name) }
            @for (strategy, lines) in &area.strategies {
                h3 lang=[in_chinese(ctx)] { (strategy) }
                (parts::table(words, caption(lines), columns(), lines.iter().map(|line| vec![
                    html! { (line.text.code) },
                    html! { span lang=[in_chinese(ctx)] { (line.text.action) } },
                    html! { span lang=[in_chinese(ctx)] { (line.text.indicator) } },
                    html! { span lang=[in_chinese(ctx)] { (asked(words, &shown.plan, &line.text)) } },
                    html! { (units(words, &line.text)) },
                ]).collect()).caption_unseen())
            }
        }
    }
}
