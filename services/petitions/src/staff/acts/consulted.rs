//! Another agency is asked about a case, and answers.

use axum::extract::Path;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, field_id};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::forms::{address, area, folded};
use super::{TEXT_CHARS_MAX, act};
use crate::model::Consultation;
use crate::rules::clock::Awaited;
use crate::staff::case::{Shown, waiting};
use crate::typed;
use crate::work;

/// The fields of the form that asks.
const FIELDS: &[&str] = &["asked_agency", "asked_on", "asked_matter"];

/// A day that is not in the future.
fn past_day(form: &mut Form, name: &'static str, today: Date) -> Date {
    typed::day(form, name, "petitions-wrong-past-day", |day| day <= today).unwrap_or(today)
}

/// Another agency is asked: which, when, about what.
///
/// # Errors
/// As for any act.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let agency = form.required("asked_agency", 100);
    let on = past_day(&mut form, "asked_on", ctx.now.date());
    let matter = form.required("asked_matter", TEXT_CHARS_MAX);
    act(&ctx, &id, form, "asked_agency", move |conn, act, _, mut case| {
        work::waiting::ask(conn, act, &mut case, &agency, &matter, on)
    })
    .await
}

/// It answered: when, and what it said.
///
/// # Errors
/// As for any act.
pub async fn post_answered(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let consultation = form.text("consultation").to_owned();
    let on = past_day(&mut form, "answered_on", ctx.now.date());
    let text = form.required("agency_answer", TEXT_CHARS_MAX);
    act(&ctx, &id, form, "agency_answer", move |conn, act, _, case| {
        work::waiting::answered(conn, act, &case, &consultation, on, &text)
    })
    .await
}

/// The form that asks; it says first whether the clock will stand still.
pub(super) fn form(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let today = ctx.now.date().to_string();
    let on = if form.has("asked_on") { form.text("asked_on") } else { &today };
    let content = html! {
        p { (waiting::before(words, Awaited::Agency, shown.agency_stops)) }
        (parts::text(words, "asked_agency", words.say("petitions-field-asked_agency")).value(form.text("asked_agency"))
            .error(form.said_of(words, "asked_agency")))
        (parts::date(words, "asked_on", words.say("petitions-asked-on")).value(on).error(form.said_of(words, "asked_on")))
        (area(words, form, "asked_matter", "petitions-transfer-hint", 4))
    };
    folded(ctx, shown, "consultation", form, FIELDS, content)
}

/// The form that takes the answer of one agency in.
pub fn answered(ctx: &Ctx, shown: &Shown, asked: &Consultation, form: &Form) -> Markup {
    let words = &ctx.words;
    let mine = form.text("consultation") == asked.id;
    let today = ctx.now.date().to_string();
    let (on, text) =
        if mine { (form.text("answered_on"), form.text("agency_answer")) } else { (today.as_str(), "") };
    let said = |name: &str| form.said_of(words, name).filter(|_| mine);
    // What is wrong is told above with a link to the field by its usual id.
    let id = |name: &str| if mine { field_id(name) } else { format!("{name}-{}", asked.id) };
    html! {
        (parts::form(address(words, &shown.case, "consultation-answered"), html! {
            (parts::hidden("consultation", &asked.id))
            (parts::date(words, "answered_on", words.say("petitions-answered-on")).id(id("answered_on")).value(on).error(said("answered_on")))
            (parts::textarea(words, "agency_answer", words.say("petitions-agency-answer")).id(id("agency_answer")).rows(4).value(text).error(said("agency_answer")))
            div.actions { (parts::button(words.say("petitions-do-consultation-answered")).secondary()) }
        }).id(format!("answered-{}", asked.id)))
    }
}
