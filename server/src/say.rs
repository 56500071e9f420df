//! What a command prints for the person (or the script) that called it.

use std::io::Write;

/// A line on standard output. A reader that went away is none of our errors.
pub fn line(text: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// A line on standard error.
pub fn error(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "hearth: {text}");
}
