//! An approved party is looked at again when it changes who it is (R31).

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::trail::Actor;

use crate::desk::{Answer, Work};
use crate::model::{Course, Event, Method};

/// Has a party of a course with approval looked at again, in the transaction that changed it: neither is
/// kept without the other. Says whether it had its seats until now.
///
/// # Errors
/// Any database error.
pub fn reopen(
    conn: &mut Conn,
    centre: &Centre,
    course: &Course,
    registration_id: &str,
    actor: &Actor,
) -> DbResult<bool> {
    if course.method != Method::Approval {
        return Ok(false);
    }
    let registration_id = registration_id.to_owned();
    let work = Work::Happen { registration_id, event: Event::Reopen, why: None };
    Ok(matches!(super::one(conn, centre, &course.id, work, actor)?, Answer::Done(_)))
}
