//! What happens by itself: links and sessions that ended are forgotten, with the letters that hold them.

use foundation::db::Conn;
use foundation::jobs::JobKind;
use foundation::{mail, residents};

use crate::store::INVITATION;

/// After this many seconds no letter with a link to sign in is of use; the links are shorter lived.
const LINK_LETTERS: i64 = 86_400;
/// The longest that an invitation holds, in seconds: sixty days.
const INVITATION_LETTERS: i64 = 60 * 86_400;

/// The jobs of this service.
pub const KINDS: &[JobKind] = &[JobKind {
    name: "residents.purge",
    run: |centre, _| {
        Box::pin(async move {
            let now = centre.clock.now();
            let body = move |conn: &mut Conn| {
                mail::drop_sent(conn, residents::MATTER, now.plus_seconds(-LINK_LETTERS))?;
                mail::drop_sent(conn, INVITATION, now.plus_seconds(-INVITATION_LETTERS))?;
                residents::drop_ended(conn, now)
            };
            Ok(centre.db.write(body).await?)
        })
    },
    every_seconds: Some(3600),
}];
