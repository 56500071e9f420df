//! Who asks: a member of staff by the session of a browser, or a program by a token of theirs.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::centre::Centre;
use crate::fault::Fault;
use crate::staff::{self, Right, Session, Staff, Stage};

/// Seconds between two notes that a session or token is in use.
const NOTE_SECONDS: i64 = 60;

pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|h| h.to_str().ok())
        .flat_map(|h| h.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
}

/// Gives the browser the token of a session under this name, or takes it away. It goes with the browser's
/// end, is kept from scripts, and is sent by our own pages only (SameSite).
pub fn with_cookie(centre: &Centre, mut response: Response, name: &str, token: Option<&str>) -> Response {
    let secure = if centre.base_url.starts_with("https:") { "; Secure" } else { "" };
    let age = if token.is_none() { "; Max-Age=0" } else { "" };
    let cookie = format!("{name}={}; HttpOnly; SameSite=Lax; Path=/{secure}{age}", token.unwrap_or_default());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether a path that somebody asks to be led to stays on this host.
///
/// Browsers read `//host`, `/\host` and, because they drop control characters, `/<tab>/host` as
/// addresses of other hosts.
pub fn is_own_path(wanted: &str) -> bool {
    let is_plain = wanted.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    is_plain && wanted.starts_with('/') && !wanted.starts_with("//")
}

/// The token of `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Who is signed in and how far. Public pages are the same for all; only the office and the API ask.
pub(super) async fn signed_in(
    centre: &Arc<Centre>,
    path: &str,
    headers: &HeaderMap,
    session: Option<&str>,
) -> Result<Option<(Staff, Stage)>, Fault> {
    let is_api = path.starts_with("/api/");
    match (bearer(headers), session) {
        (Some(token), _) if is_api => by_token(centre, token).await.map(Some),
        (_, Some(token)) if is_api || path.starts_with("/office") => by_session(centre, token).await,
        _ => Ok(None),
    }
}

async fn by_session(centre: &Arc<Centre>, token: &str) -> Result<Option<(Staff, Stage)>, Fault> {
    let (now, asked) = (centre.clock.now(), token.to_owned());
    let found = centre.db.read(move |conn| staff::find_session(conn, &asked, now)).await?;
    let Some(session) = found else { return Ok(None) };
    if now.seconds_since(session.seen_at) > NOTE_SECONDS {
        let token = token.to_owned();
        centre.db.write(move |conn| staff::touch_session(conn, &token, now)).await?;
    }
    let stage = session.stage;
    Ok(Some((person(centre, session, |_| true), stage)))
}

/// A token may do what its scope and its owner both may; a wrong one is told so.
async fn by_token(centre: &Arc<Centre>, token: &str) -> Result<(Staff, Stage), Fault> {
    let (now, asked) = (centre.clock.now(), token.to_owned());
    let found = centre.db.read(move |conn| staff::find_token(conn, &asked, now)).await?;
    let (session, scope) = found.ok_or(Fault::SignIn)?;
    if now.seconds_since(session.seen_at) > NOTE_SECONDS {
        let token = token.to_owned();
        centre.db.write(move |conn| staff::touch_token(conn, &token, now)).await?;
    }
    Ok((person(centre, session, |right| scope.iter().any(|s| s == right.0)), Stage::Full))
}

fn person(centre: &Centre, session: Session, may: impl Fn(&Right) -> bool) -> Staff {
    let rights = centre.house.rights(&session.roles).filter(may).collect();
    Staff { id: session.staff_id, name: session.name, section: session.section, roles: session.roles, rights }
}
