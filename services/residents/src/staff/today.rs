//! What of personal data waits for somebody today: breaches whose clocks run, and requests to be decided.

use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::parts::{self, Tone};
use foundation::service::Today;
use foundation::web::Ctx;
use maud::html;

use super::{DECIDE, REPORT, breaches, requests};
use crate::store;

/// The part of personal data; nobody's for whom nothing waits.
///
/// # Errors
/// When nobody is signed in or the store is away.
pub async fn show(ctx: Ctx) -> Result<Option<Today>, Fault> {
    let (reports, decides) = (ctx.staff()?.may(REPORT), ctx.staff()?.may(DECIDE));
    let read = move |conn: &mut Conn| -> DbResult<_> {
        let open = if reports { store::list_open_breaches(conn)? } else { Vec::new() };
        Ok((open, if decides { store::list_due(conn)? } else { Vec::new() }))
    };
    let (open, due) = ctx.centre.db.read(read).await?;
    if open.is_empty() && due.is_empty() {
        return Ok(None);
    }
    let words = &ctx.words;
    let heading = |key: &str, tone: Tone, count: usize| {
        let count = words.number(i64::try_from(count).unwrap_or(i64::MAX));
        html! { h2 { (words.say(key)) " " (parts::tag(tone, &count)) } }
    };
    let waiting = html! {
        @if !open.is_empty() {
            section {
                (heading("breaches-today", Tone::Bad, open.len()))
                (breaches::table(words, &words.say("breaches-today"), &open, ctx.now))
            }
        }
        @if !due.is_empty() {
            section {
                (heading("requests-today", Tone::Wait, due.len()))
                (requests::table(words, &words.say("requests-today"), &due, Some(ctx.now.date())))
            }
        }
    };
    Ok(Some(Today { waiting, ..Today::default() }))
}
