//! Style, script and pictures, carried inside the binary.
//!
//! Each file is named by its content (`/static/hearth.1a2b3c4d.css`), so a
//! browser may keep it for ever and a new version is fetched at once. Each is
//! compressed once, when somebody first asks for it so.

use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};

const SOURCES: &[(&str, &str, &[u8])] = &[
    ("hearth.css", "text/css; charset=utf-8", include_bytes!("../static/hearth.css")),
    ("hearth.js", "text/javascript; charset=utf-8", include_bytes!("../static/hearth.js")),
    // Only on pages where codes are read.
    ("scan.js", "text/javascript; charset=utf-8", include_bytes!("../static/scan.js")),
    ("hearth.svg", "image/svg+xml", include_bytes!("../static/hearth.svg")),
];

const FOR_EVER: &str = "public, max-age=31536000, immutable";

struct StaticFile {
    name: &'static str,
    href: String,
    etag: String,
    media_type: &'static str,
    plain: Bytes,
    gzip: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl StaticFile {
    fn gzip(&self) -> Option<&Bytes> {
        self.gzip.get_or_init(|| self.smaller(gzip(&self.plain))).as_ref()
    }

    fn brotli(&self) -> Option<&Bytes> {
        self.brotli.get_or_init(|| self.smaller(brotli(&self.plain))).as_ref()
    }

    fn smaller(&self, packed: Option<Vec<u8>>) -> Option<Bytes> {
        packed.filter(|packed| packed.len() < self.plain.len()).map(Bytes::from)
    }

    /// The form to send for an Accept-Encoding header, with the name of its encoding.
    fn packed(&self, accepted: &str) -> (Option<&'static str>, &Bytes) {
        let brotli = || accepts(accepted, "br").then(|| self.brotli()).flatten().map(|it| (Some("br"), it));
        let gzip = || accepts(accepted, "gzip").then(|| self.gzip()).flatten().map(|it| (Some("gzip"), it));
        brotli().or_else(gzip).unwrap_or((None, &self.plain))
    }
}

static FILES: LazyLock<Vec<StaticFile>> = LazyLock::new(|| {
    SOURCES.iter().map(|(name, media_type, bytes)| prepared(name, media_type, bytes)).collect()
});

fn prepared(name: &'static str, media_type: &'static str, bytes: &'static [u8]) -> StaticFile {
    let hash: String = Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let href = match name.rsplit_once('.') {
        Some((stem, extension)) => format!("/static/{stem}.{hash}.{extension}"),
        None => format!("/static/{name}.{hash}"),
    };
    StaticFile {
        name,
        href,
        etag: format!("\"{hash}\""),
        media_type,
        plain: Bytes::from_static(bytes),
        gzip: OnceLock::new(),
        brotli: OnceLock::new(),
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).ok()?;
    packer.finish().ok()
}

fn brotli(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packed = Vec::new();
    // Our files fit a window of 256 KiB; the default one takes tens of megabytes that are kept.
    let settings = brotli::enc::BrotliEncoderParams { lgwin: 18, ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut packed, &settings).ok()?;
    Some(packed)
}

/// The address of a static file by its plain name (`hearth.css`); empty for a
/// name that is not one of ours, which a test of the pages would show.
#[must_use]
pub fn href(name: &str) -> &'static str {
    FILES.iter().find(|file| file.name == name).map_or("", |file| file.href.as_str())
}

/// `GET /static/{name}`.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let wanted = format!("/static/{name}");
    let Some(file) = FILES.iter().find(|file| file.href == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == file.etag.as_bytes()) {
        return (
            StatusCode::NOT_MODIFIED,
            [(header::ETAG, file.etag.as_str()), (header::CACHE_CONTROL, FOR_EVER)],
        )
            .into_response();
    }
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (encoding, body) = file.packed(accepted);
    let always = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::ETAG, file.etag.as_str()),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    match encoding {
        Some(encoding) => (always, [(header::CONTENT_ENCODING, encoding)], body.clone()).into_response(),
        None => (always, body.clone()).into_response(),
    }
}

/// Whether an Accept-Encoding header names this encoding and does not refuse it with q=0.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim() == encoding && weight.unwrap_or(1.0) > 0.0
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    fn name_of(file: &str) -> String {
        href(file).trim_start_matches("/static/").to_owned()
    }

    #[tokio::test]
    async fn a_static_file_is_kept_for_ever_under_the_name_of_its_content() {
        for (name, media_type, _) in SOURCES {
            let answer = serve(Path(name_of(name)), HeaderMap::new()).await;
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers()[header::CONTENT_TYPE], *media_type);
            assert_eq!(answer.headers()[header::CACHE_CONTROL], FOR_EVER);
        }
        assert_eq!(serve(Path("hearth.css".into()), HeaderMap::new()).await.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_static_file_is_sent_packed_when_the_browser_takes_it() {
        for (accepts, sent) in [("gzip, deflate, br", "br"), ("gzip", "gzip")] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepts.parse().unwrap());
            let answer = serve(Path(name_of("hearth.css")), headers).await;
            assert_eq!(answer.headers()[header::CONTENT_ENCODING], sent);
        }
        let plain = serve(Path(name_of("hearth.css")), HeaderMap::new()).await;
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
    }

    #[test]
    fn style_and_script_are_light_on_the_wire() {
        let everywhere = FILES.iter().filter(|file| file.name != "scan.js");
        let packed: usize = everywhere.filter_map(StaticFile::brotli).map(Bytes::len).sum();
        assert!(packed < 16_000, "style, script and logo take {packed} bytes");
    }
}
