//! Notices among colleagues about a case: the number leads there, nothing of what was told is in them.

use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::mail::{self, NewMail};
use foundation::staff;

use crate::model::Case;
use crate::rules::assign;
use crate::store::{self, Act, MATTER};

/// Another section is to work on a case too: its head is told, or who stands in.
///
/// # Errors
/// Any database error.
pub fn joint(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let Some(head) = head_of(conn, act, &case.joint)? else { return Ok(()) };
    tell(conn, act, case, (&head, &case.joint), "joint", None)
}

/// A letter did not arrive: whoever works on the case is told, or the head of the section.
///
/// # Errors
/// Any database error.
pub fn bounced(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let Some(person) = in_charge(conn, act, case)? else { return Ok(()) };
    tell(conn, act, case, (&person, &case.section), "bounced", None)
}

/// The petitioner added something: whoever works on the case is told, once an hour at most.
///
/// # Errors
/// Any database error.
pub fn added(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let Some(person) = in_charge(conn, act, case)? else { return Ok(()) };
    let hour: String = act.now.rfc3339().chars().take(13).collect();
    let key = format!("petitions:added:{}:{hour}", case.id);
    tell(conn, act, case, (&person, &case.section), "added", Some(key))
}

/// Who works on a case: its handler, or the head of its section.
fn in_charge(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<Option<String>> {
    if case.handler.is_empty() {
        return head_of(conn, act, &case.section);
    }
    Ok(Some(case.handler.clone()))
}

/// The head of a section, or who stands in today.
fn head_of(conn: &mut Conn, act: &Act, section: &str) -> DbResult<Option<String>> {
    let today = act.now.date();
    let (heads, absences) = (store::list_heads(conn)?, store::list_absences(conn, today)?);
    let head = heads.iter().find(|head| head.section == section);
    let there = head.and_then(|h| assign::first_there(&absences, [h.head.as_str(), &h.stand_in], today));
    Ok(there.map(str::to_owned))
}

/// Tells a member of staff, and the section, with the words of `what`; once for a key.
fn tell(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    (staff_id, section): (&str, &str),
    what: &str,
    unique_key: Option<String>,
) -> DbResult<()> {
    let people = staff::list_active(conn)?;
    let Some(person) = people.iter().find(|person| person.id == staff_id) else { return Ok(()) };
    let words = act.centre.words(Lang::BASE);
    let link = format!("{}/office/petitions/{}", act.centre.base_url, case.id);
    let args =
        [("number", case.number().into()), ("due", words.date(case.due_on).into()), ("link", link.into())];
    let mail = NewMail {
        unique_key,
        to: person.email.clone(),
        subject: words.say_with(&format!("petitions-{what}-subject"), &args),
        body: words.say_with(&format!("petitions-{what}-text"), &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: section.to_owned(),
    };
    mail::add(conn, &[act.id()], act.now, &[mail])
}
