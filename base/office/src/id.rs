//! Ids: UUIDv7 as text, so that what was made later sorts later.

use std::fmt;

use rand::Rng;

use crate::instant::Instant;

/// An id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

impl Id {
    /// Reads an id that came from outside; nothing when it is not a UUID.
    pub fn parse(text: &str) -> Option<Id> {
        uuid::Uuid::try_parse(text).ok().map(|u| Id(u.hyphenated().to_string()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes ids that never go backwards, even within one millisecond.
#[derive(Debug, Default)]
pub struct Ids {
    last_ms: u64,
    count: u16,
}

impl Ids {
    /// No id made yet.
    pub fn new() -> Ids {
        Ids::default()
    }

    /// The next id; time and chance are given.
    pub fn next(&mut self, now: Instant, chance: &mut dyn Rng) -> Id {
        let ms = u64::try_from(now.micros() / 1000).unwrap_or_default();
        if ms > self.last_ms {
            self.last_ms = ms;
            self.count = 0;
        } else if self.count == 0x0fff {
            self.last_ms += 1;
            self.count = 0;
        } else {
            self.count += 1;
        }
        let mut bytes = [0; 16];
        chance.fill_bytes(&mut bytes);
        let [_, _, a, b, c, d, e, f] = self.last_ms.to_be_bytes();
        let [high, low] = self.count.to_be_bytes();
        bytes[..8].copy_from_slice(&[a, b, c, d, e, f, 0x70 | high, low]);
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Id(uuid::Uuid::from_bytes(bytes).hyphenated().to_string())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn ids_sort_in_the_order_of_their_making() {
        let (mut ids, mut chance) = (Ids::new(), rand::rngs::StdRng::seed_from_u64(1));
        let now = Instant::from_micros(1_763_780_645_000_001);
        let made: Vec<Id> = (0..10_000).map(|_| ids.next(now, &mut chance)).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        assert_eq!(Id::parse(made[0].as_str()).as_ref(), Some(&made[0]));
        assert_eq!(uuid::Uuid::parse_str(made[9999].as_str()).unwrap().get_version_num(), 7);
    }
}
