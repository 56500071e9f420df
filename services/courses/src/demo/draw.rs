//! The draws of the demonstration.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::jobs::JobError;
use foundation::trail::Actor;

use crate::desk::{Desk, Work};
use crate::model::Course;
use crate::store;
use crate::store::draw::Draw;

/// What every drawn course of the demonstration declares.
pub fn declared() -> Draw {
    Draw {
        window_minutes: 30,
        extra_lots: 1,
        source: "截止後第一期大樂透的六個號碼，依開出順序".into(),
        source_en: "the six numbers of the first Lotto 6/49 after entries close, in drawn order".into(),
        ..Draw::default()
    }
}

/// Closes the entries of a course.
pub async fn close(centre: &Arc<Centre>, mut course: Course) -> Result<(), JobError> {
    course.closes_at = centre.clock.now().plus_seconds(-60);
    let id = course.id.clone();
    centre.db.write(move |conn| store::course::change(conn, &course)).await?;
    look(centre, &id).await
}

/// Has the desk see to a course.
async fn look(centre: &Arc<Centre>, id: &str) -> Result<(), JobError> {
    let desk = Desk::of(centre).map_err(|e| JobError(e.to_string()))?;
    desk.ask(id, Work::Look, Actor::system()).await.map_err(|e| JobError(e.to_string()))?;
    centre.cache.bump(&crate::planned::topics(id).each_ref().map(String::as_str));
    Ok(())
}

/// Closes the entries of a course and draws them.
pub async fn hold(centre: &Arc<Centre>, course: Course) -> Result<(), JobError> {
    let (id, course_id) = (course.id.clone(), course.id.clone());
    close(centre, course).await?;
    let agree = move |conn: &mut foundation::db::Conn| {
        let number = "03 11 19 24 38 45".to_owned();
        let kept = store::draw::find(conn, &course_id)?;
        store::draw::put(conn, &course_id, &Draw { typed: number.clone(), number, ..kept })
    };
    centre.db.write(agree).await?;
    look(centre, &id).await
}
