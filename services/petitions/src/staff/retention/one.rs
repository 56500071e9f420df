//! `/office/petitions-retention/{id}`: one list of what is to be destroyed: its cases, what the units think, the approval
//! of the archives authority, and as a file.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::{self, Form};
use foundation::i18n::Words;
use foundation::pages::office_shell;
use foundation::parts::{self, Choice, Pager, choice, column, crumb};
use foundation::sheet::{self, Cell, Kind as FileKind};
use foundation::staff;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::{PATH, stage};
use crate::model::{Destruction, Doomed, Opinion, Stage, Topic};
use crate::rights::{self, DECIDE};
use crate::rules::keeping;
use crate::staff::said;
use crate::store::{self, Act, destruction};
use crate::work::destruction::{Approval, Refused, approve, drop_list};

/// Cases on one page.
const CASES: usize = 100;
/// Cases in a file.
const FILE_CASES_MAX: i64 = 200_000;
/// Longest opinion of a unit.
const TEXT_CHARS_MAX: usize = 2_000;

struct Shown {
    list: Destruction,
    cases: Vec<Doomed>,
    /// How many cases each section has on it, and how many are destroyed.
    sections: Vec<(String, i64, i64)>,
    opinions: Vec<Opinion>,
    topics: Vec<Topic>,
    names: HashMap<String, String>,
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such a list.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default()).await
}

async fn read(ctx: &Ctx, id: &str, after: String, limit: i64) -> Result<Shown, Fault> {
    let (asked, scope) = (id.to_owned(), rights::scope(ctx.staff()?));
    let read = move |conn: &mut Conn| {
        let Some(list) = destruction::find_list(conn, &asked)? else { return Ok(None) };
        let opinions = destruction::list_opinions(conn, &asked)?;
        let ids = opinions.iter().map(|opinion| &opinion.said_by).chain([&list.made_by, &list.recorded_by]);
        Ok(Some(Shown {
            names: staff::list_names(conn, &ids.cloned().collect::<Vec<_>>())?,
            cases: destruction::list_cases(conn, &scope, &asked, &after, limit)?,
            sections: destruction::count_cases(conn, &asked)?,
            topics: store::list_topics(conn)?,
            opinions,
            list,
        }))
    };
    ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)
}

async fn show(ctx: &Ctx, id: &str, form: &Form) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let limit = i64::try_from(CASES + 1).unwrap_or(i64::MAX);
    let mut shown = read(ctx, id, asked.text("after").to_owned(), limit).await?;
    let has_more = shown.cases.len() > CASES;
    shown.cases.truncate(CASES);
    let words = &ctx.words;
    let next = shown.cases.last().filter(|_| has_more).map(|last| {
        words.path(&format!("{PATH}/{id}?{}", form::encode(&[("after", last.case_id.as_str())])))
    });
    let on = words.date(shown.list.over_on);
    let title = words.say_with("petitions-destruction-title", &[("on", on.into())]);
    let shell = parts::Shell {
        here: vec![
            crumb(words.path("/office/petitions"), words.say("petitions-inbox-title")),
            crumb(words.path(PATH), words.say("petitions-retention")),
        ],
        has_errors: !form.is_right(),
        ..office_shell(ctx, title.as_str())
    };
    let directs = ctx.staff()?.may(DECIDE);
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) " " (stage(words, shown.list.stage)) }
        (facts(words, &shown))
        (files(words, &shown))
        (opinions(ctx, &shown, form))
        @if shown.list.stage == Stage::Listed && directs { (approval(ctx, &shown, form)) }
        (cases(ctx, &shown))
        (parts::pager(words, &Pager { next, ..Pager::default() }))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn facts(words: &Words, shown: &Shown) -> Markup {
    let list = &shown.list;
    let count = |of: fn(&(String, i64, i64)) -> i64| shown.sections.iter().map(of).sum::<i64>();
    let (all, gone) = (count(|section| section.1), count(|section| section.2));
    let by = |id: &str| said::person(words, &shown.names, id);
    html! {
        dl.facts {
            dt { (words.say("petitions-destruction-cases")) } dd { (all) }
            dt { (words.say("petitions-destruction-made-by")) } dd { (by(&list.made_by)) " " (parts::time(words, list.made_at)) }
            @if let Some(on) = list.approved_on {
                dt { (words.say("petitions-destruction-agency")) } dd { (list.agency) }
                dt { (words.say("petitions-destruction-letter")) } dd { (parts::day(words, on)) " " (list.letter) }
                dt { (words.say("petitions-destruction-recorded-by")) } dd { (by(&list.recorded_by)) }
                dt { (words.say("petitions-destruction-gone")) } dd { (gone) @if let Some(at) = list.ended_at { " " (parts::time(words, at)) } }
            }
        }
    }
}

fn files(words: &Words, shown: &Shown) -> Markup {
    let path = |kind: FileKind| words.path(&format!("{PATH}/{}/file?kind={}", shown.list.id, kind.code()));
    html! {
        div.actions {
            @for kind in FileKind::ALL { a href=(path(kind)) { (words.say(&format!("petitions-report-file-{}", kind.code()))) } " " }
            (parts::print_button(words))
        }
    }
}

fn said_section(words: &Words, section: &str) -> String {
    words.say(&format!("petitions-section-{section}"))
}

/// What the units think, and the form of whoever may say it.
fn opinions(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let columns = ["section", "cases", "opinion", "said-by"]
        .map(|name| column(words.say(&format!("petitions-destruction-{name}"))));
    let row = |(section, count, _): &(String, i64, i64)| {
        let own = shown.opinions.iter().find(|opinion| opinion.section == *section);
        vec![
            html! { (said_section(words, section)) },
            html! { (count) },
            html! { @match own { Some(own) => { (agreed(words, own)) @if !own.text.is_empty() { br; span.text { (own.text) } } }, None => (words.say("petitions-destruction-unheard")) } },
            html! { @if let Some(own) = own { (said::person(words, &shown.names, &own.said_by)) " " (parts::time_short(words, own.said_at)) } },
        ]
    };
    let rows = shown.sections.iter().map(row).collect();
    let mine = sections_of(ctx, shown);
    html! {
        (parts::table(words, words.say("petitions-destruction-opinions"), columns.to_vec(), rows).empty(empty(ctx)))
        @if shown.list.stage == Stage::Listed && !mine.is_empty() { (opinion_form(ctx, shown, form, &mine)) }
    }
}

/// Whether a unit agrees, and whether somebody else said so in its stead.
fn agreed(words: &Words, opinion: &Opinion) -> String {
    let agrees = words.say(if opinion.agrees {
        "petitions-destruction-agrees"
    } else {
        "petitions-destruction-differs"
    });
    match opinion.in_stead {
        true => words.say_with("petitions-destruction-in-stead", &[("opinion", agrees.into())]),
        false => agrees,
    }
}

/// The sections with cases on a list for which this person speaks.
fn sections_of(ctx: &Ctx, shown: &Shown) -> Vec<String> {
    let Some(staff) = &ctx.staff else { return Vec::new() };
    let speaks = |section: &&String| staff.may(DECIDE) || staff.section == **section;
    shown.sections.iter().map(|(section, ..)| section).filter(speaks).cloned().collect()
}

fn opinion_form(ctx: &Ctx, shown: &Shown, form: &Form, mine: &[String]) -> Markup {
    let words = &ctx.words;
    let sections: Vec<Choice> = mine.iter().map(|code| choice(&**code, said_section(words, code))).collect();
    let only = if mine.len() == 1 { mine.first().map_or("", String::as_str) } else { "" };
    let section = if form.has("section") { form.text("section") } else { only };
    let agrees =
        ["agrees", "differs"].map(|code| choice(code, words.say(&format!("petitions-destruction-{code}"))));
    html! {
        h2 { (words.say("petitions-destruction-opinion-give")) }
        p { (words.say("petitions-destruction-opinion-text")) }
        (parts::form(words.path(&format!("{PATH}/{}/opinion", shown.list.id)), html! {
            (parts::select(words, "section", words.say("petitions-destruction-section"), sections).value(section).error(form.said_of(words, "section")))
            (parts::radios(words, "agrees", words.say("petitions-destruction-opinion"), agrees.to_vec()).value(form.text("agrees")).error(form.said_of(words, "agrees")))
            (parts::textarea(words, "text", words.say("petitions-destruction-words")).rows(3).value(form.text("text")).error(form.said_of(words, "text")).optional())
            div.actions { (parts::button(words.say("petitions-destruction-opinion-give")).secondary()) }
        }).id("opinion"))
    }
}

/// The letter of the archives authority, which begins the destruction.
fn approval(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let path = |noun: &str| words.path(&format!("{PATH}/{}/{noun}", shown.list.id));
    let sure = choice("yes", words.say("petitions-destruction-sure"));
    html! {
        h2 { (words.say("petitions-destruction-approval")) }
        (parts::warning_text(words, &words.say("petitions-destruction-approval-text")))
        (parts::form(path("approval"), html! {
            (parts::text(words, "agency", words.say("petitions-destruction-agency")).value(form.text("agency")).error(form.said_of(words, "agency")))
            (parts::date(words, "approved_on", words.say("petitions-destruction-approved-on")).value(form.text("approved_on")).error(form.said_of(words, "approved_on")))
            (parts::text(words, "letter", words.say("petitions-destruction-letter-number")).value(form.text("letter")).error(form.said_of(words, "letter")))
            (parts::checkboxes(words, "sure", words.say("petitions-destruction-sure-legend"), vec![sure]).values(form.texts("sure")).error(form.said_of(words, "sure")))
            div.actions { (parts::button(words.say("petitions-destruction-approve"))) }
        }).id("approval"))
        (parts::details(&words.say("petitions-destruction-drop"), html! { (parts::form(path("dropping"), html! {
            p { (words.say("petitions-destruction-drop-text")) }
            div.actions { (parts::button(words.say("petitions-destruction-drop")).secondary()) }
        }).id("dropping")) }))
    }
}

/// What a case is about: its subject, unless it is secret or destroyed.
fn about(words: &Words, case: &Doomed) -> String {
    match &case.subject {
        None => words.say("petitions-destruction-destroyed"),
        Some(_) if case.confidential => words.say("petitions-confidential"),
        Some(subject) => subject.clone(),
    }
}

/// The name of a file of such cases: their kind and topic.
fn named(words: &Words, topics: &[Topic], case: &Doomed) -> String {
    let kind = words.say(&format!("petitions-kind-{}", case.kind.code()));
    let topic = topics.iter().find(|topic| topic.code == case.topic);
    match topic.map(|topic| topic.name_in(words.lang())) {
        Some(topic) => format!("{kind}－{topic}"),
        None => kind,
    }
}

fn cases(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let columns =
        ["file-number", "name", "about", "received-on", "closed-on", "kept-until", "section", "files"]
            .map(|name| column(words.say(&format!("petitions-destruction-{name}"))));
    let row = |case: &Doomed| {
        let number = &case.file_number;
        let ended_on = case.closed_at.date();
        vec![
            html! { @if case.subject.is_some() { a href=(words.path(&format!("/office/petitions/{}", case.case_id))) { (number) } } @else { (number) } },
            html! { (named(words, &shown.topics, case)) },
            html! { (about(words, case)) },
            parts::day_short(words, case.received_on),
            parts::day_short(words, ended_on),
            parts::day_short(words, keeping::kept_until(ended_on, case.years)),
            html! { (said_section(words, &case.section)) },
            html! { (case.files) },
        ]
    };
    let rows = shown.cases.iter().map(row).collect();
    html! { (parts::table(words, words.say("petitions-destruction-list"), columns.to_vec(), rows).empty(empty(ctx))) }
}

/// What stands where there is no case: on the list, or of one's own section.
fn empty(ctx: &Ctx) -> String {
    let sees_all = ctx.staff.as_ref().is_some_and(|staff| rights::scope(staff).all);
    ctx.words.say(if sees_all { "petitions-destruction-empty" } else { "petitions-destruction-empty-own" })
}

/// The list as a file, to be sent to the archives authority; of one section where that is all somebody may see. That it
/// leaves the house stands in the trail.
///
/// # Errors
/// [`Fault::NotFound`] without such a list, [`Fault::Refused`] where it is too long for a file.
pub async fn file(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let kind = FileKind::from_code(asked.text("kind")).unwrap_or(FileKind::Ods);
    let shown = read(&ctx, &id, String::new(), FILE_CASES_MAX + 1).await?;
    let words = &ctx.words;
    let cases = shown.cases.len();
    if i64::try_from(cases).is_ok_and(|cases| cases > FILE_CASES_MAX) {
        let said = words.say_with("petitions-destruction-file-large", &[("max", FILE_CASES_MAX.into())]);
        return Err(Fault::Refused(StatusCode::CONFLICT, "too-large", said, serde_json::json!({})));
    }
    let scope = rights::scope(ctx.staff()?);
    let section = if scope.all { String::new() } else { scope.section };
    let (columns, rows) = table(&ctx, &shown);
    let title = words.say("petitions-destruction-list");
    let made = tokio::task::spawn_blocking(move || sheet::write(kind, &title, &columns, &rows)).await;
    let bytes = made.map_err(|_| Fault::Internal)?.map_err(|_| Fault::Internal)?;
    let (act, of) = (Act::of(&ctx), section.clone());
    ctx.centre.db.write(move |conn| destruction::note_taken(conn, &act, &id, &of, cases)).await?;
    let of = if section.is_empty() { section } else { format!("-{section}") };
    let name = format!("attachment; filename=\"destruction-{}{of}.{}\"", shown.list.over_on, kind.code());
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static(kind.content_type());
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// Headings and rows of the file.
fn table(ctx: &Ctx, shown: &Shown) -> ([String; 10], Vec<Vec<Cell>>) {
    let words = &ctx.words;
    let columns = [
        "file-number",
        "name",
        "about",
        "received-on",
        "closed-on",
        "years",
        "kept-until",
        "section",
        "files",
        "opinion",
    ]
    .map(|name| words.say(&format!("petitions-destruction-{name}")));
    let opinion = |section: &str| match shown.opinions.iter().find(|opinion| opinion.section == section) {
        Some(opinion) => format!("{} {}", agreed(words, opinion), opinion.text).trim_end().to_owned(),
        None => String::new(),
    };
    let row = |case: &Doomed| {
        let ended_on = case.closed_at.date();
        vec![
            Cell::from(case.file_number.clone()),
            Cell::from(named(words, &shown.topics, case)),
            Cell::from(about(words, case)),
            Cell::from(words.date_short(case.received_on)),
            Cell::from(words.date_short(ended_on)),
            Cell::Number(case.years),
            Cell::from(words.date_short(keeping::kept_until(ended_on, case.years))),
            Cell::from(said_section(words, &case.section)),
            Cell::Number(case.files),
            Cell::from(opinion(&case.section)),
        ]
    };
    let rows = shown.cases.iter().map(row).collect();
    (columns, rows)
}

/// A unit says what it thinks.
///
/// # Errors
/// [`Fault::NotFound`] without such a list.
pub async fn post_opinion(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (act, asked) = (Act::of(&ctx), id.clone());
    let shown = read(&ctx, &id, String::new(), 0).await?;
    let mine = sections_of(&ctx, &shown);
    let section = form.choice("section", |code| mine.iter().find(|own| *own == code).cloned());
    let agrees = form.choice("agrees", |code| ["agrees", "differs"].into_iter().find(|said| *said == code));
    let agrees = agrees == Some("agrees");
    let text =
        if agrees { form.optional("text", TEXT_CHARS_MAX) } else { form.required("text", TEXT_CHARS_MAX) };
    let (Some(section), true) = (section, form.is_right()) else { return show(&ctx, &id, &form).await };
    let in_stead = ctx.staff()?.section != section;
    let opinion =
        Opinion { section, agrees, text, said_by: act.who().to_owned(), said_at: act.now, in_stead };
    let keep = move |conn: &mut Conn| {
        let listed = destruction::lock_list(conn, &asked)?.is_some_and(|list| list.stage == Stage::Listed);
        if listed {
            destruction::change_opinion(conn, &act, &asked, &opinion)?;
        }
        Ok(listed)
    };
    if !ctx.centre.db.write(keep).await? {
        form.wrong("section", "petitions-refusal-changed");
        return show(&ctx, &id, &form).await;
    }
    Ok(ctx.go(&format!("{PATH}/{id}")))
}

/// The archives authority approved.
///
/// # Errors
/// [`Fault::NotFound`] without such a list.
pub async fn post_approval(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (agency, letter) = (form.required("agency", 100), form.required("letter", 100));
    let today = ctx.now.date();
    let on = office::roc_date::parse(form.text("approved_on")).ok().filter(|day| *day <= today);
    if on.is_none() {
        form.wrong("approved_on", "petitions-wrong-past-day");
    }
    if !form.has("sure") {
        form.wrong("sure", "petitions-destruction-unsure");
    }
    let (Some(on), true) = (on, form.is_right()) else { return show(&ctx, &id, &form).await };
    let (act, asked, approval) = (Act::of(&ctx), id.clone(), Approval { agency, letter, on });
    let refused = ctx.centre.db.write(move |conn| approve(conn, &act, &asked, &approval)).await?;
    if let Err(refused) = refused {
        let (field, key) = match refused {
            Refused::Changed => ("agency", "petitions-refusal-changed"),
            Refused::Unheard => ("agency", "petitions-destruction-wrong-unheard"),
            Refused::Early => ("approved_on", "petitions-destruction-wrong-early"),
        };
        form.wrong(field, key);
        return show(&ctx, &id, &form).await;
    }
    Ok(ctx.go(&format!("{PATH}/{id}")))
}

/// It was not approved, or is to be made anew; that somebody else did so before is no mistake.
///
/// # Errors
/// Any fault of the store.
pub async fn post_dropping(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let act = Act::of(&ctx);
    ctx.centre.db.write(move |conn| drop_list(conn, &act, &id)).await?;
    Ok(ctx.go(PATH))
}
