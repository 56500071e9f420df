//! Notices among colleagues about a case: the number leads there, nothing of what was told is in them.

use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::mail::{self, NewMail};
use foundation::staff::{self, Colleague};

use crate::model::Case;
use crate::rules::assign;
use crate::store::{self, Act, MATTER};

/// Another section is to work on a case too: its head is told, or who stands in, or all of it where nobody is named.
///
/// # Errors
/// Any database error.
pub fn joint(conn: &mut Conn, act: &Act, case: &Case, section: &str) -> DbResult<()> {
    let today = act.now.date();
    let (heads, absences) = (store::list_heads(conn)?, store::list_absences(conn, today)?);
    let head = heads.iter().find(|head| head.section == section);
    let there = head.and_then(|h| assign::first_there(&absences, [h.head.as_str(), &h.stand_in], today));
    let told = |person: &Colleague| match there {
        Some(id) => person.id == id,
        None => person.section == section,
    };
    let people: Vec<Colleague> = staff::list_active(conn)?.into_iter().filter(told).collect();
    let words = act.centre.words(Lang::BASE);
    let link = format!("{}/office/petitions/{}", act.centre.base_url, case.id);
    let args =
        [("number", case.number().into()), ("due", words.date(case.due_on).into()), ("link", link.into())];
    let letter = |person: &Colleague| NewMail {
        unique_key: None,
        to: person.email.clone(),
        subject: words.say_with("petitions-joint-subject", &args),
        body: words.say_with("petitions-joint-text", &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: section.to_owned(),
    };
    let mails: Vec<NewMail> = people.iter().map(letter).collect();
    let ids: Vec<_> = mails.iter().map(|_| act.id()).collect();
    mail::add(conn, &ids, act.now, &mails)
}
