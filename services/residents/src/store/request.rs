//! Requests about one's own data.

use foundation::db::{Conn, DbResult, Row};
use foundation::trail::Entry;
use foundation::{mail, params, sql};
use office::instant::Instant;

use super::Act;
use crate::request::{Event, Kind, Request, State, due_of};

/// Kind of the matter in the trail and the outbox, named as its table.
pub const REQUEST: &str = "residents_request";

fn request(r: &Row) -> DbResult<Request> {
    Ok(Request {
        id: r.get(0)?,
        resident_id: r.get(1)?,
        email: r.get(2)?,
        language: r.get(3)?,
        kind: r.get(4)?,
        wish: r.get(5)?,
        state: r.get(6)?,
        received_on: r.get(7)?,
        rule: r.get(8)?,
        due_on: r.get(9)?,
        extended_why: r.get(10)?,
        reason: r.get(11)?,
        erased: r.get(12)?,
        kept: r.get(13)?,
    })
}

/// Keeps a new request, its limit counted by the rule of the day; nothing when one of this kind is open
/// already.
///
/// # Errors
/// Any database error.
pub fn add_request(conn: &mut Conn, act: &Act, mut new: Request) -> DbResult<Option<Request>> {
    let open = list_own(conn, &new.resident_id)?;
    if open.iter().any(|r| r.kind == new.kind && r.state.is_open()) {
        return Ok(None);
    }
    (new.due_on, new.rule) = due_of(conn, new.kind, new.received_on)?;
    conn.execute(
        sql!(
            "insert into residents_request (id, resident_id, email, language, kind, wish, state, received_on, rule,
             due_on, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        params![
            new.id,
            new.resident_id,
            new.email,
            new.language,
            new.kind,
            new.wish,
            new.state,
            new.received_on,
            new.rule,
            new.due_on,
            act.now
        ],
    )?;
    let after = Some(format!("{{\"kind\":\"{}\",\"due_on\":\"{}\"}}", new.kind.code(), new.due_on));
    act.note(conn, Entry { after, ..Entry::new(REQUEST, &new.id, "received") })?;
    Ok(Some(new))
}

/// The requests of a resident, the newest first.
///
/// # Errors
/// Any database error.
pub fn list_own(conn: &mut Conn, resident_id: &str) -> DbResult<Vec<Request>> {
    conn.rows(
        sql!(
            "select id, resident_id, email, language, kind, wish, state, received_on, rule, due_on, extended_why,
                    reason, erased, kept
             from residents_request where resident_id = $1 order by id desc limit 50"
        ),
        params![resident_id],
    )?
    .iter()
    .map(request)
    .collect()
}

/// Requests whose limit runs, the next due first, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_due(conn: &mut Conn) -> DbResult<Vec<Request>> {
    conn.rows(
        sql!(
            "select id, resident_id, email, language, kind, wish, state, received_on, rule, due_on, extended_why,
                    reason, erased, kept
             from residents_request where state in ('open', 'extended') order by due_on, id limit 200"
        ),
        &[],
    )?
    .iter()
    .map(request)
    .collect()
}

/// Requests that were decided, the newest first, at most 50.
///
/// # Errors
/// Any database error.
pub fn list_decided(conn: &mut Conn) -> DbResult<Vec<Request>> {
    conn.rows(
        sql!(
            "select id, resident_id, email, language, kind, wish, state, received_on, rule, due_on, extended_why,
                    reason, erased, kept
             from residents_request where state in ('granted', 'refused', 'withdrawn') order by id desc limit 50"
        ),
        &[],
    )?
    .iter()
    .map(request)
    .collect()
}

/// One request.
///
/// # Errors
/// Any database error.
pub fn find_request(conn: &mut Conn, id: &str) -> DbResult<Option<Request>> {
    conn.first(
        sql!(
            "select id, resident_id, email, language, kind, wish, state, received_on, rule, due_on, extended_why,
                    reason, erased, kept
             from residents_request where id = $1 for update"
        ),
        params![id],
    )?
    .as_ref()
    .map(request)
    .transpose()
}

/// Moves a request on and notes it; nothing when it stands elsewhere by now.
///
/// # Errors
/// Any database error.
pub fn move_request(
    conn: &mut Conn,
    act: &Act,
    before: &Request,
    event: Event,
    after: &Request,
) -> DbResult<bool> {
    let Ok(state) = before.state.after(event) else { return Ok(false) };
    let decided = (!state.is_open()).then_some(act.now);
    conn.execute(
        sql!(
            "update residents_request set state = $2, due_on = $3, extended_why = $4, reason = $5, erased = $6,
             kept = $7, email = $8, wish = $9, decided_at = $10, decided_by = $11 where id = $1"
        ),
        params![
            after.id,
            state,
            after.due_on,
            after.extended_why,
            after.reason,
            after.erased,
            after.kept,
            after.email,
            after.wish,
            decided,
            act.who()
        ],
    )?;
    let stands = |state: State, r: &Request| {
        Some(format!("{{\"state\":\"{}\",\"due_on\":\"{}\"}}", state.code(), r.due_on))
    };
    let verb = match event {
        Event::Extend => "extended",
        Event::Grant => "granted",
        Event::Refuse => "refused",
        Event::Withdraw => "withdrawn",
    };
    let entry = Entry {
        before: stands(before.state, before),
        after: stands(state, after),
        reason: if event == Event::Extend { after.extended_why.clone() } else { after.reason.clone() },
        ..Entry::new(REQUEST, &after.id, verb)
    };
    act.note(conn, entry)?;
    Ok(true)
}

/// Forgets who sent the other requests of a resident whose data are deleted, and what they said: those that are
/// open are withdrawn with it, for nothing is left that they could be about. Kind, days and outcome stay.
///
/// # Errors
/// Any database error.
pub fn erase_others(conn: &mut Conn, act: &Act, deletion: &Request, masked: &str) -> DbResult<()> {
    let others = list_own(conn, &deletion.resident_id)?.into_iter().filter(|r| r.id != deletion.id);
    for before in others.filter(|r| r.state.is_open()) {
        let after = Request { state: State::Withdrawn, ..before.clone() };
        move_request(conn, act, &before, Event::Withdraw, &after)?;
    }
    conn.execute(
        sql!("update residents_request set email = $3, wish = '' where resident_id = $1 and id <> $2"),
        params![deletion.resident_id, deletion.id, masked],
    )?;
    Ok(())
}

/// Takes the letters about all requests of a resident out of the outbox.
///
/// # Errors
/// Any database error.
pub fn drop_letters(conn: &mut Conn, resident_id: &str) -> DbResult<()> {
    let rows =
        conn.rows(sql!("select id from residents_request where resident_id = $1"), params![resident_id])?;
    let ids: Vec<String> = rows.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
    mail::drop_of(conn, REQUEST, &ids)
}

/// Takes the last letters about deletions that were granted before a moment, and left nothing, out of the outbox:
/// they alone still hold the whole address.
///
/// # Errors
/// Any database error.
pub fn drop_last_letters(conn: &mut Conn, before: Instant) -> DbResult<()> {
    let rows = conn.rows(
        sql!(
            "select r.id from residents_request r where r.state = 'granted' and r.kept = 0 and r.decided_at < $1
             and exists (select 1 from foundation_mail m where m.matter = $2 and m.matter_id = r.id)
             order by r.id limit 500"
        ),
        params![before, REQUEST],
    )?;
    let ids: Vec<String> = rows.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
    mail::drop_of(conn, REQUEST, &ids)
}

/// Deletes requests that were decided before a moment, with their letters: the trail says that there were some.
///
/// # Errors
/// Any database error.
pub fn drop_decided(conn: &mut Conn, before: Instant) -> DbResult<()> {
    let rows = conn.rows(
        sql!(
            "select id from residents_request where state in ('granted', 'refused', 'withdrawn')
             and decided_at < $1 order by id limit 500"
        ),
        params![before],
    )?;
    let ids: Vec<String> = rows.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
    mail::drop_of(conn, REQUEST, &ids)?;
    conn.execute(sql!("delete from residents_request where id = any($1)"), params![*ids])?;
    Ok(())
}

/// Whether a kind is one that needs to be said in words.
pub const fn needs_wish(kind: Kind) -> bool {
    !matches!(kind, Kind::Deletion)
}
