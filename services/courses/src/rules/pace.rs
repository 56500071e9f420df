//! When arrivals are lined up, and how long the line takes (報名排隊): pure arithmetic of the opening second.

/// Parties the desk is taken to settle in a second before it has measured itself.
pub const FIRST_GUESS: u64 = 1000;

/// Whether so many parties wait that the desk needs longer than `patience_ms` milliseconds for them. With a
/// patience of nothing everybody is lined up.
pub fn is_overrun(waiting: usize, per_second: u64, patience_ms: u64) -> bool {
    let waiting = u64::try_from(waiting).unwrap_or(u64::MAX);
    waiting.saturating_mul(1000) >= per_second.max(1).saturating_mul(patience_ms)
}

/// The lines a desk serves in turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines {
    /// How many there are.
    pub lines: i64,
    /// Parties that stand in them all together.
    pub parties: i64,
}

/// How many are settled before a party with so many before it in its own line, at most, when each line in
/// turn is served `at_once` parties.
pub fn before(ahead: i64, all: Lines, at_once: i64) -> i64 {
    let (ahead, lines) = (ahead.max(0), all.lines.max(1));
    let in_turn = ahead.saturating_mul(lines).saturating_add((lines - 1).saturating_mul(at_once));
    in_turn.min(all.parties.max(ahead))
}

/// Seconds until a party with so many before it is settled: rounded up, at least one.
pub fn seconds(ahead: i64, per_second: u64) -> i64 {
    let per_second = i64::try_from(per_second).unwrap_or(i64::MAX).max(1);
    // So many are settled with the party itself: the last of a full second is still within it.
    ahead.max(0) / per_second + 1
}

/// A new measure counts a quarter, so that one slow disk does not frighten everybody.
pub fn measured(before: u64, settled: usize, micros: u64) -> u64 {
    let settled = u64::try_from(settled).unwrap_or(u64::MAX);
    let now = settled.saturating_mul(1_000_000) / micros.max(1);
    (before.saturating_mul(3).saturating_add(now) / 4).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r13_a_line_is_made_when_the_desk_needs_longer_than_people_wait() {
        assert!(!is_overrun(0, 1000, 2000));
        assert!(!is_overrun(1999, 1000, 2000));
        assert!(is_overrun(2000, 1000, 2000));
        assert!(is_overrun(0, 1000, 0), "no patience: everybody lines up");
        assert!(!is_overrun(1, u64::MAX, 2000), "large numbers do no harm");
    }

    #[test]
    fn r13_the_wait_is_told_in_whole_seconds_and_never_too_short() {
        assert_eq!(seconds(0, 1000), 1);
        assert_eq!(seconds(999, 1000), 1);
        assert_eq!(seconds(1000, 1000), 2);
        assert_eq!(seconds(-5, 0), 1);
        assert_eq!(seconds(86_400, 1), 86_401);
    }

    #[test]
    fn r13_several_lines_share_the_desk_and_each_is_told_so() {
        let all = |lines, parties| Lines { lines, parties };
        assert_eq!(before(100, Lines::default(), 512), 100, "nothing is known of other lines");
        assert_eq!(before(100, all(1, 9000), 512), 100);
        // Served in turn, so many at once: everybody who is settled before the last of a line.
        for lines in 1..6 {
            for ahead in [0, 1, 511, 512, 5000] {
                let most = ahead + (lines - 1) * (ahead / 512 + 1) * 512;
                let told = before(ahead, all(lines, 100_000), 512);
                assert!(told >= most && told <= most + (lines - 1) * 512, "{lines} lines, {ahead} ahead");
            }
        }
        assert_eq!(before(0, all(50, 60), 512), 60, "short lines hold nobody up for long");
        assert_eq!(before(i64::MAX, all(3, 5), 512), i64::MAX);
    }

    #[test]
    fn the_pace_follows_what_is_measured() {
        let mut pace = FIRST_GUESS;
        for _ in 0..20 {
            pace = measured(pace, 500, 100_000);
        }
        assert!((4900..=5000).contains(&pace), "{pace}");
        assert_eq!(measured(1, 0, 0), 1);
    }
}
