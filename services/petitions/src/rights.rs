//! What staff may do with petitions, and which role may.

use foundation::staff::{Right, Role, Staff};

use crate::rules::joint;
use crate::store::list::Scope;

/// See and work on the cases of one's section.
pub const HANDLE: Right = Right("petitions.handle");
/// Look at the messages that opened no case; change texts and checklists.
pub const KEEP: Right = Right("petitions.keep");
/// See the cases of all sections, decide as the director, arrange topics and authority.
pub const DECIDE: Right = Right("petitions.decide");
/// See figures.
pub const NUMBERS: Right = Right("petitions.numbers");

/// Rights by role. Who runs the system sees no case; the accountant sees those that accounting works along with.
pub const ROLES: &[(Role, &[Right])] = &[
    (Role::Counselling, &[HANDLE, KEEP, NUMBERS]),
    (Role::Promotion, &[HANDLE, KEEP, NUMBERS]),
    (Role::Director, &[HANDLE, KEEP, DECIDE, NUMBERS]),
    (Role::Accountant, &[HANDLE, NUMBERS]),
    (Role::Evaluator, &[NUMBERS]),
];

/// Whether whoever has these roles works on cases.
pub fn handles(roles: &[Role]) -> bool {
    ROLES.iter().any(|(role, rights)| roles.contains(role) && rights.contains(&HANDLE))
}

/// The sections that work on petitions, as codes.
pub const SECTIONS: &[&str] = &["counselling", "promotion"];

/// The section of the director.
pub const DIRECTION: &str = "direction";

/// Whose cases this person finds.
pub fn scope(staff: &Staff) -> Scope {
    Scope { section: staff.section.clone(), all: staff.may(DECIDE) }
}

/// Whether this person finds the cases of these sections.
pub fn sees(staff: &Staff, section: &str, joint: &str) -> bool {
    staff.may(DECIDE) || staff.section == section || joint::names(joint, &staff.section)
}
