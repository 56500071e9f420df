//! The actions of plans.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use jiff::civil::{Date, date};

use super::{commas, uncommas};
use crate::model::{Leaf, Target, Text, order};

fn read(r: &Row) -> DbResult<Leaf> {
    let day = |column: usize, default: Date| Ok(r.get::<String>(column)?.parse().unwrap_or(default));
    Ok(Leaf {
        id: r.get(0)?,
        plan_id: r.get(1)?,
        line_id: r.get(2)?,
        text: Text {
            code: r.get(3)?,
            area: r.get(4)?,
            strategy: r.get(5)?,
            action: r.get(6)?,
            units: uncommas(&r.get::<String>(7)?),
            indicator: r.get(8)?,
            unit: r.get(9)?,
            gauge: r.get(10)?,
            counted_in: r.get(11)?,
            measure: r.get(12)?,
            also: uncommas(&r.get::<String>(13)?),
            starts_on: day(14, date(1912, 1, 1))?,
            ends_on: day(15, date(9999, 12, 31))?,
            legal_basis: r.get(16)?,
            targets: Vec::new(),
        },
        serves: r.get(17)?,
        owner_id: r.get(18)?,
        deputy_id: r.get(19)?,
        removed: r.get(20)?,
        written_by: r.get(21)?,
    })
}

fn with_targets(leaves: Vec<Leaf>, rows: &[Row]) -> DbResult<Vec<Leaf>> {
    let mut targets: HashMap<String, Vec<Target>> = HashMap::new();
    for r in rows {
        let year = i16::try_from(r.get::<i64>(1)?).unwrap_or(i16::MAX);
        let target = Target { year, target: r.get(2)?, milestone: r.get(3)? };
        targets.entry(r.get(0)?).or_default().push(target);
    }
    let fill = |mut leaf: Leaf| {
        leaf.text.targets = targets.remove(&leaf.id).unwrap_or_default();
        leaf
    };
    Ok(leaves.into_iter().map(fill).collect())
}

/// The actions of a plan, those taken out too.
///
/// # Errors
/// Any database error.
pub fn list(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<Leaf>> {
    let leaves = conn
        .rows(
            sql!(
                "select id, plan_id, line_id, code, area, strategy, action, units, indicator, unit, gauge,
                        counted_in, measure, also, starts_on, ends_on, legal_basis, serves, owner_id, deputy_id,
                        removed, written_by
                 from plan_leaf where plan_id = $1 order by id"
            ),
            params![plan_id],
        )?
        .iter()
        .map(read)
        .collect::<DbResult<Vec<_>>>()?;
    let targets = conn.rows(
        sql!(
            "select t.leaf_id, t.year, t.target, t.milestone
             from plan_target t join plan_leaf l on l.id = t.leaf_id where l.plan_id = $1
             order by t.leaf_id, t.year"
        ),
        params![plan_id],
    )?;
    with_targets(leaves, &targets)
}

/// One action.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, id: &str) -> DbResult<Option<Leaf>> {
    let leaf = conn
        .first(
            sql!(
                "select id, plan_id, line_id, code, area, strategy, action, units, indicator, unit, gauge,
                        counted_in, measure, also, starts_on, ends_on, legal_basis, serves, owner_id, deputy_id,
                        removed, written_by
                 from plan_leaf where id = $1"
            ),
            params![id],
        )?
        .as_ref()
        .map(read)
        .transpose()?;
    let Some(leaf) = leaf else { return Ok(None) };
    let targets = conn.rows(
        sql!("select leaf_id, year, target, milestone from plan_target where leaf_id = $1 order by year"),
        params![id],
    )?;
    Ok(with_targets(vec![leaf], &targets)?.pop())
}

/// Adds actions, or gives those that are there (by id) the words they have now.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, leaves: &[Leaf]) -> DbResult<()> {
    let lists: Vec<(String, String)> =
        leaves.iter().map(|l| (commas(&l.text.units), commas(&l.text.also))).collect();
    let rows: Vec<Vec<_>> = leaves
        .iter()
        .zip(&lists)
        .map(|(l, (units, also))| {
            let t = &l.text;
            row![
                &l.id,
                &l.plan_id,
                &l.line_id,
                &t.code,
                &t.area,
                &t.strategy,
                &t.action,
                units,
                &t.indicator,
                &t.unit,
                &t.gauge,
                &t.counted_in,
                &t.measure,
                also,
                &t.starts_on,
                &t.ends_on,
                &t.legal_basis,
                &l.serves,
                &l.owner_id,
                &l.deputy_id,
                &l.removed,
                &l.written_by
            ]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into plan_leaf
             (id, plan_id, line_id, code, area, strategy, action, units, indicator, unit, gauge, counted_in,
              measure, also, starts_on, ends_on, legal_basis, serves, owner_id, deputy_id, removed, written_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                     $22)
             on conflict (id) do update set code = excluded.code, area = excluded.area,
               strategy = excluded.strategy, action = excluded.action, units = excluded.units,
               indicator = excluded.indicator, unit = excluded.unit, gauge = excluded.gauge,
               counted_in = excluded.counted_in, measure = excluded.measure, also = excluded.also,
               starts_on = excluded.starts_on, ends_on = excluded.ends_on,
               legal_basis = excluded.legal_basis, serves = excluded.serves, owner_id = excluded.owner_id,
               deputy_id = excluded.deputy_id, removed = excluded.removed,
               written_by = excluded.written_by"
        ),
        &rows,
    )?;
    let ids: Vec<String> = leaves.iter().map(|l| l.id.clone()).collect();
    conn.execute(sql!("delete from plan_target where leaf_id = any($1)"), params![ids])?;
    let years: Vec<(&String, i64, &Target)> = leaves
        .iter()
        .flat_map(|l| l.text.targets.iter().map(move |t| (&l.id, i64::from(t.year), t)))
        .collect();
    let rows: Vec<Vec<_>> =
        years.iter().map(|(id, year, t)| row![*id, year, &t.target, &t.milestone]).collect();
    conn.insert_many(
        sql!("insert into plan_target (leaf_id, year, target, milestone) values ($1, $2, $3, $4)"),
        &rows,
    )?;
    Ok(())
}

/// Puts somebody in charge of actions, and somebody else in their place when they are away; who is not said stays.
///
/// # Errors
/// Any database error.
pub fn assign(conn: &mut Conn, ids: &[String], owner: Option<&str>, deputy: Option<&str>) -> DbResult<()> {
    conn.execute(
        sql!(
            "update plan_leaf set owner_id = coalesce($2, owner_id), deputy_id = coalesce($3, deputy_id)
             where id = any($1)"
        ),
        params![*ids, owner, deputy],
    )?;
    Ok(())
}

/// Puts somebody's name to all that others wrote in a plan since it was published last; says how many actions.
///
/// # Errors
/// Any database error.
pub fn take_over(conn: &mut Conn, plan_id: &str, by: &str) -> DbResult<u64> {
    conn.execute(
        sql!("update plan_leaf set written_by = $2 where plan_id = $1 and written_by <> $2"),
        params![plan_id, by],
    )
}

/// Forgets who wrote: what is published stands for itself.
///
/// # Errors
/// Any database error.
pub fn drop_authors(conn: &mut Conn, plan_id: &str) -> DbResult<()> {
    conn.execute(sql!("update plan_leaf set written_by = null where plan_id = $1"), params![plan_id])?;
    Ok(())
}

/// Who is in charge of the actions of a plan now: line, name, name of the stand-in; nobody whose account is
/// closed.
///
/// # Errors
/// Any database error.
pub fn list_windows(conn: &mut Conn, plan_id: &str) -> DbResult<HashMap<String, (String, String)>> {
    conn.rows(
        sql!(
            "select l.line_id, coalesce(o.name, ''), coalesce(d.name, '')
             from plan_leaf l left join foundation_staff o on o.id = l.owner_id and o.state = 'active'
             left join foundation_staff d on d.id = l.deputy_id and d.state = 'active'
             where l.plan_id = $1 order by l.id"
        ),
        params![plan_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))
    .collect()
}

/// The actions in a plan, in their order: line, and number with action.
///
/// # Errors
/// Any database error.
pub fn list_lines(conn: &mut Conn, plan_id: &str) -> DbResult<Vec<(String, String)>> {
    let mut leaves = list(conn, plan_id)?;
    leaves.retain(|l| !l.removed);
    leaves.sort_by_cached_key(|l| order(&l.text.code));
    Ok(leaves.into_iter().map(|l| (l.line_id, format!("{} {}", l.text.code, l.text.action))).collect())
}

/// The actions of longer plans that a year carries out: line, and number with action.
///
/// # Errors
/// Any database error.
pub fn list_longer(conn: &mut Conn, year: i16) -> DbResult<Vec<(String, String)>> {
    conn.rows(
        sql!(
            "select line_id, code, action from plan_leaf
             where removed = false and plan_id in
               (select id from plan_plan where years > 1 and year <= $1 and year + years > $1)
             order by plan_id, id limit 500"
        ),
        params![i64::from(year)],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, format!("{} {}", r.get::<String>(1)?, r.get::<String>(2)?))))
    .collect()
}
