//! What may be done: pure rules of the course desk.

pub mod admit;
pub mod attendance;
pub mod carry;
pub mod code;
pub mod day;
pub mod double;
pub mod draw;
pub mod draw_file;
pub mod entry;
pub mod hours;
pub mod letter;
pub mod no_show;
pub mod pace;
pub mod person;
pub mod plan;
pub mod pool;
pub mod presence;
pub mod questions;
pub mod sought;
pub mod why;
