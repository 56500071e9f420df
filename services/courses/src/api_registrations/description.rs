//! How registrations are described to programs (OpenAPI 3.1).

use serde_json::{Value, json};

use foundation::web::api::KEY_CHARS_MAX;

/// The OpenAPI description of these addresses: `paths` and `components` to be merged into the document.
pub fn description() -> Value {
    let problem = |said: &str| {
        json!({ "description": said, "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" } } } })
    };
    let registration = |said: &str| {
        json!({ "description": said, "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Registration" } } } })
    };
    let path =
        |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let contact = json!({ "name": "contact", "in": "query", "required": true, "schema": { "type": "string", "minLength": 3 },
        "description": "The e-mail address of the head, or at least three last digits of the telephone." });
    let key = json!({ "name": "Idempotency-Key", "in": "header", "required": true,
        "schema": { "type": "string", "minLength": 1, "maxLength": KEY_CHARS_MAX },
        "description": "The same key and body again get the same answer." });
    json!({
        "paths": {
            "/api/v1/courses/{id}/registrations": { "post": {
                "operationId": "register", "tags": ["registrations"],
                "summary": "Register a party for a course",
                "parameters": [path("id"), key],
                "requestBody": { "required": true, "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/NewRegistration" } } } },
                "responses": {
                    "201": registration("Registered: confirmed, waitlisted, entered or pending"),
                    "202": json!({ "description": "Written down: more come than can be taken in at once. Send the same again after Retry-After to learn what became of it.",
                        "headers": { "Retry-After": { "schema": { "type": "integer" }, "description": "Seconds." } },
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/InLine" } } } }),
                    "400": problem("`bad-json`, `not-text`, `idempotency-key`"),
                    "401": problem("The token is not known, or it ran out"),
                    "404": problem("No such course"),
                    "409": problem("`course-full`, `not-open` and `opens-later` (with `opens_at`), `closed`, `not-offered`, `already-registered`, `not-eligible` and `option-full` (with `barred` and `others`), `not-processed`"),
                    "413": problem("`too-large`"),
                    "422": problem("`invalid` (with `errors`), `wrong-size` (with `max`), `key-reused`"),
                    "503": problem("`unavailable`"),
                } } },
            "/api/v1/registrations/{reference}": { "get": {
                "operationId": "showRegistration", "tags": ["registrations"],
                "summary": "A registration, by its reference and contact",
                "parameters": [path("reference"), contact],
                "responses": {
                    "200": registration("The registration"),
                    "400": problem("`contact-missing`"),
                    "404": problem("No such reference, or another contact"),
                    "429": problem("`too-many` failures; see Retry-After"),
                } } },
            "/api/v1/registrations/{reference}/seats/{seat}": { "delete": {
                "operationId": "cancelSeat", "tags": ["registrations"],
                "summary": "Give up one seat, by its id or number",
                "parameters": [path("reference"), path("seat"), contact],
                "responses": {
                    "200": registration("The registration as it stands now"),
                    "400": problem("`contact-missing`"),
                    "404": problem("No such reference or seat, or another contact"),
                    "409": problem("`too-late` (with `change_until`), `not-eligible`, or `entries-closed`: the list of the draw is closed"),
                    "429": problem("`too-many` failures; see Retry-After"),
                } } },
        },
        "components": { "schemas": schemas() },
    })
}

fn schemas() -> Value {
    let answers = json!({ "type": "object", "description": "Answers by the id of the question.",
        "additionalProperties": { "oneOf": [
            { "type": "string" }, { "type": "boolean" }, { "type": "integer" },
            { "type": "array", "items": { "type": "string" } } ] } });
    json!({
        "NewRegistration": { "type": "object", "required": ["head", "members", "consent"], "properties": {
            "head": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "description": "At most 60 characters." },
                "phone": { "type": ["string", "null"], "example": "0912345678", "description": "One of phone and email is needed." },
                "email": { "type": ["string", "null"] },
                "language": { "enum": ["zh-Hant", "en", null] },
                "district": { "type": ["string", "null"], "description": "Code of the district the party lives in: one of the centre's county." } } },
            "members": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["name"], "properties": {
                "name": { "type": "string", "description": "At most 60 characters." },
                "birth_year": { "type": ["integer", "null"] },
                "sex": { "enum": ["male", "female", "other", "unknown", null] },
                "answers": answers } } },
            "answers": answers,
            "channel": { "enum": ["web", "line", "kiosk", "phone", "counter", "paper", "import", null],
                "description": "phone, counter and paper need a token of staff; with one the channel must be said." },
            "anyway": { "type": ["boolean", "null"],
                "description": "With a token of staff: register although one of the party has a seat already, here or elsewhere at the same hour." },
            "declares_group": { "type": ["boolean", "null"],
                "description": "The party declares to belong to the target group, where the course asks for it." },
            "consent": { "type": "object", "required": ["notice_version"], "properties": {
                "notice_version": { "type": "string", "description": "Version of the notice that was shown." } } } } },
        "InLine": { "type": "object", "required": ["status", "ahead", "estimate_seconds", "arrival_url"], "properties": {
            "status": { "const": "in-line" },
            "ahead": { "type": "integer", "description": "Parties before it." },
            "estimate_seconds": { "type": "integer" },
            "arrival_url": { "type": "string", "format": "uri", "description": "A page that tells the same to people." } } },
        "Registration": { "type": "object", "required": ["reference", "course_id", "status", "seats"], "properties": {
            "reference": { "type": "string" },
            "course_id": { "type": "string" },
            "status": { "type": "string", "enum":
                ["confirmed", "waitlisted", "pending", "entered", "offered", "cancelled", "declined", "expired", "rejected"] },
            "seats": { "type": "array", "items": { "type": "object", "required": ["id", "number", "name"], "properties": {
                "id": { "type": "string" }, "number": { "type": "integer" }, "name": { "type": "string" },
                "code": { "type": ["string", "null"], "description": "What the QR code says, once confirmed." } } } },
            "position": { "type": "integer", "description": "Place in line." },
            "offered_until": { "type": "string", "format": "date-time" },
            "manage_url": { "type": "string", "format": "uri" } } },
    })
}
