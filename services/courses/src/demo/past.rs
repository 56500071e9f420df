//! What a centre did before today: courses that are over, who registered, who was there.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::jobs::JobError;
use office::instant::Instant;

use super::people::{self, Dice};
use super::texts::{COURSES, Text, Trait};
use super::{DAY, at, in_words, meetings};
use crate::desk::NewParty;
use crate::model::{Course, Session, Status};
use crate::store;
use crate::store::desk::NewRow;
use crate::store::past::WasThere;

/// Meetings of a small demonstration, and of half a year of a large centre, which is five units (X9).
const MEETINGS_SMALL: i64 = 30;
const MEETINGS_HALF_YEAR: i64 = 763;
/// Days back for each unit of a large demonstration; at most a year and a half.
const DAYS_LARGE: i64 = 36;
/// Courses written with one commit.
const BATCH: usize = 20;

/// A course that is over.
struct Over {
    course: Course,
    sessions: Vec<Session>,
    parties: Vec<NewParty>,
    rows: Vec<Given>,
    there: Vec<WasThere>,
}

/// What a party was given: id, reference, and the id of each seat.
struct Given {
    id: String,
    reference: String,
    seats: Vec<String>,
}

/// Fills the past.
pub async fn fill(centre: &Arc<Centre>, dice: &mut Dice, now: Instant, large: u32) -> Result<(), JobError> {
    let (wanted, days) = size(large);
    let texts: Vec<&'static Text> =
        COURSES.iter().filter(|t| !matches!(t.is, Trait::Secret | Trait::Draft)).collect();
    let (mut held, mut number, mut batch) = (0, 0, Vec::new());
    for text in texts.iter().cycle() {
        if held >= wanted {
            break;
        }
        // The oldest first; the last one was a week ago.
        let back = 7 + (wanted - held) * days / wanted;
        let weeks = text.when.3.min(wanted - held);
        let start = at(now, -back - (weeks - 1) * 7, text.when.1);
        let over = over(centre, dice, text, start, (weeks, large > 1, number));
        held += weeks;
        number += 1;
        batch.push(over);
        if batch.len() == BATCH {
            write(centre, std::mem::take(&mut batch)).await?;
        }
    }
    write(centre, batch).await
}

/// How many meetings there were, and in how many days.
fn size(large: u32) -> (i64, i64) {
    match i64::from(large) {
        0 | 1 => (MEETINGS_SMALL, 150),
        units => (MEETINGS_HALF_YEAR * units / 5, (DAYS_LARGE * units).min(548)),
    }
}

fn over(
    centre: &Centre,
    dice: &mut Dice,
    text: &'static Text,
    start: Instant,
    (weeks, large, number): (i64, bool, usize),
) -> Over {
    let announced = start.plus_seconds(-30 * DAY);
    let mut course = in_words(centre, text, announced);
    course.slug = format!("{}-{}-{number}", text.slug, start.date());
    course.opens_at = announced;
    course.closes_at = start.plus_seconds(-DAY);
    course.change_until = start.plus_seconds(-3 * DAY);
    course.minimum_on = (course.minimum > 0).then(|| start.plus_seconds(-7 * DAY).date());
    course.changed_at = announced;
    let mut sessions = meetings(centre, &mut course, text, start);
    sessions.truncate(usize::try_from(weeks).unwrap_or(1));
    course.ends_at = sessions.last().map_or(start, |s| s.ends_at);
    let seats = usize::try_from(text.seats.0).unwrap_or(20);
    // Large centres fill halls: some 290 come to an average meeting (X9).
    let persons = if large { 230 + dice.below(200) } else { seats * (70 + dice.below(30)) / 100 };
    let year = i64::from(start.date().year());
    let (mut parties, mut count) = (Vec::new(), 0);
    while count < persons {
        let size = 1 + dice.below(3);
        parties.push(people::party(dice, size, year, 100_000 + number * 1000 + parties.len()));
        count += size;
    }
    let mut over = Over { course, sessions, parties, rows: Vec::new(), there: Vec::new() };
    seat(centre, dice, &mut over, announced);
    over
}

/// Gives every party its seats and notes who came.
fn seat(centre: &Centre, dice: &mut Dice, over: &mut Over, announced: Instant) {
    for party in &over.parties {
        let seats = party.members.iter().map(|_| centre.chance.id(announced).into_string());
        let seats: Vec<String> = seats.collect();
        for session in &over.sessions {
            // One family in nine does not come.
            if dice.percent(11) {
                continue;
            }
            let minutes = i64::try_from(dice.below(25)).unwrap_or_default() - 15;
            let way = if dice.percent(60) { "qr" } else { "list" };
            over.there.extend(seats.iter().map(|seat_id| WasThere {
                session_id: session.id.clone(),
                seat_id: seat_id.clone(),
                in_at: session.starts_at.plus_seconds(minutes * 60),
                way,
            }));
        }
        let id = centre.chance.id(announced).into_string();
        let reference = centre.chance.reference().as_str().to_owned();
        over.rows.push(Given { id, reference, seats });
    }
}

async fn write(centre: &Arc<Centre>, batch: Vec<Over>) -> Result<(), JobError> {
    let batch = Arc::new(batch);
    centre.db.write(move |conn| batch.iter().try_for_each(|over| write_one(conn, over))).await?;
    Ok(())
}

fn write_one(conn: &mut Conn, over: &Over) -> DbResult<()> {
    let persons = over.rows.iter().map(|given| given.seats.len()).sum::<usize>();
    let persons = i64::try_from(persons).unwrap_or_default();
    let id = &over.course.id;
    store::course::add(conn, &over.course, &over.sessions, persons + 5, 20)?;
    let rows: Vec<NewRow<'_>> = over
        .rows
        .iter()
        .zip(&over.parties)
        .zip(1..)
        .map(|((given, party), number)| NewRow {
            course_id: &over.course.id,
            id: given.id.clone(),
            reference: given.reference.clone(),
            status: Status::Confirmed,
            number,
            party,
            seats: given.seats.clone(),
            set_aside: None,
        })
        .collect();
    store::desk::add_registrations(conn, over.course.opens_at, &rows)?;
    if let Some(mut locked) = store::desk::list_locked(conn, std::slice::from_ref(id))?.remove(id) {
        locked.ledger.taken = persons;
        locked.ledger.next_number = i64::try_from(rows.len()).unwrap_or_default() + 1;
        store::desk::change_ledgers(conn, &[(id, locked.ledger)])?;
    }
    store::past::add_attendance(conn, &over.there)?;
    // Most who look do not register, more of them for some courses than for others.
    let views = persons * i64::try_from(5 + over.course.title.len() % 7).unwrap_or(5);
    store::funnel::add_views(conn, &[(id.clone(), views)], over.course.opens_at.date())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn five_units_are_the_half_year_that_is_promised() {
        assert_eq!(size(5), (763, 180));
        assert_eq!(size(1), (30, 150));
    }
}
