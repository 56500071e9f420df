//! What the doctor asks of this service: settings that name what is not there, messages that stand on no page of the
//! outbox.

use foundation::centre::find_setting;
use foundation::db::{Conn, DbResult};

use crate::store;
use crate::work::{intake, passed};

/// What is wrong with the settings, and what to do.
///
/// # Errors
/// Any database error.
pub fn settings(conn: &mut Conn) -> DbResult<Vec<String>> {
    let mut set = |name: &str| Ok(find_setting(conn, name)?.unwrap_or_default());
    let topic: String = set(intake::MAIL_TOPIC)?;
    let (agency, person): (String, String) = (set(passed::AGENCY)?, set(passed::PERSON)?);
    let mut wrong = Vec::new();
    let known = store::find_topic(conn, &topic)?.is_some_and(|topic| !topic.closed);
    if !topic.is_empty() && !known {
        wrong.push(format!(
            "{} names the topic {topic:?}, which is not there or is closed: choose one of /office/petitions/arrangement, \
             or leave it empty",
            intake::MAIL_TOPIC
        ));
    }
    let is_begun = !agency.is_empty() || !person.is_empty();
    if is_begun && passed::shelter_of(conn, &agency, &person)?.is_none() {
        wrong.push(format!(
            "reports about the director cannot be passed on: {} must be the address of another agency, and {} that of \
             an active account that is not the director's",
            passed::AGENCY,
            passed::PERSON
        ));
    }
    Ok(wrong)
}

/// How many messages about reports that are passed on were not sent; nothing else of them.
///
/// # Errors
/// Any database error.
pub fn messages(conn: &mut Conn) -> DbResult<i64> {
    store::passed::count_failed(conn)
}
