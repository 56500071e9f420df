//! The plan and its evidence, as staff, the public and evaluators use it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod evaluate;
mod evidence;
mod frozen;
mod house;
mod import;
mod obligations;
mod publish;
mod take_back;
mod tracking;
mod year_end;
