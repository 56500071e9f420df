//! The words of an action: new, or changed while the plan is a draft.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Shell, Tone, Width, choice, crumb};
use foundation::trail::Entry;
use foundation::web::Ctx;
use foundation::{cache, measures, pages};
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use super::act::Doing;
use crate::fields::{self, Fields, Known, target_names};
use crate::import::known;
use crate::model::{Gauge, Leaf, Plan, State, UNITS};
use crate::public::title;
use crate::rights::APPROVE;
use crate::store;
use crate::words::unit_name;

/// `GET /office/plan/plans/{id}/new`
///
/// # Errors
/// [`Fault::NotFound`] without such a draft.
pub async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let plan = ctx.centre.db.read(move |conn| store::plan::find(conn, &id)).await?;
    let plan = plan.filter(|p| p.state == State::Draft).ok_or(Fault::NotFound)?;
    let mut form = Form::default();
    form.set("unit", "count");
    page(&ctx, &plan, None, &form, StatusCode::OK).await
}

/// `GET /office/plan/leaves/{id}/text`
///
/// # Errors
/// [`Fault::NotFound`] without such an action in a draft.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (plan, leaf) = ctx.centre.db.read(move |conn| find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    let now = Fields { text: leaf.text.clone(), owner_id: None, deputy_id: None };
    let mut form = fields::filled(&now, (plan.year, plan.years));
    form.set("serves", leaf.serves.clone().unwrap_or_default());
    page(&ctx, &plan, Some(&leaf), &form, StatusCode::OK).await
}

fn find(conn: &mut Conn, id: &str) -> DbResult<Option<(Plan, Leaf)>> {
    let Some(leaf) = store::leaf::find(conn, id)? else { return Ok(None) };
    let plan = store::plan::find(conn, &leaf.plan_id)?;
    Ok(plan.filter(|p| p.state == State::Draft).map(|plan| (plan, leaf)))
}

/// The actions of longer plans an annual one may carry out.
async fn longer(ctx: &Ctx, plan: &Plan) -> Result<Vec<(String, String)>, Fault> {
    if plan.years > 1 {
        return Ok(Vec::new());
    }
    let year = plan.year;
    Ok(ctx.centre.db.read(move |conn| store::leaf::list_longer(conn, year)).await?)
}

async fn page(
    ctx: &Ctx,
    plan: &Plan,
    leaf: Option<&Leaf>,
    form: &Form,
    status: StatusCode,
) -> Result<Response, Fault> {
    let longer = longer(ctx, plan).await?;
    let words = &ctx.words;
    let heading = match leaf {
        Some(leaf) => words.say_with("plan-leaf-change", &[("code", (&leaf.text.code).into())]),
        None => words.say("plan-leaf-new"),
    };
    let to = match leaf {
        Some(leaf) => format!("/office/plan/leaves/{}/text", leaf.id),
        None => format!("/office/plan/plans/{}/new", plan.id),
    };
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan/plans"), words.say("plan-office-title")),
            crumb(words.path(&format!("/office/plan/plans/{}", plan.id)), title(&ctx.centre, words, plan)),
        ],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        (before_writing(ctx)?)
        (parts::form(words.path(&to), html! {
            @if let Some(leaf) = leaf {
                @let now = mark(leaf);
                (parts::hidden("seen", if form.has("seen") { form.text("seen") } else { &now }))
            }
            (what(ctx, form))
            (serves(ctx, &longer, form))
            (proof(ctx, plan, form))
            div.actions {
                (parts::button(words.say("plan-leaf-save")))
                @if leaf.is_some_and(|l| !l.removed) {
                    (parts::button(words.say("plan-leaf-take-out")).secondary().name("take-out", "yes"))
                }
            }
        }).id("leaf"))
    };
    Ok(ctx.page(status, shell.page(content)))
}

/// Whoever approves plans is told what writing means, before they do.
pub(super) fn before_writing(ctx: &Ctx) -> Result<Markup, Fault> {
    let said = ctx.words.say("plan-before-writing");
    Ok(html! { @if ctx.staff()?.may(APPROVE) { (parts::notice(Tone::Wait, "", html! { p { (said) } })) } })
}

/// Which action of a longer plan it carries out this year (中長程計畫的年度工作).
fn serves(ctx: &Ctx, longer: &[(String, String)], form: &Form) -> Markup {
    let words = &ctx.words;
    let choices =
        std::iter::once(choice("", "—")).chain(longer.iter().map(|(line, said)| choice(line, said)));
    html! {
        @if !longer.is_empty() {
            (parts::select(words, "serves", words.say("plan-f-serves"), choices.collect()).value(form.text("serves")).optional())
        }
    }
}

fn what(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let field = |name: &'static str| {
        parts::text(words, name, words.say(&format!("plan-f-{name}")))
            .value(form.text(name))
            .error(form.said_of(words, name))
    };
    let units = UNITS.map(|code| choice(code, unit_name(words, code)));
    html! {
        (field("code").width(Width::Short))
        (field("area"))
        (field("strategy"))
        (parts::textarea(words, "action", words.say("plan-f-action")).rows(3).value(form.text("action")).error(form.said_of(words, "action")))
        (parts::checkboxes(words, "units", words.say("plan-f-units"), units.into()).values(form.texts("units")).error(form.said_of(words, "units")))
    }
}

fn proof(ctx: &Ctx, plan: &Plan, form: &Form) -> Markup {
    let words = &ctx.words;
    let measures: Vec<_> = measures::all(&ctx.centre.house).map(|m| choice(m.name, m.title(words))).collect();
    let also: Vec<&str> = form.texts("also").flat_map(|t| t.split(' ')).collect();
    let unit = [("count", "plan-unit-count"), ("percent", "plan-unit-percent"), ("money", "plan-unit-money")];
    let said = |g: &Gauge| choice(g.code(), words.say(&format!("plan-gauge-{}", g.code())));
    // A new action is counted as its figure is, unless somebody says how.
    let by_itself =
        Some(choice("", words.say("plan-gauge-by-itself"))).filter(|_| form.text("gauge").is_empty());
    let gauges: Vec<_> = by_itself.into_iter().chain(Gauge::ALL.iter().map(said)).collect();
    let none = std::iter::once(choice("", words.say("plan-typed")));
    html! {
        (parts::fieldset(&words.say("plan-f-indicator"), html! {
            (parts::text(words, "indicator", words.say("plan-f-indicator")).value(form.text("indicator")).optional().error(form.said_of(words, "indicator")))
            (parts::select(words, "measure", words.say("plan-f-measure"), none.chain(measures.iter().cloned()).collect()).hint(words.say("plan-f-measure-hint")).value(form.text("measure")).optional().error(form.said_of(words, "measure")))
            div.fields {
                (parts::select(words, "unit", words.say("plan-f-unit"), unit.map(|(code, key)| choice(code, words.say(key))).into()).value(form.text("unit")).error(form.said_of(words, "unit")))
                (parts::select(words, "gauge", words.say("plan-f-gauge"), gauges).value(form.text("gauge")).optional().error(form.said_of(words, "gauge")))
                (parts::text(words, "counted_in", words.say("plan-f-counted_in")).value(form.text("counted_in")).optional().width(Width::Short).error(form.said_of(words, "counted_in")))
            }
            @for (year, target, milestone) in target_names((plan.year, plan.years)) {
                @let said = crate::words::year(words, year);
                div.fields {
                    (parts::text(words, &target, format!("{said} {}", words.say("plan-f-target"))).value(form.text(&target)).optional().width(Width::Medium).error(form.said_of(words, &target)))
                    (parts::text(words, &milestone, format!("{said} {}", words.say("plan-f-milestone"))).value(form.text(&milestone)).optional().error(form.said_of(words, &milestone)))
                }
            }
            (parts::checkboxes(words, "also", words.say("plan-f-also"), measures).values(also).optional().error(form.said_of(words, "also")))
        }))
        div.fields {
            (parts::date(words, "starts_on", words.say("plan-f-starts_on")).value(form.text("starts_on")).optional().error(form.said_of(words, "starts_on")))
            (parts::date(words, "ends_on", words.say("plan-f-ends_on")).value(form.text("ends_on")).optional().error(form.said_of(words, "ends_on")))
        }
        (parts::text(words, "legal_basis", words.say("plan-f-legal_basis")).value(form.text("legal_basis")).optional().error(form.said_of(words, "legal_basis")))
    }
}

/// `POST /office/plan/plans/{id}/new`
///
/// # Errors
/// [`Fault::NotFound`] without such a draft.
pub async fn add(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let plan = ctx.centre.db.read(move |conn| store::plan::find(conn, &id)).await?;
    let plan = plan.filter(|p| p.state == State::Draft).ok_or(Fault::NotFound)?;
    save(ctx, plan, None, form).await
}

/// `POST /office/plan/leaves/{id}/text`
///
/// # Errors
/// [`Fault::NotFound`] without such an action in a draft.
pub async fn post(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let (plan, leaf) = ctx.centre.db.read(move |conn| find(conn, &id)).await?.ok_or(Fault::NotFound)?;
    save(ctx, plan, Some(leaf), form).await
}

/// What saving came to.
enum Saved {
    Done,
    /// The number is another action's, in the plan or taken out of it.
    Twice,
    /// Somebody moved the plan on in the meantime.
    Late,
    /// Somebody else changed the action since the form was opened: how it is to be known now.
    Changed(String),
}

/// What a form can change of an action, as it is now, to know it again when the form comes back.
fn mark(leaf: &Leaf) -> String {
    let written = serde_json::to_string(&(&leaf.text, leaf.removed, &leaf.serves)).unwrap_or_default();
    Sha256::digest(written).iter().take(8).map(|b| format!("{b:02x}")).collect()
}

async fn save(ctx: Ctx, plan: Plan, leaf: Option<Leaf>, mut form: Form) -> Result<Response, Fault> {
    let (centre, span) = (ctx.centre.clone(), (plan.year, plan.years));
    let known: Known = ctx.centre.db.read(move |conn| known(conn, &centre, span)).await?;
    let removed = form.has("take-out");
    let read = fields::read(&mut form, &known);
    if !form.is_right() {
        return page(&ctx, &plan, leaf.as_ref(), &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let doing = Doing::of(&ctx)?;
    let base = leaf.clone().unwrap_or_else(|| Leaf {
        id: doing.id(),
        plan_id: plan.id.clone(),
        line_id: doing.id(),
        text: read.text.clone(),
        serves: None,
        owner_id: None,
        deputy_id: None,
        removed: false,
        written_by: None,
    });
    let chosen = form.text("serves").to_owned();
    let serves = longer(&ctx, &plan).await?.into_iter().map(|(line, _)| line).find(|line| *line == chosen);
    let written_by = Some(doing.staff.id.clone());
    let (new, is_new) = (Leaf { text: read.text, removed, serves, written_by, ..base }, leaf.is_none());
    let seen = form.text("seen").to_owned();
    let write = move |conn: &mut Conn| put(conn, &doing, &new, (!is_new).then_some(seen.as_str()));
    match ctx.centre.db.write(write).await? {
        Saved::Done => {
            ctx.centre.cache.bump(&["plan"]);
            Ok(ctx.go(&format!("/office/plan/plans/{}", plan.id)))
        }
        Saved::Twice => {
            form.wrong("code", "plan-import-twice");
            page(&ctx, &plan, leaf.as_ref(), &form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Saved::Late => Err(Fault::NotFound),
        Saved::Changed(now) => {
            form.set("seen", now);
            form.wrong("", "plan-wrong-changed");
            page(&ctx, &plan, leaf.as_ref(), &form, StatusCode::CONFLICT).await
        }
    }
}

/// Keeps an action; one that was there must be as it was `seen`. Who is in charge of it is as it is now, whatever
/// it was when the form was opened.
fn put(conn: &mut Conn, doing: &Doing, leaf: &Leaf, seen: Option<&str>) -> DbResult<Saved> {
    let plan = store::plan::lock(conn, &leaf.plan_id)?;
    if plan.is_none_or(|p| p.state != State::Draft) {
        return Ok(Saved::Late);
    }
    let others = store::leaf::list(conn, &leaf.plan_id)?;
    let now = others.iter().find(|l| l.id == leaf.id);
    if let (Some(seen), Some(now)) = (seen, now)
        && seen != mark(now)
    {
        return Ok(Saved::Changed(mark(now)));
    }
    // Who only saves what is there stands behind nothing new.
    if now.is_some_and(|now| mark(now) == mark(leaf)) {
        return Ok(Saved::Done);
    }
    let is_new = seen.is_none();
    let twin = others.iter().find(|l| l.id != leaf.id && l.text.code == leaf.text.code);
    // A new action with the number of one taken out brings that one back, with all that was proven of it.
    let leaf = match twin {
        None => match now {
            Some(now) => {
                let (owner_id, deputy_id) = (now.owner_id.clone(), now.deputy_id.clone());
                Leaf { owner_id, deputy_id, ..leaf.clone() }
            }
            None => leaf.clone(),
        },
        Some(twin) if is_new && twin.removed => {
            let (text, written_by) = (leaf.text.clone(), leaf.written_by.clone());
            Leaf { text, removed: false, written_by, ..twin.clone() }
        }
        Some(_) => return Ok(Saved::Twice),
    };
    store::leaf::put(conn, std::slice::from_ref(&leaf))?;
    store::plan::touch(conn, &leaf.plan_id, doing.now)?;
    let verb = match (is_new, leaf.removed) {
        (true, _) => "added",
        (false, true) => "removed",
        (false, false) => "changed",
    };
    doing.note(conn, Entry::new("plan_leaf", &leaf.id, verb))?;
    cache::touch(conn, &["plan"])?;
    Ok(Saved::Done)
}
