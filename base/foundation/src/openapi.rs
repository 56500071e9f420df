//! The public interface described: one OpenAPI 3.1 document put together from all services, and a
//! page for people who want to use it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::pages::shell;
use crate::parts;
use crate::web::Ctx;

/// Joins two descriptions: objects member by member, anything else is taken from the second.
pub fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// The whole description.
pub fn document(ctx: &Ctx) -> Value {
    let mut all = json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{} API", ctx.centre.name_en),
            "version": "1",
            "description": "What a family education centre (家庭教育中心) offers to programs: courses and registrations, \
                opinions and petitions (陳情). What is public, and what somebody tells or asks about their own matter, \
                needs no key; what staff may see needs a token of theirs (`Authorization: Bearer`). Errors are problems \
                after RFC 9457 with a stable `code`. Times carry the offset of Taiwan.",
            "license": { "name": "政府資料開放授權條款第1版", "url": "https://data.gov.tw/license" },
        },
        "servers": [{ "url": ctx.centre.base_url }],
        "paths": {},
        "webhooks": { "registrationChanged": { "post": crate::webhooks::description() } },
        "components": { "schemas": { "Problem": problem() } },
    });
    for service in &ctx.centre.house.services {
        let own = (service.api)();
        if own.is_object() {
            merge(&mut all, own);
        }
    }
    all
}

/// A problem as RFC 9457 has it, with a code that stays the same.
fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": { "type": "string", "description": "Address of the kind of problem." },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "code": { "type": "string", "description": "Stable code, such as `not-found`." },
            "detail": { "type": "string", "description": "What was wrong with this request." },
        },
    })
}

/// An answer that is a problem, for the description of an operation.
pub fn problem_answer(description: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({ "description": description, "content": { "application/problem+json": { "schema": schema } } })
}

/// `/api/v1/openapi.json`
pub async fn get(ctx: Ctx) -> Response {
    let stamp = ctx.stamp(&["site"]);
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    ctx.keep(stamp, (kind, document(&ctx).to_string()).into_response())
}

/// `/api`
pub async fn page(ctx: Ctx) -> Response {
    let (words, stamp) = (&ctx.words, ctx.stamp(&["site"]));
    let columns = ["api-method", "api-path", "api-what"].map(|key| parts::column(words.say(key))).to_vec();
    let example = format!("curl '{}/api/v1/courses?q=%E8%A6%AA%E5%AD%90&open=true'", ctx.centre.base_url);
    let content = html! {
        h1 { (words.say("api-title")) }
        p.lead { (words.say("api-lead")) }
        (parts::table(words, words.say("api-operations"), columns, operations(&document(&ctx))))
        h2 { (words.say("api-example")) }
        p.inset { code { (example) } }
        h2 { (words.say("api-rules")) }
        ul { @for rule in words.say("api-rules-text").lines().filter(|l| !l.is_empty()) { li { (rule) } } }
        p { a href="/api/v1/openapi.json" { (words.say("api-document")) } }
    };
    ctx.public_page(stamp, shell(&ctx, words.say("api-title")).page(content))
}

fn operations(document: &Value) -> Vec<Vec<Markup>> {
    let paths = document.get("paths").and_then(Value::as_object);
    let mut rows = Vec::new();
    for (path, operations) in paths.into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let summary = operation.get("summary").and_then(Value::as_str).unwrap_or_default();
            let method = method.to_uppercase();
            rows.push(vec![
                html! { (method) },
                html! { code { (path) } },
                html! { span lang="en" { (summary) } },
            ]);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_joined_member_by_member() {
        let mut all = json!({ "paths": { "/a": { "get": 1 } } });
        merge(&mut all, json!({ "paths": { "/a": { "post": 2 }, "/b": {} }, "x": [1] }));
        assert_eq!(all, json!({ "paths": { "/a": { "get": 1, "post": 2 }, "/b": {} }, "x": [1] }));
    }
}
