//! Cases whose years are over (D-11): listed, held back, approved.

use foundation::db::{Conn, DbResult, Row};
use foundation::trail::Entry;
use foundation::{params, sql};
use jiff::civil::Date;
use office::instant::Instant;

use super::list::Scope;
use super::{Act, MATTER};
use crate::model::{Case, Destruction, Doomed, Kind, Opinion};
use crate::rules::keeping;
use crate::work::archive;

/// Kind of the matter in the trail.
const LIST: &str = "petitions_destruction";

/// Makes a list of the cases whose years are over on a day, without those that somebody needs still
/// ([`drop_needed`]). The years are those a case got in the archive, or the longer ones of this day. Gives its id; nothing where
/// no case is over.
///
/// # Errors
/// Any database error.
pub fn add_list(conn: &mut Conn, act: &Act, day: Date) -> DbResult<Option<String>> {
    let id = act.id().into_string();
    conn.execute(
        sql!(
            "insert into petitions_destruction (id, over_on, stage, made_by, made_at, agency, letter, recorded_by)
             values ($1, $2, 'listed', $3, $4, '', '', '')"
        ),
        params![id, day, act.who(), act.now],
    )?;
    let mut count = 0;
    for kind in Kind::ALL {
        if let Some(years) = archive::years_on(conn, *kind, day)? {
            count += add_cases(conn, &id, *kind, years, day)?;
        }
    }
    // Whoever leaves the list may take along what belongs together with it.
    while let gone @ 1.. = drop_needed(conn, &id, "")? {
        count = count.saturating_sub(gone);
    }
    if count == 0 {
        conn.execute(sql!("delete from petitions_destruction where id = $1"), params![id])?;
        return Ok(None);
    }
    let after = Some(serde_json::json!({ "over_on": day.to_string(), "cases": count }).to_string());
    act.note(conn, Entry { after, ..Entry::new(LIST, &id, "destruction_listed") })?;
    Ok(Some(id))
}

/// Adds what of the archive is over by the years it got there, and by those of today.
fn add_cases(conn: &mut Conn, list_id: &str, kind: Kind, years: i64, day: Date) -> DbResult<u64> {
    let Some(before) = Instant::start_of(keeping::ended_before(day, years)) else { return Ok(0) };
    conn.execute(
        sql!(
            "insert into petitions_destruction_case (case_id, list_id, reference, kind, topic, section, received_on,
             closed_at, years, files, file_number)
             select c.id, cast($1 as text), c.reference, c.kind, c.topic, c.section, c.received_on, a.ended_at,
             case when a.years > $2 then a.years else $2 end,
             (select count(*) from foundation_file f where f.matter = 'petitions_case' and f.matter_id = c.id),
             a.file_number
             from petitions_archive a join petitions_case c on c.id = a.case_id
             where a.years > 0 and a.kept_until < $5 and a.ended_at < $3 and c.kind = $4 and c.state = 'archived'
             on conflict (case_id) do nothing"
        ),
        params![list_id, years, before, kind, day],
    )
}

/// Takes off a list, wholly or for one case of it, what somebody needs still: what is held, what an open case leans on,
/// and what went on in a case, or in which one went on, that is held or not on the list too. Says how many there were.
pub(super) fn drop_needed(conn: &mut Conn, list_id: &str, case_id: &str) -> DbResult<u64> {
    conn.execute(
        sql!(
            "delete from petitions_destruction_case where list_id = $1 and destroyed_at is null
             and ($2 = '' or case_id = $2) and (
                exists (select 1 from petitions_hold h where h.case_id = petitions_destruction_case.case_id)
                or reference in (
                    select origin from petitions_case where closed_at is null and origin <> ''
                    union all select earlier from petitions_case where closed_at is null and earlier <> '')
                or exists (
                    select 1 from petitions_case m
                    where m.merged_into = petitions_destruction_case.reference and m.merged_into <> '' and (
                        not exists (select 1 from petitions_destruction_case o
                                    where o.case_id = m.id and o.list_id = $1)
                        or exists (select 1 from petitions_hold h where h.case_id = m.id)))
                or exists (
                    select 1 from petitions_case c join petitions_case l on l.reference = c.merged_into
                    where c.id = petitions_destruction_case.case_id and (
                        not exists (select 1 from petitions_destruction_case o
                                    where o.case_id = l.id and o.list_id = $1)
                        or exists (select 1 from petitions_hold h where h.case_id = l.id))))"
        ),
        params![list_id, case_id],
    )
}

fn destruction(r: &Row) -> DbResult<Destruction> {
    Ok(Destruction {
        id: r.get(0)?,
        over_on: r.get(1)?,
        stage: r.get(2)?,
        made_by: r.get(3)?,
        made_at: r.get(4)?,
        agency: r.get(5)?,
        letter: r.get(6)?,
        approved_on: r.get(7)?,
        recorded_by: r.get(8)?,
        ended_at: r.get(9)?,
    })
}

/// The newest 100 lists with the number of cases on them, the newest first.
///
/// # Errors
/// Any database error.
pub fn list_lists(conn: &mut Conn) -> DbResult<Vec<(Destruction, i64)>> {
    conn.rows(
        sql!(
            "select id, over_on, stage, made_by, made_at, agency, letter, approved_on, recorded_by, ended_at,
                    (select count(*) from petitions_destruction_case c where c.list_id = d.id)
             from petitions_destruction d order by id desc limit 100"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok((destruction(r)?, r.get(10)?)))
    .collect()
}

/// One list.
///
/// # Errors
/// Any database error.
pub fn find_list(conn: &mut Conn, id: &str) -> DbResult<Option<Destruction>> {
    let row = conn.first(
        sql!(
            "select id, over_on, stage, made_by, made_at, agency, letter, approved_on, recorded_by, ended_at
             from petitions_destruction where id = $1"
        ),
        params![id],
    )?;
    row.as_ref().map(destruction).transpose()
}

/// The same, to be changed: nobody else changes it before the end of the transaction.
///
/// # Errors
/// Any database error.
pub fn lock_list(conn: &mut Conn, id: &str) -> DbResult<Option<Destruction>> {
    conn.first(sql!("select id from petitions_destruction where id = $1 for update"), params![id])?;
    find_list(conn, id)
}

/// The cases of a list that this person may see, after the one with this id.
///
/// # Errors
/// Any database error.
pub fn list_cases(
    conn: &mut Conn,
    scope: &Scope,
    list_id: &str,
    after: &str,
    limit: i64,
) -> DbResult<Vec<Doomed>> {
    conn.rows(
        sql!(
            "select d.case_id, case when d.file_number = '' then d.reference else d.file_number end, d.kind, d.topic, d.section, d.received_on, d.closed_at, d.years, d.files,
                    d.destroyed_at, c.subject, coalesce(c.confidential, false)
             from petitions_destruction_case d left join petitions_case c on c.id = d.case_id
             where d.list_id = $1 and d.case_id > $2 and ($3 or d.section = $4) order by d.case_id limit $5"
        ),
        params![list_id, after, scope.all, scope.section, limit],
    )?
    .iter()
    .map(|r| {
        Ok(Doomed {
            case_id: r.get(0)?,
            file_number: r.get(1)?,
            kind: r.get(2)?,
            topic: r.get(3)?,
            section: r.get(4)?,
            received_on: r.get(5)?,
            closed_at: r.get(6)?,
            years: r.get(7)?,
            files: r.get(8)?,
            destroyed_at: r.get(9)?,
            subject: r.get(10)?,
            confidential: r.get(11)?,
        })
    })
    .collect()
}

/// How many cases of each section are on a list, and how many of them are destroyed.
///
/// # Errors
/// Any database error.
pub fn count_cases(conn: &mut Conn, list_id: &str) -> DbResult<Vec<(String, i64, i64)>> {
    conn.rows(
        sql!(
            "select section, count(*), count(destroyed_at) from petitions_destruction_case
             where list_id = $1 group by section order by section"
        ),
        params![list_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
    .collect()
}

/// What the units think.
///
/// # Errors
/// Any database error.
pub fn list_opinions(conn: &mut Conn, list_id: &str) -> DbResult<Vec<Opinion>> {
    conn.rows(
        sql!(
            "select section, agrees, text, said_by, said_at, in_stead from petitions_destruction_opinion
             where list_id = $1 order by section"
        ),
        params![list_id],
    )?
    .iter()
    .map(|r| {
        Ok(Opinion {
            section: r.get(0)?,
            agrees: r.get(1)?,
            text: r.get(2)?,
            said_by: r.get(3)?,
            said_at: r.get(4)?,
            in_stead: r.get(5)?,
        })
    })
    .collect()
}

/// Keeps what a unit thinks; a later opinion takes the place of an earlier one.
///
/// # Errors
/// Any database error.
pub fn change_opinion(conn: &mut Conn, act: &Act, list_id: &str, opinion: &Opinion) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_destruction_opinion (list_id, section, agrees, text, said_by, said_at, in_stead)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (list_id, section) do update set
             agrees = excluded.agrees, text = excluded.text, said_by = excluded.said_by,
             said_at = excluded.said_at, in_stead = excluded.in_stead"
        ),
        params![
            list_id,
            opinion.section,
            opinion.agrees,
            opinion.text,
            opinion.said_by,
            opinion.said_at,
            opinion.in_stead
        ],
    )?;
    let after = serde_json::json!({
        "section": opinion.section, "agrees": opinion.agrees, "in_stead": opinion.in_stead,
    });
    act.note(conn, Entry { after: Some(after.to_string()), ..Entry::new(LIST, list_id, "opinion_given") })
}

/// Keeps how a list stands, and notes it in the trail under this verb.
///
/// # Errors
/// Any database error.
pub fn change_list(conn: &mut Conn, act: &Act, list: &Destruction, verb: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "update petitions_destruction set stage = $2, agency = $3, letter = $4, approved_on = $5,
             recorded_by = $6, ended_at = $7 where id = $1"
        ),
        params![
            list.id,
            list.stage,
            list.agency,
            list.letter,
            list.approved_on,
            list.recorded_by,
            list.ended_at
        ],
    )?;
    let after = serde_json::json!({
        "stage": list.stage.code(), "agency": list.agency, "letter": list.letter,
        "approved_on": list.approved_on.map(|day| day.to_string()),
    });
    act.note(conn, Entry { after: Some(after.to_string()), ..Entry::new(LIST, &list.id, verb) })
}

/// Takes the cases off a list that is not to be carried out, so that a later one may name them.
///
/// # Errors
/// Any database error.
pub fn drop_cases(conn: &mut Conn, list_id: &str) -> DbResult<()> {
    conn.execute(
        sql!("delete from petitions_destruction_case where list_id = $1 and destroyed_at is null"),
        params![list_id],
    )?;
    Ok(())
}

/// A case is kept, whatever its years: it and what it went on in, or what went on in it, leave the list they are on.
///
/// # Errors
/// Any database error.
pub fn hold(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_hold (case_id, held_by, held_at) values ($1, $2, $3)
             on conflict (case_id) do nothing"
        ),
        params![case.id, act.who(), act.now],
    )?;
    conn.execute(
        sql!(
            "delete from petitions_destruction_case where destroyed_at is null and case_id in (
                select id from petitions_case where id = $1
                union all select id from petitions_case where merged_into = $2 and merged_into <> ''
                union all select id from petitions_case where reference = $3)"
        ),
        params![case.id, case.reference, case.merged_into],
    )?;
    act.note_of(conn, case, Entry::new(MATTER, &case.id, "held"))
}

/// A case is kept no longer than its years, if it was.
///
/// # Errors
/// Any database error.
pub fn release(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<()> {
    let gone = conn.execute(sql!("delete from petitions_hold where case_id = $1"), params![case_id])?;
    if gone == 0 {
        return Ok(());
    }
    act.note(conn, Entry::new(MATTER, case_id, "released"))
}

/// The list was taken out of the house as a file, with the subjects of these cases.
///
/// # Errors
/// Any database error.
pub fn note_taken(conn: &mut Conn, act: &Act, list_id: &str, section: &str, cases: usize) -> DbResult<()> {
    let after = serde_json::json!({ "section": section, "cases": cases }).to_string();
    act.note(conn, Entry { after: Some(after), ..Entry::new(LIST, list_id, "destruction_taken") })
}

/// The cases that are held, at most 200: id, number, by whom and since when.
///
/// # Errors
/// Any database error.
pub fn list_holds(conn: &mut Conn) -> DbResult<Vec<(String, String, String, Instant)>> {
    conn.rows(
        sql!(
            "select h.case_id, (select c.reference from petitions_case c where c.id = h.case_id), h.held_by, h.held_at
             from petitions_hold h order by h.held_at, h.case_id limit 200"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
    .collect()
}

/// Whether a case is held.
///
/// # Errors
/// Any database error.
pub fn is_held(conn: &mut Conn, case_id: &str) -> DbResult<bool> {
    let row = conn.first(sql!("select case_id from petitions_hold where case_id = $1"), params![case_id])?;
    Ok(row.is_some())
}
