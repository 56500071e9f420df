//! What may be done: pure rules of the course desk.

pub mod admit;
pub mod person;
pub mod questions;
