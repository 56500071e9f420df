//! The shell every service stands on: store, pages, forms, people, jobs, mail, files, settings.

pub mod chart;
pub mod db;
pub mod i18n;
pub mod parts;
pub mod qr;
pub mod static_files;

#[doc(hidden)]
pub use inventory;
