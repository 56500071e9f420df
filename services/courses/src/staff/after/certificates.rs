//! The certificates of a course (R54): who is due one, issuing them all with one press, all papers in
//! one file.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::jobs::{self, NewJob};
use foundation::parts::{self, Tone, column};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use zip::write::SimpleFileOptions;

use crate::after::paper;
use crate::after::record::Record;
use crate::rules::attendance::NoCertificate;
use crate::settle::REGISTRATION;
use crate::staff::frame::{self, address};
use crate::staff::serving;
use crate::store;
use crate::store::certificate::Certificate;
use crate::store::day::Guest;

/// Kind of a course in the trail.
const COURSE: &str = "courses_course";
/// The job that writes to parties whose certificates are there; its payload is ids of registrations.
pub const TELL: &str = "courses.write";

/// The record of a course.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub(super) async fn find(ctx: &Ctx, id: &str) -> Result<Record, Fault> {
    let id = id.to_owned();
    ctx.centre.db.read(move |conn| Record::find(conn, &id)).await?.ok_or(Fault::NotFound)
}

/// `GET /office/courses/{id}/certificates`
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let record = find(&ctx, &id).await?;
    let serves = serving::find(&ctx, &id).await?.serves;
    Ok(page(&ctx, &record, serves, &Form::default(), StatusCode::OK))
}

fn page(ctx: &Ctx, record: &Record, serves: bool, form: &Form, status: StatusCode) -> Response {
    let words = &ctx.words;
    let percent = record.percent(&ctx.centre);
    let due = due(ctx, record);
    let count = i64::try_from(due.len()).unwrap_or(i64::MAX);
    let to = |below: &str| words.path(&address(&record.course, &format!("certificates{below}")));
    let unprintable: Vec<&str> =
        due.iter().map(|g| g.name.as_str()).filter(|name| !record.can_print(name)).collect();
    let content = html! {
        @if percent > 0 { p.lead { (words.say_with("after-certificates-lead", &[("percent", percent.into())])) } }
        @else { p.lead { (words.say("after-certificates-none")) } }
        @if !unprintable.is_empty() {
            (parts::notice(Tone::Wait, &words.say("after-unprintable"), html! { p { (words.list(&unprintable)) } }))
        }
        div.actions {
            @if serves && count > 0 {
                (parts::form(to(""), html! { (parts::button(words.say_with("after-issue-all", &[("count", count.into())]))) }).id("issue"))
            }
            @if ctx.staff.as_ref().is_some_and(|s| s.may(crate::rights::EXPORT)) && record.certificates.iter().any(|c| c.withdrawn_at.is_none()) {
                (parts::button_link(to("/all.zip"), words.say("after-all-papers")).secondary())
            }
        }
        (hours_links(ctx, record))
        (list(ctx, record, serves))
        (withdrawn(ctx, record, serves))
        @if serves {
            h2 { (words.say("after-percent-title")) }
            (parts::form(to("/percent"), html! {
                (parts::number(words, "percent", words.say("after-percent")).hint(words.say("after-percent-hint"))
                    .value(if form.has("percent") { form.text("percent").to_owned() } else { percent.to_string() })
                    .error(form.said_of(words, "percent")))
                div.actions { (parts::button(words.say("day-save")).secondary()) }
            }).id("percent"))
        }
    };
    frame::page(ctx, status, &record.course, "certificates", Some(form), content)
}

/// The ways to the records of hours that the course counts in.
fn hours_links(ctx: &Ctx, record: &Record) -> Markup {
    let words = &ctx.words;
    let exports = ctx.staff.as_ref().is_some_and(|s| s.may(crate::rights::EXPORT));
    html! {
        @for of in crate::rules::hours::Record::of(&record.course).into_iter().filter(|_| exports) {
            @let href = words.path(&address(&record.course, &format!("hours/{}", of.code())));
            p { a href=(href) { (words.say(crate::after::hours::record_key(of))) } }
        }
    }
}

/// Those who are due a certificate and have none.
fn due<'a>(ctx: &Ctx, record: &'a Record) -> Vec<&'a Guest> {
    let is_due = |g: &&Guest| {
        record.in_force(&g.seat_id).is_none() && record.due(&g.seat_id, &ctx.centre, ctx.now).is_ok()
    };
    record.guests.iter().filter(is_due).collect()
}

fn list(ctx: &Ctx, record: &Record, serves: bool) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        column(words.say("day-name")),
        column(words.say("day-rate")).number(),
        column(words.say("after-minutes")).number(),
        column(words.say("after-certificate")),
    ];
    let rows = record.guests.iter().map(|guest| {
        let attended = record.attended(&guest.seat_id, ctx.now);
        let rate = attended.rate().map_or_else(|| "–".to_owned(), |r| r.to_string());
        vec![
            html! { strong { (guest.name) } " " span.hint { (serving::reference(&guest.reference)) } },
            html! { (rate) },
            html! { (words.number(attended.minutes)) " / " (words.number(attended.minutes_held)) },
            standing(ctx, record, guest, serves),
        ]
    });
    html! { (parts::table(words, words.say("edit-tab-certificates"), columns, rows.collect()).caption_unseen().filter().empty(words.say("day-nobody"))) }
}

fn standing(ctx: &Ctx, record: &Record, guest: &Guest, serves: bool) -> Markup {
    let words = &ctx.words;
    if let Some(certificate) = record.in_force(&guest.seat_id) {
        return html! { (parts::tag(Tone::Good, &words.say("after-issued"))) " " (numbered(ctx, certificate, serves)) };
    }
    match record.due(&guest.seat_id, &ctx.centre, ctx.now) {
        Ok(()) => parts::tag(Tone::Wait, &words.say("after-due")),
        Err(why) => html! { span.soft { (words.say(why_not(why))) } },
    }
}

fn numbered(ctx: &Ctx, certificate: &Certificate, serves: bool) -> Markup {
    let number = paper::number(certificate);
    let href = ctx.words.path(&format!("/office/courses/{}/certificates/{number}", certificate.course_id));
    html! { @if serves { a.number-code href=(href) { (number) } } @else { span.number-code { (number) } } }
}

/// The words that say why somebody gets no certificate (yet).
pub fn why_not(why: NoCertificate) -> &'static str {
    match why {
        NoCertificate::NotGiven => "after-not-given",
        NoCertificate::NotOver => "after-not-over",
        NoCertificate::TooLittle => "after-too-little",
    }
}

fn withdrawn(ctx: &Ctx, record: &Record, serves: bool) -> Markup {
    let words = &ctx.words;
    let rows: Vec<_> = record
        .certificates
        .iter()
        .filter_map(|c| c.withdrawn_at.map(|at| (c, at)))
        .map(|(c, at)| {
            vec![
                numbered(ctx, c, serves),
                html! { (c.name) },
                html! { (parts::time_short(words, at)) },
                html! { (c.withdrawn_why.as_deref().unwrap_or_default()) },
            ]
        })
        .collect();
    let columns = ["after-number", "day-name", "after-withdrawn-at", "day-why"];
    html! {
        @if !rows.is_empty() {
            h2 { (words.say("after-withdrawn")) }
            (parts::table(words, words.say("after-withdrawn"), columns.map(|key| column(words.say(key))).into(), rows).caption_unseen())
        }
    }
}

/// `POST /office/courses/{id}/certificates`: issues one to everybody who is due one. What is due is
/// decided again where it is written, so that two presses give nobody two.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn issue(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &id).await?;
    let (inner, id, actor) = (ctx.clone(), served.course.id.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let Some(record) = Record::find(conn, &id)? else { return Ok(0) };
        let (centre, now) = (&inner.centre, inner.now);
        let due: Vec<&Guest> =
            due(&inner, &record).into_iter().filter(|g| record.can_print(&g.name)).collect();
        let new: Vec<Certificate> =
            due.iter().map(|g| record.certificate(centre, &g.seat_id, &g.name, now)).collect();
        let added = store::certificate::add(conn, &new, &actor.who)?;
        let issued: Vec<(&Guest, &Certificate)> =
            due.into_iter().zip(&new).filter(|(_, c)| added.contains(&c.id)).collect();
        for (guest, certificate) in &issued {
            let after = serde_json::json!({"seat": guest.number, "number": paper::number(certificate)});
            let entry = Entry {
                after: Some(after.to_string()),
                ..Entry::new(REGISTRATION, &guest.registration_id, "certificate-issued")
            };
            trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])?;
        }
        let parties: BTreeSet<&str> = issued.iter().map(|(g, _)| g.registration_id.as_str()).collect();
        for some in parties.into_iter().collect::<Vec<_>>().chunks(100) {
            let payload = format!("certified:{}", some.join(","));
            jobs::add(
                conn,
                &[centre.chance.id(now)],
                now,
                &[NewJob { kind: TELL, unique_key: None, payload, run_at: now }],
            )?;
        }
        Ok(issued.len())
    };
    ctx.centre.db.write(write).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&address(&served.course, "certificates?done=certificates-issued")))
}

/// `POST …/certificates/percent`: sets from which rate on the course gives certificates.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn percent(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let served = serving::find_to_serve(&ctx, &id).await?;
    let percent = form.required_number("percent", 0, 100);
    if !form.is_right() {
        let record = find(&ctx, &id).await?;
        return Ok(page(&ctx, &record, true, &form, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let (inner, actor, id) = (ctx.clone(), ctx.actor(), served.course.id.clone());
    let write = move |conn: &mut Conn| {
        let before = store::certificate::find_percent(conn, &id)?;
        store::certificate::change_percent(conn, &id, percent)?;
        let said = |percent: i64| serde_json::json!({"percent": percent}).to_string();
        let entry = Entry {
            before: before.map(said),
            after: Some(said(percent)),
            ..Entry::new(COURSE, &id, "certificate-percent-changed")
        };
        trail::add(conn, &[inner.centre.chance.id(inner.now)], inner.now, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&address(&served.course, "certificates?done=saved")))
}

/// `GET …/certificates/all.zip`: all papers in force. Names leave the house with it, so the trail says
/// who took it.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn all(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    if !serving::find(&ctx, &id).await?.exports {
        return Err(Fault::NotFound);
    }
    let record = find(&ctx, &id).await?;
    let name = format!("{}-certificates.zip", record.course.slug);
    let (centre, certificates) = (ctx.centre.clone(), record.certificates);
    let made = tokio::task::spawn_blocking(move || {
        let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut count = 0_usize;
        for certificate in certificates.iter().filter(|c| c.withdrawn_at.is_none()) {
            let Ok(bytes) = paper::print(&centre, certificate) else { continue };
            let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            file.start_file(format!("{}.pdf", paper::number(certificate)), stored).ok()?;
            file.write_all(&bytes).ok()?;
            count += 1;
        }
        Some((file.finish().ok()?.into_inner(), count))
    });
    let (bytes, count) = made.await.ok().flatten().ok_or(Fault::Internal)?;
    let (inner, actor, course_id) = (ctx.clone(), ctx.actor(), record.course.id.clone());
    let after = serde_json::json!({"file": name, "rows": count}).to_string();
    let write = move |conn: &mut Conn| {
        let entry = Entry { after: Some(after.clone()), ..Entry::new(COURSE, &course_id, "exported") };
        trail::add(conn, &[inner.centre.chance.id(inner.now)], inner.now, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    Ok(paper::download(&name, HeaderValue::from_static("application/zip"), bytes))
}
