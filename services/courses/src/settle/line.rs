//! The line at the desk: who is offered what is free, and who is passed over and why (R20).

use std::borrow::Cow;

use foundation::db::{Conn, DbResult};
use foundation::trail::Actor;
use office::instant::Instant;

use super::Settling;
use crate::model::{CourseStatus, Fill, Status};
use crate::rules::admit::{InLine, offer, offer_ends_at};
use crate::store::{desk as store, line};

/// What the trail keeps of a party that was seated while a larger one waits.
pub(super) fn overtook(seats: i64) -> Option<String> {
    let fill = Fill::WhatFits.code();
    Some(serde_json::json!({ "status": "confirmed", "seats": seats, "fill": fill }).to_string())
}

impl Settling<'_, '_> {
    /// Offers what is free to those whose turn it is.
    pub(super) fn offer(&mut self, conn: &mut Conn) -> DbResult<()> {
        let (now, until) = (self.now, self.now.plus_seconds(self.locked.offer_hours * 3600));
        let starts_at = self.locked.starts_at;
        let ledger = self.ledger();
        let open = ledger.status == CourseStatus::Published && now < starts_at;
        if ledger.waiting_parties <= 0 || ledger.awaits_draw() {
            return Ok(());
        }
        if !open || ledger.free(now) <= 0 {
            ledger.smallest_waiting = Some(1);
            return Ok(());
        }
        let until = until.min(starts_at);
        loop {
            // With strict order the head blocks; otherwise only those who fit matter.
            let ledger = self.ledger();
            let size_max = if ledger.fill == Fill::StrictOrder { i64::MAX } else { ledger.free(now) };
            let free = ledger.free(now);
            let waiting = line::list_line(conn, self.course_id, size_max)?;
            let offered: Vec<InLine> = offer(self.ledger(), &waiting, now).into_iter().cloned().collect();
            let is_done = offered.is_empty() || waiting.len() < line::LINE_AT_ONCE;
            self.hold(conn, &offered, until)?;
            self.pass_over(conn, &offered, free)?;
            if is_done {
                return Ok(());
            }
        }
    }

    /// Holds seats for these parties until then.
    fn hold(&mut self, conn: &mut Conn, offered: &[InLine], until: Instant) -> DbResult<()> {
        let now = self.now;
        let fill = self.locked.ledger.fill.code();
        for InLine { id, .. } in offered {
            store::change_status(conn, id, Status::Offered, now, Some(until), None)?;
            let before = Some("{\"status\":\"waitlisted\"}".to_owned());
            let after = format!("{{\"status\":\"offered\",\"until\":\"{until}\",\"fill\":\"{fill}\"}}");
            self.note(Cow::Owned(Actor::system()), id, "offered", (before, Some(after)), None);
            self.batch.look_again.insert((offer_ends_at(until), self.course_id.to_owned()));
            self.batch.told.push(("offered", id.clone()));
        }
        Ok(())
    }

    /// Notes who stands before the last that was offered and was too large for what was free: each with
    /// what it needs, so that everybody in line can be told why (R20).
    fn pass_over(&mut self, conn: &mut Conn, offered: &[InLine], free: i64) -> DbResult<()> {
        let Some(last) = offered.last() else { return Ok(()) };
        if self.locked.ledger.fill != Fill::WhatFits {
            return Ok(());
        }
        let fill = Fill::WhatFits.code();
        for party in line::list_before(conn, self.course_id, last.number)? {
            let after = serde_json::json!({
                "status": Status::Waitlisted.code(), "needs": party.size, "free": free, "fill": fill
            });
            let after = (None, Some(after.to_string()));
            self.note(Cow::Owned(Actor::system()), &party.id, super::PASSED_OVER, after, None);
        }
        Ok(())
    }
}
