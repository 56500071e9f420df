//! How it is kept: all SQL of the service.

pub mod course;
pub mod desk;
pub mod registration;
