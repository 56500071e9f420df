//! The shell every service stands on: store, pages, forms, people, jobs, mail, files, settings.

pub mod db;

#[doc(hidden)]
pub use inventory;
