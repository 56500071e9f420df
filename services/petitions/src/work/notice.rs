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
    let today = act.now.date();
    let (heads, absences) = (store::list_heads(conn)?, store::list_absences(conn, today)?);
    let Some(head) = heads.iter().find(|head| head.section == case.joint) else { return Ok(()) };
    let there = assign::first_there(&absences, [head.head.as_str(), &head.stand_in], today);
    let people = staff::list_active(conn)?;
    let Some(person) = people.iter().find(|person| Some(person.id.as_str()) == there) else { return Ok(()) };
    let words = act.centre.words(Lang::BASE);
    let link = format!("{}/office/petitions/{}", act.centre.base_url, case.id);
    let args =
        [("number", case.number().into()), ("due", words.date(case.due_on).into()), ("link", link.into())];
    let mail = NewMail {
        unique_key: None,
        to: person.email.clone(),
        subject: words.say_with("petitions-joint-subject", &args),
        body: words.say_with("petitions-joint-text", &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: case.joint.clone(),
    };
    mail::add(conn, &[act.id()], act.now, &[mail])
}
