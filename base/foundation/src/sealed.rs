//! Fields sealed with a key of their own: destroying the key of a record destroys its text (D-4).
//!
//! Each place (table, row, column) has a random key, which lies wrapped by the key of the centre in
//! the store. A copy of the store opens nothing without the centre's key, and nothing at all once the
//! record's key is gone from it.

use office::instant::Instant;

use crate::chance::Chance;
use crate::db::{Conn, DbResult};
use crate::keys::Keys;
use crate::{params, sql};

fn wrapping(place: &str) -> String {
    format!("record-key/{place}")
}

fn find_key(conn: &mut Conn, keys: &Keys, place: &str) -> DbResult<Option<Keys>> {
    let row =
        conn.first(sql!("select wrapped from foundation_record_key where place = $1"), params![place])?;
    let wrapped: Option<String> = row.map(|r| r.get(0)).transpose()?;
    Ok(wrapped.and_then(|wrapped| keys.open(&wrapping(place), &wrapped)).and_then(|hex| Keys::from_hex(&hex)))
}

/// Seals a text under a fresh key of this place; what was sealed there before opens no more.
///
/// # Errors
/// Any database error.
pub fn seal(
    conn: &mut Conn,
    keys: &Keys,
    chance: &Chance,
    place: &str,
    text: &str,
    now: Instant,
) -> DbResult<String> {
    Ok(fresh_key(conn, keys, chance, place, now)?.seal(place, text, chance.bytes()))
}

/// Seals bytes, such as a file, under the key of this place, which is made when there is none: two that seal the
/// same file at the same time do it with one key, so that whichever is kept opens.
///
/// # Errors
/// Any database error.
pub fn seal_bytes(
    conn: &mut Conn,
    keys: &Keys,
    chance: &Chance,
    place: &str,
    bytes: &[u8],
    now: Instant,
) -> DbResult<Vec<u8>> {
    Ok(own_key(conn, keys, chance, place, now)?.seal_bytes(place, bytes, chance.bytes()))
}

/// The key that is there, or a fresh one; one that does not open is replaced.
fn own_key(conn: &mut Conn, keys: &Keys, chance: &Chance, place: &str, now: Instant) -> DbResult<Keys> {
    let (secret, wrapped) = new_key(keys, chance, place);
    let added = conn.execute(
        sql!(
            "insert into foundation_record_key (place, wrapped, made_at) values ($1, $2, $3)
             on conflict (place) do nothing"
        ),
        params![place, wrapped, now],
    )?;
    let fresh = if added > 0 { Keys::from_hex(&secret) } else { find_key(conn, keys, place)? };
    fresh.map_or_else(|| fresh_key(conn, keys, chance, place, now), Ok)
}

/// A secret and how it is kept.
fn new_key(keys: &Keys, chance: &Chance, place: &str) -> (String, String) {
    let secret = chance.token();
    let wrapped = keys.seal(&wrapping(place), &secret, chance.bytes());
    (secret, wrapped)
}

fn fresh_key(conn: &mut Conn, keys: &Keys, chance: &Chance, place: &str, now: Instant) -> DbResult<Keys> {
    let (secret, wrapped) = new_key(keys, chance, place);
    conn.execute(
        sql!(
            "insert into foundation_record_key (place, wrapped, made_at) values ($1, $2, $3)
             on conflict (place) do update set wrapped = excluded.wrapped, made_at = excluded.made_at"
        ),
        params![place, wrapped, now],
    )?;
    Ok(Keys::from_hex(&secret).unwrap_or_else(|| keys.clone()))
}

/// Opens a sealed text; nothing when its key was destroyed, or it was changed or moved.
///
/// # Errors
/// Any database error.
pub fn open(conn: &mut Conn, keys: &Keys, place: &str, sealed: &str) -> DbResult<Option<String>> {
    Ok(find_key(conn, keys, place)?.and_then(|own| own.open(place, sealed)))
}

/// The same for bytes.
///
/// # Errors
/// Any database error.
pub fn open_bytes(conn: &mut Conn, keys: &Keys, place: &str, sealed: &[u8]) -> DbResult<Option<Vec<u8>>> {
    Ok(find_key(conn, keys, place)?.and_then(|own| own.open_bytes(place, sealed)))
}

/// Destroys the key of a place; says whether there was one.
///
/// # Errors
/// Any database error.
pub fn destroy(conn: &mut Conn, place: &str) -> DbResult<bool> {
    Ok(conn.execute(sql!("delete from foundation_record_key where place = $1"), params![place])? > 0)
}
