//! What happens by itself: links and sessions that ended are forgotten.

use foundation::jobs::JobKind;
use foundation::residents;

/// The jobs of this service.
pub const KINDS: &[JobKind] = &[JobKind {
    name: "residents.purge",
    run: |centre, _| {
        Box::pin(async move {
            let now = centre.clock.now();
            Ok(centre.db.write(move |conn| residents::drop_ended(conn, now)).await?)
        })
    },
    every_seconds: Some(3600),
}];
