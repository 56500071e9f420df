//! The draw of a course: what was declared, the closed list of entries, and what came of it.

use std::collections::HashMap;

use foundation::db::{Conn, DbResult, Row};
use foundation::{params, row, sql};
use office::instant::Instant;

use crate::model::{Fill, Status};
use crate::rules::admit::Drawing;
use crate::rules::draw::{Lot, Place};

/// Minutes of a fair window when staff said nothing else.
pub const WINDOW_MINUTES: i64 = 10;

/// What is declared and known of a course's draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Minutes of a fair window.
    pub window_minutes: i64,
    /// Extra lots for each draw lost within a year; 0 for none.
    pub extra_lots: i64,
    /// Which public number decides, in Chinese.
    pub source: String,
    /// The same in English; may be empty.
    pub source_en: String,
    /// When the list of entries was closed.
    pub closed_at: Option<Instant>,
    /// Entries of the closed list.
    pub entries: i64,
    /// Their persons.
    pub persons: i64,
    /// The hash of the closed list.
    pub entries_hash: String,
    /// The public number as the first member of staff typed it; empty before.
    pub typed: String,
    /// Who that was.
    pub typed_by: String,
    /// The public number that two members of staff agree on; empty before.
    pub number: String,
    /// The second of them.
    pub confirmed_by: String,
    /// The seed of the draw.
    pub seed: String,
    /// The rule by which parties are served, as it was when the list was closed.
    pub fill: Option<Fill>,
    /// Seats that were free when the list was closed; the draw gives no more than these.
    pub seats_closed: Option<i64>,
    /// Seats there were for it.
    pub seats: i64,
    /// Places there were of each limited option, in the order of question and choice.
    pub options: Vec<i64>,
    /// When it was drawn.
    pub drawn_at: Option<Instant>,
}

impl Default for Draw {
    fn default() -> Draw {
        let none = String::new;
        Draw {
            window_minutes: WINDOW_MINUTES,
            extra_lots: 0,
            source: none(),
            source_en: none(),
            closed_at: None,
            entries: 0,
            persons: 0,
            entries_hash: none(),
            typed: none(),
            typed_by: none(),
            number: none(),
            confirmed_by: none(),
            seed: none(),
            fill: None,
            seats_closed: None,
            seats: 0,
            options: Vec::new(),
            drawn_at: None,
        }
    }
}

impl Draw {
    /// The same before anybody entered: only what was declared.
    pub fn declared(&self) -> Draw {
        let (source, source_en) = (self.source.clone(), self.source_en.clone());
        let (window_minutes, extra_lots) = (self.window_minutes, self.extra_lots);
        Draw { window_minutes, extra_lots, source, source_en, ..Draw::default() }
    }

    /// Whether the list is closed and not drawn yet: nothing that decides the draw may move now.
    pub fn is_pending(&self) -> bool {
        self.closed_at.is_some() && self.drawn_at.is_none()
    }
}

/// Numbers as a text keeps them.
fn numbers(text: &str) -> Vec<i64> {
    text.split(',').filter_map(|n| n.parse().ok()).collect()
}

fn joined(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// The draw of a course; what nobody wrote down yet is as by default.
///
/// # Errors
/// Any database error.
pub fn find(conn: &mut Conn, course_id: &str) -> DbResult<Draw> {
    let row = conn.first(
        sql!(
            "select window_minutes, extra_lots, source, source_en, closed_at, entries, persons, entries_hash,
                    typed, typed_by, number, confirmed_by, seed, seats, drawn_at, option_places, fill, seats_closed
             from courses_draw where course_id = $1"
        ),
        params![course_id],
    )?;
    row.map_or(Ok(Draw::default()), |r| {
        Ok(Draw {
            window_minutes: r.get(0)?,
            extra_lots: r.get(1)?,
            source: r.get(2)?,
            source_en: r.get(3)?,
            closed_at: r.get(4)?,
            entries: r.get(5)?,
            persons: r.get(6)?,
            entries_hash: r.get(7)?,
            typed: r.get(8)?,
            typed_by: r.get(9)?,
            number: r.get(10)?,
            confirmed_by: r.get(11)?,
            seed: r.get(12)?,
            seats: r.get(13)?,
            drawn_at: r.get(14)?,
            options: numbers(&r.get::<String>(15)?),
            fill: r.get(16)?,
            seats_closed: r.get(17)?,
        })
    })
}

/// Writes the draw of a course; its ledger must be locked by this transaction.
///
/// # Errors
/// Any database error.
pub fn put(conn: &mut Conn, course_id: &str, d: &Draw) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into courses_draw
             (course_id, window_minutes, extra_lots, source, source_en, closed_at, entries, persons,
              entries_hash, typed, typed_by, number, confirmed_by, seed, seats, drawn_at, option_places,
              fill, seats_closed)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
             on conflict (course_id) do update set window_minutes = excluded.window_minutes,
             extra_lots = excluded.extra_lots, source = excluded.source, source_en = excluded.source_en,
             closed_at = excluded.closed_at, entries = excluded.entries, persons = excluded.persons,
             entries_hash = excluded.entries_hash, typed = excluded.typed, typed_by = excluded.typed_by,
             number = excluded.number, confirmed_by = excluded.confirmed_by, seed = excluded.seed,
             seats = excluded.seats, drawn_at = excluded.drawn_at, option_places = excluded.option_places,
             fill = excluded.fill, seats_closed = excluded.seats_closed"
        ),
        params![
            course_id,
            d.window_minutes,
            d.extra_lots,
            d.source,
            d.source_en,
            d.closed_at,
            d.entries,
            d.persons,
            d.entries_hash,
            d.typed,
            d.typed_by,
            d.number,
            d.confirmed_by,
            d.seed,
            d.seats,
            d.drawn_at,
            joined(&d.options),
            d.fill,
            d.seats_closed
        ],
    )?;
    Ok(())
}

/// A draw that is still to come, as everyone sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lots {
    /// Until when a registration is an entry.
    pub until: Instant,
    /// Whether the list is closed.
    pub is_closed: bool,
    /// Parties that entered.
    pub entries: i64,
    /// Their persons.
    pub persons: i64,
}

impl Lots {
    /// Whether a registration that comes now is an entry.
    pub fn enters(&self, now: Instant) -> bool {
        !self.is_closed && now < self.until
    }
}

/// Parties and persons entered for a draw that is still to come.
///
/// # Errors
/// Any database error.
pub fn count_entered(conn: &mut Conn, course_id: &str) -> DbResult<(i64, i64)> {
    let row = conn.first(
        sql!(
            "select count(*), cast(coalesce(sum(size), 0) as bigint) from courses_registration
             where course_id = $1 and status = 'entered'"
        ),
        params![course_id],
    )?;
    row.map_or(Ok((0, 0)), |r| Ok((r.get(0)?, r.get(1)?)))
}

/// How far the draws of these courses are, of those that wrote something down.
///
/// # Errors
/// Any database error.
pub fn list_drawings(conn: &mut Conn, course_ids: &[String]) -> DbResult<HashMap<String, Drawing>> {
    conn.rows(
        sql!("select course_id, window_minutes, closed_at, drawn_at from courses_draw where course_id = any($1)"),
        params![*course_ids],
    )?
    .iter()
    .map(|r| {
        let (closed, drawn): (Option<Instant>, Option<Instant>) = (r.get(2)?, r.get(3)?);
        let (is_closed, is_drawn) = (closed.is_some(), drawn.is_some());
        Ok((r.get(0)?, Drawing { window_minutes: r.get(1)?, is_closed, is_drawn }))
    })
    .collect()
}

/// Writes the closed list: each registration with its lot.
///
/// # Errors
/// Any database error.
pub fn add_entries(conn: &mut Conn, course_id: &str, entries: &[(String, Lot)]) -> DbResult<()> {
    let wants: Vec<String> = entries.iter().map(|(_, lot)| joined(&lot.wants)).collect();
    let rows: Vec<Vec<_>> = entries
        .iter()
        .zip(&wants)
        .map(|((id, l), wants)| row![id, course_id, &l.code, &l.size, &l.weight, wants])
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_draw_entry (registration_id, course_id, code, size, weight, wants)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        &rows,
    )?;
    Ok(())
}

/// An entry of the closed list, with where its registration stands now.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The registration.
    pub registration_id: String,
    /// Its lot.
    pub lot: Lot,
    /// Where it stands.
    pub status: Status,
    /// Persons it still has.
    pub size_now: i64,
    /// Place in the order of arrival.
    pub number: i64,
}

/// The closed list, sorted by code.
///
/// # Errors
/// Any database error.
pub fn list_entries(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Entry>> {
    conn.rows(
        sql!(
            "select e.registration_id, e.code, e.size, e.weight, r.status, r.size, r.number, e.wants
             from courses_draw_entry e join courses_registration r on r.id = e.registration_id
             where e.course_id = $1"
        ),
        params![course_id],
    )?
    .iter()
    .map(|r| {
        Ok(Entry {
            registration_id: r.get(0)?,
            lot: Lot {
                code: r.get(1)?,
                size: r.get(2)?,
                weight: r.get(3)?,
                wants: numbers(&r.get::<String>(7)?),
            },
            status: r.get(4)?,
            size_now: r.get(5)?,
            number: r.get(6)?,
        })
    })
    .collect::<DbResult<Vec<_>>>()
    .map(|mut entries| {
        // Bytes, not the engine's collation, are what the published hash is about.
        entries.sort_by(|a, b| a.lot.code.cmp(&b.lot.code));
        entries
    })
}

/// What the draw gave an entry.
#[derive(Debug)]
pub struct Drawn<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Place in the drawn order, from 1.
    pub rank: i64,
    /// Persons it was drawn for; 0 when it withdrew.
    pub size: i64,
    /// Places of the limited options it was drawn for.
    pub wants: Vec<i64>,
    /// Its place in line from now on.
    pub number: i64,
    /// What it got.
    pub place: Place,
}

fn place_code(place: Place) -> &'static str {
    match place {
        Place::Seat => "seat",
        Place::Line => "line",
        Place::Gone => "gone",
    }
}

/// Writes what the draw gave, and moves the registrations, as a few sets.
///
/// # Errors
/// Any database error.
pub fn apply(conn: &mut Conn, course_id: &str, drawn: &[Drawn<'_>], now: Instant) -> DbResult<()> {
    let wants: Vec<String> = drawn.iter().map(|d| joined(&d.wants)).collect();
    let rows: Vec<Vec<_>> = drawn
        .iter()
        .zip(&wants)
        .map(|(d, wants)| {
            let (e, place) = (&d.entry, place_code(d.place));
            let (id, lot) = (&e.registration_id, &e.lot);
            row![id, course_id, &lot.code, &lot.size, &lot.weight, &d.rank, &d.size, &d.number, place, wants]
        })
        .collect();
    conn.insert_many(
        sql!(
            "insert into courses_draw_entry
             (registration_id, course_id, code, size, weight, rank, size_drawn, number, place, wants_drawn)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict (registration_id) do update set rank = excluded.rank,
             size_drawn = excluded.size_drawn, number = excluded.number, place = excluded.place,
             wants_drawn = excluded.wants_drawn"
        ),
        &rows,
    )?;
    for (place, status) in [(Place::Seat, Status::Confirmed), (Place::Line, Status::Waitlisted)] {
        let confirmed = (status == Status::Confirmed).then_some(now);
        conn.execute(
            sql!(
                "update courses_registration set status = $3, changed_at = $4, confirmed_at = $5, turns = turns + 1,
                 number = (select e.number from courses_draw_entry e
                           where e.registration_id = courses_registration.id)
                 where id in (select registration_id from courses_draw_entry
                              where course_id = $1 and place = $2) and status = 'entered'"
            ),
            params![course_id, place_code(place), status, now, confirmed],
        )?;
    }
    Ok(())
}

/// A line of the published result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The lot.
    pub lot: Lot,
    /// Persons it was drawn for, once it was.
    pub size_drawn: Option<i64>,
    /// Places of the limited options it was drawn for, once it was.
    pub wants_drawn: Vec<i64>,
    /// What it got, once it was drawn.
    pub place: Option<Place>,
}

fn published(r: &Row) -> DbResult<Published> {
    let place: Option<String> = r.get(4)?;
    let place = place.map(|code| match code.as_str() {
        "seat" => Place::Seat,
        "gone" => Place::Gone,
        _ => Place::Line,
    });
    let wants = numbers(&r.get::<String>(5)?);
    let wants_drawn = r.get::<Option<String>>(6)?.map_or_else(|| wants.clone(), |text| numbers(&text));
    let lot = Lot { code: r.get(0)?, size: r.get(1)?, weight: r.get(2)?, wants };
    Ok(Published { lot, size_drawn: r.get(3)?, wants_drawn, place })
}

/// The closed list in drawn order; by arrival of the codes before the draw. Nothing in it is personal.
///
/// # Errors
/// Any database error.
pub fn list_published(conn: &mut Conn, course_id: &str) -> DbResult<Vec<Published>> {
    conn.rows(
        sql!(
            "select code, size, weight, size_drawn, place, wants, wants_drawn from courses_draw_entry
             where course_id = $1 order by rank, code"
        ),
        params![course_id],
    )?
    .iter()
    .map(published)
    .collect()
}

/// One entry of the closed list by its code, with its place in the drawn order once it was drawn.
///
/// # Errors
/// Any database error.
pub fn find_published(
    conn: &mut Conn,
    course_id: &str,
    code: &str,
) -> DbResult<Option<(Published, Option<i64>)>> {
    conn.first(
        sql!(
            "select code, size, weight, size_drawn, place, wants, wants_drawn, rank from courses_draw_entry
             where course_id = $1 and code = $2"
        ),
        params![course_id, code],
    )?
    .map(|r| Ok((published(&r)?, r.get(7)?)))
    .transpose()
}

/// The code of a registration in its draw's closed list.
///
/// # Errors
/// Any database error.
pub fn find_code(conn: &mut Conn, registration_id: &str) -> DbResult<Option<String>> {
    conn.first(
        sql!("select code from courses_draw_entry where registration_id = $1"),
        params![registration_id],
    )?
    .map(|r| r.get(0))
    .transpose()
}
