//! What was entered by mistake may be taken back, until figures were frozen over it.

use office::instant::Instant;

/// Whether something entered at a moment may still be taken back; `frozen_at` is the newest freeze.
pub fn is_open(added_at: Instant, frozen_at: Option<Instant>) -> bool {
    frozen_at.is_none_or(|frozen| frozen < added_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_back_from_under_a_freeze() {
        let (before, at) = (Instant::MIN, Instant::MIN.plus_seconds(60));
        assert!(is_open(before, None));
        assert!(is_open(at, Some(before)), "entered since");
        assert!(!is_open(at, Some(at)));
        assert!(!is_open(before, Some(at)));
    }
}
