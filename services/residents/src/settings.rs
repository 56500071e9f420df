//! The values a centre may set.

/// Names and defaults: how long a link is good, a session lasts unused, and at most; how many links a
/// network address may ask for in a quarter of an hour.
pub const SETTINGS: &[(&str, &str)] = &[
    ("residents.link_minutes", "30"),
    ("residents.idle_minutes", "60"),
    ("residents.session_hours", "12"),
    ("residents.address_links", "30"),
    ("residents.invitation_days", "7"),
];
