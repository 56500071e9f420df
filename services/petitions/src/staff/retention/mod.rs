//! `/office/petitions-retention`: how long cases are kept, the lists of those to be destroyed (銷毀目錄), and what
//! is held back.

pub mod one;

use std::collections::HashMap;

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone, column};
use foundation::web::Ctx;
use foundation::{rules, staff};
use maud::{Markup, html};
use office::instant::Instant;
use office::reference::Reference;

use super::acts::WHY_CHARS_MAX;
use super::said;
use crate::model::{Destruction, Kind, Stage, readable};
use crate::rights::DECIDE;
use crate::rules::keeping;
use crate::staff::inbox_shell;
use crate::store::{self, Act, destruction};
use crate::work;

const PATH: &str = "/office/petitions-retention";

struct Shown {
    /// Years by kind; nothing where they never end.
    years: Vec<(Kind, Option<i64>)>,
    lists: Vec<(Destruction, i64)>,
    holds: Vec<(String, String, String, Instant)>,
    names: HashMap<String, String>,
}

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default()).await
}

async fn show(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let (today, directs) = (ctx.now.date(), ctx.staff()?.may(DECIDE));
    let read = move |conn: &mut Conn| {
        let book = rules::load(conn)?;
        let set = |kind: &Kind| book.rule_on(keeping::rule(*kind), "", today).and_then(|rule| rule.integer());
        let years = Kind::ALL.iter().map(|kind| (*kind, set(kind).and_then(keeping::years))).collect();
        let lists = destruction::list_lists(conn)?;
        let holds = if directs { destruction::list_holds(conn)? } else { Vec::new() };
        let ids = lists.iter().map(|(list, _)| list.made_by.clone()).chain(holds.iter().map(|h| h.2.clone()));
        let names = staff::list_names(conn, &ids.collect::<Vec<_>>())?;
        Ok(Shown { years, lists, holds, names })
    };
    let shown = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let title = words.say("petitions-retention");
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-retention-lead")) }
        dl.facts {
            @for (kind, years) in &shown.years { dt { (words.say(&format!("petitions-kind-{}", kind.code()))) } dd { (said_years(words, *years)) } }
        }
        p { a href=(words.path("/office/rules")) { (words.say("petitions-retention-rules")) } }
        p { a href=(words.path("/office/petitions-archive")) { (words.say("petitions-archive-go")) } }
        (lists(words, &shown))
        @if directs { (make_form(ctx, form)) (holds(ctx, &shown, form)) }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn said_years(words: &Words, years: Option<i64>) -> String {
    match years {
        Some(years) => words.say_with("petitions-retention-years", &[("years", years.into())]),
        None => words.say("petitions-retention-for-ever"),
    }
}

/// Where a list stands, as a tag.
fn stage(words: &Words, stage: Stage) -> Markup {
    let tone = match stage {
        Stage::Listed => Tone::Wait,
        Stage::Approved => Tone::Info,
        Stage::Destroyed => Tone::Good,
        Stage::Dropped => Tone::Plain,
    };
    parts::tag(tone, &words.say(&format!("petitions-stage-{}", stage.code())))
}

fn lists(words: &Words, shown: &Shown) -> Markup {
    let columns = ["over-on", "cases", "stage", "made-by", "letter"]
        .map(|name| column(words.say(&format!("petitions-destruction-{name}"))));
    let row = |(list, count): &(Destruction, i64)| {
        vec![
            html! { a href=(words.path(&format!("{PATH}/{}", list.id))) { (parts::day_short(words, list.over_on)) } },
            html! { (count) },
            stage(words, list.stage),
            html! { (said::person(words, &shown.names, &list.made_by)) },
            html! { (list.letter) },
        ]
    };
    let rows = shown.lists.iter().map(row).collect();
    html! { (parts::table(words, words.say("petitions-destructions"), columns.to_vec(), rows).empty(words.say("petitions-destructions-none"))) }
}

fn make_form(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        h2 { (words.say("petitions-destruction-make")) }
        p { (words.say("petitions-destruction-make-text")) }
        (parts::form(words.path(&format!("{PATH}/lists")), html! {
            @if let Some(said) = form.said_of(words, "make") { (parts::warning_text(words, &said)) }
            div.actions { (parts::button(words.say("petitions-destruction-make")).id(parts::field_id("make"))) }
        }).id("make"))
    }
}

/// What is kept, whatever its years, and a form to keep one more.
fn holds(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let columns = ["number", "held-by", "held-since", "release"]
        .map(|name| column(words.say(&format!("petitions-hold-{name}"))));
    let row = |(id, reference, by, at): &(String, String, String, Instant)| {
        vec![
            html! { a href=(words.path(&format!("/office/petitions/{id}"))) { (readable(reference)) } },
            html! { (said::person(words, &shown.names, by)) },
            parts::time_short(words, *at),
            html! { (parts::form(words.path(&format!("{PATH}/releases")), html! {
                (parts::hidden("case", id))
                (parts::button(words.say_with("petitions-hold-release-one", &[("number", readable(reference).into())])).secondary())
            }).id(format!("release-{id}"))) },
        ]
    };
    let rows = shown.holds.iter().map(row).collect();
    html! {
        (parts::table(words, words.say("petitions-holds"), columns.to_vec(), rows).empty(words.say("petitions-holds-none")))
        h2 { (words.say("petitions-hold-new")) }
        (parts::form(words.path(&format!("{PATH}/holds")), html! {
            (parts::text(words, "number", words.say("petitions-hold-number")).value(form.text("number")).error(form.said_of(words, "number")).width(parts::Width::Medium))
            (parts::textarea(words, "held", words.say("petitions-field-held")).rows(3).hint(words.say("petitions-held-hint")).value(form.text("held")).error(form.said_of(words, "held")))
            div.actions { (parts::button(words.say("petitions-do-hold")).secondary()) }
        }).id("hold"))
    }
}

/// Makes a list of what is over today.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let (act, today) = (Act::of(&ctx), ctx.now.date());
    let made = ctx.centre.db.write(move |conn| destruction::add_list(conn, &act, today)).await?;
    match made {
        Some(id) => Ok(ctx.go(&format!("{PATH}/{id}"))),
        None => {
            form.wrong("make", "petitions-destruction-none-over");
            show(&ctx, &form).await
        }
    }
}

/// A case is kept, whatever its years; by its number, for a secret one is not opened for that.
///
/// # Errors
/// Any fault of the store.
pub async fn post_hold(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let reference = Reference::parse(form.text("number").trim()).map(|r| r.as_str().to_owned());
    let why = form.required("held", WHY_CHARS_MAX);
    if reference.is_err() {
        form.wrong("number", "petitions-refusal-no-such-case");
    }
    let (Ok(reference), true) = (reference, form.is_right()) else { return show(&ctx, &form).await };
    let act = Act::of(&ctx);
    let hold = move |conn: &mut Conn| match store::find_by_reference(conn, &reference)? {
        Some(case) => work::destruction::hold(conn, &act, &case, &why),
        None => Ok(false),
    };
    if ctx.centre.db.write(hold).await? {
        return Ok(ctx.go(PATH));
    }
    form.wrong("number", "petitions-hold-wrong");
    show(&ctx, &form).await
}

/// A case is kept no longer than its years; that somebody else released it before is no mistake.
///
/// # Errors
/// Any fault of the store.
pub async fn post_release(ctx: Ctx, form: Form) -> Result<Response, Fault> {
    let (act, id) = (Act::of(&ctx), form.text("case").to_owned());
    ctx.centre.db.write(move |conn| destruction::release(conn, &act, &id)).await?;
    Ok(ctx.go(PATH))
}
