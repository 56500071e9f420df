//! The one function that moves a plan from state to state (審定: nobody approves what stands in their name).

use crate::model::State;

/// What is done to a plan as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// 核閱: somebody read it and found it fit for approval.
    Review,
    /// 退回: back to who wrote it.
    Return,
    /// 審定: the head of the centre approves it.
    Approve,
    /// 公開: everybody may read it from now on.
    Publish,
    /// 修正: a new version is begun; the published one stays to be read.
    Revise,
}

foundation::codes!(Act {
    Review = "review",
    Return = "return",
    Approve = "approve",
    Publish = "publish",
    Revise = "revise",
});

impl Act {
    /// What the trail says was done.
    pub const fn verb(self) -> &'static str {
        match self {
            Act::Review => "reviewed",
            Act::Return => "returned",
            Act::Approve => "approved",
            Act::Publish => "published",
            Act::Revise => "revised",
        }
    }
}

/// Why a plan does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not where this act begins.
    OutOfTurn,
    /// Who approves stands behind the words of so many actions.
    OwnWork(usize),
    /// So many actions came in without anybody who stands behind them.
    Nameless(usize),
    /// There is no action in it.
    Empty,
    /// An action has nobody in charge, and every programme has a single window.
    Unassigned(usize),
    /// This person may not do it.
    NotYours,
    /// It reads differently from what this person had before them.
    Changed,
}

impl Refusal {
    /// Key of the words.
    pub const fn key(self) -> &'static str {
        match self {
            Refusal::OutOfTurn => "plan-refused-turn",
            Refusal::OwnWork(_) => "plan-refused-own",
            Refusal::Nameless(_) => "plan-refused-nameless",
            Refusal::Empty => "plan-refused-empty",
            Refusal::Unassigned(_) => "plan-refused-unassigned",
            Refusal::NotYours => "plan-refused-right",
            Refusal::Changed => "plan-refused-changed",
        }
    }
}

/// What the rule needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// Where the plan stands.
    pub state: State,
    /// How many actions who acts wrote since it was published last, and nobody else put a name to since.
    pub written: usize,
    /// How many actions were written since then by no person, and nobody put a name to since.
    pub nameless: usize,
    /// Whether who acts may approve.
    pub may_approve: bool,
    /// Whether who acts may write.
    pub may_write: bool,
    /// How many actions there are.
    pub leaves: usize,
    /// How many of them have nobody in charge.
    pub unassigned: usize,
    /// Whether who acts had the plan before them as it is now.
    pub is_seen: bool,
}

/// Where an act leads.
///
/// # Errors
/// [`Refusal`], and nothing changes.
pub fn next(facts: Facts, act: Act) -> Result<State, Refusal> {
    let (from, to) = match (facts.state, act) {
        (State::Draft, Act::Review) => (facts.may_write || facts.may_approve, State::Reviewed),
        (State::Reviewed, Act::Return) => (facts.may_write || facts.may_approve, State::Draft),
        (State::Approved, Act::Return) => (facts.may_approve, State::Draft),
        (State::Reviewed, Act::Approve) => (facts.may_approve, State::Approved),
        (State::Approved, Act::Publish) => (facts.may_write || facts.may_approve, State::Published),
        (State::Published, Act::Revise) => (facts.may_write || facts.may_approve, State::Draft),
        _ => return Err(Refusal::OutOfTurn),
    };
    if !from {
        return Err(Refusal::NotYours);
    }
    match act {
        Act::Review | Act::Approve | Act::Publish if !facts.is_seen => Err(Refusal::Changed),
        Act::Review | Act::Approve if facts.leaves == 0 => Err(Refusal::Empty),
        Act::Review | Act::Approve if facts.unassigned > 0 => Err(Refusal::Unassigned(facts.unassigned)),
        Act::Approve if facts.written > 0 => Err(Refusal::OwnWork(facts.written)),
        Act::Approve if facts.nameless > 0 => Err(Refusal::Nameless(facts.nameless)),
        _ => Ok(to),
    }
}

/// What this person can do now, for the buttons; each may still be refused with a reason.
pub fn offered(facts: Facts) -> Vec<Act> {
    let turn = |act: &Act| !matches!(next(facts, *act), Err(Refusal::OutOfTurn | Refusal::NotYours));
    Act::ALL.iter().copied().filter(turn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(state: State) -> Facts {
        Facts {
            state,
            written: 0,
            nameless: 0,
            may_approve: true,
            may_write: true,
            leaves: 54,
            unassigned: 0,
            is_seen: true,
        }
    }

    #[test]
    fn a_plan_is_drafted_reviewed_approved_and_published_in_this_order_only() {
        let mut state = State::Draft;
        for (act, to) in [
            (Act::Review, State::Reviewed),
            (Act::Approve, State::Approved),
            (Act::Publish, State::Published),
            (Act::Revise, State::Draft),
        ] {
            for other in Act::ALL.iter().copied().filter(|a| *a != act && *a != Act::Return) {
                assert_eq!(next(facts(state), other), Err(Refusal::OutOfTurn), "{state:?} {other:?}");
            }
            state = next(facts(state), act).unwrap();
            assert_eq!(state, to);
        }
        assert_eq!(next(facts(State::Approved), Act::Return), Ok(State::Draft));
        assert_eq!(next(facts(State::Published), Act::Return), Err(Refusal::OutOfTurn));
    }

    #[test]
    fn nobody_approves_what_they_wrote_and_not_everybody_approves() {
        let own = Facts { written: 1, ..facts(State::Reviewed) };
        assert_eq!(next(own, Act::Approve), Err(Refusal::OwnWork(1)));
        let house = Facts { nameless: 2, ..facts(State::Reviewed) };
        assert_eq!(next(house, Act::Approve), Err(Refusal::Nameless(2)));
        let other = Facts { may_approve: false, ..facts(State::Reviewed) };
        assert_eq!(next(other, Act::Approve), Err(Refusal::NotYours));
        assert_eq!(offered(other), [Act::Return]);
    }

    #[test]
    fn nobody_approves_what_they_have_not_read() {
        for (state, act) in
            [(State::Draft, Act::Review), (State::Reviewed, Act::Approve), (State::Approved, Act::Publish)]
        {
            let other = Facts { is_seen: false, ..facts(state) };
            assert_eq!(next(other, act), Err(Refusal::Changed), "{act:?}");
        }
        assert_eq!(next(Facts { is_seen: false, ..facts(State::Reviewed) }, Act::Return), Ok(State::Draft));
    }

    #[test]
    fn z8_a_plan_without_a_single_window_for_each_action_goes_nowhere() {
        let lacking = Facts { unassigned: 3, ..facts(State::Draft) };
        assert_eq!(next(lacking, Act::Review), Err(Refusal::Unassigned(3)));
        assert_eq!(next(Facts { leaves: 0, ..lacking }, Act::Review), Err(Refusal::Empty));
    }
}
