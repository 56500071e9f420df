//! Cases found by number and subject. A case that is confidential has no terms, so nothing sealed is searched.

use foundation::db::{Conn, DbResult};
use foundation::{params, row, sql};

use super::list::{self, Line, Scope};
use crate::model::Case;
use crate::rules::joint;

/// Terms of a query that are looked at to find the rarest.
const TERMS_WEIGHED: usize = 8;
/// Cases that have the two rarest terms, looked at together where there are more terms.
const CANDIDATES: usize = 200;

/// Keeps the terms of a case that is new, or of which something else was told before; none of a confidential one.
///
/// # Errors
/// Any database error.
pub(super) fn change_terms(conn: &mut Conn, case: &Case, before: &str) -> DbResult<()> {
    let subject = if case.confidential { "" } else { case.told.subject.as_str() };
    if subject == before {
        return Ok(());
    }
    drop_terms(conn, &case.id)?;
    add_terms(conn, &case.id, subject)?;
    conn.execute(sql!("update petitions_case set has_terms = true where id = $1"), params![case.id])?;
    Ok(())
}

fn add_terms(conn: &mut Conn, id: &str, subject: &str) -> DbResult<()> {
    let terms = office::terms::terms(subject);
    let rows: Vec<Vec<_>> = terms.iter().map(|term| row![term, id]).collect();
    if !rows.is_empty() {
        conn.insert_many(
            sql!("insert into petitions_term (term, case_id) values ($1, $2) on conflict do nothing"),
            &rows,
        )?;
    }
    Ok(())
}

/// Forgets the terms of a case, however its subject was taken apart then.
///
/// # Errors
/// Any database error.
pub(super) fn drop_terms(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(sql!("delete from petitions_term where case_id = $1"), params![id])?;
    Ok(())
}

/// Adds the terms of cases that have none yet, at most 500 of them; says how many there were.
///
/// # Errors
/// Any database error.
pub fn catch_up_terms(conn: &mut Conn) -> DbResult<usize> {
    let rows = conn.rows(
        sql!(
            "select id, subject, confidential from petitions_case where not has_terms order by id limit 500
             for update"
        ),
        &[],
    )?;
    let mut ids = Vec::new();
    for row in &rows {
        let (id, subject): (String, String) = (row.get(0)?, row.get(1)?);
        if !row.get::<bool>(2)? {
            add_terms(conn, &id, &subject)?;
        }
        ids.push(id);
    }
    conn.execute(sql!("update petitions_case set has_terms = true where id = any($1)"), params![ids])?;
    Ok(ids.len())
}

/// Cases whose number this is, or, where there is none, whose subject holds these words, the newest first; parts of
/// words will do.
///
/// # Errors
/// Any database error.
pub fn search(
    conn: &mut Conn,
    scope: &Scope,
    words: &str,
    reference: &str,
    limit: usize,
) -> DbResult<Vec<Line>> {
    let numbered = list::find_numbered(conn, scope, reference)?;
    let terms: Vec<String> = office::terms::query_terms(words).into_iter().collect();
    if !numbered.is_empty() || terms.is_empty() {
        return Ok(numbered);
    }
    let Some(rarest) = find_rarest(conn, &terms)? else { return Ok(Vec::new()) };
    let at_once = if terms.len() > 2 { CANDIDATES } else { limit };
    let (mut found, mut before) = (Vec::new(), "z".to_owned());
    while found.len() < limit {
        let some = list_candidates(conn, scope, &rarest, &before, at_once)?;
        let Some((last, _)) = some.last() else { break };
        before.clone_from(last);
        let is_last = some.len() < at_once;
        let is_found = |subject: &str| {
            let own = office::terms::terms(subject);
            terms.iter().all(|term| own.contains(term))
        };
        let some = some.into_iter().filter(|(_, subject)| terms.len() <= 2 || is_found(subject));
        found.extend(some.map(|(id, _)| id));
        if is_last {
            break;
        }
    }
    found.truncate(limit);
    list::list_lines(conn, &found)
}

/// The two terms that the fewest cases have, counted as far as it matters (a single one twice); nothing where one of
/// them is in no case.
fn find_rarest(conn: &mut Conn, terms: &[String]) -> DbResult<Option<[String; 2]>> {
    let mut counted = Vec::new();
    for term in terms.iter().take(TERMS_WEIGHED) {
        let row = conn.first(
            sql!("select count(*) from (select case_id from petitions_term where term = $1 limit 1000) few"),
            params![term],
        )?;
        let count: i64 = row.map_or(Ok(0), |r| r.get(0))?;
        if count == 0 {
            return Ok(None);
        }
        counted.push((count, term));
    }
    counted.sort_unstable();
    let rarest = counted.first().map(|(_, term)| (*term).clone());
    let next = counted.get(1).map(|(_, term)| (*term).clone());
    Ok(rarest.map(|rarest| [rarest.clone(), next.unwrap_or(rarest)]))
}

/// Ids and subjects of cases with two terms before the one with this id, the newest first.
fn list_candidates(
    conn: &mut Conn,
    scope: &Scope,
    [rarest, next]: &[String; 2],
    before: &str,
    limit: usize,
) -> DbResult<Vec<(String, String)>> {
    let along = joint::texts_with(&scope.section);
    conn.rows(
        sql!(
            "select c.id, c.subject from petitions_term t join petitions_case c on c.id = t.case_id
             where t.term = $3 and t.case_id < $4
             and exists (select 1 from petitions_term o where o.term = $6 and o.case_id = t.case_id)
             and c.state <> 'confirming' and not c.confidential and ($1 or c.section = $2 or c.joint = any($7))
             order by t.case_id desc limit $5"
        ),
        params![scope.all, scope.section, rarest, before, i64::try_from(limit).unwrap_or(i64::MAX), next, *along],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
