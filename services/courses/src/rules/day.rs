//! The day itself: who may come in, what is said at the door, how long somebody was there.
//!
//! The telephones at the door decide by `static/door/judge.js` while they have no network; both are held
//! to the cases of `tests/door-cases.json` (R47).

use office::instant::Instant;
use office::percent::Percent;

use crate::model::{Course, CourseStatus, Session, Status};

/// What is known of somebody who stands at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where the registration stands.
    pub status: Status,
    /// Whether this seat was cancelled.
    pub is_cancelled: bool,
    /// When the person came in.
    pub in_at: Option<Instant>,
    /// When the person left.
    pub out_at: Option<Instant>,
    /// Whether a question that must be answered is not.
    pub lacks_answers: bool,
}

/// What becomes of somebody who stands at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// May come in.
    Welcome,
    /// May come in once the questions left open were asked.
    Unanswered,
    /// Came in already.
    Here {
        /// Since when.
        since: Instant,
    },
    /// Was here and left; may come in again.
    Left {
        /// When.
        at: Instant,
    },
    /// Is in line for a seat.
    Waitlisted,
    /// Was offered a seat and has not taken it.
    Offered,
    /// Awaits approval.
    Pending,
    /// Has no seat (any more).
    Cancelled,
}

impl Verdict {
    /// Whether the person may be noted as come in.
    pub fn may_enter(self) -> bool {
        matches!(self, Verdict::Welcome | Verdict::Unanswered | Verdict::Left { .. })
    }
}

/// Decides over one person.
pub fn verdict(standing: &Standing) -> Verdict {
    match (standing.status, standing.in_at, standing.out_at) {
        _ if standing.is_cancelled || !standing.status.is_live() => Verdict::Cancelled,
        (Status::Waitlisted | Status::Entered, ..) => Verdict::Waitlisted,
        (Status::Offered, ..) => Verdict::Offered,
        (Status::Pending, ..) => Verdict::Pending,
        (_, Some(_), Some(at)) => Verdict::Left { at },
        (_, Some(since), None) => Verdict::Here { since },
        (_, None, _) if standing.lacks_answers => Verdict::Unanswered,
        (_, None, _) => Verdict::Welcome,
    }
}

/// What is found behind what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// Nothing of ours.
    Nothing,
    /// A registration of another course.
    OtherCourse,
    /// A party of this course.
    Party {
        /// Everybody of it, cancelled seats too.
        standings: &'a [Standing],
        /// The place in it of the seat that was shown, if it was one.
        shown: Option<usize>,
    },
}

/// What is said at the door, in one big word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// No code of ours.
    NotOurs,
    /// Good at another door.
    OtherCourse,
    /// The session does not take place.
    CalledOff,
    /// The session is on another day.
    OtherDay,
    /// What becomes of the person.
    Person(Verdict),
}

/// Decides what is said. The wrong day outweighs what a code says, except that it is worth nothing.
pub fn judge(found: Found<'_>, open: Open) -> Word {
    let Found::Party { standings, shown } = found else {
        return if found == Found::OtherCourse { Word::OtherCourse } else { Word::NotOurs };
    };
    let verdicts: Vec<Verdict> = standings.iter().map(verdict).collect();
    let is_live = verdicts.iter().any(|v| *v != Verdict::Cancelled);
    match open {
        Open::CalledOff if is_live => return Word::CalledOff,
        Open::OtherDay if is_live => return Word::OtherDay,
        _ => {}
    }
    let of_party = || {
        let coming = verdicts.iter().find(|v| v.may_enter());
        coming.or_else(|| verdicts.iter().find(|v| **v != Verdict::Cancelled)).or(verdicts.first()).copied()
    };
    let one = shown.and_then(|at| verdicts.get(at).copied()).or_else(of_party);
    Word::Person(one.unwrap_or(Verdict::Cancelled))
}

/// Whether people can be checked in to a session now, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// They can: it is the day.
    Today,
    /// It is another day.
    OtherDay,
    /// The session or its course was called off.
    CalledOff,
}

/// A session is open on its day, from midnight to midnight in Taipei.
pub fn is_open(course: &Course, session: &Session, now: Instant) -> Open {
    let day = now.date();
    if session.cancelled || course.status == CourseStatus::Cancelled {
        Open::CalledOff
    } else if (session.starts_at.date()..=session.ends_at.date()).contains(&day) {
        Open::Today
    } else {
        Open::OtherDay
    }
}

/// Coming and leaving of one person, where the leaving was noted, and how long it was away between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// When the person came in.
    pub in_at: Instant,
    /// When the person left.
    pub out_at: Option<Instant>,
    /// Seconds between leaving and coming back, within the session.
    pub away_seconds: i64,
}

/// Whole minutes somebody was there, within the session and without those away; who did not check out stayed
/// to its end, or until now while it runs.
pub fn minutes_present(session: &Session, stay: Stay, now: Instant) -> i64 {
    let from = stay.in_at.max(session.starts_at);
    let to = stay.out_at.unwrap_or(now).min(session.ends_at);
    ((to.seconds_since(from) - stay.away_seconds) / 60).max(0)
}

/// The share of the sessions held so far that somebody came to (R53); none before the first.
pub fn rate(came: i64, held: i64) -> Option<Percent> {
    Percent::of(u64::try_from(came).ok()?, u64::try_from(held).ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sample;

    const DAY: i64 = 86_400;

    fn now() -> Instant {
        Instant::parse("2026-11-23T02:00:00Z").unwrap()
    }

    #[test]
    fn r48_who_has_a_seat_comes_in_once_and_nobody_else() {
        let at = now();
        let standing = Standing {
            status: Status::Confirmed,
            is_cancelled: false,
            in_at: None,
            out_at: None,
            lacks_answers: false,
        };
        assert_eq!(verdict(&standing), Verdict::Welcome);
        assert_eq!(verdict(&Standing { in_at: Some(at), ..standing }), Verdict::Here { since: at });
        let left = Standing { in_at: Some(at), out_at: Some(at), ..standing };
        assert_eq!(verdict(&left), Verdict::Left { at });
        assert_eq!(verdict(&Standing { is_cancelled: true, ..standing }), Verdict::Cancelled);
        for status in Status::ALL {
            let entered = verdict(&Standing { status: *status, ..standing }).may_enter();
            assert_eq!(entered, *status == Status::Confirmed, "{status:?}");
        }
    }

    #[test]
    fn r48_a_session_is_open_on_its_day_in_taipei() {
        let course = sample::course("c", now());
        let session = sample::session(&course);
        let start = session.starts_at;
        assert_eq!(is_open(&course, &session, start), Open::Today);
        assert_eq!(is_open(&course, &session, start.plus_seconds(-DAY)), Open::OtherDay);
        assert_eq!(is_open(&course, &session, start.plus_seconds(DAY)), Open::OtherDay);
        let midnight = Instant::start_of(start.date()).unwrap();
        assert_eq!(is_open(&course, &session, midnight), Open::Today);
        assert_eq!(is_open(&course, &session, midnight.plus_seconds(-1)), Open::OtherDay);
        let called_off = Session { cancelled: true, ..session };
        assert_eq!(is_open(&course, &called_off, start), Open::CalledOff);
    }

    #[test]
    fn r50_minutes_are_counted_within_the_session() {
        let course = sample::course("c", now());
        let session = sample::session(&course);
        let (start, end) = (session.starts_at, session.ends_at);
        let at = |minutes: i64| start.plus_seconds(minutes * 60);
        let stay = |in_at, out_at| Stay { in_at, out_at, away_seconds: 0 };
        assert_eq!(minutes_present(&session, stay(at(-20), Some(at(50))), end), 50);
        assert_eq!(minutes_present(&session, stay(at(10), None), at(40)), 30);
        assert_eq!(minutes_present(&session, stay(at(10), None), end.plus_seconds(DAY)), 170);
        assert_eq!(minutes_present(&session, stay(at(30), Some(at(10))), end), 0);
        let away = Stay { away_seconds: 140 * 60, ..stay(at(0), Some(at(180))) };
        assert_eq!(minutes_present(&session, away, end), 40, "out after twenty, back for the last twenty");
    }

    #[test]
    fn r53_a_rate_is_of_the_sessions_held() {
        assert_eq!(rate(2, 3).unwrap().to_string(), "66.7%");
        assert_eq!(rate(0, 0), None);
    }
}
