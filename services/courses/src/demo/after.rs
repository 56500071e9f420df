//! After the day in the demonstration: certificates issued, a rule on not coming, an appeal that waits.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use foundation::rules::{self, DefaultRule, NewVersion};
use jiff::ToSpan;
use office::instant::Instant;
use office::rule_book::RuleValue;

use crate::after::no_show;
use crate::after::record::Record;
use crate::rules::no_show::{Case, State};
use crate::store;
use crate::store::no_show::Missed;

/// The rule of the demonstration; a real centre decides whether it wants one.
const RULE: &[(&str, i64)] = &[("courses.no_show_points", 1), ("courses.late_cancel_points", 1)];

/// Who missed a course at the least: one appeals, another's points count.
const MISSED_MIN: usize = 2;

/// Fills it, for the last course that ended and that enough people missed.
pub(super) async fn fill(centre: &Arc<Centre>, now: Instant) -> Result<(), JobError> {
    let inner = centre.clone();
    let write = move |conn: &mut Conn| {
        for (key, value) in RULE {
            let Some(of) = DefaultRule::find(key) else { continue };
            let (value, effective_from) = (RuleValue::Integer(*value), now.date());
            let _ = rules::add(conn, &NewVersion { of, value, effective_from, source: "示範".into() }, now)?;
        }
        let from = now.plus_seconds(-60 * 24 * 3600);
        let ended = store::no_show::list_to_look(conn, from, now)?;
        for (course_id, _) in ended.iter().rev() {
            let missed = store::no_show::list_missed(conn, course_id, &crate::matter::cannot_come(&inner))?;
            if missed.len() >= MISSED_MIN {
                certify(conn, &inner, course_id, now)?;
                return count(conn, &inner, course_id, &missed, now);
            }
        }
        Ok(())
    };
    Ok(centre.db.write(write).await?)
}

fn certify(conn: &mut Conn, centre: &Centre, course_id: &str, now: Instant) -> DbResult<()> {
    let Some(record) = Record::find(conn, course_id)? else { return Ok(()) };
    let due = record.guests.iter().filter(|g| record.due(&g.seat_id, centre, now).is_ok());
    // Some are left to be issued by whoever tries it.
    let some = due.step_by(2).map(|g| record.certificate(centre, &g.seat_id, &g.name, now));
    store::certificate::add(conn, &some.collect::<Vec<_>>(), "demo")?;
    Ok(())
}

fn count(conn: &mut Conn, centre: &Centre, course_id: &str, missed: &[Missed], now: Instant) -> DbResult<()> {
    let (rule, versions) = no_show::rule_on(conn, now.date())?;
    store::no_show::note_look(conn, course_id, now)?;
    let until_on = now.date().checked_add(rule.keep_days.days()).unwrap_or(now.date());
    for (at, missed) in missed.iter().take(6).enumerate() {
        let (limit_points, delay_hours) = (rule.limit_points, rule.delay_hours);
        let points = rule.points(missed.kind);
        let case = Case { points, until_on, state: State::Counted, limit_points, delay_hours };
        let id = centre.chance.id(now).into_string();
        store::no_show::add(conn, &id, course_id, missed, &case, (&versions, now))?;
        if let Some(found) = store::no_show::find(conn, &id)?.filter(|_| at == 0) {
            store::no_show::appeal(
                conn,
                &found,
                State::Appealed,
                "孩子當天發燒，趕去看醫生，來不及通知。",
                now,
            )?;
        }
    }
    Ok(())
}
