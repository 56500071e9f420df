//! Not coming (未到): what it counts, how long, and what follows (R55). Pure.
//!
//! Who has a seat, does not give it back and does not come takes it from somebody in line. A centre may
//! count that in points; whoever has as many as the limit registers some hours later than others. It
//! is off by default, every point ends by itself, a person decides on appeals, and a point keeps the
//! rule it was made under (X1): a stricter rule of later days never catches up with it.

use jiff::civil::Date;

/// The numbers of the rule book that make the rule.
pub const KEYS: [&str; 6] = [
    "courses.no_show_points",
    "courses.late_cancel_points",
    "courses.no_show_limit_points",
    "courses.no_show_delay_hours",
    "courses.no_show_keep_days",
    "courses.no_show_grace_hours",
];

/// The rule as it holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rule {
    /// Points for not coming at all to a course.
    pub absent_points: i64,
    /// Points for giving a seat back after the time to change.
    pub late_points: i64,
    /// From how many points on one registers later; 0 for never.
    pub limit_points: i64,
    /// How many hours after the opening.
    pub delay_hours: i64,
    /// How many days a point lasts.
    pub keep_days: i64,
    /// Hours after a course in which attendance is still set right, before points are made.
    pub grace_hours: i64,
    /// Since when all of it holds so.
    pub since: Option<Date>,
}

impl Rule {
    /// Whether anything is counted at all.
    pub fn is_on(&self) -> bool {
        self.keep_days > 0 && (self.absent_points > 0 || self.late_points > 0)
    }

    /// What one case of a kind counts.
    pub fn points(&self, kind: Kind) -> i64 {
        match kind {
            Kind::Absent => self.absent_points,
            Kind::Late => self.late_points,
        }
    }

    /// Whether enough points have a consequence.
    pub fn has_consequence(&self) -> bool {
        self.is_on() && self.limit_points > 0 && self.delay_hours > 0
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Came to no session and had not given the seat back.
    Absent,
    /// Gave the seat back after the time to change.
    Late,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It counts.
    Counted,
    /// The party wrote why it should not; until somebody has decided, it does not count.
    Appealed,
    /// Somebody decided that it counts.
    Upheld,
    /// Somebody decided that it does not count.
    Removed,
}

/// What can happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// The party writes why it should not count.
    Appeal,
    /// Staff decide that it counts.
    Uphold,
    /// Staff decide that it does not count.
    Remove,
}

/// An event that cannot happen to a case in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen to a case that is {state:?}")]
pub struct Illegal {
    /// The state.
    pub state: State,
    /// The event.
    pub event: Event,
}

impl State {
    /// The one transition function of cases: one appeal each, and staff may always let one go.
    ///
    /// # Errors
    /// [`Illegal`] when the event cannot happen in this state.
    pub fn after(self, event: Event) -> Result<State, Illegal> {
        Ok(match (self, event) {
            (State::Counted, Event::Appeal) => State::Appealed,
            (State::Appealed, Event::Uphold) => State::Upheld,
            (State::Counted | State::Appealed | State::Upheld, Event::Remove) => State::Removed,
            (state, event) => return Err(Illegal { state, event }),
        })
    }

    /// Whether its points count.
    pub fn counts(self) -> bool {
        matches!(self, State::Counted | State::Upheld)
    }
}

foundation::codes!(Kind { Absent = "absent", Late = "late" });
foundation::codes!(State {
    Counted = "counted",
    Appealed = "appealed",
    Upheld = "upheld",
    Removed = "removed",
});

/// One case as it counts for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Its points.
    pub points: i64,
    /// The last day on which they count.
    pub until_on: Date,
    /// Where it stands.
    pub state: State,
    /// The limit of the rule it was made under.
    pub limit_points: i64,
    /// The delay of the rule it was made under.
    pub delay_hours: i64,
}

/// How a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Points that count today.
    pub points: i64,
    /// Hours after the opening from which on the person may register; 0 like everyone.
    pub delay_hours: i64,
}

/// Adds up a person's cases on a day. Where they were made under different rules, the kindest of them
/// holds: the highest limit, the shortest delay.
pub fn standing(cases: &[Case], today: Date) -> Standing {
    let live = || cases.iter().filter(|c| c.state.counts() && today <= c.until_on);
    let points = live().map(|c| c.points).sum();
    let limited = || live().filter(|c| c.limit_points > 0 && c.delay_hours > 0);
    let limit = limited().map(|c| c.limit_points).max();
    let delay = limited().map(|c| c.delay_hours).min().unwrap_or(0);
    // A case without a limit had no consequence when it was made, and gets none later.
    let is_held = live().count() == limited().count() && limit.is_some_and(|limit| points >= limit);
    Standing { points, delay_hours: if is_held { delay } else { 0 } }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn case(points: i64, days_left: i64, state: State) -> Case {
        Case { points, until_on: TODAY + days_left.days(), state, limit_points: 3, delay_hours: 24 }
    }

    #[test]
    fn r55_points_add_up_to_a_delay_at_the_limit_and_end_by_themselves() {
        use State::{Appealed, Counted, Removed, Upheld};
        for (cases, points, delay) in [
            (vec![], 0, 0),
            (vec![case(1, 5, Counted), case(1, 5, Counted)], 2, 0),
            (vec![case(1, 5, Counted), case(2, 0, Upheld)], 3, 24),
            (vec![case(1, 5, Counted), case(2, -1, Counted)], 1, 0),
            (vec![case(2, 5, Counted), case(2, 5, Appealed)], 2, 0),
            (vec![case(2, 5, Counted), case(2, 5, Removed)], 2, 0),
        ] {
            assert_eq!(standing(&cases, TODAY), Standing { points, delay_hours: delay }, "{cases:?}");
        }
    }

    #[test]
    fn r55_x1_a_stricter_rule_of_later_days_does_not_catch_up_with_old_points() {
        let old = Case { limit_points: 5, delay_hours: 12, ..case(2, 9, State::Counted) };
        let new = case(2, 9, State::Counted);
        assert_eq!(standing(&[old, new], TODAY).delay_hours, 0, "four of five");
        assert_eq!(standing(&[old, new, new], TODAY).delay_hours, 12);
        let without = Case { limit_points: 0, ..old };
        assert_eq!(standing(&[without, new, new], TODAY).delay_hours, 0);
    }

    #[test]
    fn r55_a_case_is_appealed_once_and_decided_by_a_person() {
        use State::{Appealed, Counted, Removed, Upheld};
        for state in State::ALL {
            for event in [Event::Appeal, Event::Uphold, Event::Remove] {
                let expected = match (state, event) {
                    (Counted, Event::Appeal) => Some(Appealed),
                    (Appealed, Event::Uphold) => Some(Upheld),
                    (Counted | Appealed | Upheld, Event::Remove) => Some(Removed),
                    _ => None,
                };
                assert_eq!(state.after(event).ok(), expected, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn r55_the_rule_is_off_until_it_has_points_and_a_time() {
        assert!(!Rule::default().is_on());
        let on = Rule { absent_points: 1, keep_days: 90, ..Rule::default() };
        assert!(on.is_on() && !on.has_consequence());
        assert!(!Rule { keep_days: 0, ..on }.is_on());
        assert!(Rule { limit_points: 3, delay_hours: 24, ..on }.has_consequence());
        assert_eq!((on.points(Kind::Absent), on.points(Kind::Late)), (1, 0));
    }

    fn cases() -> impl Strategy<Value = Vec<Case>> {
        let one = (0_i64..4, -40_i64..40, 0_usize..4, 0_i64..5, 0_i64..72);
        let one = one.prop_map(|(points, days, state, limit_points, delay_hours)| Case {
            limit_points,
            delay_hours,
            ..case(points, days, *State::ALL.get(state).unwrap())
        });
        proptest::collection::vec(one, 0..8)
    }

    proptest! {
        #[test]
        fn r55_waiting_or_letting_a_case_go_never_makes_it_worse(cases in cases(), days in 0_i64..60, which in 0_usize..8) {
            let before = standing(&cases, TODAY);
            let later = standing(&cases, TODAY + days.days());
            prop_assert!(later.points <= before.points);
            let mut fewer = cases.clone();
            if let Some(case) = fewer.get_mut(which) {
                case.state = State::Removed;
            }
            prop_assert!(standing(&fewer, TODAY).points <= before.points);
            let longest = cases.iter().map(|c| c.delay_hours).max().unwrap_or(0);
            prop_assert!(before.delay_hours <= longest);
        }
    }
}
