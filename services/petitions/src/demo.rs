//! A living demonstration.

use std::sync::Arc;

use foundation::centre::Centre;
use foundation::jobs::Work;

/// Fills a demonstration centre.
pub fn fill(_: Arc<Centre>, _: u32) -> Work {
    Box::pin(async { Ok(()) })
}
