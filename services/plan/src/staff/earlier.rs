//! The number of an action in a year before the house counted, told from a paper of that time.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Width, choice};
use foundation::service::Routes;
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::leaf;
use super::leaf_forms::folded;
use super::proof::{mine, write};
use crate::dossier::YEARS_BACK;
use crate::fields;
use crate::model::Leaf;
use crate::picture::Picture;
use crate::rights::WORK;
use crate::store::earlier::{self, Told};
use crate::words;

/// The address where it is told.
pub fn routes(routes: Routes) -> Routes {
    routes.office("/office/plan/leaves/{id}/earlier", WORK, post(tell))
}

/// The form on the page of an action.
pub(super) fn form(ctx: &Ctx, picture: &Picture, leaf: &Leaf, form: &Form) -> Markup {
    let words = &ctx.words;
    let years = (picture.year - YEARS_BACK..picture.year).rev();
    let years = years.map(|year| choice(year.to_string(), words::year(words, year))).collect();
    let field = |name: &str, key: &str| {
        parts::text(words, name, words.say(key)).value(form.text(name)).error(form.said_of(words, name))
    };
    let content = html! {
        p.hint { (words.say("plan-earlier-said")) }
        (parts::form(words.path(&format!("/office/plan/leaves/{}/earlier", leaf.id)), html! {
            (parts::hidden("form", "earlier"))
            (parts::select(words, "earlier_year", words.say("plan-f-year"), years).value(form.text("earlier_year")).error(form.said_of(words, "earlier_year")))
            (field("earlier", "plan-f-earlier").width(Width::Medium).hint(words.say("plan-earlier-hint")).optional())
            (field("source", "plan-f-source"))
            div.actions { (parts::button(words.say("plan-earlier-save"))) }
        }).id("earlier"))
    };
    folded(form, "earlier", &words.say("plan-earlier-add"), &content)
}

/// `POST /office/plan/leaves/{id}/earlier`
///
/// # Errors
/// [`Fault::NotFound`] when this person does not work on it.
pub async fn tell(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (picture, found) = mine(&ctx, &id).await?;
    let is_earlier = |text: &str| {
        text.parse::<i16>().ok().filter(|year| (picture.year - YEARS_BACK..picture.year).contains(year))
    };
    let year = form.choice("earlier_year", is_earlier);
    let value = fields::number(&mut form, "earlier", found.text.scale());
    let source = form.required("source", 200);
    let (Some(year), true) = (year, form.is_right()) else {
        return leaf::show(&ctx, &id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (leaf_id, line_id) = (id.clone(), found.line_id.clone());
    let done = write(&ctx, move |conn, doing| {
        let line_id = line_id.clone();
        let entry = match value {
            Some(value) => {
                let told = Told { line_id, year, value, source: source.clone() };
                earlier::put(conn, &told, &doing.staff.id, doing.now)?;
                Entry { after: Some(said(&told)), ..Entry::new("plan_leaf", &leaf_id, "told-earlier") }
            }
            // Without a number what was told is taken back.
            None => {
                let Some(gone) = earlier::drop(conn, &line_id, year)? else { return Ok(false) };
                let (before, reason) = (Some(said(&gone)), Some(source.clone()));
                Entry { before, reason, ..Entry::new("plan_leaf", &leaf_id, "withdrawn") }
            }
        };
        doing.note(conn, entry)?;
        Ok(true)
    })
    .await?;
    if !done {
        form.wrong("earlier", "form-required");
        return leaf::show(&ctx, &id, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    Ok(ctx.go(&format!("/office/plan/leaves/{}", found.id)))
}

/// What was told of a year, in the words of the trail.
fn said(told: &Told) -> String {
    format!("{} {} {}", told.year, told.value, told.source)
}
