//! What happens by itself: links and sessions that ended are forgotten, with the letters that hold them, and
//! requests after their years.

use foundation::db::Conn;
use foundation::jobs::JobKind;
use foundation::rules::rule_on;
use foundation::{mail, residents};

use crate::store::{self, INVITATION};
use crate::{breach_letters, breach_watch};

/// After this many seconds no letter with a link to sign in is of use; the links are shorter lived.
const LINK_LETTERS: i64 = 86_400;
/// The longest that an invitation holds, in seconds: sixty days.
const INVITATION_LETTERS: i64 = 60 * 86_400;
/// For so many seconds the letter that says a deletion is done is kept: until it has surely been sent.
const LAST_LETTERS: i64 = 7 * 86_400;
/// The rule with the years for which requests are kept once they are decided: as long as the letters about them.
const KEEP: &str = "house.letters_years";

/// The rule with the years for which breaches are kept once they are closed.
const KEEP_BREACHES: &str = "privacy.breach_keep_years";

/// The jobs of this service.
pub const KINDS: &[JobKind] = &[PURGE, breach_letters::WRITE, breach_watch::WATCH];

const PURGE: JobKind = JobKind {
    name: "residents.purge",
    run: |centre, _| {
        Box::pin(async move {
            let now = centre.clock.now();
            let body = move |conn: &mut Conn| {
                mail::drop_sent(conn, residents::MATTER, now.plus_seconds(-LINK_LETTERS))?;
                mail::drop_sent(conn, INVITATION, now.plus_seconds(-INVITATION_LETTERS))?;
                store::drop_last_letters(conn, now.plus_seconds(-LAST_LETTERS))?;
                let kept = rule_on(conn, KEEP, now.date())?.and_then(|rule| rule.integer());
                if let Some(years) = kept.filter(|years| *years > 0) {
                    store::drop_decided(conn, now.plus_seconds(-years.saturating_mul(366 * 86_400)))?;
                }
                let kept = rule_on(conn, KEEP_BREACHES, now.date())?.and_then(|rule| rule.integer());
                if let Some(years) = kept.filter(|years| *years > 0) {
                    store::drop_breaches(conn, now.plus_seconds(-years.saturating_mul(366 * 86_400)))?;
                }
                residents::drop_ended(conn, now)
            };
            Ok(centre.db.write(body).await?)
        })
    },
    every_seconds: Some(3600),
};
