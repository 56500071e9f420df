//! What is kept so that nobody waits for it: figures of months, terms of subjects; and what an earlier version left
//! open of confidential cases is sealed.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::Conn;
use foundation::jobs::JobError;

use crate::store::{self, Act, numbers, search};

/// Counts the months of which a case changed; each is done by itself, so that it may end at any time.
pub(super) async fn count(centre: &Arc<Centre>) -> Result<(), JobError> {
    for month in centre.db.read(numbers::list_stale).await? {
        centre.db.write(move |conn| numbers::keep(conn, &month)).await?;
    }
    Ok(())
}

/// Brings what an earlier version kept otherwise to how it is kept now, some at a time. Done twice, or ended in the
/// middle and begun again, it comes to the same.
pub(super) async fn catch_up(centre: &Arc<Centre>) -> Result<(), JobError> {
    while centre.db.write(search::catch_up_terms).await? > 0 {}
    let mut after = String::new();
    loop {
        let from = after.clone();
        let (all, bare) = centre.db.read(move |conn| store::list_secret(conn, &from)).await?;
        for id in bare {
            let act = Act::system(centre);
            centre.db.write(move |conn: &mut Conn| store::seal_open(conn, &act, &id)).await?;
        }
        match all.last() {
            Some(last) => after.clone_from(last),
            None => return Ok(()),
        }
    }
}
