//! May it? Pure: no clock, no chance, no store.

pub mod cadence;
pub mod compare;
pub mod cost;
pub mod idea;
pub mod obligation;
pub mod remind;
pub mod standing;
pub mod state;
pub mod take_back;
