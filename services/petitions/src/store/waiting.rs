//! Whom a case waits for: days on which its clock stands still, and other agencies that were asked. What those are
//! asked and say is sealed in a confidential case.

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, sealed, sql};
use jiff::civil::Date;

use super::Act;
use super::papers::{keep, place_of, read};
use crate::model::{Case, Consultation};
use crate::rules::clock::{Awaited, Stop};

/// From when to when the clock of a case stood still.
///
/// # Errors
/// Any database error.
pub fn list_stops(conn: &mut Conn, case_id: &str) -> DbResult<Vec<Stop>> {
    conn.rows(
        sql!(
            "select from_on, to_on, awaited from petitions_stop where case_id = $1 order by from_on limit 100"
        ),
        params![case_id],
    )?
    .iter()
    .map(|r| Ok(Stop { from: r.get(0)?, to: r.get(1)?, awaited: r.get(2)? }))
    .collect()
}

/// Stops the clock; `about` is the consultation it waits for, empty for the petitioner.
///
/// # Errors
/// Any database error.
pub fn start_stop(conn: &mut Conn, case_id: &str, from: Date, awaited: Awaited, about: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_stop (case_id, from_on, awaited, about) values ($1, $2, $3, $4)
             on conflict (case_id, awaited, about, from_on) do update set to_on = null"
        ),
        params![case_id, from, awaited, about],
    )?;
    Ok(())
}

/// One is waited for no more after this day; says whether the clock stood still for it.
///
/// # Errors
/// Any database error.
pub fn end_stop(conn: &mut Conn, case_id: &str, to: Date, awaited: Awaited, about: &str) -> DbResult<bool> {
    let ended = conn.execute(
        sql!(
            "update petitions_stop set to_on = $2
             where case_id = $1 and awaited = $3 and about = $4 and to_on is null"
        ),
        params![case_id, to, awaited, about],
    )?;
    Ok(ended > 0)
}

/// Nobody is waited for any more after this day; says whether the clock stood still.
///
/// # Errors
/// Any database error.
pub fn end_stops(conn: &mut Conn, case_id: &str, to: Date) -> DbResult<bool> {
    let ended = conn.execute(
        sql!("update petitions_stop set to_on = $2 where case_id = $1 and to_on is null"),
        params![case_id, to],
    )?;
    Ok(ended > 0)
}

/// The clock of a case stood still when that of another did, whose limit it takes over.
///
/// # Errors
/// Any database error.
pub fn take_stops(conn: &mut Conn, from: &str, to: &str) -> DbResult<()> {
    conn.execute(sql!("delete from petitions_stop where case_id = $1 and to_on is not null"), params![to])?;
    conn.execute(
        sql!(
            "insert into petitions_stop (case_id, from_on, to_on, awaited, about)
             select cast($2 as text), from_on, to_on, awaited, about from petitions_stop where case_id = $1
             on conflict do nothing"
        ),
        params![from, to],
    )?;
    Ok(())
}

/// Where the texts of a consultation are sealed.
fn places(id: &str) -> [String; 3] {
    ["agency", "matter", "answer"].map(|field| place_of("petitions_consultation", id, field))
}

/// The texts as they are kept.
fn kept(conn: &mut Conn, act: &Act, case: &Case, of: &Consultation) -> DbResult<[String; 3]> {
    let [agency, matter, answer] = places(&of.id);
    let secret = case.confidential;
    Ok([
        keep(conn, act, secret, &agency, &of.agency)?,
        keep(conn, act, secret, &matter, &of.matter)?,
        keep(conn, act, secret, &answer, &of.answer)?,
    ])
}

/// Another agency was asked.
///
/// # Errors
/// Any database error.
pub fn add_consultation(conn: &mut Conn, act: &Act, case: &Case, new: &Consultation) -> DbResult<()> {
    let [agency, matter, answer] = kept(conn, act, case, new)?;
    conn.execute(
        sql!(
            "insert into petitions_consultation (id, case_id, agency, matter, answer, sealed, asked_on, asked_by,
             asked_at, answered_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')"
        ),
        params![
            new.id,
            case.id,
            agency,
            matter,
            answer,
            case.confidential,
            new.asked_on,
            new.asked_by,
            new.asked_at
        ],
    )?;
    Ok(())
}

/// It answered; says whether it had not before.
///
/// # Errors
/// Any database error.
pub fn answer_consultation(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    id: &str,
    on: Date,
    text: &str,
) -> DbResult<bool> {
    let [.., place] = places(id);
    let answer = keep(conn, act, case.confidential, &place, text)?;
    let touched = conn.execute(
        sql!(
            "update petitions_consultation set answer = $3, answered_on = $4, answered_by = $5, answered_at = $6
             where id = $1 and case_id = $2 and answered_on is null"
        ),
        params![id, case.id, answer, on, act.who(), act.now],
    )?;
    Ok(touched > 0)
}

/// The agencies that were asked about a case, the first first, at most 100.
///
/// # Errors
/// Any database error.
pub fn list_consultations(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<Vec<Consultation>> {
    let rows = conn.rows(
        sql!(
            "select id, agency, matter, answer, sealed, asked_on, asked_by, asked_at, answered_on, answered_by
             from petitions_consultation where case_id = $1 order by id limit 100"
        ),
        params![case_id],
    )?;
    let consultation = |r: &Row| {
        let id: String = r.get(0)?;
        let (secret, [agency, matter, answer]) = (r.get(4)?, places(&id));
        Ok(Consultation {
            agency: read(conn, act, secret, &agency, r.get(1)?)?,
            matter: read(conn, act, secret, &matter, r.get(2)?)?,
            answer: read(conn, act, secret, &answer, r.get(3)?)?,
            asked_on: r.get(5)?,
            asked_by: r.get(6)?,
            asked_at: r.get(7)?,
            answered_on: r.get(8)?,
            answered_by: r.get(9)?,
            id,
        })
    };
    rows.iter().map(consultation).collect()
}

/// The texts follow a case that became confidential, or is so no more.
///
/// # Errors
/// Any database error.
pub(super) fn change_texts(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    for own in list_consultations(conn, act, &case.id)? {
        if !case.confidential {
            for place in places(&own.id) {
                sealed::destroy(conn, &place)?;
            }
        }
        let [agency, matter, answer] = kept(conn, act, case, &own)?;
        conn.execute(
            sql!(
                "update petitions_consultation set agency = $2, matter = $3, answer = $4, sealed = $5
                 where id = $1"
            ),
            params![own.id, agency, matter, answer, case.confidential],
        )?;
    }
    Ok(())
}
