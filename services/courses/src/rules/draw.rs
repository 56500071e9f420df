//! The draw (抽籤): who comes before whom is decided by lot, and anybody can repeat it.
//!
//! Everything follows from the closed list of entries and a public number that nobody could know when
//! the list was closed. `docs/draw.md` describes the same in words and shows it in 30 lines of Python;
//! its test vectors are those of this module. What is published never changes its meaning: another way
//! to draw gets another [`ALGORITHM`].

use office::digits::half_width;
use office::instant::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Fill, Method};

/// The name of this way to draw, part of every seed.
pub const ALGORITHM: &str = "hearth-draw-1";
/// Lots of one entry, at most.
pub const WEIGHT_MAX: i64 = 10;
/// Draws lost in the last year that count, at most.
pub const LOST_MAX: i64 = 3;

/// One party in the draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// The anonymous code, which the party finds on its receipt.
    pub code: String,
    /// Persons: a party is drawn whole.
    pub size: i64,
    /// Lots in the urn; 0 stands behind all others (another wish of a household that is in already).
    pub weight: i64,
    /// Places it asks for of each option that has a limit, in their order; empty when none has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wants: Vec<i64>,
}

impl Lot {
    /// The line of the list that is hashed.
    fn line(&self) -> String {
        let wants: String = self.wants.iter().map(|n| format!(" {n}")).collect();
        format!("{} {} {}{wants}\n", self.code, self.size, self.weight)
    }
}

/// The weight of an entry: one lot, and `extra` lots for each draw lost within a year, three of them at
/// most; 0 when its household is in the draw already, so that several wishes do not multiply chances.
pub fn weight(extra: i64, lost: i64, is_second_wish: bool) -> i64 {
    if is_second_wish {
        return 0;
    }
    (1 + extra.max(0).saturating_mul(lost.clamp(0, LOST_MAX))).min(WEIGHT_MAX)
}

/// Until when a registration is an entry for the draw: the end of the fair window, or the close of
/// registration.
pub fn entries_until(method: Method, opens_at: Instant, closes_at: Instant, window_minutes: i64) -> Instant {
    match method {
        Method::Window => opens_at.plus_seconds(window_minutes.saturating_mul(60)).min(closes_at),
        _ => closes_at,
    }
}

/// Seconds between the end of the entries and the closing of their list, published in `docs/draw.md`: who sent
/// in time and is still being taken in, by whatever process, is on it.
pub const GRACE_SECONDS: i64 = 5;

/// When the list of entries is closed.
pub fn list_closes_at(entries_until: Instant) -> Instant {
    entries_until.plus_seconds(GRACE_SECONDS)
}

/// SHA-256 in 64 hexadecimal digits.
fn hex(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The hash of the list of entries: of one line `CODE SIZE WEIGHT` for each, sorted by code; where
/// options have limits, what the entry asks for of each follows.
pub fn entries_hash(lots: &[Lot]) -> String {
    let mut lots: Vec<&Lot> = lots.iter().collect();
    lots.sort_by(|a, b| a.code.cmp(&b.code));
    hex(&lots.into_iter().map(Lot::line).collect::<String>())
}

/// The public number as it goes into the seed: half-width, single spaces. Nothing when it has no
/// digit, or is longer than 200 characters.
pub fn public_number(typed: &str) -> Option<String> {
    let text = half_width(typed).split_whitespace().collect::<Vec<_>>().join(" ");
    let is_right = text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| !c.is_control())
        && text.chars().count() <= 200;
    is_right.then_some(text)
}

/// The seed: the hash of algorithm, list and public number, a line each.
pub fn seed(entries_hash: &str, public_number: &str) -> String {
    hex(&format!("{ALGORITHM}\n{entries_hash}\n{public_number}\n"))
}

/// The lot that decides for an entry: the smallest of its lots, a hash of seed, code and number each.
fn ticket(seed: &str, lot: &Lot) -> [u8; 32] {
    let draw = |n: i64| <[u8; 32]>::from(Sha256::digest(format!("{seed}\n{}\n{n}\n", lot.code)));
    (2..=lot.weight).map(draw).fold(draw(1), Ord::min)
}

/// The order in which the entries are drawn: positions in `lots`. The same whatever the order of
/// `lots` is.
pub fn order(seed: &str, lots: &[Lot]) -> Vec<usize> {
    let mut drawn: Vec<_> = lots
        .iter()
        .enumerate()
        .map(|(i, lot)| ((lot.weight < 1, ticket(seed, lot), lot.code.as_str()), i))
        .collect();
    drawn.sort_unstable();
    drawn.into_iter().map(|(_, i)| i).collect()
}

/// What the draw gave a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A seat for each of its persons (正取).
    Seat,
    /// A place in line, in the drawn order (備取).
    Line,
    /// Nothing: it withdrew before the draw.
    Gone,
}

/// What there is to give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    /// Seats.
    pub seats: i64,
    /// Places of each option that has a limit, in their order (R03).
    pub options: Vec<i64>,
}

impl Room {
    fn has_options(&self, wants: &[i64]) -> bool {
        wants.iter().enumerate().all(|(i, n)| *n < 1 || self.options.get(i).is_some_and(|left| n <= left))
    }

    fn take(&mut self, size: i64, wants: &[i64]) {
        self.seats -= size;
        for (left, n) in self.options.iter_mut().zip(wants) {
            *left -= n;
        }
    }
}

/// Gives seats to parties of these sizes and wants, in the drawn order. A size of 0 withdrew. Whoever
/// asks for an option that is full goes into the line and stops nobody. In strict order the first party
/// for which there are too few seats ends it; otherwise the next that fits is served.
pub fn places<'w>(
    parties: impl IntoIterator<Item = (i64, &'w [i64])>,
    room: &Room,
    fill: Fill,
) -> Vec<Place> {
    let mut left = Room { seats: room.seats.max(0), ..room.clone() };
    let mut is_over = false;
    let give = |(size, wants): (i64, &[i64])| {
        if size < 1 {
            Place::Gone
        } else if size > left.seats || is_over {
            is_over = fill == Fill::StrictOrder;
            Place::Line
        } else if left.has_options(wants) {
            left.take(size, wants);
            Place::Seat
        } else {
            Place::Line
        }
    };
    parties.into_iter().map(give).collect()
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
