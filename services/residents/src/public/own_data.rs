//! `/residents/own-data`: everything the house holds about oneself; a copy; requests (D-3).

use axum::body::Body;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use foundation::archive::{self, Part};
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::mail::{self, NewMail};
use foundation::own_data::{self, Record};
use foundation::parts::{self, Tone, choice};
use foundation::residents::{MATTER, Resident};
use foundation::sheet::{self, Cell};
use foundation::trail::Entry;
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::door;
use crate::request::{Event, Kind, Request, State};
use crate::store::{self, Act};

/// Longest wish, in characters.
const WISH_CHARS_MAX: usize = 1000;

async fn records(ctx: &Ctx, resident: &Resident) -> Result<Vec<Record>, Fault> {
    let (centre, resident, now) = (ctx.centre.clone(), resident.clone(), ctx.now);
    Ok(ctx.centre.db.read(move |conn| own_data::list(conn, &centre, &resident, now)).await?)
}

/// The page.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    show(&ctx, &resident, &Form::default()).await
}

async fn show(ctx: &Ctx, resident: &Resident, form: &Form) -> Result<Response, Fault> {
    let words = &ctx.words;
    let found = records(ctx, resident).await?;
    let id = resident.id.clone();
    let requests = ctx.centre.db.read(move |conn| store::list_own(conn, &id)).await?;
    let title = words.say("own-data-title");
    let main = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("own-data-all")) }
        ul.cards { @for record in &found { (card(words, record)) } }
        div.actions {
            (parts::button_link(words.path("/residents/own-data/copy.zip"), words.say("own-data-zip")))
            (parts::button_link(words.path("/residents/own-data/copy.json"), words.say("own-data-json")).secondary())
            (parts::button_link(words.path("/residents/own-data/copy.csv"), words.say("own-data-csv")).secondary())
        }
        p.hint { (words.say("own-data-companion")) }
        (super::breaches::way(words))
        (asked(words, &requests))
        (asking(words, form))
    };
    Ok(door::page(ctx, door::status(form), &title, !form.is_right(), &main))
}

fn card(words: &Words, record: &Record) -> Markup {
    html! {
        li.card {
            h2 { (words.say(record.kind)) " " (record.label.shown(words)) }
            dl.facts.stacked { @for (key, value) in &record.fields { dt { (words.say(key)) } dd { (value.shown(words)) } } }
            @if let Some(why) = record.kept {
                p.hint { (words.say_with("own-data-kept", &[("why", words.say(why).into())])) }
            }
        }
    }
}

fn asked(words: &Words, requests: &[Request]) -> Markup {
    html! {
        @if !requests.is_empty() {
            section {
                h2 { (words.say("request-own-title")) }
                @for request in requests {
                    @let kind = words.say(&format!("request-kind-{}", request.kind.code()));
                    (parts::notice(tone(request.state), &kind, html! {
                        p { (state_said(words, request)) }
                        @if let Some(why) = request.reason.as_ref().or(request.extended_why.as_ref()) { p { (why) } }
                        @if request.state.is_open() {
                            (parts::form(words.path(&format!("/residents/requests/{}/withdrawal", request.id)), html! {
                                (parts::button(words.say("request-withdraw")).quiet().about(&kind))
                            }))
                        }
                    }))
                }
            }
        }
    }
}

const fn tone(state: State) -> Tone {
    match state {
        State::Open | State::Extended => Tone::Wait,
        _ => Tone::Info,
    }
}

/// Where a request stands, in a sentence.
pub fn state_said(words: &Words, request: &Request) -> String {
    let args = [
        ("due", words.date(request.due_on).into()),
        ("erased", request.erased.unwrap_or_default().into()),
        ("kept", request.kept.unwrap_or_default().into()),
    ];
    let key = match (request.state, request.erased) {
        (State::Granted, Some(_)) => "request-state-erased".to_owned(),
        (state, _) => format!("request-state-{}", state.code()),
    };
    words.say_with(&key, &args)
}

fn asking(words: &Words, form: &Form) -> Markup {
    let kinds = [Kind::Correction, Kind::Stop, Kind::Deletion, Kind::Access];
    let kinds = kinds.iter().map(|k| {
        choice(k.code(), words.say(&format!("request-kind-{}", k.code())))
            .hint(words.say(&format!("request-kind-{}-hint", k.code())))
    });
    html! {
        section {
            h2 { (words.say("request-title")) }
            p { (words.say("request-text")) }
            (parts::form(words.path("/residents/own-data"), html! {
                (parts::radios(words, "kind", words.say("request-kind"), kinds.collect()).value(form.text("kind"))
                    .error(form.said_of(words, "kind")))
                (parts::textarea(words, "wish", words.say("request-wish")).hint(words.say("request-wish-hint"))
                    .value(form.text("wish")).error(form.said_of(words, "wish")).optional())
                div.actions { (parts::button(words.say("request-send"))) }
            }).id("request"))
        }
    }
}

/// A request is sent.
///
/// # Errors
/// When the store cannot answer.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let kind = form.choice("kind", Kind::from_code);
    let wish = form.optional("wish", WISH_CHARS_MAX);
    if kind.is_some_and(store::needs_wish) && wish.is_empty() {
        form.wrong("wish", "request-error-wish");
    }
    let (Some(kind), true) = (kind, form.is_right()) else { return show(&ctx, &resident, &form).await };
    let act = Act::of(&ctx);
    let new = Request {
        id: act.id().into_string(),
        resident_id: resident.id.clone(),
        email: resident.email.clone(),
        language: ctx.words.lang().code().to_owned(),
        kind,
        wish,
        state: State::Open,
        received_on: ctx.now.date(),
        rule: String::new(),
        due_on: ctx.now.date(),
        extended_why: None,
        reason: None,
        erased: None,
        kept: None,
    };
    let (words, centre) = (ctx.words.clone(), ctx.centre_name().to_owned());
    let add = move |conn: &mut Conn| -> DbResult<bool> {
        let Some(request) = store::add_request(conn, &act, new.clone())? else { return Ok(false) };
        let letter = letter(&words, &centre, &request, "request-mail-received");
        mail::add(conn, &[act.id()], act.now, &[letter])?;
        Ok(true)
    };
    if !ctx.centre.db.write(add).await? {
        form.wrong("kind", "request-error-open");
        return show(&ctx, &resident, &form).await;
    }
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/residents/own-data?done=asked"))
}

/// A letter about a request; `text` is the key of what it says.
pub fn letter(words: &Words, centre: &str, request: &Request, text: &str) -> NewMail {
    let why = request.reason.as_ref().or(request.extended_why.as_ref());
    let args = [
        ("centre", centre.into()),
        ("kind", words.say(&format!("request-kind-{}", request.kind.code())).into()),
        ("due", words.date(request.due_on).into()),
        ("state", state_said(words, request).into()),
        ("why", why.cloned().unwrap_or_default().into()),
    ];
    NewMail {
        unique_key: None,
        to: request.email.clone(),
        subject: words.say_with("request-mail-subject", &args),
        body: words.say_with(text, &args),
        calendar: None,
        matter: store::REQUEST,
        matter_id: request.id.clone(),
        section: String::new(),
    }
}

/// A request is taken back.
///
/// # Errors
/// [`Fault::NotFound`] when it is none of this resident's, or settled already.
pub async fn withdraw(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let act = Act::of(&ctx);
    let withdraw = move |conn: &mut Conn| -> DbResult<bool> {
        let found = store::find_request(conn, &id)?.filter(|r| r.resident_id == resident.id);
        let Some(found) = found else { return Ok(false) };
        store::move_request(conn, &act, &found, Event::Withdraw, &found)
    };
    if !ctx.centre.db.write(withdraw).await? {
        return Err(Fault::NotFound);
    }
    Ok(ctx.go("/residents/own-data?done=withdrawn-request"))
}

/// A copy for programs and for people (複製本): `copy.json`, `copy.csv`, or both with the files in `copy.zip`.
///
/// # Errors
/// [`Fault::NotFound`] for any other name.
pub async fn copy(ctx: Ctx, Path(name): Path<String>) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let found = records(&ctx, &resident).await?;
    let (kind, body) = match name.as_str() {
        "copy.json" => ("application/json", Body::from(json(&ctx, &resident, &found))),
        "copy.csv" => ("text/csv; charset=utf-8", Body::from(csv(&ctx.words, &found)?)),
        "copy.zip" => ("application/zip", zip(&ctx, &resident, found).await?),
        _ => return Err(Fault::NotFound),
    };
    let act = Act::of(&ctx);
    let note = move |conn: &mut Conn| act.note(conn, Entry::new(MATTER, &resident.id, "copied-own-data"));
    ctx.centre.db.write(note).await?;
    let disposition = format!("attachment; filename=\"own-data.{}\"", &name["copy.".len()..]);
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((StatusCode::OK, headers, body).into_response())
}

/// Both copies and the files, each in a folder of its record.
async fn zip(ctx: &Ctx, resident: &Resident, records: Vec<Record>) -> Result<Body, Fault> {
    let json = json(ctx, resident, &records);
    let csv = csv(&ctx.words, &records)?;
    let mut parts = vec![
        ("own-data.json".to_owned(), Part::Made(json.into())),
        ("own-data.csv".to_owned(), Part::Made(csv.into())),
    ];
    for record in records {
        for (file, number) in record.files.into_iter().zip(1..) {
            let name =
                format!("files/{}/{number:02}-{}", one_name(&record.label.code()), one_name(&file.name));
            parts.push((name, Part::Own(file)));
        }
    }
    archive::send(&ctx.centre, parts, ctx.words.say("own-data-missing")).await
}

/// A name that stays in its folder, and short.
fn one_name(name: &str) -> String {
    archive::file_name(&name.chars().take(100).collect::<String>())
}

fn json(ctx: &Ctx, resident: &Resident, records: &[Record]) -> String {
    let words = &ctx.words;
    let one = |record: &Record| {
        let fields: Vec<_> = record
            .fields
            .iter()
            .map(|(key, value)| serde_json::json!({ "field": words.say(key), "value": value.said(words), "code": value.code() }))
            .collect();
        serde_json::json!({
            "kind": words.say(record.kind), "label": record.label.code(), "fields": fields,
            "kept": record.kept.map(|why| words.say(why)),
        })
    };
    let all: Vec<_> = records.iter().map(one).collect();
    let copy = serde_json::json!({
        "centre": ctx.centre_name(), "email": resident.email, "copied_at": ctx.now.rfc3339(), "records": all,
    });
    serde_json::to_string_pretty(&copy).unwrap_or_default()
}

fn csv(words: &Words, records: &[Record]) -> Result<Vec<u8>, Fault> {
    let columns = ["own-data-kind", "own-data-label", "own-data-field", "own-data-value"];
    let columns: Vec<String> = columns.iter().map(|key| words.say(key)).collect();
    let rows: Vec<Vec<Cell>> = records
        .iter()
        .flat_map(|record| {
            record.fields.iter().map(|(key, value)| {
                vec![
                    words.say(record.kind).into(),
                    record.label.code().into(),
                    words.say(key).into(),
                    value.said(words).into(),
                ]
            })
        })
        .collect();
    sheet::write(sheet::Kind::Csv, "own-data", &columns, &rows).map_err(|_| Fault::Internal)
}
