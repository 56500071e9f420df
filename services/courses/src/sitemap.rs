//! What search engines may find: `/sitemap.xml` and `/robots.txt`. Every page in every language, and
//! only what is public and not over.

use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use foundation::fault::Fault;
use foundation::i18n::Lang;
use foundation::service::Routes;
use foundation::web::Ctx;

use crate::public::past;
use crate::store::{archive, browse};

/// Courses in the map; a map may hold 50,000 addresses, and each course has one per language.
const COURSES: i64 = 20_000;
/// Pages that are in no menu.
const PAGES: &[&str] = &["/", "/courses/past", "/feeds"];

/// The addresses.
pub fn routes(routes: Routes) -> Routes {
    routes.public("/sitemap.xml", get(sitemap)).public("/robots.txt", get(robots))
}

/// The map (sitemaps.org 0.9), with the other languages of each page (`hreflang`).
///
/// # Errors
/// Any fault of the store.
async fn sitemap(ctx: Ctx) -> Result<Response, Fault> {
    let (now, stamp) = (ctx.now, ctx.stamp(&["courses", "site"]));
    let read = move |conn: &mut foundation::db::Conn| {
        Ok((archive::list_alive(conn, now, COURSES)?, browse::find_next_change(conn, now)?))
    };
    let (courses, next_change) = ctx.centre.db.read(read).await?;
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let menus = ctx.centre.house.services.iter().flat_map(|s| s.menu.iter().map(|(path, _)| *path));
    for path in PAGES.iter().copied().chain(menus) {
        add(&mut map, &ctx.centre.base_url, path, None);
    }
    for (slug, changed_at) in courses {
        let path = format!("/courses/{slug}");
        add(&mut map, &ctx.centre.base_url, &path, Some(&changed_at.rfc3339()));
    }
    map.push_str("</urlset>\n");
    let kind = [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
    Ok(ctx.keep(past::until(stamp, next_change, now), (kind, map).into_response()))
}

/// One page in every language. Addresses are made of letters, digits, `-`, `_` and `/`.
fn add(map: &mut String, base: &str, path: &str, changed: Option<&str>) {
    for lang in Lang::ALL {
        let _ = write!(map, "<url><loc>{base}{}</loc>", lang.path(path));
        if let Some(changed) = changed {
            let _ = write!(map, "<lastmod>{changed}</lastmod>");
        }
        for other in Lang::ALL {
            let href = other.path(path);
            let code = other.code();
            let _ = write!(map, "<xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"{base}{href}\"/>");
        }
        map.push_str("</url>\n");
    }
}

/// What robots should leave alone: what is personal or for staff is closed anyhow, and forms lead
/// nowhere.
async fn robots(ctx: Ctx) -> Response {
    let mut text = String::from("User-agent: *\n");
    for lang in Lang::ALL {
        for path in ["/office", "/door/", "/progress/", "/courses/*/register"] {
            let _ = writeln!(text, "Disallow: {}", lang.path(path));
        }
    }
    let _ = writeln!(text, "Disallow: /api/\nSitemap: {}/sitemap.xml", ctx.centre.base_url);
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    ctx.keep(ctx.stamp(&["site"]), (kind, text).into_response())
}
