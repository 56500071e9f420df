//! Accounts: added, changed, locked; passwords and authenticators replaced.

use foundation::cache;
use foundation::db::{Conn, DbResult, Row};
use foundation::staff::{Role, TOPIC};
use foundation::trail::Entry;
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use super::{Act, MATTER};
use crate::model::{Account, AlreadyThere, Secrets};
use crate::rules::last_day;

/// More accounts than this are not listed; a centre has some tens.
const LIST_MAX: i64 = 1000;

/// An account to add, its secrets made safe already.
#[derive(Clone)]
pub struct Added {
    /// Its id: the authenticator's secret is sealed for it.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address in small letters.
    pub email: String,
    /// One of [`crate::model::SECTIONS`].
    pub section: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Hash of the first password.
    pub password_hash: String,
    /// Whether it must be changed at the first sign-in.
    pub must_change: bool,
    /// Sealed secret of the authenticator, if one is enrolled.
    pub totp_sealed: Option<String>,
    /// The last day, where there is one.
    pub ends_on: Option<Date>,
}

fn codes(roles: &[Role]) -> String {
    roles.iter().map(|r| r.code()).collect::<Vec<_>>().join(",")
}

fn account(row: &Row) -> DbResult<Account> {
    Ok(Account {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        section: row.get(3)?,
        roles: row.get::<String>(4)?.split(',').filter_map(Role::from_code).collect(),
        is_locked: row.get::<String>(5)? != "active",
        locked_until: row.get(6)?,
        must_change: row.get(7)?,
        has_second_factor: row.get(8)?,
        changed_password_at: row.get(9)?,
        created_at: row.get(10)?,
        seen_at: row.get(11)?,
        ends_on: row.get(12)?,
    })
}

/// Adds an account, unless its e-mail address is taken.
///
/// # Errors
/// Any database error.
pub fn add_account(conn: &mut Conn, act: &Act, new: &Added) -> DbResult<Result<(), AlreadyThere>> {
    let added = conn.execute(
        sql!(
            "insert into foundation_staff (id, name, email, section, roles, state, password_hash, totp_secret,
             totp_last_step, must_change, failures, changed_password_at, created_at)
             values ($1, $2, $3, $4, $5, 'active', $6, $7, 0, $8, 0, $9, $9) on conflict (email) do nothing"
        ),
        params![
            new.id,
            new.name,
            new.email,
            new.section,
            codes(&new.roles),
            new.password_hash,
            new.totp_sealed,
            new.must_change,
            act.now
        ],
    )?;
    if added == 0 {
        return Ok(Err(AlreadyThere));
    }
    let ends_on = last_day(&new.roles, new.ends_on, act.now);
    put_last_day(conn, &new.id, ends_on)?;
    let roles = codes(&new.roles);
    let after = format!("{} <{}> {}: {roles}{}", new.name, new.email, new.section, until(ends_on));
    act.note(conn, Entry { after: Some(after), ..Entry::new(MATTER, &new.id, "added") })?;
    Ok(Ok(()))
}

/// The account with this id.
///
/// # Errors
/// Any database error.
pub fn find_account(conn: &mut Conn, id: &str) -> DbResult<Option<Account>> {
    conn.first(
        sql!(
            "select id, name, email, section, roles, state, locked_until, must_change, totp_secret is not null,
             changed_password_at, created_at, seen_at,
             (select d.ends_on from accounts_last_day d where d.staff_id = id)
             from foundation_staff where id = $1"
        ),
        params![id],
    )?
    .map(|r| account(&r))
    .transpose()
}

/// The account with this id, held until the end of the transaction.
///
/// # Errors
/// Any database error.
pub fn lock_account(conn: &mut Conn, id: &str) -> DbResult<Option<Account>> {
    lock(conn, id)?;
    find_account(conn, id)
}

/// Holds an account until the end of the transaction.
pub(super) fn lock(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.first(sql!("select id from foundation_staff where id = $1 for update"), params![id]).map(drop)
}

/// The account with this e-mail address (in small letters).
///
/// # Errors
/// Any database error.
pub fn find_account_by_email(conn: &mut Conn, email: &str) -> DbResult<Option<Account>> {
    conn.first(
        sql!(
            "select id, name, email, section, roles, state, locked_until, must_change, totp_secret is not null,
             changed_password_at, created_at, seen_at,
             (select d.ends_on from accounts_last_day d where d.staff_id = id)
             from foundation_staff where email = $1"
        ),
        params![email],
    )?
    .map(|r| account(&r))
    .transpose()
}

/// All accounts by section and name, at most 1,000.
///
/// # Errors
/// Any database error.
pub fn list_accounts(conn: &mut Conn) -> DbResult<Vec<Account>> {
    conn.rows(
        sql!(
            "select id, name, email, section, roles, state, locked_until, must_change, totp_secret is not null,
             changed_password_at, created_at, seen_at,
             (select d.ends_on from accounts_last_day d where d.staff_id = id)
             from foundation_staff order by section, name, id limit $1"
        ),
        params![LIST_MAX],
    )?
    .iter()
    .map(account)
    .collect()
}

/// What the account with this id signs in with.
///
/// # Errors
/// Any database error.
pub fn find_secrets(conn: &mut Conn, id: &str) -> DbResult<Option<Secrets>> {
    conn.first(sql!("select password_hash, totp_secret from foundation_staff where id = $1"), params![id])?
        .map(|r| Ok(Secrets { password_hash: r.get(0)?, totp_sealed: r.get(1)? }))
        .transpose()
}

fn put_last_day(conn: &mut Conn, id: &str, ends_on: Option<Date>) -> DbResult<()> {
    let Some(day) = ends_on else {
        return conn
            .execute(sql!("delete from accounts_last_day where staff_id = $1"), params![id])
            .map(drop);
    };
    let sql = sql!(
        "insert into accounts_last_day (staff_id, ends_on) values ($1, $2)
         on conflict (staff_id) do update set ends_on = excluded.ends_on"
    );
    conn.execute(sql, params![id, day]).map(drop)
}

/// A last day as the trail has it.
fn until(day: Option<Date>) -> String {
    day.map(|day| format!(" –{day}")).unwrap_or_default()
}

/// Lets no session and no token outlive the last day of its account.
pub(super) fn end_access(conn: &mut Conn, staff_id: &str) -> DbResult<()> {
    let Some(end) = find_account(conn, staff_id)?.and_then(|account| account.ends_at()) else {
        return Ok(());
    };
    let access = [
        sql!("update foundation_session set ends_at = $2 where staff_id = $1 and ends_at > $2"),
        sql!("update foundation_token set ends_at = $2 where staff_id = $1 and ends_at > $2"),
    ];
    access.into_iter().try_for_each(|sql| conn.execute(sql, params![staff_id, end]).map(drop))
}

/// Locks accounts whose last day is over, and gives evaluators of before who have none one; says whether any was
/// locked.
///
/// # Errors
/// Any database error.
pub fn lock_over(conn: &mut Conn, act: &Act) -> DbResult<bool> {
    let lacks_day = |account: &Account| match account.ends_on {
        None => last_day(&account.roles, None, act.now),
        Some(_) => None,
    };
    let concerns = |account: &Account| {
        !account.is_locked && (account.is_over(act.now.date()) || lacks_day(account).is_some())
    };
    let mut locked = false;
    for found in list_accounts(conn)?.into_iter().filter(concerns) {
        // Somebody may have changed it since.
        let Some(account) = lock_account(conn, &found.id)?.filter(concerns) else { continue };
        if let Some(day) = lacks_day(&account) {
            put_last_day(conn, &account.id, Some(day))?;
            let after = Some(until(Some(day)).trim_start().to_owned());
            act.note(conn, Entry { after, ..Entry::new(MATTER, &account.id, "changed") })?;
        } else {
            change_state(conn, act, &account.id, true)?;
            locked = true;
        }
    }
    Ok(locked)
}

/// Changes name, section, roles and last day; sessions and tokens end with that day.
///
/// # Errors
/// Any database error.
pub fn change_account(
    conn: &mut Conn,
    act: &Act,
    before: &Account,
    name: &str,
    section: &str,
    (roles, ends_on): (&[Role], Option<Date>),
) -> DbResult<()> {
    let ends_on = last_day(roles, ends_on, act.now);
    lock(conn, &before.id)?;
    put_last_day(conn, &before.id, ends_on)?;
    end_access(conn, &before.id)?;
    conn.execute(
        sql!("update foundation_staff set name = $2, section = $3, roles = $4 where id = $1"),
        params![before.id, name, section, codes(roles)],
    )?;
    cache::touch(conn, &[TOPIC])?;
    let was =
        format!("{} {}: {}{}", before.name, before.section, codes(&before.roles), until(before.ends_on));
    let after = format!("{name} {section}: {}{}", codes(roles), until(ends_on));
    act.note(
        conn,
        Entry { before: Some(was), after: Some(after), ..Entry::new(MATTER, &before.id, "changed") },
    )
}

/// Locks an account and ends its sessions, or unlocks it and forgets its failures and a last day that is over.
///
/// # Errors
/// Any database error.
pub fn change_state(conn: &mut Conn, act: &Act, id: &str, is_locked: bool) -> DbResult<()> {
    let (state, verb) = if is_locked { ("locked", "locked") } else { ("active", "unlocked") };
    // Whoever signs in at this moment is waited for, or waits.
    lock(conn, id)?;
    conn.execute(
        sql!("update foundation_staff set state = $2, failures = 0, locked_until = null where id = $1"),
        params![id, state],
    )?;
    cache::touch(conn, &[TOPIC])?;
    if is_locked {
        conn.execute(sql!("delete from foundation_session where staff_id = $1"), params![id])?;
    } else {
        conn.execute(
            sql!("delete from accounts_last_day where staff_id = $1 and ends_on < $2"),
            params![id, act.now.date()],
        )?;
        // Somebody vouches for the person: the time of being unused begins anew.
        conn.execute(sql!("update foundation_staff set seen_at = $2 where id = $1"), params![id, act.now])?;
    }
    act.note(conn, Entry::new(MATTER, id, verb))
}

/// Replaces a password; the old one is remembered so that it is not used again. One given by somebody else ends the
/// tokens of the account.
///
/// # Errors
/// Any database error.
pub fn put_password(conn: &mut Conn, act: &Act, id: &str, hash: &str, must_change: bool) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_old_password (staff_id, password_hash, changed_at)
             select id, password_hash, $2 from foundation_staff where id = $1"
        ),
        params![id, act.now],
    )?;
    conn.execute(
        sql!(
            "update foundation_staff set password_hash = $2, must_change = $3, changed_password_at = $4,
             failures = 0, locked_until = null where id = $1"
        ),
        params![id, hash, must_change, act.now],
    )?;
    let verb = if must_change { "password-reset" } else { "password-changed" };
    act.note(conn, Entry::new(MATTER, id, verb))?;
    if must_change { super::drop_tokens(conn, act, id) } else { Ok(()) }
}

/// The hashes of the last `count` passwords, the present one first.
///
/// # Errors
/// Any database error.
pub fn list_hashes(conn: &mut Conn, id: &str, count: usize) -> DbResult<Vec<String>> {
    let present =
        conn.first(sql!("select password_hash from foundation_staff where id = $1"), params![id])?;
    let old = conn.rows(
        sql!(
            "select password_hash from foundation_old_password where staff_id = $1 order by changed_at desc
             limit $2"
        ),
        params![id, i64::try_from(count).unwrap_or(i64::MAX)],
    )?;
    present.iter().chain(&old).take(count).map(|r| r.get(0)).collect()
}

/// When the person chose the present password; nothing when somebody else gave it.
///
/// # Errors
/// Any database error.
pub fn find_chosen_at(conn: &mut Conn, id: &str) -> DbResult<Option<Instant>> {
    let row = conn.first(
        sql!(
            "select max(o.changed_at) from foundation_old_password o
             join foundation_staff s on s.id = o.staff_id where s.id = $1 and s.must_change = false"
        ),
        params![id],
    )?;
    row.map_or(Ok(None), |r| r.get(0))
}

/// Enrols an authenticator; `step` is that of the code it was proved with.
///
/// # Errors
/// Any database error.
pub fn put_second_factor(conn: &mut Conn, act: &Act, id: &str, sealed: &str, step: i64) -> DbResult<()> {
    conn.execute(
        sql!("update foundation_staff set totp_secret = $2, totp_last_step = $3 where id = $1"),
        params![id, sealed, step],
    )?;
    act.note(conn, Entry::new(MATTER, id, "second-factor-enrolled"))
}

/// Takes the authenticator from an account and ends its sessions and tokens: its telephone is lost.
///
/// # Errors
/// Any database error.
pub fn drop_second_factor(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    conn.execute(sql!("update foundation_staff set totp_secret = null where id = $1"), params![id])?;
    conn.execute(sql!("delete from foundation_session where staff_id = $1"), params![id])?;
    act.note(conn, Entry::new(MATTER, id, "second-factor-dropped"))?;
    super::drop_tokens(conn, act, id)
}

/// Locks accounts nobody signed in with since `before`; says how many. The roles in `kept` are left
/// alone, so that somebody can always unlock the others.
///
/// # Errors
/// Any database error.
pub fn lock_unused(conn: &mut Conn, act: &Act, before: Instant, kept: &[Role]) -> DbResult<usize> {
    let rows = conn.rows(
        sql!(
            "select id, roles from foundation_staff
             where state = 'active' and created_at < $1 and coalesce(seen_at, created_at) < $1 order by id"
        ),
        params![before],
    )?;
    let mut locked = 0;
    for row in &rows {
        let (id, roles): (String, String) = (row.get(0)?, row.get(1)?);
        if roles.split(',').filter_map(Role::from_code).any(|role| kept.contains(&role)) {
            continue;
        }
        // Somebody may have signed in since, or another process locked it.
        lock(conn, &id)?;
        let sql = sql!(
            "update foundation_staff set state = 'locked'
             where id = $1 and state = 'active' and coalesce(seen_at, created_at) < $2"
        );
        if conn.execute(sql, params![id, before])? == 0 {
            continue;
        }
        conn.execute(sql!("delete from foundation_session where staff_id = $1"), params![id])?;
        act.note(conn, Entry { reason: Some("unused".into()), ..Entry::new(MATTER, &id, "locked") })?;
        locked += 1;
    }
    if locked > 0 {
        cache::touch(conn, &[TOPIC])?;
    }
    Ok(locked)
}
