//! `/plan`: the plan of the year, to be read by anyone.

use std::collections::HashMap;

use axum::extract::Path;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::i18n::{Lang, Words};
use foundation::measures::{self, Measure, Period};
use foundation::pages;
use foundation::parts::{self, Shell, Tab, crumb};
use foundation::staff::TOPIC;
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{Shown, find};
use crate::document::{said, window};
use crate::figures::{self, MINUTES, up_to};
use crate::model::{Line, order, span_of, tree};
use crate::rules::standing::{actual_by, reporting_day};
use crate::store;
use crate::store::idea::Idea;
use crate::words::{self, counted, target, units, year, years};

/// The plan of this year.
///
/// # Errors
/// Any fault of the store.
pub async fn newest(ctx: Ctx) -> Result<Response, Fault> {
    show(ctx, None).await
}

/// The plan of an address.
///
/// # Errors
/// [`Fault::NotFound`] when none of these years is published.
pub async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    span_of(&slug).ok_or(Fault::NotFound)?;
    show(ctx, Some(slug)).await
}

async fn show(ctx: Ctx, slug: Option<String>) -> Result<Response, Fault> {
    let (stamp, this_year, asked) = (ctx.stamp(&["plan", TOPIC]), ctx.now.date().year(), slug.clone());
    let found = ctx.centre.db.read(move |conn| find(conn, asked.as_deref(), this_year, None)).await?;
    let words = &ctx.words;
    let Some(mut shown) = found else {
        if slug.is_some() {
            return Err(Fault::NotFound);
        }
        let content = html! {
            h1 { (words.say("plan-title")) }
            (parts::empty_state(&words.say("plan-none"), html! {}))
        };
        return Ok(ctx.public_page(stamp, pages::shell(&ctx, words.say("plan-title")).page(content)));
    };
    shown.reached = reached(&ctx, &shown).await?;
    let mut stories = ctx.centre.db.read(store::idea::list_stories).await?;
    stories.retain(|story| shown.plan.covers(story.added_at.date().year()));
    let shell = Shell {
        updated_on: Some(shown.version.published_at.date()),
        ..pages::shell(&ctx, called(&ctx, &shown))
    };
    let content = html! {
        (head(&ctx, &shown))
        (ways_on(&ctx, &shown))
        (contents(&ctx, &shown))
        (slices(&ctx, &shown))
        (success(&ctx, &stories))
    };
    // Numbers grow, and another plan may be that of the year tomorrow.
    let counted_until = ctx.now.plus_seconds(60 * ctx.centre.number(MINUTES).max(1));
    let tomorrow = ctx.now.date().tomorrow().ok().and_then(office::Instant::start_of);
    let until = tomorrow.map_or(counted_until, |day| day.min(counted_until));
    Ok(ctx.public_page(stamp.until(until), shell.page(content)))
}

/// What each action of an annual plan has reached by the reporting day, in the words that are published: a draft
/// may count something else already.
async fn reached(ctx: &Ctx, shown: &Shown) -> Result<(HashMap<String, i64>, Date), Fault> {
    let (year, reported) = (shown.plan.year, reporting_day(shown.plan.year, ctx.now.date()));
    if shown.plan.years > 1 || reported.year() != year {
        return Ok((HashMap::new(), reported));
    }
    let id = shown.plan.id.clone();
    let months = ctx.centre.db.read(move |conn| store::month::list_by_line(conn, &id)).await?;
    let names = shown.lines.iter().map(|line| line.text.measure.clone());
    let wants: Vec<_> = names.filter(|name| !name.is_empty()).map(|name| (name, up_to(reported))).collect();
    let guarded = guarded(ctx, &wants).await?;
    let wants: Vec<_> = wants.into_iter().filter(|(name, _)| !guarded.contains_key(name)).collect();
    let figures = figures::of(&ctx.centre, &wants, ctx.now).await?;
    let actual = |line: &Line| {
        let typed = months.get(&line.line).map_or(&[][..], Vec::as_slice);
        let measured = match guarded.get(&line.text.measure) {
            Some(told) => Some((*told)?),
            None => figures.get(&line.text.measure, up_to(reported)),
        };
        Some((line.line.clone(), actual_by(&line.text, (typed, measured), year, reported)?))
    };
    Ok((shown.lines.iter().filter_map(actual).collect(), reported))
}

/// Those of these numbers that are not for everybody when small parts of them would tell who it is: counted now,
/// as one that was kept may be of a time when it could not be told; none when it cannot be told.
async fn guarded(ctx: &Ctx, wants: &[(String, Period)]) -> Result<HashMap<String, Option<i64>>, Fault> {
    let asked: Vec<(Measure, Period)> = wants
        .iter()
        .filter_map(|(name, period)| Some((measures::find(&ctx.centre.house, name)?, *period)))
        .collect();
    let read = move |conn: &mut Conn| -> DbResult<HashMap<String, Option<i64>>> {
        let mut guarded = HashMap::new();
        for (measure, period) in &asked {
            if let Some(told) = measure.told
                && !guarded.contains_key(measure.name)
            {
                guarded.insert(measure.name.to_owned(), told(conn, *period)?);
            }
        }
        Ok(guarded)
    };
    Ok(ctx.centre.db.read(read).await?)
}

fn head(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let tabs: Vec<Tab> = shown
        .others
        .iter()
        .map(|plan| Tab {
            href: words.path(&format!("/plan/{}", plan.slug())),
            label: years(words, plan),
            count: None,
            current: plan.id == shown.plan.id,
        })
        .collect();
    html! {
        h1 lang=[in_chinese(ctx)] { (shown.version.title) }
        p.lead { (said(words, &shown.version)) }
        @if words.lang() != Lang::BASE { p.hint { (words.say("plan-in-chinese")) } }
        @if tabs.len() > 1 { (parts::tabs(words, &words.say("plan-all-years"), &tabs)) }
    }
}

/// The plan is a document of the office in Chinese, whatever the language of the page around it.
pub(crate) fn in_chinese(ctx: &Ctx) -> Option<&'static str> {
    words::in_chinese(&ctx.words)
}

fn ways_on(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let path = format!("/plan/{}", shown.plan.slug());
    html! {
        p.links {
            a href=(words.path(&format!("{path}/versions"))) { (words.say("plan-versions")) }
            @for kind in ["pdf", "odt", "ods", "xlsx", "csv"] {
                a href=(words.path(&format!("{path}/plan.{kind}"))) { (kind.to_uppercase()) }
            }
        }
    }
}

/// The tree: areas, strategies, actions.
fn contents(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let areas = tree(shown.lines.iter().collect(), |line: &&Line| &line.text);
    html! {
        nav.contents aria-label=(words.say("plan-areas")) {
            ol lang=[in_chinese(ctx)] {
                @for (at, area) in areas.iter().enumerate() {
                    @let count: usize = area.strategies.iter().map(|(_, lines)| lines.len()).sum();
                    li { a href=(format!("#area-{at}")) { (area.name) } " " span.count { (words.number(i64::try_from(count).unwrap_or_default())) } }
                }
            }
        }
        @for (at, area) in areas.iter().enumerate() {
            section.area lang=[in_chinese(ctx)] {
                h2 #(format!("area-{at}")) { (area.name) }
                @for (strategy, lines) in &area.strategies {
                    h3 { (strategy) }
                    ol.acts { @for line in lines { (act(ctx, shown, line)) } }
                }
            }
        }
    }
}

fn act(ctx: &Ctx, shown: &Shown, line: &Line) -> Markup {
    let (words, text) = (&ctx.words, &line.text);
    let (owner, deputy) = shown.windows.get(&line.line).cloned().unwrap_or_default();
    let window = window(words, &owner, &deputy);
    let asked: Vec<(i16, String)> = (shown.plan.year..=shown.plan.until())
        .map(|year| (year, target(words, text, year)))
        .filter(|(_, said)| !said.is_empty())
        .collect();
    html! {
        li #(format!("act-{}", text.code)) {
            p.what { span.number-code { (text.code) } " " (text.action) }
            dl.facts lang=(words.lang().code()) {
                dt { (words.say("plan-f-units")) }
                dd { (units(words, text)) @if !window.is_empty() { " · " (window) } }
                @if !text.indicator.is_empty() || !asked.is_empty() {
                    dt { (words.say("plan-f-indicator")) }
                    dd lang=[in_chinese(ctx)] {
                        (text.indicator)
                        @for (at, said) in &asked {
                            @if shown.plan.years > 1 { br; (year(words, *at)) " " } @else { " " }
                            strong { (said) }
                        }
                        @if let Some(actual) = shown.reached.0.get(&line.line) {
                            br; span lang=(words.lang().code()) { (reached_said(words, &counted(words, text, *actual), shown.reached.1)) }
                        }
                    }
                }
                @if !text.legal_basis.is_empty() {
                    dt { (words.say("plan-f-legal_basis")) } dd lang=[in_chinese(ctx)] { (text.legal_basis) }
                }
            }
        }
    }
}

/// What was reached by a day: the number, with what it counts in the words of the office.
fn reached_said(words: &Words, actual: &str, day: Date) -> Markup {
    let day = words.date_short(day);
    parts::sentence(
        words,
        "plan-reached",
        &[("day", day.into())],
        ("actual", html! { span lang=[words::in_chinese(words)] { (actual) } }),
    )
}

/// A plan of several years, year by year: what each asks of which action.
fn slices(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    if shown.plan.years == 1 {
        return html! {};
    }
    let mut lines: Vec<&Line> = shown.lines.iter().collect();
    lines.sort_by_cached_key(|line| order(&line.text.code));
    let columns =
        || ["plan-f-code", "plan-f-action", "plan-f-target"].map(|key| parts::column(words.say(key)));
    let row = |line: &&Line, at: i16| {
        let said = target(words, &line.text, at);
        let chinese = |said: &str| html! { span lang=[in_chinese(ctx)] { (said) } };
        let cells = vec![html! { (line.text.code) }, chinese(&line.text.action), chinese(&said)];
        (!said.is_empty()).then_some(cells)
    };
    html! {
        section #by-year {
            h2 { (words.say("plan-slices")) }
            @for at in shown.plan.year..=shown.plan.until() {
                (parts::table(words, year(words, at), columns().into(), lines.iter().filter_map(|line| row(line, at)).collect()).empty(words.say("plan-slice-empty")))
            }
        }
    }
}

/// What went well, as it was approved to be told.
fn success(ctx: &Ctx, stories: &[Idea]) -> Markup {
    html! {
        @if !stories.is_empty() {
            section #stories {
                h2 { (ctx.words.say("plan-story-title")) }
                @for story in stories {
                    article.card lang=[in_chinese(ctx)] {
                        h3 { (story.title) }
                        p.lines { (story.method) }
                        p.lines { (story.benefit) }
                    }
                }
            }
        }
    }
}

/// The page above those of one plan.
pub(crate) fn above(ctx: &Ctx, shown: &Shown) -> parts::Crumb {
    crumb(ctx.words.path(&format!("/plan/{}", shown.plan.slug())), called(ctx, shown))
}

/// What its pages are called: as it was published, in English by its years.
fn called(ctx: &Ctx, shown: &Shown) -> String {
    match in_chinese(ctx) {
        Some(_) => super::title(&ctx.centre, &ctx.words, &shown.plan),
        None => shown.version.title.clone(),
    }
}
