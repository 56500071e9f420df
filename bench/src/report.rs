//! Medians over repeated runs, and ratios.

use std::time::Duration;

/// The middle value.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which this share of all values lies.
pub fn percentile(values: &mut [Duration], share: f64) -> Duration {
    values.sort_unstable();
    let at = ((values.len() as f64 * share) as usize).min(values.len().saturating_sub(1));
    values.get(at).copied().unwrap_or_default()
}

/// Prints a line of the report.
pub fn line(what: &str, value: f64, unit: &str) {
    println!("{what:<58} {value:>12.1} {unit}");
}

/// Prints a ratio against its goal.
pub fn ratio(what: &str, value: f64, goal: f64) {
    let word = if value >= goal { "reached" } else { "NOT reached" };
    println!("{what:<58} {value:>12.2} of 1 (goal {goal}: {word})");
}
