//! Addresses every centre has whatever its services: home, site map, declarations, health.

mod calendar;
mod jobs;
mod outbox;
mod progress;
mod rules;
mod settings;
mod today;
mod trail;
mod webhooks;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use crate::fault::Fault;
use crate::form;
use crate::i18n::Words;
use crate::measures::page;
use crate::parts;
use crate::service::Routes;
use crate::sql;
use crate::staff::{CHANGE_SETTINGS, OPERATE, READ_TRAIL, Right, SEE_OFFICE, WATCH_OUTBOX};
use crate::web::Ctx;

/// The first entry of the staff menu.
const TODAY: (&str, &str, Right) = ("/office", "today-title", SEE_OFFICE);

/// The house's own entries of the staff menu, after those of the services.
const MENU: &[(&str, &str, Right)] = &[
    ("/office/measures", "measures-menu", SEE_OFFICE),
    ("/office/outbox", "outbox-menu", WATCH_OUTBOX),
    ("/office/calendar", "calendar-menu", SEE_OFFICE),
    ("/office/rules", "rules-menu", SEE_OFFICE),
    ("/office/settings", "settings-menu", CHANGE_SETTINGS),
    ("/office/webhooks", "webhooks-menu", CHANGE_SETTINGS),
    ("/office/trail", "trail-menu", READ_TRAIL),
    ("/office/jobs", "jobs-menu", OPERATE),
];

/// The foundation's own addresses.
pub fn routes() -> Routes {
    [
        today::routes,
        progress::routes,
        outbox::routes,
        calendar::routes,
        rules::routes,
        settings::routes,
        webhooks::routes,
        trail::routes,
        jobs::routes,
    ]
    .into_iter()
    .fold(Routes::new(), |routes, screen| screen(routes))
    .public("/", get(home))
    .public("/sitemap", get(sitemap))
    .public("/privacy", get(privacy))
    .public("/open-data-licence", get(licence))
    .public("/accessibility", get(accessibility))
    .public("/api", get(crate::openapi::page))
    .public("/api/v1/openapi.json", get(crate::openapi::get))
    .public("/healthz", get(|| async { "ok\n" }))
    .public("/readyz", get(ready))
    .public("/static/{name}", get(crate::static_files::serve))
    .office("/office/measures", SEE_OFFICE, get(page::list))
    .office("/office/measures/{name}", SEE_OFFICE, get(page::one))
    .office("/office/measures/{name}/csv", SEE_OFFICE, get(page::csv))
}

/// The public shell of a page, with the menu of all services.
pub fn shell<'a>(ctx: &'a Ctx, title: impl Into<String>) -> parts::Shell<'a> {
    let path = match &ctx.query {
        Some(query) => format!("{}?{query}", ctx.path),
        None => ctx.path.clone(),
    };
    let mut shell = parts::Shell::public(&ctx.words, ctx.centre_name(), title, path);
    let items = ctx.centre.house.services.iter().flat_map(|s| s.menu);
    shell.menu = items
        .map(|(href, key)| {
            parts::menu_item(ctx.words.path(href), ctx.words.say(key), ctx.path.starts_with(href))
        })
        .collect();
    shell.contact = contact(ctx);
    // A public page is rendered anew when what it shows has changed.
    shell.updated_on = Some(ctx.now.date());
    shell
}

/// Address, telephone and mail of the centre, those that are set.
fn contact(ctx: &Ctx) -> Option<Markup> {
    let setting = |name: &str| Some(ctx.centre.setting(name)).filter(|value| !value.is_empty());
    let (address, phone, email) =
        (setting("centre.address"), setting("centre.phone"), setting("centre.email"));
    (address.is_some() || phone.is_some() || email.is_some()).then(|| {
        html! {
            p {
                @if let Some(address) = address { span { (address) } }
                @if let Some(phone) = phone {
                    span { (ctx.words.say("contact-phone")) a href=(format!("tel:{phone}")) { (phone) } }
                }
                @if let Some(email) = email {
                    span { (ctx.words.say("contact-email")) a href=(format!("mailto:{email}")) { (email) } }
                }
            }
        }
    })
}

/// The shell of a staff page, with the menu of what this person may do: daily work first, then what
/// keeps the house, that is the pages of the foundation and of services residents never see.
pub fn office_shell<'a>(ctx: &'a Ctx, title: impl Into<String>) -> parts::Shell<'a> {
    let mut shell = parts::Shell::office(&ctx.words, ctx.centre_name(), title, ctx.path.clone());
    shell.person = ctx.staff.as_ref().map(|s| s.name.clone());
    let (daily, house): (Vec<_>, Vec<_>) =
        ctx.centre.house.services.iter().partition(|service| !service.menu.is_empty());
    shell.menu = office_menu(ctx, [TODAY].iter().chain(daily.iter().flat_map(|s| s.office_menu)));
    shell.house_menu = office_menu(ctx, MENU.iter().chain(house.iter().flat_map(|s| s.office_menu)));
    shell
}

/// Below the trail of a matter of which so many rows are shown: that there are older ones, and where, for whoever may
/// read there.
pub fn older_acts(ctx: &Ctx, (matter, id): (&str, &str), shown: usize) -> Markup {
    let words = &ctx.words;
    let at = words.path(&format!("/office/trail?{}", form::encode(&[("matter", matter), ("id", id)])));
    let may = ctx.staff.as_ref().is_some_and(|staff| staff.may(READ_TRAIL));
    html! {
        @if shown >= crate::trail::LIST_MAX {
            p.hint {
                (words.say_with("trail-older", &[("count", crate::trail::LIST_MAX.into())]))
                @if may { " " a href=(at) { (words.say("trail-older-all")) } }
            }
        }
    }
}

fn office_menu<'a>(
    ctx: &Ctx,
    entries: impl Iterator<Item = &'a (&'static str, &'static str, Right)>,
) -> Vec<parts::MenuItem> {
    let may = |right: Right| ctx.staff.as_ref().is_some_and(|staff| staff.may(right));
    let mine: Vec<_> = entries.filter(|(_, _, right)| may(*right)).collect();
    let is_above = |href: &str| {
        let below = ctx.path.strip_prefix(href);
        below.is_some_and(|rest| rest.is_empty() || (href != "/office" && rest.starts_with('/')))
    };
    // One may stand below another: the nearest one is here.
    let here =
        mine.iter().map(|(href, ..)| *href).filter(|href| is_above(href)).max_by_key(|href| href.len());
    let item = |(href, key, _): &&(&str, &str, Right)| {
        parts::menu_item(ctx.words.path(href), ctx.words.say(key), here == Some(*href))
    };
    mine.iter().map(item).collect()
}

/// What a code of the house is called, if somebody wrote words for it; else the code.
fn spoken(words: &Words, room: &str, code: &str) -> String {
    let key = format!("{room}-{}", code.replace('.', "-"));
    if words.knows(&key) { words.say(&key) } else { code.to_owned() }
}

/// A message of a machine without the addresses of people it may name.
fn without_addresses(message: &str) -> String {
    message.split_inclusive(char::is_whitespace).map(|w| if w.contains('@') { "… " } else { w }).collect()
}

/// The unit a name ends in (`reply_days`), for rules and settings.
fn unit_of(name: &str) -> Option<&'static str> {
    let end = name.rsplit(['.', '_']).next().unwrap_or_default();
    ["seconds", "minutes", "hours", "days", "months", "years"].into_iter().find(|unit| *unit == end)
}

async fn home(ctx: Ctx) -> Result<Response, Fault> {
    let services = &ctx.centre.house.services;
    let topics: Vec<&str> = std::iter::once("site").chain(services.iter().map(|s| s.name)).collect();
    let mut stamp = ctx.stamp(&topics);
    let mut shown = Vec::new();
    for draw in services.iter().filter_map(|s| s.home) {
        let highlights = draw(ctx.clone()).await?;
        stamp = highlights.until.map_or(stamp.clone(), |until| stamp.until(until));
        shown.push(highlights);
    }
    let content = html! {
        div.hero {
            h1 { (ctx.centre_name()) }
            p.lead { (ctx.words.say("home-lead")) }
            @for part in &shown { (part.search) }
        }
        @for part in &shown { (part.content) }
    };
    Ok(ctx.public_page(stamp, shell(&ctx, ctx.centre_name()).page(content)))
}

async fn sitemap(ctx: Ctx) -> Response {
    let words = &ctx.words;
    let stamp = ctx.stamp(&["site"]);
    let content = html! {
        h1 { (words.say("sitemap-title")) }
        p { (words.say("sitemap-keys")) }
        ul {
            li { a href=(words.path("/")) { (words.say("fault-home")) } }
            @for (href, key) in ctx.centre.house.services.iter().flat_map(|s| s.menu) {
                li { a href=(words.path(href)) { (words.say(key)) } }
            }
            @for (href, key) in [("/api", "api-title"), ("/accessibility", "accessibility-title"), ("/privacy", "privacy-title"), ("/open-data-licence", "licence-title")] {
                li { a href=(words.path(href)) { (words.say(key)) } }
            }
        }
    };
    ctx.public_page(stamp, shell(&ctx, words.say("sitemap-title")).page(content))
}

fn declaration(ctx: &Ctx, title: &str, text: &str) -> Response {
    let stamp = ctx.stamp(&["site"]);
    let paragraphs = ctx.words.say(text);
    let content: Markup = html! {
        h1 { (ctx.words.say(title)) }
        @for paragraph in paragraphs.split("\n\n") { p { (paragraph) } }
    };
    ctx.public_page(stamp, shell(ctx, ctx.words.say(title)).page(content))
}

async fn privacy(ctx: Ctx) -> Response {
    declaration(&ctx, "privacy-title", "privacy-text")
}

async fn licence(ctx: Ctx) -> Response {
    declaration(&ctx, "licence-title", "licence-text")
}

async fn accessibility(ctx: Ctx) -> Response {
    declaration(&ctx, "accessibility-title", "accessibility-text")
}

/// Ready when the store answers and has room.
async fn ready(ctx: Ctx) -> Result<Response, Fault> {
    if ctx.centre.db.is_full() {
        return Err(Fault::Unavailable);
    }
    ctx.centre
        .db
        .read(|conn| conn.first(sql!("select count(*) from foundation_migration"), &[]).map(|_| ()))
        .await?;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
    Ok((StatusCode::OK, kind, "ready\n").into_response())
}
