//! What every service asks of the requests of programs.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fault::Fault;

/// Longest idempotency key in characters.
pub const KEY_CHARS_MAX: usize = 128;
/// Largest body.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// The key under which the same request, sent again, is the same request.
///
/// # Errors
/// [`Fault::Bad`] when there is none, or one that is too long.
pub fn idempotency_key(headers: &HeaderMap) -> Result<String, Fault> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
    let key = key.filter(|key| !key.is_empty() && key.chars().count() <= KEY_CHARS_MAX);
    let said = "Send an Idempotency-Key header of at most 128 characters; the same key is the same request.";
    key.map(str::to_owned).ok_or_else(|| Fault::Bad("idempotency-key", said.to_owned()))
}

/// Reads a body.
///
/// # Errors
/// [`Fault::TooLarge`], [`Fault::NotText`], or [`Fault::Bad`] for what is not JSON of this shape.
pub fn read_json<T: DeserializeOwned>(sent: &[u8]) -> Result<T, Fault> {
    if sent.len() > BODY_BYTES_MAX {
        return Err(Fault::TooLarge);
    }
    let text = std::str::from_utf8(sent).map_err(|_| Fault::NotText)?;
    serde_json::from_str(text).map_err(|error| Fault::Bad("bad-json", error.to_string()))
}

/// An answer that nobody keeps.
pub fn json_answer(shown: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], shown.to_string()).into_response()
}
