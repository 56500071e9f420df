//! Webhooks and deliveries as rows.

use office::instant::Instant;

use crate::centre::{change_setting, drop_setting, find_setting};
use crate::db::{Conn, DbResult, Row};
use crate::{params, row, sql};

/// A webhook as its page shows it; its secret is shown to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Id.
    pub id: String,
    /// Where it leads.
    pub address: String,
    /// Since when.
    pub created_at: Instant,
    /// By whom: a name.
    pub created_by: String,
}

/// What is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// Id, which is also in the body.
    pub id: String,
    /// To whom.
    pub webhook_id: String,
    /// What happened.
    pub fact: String,
    /// All of it, as JSON.
    pub body: String,
}

/// What is told now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Id.
    pub id: String,
    /// To whom.
    pub webhook_id: String,
    /// Where that leads.
    pub address: String,
    /// Its secret, sealed.
    pub secret: String,
    /// What happened.
    pub fact: String,
    /// All of it.
    pub body: String,
    /// The number of this try, from 1.
    pub tries: i64,
}

/// What was told, or is yet to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Id.
    pub id: String,
    /// What happened.
    pub fact: String,
    /// `waiting`, `sent` or `failed`.
    pub state: String,
    /// When it happened.
    pub created_at: Instant,
    /// When it is tried next, while it waits.
    pub next_at: Instant,
    /// When it was tried, and what came of it: a status, or a word.
    pub tries: Vec<(Instant, String)>,
}

/// Deliveries shown on the page of a webhook.
const SHOWN: i64 = 100;
/// Deliveries sent to a webhook at a time.
const AT_ONCE: i64 = 8;

fn webhook(r: &Row) -> DbResult<Webhook> {
    Ok(Webhook { id: r.get(0)?, address: r.get(1)?, created_at: r.get(2)?, created_by: r.get(3)? })
}

/// All webhooks that have not ended, oldest first.
///
/// # Errors
/// Any database error.
pub fn list_active(conn: &mut Conn) -> DbResult<Vec<Webhook>> {
    conn.rows(
        sql!(
            "select w.id, w.address, w.created_at, coalesce(s.name, w.created_by) from foundation_webhook w
             left join foundation_staff s on s.id = w.created_by where w.ended_at is null order by w.id limit 100"
        ),
        &[],
    )?
    .iter()
    .map(webhook)
    .collect()
}

/// One webhook that has not ended.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Webhook>> {
    let found = conn.first(
        sql!(
            "select w.id, w.address, w.created_at, coalesce(s.name, w.created_by) from foundation_webhook w
             left join foundation_staff s on s.id = w.created_by where w.id = $1 and w.ended_at is null"
        ),
        params![id],
    )?;
    found.as_ref().map(webhook).transpose()
}

pub(super) fn add_webhook(
    conn: &mut Conn,
    id: &str,
    (address, secret): (&str, &str),
    (now, by): (Instant, &str),
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_webhook (id, address, secret, created_at, created_by)
             values ($1, $2, $3, $4, $5)"
        ),
        params![id, address, secret, now, by],
    )?;
    Ok(())
}

pub(super) fn end_webhook(conn: &mut Conn, id: &str, now: Instant) -> DbResult<bool> {
    let touched = conn.execute(
        sql!("update foundation_webhook set ended_at = $2, secret = '' where id = $1 and ended_at is null"),
        params![id, now],
    )?;
    conn.execute(
        sql!("update foundation_delivery set state = 'failed' where webhook_id = $1 and state = 'waiting'"),
        params![id],
    )?;
    Ok(touched > 0)
}

/// Keeps the number of webhooks where every process sees it without asking.
pub(super) fn note_number(conn: &mut Conn, setting: &str, now: Instant) -> DbResult<()> {
    let number = list_active(conn)?.len().to_string();
    match find_setting(conn, setting)? {
        Some(known) if known == number => Ok(()),
        _ if number == "0" => drop_setting(conn, setting),
        _ => change_setting(conn, setting, &number, now, "system"),
    }
}

pub(super) fn add_deliveries(conn: &mut Conn, new: &[NewDelivery], now: Instant) -> DbResult<()> {
    let rows: Vec<Vec<_>> = new
        .iter()
        .map(|d| row![&d.id, &d.webhook_id, &d.fact, &d.body, "waiting", &0_i64, &now, &now])
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    conn.insert_many(
        sql!(
            "insert into foundation_delivery (id, webhook_id, fact, body, state, tries, next_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The webhooks for which something is due.
pub(super) fn list_due(conn: &mut Conn, now: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select distinct webhook_id from foundation_delivery where state = 'waiting' and next_at <= $1
             order by webhook_id"
        ),
        params![now],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Takes some of what is due for a webhook; nobody else does until `until`.
pub(super) fn take_due(
    conn: &mut Conn,
    webhook_id: &str,
    now: Instant,
    until: Instant,
) -> DbResult<Vec<Due>> {
    let taken = conn.rows(
        sql!(
            "update foundation_delivery set next_at = $2, tries = tries + 1 where id in
               (select id from foundation_delivery where state = 'waiting' and next_at <= $1 and webhook_id = $4
                order by next_at, id limit $3 for update skip locked)
             returning id"
        ),
        params![now, until, AT_ONCE, webhook_id],
    )?;
    let ids: Vec<String> = taken.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    conn.rows(
        sql!(
            "select d.id, d.webhook_id, w.address, w.secret, d.fact, d.body, d.tries from foundation_delivery d
             join foundation_webhook w on w.id = d.webhook_id where d.id = any($1) order by d.id"
        ),
        params![ids],
    )?
    .iter()
    .map(|r| {
        let (id, webhook_id, address, secret) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
        Ok(Due { id, webhook_id, address, secret, fact: r.get(4)?, body: r.get(5)?, tries: r.get(6)? })
    })
    .collect()
}

/// Notes a try and how the delivery stands after it; one that was ended meanwhile stays so unless it was taken.
pub(super) fn note_try(
    conn: &mut Conn,
    delivery: &Due,
    outcome: &str,
    (state, now, next_at): (&str, Instant, Instant),
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_delivery_try (delivery_id, number, at, outcome) values ($1, $2, $3, $4)
             on conflict (delivery_id, number) do nothing"
        ),
        params![delivery.id, delivery.tries, now, outcome],
    )?;
    conn.execute(
        sql!(
            "update foundation_delivery set state = $2, next_at = $3
             where id = $1 and (state = 'waiting' or $2 = 'sent')"
        ),
        params![delivery.id, state, next_at],
    )?;
    Ok(())
}

/// What a webhook was told lately, newest first.
///
/// # Errors
/// Any database error.
pub fn list_deliveries(conn: &mut Conn, webhook_id: &str) -> DbResult<Vec<Delivery>> {
    let rows = conn.rows(
        sql!(
            "select id, fact, state, created_at, next_at from foundation_delivery where webhook_id = $1
             order by id desc limit $2"
        ),
        params![webhook_id, SHOWN],
    )?;
    let mut found = Vec::with_capacity(rows.len());
    for r in &rows {
        let (id, fact, state) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let (created_at, next_at, tries) = (r.get(3)?, r.get(4)?, Vec::new());
        found.push(Delivery { id, fact, state, created_at, next_at, tries });
    }
    let ids: Vec<String> = found.iter().map(|d| d.id.clone()).collect();
    let tries = conn.rows(
        sql!(
            "select delivery_id, at, outcome from foundation_delivery_try where delivery_id = any($1)
             order by delivery_id, number"
        ),
        params![ids],
    )?;
    for r in &tries {
        let id: String = r.get(0)?;
        if let Some(delivery) = found.iter_mut().find(|d| d.id == id) {
            delivery.tries.push((r.get(1)?, r.get(2)?));
        }
    }
    Ok(found)
}

/// Has a delivery sent once more, at once; says whether that can be.
///
/// # Errors
/// Any database error.
pub fn send_again(conn: &mut Conn, webhook_id: &str, id: &str, now: Instant) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "update foundation_delivery set state = 'waiting', next_at = $3
             where id = $2 and webhook_id = $1 and exists
               (select 1 from foundation_webhook w where w.id = $1 and w.ended_at is null)"
        ),
        params![webhook_id, id, now],
    )?;
    Ok(touched > 0)
}

pub(super) fn drop_before(conn: &mut Conn, before: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "delete from foundation_delivery_try where delivery_id in
               (select id from foundation_delivery where created_at < $1)"
        ),
        params![before],
    )?;
    conn.execute(sql!("delete from foundation_delivery where created_at < $1"), params![before])?;
    Ok(())
}
