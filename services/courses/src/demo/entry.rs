//! Rules and limits of the demonstration, set after its people have come: parent and child, age and district, and
//! child-minding of which one place is left.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::Conn;
use foundation::jobs::JobError;

use crate::planned;
use crate::rules::entry::Entry;
use crate::store::entry as store;

/// The rules of a course; most have none.
fn rules(slug: &str) -> Option<Entry> {
    let entry = Entry { adult_from: 18, ..Entry::default() };
    Some(match slug {
        // A parent and a child between four and twelve; participants may show one another their names.
        "fathers-kitchen" => {
            Entry { pair: true, age_from: Some(4), age_to: Some(12), names_days: Some(14), ..entry }
        }
        "silver-couples" => Entry {
            age_from: Some(55),
            districts: ["64000050", "64000060", "64000070"].map(str::to_owned).into(),
            ..entry
        },
        _ => return None,
    })
}

/// Sets what a course asks.
///
/// # Errors
/// Any fault of the store.
pub async fn set(centre: &Arc<Centre>, slug: &'static str, course_id: &str) -> Result<(), JobError> {
    let Some(entry) = rules(slug) else { return Ok(()) };
    let id = course_id.to_owned();
    let write = move |conn: &mut Conn| {
        store::change_entry(conn, &id, &entry)?;
        let minding = ("childcare".to_owned(), "yes".to_owned());
        let none = std::collections::HashMap::from([(minding.clone(), 0)]);
        let used = -store::count_left(conn, &id, &none, "")?.remove(&minding).unwrap_or_default();
        store::change_options(conn, &id, &[(minding, used + 1)])
    };
    centre.db.write(write).await?;
    centre.cache.bump(&planned::topics(course_id).each_ref().map(String::as_str));
    Ok(())
}
