//! What the pages around one course share: who may see and change it, the tabs, what was done,
//! and refusals in words.

#![allow(
    clippy::needless_pass_by_value,
    reason = "markup written in place is handed over, so that pages read without ampersands"
)]

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tab, Tone, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use crate::model::{Course, CourseStatus};
use crate::planning::Refused;
use crate::store::resource::Booked;
use crate::words::{either, span};
use crate::{rights, store};

/// The views of one course: word in the address, key of the words, and whether one must be allowed to change it.
const VIEWS: &[(&str, &str, bool)] = &[
    ("", "edit-tab-course", false),
    ("registrations", "edit-tab-registrations", false),
    ("attendance", "edit-tab-attendance", false),
    ("certificates", "edit-tab-certificates", false),
    ("edit", "edit-tab-edit", true),
    ("sessions", "edit-tab-sessions", true),
    ("questions", "edit-tab-questions", true),
    ("entry", "entry-tab", true),
    ("set-asides", "edit-tab-set-asides", true),
    ("interest", "edit-tab-interest", false),
    ("draw", "edit-tab-draw", true),
    ("series", "edit-tab-series", true),
    ("carry", "edit-tab-carry", true),
    ("doors", "edit-tab-doors", true),
    ("history", "edit-history", false),
];

/// The course of an address.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn find(ctx: &Ctx, id: &str) -> Result<Course, Fault> {
    let id = id.to_owned();
    ctx.centre.db.read(move |conn| store::course::find(conn, &id)).await?.ok_or(Fault::NotFound)
}

/// The course of an address, for those who may change it.
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn find_to_edit(ctx: &Ctx, id: &str) -> Result<Course, Fault> {
    let course = find(ctx, id).await?;
    if may_edit(ctx, &course) { Ok(course) } else { Err(Fault::NotFound) }
}

/// Whether this person may change a course: whoever edits courses, those of the own section.
pub fn may_edit(ctx: &Ctx, course: &Course) -> bool {
    ctx.staff().is_ok_and(|staff| staff.may(rights::EDIT) && rights::works_on(staff, &course.section))
}

/// Whether this person may see what residents told for a course: those of the section in charge.
pub fn may_see_residents(ctx: &Ctx, course: &Course) -> bool {
    ctx.staff().is_ok_and(|staff| staff.may(rights::SEE) && rights::works_on(staff, &course.section))
}

/// The address of a course's page, or of something below it.
pub fn address(course: &Course, below: &str) -> String {
    let slash = if below.is_empty() || below.starts_with('?') { "" } else { "/" };
    format!("/office/courses/{}{slash}{below}", course.id)
}

/// A page of a course: its title, state and tabs, what was just done, then the content. `view` is
/// the word in the address; a form that is wrong makes the title say so.
pub fn page(
    ctx: &Ctx,
    status: StatusCode,
    course: &Course,
    view: &str,
    form: Option<&Form>,
    content: Markup,
) -> Response {
    let words = &ctx.words;
    let title = either(words, &course.title, &course.title_en).to_owned();
    let key = VIEWS.iter().find(|(word, ..)| *word == view).map_or("edit-tab-course", |(_, key, _)| key);
    let mut here = vec![crumb(words.path("/office/courses"), words.say("edit-courses-title"))];
    let named = if view.is_empty() {
        title.clone()
    } else {
        here.push(crumb(words.path(&address(course, "")), title.clone()));
        words.say(key)
    };
    let mistakes = form.map(|f| f.said(words)).unwrap_or_default();
    let (tone, state) = standing(words, course, ctx.now);
    let shell = parts::Shell {
        here,
        has_errors: !mistakes.is_empty(),
        ..foundation::pages::office_shell(ctx, named)
    };
    let markup = shell.page(html! {
        h1 { (title) " " (parts::tag(tone, &state)) }
        (tabs(ctx, course, view))
        (parts::error_summary(words, &mistakes))
        @if status == StatusCode::OK { (done(ctx)) }
        (content)
    });
    ctx.page(status, markup)
}

fn tabs(ctx: &Ctx, course: &Course, view: &str) -> Markup {
    let words = &ctx.words;
    let editor = may_edit(ctx, course);
    let sees_residents = may_see_residents(ctx, course);
    let shown = VIEWS.iter().filter(|(word, _, editing)| match *word {
        "" | "history" => true,
        _ if *editing => editor,
        _ => sees_residents,
    });
    let tabs: Vec<Tab> = shown
        .map(|(word, key, _)| Tab {
            href: words.path(&address(course, word)),
            label: words.say(key),
            count: None,
            current: *word == view,
        })
        .collect();
    parts::tabs(words, &words.say("edit-tabs"), &tabs)
}

/// Where a course stands, as staff see it.
pub fn standing(words: &Words, course: &Course, now: Instant) -> (Tone, String) {
    standing_of(words, course.status, course.opens_at, course.closes_at, course.ends_at, now)
}

/// Where a course stands, by its times.
pub fn standing_of(
    words: &Words,
    status: CourseStatus,
    opens_at: Instant,
    closes_at: Instant,
    ends_at: Instant,
    now: Instant,
) -> (Tone, String) {
    let (tone, key) = match status {
        CourseStatus::Draft => (Tone::Plain, "edit-standing-draft"),
        CourseStatus::Cancelled => (Tone::Bad, "edit-standing-cancelled"),
        CourseStatus::Published if now >= ends_at => (Tone::Plain, "edit-standing-ended"),
        CourseStatus::Published if now < opens_at => (Tone::Info, "edit-standing-announced"),
        CourseStatus::Published if now < closes_at => (Tone::Good, "edit-standing-open"),
        CourseStatus::Published => (Tone::Wait, "edit-standing-closed"),
    };
    (tone, words.say(key))
}

/// What was just done, told once by the address (`?done=saved`).
pub fn done(ctx: &Ctx) -> Markup {
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let key = format!("edit-done-{}", given.text("done"));
    html! { @if !given.text("done").is_empty() && ctx.words.knows(&key) { (parts::notice(Tone::Good, "", html! { p { (ctx.words.say(&key)) } })) } }
}

/// A refusal in words, with each clash by course and time (R57).
pub fn refusal(words: &Words, refused: &Refused) -> Markup {
    match refused {
        Refused::Clash(clashes) => parts::notice(
            Tone::Bad,
            &words.say("edit-clash"),
            html! { ul { @for clash in clashes { li { (clash_line(words, clash)) } } } },
        ),
        Refused::Gone => parts::notice(Tone::Bad, "", html! { p { (words.say("edit-gone")) } }),
        Refused::Stale(_) => parts::notice(Tone::Bad, "", html! { p { (words.say("edit-stale")) } }),
        Refused::No(key, args) => parts::notice(Tone::Bad, "", html! { p { (words.say_with(key, args)) } }),
    }
}

fn clash_line(words: &Words, clash: &Booked) -> Markup {
    html! {
        strong { (clash.resource) } "："
        a href=(words.path(&format!("/office/courses/{}", clash.course_id))) { (clash.course) }
        " " (span(words, clash.span.starts_at, clash.span.ends_at))
    }
}

/// The status a refusal is answered with.
pub fn refusal_status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Gone => StatusCode::NOT_FOUND,
        Refused::Stale(_) | Refused::Clash(_) => StatusCode::CONFLICT,
        Refused::No(..) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
