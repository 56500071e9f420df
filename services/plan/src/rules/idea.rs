//! Proposals of staff and stories of success: what they can be, and what moves them on.

/// What kind of record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 創新提案: a proposal of a member of staff.
    Proposal,
    /// 標竿學習: what was learnt from others.
    Benchmark,
    /// 成功範例: what went well here.
    Story,
}

foundation::codes!(Kind { Proposal = "proposal", Benchmark = "benchmark", Story = "story" });

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for the panel.
    Submitted,
    /// 採行
    Adopted,
    /// 不採行, with a reason.
    Declined,
    /// The adopted one is done, and half a year later looked at again.
    Reviewed,
}

foundation::codes!(State {
    Submitted = "submitted",
    Adopted = "adopted",
    Declined = "declined",
    Reviewed = "reviewed",
});

/// What is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The panel takes it on.
    Adopt,
    /// The panel does not.
    Decline,
    /// What came of it was looked at.
    Review,
}

foundation::codes!(Act { Adopt = "adopt", Decline = "decline", Review = "review" });

/// Where an act leads; nothing when it does not begin here.
pub fn next(kind: Kind, state: State, act: Act) -> Option<State> {
    match (kind, state, act) {
        (Kind::Benchmark, ..) => None,
        (_, State::Submitted, Act::Adopt) => Some(State::Adopted),
        (_, State::Submitted, Act::Decline) => Some(State::Declined),
        (Kind::Proposal, State::Adopted, Act::Review) => Some(State::Reviewed),
        // A story is published, and may be taken from the page again.
        (Kind::Story, State::Adopted, Act::Decline) => Some(State::Declined),
        (Kind::Story, State::Declined, Act::Adopt) => Some(State::Adopted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e11_a_proposal_is_decided_once_and_what_was_adopted_is_looked_at_again() {
        let next = |state, act| next(Kind::Proposal, state, act);
        assert_eq!(next(State::Submitted, Act::Adopt), Some(State::Adopted));
        assert_eq!(next(State::Submitted, Act::Decline), Some(State::Declined));
        assert_eq!(next(State::Adopted, Act::Review), Some(State::Reviewed));
        for state in [State::Declined, State::Reviewed] {
            for act in [Act::Adopt, Act::Decline, Act::Review] {
                assert_eq!(next(state, act), None);
            }
        }
        assert_eq!(next(State::Submitted, Act::Review), None);
    }

    #[test]
    fn e11_a_story_is_published_and_taken_from_the_page_again() {
        assert_eq!(next(Kind::Story, State::Submitted, Act::Adopt), Some(State::Adopted));
        assert_eq!(next(Kind::Story, State::Adopted, Act::Decline), Some(State::Declined));
        assert_eq!(next(Kind::Story, State::Declined, Act::Adopt), Some(State::Adopted));
        assert_eq!(next(Kind::Story, State::Adopted, Act::Review), None);
        assert_eq!(next(Kind::Benchmark, State::Submitted, Act::Adopt), None);
    }
}
