//! Options of the form with limits, and how many are left (R03). What is shown may be a moment old; the
//! desk decides.

use std::sync::Arc;

use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::web::Ctx;

use crate::public::course::Shown;
use crate::questions::Question;
use crate::store;

/// The questions of a course, each limited choice with what is left of it.
///
/// # Errors
/// When the store cannot answer.
pub(super) async fn with_lefts(ctx: &Ctx, shown: &Shown) -> Result<Arc<Vec<Question>>, Fault> {
    let (id, limits) = (shown.course.id.clone(), shown.options.clone());
    let read = move |conn: &mut Conn| store::entry::count_left(conn, &id, &limits, "");
    let left = ctx.centre.db.read(read).await?;
    let mut questions = shown.questions.as_ref().clone();
    for ((question, choice), left) in left {
        if let Some(found) = questions.iter_mut().find(|q| q.id == question) {
            found.lefts.push((choice, left));
        }
    }
    Ok(Arc::new(questions))
}
