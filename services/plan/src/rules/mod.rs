//! May it? Pure: no clock, no chance, no store.

pub mod compare;
pub mod state;
