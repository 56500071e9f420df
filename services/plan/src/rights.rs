//! What staff may do with plans, and which role may.

use foundation::staff::{Right, Role, Staff};

use crate::model::Text;

/// See plans, their progress and their proofs.
pub const SEE: Right = Right("plan.see");
/// Write plans: import, change and copy them, put people in charge.
pub const WRITE: Right = Right("plan.write");
/// Enter figures and proofs for actions of one's own section.
pub const WORK: Right = Right("plan.work");
/// Approve plans (審定), and enter figures and proofs everywhere.
pub const APPROVE: Right = Right("plan.approve");

/// Read published plans with their evidence, and nothing else of the office.
pub const EVALUATE: Right = Right("plan.evaluate");

/// Rights by role.
pub const ROLES: &[(Role, &[Right])] = &[
    (Role::Promotion, &[SEE, WRITE, WORK]),
    (Role::Counselling, &[SEE, WRITE, WORK]),
    (Role::Accountant, &[SEE, WORK]),
    (Role::Director, &[SEE, WRITE, WORK, APPROVE]),
    (Role::Evaluator, &[EVALUATE]),
];

/// Whether one of these roles may approve plans.
pub fn approves(roles: &[Role]) -> bool {
    ROLES.iter().any(|(role, rights)| roles.contains(role) && rights.contains(&APPROVE))
}

/// Whether this person works on an action: the sections responsible, and the director on all.
pub fn works_on(staff: &Staff, text: &Text) -> bool {
    staff.may(APPROVE) || (staff.may(WORK) && text.units.contains(&staff.section))
}
