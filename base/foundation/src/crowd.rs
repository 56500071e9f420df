//! Lets people go first: while a crowd registers, what happens by itself waits a moment.
//!
//! Composing and storing a letter costs as much as a registration. In the second in which a popular
//! course opens the processors belong to those who press the button; their letters follow.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A crowd is over when it was not seen for this long.
const OVER: Duration = Duration::from_millis(25);
/// The longest that work waits for a crowd; then it takes its turn, however many people there are.
const PATIENCE: Duration = Duration::from_secs(1);

/// When a crowd was seen last.
pub struct Crowd {
    start: Instant,
    /// Microseconds after `start`, and one more; 0 when there never was a crowd.
    seen: AtomicU64,
}

impl Default for Crowd {
    fn default() -> Self {
        Crowd { start: Instant::now(), seen: AtomicU64::new(0) }
    }
}

impl Crowd {
    /// Notes that many people are being answered just now.
    pub fn note(&self) {
        let now = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX - 1);
        self.seen.store(now + 1, Ordering::Relaxed);
    }

    fn is_here(&self) -> bool {
        is_here(self.seen.load(Ordering::Relaxed), self.start.elapsed())
    }

    /// Waits until the crowd is over, but no longer than a second.
    pub async fn passes(&self) {
        let begun = Instant::now();
        while self.is_here() && begun.elapsed() < PATIENCE {
            tokio::time::sleep(OVER).await;
        }
    }
}

/// Whether a crowd that was seen then (see [`Crowd::seen`]) is still here.
fn is_here(seen: u64, now: Duration) -> bool {
    let seen = seen.checked_sub(1).map(Duration::from_micros);
    seen.is_some_and(|seen| now.saturating_sub(seen) < OVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_over_when_it_was_not_seen_for_a_moment() {
        let now = Duration::from_secs(5);
        let seen = |ago: Duration| u64::try_from((now - ago).as_micros()).unwrap_or_default() + 1;
        assert!(!is_here(0, Duration::ZERO), "there never was one");
        assert!(is_here(seen(Duration::ZERO), now));
        assert!(is_here(seen(OVER / 2), now));
        assert!(!is_here(seen(OVER), now));
    }

    #[tokio::test]
    async fn where_there_is_no_crowd_work_goes_on() {
        Crowd::default().passes().await;
    }
}
