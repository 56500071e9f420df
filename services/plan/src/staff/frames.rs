//! Frames of awards as data, and which actions answer which criterion.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Shell, choice, crumb};
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::act::Doing;
use crate::picture::find_current;
use crate::rights::WRITE;
use crate::store;
use crate::store::frame::{self, Criterion, Frame};

/// Line, and number with action.
type Lines = Vec<(String, String)>;

/// All frames, and the actions that may answer them: those of the plan of the year, then of the plans of several
/// years that run.
fn read(conn: &mut Conn, today: jiff::civil::Date) -> DbResult<(Vec<Frame>, Lines)> {
    let longer = store::plan::list(conn)?.into_iter().filter(|p| p.years > 1 && p.covers(today.year()));
    let mut lines = Lines::new();
    for plan in find_current(conn, today)?.into_iter().chain(longer) {
        lines.extend(store::leaf::list_lines(conn, &plan.id)?);
    }
    Ok((frame::list(conn)?, lines))
}

/// `GET /office/plan/frames`
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let today = ctx.now.date();
    let (frames, lines) = ctx.centre.db.read(move |conn| read(conn, today)).await?;
    let words = &ctx.words;
    let heading = words.say("plan-frames");
    let shell = Shell {
        here: vec![crumb(words.path("/office/plan"), words.say("plan-board-title"))],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let writes = ctx.staff()?.may(WRITE);
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-frames-lead")) }
        @for frame in &frames {
            section.card {
                h2 { (frame.title) }
                @if !frame.note.is_empty() { p { (frame.note) } }
                @for criterion in &frame.criteria { (one(ctx, criterion, &lines, writes)) }
                @if writes { p { a href=(words.path(&format!("/office/plan/frames/{}/take-back", frame.id))) { (words.say("plan-take-back")) span.unseen { " " (frame.title) } } } }
            }
        }
        @if writes { (add_form(ctx, form)) }
    };
    Ok(ctx.page(status, shell.page(content)))
}

fn one(ctx: &Ctx, criterion: &Criterion, lines: &Lines, writes: bool) -> Markup {
    let words = &ctx.words;
    let mapped = lines.iter().filter(|(line, _)| criterion.lines.contains(line));
    let boxes = lines.iter().map(|(line, said)| choice(line, said)).collect();
    html! {
        h3 { (criterion.title) @if let Some(weight) = criterion.weight_percent { " " (words.number(weight)) "%" } }
        ul { @for (_, said) in mapped { li { (said) } } }
        @if writes {
            (parts::details(&words.say("plan-frame-map"), html! {
                (parts::form(words.path(&format!("/office/plan/criteria/{}", criterion.id)), html! {
                    (parts::checkboxes(words, "line", criterion.title.clone(), boxes).id(format!("line-{}", criterion.id)).values(criterion.lines.clone()))
                    div.actions { (parts::button(words.say("plan-frame-map-save")).about(criterion.title.clone())) }
                }).id(format!("map-{}", criterion.id)))
            }))
        }
    }
}

fn add_form(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        details.add open[!form.is_right()] {
            summary { (words.say("plan-frame-add")) }
            div.inside {
                (parts::form(words.path("/office/plan/frames/new"), html! {
                    (parts::text(words, "title", words.say("plan-f-frame")).value(form.text("title")).error(form.said_of(words, "title")))
                    (parts::text(words, "note", words.say("plan-f-remark")).value(form.text("note")).optional().error(form.said_of(words, "note")))
                    (parts::textarea(words, "criteria", words.say("plan-f-criteria")).hint(words.say("plan-criteria-hint")).value(form.text("criteria")).error(form.said_of(words, "criteria")))
                    div.actions { (parts::button(words.say("plan-frame-save"))) }
                }).id("frame"))
            }
        }
    }
}

/// A criterion of a line: its words, and its weight after the last bar; none where one of them is wrong.
fn criterion(line: &str) -> Option<(String, Option<i64>)> {
    let (title, weight) = match line.rsplit_once('|') {
        Some((title, weight)) => {
            let weight: i64 = office::digits::half_width(weight.trim()).trim_end_matches('%').parse().ok()?;
            (title, Some(weight))
        }
        None => (line, None),
    };
    let is_right = !title.trim().is_empty() && weight.is_none_or(|weight| (1..=100).contains(&weight));
    is_right.then(|| (title.trim().to_owned(), weight))
}

/// `POST /office/plan/frames`
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let (title, note) = (form.required("title", 200), form.optional("note", 500));
    let typed = form.required("criteria", 5000);
    let lines: Vec<&str> = typed.lines().filter(|line| !line.trim().is_empty()).collect();
    let criteria: Vec<_> = lines.iter().filter_map(|line| criterion(line)).collect();
    if criteria.len() != lines.len() {
        form.wrong("criteria", "plan-wrong-criteria");
    }
    if !form.is_right() {
        return show(&ctx, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let doing = Doing::of(&ctx)?;
    let criteria = criteria
        .into_iter()
        .map(|(title, weight_percent)| Criterion { id: doing.id(), title, weight_percent, lines: Vec::new() })
        .collect();
    let new = Frame { id: doing.id(), title, note, criteria };
    let write = move |conn: &mut Conn| {
        frame::add(conn, &new, doing.now)?;
        doing.note(conn, Entry::new("plan_frame", &new.id, "added"))
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go("/office/plan/frames"))
}

/// `POST /office/plan/criteria/{id}`
///
/// # Errors
/// [`Fault::NotFound`] without such a criterion.
pub async fn map(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let (doing, today) = (Doing::of(&ctx)?, ctx.now.date());
    let asked: Vec<String> = form.texts("line").map(str::to_owned).collect();
    let write = move |conn: &mut Conn| {
        let (frames, lines) = read(conn, today)?;
        if !frames.iter().flat_map(|f| &f.criteria).any(|c| c.id == id) {
            return Ok(false);
        }
        let known: Vec<String> =
            asked.iter().filter(|l| lines.iter().any(|(k, _)| k == *l)).cloned().collect();
        let offered: Vec<String> = lines.into_iter().map(|(line, _)| line).collect();
        frame::map(conn, &id, &offered, &known)?;
        doing.note(
            conn,
            Entry { after: Some(known.len().to_string()), ..Entry::new("plan_criterion", &id, "mapped") },
        )?;
        Ok(true)
    };
    if ctx.centre.db.write(write).await? { Ok(ctx.go("/office/plan/frames")) } else { Err(Fault::NotFound) }
}
