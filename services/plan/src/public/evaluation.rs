//! `/plan/evaluation/{id}`: the plan and its evidence for evaluators, by a signed link, for a time.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use foundation::centre::Centre;
use foundation::chart::bar;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::measures::figure;
use foundation::pages;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::files::attachment;
use super::front::in_chinese;
use crate::document::{PaperKind, window};
use crate::dossier::{self, ByYear, Dossier, Piece};
use crate::figures;
use crate::frozen;
use crate::kept;
use crate::model::{Leaf, tree};
use crate::picture;
use crate::staff::freeze::find;
use crate::store::frame::{self, Frame};
use crate::store::link::{self, Link};
use crate::words;

const PURPOSE: &str = "plan.evaluation";

/// The address of a link, with its signature.
pub fn address(centre: &Centre, id: &str) -> String {
    format!("/plan/evaluation/{id}?key={}", centre.keys.sign(PURPOSE, id))
}

/// The link of a request, when its signature is right and its time is not over.
async fn open(ctx: &Ctx, method: &Method, id: &str) -> Result<Link, Fault> {
    let form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    if !ctx.centre.keys.verify(PURPOSE, id, form.text("key")) {
        return Err(Fault::NotFound);
    }
    let (asked, now) = (id.to_owned(), ctx.now);
    let found = ctx.centre.db.read(move |conn| link::find(conn, &asked)).await?;
    let link = found.filter(|link| link.is_good(now)).ok_or(Fault::NotFound)?;
    // Once an hour is enough to know whether it is used, and that it was read; who asks for the head reads nothing.
    if method != Method::HEAD && link.seen_at.is_none_or(|at| now.seconds_since(at) > 3600) {
        let asked = link.id.clone();
        ctx.centre.db.write(move |conn| link::touch(conn, &asked, now)).await?;
        Door::Link(link.id.clone()).note(ctx, "evidence-read", "").await?;
    }
    Ok(link)
}

/// By which door somebody came to the evidence: it decides the addresses of what lies behind.
pub(crate) enum Door {
    /// By a signed link, of this id.
    Link(String),
    /// Signed in as an evaluator, to this plan.
    Office(String),
}

impl Door {
    /// The address of something behind the door, key included.
    fn to(&self, ctx: &Ctx, rest: &str) -> String {
        ctx.words.path(&match self {
            Door::Link(id) => address(&ctx.centre, id).replacen('?', &format!("/{rest}?"), 1),
            Door::Office(id) => format!("/office/plan/evaluation/{id}/{rest}"),
        })
    }

    /// Who read or took something along leaves a row in the trail.
    pub(crate) async fn note(&self, ctx: &Ctx, verb: &'static str, what: &str) -> Result<(), Fault> {
        let (row, now, actor) = (ctx.centre.chance.id(ctx.now), ctx.now, ctx.actor());
        let (matter, id) = match self {
            Door::Link(id) => ("plan_link", id.clone()),
            Door::Office(id) => ("plan_plan", id.clone()),
        };
        let after = Some(what.to_owned()).filter(|what| !what.is_empty());
        let write = move |conn: &mut Conn| {
            let entry = Entry { after: after.clone(), ..Entry::new(matter, &id, verb) };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])
        };
        Ok(ctx.centre.db.write(write).await?)
    }
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] when the link is wrong, over or taken back.
pub async fn get(ctx: Ctx, method: Method, Path(id): Path<String>) -> Result<Response, Fault> {
    let link = open(&ctx, &method, &id).await?;
    let dossier = dossier::open(&ctx.centre, &ctx.words, &link.plan_id, ctx.now).await?;
    let frames = ctx.centre.db.read(frame::list).await?;
    let words = &ctx.words;
    let heading = super::title(&ctx.centre, words, &dossier.picture.plan);
    let shell = Shell { menu: Vec::new(), ..pages::shell(&ctx, heading.clone()) };
    let until =
        [("name", (&link.name).into()), ("until", words.date(link.ends_at.plus_seconds(-1).date()).into())];
    let content = html! {
        h1 { (heading) }
        (parts::notice(Tone::Info, "", html! { p { (words.say_with("plan-evaluation-said", &until)) } }))
        (contents(&ctx, &Door::Link(link.id), &dossier, &frames))
    };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// The plan with its evidence, to be read only.
pub(crate) fn contents(ctx: &Ctx, door: &Door, dossier: &Dossier, frames: &[Frame]) -> Markup {
    let words = &ctx.words;
    html! {
        p { (words.say_with("plan-evaluation-version", &[("number", dossier.picture.plan.version.into())])) }
        p.lead { (words.say_with("plan-dossier-lead", &[("day", words.date(dossier.picture.reported).into())])) }
        div.actions {
            (parts::button_link(door.to(ctx, "evidence.zip"), words.say("plan-evaluation-zip")))
            (parts::button_link(door.to(ctx, "evidence.pdf"), words.say("plan-evaluation-pdf")).secondary())
            (parts::button_link(door.to(ctx, "evidence.odt"), words.say("plan-evaluation-odt")).secondary())
        }
        (reporting_days(ctx, door, dossier))
        (by_year(ctx, dossier))
        (by_frame(ctx, dossier, frames))
        (areas(ctx, door, dossier))
    }
}

/// The ways to what was frozen.
fn reporting_days(ctx: &Ctx, door: &Door, dossier: &Dossier) -> Markup {
    let words = &ctx.words;
    html! {
        @if !dossier.freezes.is_empty() {
            h2 { (words.say("plan-frozen-days")) }
            p { (words.say("plan-frozen-days-said")) }
            ul {
                @for freeze in &dossier.freezes {
                    li { a href=(door.to(ctx, &format!("freezes/{}", freeze.id))) { (frozen::title(words, freeze)) } " " span lang=[in_chinese(ctx)] { (freeze.told()) } }
                }
            }
        }
    }
}

/// Every number by year: a table, and a chart for each.
fn by_year(ctx: &Ctx, dossier: &Dossier) -> Markup {
    let words = &ctx.words;
    let all = dossier.by_year(&ctx.centre, words);
    let lang = |row: &ByYear| in_chinese(ctx).filter(|_| !row.code.is_empty());
    let years: Vec<i16> = dossier::periods(&dossier.picture).into_iter().map(|(year, _)| year).collect();
    let rows = all.iter().map(|row| {
        let cell = |year: &i16| row.numbers.iter().find(|(y, ..)| y == year).map_or("—", |(.., said)| said);
        let cells = years
            .iter()
            .map(|year| html! { span lang=[lang(row).filter(|_| cell(year) != "—")] { (cell(year)) } });
        std::iter::once(html! { span lang=[lang(row)] { (row.title) } }).chain(cells).collect()
    });
    let columns = std::iter::once(parts::column(words.say("plan-f-measure")))
        .chain(years.iter().map(|year| parts::column(words::year(words, *year)).number()));
    html! {
        @if !all.is_empty() {
            h2 { (words.say("plan-by-year")) }
            p { (words.say("plan-by-year-said")) }
            (parts::table(words, words.say("plan-by-year"), columns.collect(), rows.collect()).caption_unseen())
            (parts::details(&words.say("plan-by-year-charts"), html! {
                @for row in &all {
                    // A chart is said in the language of the page: the Chinese words of an action stand above it.
                    @let written = |value: i64, said: &str| if in_chinese(ctx).is_some() { figure(words, row.scale, value) } else { said.to_owned() };
                    @let bars: Vec<_> = row.numbers.iter().map(|(year, value, said)| bar(words::year(words, *year), *value).said(written(*value, said))).collect();
                    @if let Some(lang) = lang(row) {
                        p lang=(lang) { (row.title) }
                        (parts::chart(words, &row.code, &row.said, &bars))
                    } @else {
                        (parts::chart(words, &row.title, &row.said, &bars))
                    }
                }
            }))
        }
    }
}

/// The frames of awards, with the actions that answer each criterion.
fn by_frame(ctx: &Ctx, dossier: &Dossier, frames: &[Frame]) -> Markup {
    let words = &ctx.words;
    let is_answered = |frame: &Frame| {
        let mut lines = frame.criteria.iter().flat_map(|c| &c.lines);
        lines.any(|line| dossier.picture.leaves.iter().any(|leaf| leaf.line_id == *line))
    };
    html! {
        @for frame in frames.iter().filter(|f| is_answered(f)) {
            details lang=[in_chinese(ctx)] { summary { (frame.title) } div.inside {
                @if !frame.note.is_empty() { p { (frame.note) } }
                dl.facts {
                    @for criterion in &frame.criteria {
                        dt { (criterion.title) @if let Some(weight) = criterion.weight_percent { " " (words.number(weight)) "%" } }
                        dd {
                            @for leaf in dossier.picture.leaves.iter().filter(|l| criterion.lines.contains(&l.line_id)) {
                                a href=(format!("#act-{}", leaf.text.code)) { (leaf.text.code) " " (leaf.text.action) } br;
                            }
                        }
                    }
                }
            } }
        }
    }
}

fn areas(ctx: &Ctx, door: &Door, dossier: &Dossier) -> Markup {
    let areas = tree(dossier.picture.leaves.iter().collect(), |leaf: &&Leaf| &leaf.text);
    html! {
        nav.contents aria-label=(ctx.words.say("plan-areas")) {
            ol lang=[in_chinese(ctx)] { @for (at, area) in areas.iter().enumerate() { li { a href=(format!("#area-{at}")) { (area.name) } } } }
        }
        @for (at, area) in areas.iter().enumerate() {
            section.area lang=[in_chinese(ctx)] {
                h2 #(format!("area-{at}")) { (area.name) }
                @for (strategy, leaves) in &area.strategies {
                    h3 { (strategy) }
                    ol.acts { @for leaf in leaves { (act(ctx, door, dossier, leaf)) } }
                }
            }
        }
    }
}

fn act(ctx: &Ctx, door: &Door, dossier: &Dossier, leaf: &Leaf) -> Markup {
    let (words, picture) = (&ctx.words, &dossier.picture);
    let standing = picture.standing(leaf);
    let window =
        window(words, picture.name(leaf.owner_id.as_deref()), picture.name(leaf.deputy_id.as_deref()));
    let said = picture.known(leaf).months.iter().rfind(|m| !m.reason.is_empty());
    let stood = dossier.stood(words, leaf);
    html! {
        li #(format!("act-{}", leaf.text.code)) {
            p.what { span.number-code { (leaf.text.code) } " " (leaf.text.action) " " span lang=(words.lang().code()) { (words::light(words, standing.light)) } }
            dl.facts lang=(words.lang().code()) {
                dt { (words.say("plan-f-units-window")) } dd { (words::units(words, &leaf.text)) @if !window.is_empty() { " · " (window) } }
                dt { (words.say("plan-f-indicator")) } dd { span lang=[in_chinese(ctx)] { (leaf.text.indicator) } " " strong lang=[in_chinese(ctx)] { (dossier.number(words, leaf)) } @if !stood.is_empty() { br; (stood) } }
                @if let Some(month) = said {
                    dt { (words.say("plan-f-reason")) } dd { (words::month(words, &month.month)) (words.say("plan-colon")) span lang=[in_chinese(ctx)] { (month.reason) " " (month.remedy) } }
                }
                @let pieces = dossier.of(leaf);
                @if !pieces.is_empty() {
                    dt { (words.say("plan-dossier-pieces")) }
                    dd lang=[in_chinese(ctx)] { ol.pieces { @for piece in pieces { (one(ctx, door, piece)) } } }
                }
            }
        }
    }
}

fn one(ctx: &Ctx, door: &Door, piece: &Piece) -> Markup {
    html! {
        li {
            span.number-code { (piece.number) } " "
            @if let Some(id) = &piece.file_id { a href=(door.to(ctx, &format!("files/{id}"))) { (piece.said) } }
            @else if !piece.url.is_empty() { (parts::outside_link(&ctx.words, &piece.url, &piece.said)) }
            @else { (piece.said) }
        }
    }
}

/// `GET /plan/evaluation/{id}/{file}`: everything as one archive, or as a paper.
///
/// # Errors
/// [`Fault::NotFound`] when the link is wrong, over or taken back.
pub async fn file(
    ctx: Ctx,
    method: Method,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let link = open(&ctx, &method, &id).await?;
    give(&ctx, &method, &Door::Link(link.id), &link.plan_id, &file).await
}

/// The evidence of a plan as one archive, or as a paper. Who only asks for the head takes nothing along.
///
/// # Errors
/// [`Fault::NotFound`] for another kind of file.
pub(crate) async fn give(
    ctx: &Ctx,
    method: &Method,
    door: &Door,
    plan_id: &str,
    file: &str,
) -> Result<Response, Fault> {
    let code = file.strip_prefix("evidence.").ok_or(Fault::NotFound)?;
    let kind = PaperKind::from_code(code);
    if kind.is_none() && code != "zip" {
        return Err(Fault::NotFound);
    }
    let dossier = dossier::open(&ctx.centre, &ctx.words, plan_id, ctx.now).await?;
    let name = format!("evidence-{}.{code}", dossier.picture.plan.slug());
    let media = kind.map_or("application/zip", PaperKind::content_type);
    if method == Method::HEAD {
        return Ok(attachment(media, &name, Body::empty()));
    }
    let Some(kind) = kind else {
        let archive = dossier.archive(ctx).await?;
        door.note(ctx, "evidence-taken-along", code).await?;
        return Ok(attachment(media, &name, archive));
    };
    let paper = dossier.paper(ctx);
    let printed = tokio::task::spawn_blocking(move || kind.print(&paper)).await;
    let bytes = printed.ok().and_then(Result::ok).ok_or(Fault::Internal)?;
    door.note(ctx, "evidence-taken-along", code).await?;
    Ok(attachment(media, &name, bytes))
}

/// `GET /plan/evaluation/{id}/files/{file}`: a file that proves an action of this plan.
///
/// # Errors
/// [`Fault::NotFound`] when it proves nothing of it.
pub async fn kept(
    ctx: Ctx,
    method: Method,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let link = open(&ctx, &method, &id).await?;
    give_kept(&ctx, &method, &Door::Link(link.id), &link.plan_id, &file).await
}

/// A file that proves an action of a plan.
///
/// # Errors
/// [`Fault::NotFound`] when it proves nothing of it.
pub(crate) async fn give_kept(
    ctx: &Ctx,
    method: &Method,
    door: &Door,
    plan_id: &str,
    file: &str,
) -> Result<Response, Fault> {
    let found = dossier::find_file(ctx, plan_id, file).await?;
    let given = kept::give(ctx, found).await?;
    if method != Method::HEAD {
        door.note(ctx, "evidence-file-taken", file).await?;
    }
    Ok(given)
}

/// `GET /plan/evaluation/{id}/freezes/{freeze}`: a reporting day of this plan.
///
/// # Errors
/// [`Fault::NotFound`] when it is none of this plan.
pub async fn frozen(
    ctx: Ctx,
    method: Method,
    Path((id, freeze)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let link = open(&ctx, &method, &id).await?;
    let (heading, content) = reporting_day(&ctx, &link.plan_id, &freeze).await?;
    let above = crumb(ctx.words.path(&address(&ctx.centre, &link.id)), ctx.words.say("plan-evaluation-menu"));
    let shell = Shell { menu: Vec::new(), here: vec![above], ..pages::shell(&ctx, heading) };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

/// How it stood on a reporting day of a plan, and the numbers counted again since some minutes ago.
///
/// # Errors
/// [`Fault::NotFound`] when it is none of this plan.
pub(crate) async fn reporting_day(ctx: &Ctx, plan_id: &str, id: &str) -> Result<(String, Markup), Fault> {
    let asked = id.to_owned();
    let found = ctx.centre.db.read(move |conn| find(conn, &asked)).await?;
    let (mut kept, by) = found.filter(|(kept, _)| kept.freeze.plan_id == plan_id).ok_or(Fault::NotFound)?;
    kept.freeze.note = kept.freeze.told().to_owned();
    let picture =
        picture::open(&ctx.centre, plan_id, ctx.now, |_| Vec::new()).await?.ok_or(Fault::NotFound)?;
    let now = figures::of(&ctx.centre, &kept.wants(), ctx.now).await?;
    let (words, heading) = (&ctx.words, frozen::title(&ctx.words, &kept.freeze));
    let content = html! {
        h1 { (heading) }
        (frozen::heading(words, &kept, &by))
        (frozen::lights(words, &kept))
        (frozen::numbers(words, &kept, &picture, &now))
    };
    Ok((heading, content))
}
