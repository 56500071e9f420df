//! `/office/petitions`: all channels in one inbox, the next due first.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::calendar;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::{self, Form};
use foundation::i18n::Words;
use foundation::pages::office_shell;
use foundation::parts::{self, Pager, Tab, column};
use foundation::staff;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::calendar::Calendars;
use office::reference::Reference;
use std::collections::HashMap;

use super::said;
use crate::model::{Kind, Topic};
use crate::rights;
use crate::store::list::{self, After, Line, Scope};
use crate::store::{self, Act, search};
use crate::work::{self, decision};

/// Cases on one page.
const CASES: usize = 50;
const VIEWS: [&str; 7] = ["open", "mine", "asked", "unsent", "overdue", "closed", "archived"];

/// What is shown.
struct Shown {
    lines: Vec<Line>,
    /// Whether there are more than are shown and no next page.
    ends: bool,
    /// Where the next page begins.
    next: Option<After>,
    topics: Vec<Topic>,
    names: HashMap<String, String>,
    calendars: Calendars,
    /// Whether who looks is the person of trust.
    is_trusted: bool,
}

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    show(ctx, &asked, "").await
}

/// The same, narrowed to the words of a search, which may be a person's name.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, form: Form) -> Result<Response, Fault> {
    show(ctx, &Form::default(), form.text("q").trim()).await
}

async fn show(ctx: Ctx, asked: &Form, sought: &str) -> Result<Response, Fault> {
    let view = VIEWS.into_iter().find(|view| *view == asked.text("view")).unwrap_or("open");
    let (scope, me, today) = (rights::scope(ctx.staff()?), ctx.staff()?.id.clone(), ctx.now.date());
    let after: After = (asked.text("after").to_owned(), asked.text("id").to_owned());
    let typed = sought.to_owned();
    let (act, staff) = (Act::of(&ctx), ctx.staff()?.clone());
    let read = move |conn: &mut Conn| -> DbResult<Shown> {
        let limit = i64::try_from(CASES + 1).unwrap_or(i64::MAX);
        let all = decision::directs(conn, &act, &staff, "")?;
        let scope = Scope { all, ..scope.clone() };
        let (mut lines, moments): (Vec<Line>, Vec<String>) = if typed.is_empty() {
            match view {
                "mine" => (list::list_mine(conn, &me, &after, limit)?, Vec::new()),
                "asked" => {
                    let headed = decision::headed(conn, &act, &staff.id)?;
                    let asked = list::list_asked(conn, &scope, &headed, &staff.id, limit)?;
                    (asked.into_iter().map(|asked| asked.line).collect(), Vec::new())
                }
                "unsent" => (list::list_unsent(conn, &scope, limit)?, Vec::new()),
                "overdue" => (list::list_overdue(conn, &scope, today, &after, limit)?, Vec::new()),
                "closed" | "archived" => {
                    let ended = list::list_closed(conn, &scope, view == "archived", &after, limit)?;
                    ended.into_iter().unzip()
                }
                _ => (list::list_open(conn, &scope, &after, limit)?, Vec::new()),
            }
        } else {
            let reference = Reference::parse(&typed).map(|r| r.as_str().to_owned()).unwrap_or_default();
            (search::search(conn, &scope, &typed, &reference, CASES + 1)?, Vec::new())
        };
        let pages = typed.is_empty() && !matches!(view, "asked" | "unsent");
        let (more, ends) = (lines.len() > CASES && pages, lines.len() > CASES && !pages);
        lines.truncate(CASES);
        let next = lines.last().filter(|_| more).map(|last| {
            let at = moments.get(lines.len() - 1).cloned().unwrap_or_else(|| last.due_on.to_string());
            (at, last.id.clone())
        });
        let handlers: Vec<String> = lines.iter().map(|line| line.handler.clone()).collect();
        Ok(Shown {
            next,
            ends,
            topics: store::list_topics(conn)?,
            names: staff::list_names(conn, &handlers)?,
            calendars: calendar::load_all(conn)?,
            is_trusted: work::passed::is_trusted(conn, &act.centre, &staff.id)?,
            lines,
        })
    };
    let shown = ctx.centre.db.read(read).await?;
    Ok(page(&ctx, &shown, view, sought))
}

fn page(ctx: &Ctx, shown: &Shown, view: &str, asked: &str) -> Response {
    let words = &ctx.words;
    let title = words.say("petitions-inbox-title");
    let next = shown.next.as_ref().map(|(after, id)| {
        let query = form::encode(&[("view", view), ("after", after), ("id", id)]);
        words.path(&format!("/office/petitions?{query}"))
    });
    let clear = (!asked.is_empty()).then(|| words.path("/office/petitions"));
    let content = html! {
        h1 { (title) }
        div.actions { (parts::button_link(words.path("/office/petitions/new"), words.say("petitions-new"))) }
        (parts::person_search(words, &words.path("/office/petitions"), clear.as_deref(), html! {
            (parts::search(words, "q", words.say("petitions-search")).hint(words.say("petitions-search-hint")).value(asked))
        }))
        @if asked.is_empty() { (views(words, view)) }
        (table(ctx, shown, &title))
        @if shown.ends { p { (words.say_with("petitions-list-ends", &[("count", CASES.into())])) } }
        (parts::pager(words, &Pager { next, ..Pager::default() }))
        (beside(ctx, shown.is_trusted))
    };
    ctx.page(StatusCode::OK, office_shell(ctx, title).page(content))
}

/// The pages around the inbox, below it: whoever comes for a case has it before them.
fn beside(ctx: &Ctx, is_trusted: bool) -> Markup {
    let words = &ctx.words;
    let may = |right| ctx.staff.as_ref().is_some_and(|staff| staff.may(right));
    let pages = [
        ("/office/petitions/opinions", "petitions-items", true),
        ("/office/petitions/asking", "petitions-asking", true),
        ("/office/petitions/mail", "petitions-apart", may(rights::KEEP)),
        ("/office/petitions/texts", "petitions-texts", may(rights::KEEP)),
        ("/office/petitions/checklists", "petitions-checklists", may(rights::KEEP)),
        ("/office/petitions/authority", "petitions-authority", true),
        ("/office/petitions/arrangement", "petitions-arrangement", may(rights::DECIDE)),
        ("/office/petitions-retention", "petitions-retention", true),
        ("/office/petitions-passed", "petitions-passed", is_trusted),
    ];
    html! {
        h2 { (words.say("petitions-beside")) }
        div.actions {
            @for (path, key, _) in pages.into_iter().filter(|(_, _, sees)| *sees) {
                (parts::button_link(words.path(path), words.say(key)).secondary())
            }
        }
    }
}

fn views(words: &Words, current: &str) -> Markup {
    let tab = |view: &&str| Tab {
        href: words.path(&format!("/office/petitions?view={view}")),
        label: words.say(&format!("petitions-view-{view}")),
        count: None,
        current: *view == current,
    };
    parts::tabs(words, &words.say("petitions-views"), &VIEWS.iter().map(tab).collect::<Vec<_>>())
}

fn table(ctx: &Ctx, shown: &Shown, title: &str) -> Markup {
    let words = &ctx.words;
    let columns = BRIEF.into_iter().chain(["f-topic", "channel", "handler"]);
    let columns = columns.map(|name| column(words.say(&format!("petitions-{name}")))).collect();
    let rows = shown.lines.iter().map(|line| row(ctx, shown, line)).collect();
    html! {
        div.inbox data-keys {
            (parts::table(words, title, columns, rows).caption_unseen().empty(words.say("petitions-none")))
        }
        p.soft { (words.say("petitions-keys")) }
    }
}

/// The columns of [`brief`].
pub const BRIEF: [&str; 4] = ["number", "subject", "due", "state"];

/// Number, subject, deadline and state of a case.
pub fn brief(ctx: &Ctx, calendars: &Calendars, line: &Line) -> Vec<Markup> {
    let words = &ctx.words;
    let subject = if line.confidential { words.say("petitions-confidential") } else { line.subject.clone() };
    let runs = line.state.is_open();
    vec![
        html! { a href=(words.path(&format!("/office/petitions/{}", line.id))) { (crate::model::readable(&line.reference)) } },
        html! { (subject) @if line.kind == Kind::Opinion { " " (parts::tag(parts::Tone::Plain, &words.say("petitions-kind-opinion"))) } },
        html! { @if runs { (said::due(words, calendars.of(&line.calendar), line.due_on, line.warn_on, ctx.now.date())) } @else { (parts::day_short(words, line.due_on)) } },
        said::state(words, line.state),
    ]
}

fn row(ctx: &Ctx, shown: &Shown, line: &Line) -> Vec<Markup> {
    let words = &ctx.words;
    let topic = shown.topics.iter().find(|topic| topic.code == line.topic);
    let mut cells = brief(ctx, &shown.calendars, line);
    cells.extend([
        html! { (topic.map_or("", |topic| topic.name_in(words.lang()))) },
        html! { (words.say(&format!("petitions-channel-{}", line.channel.code()))) },
        html! { (said::person(words, &shown.names, &line.handler)) },
    ]);
    cells
}
