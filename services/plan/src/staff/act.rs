//! What is done to a plan as a whole: its states, the copy for the next year, who is in charge.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::cache;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Shell, choice, crumb};
use foundation::staff::Staff;
use foundation::trail::{self, Actor, Entry};
use foundation::web::Ctx;
use jiff::civil::{Date, date};
use maud::html;
use office::instant::Instant;

use super::plan::{self, Opened, facts, lines};
use crate::model::progress::Task;
use crate::model::{Leaf, Plan, State, Target, Text, Version};
use crate::public::title;
use crate::rules::obligation::Obligation;
use crate::rules::state::{Act, Facts, Refusal, next};
use crate::store;

/// Who does something, and when.
#[derive(Clone)]
pub(crate) struct Doing {
    pub(crate) centre: Arc<Centre>,
    pub(crate) actor: Actor,
    pub(crate) staff: Staff,
    pub(crate) now: Instant,
}

impl Doing {
    pub(crate) fn of(ctx: &Ctx) -> Result<Doing, Fault> {
        Ok(Doing {
            centre: ctx.centre.clone(),
            actor: ctx.actor(),
            staff: ctx.staff()?.clone(),
            now: ctx.now,
        })
    }

    pub(crate) fn note(&self, conn: &mut Conn, entry: Entry<'_>) -> DbResult<()> {
        trail::add(conn, &[self.centre.chance.id(self.now)], self.now, &self.actor, &[entry])
    }

    pub(crate) fn id(&self) -> String {
        self.centre.chance.id(self.now).into_string()
    }
}

/// `POST /office/plan/plans/{id}/state`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan or act.
pub async fn state(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let act = Act::from_code(form.text("act")).ok_or(Fault::NotFound)?;
    let note = form.optional("note", 500);
    let doing = Doing::of(&ctx)?;
    let (asked, heading) = (id.clone(), title_of(&ctx, &id).await?);
    let step_of = Step { act, title: heading, note, seen: form.text("seen").to_owned() };
    let refused = if form.is_right() {
        let done = ctx.centre.db.write(move |conn| step(conn, &doing, &asked, &step_of)).await?;
        done.ok_or(Fault::NotFound)?.err()
    } else {
        return plan::show(&ctx, id, StatusCode::UNPROCESSABLE_ENTITY, form.said_of(&ctx.words, "note"))
            .await;
    };
    ctx.centre.cache.bump(&["plan"]);
    match refused {
        None => Ok(ctx.go(&format!("/office/plan/plans/{id}"))),
        Some(refusal) => {
            let count = match refusal {
                Refusal::Unassigned(count) | Refusal::OwnWork(count) | Refusal::Nameless(count) => count,
                _ => 0,
            };
            let said = ctx.words.say_with(refusal.key(), &[("count", count.into())]);
            plan::show(&ctx, id, StatusCode::CONFLICT, Some(said)).await
        }
    }
}

async fn title_of(ctx: &Ctx, id: &str) -> Result<String, Fault> {
    let id = id.to_owned();
    let plan = ctx.centre.db.read(move |conn| store::plan::find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    Ok(title(&ctx.centre, &ctx.words.in_lang(foundation::i18n::Lang::BASE), &plan))
}

/// What somebody does to a plan as they had it before them.
struct Step {
    act: Act,
    title: String,
    note: String,
    /// See [`plan::mark`].
    seen: String,
}

fn step(conn: &mut Conn, doing: &Doing, id: &str, step: &Step) -> DbResult<Option<Result<(), Refusal>>> {
    let (act, note) = (step.act, step.note.as_str());
    let Some(mut plan) = store::plan::lock(conn, id)? else { return Ok(None) };
    let leaves = store::leaf::list(conn, id)?;
    let people = foundation::staff::list_people(conn)?;
    let before = plan.state;
    let facts = facts((&plan, &leaves, &people), &doing.staff);
    match next(Facts { is_seen: step.seen == plan::mark(&plan), ..facts }, act) {
        Err(refusal) => return Ok(Some(Err(refusal))),
        Ok(state) => plan.state = state,
    }
    plan.changed_at = doing.now;
    match act {
        Act::Review => plan.reviewed_by = Some(doing.staff.id.clone()),
        Act::Approve => {
            plan.approved_by = Some(doing.staff.id.clone());
            plan.approved_at = Some(doing.now);
        }
        Act::Return | Act::Revise => {
            (plan.reviewed_by, plan.approved_by, plan.approved_at) = (None, None, None);
        }
        Act::Publish => {
            plan.version += 1;
            let approved_by = foundation::staff::find_name(conn, plan.approved_by.as_deref())?;
            let version = Version {
                number: plan.version,
                title: step.title.clone(),
                note: note.to_owned(),
                approved_by,
                approved_at: plan.approved_at.unwrap_or(doing.now),
                published_at: doing.now,
            };
            store::version::add(conn, id, &version, &lines(leaves))?;
            store::leaf::drop_authors(conn, id)?;
        }
    }
    store::plan::change_state(conn, &plan)?;
    let entry = Entry {
        before: Some(before.code().to_owned()),
        after: Some(plan.state.code().to_owned()),
        reason: Some(note.to_owned()).filter(|n| !n.is_empty()),
        ..Entry::new("plan_plan", id, act.verb())
    };
    doing.note(conn, entry)?;
    cache::touch(conn, &["plan"])?;
    Ok(Some(Ok(())))
}

/// `POST /office/plan/plans/{id}/copy`: the plan of the next year, as a draft.
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn copy(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (doing, asked) = (Doing::of(&ctx)?, id.clone());
    let made =
        ctx.centre.db.write(move |conn| copy_to_next(conn, &doing, &asked)).await?.ok_or(Fault::NotFound)?;
    match made {
        Some(new) => Ok(ctx.go(&format!("/office/plan/plans/{new}"))),
        None => {
            let said = ctx.words.say("plan-copy-there");
            plan::show(&ctx, id, StatusCode::CONFLICT, Some(said)).await
        }
    }
}

/// The same day a year later; 29 February becomes 28 February.
fn a_year_later(day: Date) -> Date {
    day.checked_add(jiff::Span::new().years(1)).unwrap_or(day)
}

/// An action as the next year asks it.
fn next_year(text: Text) -> Text {
    let later = |t: Target| Target { year: t.year + 1, ..t };
    Text {
        starts_on: a_year_later(text.starts_on),
        ends_on: a_year_later(text.ends_on),
        targets: text.targets.into_iter().map(later).collect(),
        ..text
    }
}

/// A task as the next year asks it: for all of that year what was asked up to the end of this one, also when it
/// was begun in the middle; what has a season of its own, in that season.
fn task_next_year(task: Task, text: &Text, year: i16) -> Task {
    let (starts_on, ends_on) = match Obligation::find(&task.obligation) {
        Some(obligation) => obligation.days(year, date(year, 1, 1)),
        None if task.cadence.is_often() && task.ends_on >= text.ends_on => {
            (a_year_later(text.starts_on), a_year_later(task.ends_on))
        }
        None => (a_year_later(task.starts_on), a_year_later(task.ends_on)),
    };
    Task { starts_on, ends_on, occasions: Vec::new(), ..task }
}

fn copy_to_next(conn: &mut Conn, doing: &Doing, id: &str) -> DbResult<Option<Option<String>>> {
    let Some(old) = store::plan::find(conn, id)?.filter(|plan| plan.years == 1) else { return Ok(None) };
    let new = Plan {
        id: doing.id(),
        year: old.year + 1,
        title: String::new(),
        state: State::Draft,
        version: 0,
        previous_id: Some(old.id.clone()),
        reviewed_by: None,
        approved_by: None,
        approved_at: None,
        changed_at: doing.now,
        ..old
    };
    if !store::plan::add(conn, &new)? {
        return Ok(Some(None));
    }
    let kept: Vec<Leaf> = store::leaf::list(conn, id)?.into_iter().filter(|leaf| !leaf.removed).collect();
    let copies: HashMap<String, String> = kept.iter().map(|leaf| (leaf.id.clone(), doing.id())).collect();
    let of = |leaf_id: &String| copies.get(leaf_id).cloned().unwrap_or_default();
    let tasks: Vec<Task> = store::task::list_of_plan(conn, id)?
        .into_iter()
        .filter(|task| !task.is_ended())
        .filter_map(|task| Some((kept.iter().find(|leaf| leaf.id == task.leaf_id)?, task)))
        .map(|(leaf, task)| Task {
            id: doing.id(),
            leaf_id: of(&task.leaf_id),
            ..task_next_year(task, &leaf.text, new.year)
        })
        .collect();
    let leaves: Vec<Leaf> = kept
        .into_iter()
        .map(|leaf| Leaf { id: of(&leaf.id), plan_id: new.id.clone(), text: next_year(leaf.text), ..leaf })
        .collect();
    store::leaf::put(conn, &leaves)?;
    store::task::add(conn, &tasks)?;
    doing.note(conn, Entry { before: Some(id.to_owned()), ..Entry::new("plan_plan", &new.id, "copied") })?;
    Ok(Some(Some(new.id)))
}

/// `POST /office/plan/plans/{id}/authors`: puts one's own name to what others wrote in a draft.
///
/// # Errors
/// [`Fault::NotFound`] without such a draft.
pub async fn take_over(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let (doing, asked, seen) = (Doing::of(&ctx)?, id.clone(), form.text("seen").to_owned());
    let write = move |conn: &mut Conn| {
        let plan = store::plan::lock(conn, &asked)?.filter(|plan| plan.state == State::Draft);
        let Some(plan) = plan else { return Ok(None) };
        if seen != plan::mark(&plan) {
            return Ok(Some(Err(Refusal::Changed)));
        }
        let count = store::leaf::take_over(conn, &asked, &doing.staff.id)?;
        store::plan::touch(conn, &asked, doing.now)?;
        let after = Some(count.to_string());
        doing.note(conn, Entry { after, ..Entry::new("plan_plan", &asked, "taken-over") })?;
        Ok(Some(Ok(())))
    };
    match ctx.centre.db.write(write).await?.ok_or(Fault::NotFound)? {
        Ok(()) => Ok(ctx.go(&format!("/office/plan/plans/{id}"))),
        Err(refusal) => plan::show(&ctx, id, StatusCode::CONFLICT, Some(ctx.words.say(refusal.key()))).await,
    }
}

fn assign_page(ctx: &Ctx, opened: &Opened, form: &Form, status: StatusCode) -> Response {
    let words = &ctx.words;
    let heading = words.say("plan-assign");
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan/plans"), words.say("plan-office-title")),
            crumb(
                words.path(&format!("/office/plan/plans/{}", opened.plan.id)),
                title(&ctx.centre, words, &opened.plan),
            ),
        ],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let mut leaves: Vec<&Leaf> = opened.leaves.iter().filter(|l| !l.removed).collect();
    leaves.sort_by_cached_key(|l| crate::model::order(&l.text.code));
    let people = || {
        let said = |p: &foundation::staff::Person| {
            let unit = crate::words::unit_name(words, &p.section);
            words.aside(&p.name, &unit)
        };
        std::iter::once(choice("", words.say("plan-assign-same")))
            .chain(opened.people.iter().map(|p| choice(&p.id, said(p))))
            .collect::<Vec<_>>()
    };
    let boxes = leaves.iter().map(|leaf| {
        let owner = opened.name(leaf.owner_id.as_deref());
        let now = crate::document::window(words, owner, opened.name(leaf.deputy_id.as_deref()));
        let label = format!("{} {}", leaf.text.code, leaf.text.action);
        let hint = if now.is_empty() { words.say("plan-nobody") } else { now };
        choice(&leaf.id, label).hint(hint)
    });
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-assign-lead")) }
        (parts::form(words.path(&format!("/office/plan/plans/{}/assign", opened.plan.id)), html! {
            div.fields {
                (parts::select(words, "owner", words.say("plan-f-owner"), people()).value(form.text("owner")).optional().error(form.said_of(words, "owner")))
                (parts::select(words, "deputy", words.say("plan-f-deputy"), people()).value(form.text("deputy")).optional().error(form.said_of(words, "deputy")))
            }
            (parts::checkboxes(words, "leaf", words.say("plan-assign-which"), boxes.collect()).values(form.texts("leaf")).error(form.said_of(words, "leaf")))
            div.actions { (parts::button(words.say("plan-assign-button"))) }
        }).id("assign"))
    };
    ctx.page(status, shell.page(content))
}

/// `GET /office/plan/plans/{id}/assign`: those without anybody, or whose account is closed, are ticked already.
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn assign(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let opened = ctx.centre.db.read(move |conn| plan::open(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let is_open = |id: &str| opened.people.iter().any(|p| p.id == id);
    let nobody = opened.leaves.iter().filter(|l| !l.removed && l.owner(is_open).is_none());
    let form = Form::new(nobody.map(|l| ("leaf".to_owned(), l.id.clone())).collect());
    Ok(assign_page(&ctx, &opened, &form, StatusCode::OK))
}

/// `POST /office/plan/plans/{id}/assign`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn assigned(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let asked = id.clone();
    let opened = ctx.centre.db.read(move |conn| plan::open(conn, &asked)).await?.ok_or(Fault::NotFound)?;
    let person = |text: &str| opened.people.iter().any(|p| p.id == text).then(|| text.to_owned());
    // Who is not chosen stays.
    let mut chosen = |name| if form.text(name).is_empty() { None } else { form.choice(name, person) };
    let (owner, deputy) = (chosen("owner"), chosen("deputy"));
    if form.is_right() && owner.is_none() && deputy.is_none() {
        form.wrong("owner", "form-choose");
    }
    let ticked = |l: &&Leaf| form.texts("leaf").any(|id| id == l.id);
    let leaves: Vec<&Leaf> = opened.leaves.iter().filter(ticked).collect();
    let is_both = |l: &&Leaf| {
        let owner = owner.as_ref().or(l.owner_id.as_ref());
        owner.is_some() && owner == deputy.as_ref().or(l.deputy_id.as_ref())
    };
    let (is_none, is_twice) = (leaves.is_empty(), leaves.iter().any(is_both));
    let ids: Vec<String> = leaves.iter().map(|l| l.id.clone()).collect();
    if is_none {
        form.wrong("leaf", "form-choose");
    }
    if is_twice {
        form.wrong("deputy", "plan-wrong-deputy");
    }
    if !form.is_right() {
        return Ok(assign_page(&ctx, &opened, &form, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let doing = Doing::of(&ctx)?;
    let plan_id = id.clone();
    let write = move |conn: &mut Conn| {
        store::plan::lock(conn, &plan_id)?;
        store::leaf::assign(conn, &ids, owner.as_deref(), deputy.as_deref())?;
        for id in &ids {
            let after = owner.clone().or_else(|| deputy.clone());
            doing.note(conn, Entry { after, ..Entry::new("plan_leaf", id, "assigned") })?;
        }
        cache::touch(conn, &["plan"])
    };
    ctx.centre.db.write(write).await?;
    ctx.centre.cache.bump(&["plan"]);
    Ok(ctx.go(&format!("/office/plan/plans/{id}")))
}
