//! What somebody at the machine's own terminal does to accounts (`hearth user …`), without pages.

use foundation::chance::Chance;
use foundation::db::{Conn, DbError, DbResult};
use foundation::keys::Keys;
use office::instant::Instant;

use crate::model::{Account, AlreadyThere, NewStaff};
use crate::store::{self, Act};
use crate::{authenticator, password, rules};

fn hash(chance: &Chance, text: &str) -> DbResult<String> {
    let hash = password::hash(text, chance.bytes());
    hash.ok_or_else(|| DbError::Statement("the password cannot be hashed".into()))
}

/// The form in which e-mail addresses are kept and compared.
pub(crate) fn same_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Adds an account and gives its id. Takes some 50 ms for the hash; call it inside a transaction.
///
/// # Errors
/// Any database error.
pub fn add_staff(
    conn: &mut Conn,
    keys: &Keys,
    chance: &Chance,
    now: Instant,
    new: &NewStaff,
) -> DbResult<Result<String, AlreadyThere>> {
    let id = chance.id(now).into_string();
    let seal = |secret: &String| authenticator::seal(keys, &id, secret, chance.bytes());
    let added = store::Added {
        id: id.clone(),
        name: new.name.trim().to_owned(),
        email: same_email(&new.email),
        section: new.section.clone(),
        roles: new.roles.clone(),
        password_hash: hash(chance, &new.password)?,
        must_change: new.must_change,
        totp_sealed: new.totp_secret.as_ref().map(seal),
        ends_on: None,
    };
    Ok(store::add_account(conn, &Act::system(chance, now), &added)?.map(|()| id))
}

/// Gives the account a new password (to be changed at the next sign-in), unlocks it and ends its
/// sessions and tokens; with `lose_second_factor` its authenticator is taken away too. Says whether there is
/// such an account.
///
/// # Errors
/// Any database error.
pub fn reset_password(
    conn: &mut Conn,
    chance: &Chance,
    now: Instant,
    email: &str,
    password: &str,
    lose_second_factor: bool,
) -> DbResult<bool> {
    let Some(account) = store::find_account_by_email(conn, &same_email(email))? else { return Ok(false) };
    let (act, hash) = (Act::system(chance, now), hash(chance, password)?);
    store::put_password(conn, &act, &account.id, &hash, true)?;
    store::change_state(conn, &act, &account.id, false)?;
    store::drop_other_sessions(conn, &account.id, None)?;
    if lose_second_factor {
        store::drop_second_factor(conn, &act, &account.id)?;
    }
    Ok(true)
}

/// Locks or unlocks an account. Says whether there is such an account.
///
/// # Errors
/// Any database error.
pub fn lock_staff(
    conn: &mut Conn,
    chance: &Chance,
    now: Instant,
    email: &str,
    is_locked: bool,
) -> DbResult<bool> {
    let Some(account) = store::find_account_by_email(conn, &same_email(email))? else { return Ok(false) };
    store::change_state(conn, &Act::system(chance, now), &account.id, is_locked)?;
    Ok(true)
}

/// All accounts, at most 1,000.
///
/// # Errors
/// Any database error.
pub fn list_staff(conn: &mut Conn) -> DbResult<Vec<Account>> {
    store::list_accounts(conn)
}

/// A password of 60 random bits that can be told over the telephone.
pub fn new_password(chance: &Chance) -> String {
    rules::spoken_password(chance.bytes())
}
