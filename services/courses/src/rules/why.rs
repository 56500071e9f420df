//! Why a party in line has no offer (為什麼還沒有遞補): the same order of things as
//! [`super::admit::offer`], told instead of done.

use office::instant::Instant;

use super::admit::{InLine, Ledger};
use crate::model::{CourseStatus, Fill};

/// Why a party waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The course is not announced, or was called off.
    NotOffered,
    /// The draw comes first.
    Draw,
    /// The first session has begun: nothing is offered any more.
    Begun,
    /// No seat is free; when the next offer runs out, if one is out.
    NoSeat {
        /// End of the offer that runs out first.
        next: Option<Instant>,
    },
    /// It is its turn, but it needs more seats than are free.
    TooFew {
        /// Seats it needs.
        needs: i64,
        /// Seats that are free.
        free: i64,
    },
    /// In strict order it waits behind this party, however small it is.
    Behind {
        /// Id of the party whose turn it is.
        first: String,
    },
    /// Its turn has come: the desk offers as soon as it looks.
    Now,
}

/// Why each party of the line waits, in its order. `offers_end` are the ends of the offers that are
/// out; `starts_at` is the start of the first session.
pub fn why(
    ledger: &Ledger,
    line: &[InLine],
    offers_end: &[Instant],
    starts_at: Instant,
    now: Instant,
) -> Vec<Why> {
    let mut free = ledger.free(now);
    let next = offers_end.iter().copied().filter(|end| *end > now).min();
    let mut blocked_by: Option<&str> = None;
    let mut reasons = Vec::with_capacity(line.len());
    for party in line {
        let reason = if ledger.status != CourseStatus::Published {
            Why::NotOffered
        } else if ledger.awaits_draw() {
            Why::Draw
        } else if now >= starts_at {
            Why::Begun
        } else if let (Some(first), Fill::StrictOrder) = (blocked_by, ledger.fill) {
            Why::Behind { first: first.to_owned() }
        } else if free <= 0 {
            Why::NoSeat { next }
        } else if party.size > free {
            Why::TooFew { needs: party.size, free }
        } else {
            free -= party.size;
            Why::Now
        };
        if reason != Why::Now && blocked_by.is_none() {
            blocked_by = Some(&party.id);
        }
        reasons.push(reason);
    }
    reasons
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use proptest::prelude::*;

    use super::*;
    use crate::model::Method;
    use crate::rules::admit::offer;

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(1_000_000 + seconds)
    }

    fn ledger(fill: Fill, capacity: i64, taken: i64, line: &[InLine]) -> Ledger {
        Ledger {
            status: CourseStatus::Published,
            method: Method::Order,
            draw: None,
            fill,
            opens_at: at(-100),
            closes_at: at(100),
            ends_at: at(200),
            party_max: 9,
            capacity,
            taken,
            waiting_max: 1000,
            waiting: line.iter().map(|p| p.size).sum(),
            waiting_parties: i64::try_from(line.len()).unwrap(),
            pending: 0,
            smallest_waiting: None,
            next_number: 1,
            set_asides: Vec::new(),
        }
    }

    fn line(sizes: &[i64]) -> Vec<InLine> {
        sizes
            .iter()
            .enumerate()
            .map(|(i, size)| InLine { id: format!("p{i}"), number: 0, size: *size })
            .collect()
    }

    #[test]
    fn r25_in_strict_order_a_large_party_holds_up_the_small_ones_behind_it() {
        let waiting = line(&[3, 1]);
        let reasons = why(&ledger(Fill::StrictOrder, 10, 8, &waiting), &waiting, &[], at(1000), at(0));
        assert_eq!(reasons, [Why::TooFew { needs: 3, free: 2 }, Why::Behind { first: "p0".into() }]);
        let reasons = why(&ledger(Fill::WhatFits, 10, 8, &waiting), &waiting, &[], at(1000), at(0));
        assert_eq!(reasons, [Why::TooFew { needs: 3, free: 2 }, Why::Now]);
    }

    #[test]
    fn r25_when_no_seat_is_free_the_next_end_of_an_offer_is_told() {
        let waiting = line(&[1]);
        let full = ledger(Fill::WhatFits, 10, 10, &waiting);
        let reasons = why(&full, &waiting, &[at(50), at(20), at(-5)], at(1000), at(0));
        assert_eq!(reasons, [Why::NoSeat { next: Some(at(20)) }]);
    }

    #[test]
    fn r25_nothing_is_offered_of_a_course_that_began_or_was_called_off() {
        let waiting = line(&[1]);
        let mut l = ledger(Fill::WhatFits, 10, 0, &waiting);
        assert_eq!(why(&l, &waiting, &[], at(0), at(0)), [Why::Begun]);
        l.status = CourseStatus::Cancelled;
        assert_eq!(why(&l, &waiting, &[], at(10), at(0)), [Why::NotOffered]);
    }

    proptest! {
        #[test]
        fn r25_the_told_reasons_agree_with_what_the_desk_does(
            sizes in proptest::collection::vec(1_i64..5, 0..12),
            free in -3_i64..12,
            strict: bool,
        ) {
            let waiting = line(&sizes);
            let fill = if strict { Fill::StrictOrder } else { Fill::WhatFits };
            let l = ledger(fill, 20, 20 - free, &waiting);
            let told: Vec<&str> = why(&l, &waiting, &[], at(1000), at(0))
                .iter()
                .zip(&waiting)
                .filter(|(why, _)| **why == Why::Now)
                .map(|(_, p)| p.id.as_str())
                .collect();
            let mut moved = l;
            let done: Vec<&str> = offer(&mut moved, &waiting, at(0)).iter().map(|p| p.id.as_str()).collect();
            prop_assert_eq!(told, done);
        }
    }
}
