//! Templates of checklists, the checklists of cases, and the ways of law petitioners were told of.

use foundation::db::{Conn, DbResult, Row};
use foundation::trail::Entry;
use foundation::{params, sql};
use office::instant::Instant;

use super::Act;
use crate::model::{Case, Check, Item, Nature, Remedy, Template};

/// Kind of the matter in the trail.
const TEMPLATE: &str = "petitions_template";

/// All templates with their items, by title, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_templates(conn: &mut Conn) -> DbResult<Vec<Template>> {
    let rows = conn.rows(
        sql!(
            "select id, title, purpose, topic, nature, closed from petitions_template
             order by closed, title, id limit 200"
        ),
        &[],
    )?;
    let items = conn.rows(
        sql!(
            "select template_id, text, required from petitions_template_item order by template_id, position"
        ),
        &[],
    )?;
    let items = items
        .iter()
        .map(|r| Ok((r.get::<String>(0)?, Item { text: r.get(1)?, required: r.get(2)? })))
        .collect::<DbResult<Vec<_>>>()?;
    let template = |r: &Row| {
        let id: String = r.get(0)?;
        let own = items.iter().filter(|(of, _)| *of == id).map(|(_, item)| item.clone()).collect();
        Ok(Template {
            items: own,
            title: r.get(1)?,
            purpose: r.get(2)?,
            topic: r.get(3)?,
            nature: Nature::from_code(&r.get::<String>(4)?),
            closed: r.get(5)?,
            id,
        })
    };
    rows.iter().map(template).collect()
}

/// Keeps a template, new or changed; checklists that are in cases stay as they are.
///
/// # Errors
/// Any database error.
pub fn change_template(conn: &mut Conn, act: &Act, template: &Template) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_template (id, title, purpose, topic, nature, closed, changed_by, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update set title = excluded.title, purpose = excluded.purpose,
             topic = excluded.topic, nature = excluded.nature, closed = excluded.closed,
             changed_by = excluded.changed_by, changed_at = excluded.changed_at"
        ),
        params![
            template.id,
            template.title,
            template.purpose,
            template.topic,
            template.nature.map_or("", Nature::code),
            template.closed,
            act.who(),
            act.now
        ],
    )?;
    conn.execute(sql!("delete from petitions_template_item where template_id = $1"), params![template.id])?;
    for (position, item) in (1_i64..).zip(&template.items) {
        conn.execute(
            sql!(
                "insert into petitions_template_item (template_id, position, text, required)
                 values ($1, $2, $3, $4)"
            ),
            params![template.id, position, item.text, item.required],
        )?;
    }
    act.note(conn, Entry::new(TEMPLATE, &template.id, "changed"))
}

/// A case gets the checklist of a template, unless it has it.
///
/// # Errors
/// Any database error.
pub fn add_checks(conn: &mut Conn, act: &Act, case: &Case, template: &Template) -> DbResult<()> {
    let there = sql!("select 1 from petitions_check where case_id = $1 and template_id = $2 limit 1");
    if conn.first(there, params![case.id, template.id])?.is_some() {
        return Ok(());
    }
    for (position, item) in (1_i64..).zip(&template.items) {
        conn.execute(
            sql!(
                "insert into petitions_check (id, case_id, template_id, title, position, text, required, ticked_by)
                 values ($1, $2, $3, $4, $5, $6, $7, '') on conflict do nothing"
            ),
            params![
                act.id().as_str(),
                case.id,
                template.id,
                template.title,
                position,
                item.text,
                item.required
            ],
        )?;
    }
    Ok(())
}

/// What is to be done in a case, in order, at most 500.
///
/// # Errors
/// Any database error.
pub fn list_checks(conn: &mut Conn, case_id: &str) -> DbResult<Vec<Check>> {
    conn.rows(
        sql!(
            "select id, template_id, title, text, required, ticked_by, ticked_at from petitions_check
             where case_id = $1 order by title, template_id, position limit 500"
        ),
        params![case_id],
    )?
    .iter()
    .map(|r| {
        Ok(Check {
            id: r.get(0)?,
            template_id: r.get(1)?,
            title: r.get(2)?,
            text: r.get(3)?,
            required: r.get(4)?,
            ticked_by: r.get(5)?,
            ticked_at: r.get(6)?,
        })
    })
    .collect()
}

/// Something was done, or was not after all; says whether that is new.
///
/// # Errors
/// Any database error.
pub fn tick(conn: &mut Conn, act: &Act, case_id: &str, id: &str, done: bool) -> DbResult<bool> {
    let (by, at): (&str, Option<Instant>) = if done { (act.who(), Some(act.now)) } else { ("", None) };
    let touched = conn.execute(
        sql!(
            "update petitions_check set ticked_by = $3, ticked_at = $4
             where id = $1 and case_id = $2 and (ticked_at is null) = $5"
        ),
        params![id, case_id, by, at, done],
    )?;
    Ok(touched > 0)
}

/// Takes the checklist of a template out of a case, where nothing of it was done.
///
/// # Errors
/// Any database error.
pub fn drop_checks(conn: &mut Conn, case_id: &str, template_id: &str) -> DbResult<bool> {
    let gone = conn.execute(
        sql!(
            "delete from petitions_check where case_id = $1 and template_id = $2 and not exists
             (select 1 from petitions_check done where done.case_id = $1 and done.template_id = $2
              and done.ticked_at is not null)"
        ),
        params![case_id, template_id],
    )?;
    Ok(gone > 0)
}

/// The petitioner was told of another way of law.
///
/// # Errors
/// Any database error.
pub fn add_remedy(conn: &mut Conn, act: &Act, case_id: &str, kind: Remedy) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into petitions_remedy (case_id, kind, told_by, told_at) values ($1, $2, $3, $4)
             on conflict do nothing"
        ),
        params![case_id, kind, act.who(), act.now],
    )?;
    Ok(added > 0)
}

/// The ways of law the petitioner was told of, and when.
///
/// # Errors
/// Any database error.
pub fn list_remedies(conn: &mut Conn, case_id: &str) -> DbResult<Vec<(Remedy, Instant)>> {
    conn.rows(
        sql!("select kind, told_at from petitions_remedy where case_id = $1 order by told_at, kind"),
        params![case_id],
    )?
    .iter()
    .map(|r| Ok((r.get(0)?, r.get(1)?)))
    .collect()
}
