//! What the pages of staff work on registrations share: the course, how far one may go with it,
//! the shell around them, and how states, contacts and answers are shown.

use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Tone, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::channel::Channel;
use office::phone::Phone;
use office::reference::Reference;

use crate::model::{Course, Status};
use crate::questions::{Answers, Kind, Question};
use crate::store::list::Line;
use crate::{rights, store};

/// A course as one member of staff may serve it.
pub struct Served {
    /// The course.
    pub course: Course,
    /// The own section is in charge, or this is the director.
    pub is_mine: bool,
    /// May decide, move, cancel and write.
    pub serves: bool,
    /// May register people.
    pub registers: bool,
    /// May take lists out of the house.
    pub exports: bool,
    /// The sections whose courses are this person's.
    pub sections: Vec<String>,
}

/// The course of a staff page with what residents told: for the section in charge and the director.
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none of this person's section.
pub async fn find(ctx: &Ctx, course_id: &str) -> Result<Served, Fault> {
    let served = read(ctx, course_id).await?;
    if served.is_mine { Ok(served) } else { Err(Fault::NotFound) }
}

/// The course somebody is to be registered for: for whoever serves any course, since the telephone
/// rings where it rings. Who has registered before stays with the section in charge.
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or this person may not register.
pub async fn find_to_register(ctx: &Ctx, course_id: &str) -> Result<Served, Fault> {
    let served = read(ctx, course_id).await?;
    if served.registers { Ok(served) } else { Err(Fault::NotFound) }
}

async fn read(ctx: &Ctx, course_id: &str) -> Result<Served, Fault> {
    let staff = ctx.staff()?.clone();
    let id = course_id.to_owned();
    let found = ctx.centre.db.read(move |conn| store::course::find(conn, &id)).await?;
    let course = found.ok_or(Fault::NotFound)?;
    let mine = rights::works_on(&staff, &course.section);
    Ok(Served {
        is_mine: mine,
        serves: mine && staff.may(rights::SERVE),
        registers: staff.may(rights::SERVE),
        exports: mine && staff.may(rights::EXPORT),
        sections: rights::sections(&staff),
        course,
    })
}

/// The course of a staff act.
///
/// # Errors
/// [`Fault::NotFound`] when there is none, or none in this person's charge.
pub async fn find_to_serve(ctx: &Ctx, course_id: &str) -> Result<Served, Fault> {
    let served = find(ctx, course_id).await?;
    if served.serves { Ok(served) } else { Err(Fault::NotFound) }
}

/// The address of the list, or of something below it.
pub fn address(course: &Course, below: &str) -> String {
    let slash = if below.is_empty() || below.starts_with('?') { "" } else { "/" };
    format!("/office/courses/{}/registrations{slash}{below}", course.id)
}

/// The title in the language of the page.
pub fn title<'a>(words: &Words, course: &'a Course) -> &'a str {
    match words.lang() {
        foundation::i18n::Lang::En if !course.title_en.is_empty() => &course.title_en,
        _ => &course.title,
    }
}

/// The shell of a page below the list; `below` is empty for the list itself.
pub fn shell<'a>(ctx: &'a Ctx, course: &Course, said: &str, is_list: bool) -> parts::Shell<'a> {
    let words = &ctx.words;
    let mut here = vec![
        crumb(words.path("/office/courses"), words.say("serve-courses")),
        crumb(words.path(&format!("/office/courses/{}", course.id)), title(words, course)),
    ];
    if !is_list {
        here.push(crumb(words.path(&address(course, "")), words.say("serve-list-title")));
    }
    parts::Shell { here, ..pages::office_shell(ctx, said) }
}

/// The heading of a page, with the course under it.
pub fn heading(ctx: &Ctx, course: &Course, said: &str) -> Markup {
    html! {
        h1 { (said) " " small.soft { (title(&ctx.words, course)) " · " (parts::time_short(&ctx.words, course.starts_at)) } }
    }
}

/// The pages of one course's registrations, as tabs; `current` is the last part of the address.
pub fn tabs(ctx: &Ctx, course: &Course, current: &str) -> Markup {
    let words = &ctx.words;
    let pages = [
        ("", "serve-list-title"),
        ("queue", "serve-queue-title"),
        ("people", "serve-people-title"),
        ("messages", "serve-messages-title"),
    ];
    let tabs: Vec<parts::Tab> = pages
        .iter()
        .map(|(below, key)| parts::Tab {
            href: words.path(&address(course, below)),
            label: words.say(key),
            count: None,
            current: *below == current,
        })
        .collect();
    parts::tabs(words, &words.say("serve-tabs"), &tabs)
}

/// The word of a state, as staff say it.
pub fn state(words: &Words, status: Status) -> String {
    words.say(match status {
        Status::Pending => "serve-state-pending",
        Status::Entered => "serve-state-entered",
        Status::Waitlisted => "serve-state-waitlisted",
        Status::Offered => "serve-state-offered",
        Status::Confirmed => "serve-state-confirmed",
        Status::Cancelled => "serve-state-cancelled",
        Status::Declined => "serve-state-declined",
        Status::Expired => "serve-state-expired",
        Status::Rejected => "serve-state-rejected",
    })
}

/// A state in its word and colour.
pub fn state_tag(words: &Words, status: Status) -> Markup {
    let tone = match status {
        Status::Confirmed => Tone::Good,
        Status::Pending | Status::Offered => Tone::Wait,
        Status::Waitlisted | Status::Entered => Tone::Info,
        Status::Cancelled | Status::Declined | Status::Expired | Status::Rejected => Tone::Plain,
    };
    parts::tag(tone, &state(words, status))
}

/// A channel in words.
pub fn channel(words: &Words, code: &str) -> String {
    Channel::from_code(code).map_or_else(|| code.to_owned(), |c| words.say(c.name_key()))
}

/// A reference as people read it.
pub fn reference(kept: &str) -> String {
    Reference::parse(kept).map_or_else(|_| kept.to_owned(), |r| r.to_string())
}

/// A telephone number as Taiwan writes it.
pub fn phone(kept: &str) -> String {
    Phone::parse(kept).map_or_else(|_| kept.to_owned(), |p| p.display())
}

/// How a party is reached: to press, to dial.
pub fn contact(words: &Words, line: &Line) -> Markup {
    html! {
        @if !line.phone.is_empty() { a href=(format!("tel:{}", line.phone)) { (phone(&line.phone)) } }
        @if !line.phone.is_empty() && !line.email.is_empty() { br; }
        @if !line.email.is_empty() {
            a href=(format!("mailto:{}", line.email)) { (line.email) }
        } @else {
            " " span.soft { (words.say("serve-no-email")) }
        }
    }
}

/// An answer in words: labels of choices, yes and no; what no longer has a question is shown as kept.
pub fn answer(words: &Words, question: &Question, answers: &Answers) -> String {
    let said = |text: &String| match question.kind {
        Kind::YesNo => words.say(if text == "yes" { "serve-yes" } else { "serve-no" }),
        Kind::One | Kind::Several => question
            .choices
            .iter()
            .find(|c| c.code == *text)
            .map_or_else(|| text.clone(), |c| c.label_in(words.lang()).to_owned()),
        _ => text.clone(),
    };
    words.list(answers.texts(&question.id).iter().map(said))
}

/// A button that narrows nothing and changes nothing: a link to a page below the list.
pub fn link(ctx: &Ctx, course: &Course, below: &str, key: &str) -> Markup {
    let href = ctx.words.path(&address(course, below));
    html! { (parts::button_link(href, ctx.words.say(key)).secondary()) }
}

/// What was just done, said once at the top of the page one is sent to; only known words are said.
pub fn done(ctx: &Ctx) -> Markup {
    let asked = foundation::form::Form::parse(ctx.query.as_deref().unwrap_or_default());
    let key = match asked.text("done") {
        "registered" => "serve-done-registered",
        "approved" => "serve-done-approved",
        "approved-to-line" => "serve-done-approved-to-line",
        "rejected" => "serve-done-rejected",
        "seated" => "serve-done-seated",
        "cancelled" => "serve-done-cancelled",
        "seats-cancelled" => "serve-done-seats-cancelled",
        "called" => "serve-done-called",
        "counted-apart" => "serve-done-counted-apart",
        "counted-together" => "serve-done-counted-together",
        "moved" => "serve-done-moved",
        "merged" => "serve-done-merged",
        "sent" => "serve-done-sent",
        "withdrawn" => "serve-done-withdrawn",
        "gone-out" => "serve-done-gone-out",
        _ => return html! {},
    };
    parts::notice(Tone::Good, &ctx.words.say(key), html! {})
}
