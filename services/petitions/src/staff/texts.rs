//! `/office/petitions/texts`: canned texts that answers and other letters begin from.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Lang;
use foundation::parts::{self, choice, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::acts::TEXT_CHARS_MAX;
use crate::model::{Topic, Writing};
use crate::staff::inbox_shell;
use crate::store::{self, Act, Text};
use crate::typed;

const PATH: &str = "/office/petitions/texts";

/// The list, and a form for a new one.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default(), None).await
}

/// One text, to be changed.
///
/// # Errors
/// [`Fault::NotFound`] without such a text.
pub async fn get_one(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let asked = id.clone();
    let found =
        ctx.centre.db.read(move |conn| store::find_text(conn, &asked)).await?.ok_or(Fault::NotFound)?;
    let fields = [
        ("title", found.title),
        ("writing", found.writing.code().to_owned()),
        ("topic", found.topic),
        ("language", found.language),
        ("text", found.text),
    ];
    let form = Form::new(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    show(&ctx, &form, Some(&id)).await
}

async fn show(ctx: &Ctx, form: &Form, id: Option<&str>) -> Result<Response, Fault> {
    let words = &ctx.words;
    let read = |conn: &mut Conn| Ok((store::list_texts(conn)?, store::list_topics(conn)?));
    let (texts, topics) = ctx.centre.db.read(read).await?;
    let title = words.say("petitions-texts");
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let columns =
        ["title", "writing", "topic", "language"].map(|n| column(words.say(&format!("petitions-text-{n}"))));
    let row = |t: &Text| {
        let topic =
            topics.iter().find(|topic| topic.code == t.topic).map(|topic| topic.name_in(words.lang()));
        vec![
            html! { a href=(words.path(&format!("{PATH}/{}", t.id))) { (t.title) } },
            html! { (words.say(&format!("petitions-writing-{}", t.writing.code()))) },
            html! { (topic.map_or_else(|| words.say("petitions-text-all"), str::to_owned)) },
            html! { (Lang::from_code(&t.language).map_or("", Lang::own_name)) },
        ]
    };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        @if id.is_none() { (parts::table(words, title.as_str(), columns.to_vec(), texts.iter().map(row).collect()).caption_unseen()) h2 { (words.say("petitions-text-new")) } }
        (text_form(ctx, form, &topics, id))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn text_form(ctx: &Ctx, form: &Form, topics: &[Topic], id: Option<&str>) -> Markup {
    let words = &ctx.words;
    let address = id.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}/{id}"));
    let languages = Lang::ALL.iter().map(|l| choice(l.code(), l.own_name())).collect();
    let writing = if form.has("writing") { form.text("writing") } else { Writing::Reply.code() };
    let writings =
        Writing::ALL.iter().map(|w| choice(w.code(), words.say(&format!("petitions-writing-{}", w.code()))));
    let language = if form.has("language") { form.text("language") } else { Lang::BASE.code() };
    html! {
        (parts::form(words.path(&address), html! {
            (parts::text(words, "title", words.say("petitions-text-title")).value(form.text("title")).error(form.said_of(words, "title")))
            (parts::select(words, "writing", words.say("petitions-text-writing"), writings.collect()).value(writing).error(form.said_of(words, "writing")))
            (parts::select(words, "topic", words.say("petitions-text-topic"), typed::topics(words, topics)).hint(words.say("petitions-text-topic-hint")).value(form.text("topic")).error(form.said_of(words, "topic")).optional())
            (parts::select(words, "language", words.say("petitions-text-language"), languages).value(language).error(form.said_of(words, "language")))
            (parts::textarea(words, "text", words.say("petitions-text-text")).rows(10).value(form.text("text")).error(form.said_of(words, "text")))
            div.actions {
                (parts::button(words.say("petitions-text-save")))
                @if id.is_some() { (parts::button(words.say("petitions-text-drop")).secondary().name("drop", "yes")) }
            }
        }).id("text"))
    }
}

fn read(form: &mut Form, id: String) -> Text {
    let language = form.choice("language", Lang::from_code).unwrap_or(Lang::BASE);
    let writing = form.choice("writing", Writing::from_code).unwrap_or(Writing::Reply);
    Text {
        id,
        title: form.required("title", 100),
        writing,
        topic: form.optional("topic", 30),
        language: language.code().to_owned(),
        text: form.required("text", TEXT_CHARS_MAX),
    }
}

/// Adds a text.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let act = Act::of(&ctx);
    let new = read(&mut form, act.id().into_string());
    if !form.is_right() {
        return show(&ctx, &form, None).await;
    }
    ctx.centre.db.write(move |conn| store::add_text(conn, &act, &new)).await?;
    Ok(ctx.go(PATH))
}

/// Changes a text, or takes it away.
///
/// # Errors
/// [`Fault::NotFound`] without such a text.
pub async fn post_one(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let act = Act::of(&ctx);
    let done = if form.has("drop") {
        ctx.centre.db.write(move |conn| store::drop_text(conn, &act, &id)).await?
    } else {
        let text = read(&mut form, id.clone());
        if !form.is_right() {
            return show(&ctx, &form, Some(&id)).await;
        }
        ctx.centre.db.write(move |conn| store::change_text(conn, &act, &text)).await?
    };
    if done { Ok(ctx.go(PATH)) } else { Err(Fault::NotFound) }
}
