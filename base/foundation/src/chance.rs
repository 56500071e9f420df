//! The only source of randomness of the house. Rules get random values as arguments.

use std::sync::{Arc, Mutex, PoisonError};

use office::id::{Id, Ids};
use office::instant::Instant;
use office::reference::Reference;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Makes ids, references and secret tokens.
#[derive(Clone)]
pub struct Chance {
    inner: Arc<Mutex<(StdRng, Ids)>>,
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
        Chance { inner: Arc::new(Mutex::new((rng, Ids::new()))) }
    }

    /// A new id; ids made later sort later.
    pub fn id(&self, now: Instant) -> Id {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (rng, ids) = &mut *inner;
        ids.next(now, rng)
    }

    /// A new human-readable reference.
    pub fn reference(&self) -> Reference {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        Reference::from_bits(inner.0.next_u64())
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
