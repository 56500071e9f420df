//! Cases on which all is done are handed to the archive (歸檔, D-11).

use foundation::db::{Conn, DbResult};
use foundation::{params, sql};
use jiff::civil::Date;

use super::list::{self, Line, Scope};
use super::{Act, case};
use crate::model::{Archived, Case, Done, Event, Refusal};

/// Cases that may be handed to the archive, the oldest first within each section, at most `limit`; those of the own
/// section.
///
/// # Errors
/// Any database error.
pub fn list_ready(conn: &mut Conn, scope: &Scope, limit: i64) -> DbResult<Vec<Line>> {
    let rows = if scope.all {
        conn.rows(
            sql!(
                "select id from petitions_case
                 where state in ('closed', 'transferred', 'not_processed', 'withdrawn', 'discarded')
                 order by section, closed_at, id limit $1"
            ),
            params![limit],
        )?
    } else {
        conn.rows(
            sql!(
                "select id from petitions_case
                 where state in ('closed', 'transferred', 'not_processed', 'withdrawn', 'discarded')
                 and section = $2 order by section, closed_at, id limit $1"
            ),
            params![limit, scope.section],
        )?
    };
    list::list_lines(conn, &list::ids(&rows)?)
}

/// How a case stands in the archive; nothing before it is there.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, case_id: &str) -> DbResult<Option<Archived>> {
    let row = conn.first(
        sql!("select file_number, ended_at, years, kept_until from petitions_archive where case_id = $1"),
        params![case_id],
    )?;
    row.map(|r| {
        Ok(Archived {
            file_number: r.get(0)?,
            ended_at: r.get(1)?,
            years: Some(r.get(2)?).filter(|years: &i64| *years > 0),
            kept_until: r.get::<String>(3)?.parse::<Date>().ok(),
        })
    })
    .transpose()
}

/// A case goes to the archive.
///
/// # Errors
/// Any database error.
pub fn add(conn: &mut Conn, act: &Act, case: &mut Case, archived: &Archived) -> Done<()> {
    let before = case.clone();
    case.outcome = Some(case.state);
    if let Err(refusal) = case::move_from(conn, act, &before, case, Event::Archive, &archived.file_number)? {
        return Ok(Err(refusal));
    }
    let until = archived.kept_until.map(|day| day.to_string()).unwrap_or_default();
    let is_new = conn.execute(
        sql!(
            "insert into petitions_archive (case_id, file_number, ended_at, years, kept_until, archived_by,
             archived_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (case_id) do nothing"
        ),
        params![
            case.id,
            archived.file_number,
            archived.ended_at,
            archived.years.unwrap_or_default(),
            until,
            act.who(),
            act.now
        ],
    )?;
    Ok(if is_new > 0 { Ok(()) } else { Err(Refusal::Illegal) })
}
