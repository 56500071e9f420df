//! The course list for machines and screens: calendar, Atom and JSON feeds, signage.
//!
//! Feeds may be narrowed to a topic (`?category=`, `?district=`, `?audience=`). An entry keeps its id; when its
//! course is changed the entry is newer, when it is called off the entry says so until its end
//! (M11, R5).

use atom_syndication::{Entry, Feed, Link, Person, Text};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use foundation::fault::Fault;
use foundation::form::{self, Form};
use foundation::i18n::Words;
use foundation::service::Routes;
use foundation::web::Ctx;
use foundation::{pages, parts};
use maud::html;
use serde_json::json;

use crate::model::CourseStatus;
use crate::public::calendar::{self, Meeting};
use crate::public::list::{self, Found};
use crate::store::browse::{Filter, Line};
use crate::{signage, words};

/// Courses in a feed: as many as in the map for search engines. Whoever subscribes is told of every course,
/// also when it is far ahead, so this only keeps an answer from growing without end.
const FEED: i64 = 20_000;

/// The addresses of feeds and boards.
pub fn routes(routes: Routes) -> Routes {
    routes
        .public("/feeds", get(front))
        .public("/feeds/courses.ics", get(ics))
        .public("/feeds/courses.atom", get(atom))
        .public("/feeds/courses.json", get(json_feed))
        .public("/signage", get(signage::get))
}

/// The topics one can subscribe to.
async fn front(ctx: Ctx) -> Response {
    let (words, stamp) = (&ctx.words, ctx.stamp(&["site"]));
    let topic = |label: String, query: &str| {
        let row =
            |kind: &str| html! { a href=(words.path(&format!("/feeds/courses.{kind}{query}"))) { (kind) } };
        vec![html! { (label) }, html! { (row("ics")) " " (row("atom")) " " (row("json")) }]
    };
    let mut rows = vec![topic(words.say("feeds-all"), "")];
    let categories = office::Category::ALL.iter();
    rows.extend(categories.map(|c| topic(words.say(c.name_key()), &format!("?category={}", c.code()))));
    let groups = office::Audience::ALL.iter();
    rows.extend(groups.map(|a| topic(words.say(a.name_key()), &format!("?audience={}", a.code()))));
    let districts = words.districts().all().iter();
    rows.extend(districts.map(|d| topic(words.district(d).to_owned(), &format!("?district={}", d.code))));
    let columns = vec![parts::column(words.say("feeds-topic")), parts::column(words.say("feeds-kinds"))];
    let content = html! {
        h1 { (words.say("feeds-title")) }
        p.lead { (words.say("feeds-lead")) }
        (parts::table(words, words.say("feeds-title"), columns, rows).caption_unseen())
    };
    ctx.public_page(stamp, pages::shell(&ctx, words.say("feeds-title")).page(content))
}

/// What a feed holds.
struct Topic {
    name: String,
    address: String,
    found: Found,
    stamp: foundation::cache::Stamp,
}

async fn topic(ctx: &Ctx, kind: &str) -> Result<Topic, Fault> {
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let (category, district, audience) =
        (asked.text("category"), asked.text("district"), asked.text("audience"));
    let words = &ctx.words;
    let mut named = Vec::new();
    if !category.is_empty() {
        let known = office::Category::from_code(category).ok_or(Fault::NotFound)?;
        named.push(words.say(known.name_key()));
    }
    if !district.is_empty() {
        let known = words.districts().find(district).ok_or(Fault::NotFound)?;
        named.push(words.district(known).to_owned());
    }
    if !audience.is_empty() {
        let known = office::Audience::from_code(audience).ok_or(Fault::NotFound)?;
        named.push(words.say(known.name_key()));
    }
    named.push(words.say("courses-title"));
    let (now, stamp) = (ctx.now, ctx.stamp(&["courses"]));
    let filter = Filter {
        category: category.to_owned(),
        district: district.to_owned(),
        audience: audience.to_owned(),
        ..Filter::default()
    };
    let found = ctx.centre.db.read(move |conn| list::page(conn, &filter, now, FEED)).await?;
    let stamp = found.until.map_or(stamp.clone(), |until| stamp.until(until));
    let query = [("category", category), ("district", district), ("audience", audience)];
    let query: Vec<(&str, &str)> = query.into_iter().filter(|(_, v)| !v.is_empty()).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", form::encode(&query)) };
    let name = format!("{}｜{}", named.join(" "), ctx.centre_name());
    Ok(Topic { name, address: ctx.full_address(&format!("/feeds/courses.{kind}{query}")), found, stamp })
}

async fn ics(ctx: Ctx) -> Result<Response, Fault> {
    let topic = topic(&ctx, "ics").await?;
    let mut meetings = Vec::new();
    for line in &topic.found.lines {
        let sessions = topic.found.sessions.get(&line.id).map_or(&[][..], Vec::as_slice);
        meetings.extend(sessions.iter().map(|session| Meeting {
            session,
            of: sessions.len(),
            title: words::either(&ctx.words, &line.title, &line.title_en),
            place: words::either(&ctx.words, &line.place, &line.place_en),
            address: words::either(&ctx.words, &line.address, &line.address_en),
            status: line.status,
            changed_at: line.changed_at,
            url: page_of(&ctx, line),
        }));
    }
    let response = calendar::file(&ctx, &topic.name, &meetings);
    Ok(ctx.keep(topic.stamp, response))
}

fn page_of(ctx: &Ctx, line: &Line) -> String {
    ctx.full_address(&format!("/courses/{}", line.slug))
}

/// The title of an entry; it says when the course is called off.
fn title_of(ctx: &Ctx, line: &Line) -> String {
    let title = words::either(&ctx.words, &line.title, &line.title_en);
    match line.status {
        CourseStatus::Cancelled => ctx.words.say_with("feeds-cancelled", &[("title", title.into())]),
        _ => title.to_owned(),
    }
}

/// The text of an entry: when, where, what.
fn text_of(ctx: &Ctx, line: &Line) -> String {
    let words = &ctx.words;
    [
        words::span(words, line.starts_at, line.ends_at),
        list::place_text(words, line.online, (&line.place, &line.place_en), &line.district),
        words::either(words, &line.summary, &line.summary_en).to_owned(),
    ]
    .join("\n")
}

async fn atom(ctx: Ctx) -> Result<Response, Fault> {
    let topic = topic(&ctx, "atom").await?;
    let at = |instant: office::Instant| instant.to_string().parse().unwrap_or_default();
    // Readers of news look at the beginning.
    let mut lines: Vec<&Line> = topic.found.lines.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.changed_at));
    let changed = lines.iter().map(|l| l.changed_at).max();
    let link = |href: String, rel: &str, kind: &str| Link {
        href,
        rel: rel.into(),
        mime_type: Some(kind.into()),
        ..Link::default()
    };
    let entries = lines.into_iter().map(|line| Entry {
        id: format!("urn:uuid:{}", line.id),
        title: Text::plain(title_of(&ctx, line)),
        summary: Some(Text::plain(text_of(&ctx, line))),
        updated: at(line.changed_at),
        links: vec![link(page_of(&ctx, line), "alternate", "text/html")],
        categories: vec![atom_syndication::Category {
            term: line.category.clone(),
            label: Some(words::category(&ctx.words, &line.category)),
            scheme: None,
        }],
        ..Entry::default()
    });
    let feed = Feed {
        id: topic.address.clone(),
        title: Text::plain(topic.name),
        updated: at(changed.unwrap_or(office::Instant::from_seconds(0))),
        authors: vec![Person { name: ctx.centre_name().to_owned(), ..Person::default() }],
        links: vec![
            link(topic.address, "self", "application/atom+xml"),
            link(ctx.full_address("/courses"), "alternate", "text/html"),
        ],
        lang: Some(ctx.words.lang().code().to_owned()),
        entries: entries.collect(),
        ..Feed::default()
    };
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"))];
    Ok(ctx.keep(topic.stamp, (kind, feed.to_string()).into_response()))
}

/// What an entry is about: category and target groups.
fn tags(words: &Words, line: &Line) -> Vec<String> {
    let groups = std::iter::once(&line.audience).chain(&line.also_for);
    let groups = groups.map(|code| words::audience(words, code));
    std::iter::once(words::category(words, &line.category)).chain(groups).collect()
}

/// JSON Feed 1.1.
async fn json_feed(ctx: Ctx) -> Result<Response, Fault> {
    let topic = topic(&ctx, "json").await?;
    let items: Vec<_> = topic
        .found
        .lines
        .iter()
        .map(|line| {
            json!({
                "id": line.id,
                "url": page_of(&ctx, line),
                "title": title_of(&ctx, line),
                "content_text": text_of(&ctx, line),
                "date_modified": line.changed_at.rfc3339(),
                "tags": tags(&ctx.words, line),
                "_hearth": {
                    "status": line.status.code(),
                    "starts_at": line.starts_at.rfc3339(),
                    "ends_at": line.ends_at.rfc3339(),
                    "category": line.category,
                    "district": line.district,
                    "audience": line.audience,
                    "also_for": line.also_for,
                },
            })
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": topic.name,
        "home_page_url": ctx.full_address("/courses"),
        "feed_url": topic.address,
        "language": ctx.words.lang().code(),
        "items": items,
    });
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/feed+json; charset=utf-8"))];
    Ok(ctx.keep(topic.stamp, (kind, feed.to_string()).into_response()))
}
