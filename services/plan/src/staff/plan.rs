//! `/office/plan/plans/{id}`: a plan as a tree, its state and what can be done with it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::pages;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::sheet::Kind;
use foundation::staff::{self, Person, Staff};
use foundation::trail::Actor;
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::document::window;
use crate::import;
use crate::model::{Leaf, Line, Plan, State, tree};
use crate::public::files::attachment;
use crate::public::history;
use crate::public::title;
use crate::rights::{APPROVE, WRITE};
use crate::rules::compare::differences;
use crate::rules::state::{Act, Facts, offered};
use crate::store;
use crate::words::{asked, state, tone, units, years};

/// A plan with all that its page shows.
pub(super) struct Opened {
    pub(super) plan: Plan,
    pub(super) leaves: Vec<Leaf>,
    pub(super) people: Vec<Person>,
    /// Who stands behind how many actions since the plan was published last: account, name, number.
    authors: Vec<(String, String, usize)>,
    /// Name of who approved it, also when the account is closed.
    approver: String,
}

impl Opened {
    /// The name of an account.
    pub(super) fn name(&self, id: Option<&str>) -> &str {
        self.people.iter().find(|p| Some(p.id.as_str()) == id).map_or("", |p| p.name.as_str())
    }

    fn facts(&self, staff: &Staff) -> Facts {
        facts((&self.plan, &self.leaves, &self.people), staff)
    }
}

/// What the rule of states needs to know.
pub(super) fn facts((plan, leaves, people): (&Plan, &[Leaf], &[Person]), staff: &Staff) -> Facts {
    let in_plan = || leaves.iter().filter(|l| !l.removed);
    let is_open = |id: &str| people.iter().any(|p| p.id == id);
    Facts {
        state: plan.state,
        written: leaves.iter().filter(|l| l.written_by.as_deref() == Some(&staff.id)).count(),
        nameless: leaves.iter().filter(|l| l.written_by.as_deref().is_some_and(Actor::is_house)).count(),
        may_approve: staff.may(APPROVE),
        may_write: staff.may(WRITE),
        leaves: in_plan().count(),
        unassigned: in_plan().filter(|l| l.owner(is_open).is_none()).count(),
        is_seen: true,
    }
}

/// The plan as it is now, to know it again when somebody acts on it.
pub(super) fn mark(plan: &Plan) -> String {
    format!("{}-{}-{}", plan.state.code(), plan.version, plan.changed_at.micros())
}

pub(super) fn open(conn: &mut Conn, id: &str) -> DbResult<Option<Opened>> {
    let Some(plan) = store::plan::find(conn, id)? else { return Ok(None) };
    let leaves = store::leaf::list(conn, id)?;
    let people = staff::list_people(conn)?;
    let authors = authors(conn, &leaves)?;
    let approver = staff::find_name(conn, plan.approved_by.as_deref())?;
    Ok(Some(Opened { plan, leaves, people, authors, approver }))
}

fn authors(conn: &mut Conn, leaves: &[Leaf]) -> DbResult<Vec<(String, String, usize)>> {
    let mut written: BTreeMap<String, usize> = BTreeMap::new();
    for by in leaves.iter().filter_map(|leaf| leaf.written_by.clone()) {
        *written.entry(by).or_default() += 1;
    }
    let ids: Vec<String> = written.keys().cloned().collect();
    let mut names = staff::list_names(conn, &ids)?;
    let named = |(id, count): (String, usize)| {
        let name = names.remove(&id).unwrap_or_default();
        (id, name, count)
    };
    Ok(written.into_iter().map(named).collect())
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, id, StatusCode::OK, None).await
}

/// The page, with why something was refused.
pub(super) async fn show(
    ctx: &Ctx,
    id: String,
    status: StatusCode,
    refused: Option<String>,
) -> Result<Response, Fault> {
    let opened = ctx.centre.db.read(move |conn| open(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let heading = title(&ctx.centre, words, &opened.plan);
    let shell = Shell {
        here: vec![crumb(words.path("/office/plan/plans"), words.say("plan-office-title"))],
        has_errors: refused.is_some(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let content = html! {
        h1 { (heading) " " (parts::tag(tone(opened.plan.state), &state(words, opened.plan.state))) }
        @if let Some(said) = &refused { (parts::notice(Tone::Bad, "", html! { p { (said) } })) }
        (states(ctx, &opened)?)
        (ways_on(ctx, &opened)?)
        (names(ctx, &opened)?)
        (contents(ctx, &opened)?)
    };
    Ok(ctx.page(status, shell.page(content)))
}

fn act_key(act: Act) -> &'static str {
    match act {
        Act::Review => "plan-act-review",
        Act::Return => "plan-act-return",
        Act::Approve => "plan-act-approve",
        Act::Publish => "plan-act-publish",
        Act::Revise => "plan-act-revise",
    }
}

/// Where the plan stands, and the acts this person may do.
fn states(ctx: &Ctx, opened: &Opened) -> Result<Markup, Fault> {
    let (words, facts) = (&ctx.words, opened.facts(ctx.staff()?));
    let at = State::ALL.iter().position(|s| *s == opened.plan.state).unwrap_or_default();
    let steps: Vec<parts::Step> =
        State::ALL.iter().map(|s| parts::Step { label: state(words, *s), href: None }).collect();
    let acts = offered(facts);
    let plan = &opened.plan;
    let own = match plan.state {
        State::Draft if facts.written > 0 => Some(("plan-own-names", facts.written)),
        State::Reviewed if facts.written > 0 => Some(("plan-refused-own", facts.written)),
        State::Reviewed if facts.nameless > 0 => Some(("plan-refused-nameless", facts.nameless)),
        _ => None,
    };
    let own = own.filter(|_| facts.may_approve);
    Ok(html! {
        (parts::steps(words, &steps, at))
        @if let (Some(_), Some(when)) = (&plan.approved_by, plan.approved_at) {
            p { (words.say_with("plan-approved-by", &[("by", (&opened.approver).into()), ("on", words.date(when.date()).into())])) }
        }
        @if let Some((key, count)) = own { p.hint { (words.say_with(key, &[("count", count.into())])) } }
        @if !acts.is_empty() {
            (parts::form(words.path(&format!("/office/plan/plans/{}/state", plan.id)), html! {
                (parts::hidden("seen", &mark(plan)))
                @if acts.contains(&Act::Publish) || acts.contains(&Act::Return) {
                    (parts::text(words, "note", words.say("plan-f-note")).hint(words.say("plan-f-note-hint")).optional())
                }
                div.actions {
                    @for (at, act) in acts.iter().rev().enumerate() {
                        @let button = parts::button(words.say(act_key(*act))).name("act", act.code());
                        (if at == 0 { button } else { button.secondary() })
                    }
                }
            }).id("state"))
        }
    })
}

/// Who stands behind what was written since the plan was published last, and how to put one's own name to it.
fn names(ctx: &Ctx, opened: &Opened) -> Result<Markup, Fault> {
    let (words, staff) = (&ctx.words, ctx.staff()?);
    let others: usize =
        opened.authors.iter().filter(|(id, ..)| *id != staff.id).map(|(.., count)| count).sum();
    let may = staff.may(WRITE) && opened.plan.state == State::Draft && others > 0;
    let said = |name: &str, count: usize| {
        let name = if name.is_empty() { words.say("plan-authors-system") } else { name.to_owned() };
        words.say_with("plan-authors-one", &[("name", name.into()), ("count", count.into())])
    };
    Ok(html! {
        @if !opened.authors.is_empty() {
            (parts::details(&words.say("plan-authors"), html! {
                ul { @for (_, name, count) in &opened.authors { li { (said(name, *count)) } } }
                p { (words.say("plan-authors-said")) }
                @if may {
                    (parts::form(words.path(&format!("/office/plan/plans/{}/authors", opened.plan.id)), html! {
                        (parts::hidden("seen", &mark(&opened.plan)))
                        div.actions { (parts::button(words.say_with("plan-authors-take-over", &[("count", others.into())])).secondary()) }
                    }).id("authors"))
                }
            }))
        }
    })
}

fn ways_on(ctx: &Ctx, opened: &Opened) -> Result<Markup, Fault> {
    let (words, plan) = (&ctx.words, &opened.plan);
    let here = format!("/office/plan/plans/{}", plan.id);
    let writes = ctx.staff()?.may(WRITE);
    Ok(html! {
        p.links {
            @if writes && plan.state == State::Draft { a href=(words.path(&format!("{here}/new"))) { (words.say("plan-leaf-new")) } }
            @if writes { a href=(words.path(&format!("{here}/assign"))) { (words.say("plan-assign")) } }
            @if plan.previous_id.is_some() { a href=(words.path(&format!("{here}/changes"))) { (words.say("plan-changes")) } }
            @if plan.version > 0 { a href=(words.path(&format!("/plan/{}", plan.slug()))) { (words.say("plan-public-page")) } }
            @for kind in Kind::ALL { a href=(words.path(&format!("{here}/export/{}", kind.code()))) { (kind.code().to_uppercase()) } }
        }
        @if writes && plan.years == 1 {
            (parts::form(words.path(&format!("{here}/copy")), html! {
                div.actions { (parts::button(words.say_with("plan-copy", &[("year", crate::words::year(words, plan.year + 1).into())])).secondary()) }
            }).id("copy"))
        }
    })
}

fn contents(ctx: &Ctx, opened: &Opened) -> Result<Markup, Fault> {
    let words = &ctx.words;
    let edits = ctx.staff()?.may(WRITE) && opened.plan.state == State::Draft;
    let leaves: Vec<&Leaf> = opened.leaves.iter().filter(|l| !l.removed).collect();
    let areas = tree(leaves, |leaf: &&Leaf| &leaf.text);
    let columns = || {
        let keys = ["plan-f-code", "plan-f-action", "plan-f-target", "plan-f-units", "plan-f-owner"];
        keys.map(|key| parts::column(words.say(key))).into()
    };
    Ok(html! {
        @for area in &areas {
            h2 { (area.name) }
            @for (strategy, leaves) in &area.strategies {
                (parts::table(words, strategy.clone(), columns(), leaves.iter().map(|leaf| vec![
                    html! { (leaf.text.code) },
                    html! {
                        a href=(words.path(&format!("/office/plan/leaves/{}", leaf.id))) { (leaf.text.action) }
                        @if edits { " " a href=(words.path(&format!("/office/plan/leaves/{}/text", leaf.id))) { (words.say("plan-leaf-edit")) span.unseen { " " (leaf.text.code) } } }
                    },
                    html! { (asked(words, &opened.plan, &leaf.text)) },
                    html! { (units(words, &leaf.text)) },
                    html! {
                        @match opened.name(leaf.owner_id.as_deref()) {
                            "" => (parts::tag(Tone::Wait, &words.say("plan-nobody"))),
                            owner => (window(words, owner, opened.name(leaf.deputy_id.as_deref()))),
                        }
                    },
                ]).collect()))
            }
        }
        @if areas.is_empty() { (parts::empty_state(&words.say("plan-empty"), html! {})) }
    })
}

/// What is different from the plan this one was copied from.
///
/// # Errors
/// [`Fault::NotFound`] when it was not copied.
pub async fn changes(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let read = move |conn: &mut Conn| {
        let Some(plan) = store::plan::find(conn, &id)? else { return Ok(None) };
        let Some(previous) = plan.previous_id.clone() else { return Ok(None) };
        let Some(before) = store::plan::find(conn, &previous)? else { return Ok(None) };
        let old = lines(store::leaf::list(conn, &previous)?);
        let new = lines(store::leaf::list(conn, &plan.id)?);
        let changed = differences(&old, &new, plan.year - before.year);
        Ok(Some((plan, before, changed)))
    };
    let (plan, before, changed) = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let heading = words.say_with("plan-changes-from", &[("years", years(words, &before).into())]);
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan/plans"), words.say("plan-office-title")),
            crumb(words.path(&format!("/office/plan/plans/{}", plan.id)), title(&ctx.centre, words, &plan)),
        ],
        ..pages::office_shell(&ctx, heading.clone())
    };
    let content = html! { h1 { (heading) } (history::changes(words, &changed)) };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// The actions in the plan, as a version keeps them.
pub(super) fn lines(leaves: Vec<Leaf>) -> Vec<Line> {
    leaves.into_iter().filter(|l| !l.removed).map(|l| Line { line: l.line_id, text: l.text }).collect()
}

/// The plan as a table that can be imported again.
///
/// # Errors
/// [`Fault::NotFound`] for another kind or without such a plan.
pub async fn export(ctx: Ctx, Path((id, kind)): Path<(String, String)>) -> Result<Response, Fault> {
    let kind = Kind::from_code(&kind).ok_or(Fault::NotFound)?;
    let opened = ctx.centre.db.read(move |conn| open(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let email = |id: Option<&str>| {
        opened.people.iter().find(|p| Some(p.id.as_str()) == id).map(|p| p.email.clone()).unwrap_or_default()
    };
    let mut leaves: Vec<&Leaf> = opened.leaves.iter().filter(|l| !l.removed).collect();
    leaves.sort_by_cached_key(|l| crate::model::order(&l.text.code));
    let rows: Vec<_> = leaves
        .iter()
        .map(|l| (l.text.clone(), email(l.owner_id.as_deref()), email(l.deputy_id.as_deref())))
        .collect();
    let bytes = import::export(kind, &opened.plan, &rows, &ctx.words).map_err(|_| Fault::Internal)?;
    Ok(attachment(kind.content_type(), &format!("plan-{}.{}", opened.plan.slug(), kind.code()), bytes))
}
