//! Residents (民眾) who sign in: by a link sent to their e-mail address, never by a password.
//!
//! Nobody needs it: a registration is found by its reference too. A link is good once and for a short
//! time; a session ends when it is not used, and after some hours whatever happens. Everybody who asks
//! gets a link, so that nobody learns who has signed in before.

use jiff::civil::Date;
use office::id::Id;
use office::instant::Instant;

use crate::centre::Centre;
use crate::db::{Conn, DbResult};
use crate::fault::Fault;
use crate::staff::token_hash;
use crate::web::Ctx;
use crate::{params, sql};

/// The name of the session cookie, another than that of staff.
pub const COOKIE: &str = "hearth_resident";
/// Whom one may be in a demonstration; the link to sign in lies in its outbox.
pub const DEMO_EMAIL: &str = "wang@demo.example";
/// Where a sign-in begins; the links lie below.
pub const SIGN_IN: &str = "/residents/sign-in";
/// Where the links of invitations to a household lie.
pub const INVITATIONS: &str = "/residents/invitations";
/// Kind of the matter in the trail and the outbox, named as its table.
pub const MATTER: &str = "foundation_resident";
/// Seconds between two notes that a session is in use.
const NOTE_SECONDS: i64 = 60;

/// A resident who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// Id.
    pub id: String,
    /// The address that was proved by opening a link.
    pub email: String,
}

/// The resident of this request, if one is signed in. Only pages that are one's own ask: a page kept
/// for everyone must not.
///
/// # Errors
/// When the store cannot answer.
pub async fn of(ctx: &Ctx) -> Result<Option<Resident>, Fault> {
    let Some(token) = ctx.resident_token.clone() else { return Ok(None) };
    let (now, idle) = (ctx.now, idle_seconds(&ctx.centre));
    let asked = token.clone();
    let found = ctx.centre.db.read(move |conn| find_session(conn, &asked, now, idle)).await?;
    let Some((resident, seen_at)) = found else { return Ok(None) };
    if now.seconds_since(seen_at) > NOTE_SECONDS {
        ctx.centre.db.write(move |conn| touch_session(conn, &token, now)).await?;
    }
    Ok(Some(resident))
}

fn idle_seconds(centre: &Centre) -> i64 {
    centre.number("residents.idle_minutes").clamp(5, 24 * 60) * 60
}

/// Seconds for which a link is good.
pub fn link_seconds(centre: &Centre) -> i64 {
    centre.number("residents.link_minutes").clamp(5, 24 * 60) * 60
}

/// Seconds after which a session ends whatever happens.
pub fn session_seconds(centre: &Centre) -> i64 {
    centre.number("residents.session_hours").clamp(1, 24 * 30) * 3600
}

fn find_session(
    conn: &mut Conn,
    token: &str,
    now: Instant,
    idle_seconds: i64,
) -> DbResult<Option<(Resident, Instant)>> {
    let row = conn.first(
        sql!(
            "select r.id, r.email, n.seen_at
             from foundation_resident_session n join foundation_resident r on r.id = n.resident_id
             where n.token_hash = $1 and n.ends_at > $2 and n.seen_at > $3"
        ),
        params![token_hash(token), now, now.plus_seconds(-idle_seconds)],
    )?;
    row.map(|r| Ok((Resident { id: r.get(0)?, email: r.get(1)? }, r.get(2)?))).transpose()
}

fn touch_session(conn: &mut Conn, token: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update foundation_resident_session set seen_at = $2 where token_hash = $1"),
        params![token_hash(token), now],
    )?;
    Ok(())
}

/// A link to be sent.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The secret in the link.
    pub token: String,
    /// To whom it is sent.
    pub email: String,
    /// The page it leads to.
    pub leads_to: String,
    /// Until when it is good.
    pub ends_at: Instant,
}

/// Keeps a link; of the token only its hash.
///
/// # Errors
/// Any database error.
pub fn add_link(conn: &mut Conn, new: &NewLink, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_resident_link (token_hash, email, leads_to, created_at, ends_at)
             values ($1, $2, $3, $4, $5)"
        ),
        params![token_hash(&new.token), new.email, new.leads_to, now, new.ends_at],
    )?;
    Ok(())
}

/// Whether a link can still be used: its address and where it leads.
///
/// # Errors
/// Any database error.
pub fn find_link(conn: &mut Conn, token: &str, now: Instant) -> DbResult<Option<(String, String)>> {
    let row = conn.first(
        sql!(
            "select email, leads_to from foundation_resident_link
             where token_hash = $1 and ends_at > $2 and used_at is null"
        ),
        params![token_hash(token), now],
    )?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

/// Uses a link, once: gives who it is for and where it leads; who comes for the first time is added.
///
/// # Errors
/// Any database error.
pub fn take_link(
    conn: &mut Conn,
    token: &str,
    id: &Id,
    now: Instant,
) -> DbResult<Option<(Resident, String)>> {
    let row = conn.first(
        sql!(
            "update foundation_resident_link set used_at = $2
             where token_hash = $1 and ends_at > $2 and used_at is null returning email, leads_to"
        ),
        params![token_hash(token), now],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (email, leads_to): (String, String) = (row.get(0)?, row.get(1)?);
    conn.execute(
        sql!(
            "insert into foundation_resident (id, email, created_at, seen_at) values ($1, $2, $3, $3)
             on conflict (email) do update set seen_at = excluded.seen_at"
        ),
        params![id, email, now],
    )?;
    let row = conn.first(sql!("select id from foundation_resident where email = $1"), params![email])?;
    row.map(|r| Ok((Resident { id: r.get(0)?, email }, leads_to))).transpose()
}

/// Begins a session.
///
/// # Errors
/// Any database error.
pub fn add_session(
    conn: &mut Conn,
    token: &str,
    resident_id: &str,
    now: Instant,
    ends_at: Instant,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_resident_session (token_hash, resident_id, created_at, seen_at, ends_at)
             values ($1, $2, $3, $3, $4)"
        ),
        params![token_hash(token), resident_id, now, ends_at],
    )?;
    Ok(())
}

/// Ends one session.
///
/// # Errors
/// Any database error.
pub fn end_session(conn: &mut Conn, token: &str) -> DbResult<()> {
    conn.execute(
        sql!("delete from foundation_resident_session where token_hash = $1"),
        params![token_hash(token)],
    )?;
    Ok(())
}

/// Ends all sessions of a resident, on every device.
///
/// # Errors
/// Any database error.
pub fn end_sessions(conn: &mut Conn, resident_id: &str) -> DbResult<()> {
    conn.execute(
        sql!("delete from foundation_resident_session where resident_id = $1"),
        params![resident_id],
    )?;
    Ok(())
}

/// Forgets a resident: sessions, links and the address itself.
///
/// # Errors
/// Any database error.
pub fn drop_resident(conn: &mut Conn, resident: &Resident) -> DbResult<()> {
    end_sessions(conn, &resident.id)?;
    conn.execute(sql!("delete from foundation_resident_link where email = $1"), params![resident.email])?;
    conn.execute(sql!("delete from foundation_resident where id = $1"), params![resident.id])?;
    Ok(())
}

/// Forgets links and sessions that ended.
///
/// # Errors
/// Any database error.
pub fn drop_ended(conn: &mut Conn, now: Instant) -> DbResult<()> {
    conn.execute(sql!("delete from foundation_resident_link where ends_at < $1"), params![now])?;
    conn.execute(sql!("delete from foundation_resident_session where ends_at < $1"), params![now])?;
    Ok(())
}

/// Somebody a resident may bring along, as the household says (R27).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Id within the household.
    pub id: String,
    /// Name.
    pub name: String,
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// Day of birth, if told.
    pub birth_on: Option<Date>,
    /// Sex, as a code.
    pub sex: String,
    /// District, as a code, or empty.
    pub district: String,
}

/// The seam to whoever keeps households: a service that registers people asks here, by
/// `centre.room::<Households>()`, and does without when nobody keeps any.
pub struct Households {
    /// Whom this resident may bring along; never somebody who moved away, died, or is not offered to
    /// this adult.
    pub list: fn(&mut Conn, &Resident) -> DbResult<Vec<Companion>>,
    /// The household this resident keeps alone or with another adult, by its id.
    pub of: fn(&mut Conn, &Resident) -> DbResult<Option<String>>,
}

/// Whom this resident may bring along; nobody when no household is kept.
///
/// # Errors
/// When the store cannot answer.
pub async fn companions(centre: &Centre, resident: &Resident) -> Result<Vec<Companion>, Fault> {
    let Some(households) = centre.room::<Households>() else { return Ok(Vec::new()) };
    let (list, resident) = (households.list, resident.clone());
    Ok(centre.db.read(move |conn| list(conn, &resident)).await?)
}

/// What tells the household of a resident from others: its id, or the resident's own when none is kept.
///
/// # Errors
/// When the store cannot answer.
pub async fn household(centre: &Centre, resident: &Resident) -> Result<String, Fault> {
    let Some(households) = centre.room::<Households>() else { return Ok(resident.id.clone()) };
    let (of, asked) = (households.of, resident.clone());
    let found = centre.db.read(move |conn| of(conn, &asked)).await?;
    Ok(found.unwrap_or_else(|| resident.id.clone()))
}
