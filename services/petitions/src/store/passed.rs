//! Reports about the director: kept apart from all cases.

use foundation::db::{Conn, DbResult, Row};
use foundation::{files, params, sealed, sql};

use super::Act;
use crate::model::{Deed, Opened, Passed, Told};

/// Kind of the matter of their files and letters, named as the table.
pub const PASSED: &str = "petitions_passed";

fn place(id: &str) -> String {
    format!("{PASSED}/{id}/told")
}

fn passed(r: &Row) -> DbResult<Passed> {
    Ok(Passed {
        id: r.get(0)?,
        reference: r.get(1)?,
        sealed: r.get(2)?,
        received_at: r.get(3)?,
        read_at: r.get(4)?,
    })
}

/// Keeps a report, sealed.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, act: &Act, id: &str, reference: &str, told: &Told) -> DbResult<()> {
    let text = serde_json::to_string(told).unwrap_or_default();
    let text = sealed::seal(conn, &act.centre.keys, &act.centre.chance, &place(id), &text, act.now)?;
    conn.execute(
        sql!("insert into petitions_passed (id, reference, sealed, received_at) values ($1, $2, $3, $4)"),
        params![id, reference, text, act.now],
    )?;
    note(conn, act, id, Deed::PassedOn)
}

/// Notes what was done with it, where nobody but who may read it sees that.
///
/// # Errors
/// Any database error.
pub fn note(conn: &mut Conn, act: &Act, id: &str, deed: Deed) -> DbResult<()> {
    conn.execute(
        sql!("insert into petitions_passed_act (id, passed_id, verb, who, at) values ($1, $2, $3, $4, $5)"),
        params![act.id().into_string(), id, deed, act.who(), act.now],
    )?;
    if deed == Deed::ReadThere {
        conn.execute(
            sql!("update petitions_passed set read_at = $2 where id = $1 and read_at is null"),
            params![id, act.now],
        )?;
    }
    Ok(())
}

/// The report with this number, without dashes.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, reference: &str) -> DbResult<Option<Passed>> {
    conn.first(
        sql!("select id, reference, sealed, received_at, read_at from petitions_passed where reference = $1"),
        params![reference],
    )?
    .as_ref()
    .map(passed)
    .transpose()
}

/// What stands in a report.
///
/// # Errors
/// Any database error.
pub fn open(conn: &mut Conn, act: &Act, passed: Passed) -> DbResult<Opened> {
    let text = sealed::open(conn, &act.centre.keys, &place(&passed.id), &passed.sealed)?;
    let told: Told = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let acts = conn
        .rows(
            sql!("select verb, who, at from petitions_passed_act where passed_id = $1 order by id limit 200"),
            params![passed.id],
        )?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .collect::<DbResult<Vec<_>>>()?;
    Ok(Opened { told, acts, files: files::list_of(conn, PASSED, &passed.id)?, passed })
}

/// The newest 200 reports, each with whether the message to the agency could not be sent.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn) -> DbResult<Vec<(Passed, bool)>> {
    conn.rows(
        sql!(
            "select id, reference, sealed, received_at, read_at,
                    exists (select 1 from foundation_mail m where m.unique_key = 'petitions:passed:' || p.id
                            and m.state in ('failed', 'unsure'))
             from petitions_passed p order by id desc limit 200"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok((passed(r)?, r.get(5)?)))
    .collect()
}
