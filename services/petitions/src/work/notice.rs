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
    tell(conn, act, case, &head, &case.joint, "joint")
}

/// A letter did not arrive: whoever works on the case is told, or the head of the section.
///
/// # Errors
/// Any database error.
pub fn bounced(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<()> {
    let handler = Some(case.handler.clone()).filter(|handler| !handler.is_empty());
    let Some(person) = handler.map_or_else(|| head_of(conn, act, &case.section), |id| Ok(Some(id)))? else {
        return Ok(());
    };
    tell(conn, act, case, &person, &case.section, "bounced")
}

/// The head of a section, or who stands in today.
fn head_of(conn: &mut Conn, act: &Act, section: &str) -> DbResult<Option<String>> {
    let today = act.now.date();
    let (heads, absences) = (store::list_heads(conn)?, store::list_absences(conn, today)?);
    let head = heads.iter().find(|head| head.section == section);
    let there = head.and_then(|h| assign::first_there(&absences, [h.head.as_str(), &h.stand_in], today));
    Ok(there.map(str::to_owned))
}

/// Tells a member of staff, with the words of `what`.
fn tell(conn: &mut Conn, act: &Act, case: &Case, staff_id: &str, section: &str, what: &str) -> DbResult<()> {
    let people = staff::list_active(conn)?;
    let Some(person) = people.iter().find(|person| person.id == staff_id) else { return Ok(()) };
    let words = act.centre.words(Lang::BASE);
    let link = format!("{}/office/petitions/{}", act.centre.base_url, case.id);
    let args =
        [("number", case.number().into()), ("due", words.date(case.due_on).into()), ("link", link.into())];
    let mail = NewMail {
        unique_key: None,
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
