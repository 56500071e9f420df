//! Several decisions at once (R31): each is taken by the desk alone, and what was skipped is told.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Arg;
use foundation::parts::{self, Tone, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::acts::{self, WHY_CHARS_MAX};
use super::serving::{self, Served};
use crate::desk::{Answer, Desk, Work};
use crate::model::{Event, Status};
use crate::store;
use crate::store::list::Line;

/// Most decisions of one press: what one page of the list shows, and some.
const AT_ONCE: usize = 100;

/// What became of one of them.
struct Outcome {
    line: Line,
    answer: Answer,
}

/// Approves or rejects the ticked registrations.
///
/// # Errors
/// [`Fault::NotFound`] without such a course in this person's charge.
pub async fn post(ctx: Ctx, Path(course_id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &course_id).await?;
    let event = if form.text("act") == "approve" { Event::Approve } else { Event::Reject };
    let why = form.optional("why", WHY_CHARS_MAX);
    if event == Event::Reject && why.is_empty() {
        form.wrong("", "serve-reason-needed");
    }
    let mut picked: Vec<String> = form.texts("pick").take(AT_ONCE).map(str::to_owned).collect();
    picked.dedup();
    if picked.is_empty() {
        form.wrong("", "serve-none-picked");
    }
    let outcomes =
        if form.is_right() { decide(&ctx, &served, &picked, event, &why).await? } else { Vec::new() };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, page(&ctx, &served, &form, event, &outcomes)))
}

async fn decide(
    ctx: &Ctx,
    served: &Served,
    picked: &[String],
    event: Event,
    why: &str,
) -> Result<Vec<Outcome>, Fault> {
    let (desk, course_id) = (Desk::of(&ctx.centre)?, served.course.id.clone());
    let why = Some(why.to_owned()).filter(|w| !w.is_empty());
    // In the order they are listed: the last seat goes to the first of them.
    let works = picked.iter().map(|id| Work::Happen { registration_id: id.clone(), event, why: why.clone() });
    let answers = desk.ask_all(&course_id, works, &ctx.actor()).await?;
    let ids = picked.to_vec();
    let lines = ctx
        .centre
        .db
        .read(move |conn| {
            ids.iter().map(|id| store::list::find(conn, &course_id, id)).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let outcomes = lines.into_iter().zip(answers);
    Ok(outcomes.filter_map(|(line, answer)| line.map(|line| Outcome { line, answer })).collect())
}

fn page(ctx: &Ctx, served: &Served, form: &Form, event: Event, outcomes: &[Outcome]) -> Markup {
    let words = &ctx.words;
    let said = words.say("serve-decisions-title");
    let done = outcomes.iter().filter(|o| matches!(o.answer, Answer::Done(_))).count();
    let args = [("done", Arg::from(done)), ("skipped", Arg::from(outcomes.len() - done))];
    let key = if event == Event::Approve { "serve-decisions-approved" } else { "serve-decisions-rejected" };
    let tone = if done == outcomes.len() { Tone::Good } else { Tone::Wait };
    let columns = vec![
        column(words.say("serve-party")),
        column(words.say("serve-seats")).number(),
        column(words.say("serve-state")),
        column(words.say("serve-outcome")),
    ];
    let rows = outcomes.iter().map(|outcome| {
        let line = &outcome.line;
        let href = words.path(&serving::address(&served.course, &line.id));
        vec![
            html! { a href=(href) { (line.name) } " " span.number-code.soft { (serving::reference(&line.reference)) } },
            html! { (words.number(line.size)) },
            serving::state_tag(words, line.status),
            html! { (became(ctx, &outcome.answer)) },
        ]
    });
    let rows: Vec<Vec<Markup>> = rows.collect();
    let back = words.path(&serving::address(&served.course, "?view=pending"));
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        (serving::heading(ctx, &served.course, &said))
        @if !outcomes.is_empty() {
            (parts::notice(tone, &words.say_with(key, &args), html! {}))
            (parts::table(words, said.clone(), columns, rows).caption_unseen())
        }
        div.actions { (parts::button_link(back, words.say("serve-decisions-back")).secondary()) }
    };
    let shell =
        parts::Shell { has_errors: !form.is_right(), ..serving::shell(ctx, &served.course, &said, false) };
    shell.page(content)
}

fn became(ctx: &Ctx, answer: &Answer) -> String {
    let words = &ctx.words;
    match answer {
        Answer::Done(Status::Waitlisted) => words.say("serve-done-approved-to-line"),
        Answer::Done(Status::Rejected) => words.say("serve-done-rejected"),
        Answer::Done(_) => words.say("serve-done-approved"),
        other => {
            let why = acts::said(words, other).unwrap_or_default();
            words.say_with("serve-skipped", &[("why", why.into())])
        }
    }
}
