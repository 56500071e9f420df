//! `/office/petitions/checklists`: the templates of checklists, for all cases or for those of a kind.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone, choice, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::model::{Nature, Purpose, Template, Topic};
use crate::rules::checklist::{self, ITEM_CHARS_MAX, ITEMS_MAX};
use crate::staff::inbox_shell;
use crate::store::{self, Act};
use crate::typed;

const PATH: &str = "/office/petitions/checklists";

/// The list, and a form for a new one.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default(), None).await
}

/// One template, to be changed.
///
/// # Errors
/// [`Fault::NotFound`] without such a template.
pub async fn get_one(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let templates = ctx.centre.db.read(store::list_templates).await?;
    let found = templates.into_iter().find(|template| template.id == id).ok_or(Fault::NotFound)?;
    let mut form = Form::default();
    form.set("title", found.title);
    form.set("purpose", found.purpose.code());
    form.set("topic", found.topic);
    form.set("nature", found.nature.map_or("", Nature::code));
    form.set("items", checklist::text(&found.items));
    if found.closed {
        form.set("closed", "yes");
    }
    show(&ctx, &form, Some(&id)).await
}

async fn show(ctx: &Ctx, form: &Form, id: Option<&str>) -> Result<Response, Fault> {
    let words = &ctx.words;
    let lists = id.is_none();
    let read = move |conn: &mut Conn| {
        let templates = if lists { store::list_templates(conn)? } else { Vec::new() };
        Ok((templates, store::list_topics(conn)?))
    };
    let (templates, topics) = ctx.centre.db.read(read).await?;
    let title = words.say("petitions-checklists");
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-checklists-lead")) }
        @if lists {
            (list(ctx, &title, &templates, &topics))
            h2 { (words.say("petitions-checklist-new")) }
        }
        (template_form(ctx, form, &topics, id))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn list(ctx: &Ctx, title: &str, templates: &[Template], topics: &[Topic]) -> Markup {
    let words = &ctx.words;
    let columns = ["title", "purpose", "topic", "nature", "items"]
        .map(|name| column(words.say(&format!("petitions-checklist-{name}"))));
    let row = |t: &Template| {
        let topic =
            topics.iter().find(|topic| topic.code == t.topic).map(|topic| topic.name_in(words.lang()));
        let nature = t.nature.map(|nature| words.say(&format!("petitions-nature-{}", nature.code())));
        vec![
            html! { a href=(words.path(&format!("{PATH}/{}", t.id))) { (t.title) } @if t.closed { " " (parts::tag(Tone::Plain, &words.say("petitions-closed"))) } },
            html! { (words.say(&format!("petitions-purpose-{}", t.purpose.code()))) },
            html! { (topic.map_or_else(|| words.say("petitions-text-all"), str::to_owned)) },
            html! { (nature.unwrap_or_else(|| words.say("petitions-checklist-all"))) },
            html! { (t.items.len()) },
        ]
    };
    let rows = templates.iter().map(row).collect();
    html! { (parts::table(words, title, columns.to_vec(), rows).caption_unseen()) }
}

fn template_form(ctx: &Ctx, form: &Form, topics: &[Topic], id: Option<&str>) -> Markup {
    let words = &ctx.words;
    let address = id.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}/{id}"));
    let purposes =
        Purpose::ALL.iter().map(|p| choice(p.code(), words.say(&format!("petitions-purpose-{}", p.code()))));
    let purpose = if form.has("purpose") { form.text("purpose") } else { Purpose::Usual.code() };
    let close = choice("yes", words.say("petitions-topic-close"));
    html! {
        (parts::form(words.path(&address), html! {
            (parts::text(words, "title", words.say("petitions-checklist-title")).value(form.text("title")).error(form.said_of(words, "title")))
            (parts::select(words, "purpose", words.say("petitions-checklist-purpose"), purposes.collect()).value(purpose).error(form.said_of(words, "purpose")))
            (parts::select(words, "topic", words.say("petitions-checklist-topic"), typed::topics(words, topics)).hint(words.say("petitions-text-topic-hint")).value(form.text("topic")).error(form.said_of(words, "topic")).optional())
            (parts::select(words, "nature", words.say("petitions-checklist-nature"), typed::natures(words)).hint(words.say("petitions-checklist-nature-hint")).value(form.text("nature")).error(form.said_of(words, "nature")).optional())
            (parts::textarea(words, "items", words.say("petitions-checklist-items")).rows(8).hint(words.say("petitions-checklist-items-hint")).value(form.text("items")).error(form.said_of(words, "items")))
            @if id.is_some() { (parts::checkboxes(words, "closed", words.say("petitions-closed"), vec![close]).values(form.texts("closed")).unmarked()) }
            div.actions { (parts::button(words.say("petitions-checklist-save"))) }
        }).id("template"))
    }
}

/// What was typed of a template; what is wrong stands in the form.
fn read(form: &mut Form, id: String, topics: &[Topic]) -> Template {
    let purpose = form.choice("purpose", Purpose::from_code).unwrap_or(Purpose::Usual);
    let topic = form.text("topic").to_owned();
    if !topic.is_empty() && !topics.iter().any(|known| known.code == topic) {
        form.wrong("topic", "form-choose");
    }
    let nature = match form.text("nature") {
        "" => None,
        _ => form.choice("nature", Nature::from_code),
    };
    let title = form.required("title", 100);
    let text = form.required("items", ITEMS_MAX * (ITEM_CHARS_MAX + 4));
    let items = checklist::items(&text).unwrap_or_default();
    if items.is_empty() && !text.is_empty() {
        let args = vec![("items", ITEMS_MAX.into()), ("chars", ITEM_CHARS_MAX.into())];
        form.wrong_with("items", "petitions-checklist-items-wrong", args);
    }
    Template { id, title, purpose, topic, nature, closed: form.has("closed"), items }
}

/// Adds a template.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let act = Act::of(&ctx);
    let topics = ctx.centre.db.read(store::list_topics).await?;
    let new = read(&mut form, act.id().into_string(), &topics);
    if !form.is_right() {
        return show(&ctx, &form, None).await;
    }
    ctx.centre.db.write(move |conn| store::change_template(conn, &act, &new)).await?;
    Ok(ctx.go(PATH))
}

/// Changes a template, or says that it is no longer used; what is in cases stays.
///
/// # Errors
/// [`Fault::NotFound`] without such a template.
pub async fn post_one(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let act = Act::of(&ctx);
    let read_all = |conn: &mut Conn| Ok((store::list_topics(conn)?, store::list_templates(conn)?));
    let (topics, known) = ctx.centre.db.read(read_all).await?;
    if !known.iter().any(|template| template.id == id) {
        return Err(Fault::NotFound);
    }
    let template = read(&mut form, id.clone(), &topics);
    if !form.is_right() {
        return show(&ctx, &form, Some(&id)).await;
    }
    ctx.centre.db.write(move |conn| store::change_template(conn, &act, &template)).await?;
    Ok(ctx.go(PATH))
}
