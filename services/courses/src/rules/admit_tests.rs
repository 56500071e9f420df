#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::super::pool::{Pool, Rule};
use super::*;

fn at(seconds: i64) -> Instant {
    Instant::from_micros(1_800_000_000_000_000).plus_seconds(seconds)
}

fn ledger(capacity: i64, fill: Fill) -> Ledger {
    Ledger {
        status: CourseStatus::Published,
        method: Method::Order,
        fill,
        opens_at: at(0),
        closes_at: at(1000),
        ends_at: at(5000),
        party_max: 6,
        capacity,
        taken: 0,
        waiting_max: 10_000,
        waiting: 0,
        waiting_parties: 0,
        pending: 0,
        smallest_waiting: None,
        draw: None,
        next_number: 1,
        set_asides: Vec::new(),
    }
}

fn request(key: &str, size: i64) -> Request {
    Request {
        key: key.into(),
        size,
        by_staff: false,
        over_limit: false,
        to_line: false,
        seats_only: false,
        set_aside: None,
        pools: vec![],
        already_here: false,
        later_seconds: 0,
        came_at: None,
    }
}

fn status(decision: &Decision) -> Option<Status> {
    if let Decision::Admit { status, .. } = decision { Some(*status) } else { None }
}

#[test]
fn r13_who_stood_in_line_is_judged_by_the_moment_of_coming() {
    let mut l = ledger(10, Fill::StrictOrder);
    let (closes, opens) = (l.closes_at, l.opens_at);
    let after = closes.plus_seconds(5);
    let came = |at| Request { came_at: Some(at), ..request("a", 1) };
    assert_eq!(status(&admit(&mut l, &[came(closes.plus_seconds(-1))], after)[0]), Some(Status::Confirmed));
    assert_eq!(admit(&mut l, &[came(closes)], after)[0], Decision::Refuse(Refusal::Closed));
    let early = Decision::Refuse(Refusal::NotOpen { opens_at: opens });
    assert_eq!(admit(&mut l, &[came(opens.plus_seconds(-1))], opens.plus_seconds(1))[0], early);
}

#[test]
fn r10_nobody_comes_in_before_the_opening_or_after_the_close() {
    let mut l = ledger(10, Fill::StrictOrder);
    assert_eq!(
        admit(&mut l, &[request("a", 1)], at(-1)),
        [Decision::Refuse(Refusal::NotOpen { opens_at: at(0) })]
    );
    assert_eq!(status(&admit(&mut l, &[request("a", 1)], at(0))[0]), Some(Status::Confirmed));
    assert_eq!(admit(&mut l, &[request("b", 1)], at(1000)), [Decision::Refuse(Refusal::Closed)]);
    let staff = Request { by_staff: true, ..request("c", 1) };
    assert_eq!(status(&admit(&mut l, &[staff], at(2000))[0]), Some(Status::Confirmed));
    // A course that is over takes nobody, whatever its closing says.
    let mut l = Ledger { ends_at: at(500), ..ledger(10, Fill::StrictOrder) };
    assert_eq!(status(&admit(&mut l, &[request("d", 1)], at(499))[0]), Some(Status::Confirmed));
    assert_eq!(admit(&mut l, &[request("e", 1)], at(500)), [Decision::Refuse(Refusal::Closed)]);
}

#[test]
fn r16_a_party_waits_as_one_and_knows_its_place() {
    let mut l = ledger(3, Fill::StrictOrder);
    let d = admit(&mut l, &[request("a", 2), request("b", 2), request("c", 1)], at(1));
    assert_eq!(
        d.iter().map(status).collect::<Vec<_>>(),
        [Some(Status::Confirmed), Some(Status::Waitlisted), Some(Status::Waitlisted)]
    );
    assert!(matches!(d[2], Decision::Admit { position: Some(2), number: 3, .. }));
    assert_eq!((l.taken, l.waiting, l.waiting_parties), (2, 3, 2));
}

#[test]
fn what_fits_fills_the_last_seats() {
    let mut l = ledger(3, Fill::WhatFits);
    let d = admit(&mut l, &[request("a", 2), request("b", 2), request("c", 1)], at(1));
    assert_eq!(status(&d[1]), Some(Status::Waitlisted));
    assert_eq!(status(&d[2]), Some(Status::Confirmed));
    assert_eq!(l.taken, 3);
}

#[test]
fn r04_seats_set_aside_leave_the_public_stock_and_fall_back_at_their_time() {
    let mut l = ledger(4, Fill::WhatFits);
    l.set_asides = vec![SetAside { id: "priority".into(), seats: 3, used: 0, until_at: at(100), pool: None }];
    assert_eq!(l.free(at(1)), 1);
    let d = admit(&mut l, &[request("a", 1), request("b", 1)], at(1));
    assert_eq!(status(&d[1]), Some(Status::Waitlisted));
    let priority = Request { set_aside: Some("priority".into()), ..request("c", 2) };
    let d = admit(&mut l, &[priority], at(2));
    assert!(matches!(d[0], Decision::Admit { status: Status::Confirmed, from_set_aside: Some(0), .. }));
    assert_eq!((l.free(at(2)), l.free(at(100))), (0, 1));
}

#[test]
fn r05_staff_may_go_over_the_limit() {
    let mut l = ledger(1, Fill::StrictOrder);
    let over = Request { by_staff: true, over_limit: true, ..request("b", 2) };
    let d = admit(&mut l, &[request("a", 1), over], at(1));
    assert_eq!(status(&d[1]), Some(Status::Confirmed));
    assert_eq!(l.free(at(1)), -2);
}

#[test]
fn r31_with_approval_everyone_awaits_it() {
    let mut l = ledger(1, Fill::StrictOrder);
    l.method = Method::Approval;
    let d = admit(&mut l, &[request("a", 1), request("b", 3)], at(1));
    assert_eq!(d.iter().map(status).collect::<Vec<_>>(), [Some(Status::Pending); 2]);
    assert_eq!((l.taken, l.pending), (0, 4));
}

#[test]
fn a_party_of_nobody_or_of_too_many_is_refused() {
    let mut l = ledger(100, Fill::StrictOrder);
    let d = admit(&mut l, &[request("a", 0), request("b", 7), request("c", 10_000)], at(1));
    assert_eq!(d, [Decision::Refuse(Refusal::WrongSize { max: 6 }); 3]);
}

#[test]
fn r18_an_offer_goes_to_the_head_of_the_line_and_holds_its_seats() {
    let line = |sizes: &[i64]| -> Vec<InLine> {
        sizes.iter().enumerate().map(|(i, s)| InLine { id: i.to_string(), number: 0, size: *s }).collect()
    };
    let mut l = ledger(10, Fill::StrictOrder);
    (l.taken, l.waiting, l.waiting_parties) = (8, 6, 3);
    let parties = line(&[1, 4, 1]);
    let offered: Vec<&str> = offer(&mut l, &parties, at(1)).iter().map(|p| p.id.as_str()).collect();
    assert_eq!((offered, l.taken, l.waiting, l.waiting_parties), (vec!["0"], 9, 5, 2));
    let mut l = ledger(10, Fill::WhatFits);
    (l.taken, l.waiting, l.waiting_parties) = (8, 6, 3);
    let offered: Vec<&str> = offer(&mut l, &parties, at(1)).iter().map(|p| p.id.as_str()).collect();
    assert_eq!((offered, l.taken), (vec!["0", "2"], 10));
}

proptest! {
    /// Never over capacity, nobody lost, nobody twice, order kept, set-asides respected.
    #[test]
    fn r02_admission_is_right_for_any_crowd(
        capacity in 0_i64..60,
        aside in 0_i64..10,
        waiting_max in 0_i64..40,
        strict in any::<bool>(),
        crowd in prop::collection::vec((0_u8..40, 0_i64..8, any::<bool>()), 0..120),
        cuts in prop::collection::vec(1_usize..30, 1..8),
    ) {
        let fill = if strict { Fill::StrictOrder } else { Fill::WhatFits };
        let aside = aside.min(capacity);
        let mut l = ledger(capacity, fill);
        l.waiting_max = waiting_max;
        l.set_asides = vec![SetAside { id: "p".into(), seats: aside, used: 0, until_at: at(500), pool: None }];
        // The crowd comes in batches of any size; keys that came in an earlier batch are answered
        // from the store, so only the first of each reaches the rule again.
        let mut seen = std::collections::HashSet::new();
        let mut rest: &[(u8, i64, bool)] = &crowd;
        let mut admitted: Vec<(i64, Status, i64)> = Vec::new();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            let (batch, later) = rest.split_at((*cut).min(rest.len()));
            rest = later;
            let batch: Vec<Request> = batch
                .iter()
                .filter(|(key, ..)| !seen.contains(key))
                .map(|(key, size, priority)| Request {
                    set_aside: priority.then(|| "p".to_owned()),
                    ..request(&key.to_string(), *size)
                })
                .collect();
            let decisions = admit(&mut l, &batch, at(1));
            prop_assert_eq!(decisions.len(), batch.len());
            for (r, d) in batch.iter().zip(&decisions) {
                seen.insert(r.key.parse::<u8>().unwrap());
                match d {
                    Decision::Admit { status, number, .. } => admitted.push((*number, *status, r.size)),
                    Decision::Same { as_request } => prop_assert_eq!(&batch[*as_request].key, &r.key),
                    Decision::Refuse(_) => {}
                }
            }
        }
        let sum = |s: Status| admitted.iter().filter(|a| a.1 == s).map(|a| a.2).sum::<i64>();
        prop_assert_eq!(sum(Status::Confirmed), l.taken);
        prop_assert_eq!(sum(Status::Waitlisted), l.waiting);
        prop_assert!(l.taken <= capacity, "never over capacity");
        prop_assert!(l.waiting <= waiting_max);
        prop_assert!(l.set_asides[0].used <= aside);
        prop_assert!(l.taken - l.set_asides[0].used <= capacity - aside, "set-asides respected");
        prop_assert!(admitted.windows(2).all(|w| w[0].0 < w[1].0), "numbers in the order of arrival");
    }
}

#[test]
fn r14_within_the_fair_window_everyone_enters_and_afterwards_everyone_waits_for_the_draw() {
    let drawing = Drawing { window_minutes: 10, is_closed: false, is_drawn: false };
    let mut ledger = Ledger { method: Method::Window, draw: Some(drawing), ..ledger(3, Fill::StrictOrder) };
    ledger.closes_at = at(3600);
    let ask = |ledger: &mut Ledger, key: &str, seconds: i64| {
        let request = Request {
            key: key.into(),
            size: 2,
            by_staff: false,
            over_limit: false,
            to_line: false,
            seats_only: false,
            set_aside: None,
            pools: vec![],
            already_here: false,
            later_seconds: 0,
            came_at: None,
        };
        status(&admit(ledger, &[request], at(seconds))[0])
    };
    assert_eq!(ask(&mut ledger, "a", 0), Some(Status::Entered));
    assert_eq!(ask(&mut ledger, "b", 599), Some(Status::Entered));
    assert_eq!(ask(&mut ledger, "c", 600), Some(Status::Waitlisted), "seats are free, but the draw is first");
    assert_eq!((ledger.taken, ledger.waiting), (0, 2));
    // A process whose clock is slow does not enter anybody after the list was closed.
    ledger.draw = Some(Drawing { is_closed: true, ..drawing });
    assert_eq!(ask(&mut ledger, "d", 599), Some(Status::Waitlisted));
    ledger.draw = Some(Drawing { is_closed: true, is_drawn: true, ..drawing });
    (ledger.waiting, ledger.waiting_parties, ledger.smallest_waiting) = (0, 0, None);
    assert_eq!(ask(&mut ledger, "e", 700), Some(Status::Confirmed), "then order of arrival");
}

#[test]
fn r15_in_a_lottery_one_enters_until_registration_closes() {
    let drawing = Drawing { window_minutes: 10, is_closed: false, is_drawn: false };
    let ledger = Ledger { method: Method::Lottery, draw: Some(drawing), ..ledger(3, Fill::StrictOrder) };
    assert!(ledger.enters(at(999)) && !ledger.enters(at(1000)) && ledger.awaits_draw());
}

#[test]
fn r11_a_pool_sits_down_early_on_its_own_seats_only_and_merges_at_its_time() {
    let pool = Pool { rule: Rule::Loser, opens_at: at(-500) };
    let mut l = ledger(4, Fill::StrictOrder);
    l.set_asides = vec![SetAside { id: "p".into(), seats: 2, used: 0, until_at: at(100), pool: Some(pool) }];
    let mine = |key: &str, size| Request { pools: vec!["p".into()], ..request(key, size) };
    let mut ask = |request: Request, seconds| admit(&mut l, &[request], at(seconds))[0];
    let not_open = Decision::Refuse(Refusal::NotOpen { opens_at: at(0) });
    assert_eq!(ask(request("stranger", 1), -400), not_open);
    assert_eq!(ask(mine("early", 1), -600), Decision::Refuse(Refusal::NotOpen { opens_at: at(-500) }));
    assert!(matches!(
        ask(mine("a", 2), -400),
        Decision::Admit { status: Status::Confirmed, from_set_aside: Some(0), .. }
    ));
    assert_eq!(ask(mine("b", 1), -300), not_open, "its seats are gone; the rest open with the others");
    assert_eq!(status(&ask(mine("c", 1), 10)), Some(Status::Confirmed));
    assert_eq!(status(&ask(request("d", 1), 10)), Some(Status::Confirmed));
    assert_eq!(status(&ask(request("e", 1), 200)), Some(Status::Waitlisted));
}

#[test]
fn r11_a_pool_that_opens_later_waits_for_its_time_and_keeps_its_seats() {
    let pool = Pool { rule: Rule::Loser, opens_at: at(500) };
    let mut l = ledger(3, Fill::StrictOrder);
    l.set_asides = vec![SetAside { id: "p".into(), seats: 1, used: 0, until_at: at(800), pool: Some(pool) }];
    let mine = |key: &str, size| Request { pools: vec!["p".into()], ..request(key, size) };
    let mut ask = |request: Request, seconds| admit(&mut l, &[request], at(seconds))[0];
    assert_eq!(ask(mine("a", 1), 100), Decision::Refuse(Refusal::NotOpen { opens_at: at(500) }));
    assert_eq!(status(&ask(request("b", 2), 100)), Some(Status::Confirmed));
    assert_eq!(status(&ask(request("c", 1), 100)), Some(Status::Waitlisted), "the last seat is the pool's");
    assert!(matches!(ask(mine("d", 1), 500), Decision::Admit { status: Status::Confirmed, .. }));
}

#[test]
fn r11_a_pool_that_merged_while_its_party_stood_in_line_gives_no_seat_twice() {
    let pool = Pool { rule: Rule::Loser, opens_at: at(0) };
    let aside = SetAside { id: "p".into(), seats: 1, used: 0, until_at: at(100), pool: Some(pool) };
    let lined = || Request { pools: vec!["p".into()], came_at: Some(at(99)), ..request("lined", 1) };
    let mut l = Ledger { set_asides: vec![aside.clone()], ..ledger(2, Fill::StrictOrder) };
    let others = [request("a", 1), request("b", 1)];
    assert!(admit(&mut l, &others, at(101)).iter().all(|d| status(d) == Some(Status::Confirmed)));
    assert_eq!(status(&admit(&mut l, &[lined()], at(102))[0]), Some(Status::Waitlisted));
    assert_eq!(l.taken, 2);
    // What nobody else has is still the pool's for who came in time.
    let mut l = Ledger { set_asides: vec![aside], ..ledger(2, Fill::StrictOrder) };
    admit(&mut l, &others[..1], at(101));
    let decided = admit(&mut l, &[lined()], at(102))[0];
    assert!(matches!(decided, Decision::Admit { status: Status::Confirmed, from_set_aside: Some(0), .. }));
}

#[test]
fn r04_seats_that_fell_back_while_a_party_stood_in_line_are_given_to_it() {
    let mut l = ledger(2, Fill::StrictOrder);
    l.set_asides = vec![SetAside { id: "priority".into(), seats: 2, used: 0, until_at: at(100), pool: None }];
    let lined = Request { came_at: Some(at(99)), ..request("lined", 1) };
    assert_eq!(status(&admit(&mut l, &[lined], at(102))[0]), Some(Status::Confirmed));
    assert_eq!((l.taken, l.waiting), (1, 0));
}

proptest! {
    /// Whoever is judged by an earlier moment, before or after a pool merged: never over capacity.
    #[test]
    fn r02_the_moment_of_coming_never_gives_more_seats_than_there_are(
        capacity in 0_i64..30,
        seats in 0_i64..10,
        strict in any::<bool>(),
        mut crowd in prop::collection::vec((0_i64..200, 0_i64..80, 1_i64..4, any::<bool>()), 0..80),
    ) {
        let fill = if strict { Fill::StrictOrder } else { Fill::WhatFits };
        let mut l = ledger(capacity, fill);
        let pool = Pool { rule: Rule::Loser, opens_at: at(0) };
        let seats = seats.min(capacity);
        l.set_asides = vec![SetAside { id: "p".into(), seats, used: 0, until_at: at(100), pool: Some(pool) }];
        crowd.sort_unstable();
        for (n, (decided, stood, size, mine)) in crowd.into_iter().enumerate() {
            let asked = Request {
                pools: if mine { vec!["p".into()] } else { vec![] },
                came_at: Some(at((decided - stood).max(0))),
                ..request(&n.to_string(), size)
            };
            admit(&mut l, &[asked], at(decided));
            prop_assert!(l.taken <= capacity, "never over capacity");
            prop_assert!(l.set_asides[0].used <= seats);
        }
    }
}

#[test]
fn r23_who_is_carried_from_an_earlier_line_waits_before_the_opening_and_takes_no_seat() {
    let mut l = ledger(4, Fill::StrictOrder);
    let carried = |key: &str| Request { to_line: true, ..request(key, 1) };
    let d = admit(&mut l, &[carried("a"), carried("b"), request("stranger", 1)], at(-100));
    assert!(matches!(d[0], Decision::Admit { status: Status::Waitlisted, position: Some(1), .. }));
    assert!(matches!(d[1], Decision::Admit { status: Status::Waitlisted, position: Some(2), .. }));
    assert!(matches!(d[2], Decision::Refuse(Refusal::NotOpen { .. })));
    // Where staff decide on each registration, they decide on this one too.
    l.method = Method::Approval;
    assert_eq!(status(&admit(&mut l, &[carried("b")], at(-100))[0]), Some(Status::Pending));
}
