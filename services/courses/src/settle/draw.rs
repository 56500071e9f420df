//! The draw at the desk (抽籤): the list is closed at its time, and drawn once when two members of staff
//! have typed the public number. Both follow from what is stored, so that it does not matter who asks
//! the desk to look, how often, or after which crash.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use foundation::cache;
use foundation::db::{Conn, DbResult};
use foundation::keys::Keys;
use foundation::trail::{self, Actor, Entry as Row};

use super::{Settling, stands};
use crate::desk::{Task, Work};
use crate::model::{CourseStatus, Event, Status};
use crate::planned;
use crate::planning::COURSE;
use crate::rules::draw::{self, Lot, Place, Room};
use crate::rules::draw_file::{Changed, outcome_of};
use crate::store::arrival;
use crate::store::draw::{self as store, Draw, Drawn, Entry};
use crate::store::entry::{self, Pick};
use crate::store::wish::{self, Entered};

/// Seconds for which a lost draw weighs: a year.
pub(super) const LOST_SECONDS: i64 = 365 * 24 * 3600;

/// The anonymous code of a registration in its draw.
pub fn entry_code(keys: &Keys, registration_id: &str) -> String {
    keys.sign("draw entry", registration_id).chars().take(16).collect()
}

impl Settling<'_, '_> {
    /// Closes the list of entries when its time has come and everybody who came before is entered, and
    /// draws when the number is known.
    ///
    /// The desk settles what is asked in the order in which it came. So the time has come with the first
    /// that was asked after it, whatever the clock says meanwhile: nobody who came earlier still waits at
    /// the desk, but in the line, or among these tasks.
    pub(super) fn lots(&mut self, conn: &mut Conn, tasks: &[&Task]) -> DbResult<()> {
        let ledger = &self.locked.ledger;
        let until = ledger.entries_until();
        let closes_at = draw::list_closes_at(until);
        if !ledger.awaits_draw() || ledger.status != CourseStatus::Published {
            return Ok(());
        }
        if self.asked_at < closes_at {
            if self.now >= until && ledger.draw.is_some_and(|d| !d.is_closed) {
                // Whoever asked to look may have meant the end of the entries itself, as earlier programs did.
                self.batch.look_again.insert((closes_at, self.course_id.to_owned()));
            }
            return Ok(());
        }
        let mut kept = store::find(conn, self.course_id)?;
        if kept.closed_at.is_none() {
            if tasks.iter().any(|t| t.came_at < until && matches!(t.work, Work::Register(_))) {
                self.batch.look_again.insert((self.now, self.course_id.to_owned()));
                return Ok(());
            }
            if arrival::is_awaited(conn, self.course_id, until)? {
                return Ok(());
            }
            self.close_entries(conn, &mut kept)?;
        }
        if !kept.number.is_empty() && kept.drawn_at.is_none() {
            self.draw(conn, kept)?;
        }
        Ok(())
    }

    fn close_entries(&mut self, conn: &mut Conn, kept: &mut Draw) -> DbResult<()> {
        let now = self.now;
        let entered = wish::list_entered(conn, self.course_id)?;
        let lost = match kept.extra_lots {
            0 => HashMap::new(),
            _ => crate::store::pool::count_lost(conn, self.course_id, now.plus_seconds(-LOST_SECONDS))?,
        };
        let second = second_wishes(&entered);
        let wants = self.wants(conn)?;
        let keys = &self.batch.centre.keys;
        let entries: Vec<(String, Lot)> = entered
            .into_iter()
            .zip(second)
            .map(|(e, is_second)| {
                let lost = lost.get(&e.registration_id).copied().unwrap_or(0);
                let weight = draw::weight(kept.extra_lots, lost, is_second);
                let code = entry_code(keys, &e.registration_id);
                let wants = wants.of(&e.registration_id);
                (e.registration_id, Lot { code, size: e.size, weight, wants })
            })
            .collect();
        store::add_entries(conn, self.course_id, &entries)?;
        let lots: Vec<Lot> = entries.into_iter().map(|(_, lot)| lot).collect();
        kept.closed_at = Some(now);
        kept.entries = i64::try_from(lots.len()).unwrap_or(i64::MAX);
        kept.persons = lots.iter().map(|l| l.size).sum();
        kept.entries_hash = draw::entries_hash(&lots);
        let ledger = &self.locked.ledger;
        (kept.fill, kept.seats_closed) = (Some(ledger.fill), Some(ledger.free(now).max(0)));
        store::put(conn, self.course_id, kept)?;
        if let Some(drawing) = &mut self.ledger().draw {
            drawing.is_closed = true;
        }
        let after = serde_json::json!({
            "entries": kept.entries, "entries_hash": kept.entries_hash, "seats": kept.seats_closed
        });
        self.note_course(conn, "entries-closed", &after)
    }

    /// The options with a limit, what is left of them, and who in the draw asks for them (R03).
    fn wants(&self, conn: &mut Conn) -> DbResult<Wants> {
        let ids = [self.course_id.to_owned()];
        let limits = entry::list_options(conn, &ids)?.remove(self.course_id).unwrap_or_default();
        if limits.is_empty() {
            return Ok(Wants::default());
        }
        let mut left: Vec<(Pick, i64)> =
            entry::count_left(conn, self.course_id, &limits, "")?.into_iter().collect();
        left.sort();
        let (options, left): (Vec<Pick>, Vec<i64>) = left.into_iter().unzip();
        Ok(Wants { by_entry: entry::list_wants(conn, self.course_id, &options)?, left })
    }

    fn draw(&mut self, conn: &mut Conn, mut kept: Draw) -> DbResult<()> {
        let (now, fill) = (self.now, kept.fill.unwrap_or(self.locked.ledger.fill));
        let entries = store::list_entries(conn, self.course_id)?;
        let lots: Vec<Lot> = entries.iter().map(|e| e.lot.clone()).collect();
        let wants = self.wants(conn)?;
        // What became free since the list was closed goes along the line: it was not promised to the draw.
        let free = self.locked.ledger.free(now).max(0);
        let seats = kept.seats_closed.map_or(free, |closed| free.min(closed));
        let room = Room { seats, options: wants.left.clone() };
        kept.fill = Some(fill);
        (kept.seats, kept.options) = (room.seats, room.options.clone());
        kept.seed = draw::seed(&kept.entries_hash, &kept.number);
        kept.drawn_at = Some(now);
        let now_is = |e: &Entry| Changed {
            code: e.lot.code.clone(),
            size: in_draw(e),
            wants: wants.of(&e.registration_id),
        };
        let changed: Vec<Changed> = entries
            .iter()
            .map(|e| (e, now_is(e)))
            .filter(|(e, now)| now.size != e.lot.size || now.wants != e.lot.wants)
            .map(|(_, now)| now)
            .collect();
        let order = outcome_of(&lots, &changed, &kept.seed, &room, fill);
        let drawn = deal(&entries, &order, &wants);
        store::apply(conn, self.course_id, &drawn, now)?;
        store::put(conn, self.course_id, &kept)?;
        for one in &drawn {
            self.give(one);
        }
        if let Some(drawing) = &mut self.ledger().draw {
            drawing.is_drawn = true;
        }
        let after = serde_json::json!({ "number": kept.number, "seed": kept.seed });
        self.note_course(conn, "drawn", &after)
    }

    /// Counts what an entry was given, and has its party told.
    fn give(&mut self, drawn: &Drawn<'_>) {
        let event = match drawn.place {
            Place::Seat => Event::DrawSeat,
            Place::Line => Event::DrawLine,
            Place::Gone => return,
        };
        let Ok(status) = drawn.entry.status.after(event) else { return };
        let (id, size) = (&drawn.entry.registration_id, drawn.size);
        let ledger = self.ledger();
        if status == Status::Confirmed {
            ledger.taken += size;
        } else {
            ledger.waiting += size;
            ledger.waiting_parties += 1;
        }
        let (before, after) = (stands(Status::Entered, size), stands(status, size));
        self.note(Cow::Owned(Actor::system()), id, "drawn", (before, after), None);
        self.batch.told.push(("drawn", id.clone()));
    }

    fn note_course(&self, conn: &mut Conn, verb: &str, after: &serde_json::Value) -> DbResult<()> {
        let entry = Row { after: Some(after.to_string()), ..Row::new(COURSE, self.course_id, verb) };
        let id = self.batch.centre.chance.id(self.now);
        trail::add(conn, &[id], self.now, &Actor::system(), &[entry])?;
        cache::touch(conn, &["courses", &planned::of_course(self.course_id)])
    }
}

/// What the entries ask for of the options with a limit.
#[derive(Default)]
struct Wants {
    by_entry: HashMap<String, Vec<i64>>,
    left: Vec<i64>,
}

impl Wants {
    /// What an entry asks for of each option; empty when none has a limit.
    fn of(&self, registration_id: &str) -> Vec<i64> {
        self.by_entry.get(registration_id).cloned().unwrap_or_else(|| vec![0; self.left.len()])
    }
}

/// Persons an entry is drawn for: those it still has, or none when it withdrew or was seated by staff.
fn in_draw(entry: &Entry) -> i64 {
    if entry.status == Status::Entered { entry.size_now } else { 0 }
}

/// Whether each entry, in order of arrival, is another wish of a household that is in already: one that
/// shares a telephone, an e-mail address or the household of its sign-in with an earlier entry, unless staff
/// let it count by itself.
fn second_wishes(entered: &[Entered]) -> Vec<bool> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut is_second = Vec::with_capacity(entered.len());
    for entry in entered {
        let shared = [entry.phone.clone(), entry.email.to_lowercase(), entry.household.clone()];
        let shared = shared.into_iter().filter(|s| !s.is_empty());
        let is_known = shared.filter(|s| !seen.insert(s.clone())).count() > 0;
        is_second.push(is_known && !entry.counts_apart);
    }
    is_second
}

/// Each entry in drawn order with its place; the numbers of arrival of those who are still in are dealt
/// anew among them, so that who came later stays behind them all.
fn deal<'a>(entries: &'a [Entry], order: &[(String, Place)], wants: &Wants) -> Vec<Drawn<'a>> {
    let by_code: HashMap<&str, &Entry> = entries.iter().map(|e| (e.lot.code.as_str(), e)).collect();
    let mut numbers: Vec<i64> = entries.iter().filter(|e| in_draw(e) > 0).map(|e| e.number).collect();
    numbers.sort_unstable();
    let mut numbers = numbers.into_iter();
    (1..)
        .zip(order)
        .filter_map(|(rank, (code, place))| {
            let entry = *by_code.get(code.as_str())?;
            let size = in_draw(entry);
            let number = if size > 0 { numbers.next()? } else { entry.number };
            let wants = wants.of(&entry.registration_id);
            Some(Drawn { entry, rank, size, wants, number, place: *place })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(phone: &str, email: &str) -> Entered {
        Entered {
            registration_id: String::new(),
            size: 1,
            phone: phone.into(),
            email: email.into(),
            household: String::new(),
            counts_apart: false,
        }
    }

    #[test]
    fn r15_wishes_that_share_a_telephone_or_an_address_are_one_household() {
        let entries = [
            entered("+1", "a@x"),
            entered("+1", ""),
            entered("+2", "A@x"),
            entered("+2", "b@x"),
            entered("", "b@x"),
            entered("+3", "c@x"),
            entered("", ""),
            entered("", ""),
        ];
        assert_eq!(second_wishes(&entries), [false, true, true, true, true, false, false, false]);
    }

    #[test]
    fn r15_a_household_that_signed_in_is_one_wish_and_staff_may_let_an_entry_count_by_itself() {
        let of = |household: &str, phone: &str| Entered { household: household.into(), ..entered(phone, "") };
        let apart = Entered { counts_apart: true, ..entered("+1", "") };
        let entries = [of("h", "+1"), of("h", "+2"), of("i", "+3"), apart, entered("+1", "")];
        assert_eq!(second_wishes(&entries), [false, true, false, false, true]);
    }
}
