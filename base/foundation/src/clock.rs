//! The only clock of the house. Rules get the time as an argument; the shell asks here.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use office::instant::Instant;

/// Where the shell gets the time from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until a test moves it; microseconds since 1970.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn fixed(at: Instant) -> Clock {
        Clock::Fixed(Arc::new(AtomicI64::new(at.micros())))
    }

    /// Now.
    pub fn now(&self) -> Instant {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
            Clock::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                Instant::from_micros(since.map_or(0, |d| i64::try_from(d.as_micros()).unwrap_or(i64::MAX)))
            }
            Clock::Fixed(at) => Instant::from_micros(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; a system clock does not care.
    pub fn set(&self, now: Instant) {
        if let Clock::Fixed(at) = self {
            at.store(now.micros(), Ordering::SeqCst);
        }
    }
}
