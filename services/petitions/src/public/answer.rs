//! Four weeks later: is it solved? And how satisfied one is with the outcome and with the handling, apart.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::satisfaction;

use super::case::{open, show};
use crate::model::{Answer, Case, NoteKind, State};
use crate::store::{self, Act};
use crate::work::letters;

/// Whether it is solved.
pub const SOLVED: [&str; 3] = ["yes", "partly", "no"];

/// The questions while they are open, or thanks.
pub(super) fn section(ctx: &Ctx, case: &Case, answer: Option<&Answer>, form: &Form) -> Markup {
    let words = &ctx.words;
    if answer.is_some() {
        return html! { (parts::notice(parts::Tone::Good, &words.say("petitions-answer-thanks"), html! {})) };
    }
    if !matches!(case.state, State::Replied | State::Surveyed) {
        return html! {};
    }
    let solved = SOLVED.iter().map(|code| choice(*code, words.say(&format!("petitions-solved-{code}"))));
    let scale = || {
        let all = satisfaction::Answer::ALL.iter();
        all.map(|answer| choice(answer.code(), words.say(answer.name_key()))).collect::<Vec<_>>()
    };
    html! {
        h2 #answer { (words.say("petitions-answer-title")) }
        p { (words.say_with("petitions-answer-about", &[("subject", case.told.subject.clone().into())])) }
        (parts::form(words.path(&letters::path(&ctx.centre.keys, case, "/answer")), html! {
            (parts::radios(words, "solved", words.say("petitions-solved"), solved.collect())
                .value(form.text("solved")).error(form.said_of(words, "solved")))
            (parts::radios(words, "satisfaction", words.say("petitions-satisfied-outcome"), scale())
                .value(form.text("satisfaction")).error(form.said_of(words, "satisfaction")))
            (parts::radios(words, "handling", words.say("petitions-satisfied-handling"), scale())
                .value(form.text("handling")).error(form.said_of(words, "handling")))
            (parts::textarea(words, "words", words.say("petitions-answer-words")).rows(3)
                .value(form.text("words")).error(form.said_of(words, "words")).optional())
            div.actions { (parts::button(words.say("petitions-answer-send"))) }
        }).id("answer-form"))
    }
}

/// Keeps the answer; the first one holds.
///
/// # Errors
/// As for the case itself.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let case = open(&ctx, &reference).await?;
    if !matches!(case.state, State::Replied | State::Surveyed) {
        return Err(Fault::NotFound);
    }
    let solved = form.choice("solved", |code| SOLVED.into_iter().find(|s| *s == code));
    let outcome = form.choice("satisfaction", satisfaction::Answer::from_code);
    let handling = form.choice("handling", satisfaction::Answer::from_code);
    let words = form.optional("words", 1_000);
    let (Some(solved), Some(outcome), Some(handling), true) = (solved, outcome, handling, form.is_right())
    else {
        return show(&ctx, &reference, &form).await;
    };
    let answer = Answer {
        solved: solved.to_owned(),
        satisfaction: outcome.code().to_owned(),
        handling: handling.code().to_owned(),
        words,
        answered_at: ctx.now,
    };
    let (act, id) = (Act::of(&ctx), case.id.clone());
    let keep = move |conn: &mut Conn| {
        let Some(case) = store::find(conn, &id)? else { return Ok(()) };
        let mut answer = answer.clone();
        if case.confidential && !answer.words.is_empty() {
            // Notes are sealed; the answer itself is counted.
            store::add_note(conn, &act, &case, NoteKind::Supplement, &answer.words)?;
            answer.words.clear();
        }
        if store::add_answer(conn, &id, &answer)? {
            store::save(conn, &act, &case, &case, "answered_after", "")?;
        }
        Ok(())
    };
    ctx.centre.db.write(keep).await?;
    Ok(ctx.go(&letters::path(&ctx.centre.keys, &case, "")))
}
