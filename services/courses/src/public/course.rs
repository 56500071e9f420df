//! One course: what, when, where, for whom, how places are given, and the way in: `/courses/{slug}`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::cache::Stamp;
use foundation::centre::Centre;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone, crumb};
use foundation::web::Ctx;
use foundation::{pages, qr as code};
use maud::{Markup, html};
use office::instant::Instant;

use super::{list, no_shows, past, say};
use crate::after::no_show;
use crate::model::{Course, CourseStatus, Places, Session};
use crate::planned;
use crate::questions::Question;
use crate::rules::draw::entries_until;
use crate::rules::entry::Entry;
use crate::rules::no_show::Rule;
use crate::store;
use crate::store::archive::Past;
use crate::store::browse::KeptBack;
use crate::store::draw::{Draw, Lots};
use crate::store::entry::Pick;
use crate::views::Views;
use crate::words::{self, Standing};

mod facts;
mod way_in;

/// A course with all that its page shows.
pub struct Shown {
    /// The course.
    pub course: Arc<Course>,
    /// Its meetings.
    pub sessions: Arc<Vec<Session>>,
    /// The questions of its form.
    pub questions: Arc<Vec<Question>>,
    /// Who may come.
    pub entry: Arc<Entry>,
    /// Options of the form that have limits.
    pub options: Arc<HashMap<Pick, i64>>,
    /// Its seats.
    pub places: Places,
    /// Seats kept back now.
    pub kept_back: Vec<KeptBack>,
    /// Its draw, when places are given by one.
    pub draw: Option<Draw>,
    /// Parties and persons entered for it, while it is to come.
    entered: (i64, i64),
    /// Taken before all this was read.
    stamp: Stamp,
}

impl Shown {
    /// The address of a page of this course, without language.
    pub fn path(&self, below: &str) -> String {
        say::path(&self.course, below)
    }

    /// Whether one can register, and how.
    pub fn standing(&self, now: Instant) -> Standing {
        Standing::of_course(&self.course, self.places, now).drawn(self.lots().as_ref(), self.places, now)
    }

    /// Until when a registration is an entry for the draw.
    pub fn entries_until(&self) -> Instant {
        let (c, minutes) = (&self.course, self.draw.as_ref().map_or(0, |d| d.window_minutes));
        entries_until(c.method, c.opens_at, c.closes_at, minutes)
    }

    /// Its draw, while one is to come.
    pub fn lots(&self) -> Option<Lots> {
        let draw = self.draw.as_ref().filter(|d| d.drawn_at.is_none())?;
        let (entries, persons) = self.entered;
        Some(Lots { until: self.entries_until(), is_closed: draw.closed_at.is_some(), entries, persons })
    }

    /// Whether the draw is still to come.
    pub fn awaits_draw(&self) -> bool {
        self.lots().is_some()
    }

    /// Whether a registration that comes now is an entry for the draw.
    pub fn enters(&self, now: Instant) -> bool {
        self.lots().is_some_and(|lots| lots.enters(now))
    }

    /// The next moment at which the page looks different by itself.
    fn changes_at(&self, now: Instant) -> Option<Instant> {
        let c = &self.course;
        let moments = [c.opens_at, c.closes_at, c.change_until, c.ends_at, self.entries_until()];
        let kept = self.kept_back.iter().flat_map(|k| k.opens_at.into_iter().chain([k.until_at]));
        moments.into_iter().chain(kept).filter(|at| *at > now).min()
    }
}

/// The course at an address, for whoever may see it: announced ones for everyone, those with a
/// secret link (R30) for who has it, drafts for nobody.
///
/// # Errors
/// [`Fault::NotFound`], or any fault of the store.
pub async fn find(ctx: &Ctx, slug: &str) -> Result<Shown, Fault> {
    if !slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Err(Fault::NotFound);
    }
    let stamp = ctx.stamp(&[planned::TOPIC, foundation::rules::TOPIC]);
    let planned = planned::find(&ctx.centre, slug, ctx.now).await?.ok_or(Fault::NotFound)?;
    let course = planned.course;
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    if !is_visible(&ctx.centre, &course, given.text("secret")) {
        return Err(Fault::NotFound);
    }
    let stamp = stamp.and(&ctx.stamp(&[&planned::of_course(&course.id)]));
    let (id, now, is_drawn) = (course.id.clone(), ctx.now, course.method.is_drawn());
    let seats = move |conn: &mut Conn| {
        let places = store::course::find_places(conn, &id, now)?;
        let draw = if is_drawn { Some(store::draw::find(conn, &id)?) } else { None };
        let is_to_come = draw.as_ref().is_some_and(|d| d.drawn_at.is_none());
        let entered = if is_to_come { store::draw::count_entered(conn, &id)? } else { (0, 0) };
        Ok((places, store::browse::list_kept_back(conn, &id, now)?, draw, entered))
    };
    let (places, kept_back, draw, entered) = ctx.centre.db.read(seats).await?;
    Ok(Shown {
        course,
        sessions: planned.sessions,
        questions: planned.questions,
        entry: planned.entry,
        options: planned.options,
        places: places.ok_or(Fault::NotFound)?,
        kept_back,
        draw,
        entered,
        stamp,
    })
}

/// Whether somebody who gives this secret may see a course; takes the same time whatever is wrong.
pub fn is_visible(centre: &Centre, course: &Course, given: &str) -> bool {
    let is_known = course.secret.as_ref().is_none_or(|secret| {
        let right = centre.keys.sign("secret link", secret);
        centre.keys.verify("secret link", given, &right)
    });
    is_known && course.status != CourseStatus::Draft
}

/// An answer that everybody may get, or only who has the secret link.
pub fn answer(ctx: &Ctx, shown: &Shown, response: Response) -> Response {
    if shown.course.secret.is_some() {
        return response;
    }
    let stamp = shown.stamp.clone();
    ctx.keep(shown.changes_at(ctx.now).map_or(stamp.clone(), |at| stamp.until(at)), response)
}

/// The page.
///
/// # Errors
/// [`Fault::NotFound`], or any fault of the store.
pub async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    let shown = find(&ctx, &slug).await?;
    let runs = earlier_runs(&ctx, &shown.course).await?;
    let rule = no_show::rule_for(&ctx.centre, ctx.now, shown.course.ends_at.date()).await?;
    let page = page(&ctx, &shown, &runs, &rule);
    let mut response = ctx.page(StatusCode::OK, page);
    if let Some(views) = ctx.centre.room::<Views>() {
        response = ctx.counted(views.of(&shown.course.id), response);
    }
    Ok(answer(&ctx, &shown, response))
}

/// Earlier runs shown on a page.
const RUNS: i64 = 12;

async fn earlier_runs(ctx: &Ctx, course: &Course) -> Result<Vec<Past>, Fault> {
    let Some(series) = course.series_id.clone() else { return Ok(Vec::new()) };
    let (id, now) = (course.id.clone(), ctx.now);
    Ok(ctx.centre.db.read(move |conn| store::archive::list_runs(conn, &series, &id, now, RUNS)).await?)
}

/// The QR code of the page, to put on a poster: `/courses/{slug}/qr.svg`.
///
/// # Errors
/// [`Fault::NotFound`], or any fault of the store.
pub async fn qr(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    let shown = find(&ctx, &slug).await?;
    let title = words::either(&ctx.words, &shown.course.title, &shown.course.title_en);
    let svg = code::svg(&ctx.full_address(&shown.path("")), title).ok_or(Fault::NotFound)?;
    let response = ([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response();
    Ok(answer(&ctx, &shown, response))
}

/// The whole page.
pub fn page(ctx: &Ctx, shown: &Shown, runs: &[Past], rule: &Rule) -> Markup {
    let (words, course) = (&ctx.words, &shown.course);
    let title = words::either(words, &course.title, &course.title_en);
    let mut shell = pages::shell(ctx, title);
    shell.here = vec![crumb(words.path("/courses"), words.say("courses-title"))];
    shell.updated_on = Some(course.changed_at.date());
    shell.head_extra = head(ctx, shown, title);
    let lang = words::marked(words, &course.title_en);
    let next = shown.sessions.iter().find(|s| s.ends_at > ctx.now && !s.cancelled).or(shown.sessions.first());
    let first = next.map_or((course.starts_at, course.ends_at), |s| (s.starts_at, s.ends_at));
    shell.page(html! {
        article itemscope itemtype="https://schema.org/EducationEvent" {
            (facts::for_machines(ctx, shown))
            header.course-head {
                p.tags {
                    (parts::tag(Tone::Plain, &words::category(words, &course.category))) " "
                    (parts::tag(Tone::Plain, &words::teaching(words, &course.teaching)))
                    @if course.online { " " (parts::tag(Tone::Info, &words.say("courses-online"))) }
                }
                h1 itemprop="name" lang=[lang] { (title) }
                p.when-where {
                    (list::when(words, first.0, first.1))
                    @if shown.sessions.len() > 1 { " " (words.say_with("courses-meetings", &[("count", shown.sessions.len().into())])) }
                    br;
                    (list::place(words, course.online, (&course.place, &course.place_en), &course.district))
                }
                p.lead itemprop="description" lang=[lang] { (words::either(words, &course.summary, &course.summary_en)) }
            }
            (way_in::box_of(ctx, shown))
            div.split {
                div {
                    (description(words, course))
                    (meetings(words, shown, ctx.now))
                    @if !runs.is_empty() {
                        (parts::details(&words.say("course-runs"), past::table(words, &words.say("course-runs"), runs)))
                    }
                    @if !matches!(shown.standing(ctx.now), Standing::Cancelled | Standing::Ended) {
                        (way_in::how_places_are_given(words, shown))
                        @if rule.is_on() { section { h2 { (words.say("no-show-title")) } (no_shows::said(words, rule)) } }
                    }
                }
                aside aria-label=(words.say("course-at-a-glance")) {
                    (facts::list(ctx, shown))
                    (share(ctx, shown, title))
                }
            }
        }
    })
}

fn head(ctx: &Ctx, shown: &Shown, title: &str) -> Markup {
    let course = &shown.course;
    let address = ctx.full_address(&shown.path(""));
    html! {
        meta name="description" content=(words::either(&ctx.words, &course.summary, &course.summary_en));
        @if course.secret.is_some() { meta name="robots" content="noindex"; }
        meta property="og:type" content="website";
        meta property="og:title" content=(title);
        meta property="og:description" content=(words::either(&ctx.words, &course.summary, &course.summary_en));
        meta property="og:url" content=(address);
        meta property="og:site_name" content=(ctx.centre_name());
        link rel="canonical" href=(address);
        link rel="alternate" type="text/calendar" href=(ctx.words.path(&shown.path("/calendar.ics")));
    }
}

fn description(words: &Words, course: &Course) -> Markup {
    let text = words::either(words, &course.description, &course.description_en);
    let lang = words::marked(words, &course.description_en);
    html! {
        @if !text.is_empty() {
            section {
                h2 { (words.say("course-about")) }
                @if lang.is_some() { p.small.soft { (words.say("course-chinese-only")) } }
                div lang=[lang] { (foundation::markdown::html(text)) }
            }
        }
        @if !course.requirements.is_empty() {
            section {
                h2 { (words.say("course-requirements")) }
                p.lines { (words::text(words, &course.requirements, &course.requirements_en)) }
            }
        }
    }
}

fn meetings(words: &Words, shown: &Shown, now: Instant) -> Markup {
    let called_off = shown.course.status == CourseStatus::Cancelled;
    html! {
        section {
            h2 { (words.say("course-when")) }
            ol.meetings {
                @for session in shown.sessions.iter() {
                    li class=[(session.cancelled || called_off).then_some("off")] {
                        (list::when(words, session.starts_at, session.ends_at))
                        @if session.cancelled || called_off {
                            " " (parts::tag(Tone::Bad, &words.say("courses-cancelled")))
                        } @else if session.ends_at <= now {
                            " " (parts::tag(Tone::Plain, &words.say("courses-ended")))
                        }
                        @if !session.topic.is_empty() { div.soft { (words::text(words, &session.topic, &session.topic_en)) } }
                    }
                }
            }
            p { a href=(words.path(&shown.path("/calendar.ics"))) { (words.say("course-calendar")) } }
        }
    }
}

fn share(ctx: &Ctx, shown: &Shown, title: &str) -> Markup {
    let words = &ctx.words;
    let address = ctx.full_address(&shown.path(""));
    let alternative = words.say_with("course-qr-of", &[("title", title.into())]);
    html! {
        section.card.no-print {
            h2 { (words.say("course-share")) }
            // A picture of its own: making it takes longer than the rest of the page, and it never changes.
            figure.qr {
                img.qr-code src=(words.path(&shown.path("/qr.svg"))) alt=(alternative) width="240" height="240" loading="lazy";
                figcaption { (address) }
            }
            p.small {
                a href=(words.path(&shown.path("/qr.svg"))) download=(format!("{}.svg", shown.course.slug)) {
                    (words.say("course-qr-file"))
                }
            }
            div.actions { (parts::copy_button(words, &address)) (parts::print_button(words)) }
        }
    }
}
