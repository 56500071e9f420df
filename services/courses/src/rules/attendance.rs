//! How much of a course somebody was there (出席率, R53), and what that is enough for (R54).
//!
//! Minutes are counted where coming and leaving were both noted; where only coming was, the session
//! counts whole, but for the time between leaving and coming back. Sessions that were called off, or have not begun, count for nobody.

use office::instant::Instant;
use office::percent::Percent;

use crate::model::Session;
use crate::rules::day::{Stay, minutes_present};

/// How much of a course somebody was there so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attended {
    /// Sessions the person came to.
    pub came: i64,
    /// Sessions held.
    pub held: i64,
    /// Minutes there.
    pub minutes: i64,
    /// Minutes held.
    pub minutes_held: i64,
}

/// Whether a session counts: it has begun and was not called off.
pub fn counts(session: &Session, now: Instant) -> bool {
    !session.cancelled && session.starts_at <= now
}

/// Adds up the sessions that count; `stay` says when the person was at one.
pub fn attended(sessions: &[Session], stay: impl Fn(&Session) -> Option<Stay>, now: Instant) -> Attended {
    let mut sum = Attended::default();
    for session in sessions.iter().filter(|s| counts(s, now)) {
        let whole = (session.ends_at.seconds_since(session.starts_at) / 60).max(1);
        sum.held += 1;
        sum.minutes_held += whole;
        if let Some(stay) = stay(session) {
            sum.came += 1;
            sum.minutes += match stay.out_at {
                Some(_) => minutes_present(session, stay, now).min(whole),
                None => (whole - stay.away_seconds / 60).max(0),
            };
        }
    }
    sum
}

impl Attended {
    /// The rate; none before the first session.
    pub fn rate(&self) -> Option<Percent> {
        Percent::of(u64::try_from(self.minutes).ok()?, u64::try_from(self.minutes_held).ok()?)
    }

    /// Whether the rate is at least so many percent: compared in minutes, so that nothing is rounded.
    pub fn reaches(&self, percent: i64) -> bool {
        self.minutes_held > 0 && self.minutes * 100 >= percent * self.minutes_held
    }
}

/// Why somebody gets no certificate (yet).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCertificate {
    /// The course gives none.
    NotGiven,
    /// The course is not over.
    NotOver,
    /// Too little of it was attended.
    TooLittle,
}

/// Whether a certificate (研習證明) is due: the last session is over and the rate is reached. A
/// `percent` of 0 means that the course gives none.
///
/// # Errors
/// [`NoCertificate`] says why not.
pub fn certificate(
    sessions: &[Session],
    attended: &Attended,
    percent: i64,
    now: Instant,
) -> Result<(), NoCertificate> {
    let mut held = sessions.iter().filter(|s| !s.cancelled).peekable();
    match () {
        () if percent <= 0 => Err(NoCertificate::NotGiven),
        () if held.peek().is_none() || held.any(|s| s.ends_at > now) => Err(NoCertificate::NotOver),
        () if !attended.reaches(percent) => Err(NoCertificate::TooLittle),
        () => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use proptest::prelude::*;

    use super::*;
    use crate::sample;

    const HOUR: i64 = 3600;
    const DAY: i64 = 24 * HOUR;

    fn stay(in_at: Instant, out_at: Option<Instant>) -> Stay {
        Stay { in_at, out_at, away_seconds: 0 }
    }

    fn start() -> Instant {
        Instant::parse("2026-11-02T02:00:00Z").unwrap()
    }

    /// Sessions of these lengths in hours, a week apart.
    fn sessions(hours: &[i64]) -> Vec<Session> {
        let course = sample::course("c", start());
        let of = |(at, hours): (usize, &i64)| {
            let starts_at = start().plus_seconds(7 * DAY * i64::try_from(at).unwrap());
            let ends_at = starts_at.plus_seconds(hours * HOUR);
            Session { number: i64::try_from(at).unwrap() + 1, starts_at, ends_at, ..sample::session(&course) }
        };
        hours.iter().enumerate().map(of).collect()
    }

    fn end() -> Instant {
        start().plus_seconds(60 * DAY)
    }

    #[test]
    fn r53_minutes_count_where_leaving_was_noted_and_whole_sessions_where_not() {
        let sessions = sessions(&[3, 1]);
        // Came late to the first without signing out; left the second after a quarter of it.
        let came = |s: &Session| match s.number {
            1 => Some(stay(s.starts_at.plus_seconds(1200), None)),
            _ => Some(stay(s.starts_at.plus_seconds(-600), Some(s.starts_at.plus_seconds(900)))),
        };
        let sum = attended(&sessions, came, end());
        assert_eq!(sum, Attended { came: 2, held: 2, minutes: 195, minutes_held: 240 });
        assert_eq!(sum.rate().unwrap().to_string(), "81.3%");
    }

    #[test]
    fn r50_the_time_between_leaving_and_coming_back_is_not_attended() {
        let sessions = sessions(&[3]);
        let of = |out_at| {
            attended(&sessions, |s| Some(Stay { away_seconds: 140 * 60, ..stay(s.starts_at, out_at) }), end())
        };
        assert_eq!((of(Some(start().plus_seconds(3 * HOUR))).minutes, of(None).minutes), (40, 40));
    }

    #[test]
    fn r53_what_was_called_off_or_has_not_begun_counts_for_nobody() {
        let mut sessions = sessions(&[3, 3, 3]);
        sessions[1].cancelled = true;
        let sum = attended(&sessions, |s| (s.number == 1).then_some(stay(s.starts_at, None)), start());
        assert_eq!((sum.came, sum.held), (1, 1));
        assert_eq!(attended(&sessions, |_| None, start().plus_seconds(-1)).rate(), None);
    }

    #[test]
    fn r54_a_certificate_needs_the_end_of_the_course_and_the_rate() {
        let mut sessions = sessions(&[2, 2, 1]);
        let came = |n: &[i64]| {
            let n = n.to_vec();
            attended(&sessions, move |s| n.contains(&s.number).then_some(stay(s.starts_at, None)), end())
        };
        let (all, most, little) = (came(&[1, 2, 3]), came(&[1, 2]), came(&[1, 3]));
        for (attended, percent, now, expected) in [
            (&all, 80, end(), Ok(())),
            (&most, 80, end(), Ok(())),
            (&most, 81, end(), Err(NoCertificate::TooLittle)),
            (&little, 80, end(), Err(NoCertificate::TooLittle)),
            (&all, 80, start(), Err(NoCertificate::NotOver)),
            (&all, 0, end(), Err(NoCertificate::NotGiven)),
        ] {
            assert_eq!(certificate(&sessions, attended, percent, now), expected, "{attended:?} {percent}");
        }
        for session in &mut sessions {
            session.cancelled = true;
        }
        assert_eq!(certificate(&sessions, &all, 80, end()), Err(NoCertificate::NotOver));
    }

    proptest! {
        #[test]
        fn r53_a_rate_is_between_nothing_and_everything_and_grows_with_each_minute(
            stays in proptest::collection::vec((any::<bool>(), -60_i64..300, proptest::option::of(-60_i64..400)), 1..8),
            more in 0_i64..100,
        ) {
            let sessions = sessions(&vec![3; stays.len()]);
            let of = |longer: i64| attended(&sessions, |s| {
                let (there, from, to) = stays[usize::try_from(s.number).unwrap() - 1];
                let at = |minutes: i64| s.starts_at.plus_seconds(minutes * 60);
                there.then(|| stay(at(from), to.map(|to| at(to + longer))))
            }, end());
            let (sum, longer) = (of(0), of(more));
            prop_assert!(sum.minutes >= 0 && sum.minutes <= sum.minutes_held);
            prop_assert!(sum.came <= sum.held);
            prop_assert!(longer.minutes >= sum.minutes);
            for percent in 1..=100 {
                prop_assert!(!sum.reaches(percent) || longer.reaches(percent));
                prop_assert!(percent == 100 || !sum.reaches(percent + 1) || sum.reaches(percent));
            }
        }
    }
}
