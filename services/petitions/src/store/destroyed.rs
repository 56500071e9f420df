//! Cases of approved lists are destroyed (D-11), each with all that belongs to it; what is counted of them stays.

use foundation::db::{Conn, DbResult, Sql};
use foundation::trail::Entry;
use foundation::{files, mail, params, sql};

use super::destruction::{change_list, drop_needed, lock_list};
use super::{Act, MATTER, case, search};
use crate::model::{Case, Destruction, Stage};

/// What of approved lists is not destroyed yet, at most 1,000: list and case.
///
/// # Errors
/// Any database error.
pub fn list_left(conn: &mut Conn) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select c.list_id, c.case_id
             from petitions_destruction d join petitions_destruction_case c on c.list_id = d.id
             where d.stage = 'approved' and c.destroyed_at is null order by c.list_id, c.case_id limit 1000"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}

/// Approved lists of which nothing is left, no byte of a file either.
///
/// # Errors
/// Any database error.
pub fn list_carried_out(conn: &mut Conn) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select d.id from petitions_destruction d where d.stage = 'approved'
             and not exists (select 1 from petitions_destruction_case c
                             where c.list_id = d.id and c.destroyed_at is null)
             and not exists (select 1 from foundation_forgetting f
                             join petitions_destruction_case c on c.case_id = f.matter_id where c.list_id = d.id)
             order by d.id limit 100"
        ),
        &[],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}

/// Destroys a case of an approved list with all that belongs to it, in one transaction; the bytes of its files are
/// forgotten by a job. Where somebody needs it meanwhile it leaves the list, and so it does where it is gone already.
///
/// # Errors
/// Any database error.
pub fn destroy(conn: &mut Conn, act: &Act, list_id: &str, case_id: &str) -> DbResult<()> {
    let Some(case) = case::find(conn, case_id)? else { return drop_case(conn, list_id, case_id) };
    lock_related(conn, &case)?;
    drop_needed(conn, list_id, case_id)?;
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
    search::drop_terms(conn, case_id)?;
    drop_keys(conn, case_id)?;
    files::forget_of(conn, MATTER, case_id, act.now)?;
    OF_CASE.iter().try_for_each(|statement| conn.execute(*statement, params![case_id]).map(|_| ()))?;
    let after = serde_json::json!({
        "number": case.number(), "kind": case.kind.code(), "list": list_id,
        "received_on": case.clock.received_on.to_string(),
    });
    act.note(conn, Entry { after: Some(after.to_string()), ..Entry::new(MATTER, case_id, "destroyed") })
}

/// Nobody holds a case, or what belongs together with it, between the look whether it is needed and its end.
fn lock_related(conn: &mut Conn, case: &Case) -> DbResult<()> {
    conn.rows(
        sql!(
            "select id from petitions_case where id = $1 or reference = $2
             or (merged_into = $3 and merged_into <> '') order by id for update"
        ),
        params![case.id, case.merged_into, case.reference],
    )?;
    Ok(())
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
    sql!("delete from petitions_archive where case_id = $1"),
    sql!("delete from petitions_case where id = $1"),
];

/// Keeps what is counted of a case, under an id that does not lead to it, not even by its time. What was discarded is
/// counted nowhere.
fn remember(conn: &mut Conn, act: &Act, case_id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_past (id, kind, nature, topic, district, channel, tone, state, received_on,
             extended, in_time, answered, days_taken, solved, satisfaction, handling)
             select cast($2 as text), c.kind, c.nature, c.topic, c.district, c.channel, c.tone,
             case when c.outcome = '' then c.state else c.outcome end, c.received_on, c.extensions > 0, c.in_time, c.replied_at is not null, c.days_taken, a.solved,
             a.satisfaction, a.handling
             from petitions_case c left join petitions_answer a on a.case_id = c.id
             where c.id = $1 and c.state <> 'discarded' and c.outcome <> 'discarded'"
        ),
        params![case_id, act.centre.chance.token()],
    )?;
    Ok(())
}

/// Destroys the keys of all that is sealed of a case; those of its files go with the files. A copy of the store made
/// before holds these keys too.
fn drop_keys(conn: &mut Conn, case_id: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "delete from foundation_record_key where place in (
             select 'petitions_case/' || id || '/told' from petitions_case where id = $1
             union all select 'petitions_record/' || case_id || '/place' from petitions_record where case_id = $1
             union all select 'petitions_record/' || case_id || '/objections' from petitions_record where case_id = $1
             union all select 'petitions_record/' || case_id || '/signature' from petitions_record where case_id = $1
             union all select 'petitions_note/' || id || '/text' from petitions_note where case_id = $1
             union all select 'petitions_proposal/' || id || '/text' from petitions_proposal where case_id = $1
             union all select 'petitions_proposal/' || id || '/remark' from petitions_proposal where case_id = $1
             union all select 'petitions_letter/' || id || '/text' from petitions_letter where case_id = $1
             union all select 'petitions_letter/' || id || '/proof' from petitions_letter where case_id = $1
             union all select 'petitions_consultation/' || id || '/agency' from petitions_consultation where case_id = $1
             union all select 'petitions_consultation/' || id || '/matter' from petitions_consultation where case_id = $1
             union all select 'petitions_consultation/' || id || '/answer' from petitions_consultation where case_id = $1)"
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
