//! Tokens for programs.

use foundation::db::{Conn, DbResult};
use foundation::staff::token_hash;
use foundation::trail::Entry;
use foundation::{params, sql};
use office::instant::Instant;

use super::Act;
use crate::model::Token;

/// The trail's name for tokens.
const MATTER: &str = "foundation_token";

/// Adds a token; only its hash is kept. It ends with the last day of its owner at the latest.
///
/// # Errors
/// Any database error.
pub fn add_token(
    conn: &mut Conn,
    act: &Act,
    staff_id: &str,
    token: &str,
    name: &str,
    scope: &[String],
    ends_at: Instant,
) -> DbResult<()> {
    let (hash, scope) = (token_hash(token), scope.join(","));
    conn.execute(
        sql!(
            "insert into foundation_token (token_hash, name, staff_id, scope, created_at, ends_at)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![hash, name, staff_id, scope, act.now, ends_at],
    )?;
    super::accounts::end_access(conn, staff_id)?;
    let after = Some(format!("{name}: {scope}, until {ends_at}"));
    act.note(conn, Entry { after, ..Entry::new(MATTER, &hash, "added") })
}

/// The tokens of one owner, or of everybody; newest first, at most 500.
///
/// # Errors
/// Any database error.
pub fn list_tokens(conn: &mut Conn, owner: Option<&str>) -> DbResult<Vec<Token>> {
    conn.rows(
        sql!(
            "select t.token_hash, t.name, s.name, t.scope, t.created_at, t.ends_at, t.used_at
             from foundation_token t join foundation_staff s on s.id = t.staff_id
             where ($1 = '' or t.staff_id = $1) order by t.created_at desc, t.token_hash limit 500"
        ),
        params![owner.unwrap_or_default()],
    )?
    .iter()
    .map(|r| {
        Ok(Token {
            token_hash: r.get(0)?,
            name: r.get(1)?,
            owner: r.get(2)?,
            scope: r.get::<String>(3)?.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            created_at: r.get(4)?,
            ends_at: r.get(5)?,
            used_at: r.get(6)?,
        })
    })
    .collect()
}

/// Ends every token of an account: whoever got hold of one reads no further. The trail of the account names them.
///
/// # Errors
/// Any database error.
pub fn drop_tokens(conn: &mut Conn, act: &Act, staff_id: &str) -> DbResult<()> {
    let rows = conn.rows(
        sql!("delete from foundation_token where staff_id = $1 and ends_at > $2 returning token_hash, name"),
        params![staff_id, act.now],
    )?;
    let mut names: Vec<String> = Vec::new();
    for row in &rows {
        act.note(conn, Entry::new(MATTER, &row.get::<String>(0)?, "revoked"))?;
        names.push(row.get(1)?);
    }
    if names.is_empty() {
        return Ok(());
    }
    names.sort_unstable();
    let before = Some(names.join(", "));
    act.note(conn, Entry { before, ..Entry::new(super::MATTER, staff_id, "tokens-ended") })
}

/// Revokes a token, of this owner or (with `None`) of anybody.
///
/// # Errors
/// Any database error.
pub fn drop_token(conn: &mut Conn, act: &Act, owner: Option<&str>, hash: &str) -> DbResult<bool> {
    let dropped = conn.execute(
        sql!("delete from foundation_token where token_hash = $1 and ($2 = '' or staff_id = $2)"),
        params![hash, owner.unwrap_or_default()],
    )?;
    if dropped > 0 {
        act.note(conn, Entry::new(MATTER, hash, "revoked"))?;
    }
    Ok(dropped > 0)
}
