//! How the office is arranged: topics, heads of sections, absences, delegated authority, canned texts.

use foundation::db::{Conn, DbError, DbResult, Row};
use foundation::trail::Entry;
use foundation::{calendar, params, sql};
use office::calendar::OFFICE;

use super::Act;
use crate::model::{Topic, Writing};
use crate::rules::assign::Absence;
use crate::rules::authority::{Line, Task};

fn topic(r: &Row) -> DbResult<Topic> {
    Ok(Topic {
        code: r.get(0)?,
        name: r.get(1)?,
        name_en: r.get(2)?,
        section: r.get(3)?,
        handler: r.get(4)?,
        stand_in: r.get(5)?,
        position: r.get(6)?,
        closed: r.get(7)?,
        calendar: r.get(8)?,
    })
}

/// All topics in their order, the closed ones too, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_topics(conn: &mut Conn) -> DbResult<Vec<Topic>> {
    conn.rows(
        sql!(
            "select code, name, name_en, section, handler, stand_in, position, closed, calendar
             from petitions_topic order by position, code limit 200"
        ),
        &[],
    )?
    .iter()
    .map(topic)
    .collect()
}

/// One topic.
///
/// # Errors
/// Any database error.
pub fn find_topic(conn: &mut Conn, code: &str) -> DbResult<Option<Topic>> {
    Ok(list_topics(conn)?.into_iter().find(|topic| topic.code == code))
}

/// Keeps a topic, new or changed.
///
/// # Errors
/// Any database error.
pub fn change_topic(conn: &mut Conn, topic: &Topic) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_topic (code, name, name_en, section, handler, stand_in, position, closed,
             calendar) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (code) do update set name = excluded.name, name_en = excluded.name_en,
             section = excluded.section, handler = excluded.handler, stand_in = excluded.stand_in,
             position = excluded.position, closed = excluded.closed,
             calendar = excluded.calendar"
        ),
        params![
            topic.code,
            topic.name,
            topic.name_en,
            topic.section,
            topic.handler,
            topic.stand_in,
            topic.position,
            topic.closed,
            topic.calendar
        ],
    )?;
    Ok(())
}

/// The calendars that topics and cases name, each with whether a limit runs on it or may begin to.
///
/// # Errors
/// Any database error.
pub fn list_calendars(conn: &mut Conn) -> DbResult<Vec<(String, bool)>> {
    let topics =
        conn.rows(sql!("select calendar, not closed from petitions_topic where calendar <> ''"), &[])?;
    let mut named = topics.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect::<DbResult<Vec<_>>>()?;
    let [open, any] = [
        sql!(
            "select id from petitions_case where calendar = $1 and calendar <> 'office' and closed_at is null
             limit 1"
        ),
        sql!("select id from petitions_case where calendar = $1 and calendar <> 'office' limit 1"),
    ];
    for calendar in calendar::list_named(conn)?.into_iter().filter(|calendar| calendar.code != OFFICE) {
        let runs = conn.first(open, params![calendar.code])?.is_some();
        if runs || conn.first(any, params![calendar.code])?.is_some() {
            named.push((calendar.code, runs));
        }
    }
    Ok(named)
}

/// The head of a section and who stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Section.
    pub section: String,
    /// Staff id; empty when nobody is named.
    pub head: String,
    /// Staff id of who stands in.
    pub stand_in: String,
}

/// The heads of sections.
///
/// # Errors
/// Any database error.
pub fn list_heads(conn: &mut Conn) -> DbResult<Vec<Head>> {
    conn.rows(sql!("select section, head, stand_in from petitions_head order by section limit 50"), &[])?
        .iter()
        .map(|r| Ok(Head { section: r.get(0)?, head: r.get(1)?, stand_in: r.get(2)? }))
        .collect()
}

/// Names the head of a section.
///
/// # Errors
/// Any database error.
pub fn change_head(conn: &mut Conn, head: &Head) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_head (section, head, stand_in) values ($1, $2, $3)
             on conflict (section) do update set head = excluded.head, stand_in = excluded.stand_in"
        ),
        params![head.section, head.head, head.stand_in],
    )?;
    Ok(())
}

/// Absences that are not over on a day, at most 500.
///
/// # Errors
/// Any database error.
pub fn list_absences(conn: &mut Conn, on: jiff::civil::Date) -> DbResult<Vec<Absence>> {
    conn.rows(
        sql!(
            "select id, staff_id, from_on, to_on from petitions_absence where to_on >= $1
             order by from_on, id limit 500"
        ),
        params![on],
    )?
    .iter()
    .map(|r| Ok(Absence { id: r.get(0)?, staff_id: r.get(1)?, from: r.get(2)?, to: r.get(3)? }))
    .collect()
}

/// Adds an absence.
///
/// # Errors
/// Any database error.
pub fn add_absence(conn: &mut Conn, new: &Absence) -> DbResult<()> {
    conn.execute(
        sql!("insert into petitions_absence (id, staff_id, from_on, to_on) values ($1, $2, $3, $4)"),
        params![new.id, new.staff_id, new.from, new.to],
    )?;
    Ok(())
}

/// Takes an absence back.
///
/// # Errors
/// Any database error.
pub fn drop_absence(conn: &mut Conn, id: &str) -> DbResult<bool> {
    Ok(conn.execute(sql!("delete from petitions_absence where id = $1"), params![id])? > 0)
}

/// The table of delegated authority with all its versions.
///
/// # Errors
/// Any database error.
pub fn list_authority(conn: &mut Conn) -> DbResult<Vec<Line>> {
    conn.rows(
        sql!(
            "select task, level, effective_from, source from petitions_authority
             order by task, effective_from limit 500"
        ),
        &[],
    )?
    .iter()
    .map(|r| {
        let task = Task::from_code(&r.get::<String>(0)?);
        let task = task.ok_or_else(|| DbError::Shape { column: 0, detail: "not a task".into() })?;
        Ok(Line { task, level: r.get(1)?, from: r.get(2)?, source: r.get(3)? })
    })
    .collect()
}

/// Adds a version of a line; says whether there was none from that day on yet.
///
/// # Errors
/// Any database error.
pub fn add_authority(conn: &mut Conn, act: &Act, line: &Line) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into petitions_authority (task, effective_from, level, source, added_by, added_at)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
        ),
        params![line.task, line.from, line.level, line.source, act.who(), act.now],
    )?;
    Ok(added > 0)
}

/// A canned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub writing: Writing,
    /// Code of the topic it is for; empty for all.
    pub topic: String,
    /// Its language.
    pub language: String,
    /// The text.
    pub text: String,
}

/// Kind of the matter in the trail.
const TEXT: &str = "petitions_text";

fn text(r: &Row) -> DbResult<Text> {
    Ok(Text {
        id: r.get(0)?,
        title: r.get(1)?,
        topic: r.get(2)?,
        language: r.get(3)?,
        text: r.get(4)?,
        writing: r.get(5)?,
    })
}

/// Canned texts, by title, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_texts(conn: &mut Conn) -> DbResult<Vec<Text>> {
    conn.rows(
        sql!(
            "select id, title, topic, language, text, writing from petitions_text order by title, id limit 200"
        ),
        &[],
    )?
    .iter()
    .map(text)
    .collect()
}

/// One canned text.
///
/// # Errors
/// Any database error.
pub fn find_text(conn: &mut Conn, id: &str) -> DbResult<Option<Text>> {
    let row = conn.first(
        sql!("select id, title, topic, language, text, writing from petitions_text where id = $1"),
        params![id],
    )?;
    row.as_ref().map(text).transpose()
}

/// Adds a canned text.
///
/// # Errors
/// Any database error.
pub fn add_text(conn: &mut Conn, act: &Act, new: &Text) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into petitions_text (id, title, topic, language, text, changed_by, changed_at, writing)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        params![new.id, new.title, new.topic, new.language, new.text, act.who(), act.now, new.writing],
    )?;
    act.note(conn, Entry::new(TEXT, &new.id, "added"))
}

/// Changes a canned text.
///
/// # Errors
/// Any database error.
pub fn change_text(conn: &mut Conn, act: &Act, text: &Text) -> DbResult<bool> {
    let touched = conn.execute(
        sql!(
            "update petitions_text set title = $2, topic = $3, language = $4, text = $5, changed_by = $6,
             changed_at = $7, writing = $8 where id = $1"
        ),
        params![text.id, text.title, text.topic, text.language, text.text, act.who(), act.now, text.writing],
    )?;
    if touched > 0 {
        act.note(conn, Entry::new(TEXT, &text.id, "changed"))?;
    }
    Ok(touched > 0)
}

/// Takes a canned text away.
///
/// # Errors
/// Any database error.
pub fn drop_text(conn: &mut Conn, act: &Act, id: &str) -> DbResult<bool> {
    let gone = conn.execute(sql!("delete from petitions_text where id = $1"), params![id])? > 0;
    if gone {
        act.note(conn, Entry::new(TEXT, id, "dropped"))?;
    }
    Ok(gone)
}
