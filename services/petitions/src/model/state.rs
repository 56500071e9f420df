//! Where a case stands, and the one function that moves it.

use foundation::codes;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 草稿: an oral record that was not read back yet.
    Draft,
    /// 待確認: sent over the web, the link in the e-mail not opened yet.
    Confirming,
    /// 已登錄
    Registered,
    /// 已分案
    Assigned,
    /// 處理中
    InProgress,
    /// 待補正
    SupplementWait,
    /// 展期待核
    ExtensionPending,
    /// 擬復待核: a draft waits for a decision.
    ReplyDraft,
    /// 已核定: the answer leaves.
    Approved,
    /// 已答復
    Replied,
    /// 已調查: asked whether it is solved.
    Surveyed,
    /// 已結案
    Closed,
    /// 已歸檔
    Archived,
    /// 已移轉
    Transferred,
    /// 不予處理
    NotProcessed,
    /// 已撤回
    Withdrawn,
    /// 已併案
    Merged,
    /// 已作廢: a draft that never entered the register.
    Discarded,
}
codes!(State {
    Draft = "draft",
    Confirming = "confirming",
    Registered = "registered",
    Assigned = "assigned",
    InProgress = "in_progress",
    SupplementWait = "supplement_wait",
    ExtensionPending = "extension_pending",
    ReplyDraft = "reply_draft",
    Approved = "approved",
    Replied = "replied",
    Surveyed = "surveyed",
    Closed = "closed",
    Archived = "archived",
    Transferred = "transferred",
    NotProcessed = "not_processed",
    Withdrawn = "withdrawn",
    Merged = "merged",
    Discarded = "discarded",
});

/// What can happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The link was opened, or the record read back.
    Confirm,
    /// Somebody is to work on it.
    Assign,
    /// They do.
    Begin,
    /// The petitioner is asked for more.
    AskSupplement,
    /// More came, or is waited for no longer.
    Supplement,
    /// More time is asked for.
    AskExtension,
    /// It is given or not.
    DecideExtension,
    /// An answer, or leaving it without one, is drafted.
    Propose,
    /// The draft is given back.
    Return,
    /// The answer is approved.
    Approve,
    /// Leaving it without answer is approved.
    Leave,
    /// The answer was sent.
    Send,
    /// The petitioner is asked whether it is solved.
    Survey,
    /// All is done.
    Close,
    /// It went to the archive.
    Archive,
    /// Another agency has it now.
    Transfer,
    /// The petitioner takes it back.
    Withdraw,
    /// It goes on in another case.
    Merge,
    /// A draft is thrown away.
    Discard,
}
codes!(Event {
    Confirm = "confirmed",
    Assign = "assigned",
    Begin = "begun",
    AskSupplement = "supplement_asked",
    Supplement = "supplemented",
    AskExtension = "extension_asked",
    DecideExtension = "extension_decided",
    Propose = "drafted",
    Return = "returned",
    Approve = "approved",
    Leave = "left",
    Send = "replied",
    Survey = "surveyed",
    Close = "closed",
    Archive = "archived",
    Transfer = "transferred",
    Withdraw = "withdrawn",
    Merge = "merged",
    Discard = "discarded",
});

/// The event cannot happen in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Illegal;

impl State {
    /// The one transition function of cases.
    ///
    /// # Errors
    /// [`Illegal`] when the event cannot happen in this state.
    pub fn after(self, event: Event) -> Result<State, Illegal> {
        use State as S;
        let next = match (self, event) {
            (S::Draft | S::Confirming, Event::Confirm) => S::Registered,
            (S::Draft, Event::Discard) => S::Discarded,
            (S::Registered, Event::Assign) => S::Assigned,
            // Another handler: where it stands does not change.
            (S::Assigned | S::InProgress | S::SupplementWait, Event::Assign) => self,
            (S::Registered | S::Assigned, Event::Begin) => S::InProgress,
            (S::Registered | S::Assigned | S::InProgress, Event::AskSupplement) => S::SupplementWait,
            (S::SupplementWait, Event::Supplement) => S::InProgress,
            (S::Registered | S::Assigned | S::InProgress | S::SupplementWait, Event::AskExtension) => {
                S::ExtensionPending
            }
            (S::ExtensionPending, Event::DecideExtension) => S::InProgress,
            (S::Registered | S::Assigned | S::InProgress | S::SupplementWait, Event::Propose) => {
                S::ReplyDraft
            }
            (S::ReplyDraft, Event::Return) => S::InProgress,
            (S::ReplyDraft, Event::Approve) => S::Approved,
            (S::ReplyDraft, Event::Leave) => S::NotProcessed,
            (S::Approved, Event::Send) => S::Replied,
            (S::Replied, Event::Survey) => S::Surveyed,
            (S::Replied | S::Surveyed, Event::Close) => S::Closed,
            // An opinion needs no answer.
            (S::Registered | S::Assigned | S::InProgress, Event::Close) => S::Closed,
            (
                S::Closed | S::Transferred | S::NotProcessed | S::Withdrawn | S::Merged | S::Discarded,
                Event::Archive,
            ) => S::Archived,
            (S::Registered | S::Assigned | S::InProgress | S::SupplementWait, Event::Transfer) => {
                S::Transferred
            }
            (S::Registered | S::Assigned | S::InProgress | S::SupplementWait, Event::Merge) => S::Merged,
            (s, Event::Withdraw) if s.is_open() && s != S::Approved => S::Withdrawn,
            // One petitioner less; the case it went on in goes on for the others.
            (S::Merged, Event::Withdraw) => S::Withdrawn,
            _ => return Err(Illegal),
        };
        Ok(next)
    }

    /// Whether somebody has to do something, so that the limit runs.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            State::Registered
                | State::Assigned
                | State::InProgress
                | State::SupplementWait
                | State::ExtensionPending
                | State::ReplyDraft
                | State::Approved
        )
    }

    /// The key of its name.
    pub fn key(self) -> String {
        format!("petitions-state-{}", self.code())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn p7_the_way_of_a_petition_from_the_web_to_the_archive() {
        use Event as E;
        let way = [
            E::Confirm,
            E::Assign,
            E::Begin,
            E::Propose,
            E::Approve,
            E::Send,
            E::Survey,
            E::Close,
            E::Archive,
        ];
        let end = way.into_iter().try_fold(State::Confirming, State::after);
        assert_eq!(end, Ok(State::Archived));
    }

    #[test]
    fn p10_nothing_is_answered_or_left_without_a_draft_that_was_decided() {
        for state in State::ALL {
            for event in [Event::Approve, Event::Leave] {
                assert_eq!(state.after(event).is_ok(), *state == State::ReplyDraft, "{state:?}");
            }
            assert_eq!(state.after(Event::Send).is_ok(), *state == State::Approved, "{state:?}");
        }
    }

    #[test]
    fn x8_what_ended_moves_no_more_but_to_the_archive() {
        let ended = [
            State::Closed,
            State::Transferred,
            State::NotProcessed,
            State::Withdrawn,
            State::Merged,
            State::Discarded,
        ];
        for state in ended {
            for event in Event::ALL {
                let right = match (state, *event) {
                    (_, Event::Archive) => Ok(State::Archived),
                    (State::Merged, Event::Withdraw) => Ok(State::Withdrawn),
                    _ => Err(Illegal),
                };
                assert_eq!(state.after(*event), right, "{state:?} {event:?}");
            }
        }
        assert!(Event::ALL.iter().all(|event| State::Archived.after(*event).is_err()));
    }

    #[test]
    fn x8_the_readme_lists_every_state_and_no_other() {
        let readme = include_str!("../../README.md");
        let (_, list) = readme.split_once("## States").unwrap();
        let list = list.split("\n## ").next().unwrap();
        let named: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
        let codes: Vec<&str> = State::ALL.iter().map(|state| state.code()).collect();
        assert_eq!(named, codes, "README.md names the states in the order of the enum");
    }
}
