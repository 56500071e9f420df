//! Webhooks: other systems are told what happens, by a signed request to an address of theirs.
//!
//! What is to be told is a row, added in the transaction that made it true, and told at least once: the id of
//! a delivery is the same whenever it is sent. A worker of its own sends, so that a receiver that does not
//! answer holds up nobody else. No names go out, only ids, references, states and times.

pub mod store;
mod target;

use std::sync::Arc;

use futures_util::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use office::instant::Instant;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::jobs::JobError;
use store::{Due, NewDelivery};
pub use target::{Address, Wrong};

/// The setting by which receivers in networks that are not public are allowed.
pub const PRIVATE: &str = "webhooks.private";
/// The setting that says how many webhooks there are, so that a centre without any asks nothing.
const NUMBER: &str = "webhooks.number";
/// Tries after which a delivery is given up; the waits between them add up to some eleven hours.
pub const TRIES: i64 = 12;
/// Seconds in which nobody else tries what is being sent.
const LEASE_SECONDS: i64 = 60;
/// Seconds for which a receiver is sent to before all are looked at again.
const ROUND_SECONDS: i64 = 30;
/// For how many days it is kept what was told.
const KEPT_DAYS: i64 = 30;

/// Something that happened: its name in the past tense and what there is to say of it, without anything
/// personal.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// `courses.registration_confirmed`
    pub fact: String,
    /// Ids, references, states.
    pub about: Value,
}

/// Whether anybody is to be told anything.
pub fn are_wanted(centre: &Centre) -> bool {
    centre.number(NUMBER) > 0
}

/// Whether receivers in networks that are not public are allowed.
pub fn may_be_private(centre: &Centre) -> bool {
    centre.setting(PRIVATE) == "yes"
}

/// Has every receiver told of these; call it inside the transaction that makes them true, when
/// [`are_wanted`].
///
/// # Errors
/// Any database error.
pub fn tell(conn: &mut Conn, centre: &Centre, now: Instant, events: &[Event]) -> DbResult<()> {
    let mut new = Vec::new();
    for webhook in store::list_active(conn)? {
        for event in events {
            let id = centre.chance.id(now).into_string();
            let body = json!({
                "id": id, "fact": event.fact, "at": now.to_string(), "centre": centre.code, "about": event.about,
            });
            let (webhook_id, fact) = (webhook.id.clone(), event.fact.clone());
            new.push(NewDelivery { id, webhook_id, fact, body: body.to_string() });
        }
    }
    store::add_deliveries(conn, &new, now)
}

/// A new webhook: its id, and the secret its receiver checks signatures with, which is shown this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Id.
    pub id: String,
    /// Secret.
    pub secret: String,
}

/// The id and secret of a webhook to be.
pub fn make(centre: &Centre, now: Instant) -> Made {
    Made { id: centre.chance.id(now).into_string(), secret: centre.chance.token() }
}

/// Adds a webhook.
///
/// # Errors
/// Any database error.
pub fn add(
    conn: &mut Conn,
    centre: &Centre,
    made: &Made,
    address: &str,
    (now, by): (Instant, &str),
) -> DbResult<()> {
    let sealed = centre.keys.seal(&place(&made.id), &made.secret, centre.chance.bytes());
    store::add_webhook(conn, &made.id, (address, &sealed), (now, by))?;
    store::note_number(conn, NUMBER, now)
}

/// Ends a webhook, and what it still was to be told; says whether there was one.
///
/// # Errors
/// Any database error.
pub fn end(conn: &mut Conn, id: &str, now: Instant) -> DbResult<bool> {
    let was_there = store::end_webhook(conn, id, now)?;
    store::note_number(conn, NUMBER, now)?;
    Ok(was_there)
}

fn place(id: &str) -> String {
    format!("foundation_webhook/secret/{id}")
}

/// What a receiver compares: HMAC-SHA256 over the time and the body with the secret, as
/// `t=SECONDS,v1=HEX`.
pub fn signature(secret: &str, seconds: i64, body: &str) -> String {
    // A key of any length is accepted by HMAC.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{seconds}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
    format!("t={seconds},v1={hex}")
}

/// Sends what is due, to every receiver by itself: one that does not answer holds up no other; says how many.
///
/// # Errors
/// Any database error; what a receiver does is noted with its delivery.
pub async fn send_waiting(centre: &Arc<Centre>) -> DbResult<usize> {
    if !are_wanted(centre) {
        return Ok(0);
    }
    let now = centre.clock.now();
    let webhooks = centre.db.read(move |conn| store::list_due(conn, now)).await?;
    let sent = join_all(webhooks.iter().map(|id| send_all(centre, id))).await;
    sent.into_iter().sum()
}

/// Sends a receiver what is due, some at a time, while it takes all of it and for as long as others may wait for
/// what comes next to them.
async fn send_all(centre: &Arc<Centre>, webhook_id: &str) -> DbResult<usize> {
    let until = centre.clock.now().plus_seconds(ROUND_SECONDS);
    let mut number = 0;
    loop {
        let (sent, are_taken) = send_some(centre, webhook_id.to_owned()).await?;
        number += sent;
        if sent == 0 || !are_taken || centre.clock.now() > until {
            return Ok(number);
        }
    }
}

/// Sends a receiver some of what is due: how many, and whether it has taken all.
async fn send_some(centre: &Arc<Centre>, webhook_id: String) -> DbResult<(usize, bool)> {
    let now = centre.clock.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let due = centre.db.write(move |conn| store::take_due(conn, &webhook_id, now, until)).await?;
    let outcomes = join_all(due.iter().map(|delivery| send(centre, delivery, now))).await;
    let (number, are_taken) = (due.len(), outcomes.iter().all(|outcome| is_taken(outcome)));
    let ended: Vec<(Due, String)> = due.into_iter().zip(outcomes).collect();
    if number > 0 {
        centre.db.write(move |conn| ended.iter().try_for_each(|(d, o)| settle(conn, d, o, now))).await?;
    }
    Ok((number, are_taken))
}

/// Notes a try, and when the next one is.
fn settle(conn: &mut Conn, delivery: &Due, outcome: &str, now: Instant) -> DbResult<()> {
    let state = match outcome {
        _ if is_taken(outcome) => "sent",
        _ if delivery.tries >= TRIES => "failed",
        _ => "waiting",
    };
    let next_at = now.plus_seconds(10 << delivery.tries.clamp(0, 12));
    store::note_try(conn, delivery, outcome, (state, now, next_at))
}

/// Whether an outcome is a status by which the receiver has taken it.
fn is_taken(outcome: &str) -> bool {
    outcome.len() == 3 && outcome.starts_with('2')
}

/// Sends one delivery: the status it was answered with, or a word for why it was not.
async fn send(centre: &Centre, delivery: &Due, now: Instant) -> String {
    let Some(secret) = centre.keys.open(&place(&delivery.webhook_id), &delivery.secret) else {
        return "key".into();
    };
    let signature = signature(&secret, now.micros() / 1_000_000, &delivery.body);
    let headers = [
        ("content-type", "application/json"),
        ("hearth-fact", &delivery.fact),
        ("hearth-delivery", &delivery.id),
        ("hearth-signature", &signature),
    ];
    let address = Address::parse(&delivery.address, may_be_private(centre));
    let outcome = match address {
        Ok(address) => address.post(&headers, delivery.body.clone()).await,
        Err(wrong) => Err(wrong.word()),
    };
    outcome.map_or_else(str::to_owned, |status| status.to_string())
}

/// What a receiver gets, for the description of the API.
pub fn description() -> Value {
    let text = |says: &str| json!({ "type": "string", "description": says });
    let header = |name: &str, says: &str| json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string" }, "description": says });
    let body = json!({
        "type": "object",
        "required": ["id", "fact", "at", "centre", "about"],
        "properties": {
            "id": text("The same when a delivery comes twice."),
            "fact": text("What happened, such as `courses.registration_confirmed`."),
            "at": { "type": "string", "format": "date-time" },
            "centre": text("Code of the centre."),
            "about": { "type": "object", "description": "Ids, reference, state and course; no names." },
        },
    });
    json!({
        "summary": "A registration came in or changed; sent to the addresses the centre has named",
        "parameters": [
            header("Hearth-Delivery", "The id of the body."),
            header("Hearth-Fact", "The fact of the body."),
            header("Hearth-Signature", "`t=SECONDS,v1=HEX`: HMAC-SHA256 with the secret over `SECONDS.BODY`."),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": { "2XX": { "description": "Taken; anything else is tried again." } },
    })
}

/// The job `foundation.deliveries`, every day: what was told long ago is forgotten.
///
/// # Errors
/// [`JobError`] when the store cannot be written.
pub async fn forget(centre: Arc<Centre>) -> Result<(), JobError> {
    let before = centre.clock.now().plus_seconds(-KEPT_DAYS * 86_400);
    centre.db.write(move |conn| store::drop_before(conn, before)).await?;
    Ok(())
}
