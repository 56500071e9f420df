//! Pure: whom an adult may bring along, who may see a member, where a sign-in may lead.

use crate::model::{Member, MemberState};

/// Whether an adult may know of a member at all: somebody who is not offered to an adult is not shown
/// to that adult either, for where a child is and goes is part of custody (監護).
pub fn is_shown(member: &Member, adult: &str) -> bool {
    !member.not_offered_to.iter().any(|id| id == adult)
}

/// Whether a member is offered to an adult when a party is registered (R27).
pub fn is_offered(member: &Member, adult: &str) -> bool {
    member.state == MemberState::Present && is_shown(member, adult)
}

/// A page of our own for residents; anything else leads to their household.
pub fn own_path(wanted: &str) -> &str {
    let is_for_residents = wanted.len() <= 300 && !wanted.starts_with("/office");
    if is_for_residents && foundation::web::is_own_path(wanted) { wanted } else { "/residents" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Relation;

    fn member(state: MemberState, not_offered_to: &[&str]) -> Member {
        Member {
            id: "m".into(),
            name: "王小華".into(),
            birth_year: Some(2018),
            birth_on: None,
            sex: "female".into(),
            district: String::new(),
            relation: Relation::Child,
            grade: String::new(),
            state,
            state_since: None,
            not_offered_to: not_offered_to.iter().map(|id| (*id).to_owned()).collect(),
            notice: String::new(),
        }
    }

    #[test]
    fn r27_moved_deceased_and_other_custody_members_are_never_offered() {
        assert!(is_offered(&member(MemberState::Present, &[]), "a"));
        assert!(!is_offered(&member(MemberState::Moved, &[]), "a"));
        assert!(!is_offered(&member(MemberState::Deceased, &[]), "a"));
        assert!(!is_offered(&member(MemberState::Present, &["a"]), "a"));
        assert!(is_offered(&member(MemberState::Present, &["a"]), "b"));
        assert!(!is_shown(&member(MemberState::Moved, &["a"]), "a"));
        assert!(is_shown(&member(MemberState::Moved, &[]), "a"), "history is kept and can be read");
    }

    #[test]
    fn a_sign_in_leads_to_our_own_pages_only() {
        for path in ["/residents/own-data", "/courses/x/register?s=1"] {
            assert_eq!(own_path(path), path);
        }
        for path in ["", "//evil.example", "https://evil.example", "/\\evil", "/office/staff", "javascript:x"]
        {
            assert_eq!(own_path(path), "/residents", "{path}");
        }
    }
}
