//! Reading a QR code for a telephone whose browser cannot (R45): it sends the grey values of a picture it took,
//! scaled down; what is in the code comes back. Nothing is kept, and nothing is looked up.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::web::Ctx;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;

/// Sides of a picture, in pixels.
const SIDE: std::ops::RangeInclusive<usize> = 21..=1280;
/// Pictures that are read at a time; the others wait.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// How long they do.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is told beside the grey values.
#[derive(Debug, Deserialize)]
pub struct Picture {
    width: usize,
}

/// `POST /door/scan?width=N`: a byte a pixel, row by row.
///
/// # Errors
/// [`Fault::Bad`] when it is no such picture, [`Fault::TooMany`] when too many wait.
pub async fn post(_: Ctx, Query(picture): Query<Picture>, body: Bytes) -> Result<Response, Fault> {
    let width = picture.width;
    let height = body.len().checked_div(width).unwrap_or_default();
    if !SIDE.contains(&width) || !SIDE.contains(&height) || width * height != body.len() {
        return Err(Fault::Bad("no-picture", "Send a byte a pixel, at most 1280 by 1280.".to_owned()));
    }
    let turn = tokio::time::timeout(PATIENCE, AT_ONCE.acquire()).await;
    let Ok(Ok(_turn)) = turn else { return Err(Fault::TooMany(PATIENCE.as_secs().try_into().unwrap_or(5))) };
    // It computes, and it reads what anybody may send: away from everything else.
    let read = tokio::task::spawn_blocking(move || read(&body, width, height)).await;
    Ok(Json(json!({ "text": read.ok().flatten() })).into_response())
}

/// What the first readable code of a picture says.
fn read(grey: &[u8], width: usize, height: usize) -> Option<String> {
    let at = |x: usize, y: usize| grey.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
    picture.detect_grids().into_iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A code as grey values, so many pixels a module.
    fn drawn(text: &str, scale: usize) -> (Vec<u8>, usize) {
        let code = qrcode::QrCode::new(text).unwrap();
        let (modules, quiet) = (code.width(), 4);
        let side = (modules + 2 * quiet) * scale;
        let colors = code.to_colors();
        let grey = (0..side * side).map(|i| {
            let (x, y) = ((i % side) / scale, (i / side) / scale);
            let inside = (quiet..modules + quiet).contains(&x) && (quiet..modules + quiet).contains(&y);
            let dark = inside && colors[(y - quiet) * modules + x - quiet] == qrcode::Color::Dark;
            if dark { 20 } else { 230 }
        });
        (grey.collect(), side)
    }

    #[test]
    fn r45_a_code_of_a_seat_is_read_from_grey_values() {
        let text = format!("{}.{}.{}", "A".repeat(36), "B".repeat(36), "C".repeat(128));
        let (grey, side) = drawn(&text, 6);
        assert_eq!(read(&grey, side, side).as_deref(), Some(text.as_str()));
        assert_eq!(read(&vec![128; 100 * 100], 100, 100), None);
        let noise: Vec<u8> =
            (0..300_usize * 300).map(|i| (i.wrapping_mul(2_654_435_761) >> 9) as u8).collect();
        assert_eq!(read(&noise, 300, 300), None);
    }
}
