//! The numbers this service can prove.

use foundation::measures::Measure;

/// All measures of this service.
pub const ALL: &[Measure] = &[];
