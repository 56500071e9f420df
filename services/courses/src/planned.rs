//! Courses as they were planned, kept in memory: what every visitor of a course needs, and only
//! planning changes. Seats are not among it.

use std::collections::HashMap;
use std::sync::Arc;

use foundation::cache::Shelf;
use foundation::centre::Centre;
use foundation::db::DbResult;
use office::instant::Instant;

use crate::model::{Course, Session};
use crate::questions::{self, Question};
use crate::rules::entry::Entry;
use crate::store;
use crate::store::entry::Pick;

/// The topic of everything that is planned.
pub const TOPIC: &str = "courses/planned";

/// A course as it was planned.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The course.
    pub course: Arc<Course>,
    /// Its meetings.
    pub sessions: Arc<Vec<Session>>,
    /// The questions of its form.
    pub questions: Arc<Vec<Question>>,
    /// Who may come.
    pub entry: Arc<Entry>,
    /// Options of the form that have limits (R03).
    pub options: Arc<HashMap<Pick, i64>>,
}

/// The topics to bump when a course was planned anew.
pub fn topics(course_id: &str) -> [String; 3] {
    ["courses".to_owned(), of_course(course_id), TOPIC.to_owned()]
}

/// The topic of one course and its seats.
pub fn of_course(course_id: &str) -> String {
    format!("courses/{course_id}")
}

/// Opens the shelf of a centre.
pub fn open(centre: &Arc<Centre>) {
    centre.put(Arc::new(Shelf::<Planned>::default()));
}

/// The course with this id or this word in its address.
///
/// # Errors
/// Any database error.
pub async fn find(centre: &Centre, id_or_slug: &str, now: Instant) -> DbResult<Option<Planned>> {
    let shelf = centre.room::<Shelf<Planned>>();
    if let Some(kept) = shelf.as_ref().and_then(|shelf| shelf.find(id_or_slug, now)) {
        return Ok(Some(kept.as_ref().clone()));
    }
    let (stamp, asked) = (centre.cache.stamp(&[TOPIC]), id_or_slug.to_owned());
    let read = move |conn: &mut foundation::db::Conn| {
        let Some(course) = store::course::find(conn, &asked)? else { return Ok(None) };
        let sessions = store::course::list_sessions(conn, &course.id)?;
        let ids = std::slice::from_ref(&course.id);
        let entry = store::entry::find_entry(conn, &course.id)?;
        let options = store::entry::list_options(conn, ids)?.remove(&course.id).unwrap_or_default();
        Ok(Some((course, sessions, entry, options)))
    };
    let Some((course, sessions, entry, options)) = centre.db.read(read).await? else { return Ok(None) };
    let questions = Arc::new(questions::asked_by(&course));
    let planned = Planned {
        course: Arc::new(course),
        sessions: Arc::new(sessions),
        questions,
        entry: Arc::new(entry),
        options: Arc::new(options),
    };
    if let Some(shelf) = shelf {
        shelf.keep(id_or_slug.to_owned(), stamp, planned.clone());
    }
    Ok(Some(planned))
}
