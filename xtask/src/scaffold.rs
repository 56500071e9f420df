//! `cargo xtask service NAME`.
use crate::process::Outcome;
pub fn run(name: &str) -> Outcome {
    Err(format!("{name}: not yet"))
}
