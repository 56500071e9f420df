//! Which behaviours of the catalogue (R16, X4 …) have a test that names them.

use super::House;
use std::collections::{BTreeMap, BTreeSet};

/// The tests by the row they name: `fn r16_a_party_sees_its_place()` and journeys titled `R16: …`.
pub fn tests_by_row(house: &House) -> BTreeMap<String, BTreeSet<String>> {
    let mut rows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let files =
        house.ending(".rs").chain(house.ending(".mjs")).filter(|(path, _)| !path.starts_with("xtask/"));
    for (path, text) in files {
        for line in text.lines() {
            let Some(title) = title(line) else { continue };
            for row in title.split(['_', ' ', ':', ',']).filter(|word| is_row(word)) {
                rows.entry(row.to_uppercase()).or_default().insert(format!("{path}: {title}"));
            }
        }
    }
    rows
}

/// The name of a Rust function or the title of a journey, if the line begins one.
fn title(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some((_, journey)) = line.split_once("journey(") {
        return journey.trim_start().get(1..)?.split(['\'', '`', '"']).next();
    }
    let (before, function) = line.split_once("fn ")?;
    let begins = before.split_whitespace().all(|word| matches!(word, "async" | "pub" | "pub(crate)"));
    begins.then(|| function.split(|c: char| !c.is_alphanumeric() && c != '_').next())?
}

fn is_row(word: &str) -> bool {
    let digits = word.strip_prefix(|letter: char| letter.is_ascii_alphabetic());
    digits.is_some_and(|digits| {
        !digits.is_empty() && digits.len() <= 2 && digits.chars().all(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_from_functions_and_journeys() {
        let house = House::of(&[
            (
                "services/courses/tests/line.rs",
                "    async fn r16_a_party_sees_its_place_in_line() {\n// fn r17_no\nfn r18_r19_two() {}",
            ),
            ("journeys/line.journey.mjs", "  journey('R16: a place in line', EVERY_WIDTH, async () => {"),
        ]);
        let rows = tests_by_row(&house);
        assert_eq!(rows.keys().collect::<Vec<_>>(), ["R16", "R18", "R19"]);
        assert_eq!(rows.values().map(BTreeSet::len).collect::<Vec<_>>(), [2, 1, 1]);
    }
}
