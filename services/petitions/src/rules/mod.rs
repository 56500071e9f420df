//! The rules of cases: pure, without clock, chance or store.

pub mod analysis;
pub mod assign;
pub mod attachment;
pub mod authority;
pub mod checklist;
pub mod clock;
pub mod joint;
pub mod keeping;
pub mod mail;
pub mod small;
