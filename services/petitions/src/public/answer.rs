//! Four weeks later: is it solved? And how satisfied one is with the outcome and with the handling, apart.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use office::satisfaction;

use super::case::{open, show};
use crate::model::{Answer, Case, State};
use crate::store::{self, Act};
use crate::work::{acts, letters};

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
    html! {
        h2 #answer { (words.say("petitions-answer-title")) }
        p { (words.say_with("petitions-answer-about", &[("subject", case.told.subject.clone().into())])) }
        (parts::form(words.path(&letters::path(&ctx.centre.keys, case, "/answer")), html! {
            (fields(words, form))
            div.actions { (parts::button(words.say("petitions-answer-send"))) }
        }).id("answer-form"))
    }
}

/// The questions, for the petitioner, or for staff who ask by telephone.
pub fn fields(words: &Words, form: &Form) -> Markup {
    let solved = SOLVED.iter().map(|code| choice(*code, words.say(&format!("petitions-solved-{code}"))));
    let scale = || {
        let all = satisfaction::Answer::ALL.iter();
        all.map(|answer| choice(answer.code(), words.say(answer.name_key()))).collect::<Vec<_>>()
    };
    html! {
        (parts::radios(words, "solved", words.say("petitions-solved"), solved.collect())
            .value(form.text("solved")).error(form.said_of(words, "solved")))
        (parts::radios(words, "satisfaction", words.say("petitions-satisfied-outcome"), scale())
            .value(form.text("satisfaction")).error(form.said_of(words, "satisfaction")))
        (parts::radios(words, "handling", words.say("petitions-satisfied-handling"), scale())
            .value(form.text("handling")).error(form.said_of(words, "handling")))
        (parts::textarea(words, "words", words.say("petitions-answer-words")).rows(3)
            .value(form.text("words")).error(form.said_of(words, "words")).optional())
    }
}

/// What was answered, if all of it was.
pub fn read(form: &mut Form, now: Instant) -> Option<Answer> {
    let solved = form.choice("solved", |code| SOLVED.into_iter().find(|s| *s == code));
    let outcome = form.choice("satisfaction", satisfaction::Answer::from_code);
    let handling = form.choice("handling", satisfaction::Answer::from_code);
    let words = form.optional("words", 1_000);
    let (solved, outcome, handling) = (solved?, outcome?, handling?);
    form.is_right().then(|| Answer {
        solved: solved.to_owned(),
        satisfaction: outcome.code().to_owned(),
        handling: handling.code().to_owned(),
        words,
        answered_at: now,
    })
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
    let Some(answer) = read(&mut form, ctx.now) else { return show(&ctx, &reference, &form).await };
    let (act, id) = (Act::of(&ctx), case.id.clone());
    let keep = move |conn: &mut Conn| {
        let Some(case) = store::find(conn, &id)? else { return Ok(()) };
        acts::answer(conn, &act, &case, &answer).map(|_| ())
    };
    ctx.centre.db.write(keep).await?;
    Ok(ctx.go(&letters::path(&ctx.centre.keys, &case, "")))
}
