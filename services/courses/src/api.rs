//! The public interface for programs, below `/api/v1`: reading courses. Everything an answer holds
//! is a row of its own, so that the model may change without breaking anybody.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use foundation::cache::Stamp;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::openapi::{merge, problem_answer};
use foundation::service::Routes;
use foundation::web::Ctx;
use office::instant::Instant;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{OpenApi, ToSchema};

use crate::model::Session;
use crate::public::{course, list};
use crate::store::browse::{Filter, Line};
use crate::words::Standing;
use crate::{api_registrations, api_staff};

/// Courses in one answer.
const PAGE: i64 = 50;
/// Characters of a search.
const SEARCH_MAX: usize = 100;

/// The addresses for programs.
pub fn routes(routes: Routes) -> Routes {
    let routes = api_staff::routes(api_registrations::routes(routes));
    routes.public("/api/v1/courses", get(list_courses)).public("/api/v1/courses/{id}", get(find_course))
}

/// A course.
#[derive(Debug, Serialize, ToSchema)]
struct CourseRow {
    /// Id; stays the same.
    id: String,
    /// Word in the address of the course's page.
    slug: String,
    /// Title in Chinese.
    title: String,
    /// Title in English; empty when there is none.
    title_en: String,
    /// One or two sentences in Chinese.
    summary: String,
    /// The same in English; empty when there is none.
    summary_en: String,
    /// Category of the Family Education Act.
    category: String,
    /// Method of teaching.
    teaching: String,
    /// Target group by which the course is counted.
    audience: String,
    /// Other target groups it is meant for.
    also_for: Vec<String>,
    /// District code; empty online.
    district: String,
    /// Venue.
    place: String,
    /// The same in English; empty when there is none.
    place_en: String,
    /// Its address.
    address: String,
    /// The same in English; empty when there is none.
    address_en: String,
    /// Held online.
    online: bool,
    /// Fee in NT$; 0 is free.
    fee: i64,
    /// The meetings, in order.
    sessions: Vec<SessionRow>,
    /// Seats.
    capacity: i64,
    /// Seats anyone may have now; while `entries_until` is set, seats that the draw will give.
    seats_left: i64,
    /// Until when a registration is an entry for the draw that gives the places; null where there is
    /// none to come.
    #[schema(format = DateTime)]
    entries_until: Option<String>,
    /// Parties that have entered for it.
    entries: Option<i64>,
    /// Persons in line.
    waiting: i64,
    /// Persons that may wait.
    waiting_max: i64,
    /// Registration opens.
    #[schema(format = DateTime)]
    opens_at: String,
    /// Registration closes.
    #[schema(format = DateTime)]
    closes_at: String,
    /// How places are given: `order` (first come, first served), `window` (the first minutes by lot, then
    /// order), `lottery` or `approval`.
    method: String,
    /// `published` or `cancelled`.
    status: String,
    /// `not-open`, `open`, `waiting`, `full`, `closed`, `cancelled` or `ended`.
    registration: String,
    /// When it was last changed; seats do not count.
    #[schema(format = DateTime)]
    changed_at: String,
    /// Its page.
    url: String,
}

/// A meeting of a course.
#[derive(Debug, Serialize, ToSchema)]
struct SessionRow {
    /// Id; stays the same.
    id: String,
    /// Number within the course, from 1.
    number: i64,
    /// Start.
    #[schema(format = DateTime)]
    starts_at: String,
    /// End.
    #[schema(format = DateTime)]
    ends_at: String,
    /// What it is about.
    topic: String,
    /// The same in English; empty when there is none.
    topic_en: String,
    /// Called off.
    cancelled: bool,
}

/// A page of courses.
#[derive(Debug, Serialize, ToSchema)]
struct CoursePage {
    /// The courses, soonest first.
    items: Vec<CourseRow>,
    /// The cursor of the next page; null on the last.
    next: Option<String>,
}

/// A course with everything its page says.
#[derive(Debug, Serialize, ToSchema)]
struct CourseInFull {
    #[serde(flatten)]
    row: CourseRow,
    /// Everything else, in Markdown.
    description: String,
    /// The same in English; empty when there is none.
    description_en: String,
    /// Who may come and what to bring.
    requirements: String,
    /// The same in English; empty when there is none.
    requirements_en: String,
    /// How to get there.
    directions: String,
    /// The same in English; empty when there is none.
    directions_en: String,
    /// How the venue can be used by everyone.
    access_note: String,
    /// The same in English; empty when there is none.
    access_note_en: String,
    /// Whether children are minded meanwhile.
    childcare_note: String,
    /// The same in English; empty when there is none.
    childcare_note_en: String,
    /// Languages and interpreters.
    language_note: String,
    /// The same in English; empty when there is none.
    language_note_en: String,
    /// What the fee is for, or what one pays besides.
    fee_note: String,
    /// The same in English; empty when there is none.
    fee_note_en: String,
    /// Whether pictures are taken; each person may say no.
    photos: bool,
    /// The person in charge.
    contact_name: String,
    /// That person's telephone.
    contact_phone: String,
    /// Hours of the whole course.
    hours: f64,
    /// Hours for the record of civil servants (公務人員終身學習).
    civil_servant_hours: f64,
    /// Hours for the record of teachers (教師研習).
    teacher_hours: f64,
    /// Largest party.
    party_max: i64,
    /// Hours for which an offer is held.
    offer_hours: i64,
    /// Until when a party may change or cancel by itself.
    #[schema(format = DateTime)]
    change_until: String,
    /// Persons needed for the course to be held; 0 for none.
    minimum: i64,
    /// Its draw, when places are given by one.
    draw: Option<DrawRow>,
}

/// The draw of a course whose method is `window` or `lottery`.
#[derive(Debug, Serialize, ToSchema)]
struct DrawRow {
    /// Until when a registration is an entry for the draw.
    #[schema(format = DateTime)]
    entries_until: String,
    /// Which public number decides.
    source: String,
    /// Extra lots for each draw lost within a year; 0 for none.
    extra_lots: i64,
    /// SHA-256 of the closed list; null before it is closed.
    entries_hash: Option<String>,
    /// The public number; null before the draw.
    number: Option<String>,
    /// When it was drawn; null before.
    #[schema(format = DateTime)]
    drawn_at: Option<String>,
    /// Its page; the file that repeats it has the same address with `.json`.
    url: String,
}

fn draw_row(ctx: &Ctx, shown: &course::Shown) -> Option<DrawRow> {
    let draw = shown.draw.as_ref()?;
    Some(DrawRow {
        entries_until: shown.entries_until().rfc3339(),
        source: draw.source.clone(),
        extra_lots: draw.extra_lots,
        entries_hash: draw.closed_at.map(|_| draw.entries_hash.clone()),
        number: draw.drawn_at.map(|_| draw.number.clone()),
        drawn_at: draw.drawn_at.map(|at| at.rfc3339()),
        url: ctx.full_address(&format!("/courses/{}/draw", shown.course.slug)),
    })
}

#[derive(OpenApi)]
#[openapi(components(schemas(CourseRow, SessionRow, CoursePage, CourseInFull, DrawRow)))]
struct Schemas;

/// The OpenAPI description of these addresses.
pub fn description() -> Value {
    let schemas = serde_json::to_value(Schemas::openapi()).unwrap_or_default();
    let mut all = json!({ "components": schemas.get("components").cloned().unwrap_or_default() });
    let codes = |codes: Vec<&str>| json!({ "type": "string", "enum": codes });
    let categories = codes(office::Category::ALL.iter().map(|c| c.code()).collect());
    let audiences = codes(office::Audience::ALL.iter().map(|a| a.code()).collect());
    let parameter = |name: &str, schema: Value, description: &str| json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": description });
    let answer = |schema: &str, description: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        let etag = json!({ "ETag": { "schema": { "type": "string" }, "description": "Send it back as If-None-Match." } });
        json!({ "description": description, "headers": etag, "content": { "application/json": { "schema": schema } } })
    };
    let unchanged = json!({ "description": "Nothing changed since this ETag." });
    merge(
        &mut all,
        json!({ "paths": {
            "/api/v1/courses": { "get": {
                "operationId": "listCourses",
                "tags": ["courses"],
                "summary": "Announced courses that have not ended, soonest first",
                "parameters": [
                    parameter("q", json!({ "type": "string", "maxLength": SEARCH_MAX }), "Words to search for, in Chinese or English; parts of words will do."),
                    parameter("category", categories, "Category of the Family Education Act."),
                    parameter("district", json!({ "type": "string", "pattern": "^[0-9]{8}$" }), "District code."),
                    parameter("audience", audiences, "A target group the course is meant for."),
                    parameter("open", json!({ "type": "boolean" }), "Only courses that take registrations now and have a seat."),
                    parameter("cursor", json!({ "type": "string", "pattern": CURSOR }), "The `next` of the page before."),
                ],
                "responses": {
                    "200": answer("CoursePage", "A page of courses."),
                    "304": unchanged,
                    "400": problem_answer("A parameter is not understood."),
                    "default": problem_answer("Something else went wrong."),
                },
            } },
            "/api/v1/courses/{id}": { "get": {
                "operationId": "findCourse",
                "tags": ["courses"],
                "summary": "One course, by its id or the word in its address",
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }],
                "responses": {
                    "200": answer("CourseInFull", "The course."),
                    "304": unchanged,
                    "404": problem_answer("There is no such course, or it is not announced."),
                    "default": problem_answer("Something else went wrong."),
                },
            } },
        } }),
    );
    merge(&mut all, api_registrations::description());
    merge(&mut all, api_staff::description());
    all
}

/// What a cursor looks like: a moment, on a day that there is, and an id.
const CURSOR: &str = r"^(20[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|20([02468][048]|[13579][26])-02-29)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z~[0-9A-Za-z-]{1,64}$";

/// Reads the parameters; everything that is not understood is refused, so that nobody takes the
/// whole list for the part that was meant.
fn filter(asked: &Form) -> Result<Filter, Fault> {
    let bad = |name: &str, why: &str| Err(Fault::Bad("bad-parameter", format!("{name}: {why}")));
    let mut filter = Filter::default();
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in asked.pairs() {
        if seen.contains(&name.as_str()) {
            return bad(name, "given twice");
        }
        seen.push(name);
        match name.as_str() {
            "q" if value.chars().count() <= SEARCH_MAX => filter.terms = list::terms(value),
            "q" => return bad(name, "longer than 100 characters"),
            "category" if office::Category::from_code(value).is_some() => filter.category = value.clone(),
            "category" => return bad(name, "not a category"),
            "audience" if office::Audience::from_code(value).is_some() => filter.audience = value.clone(),
            "audience" => return bad(name, "not a target group"),
            "district" if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) => {
                filter.district = value.clone();
            }
            "district" => return bad(name, "not the eight digits of a district"),
            "open" if value == "true" => filter.open = true,
            "open" if value == "false" => {}
            "open" => return bad(name, "neither true nor false"),
            "cursor" => match list::cursor(value) {
                Some(after) => filter.after = Some(after),
                None => return bad(name, "not the `next` of an answer"),
            },
            _ => return bad(name, "unknown"),
        }
    }
    Ok(filter)
}

/// `GET /api/v1/courses`
async fn list_courses(ctx: Ctx) -> Result<Response, Fault> {
    let filter = filter(&Form::parse(ctx.query.as_deref().unwrap_or_default()))?;
    let (now, stamp) = (ctx.now, ctx.stamp(&["courses"]));
    let found = ctx.centre.db.read(move |conn| list::page(conn, &filter, now, PAGE)).await?;
    let items = found
        .lines
        .iter()
        .map(|line| row_of_line(&ctx, line, found.sessions.get(&line.id).map_or(&[], Vec::as_slice)));
    let page = CoursePage { items: items.collect(), next: found.next };
    let stamp = found.until.map_or(stamp.clone(), |until| stamp.until(until));
    answer(&ctx, stamp, &page)
}

/// `GET /api/v1/courses/{id}`
async fn find_course(ctx: Ctx, id: Result<Path<String>, PathRejection>) -> Result<Response, Fault> {
    let Path(id) = id.map_err(|_| Fault::NotFound)?;
    let shown = course::find(&ctx, &id).await?;
    let c = &shown.course;
    let row = row_of_course(&ctx, &shown);
    let full = CourseInFull {
        row,
        description: c.description.clone(),
        description_en: c.description_en.clone(),
        requirements: c.requirements.clone(),
        requirements_en: c.requirements_en.clone(),
        directions: c.directions.clone(),
        directions_en: c.directions_en.clone(),
        access_note: c.access_note.clone(),
        access_note_en: c.access_note_en.clone(),
        childcare_note: c.childcare_note.clone(),
        childcare_note_en: c.childcare_note_en.clone(),
        language_note: c.language_note.clone(),
        language_note_en: c.language_note_en.clone(),
        fee_note: c.fee_note.clone(),
        fee_note_en: c.fee_note_en.clone(),
        photos: c.photos,
        contact_name: c.contact_name.clone(),
        contact_phone: c.contact_phone.clone(),
        hours: hours(c.hours),
        civil_servant_hours: hours(c.civil_servant_hours),
        teacher_hours: hours(c.teacher_hours),
        party_max: c.party_max,
        offer_hours: c.offer_hours,
        change_until: c.change_until.rfc3339(),
        minimum: c.minimum,
        draw: draw_row(&ctx, &shown),
    };
    let plain = axum::Json(&full).into_response();
    Ok(course::answer(&ctx, &shown, plain))
}

fn answer(ctx: &Ctx, stamp: Stamp, row: &impl Serialize) -> Result<Response, Fault> {
    let body = serde_json::to_string(row).map_err(|_| Fault::Internal)?;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok(ctx.keep(stamp, (kind, body).into_response()))
}

fn row_of_line(ctx: &Ctx, line: &Line, sessions: &[Session]) -> CourseRow {
    let l = line.clone();
    let stands = Standing::of(l.status, l.opens_at, l.closes_at, l.ends_at, l.places, ctx.now);
    CourseRow {
        registration: standing(stands.drawn(l.lots.as_ref(), l.places, ctx.now)),
        url: ctx.full_address(&format!("/courses/{}", l.slug)),
        id: l.id,
        slug: l.slug,
        title: l.title,
        title_en: l.title_en,
        summary: l.summary,
        summary_en: l.summary_en,
        category: l.category,
        teaching: l.teaching,
        audience: l.audience,
        also_for: l.also_for,
        district: l.district,
        place: l.place,
        place_en: l.place_en,
        address: l.address,
        address_en: l.address_en,
        online: l.online,
        fee: l.fee,
        sessions: sessions.iter().map(session).collect(),
        capacity: l.places.capacity,
        seats_left: if l.lots.is_some() { l.places.left } else { l.places.open() },
        entries_until: l.lots.map(|lots| lots.until.rfc3339()),
        entries: l.lots.map(|lots| lots.entries),
        waiting: l.places.waiting,
        waiting_max: l.places.waiting_max,
        opens_at: l.opens_at.rfc3339(),
        closes_at: l.closes_at.rfc3339(),
        method: l.method.code().into(),
        status: l.status.code().into(),
        changed_at: l.changed_at.rfc3339(),
    }
}

fn row_of_course(ctx: &Ctx, shown: &course::Shown) -> CourseRow {
    let (c, places, sessions) = (shown.course.as_ref().clone(), shown.places, &shown.sessions);
    let line = Line {
        id: c.id,
        slug: c.slug,
        title: c.title,
        title_en: c.title_en,
        summary: c.summary,
        summary_en: c.summary_en,
        category: c.category,
        district: c.district,
        place: c.place,
        place_en: c.place_en,
        address: c.address,
        address_en: c.address_en,
        online: c.online,
        starts_at: c.starts_at,
        ends_at: c.ends_at,
        opens_at: c.opens_at,
        closes_at: c.closes_at,
        status: c.status,
        method: c.method,
        places,
        fee: c.fee,
        audience: c.audience,
        also_for: c.also_for,
        teaching: c.teaching,
        changed_at: c.changed_at,
        lots: shown.lots(),
    };
    row_of_line(ctx, &line, sessions)
}

/// Tenths of an hour as hours.
fn hours(tenths: i64) -> f64 {
    f64::from(i32::try_from(tenths).unwrap_or_default()) / 10.0
}

fn session(s: &Session) -> SessionRow {
    let at = |at: Instant| at.rfc3339();
    SessionRow {
        id: s.id.clone(),
        number: s.number,
        starts_at: at(s.starts_at),
        ends_at: at(s.ends_at),
        topic: s.topic.clone(),
        topic_en: s.topic_en.clone(),
        cancelled: s.cancelled,
    }
}

fn standing(standing: Standing) -> String {
    match standing {
        Standing::Cancelled => "cancelled",
        Standing::Ended => "ended",
        Standing::NotOpen => "not-open",
        Standing::Closed => "closed",
        Standing::Open => "open",
        Standing::Waiting => "waiting",
        Standing::Full => "full",
    }
    .to_owned()
}
