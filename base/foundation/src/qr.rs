//! QR codes as SVG.

use qrcode::{Color, EcLevel, QrCode};

/// A QR code as an SVG picture named by `alternative`; `None` when the content
/// is too long for one (2,331 bytes at this level of error correction).
///
/// Black on white in every colour scheme, with the quiet zone of four modules
/// that scanners want.
#[must_use]
pub fn svg(content: &str, alternative: &str) -> Option<String> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(content, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let (x, y, length) = (column + QUIET, row + QUIET, run.len());
                path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
            }
            column += run.len();
        }
    }
    let side = width + 2 * QUIET;
    Some(
        maud::html! {
            svg.qr-code xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {side} {side}")) role="img"
                aria-label=(alternative) shape-rendering="crispEdges" {
                rect width=(side) height=(side) fill="#fff" {}
                path d=(path) fill="#000" {}
            }
        }
        .into_string(),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_code_is_named_and_has_a_quiet_zone() {
        let svg = svg("https://example.org/p/ABC", "報到 <QR>").unwrap();
        assert!(svg.contains(r#"aria-label="報到 &lt;QR&gt;""#));
        assert!(svg.contains("M4 4h7v1h-7z"), "the finder pattern starts after four empty modules");
    }

    #[test]
    fn what_is_too_long_for_a_code_is_none() {
        assert!(svg(&"長".repeat(1000), "x").is_none());
    }
}
