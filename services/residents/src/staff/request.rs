//! `/office/residents/{id}`: one request: what is held, what can be deleted, and the decision.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Lang;
use foundation::mail;
use foundation::own_data::{self, Record};
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::residents::{self, Resident};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::email::Email;

use crate::public::own_data::{letter, state_said};
use crate::request::{self, Event, Kind, Request};
use crate::store::{self, Act};

/// Longest reason, in characters.
const WHY_CHARS_MAX: usize = 500;

fn whose(request: &Request) -> Resident {
    Resident { id: request.resident_id.clone(), email: request.email.clone() }
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a request.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default()).await
}

async fn show(ctx: &Ctx, id: &str, form: &Form) -> Result<Response, Fault> {
    let words = &ctx.words;
    let (centre, id, now) = (ctx.centre.clone(), id.to_owned(), ctx.now);
    let read = move |conn: &mut Conn| {
        let Some(request) = store::find_request(conn, &id)? else { return Ok(None) };
        let held = match request.state.is_open() {
            true => own_data::list(conn, &centre, &whose(&request), now)?,
            false => Vec::new(),
        };
        Ok(Some((request, held)))
    };
    let (request, held) = ctx.centre.db.write(read).await?.ok_or(Fault::NotFound)?;
    let title = words.say(&format!("request-kind-{}", request.kind.code()));
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        dl.facts {
            dt { (words.say("residents-email")) } dd { (request.email) }
            dt { (words.say("requests-received")) } dd { (parts::day(words, request.received_on)) }
            dt { (words.say("requests-due")) } dd { (parts::day(words, request.due_on)) " " span.soft { (request.rule) } }
            dt { (words.say("requests-state")) } dd { (state_said(words, &request)) }
            @if !request.wish.is_empty() { dt { (words.say("request-wish")) } dd { (request.wish) } }
            @if let Some(why) = &request.extended_why { dt { (words.say("requests-extended-why")) } dd { (why) } }
            @if let Some(why) = &request.reason { dt { (words.say("requests-reason")) } dd { (why) } }
        }
        @if request.state.is_open() { (held_said(ctx, &request, &held)) (decision(ctx, &request, form)) }
    };
    let here = vec![crumb(words.path("/office/residents"), words.say("requests-title"))];
    let shell = Shell { here, has_errors: !form.is_right(), ..office_shell(ctx, title) };
    Ok(ctx.page(crate::door::status(form), shell.page(content)))
}

/// What is held, by kind and label, and what has to be kept and why; not the data themselves.
fn held_said(ctx: &Ctx, request: &Request, held: &[Record]) -> Markup {
    let words = &ctx.words;
    html! {
        h2 { (words.say_with("requests-held", &[("count", held.len().into())])) }
        @if request.kind == Kind::Deletion {
            @let kept: Vec<&Record> = held.iter().filter(|r| r.kept.is_some()).collect();
            @if kept.is_empty() { p { (words.say("requests-all-goes")) } }
            @else {
                p { (words.say("requests-kept")) }
                ul { @for record in kept {
                    li { (words.say(record.kind)) " " (record.label.shown(words)) br; span.soft { (words.say(record.kept.unwrap_or_default())) } }
                } }
            }
        }
    }
}

fn decision(ctx: &Ctx, request: &Request, form: &Form) -> Markup {
    let words = &ctx.words;
    let may_extend = request.state.after(Event::Extend).is_ok();
    html! {
        (parts::form(words.path(&format!("/office/residents/{}", request.id)), html! {
            (parts::textarea(words, "why", words.say("requests-reason")).hint(words.say("requests-reason-hint"))
                .value(form.text("why")).error(form.said_of(words, "why")).optional().rows(3))
            @if request.kind == Kind::Deletion { (parts::warning_text(words, &words.say("requests-deletion-warning"))) }
            div.actions {
                (parts::button(words.say("requests-grant")).name("act", "grant"))
                (parts::button(words.say("requests-refuse")).name("act", "refuse").secondary())
                @if may_extend { (parts::button(words.say("requests-extend")).name("act", "extend").secondary()) }
            }
        }).id("decision"))
    }
}

/// The decision.
///
/// # Errors
/// [`Fault::NotFound`] without such a request.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let event = match form.text("act") {
        "grant" => Event::Grant,
        "refuse" => Event::Refuse,
        _ => Event::Extend,
    };
    let why = if event == Event::Grant {
        form.optional("why", WHY_CHARS_MAX)
    } else {
        form.required("why", WHY_CHARS_MAX)
    };
    if !form.is_right() {
        return show(&ctx, &id, &form).await;
    }
    let (centre, act, asked) = (ctx.centre.clone(), Act::of(&ctx), id.clone());
    let why = Some(why).filter(|why| !why.is_empty());
    let decide = move |conn: &mut Conn| -> DbResult<bool> {
        let Some(before) = store::find_request(conn, &asked)? else { return Ok(false) };
        if before.state.after(event).is_err() {
            return Ok(true);
        }
        let mut after = before.clone();
        match event {
            Event::Extend => {
                after.due_on = request::extended(conn, &before)?;
                after.extended_why.clone_from(&why);
            }
            _ => after.reason.clone_from(&why),
        }
        if let Ok(state) = before.state.after(event) {
            after.state = state;
        }
        let resident = whose(&before);
        if event == Event::Grant && before.kind == Kind::Deletion {
            let erased = own_data::erase(conn, &centre, &resident, act.now)?;
            (after.erased, after.kept) = (Some(erased.erased), Some(erased.kept));
        }
        if after.kept == Some(0) {
            // The request itself stays as the proof of the deletion; who it was does not, here or in others.
            after.email = Email::parse(&before.email).map(|e| e.masked()).unwrap_or_default();
            after.wish.clear();
            store::drop_letters(conn, &resident.id)?;
            store::erase_others(conn, &act, &before, &after.email)?;
        }
        let lang = Lang::from_code(&after.language).unwrap_or(Lang::BASE);
        let words = centre.words(lang);
        let name = if lang == Lang::BASE { &centre.name } else { &centre.name_en };
        let told = Request { email: before.email.clone(), ..after.clone() };
        mail::add(conn, &[act.id()], act.now, &[letter(&words, name, &told, "request-mail-decided")])?;
        if after.kept == Some(0) {
            residents::drop_resident(conn, &resident)?;
        }
        store::move_request(conn, &act, &before, event, &after)
    };
    if !ctx.centre.db.write(decide).await? {
        return Err(Fault::NotFound);
    }
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&format!("/office/residents/{id}")))
}
