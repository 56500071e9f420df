//! The list of a course for programs of the centre (R58): with a token of staff that has the right to
//! take lists out; each answer leaves a trail like any export.

use std::collections::HashMap;

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::openapi::problem_answer;
use foundation::service::Routes;
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use serde_json::{Value, json};

use crate::model::{Seat, Status};
use crate::questions::Answers;
use crate::rights::EXPORT;
use crate::staff::serving;
use crate::store;
use crate::store::list::{Filter, From, Line};

/// Registrations on one page.
const PAGE: i64 = 100;

/// The address.
pub fn routes(routes: Routes) -> Routes {
    routes.office("/api/v1/courses/{id}/registrations", EXPORT, get(list))
}

/// `GET /api/v1/courses/{id}/registrations`
async fn list(ctx: Ctx, Path(course_id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    if !served.exports {
        return Err(Fault::NotFound);
    }
    let (filter, after) = read(&Form::parse(ctx.query.as_deref().unwrap_or_default()))?;
    let id = served.course.id.clone();
    let (mut lines, mut seats) = ctx
        .centre
        .db
        .read(move |conn| {
            let lines = store::list::list(conn, &id, &filter, From::After(after), PAGE + 1)?;
            let ids: Vec<String> = lines.iter().map(|l| l.id.clone()).collect();
            let seats = store::list::list_seats(conn, &ids)?;
            Ok((lines, seats))
        })
        .await?;
    let more = i64::try_from(lines.len()).unwrap_or(0) > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(0));
    note(&ctx, &served.course.id, lines.len()).await?;
    let next = lines.last().filter(|_| more).map(|l| l.number.to_string());
    let items: Vec<Value> = lines.iter().map(|l| row(l, &mut seats)).collect();
    Ok(Json(json!({ "items": items, "next": next })).into_response())
}

/// Reads the parameters; what is not understood is refused.
fn read(asked: &Form) -> Result<(Filter, i64), Fault> {
    let bad = |said: &str| Err(Fault::Bad("bad-parameter", said.to_owned()));
    let (mut filter, mut after) = (Filter::default(), 0);
    for (name, value) in asked.pairs() {
        match (name.as_str(), value.parse::<i64>()) {
            ("cursor", Ok(number)) if number > 0 => after = number,
            ("cursor", _) => return bad("cursor: not the `next` of an answer"),
            ("status", _) if Status::from_code(value).is_some() => filter.states.push(value.clone()),
            ("status", _) => return bad("status: not a state of registrations"),
            _ => return bad("unknown parameter"),
        }
    }
    Ok((filter, after))
}

fn row(l: &Line, seats: &mut HashMap<String, Vec<Seat>>) -> Value {
    let seats: Vec<Value> = seats
        .remove(&l.id)
        .unwrap_or_default()
        .iter()
        .map(|s| {
            json!({
                "id": s.id, "number": s.number, "name": s.name, "birth_year": s.birth_year, "sex": s.sex,
                "district": s.district, "answers": answers(&s.answers),
                "cancelled_at": s.cancelled_at.map(|at| at.rfc3339()),
            })
        })
        .collect();
    json!({
        "id": l.id, "reference": serving::reference(&l.reference), "number": l.number,
        "status": l.status.code(), "size": l.size,
        "head": { "name": l.name, "phone": l.phone, "email": l.email, "language": l.language },
        "channel": l.channel, "created_at": l.created_at.rfc3339(),
        "offered_until": l.offered_until.map(|at| at.rfc3339()), "over_reason": l.over_reason,
        "ended_why": l.ended_why, "notice_version": l.notice_version,
        "answers": answers(&l.answers), "seats": seats,
    })
}

/// Answers by the id of their question, each a list of texts.
fn answers(kept: &str) -> Value {
    let answers = Answers::parse(kept);
    answers
        .ids()
        .map(|id| (id.to_owned(), json!(answers.texts(id))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

async fn note(ctx: &Ctx, course_id: &str, rows: usize) -> Result<(), Fault> {
    let (id, now, actor) = (ctx.centre.chance.id(ctx.now), ctx.now, ctx.actor());
    let (course_id, after) = (course_id.to_owned(), json!({ "rows": rows }).to_string());
    ctx.centre
        .db
        .write(move |conn| {
            let entry =
                Entry { after: Some(after.clone()), ..Entry::new("courses_course", &course_id, "exported") };
            trail::add(conn, std::slice::from_ref(&id), now, &actor, &[entry])
        })
        .await?;
    Ok(())
}

/// The OpenAPI description of the address.
pub fn description() -> Value {
    let states: Vec<&str> = Status::ALL.iter().map(|s| s.code()).collect();
    let query = |name: &str, schema: Value, said: &str| json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": said });
    let list = json!({ "type": "object", "required": ["items", "next"], "properties": {
        "items": { "type": "array", "maxItems": PAGE, "items": { "type": "object" } },
        "next": { "type": ["string", "null"] } } });
    json!({
        "paths": { "/api/v1/courses/{id}/registrations": { "get": {
            "operationId": "listRegistrations",
            "tags": ["registrations"],
            "summary": "The registrations of a course with their seats, in the order of arrival",
            "description": "For staff: needs a token with the right `courses.export` (Authorization: Bearer). Each answer is logged.",
            "security": [{ "staffToken": [] }],
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } },
                query("status", json!({ "type": "string", "enum": states }), "Only registrations in this state; may be given several times."),
                query("cursor", json!({ "type": "string", "pattern": "^[1-9][0-9]{0,15}$" }), "The `next` of the page before."),
            ],
            "responses": {
                "200": { "description": "A page of registrations.", "content": { "application/json": { "schema": list } } },
                "400": problem_answer("A parameter is not understood."),
                "401": problem_answer("There is no token, or it ran out."),
                "404": problem_answer("There is no such course, or none in this person's charge."),
                "default": problem_answer("Something else went wrong."),
            },
        } } },
        "components": { "securitySchemes": { "staffToken": { "type": "http", "scheme": "bearer" } } },
    })
}
