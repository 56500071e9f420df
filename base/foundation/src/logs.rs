//! The log: one readable message with its fields, once, on standard error, never personal data.
//!
//! Each request leaves one line (`target = "access"`): method, route, status and milliseconds. The
//! route is the pattern (`/progress/{reference}`), so that no name, reference or query is written.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// The target of the lines about requests.
pub const ACCESS: &str = "access";

/// Starts the log; call it once, first of all.
///
/// # Errors
/// When the level is not understood, or a log was started before.
pub fn start(log: &Log) -> Result<(), String> {
    let access = if log.access { "info" } else { "off" };
    let filter = EnvFilter::try_new(format!("{},{ACCESS}={access}", log.level))
        .map_err(|e| format!("log.level \"{}\": {e}", log.level))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(false).try_init(),
    };
    started.map_err(|e| e.to_string())
}
