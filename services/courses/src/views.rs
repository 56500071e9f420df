//! How often the page of a course is opened: one number a day, of nobody in particular (A1, A2).
//!
//! Openings are added up in memory, kept pages included, and written down every few seconds.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use foundation::centre::Centre;
use foundation::jobs::JobError;

use crate::store::funnel;

/// The openings that were not written down yet, by course.
#[derive(Default)]
pub struct Views(RwLock<HashMap<String, Arc<AtomicU64>>>);

impl Views {
    /// What counts the openings of a course.
    pub fn of(&self, course_id: &str) -> Arc<AtomicU64> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(course_id) {
            return known.clone();
        }
        let mut counters = self.0.write().unwrap_or_else(PoisonError::into_inner);
        counters.entry(course_id.to_owned()).or_default().clone()
    }

    /// Takes what was counted since the last time.
    fn take(&self) -> Vec<(String, i64)> {
        let counters = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let taken = counters.iter().map(|(id, counter)| (id.clone(), counter.swap(0, Ordering::Relaxed)));
        let some = taken.filter(|(_, views)| *views > 0);
        some.map(|(id, views)| (id, i64::try_from(views).unwrap_or(i64::MAX))).collect()
    }
}

/// Counts for a centre from now on.
pub fn open(centre: &Arc<Centre>) {
    centre.put(Arc::new(Views::default()));
    centre.at_each_beat(|centre| Box::pin(async move { write_down(&centre).await }));
}

/// Adds what was counted to today's numbers; what cannot be written is counted on.
///
/// # Errors
/// When the store is away.
pub async fn write_down(centre: &Arc<Centre>) -> Result<(), JobError> {
    let Some(views) = centre.room::<Views>() else { return Ok(()) };
    let taken = views.take();
    if taken.is_empty() {
        return Ok(());
    }
    let (rows, today) = (taken.clone(), centre.clock.now().date());
    let written = centre.db.write(move |conn| funnel::add_views(conn, &rows, today)).await;
    if written.is_err() {
        for (course_id, number) in taken {
            views.of(&course_id).fetch_add(u64::try_from(number).unwrap_or(0), Ordering::Relaxed);
        }
    }
    Ok(written?)
}
