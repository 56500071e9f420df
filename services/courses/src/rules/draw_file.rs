//! The published file of a draw (抽籤結果檔): all that is needed to repeat it, and nothing that names
//! anybody.

use serde::{Deserialize, Serialize};

use super::draw::{self, Lot, Place, Room};
use crate::model::Fill;

/// The file, as `/courses/{slug}/draw.json` gives it and `hearth check draw` reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawFile {
    /// How it is drawn; see [`draw::ALGORITHM`].
    pub algorithm: String,
    /// Title of the course.
    pub course: String,
    /// Which public number decides, as announced with the course.
    pub source: String,
    /// When the list of entries was closed.
    pub closed_at: String,
    /// The hash of the list, published before the number could be known.
    pub entries_hash: String,
    /// The entries, sorted by code.
    pub entries: Vec<Lot>,
    /// Extra lots for each draw lost within a year: the published formula of the weights.
    pub extra_lots: i64,
    /// What was published with the list, and the draw must keep to; older files have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// What the draw came to; nothing before it.
    pub result: Option<Outcome>,
}

/// What there was to draw for when the list was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Seats that were free.
    pub seats: i64,
    /// `strict-order` or `what-fits`.
    pub fill: String,
}

/// What a draw came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The public number, as it goes into the seed.
    pub number: String,
    /// The seed.
    pub seed: String,
    /// When it was drawn.
    pub drawn_at: String,
    /// Seats that were free for it.
    pub seats: i64,
    /// Places that were free of each option that has a limit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<i64>,
    /// `strict-order` or `what-fits`.
    pub fill: String,
    /// Entries that are drawn as they are now, other than the list says.
    pub changed: Vec<Changed>,
    /// The entries in drawn order.
    pub order: Vec<(String, Place)>,
}

/// An entry that became smaller after the list was closed, or changed what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Its code.
    pub code: String,
    /// Persons it is drawn for; 0 when it withdrew.
    pub size: i64,
    /// Places it asks for of each option that has a limit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wants: Vec<i64>,
}

/// How a file fails the test, as a key of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Drawn by another program's algorithm.
    Algorithm,
    /// Two entries have one code, or an entry has no person.
    Entries,
    /// The hash is not that of the entries.
    Hash,
    /// The seed is not that of list and number.
    Seed,
    /// More seats were given than were published with the list, or by another rule.
    Room,
    /// The order or the places are others.
    Order,
}

impl Wrong {
    /// What is wrong, in a word.
    pub fn code(self) -> &'static str {
        match self {
            Wrong::Algorithm => "algorithm",
            Wrong::Entries => "entries",
            Wrong::Hash => "hash",
            Wrong::Seed => "seed",
            Wrong::Room => "room",
            Wrong::Order => "order",
        }
    }
}

impl DrawFile {
    /// Repeats the draw; answers how many entries have a seat.
    ///
    /// # Errors
    /// The first thing that does not come out the same.
    pub fn check(&self) -> Result<usize, Wrong> {
        if self.algorithm != draw::ALGORITHM {
            return Err(Wrong::Algorithm);
        }
        let codes: std::collections::HashSet<&str> = self.entries.iter().map(|l| l.code.as_str()).collect();
        let options = self.entries.first().map_or(0, |l| l.wants.len());
        let wants = |l: &Lot| l.wants.len() == options && l.wants.iter().all(|n| *n >= 0);
        let sound = |l: &Lot| l.size > 0 && (0..=draw::WEIGHT_MAX).contains(&l.weight) && wants(l);
        if codes.len() != self.entries.len() || !self.entries.iter().all(sound) {
            return Err(Wrong::Entries);
        }
        if draw::entries_hash(&self.entries) != self.entries_hash {
            return Err(Wrong::Hash);
        }
        self.result.as_ref().map_or(Ok(0), |outcome| self.check_outcome(outcome))
    }

    fn check_outcome(&self, outcome: &Outcome) -> Result<usize, Wrong> {
        if draw::public_number(&outcome.number).as_ref() != Some(&outcome.number)
            || draw::seed(&self.entries_hash, &outcome.number) != outcome.seed
        {
            return Err(Wrong::Seed);
        }
        if self.closed.as_ref().is_some_and(|c| outcome.seats > c.seats || outcome.fill != c.fill) {
            return Err(Wrong::Room);
        }
        let fill = Fill::from_code(&outcome.fill).ok_or(Wrong::Order)?;
        let room = Room { seats: outcome.seats, options: outcome.options.clone() };
        let order = outcome_of(&self.entries, &outcome.changed, &outcome.seed, &room, fill);
        if order != outcome.order {
            return Err(Wrong::Order);
        }
        Ok(order.iter().filter(|(_, place)| *place == Place::Seat).count())
    }
}

/// Draws: the codes in drawn order with what each party gets.
pub fn outcome_of(
    entries: &[Lot],
    changed: &[Changed],
    seed: &str,
    room: &Room,
    fill: Fill,
) -> Vec<(String, Place)> {
    let changed: std::collections::HashMap<&str, &Changed> =
        changed.iter().map(|c| (c.code.as_str(), c)).collect();
    let drawn: Vec<&Lot> = draw::order(seed, entries).into_iter().filter_map(|i| entries.get(i)).collect();
    let parties = drawn.iter().map(|lot| match changed.get(lot.code.as_str()) {
        Some(now) => (now.size, now.wants.as_slice()),
        None => (lot.size, lot.wants.as_slice()),
    });
    let places = draw::places(parties, room, fill);
    drawn.iter().map(|lot| lot.code.clone()).zip(places).collect()
}
