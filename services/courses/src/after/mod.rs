//! After the day: how much somebody was there, and what that person gets for it.

pub mod hours;
pub mod no_show;
pub mod paper;
pub mod record;
