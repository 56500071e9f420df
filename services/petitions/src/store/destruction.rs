//! Cases whose years are over (D-11): listed, held back, destroyed once that is approved. What is counted of them
//! stays.

use foundation::db::{Conn, DbResult, Row, Sql};
use foundation::trail::Entry;
use foundation::{mail, params, rules, sql};
use jiff::civil::Date;
use office::instant::Instant;
use office::rule_book::Rule;

use super::list::Scope;
use super::{Act, MATTER, case, forget_files, search};
use crate::model::{Case, Destruction, Doomed, Kind, Opinion, Stage};
use crate::rules::keeping;

/// The job that destroys what is approved; its payload is the id of the list.
pub const DESTROY: &str = "petitions.destroy";
/// Kind of the matter in the trail.
const LIST: &str = "petitions_destruction";

/// Makes a list of the cases whose years are over on a day, without those that somebody needs still: a case that
/// is held, and what went on in it or it went on in. Gives its id; nothing where no case is over.
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
    let (book, mut count) = (rules::load(conn)?, 0);
    for kind in Kind::ALL {
        for rule in book.rules().iter().filter(|rule| rule.key == keeping::rule(*kind)) {
            count += add_cases(conn, &id, *kind, rule, day)?;
        }
    }
    if count == 0 {
        conn.execute(sql!("delete from petitions_destruction where id = $1"), params![id])?;
        return Ok(None);
    }
    let after = Some(serde_json::json!({ "over_on": day.to_string(), "cases": count }).to_string());
    act.note(conn, Entry { after, ..Entry::new(LIST, &id, "destruction_listed") })?;
    Ok(Some(id))
}

/// Adds what was received under one version of the rule.
fn add_cases(conn: &mut Conn, list_id: &str, kind: Kind, rule: &Rule, day: Date) -> DbResult<u64> {
    let years = rule.integer().and_then(keeping::years);
    let before = years.and_then(|years| Instant::start_of(keeping::ended_before(day, years)));
    let (Some(years), Some(before)) = (years, before) else { return Ok(0) };
    conn.execute(
        sql!(
            "insert into petitions_destruction_case (case_id, list_id, reference, kind, topic, section, received_on,
             closed_at, years, files)
             select c.id, cast($1 as text), c.reference, c.kind, c.topic, c.section, c.received_on, c.closed_at,
             cast($2 as bigint), (select count(*) from foundation_file f
                                  where f.matter = 'petitions_case' and f.matter_id = c.id)
             from petitions_case c
             where c.closed_at < $3 and c.kind = $4 and c.received_on >= $5 and c.received_on <= $6
             and c.state in ('closed', 'archived', 'transferred', 'not_processed', 'withdrawn', 'merged', 'discarded')
             and not exists (select 1 from petitions_hold h where h.case_id = c.id)
             and not exists (
                select 1 from petitions_case l where l.reference = c.merged_into and (l.closed_at is null
                or l.closed_at >= $3 or exists (select 1 from petitions_hold h where h.case_id = l.id)))
             and not exists (
                select 1 from petitions_case m join petitions_hold h on h.case_id = m.id
                where m.merged_into = c.reference and m.merged_into <> '')
             on conflict (case_id) do nothing"
        ),
        params![
            list_id,
            years,
            before,
            kind,
            rule.effective_from,
            rule.effective_to.unwrap_or(Date::constant(9999, 12, 31))
        ],
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
            "select d.case_id, d.reference, d.kind, d.topic, d.section, d.received_on, d.closed_at, d.years, d.files,
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
            reference: r.get(1)?,
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
            "select section, agrees, text, said_by, said_at from petitions_destruction_opinion
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
            "insert into petitions_destruction_opinion (list_id, section, agrees, text, said_by, said_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (list_id, section) do update set
             agrees = excluded.agrees, text = excluded.text, said_by = excluded.said_by, said_at = excluded.said_at"
        ),
        params![list_id, opinion.section, opinion.agrees, opinion.text, opinion.said_by, opinion.said_at],
    )?;
    let after = serde_json::json!({ "section": opinion.section, "agrees": opinion.agrees });
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
             recorded_by = $6, recorded_at = case when recorded_at is null and $6 <> '' then $7 else recorded_at end,
             ended_at = $8 where id = $1"
        ),
        params![
            list.id,
            list.stage,
            list.agency,
            list.letter,
            list.approved_on,
            list.recorded_by,
            act.now,
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

/// A case is kept no longer than its years; says whether it was.
///
/// # Errors
/// Any database error.
pub fn release(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<bool> {
    let gone = conn.execute(sql!("delete from petitions_hold where case_id = $1"), params![case_id])?;
    if gone > 0 {
        act.note(conn, Entry::new(MATTER, case_id, "released"))?;
    }
    Ok(gone > 0)
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

/// Ids of cases of an approved list that are not destroyed yet, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_left(conn: &mut Conn, list_id: &str) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select c.case_id from petitions_destruction_case c join petitions_destruction d on d.id = c.list_id
             where c.list_id = $1 and c.destroyed_at is null and d.stage = 'approved' order by c.case_id limit 200"
        ),
        params![list_id],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Destroys a case of an approved list with all that belongs to it, in one transaction; the bytes of its files are
/// forgotten by a job. Nothing happens where it was held back meanwhile, or is gone already.
///
/// # Errors
/// Any database error.
pub fn destroy(conn: &mut Conn, act: &Act, list_id: &str, case_id: &str) -> DbResult<()> {
    let Some(case) = case::find(conn, case_id)? else { return drop_case(conn, list_id, case_id) };
    let marked = conn.execute(
        sql!(
            "update petitions_destruction_case set destroyed_at = $3
             where list_id = $1 and case_id = $2 and destroyed_at is null
             and exists (select 1 from petitions_destruction d where d.id = $1 and d.stage = 'approved')"
        ),
        params![list_id, case_id, act.now],
    )?;
    if marked == 0 {
        return Ok(());
    }
    remember(conn, act, case_id)?;
    mail::drop_of(conn, MATTER, &[case_id.to_owned()])?;
    search::drop_terms(conn, case_id, &case.told.subject)?;
    drop_keys(conn, case_id)?;
    forget_files(conn, act, MATTER, case_id)?;
    OF_CASE.iter().try_for_each(|statement| conn.execute(*statement, params![case_id]).map(|_| ()))?;
    let after = serde_json::json!({
        "number": case.number(), "kind": case.kind.code(), "list": list_id,
        "received_on": case.clock.received_on.to_string(),
    });
    act.note(conn, Entry { after: Some(after.to_string()), ..Entry::new(MATTER, case_id, "destroyed") })
}

/// Takes a case off a list that is not there.
fn drop_case(conn: &mut Conn, list_id: &str, case_id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "delete from petitions_destruction_case
             where list_id = $1 and case_id = $2 and destroyed_at is null"
        ),
        params![list_id, case_id],
    )?;
    Ok(())
}

/// What goes with a case, itself last. A message stays known by its fingerprint, so that it is not taken again.
const OF_CASE: &[Sql] = &[
    sql!("update petitions_mail set case_id = null, sealed = null where case_id = $1"),
    sql!("delete from petitions_stop where case_id = $1"),
    sql!("delete from petitions_record where case_id = $1"),
    sql!("delete from petitions_note where case_id = $1"),
    sql!("delete from petitions_proposal where case_id = $1"),
    sql!("delete from petitions_letter where case_id = $1"),
    sql!("delete from petitions_answer where case_id = $1"),
    sql!("delete from petitions_consultation where case_id = $1"),
    sql!("delete from petitions_check where case_id = $1"),
    sql!("delete from petitions_remedy where case_id = $1"),
    sql!("delete from petitions_excluded where case_id = $1"),
    sql!("delete from petitions_case where id = $1"),
];

/// Keeps what is counted of a case, under an id that does not lead to it.
fn remember(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_past (id, kind, nature, topic, district, channel, tone, state, received_on,
             extended, in_time, answered, days_taken, solved, satisfaction, handling)
             select cast($2 as text), c.kind, c.nature, c.topic, c.district, c.channel, c.tone, c.state,
             c.received_on, c.extensions > 0, c.in_time, c.replied_at is not null, c.days_taken, a.solved,
             a.satisfaction, a.handling
             from petitions_case c left join petitions_answer a on a.case_id = c.id where c.id = $1"
        ),
        params![case_id, act.id().as_str()],
    )?;
    Ok(())
}

/// Destroys the keys of all that is sealed of a case: what lies in a copy of the store opens no more.
fn drop_keys(conn: &mut Conn, case_id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "delete from foundation_record_key where place in (
             select 'petitions_case/' || id || '/told' from petitions_case where id = $1
             union all select 'petitions_record/' || case_id || '/place' from petitions_record where case_id = $1
             union all select 'petitions_record/' || case_id || '/objections' from petitions_record where case_id = $1
             union all select 'petitions_note/' || id || '/text' from petitions_note where case_id = $1
             union all select 'petitions_proposal/' || id || '/text' from petitions_proposal where case_id = $1
             union all select 'petitions_proposal/' || id || '/remark' from petitions_proposal where case_id = $1
             union all select 'petitions_letter/' || id || '/text' from petitions_letter where case_id = $1
             union all select 'petitions_letter/' || id || '/proof' from petitions_letter where case_id = $1
             union all select 'petitions_consultation/' || id || '/agency' from petitions_consultation where case_id = $1
             union all select 'petitions_consultation/' || id || '/matter' from petitions_consultation where case_id = $1
             union all select 'petitions_consultation/' || id || '/answer' from petitions_consultation where case_id = $1
             union all select 'foundation_file/' || id || '/bytes' from foundation_file
             where matter = 'petitions_case' and matter_id = $1)"
        ),
        params![case_id],
    )?;
    Ok(())
}

/// All cases of a list are destroyed, or were held back.
///
/// # Errors
/// Any database error.
pub fn end_list(conn: &mut Conn, act: &Act, list_id: &str) -> DbResult<()> {
    let Some(list) = lock_list(conn, list_id)?.filter(|list| list.stage == Stage::Approved) else {
        return Ok(());
    };
    let done = Destruction { stage: Stage::Destroyed, ended_at: Some(act.now), ..list };
    change_list(conn, act, &done, "destruction_ended")
}
