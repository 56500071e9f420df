//! Cost and benefit by programme: what was spent, whom it reached, and by which assumptions.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::measures::{self, Period};
use foundation::pages;
use foundation::parts::{self, Shell, choice, column, crumb};
use foundation::trail::Entry;
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::act::Doing;
use super::reach;
use crate::fields;
use crate::figures::{self, up_to, whole};
use crate::model::Plan;
use crate::public::title;
use crate::rights::WORK;
use crate::rules::cost::{Rates, Spent};
use crate::store;
use crate::store::cost::{self, Cost, Reach};

/// What an hour of staff is taken to be worth.
pub const STAFF_HOUR: &str = "plan.staff_hour_dollars";
/// What an hour of a volunteer is taken to be worth.
pub const VOLUNTEER_HOUR: &str = "plan.volunteer_hour_dollars";

const KINDS: [&str; 3] = ["money", "staff", "volunteer"];

/// A programme with what it took and whom it reached.
struct Programme {
    name: String,
    spent: Spent,
    reach: Option<(Reach, i64)>,
}

struct Shown {
    plan: Plan,
    programmes: Vec<Programme>,
    entries: Vec<Cost>,
}

/// The days whose persons are counted: the year of the plan that is now, up to today.
pub(super) fn so_far(plan: &Plan, today: Date) -> Period {
    let year = whole(today.year().clamp(plan.year, plan.until()));
    up_to(today.clamp(year.from, year.to))
}

/// What was spent by programme, and by which number each tells its reach.
struct Kept {
    plan: Plan,
    spent: BTreeMap<String, Spent>,
    reaches: Vec<Reach>,
    entries: Vec<Cost>,
}

fn find(conn: &mut Conn, id: &str, today: Date) -> DbResult<Option<Kept>> {
    let Some(plan) = store::plan::find(conn, id)? else { return Ok(None) };
    let year = whole(so_far(&plan, today).to.year());
    let mut spent: BTreeMap<String, Spent> = BTreeMap::new();
    for (programme, kind, amount) in cost::list_sums(conn, &plan.id, (year.from, year.to))? {
        let sum = spent.entry(programme).or_default();
        match kind.as_str() {
            "staff" => sum.staff_hours += amount,
            "volunteer" => sum.volunteer_hours += amount,
            _ => sum.money += amount,
        }
    }
    let reaches = cost::list_reach(conn, &plan.id)?;
    for reach in &reaches {
        spent.entry(reach.programme.clone()).or_default();
    }
    let entries = cost::list(conn, &plan.id)?;
    Ok(Some(Kept { plan, spent, reaches, entries }))
}

async fn read(ctx: &Ctx, id: &str) -> Result<Shown, Fault> {
    let (id, today) = (id.to_owned(), ctx.now.date());
    let kept = ctx.centre.db.read(move |conn| find(conn, &id, today)).await?.ok_or(Fault::NotFound)?;
    let period = so_far(&kept.plan, today);
    let name = |r: &Reach| figures::part_of(&r.measure, &r.dimension, &r.part);
    let wants: Vec<_> = kept.reaches.iter().map(|r| (name(r), period)).collect();
    let counted = figures::of(&ctx.centre, &wants, ctx.now).await?;
    let reached = |programme: &str| {
        let reach = kept.reaches.iter().find(|r| r.programme == programme)?;
        Some((reach.clone(), counted.get(&name(reach), period)?))
    };
    let programmes = kept.spent.into_iter().map(|(name, spent)| {
        let reach = reached(&name);
        Programme { name, spent, reach }
    });
    Ok(Shown { programmes: programmes.collect(), plan: kept.plan, entries: kept.entries })
}

/// `GET /office/plan/plans/{id}/costs`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, id: &str, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let shown = read(ctx, id).await?;
    let words = &ctx.words;
    let heading = words.say("plan-costs");
    let rates = Rates {
        staff_hour: ctx.centre.number(STAFF_HOUR),
        volunteer_hour: ctx.centre.number(VOLUNTEER_HOUR),
    };
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(words.path(&format!("/office/plan/plans/{id}")), title(&ctx.centre, words, &shown.plan)),
        ],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let assumptions = [
        ("staff", words.number(rates.staff_hour).into()),
        ("volunteer", words.number(rates.volunteer_hour).into()),
    ];
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-costs-lead")) }
        (table(ctx, &shown, rates))
        p { (words.say_with("plan-costs-assumptions", &assumptions)) }
        @if ctx.staff()?.may(WORK) { (entries(ctx, &shown)) (forms(ctx, id, &shown, form)) }
    };
    Ok(ctx.page(status, shell.page(content)))
}

fn table(ctx: &Ctx, shown: &Shown, rates: Rates) -> Markup {
    let words = &ctx.words;
    let keys = [
        "plan-f-programme",
        "plan-cost-money",
        "plan-cost-staff",
        "plan-cost-volunteer",
        "plan-cost-total",
        "plan-cost-persons",
        "plan-cost-per-person",
    ];
    let columns = keys.iter().enumerate().map(|(at, key)| {
        let column = column(words.say(key));
        if at == 0 { column } else { column.number() }
    });
    let works = ctx.staff.as_ref().is_some_and(|s| s.may(WORK));
    let rows = shown.programmes.iter().map(|p| {
        let parted = p.reach.as_ref().filter(|(reach, _)| works && is_parted(ctx, reach));
        let persons = p.reach.as_ref().map(|(_, persons)| *persons);
        let said = p.reach.as_ref().and_then(|(reach, _)| {
            let measure = measures::find(&ctx.centre.house, &reach.measure)?;
            let part = if reach.dimension.is_empty() { String::new() } else { (measure.label)(words, &reach.dimension, &reach.part) };
            Some(format!("{} {part}", measure.title(words)))
        });
        vec![
            html! { (p.name) },
            html! { (words.number(p.spent.money)) },
            html! { (words.number(p.spent.staff_hours)) },
            html! { (words.number(p.spent.volunteer_hours)) },
            html! { (words.number(p.spent.total(rates))) },
            html! { (persons.map_or_else(|| "—".into(), |n| words.number(n))) @if let Some(said) = said { br; span.hint { (said) } }
                @if parted.is_some() { br; a href=(words.path(&reach::address(&shown.plan.id, &p.name))) { (words.say("plan-f-part")) span.unseen { " " (p.name) } } } },
            html! { b { (persons.and_then(|n| p.spent.per_person(rates, n)).map_or_else(|| "—".into(), |n| words.number(n))) } },
        ]
    });
    html! { (parts::table(words, words.say("plan-costs"), columns.collect(), rows.collect()).caption_unseen().empty(words.say("plan-no-costs"))) }
}

/// Whether the number has parts.
fn is_parted(ctx: &Ctx, reach: &Reach) -> bool {
    measures::find(&ctx.centre.house, &reach.measure).is_some_and(|m| m.parts().next().is_some())
}

/// What was entered, each to be taken back when it was a mistake.
fn entries(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    html! {
        @if !shown.entries.is_empty() {
            (parts::details(&words.say("plan-cost-entries"), html! {
                @for cost in &shown.entries {
                    @let said = format!("{} {} {}", cost.programme, words.say(&format!("plan-cost-{}", cost.kind)), words.number(cost.amount));
                    p {
                        (parts::day_short(words, cost.spent_on)) " " (said) " " span.hint { (cost.note) } " "
                        a href=(words.path(&format!("/office/plan/costs/{}/take-back", cost.id))) { (words.say("plan-take-back")) span.unseen { " " (said) } }
                    }
                }
            }))
        }
    }
}

/// The numbers a reach can be told by.
fn reaches(ctx: &Ctx) -> impl Iterator<Item = measures::Measure> + '_ {
    measures::all(&ctx.centre.house).filter(|m| m.unit == measures::Unit::Count)
}

fn forms(ctx: &Ctx, id: &str, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let kinds = KINDS.map(|kind| choice(kind, words.say(&format!("plan-cost-{kind}"))));
    let measures: Vec<_> = std::iter::once(choice("", "—"))
        .chain(reaches(ctx).map(|m| choice(m.name, m.title(words))))
        .collect();
    let spent_on =
        if form.has("spent_on") { form.text("spent_on").to_owned() } else { ctx.now.date().to_string() };
    let names: Vec<&str> = shown.programmes.iter().map(|p| p.name.as_str()).collect();
    html! {
        details.add open[!form.is_right()] {
            summary { (words.say("plan-cost-add")) }
            div.inside {
                datalist #programmes { @for name in &names { option value=(name) {} } }
                (parts::form(words.path(&format!("/office/plan/plans/{id}/costs/new")), html! {
                    (parts::text(words, "programme", words.say("plan-f-programme")).value(form.text("programme")).attribute("list", "programmes").error(form.said_of(words, "programme")))
                    div.fields {
                        (parts::select(words, "kind", words.say("plan-f-kind"), kinds.into()).value(form.text("kind")).error(form.said_of(words, "kind")))
                        (parts::number(words, "amount", words.say("plan-f-amount")).value(form.text("amount")).error(form.said_of(words, "amount")))
                        (parts::date(words, "spent_on", words.say("plan-f-spent_on")).value(spent_on).error(form.said_of(words, "spent_on")))
                    }
                    (parts::text(words, "note", words.say("plan-f-remark")).value(form.text("note")).optional().error(form.said_of(words, "note")))
                    (parts::select(words, "measure", words.say("plan-f-reach"), measures).hint(words.say("plan-reach-hint")).value(form.text("measure")).optional().error(form.said_of(words, "measure")))
                    div.actions { (parts::button(words.say("plan-cost-save"))) }
                }).id("cost"))
            }
        }
    }
}

/// `POST /office/plan/plans/{id}/costs`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let programme = form.required("programme", 100);
    let kind = form.choice("kind", |code| KINDS.iter().find(|k| **k == code).map(|k| (*k).to_owned()));
    let amount = fields::number(&mut form, "amount", measures::Unit::Count);
    if amount.is_none() && form.text("amount").trim().is_empty() {
        form.wrong("amount", "form-required");
    }
    let spent_on = fields::required_day(&mut form, "spent_on");
    let asked = id.clone();
    let plan =
        ctx.centre.db.read(move |conn| store::plan::find(conn, &asked)).await?.ok_or(Fault::NotFound)?;
    match spent_on {
        Some(day) if !plan.covers(day.year()) => form.wrong("spent_on", "plan-wrong-years"),
        Some(day) if day > ctx.now.date() => form.wrong("spent_on", "plan-wrong-spent"),
        _ => {}
    }
    let note = form.optional("note", 300);
    let name = form.text("measure").to_owned();
    if !name.is_empty() && !reaches(&ctx).any(|m| m.name == name) {
        form.wrong("measure", "form-choose");
    }
    let (Some(kind), Some(amount), Some(spent_on), true) = (kind, amount, spent_on, form.is_right()) else {
        return show(&ctx, &id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let doing = Doing::of(&ctx)?;
    let cost = Cost { id: doing.id(), plan_id: id.clone(), programme, kind, amount, note, spent_on };
    let write = move |conn: &mut Conn| {
        cost::add(conn, &cost, &doing.staff.id, doing.now)?;
        // The same number again leaves the part of it that was chosen.
        let is_told = |r: &Reach| r.programme == cost.programme && r.measure == name;
        if !name.is_empty() && !cost::list_reach(conn, &cost.plan_id)?.iter().any(is_told) {
            cost::put_reach(conn, &cost.plan_id, &Reach::of(&cost.programme, &name))?;
        }
        doing.note(
            conn,
            Entry {
                after: Some(format!("{} {}", cost.kind, cost.amount)),
                ..Entry::new("plan_cost", &cost.id, "added")
            },
        )
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("/office/plan/plans/{id}/costs")))
}
