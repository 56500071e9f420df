//! Four weeks later: is it solved? And how satisfied one is with the outcome and with the handling, apart.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::files::Kept;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, choice};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};
use office::instant::Instant;
use office::satisfaction;

use super::case::{open, show};
use crate::model::{Answer, Case};
use crate::store::{self, Act};
use crate::work::{acts, letters};

/// Whether it is solved.
pub const SOLVED: [&str; 3] = ["yes", "partly", "no"];

/// Whether it may be said now whether a case is solved, and until when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Whether now.
    pub(super) is_open: bool,
    /// The last day, once the question was asked.
    pub(super) until: Option<Date>,
}

/// The question while it is open, with what it is about; then, if one likes, how satisfied one is; then thanks;
/// and that it is over, where nobody answered.
pub(super) fn section(
    ctx: &Ctx,
    case: &Case,
    files: &[Kept],
    (answer, asked): (Option<&Answer>, Asked),
    form: &Form,
) -> Markup {
    let words = &ctx.words;
    let until = |key: &str| asked.until.map(|day| words.say_with(key, &[("date", words.date(day).into())]));
    let address = words.path(&letters::path(&ctx.centre.keys, case, "/answer"));
    let thanks = html! {
        div #answered { (parts::notice(parts::Tone::Good, &words.say("petitions-answer-thanks"), html! {})) }
    };
    match answer {
        None if !asked.is_open => html! {
            @if let Some(over) = until("petitions-answer-over") {
                p #answered { (over) " " a href=(words.path("/opinions")) { (words.say("petitions-answer-again")) } }
            }
        },
        None => html! {
            h2 #answer { (words.say("petitions-answer-title")) }
            @if let Some(until) = until("petitions-answer-until") { p { (until) } }
            (about(ctx, case, files))
            (parts::form(address, html! {
                div.actions {
                    @for code in SOLVED {
                        @let button = parts::button(words.say(&format!("petitions-solved-{code}"))).name("solved", code);
                        @if code == "yes" { (button) } @else { (button.secondary()) }
                    }
                }
            }).id("solved"))
        },
        Some(answer) if answer.satisfaction.is_empty() && asked.is_open => html! {
            (thanks)
            @if answer.solved != "yes" {
                p { a href=(words.path("/opinions")) { (words.say("petitions-answer-again")) } }
            }
            h2 #answer { (words.say("petitions-answer-more")) }
            (parts::form(address, html! {
                (satisfaction_fields(words, form))
                div.actions { (parts::button(words.say("petitions-answer-send"))) }
            }).id("answer-form"))
        },
        Some(_) => thanks,
    }
}

/// What the question is about, as it was told, with its pictures; of a secret case nothing that can be seen over
/// one's shoulder.
fn about(ctx: &Ctx, case: &Case, files: &[Kept]) -> Markup {
    let words = &ctx.words;
    if case.confidential {
        return html! { p { (words.say_with("petitions-answer-number", &[("number", case.number().into())])) } };
    }
    let pictures = files.iter().filter(|file| file.kind.starts_with("image/"));
    html! {
        p { (words.say_with("petitions-answer-about", &[("subject", case.told.subject.clone().into())])) }
        blockquote.inset {
            p.text { (case.told.body) }
            @for file in pictures {
                img src=(words.path(&letters::path(&ctx.centre.keys, case, &format!("/files/{}", file.id))))
                    alt=(words.say_with("petitions-answer-picture", &[("name", file.name.clone().into())])) loading="lazy" width="320";
            }
        }
    }
}

/// The questions, for the petitioner, or for staff who ask by telephone.
pub fn fields(words: &Words, form: &Form) -> Markup {
    let solved = SOLVED.iter().map(|code| choice(*code, words.say(&format!("petitions-solved-{code}"))));
    html! {
        (parts::radios(words, "solved", words.say("petitions-solved"), solved.collect())
            .value(form.text("solved")).error(form.said_of(words, "solved")))
        (satisfaction_fields(words, form))
    }
}

fn satisfaction_fields(words: &Words, form: &Form) -> Markup {
    let scale = || {
        let all = satisfaction::Answer::ALL.iter();
        all.map(|answer| choice(answer.code(), words.say(answer.name_key()))).collect::<Vec<_>>()
    };
    html! {
        (parts::radios(words, "satisfaction", words.say("petitions-satisfied-outcome"), scale())
            .value(form.text("satisfaction")).error(form.said_of(words, "satisfaction")))
        (parts::radios(words, "handling", words.say("petitions-satisfied-handling"), scale())
            .value(form.text("handling")).error(form.said_of(words, "handling")))
        (parts::textarea(words, "words", words.say("petitions-answer-words")).rows(3)
            .value(form.text("words")).error(form.said_of(words, "words")).optional())
    }
}

fn solved(form: &mut Form) -> Option<&'static str> {
    form.choice("solved", |code| SOLVED.into_iter().find(|s| *s == code))
}

/// What was answered, if all of it was.
pub fn read(form: &mut Form, now: Instant) -> Option<Answer> {
    let solved = solved(form);
    let more = read_more(form, now);
    Some(Answer { solved: solved?.to_owned(), ..more? })
}

/// How satisfied one is, if all of it was answered.
fn read_more(form: &mut Form, now: Instant) -> Option<Answer> {
    let outcome = form.choice("satisfaction", satisfaction::Answer::from_code);
    let handling = form.choice("handling", satisfaction::Answer::from_code);
    let words = form.optional("words", 1_000);
    let (outcome, handling) = (outcome?, handling?);
    form.is_right().then(|| Answer {
        solved: String::new(),
        satisfaction: outcome.code().to_owned(),
        handling: handling.code().to_owned(),
        words,
        answered_at: now,
    })
}

/// What the pressed button says.
fn pressed(form: &mut Form, now: Instant) -> Option<Answer> {
    let empty = String::new;
    solved(form).map(|solved| Answer {
        solved: solved.to_owned(),
        satisfaction: empty(),
        handling: empty(),
        words: empty(),
        answered_at: now,
    })
}

/// Keeps what the pressed button says, or how satisfied one is; the first one holds.
///
/// # Errors
/// As for the case itself.
pub async fn post(ctx: Ctx, Path(reference): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let case = open(&ctx, &reference).await?;
    let given = if form.has("solved") { pressed(&mut form, ctx.now) } else { read_more(&mut form, ctx.now) };
    let Some(answer) = given else { return show(&ctx, &reference, &form).await };
    let (act, id) = (Act::of(&ctx), case.id.clone());
    let keep = move |conn: &mut Conn| {
        let Some(case) = store::find(conn, &id)? else { return Ok(()) };
        acts::answer(conn, &act, &case, &answer).map(|_| ())
    };
    ctx.centre.db.write(keep).await?;
    // What comes next stands further down than a telephone shows at first.
    Ok(ctx.go(&format!("{}#answered", letters::path(&ctx.centre.keys, &case, ""))))
}
