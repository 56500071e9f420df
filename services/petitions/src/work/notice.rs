//! Notices among colleagues about a case: the number leads there, nothing of what was told is in them.

use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::mail::{self, NewMail};
use foundation::staff::{self, Colleague, Role};

use crate::model::Case;
use crate::rights::DIRECTION;
use crate::rules::assign;
use crate::rules::authority::DIRECTOR;
use crate::store::{self, Act, MATTER};

/// Another section is to work on a case too: its head is told, or who stands in, or all of it where nobody is named.
///
/// # Errors
/// Any database error.
pub fn joint(conn: &mut Conn, act: &Act, case: &Case, section: &str) -> DbResult<()> {
    let head = head_of(conn, act, section)?;
    let told = |person: &Colleague| match &head {
        Some(id) => person.id == *id,
        None => person.section == section,
    };
    let people: Vec<Colleague> = staff::list_active(conn)?.into_iter().filter(told).collect();
    tell(conn, act, case, (&people, section), "joint", None)
}

/// A secret case has nobody yet: the director says who works on it.
///
/// # Errors
/// Any database error.
pub fn to_assign(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let people = directors(conn, act)?;
    tell(conn, act, case, (&people, DIRECTION), "to-assign", None)
}

/// Somebody has a case now, or their section where it has no handler; not who gave it to themselves.
///
/// # Errors
/// Any database error.
pub fn assigned(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let mut people = in_charge(conn, act, case)?;
    people.retain(|person| person.id != act.who());
    tell(conn, act, case, (&people, &case.section), "assigned", None)
}

/// Something waits for a decision at this level: the head of the section or the director is told, or who stands in
/// while they are away or have drafted it.
///
/// # Errors
/// Any database error.
pub fn to_decide(conn: &mut Conn, act: &Act, case: &Case, level: i64) -> DbResult<()> {
    let head = if level == DIRECTOR { None } else { other_head(conn, act, &case.section)? };
    let mut people: Vec<Colleague> = match head {
        Some(id) => staff::find_active(conn, &id)?.into_iter().collect(),
        None => directors(conn, act)?,
    };
    people.retain(|person| person.id != act.who());
    if people.is_empty()
        && let Some(id) = other_head(conn, act, DIRECTION)?
    {
        people.extend(staff::find_active(conn, &id)?);
    }
    let excluded =
        store::list_excluded(conn, std::slice::from_ref(&case.id))?.remove(&case.id).unwrap_or_default();
    people.retain(|person| !excluded.contains(&person.id));
    tell(conn, act, case, (&people, &case.section), "to-decide", None)
}

/// What somebody drafted was decided by another one.
///
/// # Errors
/// Any database error.
pub fn decided(conn: &mut Conn, act: &Act, case: &Case, drafter: &str) -> DbResult<()> {
    let mut people: Vec<Colleague> = staff::find_active(conn, drafter)?.into_iter().collect();
    people.retain(|person| person.id != act.who());
    tell(conn, act, case, (&people, &case.section), "decided", None)
}

/// A letter did not arrive: whoever works on the case is told, or the head of the section.
///
/// # Errors
/// Any database error.
pub fn bounced(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let people = in_charge(conn, act, case)?;
    tell(conn, act, case, (&people, &case.section), "bounced", None)
}

/// The petitioner added something: whoever works on the case is told, once an hour at most.
///
/// # Errors
/// Any database error.
pub fn added(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let people = in_charge(conn, act, case)?;
    let hour: String = act.now.rfc3339().chars().take(13).collect();
    let key = format!("petitions:added:{}:{hour}", case.id);
    tell(conn, act, case, (&people, &case.section), "added", Some(&key))
}

/// The petitioner took it back: whoever works on the case is told, so that nobody goes on.
///
/// # Errors
/// Any database error.
pub fn withdrawn(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let people = in_charge(conn, act, case)?;
    tell(conn, act, case, (&people, &case.section), "taken-back", None)
}

/// Who works on a case: its handler, or the head of its section; nobody whose account is closed.
fn in_charge(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<Vec<Colleague>> {
    if case.confidential && case.handler.is_empty() {
        return directors(conn, act);
    }
    let handler = Some(case.handler.clone()).filter(|id| !id.is_empty());
    let Some(id) = handler.map_or_else(|| head_of(conn, act, &case.section), |id| Ok(Some(id)))? else {
        return Ok(Vec::new());
    };
    Ok(staff::find_active(conn, &id)?.into_iter().collect())
}

/// The directors who are at work, or who stands in for them; those who are away rather than nobody.
fn directors(conn: &mut Conn, act: &Act) -> DbResult<Vec<Colleague>> {
    let (today, people) = (act.now.date(), staff::list_active(conn)?);
    let absences = store::list_absences(conn, today)?;
    let directors = || people.iter().filter(|person| person.roles.contains(&Role::Director));
    let there: Vec<Colleague> =
        directors().filter(|one| assign::is_there(&absences, &one.id, today)).cloned().collect();
    if !there.is_empty() {
        return Ok(there);
    }
    let stand_in = head_of(conn, act, DIRECTION)?;
    let stand_in = people.iter().find(|person| Some(&person.id) == stand_in.as_ref());
    Ok(stand_in.map_or_else(|| directors().cloned().collect(), |person| vec![person.clone()]))
}

/// The head of a section, or who stands in today.
fn head_of(conn: &mut Conn, act: &Act, section: &str) -> DbResult<Option<String>> {
    let today = act.now.date();
    let (heads, absences) = (store::list_heads(conn)?, store::list_absences(conn, today)?);
    let head = heads.iter().find(|head| head.section == section);
    let there = head.and_then(|h| assign::first_there(&absences, [h.head.as_str(), &h.stand_in], today));
    Ok(there.map(str::to_owned))
}

/// The same, but for whoever acts: nobody decides about an own draft.
fn other_head(conn: &mut Conn, act: &Act, section: &str) -> DbResult<Option<String>> {
    let today = act.now.date();
    let (heads, absences) = (store::list_heads(conn)?, store::list_absences(conn, today)?);
    let head = heads.iter().find(|head| head.section == section);
    let people = head.into_iter().flat_map(|h| [h.head.as_str(), &h.stand_in]).filter(|id| *id != act.who());
    Ok(assign::first_there(&absences, people, today).map(str::to_owned))
}

/// Tells these people, and the section, with the words of `what`; once for a key.
fn tell(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    (people, section): (&[Colleague], &str),
    what: &str,
    unique_key: Option<&str>,
) -> DbResult<()> {
    let words = act.centre.words(Lang::BASE);
    let link = format!("{}/office/petitions/{}", act.centre.base_url, case.id);
    let args =
        [("number", case.number().into()), ("due", words.date(case.due_on).into()), ("link", link.into())];
    let letter = |person: &Colleague| NewMail {
        unique_key: unique_key.map(str::to_owned),
        to: person.email.clone(),
        subject: words.say_with(&format!("petitions-{what}-subject"), &args),
        body: words.say_with(&format!("petitions-{what}-text"), &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: section.to_owned(),
    };
    let mails: Vec<NewMail> = people.iter().map(letter).collect();
    let ids: Vec<_> = mails.iter().map(|_| act.id()).collect();
    mail::add(conn, &ids, act.now, &mails)
}
