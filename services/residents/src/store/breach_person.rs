//! Who is concerned by a breach, and what was written to them.

use std::collections::{BTreeMap, HashMap};

use foundation::db::{Conn, DbResult};
use foundation::mail::{self, NewMail};
pub use foundation::own_data::Concerned as NewPerson;
use foundation::trail::Entry;
use foundation::{params, row, sql};
use office::id::Id;
use office::instant::Instant;

use super::{Act, BREACH};
use crate::breach::{ByHand, Reached, keys};

/// Most persons that one form puts on a list, besides everybody with a sign-in. A list holds any number.
pub const PERSONS_MAX: usize = 20_000;
/// Persons and letters that one statement writes.
const CHUNK: usize = 500;

/// Somebody concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: String,
    /// Name, or empty.
    pub name: String,
    /// E-mail, or empty.
    pub email: String,
    /// Telephone, or empty.
    pub phone: String,
    /// When a letter was put into the outbox.
    pub written_at: Option<Instant>,
    /// What became of it; nothing when there is none, or it was forgotten after its years.
    pub letter: Option<String>,
    /// When this person was told by hand.
    pub told_at: Option<Instant>,
    /// How.
    pub told_way: Option<ByHand>,
}

/// How many are on the list, and how many of them were told.
///
/// # Errors
/// Any database error.
pub fn count_reached(conn: &mut Conn, id: &str) -> DbResult<Reached> {
    let row = conn.first(
        sql!(
            "select count(*), sum(case when p.told_at is not null
                 or (p.written_at is not null and coalesce(m.state, 'sent') = 'sent') then 1 else 0 end)
             from residents_breach_person p
             left join foundation_mail m on m.unique_key = 'residents:breach:' || p.id
             where p.breach_id = $1"
        ),
        params![id],
    )?;
    row.map_or(Ok(Reached::default()), |r| {
        Ok(Reached { all: r.get(0)?, told: r.get::<Option<i64>>(1)?.unwrap_or_default() })
    })
}

/// Puts people on the list, each under the key that tells them apart, and everybody with a sign-in where that is
/// asked; who is on it stays once.
///
/// # Errors
/// Any database error.
pub fn add_persons(
    conn: &mut Conn,
    act: &Act,
    breach_id: &str,
    persons: &[(String, NewPerson)],
    accounts: bool,
) -> DbResult<()> {
    let mut added = 0;
    for some in persons.chunks(CHUNK) {
        added += insert(conn, act, breach_id, some)?;
    }
    let mut after = accounts.then(String::new);
    while let Some(last) = after {
        let (ids, some): (Vec<String>, Vec<NewPerson>) = list_accounts(conn, &last)?.into_iter().unzip();
        let some: Vec<_> = keys(&some, &HashMap::new()).into_iter().zip(some).collect();
        added += insert(conn, act, breach_id, &some)?;
        after = ids.last().cloned();
    }
    let after = Some(format!("{{\"persons_added\":{added}}}"));
    act.note(conn, Entry { after, ..Entry::new(BREACH, breach_id, "persons-added") })
}

fn insert(conn: &mut Conn, act: &Act, breach_id: &str, some: &[(String, NewPerson)]) -> DbResult<u64> {
    let ids: Vec<Id> = some.iter().map(|_| act.id()).collect();
    let rows: Vec<_> = ids
        .iter()
        .zip(some)
        .map(|(id, (key, p))| row![id, breach_id, key, &p.name, &p.email, &p.phone, &p.language, &act.now])
        .collect();
    conn.insert_many(
        sql!(
            "insert into residents_breach_person (id, breach_id, unique_key, name, email, phone, language, added_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
        ),
        &rows,
    )
}

/// How many of each of these names are on the list without any contact.
///
/// # Errors
/// Any database error.
pub fn count_names(conn: &mut Conn, breach_id: &str, names: &[String]) -> DbResult<HashMap<String, i64>> {
    let rows = conn.rows(
        sql!(
            "select name, count(*) from residents_breach_person
             where breach_id = $1 and email = '' and phone = '' and name = any($2) group by name"
        ),
        params![breach_id, names],
    )?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Names that stand on the list more than once without any contact, at most ten.
///
/// # Errors
/// Any database error.
pub fn list_repeated_names(conn: &mut Conn, breach_id: &str) -> DbResult<Vec<String>> {
    let rows = conn.rows(
        sql!(
            "select name from residents_breach_person where breach_id = $1 and email = '' and phone = ''
             group by name having count(*) > 1 order by name limit 10"
        ),
        params![breach_id],
    )?;
    rows.iter().map(|r| r.get(0)).collect()
}

/// Where somebody is on the list of a breach: its number, when they were written to, when they were told by hand.
///
/// # Errors
/// Any database error.
pub fn list_of_email(conn: &mut Conn, email: &str) -> DbResult<Vec<Named>> {
    conn.rows(
        sql!(
            "select b.number, p.name, p.email, p.phone, p.written_at, p.told_at
             from residents_breach_person p join residents_breach b on b.id = p.breach_id
             where p.unique_key = $1 order by b.known_at, b.id"
        ),
        params![email.to_lowercase()],
    )?
    .iter()
    .map(|r| {
        Ok(Named {
            number: r.get(0)?,
            name: r.get(1)?,
            email: r.get(2)?,
            phone: r.get(3)?,
            told_at: r.get::<Option<Instant>>(5)?.or(r.get(4)?),
        })
    })
    .collect()
}

/// Somebody on the list of a breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The number of the breach.
    pub number: String,
    /// Name, or empty.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Telephone, or empty.
    pub phone: String,
    /// When a letter was written or somebody told them.
    pub told_at: Option<Instant>,
}

/// The next with a sign-in behind an id, each with their own.
fn list_accounts(conn: &mut Conn, after: &str) -> DbResult<Vec<(String, NewPerson)>> {
    let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    conn.rows(
        sql!("select id, email from foundation_resident where id > $1 order by id limit $2"),
        params![after, limit],
    )?
    .iter()
    .map(|r| {
        let person = NewPerson {
            name: String::new(),
            email: r.get(1)?,
            phone: String::new(),
            language: String::new(),
            which: String::new(),
        };
        Ok((r.get(0)?, person))
    })
    .collect()
}

/// The list, those not told first.
///
/// # Errors
/// Any database error.
pub fn list_persons(conn: &mut Conn, breach_id: &str, limit: i64, skip: i64) -> DbResult<Vec<Person>> {
    let rows = conn.rows(
        sql!(
            "select p.id, p.name, p.email, p.phone, p.written_at, m.state, p.told_at, p.told_way
             from residents_breach_person p
             left join foundation_mail m on m.unique_key = 'residents:breach:' || p.id
             where p.breach_id = $1
             order by case when p.told_at is not null
                 or (p.written_at is not null and coalesce(m.state, 'sent') = 'sent') then 1 else 0 end, p.id
             limit $2 offset $3"
        ),
        params![breach_id, limit, skip],
    )?;
    rows.iter()
        .map(|r| {
            Ok(Person {
                id: r.get(0)?,
                name: r.get(1)?,
                email: r.get(2)?,
                phone: r.get(3)?,
                written_at: r.get(4)?,
                letter: r.get(5)?,
                told_at: r.get(6)?,
                told_way: r.get(7)?,
            })
        })
        .collect()
}

/// Writes to the next of those on the list who have an e-mail and were not told: each once, however often it is done.
/// Says whether others are left. Each letter is due since it was approved and its receiver was on the list: where the
/// store was put back from a backup since, it may have gone out before.
///
/// # Errors
/// Any database error.
pub fn write_letters(
    conn: &mut Conn,
    act: &Act,
    (breach_id, approved_at): (&str, Instant),
    letter: impl Fn(&str) -> (String, String),
) -> DbResult<bool> {
    let rows = conn.rows(
        sql!(
            "select id, email, language, added_at from residents_breach_person
             where breach_id = $1 and email <> '' and written_at is null and told_at is null order by id limit $2"
        ),
        params![breach_id, i64::try_from(CHUNK).unwrap_or(i64::MAX)],
    )?;
    let mut written = Vec::new();
    let mut mails: BTreeMap<Instant, Vec<NewMail>> = BTreeMap::new();
    for row in rows {
        let (id, to, language): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let added_at: Option<Instant> = row.get(3)?;
        let (subject, body) = letter(&language);
        mails.entry(approved_at.max(added_at.unwrap_or(approved_at))).or_default().push(NewMail {
            unique_key: Some(format!("residents:breach:{id}")),
            to,
            subject,
            body,
            calendar: None,
            matter: BREACH,
            matter_id: breach_id.to_owned(),
            section: String::new(),
        });
        written.push(id);
    }
    for (due_at, mails) in &mails {
        let ids: Vec<Id> = mails.iter().map(|_| act.id()).collect();
        mail::add_due(conn, &ids, act.now, *due_at, mails)?;
    }
    let is_last = written.len() < CHUNK;
    conn.execute(
        sql!("update residents_breach_person set written_at = $2 where id = any($1)"),
        params![written, act.now],
    )?;
    Ok(!is_last)
}

/// Notes that somebody was told by hand; says whether there is such a person.
///
/// # Errors
/// Any database error.
pub fn tell_person(conn: &mut Conn, act: &Act, breach_id: &str, person: &str, way: ByHand) -> DbResult<bool> {
    let told = conn.execute(
        sql!(
            "update residents_breach_person set told_at = $3, told_way = $4, told_by = $5
             where id = $2 and breach_id = $1 and told_at is null"
        ),
        params![breach_id, person, act.now, way, act.who()],
    )?;
    if told > 0 {
        let after = Some(format!("{{\"person\":\"{person}\",\"way\":\"{}\"}}", way.code()));
        act.note(conn, Entry { after, ..Entry::new(BREACH, breach_id, "told-by-hand") })?;
    }
    Ok(told > 0)
}
