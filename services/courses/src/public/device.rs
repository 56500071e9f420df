//! `/door/device`: checking people in without a network (R45–R52). The page, its scripts and its worker are
//! the same for everybody and hold nothing personal; the list lies on the device alone, sealed.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::parts::{self, Shell};
use foundation::static_files::href;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::Sex;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::day::board;
use crate::day::sync::{self, Told};

/// Scripts and style of the page.
const FILES: &[(&str, &str, &str)] = &[
    ("device.js", "text/javascript; charset=utf-8", include_str!("../../static/door/device.js")),
    ("board.js", "text/javascript; charset=utf-8", include_str!("../../static/door/board.js")),
    ("judge.js", "text/javascript; charset=utf-8", include_str!("../../static/door/judge.js")),
    ("vault.js", "text/javascript; charset=utf-8", include_str!("../../static/door/vault.js")),
    ("device.css", "text/css; charset=utf-8", include_str!("../../static/door/device.css")),
];
/// How an installed page looks on a telephone that does not take the drawing; made of `hearth.svg`.
const ICONS: &[(&str, &[u8])] = &[
    ("icon-192.png", include_bytes!("../../static/door/icon-192.png")),
    ("icon-512.png", include_bytes!("../../static/door/icon-512.png")),
];
const WORKER: &str = include_str!("../../static/door/worker.js");
/// Files of the house the page needs.
const OF_HOUSE: &[&str] = &["hearth.css", "hearth.js", "scan.js", "hearth.svg"];
/// Digits of a PIN at least.
const PIN_DIGITS_MIN: &str = "6";

/// What the scripts say, by the end of the key: `device-said-NAME`.
const SAID: &[&str] = &[
    "welcome",
    "unanswered",
    "here",
    "left",
    "waitlisted",
    "offered",
    "pending",
    "cancelled",
    "other-course",
    "other-day",
    "called-off",
    "not-ours",
    "not-listed",
    "signed",
    "signed-about",
    "came",
    "went",
    "undone",
    "all-come",
    "one-comes",
    "ticked-come",
    "leaves",
    "returns",
    "undo",
    "party-of",
    "number-of",
    "same-name",
    "ask",
    "unknown",
    "pin-short",
    "pin-wrong",
    "pin-left",
    "pin-dropped",
    "offline",
    "list-early",
    "list-over",
    "list-many",
    "link-ended",
    "list-failed",
    "list-forged",
    "unchecked",
    "waiting",
    "told",
    "refused",
    "held",
    "waits",
    "not-kept",
    "act-came",
    "act-left",
    "act-undo",
    "act-walk-in",
    "ended",
    "expired",
    "gone",
    "done",
    "not-done",
    "full",
    "full-over",
    "namesake",
    "name-missing",
    "name-wrong",
    "born-wrong",
    "phone-wrong",
    "nobody",
    "more",
    "off",
    "count",
];

fn here(words: &Words, below: &str) -> String {
    words.path(&format!("/door/device{below}"))
}

fn said(words: &Words) -> String {
    let text = |name: &&str| ((*name).to_owned(), Value::from(words.say(&format!("device-said-{name}"))));
    Value::Object(SAID.iter().map(text).collect::<Map<_, _>>()).to_string()
}

/// The page; it does nothing without its script, and says so.
///
/// # Errors
/// None.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let stamp = ctx.stamp(&[]);
    Ok(ctx.public_page(stamp, page(&ctx)))
}

fn page(ctx: &Ctx) -> Markup {
    let words = &ctx.words;
    let title = words.say("device-title");
    let shell = Shell {
        head_extra: html! {
            meta name="robots" content="noindex";
            link rel="manifest" href=(here(words, "/manifest.webmanifest"));
            link rel="apple-touch-icon" href=(here(words, "/icon-192.png"));
            link rel="stylesheet" href=(here(words, "/device.css"));
            script type="module" src=(here(words, "/device.js")) {}
        },
        ..Shell::public(words, ctx.centre_name(), title.as_str(), "/door/device")
    };
    shell.page(html! {
        div.door #device data-key=(ctx.centre.keys.public_key()) data-worker=(words.path("/door/worker.js"))
            data-scope=(words.path("/door/device")) data-told=(words.path("/door/told")) data-said=(said(words))
            data-lang=(words.lang().code()) {
            h1 { (title) small #about {} }
            noscript { p { (words.say("device-no-script")) } }
            p.error #failed role="alert" hidden {}
            div #said aria-live="assertive" {}
            section #nothing hidden { p { (words.say("device-nothing")) } }
            (take(words))
            (unlock(words))
            (code_form(words))
            (board(words))
            (walk_in(words))
        }
    })
}

fn pin<'a>(words: &'a Words, name: &'a str, label: &str) -> parts::Field<'a> {
    parts::password(words, name, words.say(label))
        .attribute("inputmode", "numeric")
        .attribute("autocomplete", "off")
        .attribute("minlength", PIN_DIGITS_MIN)
}

fn take(words: &Words) -> Markup {
    html! {
        form #take hidden novalidate {
            p { (words.say("device-take-about")) }
            (pin(words, "new-pin", "device-pin-new").hint(words.say("device-pin-hint")))
            (parts::button(words.say("device-take")))
        }
    }
}

fn unlock(words: &Words) -> Markup {
    html! {
        form #unlock hidden novalidate {
            (pin(words, "pin", "device-pin"))
            (parts::button(words.say("device-unlock")))
            details { summary { (words.say("device-pin-lost")) }
                div.inside { p { (words.say("device-drop-about")) } (parts::button(words.say("device-drop")).secondary().name("drop", "yes")) }
            }
        }
    }
}

fn code_form(words: &Words) -> Markup {
    html! {
        form #code hidden novalidate {
            (board::code_field(words))
        }
        script type="module" src=(href("scan.js")) {}
    }
}

fn board(words: &Words) -> Markup {
    html! {
        section #board hidden {
            p #state role="status" {}
            (left(words))
            div.actions {
                (parts::button(words.say("day-walk-in")).secondary().name("walk-in", "open"))
                (parts::button(words.say("device-sync")).secondary().name("sync", "now"))
            }
            (parts::search(words, "sought", words.say("day-search")).unmarked().attribute("autocomplete", "off"))
            h2 { (words.say("day-everybody")) " " small #count {} }
            ul.party #guests {}
            p.hint #more {}
            details { summary { (words.say("device-finish")) }
                div.inside { p { (words.say("device-finish-about")) } (parts::button(words.say("device-finish-now")).name("finish", "now")) }
            }
        }
    }
}

/// What the centre cannot keep: to be handed over as a file, or dropped.
fn left(words: &Words) -> Markup {
    html! {
        div #left hidden {
            h2 { (words.say("device-left")) }
            p { (words.say("device-left-about")) }
            ul #left-acts {}
            div.actions {
                (parts::button(words.say("device-left-save")).name("save-left", "now"))
                (parts::button(words.say("device-left-drop")).secondary().name("drop-left", "now"))
            }
        }
    }
}

fn walk_in(words: &Words) -> Markup {
    let sexes = || Sex::ALL.iter().map(|s| parts::choice(s.code(), words.say(s.name_key()))).collect();
    let one = |at: usize| {
        let (name, sex, born) = (format!("name{at}"), format!("sex{at}"), format!("born{at}"));
        html! {
            (parts::text(words, &name, words.say("day-person-name")).unmarked().attribute("autocomplete", "off"))
            div.beside {
                (parts::select(words, &sex, words.say("day-sex"), sexes()).unmarked().value(Sex::Unknown.code()))
                (parts::number(words, &born, words.say("day-born-year")).optional())
            }
        }
    };
    html! {
        form #walk-in hidden novalidate {
            h2 { (words.say("day-walk-in")) }
            (one(1))
            (parts::tel(words, "phone", words.say("day-phone")).optional().autocomplete("off"))
            details { summary { (words.say("day-more-persons")) }
                div.inside { @for at in 2..=4 { (parts::fieldset(&words.say_with("day-person", &[("number", at.into())]), one(at))) } }
            }
            div #over hidden { (parts::checkboxes(words, "over", "", vec![parts::choice("yes", words.say("day-over"))]).unmarked()) }
            div #another hidden { (parts::checkboxes(words, "another", "", vec![parts::choice("yes", words.say("day-another"))]).unmarked()) }
            (parts::button(words.say("day-let-in")))
            (parts::button(words.say("day-back")).secondary().name("walk-in", "close"))
            p.hint { (words.say("day-walk-in-notice")) }
        }
    }
}

fn answer(kind: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        // Asked anew each time: an old script beside a new one would not do.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (StatusCode::OK, headers, text).into_response()
}

/// A script, the style, or what an installed page is called.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such file.
pub async fn file(ctx: Ctx, Path(name): Path<String>) -> Result<Response, Fault> {
    if name == "manifest.webmanifest" {
        return Ok(answer("application/manifest+json", manifest(&ctx).to_string()));
    }
    if let Some((_, bytes)) = ICONS.iter().find(|(file, _)| *file == name) {
        return Ok(([(header::CONTENT_TYPE, "image/png")], *bytes).into_response());
    }
    let (_, kind, text) = FILES.iter().find(|(file, ..)| *file == name).ok_or(Fault::NotFound)?;
    Ok(answer(kind, (*text).to_owned()))
}

fn manifest(ctx: &Ctx) -> Value {
    let words = &ctx.words;
    json!({
        "id": here(words, ""), "start_url": here(words, ""), "scope": here(words, ""),
        "name": format!("{} {}", words.say("device-title"), ctx.centre_name()), "short_name": words.say("day-check-in"),
        "lang": words.lang().code(), "display": "standalone", "orientation": "portrait",
        "background_color": "#ffffff", "theme_color": "#17594a",
        "icons": [
            { "src": href("hearth.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any" },
            { "src": here(words, "/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any" },
            { "src": here(words, "/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable" },
        ],
    })
}

/// The worker that keeps the page, and nothing but the page, for when there is no network. It changes
/// whenever one of its files does.
///
/// # Errors
/// None.
pub async fn worker(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let mut files = vec![here(words, ""), here(words, "/manifest.webmanifest")];
    files.extend(FILES.iter().map(|(name, ..)| here(words, &format!("/{name}"))));
    files.extend(OF_HOUSE.iter().map(|name| href(name).to_owned()));
    let mut hash = Sha256::new();
    hash.update(page(&ctx).into_string());
    for (_, _, text) in FILES {
        hash.update(text);
    }
    let version: String = hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    let text = WORKER
        .replace("\"VERSION\"", &json!(version).to_string())
        .replace("\"LANGUAGE\"", &json!(words.lang().code()).to_string())
        .replace("[\"FILES\"]", &json!(files).to_string());
    Ok(answer("text/javascript; charset=utf-8", text))
}

/// What a device tells.
///
/// # Errors
/// [`Fault::Refused`] when the device is not known (any more).
pub async fn told(ctx: Ctx, Json(told): Json<Told>) -> Result<Response, Fault> {
    sync::take(&ctx, told).await
}
