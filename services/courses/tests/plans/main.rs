//! Staff plan courses, rooms and series, and import tables.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod courses_made;
mod desk_of;
mod districts;
mod figures;
mod import;
mod rooms;
mod texts;
