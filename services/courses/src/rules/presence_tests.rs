#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use crate::sample;
use proptest::prelude::*;

fn nine() -> Instant {
    Instant::parse("2026-11-23T01:00:00Z").unwrap()
}

fn session() -> Session {
    let course = sample::course("c", nine());
    Session { starts_at: nine(), ends_at: nine().plus_seconds(3 * 3600), ..sample::session(&course) }
}

const SEATED: Title = Title { status: Status::Confirmed, cancelled_at: None };

fn act(id: &str, device: Option<&str>, minute: i64, what: What) -> Act {
    Act {
        id: id.into(),
        at: nine().plus_seconds(minute * 60),
        device: device.map(str::to_owned),
        sequence: minute,
        what,
        undoes: None,
        held: false,
    }
}

fn undo(id: &str, device: Option<&str>, minute: i64, of: &str) -> Act {
    Act { undoes: Some(of.into()), ..act(id, device, minute, What::Undo) }
}

#[test]
fn r46_of_two_entries_the_earlier_counts_and_the_clash_names_both() {
    let (a, b) = (act("a", Some("A"), 3, What::Came), act("b", Some("B"), 1, What::Came));
    for acts in [[a.clone(), b.clone()], [b, a]] {
        let told = tell(&acts, SEATED, &session());
        let presence = told.presence.unwrap();
        assert_eq!((presence.in_at, presence.entry.as_str()), (nine().plus_seconds(60), "b"));
        assert_eq!(told.clashes, [(Clash::Twice, "a".into(), Some("b".into()))]);
    }
}

#[test]
fn r46_an_act_told_twice_is_one_act() {
    let a = act("a", Some("A"), 3, What::Came);
    let told = tell(&[a.clone(), a], SEATED, &session());
    assert!(told.clashes.is_empty());
    assert_eq!(told.presence.unwrap().entry, "a");
}

#[test]
fn r46_what_was_undone_clashes_with_nothing() {
    let acts = [
        act("a", Some("A"), 1, What::Came),
        undo("u", Some("A"), 2, "a"),
        act("b", Some("B"), 3, What::Came),
    ];
    let told = tell(&acts, SEATED, &session());
    assert_eq!((told.presence.unwrap().entry.as_str(), told.clashes.len()), ("b", 0));
}

#[test]
fn r46_what_an_ended_device_takes_back_is_shown_and_changes_nothing() {
    let came = act("a", Some("A"), 1, What::Came);
    let held = Act { held: true, ..undo("u", Some("A"), 2, "a") };
    for acts in [[came.clone(), held.clone()], [held, came]] {
        let told = tell(&acts, SEATED, &session());
        assert_eq!(told.presence.unwrap().entry, "a");
        assert_eq!(told.clashes, [(Clash::Held, "u".into(), Some("a".into()))]);
    }
}

#[test]
fn r50_out_and_in_again_at_another_door_is_no_clash() {
    let acts = [
        act("a", Some("A"), 1, What::Came),
        act("b", Some("A"), 20, What::Left),
        act("c", Some("B"), 30, What::Came),
        act("d", None, 90, What::Left),
    ];
    let told = tell(&acts, SEATED, &session());
    let presence = told.presence.unwrap();
    assert!(told.clashes.is_empty());
    let minutes = |n: i64| nine().plus_seconds(n * 60);
    assert_eq!(presence.away_seconds, 10 * 60);
    assert_eq!((presence.in_at, presence.out_at), (minutes(1), Some(minutes(90))));
    let told = tell(&[act("l", Some("A"), 5, What::Left)], SEATED, &session());
    assert_eq!((told.presence, told.clashes), (None, vec![(Clash::NotIn, "l".into(), None)]));
}

#[test]
fn r46_a_cancellation_made_meanwhile_is_shown_and_who_came_before_it_counts() {
    let cancelled = |minute: i64| Title { cancelled_at: Some(nine().plus_seconds(minute * 60)), ..SEATED };
    let came = [act("a", Some("A"), 5, What::Came)];
    let told = tell(&came, cancelled(10), &session());
    assert!(told.presence.is_some());
    assert_eq!(told.clashes, [(Clash::CancelledSince, "a".into(), None)]);
    let told = tell(&came, cancelled(5), &session());
    assert_eq!((told.presence, told.clashes), (None, vec![(Clash::Cancelled, "a".into(), None)]));
    // What the centre itself was asked was judged then.
    assert!(tell(&[act("a", None, 5, What::Came)], cancelled(1), &session()).presence.is_some());
}

#[test]
fn r46_r47_who_has_no_seat_is_shown_and_does_not_count() {
    for status in Status::ALL.iter().filter(|s| **s != Status::Confirmed) {
        let title = Title { status: *status, cancelled_at: None };
        let told = tell(&[act("a", Some("A"), 5, What::Came)], title, &session());
        assert_eq!(told.presence, None);
        assert_eq!(told.clashes, [(Clash::NoSeat(*status), "a".into(), None)]);
    }
    let late = act("a", Some("A"), 24 * 60, What::Came);
    assert_eq!(tell(&[late], SEATED, &session()).clashes[0].0, Clash::OtherDay);
    let held = Act { held: true, ..act("a", Some("A"), 5, What::Came) };
    let told = tell(&[held], SEATED, &session());
    assert_eq!((told.presence, told.clashes[0].0), (None, Clash::Held));
}

#[test]
fn r53_what_staff_set_stands_whatever_is_told_later_of_before() {
    let set = What::Set { in_at: None, out_at: None };
    let told = tell(&[act("s", None, 60, set), act("a", Some("A"), 5, What::Came)], SEATED, &session());
    assert_eq!(told.presence, None);
}

/// Acts as several doors may tell them; each undoes one of the others at most.
fn any_acts() -> impl Strategy<Value = Vec<Act>> {
    let what = prop_oneof![4 => Just(What::Came), 2 => Just(What::Left), 1 => Just(What::Undo)];
    let one = (0..4_u8, 0..90_i64, what, any::<prop::sample::Index>(), prop::bool::weighted(0.1));
    proptest::collection::vec(one, 1..14).prop_map(|all| {
        let count = all.len();
        let made = all.into_iter().enumerate().map(|(i, (device, minute, what, of, held))| {
            let device = (device > 0).then(|| format!("d{device}"));
            let undoes = (what == What::Undo).then(|| of.index(count).to_string());
            Act { held: held && device.is_some(), device, undoes, ..act(&i.to_string(), None, minute, what) }
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn r46_any_order_of_arrival_of_any_repeated_batches_tells_the_same(
        acts in any_acts(),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let once = tell(&acts, SEATED, &session());
        // Every act at least once, in any order, some many times.
        let mut mixed: Vec<Act> = order.iter().map(|i| i.get(&acts).clone()).collect();
        mixed.extend(acts.iter().rev().cloned());
        prop_assert_eq!(&tell(&mixed, SEATED, &session()), &once);
        // One entry at most counts, and it is one that was told.
        if let Some(presence) = &once.presence {
            prop_assert!(acts.iter().any(|a| a.id == presence.entry && a.what == What::Came && !a.held));
            prop_assert!(presence.out_at.is_none_or(|out| out >= presence.in_at));
        }
        // Of all who came in, one entry counts or each is shown.
        let undone = |a: &Act| acts.iter().any(|u| u.undoes.as_deref() == Some(&a.id));
        let came = acts.iter().filter(|a| a.what == What::Came && !undone(a)).count();
        let left = acts.iter().filter(|a| a.what == What::Left && !undone(a)).count();
        let shown = once.clashes.len();
        prop_assert!(shown + 1 + left >= came, "{} came, {} shown", came, shown);
    }
}
