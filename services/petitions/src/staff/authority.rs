//! `/office/petitions/authority`: the table of delegated authority (分層負責明細表) with its versions.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, choice, column};
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::rights::DECIDE;
use crate::rules::authority::{self, COLLEAGUE, DIRECTOR, HEAD, Line, Task};
use crate::staff::inbox_shell;
use crate::store::{self, Act};
use crate::typed;

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default()).await
}

async fn show(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let words = &ctx.words;
    let lines = ctx.centre.db.read(store::list_authority).await?;
    let title = words.say("petitions-authority");
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let level = |level: i64| words.say(&format!("petitions-level-{level}"));
    let today = ctx.now.date();
    let now = |task: &Task| {
        let holds = lines.iter().filter(|l| l.task == *task && l.from <= today).max_by_key(|l| l.from);
        vec![
            html! { (words.say(&format!("petitions-task-{}", task.code()))) },
            html! { (level(authority::level_on(&lines, *task, today))) },
            html! { @match holds { Some(line) => (parts::day_short(words, line.from)), None => (words.say("petitions-authority-usual")) } },
            html! { @if let Some(line) = holds { (line.source) } },
        ]
    };
    let version = |line: &Line| {
        vec![
            html! { (words.say(&format!("petitions-task-{}", line.task.code()))) },
            html! { (level(line.level)) },
            parts::day_short(words, line.from),
            html! { (line.source) },
        ]
    };
    let columns =
        ["task", "level", "from", "source"].map(|n| column(words.say(&format!("petitions-authority-{n}"))));
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-authority-lead")) }
        (parts::table(words, words.say("petitions-authority-now"), columns.to_vec(), Task::ALL.iter().map(now).collect()))
        @if !lines.is_empty() { (parts::table(words, words.say("petitions-authority-versions"), columns.to_vec(), lines.iter().map(version).collect())) }
        @if ctx.staff()?.may(DECIDE) { (version_form(ctx, form)) }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn version_form(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let tasks =
        Task::ALL.iter().map(|t| choice(t.code(), words.say(&format!("petitions-task-{}", t.code()))));
    let levels = [DIRECTOR, HEAD, COLLEAGUE]
        .map(|l| choice(l.to_string(), words.say(&format!("petitions-level-{l}"))));
    html! {
        h2 { (words.say("petitions-authority-new")) }
        (parts::form(words.path("/office/petitions/authority/versions"), html! {
            (parts::select(words, "task", words.say("petitions-authority-task"), tasks.collect()).value(form.text("task")).error(form.said_of(words, "task")))
            (parts::radios(words, "level", words.say("petitions-authority-level"), levels.to_vec()).value(form.text("level")).error(form.said_of(words, "level")))
            (parts::date(words, "from", words.say("petitions-authority-from")).value(form.text("from")).error(form.said_of(words, "from")))
            (parts::text(words, "source", words.say("petitions-authority-source")).value(form.text("source")).error(form.said_of(words, "source")))
            div.actions { (parts::button(words.say("petitions-authority-add"))) }
        }).id("version"))
    }
}

/// Adds a version, from today on or later; what was decided before stays as it was.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let task = form.choice("task", Task::from_code);
    let level = form.choice("level", |l| l.parse().ok().filter(|l| [DIRECTOR, HEAD, COLLEAGUE].contains(l)));
    let from = typed::day(&mut form, "from", "petitions-authority-past", |day| day >= ctx.now.date());
    let source = form.required("source", 200);
    let (Some(task), Some(level), Some(from), true) = (task, level, from, form.is_right()) else {
        return show(&ctx, &form).await;
    };
    let (act, line) = (Act::of(&ctx), Line { task, level, from, source });
    let keep = move |conn: &mut Conn| {
        let added = store::add_authority(conn, &act, &line)?;
        if added {
            let after = Some(format!("level {} from {}", line.level, line.from));
            act.note(conn, Entry { after, ..Entry::new("petitions_authority", line.task.code(), "added") })?;
        }
        Ok(added)
    };
    if !ctx.centre.db.write(keep).await? {
        form.wrong("from", "petitions-authority-known");
        return show(&ctx, &form).await;
    }
    Ok(ctx.go("/office/petitions/authority"))
}
