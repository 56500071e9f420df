//! Identity numbers given for the records of hours, and what was reported to these records.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use office::instant::Instant;

use crate::rules::hours::{Change, Entitled, Record};

/// A number that a person gave for a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The seat.
    pub seat_id: String,
    /// The record.
    pub record: Record,
    /// The sealed number; nothing once it was purged.
    pub sealed: Option<String>,
    /// The number as it may be shown.
    pub masked: String,
    /// What tells the number from another one, without telling it; empty once it was purged.
    pub mark: String,
}

fn claim(r: &Row) -> DbResult<Claim> {
    Ok(Claim { seat_id: r.get(0)?, record: r.get(1)?, sealed: r.get(2)?, masked: r.get(3)?, mark: r.get(4)? })
}

/// The place a number is sealed for.
pub fn place(seat_id: &str, record: Record) -> String {
    format!("courses_hours_claim/{seat_id}/{}", record.code())
}

/// The place the number of a reported line is sealed for.
pub fn line_place(report_id: &str, seat_id: &str, change: Change) -> String {
    format!("courses_hours_line/{report_id}/{seat_id}/{}", change.code())
}

/// The numbers given in a course for a record.
///
/// # Errors
/// Any database error.
pub fn list_claims(conn: &mut Conn, course_id: &str, record: Record) -> DbResult<Vec<Claim>> {
    conn.rows(
        sql!(
            "select seat_id, record, sealed, masked, mark from courses_hours_claim
             where course_id = $1 and record = $2 order by seat_id limit 10000"
        ),
        params![course_id, record],
    )?
    .iter()
    .map(claim)
    .collect()
}

/// The numbers given by a party.
///
/// # Errors
/// Any database error.
pub fn list_claims_of_party(conn: &mut Conn, registration_id: &str) -> DbResult<Vec<Claim>> {
    conn.rows(
        sql!(
            "select c.seat_id, c.record, c.sealed, c.masked, c.mark
             from courses_seat s join courses_hours_claim c on c.seat_id = s.id
             where s.registration_id = $1 order by s.number, c.record"
        ),
        params![registration_id],
    )?
    .iter()
    .map(claim)
    .collect()
}

/// Keeps a number, in the place of an earlier one.
///
/// # Errors
/// Any database error.
pub fn keep_claim(conn: &mut Conn, course_id: &str, claim: &Claim, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_hours_claim (seat_id, record, course_id, sealed, masked, given_at, mark)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (seat_id, record) do update set sealed = excluded.sealed, masked = excluded.masked,
             given_at = excluded.given_at, mark = excluded.mark, purged_at = null"
        ),
        params![claim.seat_id, claim.record, course_id, claim.sealed, claim.masked, now, claim.mark],
    )?;
    Ok(())
}

/// Takes a number back.
///
/// # Errors
/// Any database error.
pub fn drop_claim(conn: &mut Conn, seat_id: &str, record: Record) -> DbResult<()> {
    conn.execute(
        sql!("delete from courses_hours_claim where seat_id = $1 and record = $2"),
        params![seat_id, record],
    )?;
    Ok(())
}

/// Numbers of courses that ended before a moment and are still kept.
///
/// # Errors
/// Any database error.
pub fn list_to_purge(conn: &mut Conn, before: Instant) -> DbResult<Vec<(String, Record, String)>> {
    conn.rows(
        sql!(
            "select h.seat_id, h.record, h.course_id from courses_hours_claim h
             join courses_course c on c.id = h.course_id
             where c.ends_at < $1 and h.sealed is not null order by h.course_id, h.seat_id limit 1000"
        ),
        params![before],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// The numbers of these registrations that are still kept.
///
/// # Errors
/// Any database error.
pub fn list_sealed_of(conn: &mut Conn, registration_ids: &[String]) -> DbResult<Vec<(String, Record)>> {
    conn.rows(
        sql!(
            "select h.seat_id, h.record from courses_hours_claim h join courses_seat s on s.id = h.seat_id
             where s.registration_id = any($1) and h.sealed is not null order by h.seat_id, h.record"
        ),
        params![*registration_ids],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Blanks a number; that it was given stays.
///
/// # Errors
/// Any database error.
pub fn purge(conn: &mut Conn, seat_id: &str, record: Record, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_hours_claim set sealed = null, masked = '', mark = '', purged_at = $3
             where seat_id = $1 and record = $2"
        ),
        params![seat_id, record, now],
    )?;
    Ok(())
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Id.
    pub id: String,
    /// Number within course and record, from 1; later ones hold corrections.
    pub number: i64,
    /// When.
    pub made_at: Instant,
    /// How many lines it has.
    pub lines: i64,
}

/// The reports of a course to a record, the first one first.
///
/// # Errors
/// Any database error.
pub fn list_reports(conn: &mut Conn, course_id: &str, record: Record) -> DbResult<Vec<Report>> {
    conn.rows(
        sql!(
            "select r.id, r.number, r.made_at,
                    (select count(*) from courses_hours_line l where l.report_id = r.id)
             from courses_hours_report r where r.course_id = $1 and r.record = $2 order by r.number"
        ),
        params![course_id, record],
    )?
    .iter()
    .map(|r| Ok(Report { id: r.get(0)?, number: r.get(1)?, made_at: r.get(2)?, lines: r.get(3)? }))
    .collect()
}

/// A line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The report.
    pub report_id: String,
    /// Who, with how many hours, under which number.
    pub entitled: Entitled,
    /// How it differed from what was reported before.
    pub change: Change,
    /// The number, sealed for this line; nothing once it was purged.
    pub sealed: Option<String>,
}

impl Line {
    /// The place its number is sealed for.
    pub fn place(&self) -> String {
        line_place(&self.report_id, &self.entitled.seat_id, self.change)
    }
}

fn line(r: &Row) -> DbResult<Line> {
    let entitled = Entitled {
        seat_id: r.get(1)?,
        name: r.get(2)?,
        hours: r.get(3)?,
        masked: r.get(6)?,
        mark: r.get(7)?,
    };
    Ok(Line { report_id: r.get(0)?, entitled, change: r.get(4)?, sealed: r.get(5)? })
}

/// Adds a report; says whether nobody else made one of the same number meanwhile.
///
/// # Errors
/// Any database error.
pub fn add_report(
    conn: &mut Conn,
    report: &Report,
    (course_id, record, by): (&str, Record, &str),
) -> DbResult<bool> {
    let done = conn.execute(
        sql!(
            "insert into courses_hours_report (id, course_id, record, number, made_at, made_by)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
        ),
        params![report.id, course_id, record, report.number, report.made_at, by],
    )?;
    Ok(done > 0)
}

/// Adds the lines of reports.
///
/// # Errors
/// Any database error.
pub fn add_lines(conn: &mut Conn, lines: &[Line]) -> DbResult<()> {
    let rows: Vec<Vec<_>> = lines
        .iter()
        .map(|line| {
            let e = &line.entitled;
            row![
                &line.report_id,
                &e.seat_id,
                &e.name,
                &e.hours,
                &line.change,
                &line.sealed,
                &e.masked,
                &e.mark
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_hours_line (report_id, seat_id, name, hours, change, sealed, masked, mark)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &rows,
    )?;
    Ok(())
}

/// The lines of a report.
///
/// # Errors
/// Any database error.
pub fn list_lines(conn: &mut Conn, report_id: &str) -> DbResult<Vec<Line>> {
    conn.rows(
        sql!(
            "select report_id, seat_id, name, hours, change, sealed, masked, mark from courses_hours_line
             where report_id = $1 order by name, seat_id, case when change = 'withdrawn' then 0 else 1 end"
        ),
        params![report_id],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Each seat as it was reported last.
///
/// # Errors
/// Any database error.
pub fn find_reported(conn: &mut Conn, course_id: &str, record: Record) -> DbResult<HashMap<String, Line>> {
    // In the order of the reports, so that the last one stays; what was withdrawn goes before what replaced it.
    conn.rows(
        sql!(
            "select l.report_id, l.seat_id, l.name, l.hours, l.change, l.sealed, l.masked, l.mark
             from courses_hours_report r join courses_hours_line l on l.report_id = r.id
             where r.course_id = $1 and r.record = $2
             order by r.number, l.seat_id, case when l.change = 'withdrawn' then 0 else 1 end"
        ),
        params![course_id, record],
    )?
    .iter()
    .map(|r| line(r).map(|line| (line.entitled.seat_id.clone(), line)))
    .collect()
}

/// Lines of courses that ended before a moment whose numbers are still kept.
///
/// # Errors
/// Any database error.
pub fn list_lines_to_purge(conn: &mut Conn, before: Instant) -> DbResult<Vec<Line>> {
    conn.rows(
        sql!(
            "select l.report_id, l.seat_id, l.name, l.hours, l.change, l.sealed, l.masked, l.mark
             from courses_hours_line l join courses_hours_report r on r.id = l.report_id
             join courses_course c on c.id = r.course_id
             where c.ends_at < $1 and l.sealed is not null order by l.report_id, l.seat_id, l.change limit 1000"
        ),
        params![before],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Lines about these registrations whose numbers are still kept.
///
/// # Errors
/// Any database error.
pub fn list_sealed_lines_of(conn: &mut Conn, registration_ids: &[String]) -> DbResult<Vec<Line>> {
    conn.rows(
        sql!(
            "select l.report_id, l.seat_id, l.name, l.hours, l.change, l.sealed, l.masked, l.mark
             from courses_hours_line l join courses_seat s on s.id = l.seat_id
             where s.registration_id = any($1) and l.sealed is not null
             order by l.report_id, l.seat_id, l.change"
        ),
        params![*registration_ids],
    )?
    .iter()
    .map(line)
    .collect()
}

/// Blanks the number of a line; that it was reported stays.
///
/// # Errors
/// Any database error.
pub fn purge_line(conn: &mut Conn, line: &Line) -> DbResult<()> {
    conn.execute(
        sql!(
            "update courses_hours_line set sealed = null, masked = '', mark = ''
             where report_id = $1 and seat_id = $2 and change = $3"
        ),
        params![line.report_id, line.entitled.seat_id, line.change],
    )?;
    Ok(())
}
