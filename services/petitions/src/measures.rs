//! Numbers for the plan.

use foundation::measures::Measure;

/// All measures.
pub const ALL: &[Measure] = &[];
