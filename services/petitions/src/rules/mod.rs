//! The rules of cases: pure, without clock, chance or store.

pub mod assign;
pub mod attachment;
pub mod authority;
pub mod clock;
pub mod mail;
pub mod small;
