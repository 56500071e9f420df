//! How it is kept: all SQL of the service.

pub mod browse;
pub mod course;
pub mod desk;
pub mod past;
pub mod registration;
