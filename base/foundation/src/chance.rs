//! The only source of randomness of the house. Rules get random values as arguments.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use office::id::{Id, Ids};
use office::instant::Instant;
use office::reference::Reference;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Makes ids, references and secret tokens.
#[derive(Clone)]
pub struct Chance {
    inner: Arc<Mutex<(StdRng, Ids, Block)>>,
}

/// References are drawn in blocks: a random beginning for the next few thousand, a random end each.
/// They stay unguessable, and the index of references is written in one place at a time instead of
/// everywhere, so that a registration costs the same among ten as among a million.
#[derive(Default)]
struct Block {
    beginning: u64,
    ends: HashSet<u64>,
}

/// References of one block.
const BLOCK: usize = 4096;
/// Random bits of a reference's end; the other 15 of its 40 bits are the block's beginning.
const END_BITS: u32 = 25;

impl Block {
    fn next(&mut self, rng: &mut StdRng) -> u64 {
        if self.ends.is_empty() || self.ends.len() >= BLOCK {
            self.beginning = rng.next_u64() << END_BITS;
            self.ends.clear();
        }
        loop {
            let end = rng.next_u64() & ((1 << END_BITS) - 1);
            if self.ends.insert(end) {
                return self.beginning | end;
            }
        }
    }
}

impl Chance {
    /// Randomness from the operating system.
    pub fn system() -> Chance {
        Chance::from_rng(rand::make_rng())
    }

    /// Repeatable values, for tests.
    pub fn seeded(seed: u64) -> Chance {
        Chance::from_rng(StdRng::seed_from_u64(seed))
    }

    fn from_rng(rng: StdRng) -> Chance {
        Chance { inner: Arc::new(Mutex::new((rng, Ids::new(), Block::default()))) }
    }

    /// A new id; ids made later sort later.
    pub fn id(&self, now: Instant) -> Id {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (rng, ids, _) = &mut *inner;
        ids.next(now, rng)
    }

    /// A new human-readable reference.
    pub fn reference(&self) -> Reference {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (rng, _, block) = &mut *inner;
        Reference::from_bits(block.next(rng))
    }

    /// A secret of 256 bits in 64 hexadecimal digits.
    pub fn token(&self) -> String {
        self.bytes::<32>().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).0.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_never_drawn_twice_and_blocks_differ() {
        let chance = Chance::seeded(3);
        let drawn: Vec<String> = (0..3 * BLOCK).map(|_| chance.reference().as_str().to_owned()).collect();
        assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
        let beginnings: HashSet<&str> = drawn.iter().filter_map(|r| r.get(..3)).collect();
        assert_eq!(beginnings.len(), 3);
    }
}
