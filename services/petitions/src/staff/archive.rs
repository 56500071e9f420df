//! `/office/petitions-archive`: cases on which all is done are handed to the archive (歸檔), many at once.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, column};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::model::{Topic, readable};
use crate::rights;
use crate::staff::{inbox_shell, said};
use crate::store::list::Line;
use crate::store::{self, Act, archive};
use crate::work;

const PATH: &str = "/office/petitions-archive";
/// Cases on the page; those that follow come when these are in the archive.
const CASES: i64 = 200;

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default()).await
}

async fn show(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let scope = rights::scope(ctx.staff()?);
    let read =
        move |conn: &mut Conn| Ok((archive::list_ready(conn, &scope, CASES + 1)?, store::list_topics(conn)?));
    let (mut lines, topics) = ctx.centre.db.read(read).await?;
    let more = lines.len() > usize::try_from(CASES).unwrap_or_default();
    lines.truncate(usize::try_from(CASES).unwrap_or_default());
    let words = &ctx.words;
    let title = words.say("petitions-archive");
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let archived = words.path("/office/petitions?view=archived");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-archive-lead")) }
        p { a href=(archived) { (words.say("petitions-archive-see")) } }
        (picking(ctx, &lines, &topics, form))
        @if more { p { (words.say_with("petitions-archive-more", &[("count", CASES.into())])) } }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn picking(ctx: &Ctx, lines: &[Line], topics: &[Topic], form: &Form) -> Markup {
    let words = &ctx.words;
    let columns = ["pick", "number", "subject", "f-topic", "state", "received-on", "handled-by"]
        .map(|name| column(words.say(&format!("petitions-{name}"))));
    let picked: BTreeSet<&str> = form.texts("case").collect();
    let row = |line: &Line| {
        let number = readable(&line.reference);
        let about = words.say_with("petitions-archive-one", &[("number", number.as_str().into())]);
        let topic = topics.iter().find(|topic| topic.code == line.topic);
        vec![
            html! { (parts::hidden("shown", &line.id)) input.tick id=(format!("case-{}", line.id)) type="checkbox" name="case" value=(line.id) checked[picked.contains(line.id.as_str())] aria-label=(about); },
            html! { a href=(words.path(&format!("/office/petitions/{}", line.id))) { (number) } },
            html! { @if line.confidential { (words.say("petitions-confidential")) } @else { (line.subject) } },
            html! { (topic.map_or("", |topic| topic.name_in(words.lang()))) },
            said::state(words, line.state),
            parts::day_short(words, line.received_on),
            html! { (words.say(&format!("petitions-section-{}", line.section))) },
        ]
    };
    let rows = lines.iter().map(row).collect();
    let table = parts::table(words, words.say("petitions-archive-ready"), columns.to_vec(), rows)
        .empty(words.say("petitions-archive-none"));
    html! {
        (parts::form(words.path(PATH), html! {
            @if let Some(said) = form.said_of(words, "pick") { (parts::warning_text(words, &said)) }
            (table)
            @if !lines.is_empty() {
                div.actions {
                    (parts::button(words.say("petitions-archive-picked")).id(parts::field_id("pick")))
                    (parts::button(words.say_with("petitions-archive-all", &[("count", i64::try_from(lines.len()).unwrap_or_default().into())])).name("all", "yes").secondary())
                }
            }
        }).id("archive"))
    }
}

/// Hands to the archive what was picked, or all that is on the page. What a colleague handed over meanwhile is no
/// mistake.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let picked: BTreeSet<String> = form.texts("case").map(str::to_owned).collect();
    let all = form.has("all");
    if picked.is_empty() && !all {
        form.wrong("pick", "petitions-archive-wrong-none");
        return show(&ctx, &form).await;
    }
    let shown: BTreeSet<String> = form.texts("shown").map(str::to_owned).collect();
    let wanted = if all { shown } else { picked };
    let (act, staff) = (Act::of(&ctx), ctx.staff()?.clone());
    let hand_over = move |conn: &mut Conn| -> DbResult<()> {
        for id in wanted.iter().take(usize::try_from(CASES).unwrap_or_default()) {
            let Some(mut case) = store::find(conn, id)? else { continue };
            let sees = rights::sees(&staff, &case.section, &case.joint);
            if sees && !store::is_excluded(conn, id, &staff.id)? {
                let _ = work::archive::add(conn, &act, &mut case)?;
            }
        }
        Ok(())
    };
    ctx.centre.db.write(hand_over).await?;
    Ok(ctx.go(PATH))
}
