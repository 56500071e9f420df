//! Reporting days: numbers frozen as they are, with their definitions, and counted again to compare.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::measures::{self, Period, figure};
use foundation::pages;
use foundation::parts::{self, Shell, Tone, column, crumb};
use foundation::staff;
use foundation::trail::Entry;
use foundation::web::Ctx;
use jiff::civil::{Date, date};
use maud::html;
use sha2::{Digest, Sha256};

use super::act::Doing;
use crate::figures;
use crate::model::{scale, scale_code};
use crate::picture::{self, Picture};
use crate::public::title;
use crate::rights::WRITE;
use crate::rules::standing::typed_by;
use crate::store::freeze::{self, Freeze, Frozen};

fn shell<'a>(ctx: &'a Ctx, picture: &Picture, heading: &str) -> Shell<'a> {
    let words = &ctx.words;
    Shell {
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(
                words.path(&format!("/office/plan/plans/{}", picture.plan.id)),
                title(&ctx.centre, words, &picture.plan),
            ),
        ],
        ..pages::office_shell(ctx, heading)
    }
}

/// `GET /office/plan/plans/{id}/freezes`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn list(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, id: &str, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let picture = picture::open(&ctx.centre, id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let asked = id.to_owned();
    let read = move |conn: &mut Conn| {
        let freezes = freeze::list(conn, &asked)?;
        let by: Vec<String> = freezes.iter().map(|f| f.frozen_by.clone()).collect();
        Ok((staff::list_names(conn, &by)?, freezes))
    };
    let (names, freezes) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let heading = words.say("plan-freezes");
    let rows = freezes.iter().map(|f| {
        vec![
            html! { a href=(words.path(&format!("/office/plan/freezes/{}", f.id))) { (words.date_short(f.from_on)) "–" (words.date_short(f.to_on)) } },
            html! { (parts::time_short(words, f.frozen_at)) },
            html! { (names.get(&f.frozen_by).map_or("", String::as_str)) },
            html! { (f.note) },
        ]
    });
    let columns =
        ["plan-f-period", "plan-f-frozen_at", "plan-f-by", "plan-f-remark"].map(|key| column(words.say(key)));
    let to = if form.has("to") { form.text("to").to_owned() } else { offered(&picture).to_string() };
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-freezes-lead")) }
        (parts::table(words, heading.clone(), columns.into(), rows.collect()).caption_unseen().empty(words.say("plan-no-freezes")))
        @if ctx.staff()?.may(WRITE) {
            (parts::form(words.path(&format!("/office/plan/plans/{id}/freezes")), html! {
                (parts::date(words, "to", words.say("plan-f-frozen_to")).value(to).error(form.said_of(words, "to")))
                (parts::text(words, "note", words.say("plan-f-remark")).value(form.text("note")).optional().error(form.said_of(words, "note")))
                div.actions { (parts::button(words.say("plan-freeze"))) }
            }).id("freeze"))
        }
    };
    Ok(ctx.page(status, shell(ctx, &picture, &heading).page(content)))
}

/// The day a reporting form mostly asks: the end of the last month, or today while there is none in the year.
fn offered(picture: &Picture) -> Date {
    if picture.reported.year() == picture.year { picture.reported } else { picture.today }
}

/// Every number of a plan for a period, as it is now.
async fn numbers(ctx: &Ctx, picture: &Picture, period: Period) -> Result<Vec<Frozen>, Fault> {
    // Counted now, whatever was kept before.
    let counted = figures::of_age(&ctx.centre, &picture.wants(&[period]), ctx.now, 0).await?;
    let words = ctx.words.in_lang(foundation::i18n::Lang::BASE);
    let mut numbers = Vec::new();
    for leaf in &picture.leaves {
        let base = |place: i64| Frozen {
            code: leaf.text.code.clone(),
            place,
            action: leaf.text.action.clone(),
            measure: String::new(),
            title: leaf.text.indicator.clone(),
            definition: words.say("plan-typed"),
            unit: leaf.text.unit.clone(),
            value: 0,
            target: leaf.text.wanted(period.to.year()),
        };
        if leaf.text.measure.is_empty() {
            let months = picture.known(leaf).months;
            if let Some(value) = typed_by(&leaf.text, months, period.to.year(), period.to) {
                numbers.push(Frozen { value, ..base(0) });
            }
        }
        for (place, name) in (1..).zip(leaf.text.measures()) {
            let Some(measure) = measures::find(&ctx.centre.house, name) else { continue };
            let Some(value) = counted.get(name, period) else { continue };
            let is_first = name == leaf.text.measure;
            numbers.push(Frozen {
                measure: name.to_owned(),
                title: measure.title(&words),
                definition: words.say(measure.definition),
                unit: scale_code(measure.unit).to_owned(),
                value,
                target: leaf.text.wanted(period.to.year()).filter(|_| is_first),
                ..base(place)
            });
        }
    }
    Ok(numbers)
}

/// What is typed now for an action, by its number.
fn typed(picture: &Picture, code: &str, period: Period) -> Option<i64> {
    let leaf = picture.leaves.iter().find(|leaf| leaf.text.code == code)?;
    typed_by(&leaf.text, picture.known(leaf).months, period.to.year(), period.to)
}

/// A hash over all numbers, so that a later change shows.
fn hash(period: Period, numbers: &[Frozen]) -> String {
    let mut sha = Sha256::new();
    sha.update(format!("{}/{}\n", period.from, period.to));
    for n in numbers {
        let target = n.target.map(|t| t.to_string()).unwrap_or_default();
        sha.update(format!(
            "{}\t{}\t{}\t{}\t{}\t{target}\t{}\t{}\t{}\n",
            n.code, n.place, n.measure, n.value, n.definition, n.title, n.unit, n.action
        ));
    }
    sha.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// `POST /office/plan/plans/{id}/freezes`
///
/// # Errors
/// [`Fault::NotFound`] without such a plan.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let picture = picture::open(&ctx.centre, &id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let to = form.choice("to", |text| text.parse::<Date>().ok());
    if to.is_some_and(|to| to > picture.today || !picture.plan.covers(to.year())) {
        form.wrong("to", "plan-wrong-freeze");
    }
    let note = form.optional("note", 300);
    let Some(to) = to.filter(|_| form.is_right()) else {
        return show(&ctx, &id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let first = date(to.year(), 1, 1);
    let period = Period { from: first, to };
    let numbers = numbers(&ctx, &picture, period).await?;
    let doing = Doing::of(&ctx)?;
    let freeze = Freeze {
        id: doing.id(),
        plan_id: id,
        from_on: first,
        to_on: to,
        note,
        hash: hash(period, &numbers),
        frozen_at: ctx.now,
        frozen_by: doing.staff.id.clone(),
    };
    let made = freeze.id.clone();
    let write = move |conn: &mut Conn| {
        freeze::add(conn, &freeze, &numbers)?;
        // The hash in the sealed trail makes the numbers themselves tamper-evident.
        doing.note(
            conn,
            Entry { after: Some(freeze.hash.clone()), ..Entry::new("plan_freeze", &freeze.id, "frozen") },
        )
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("/office/plan/freezes/{made}")))
}

/// `GET /office/plan/freezes/{id}`: the numbers then, and counted again now.
///
/// # Errors
/// [`Fault::NotFound`] without such a day.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let read = move |conn: &mut Conn| {
        let Some((freeze, numbers)) = freeze::find(conn, &id)? else { return Ok(None) };
        let by = staff::list_names(conn, std::slice::from_ref(&freeze.frozen_by))?;
        Ok(Some((freeze, numbers, by.into_values().next().unwrap_or_default())))
    };
    let (freeze, numbers, by) = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let picture =
        picture::open(&ctx.centre, &freeze.plan_id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let period = Period { from: freeze.from_on, to: freeze.to_on };
    let wants: Vec<_> = numbers.iter().map(|n| (n.measure.clone(), period)).collect();
    let now = figures::of_age(&ctx.centre, &wants, ctx.now, 0).await?;
    let words = &ctx.words;
    let heading = words.say_with(
        "plan-frozen-of",
        &[("from", words.date(freeze.from_on).into()), ("to", words.date(freeze.to_on).into())],
    );
    let is_whole = hash(period, &numbers) == freeze.hash;
    let mut sorted: Vec<&Frozen> = numbers.iter().collect();
    sorted.sort_by_cached_key(|n| (crate::model::order(&n.code), n.place));
    let rows = sorted.iter().map(|n| {
        let unit = scale(&n.unit).unwrap_or(measures::Unit::Count);
        let again = if n.measure.is_empty() { typed(&picture, &n.code, period) } else { now.get(&n.measure, period) };
        vec![
            html! { (n.code) " " (n.action) },
            html! { (n.title) " " span.hint { (n.definition) } },
            html! { (figure(words, unit, n.value)) },
            html! { @if let Some(target) = n.target { (figure(words, unit, target)) } },
            html! {
                @match again {
                    None => "—",
                    Some(value) if value == n.value => (parts::tag(Tone::Good, &words.say("plan-same-now"))),
                    Some(value) => { (parts::tag(Tone::Wait, &words.say("plan-other-now"))) " " (figure(words, unit, value)) }
                }
            },
        ]
    });
    let columns = ["plan-f-action", "plan-f-measure", "plan-f-then", "plan-f-target", "plan-f-now"]
        .map(|key| column(words.say(key)));
    let content = html! {
        h1 { (heading) }
        p.lead { (words.say_with("plan-frozen-said", &[("at", words.date_time(freeze.frozen_at.taipei()).into()), ("by", by.into())])) " " (freeze.note) }
        @if !is_whole { (parts::notice(Tone::Bad, "", html! { p { (words.say("plan-frozen-broken")) } })) }
        p.hint { (words.say("plan-frozen-hash")) " " code { (freeze.hash) } }
        (parts::table(words, heading.clone(), columns.into(), rows.collect()).caption_unseen())
        p.hint { (words.say("plan-frozen-hint")) }
    };
    Ok(ctx.page(StatusCode::OK, shell(&ctx, &picture, &heading).page(content)))
}
