//! What happens by itself: forgetting what ran out, locking what is over or not used (D-9).

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::jobs::{JobKind, Work};

use crate::people;
use crate::store::{self, Act};

/// The jobs of this service.
pub const JOBS: &[JobKind] = &[JobKind { name: "accounts.purge", run: purge, every_seconds: Some(3600) }];

/// Forgets ended sessions, old tries and long-ended tokens; locks accounts whose last day is over, and those unused
/// for too long, but none of these that may manage accounts.
fn purge(centre: Arc<Centre>, _: String) -> Work {
    Box::pin(async move {
        let now = centre.clock.now();
        let act = Act::system(&centre.chance, now);
        let (days, kept) = (centre.number("accounts.unused_days"), people::managing_roles(&centre));
        let purge = move |conn: &mut foundation::db::Conn| {
            store::drop_ended(conn, now)?;
            store::lock_over(conn, &act)?;
            if days > 0 {
                store::lock_unused(conn, &act, now.plus_seconds(-days * 86_400), &kept)?;
            }
            Ok(())
        };
        centre.db.write(purge).await?;
        centre.cache.bump(&[foundation::staff::TOPIC]);
        Ok(())
    })
}
