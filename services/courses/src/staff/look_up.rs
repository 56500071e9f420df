//! A registration by what a caller says, over all courses in one's charge (R43): `/office/registrations`.
//! What is looked for is posted, never written into an address.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Tone, column, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::serving;
use crate::rights;
use crate::rules::sought::Sought;
use crate::store::look_up::{self, Line};
use crate::words::either;

/// Where one looks up.
pub const ADDRESS: &str = "/office/registrations";
/// Registrations shown.
const LINES: usize = 50;
/// How long after the end of a course its people are found by name, in seconds: 90 days.
const NAMES_BACK: i64 = 90 * 24 * 3600;

/// What was found.
#[derive(Default)]
struct Found {
    lines: Vec<Line>,
    /// The section in charge, of a reference that is not this person's to read.
    elsewhere: Option<String>,
}

/// `GET /office/registrations`
///
/// # Errors
/// When nobody is signed in.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    Ok(page(&ctx, StatusCode::OK, &Form::default(), None))
}

/// `POST /office/registrations`: by reference, telephone number, e-mail address or name.
///
/// # Errors
/// When the store is away.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let readings = Sought::readings(form.text("q"));
    if readings.is_empty() {
        form.wrong("q", "look-up-too-little");
        return Ok(page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &form, None));
    }
    let (sections, from) = (rights::sections(ctx.staff()?), ctx.now.plus_seconds(-NAMES_BACK));
    let read = move |conn: &mut Conn| -> DbResult<Found> {
        for sought in &readings {
            let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
            let lines = look_up::list(conn, &sections, sought, from, limit)?;
            if !lines.is_empty() {
                return Ok(Found { lines, elsewhere: None });
            }
            if let Sought::Reference(reference) = sought
                && let Some(section) = look_up::find_section(conn, reference)?
            {
                return Ok(Found { lines, elsewhere: Some(section) });
            }
        }
        Ok(Found::default())
    };
    let found = ctx.centre.db.read(read).await?;
    Ok(page(&ctx, StatusCode::OK, &form, Some(&found)))
}

fn page(ctx: &Ctx, status: StatusCode, form: &Form, found: Option<&Found>) -> Response {
    let words = &ctx.words;
    let title = words.say("look-up-title");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (search_box(ctx, form))
        @if let Some(found) = found { (result(ctx, found)) }
    };
    let here = vec![crumb(words.path("/office/courses"), words.say("serve-courses"))];
    let shell = parts::Shell { here, has_errors: !form.is_right(), ..pages::office_shell(ctx, title) };
    ctx.page(status, shell.page(content))
}

/// The field, for this page and for the board.
pub fn search_box(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let field = parts::search(words, "q", words.say("serve-search"))
        .hint(words.say("look-up-hint"))
        .value(form.text("q"))
        .error(form.said_of(words, "q"));
    parts::person_search(words, &words.path(ADDRESS), None, html! { (field) })
}

fn result(ctx: &Ctx, found: &Found) -> Markup {
    let words = &ctx.words;
    if let Some(section) = &found.elsewhere {
        let section = words.say(&format!("edit-section-{section}"));
        let said = words.say_with("look-up-elsewhere", &[("section", section.into())]);
        return parts::notice(Tone::Info, &said, html! {});
    }
    let keys = ["serve-party", "board-course", "serve-state", "serve-contact"];
    let columns = keys.iter().map(|key| column(words.say(key))).collect();
    let rows = found.lines.iter().take(LINES).map(|line| row(ctx, line)).collect();
    html! {
        (parts::table(words, words.say("look-up-found"), columns, rows).caption_unseen().empty(words.say("look-up-none")))
        @if found.lines.len() > LINES { p.soft { (words.say("serve-search-more")) } }
    }
}

fn row(ctx: &Ctx, line: &Line) -> Vec<Markup> {
    let words = &ctx.words;
    let course = format!("/office/courses/{}", line.course_id);
    let href = words.path(&format!("{course}/registrations/{}", line.id));
    vec![
        html! {
            a href=(href) { strong { (line.name) } } " " span.number-code.soft { (serving::reference(&line.reference)) }
            br; span.small.soft { (words.say_with("serve-persons", &[("count", line.size.into())])) }
        },
        html! {
            a href=(words.path(&course)) { (either(words, &line.title, &line.title_en)) }
            br; span.small.soft { (parts::time_short(words, line.starts_at)) }
        },
        html! { (serving::state_tag(words, line.status)) },
        html! {
            (serving::phone(&line.phone))
            @if !line.phone.is_empty() && !line.email.is_empty() { br; }
            (line.email)
        },
    ]
}
