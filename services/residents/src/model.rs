//! What there is: households, their members, invitations, and their states.

use foundation::codes;
use jiff::civil::Date;
use office::instant::Instant;

/// How a member is related to the adults who keep the household (關係).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// 本人
    Oneself,
    /// 配偶或伴侶
    Partner,
    /// 子女
    Child,
    /// 父母
    Parent,
    /// 祖父母
    Grandparent,
    /// 孫子女
    Grandchild,
    /// 兄弟姊妹
    Sibling,
    /// 其他
    Other,
}

/// Where a member stands. Whoever moved away or died is never offered; the row stays as history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// Lives in the household.
    Present,
    /// Moved away (遷出).
    Moved,
    /// Died (歿).
    Deceased,
}

/// Where an invitation of another adult stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// Sent; the link awaits its receiver.
    Sent,
    /// The receiver said yes; an adult of the household confirms.
    Accepted,
    /// Both agreed: the receiver is an adult of the household.
    Confirmed,
    /// Taken back by the household, or declined by the receiver.
    Withdrawn,
}

/// What can happen to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationEvent {
    /// The receiver says yes.
    Accept,
    /// The household says yes.
    Confirm,
    /// Either says no.
    Withdraw,
}

codes!(Relation {
    Oneself = "oneself",
    Partner = "partner",
    Child = "child",
    Parent = "parent",
    Grandparent = "grandparent",
    Grandchild = "grandchild",
    Sibling = "sibling",
    Other = "other",
});
codes!(MemberState { Present = "present", Moved = "moved", Deceased = "deceased" });
codes!(InvitationState {
    Sent = "sent",
    Accepted = "accepted",
    Confirmed = "confirmed",
    Withdrawn = "withdrawn",
});

/// An event that cannot happen in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this cannot happen any more")]
pub struct Illegal;

impl InvitationState {
    /// The one transition function of invitations: both must agree, in this order.
    ///
    /// # Errors
    /// [`Illegal`] when the event cannot happen in this state.
    pub fn after(self, event: InvitationEvent) -> Result<InvitationState, Illegal> {
        use InvitationState::{Accepted, Confirmed, Sent, Withdrawn};
        match (self, event) {
            (Sent, InvitationEvent::Accept) => Ok(Accepted),
            (Accepted, InvitationEvent::Confirm) => Ok(Confirmed),
            (Sent | Accepted, InvitationEvent::Withdraw) => Ok(Withdrawn),
            _ => Err(Illegal),
        }
    }
}

/// A member of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// Day of birth, if told.
    pub birth_on: Option<Date>,
    /// Sex, as a code.
    pub sex: String,
    /// District, as a code, or empty.
    pub district: String,
    /// Relation.
    pub relation: Relation,
    /// School grade (年級), as typed, or empty.
    pub grade: String,
    /// Where it stands.
    pub state: MemberState,
    /// Since when, unless it is present.
    pub state_since: Option<Date>,
    /// Adults the member is not offered to (監護), by their id.
    pub not_offered_to: Vec<String>,
    /// Version of the notice on personal data that was shown when it was written down (個人資料保護法 §8,
    /// §9).
    pub notice: String,
}

/// An adult who keeps a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adult {
    /// Id of the resident.
    pub id: String,
    /// E-mail.
    pub email: String,
}

/// An invitation of another adult.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Id.
    pub id: String,
    /// The household.
    pub household_id: String,
    /// To whom.
    pub email: String,
    /// Where it stands.
    pub state: InvitationState,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// Until when it is good.
    pub ends_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_needs_both_and_in_order() {
        use InvitationEvent::{Accept, Confirm, Withdraw};
        use InvitationState::{Accepted, Confirmed, Sent, Withdrawn};
        assert_eq!(Sent.after(Accept), Ok(Accepted));
        assert_eq!(Accepted.after(Confirm), Ok(Confirmed));
        assert_eq!(Sent.after(Confirm), Err(Illegal), "one side alone never lets anybody in");
        assert_eq!(Accepted.after(Withdraw), Ok(Withdrawn));
        for event in [Accept, Confirm, Withdraw] {
            assert_eq!(Confirmed.after(event), Err(Illegal));
            assert_eq!(Withdrawn.after(event), Err(Illegal));
        }
    }
}
