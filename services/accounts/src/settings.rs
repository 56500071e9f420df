//! The values a centre may set, and the rules they make.

use foundation::centre::Centre;

use crate::rules::Policy;

/// Names and defaults. Numbers that protect (附表十, D-8) can be made stricter, not weaker.
pub const SETTINGS: &[(&str, &str)] = &[
    ("accounts.password_min_length", "8"),
    ("accounts.password_min_classes", "3"),
    ("accounts.password_remembered", "3"),
    ("accounts.password_max_days", "90"),
    ("accounts.password_min_days", "1"),
    ("accounts.max_failures", "5"),
    ("accounts.lock_minutes", "15"),
    ("accounts.first_password_hours", "72"),
    ("accounts.second_factor", "required"),
    ("accounts.address_failures", "30"),
    ("accounts.managers", "3"),
    ("accounts.unused_days", "180"),
    ("accounts.token_max_days", "365"),
];

/// The rules of a centre for passwords and sign-ins.
pub fn policy(centre: &Centre) -> Policy {
    let size = |name: &str, least: i64| usize::try_from(centre.number(name).max(least)).unwrap_or_default();
    Policy {
        min_length: size("accounts.password_min_length", 8),
        min_classes: size("accounts.password_min_classes", 3).min(4),
        remembered: size("accounts.password_remembered", 3),
        max_days: centre.number("accounts.password_max_days"),
        min_days: centre.number("accounts.password_min_days"),
        max_failures: centre.number("accounts.max_failures").clamp(1, 5),
        lock_seconds: centre.number("accounts.lock_minutes").max(15) * 60,
        first_password_hours: centre.number("accounts.first_password_hours").max(1),
        is_second_factor_required: centre.setting("accounts.second_factor") != "optional",
    }
}
