//! After the day: how much somebody was there, and what that person gets for it.

pub mod paper;
pub mod record;
