//! What staff may do with courses, and which role may.

use foundation::staff::{Right, Role, Staff};

/// See courses, registrations and figures.
pub const SEE: Right = Right("courses.see");
/// Announce and change courses, rooms and forms.
pub const EDIT: Right = Right("courses.edit");
/// Register, move, seat and cancel for residents; write to them.
pub const SERVE: Right = Right("courses.serve");
/// Check people in at the door.
pub const DOOR: Right = Right("courses.door");
/// Take lists with names out of the house.
pub const EXPORT: Right = Right("courses.export");

/// Rights by role.
pub const ROLES: &[(Role, &[Right])] = &[
    (Role::Promotion, &[SEE, EDIT, SERVE, DOOR, EXPORT]),
    (Role::Counselling, &[SEE, EDIT, SERVE, DOOR, EXPORT]),
    (Role::Director, &[SEE, EDIT, SERVE, DOOR, EXPORT]),
    (Role::Accountant, &[SEE]),
    (Role::Volunteer, &[DOOR]),
];

/// The sections that hold courses, as codes.
pub const SECTIONS: &[&str] = &["promotion", "counselling"];

/// Whether this person works on the courses of a section: its own people, and the director on all.
pub fn works_on(staff: &Staff, section: &str) -> bool {
    staff.works_for(section)
}

/// The sections whose courses this person works on.
pub fn sections(staff: &Staff) -> Vec<String> {
    SECTIONS.iter().filter(|section| works_on(staff, section)).map(|section| (*section).to_owned()).collect()
}
