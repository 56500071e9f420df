//! `/office/petitions-reports/{id}`: one report as it was frozen, what a meeting said, and what is improved.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages::office_shell;
use foundation::parts::{self, Tone, choice, crumb};
use foundation::sheet::{self, Kind};
use foundation::staff::{self, Colleague};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::HashMap;

use super::{PATH, TEXT_CHARS_MAX, figures};
use crate::model::{Improvement, Progress, Report};
use crate::rights::HANDLE;
use crate::staff::said;
use crate::store::{Act, reports};
use crate::typed;

struct Shown {
    report: Report,
    improvements: Vec<Improvement>,
    people: Vec<Colleague>,
    names: HashMap<String, String>,
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a report.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default()).await
}

async fn show(ctx: &Ctx, id: &str, form: &Form) -> Result<Response, Fault> {
    let asked = id.to_owned();
    let read = move |conn: &mut Conn| {
        let Some(report) = reports::find_report(conn, &asked)? else { return Ok(None) };
        let improvements = reports::list_improvements(conn, &asked)?;
        let mut ids: Vec<String> = improvements.iter().map(|one| one.handler.clone()).collect();
        ids.push(report.frozen_by.clone());
        let (people, names) = (staff::list_active(conn)?, staff::list_names(conn, &ids)?);
        Ok(Some(Shown { report, improvements, people, names }))
    };
    let shown = ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)?;
    let (words, report) = (&ctx.words, &shown.report);
    let shell = parts::Shell {
        here: vec![crumb(words.path(PATH), words.say("petitions-reports"))],
        has_errors: !form.is_right(),
        ..office_shell(ctx, report.title.as_str())
    };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (report.title) }
        (facts(ctx, &shown))
        @if !report.findings.is_empty() { h2 { (words.say("petitions-report-findings")) } p.text { (report.findings) } }
        (improvements(ctx, &shown, form))
        (meeting(ctx, &shown, form))
        h2 { (words.say("petitions-report-figures")) }
        (figures::shown(words, &report.figures))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn facts(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, report) = (&ctx.words, &shown.report);
    html! {
        dl.facts {
            dt { (words.say("petitions-report-period")) } dd { (parts::day(words, report.from)) " – " (parts::day(words, report.to)) }
            dt { (words.say("petitions-report-frozen")) } dd { (parts::time(words, report.frozen_at)) " " (said::person(words, &shown.names, &report.frozen_by)) }
            @if let Some(on) = report.meeting_on { dt { (words.say("petitions-report-meeting")) } dd { (parts::day(words, on)) } }
        }
        div.actions {
            @for kind in Kind::ALL {
                a href=(words.path(&format!("{PATH}/{}/file?kind={}", report.id, kind.code()))) { (words.say(&format!("petitions-report-file-{}", kind.code()))) } " "
            }
            (parts::print_button(words))
        }
    }
}

fn improvements(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let works = ctx.staff.as_ref().is_some_and(|staff| staff.may(HANDLE));
    html! {
        h2 #improvements { (words.say("petitions-improvements")) }
        @if shown.improvements.is_empty() { p { (words.say("petitions-improvements-none")) } }
        @for one in &shown.improvements { (improvement(ctx, shown, one, works, form)) }
        @if works { (parts::details(&words.say("petitions-improvement-new"), new_form(ctx, shown, form))) }
    }
}

fn improvement(ctx: &Ctx, shown: &Shown, one: &Improvement, works: bool, form: &Form) -> Markup {
    let words = &ctx.words;
    let late = one.progress.is_open() && one.due_on < ctx.now.date();
    let tone = match one.progress {
        Progress::Done => Tone::Good,
        Progress::Dropped => Tone::Plain,
        _ => Tone::Info,
    };
    html! {
        article.letter id=(format!("improvement-{}", one.id)) {
            h3 { (one.what) " " (parts::tag(tone, &words.say(&format!("petitions-progress-{}", one.progress.code())))) @if late { " " (parts::tag(Tone::Bad, &words.say("petitions-improvement-late"))) } }
            p.soft {
                (said::person(words, &shown.names, &one.handler)) " · " (words.say("petitions-improvement-due")) " " (parts::day_short(words, one.due_on))
                @if one.report_id != shown.report.id { " · " a href=(words.path(&format!("{PATH}/{}", one.report_id))) { (words.say("petitions-improvement-earlier")) } }
            }
            @if !one.result.is_empty() { p.text { (one.result) } }
            @if works && one.progress.is_open() { (change_form(ctx, shown, one, form)) }
        }
    }
}

fn change_form(ctx: &Ctx, shown: &Shown, one: &Improvement, form: &Form) -> Markup {
    let words = &ctx.words;
    let mine = form.text("improvement") == one.id;
    let said = |name: &str| form.said_of(words, name).filter(|_| mine);
    let id = |name: &str| if mine { parts::field_id(name) } else { format!("{name}-{}", one.id) };
    let next = Progress::ALL.iter().filter(|next| one.progress.may_become(**next));
    let next =
        next.map(|next| choice(next.code(), words.say(&format!("petitions-progress-{}", next.code()))));
    let own = if mine { (form.text("progress"), form.text("result")) } else { ("", one.result.as_str()) };
    html! {
        (parts::form(words.path(&format!("{PATH}/{}/improvement", shown.report.id)), html! {
            (parts::hidden("improvement", &one.id))
            (parts::hidden("was", one.progress.code()))
            (parts::select(words, "progress", words.say("petitions-improvement-progress"), next.collect()).id(id("progress")).value(own.0).error(said("progress")))
            (parts::textarea(words, "result", words.say("petitions-improvement-result")).id(id("result")).rows(3).hint(words.say("petitions-improvement-result-hint")).value(own.1).error(said("result")))
            div.actions { (parts::button(words.say("petitions-improvement-save")).secondary()) }
        }).id(format!("change-{}", one.id)))
    }
}

fn new_form(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let people = shown.people.iter().map(|p| choice(&*p.id, &*p.name)).collect();
    html! {
        (parts::form(words.path(&format!("{PATH}/{}/improvement", shown.report.id)), html! {
            (parts::textarea(words, "what", words.say("petitions-improvement-what")).rows(3).value(form.text("what")).error(form.said_of(words, "what")))
            (parts::select(words, "handler", words.say("petitions-improvement-handler"), people).value(form.text("handler")).error(form.said_of(words, "handler")))
            (parts::date(words, "due_on", words.say("petitions-improvement-due")).value(form.text("due_on")).error(form.said_of(words, "due_on")))
            div.actions { (parts::button(words.say("petitions-improvement-add"))) }
        }).id("improvement"))
    }
}

fn meeting(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, report) = (&ctx.words, &shown.report);
    let works = ctx.staff.as_ref().is_some_and(|staff| staff.may(HANDLE));
    html! {
        @if report.meeting_on.is_some() {
            h2 { (words.say("petitions-report-decision")) } p.text { (report.decision) }
        } @else if works {
            h2 { (words.say("petitions-report-meeting")) }
            (parts::form(words.path(&format!("{PATH}/{}/meeting", report.id)), html! {
                (parts::date(words, "meeting_on", words.say("petitions-report-meeting-on")).value(form.text("meeting_on")).error(form.said_of(words, "meeting_on")))
                (parts::textarea(words, "decision", words.say("petitions-report-decision")).rows(4).value(form.text("decision")).error(form.said_of(words, "decision")))
                div.actions { (parts::button(words.say("petitions-report-meet")).secondary()) }
            }).id("meeting"))
        }
    }
}

/// It was reported to a meeting.
///
/// # Errors
/// [`Fault::NotFound`] without such a report.
pub async fn post_meeting(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (act, today, asked) = (Act::of(&ctx), ctx.now.date(), id.clone());
    let on = typed::day(&mut form, "meeting_on", "petitions-wrong-past-day", |day| day <= today);
    let decision = form.required("decision", TEXT_CHARS_MAX);
    let (Some(on), true) = (on, form.is_right()) else { return show(&ctx, &id, &form).await };
    let meet = move |conn: &mut Conn| reports::meet(conn, &act, &asked, on, &decision);
    if !ctx.centre.db.write(meet).await? {
        form.wrong("decision", "petitions-refusal-changed");
        return show(&ctx, &id, &form).await;
    }
    Ok(ctx.go(&format!("{PATH}/{id}")))
}

/// Something is to be improved, or goes on.
///
/// # Errors
/// [`Fault::NotFound`] without such a report.
pub async fn post_improvement(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let done = if form.has("improvement") {
        change(&ctx, &id, &mut form).await?
    } else {
        add(&ctx, &id, &mut form).await?
    };
    if done { Ok(ctx.go(&format!("{PATH}/{id}#improvements"))) } else { show(&ctx, &id, &form).await }
}

fn due(form: &mut Form, today: Date) -> Date {
    typed::day(form, "due_on", "petitions-authority-past", |day| day >= today).unwrap_or(today)
}

async fn add(ctx: &Ctx, id: &str, form: &mut Form) -> Result<bool, Fault> {
    let act = Act::of(ctx);
    let new = Improvement {
        id: act.id().into_string(),
        report_id: id.to_owned(),
        what: form.required("what", 500),
        handler: form.required("handler", 100),
        due_on: due(form, ctx.now.date()),
        progress: Progress::Proposed,
        result: String::new(),
    };
    if !form.is_right() {
        return Ok(false);
    }
    let keep = move |conn: &mut Conn| {
        let known =
            staff::is_active(conn, &new.handler)? && reports::find_report(conn, &new.report_id)?.is_some();
        if known {
            reports::add_improvement(conn, &act, &new)?;
        }
        Ok(known)
    };
    let kept = ctx.centre.db.write(keep).await?;
    if !kept {
        form.wrong("handler", "form-choose");
    }
    Ok(kept)
}

async fn change(ctx: &Ctx, id: &str, form: &mut Form) -> Result<bool, Fault> {
    let (act, asked) = (Act::of(ctx), form.text("improvement").to_owned());
    let was = Progress::from_code(form.text("was"));
    let next = form.choice("progress", Progress::from_code);
    let result = match next {
        Some(Progress::Done | Progress::Dropped) => form.required("result", TEXT_CHARS_MAX),
        _ => form.optional("result", TEXT_CHARS_MAX),
    };
    let (Some(was), Some(next), true) = (was, next, form.is_right()) else { return Ok(false) };
    let report = id.to_owned();
    let keep = move |conn: &mut Conn| {
        let known = reports::list_improvements(conn, &report)?.iter().any(|one| one.id == asked);
        Ok(known
            && was.may_become(next)
            && reports::change_improvement(conn, &act, &asked, was, next, &result)?)
    };
    let kept = ctx.centre.db.write(keep).await?;
    if !kept {
        form.wrong("progress", "petitions-refusal-changed");
    }
    Ok(kept)
}

/// The figures as a file.
///
/// # Errors
/// [`Fault::NotFound`] without such a report.
pub async fn file(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let kind = Kind::from_code(asked.text("kind")).unwrap_or(Kind::Ods);
    let find = move |conn: &mut Conn| reports::find_report(conn, &id);
    let report = ctx.centre.db.read(find).await?.ok_or(Fault::NotFound)?;
    let (columns, rows) = (figures::columns(&ctx.words), figures::rows(&ctx.words, &report.figures));
    let bytes = sheet::write(kind, &report.title, &columns, &rows).map_err(|_| Fault::Internal)?;
    let name = format!("attachment; filename=\"petitions-{}-{}.{}\"", report.from, report.to, kind.code());
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static(kind.content_type());
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
