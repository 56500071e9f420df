//! `hearth check draw`: anybody repeats a draw from its published file.

use std::path::Path;

use courses::rules::draw_file::DrawFile;

use crate::failure::{Failure, Outcome};
use crate::say;

/// Repeats the draw and says whether it comes out the same.
pub(super) fn check(file: &Path) -> Outcome {
    let bytes = std::fs::read(file).map_err(|e| Failure::of(file.display(), e))?;
    let drawn: DrawFile = serde_json::from_slice(&bytes)
        .map_err(|e| Failure::of(file.display(), format!("not the file of a draw: {e}")))?;
    let (seated, entries) = match drawn.check() {
        Ok(seated) => (seated, drawn.entries.len()),
        Err(wrong) => return Err(Failure::of("the draw does not come out the same", wrong.code())),
    };
    say::line(format!("{}: {entries} entries, list {}", drawn.course, drawn.entries_hash));
    match &drawn.result {
        None => say::line("the list is closed; the draw has not been held yet"),
        Some(outcome) => {
            say::line(format!("public number {}, seed {}", outcome.number, outcome.seed));
            say::line(format!("the draw comes out the same: {seated} entries have a seat"));
            say::line(format!("compare the public number with its source: {}", drawn.source));
        }
    }
    Ok(())
}
