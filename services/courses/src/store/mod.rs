//! How it is kept: all SQL of the service.

pub mod act;
pub mod archive;
pub mod attendance;
pub mod board;
pub mod browse;
pub mod certificate;
pub mod check;
pub mod course;
pub mod day;
pub mod desk;
pub mod device;
pub mod door;
pub mod entry;
pub mod hours;
pub mod list;
pub mod matter;
pub mod measures;
pub mod message;
pub mod no_show;
pub mod own;
pub mod past;
pub mod people;
pub mod plan;
pub mod queue;
pub mod registration;
pub mod resource;
