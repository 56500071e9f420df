//! `/office/petitions-passed`: reports about the director, for the person of trust alone; nobody else finds that there is
//! such a page.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::pages::office_shell;
use foundation::parts::{self, Tone, column, crumb};
use foundation::staff;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::reference::Reference;

use crate::model::{Deed, Passed};
use crate::public::passed::{content, opened_file};
use crate::staff::said;
use crate::store::Act;
use crate::store::passed;
use crate::work::passed as work;

const PATH: &str = "/office/petitions-passed";

/// Nobody else is told that there is something.
async fn admit(ctx: &Ctx) -> Result<(), Fault> {
    let (centre, me) = (ctx.centre.clone(), ctx.staff()?.id.clone());
    let is_trusted = ctx.centre.db.read(move |conn| work::is_trusted(conn, &centre, &me)).await?;
    if is_trusted { Ok(()) } else { Err(Fault::NotFound) }
}

/// The list.
///
/// # Errors
/// [`Fault::NotFound`] for anybody else.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    admit(&ctx).await?;
    let reports = ctx.centre.db.read(passed::list).await?;
    let words = &ctx.words;
    let title = words.say("petitions-passed");
    let columns =
        ["number", "passed-at", "passed-read-at"].map(|name| column(words.say(&format!("petitions-{name}"))));
    let row = |(passed, is_stuck): &(Passed, bool)| {
        vec![
            html! { a href=(words.path(&format!("{PATH}/{}", passed.reference))) { (passed.number()) } },
            parts::time_short(words, passed.received_at),
            html! { @match passed.read_at {
                Some(at) => (parts::time_short(words, at)),
                None if *is_stuck => (parts::tag(Tone::Bad, &words.say("petitions-passed-stuck"))),
                None => (parts::tag(Tone::Wait, &words.say("petitions-passed-unread"))),
            } },
        ]
    };
    let rows = reports.iter().map(row).collect();
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("petitions-passed-lead")) }
        (parts::table(words, title.as_str(), columns.to_vec(), rows).caption_unseen().empty(words.say("petitions-passed-none")))
    };
    Ok(page(&ctx, &title, &content))
}

fn page(ctx: &Ctx, title: &str, content: &Markup) -> Response {
    let inbox = crumb(ctx.words.path("/office/petitions"), ctx.words.say("petitions-inbox-title"));
    let shell = parts::Shell { here: vec![inbox], ..office_shell(ctx, title) };
    ctx.page(StatusCode::OK, shell.page(html! { (content) }))
}

async fn find(ctx: &Ctx, reference: &str) -> Result<Passed, Fault> {
    admit(ctx).await?;
    let reference = Reference::parse(reference).map_err(|_| Fault::NotFound)?;
    let found = ctx.centre.db.read(move |conn: &mut Conn| passed::find(conn, reference.as_str())).await?;
    found.ok_or(Fault::NotFound)
}

/// What stands in one, which is noted.
///
/// # Errors
/// As [`get`].
pub async fn get_one(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    let found = find(&ctx, &reference).await?;
    let act = Act::of(&ctx);
    let open = move |conn: &mut Conn| {
        passed::note(conn, &act, &found.id, Deed::ReadHere)?;
        let opened = passed::open(conn, &act, found.clone())?;
        let who: Vec<String> = opened.acts.iter().map(|(_, who, _)| who.clone()).collect();
        Ok((opened, staff::list_names(conn, &who)?))
    };
    let (opened, names) = ctx.centre.db.write(open).await?;
    let words = &ctx.words;
    let columns = ["at", "who", "what"].map(|name| column(words.say(&format!("petitions-trail-{name}"))));
    let row = |(deed, who, at): &(Deed, String, office::Instant)| {
        let by = if *deed == Deed::ReadThere {
            words.say("petitions-passed-agency")
        } else {
            said::person(words, &names, who)
        };
        vec![
            parts::time_short(words, *at),
            html! { (by) },
            html! { (words.say(&format!("petitions-deed-{}", deed.code()))) },
        ]
    };
    let rows = opened.acts.iter().map(row).collect();
    let link = |id: &str| format!("{PATH}/{}/files/{id}", opened.passed.reference);
    let number = opened.passed.number();
    let shown = html! {
        h1 { (number) }
        (content(words, &opened, link))
        (parts::table(words, words.say("petitions-trail"), columns.to_vec(), rows))
    };
    Ok(page(&ctx, &number, &shown))
}

/// A file of one.
///
/// # Errors
/// As [`get`].
pub async fn file(ctx: Ctx, Path((reference, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let found = find(&ctx, &reference).await?;
    opened_file(&ctx, found, &id).await
}
