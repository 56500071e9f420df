//! Which job hears which fact: the only place where one service's news becomes another's work.

use foundation::house::Wiring;

/// Fact → job.
pub const WIRING: Wiring = &[("foundation.calendar_changed", "petitions.count")];
