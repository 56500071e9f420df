//! A certificate on paper: bilingual, numbered, with a code that leads to the page that checks it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use foundation::centre::Centre;
use foundation::fault::Fault;
use foundation::i18n::{Arg, Lang, Words};
use jiff::civil::Date;
use office::reference::Reference;
use paper::{Align, Paper, PaperError};
use qrcode::{Color, EcLevel, QrCode};

use crate::store::certificate::Certificate;
use crate::words::hours;

/// The number as people read it.
pub fn number(certificate: &Certificate) -> String {
    let kept = &certificate.number;
    Reference::parse(kept).map_or_else(|_| kept.clone(), |r| r.to_string())
}

/// The page that checks a certificate, without language.
pub fn check_path(certificate: &Certificate) -> String {
    format!("/certificates/{}", number(certificate))
}

/// From the first to the last day, in words.
pub fn days(words: &Words, from: Date, to: Date) -> String {
    if from == to {
        return words.date(from);
    }
    let args = [("from", Arg::from(words.date(from))), ("to", Arg::from(words.date(to)))];
    words.say_with("certificate-days", &args)
}

/// The certificate as PDF.
///
/// # Errors
/// [`PaperError::Missing`] when a character of the name or title cannot be printed.
pub fn print(centre: &Centre, certificate: &Certificate) -> Result<Vec<u8>, PaperError> {
    let chinese = centre.words(Lang::ZhHant);
    let english = centre.words(Lang::En);
    let number = number(certificate);
    let address = format!("{}{}", centre.base_url, check_path(certificate));
    let title = chinese.say("certificate-title");
    let said = |words: &Words, key: &str| words.say_with(key, &args(words, centre, certificate));
    let issued = chinese.date(certificate.issued_at.date());
    let numbered = chinese.say_with("certificate-number-line", &[("number", number.as_str().into())]);
    let mut paper = Paper::new(format!("{title} {number}"), "zh-Hant-TW")
        .framed()
        .set(numbered, 10.5, Align::Right)
        .gap(26.0)
        .set(&centre.name, 19.0, Align::Centre)
        .heading(1, &title, Align::Centre)
        .set(english.say("certificate-title"), 13.0, Align::Centre)
        .gap(26.0)
        .set(&certificate.name, 24.0, Align::Centre)
        .gap(14.0)
        .set(said(&chinese, "certificate-text"), 14.5, Align::Left)
        .gap(4.0)
        .set(said(&english, "certificate-text"), 11.0, Align::Left)
        .gap(22.0)
        .set(&centre.name, 14.5, Align::Right)
        .set(issued, 14.5, Align::Right)
        .signatures(&[&chinese.say("certificate-sign-director"), &chinese.say("certificate-sign-officer")])
        .gap(16.0);
    if let Ok(code) = QrCode::with_error_correction_level(&address, EcLevel::M) {
        let dark = code.to_colors().into_iter().map(|c| c == Color::Dark).collect();
        let alternative = chinese.say_with("certificate-code", &[("address", address.as_str().into())]);
        paper = paper.code(code.width(), dark, 96.0, alternative);
    }
    paper
        .set(chinese.say("certificate-check-line"), 9.5, Align::Centre)
        .set(address, 9.5, Align::Centre)
        .print()
}

fn args(words: &Words, centre: &Centre, certificate: &Certificate) -> Vec<(&'static str, Arg)> {
    let title = crate::words::either(words, &certificate.title, &certificate.title_en);
    let centre_name = if words.lang() == Lang::ZhHant { &centre.name } else { &centre.name_en };
    vec![
        ("name", certificate.name.as_str().into()),
        ("course", title.into()),
        ("days", days(words, certificate.begins_on, certificate.ends_on).into()),
        ("hours", hours(certificate.hours).into()),
        ("rate", format!("{}%", certificate.rate / 100).into()),
        ("centre", centre_name.as_str().into()),
    ]
}

/// The paper as an answer; making it takes a moment of a processor, so it is made beside the server.
///
/// # Errors
/// [`Fault::Internal`] when it cannot be made: what cannot be printed is refused when it is issued.
pub async fn answer(centre: &std::sync::Arc<Centre>, certificate: Certificate) -> Result<Response, Fault> {
    let name = format!("{}.pdf", number(&certificate));
    let centre = centre.clone();
    let made = tokio::task::spawn_blocking(move || print(&centre, &certificate)).await;
    let bytes = made.map_err(|_| Fault::Internal)?.map_err(|_| Fault::Internal)?;
    Ok(download(&name, HeaderValue::from_static("application/pdf"), bytes))
}

/// A file to keep, for this visitor only.
pub fn download(name: &str, kind: HeaderValue, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
