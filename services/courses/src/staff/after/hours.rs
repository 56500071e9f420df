//! Reporting hours to the records of civil servants and teachers: what is to be reported now, the file
//! with a receipt in the trail, and corrections after a late change.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Tone, column};
use foundation::sheet::{self, Cell, Kind};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::after::hours::{self, change_key, record_key};
use crate::after::paper::download;
use crate::after::record::Record as Course;
use crate::rules::hours::{Change, Entitled, Record, changes};
use crate::staff::frame::{self, address};
use crate::staff::serving;
use crate::store::hours::{self as store, Claim, Line, Report};
use crate::words::hours as tenths;

/// Kind of a course in the trail.
const COURSE: &str = "courses_course";

/// What there is about one record of a course.
struct Kept {
    course: Course,
    claims: Vec<Claim>,
    reported: HashMap<String, Line>,
    due: Vec<(Entitled, Change)>,
    reports: Vec<Report>,
}

fn read(conn: &mut Conn, ctx: &Ctx, id: &str, record: Record) -> DbResult<Option<Kept>> {
    let Some(course) = Course::find(conn, id)? else { return Ok(None) };
    let claims = store::list_claims(conn, id, record)?;
    let entitled = hours::entitled(&ctx.centre, &course, &claims, record, ctx.now);
    let reported = store::find_reported(conn, id, record)?;
    let last = reported.iter().map(|(seat, line)| (seat.clone(), line.entitled.clone())).collect();
    let due = changes(&entitled, &last);
    let reports = store::list_reports(conn, id, record)?;
    Ok(Some(Kept { course, claims, reported, due, reports }))
}

type At = Path<(String, String)>;

/// A course that counts in the record of an address, for those who may take lists out of the house.
async fn find(ctx: &Ctx, id: &str, record: &str) -> Result<Record, Fault> {
    let served = serving::find(ctx, id).await?;
    let record = Record::from_code(record).filter(|r| r.hours(&served.course) > 0);
    record.filter(|_| served.exports).ok_or(Fault::NotFound)
}

/// `GET /office/courses/{id}/hours/{record}`
///
/// # Errors
/// [`Fault::NotFound`] when the course counts no such hours, or is none of this person's.
pub async fn get(ctx: Ctx, Path((id, record)): At) -> Result<Response, Fault> {
    let record = find(&ctx, &id, &record).await?;
    let inner = ctx.clone();
    let kept =
        ctx.centre.db.read(move |conn| read(conn, &inner, &id, record)).await?.ok_or(Fault::NotFound)?;
    let words = &ctx.words;
    let args = [
        ("record", words.say(record_key(record)).into()),
        ("hours", tenths(record.hours(&kept.course.course)).into()),
        ("days", ctx.centre.number(hours::KEEP_DAYS).into()),
    ];
    let others = Record::of(&kept.course.course).into_iter().filter(|r| *r != record);
    let to = |record: Record| words.path(&address(&kept.course.course, &format!("hours/{}", record.code())));
    let content = html! {
        h2 { (words.say(record_key(record))) }
        p { (words.say_with("hours-lead", &args)) }
        @for other in others { p { a href=(to(other)) { (words.say(record_key(other))) } } }
        (due(&ctx, &kept))
        @if kept.due.is_empty() { p { (words.say("hours-nothing")) } } @else {
            (parts::form(to(record), html! { div.actions { (parts::button(words.say("hours-make"))) } }).id("report"))
        }
        (reports(&ctx, &kept, &to(record)))
    };
    Ok(frame::page(&ctx, StatusCode::OK, &kept.course.course, "certificates", None, content))
}

fn due(ctx: &Ctx, kept: &Kept) -> Markup {
    let words = &ctx.words;
    let rows = kept.due.iter().map(|(line, change)| {
        let masked = Some(line.masked.as_str()).filter(|masked| !masked.is_empty());
        vec![
            html! { (line.name) },
            html! { span.number-code { (masked.map_or_else(|| words.say("hours-purged"), str::to_owned)) } },
            html! { (tenths(line.hours)) },
            parts::tag(
                if *change == Change::New { Tone::Info } else { Tone::Wait },
                &words.say(change_key(*change)),
            ),
        ]
    });
    let columns = vec![
        column(words.say("day-name")),
        column(words.say("hours-id-number")),
        column(words.say("check-scope")).number(),
        column(words.say("hours-change")),
    ];
    html! { (parts::table(words, words.say("hours-due"), columns, rows.collect()).empty(words.say("hours-nothing"))) }
}

fn reports(ctx: &Ctx, kept: &Kept, to: &str) -> Markup {
    let words = &ctx.words;
    let rows: Vec<_> = kept
        .reports
        .iter()
        .map(|report| {
            let kinds = html! {
                (parts::form(format!("{to}/{}", report.number), html! {
                    @for kind in [Kind::Csv, Kind::Xlsx] {
                        (parts::button(kind.code().to_uppercase()).quiet().name("kind", kind.code()).about(report.number.to_string())) " "
                    }
                }).id(format!("report-{}", report.number)))
            };
            vec![
                html! { (words.number(report.number)) },
                html! { (parts::time_short(words, report.made_at)) },
                html! { (words.number(report.lines)) },
                kinds,
            ]
        })
        .collect();
    let columns = ["after-number", "hours-made", "hours-lines", "hours-file"];
    html! {
        @if !rows.is_empty() {
            h2 { (words.say("hours-reports")) }
            (parts::table(words, words.say("hours-reports"), columns.map(|key| column(words.say(key))).into(), rows).caption_unseen())
        }
    }
}

/// `POST /office/courses/{id}/hours/{record}`: makes a report of what is new or has changed. What is due
/// is decided again where it is written, so that two presses report nothing twice.
///
/// # Errors
/// [`Fault::NotFound`] when the course counts no such hours, or is none of this person's.
pub async fn make(ctx: Ctx, Path((id, record)): At) -> Result<Response, Fault> {
    let record = find(&ctx, &id, &record).await?;
    let (inner, course_id, actor) = (ctx.clone(), id.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let Some(kept) = read(conn, &inner, &course_id, record)? else { return Ok(()) };
        if kept.due.is_empty() {
            return Ok(());
        }
        let (chance, now) = (&inner.centre.chance, inner.now);
        let number = kept.reports.last().map_or(1, |r| r.number + 1);
        let lines = i64::try_from(kept.due.len()).unwrap_or(i64::MAX);
        let report = Report { id: chance.id(now).into_string(), number, made_at: now, lines };
        if !store::add_report(conn, &report, (&course_id, record, &actor.who))? {
            return Ok(());
        }
        let numbers = (kept.claims.as_slice(), &kept.reported);
        let made = hours::lines(conn, &inner.centre, (&report.id, record), numbers, &kept.due)?;
        store::add_lines(conn, &made)?;
        let after = serde_json::json!({"record": record.code(), "number": number, "rows": lines}).to_string();
        let entry = Entry { after: Some(after), ..Entry::new(COURSE, &course_id, "hours-reported") };
        trail::add(conn, &[chance.id(now)], now, &actor, &[entry])
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go(&format!("/office/courses/{id}/hours/{}?done=hours-reported", record.code())))
}

/// `POST /office/courses/{id}/hours/{record}/{number}`: the file of a report. The trail keeps who took it
/// and the digest of what was taken.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such report, or none in this person's charge.
pub async fn file(
    ctx: Ctx,
    Path((id, record, number)): Path<(String, String, String)>,
    form: Form,
) -> Result<Response, Fault> {
    let record = find(&ctx, &id, &record).await?;
    let kind = Kind::from_code(form.text("kind")).unwrap_or(Kind::Csv);
    let (inner, actor) = (ctx.clone(), ctx.actor());
    let write = move |conn: &mut Conn| {
        let Some(kept) = read(conn, &inner, &id, record)? else { return Ok(None) };
        let Some(report) = kept.reports.iter().find(|r| r.number.to_string() == number) else {
            return Ok(None);
        };
        let course = &kept.course.course;
        let columns = hours::columns(&inner.centre, record);
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for line in store::list_lines(conn, &report.id)? {
            rows.push(hours::row(conn, &inner.centre, course, &columns, &line)?);
        }
        let headings: Vec<String> = columns.into_iter().map(|c| c.heading).collect();
        let Ok(bytes) = sheet::write(kind, &course.title, &headings, &rows) else { return Ok(None) };
        let name = format!("{}-{}-{}.{}", course.slug, record.code(), report.number, kind.code());
        let digest = foundation::files::sha256(&bytes);
        let after = serde_json::json!({"file": name, "rows": rows.len(), "sha256": digest}).to_string();
        let entry = Entry { after: Some(after), ..Entry::new(COURSE, &id, "exported") };
        trail::add(conn, &[inner.centre.chance.id(inner.now)], inner.now, &actor, &[entry])?;
        Ok(Some((name, bytes)))
    };
    let (name, bytes) = ctx.centre.db.write(write).await?.ok_or(Fault::NotFound)?;
    Ok(download(&name, HeaderValue::from_static(kind.content_type()), bytes))
}
