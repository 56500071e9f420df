//! Canned texts that a letter begins from: those for what is written, the topic and the language of the case.

use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Choice, choice};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::model::{Case, Writing};
use crate::staff::case::{Shown, show};
use crate::store::{self, Text};

/// The field in which such a text is chosen.
pub(super) fn field(writing: Writing) -> &'static str {
    match writing {
        Writing::Reply => "canned",
        Writing::Supplement => "canned_supplement",
        Writing::Extension => "canned_extension",
        Writing::Leave => "canned_leave",
        Writing::Transfer => "canned_transfer",
    }
}

/// The field that is filled from it.
fn filled(writing: Writing) -> &'static str {
    if writing == Writing::Extension { "reasons" } else { writing.code() }
}

fn fits(text: &Text, writing: Writing, case: &Case) -> bool {
    text.writing == writing
        && (text.topic.is_empty() || text.topic == case.topic)
        && text.language == case.language
}

/// Whether a text was just taken in here.
pub(super) fn is_taken(form: &Form, noun: &str) -> bool {
    form.text("taken") == noun
}

/// Whether a text was just taken into this field: whoever took it goes on there.
pub(super) fn is_taken_into(form: &Form, field: &str) -> bool {
    Writing::from_code(form.text("taken")).is_some_and(|writing| filled(writing) == field)
}

/// The choice of a text, where there is one.
pub(super) fn select(ctx: &Ctx, shown: &Shown, form: &Form, writing: Writing) -> Markup {
    let (words, name) = (&ctx.words, field(writing));
    let texts = shown.texts.iter().filter(|text| fits(text, writing, &shown.case));
    let texts: Vec<Choice> = texts.map(|text| choice(&*text.id, &*text.title)).collect();
    html! {
        @if is_taken(form, writing.code()) { (parts::notice(parts::Tone::Good, &words.say("petitions-canned-taken"), html! {})) }
        @if !texts.is_empty() {
            (parts::select(words, name, words.say("petitions-canned"), texts).error(form.said_of(words, name)).optional())
            div.actions { (parts::button(words.say("petitions-canned-take")).name("take", "yes").secondary()) }
        }
    }
}

/// The case again, with the chosen text below what was typed already.
///
/// # Errors
/// As for any page of a case.
pub(super) async fn take(ctx: &Ctx, id: &str, mut form: Form, writing: Writing) -> Result<Response, Fault> {
    let chosen = form.text(field(writing)).to_owned();
    let found = ctx.centre.db.read(move |conn| store::find_text(conn, &chosen)).await?;
    match found.filter(|text| text.writing == writing) {
        Some(canned) => {
            let own = form.text(filled(writing)).trim_end().to_owned();
            let text = if own.is_empty() { canned.text } else { format!("{own}\n\n{}", canned.text) };
            form.set(filled(writing), text);
            form.set("taken", writing.code());
        }
        None => form.wrong(field(writing), "form-choose"),
    }
    show(ctx, id, &form).await
}
