//! Messages that were taken: by what each is known again, and what is kept of those that opened no case.

use foundation::db::{Conn, DbResult};
use foundation::files::{self, Kept};
use foundation::sealed;
use foundation::{params, sql};
use office::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use super::{Act, nameless};
use crate::rules::mail::{Sender, Sort};

/// Kind of the matter of a file that came with a message set apart, named as its table.
const APART: &str = "petitions_mail";

/// Where what a message says is sealed.
fn place(id: &str) -> String {
    format!("petitions_mail/{id}/sealed")
}

/// Adds a message that is taken; says whether it was not taken before.
///
/// # Errors
/// Any database error.
pub fn add_mail(conn: &mut Conn, act: &Act, id: &str, fingerprint: &str, sort: Sort) -> DbResult<bool> {
    let added = conn.execute(
        sql!(
            "insert into petitions_mail (id, fingerprint, sort, taken_at) values ($1, $2, $3, $4)
             on conflict (fingerprint) do nothing"
        ),
        params![id, fingerprint, sort, act.now],
    )?;
    Ok(added > 0)
}

/// The id of the case a message came to; empty when it came to none, nothing when it was not taken.
///
/// # Errors
/// Any database error.
pub fn find_case_of_mail(conn: &mut Conn, fingerprint: &str) -> DbResult<Option<String>> {
    let row = conn.first(
        sql!("select coalesce(case_id, '') from petitions_mail where fingerprint = $1"),
        params![fingerprint],
    )?;
    row.map(|r| r.get(0)).transpose()
}

/// Keeps to which case a message came.
///
/// # Errors
/// Any database error.
pub fn change_case_of_mail(conn: &mut Conn, id: &str, case_id: &str) -> DbResult<()> {
    conn.execute(sql!("update petitions_mail set case_id = $2 where id = $1"), params![id, case_id])?;
    Ok(())
}

/// Keeps that a message was passed on as a report about the director.
///
/// # Errors
/// Any database error.
pub fn change_passed(conn: &mut Conn, id: &str) -> DbResult<()> {
    conn.execute(sql!("update petitions_mail set passed = true where id = $1"), params![id])?;
    Ok(())
}

/// Whether an earlier message, by what it is known by, was passed on as a report about the director.
///
/// # Errors
/// Any database error.
pub fn is_passed(conn: &mut Conn, fingerprint: &str) -> DbResult<bool> {
    let find = sql!("select id from petitions_mail where fingerprint = $1 and passed");
    Ok(conn.first(find, params![fingerprint])?.is_some())
}

/// The report about the director that one of our messages was about, with the key of the message, by the id it was sent
/// under.
///
/// # Errors
/// Any database error.
pub fn find_passed_of_letter(conn: &mut Conn, mail_id: &str) -> DbResult<Option<(String, String)>> {
    let row = conn.first(
        sql!(
            "select matter_id, coalesce(unique_key, '') from foundation_mail
             where id = $1 and matter = 'petitions_passed'"
        ),
        params![mail_id],
    )?;
    row.map(|r| Ok((r.get(0)?, r.get(1)?))).transpose()
}

/// The case that one of our messages was about, by the id the message was sent under.
///
/// # Errors
/// Any database error.
pub fn find_case_of_letter(conn: &mut Conn, mail_id: &str) -> DbResult<Option<String>> {
    let row = conn.first(
        sql!(
            "select c.id from foundation_mail m join petitions_case c on c.id = m.matter_id
             where m.id = $1 and m.matter = 'petitions_case' and m.unique_key like 'petitions:letter:%'"
        ),
        params![mail_id],
    )?;
    row.map(|r| r.get(0)).transpose()
}

/// What is kept of a message that opened no case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    /// Address of the sender.
    pub from: String,
    /// The name the sender goes by.
    pub name: String,
    /// Subject.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Whether it may report wrongdoing: then only the director reads it.
    pub is_secret: bool,
    /// How many of its files are not kept.
    pub files: usize,
    /// The names of those that are, by their ids.
    #[serde(default)]
    pub names: HashMap<String, String>,
    /// Whether it is known to be from who it says.
    #[serde(default)]
    pub sender: Sender,
}

/// A message that was set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetApart {
    /// Id.
    pub id: String,
    /// Why.
    pub sort: Sort,
    /// When it was taken.
    pub taken_at: Instant,
    /// What is kept of it.
    pub mail: Apart,
}

/// Sets a message apart, with its files, whose names are sealed like all it says.
///
/// # Errors
/// Any database error.
pub fn set_apart(conn: &mut Conn, act: &Act, id: &str, mail: &Apart, kept: &[Kept]) -> DbResult<()> {
    let text = serde_json::to_string(mail).unwrap_or_default();
    let (keys, chance) = (&act.centre.keys, &act.centre.chance);
    let text = sealed::seal(conn, keys, chance, &place(id), &text, act.now)?;
    conn.execute(sql!("update petitions_mail set sealed = $2 where id = $1"), params![id, text])?;
    for (file, number) in kept.iter().zip(1..) {
        let (matter, matter_id) = (APART.to_owned(), id.to_owned());
        files::add(conn, &Kept { matter, matter_id, name: nameless(&file.name, number), ..file.clone() })?;
    }
    Ok(())
}

/// Takes the files of a message that was set apart, with their names, for a case to have.
///
/// # Errors
/// Any database error.
pub fn take_files(conn: &mut Conn, found: &SetApart) -> DbResult<Vec<Kept>> {
    let named = |file: Kept| match found.mail.names.get(&file.id) {
        Some(name) => Kept { name: name.clone(), ..file },
        None => file,
    };
    Ok(files::take_of(conn, APART, &found.id)?.into_iter().map(named).collect())
}

/// Messages that were set apart, the newest first, at most 100 before an id.
///
/// # Errors
/// Any database error.
pub fn list_apart(conn: &mut Conn, act: &Act, before: &str) -> DbResult<Vec<SetApart>> {
    let rows = conn.rows(
        sql!(
            "select id, sort, taken_at, sealed from petitions_mail where sealed is not null
             and ($1 = '' or id < $1) order by id desc limit 100"
        ),
        params![before],
    )?;
    let mut found = Vec::new();
    for r in &rows {
        let id: String = r.get(0)?;
        let text = sealed::open(conn, &act.centre.keys, &place(&id), &r.get::<String>(3)?)?;
        let mail = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        found.push(SetApart { id, sort: r.get(1)?, taken_at: r.get(2)?, mail });
    }
    Ok(found)
}

/// Takes a message that was set apart, to be worked on; nothing when somebody else did.
///
/// # Errors
/// Any database error.
pub fn take_apart(conn: &mut Conn, act: &Act, id: &str) -> DbResult<Option<SetApart>> {
    let row = conn.first(
        sql!(
            "select sort, taken_at, sealed from petitions_mail where id = $1 and sealed is not null for update"
        ),
        params![id],
    )?;
    let Some(row) = row else { return Ok(None) };
    let text = sealed::open(conn, &act.centre.keys, &place(id), &row.get::<String>(2)?)?;
    let Some(mail) = text.and_then(|text| serde_json::from_str(&text).ok()) else { return Ok(None) };
    Ok(Some(SetApart { id: id.to_owned(), sort: row.get(0)?, taken_at: row.get(1)?, mail }))
}

/// Forgets what is kept of a message that was set apart, with the files that no case has.
///
/// # Errors
/// Any database error.
pub fn forget_apart(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    sealed::destroy(conn, &place(id))?;
    conn.execute(sql!("update petitions_mail set sealed = null where id = $1"), params![id])?;
    files::forget_of(conn, APART, id, act.now)
}

/// Messages that were set apart before a moment, at most 200.
///
/// # Errors
/// Any database error.
pub fn list_apart_before(conn: &mut Conn, before: Instant) -> DbResult<Vec<String>> {
    conn.rows(
        sql!(
            "select id from petitions_mail where sealed is not null and taken_at < $1 order by id limit 200"
        ),
        params![before],
    )?
    .iter()
    .map(|r| r.get(0))
    .collect()
}
