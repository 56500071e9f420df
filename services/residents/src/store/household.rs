//! Households, their adults and members.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult, Row};
use foundation::trail::Entry;
use foundation::{params, sql};

use super::Act;
use crate::model::{Adult, Member};

/// Kind of the matter in the trail, named as its table.
pub const HOUSEHOLD: &str = "residents_household";
/// Members of one household that are looked at.
const MEMBERS_MAX: i64 = 60;

/// The household a resident keeps.
///
/// # Errors
/// Any database error.
pub fn find_household(conn: &mut Conn, resident_id: &str) -> DbResult<Option<String>> {
    let row = conn.first(
        sql!("select household_id from residents_adult where resident_id = $1"),
        params![resident_id],
    )?;
    row.map(|r| r.get(0)).transpose()
}

/// The household a resident keeps, begun if there is none.
///
/// # Errors
/// Any database error.
pub fn found(conn: &mut Conn, act: &Act, resident_id: &str) -> DbResult<String> {
    if let Some(id) = find_household(conn, resident_id)? {
        return Ok(id);
    }
    let id = act.id().into_string();
    conn.execute(
        sql!("insert into residents_household (id, created_at) values ($1, $2)"),
        params![id, act.now],
    )?;
    let added = conn.execute(
        sql!(
            "insert into residents_adult (resident_id, household_id, joined_at) values ($1, $2, $3)
             on conflict do nothing"
        ),
        params![resident_id, id, act.now],
    )?;
    if added == 0 {
        // Another tab was quicker.
        conn.execute(sql!("delete from residents_household where id = $1"), params![id])?;
        return Ok(find_household(conn, resident_id)?.unwrap_or_default());
    }
    act.note(conn, Entry::new(HOUSEHOLD, &id, "founded"))?;
    Ok(id)
}

/// The adults of a household, in the order in which they came.
///
/// # Errors
/// Any database error.
pub fn list_adults(conn: &mut Conn, household_id: &str) -> DbResult<Vec<Adult>> {
    conn.rows(
        sql!(
            "select a.resident_id, r.email from residents_adult a join foundation_resident r on r.id = a.resident_id
             where a.household_id = $1 order by a.joined_at, a.resident_id limit 20"
        ),
        params![household_id],
    )?
    .iter()
    .map(|r| Ok(Adult { id: r.get(0)?, email: r.get(1)? }))
    .collect()
}

/// The members of a household, those who left it too, in the order in which they were entered.
///
/// # Errors
/// Any database error.
pub fn list_members(conn: &mut Conn, household_id: &str) -> DbResult<Vec<Member>> {
    let rows = conn.rows(
        sql!(
            "select id, name, birth_year, birth_on, sex, district, relation, grade, state, state_since,
                    notice_version
             from residents_member where household_id = $1 order by id limit $2"
        ),
        params![household_id, MEMBERS_MAX],
    )?;
    let kept_from = conn.rows(
        sql!(
            "select c.member_id, c.resident_id from residents_custody c
             join residents_member m on m.id = c.member_id where m.household_id = $1"
        ),
        params![household_id],
    )?;
    let mut by_member: HashMap<String, Vec<String>> = HashMap::new();
    for r in &kept_from {
        by_member.entry(r.get(0)?).or_default().push(r.get(1)?);
    }
    rows.iter().map(|r| member(r, &mut by_member)).collect()
}

fn member(r: &Row, kept_from: &mut HashMap<String, Vec<String>>) -> DbResult<Member> {
    let id: String = r.get(0)?;
    Ok(Member {
        not_offered_to: kept_from.remove(&id).unwrap_or_default(),
        id,
        name: r.get(1)?,
        birth_year: r.get(2)?,
        birth_on: r.get(3)?,
        sex: r.get(4)?,
        district: r.get(5)?,
        relation: r.get(6)?,
        grade: r.get(7)?,
        state: r.get(8)?,
        state_since: r.get(9)?,
        notice: r.get(10)?,
    })
}

/// One member of a household.
///
/// # Errors
/// Any database error.
pub fn find_member(conn: &mut Conn, household_id: &str, id: &str) -> DbResult<Option<Member>> {
    Ok(list_members(conn, household_id)?.into_iter().find(|m| m.id == id))
}

/// Locks a household until the end of the transaction, so that one at a time decides who is in it; says
/// whether it is there.
///
/// # Errors
/// Any database error.
pub fn lock(conn: &mut Conn, household_id: &str) -> DbResult<bool> {
    let found = conn
        .first(sql!("select id from residents_household where id = $1 for update"), params![household_id])?;
    Ok(found.is_some())
}

/// Adds a member; says no when the household is full, or gone.
///
/// # Errors
/// Any database error.
pub fn add_member(conn: &mut Conn, act: &Act, household_id: &str, member: &Member) -> DbResult<bool> {
    if !lock(conn, household_id)? {
        return Ok(false);
    }
    let row = conn.first(
        sql!("select count(*) from residents_member where household_id = $1"),
        params![household_id],
    )?;
    if row.map_or(Ok(0), |r| r.get::<i64>(0))? >= MEMBERS_MAX {
        return Ok(false);
    }
    conn.execute(
        sql!(
            "insert into residents_member (id, household_id, name, birth_year, birth_on, sex, district, relation,
             grade, state, state_since, created_at, changed_at, notice_version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)"
        ),
        params![
            member.id,
            household_id,
            member.name,
            member.birth_year,
            member.birth_on,
            member.sex,
            member.district,
            member.relation,
            member.grade,
            member.state,
            member.state_since,
            act.now,
            member.notice
        ],
    )?;
    set_custody(conn, act, member)?;
    act.note(conn, Entry::new(HOUSEHOLD, household_id, "member-added"))?;
    Ok(true)
}

/// Changes a member; the trail keeps that and how the state moved.
///
/// # Errors
/// Any database error.
pub fn change_member(
    conn: &mut Conn,
    act: &Act,
    household_id: &str,
    before: &Member,
    after: &Member,
) -> DbResult<()> {
    conn.execute(
        sql!(
            "update residents_member set name = $3, birth_year = $4, birth_on = $5, sex = $6, district = $7,
             relation = $8, grade = $9, state = $10, state_since = $11, changed_at = $12
             where id = $1 and household_id = $2"
        ),
        params![
            after.id,
            household_id,
            after.name,
            after.birth_year,
            after.birth_on,
            after.sex,
            after.district,
            after.relation,
            after.grade,
            after.state,
            after.state_since,
            act.now
        ],
    )?;
    set_custody(conn, act, after)?;
    let stands = |m: &Member| {
        serde_json::json!({ "member": m.id, "state": m.state.code(), "not_offered_to": m.not_offered_to })
            .to_string()
    };
    let entry = Entry {
        before: Some(stands(before)),
        after: Some(stands(after)),
        ..Entry::new(HOUSEHOLD, household_id, "member-changed")
    };
    act.note(conn, entry)
}

/// Takes a member out of the household: what was kept of it here is deleted.
///
/// # Errors
/// Any database error.
pub fn remove_member(conn: &mut Conn, act: &Act, household_id: &str, id: &str) -> DbResult<()> {
    conn.execute(sql!("delete from residents_custody where member_id = $1"), params![id])?;
    conn.execute(
        sql!("delete from residents_member where id = $1 and household_id = $2"),
        params![id, household_id],
    )?;
    act.note(conn, Entry::new(HOUSEHOLD, household_id, "member-removed"))
}

fn set_custody(conn: &mut Conn, act: &Act, member: &Member) -> DbResult<()> {
    conn.execute(sql!("delete from residents_custody where member_id = $1"), params![member.id])?;
    for adult in &member.not_offered_to {
        conn.execute(
            sql!(
                "insert into residents_custody (member_id, resident_id, set_at) values ($1, $2, $3)
                 on conflict do nothing"
            ),
            params![member.id, adult, act.now],
        )?;
    }
    Ok(())
}

/// Takes an adult out of the household; with the last one everything goes. Gives how many records of
/// personal data were erased.
///
/// # Errors
/// Any database error.
pub fn drop_adult(conn: &mut Conn, resident_id: &str) -> DbResult<i64> {
    let Some(household) = find_household(conn, resident_id)? else { return Ok(0) };
    conn.execute(
        sql!(
            "delete from residents_invitation where household_id = $2 and (accepted_by = $1 or invited_by = $1)"
        ),
        params![resident_id, household],
    )?;
    conn.execute(sql!("delete from residents_custody where resident_id = $1"), params![resident_id])?;
    leave(conn, resident_id, &household)
}

/// Takes an adult out of a household; with the last one everything in it goes, and with any whoever is shown
/// to none of the others: nobody could see, correct or erase that member (個人資料保護法第 11 條第 3 項).
///
/// # Errors
/// Any database error.
pub fn leave(conn: &mut Conn, resident_id: &str, household: &str) -> DbResult<i64> {
    // Of two adults who leave at once the second is the last.
    lock(conn, household)?;
    conn.execute(sql!("delete from residents_adult where resident_id = $1"), params![resident_id])?;
    if !list_adults(conn, household)?.is_empty() {
        return Ok(1 + remove_unseen(conn, household)?);
    }
    conn.execute(
        sql!(
            "delete from residents_custody where member_id in
             (select id from residents_member where household_id = $1)"
        ),
        params![household],
    )?;
    let members =
        conn.execute(sql!("delete from residents_member where household_id = $1"), params![household])?;
    conn.execute(sql!("delete from residents_invitation where household_id = $1"), params![household])?;
    conn.execute(sql!("delete from residents_household where id = $1"), params![household])?;
    Ok(1 + i64::try_from(members).unwrap_or(i64::MAX))
}

/// Deletes the members of a household that are shown to none of its adults; gives how many.
fn remove_unseen(conn: &mut Conn, household: &str) -> DbResult<i64> {
    let rows = conn.rows(
        sql!(
            "select m.id from residents_member m where m.household_id = $1 and not exists
             (select 1 from residents_adult a where a.household_id = m.household_id and not exists
              (select 1 from residents_custody c where c.member_id = m.id and c.resident_id = a.resident_id))"
        ),
        params![household],
    )?;
    let unseen: Vec<String> = rows.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
    conn.execute(sql!("delete from residents_custody where member_id = any($1)"), params![*unseen])?;
    let gone = conn.execute(sql!("delete from residents_member where id = any($1)"), params![*unseen])?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}
