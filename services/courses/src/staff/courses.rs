//! The list of courses for staff: drafts and past ones too, narrowed by words and state, taken out
//! as a table.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::form::{Form, encode};
use foundation::parts::{self, Pager, choice, column};
use foundation::sheet::{self, Cell, Kind};
use foundation::web::Ctx;
use foundation::{pages, sheet::SheetError};
use maud::{Markup, html};

use super::frame::{done, standing_of};
use crate::model::CourseStatus;
use crate::rights::{self, EDIT, SECTIONS};
use crate::store::board::{self, Filter, Line};
use crate::words::{categories, category};

/// Courses on a page.
const PAGE: i64 = 50;
/// Courses in a table that is taken out.
const EXPORT: i64 = 20_000;

fn filter(given: &Form) -> Filter {
    Filter {
        terms: office::terms::query_terms(given.text("q")).into_iter().collect(),
        status: given.text("status").to_owned(),
        category: given.text("category").to_owned(),
        section: given.text("section").to_owned(),
        when: match given.text("when") {
            "" => "coming".to_owned(),
            "all" => String::new(),
            when => when.to_owned(),
        },
    }
}

/// `GET /office/courses`
///
/// # Errors
/// When the store is away.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let skip = given.text("skip").parse::<i64>().unwrap_or(0).clamp(0, 1_000_000);
    let (asked, now) = (filter(&given), ctx.now);
    let mut lines = ctx.centre.db.read(move |conn| board::list(conn, &asked, now, PAGE + 1, skip)).await?;
    let more = i64::try_from(lines.len()).is_ok_and(|n| n > PAGE);
    lines.truncate(usize::try_from(PAGE).unwrap_or_default());
    let title = ctx.words.say("edit-courses-title");
    let content = draw(&ctx, &given, &lines, skip, more);
    Ok(ctx.page(StatusCode::OK, pages::office_shell(&ctx, title).page(content)))
}

fn draw(ctx: &Ctx, given: &Form, lines: &[Line], skip: i64, more: bool) -> Markup {
    let words = &ctx.words;
    let editor = ctx.staff().is_ok_and(|staff| staff.may(EDIT));
    let others: Vec<(&str, &str)> = given
        .pairs()
        .iter()
        .filter(|(n, _)| n != "skip" && n != "done")
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let at = |skip: i64| {
        let text = skip.to_string();
        let mut pairs = others.clone();
        pairs.push(("skip", &text));
        words.path(&format!("/office/courses?{}", encode(&pairs)))
    };
    let pager = Pager {
        previous: (skip > 0).then(|| at((skip - PAGE).max(0))),
        next: more.then(|| at(skip + PAGE)),
        said: None,
    };
    html! {
        h1 { (words.say("edit-courses-title")) }
        (done(ctx))
        p.actions {
            @if editor {
                (parts::button_link(words.path("/office/courses/new"), words.say("edit-new-course")))
                (parts::button_link(words.path("/office/courses/import"), words.say("edit-import")).secondary())
            }
            @if ctx.staff().is_ok_and(|staff| !rights::sections(staff).is_empty()) {
                (parts::button_link(words.path("/office/courses/doubles"), words.say("serve-doubles-title")).secondary())
            }
            (parts::button_link(words.path("/office/courses/funnel"), words.say("funnel-title")).secondary())
            (parts::button_link(words.path("/office/courses/districts"), words.say("reach-title")).secondary())
        }
        (filters(ctx, given))
        (table(ctx, lines))
        (parts::pager(words, &pager))
        p.no-print {
            (words.say("edit-take-out")) " "
            @for kind in Kind::ALL {
                a href=(words.path(&format!("/office/courses/export/{}?{}", kind.code(), encode(&others)))) { (kind.code().to_uppercase()) } " "
            }
        }
    }
}

fn filters(ctx: &Ctx, given: &Form) -> Markup {
    let words = &ctx.words;
    let any = || choice("", words.say("courses-any"));
    let statuses = std::iter::once(any()).chain(
        CourseStatus::ALL.iter().map(|s| choice(s.code(), words.say(&format!("edit-status-{}", s.code())))),
    );
    let sections = std::iter::once(any())
        .chain(SECTIONS.iter().map(|s| choice(*s, words.say(&format!("edit-section-{s}")))));
    let whens = ["coming", "past"].map(|w| choice(w, words.say(&format!("edit-when-{w}"))));
    let whens = whens.into_iter().chain([choice("all", words.say("edit-when-all"))]);
    let when = if given.text("when").is_empty() { "coming" } else { given.text("when") };
    let narrowed = given.pairs().iter().any(|(n, v)| n != "done" && !v.is_empty());
    let clear = narrowed.then(|| words.path("/office/courses"));
    parts::filters(
        words,
        &words.path("/office/courses"),
        clear.as_deref(),
        html! {
            (parts::search(words, "q", words.say("edit-find")).value(given.text("q")))
            (parts::select(words, "when", words.say("edit-when"), whens.collect()).value(when).unmarked())
            (parts::select(words, "status", words.say("edit-status"), statuses.collect()).value(given.text("status")))
            (parts::select(words, "section", words.say("edit-f-section"), sections.collect()).value(given.text("section")))
            (parts::select(words, "category", words.say("edit-f-category"), std::iter::once(any()).chain(categories(words)).collect()).value(given.text("category")))
        },
    )
}

fn table(ctx: &Ctx, lines: &[Line]) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        column(words.say("board-course")),
        column(words.say("board-begins")),
        column(words.say("edit-status")),
        column(words.say("board-taken")).number(),
        column(words.say("board-waiting")).number(),
        column(words.say("edit-pending")).number(),
        column(words.say("edit-f-closes_at")),
    ];
    let rows = lines.iter().map(|c| {
        let by_link = if c.secret { words.say("edit-by-link") } else { String::new() };
        let section = words.say(&format!("edit-section-{}", c.section));
        let mut below = vec![category(words, &c.category), c.place.clone(), section, by_link];
        below.retain(|part| !part.is_empty());
        let (tone, state) = standing_of(words, c.status, c.opens_at, c.closes_at, c.ends_at, ctx.now);
        vec![
            html! {
                a href=(words.path(&format!("/office/courses/{}", c.id))) { (c.title) }
                br; small.soft { (below.join("．")) }
            },
            parts::time_short(words, c.starts_at),
            parts::tag(tone, &state),
            html! { (words.number(c.taken)) " / " (words.number(c.capacity)) },
            html! { (words.number(c.waiting)) },
            html! { (words.number(c.pending)) },
            parts::day_short(words, c.closes_at.date()),
        ]
    });
    html! { (parts::table(words, words.say("edit-courses-title"), columns, rows.collect()).caption_unseen().empty(words.say("edit-courses-none"))) }
}

/// `GET /office/courses/export/{kind}`: the same list as a table; stable ids, codes beside names.
///
/// # Errors
/// [`Fault::NotFound`] for an unknown kind.
pub async fn export(ctx: Ctx, Path(kind): Path<String>) -> Result<Response, Fault> {
    let kind = Kind::from_code(&kind).ok_or(Fault::NotFound)?;
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let (asked, now) = (filter(&given), ctx.now);
    let lines = ctx.centre.db.read(move |conn| board::list(conn, &asked, now, EXPORT, 0)).await?;
    let columns = [
        "id",
        "slug",
        "title",
        "category",
        "category_name",
        "section",
        "place",
        "status",
        "method",
        "starts_at",
        "ends_at",
        "opens_at",
        "closes_at",
        "capacity",
        "taken",
        "waiting",
        "pending",
    ];
    let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
    let words = ctx.words.clone();
    let rows: Vec<Vec<Cell>> = lines
        .iter()
        .map(|c| {
            vec![
                (&c.id).into(),
                (&c.slug).into(),
                (&c.title).into(),
                (&c.category).into(),
                category(&words, &c.category).into(),
                (&c.section).into(),
                (&c.place).into(),
                c.status.code().into(),
                c.method.code().into(),
                c.starts_at.rfc3339().into(),
                c.ends_at.rfc3339().into(),
                c.opens_at.rfc3339().into(),
                c.closes_at.rfc3339().into(),
                c.capacity.into(),
                c.taken.into(),
                c.waiting.into(),
                c.pending.into(),
            ]
        })
        .collect();
    let title = ctx.words.say("edit-courses-title");
    let made = tokio::task::spawn_blocking(move || sheet::write(kind, &title, &columns, &rows)).await;
    file(&format!("courses-{}", ctx.now.date()), kind, made.map_err(|_| Fault::Internal)?)
}

/// A table as a download.
///
/// # Errors
/// [`Fault::Internal`] when it could not be made.
pub fn file(name: &str, kind: Kind, made: Result<Vec<u8>, SheetError>) -> Result<Response, Fault> {
    let bytes = made.map_err(|error| {
        tracing::error!(%error, "a table could not be written");
        Fault::Internal
    })?;
    let disposition = format!("attachment; filename=\"{name}.{}\"", kind.code());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.content_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(|_| Fault::Internal)?),
    ];
    Ok((headers, bytes).into_response())
}
