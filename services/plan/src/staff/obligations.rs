//! What law and the plan ask of every centre: the ready list, from which tasks are taken with one press.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Lang;
use foundation::pages;
use foundation::parts::{self, Shell, Tone, choice, crumb};
use foundation::trail::Entry;
use foundation::web::Ctx;
use jiff::civil::date;
use maud::{Markup, html};

use super::act::Doing;
use super::{leaf, proof};
use crate::fields;
use crate::model::Leaf;
use crate::model::progress::{Cadence, Task};
use crate::picture::{self, Picture};
use crate::public::title;
use crate::rights::works_on;
use crate::rules::cadence::turns;
use crate::rules::obligation::{ALL, Obligation};
use crate::store;

/// `GET /office/plan/plans/{id}/obligations`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default(), StatusCode::OK).await
}

async fn open(ctx: &Ctx, id: &str) -> Result<Picture, Fault> {
    picture::open(&ctx.centre, id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)
}

async fn show(ctx: &Ctx, id: &str, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let picture = open(ctx, id).await?;
    let words = &ctx.words;
    let heading = words.say("plan-obligations");
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(words.path(&format!("/office/plan/plans/{id}")), title(&ctx.centre, words, &picture.plan)),
        ],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let staff = ctx.staff()?;
    let mine: Vec<&Leaf> = picture.leaves.iter().filter(|leaf| works_on(staff, &leaf.text)).collect();
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-obligations-lead")) }
        p.hint { (words.say("plan-obligations-said")) }
        @if mine.is_empty() { p { (words.say("plan-obligation-none")) } }
        ul.plain-list { @for obligation in ALL { (card(ctx, &picture, &mine, obligation, form)) } }
    };
    Ok(ctx.page(status, shell.page(content)))
}

/// The task that was taken for it, when it is still asked in the year looked at.
fn taken<'a>(picture: &'a Picture, obligation: &Obligation) -> Option<(&'a Leaf, &'a Task)> {
    let of = |leaf| picture.known(leaf).tasks.iter().map(move |task| (leaf, task));
    let mut all = picture.leaves.iter().flat_map(of);
    let first = date(picture.this_year(), 1, 1);
    all.find(|(_, task)| !task.is_ended() && task.obligation == obligation.code && task.ends_on >= first)
}

/// The task it becomes.
fn task(picture: &Picture, obligation: &Obligation) -> Task {
    let (starts_on, ends_on) = obligation.days(picture.this_year(), picture.today);
    Task {
        id: String::new(),
        leaf_id: String::new(),
        title: String::new(),
        cadence: obligation.cadence,
        grace_days: obligation.grace_days,
        starts_on,
        ends_on,
        ended_on: None,
        obligation: obligation.code.to_owned(),
        occasions: Vec::new(),
    }
}

fn card(ctx: &Ctx, picture: &Picture, mine: &[&Leaf], obligation: &Obligation, form: &Form) -> Markup {
    let (words, code) = (&ctx.words, obligation.code);
    let name = words.say(&format!("plan-obligation-{code}"));
    let found = taken(picture, obligation);
    let planned = task(picture, obligation);
    let asked = found.map_or(&planned, |(_, task)| task);
    let all = turns(asked, &picture.calendar);
    let next = all.iter().find(|turn| turn.due_on >= picture.today).or(all.last());
    html! {
        li.card {
            h2 { (name) " " @if found.is_some() { (parts::tag(Tone::Good, &words.say("plan-obligation-taken"))) } }
            dl.facts {
                dt { (words.say("plan-obligation-source")) } dd { (words.say(&format!("plan-obligation-{code}-source"))) }
                dt { (words.say("plan-f-cadence")) } dd { (words.say(&format!("plan-cadence-{}", obligation.cadence.code()))) }
                @let is_over = next.is_some_and(|turn| turn.due_on < picture.today);
                dt { (words.say(if is_over { "plan-obligation-over" } else { "plan-obligation-next" })) }
                dd { @match next { Some(turn) => (parts::day_short(words, turn.due_on)), None => (words.say("plan-obligation-after-event")) } }
                dt { (words.say("plan-obligation-proof")) } dd { (words.say(&format!("plan-obligation-{code}-proof"))) }
            }
            @match found {
                Some((leaf, _)) => p { a href=(words.path(&format!("/office/plan/leaves/{}#tasks", leaf.id))) { (leaf.text.code) " " (leaf.text.action) } },
                None => @if !mine.is_empty() { (take(ctx, picture, mine, obligation, form)) },
            }
        }
    }
}

fn take(ctx: &Ctx, picture: &Picture, mine: &[&Leaf], obligation: &Obligation, form: &Form) -> Markup {
    let words = &ctx.words;
    let id = format!("leaf-{}", obligation.code);
    let choices =
        mine.iter().map(|leaf| choice(&leaf.id, format!("{} {}", leaf.text.code, leaf.text.action)));
    let fit = mine.iter().find(|leaf| obligation.fits(&leaf.text)).or(mine.first());
    let value = if form.has(&id) {
        form.text(&id).to_owned()
    } else {
        fit.map_or_else(String::new, |l| l.id.clone())
    };
    html! {
        (parts::form(words.path(&format!("/office/plan/plans/{}/obligations", picture.plan.id)), html! {
            (parts::hidden("obligation", obligation.code))
            (parts::select(words, "leaf", words.say("plan-f-action"), choices.collect()).id(&id).value(value).error(form.said_of(words, &id)))
            (parts::button(words.say("plan-obligation-take")).about(words.say(&format!("plan-obligation-{}", obligation.code))))
        }).id(format!("take-{}", obligation.code)))
    }
}

/// `POST /office/plan/plans/{id}/obligations`: an obligation becomes a task of an action.
///
/// # Errors
/// [`Fault::NotFound`] without such an obligation, or such a plan.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let picture = open(&ctx, &id).await?;
    let obligation = Obligation::find(form.text("obligation")).ok_or(Fault::NotFound)?;
    let staff = ctx.staff()?;
    let is_mine = |l: &&Leaf| works_on(staff, &l.text);
    let mine: Vec<&Leaf> = picture.leaves.iter().filter(is_mine).collect();
    if mine.is_empty() {
        return Err(Fault::NotFound);
    }
    let leaf = form.choice("leaf", |id| mine.iter().find(|l| l.id == id).map(|l| l.id.clone()));
    let refused = |form: &Form| fields::of_card(form, &["leaf"], obligation.code);
    let Some(leaf_id) = leaf else {
        return show(&ctx, &id, &refused(&form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let base = ctx.words.in_lang(Lang::BASE);
    let new = Task {
        leaf_id,
        title: base.say(&format!("plan-obligation-{}", obligation.code)),
        ..task(&picture, &obligation)
    };
    let plan_id = id.clone();
    let is_first = proof::write(&ctx, move |conn, doing| add(conn, doing, &plan_id, &new)).await?;
    if !is_first {
        form.wrong("leaf", "plan-wrong-taken");
        return show(&ctx, &id, &refused(&form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    Ok(ctx.go(&format!("/office/plan/plans/{id}/obligations#take-{}", obligation.code)))
}

/// Adds the task, unless the plan has one for the same obligation already that is asked as long.
fn add(conn: &mut Conn, doing: &Doing, plan_id: &str, new: &Task) -> foundation::db::DbResult<bool> {
    store::plan::lock(conn, plan_id)?;
    let tasks = store::task::list_of_plan(conn, plan_id)?;
    let leaves = store::leaf::list(conn, plan_id)?;
    let is_in_plan = |task: &&Task| leaves.iter().any(|leaf| leaf.id == task.leaf_id && !leaf.removed);
    let is_same = |task: &Task| task.obligation == new.obligation && task.ends_on >= new.starts_on;
    if tasks.iter().filter(is_in_plan).any(|task| !task.is_ended() && is_same(task)) {
        return Ok(false);
    }
    let task = Task { id: doing.id(), ..new.clone() };
    store::task::add(conn, std::slice::from_ref(&task))?;
    let entry = Entry { after: Some(task.title.clone()), ..Entry::new("plan_task", &task.id, "added") };
    doing.note(conn, entry)?;
    Ok(true)
}

/// `POST /office/plan/tasks/{id}/occasions`: something happened, and its proof is asked.
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it, or it is not asked after occasions.
pub async fn occasion(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (task, _, found) = proof::find_task(&ctx, &id).await?;
    if task.cadence != Cadence::Event {
        return Err(Fault::NotFound);
    }
    let title = form.required("occasion", 200);
    let held_on = fields::day(&mut form, "held_on").unwrap_or(ctx.now.date());
    if held_on > ctx.now.date() {
        form.wrong("held_on", "plan-wrong-future");
    } else if held_on < task.starts_on || held_on > task.ends_on {
        form.wrong("held_on", "plan-wrong-years");
    }
    if !form.is_right() {
        let form = fields::of_card(&form, &["held_on", "occasion"], &id);
        return leaf::show(&ctx, &found.id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    proof::write(&ctx, move |conn, doing| {
        if !store::task::add_occasion(conn, &id, (held_on, &title), &doing.staff.id, doing.now)? {
            return Ok(true);
        }
        let entry = Entry { after: Some(title.clone()), ..Entry::new("plan_task", &id, "occasion-added") };
        doing.note(conn, entry)?;
        Ok(true)
    })
    .await?;
    Ok(ctx.go(&format!("/office/plan/leaves/{}#tasks", found.id)))
}

/// What is not in the plan yet, for the page of readiness.
pub(super) fn open_list(ctx: &Ctx, picture: &Picture) -> Markup {
    let words = &ctx.words;
    let open: Vec<&Obligation> = ALL.iter().filter(|o| taken(picture, o).is_none()).collect();
    html! {
        @if open.is_empty() { p { (words.say("plan-obligations-all-taken")) } }
        @else { (parts::details(&words.say_with("plan-readiness-count", &[("what", words.say("plan-obligations-open").into()), ("count", open.len().into())]), html! {
            ul { @for o in &open { li { (words.say(&format!("plan-obligation-{}", o.code))) " " span.hint { (words.say(&format!("plan-obligation-{}-source", o.code))) } } } }
            p { a href=(words.path(&format!("/office/plan/plans/{}/obligations", picture.plan.id))) { (words.say("plan-obligations")) } }
        })) }
    }
}
