//! The calendars that a centre keeps beside the office calendar: made and renamed here, and taken away while nothing
//! names them.

use axum::response::Response;
use maud::{Markup, html};
use office::calendar::{OFFICE, is_calendar_code};

use super::{Shown, again};
use crate::calendar::{self, Named};
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::parts;
use crate::trail::{self, Entry};
use crate::web::Ctx;

/// Kind of the matter in the trail.
const MATTER: &str = "foundation_calendar";
/// Characters of a name.
const NAME_MAX: usize = 60;
/// Characters of a name in English.
const NAME_EN_MAX: usize = 80;

pub(super) fn section(words: &Words, shown: &Shown, form: &Form, keeps: bool) -> Markup {
    html! {
        h2 #calendars { (words.say("calendar-named-title")) }
        p { (words.say("calendar-named-lead")) }
        @if shown.has_several() { (table(words, shown, keeps)) }
        @if keeps && shown.has_several() { (renaming(words, shown, form)) }
        @if keeps {
            (parts::form(words.path("/office/calendar/calendars"), html! {
                (parts::text(words, "code", words.say("calendar-code")).hint(words.say("calendar-code-hint"))
                    .value(form.text("code")).error(form.said_of(words, "code")).width(parts::Width::Medium))
                (parts::text(words, "name", words.say("calendar-name")).hint(words.say("calendar-name-hint"))
                    .value(form.text("name")).error(form.said_of(words, "name")))
                (parts::text(words, "name_en", words.say("calendar-name-en")).value(form.text("name_en"))
                    .error(form.said_of(words, "name_en")).optional())
                div.actions { (parts::button(words.say("calendar-named-add"))) }
            }).id("named"))
        }
    }
}

fn renaming(words: &Words, shown: &Shown, typed: &Form) -> Markup {
    let choices = shown.named.iter().map(|c| parts::choice(&c.code, c.name_in(words.lang()))).collect();
    let form = parts::form(
        words.path("/office/calendar/calendars/names"),
        html! {
            (parts::select(words, "renamed", words.say("calendar-which"), choices).value(typed.text("renamed"))
                .error(typed.said_of(words, "renamed")))
            (parts::text(words, "new_name", words.say("calendar-name")).value(typed.text("new_name"))
                .error(typed.said_of(words, "new_name")))
            (parts::text(words, "new_name_en", words.say("calendar-name-en")).hint(words.say("calendar-name-en-stays")).value(typed.text("new_name_en"))
                .error(typed.said_of(words, "new_name_en")).optional())
            div.actions { (parts::button(words.say("calendar-rename"))) }
        },
    );
    let is_wrong = ["renamed", "new_name", "new_name_en"].iter().any(|f| typed.said_of(words, f).is_some());
    html! {
        details open[is_wrong] { summary { (words.say("calendar-rename")) } div.inside { (form.id("rename")) } }
    }
}

fn table(words: &Words, shown: &Shown, keeps: bool) -> Markup {
    let row = |calendar: &Named| {
        let is_named = shown.uses.contains_key(&calendar.code);
        let mut cells = vec![
            html! { (calendar.name) @if !calendar.name_en.is_empty() { " " span lang="en" { (calendar.name_en) } } },
            html! { code { (calendar.code) } },
            html! { @if is_named { (words.say("calendar-named-used")) } },
        ];
        if keeps {
            cells.push(html! {
                @if !is_named {
                    (parts::button(words.say("calendar-named-remove")).quiet().name("code", calendar.code.as_str())
                        .about(calendar.name.as_str()))
                }
            });
        }
        cells
    };
    let mut columns =
        ["name", "code", "named-use"].map(|c| parts::column(words.say(&format!("calendar-{c}")))).to_vec();
    if keeps {
        columns.push(parts::column(words.say("calendar-named-remove")).unseen());
    }
    let rows = shown.named.iter().map(row).collect();
    let table = parts::table(words, words.say("calendar-named-title"), columns, rows).caption_unseen();
    html! { (parts::form(words.path("/office/calendar/calendars/removal"), html! { (table) }).id("named-removal")) }
}

/// Makes a calendar.
pub(super) async fn add(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let code = form.required("code", 30);
    if !code.is_empty() && !is_calendar_code(&code) {
        form.wrong("code", "calendar-code-wrong");
    }
    if code == OFFICE {
        form.wrong("code", "calendar-code-known");
    }
    let new =
        Named { code, name: form.required("name", NAME_MAX), name_en: form.optional("name_en", NAME_EN_MAX) };
    if !form.is_right() {
        return again(&ctx, &form).await;
    }
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let add = move |conn: &mut Conn| {
        let added = calendar::add(conn, &new, now, &actor.who)?;
        if added {
            let after = Some(new.name.clone());
            let entry = Entry { after, ..Entry::new(MATTER, &new.code, "added") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(added)
    };
    if !ctx.centre.db.write(add).await? {
        form.wrong("code", "calendar-code-known");
        return again(&ctx, &form).await;
    }
    Ok(ctx.go("/office/calendar#calendars"))
}

/// Gives a calendar another name; that in English stays where none is given.
pub(super) async fn rename(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let (code, name) = (form.required("renamed", 30), form.required("new_name", NAME_MAX));
    let name_en = form.optional("new_name_en", NAME_EN_MAX);
    if !form.is_right() {
        return again(&ctx, &form).await;
    }
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let rename = move |conn: &mut Conn| {
        let Some(before) = calendar::rename(conn, &code, &name, &name_en)? else { return Ok(false) };
        let both = |name: &str, english: &str| [name, english].join(" ").trim_end().to_owned();
        let english = if name_en.is_empty() { &before.name_en } else { &name_en };
        let (before, after) = (Some(both(&before.name, &before.name_en)), Some(both(&name, english)));
        let entry = Entry { before, after, ..Entry::new(MATTER, &code, "renamed") };
        trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        Ok(true)
    };
    if !ctx.centre.db.write(rename).await? {
        form.wrong("renamed", "form-choose");
        return again(&ctx, &form).await;
    }
    Ok(ctx.go("/office/calendar#calendars"))
}

/// Takes a calendar away that nothing names.
pub(super) async fn remove(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let (code, house) = (form.text("code").to_owned(), ctx.centre.house.clone());
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let drop = move |conn: &mut Conn| {
        let dropped = calendar::drop_unnamed(conn, &house, &code)?;
        if dropped {
            let entry = Entry::new(MATTER, &code, "removed");
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
        }
        Ok(dropped)
    };
    if !ctx.centre.db.write(drop).await? {
        form.drop_fields("code");
        form.wrong("named-removal", "calendar-named-is-used");
        return again(&ctx, &form).await;
    }
    Ok(ctx.go("/office/calendar#calendars"))
}
