//! Who was to improve something until yesterday is told once that it is late.

use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::mail::{self, NewMail};
use foundation::{calendar, office_open, staff};

use crate::store::{Act, reports};

/// Kind of the matter in the outbox.
const MATTER: &str = "petitions_improvement";

/// Tells those whose improvements are late; each is told of one once.
pub(super) fn remind(conn: &mut Conn, act: &Act) -> DbResult<()> {
    let late = reports::list_late(conn, act.now.date())?;
    if late.is_empty() {
        return Ok(());
    }
    let (people, calendar) = (staff::list_active(conn)?, calendar::load(conn)?);
    let words = act.centre.words(Lang::BASE);
    let letter = |one: &crate::model::Improvement| {
        let person = people.iter().find(|person| person.id == one.handler)?;
        let link = format!("{}/office/petitions-reports/{}", act.centre.base_url, one.report_id);
        let args = [
            ("what", one.what.clone().into()),
            ("due", words.date(one.due_on).into()),
            ("link", link.into()),
        ];
        Some(NewMail {
            unique_key: Some(format!("petitions:improvement:{}", one.id)),
            to: person.email.clone(),
            subject: words.say_with("petitions-improvement-mail-subject", &args),
            body: words.say_with("petitions-improvement-mail-text", &args),
            calendar: None,
            matter: MATTER,
            matter_id: one.id.clone(),
            section: person.section.clone(),
        })
    };
    for one in &late {
        let due_at = office_open::opens_after(&act.centre, &calendar, one.due_on);
        let letters = Vec::from_iter(letter(one));
        mail::add_due(conn, &[act.id()], act.now, due_at, &letters)?;
    }
    Ok(())
}
