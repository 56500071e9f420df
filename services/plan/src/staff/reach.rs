//! Which part of a number tells the reach of a programme: one of those it really has.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::{Form, encode};
use foundation::measures::{self, Measure, Period};
use foundation::parts::{self, choice, crumb};
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::html;

use super::act::Doing;
use super::costs::so_far;
use super::proof::page;
use crate::store;
use crate::store::cost::{self, Reach};

/// Where the part of a programme is chosen.
pub(super) fn address(plan_id: &str, programme: &str) -> String {
    format!("/office/plan/plans/{plan_id}/costs/part?{}", encode(&[("programme", programme)]))
}

/// A programme with the number of its reach.
struct Asked {
    reach: Reach,
    measure: Measure,
    period: Period,
}

async fn find(ctx: &Ctx, id: &str, programme: &str) -> Result<Asked, Fault> {
    let (asked, programme) = (id.to_owned(), programme.to_owned());
    let read = move |conn: &mut Conn| {
        let Some(plan) = store::plan::find(conn, &asked)? else { return Ok(None) };
        let reaches = cost::list_reach(conn, &asked)?;
        Ok(reaches.into_iter().find(|r| r.programme == programme).map(|reach| (plan, reach)))
    };
    let (plan, reach) = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let measure = measures::find(&ctx.centre.house, &reach.measure).ok_or(Fault::NotFound)?;
    Ok(Asked { reach, measure, period: so_far(&plan, ctx.now.date()) })
}

/// Every part the number has so far, by dimension.
async fn parts(ctx: &Ctx, asked: &Asked) -> Result<Vec<(String, String)>, Fault> {
    let (measure, period) = (asked.measure, asked.period);
    let read = move |conn: &mut Conn| -> DbResult<Vec<(String, String)>> {
        let mut all = Vec::new();
        for dimension in measure.parts() {
            let parts = (measure.split)(conn, period, dimension)?;
            all.extend(parts.into_iter().map(|part| (dimension.to_owned(), part.code)));
        }
        Ok(all)
    };
    Ok(ctx.centre.db.read(read).await?)
}

fn code(dimension: &str, part: &str) -> String {
    if dimension.is_empty() { String::new() } else { format!("{dimension}={part}") }
}

async fn show(
    ctx: &Ctx,
    id: &str,
    asked: &Asked,
    form: &Form,
    status: StatusCode,
) -> Result<Response, Fault> {
    let (words, reach) = (&ctx.words, &asked.reach);
    let all = parts(ctx, asked).await?;
    let said = |(dimension, part): &(String, String)| {
        let label = (asked.measure.label)(words, dimension, part);
        choice(code(dimension, part), label).hint(words.say(&format!("dimension-{dimension}")))
    };
    let whole = choice("", words.say("plan-part-all"));
    let choices = std::iter::once(whole).chain(all.iter().map(said)).collect();
    let now = code(&reach.dimension, &reach.part);
    let value = if form.has("part") { form.text("part").to_owned() } else { now };
    let heading = format!("{} · {}", reach.programme, words.say("plan-f-part"));
    let here = vec![crumb(words.path(&format!("/office/plan/plans/{id}/costs")), words.say("plan-costs"))];
    let content = html! {
        p.lead { (asked.measure.title(words)) }
        (parts::form(words.path(&address(id, &reach.programme)), html! {
            (parts::radios(words, "part", words.say("plan-f-part"), choices).value(value).error(form.said_of(words, "part")))
            div.actions { (parts::button(words.say("plan-part-save"))) }
        }).id("part"))
    };
    Ok(page(ctx, &heading, here, form, status, &content))
}

/// The programme of the address.
fn programme(ctx: &Ctx) -> String {
    Form::parse(ctx.query.as_deref().unwrap_or_default()).text("programme").to_owned()
}

/// `GET /office/plan/plans/{id}/costs/part?programme=`
///
/// # Errors
/// [`Fault::NotFound`] without such a programme, or when nothing tells its reach.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let asked = find(&ctx, &id, &programme(&ctx)).await?;
    show(&ctx, &id, &asked, &Form::default(), StatusCode::OK).await
}

/// `POST /office/plan/plans/{id}/costs/part?programme=`
///
/// # Errors
/// [`Fault::NotFound`] without such a programme, or when nothing tells its reach.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let asked = find(&ctx, &id, &programme(&ctx)).await?;
    let whole = Reach::of(&asked.reach.programme, &asked.reach.measure);
    let new = match form.text("part") {
        "" => whole,
        typed => {
            let all = parts(&ctx, &asked).await?;
            match all.into_iter().find(|(dimension, part)| code(dimension, part) == typed) {
                Some((dimension, part)) => Reach { dimension, part, ..whole },
                None => {
                    form.wrong("part", "form-choose");
                    return show(&ctx, &id, &asked, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
                }
            }
        }
    };
    let doing = Doing::of(&ctx)?;
    let plan_id = id.clone();
    let write = move |conn: &mut Conn| {
        cost::put_reach(conn, &plan_id, &new)?;
        let after = Some(format!(
            "{} {}",
            new.programme,
            crate::figures::part_of(&new.measure, &new.dimension, &new.part)
        ));
        doing.note(conn, Entry { after, ..Entry::new("plan_plan", &plan_id, "reach-changed") })
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("/office/plan/plans/{id}/costs")))
}
