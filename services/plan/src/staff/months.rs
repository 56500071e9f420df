//! The months of an action as they are reported (管考): the number, and why it is behind.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::trail::Entry;
use foundation::web::Ctx;
use jiff::civil::Date;

use super::leaf;
use super::proof::{mine, write};
use crate::fields;
use crate::figures::{self, up_to};
use crate::model::Leaf;
use crate::model::progress::{Month, last_of};
use crate::picture::{Picture, thresholds};
use crate::rules::standing::{Light, due_by, light, typed_by};
use crate::store;

/// `POST /office/plan/leaves/{id}/months`
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (picture, leaf) = mine(&ctx, &id).await?;
    let is_over =
        |month: &str| last_of(month).filter(|d| leaf::over(&picture).contains(d)).map(|_| month.to_owned());
    let month = form.choice("month", is_over).unwrap_or_default();
    let actual = if leaf.text.measure.is_empty() {
        let actual = fields::number(&mut form, "actual", leaf.text.scale());
        if actual.is_none() && form.text("actual").trim().is_empty() {
            form.wrong("actual", "form-required");
        }
        actual
    } else {
        None
    };
    let new = Month {
        leaf_id: id.clone(),
        actual,
        reason: form.optional("reason", 1000),
        remedy: form.optional("remedy", 1000),
        month,
    };
    let red = match last_of(&new.month) {
        Some(last) => is_red(&ctx, &picture, &leaf, (&new, last)).await?,
        None => false,
    };
    let known = picture.known(&leaf).months.iter().find(|m| m.month == new.month);
    let kept = kept_words(&new, known, red);
    if form.is_right() && red {
        for (name, text) in [("reason", &kept.reason), ("remedy", &kept.remedy)] {
            if text.is_empty() {
                form.wrong(name, "plan-wrong-red");
            }
        }
    }
    if !form.is_right() {
        return leaf::show(&ctx, &id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    write(&ctx, move |conn, doing| {
        let known = store::month::find(conn, &new.leaf_id, &new.month)?;
        let new = kept_words(&new, known.as_ref(), red);
        store::month::put(conn, std::slice::from_ref(&new), &doing.staff.id, doing.now)?;
        let (before, after) = (known.as_ref().map(told), Some(told(&new)));
        doing.note(conn, Entry { before, after, ..Entry::new("plan_leaf", &new.leaf_id, "reported") })?;
        Ok(true)
    })
    .await?;
    Ok(ctx.go(&format!("/office/plan/leaves/{id}")))
}

/// A month as it will be kept: why it was behind and what is done stays until it is said anew, or until a corrected
/// number is not behind and there is nothing to explain.
fn kept_words(new: &Month, known: Option<&Month>, red: bool) -> Month {
    let is_silent = new.reason.is_empty() && new.remedy.is_empty();
    if !red && is_silent && new.actual.is_some() && known.is_some_and(|k| k.actual != new.actual) {
        return new.clone();
    }
    let kept = |new: &String, known: Option<&String>| match known {
        Some(known) if new.is_empty() => known.clone(),
        _ => new.clone(),
    };
    Month {
        reason: kept(&new.reason, known.map(|k| &k.reason)),
        remedy: kept(&new.remedy, known.map(|k| &k.remedy)),
        ..new.clone()
    }
}

/// A month in the words of the trail.
fn told(month: &Month) -> String {
    let number = month.actual.map(|n| n.to_string()).unwrap_or_default();
    let said = [&month.month, &number, &month.reason, &month.remedy];
    said.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// Whether the action would be red at the end of this month, by the rule of that day.
async fn is_red(
    ctx: &Ctx,
    picture: &Picture,
    leaf: &Leaf,
    (new, last): (&Month, Date),
) -> Result<bool, Fault> {
    let text = &leaf.text;
    let actual = if text.measure.is_empty() {
        let others = picture.known(leaf).months.iter().filter(|m| m.month != new.month);
        let months: Vec<Month> = others.chain(std::iter::once(new)).cloned().collect();
        typed_by(text, &months, last.year(), last)
    } else {
        let wants = [(text.measure.clone(), up_to(last))];
        figures::of(&ctx.centre, &wants, ctx.now).await?.get(&text.measure, up_to(last))
    };
    let rule = ctx.centre.db.read(move |conn| thresholds(conn, last)).await?;
    let due = due_by(text, last.year(), last);
    let lit = actual.zip(due).map(|(actual, due)| light(text.gauge(), actual, due, rule));
    Ok(lit == Some(Light::Red))
}
