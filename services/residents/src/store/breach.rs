//! Breaches of personal data and who was told of them.

use foundation::db::{Conn, DbResult, Row};
use foundation::mail::{self, NewMail};
pub use foundation::own_data::Concerned as NewPerson;
use foundation::rules::rule_on;
use foundation::trail::Entry;
use foundation::{params, sql};
use office::instant::Instant;

use super::Act;
use crate::breach::{Breach, ByHand, Event, Limits, Reached, State};

/// Kind of the matter in the trail and the outbox, named as its table.
pub const BREACH: &str = "residents_breach";
/// Most persons on the list of one breach.
pub const PERSONS_MAX: i64 = 20_000;

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

fn breach(r: &Row) -> DbResult<Breach> {
    let categories: String = r.get(8)?;
    Ok(Breach {
        id: r.get(0)?,
        number: r.get(1)?,
        state: r.get(2)?,
        happened_at: r.get(3)?,
        known_at: r.get(4)?,
        how_known: r.get(5)?,
        kind: r.get(6)?,
        matters: r.get(7)?,
        categories: categories.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
        records: r.get(9)?,
        persons: r.get(10)?,
        system_records: r.get(11)?,
        is_incident: r.get(12)?,
        facts: r.get(13)?,
        measures: r.get(14)?,
        limits: Limits {
            hours: r.get(15)?,
            records_min: r.get(16)?,
            system_records_min: r.get(17)?,
            incident_hours: r.get(18)?,
            rules: r.get(19)?,
        },
        authority_told_at: r.get(20)?,
        authority_way: r.get(21)?,
        authority_reference: r.get(22)?,
        incident_told_at: r.get(23)?,
        incident_reference: r.get(24)?,
        letter: r.get(25)?,
        letter_en: r.get(26)?,
        contact: r.get(27)?,
        written_by: r.get(28)?,
        approved_by: r.get(29)?,
        approved_at: r.get(30)?,
        announced_at: r.get(31)?,
        announced_why: r.get(32)?,
        closed_at: r.get(33)?,
        closed_why: r.get(34)?,
        reported_by: r.get(35)?,
    })
}

/// The limits that hold on the day of a report (X1).
///
/// # Errors
/// Any database error.
pub fn limits(conn: &mut Conn, act: &Act) -> DbResult<Limits> {
    let mut versions = Vec::new();
    let mut number = |key: &str| -> DbResult<i64> {
        let rule = rule_on(conn, key, act.now.date())?;
        versions.extend(rule.as_ref().map(|rule| rule.version().as_str().to_owned()));
        Ok(rule.and_then(|rule| rule.integer()).unwrap_or_default())
    };
    let (hours, records_min) = (number("privacy.breach_hours")?, number("privacy.breach_records")?);
    let (system_records_min, incident_hours) =
        (number("privacy.breach_system_records")?, number("privacy.incident_hours")?);
    Ok(Limits { hours, records_min, system_records_min, incident_hours, rules: versions.join("\n") })
}

/// Keeps a new breach under the next number of its year; its limits are those of today.
///
/// # Errors
/// Any database error.
pub fn add_breach(conn: &mut Conn, act: &Act, new: &Breach) -> DbResult<String> {
    conn.pass_alone(&["breaches are numbered".to_owned()])?;
    let (limits, year) = (limits(conn, act)?, new.known_at.date().year());
    let like = format!("{year}-%");
    let row =
        conn.first(sql!("select count(*) from residents_breach where number like $1"), params![like])?;
    let count: i64 = row.map_or(Ok(0), |r| r.get(0))?;
    let number = format!("{year}-{}", count + 1);
    conn.execute(
        sql!(
            "insert into residents_breach (id, number, state, happened_at, known_at, how_known, kind, matters,
             categories, records, persons, system_records, is_incident, facts, measures, hours, records_min,
             system_records_min, incident_hours, rules, letter, letter_en, contact, reported_by, created_at,
             changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                     '', '', '', $21, $22, $22)"
        ),
        params![
            new.id,
            number,
            State::Known,
            new.happened_at,
            new.known_at,
            new.how_known,
            new.kind,
            new.matters,
            new.categories.join(","),
            new.records,
            new.persons,
            new.system_records,
            new.is_incident,
            new.facts,
            new.measures,
            limits.hours,
            limits.records_min,
            limits.system_records_min,
            limits.incident_hours,
            limits.rules,
            act.who(),
            act.now
        ],
    )?;
    let after = Some(format!("{{\"state\":\"known\",\"number\":\"{number}\"}}"));
    act.note(conn, Entry { after, ..Entry::new(BREACH, &new.id, "reported") })?;
    Ok(number)
}

/// Every breach, in the order in which the centre came to know of them; they are few.
///
/// # Errors
/// Any database error.
pub fn list_breaches(conn: &mut Conn) -> DbResult<Vec<Breach>> {
    read(conn, "")
}

/// One breach.
///
/// # Errors
/// Any database error.
pub fn find_breach(conn: &mut Conn, id: &str) -> DbResult<Option<Breach>> {
    if id.is_empty() {
        return Ok(None);
    }
    Ok(read(conn, id)?.pop())
}

fn read(conn: &mut Conn, id: &str) -> DbResult<Vec<Breach>> {
    let rows = conn.rows(
        sql!(
            "select id, number, state, happened_at, known_at, how_known, kind, matters, categories, records, persons,
             system_records, is_incident, facts, measures, hours, records_min, system_records_min, incident_hours,
             rules, authority_told_at, authority_way, authority_reference, incident_told_at, incident_reference,
             letter, letter_en, contact, written_by, approved_by, approved_at, announced_at, announced_why, closed_at,
             closed_why, reported_by
             from residents_breach where $1 = '' or id = $1 order by known_at, id limit 1000"
        ),
        params![id],
    )?;
    rows.iter().map(breach).collect()
}

/// One breach, which nobody else changes until the transaction ends.
///
/// # Errors
/// Any database error.
pub fn lock_breach(conn: &mut Conn, id: &str) -> DbResult<Option<Breach>> {
    conn.pass_alone(&[format!("breach {id}")])?;
    find_breach(conn, id)
}

/// Writes what changed, with its row in the trail; the words of facts and letters stay out of it.
///
/// # Errors
/// Any database error.
pub fn change_breach(conn: &mut Conn, act: &Act, was: &Breach, is: &Breach, verb: &str) -> DbResult<()> {
    conn.execute(
        sql!(
            "update residents_breach set state = $2, happened_at = $3, kind = $4, matters = $5, categories = $6,
             records = $7, persons = $8, system_records = $9, is_incident = $10, facts = $11, measures = $12,
             authority_told_at = $13, authority_way = $14, authority_reference = $15, incident_told_at = $16,
             incident_reference = $17, letter = $18, letter_en = $19, contact = $20, written_by = $21,
             approved_by = $22, approved_at = $23, announced_at = $24, announced_why = $25, closed_at = $26,
             closed_why = $27, how_known = $28, changed_at = $29
             where id = $1"
        ),
        params![
            is.id,
            is.state,
            is.happened_at,
            is.kind,
            is.matters,
            is.categories.join(","),
            is.records,
            is.persons,
            is.system_records,
            is.is_incident,
            is.facts,
            is.measures,
            is.authority_told_at,
            is.authority_way,
            is.authority_reference,
            is.incident_told_at,
            is.incident_reference,
            is.letter,
            is.letter_en,
            is.contact,
            is.written_by,
            is.approved_by,
            is.approved_at,
            is.announced_at,
            is.announced_why,
            is.closed_at,
            is.closed_why,
            is.how_known,
            act.now
        ],
    )?;
    let stands = |b: &Breach| {
        let stands = serde_json::json!({
            "state": b.state.code(), "records": b.records, "persons": b.persons,
            "categories": b.categories.join(" "), "incident": b.is_incident,
            "authority_told_at": b.authority_told_at.map(|at| at.rfc3339()),
            "incident_told_at": b.incident_told_at.map(|at| at.rfc3339()),
        });
        Some(stands.to_string())
    };
    let reason = match verb {
        "closed" => is.closed_why.clone(),
        "announced" => is.announced_why.clone(),
        _ => None,
    };
    let entry = Entry { before: stands(was), after: stands(is), reason, ..Entry::new(BREACH, &is.id, verb) };
    act.note(conn, entry)
}

/// Moves a breach on to where those concerned count as told, when they are.
///
/// # Errors
/// Any database error.
pub fn settle_breach(conn: &mut Conn, act: &Act, id: &str) -> DbResult<()> {
    let Some(was) = lock_breach(conn, id)? else { return Ok(()) };
    let reached = count_reached(conn, id)?;
    match was.state.after(Event::Notify) {
        Ok(state) if was.is_notified(reached) => {
            change_breach(conn, act, &was, &Breach { state, ..was.clone() }, "notified")
        }
        _ => Ok(()),
    }
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

/// Puts people on the list; who is on it stays once. Says how many are new.
///
/// # Errors
/// Any database error.
pub fn add_persons(conn: &mut Conn, act: &Act, breach_id: &str, persons: &[NewPerson]) -> DbResult<i64> {
    let mut added = 0;
    for person in persons {
        // Who has no e-mail is told apart by name and telephone.
        let key = if person.email.is_empty() {
            format!("{} {}", person.name, person.phone)
        } else {
            person.email.to_lowercase()
        };
        let new = conn.execute(
            sql!(
                "insert into residents_breach_person (id, breach_id, unique_key, name, email, phone, language)
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"
            ),
            params![
                act.id().into_string(),
                breach_id,
                key,
                person.name,
                person.email,
                person.phone,
                person.language
            ],
        )?;
        added += i64::try_from(new).unwrap_or_default();
    }
    let after = Some(format!("{{\"persons_added\":{added}}}"));
    act.note(conn, Entry { after, ..Entry::new(BREACH, breach_id, "persons-added") })?;
    Ok(added)
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

/// Everybody the house has a sign-in of, so far as they are not on the list; one more than fit when there are too many.
///
/// # Errors
/// Any database error.
pub fn list_accounts(conn: &mut Conn) -> DbResult<Vec<NewPerson>> {
    let rows = conn
        .rows(sql!("select email from foundation_resident order by id limit $1"), params![PERSONS_MAX + 1])?;
    rows.iter()
        .map(|r| {
            Ok(NewPerson {
                name: String::new(),
                email: r.get(0)?,
                phone: String::new(),
                language: String::new(),
            })
        })
        .collect()
}

/// The list, those not told first, at most 500.
///
/// # Errors
/// Any database error.
pub fn list_persons(conn: &mut Conn, breach_id: &str) -> DbResult<Vec<Person>> {
    let rows = conn.rows(
        sql!(
            "select p.id, p.name, p.email, p.phone, p.written_at, m.state, p.told_at, p.told_way
             from residents_breach_person p
             left join foundation_mail m on m.unique_key = 'residents:breach:' || p.id
             where p.breach_id = $1
             order by case when p.told_at is not null or m.state = 'sent' then 1 else 0 end, p.id limit 500"
        ),
        params![breach_id],
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

/// Writes to everybody on the list who has an e-mail and was not written to: each once, whatever is pressed twice.
///
/// # Errors
/// Any database error.
pub fn write_letters(
    conn: &mut Conn,
    act: &Act,
    breach_id: &str,
    letter: impl Fn(&str) -> (String, String),
) -> DbResult<()> {
    let rows = conn.rows(
        sql!(
            "select id, email, language from residents_breach_person
             where breach_id = $1 and email <> '' and written_at is null and told_at is null order by id"
        ),
        params![breach_id],
    )?;
    for row in rows {
        let (id, to, language): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (subject, body) = letter(&language);
        let mail = NewMail {
            unique_key: Some(format!("residents:breach:{id}")),
            to,
            subject,
            body,
            calendar: None,
            matter: BREACH,
            matter_id: breach_id.to_owned(),
            section: String::new(),
        };
        mail::add(conn, &[act.id()], act.now, &[mail])?;
        conn.execute(
            sql!("update residents_breach_person set written_at = $2 where id = $1"),
            params![id, act.now],
        )?;
    }
    Ok(())
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

/// Deletes breaches that were closed before a moment, with their lists and letters.
///
/// # Errors
/// Any database error.
pub fn drop_breaches(conn: &mut Conn, before: Instant) -> DbResult<()> {
    let rows = conn.rows(
        sql!(
            "select id from residents_breach where state = 'closed' and closed_at < $1 order by id limit 100"
        ),
        params![before],
    )?;
    let ids: Vec<String> = rows.iter().map(|r| r.get(0)).collect::<DbResult<_>>()?;
    mail::drop_of(conn, BREACH, &ids)?;
    conn.execute(sql!("delete from residents_breach_person where breach_id = any($1)"), params![*ids])?;
    conn.execute(sql!("delete from residents_breach where id = any($1)"), params![*ids])?;
    Ok(())
}
