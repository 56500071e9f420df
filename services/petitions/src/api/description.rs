//! How petitions are described to programs (OpenAPI 3.1).

use foundation::openapi::problem_answer as problem;
use foundation::web::api::KEY_CHARS_MAX;
use serde_json::{Map, Value, json};

use super::office::{CURSOR, PAGE, VIEWS};
use crate::model::{Channel, Grade, Kind, Nature, State, Tone, Way};

fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| code(*one)).collect()
}

/// The same, or nothing.
fn optional<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Value {
    let with_null: Value = codes(all, code).into_iter().map(Value::from).chain([Value::Null]).collect();
    json!({ "enum": with_null })
}

fn answer(schema: &str, said: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "description": said, "content": { "application/json": { "schema": schema } } })
}

fn query(name: &str, schema: &Value, said: &str) -> Value {
    json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": said })
}

/// The OpenAPI description of these addresses: `paths` and `components` to be merged into the document.
pub fn description() -> Value {
    let reference = json!({ "name": "reference", "in": "path", "required": true,
        "schema": { "type": "string", "minLength": 1 }, "description": "The number of the case." });
    let contact = json!({ "name": "Contact", "in": "header", "required": true,
        "schema": { "type": "string", "minLength": 3 },
        "description": "The e-mail address of the petitioner, at least three last digits of the telephone, or the code of the letter. In a header, because addresses are kept by others." });
    json!({
        "paths": {
            "/api/v1/petitions": { "post": tell(), "get": list() },
            "/api/v1/petitions/{reference}": { "get": {
                "operationId": "showPetition", "tags": ["petitions"],
                "summary": "How a petition stands, by its number and contact",
                "description": "Tries are counted with those of the page of progress. A confidential case is not found.",
                "parameters": [reference, contact],
                "responses": {
                    "200": answer("PetitionProgress", "How it stands."),
                    "400": problem("`contact-missing`"),
                    "404": problem("No such number, or another contact."),
                    "429": problem("`too-many` failures; see Retry-After."),
                    "default": problem("Something else went wrong."),
                } } },
            "/api/v1/petitions/{reference}/case": { "get": {
                "operationId": "findPetition", "tags": ["petitions"],
                "summary": "A case with what was told",
                "description": "For staff: needs a token with the right `petitions.handle`. A confidential case is not found. Each answer is logged.",
                "security": [{ "staffToken": [] }],
                "parameters": [reference],
                "responses": {
                    "200": answer("PetitionCase", "The case."),
                    "401": problem("There is no token, or it ran out."),
                    "404": problem("No such case, or none that the owner of the token may see."),
                    "default": problem("Something else went wrong."),
                } } },
            "/api/v1/petitions-numbers": { "get": numbers() },
        },
        "components": {
            "schemas": schemas(),
            "securitySchemes": { "staffToken": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn tell() -> Value {
    let key = json!({ "name": "Idempotency-Key", "in": "header", "required": true,
        "schema": { "type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX },
        "description": "The same key and body again, within 30 days, get the same case." });
    json!({
        "operationId": "tellPetition", "tags": ["petitions"],
        "summary": "Tell an opinion or a petition",
        "description": "Without a token it is what a petitioner sends (kiosks): it counts once the link that is sent to the e-mail address is opened. With a token of staff that has the right `petitions.handle` it is what reached the office (as from 1999): registered at once, or, told by word of mouth, a draft that is to be read back.",
        "security": [{}, { "staffToken": [] }],
        "parameters": [key],
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/NewPetition" } } } },
        "responses": {
            "201": answer("PetitionTold", "Kept. Of a confidential case nothing but its number is said."),
            "400": problem("`bad-json`, `not-text`, `idempotency-key`"),
            "401": problem("The token is not known, or it ran out."),
            "413": problem("`too-large`"),
            "422": problem("`invalid` (with `errors`), `key-reused`"),
            "429": problem("`too-many` from one network or to one address; see Retry-After."),
            "default": problem("Something else went wrong."),
        },
    })
}

fn list() -> Value {
    json!({
        "operationId": "listPetitions", "tags": ["petitions"],
        "summary": "Cases of the sections of the owner of the token",
        "description": "For staff: needs a token with the right `petitions.handle`. Confidential cases are left out, so a page may hold fewer than it could. Each answer is logged.",
        "security": [{ "staffToken": [] }],
        "parameters": [
            query("view", &json!({ "type": "string", "enum": VIEWS }), "Open ones (the next due first), one's own, those past their limit, or those on which work ended (the newest first)."),
            query("cursor", &json!({ "type": "string", "pattern": CURSOR }), "The `next` of the page before."),
        ],
        "responses": {
            "200": answer("PetitionPage", "A page of cases."),
            "400": problem("`bad-parameter`"),
            "401": problem("There is no token, or it ran out."),
            "404": problem("The token has not this right."),
            "default": problem("Something else went wrong."),
        },
    })
}

fn numbers() -> Value {
    let day = json!({ "type": "string", "format": "date", "pattern": "^(19[9][0-9]|2[01][0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$" });
    json!({
        "operationId": "countPetitions", "tags": ["petitions"],
        "summary": "Figures of the cases received in a period",
        "description": "For staff: needs a token with the right `petitions.numbers`.",
        "security": [{ "staffToken": [] }],
        "parameters": [
            query("from", &day, "First day of receipt; otherwise the first of this year."),
            query("to", &day, "Last day of receipt; otherwise the last of this year."),
        ],
        "responses": {
            "200": answer("PetitionNumbers", "The figures."),
            "400": problem("`bad-parameter`"),
            "401": problem("There is no token, or it ran out."),
            "404": problem("The token has not this right."),
            "default": problem("Something else went wrong."),
        },
    })
}

fn schemas() -> Value {
    let day = json!({ "type": "string", "format": "date" });
    let perhaps_day = json!({ "type": ["string", "null"], "format": "date" });
    let perhaps_at = json!({ "type": ["string", "null"], "format": "date-time" });
    let states = codes(State::ALL, State::code);
    let share = json!({ "type": "object", "required": ["count", "of"], "properties": {
        "count": { "type": "integer" }, "of": { "type": "integer" } } });
    json!({
        "NewPetition": new_petition(),
        "PetitionTold": { "type": "object", "required": ["reference"], "properties": {
            "reference": { "type": "string" },
            "status": { "enum": states },
            "due_on": perhaps_day } },
        "PetitionProgress": { "type": "object",
            "required": ["reference", "status", "received_on", "due_on", "replied_at", "case_url"], "properties": {
            "reference": { "type": "string" },
            "status": { "enum": states },
            "received_on": day,
            "due_on": perhaps_day,
            "replied_at": perhaps_at,
            "case_url": { "type": "string", "format": "uri", "description": "Where its petitioner reads the answer and adds to it." } } },
        "PetitionLine": line(),
        "PetitionPage": { "type": "object", "required": ["items", "next"], "properties": {
            "items": { "type": "array", "maxItems": PAGE, "items": { "$ref": "#/components/schemas/PetitionLine" } },
            "next": { "type": ["string", "null"] } } },
        "PetitionCase": case(),
        "PetitionNumbers": { "type": "object",
            "required": ["from", "to", "received", "answered", "days", "extended", "in_time", "satisfied", "by"],
            "properties": {
                "from": day, "to": day, "received": { "type": "integer" }, "answered": { "type": "integer" },
                "days": { "type": "integer", "description": "Days from receipt to answer, of all that were answered." },
                "extended": { "type": "integer" }, "in_time": share, "satisfied": share,
                "by": { "type": "object", "description": "Parts by kind, nature, channel, district, topic, tone, month and state.",
                    "additionalProperties": { "type": "array", "items": { "type": "object", "required": ["code", "count"],
                        "properties": { "code": { "type": "string" }, "count": { "type": "integer" } } } } } } },
    })
}

/// Members of a line, which all are always there.
const LINE: [&str; 11] = [
    "reference",
    "kind",
    "channel",
    "nature",
    "topic",
    "subject",
    "status",
    "section",
    "received_on",
    "due_on",
    "warn_on",
];

fn line() -> Value {
    let day = json!({ "type": "string", "format": "date" });
    json!({ "type": "object", "required": LINE, "properties": {
        "reference": { "type": "string" }, "kind": { "enum": codes(Kind::ALL, Kind::code) },
        "channel": { "enum": codes(Channel::ALL, Channel::code) },
        "nature": { "enum": codes(Nature::ALL, Nature::code) },
        "topic": { "type": "string" }, "subject": { "type": "string" },
        "status": { "enum": codes(State::ALL, State::code) }, "section": { "type": "string" },
        "received_on": day, "due_on": day, "warn_on": day } })
}

/// All that a case says; each member is always there.
fn case() -> Value {
    let (text, count) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    let (day, at) =
        (json!({ "type": "string", "format": "date" }), json!({ "type": "string", "format": "date-time" }));
    let perhaps = |format: &str| json!({ "type": ["string", "null"], "format": format });
    let number = |said: &str| json!({ "type": "string", "description": format!("Number of the case {said}; empty when there is none, or a confidential one.") });
    let contacts = ["name", "email", "phone", "address", "fax", "agent"];
    let properties = json!({
        "reference": text, "kind": { "enum": codes(Kind::ALL, Kind::code) },
        "channel": { "enum": codes(Channel::ALL, Channel::code) },
        "nature": { "enum": codes(Nature::ALL, Nature::code) },
        "topic": text, "district": text, "language": { "enum": ["zh-Hant", "en"] },
        "subject": text, "body": text,
        "petitioner": { "type": "object", "description": "What was not told is empty.", "required": contacts,
            "properties": contacts.iter().map(|name| ((*name).to_owned(), text.clone())).collect::<Map<_, _>>() },
        "way": { "enum": codes(Way::ALL, Way::code), "description": "How the petitioner is answered." },
        "status": { "enum": codes(State::ALL, State::code) },
        "section": text, "joint": { "type": "string", "description": "Sections that work along." },
        "grade": { "enum": codes(Grade::ALL, Grade::code) },
        "received_on": day,
        "due_on": { "type": ["string", "null"], "format": "date", "description": "The last day of the limit while it runs." },
        "extensions": count, "extended_days": count,
        "source": { "type": "string", "description": "Where an opinion was read." },
        "tone": optional(Tone::ALL, Tone::code),
        "origin": number("it came of"), "earlier": number("that answered the same before"),
        "merged_into": number("it goes on in"),
        "created_at": at, "replied_at": perhaps("date-time"), "in_time": { "type": ["boolean", "null"] },
        "days_taken": { "type": ["integer", "null"] }, "closed_at": perhaps("date-time"),
    });
    let all: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
    json!({ "type": "object", "description": "What was told, by whom, and how it went.", "required": all, "properties": properties })
}

fn new_petition() -> Value {
    let text = json!({ "type": ["string", "null"] });
    json!({ "type": "object", "required": ["nature", "topic", "subject", "body"], "properties": {
        "channel": optional(Channel::ALL, Channel::code),
        "nature": { "enum": codes(Nature::ALL, Nature::code) },
        "against": { "enum": ["director", "other", null],
            "description": "Needed for a report of wrongdoing. One about the director is not taken here: it is told on the website, or to whom its answer names." },
        "topic": { "type": "string", "description": "Code of a topic that the centre offers." },
        "subject": { "type": "string" },
        "body": { "type": "string" },
        "district": { "type": ["string", "null"], "description": "Code of a district of the centre's county, `outside` or `unknown`." },
        "confidential": { "type": ["boolean", "null"], "description": "To be kept secret; a report of wrongdoing always is." },
        "petitioner": { "type": ["object", "null"], "required": ["name"],
            "description": "A real name and one contact; without a token an e-mail address. Left out of what was read in the press or in social media.",
            "properties": { "name": { "type": "string" }, "email": text, "phone": text, "address": text, "fax": text,
                "agent": { "type": ["string", "null"], "description": "Who is answered instead; the contacts are theirs then." } } },
        "way": optional(Way::ALL, Way::code),
        "language": { "enum": ["zh-Hant", "en", null] },
        "consent": { "type": ["object", "null"], "required": ["notice_version"],
            "description": "Needed without a token: the notice that was shown.",
            "properties": { "notice_version": { "type": "string" } } },
        "grade": optional(Grade::ALL, Grade::code),
        "received_at": { "type": ["string", "null"], "format": "date-time", "description": "With a token: when it reached the office; otherwise now." },
        "place": text, "source": text,
        "tone": optional(Tone::ALL, Tone::code) } })
}
