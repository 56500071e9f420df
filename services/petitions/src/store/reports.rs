//! Analyses that were frozen, and what is to be improved.

use foundation::db::{Conn, DbError, DbResult, Row};
use foundation::measures::Period;
use foundation::trail::Entry;
use foundation::{params, sql};
use jiff::civil::Date;

use super::Act;
use crate::model::{Figures, Improvement, Progress, Report};

/// Kinds of the matters in the trail.
const REPORT: &str = "petitions_report";
const IMPROVEMENT: &str = "petitions_improvement";

/// How many answers to petitions received in a period took how many days.
///
/// # Errors
/// Any database error.
pub fn list_days_taken(conn: &mut Conn, period: Period) -> DbResult<Vec<(i64, i64)>> {
    conn.rows(
        sql!(
            "select days_taken, count(*) from (
                select days_taken from petitions_case where received_on >= $1 and received_on <= $2
                and kind = 'petition' and days_taken is not null and replied_at is not null
                union all
                select days_taken from petitions_past where received_on >= $1 and received_on <= $2
                and kind = 'petition' and days_taken is not null and answered) counted
             group by days_taken order by days_taken"
        ),
        params![period.from, period.to],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Keeps a report.
///
/// # Errors
/// Any database error.
pub fn add_report(conn: &mut Conn, act: &Act, new: &Report) -> DbResult<()> {
    let figures = serde_json::to_string(&new.figures).map_err(|e| DbError::Statement(e.to_string()))?;
    conn.execute(
        sql!(
            "insert into petitions_report (id, title, from_on, to_on, frozen_at, frozen_by, findings, decision,
             figures) values ($1, $2, $3, $4, $5, $6, $7, '', $8)"
        ),
        params![new.id, new.title, new.from, new.to, new.frozen_at, new.frozen_by, new.findings, figures],
    )?;
    act.note(conn, Entry::new(REPORT, &new.id, "frozen"))
}

/// The newest 200 reports, the newest first, without their figures.
///
/// # Errors
/// Any database error.
pub fn list_reports(conn: &mut Conn) -> DbResult<Vec<Report>> {
    conn.rows(
        sql!(
            "select id, title, from_on, to_on, frozen_at, frozen_by, findings, meeting_on, decision, '{}'
             from petitions_report order by frozen_at desc, id desc limit 200"
        ),
        &[],
    )?
    .iter()
    .map(report)
    .collect()
}

fn report(r: &Row) -> DbResult<Report> {
    let figures: Figures = serde_json::from_str(&r.get::<String>(9)?)
        .map_err(|error| DbError::Shape { column: 9, detail: error.to_string() })?;
    Ok(Report {
        id: r.get(0)?,
        title: r.get(1)?,
        from: r.get(2)?,
        to: r.get(3)?,
        frozen_at: r.get(4)?,
        frozen_by: r.get(5)?,
        findings: r.get(6)?,
        meeting_on: r.get(7)?,
        decision: r.get(8)?,
        figures,
    })
}

/// One report.
///
/// # Errors
/// Any database error.
pub fn find_report(conn: &mut Conn, id: &str) -> DbResult<Option<Report>> {
    let row = conn.first(
        sql!(
            "select id, title, from_on, to_on, frozen_at, frozen_by, findings, meeting_on, decision, figures
             from petitions_report where id = $1"
        ),
        params![id],
    )?;
    row.as_ref().map(report).transpose()
}

/// It was reported to a meeting of the staff, once; says whether it had not been before.
///
/// # Errors
/// Any database error.
pub fn meet(conn: &mut Conn, act: &Act, id: &str, on: Date, decision: &str) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "update petitions_report set meeting_on = $2, decision = $3 where id = $1 and meeting_on is null"
        ),
        params![id, on, decision],
    )?;
    if touched > 0 {
        let after = Some(on.to_string());
        act.note(conn, Entry { after, ..Entry::new(REPORT, id, "reported") })?;
    }
    Ok(touched > 0)
}

/// Something is to be improved.
///
/// # Errors
/// Any database error.
pub fn add_improvement(conn: &mut Conn, act: &Act, new: &Improvement) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_improvement (id, report_id, what, handler, due_on, state, result, added_by,
             added_at, changed_by, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9)"
        ),
        params![
            new.id,
            new.report_id,
            new.what,
            new.handler,
            new.due_on,
            new.progress,
            new.result,
            act.who(),
            act.now
        ],
    )?;
    act.note(
        conn,
        Entry { after: Some(new.progress.code().into()), ..Entry::new(IMPROVEMENT, &new.id, "added") },
    )
}

/// One goes on; says whether it still stood as it was looked at.
///
/// # Errors
/// Any database error.
pub fn change_improvement(
    conn: &mut Conn,
    act: &Act,
    id: &str,
    from: Progress,
    to: Progress,
    result: &str,
) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "update petitions_improvement set state = $3, result = $4, changed_by = $5, changed_at = $6
             where id = $1 and state = $2"
        ),
        params![id, from, to, result, act.who(), act.now],
    )?;
    if touched > 0 {
        let (before, after) = (Some(from.code().to_owned()), Some(to.code().to_owned()));
        act.note(conn, Entry { before, after, ..Entry::new(IMPROVEMENT, id, "changed") })?;
    }
    Ok(touched > 0)
}

/// What a report proposes, and what earlier ones proposed and is not done yet, the next due first, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_improvements(conn: &mut Conn, report_id: &str) -> DbResult<Vec<Improvement>> {
    conn.rows(
        sql!(
            "select i.id, i.report_id, i.what, i.handler, i.due_on, i.state, i.result
             from petitions_improvement i where i.report_id = $1
             or (i.state in ('proposed', 'agreed') and i.report_id in (
                select earlier.id from petitions_report earlier join petitions_report this on this.id = $1
                where earlier.frozen_at < this.frozen_at))
             order by i.due_on, i.id limit 200"
        ),
        params![report_id],
    )?
    .iter()
    .map(improvement)
    .collect()
}

fn improvement(r: &Row) -> DbResult<Improvement> {
    Ok(Improvement {
        id: r.get(0)?,
        report_id: r.get(1)?,
        what: r.get(2)?,
        handler: r.get(3)?,
        due_on: r.get(4)?,
        progress: r.get(5)?,
        result: r.get(6)?,
    })
}

/// What was to be done before a day and is not, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_late(conn: &mut Conn, today: Date) -> DbResult<Vec<Improvement>> {
    conn.rows(
        sql!(
            "select id, report_id, what, handler, due_on, state, result from petitions_improvement
             where state in ('proposed', 'agreed') and due_on < $1 order by due_on, id limit 200"
        ),
        params![today],
    )?
    .iter()
    .map(improvement)
    .collect()
}
