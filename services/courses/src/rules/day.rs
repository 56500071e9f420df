//! The day itself: who may come in, what a code is worth, how long somebody was there.

use foundation::keys::Keys;
use office::digits::half_width;
use office::instant::Instant;
use office::percent::Percent;
use office::reference::Reference;

use crate::model::{Course, CourseStatus, Session, Status};

/// What somebody at the door shows or says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The code of a seat, signed by us.
    Seat(String),
    /// The reference of a registration.
    Reference(String),
    /// Neither.
    Neither,
}

/// Reads what was scanned, typed or pasted: a seat's code, an address that ends with one, or a
/// reference. A seat's code is believed by its signature, before anything is looked up.
pub fn read_code(keys: &Keys, typed: &str) -> Shown {
    let folded = half_width(typed);
    let last = folded.trim().rsplit(['/', '=', '#']).next().unwrap_or_default().trim();
    if let Some((id, signature)) = last.split_once('.') {
        let is_ours = keys.verify("seat", id, signature);
        return if is_ours { Shown::Seat(id.to_owned()) } else { Shown::Neither };
    }
    match Reference::parse(last) {
        Ok(reference) => Shown::Reference(reference.as_str().to_owned()),
        Err(_) => Shown::Neither,
    }
}

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
}

/// What becomes of somebody who stands at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// May come in.
    Welcome,
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
        matches!(self, Verdict::Welcome | Verdict::Left { .. })
    }
}

/// Decides over one person.
pub fn verdict(standing: &Standing) -> Verdict {
    match (standing.status, standing.in_at, standing.out_at) {
        _ if standing.is_cancelled || !standing.status.is_live() => Verdict::Cancelled,
        (Status::Waitlisted, ..) => Verdict::Waitlisted,
        (Status::Offered, ..) => Verdict::Offered,
        (Status::Pending, ..) => Verdict::Pending,
        (_, Some(_), Some(at)) => Verdict::Left { at },
        (_, Some(since), None) => Verdict::Here { since },
        (_, None, _) => Verdict::Welcome,
    }
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

/// Whole minutes somebody was there, within the session; who did not check out stayed to its end,
/// or until now while it runs.
pub fn minutes_present(session: &Session, in_at: Instant, out_at: Option<Instant>, now: Instant) -> i64 {
    let from = in_at.max(session.starts_at);
    let to = out_at.unwrap_or(now).min(session.ends_at);
    (to.seconds_since(from) / 60).max(0)
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
    use crate::settle::seat_code;

    const DAY: i64 = 86_400;

    fn now() -> Instant {
        Instant::parse("2026-11-23T02:00:00Z").unwrap()
    }

    #[test]
    fn r48_a_code_is_believed_by_its_signature_in_whatever_form_it_comes() {
        let keys = Keys::new([7; 32]);
        let code = seat_code(&keys, "seat-1");
        for shown in [code.clone(), format!(" {code}\n"), format!("https://test.example/seat/{code}")] {
            assert_eq!(read_code(&keys, &shown), Shown::Seat("seat-1".into()), "{shown}");
        }
        assert_eq!(read_code(&keys, &code.replace("seat-1", "seat-2")), Shown::Neither);
        assert_eq!(read_code(&Keys::new([8; 32]), &code), Shown::Neither);
        let reference = Reference::from_bits(42);
        let typed = reference.to_string().to_lowercase();
        assert_eq!(read_code(&keys, &typed), Shown::Reference(reference.as_str().into()));
        for nonsense in ["", "王小明", ".", "seat-1.", "'; drop table courses_seat; --"] {
            assert_eq!(read_code(&keys, nonsense), Shown::Neither, "{nonsense}");
        }
    }

    #[test]
    fn r48_who_has_a_seat_comes_in_once_and_nobody_else() {
        let at = now();
        let standing = Standing { status: Status::Confirmed, is_cancelled: false, in_at: None, out_at: None };
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
        assert_eq!(minutes_present(&session, at(-20), Some(at(50)), end), 50);
        assert_eq!(minutes_present(&session, at(10), None, at(40)), 30);
        assert_eq!(minutes_present(&session, at(10), None, end.plus_seconds(DAY)), 170);
        assert_eq!(minutes_present(&session, at(30), Some(at(10)), end), 0);
    }

    #[test]
    fn r53_a_rate_is_of_the_sessions_held() {
        assert_eq!(rate(2, 3).unwrap().to_string(), "66.7%");
        assert_eq!(rate(0, 0), None);
    }
}
