//! How it is kept: all SQL of the service.

pub mod board;
pub mod browse;
pub mod course;
pub mod desk;
pub mod list;
pub mod matter;
pub mod message;
pub mod past;
pub mod people;
pub mod plan;
pub mod queue;
pub mod registration;
pub mod resource;
